<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
<context>
    <name>Agreement</name>
    <message>
        <source>too few</source>
        <translatorcomment>machine</translatorcomment>
        <translation>zu wenige</translation>
    </message>
    <message>
        <source>undefined</source>
        <translatorcomment>machine</translatorcomment>
        <translation>nicht definiert</translation>
    </message>
    <message>
        <source>{item}, {group}: {value}.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>{item}, {group}: {value}.</translation>
    </message>
    <message>
        <source>95 % interval for other listeners: {range}.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>95-%-Intervall für andere Personen: {range}.</translation>
    </message>
    <message>
        <source>For other listeners and other excerpts: {range}.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Für andere Personen und andere Ausschnitte: {range}.</translation>
    </message>
    <message>
        <source>Listeners: {n_listeners}, excerpts: {n_clips}, answers: {n_ratings}.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Personen: {n_listeners}, Ausschnitte: {n_clips}, Antworten: {n_ratings}.</translation>
    </message>
    <message>
        <source>Agreement is not defined on these answers.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Für diese Antworten ist die Übereinstimmung nicht definiert.</translation>
    </message>
    <message>
        <source>Nobody in this group has answered yet.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>In dieser Gruppe hat noch niemand geantwortet.</translation>
    </message>
    <message>
        <source>One listener alone cannot agree with anybody.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Eine Person allein kann mit niemandem übereinstimmen.</translation>
    </message>
    <message>
        <source>With one excerpt alone nothing can be said: at least two are needed.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Mit nur einem Ausschnitt lässt sich nichts sagen: Es braucht mindestens zwei.</translation>
    </message>
    <message>
        <source>Everybody gave the same answer everywhere: whether they agree or never vary cannot be told.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Alle haben überall dieselbe Antwort gegeben: Ob sie übereinstimmen oder nie variieren, lässt sich nicht sagen.</translation>
    </message>
    <message>
        <source>No excerpt was answered by two listeners.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Kein Ausschnitt wurde von zwei Personen bewertet.</translation>
    </message>
    <message>
        <source>No value is given for fewer than 5 listeners.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Unter 5 Personen wird kein Wert angegeben.</translation>
    </message>
    <message>
        <source>Fewer than 10 listeners: not compared with other groups.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Weniger als 10 Personen: kein Vergleich mit anderen Gruppen.</translation>
    </message>
    <message>
        <source>Fewer than 20 listeners: one careless listener can change it much.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Weniger als 20 Personen: Eine einzige, die unachtsam antwortet, kann den Wert stark verändern.</translation>
    </message>
    <message>
        <source>Fewer than 10 excerpts: nothing can be said about other excerpts.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Weniger als 10 Ausschnitte: Über andere Ausschnitte lässt sich nichts sagen.</translation>
    </message>
    <message>
        <source>The answers do not allow an interval for other listeners.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Die Antworten lassen kein Intervall für andere Personen zu.</translation>
    </message>
    <message>
        <source>The answers do not allow an interval for other excerpts.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Die Antworten lassen kein Intervall für andere Ausschnitte zu.</translation>
    </message>
    <message>
        <source>All</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Alle</translation>
    </message>
    <message>
        <source>Language</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Sprache</translation>
    </message>
    <message>
        <source>Gender</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Geschlecht</translation>
    </message>
    <message>
        <source>Gender, as numbered</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Geschlecht, wie nummeriert</translation>
    </message>
    <message>
        <source>Age</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Alter</translation>
    </message>
    <message>
        <source>Country of youth</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Land der Jugend</translation>
    </message>
    <message>
        <source>Mother tongue</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Muttersprache</translation>
    </message>
    <message>
        <source>Musician</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Musikalische Erfahrung</translation>
    </message>
    <message>
        <source>Years of lessons</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Jahre Unterricht</translation>
    </message>
    <message>
        <source>Instrument</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Instrument</translation>
    </message>
    <message>
        <source>Hours of practice</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Stunden Üben</translation>
    </message>
    <message>
        <source>Music theory</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Musiktheorie</translation>
    </message>
    <message>
        <source>Listening to music</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Musikhören</translation>
    </message>
    <message>
        <source>Concerts</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Konzerte</translation>
    </message>
    <message>
        <source>Kind of music</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Art von Musik</translation>
    </message>
    <message>
        <source>Where the answers come from</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Herkunft der Antworten</translation>
    </message>
    <message>
        <source>Computer</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Computer</translation>
    </message>
    <message>
        <source>Headphone check</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Kopfhörertest</translation>
    </message>
    <message>
        <source>Finished</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Fertig geworden</translation>
    </message>
    <message>
        <source>Simulated</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Simuliert</translation>
    </message>
    <message>
        <source>Gold-MSI: active engagement</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Gold-MSI: aktiver Umgang</translation>
    </message>
    <message>
        <source>Gold-MSI: perceptual abilities</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Gold-MSI: Wahrnehmung</translation>
    </message>
    <message>
        <source>Gold-MSI: musical training</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Gold-MSI: musikalische Ausbildung</translation>
    </message>
    <message>
        <source>Gold-MSI: emotions</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Gold-MSI: Emotionen</translation>
    </message>
    <message>
        <source>Gold-MSI: singing abilities</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Gold-MSI: Singen</translation>
    </message>
    <message>
        <source>Gold-MSI: general sophistication</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Gold-MSI: allgemeine Musikalität</translation>
    </message>
    <message>
        <source>above the norm</source>
        <translatorcomment>machine</translatorcomment>
        <translation>über der Norm</translation>
    </message>
    <message>
        <source>below the norm</source>
        <translatorcomment>machine</translatorcomment>
        <translation>unter der Norm</translation>
    </message>
    <message>
        <source>yes</source>
        <translatorcomment>machine</translatorcomment>
        <translation>ja</translation>
    </message>
    <message>
        <source>no</source>
        <translatorcomment>machine</translatorcomment>
        <translation>nein</translation>
    </message>
    <message>
        <source>sessions here</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Sitzungen hier</translation>
    </message>
    <message>
        <source>CSV table</source>
        <translatorcomment>machine</translatorcomment>
        <translation>CSV-Tabelle</translation>
    </message>
    <message>
        <source>passed</source>
        <translatorcomment>machine</translatorcomment>
        <translation>bestanden</translation>
    </message>
    <message>
        <source>not passed</source>
        <translatorcomment>machine</translatorcomment>
        <translation>nicht bestanden</translation>
    </message>
    <message>
        <source>stopped</source>
        <translatorcomment>machine</translatorcomment>
        <translation>abgebrochen</translation>
    </message>
    <message>
        <source>{lower} to {upper}</source>
        <translatorcomment>machine</translatorcomment>
        <translation>{lower} bis {upper}</translation>
    </message>
    <message>
        <source>No answer yet.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Noch keine Antwort.</translation>
    </message>
    <message>
        <source>not finished</source>
        <translatorcomment>machine</translatorcomment>
        <translation>nicht fertig geworden</translation>
    </message>
    <message>
        <source>no answer on an excerpt</source>
        <translatorcomment>machine</translatorcomment>
        <translation>keine Antwort zu einem Ausschnitt</translation>
    </message>
    <message>
        <source>condition not met</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Bedingung nicht erfüllt</translation>
    </message>
    <message>
        <source>condition cannot be told</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Bedingung nicht bekannt</translation>
    </message>
    <message>
        <source>group not known</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Gruppe nicht bekannt</translation>
    </message>
    <message>
        <source>simulated listeners</source>
        <translatorcomment>machine</translatorcomment>
        <translation>simulierte Personen</translation>
    </message>
    <message>
        <source>faster than the excerpts last</source>
        <translatorcomment>machine</translatorcomment>
        <translation>schneller als die Ausschnitte dauern</translation>
    </message>
    <message>
        <source>longer than two hours</source>
        <translatorcomment>machine</translatorcomment>
        <translation>länger als zwei Stunden</translation>
    </message>
    <message>
        <source>answers given too fast</source>
        <translatorcomment>machine</translatorcomment>
        <translation>zu schnelle Antworten</translation>
    </message>
    <message>
        <source>the same answer to everything</source>
        <translatorcomment>machine</translatorcomment>
        <translation>überall dieselbe Antwort</translation>
    </message>
    <message>
        <source>failed checks</source>
        <translatorcomment>machine</translatorcomment>
        <translation>nicht bestandene Prüfungen</translation>
    </message>
    <message>
        <source>other answers when heard again</source>
        <translatorcomment>machine</translatorcomment>
        <translation>andere Antworten beim zweiten Hören</translation>
    </message>
</context>
<context>
    <name>AgreementActions</name>
    <message>
        <source>A store of answers</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Ein Speicher mit Antworten</translation>
    </message>
    <message>
        <source>Stores (*.db);;All files (*)</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Speicher (*.db);;Alle Dateien (*)</translation>
    </message>
</context>
<context>
    <name>AgreementFilters</name>
    <message>
        <source>Another file…</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Andere Datei …</translation>
    </message>
    <message>
        <source>Who finished</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Wer fertig wurde</translation>
    </message>
    <message>
        <source>All who rated</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Alle mit Antworten</translation>
    </message>
    <message>
        <source>for example: age &gt;= 30</source>
        <translatorcomment>machine</translatorcomment>
        <translation>z. B. age &gt;= 30</translation>
    </message>
    <message>
        <source>Answers</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Antworten</translation>
    </message>
    <message>
        <source>Study</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Studie</translation>
    </message>
    <message>
        <source>Listeners</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Personen</translation>
    </message>
    <message>
        <source>Groups</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Gruppen</translation>
    </message>
    <message>
        <source>Only listeners with</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Nur Personen mit</translation>
    </message>
    <message>
        <source>Left out by rule</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Ausgelassen</translation>
    </message>
    <message>
        <source>Bring in answers…</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Antworten importieren …</translation>
    </message>
    <message>
        <source>Of this window</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Dieses Fensters</translation>
    </message>
</context>
<context>
    <name>AgreementMessage</name>
    <message>
        <source>Back to the studies</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Zurück zu den Studien</translation>
    </message>
    <message>
        <source>Bring in answers…</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Antworten importieren …</translation>
    </message>
    <message>
        <source>Of {n} listeners: that takes a while. The window can be used meanwhile; the next change of what is chosen will be quick.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Von {n} Personen: Das dauert eine Weile. Das Fenster lässt sich währenddessen benutzen; die nächste Änderung der Auswahl geht schnell.</translation>
    </message>
    <message>
        <source>Reading the answers</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Antworten werden gelesen</translation>
    </message>
    <message>
        <source>That did not work</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Das hat nicht geklappt</translation>
    </message>
    <message>
        <source>No answers yet</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Noch keine Antworten</translation>
    </message>
    <message>
        <source>Agreement appears here as soon as listeners have rated the same excerpts. Run a session from the list of studies, or bring in answers that were given elsewhere.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Die Übereinstimmung erscheint hier, sobald Personen dieselben Ausschnitte bewertet haben. Starten Sie eine Sitzung in der Liste der Studien, oder importieren Sie Antworten, die anderswo gegeben wurden.</translation>
    </message>
    <message>
        <source>No listener is counted</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Niemand wird gezählt</translation>
    </message>
    <message>
        <source>Listeners who answered something: {n}. None of them fits what is chosen. Count all who rated, tick more languages, or clear the condition.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Personen, die etwas beantwortet haben: {n}. Auf keine trifft die Auswahl zu. Zählen Sie alle mit Antworten, kreuzen Sie mehr Sprachen an, oder löschen Sie die Bedingung.</translation>
    </message>
</context>
<context>
    <name>AgreementOverview</name>
    <message>
        <source>Do listeners hear the same? 1: all answer alike; 0: as by chance; below 0: they contradict one another. Choose a row for its excerpts.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Hören alle dasselbe? 1: Alle antworten gleich; 0: wie durch Zufall; unter 0: sie widersprechen sich. Eine Zeile zeigt ihre Ausschnitte.</translation>
    </message>
    <message>
        <source>Krippendorff&apos;s alpha, ordinal</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Krippendorffs Alpha, ordinal</translation>
    </message>
    <message>
        <source>95 % for other listeners</source>
        <translatorcomment>machine</translatorcomment>
        <translation>95 % für andere Personen</translation>
    </message>
    <message>
        <source>95 % for other listeners and other excerpts</source>
        <translatorcomment>machine</translatorcomment>
        <translation>95 % für andere Personen und andere Ausschnitte</translation>
    </message>
    <message>
        <source>fewer than {n} listeners</source>
        <translatorcomment>machine</translatorcomment>
        <translation>weniger als {n} Personen</translation>
    </message>
</context>
<context>
    <name>AgreementPage</name>
    <message>
        <source>Agreement</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Übereinstimmung</translation>
    </message>
    <message>
        <source>Studies</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Studien</translation>
    </message>
    <message>
        <source>All emotions</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Alle Emotionen</translation>
    </message>
    <message>
        <source>Back to: {name}</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Zurück zu: {name}</translation>
    </message>
    <message>
        <source>Choose listeners</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Auswahl</translation>
    </message>
    <message>
        <source>Write report…</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Bericht …</translation>
    </message>
</context>
<context>
    <name>AgreementStatus</name>
    <message>
        <source>Listeners: {n}</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Personen: {n}</translation>
    </message>
    <message>
        <source>answers: {n}</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Antworten: {n}</translation>
    </message>
    <message>
        <source>not counted: {n} ({reasons})</source>
        <translatorcomment>machine</translatorcomment>
        <translation>nicht gezählt: {n} ({reasons})</translation>
    </message>
    <message>
        <source>computing…</source>
        <translatorcomment>machine</translatorcomment>
        <translation>wird berechnet …</translation>
    </message>
    <message>
        <source>as of {time}</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Stand {time}</translation>
    </message>
    <message>
        <source>All of these listeners are simulated: the values say nothing about people.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Alle diese Personen sind simuliert: Die Werte sagen nichts über Menschen.</translation>
    </message>
    <message>
        <source>Simulated listeners among them: {n}.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Davon simulierte Personen: {n}.</translation>
    </message>
</context>
<context>
    <name>AlphaTableView</name>
    <message>
        <source>Agreement for each emotion and group</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Übereinstimmung je Emotion und Gruppe</translation>
    </message>
</context>
<context>
    <name>ChoiceField</name>
    <message>
        <source>{question}: in your own words</source>
        <translatorcomment>machine</translatorcomment>
        <translation>{question}: in Ihren eigenen Worten</translation>
    </message>
    <message>
        <source>In your own words (optional)</source>
        <translatorcomment>machine</translatorcomment>
        <translation>In Ihren eigenen Worten (freiwillig)</translation>
    </message>
</context>
<context>
    <name>ChoiceSearch</name>
    <message>
        <source>Other</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Andere</translation>
    </message>
    <message>
        <source>Type to search</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Zum Suchen tippen</translation>
    </message>
    <message>
        <source>{question}: list</source>
        <translatorcomment>machine</translatorcomment>
        <translation>{question}: Liste</translation>
    </message>
</context>
<context>
    <name>CircumplexView</name>
    <message>
        <source>Valence and arousal now</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Valenz und Erregung jetzt</translation>
    </message>
    <message>
        <source>valence →</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Valenz →</translation>
    </message>
    <message>
        <source>arousal →</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Erregung →</translation>
    </message>
</context>
<context>
    <name>ClipList</name>
    <message>
        <source>Clips</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Clips</translation>
    </message>
</context>
<context>
    <name>ClipPage</name>
    <message>
        <source>without words</source>
        <translatorcomment>machine</translatorcomment>
        <translation>ohne Worte</translation>
    </message>
    <message>
        <source>words: {language}</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Text: {language}</translation>
    </message>
    <message>
        <source>disagreement {value} (1: as by chance)</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Uneinigkeit {value} (1: wie durch Zufall)</translation>
    </message>
    <message>
        <source>Each bar is a group, as long for few listeners as for many; numbers count listeners.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Jeder Balken ist eine Gruppe, gleich lang bei wenigen wie bei vielen Personen; die Zahlen zählen Personen.</translation>
    </message>
    <message>
        <source>Previous excerpt</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Voriger Ausschnitt</translation>
    </message>
    <message>
        <source>Next excerpt</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Nächster Ausschnitt</translation>
    </message>
</context>
<context>
    <name>ClipView</name>
    <message>
        <source>sound</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Klang</translation>
    </message>
    <message>
        <source>mel bands</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Mel-Bänder</translation>
    </message>
    <message>
        <source>0 Hz</source>
        <translatorcomment>machine</translatorcomment>
        <translation>0 Hz</translation>
    </message>
    <message>
        <source>8 kHz</source>
        <translatorcomment>machine</translatorcomment>
        <translation>8 kHz</translation>
    </message>
    <message>
        <source>quadrants</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Quadranten</translation>
    </message>
    <message>
        <source>arousal</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Erregung</translation>
    </message>
    <message>
        <source>valence</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Valenz</translation>
    </message>
    <message>
        <source>({n})</source>
        <translatorcomment>machine</translatorcomment>
        <translation>({n})</translation>
    </message>
    <message>
        <source>Languages: simulated listeners of this study, no people.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Sprachen: simulierte Hörende dieser Studie, keine Menschen.</translation>
    </message>
    <message>
        <source>Languages: the quadrant that listeners rated highest.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Sprachen: der Quadrant, den Hörende am höchsten bewertet haben.</translation>
    </message>
</context>
<context>
    <name>ClipsModel</name>
    <message>
        <source>Excerpt</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Ausschnitt</translation>
    </message>
    <message>
        <source>Disagreement</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Uneinigkeit</translation>
    </message>
    <message>
        <source>Answers of all listeners</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Antworten aller Personen</translation>
    </message>
    <message>
        <source>undefined</source>
        <translatorcomment>machine</translatorcomment>
        <translation>nicht definiert</translation>
    </message>
    <message>
        <source>{clip}: disagreement {value}.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>{clip}: Uneinigkeit {value}.</translation>
    </message>
</context>
<context>
    <name>ClipsView</name>
    <message>
        <source>Excerpts</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Ausschnitte</translation>
    </message>
</context>
<context>
    <name>ConsentPage</name>
    <message>
        <source>I do not want to take part</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Ich möchte nicht teilnehmen</translation>
    </message>
    <message>
        <source>Please tick the box if you agree.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Bitte setzen Sie das Häkchen, wenn Sie einverstanden sind.</translation>
    </message>
</context>
<context>
    <name>Dialogs</name>
    <message>
        <source>The sound does not work.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Der Ton funktioniert nicht.</translation>
    </message>
    <message>
        <source>The answers&apos; store cannot be used now.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Der Speicher der Antworten ist gerade nicht benutzbar.</translation>
    </message>
    <message>
        <source>This study is not ready yet.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Diese Studie ist noch nicht bereit.</translation>
    </message>
    <message>
        <source>An excerpt cannot be played.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Ein Ausschnitt kann nicht abgespielt werden.</translation>
    </message>
    <message>
        <source>A text of this study is missing.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Ein Text dieser Studie fehlt.</translation>
    </message>
    <message>
        <source>These files cannot be taken.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Diese Dateien können nicht übernommen werden.</translation>
    </message>
    <message>
        <source>That did not work.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Das hat nicht geklappt.</translation>
    </message>
    <message>
        <source>The program made a mistake.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Das Programm hat einen Fehler gemacht.</translation>
    </message>
    <message>
        <source>Check that headphones or loudspeakers are plugged in, then try again.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Prüfen Sie, ob Kopfhörer oder Lautsprecher angeschlossen sind, und versuchen Sie es noch einmal.</translation>
    </message>
    <message>
        <source>Free space on the disk or close the other window, then try again.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Schaffen Sie Platz auf der Festplatte oder schließen Sie das andere Fenster, und versuchen Sie es noch einmal.</translation>
    </message>
    <message>
        <source>Mend what is listed below in the study folder, then check it again.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Beheben Sie im Studienordner, was unten aufgeführt ist, und prüfen Sie ihn dann erneut.</translation>
    </message>
    <message>
        <source>The details say what to do.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Die Einzelheiten sagen, was zu tun ist.</translation>
    </message>
    <message>
        <source>Start the program again; the session goes on where it stopped.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Starten Sie das Programm neu; die Sitzung geht dort weiter, wo sie stehen geblieben ist.</translation>
    </message>
    <message>
        <source>All answers so far are saved.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Alle bisherigen Antworten sind gespeichert.</translation>
    </message>
    <message>
        <source>Try again</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Noch einmal versuchen</translation>
    </message>
    <message>
        <source>OK</source>
        <translatorcomment>machine</translatorcomment>
        <translation>OK</translation>
    </message>
    <message>
        <source>Close</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Schließen</translation>
    </message>
</context>
<context>
    <name>ExportActions</name>
    <message>
        <source>Exporting answers</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Antworten werden exportiert</translation>
    </message>
    <message>
        <source>Sessions: {n}. Their files are in {folder}</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Sitzungen: {n}. Ihre Dateien liegen in {folder}</translation>
    </message>
    <message>
        <source>Simulated, and marked as such: {n}</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Davon simuliert und so gekennzeichnet: {n}</translation>
    </message>
    <message>
        <source>Answers in listeners&apos; own words that were left out: {n}</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Ausgelassene Antworten in eigenen Worten: {n}</translation>
    </message>
    <message>
        <source>The answers are exported</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Die Antworten sind exportiert</translation>
    </message>
    <message>
        <source>Open folder</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Ordner öffnen</translation>
    </message>
    <message>
        <source>Close</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>The answers could not be exported</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Die Antworten konnten nicht exportiert werden</translation>
    </message>
    <message>
        <source>What was in the folder is as it was. Choose another folder, or make room on the disk and allow writing there.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Der Ordner ist, wie er war. Wählen Sie einen anderen, oder schaffen Sie Platz auf dem Datenträger und erlauben Sie das Schreiben dort.</translation>
    </message>
    <message>
        <source>Reading the study</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Die Studie wird gelesen</translation>
    </message>
    <message>
        <source>Writing the sessions</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Die Sitzungen werden geschrieben</translation>
    </message>
</context>
<context>
    <name>ExportDialog</name>
    <message>
        <source>Export answers</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Antworten exportieren</translation>
    </message>
    <message>
        <source>All answers of the study, with a codebook in four languages. Who has withdrawn is not among them.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Alle Antworten der Studie, mit einem Codebuch in vier Sprachen. Wer die Teilnahme widerrufen hat, ist nicht dabei.</translation>
    </message>
    <message>
        <source>Export</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Exportieren</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Choose a folder for the files.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Wählen Sie einen Ordner für die Dateien.</translation>
    </message>
    <message>
        <source>There is no folder {folder} to make it in: choose another.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Es gibt keinen Ordner {folder}, in dem er angelegt werden könnte: Wählen Sie einen anderen.</translation>
    </message>
    <message>
        <source>Format</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Format</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Wählen …</translation>
    </message>
    <message>
        <source>Folder (new, empty, or of an earlier export)</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Ordner (neu, leer oder von einem früheren Export)</translation>
    </message>
    <message>
        <source>Language of the labels</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Sprache der Beschriftungen</translation>
    </message>
    <message>
        <source>To be opened in a spreadsheet</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Zum Öffnen in einer Tabellenkalkulation</translation>
    </message>
    <message>
        <source>Also what listeners wrote in their own words</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Auch, was Teilnehmende in eigenen Worten geschrieben haben</translation>
    </message>
    <message>
        <source>Also simulated sessions, marked as such</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Auch simulierte Sitzungen, als solche gekennzeichnet</translation>
    </message>
    <message>
        <source>Table with a row for each answer (CSV)</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Tabelle mit einer Zeile je Antwort (CSV)</translation>
    </message>
    <message>
        <source>Table with a row for each excerpt heard (CSV)</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Tabelle mit einer Zeile je gehörtem Ausschnitt (CSV)</translation>
    </message>
    <message>
        <source>SPSS, jamovi, JASP (.sav)</source>
        <translatorcomment>machine</translatorcomment>
        <translation>SPSS, jamovi, JASP (.sav)</translation>
    </message>
    <message>
        <source>Psych-DS data set</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Psych-DS-Datensatz</translation>
    </message>
    <message>
        <source>BIDS data set</source>
        <translatorcomment>machine</translatorcomment>
        <translation>BIDS-Datensatz</translation>
    </message>
    <message>
        <source>Table as PsyToolkit writes it (CSV)</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Tabelle, wie PsyToolkit sie schreibt (CSV)</translation>
    </message>
    <message>
        <source>Folder of the export</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Ordner des Exports</translation>
    </message>
</context>
<context>
    <name>ForestChart</name>
    <message>
        <source>Agreement in each group</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Übereinstimmung in jeder Gruppe</translation>
    </message>
</context>
<context>
    <name>HeadphonesPage</name>
    <message>
        <source>Play</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Abspielen</translation>
    </message>
    <message>
        <source>Playing</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Wird abgespielt</translation>
    </message>
    <message>
        <source>Play again</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Noch einmal abspielen</translation>
    </message>
    <message>
        <source>Space plays  ·  1–3 answers</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Leertaste spielt ab  ·  1–3 antwortet</translation>
    </message>
    <message>
        <source>sound {n}</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Klang {n}</translation>
    </message>
    <message>
        <source>That was the last sound.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Das war der letzte Klang.</translation>
    </message>
    <message>
        <source>Sound {n} of {total}</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Klang {n} von {total}</translation>
    </message>
</context>
<context>
    <name>HomePage</name>
    <message>
        <source>Answers are kept in {file}</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Die Antworten liegen in {file}</translation>
    </message>
    <message>
        <source>Studies</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Studien</translation>
    </message>
    <message>
        <source>New study…</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Neue Studie …</translation>
    </message>
    <message>
        <source>Open study…</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Studie öffnen …</translation>
    </message>
    <message>
        <source>Inspect clips</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Clips untersuchen</translation>
    </message>
    <message>
        <source>Settings</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>Show</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Zeigen</translation>
    </message>
    <message>
        <source>Show the folder of the answers</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Den Ordner der Antworten zeigen</translation>
    </message>
    <message>
        <source>No study yet</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Noch keine Studie</translation>
    </message>
    <message>
        <source>A study is a folder with its clips, its questions and their texts. Look at the demo first: twelve short pieces in four languages, ready to be rated.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Eine Studie ist ein Ordner mit ihren Ausschnitten, ihren Fragen und deren Texten. Sehen Sie sich zuerst die Demo an: zwölf kurze Stücke in vier Sprachen, fertig zum Bewerten.</translation>
    </message>
    <message>
        <source>Try the demo</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Demo ausprobieren</translation>
    </message>
</context>
<context>
    <name>Import</name>
    <message>
        <source>files</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Dateien</translation>
    </message>
    <message>
        <source>rows</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Zeilen</translation>
    </message>
    <message>
        <source>rows without an answer</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Zeilen ohne Antwort</translation>
    </message>
    <message>
        <source>listeners</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Personen</translation>
    </message>
    <message>
        <source>excerpts</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Ausschnitte</translation>
    </message>
    <message>
        <source>questions</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Fragen</translation>
    </message>
    <message>
        <source>answers on excerpts</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Antworten zu Ausschnitten</translation>
    </message>
    <message>
        <source>who rated something</source>
        <translatorcomment>machine</translatorcomment>
        <translation>die etwas bewertet haben</translation>
    </message>
    <message>
        <source>who finished</source>
        <translatorcomment>machine</translatorcomment>
        <translation>die fertig wurden</translation>
    </message>
    <message>
        <source>answers on emotions</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Antworten zu Emotionen</translation>
    </message>
    <message>
        <source>other answers on excerpts</source>
        <translatorcomment>machine</translatorcomment>
        <translation>andere Antworten zu Ausschnitten</translation>
    </message>
    <message>
        <source>new listeners</source>
        <translatorcomment>machine</translatorcomment>
        <translation>neue Personen</translation>
    </message>
    <message>
        <source>new answers in all</source>
        <translatorcomment>machine</translatorcomment>
        <translation>neue Antworten insgesamt</translation>
    </message>
    <message>
        <source>Rows read: {n}</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Gelesene Zeilen: {n}</translation>
    </message>
    <message>
        <source>Listeners stored: {n}</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Gespeicherte Personen: {n}</translation>
    </message>
    <message>
        <source>Refused: not in the store</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Abgelehnt: nicht gespeichert</translation>
    </message>
    <message>
        <source>Kept, to be looked at</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Übernommen, bitte ansehen</translation>
    </message>
</context>
<context>
    <name>ImportActions</name>
    <message>
        <source>Bringing in answers</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Antworten werden importiert</translation>
    </message>
</context>
<context>
    <name>ImportDialog</name>
    <message>
        <source>Bring in answers</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Antworten importieren</translation>
    </message>
    <message>
        <source>From exports of PsyToolkit surveys, or from a CSV file with a row for each answer. What is there already is not added again.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Aus Exporten von PsyToolkit-Umfragen oder aus einer CSV-Datei mit einer Zeile je Antwort. Was schon da ist, wird nicht noch einmal hinzugefügt.</translation>
    </message>
    <message>
        <source>The files are not there: choose one or more.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Die Dateien gibt es nicht: Wählen Sie eine oder mehrere.</translation>
    </message>
    <message>
        <source>Of files with a row for each answer choose one at a time.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Von Dateien mit einer Zeile je Antwort wählen Sie jeweils nur eine.</translation>
    </message>
    <message>
        <source>Exports of PsyToolkit belong to a study: choose it.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Exporte von PsyToolkit gehören zu einer Studie: Wählen Sie sie.</translation>
    </message>
    <message>
        <source>Give the answers&apos; study a short name.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Geben Sie der Studie der Antworten einen kurzen Namen.</translation>
    </message>
    <message>
        <source>The mapping file is not there: choose another, or none.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Die Zuordnungsdatei gibt es nicht: Wählen Sie eine andere oder keine.</translation>
    </message>
    <message>
        <source>Write the numbers of gender as in 1=female, 2=male; possible are {names}.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Schreiben Sie die Nummern des Geschlechts wie in 1=female, 2=male; möglich sind {names}.</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Wählen …</translation>
    </message>
    <message>
        <source>Files</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Dateien</translation>
    </message>
    <message>
        <source>Exports of PsyToolkit, one for each language</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Exporte von PsyToolkit, je Sprache einer</translation>
    </message>
    <message>
        <source>CSV with a row for each answer</source>
        <translatorcomment>machine</translatorcomment>
        <translation>CSV mit einer Zeile je Antwort</translation>
    </message>
    <message>
        <source>What they are</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Was sie sind</translation>
    </message>
    <message>
        <source>Study</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Studie</translation>
    </message>
    <message>
        <source>Name of the study: letters, digits and hyphens</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Name der Studie: Buchstaben, Ziffern und Bindestriche</translation>
    </message>
    <message>
        <source>As the files say</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Wie es die Dateien sagen</translation>
    </message>
    <message>
        <source>Language of the listeners</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Sprache der Personen</translation>
    </message>
    <message>
        <source>Mapping file: what the table calls things (if other than usual)</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Zuordnungsdatei: wie die Tabelle etwas nennt (falls anders als üblich)</translation>
    </message>
    <message>
        <source>What the numbers of gender mean, if you know it</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Was die Nummern des Geschlechts bedeuten, falls Sie es wissen</translation>
    </message>
    <message>
        <source>None: answers without a study folder</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Keine: Antworten ohne Studienordner</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Bring them in</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Importieren</translation>
    </message>
    <message>
        <source>Files of answers</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Dateien mit Antworten</translation>
    </message>
    <message>
        <source>Tables (*.csv *.tsv *.txt);;All files (*)</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Tabellen (*.csv *.tsv *.txt);;Alle Dateien (*)</translation>
    </message>
    <message>
        <source>Mapping file</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Zuordnungsdatei</translation>
    </message>
    <message>
        <source>Mappings (*.yaml *.yml);;All files (*)</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Zuordnungen (*.yaml *.yml);;Alle Dateien (*)</translation>
    </message>
</context>
<context>
    <name>ImportReportDialog</name>
    <message>
        <source>The answers are in the store</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Die Antworten sind gespeichert</translation>
    </message>
    <message>
        <source>Nothing new was found</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Nichts Neues gefunden</translation>
    </message>
    <message>
        <source>{file} cannot be written: {reason}</source>
        <translatorcomment>machine</translatorcomment>
        <translation>{file} kann nicht geschrieben werden: {reason}</translation>
    </message>
    <message>
        <source>It lies in {file}</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Sie liegt in {file}</translation>
    </message>
    <message>
        <source>Read</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Gelesen</translation>
    </message>
    <message>
        <source>Kept</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Übernommen</translation>
    </message>
    <message>
        <source>Kept, but to be looked at: {n_doubtful}. Refused: {n_refused}.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Übernommen, aber bitte ansehen: {n_doubtful}. Abgelehnt: {n_refused}.</translation>
    </message>
    <message>
        <source>Save this list…</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Diese Liste speichern …</translation>
    </message>
    <message>
        <source>Close</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Save this list</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Diese Liste speichern</translation>
    </message>
</context>
<context>
    <name>Inspect</name>
    <message>
        <source>no answer</source>
        <translatorcomment>machine</translatorcomment>
        <translation>keine Antwort</translation>
    </message>
    <message>
        <source>arousal</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Erregung</translation>
    </message>
    <message>
        <source>valence</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Valenz</translation>
    </message>
    <message>
        <source>also possible: {quadrants}</source>
        <translatorcomment>machine</translatorcomment>
        <translation>auch möglich: {quadrants}</translation>
    </message>
    <message>
        <source>nearly silent</source>
        <translatorcomment>machine</translatorcomment>
        <translation>fast still</translation>
    </message>
    <message>
        <source>very short</source>
        <translatorcomment>machine</translatorcomment>
        <translation>sehr kurz</translation>
    </message>
    <message>
        <source>cut off at full scale</source>
        <translatorcomment>machine</translatorcomment>
        <translation>bei Vollaussteuerung abgeschnitten</translation>
    </message>
    <message>
        <source>unlike what the model has learned from</source>
        <translatorcomment>machine</translatorcomment>
        <translation>anders als alles, woraus das Modell gelernt hat</translation>
    </message>
</context>
<context>
    <name>InspectActions</name>
    <message>
        <source>No sound was found there: wav, flac, ogg and mp3 can be opened.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Dort wurde kein Klang gefunden: wav, flac, ogg und mp3 lassen sich öffnen.</translation>
    </message>
    <message>
        <source>Written: {file}</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Gespeichert: {file}</translation>
    </message>
</context>
<context>
    <name>InspectBar</name>
    <message>
        <source>Play</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Abspielen</translation>
    </message>
    <message>
        <source>Stop</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Anhalten</translation>
    </message>
    <message>
        <source>Model</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Modell</translation>
    </message>
    <message>
        <source>Beside it</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Daneben</translation>
    </message>
    <message>
        <source>How two models are compared</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Wie zwei Modelle verglichen werden</translation>
    </message>
    <message>
        <source>both</source>
        <translatorcomment>machine</translatorcomment>
        <translation>beide</translation>
    </message>
    <message>
        <source>difference</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Differenz</translation>
    </message>
    <message>
        <source>What it looks at</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Worauf es achtet</translation>
    </message>
    <message>
        <source>What in the spectrogram speaks for the model&apos;s answer, in the minute that is heard (integrated gradients)</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Was im Spektrogramm für die Antwort des Modells spricht, in der Minute, die zu hören ist (integrierte Gradienten)</translation>
    </message>
    <message>
        <source>Model:</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Modell:</translation>
    </message>
    <message>
        <source>beside:</source>
        <translatorcomment>machine</translatorcomment>
        <translation>daneben:</translation>
    </message>
    <message>
        <source>Loop {begin}–{end} s ✕</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Schleife {begin}–{end} s ✕</translation>
    </message>
    <message>
        <source>Stop hearing {begin} to {end} s again and again</source>
        <translatorcomment>machine</translatorcomment>
        <translation>{begin} bis {end} s nicht mehr wiederholen</translation>
    </message>
    <message>
        <source>none</source>
        <translatorcomment>machine</translatorcomment>
        <translation>keines</translation>
    </message>
    <message>
        <source>Open a model&apos;s file…</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Datei eines Modells öffnen…</translation>
    </message>
    <message>
        <source>Export</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Exportieren</translation>
    </message>
    <message>
        <source>Figure as SVG…</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Abbildung als SVG…</translation>
    </message>
    <message>
        <source>Figure as PNG…</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Abbildung als PNG…</translation>
    </message>
    <message>
        <source>Curve as CSV…</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Kurve als CSV…</translation>
    </message>
</context>
<context>
    <name>InspectDialogs</name>
    <message>
        <source>Clips to listen to</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Clips zum Anhören</translation>
    </message>
    <message>
        <source>Sound (*.wav *.flac *.ogg *.oga *.mp3 *.aif *.aiff);;All files (*)</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Klang (*.wav *.flac *.ogg *.oga *.mp3 *.aif *.aiff);;Alle Dateien (*)</translation>
    </message>
    <message>
        <source>A folder of clips</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Ein Ordner mit Clips</translation>
    </message>
    <message>
        <source>A model</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Ein Modell</translation>
    </message>
    <message>
        <source>Models (*.safetensors);;All files (*)</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Modelle (*.safetensors);;Alle Dateien (*)</translation>
    </message>
    <message>
        <source>arousal</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Erregung</translation>
    </message>
    <message>
        <source>valence</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Valenz</translation>
    </message>
    <message>
        <source>seconds</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Sekunden</translation>
    </message>
    <message>
        <source>Figures (*.svg)</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Abbildungen (*.svg)</translation>
    </message>
    <message>
        <source>Pictures (*.png)</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Bilder (*.png)</translation>
    </message>
    <message>
        <source>Tables (*.csv)</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Tabellen (*.csv)</translation>
    </message>
    <message>
        <source>Write {name}</source>
        <translatorcomment>machine</translatorcomment>
        <translation>{name} speichern</translation>
    </message>
</context>
<context>
    <name>InspectEmpty</name>
    <message>
        <source>Drop clips or folders here</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Legen Sie Clips oder Ordner hier ab</translation>
    </message>
    <message>
        <source>See second by second what a model hears in them, while they play. wav, flac, ogg and mp3 of any length can be opened.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Sehen Sie Sekunde für Sekunde, was ein Modell darin hört, während sie spielen. wav, flac, ogg und mp3 jeder Länge lassen sich öffnen.</translation>
    </message>
    <message>
        <source>Open the demo&apos;s clips</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Clips der Demo öffnen</translation>
    </message>
    <message>
        <source>Open clips…</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Clips öffnen…</translation>
    </message>
    <message>
        <source>Open folder…</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Ordner öffnen…</translation>
    </message>
</context>
<context>
    <name>InspectPage</name>
    <message>
        <source>This installation has no model yet: open the file of one below.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Diese Installation hat noch kein Modell: Öffnen Sie unten die Datei eines Modells.</translation>
    </message>
    <message>
        <source>Listening …</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Wird gehört …</translation>
    </message>
    <message>
        <source>Inspect</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Untersuchen</translation>
    </message>
    <message>
        <source>Back to: {name}</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Zurück zu: {name}</translation>
    </message>
    <message>
        <source>Studies</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Studien</translation>
    </message>
    <message>
        <source>Add clips…</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Clips hinzufügen…</translation>
    </message>
    <message>
        <source>Add folder…</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Ordner hinzufügen…</translation>
    </message>
</context>
<context>
    <name>InstructionsPage</name>
    <message>
        <source>Please answer the question.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Bitte beantworten Sie die Frage.</translation>
    </message>
</context>
<context>
    <name>IntroPage</name>
    <message>
        <source>Begin</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Beginnen</translation>
    </message>
</context>
<context>
    <name>ItemPage</name>
    <message>
        <source>In brackets: the 95 % interval for other listeners of the group, on these excerpts. A language is not a culture, and low agreement is no mistake: people hear differently.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>In Klammern: das 95-%-Intervall für andere Personen der Gruppe, bei diesen Ausschnitten. Eine Sprache ist keine Kultur, und geringe Übereinstimmung ist kein Fehler: Menschen hören verschieden.</translation>
    </message>
    <message>
        <source>Excerpts</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Ausschnitte</translation>
    </message>
    <message>
        <source>Most disagreement first</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Größte Uneinigkeit zuerst</translation>
    </message>
    <message>
        <source>Least disagreement first</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Kleinste Uneinigkeit zuerst</translation>
    </message>
    <message>
        <source>By name</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Nach Namen</translation>
    </message>
    <message>
        <source>Order of the excerpts</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Reihenfolge der Ausschnitte</translation>
    </message>
    <message>
        <source>Disagreement: how far apart two listeners are on this excerpt, where 1 is what chance would give. Choose an excerpt to compare the answers of the groups.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Uneinigkeit: wie weit zwei Personen bei diesem Ausschnitt auseinanderliegen; 1 ergäbe der Zufall. Wählen Sie einen Ausschnitt, um die Antworten der Gruppen zu vergleichen.</translation>
    </message>
</context>
<context>
    <name>LabelTableView</name>
    <message>
        <source>Labels of the excerpts</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Etiketten der Ausschnitte</translation>
    </message>
</context>
<context>
    <name>LevelPage</name>
    <message>
        <source>Play</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Abspielen</translation>
    </message>
    <message>
        <source>Stop</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Anhalten</translation>
    </message>
    <message>
        <source>softer</source>
        <translatorcomment>machine</translatorcomment>
        <translation>leiser</translation>
    </message>
    <message>
        <source>louder</source>
        <translatorcomment>machine</translatorcomment>
        <translation>lauter</translation>
    </message>
    <message>
        <source>Volume</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Lautstärke</translation>
    </message>
    <message>
        <source>Please play the tone first.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Bitte spielen Sie zuerst den Ton ab.</translation>
    </message>
    <message>
        <source>Space plays and stops  ·  ← → set the volume</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Leertaste spielt ab und hält an  ·  ← → stellen die Lautstärke</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>The answers are saved, but no copy of them could be made: {why}</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Die Antworten sind gespeichert, aber es konnte keine Kopie davon angelegt werden: {why}</translation>
    </message>
    <message>
        <source>Set a PIN first</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Legen Sie zuerst eine PIN fest</translation>
    </message>
    <message>
        <source>In kiosk mode only the PIN ends a session. Set one here, then start again.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Im Kioskmodus beendet nur die PIN eine Sitzung. Legen Sie hier eine fest und starten Sie dann erneut.</translation>
    </message>
    <message>
        <source>OK</source>
        <translatorcomment>machine</translatorcomment>
        <translation>OK</translation>
    </message>
</context>
<context>
    <name>MessageDialog</name>
    <message>
        <source>Details</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Einzelheiten</translation>
    </message>
    <message>
        <source>Copy</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Kopieren</translation>
    </message>
</context>
<context>
    <name>Monitor</name>
    <message>
        <source>listener {n}</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Versuchsperson {n}</translation>
    </message>
    <message>
        <source>station {name}</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Station {name}</translation>
    </message>
    <message>
        <source>since {time}</source>
        <translatorcomment>machine</translatorcomment>
        <translation>seit {time}</translation>
    </message>
    <message>
        <source>simulated</source>
        <translatorcomment>machine</translatorcomment>
        <translation>simuliert</translation>
    </message>
    <message>
        <source>The session is finished</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Die Sitzung ist abgeschlossen</translation>
    </message>
    <message>
        <source>The session was stopped</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Die Sitzung wurde abgebrochen</translation>
    </message>
    <message>
        <source>The study&apos;s folder was changed since this session began: its pages are not known here</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Der Ordner der Studie wurde seit Beginn dieser Sitzung verändert: ihre Seiten sind hier nicht bekannt</translation>
    </message>
    <message>
        <source>Questionnaire</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Fragebogen</translation>
    </message>
    <message>
        <source>Headphone check</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Kopfhörertest</translation>
    </message>
    <message>
        <source>Level</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Lautstärke</translation>
    </message>
    <message>
        <source>Instructions</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Anleitung</translation>
    </message>
    <message>
        <source>Introduction to a block</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Einleitung eines Blocks</translation>
    </message>
    <message>
        <source>What the model heard is shown to the listener</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Der Versuchsperson wird gezeigt, was das Modell gehört hat</translation>
    </message>
    <message>
        <source>Comment</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Kommentar</translation>
    </message>
    <message>
        <source>Thanks</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Dank</translation>
    </message>
    <message>
        <source>paused</source>
        <translatorcomment>machine</translatorcomment>
        <translation>unterbrochen</translation>
    </message>
    <message>
        <source>the clip plays</source>
        <translatorcomment>machine</translatorcomment>
        <translation>der Ausschnitt läuft</translation>
    </message>
    <message>
        <source>{n} of {total} answers</source>
        <translatorcomment>machine</translatorcomment>
        <translation>{n} von {total} Antworten</translation>
    </message>
    <message>
        <source>plays: {n}</source>
        <translatorcomment>machine</translatorcomment>
        <translation>gehört: {n}-mal</translation>
    </message>
    <message>
        <source>plays with gaps in the sound: {n}</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Wiedergaben mit Aussetzern: {n}</translation>
    </message>
    <message>
        <source>For practice: {clip}</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Zur Übung: {clip}</translation>
    </message>
    <message>
        <source>Heard again, {n} of {total}: {clip}</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Noch einmal, {n} von {total}: {clip}</translation>
    </message>
    <message>
        <source>{n} of {total}: {clip}</source>
        <translatorcomment>machine</translatorcomment>
        <translation>{n} von {total}: {clip}</translation>
    </message>
</context>
<context>
    <name>MonitorView</name>
    <message>
        <source>Sessions that run</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Laufende Sitzungen</translation>
    </message>
    <message>
        <source>Pages of the session</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Seiten der Sitzung</translation>
    </message>
    <message>
        <source>Waiting for a session</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Wartet auf eine Sitzung</translation>
    </message>
    <message>
        <source>last sign of life {when}</source>
        <translatorcomment>machine</translatorcomment>
        <translation>letztes Lebenszeichen {when}</translation>
    </message>
    <message>
        <source>sound</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Klang</translation>
    </message>
    <message>
        <source>quadrants</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Quadranten</translation>
    </message>
    <message>
        <source>arousal</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Erregung</translation>
    </message>
    <message>
        <source>valence</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Valenz</translation>
    </message>
</context>
<context>
    <name>MonitorWindow</name>
    <message>
        <source>Monitor: {study}</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Monitor: {study}</translation>
    </message>
    <message>
        <source>No session of this study yet. It is shown here as soon as one begins.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Noch keine Sitzung dieser Studie. Sie erscheint hier, sobald eine beginnt.</translation>
    </message>
    <message>
        <source>The model hears the clip</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Das Modell hört den Ausschnitt</translation>
    </message>
    <message>
        <source>This study shows researchers no predictions (predictions: researcher: never).</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Diese Studie zeigt Forschenden keine Vorhersagen (predictions: researcher: never).</translation>
    </message>
    <message>
        <source>The session runs on this computer, which has one screen: predictions are not drawn where the listener may see them. Connect a second screen, or open the monitor on another computer.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Die Sitzung läuft auf diesem Computer, der nur einen Bildschirm hat: Vorhersagen werden nicht gezeigt, wo die Versuchsperson sie sehen könnte. Schließen Sie einen zweiten Bildschirm an, oder öffnen Sie den Monitor auf einem anderen Computer.</translation>
    </message>
</context>
<context>
    <name>NewStudyDialog</name>
    <message>
        <source>New study</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Neue Studie</translation>
    </message>
    <message>
        <source>The study gets the built-in questions in four languages, and a copy of the clips. All of it lies in one folder and can be changed there.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Die Studie bekommt die eingebauten Fragen in vier Sprachen und eine Kopie der Ausschnitte. Alles liegt in einem Ordner und kann dort geändert werden.</translation>
    </message>
    <message>
        <source>Clips: a folder of sound files, or a list of them (CSV)</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Ausschnitte: ein Ordner mit Tondateien oder eine Liste davon (CSV)</translation>
    </message>
    <message>
        <source>Folder…</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Ordner …</translation>
    </message>
    <message>
        <source>List…</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Liste …</translation>
    </message>
    <message>
        <source>New study folder</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Ordner der neuen Studie</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Wählen …</translation>
    </message>
    <message>
        <source>The clips are not there: choose a folder or a CSV file.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Die Ausschnitte sind nicht da: Wählen Sie einen Ordner oder eine CSV-Datei.</translation>
    </message>
    <message>
        <source>Choose a study folder that does not exist yet: it will be made.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Wählen Sie einen Ordner, den es noch nicht gibt: Er wird angelegt.</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Make the study</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Studie anlegen</translation>
    </message>
    <message>
        <source>Folder of sound files</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Ordner mit Tondateien</translation>
    </message>
    <message>
        <source>List of clips</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Liste der Ausschnitte</translation>
    </message>
</context>
<context>
    <name>NumberField</name>
    <message>
        <source>Please enter a whole number from {low} to {high}.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Bitte geben Sie eine ganze Zahl von {low} bis {high} ein.</translation>
    </message>
    <message>
        <source>Please enter a whole number.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Bitte geben Sie eine ganze Zahl ein.</translation>
    </message>
</context>
<context>
    <name>Page</name>
    <message>
        <source>One answer is missing: {items}</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Eine Antwort fehlt: {items}</translation>
    </message>
    <message>
        <source>{n} answers are missing: {items}</source>
        <translatorcomment>machine</translatorcomment>
        <translation>{n} Antworten fehlen: {items}</translation>
    </message>
    <message>
        <source>Continue</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Weiter</translation>
    </message>
</context>
<context>
    <name>PauseOverlay</name>
    <message>
        <source>Pause</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Pause</translation>
    </message>
    <message>
        <source>Your answers are saved. Go on whenever you like.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Ihre Antworten sind gespeichert. Machen Sie weiter, wann immer Sie möchten.</translation>
    </message>
    <message>
        <source>Continue</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Weiter</translation>
    </message>
    <message>
        <source>End session (researcher)</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Sitzung beenden (Versuchsleitung)</translation>
    </message>
</context>
<context>
    <name>PinDialog</name>
    <message>
        <source>Researcher&apos;s PIN</source>
        <translatorcomment>machine</translatorcomment>
        <translation>PIN der Versuchsleitung</translation>
    </message>
    <message>
        <source>Only the researcher can end the session. All answers are saved.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Nur die Versuchsleitung kann die Sitzung beenden. Alle Antworten sind gespeichert.</translation>
    </message>
    <message>
        <source>PIN</source>
        <translatorcomment>machine</translatorcomment>
        <translation>PIN</translation>
    </message>
    <message>
        <source>Enter</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Bestätigen</translation>
    </message>
    <message>
        <source>Back to the session</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Zurück zur Sitzung</translation>
    </message>
    <message>
        <source>Too many wrong attempts: wait {seconds} s.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Zu viele Fehlversuche: Warten Sie {seconds} s.</translation>
    </message>
    <message>
        <source>That is not the PIN.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Das ist nicht die PIN.</translation>
    </message>
</context>
<context>
    <name>RatingPage</name>
    <message>
        <source>{keys} answers  ·  ↑ ↓ moves  ·  Space plays  ·  Enter continues</source>
        <translatorcomment>machine</translatorcomment>
        <translation>{keys} antwortet  ·  ↑ ↓ bewegt  ·  Leertaste spielt ab  ·  Eingabetaste geht weiter</translation>
    </message>
    <message>
        <source>Play again</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Noch einmal abspielen</translation>
    </message>
    <message>
        <source>Playing</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Wird abgespielt</translation>
    </message>
    <message>
        <source>Stop</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Anhalten</translation>
    </message>
    <message>
        <source>Excerpt, {elapsed} of {total}</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Ausschnitt, {elapsed} von {total}</translation>
    </message>
    <message>
        <source>The sound was interrupted. Please listen to the excerpt once more.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Der Ton wurde unterbrochen. Bitte hören Sie den Ausschnitt noch einmal an.</translation>
    </message>
    <message>
        <source>You may listen once more.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Sie können ihn noch einmal anhören.</translation>
    </message>
    <message>
        <source>You may listen {n} more times.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Sie können ihn noch {n}-mal anhören.</translation>
    </message>
    <message>
        <source>Please listen to the excerpt: you can answer once it has begun to play.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Bitte hören Sie den Ausschnitt an: Sie können antworten, sobald er begonnen hat.</translation>
    </message>
    <message>
        <source>Please listen to the excerpt {n} times: you can answer after that.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Bitte hören Sie den Ausschnitt {n}-mal an: Danach können Sie antworten.</translation>
    </message>
    <message>
        <source>Please listen to the excerpt: you can answer when it has ended.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Bitte hören Sie den Ausschnitt an: Sie können antworten, wenn er zu Ende ist.</translation>
    </message>
    <message>
        <source>Play</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Abspielen</translation>
    </message>
    <message>
        <source>Continue</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Weiter</translation>
    </message>
    <message>
        <source>Next excerpt</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Nächster Ausschnitt</translation>
    </message>
</context>
<context>
    <name>ReportActions</name>
    <message>
        <source>Writing the report</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Der Bericht wird geschrieben</translation>
    </message>
    <message>
        <source>The report is written</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Der Bericht ist geschrieben</translation>
    </message>
    <message>
        <source>It lies in {folder}</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Er liegt in {folder}</translation>
    </message>
    <message>
        <source>There is no PDF: what makes it is missing on this computer. The page can be printed from the browser; the details say what to install.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Es gibt kein PDF: Auf diesem Computer fehlt, was es setzt. Die Seite lässt sich aus dem Browser drucken; in den Details steht, was zu installieren ist.</translation>
    </message>
    <message>
        <source>Open</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Öffnen</translation>
    </message>
    <message>
        <source>Close</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>The report could not be written</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Der Bericht konnte nicht geschrieben werden</translation>
    </message>
    <message>
        <source>What was in the folder is as it was. Choose another folder, or make room on the disk and allow writing there.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Der Ordner ist, wie er war. Wählen Sie einen anderen, oder schaffen Sie Platz auf dem Datenträger und erlauben Sie das Schreiben dort.</translation>
    </message>
    <message>
        <source>Reading the answers</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Antworten werden gelesen</translation>
    </message>
    <message>
        <source>Computing agreement</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Die Übereinstimmung wird berechnet</translation>
    </message>
    <message>
        <source>Computing further measures</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Weitere Maße werden berechnet</translation>
    </message>
    <message>
        <source>Testing the differences between groups</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Unterschiede zwischen den Gruppen werden geprüft</translation>
    </message>
    <message>
        <source>Comparing how high groups rate</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Die Höhe der Urteile der Gruppen wird verglichen</translation>
    </message>
    <message>
        <source>Comparing the excerpts&apos; order in each group</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Die Reihenfolge der Ausschnitte in den Gruppen wird verglichen</translation>
    </message>
    <message>
        <source>Comparing liked and disliked, known and unknown</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Gemochtes und nicht Gemochtes, Bekanntes und Unbekanntes werden verglichen</translation>
    </message>
    <message>
        <source>Comparing musical backgrounds</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Musikalische Hintergründe werden verglichen</translation>
    </message>
    <message>
        <source>Drawing the figures</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Die Abbildungen werden gezeichnet</translation>
    </message>
    <message>
        <source>Writing the page</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Die Seite wird geschrieben</translation>
    </message>
    <message>
        <source>Setting the PDF</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Das PDF wird gesetzt</translation>
    </message>
    <message>
        <source>Computing</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Berechnung läuft</translation>
    </message>
</context>
<context>
    <name>ReportDialog</name>
    <message>
        <source>Write a report</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Bericht schreiben</translation>
    </message>
    <message>
        <source>Language of the report</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Sprache des Berichts</translation>
    </message>
    <message>
        <source>Also as PDF</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Auch als PDF</translation>
    </message>
    <message>
        <source>Choose a folder for the files of the report.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Wählen Sie einen Ordner für die Dateien des Berichts.</translation>
    </message>
    <message>
        <source>Folder of the report (made if it is not there)</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Ordner des Berichts (wird angelegt, falls er fehlt)</translation>
    </message>
    <message>
        <source>A page to read and to print, its figures, and all numbers as tables: from the listeners that are chosen now, with tests of the differences between groups. It takes a minute or two.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Eine Seite zum Lesen und Drucken, ihre Abbildungen und alle Zahlen als Tabellen: von den jetzt gewählten Personen, mit Tests der Unterschiede zwischen den Gruppen. Es dauert ein bis zwei Minuten.</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Wählen …</translation>
    </message>
    <message>
        <source>There is no folder {folder} to make it in: choose another.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Es gibt keinen Ordner {folder}, in dem er angelegt werden könnte: Wählen Sie einen anderen.</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Write the report</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Bericht schreiben</translation>
    </message>
    <message>
        <source>Folder of the report</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Ordner des Berichts</translation>
    </message>
</context>
<context>
    <name>ResumeDialog</name>
    <message>
        <source>Resume a session</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Eine Sitzung fortsetzen</translation>
    </message>
    <message>
        <source>It goes on at the same question, in the same order.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Sie geht bei derselben Frage weiter, in derselben Reihenfolge.</translation>
    </message>
    <message>
        <source>Unfinished sessions</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Nicht beendete Sitzungen</translation>
    </message>
    <message>
        <source>Participant {number}, {language}, started {when}</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Person {number}, {language}, begonnen {when}</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Resume</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Fortsetzen</translation>
    </message>
</context>
<context>
    <name>RulesButton</name>
    <message>
        <source>Nobody</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Niemand</translation>
    </message>
    <message>
        <source>rules: {n}</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Regeln: {n}</translation>
    </message>
</context>
<context>
    <name>SessionHeader</name>
    <message>
        <source>about {duration} left</source>
        <translatorcomment>machine</translatorcomment>
        <translation>noch etwa {duration}</translation>
    </message>
    <message>
        <source>Progress</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Fortschritt</translation>
    </message>
    <message>
        <source>Pause</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Pause</translation>
    </message>
    <message>
        <source>Practice {n} of {total}</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Übung {n} von {total}</translation>
    </message>
    <message>
        <source>Excerpt {n} of {total}</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Ausschnitt {n} von {total}</translation>
    </message>
</context>
<context>
    <name>SessionLauncher</name>
    <message>
        <source>Getting the session ready</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Die Sitzung wird vorbereitet</translation>
    </message>
    <message>
        <source>Looking at the texts in all languages</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Die Texte aller Sprachen werden geprüft</translation>
    </message>
    <message>
        <source>Looking at the sound files</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Die Tondateien werden geprüft</translation>
    </message>
    <message>
        <source>Measuring how loud the clips are</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Die Lautheit der Ausschnitte wird gemessen</translation>
    </message>
    <message>
        <source>Looking for the sound device</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Das Tongerät wird gesucht</translation>
    </message>
    <message>
        <source>Having the model hear the clips</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Das Modell hört die Ausschnitte</translation>
    </message>
</context>
<context>
    <name>SessionWindow</name>
    <message>
        <source>Merlingua: session</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Merlingua: Sitzung</translation>
    </message>
    <message>
        <source>All answers so far are saved. The session can be resumed from the list of studies.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Alle bisherigen Antworten sind gespeichert. Die Sitzung kann aus der Liste der Studien fortgesetzt werden.</translation>
    </message>
    <message>
        <source>Nothing has been stored yet.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Es wurde noch nichts gespeichert.</translation>
    </message>
    <message>
        <source>End this session?</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Diese Sitzung beenden?</translation>
    </message>
    <message>
        <source>End session</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Sitzung beenden</translation>
    </message>
    <message>
        <source>Back to the session</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Zurück zur Sitzung</translation>
    </message>
</context>
<context>
    <name>SettingsPage</name>
    <message>
        <source>A PIN is set.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Eine PIN ist festgelegt.</translation>
    </message>
    <message>
        <source>No PIN is set.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Keine PIN ist festgelegt.</translation>
    </message>
    <message>
        <source>As the system is set</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Wie im System eingestellt</translation>
    </message>
    <message>
        <source>{device} (not there now)</source>
        <translatorcomment>machine</translatorcomment>
        <translation>{device} (gerade nicht da)</translation>
    </message>
    <message>
        <source>Settings</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>Back to the studies</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Zurück zu den Studien</translation>
    </message>
    <message>
        <source>As the system is set ({language})</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Wie im System eingestellt ({language})</translation>
    </message>
    <message>
        <source>Light</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Hell</translation>
    </message>
    <message>
        <source>Dark</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Dunkel</translation>
    </message>
    <message>
        <source>Language</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Sprache</translation>
    </message>
    <message>
        <source>The language of these pages. Listeners choose their own when a session starts.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Die Sprache dieser Seiten. Hörerinnen und Hörer wählen ihre eigene, wenn eine Sitzung beginnt.</translation>
    </message>
    <message>
        <source>Text size</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Schriftgröße</translation>
    </message>
    <message>
        <source>For all pages, the listeners&apos; too.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Für alle Seiten, auch die der Hörerinnen und Hörer.</translation>
    </message>
    <message>
        <source>Colours</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Farben</translation>
    </message>
    <message>
        <source>Light or dark. They stay as they are while a session runs.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Hell oder dunkel. Während einer Sitzung bleiben sie, wie sie sind.</translation>
    </message>
    <message>
        <source>Sound device</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Tongerät</translation>
    </message>
    <message>
        <source>Where the clips are played. It is checked again before each clip.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Wo die Ausschnitte abgespielt werden. Es wird vor jedem Ausschnitt erneut geprüft.</translation>
    </message>
    <message>
        <source>Researcher&apos;s PIN</source>
        <translatorcomment>machine</translatorcomment>
        <translation>PIN der Versuchsleitung</translation>
    </message>
    <message>
        <source>In kiosk mode a listener cannot leave the window: only this PIN ends a session.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Im Kioskmodus kann niemand das Fenster verlassen: Nur diese PIN beendet eine Sitzung.</translation>
    </message>
    <message>
        <source>New PIN</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Neue PIN</translation>
    </message>
    <message>
        <source>Set PIN</source>
        <translatorcomment>machine</translatorcomment>
        <translation>PIN festlegen</translation>
    </message>
    <message>
        <source>Remove PIN</source>
        <translatorcomment>machine</translatorcomment>
        <translation>PIN entfernen</translation>
    </message>
</context>
<context>
    <name>SharesView</name>
    <message>
        <source>Quadrants of the whole clip</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Quadranten des ganzen Clips</translation>
    </message>
</context>
<context>
    <name>StackChart</name>
    <message>
        <source>Answers of each group</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Antworten jeder Gruppe</translation>
    </message>
    <message>
        <source>no answer yet</source>
        <translatorcomment>machine</translatorcomment>
        <translation>noch keine Antwort</translation>
    </message>
</context>
<context>
    <name>StudyActions</name>
    <message>
        <source>Checking {title}</source>
        <translatorcomment>machine</translatorcomment>
        <translation>{title} wird geprüft</translation>
    </message>
    <message>
        <source>Open a study folder</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Einen Studienordner öffnen</translation>
    </message>
    <message>
        <source>This is not a study folder</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Das ist kein Studienordner</translation>
    </message>
    <message>
        <source>{folder} has no study.yaml. Choose the folder that holds it, or make a new study.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>{folder} enthält keine study.yaml. Wählen Sie den Ordner, in dem sie liegt, oder legen Sie eine neue Studie an.</translation>
    </message>
    <message>
        <source>Getting the demo ready</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Die Demo wird vorbereitet</translation>
    </message>
    <message>
        <source>Making the study</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Die Studie wird angelegt</translation>
    </message>
    <message>
        <source>Looking at the clips</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Die Ausschnitte werden geprüft</translation>
    </message>
    <message>
        <source>{title} is ready</source>
        <translatorcomment>machine</translatorcomment>
        <translation>{title} ist bereit</translation>
    </message>
    <message>
        <source>Texts, characters, clips and loudness are complete in all its languages.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Texte, Schriftzeichen, Ausschnitte und Lautheit sind in allen Sprachen vollständig.</translation>
    </message>
    <message>
        <source>{title} is not ready yet</source>
        <translatorcomment>machine</translatorcomment>
        <translation>{title} ist noch nicht bereit</translation>
    </message>
    <message>
        <source>Mend what is listed here in the study folder, then check it again.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Beheben Sie im Studienordner, was hier aufgeführt ist, und prüfen Sie ihn dann erneut.</translation>
    </message>
    <message>
        <source>OK</source>
        <translatorcomment>machine</translatorcomment>
        <translation>OK</translation>
    </message>
</context>
<context>
    <name>StudyCard</name>
    <message>
        <source>{n} excerpts</source>
        <translatorcomment>machine</translatorcomment>
        <translation>{n} Ausschnitte</translation>
    </message>
    <message>
        <source>no answer yet</source>
        <translatorcomment>machine</translatorcomment>
        <translation>noch keine Antwort</translation>
    </message>
    <message>
        <source>last answer {when}</source>
        <translatorcomment>machine</translatorcomment>
        <translation>letzte Antwort {when}</translation>
    </message>
    <message>
        <source>agreement {lower} to {upper}</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Übereinstimmung {lower} bis {upper}</translation>
    </message>
    <message>
        <source>{n} finished</source>
        <translatorcomment>machine</translatorcomment>
        <translation>{n} beendet</translation>
    </message>
    <message>
        <source>{n} of {target} finished</source>
        <translatorcomment>machine</translatorcomment>
        <translation>{n} von {target} beendet</translation>
    </message>
    <message>
        <source>Start session</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Sitzung starten</translation>
    </message>
    <message>
        <source>Resume unfinished ({n})</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Unbeendete fortsetzen ({n})</translation>
    </message>
    <message>
        <source>Agreement</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Übereinstimmung</translation>
    </message>
    <message>
        <source>Inspect</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Untersuchen</translation>
    </message>
    <message>
        <source>Train</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Trainieren</translation>
    </message>
    <message>
        <source>Monitor</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Monitor</translation>
    </message>
    <message>
        <source>Check</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Prüfen</translation>
    </message>
    <message>
        <source>Export…</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Exportieren…</translation>
    </message>
    <message>
        <source>Open folder</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Ordner öffnen</translation>
    </message>
    <message>
        <source>Remove from list</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Aus der Liste entfernen</translation>
    </message>
</context>
<context>
    <name>ThanksPage</name>
    <message>
        <source>Copy the code</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Code kopieren</translation>
    </message>
    <message>
        <source>Finish</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Beenden</translation>
    </message>
    <message>
        <source>The code is in the clipboard.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Der Code ist in der Zwischenablage.</translation>
    </message>
</context>
<context>
    <name>TracksView</name>
    <message>
        <source>The clip, second by second</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Der Clip, Sekunde für Sekunde</translation>
    </message>
    <message>
        <source>Click: hear it from there. Drag: hear a region again and again.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Klicken: ab dort hören. Ziehen: einen Bereich wiederholt hören.</translation>
    </message>
</context>
<context>
    <name>Train</name>
    <message>
        <source>Too few listeners: the label is that of all.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Zu wenige Teilnehmende: Es gilt das Etikett aller.</translation>
    </message>
    <message>
        <source>They agree no better than chance: the label is that of all.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Sie stimmen nicht besser als zufällig überein: Es gilt das Etikett aller.</translation>
    </message>
    <message>
        <source>all</source>
        <translatorcomment>machine</translatorcomment>
        <translation>alle</translation>
    </message>
    <message>
        <source>Reading the answers</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Antworten werden gelesen</translation>
    </message>
    <message>
        <source>Hearing the excerpts</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Die Ausschnitte werden angehört</translation>
    </message>
    <message>
        <source>Hearing the excerpts with the model</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Das Modell hört die Ausschnitte</translation>
    </message>
    <message>
        <source>Describing the excerpts</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Die Ausschnitte werden beschrieben</translation>
    </message>
    <message>
        <source>Learning, and judging on excerpts left out</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Lernen und Prüfen an ausgelassenen Ausschnitten</translation>
    </message>
    <message>
        <source>Computing</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Berechnung läuft</translation>
    </message>
    <message>
        <source>A model for each group</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Ein Modell je Gruppe</translation>
    </message>
    <message>
        <source>One model for all</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Ein Modell für alle</translation>
    </message>
    <message>
        <source>What groups say of other excerpts</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Was Gruppen über andere Ausschnitte sagen</translation>
    </message>
    <message>
        <source>A quarter each</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Je ein Viertel</translation>
    </message>
    <message>
        <source>As many other listeners</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Ebenso viele andere Teilnehmende</translation>
    </message>
    <message>
        <source>The best that is possible</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Das bestmögliche Ergebnis</translation>
    </message>
    <message>
        <source>{mean} nats a vote [{low}, {high}], p = {p}</source>
        <translatorcomment>machine</translatorcomment>
        <translation>{mean} Nats je Stimme [{low}, {high}], p = {p}</translation>
    </message>
    <message>
        <source>No difference between “{first}” and “{second}” was detected</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Zwischen „{first}“ und „{second}“ wurde kein Unterschied gefunden</translation>
    </message>
    <message>
        <source>“{first}” foretells votes better than “{second}”</source>
        <translatorcomment>machine</translatorcomment>
        <translation>„{first}“ sagt Stimmen besser voraus als „{second}“</translation>
    </message>
    <message>
        <source>“{first}” foretells votes worse than “{second}”</source>
        <translatorcomment>machine</translatorcomment>
        <translation>„{first}“ sagt Stimmen schlechter voraus als „{second}“</translation>
    </message>
    <message>
        <source>The groups vote differently on these excerpts (p = {p}).</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Die Gruppen stimmen über diese Ausschnitte unterschiedlich ab (p = {p}).</translation>
    </message>
    <message>
        <source>No difference between the groups&apos; votes was detected (p = {p}); there may still be one.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Zwischen den Stimmen der Gruppen wurde kein Unterschied gefunden (p = {p}); es kann dennoch einen geben.</translation>
    </message>
    <message>
        <source>There are hardly any artists: what was learnt of one may have helped with the artist&apos;s other excerpts.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Es gibt kaum verschiedene Künstler: Was an einem gelernt wurde, kann bei dessen anderen Ausschnitten geholfen haben.</translation>
    </message>
    <message>
        <source>{n} excerpts can adapt a model to listeners, and cannot show what it would say of other music.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>{n} Ausschnitte können ein Modell an Teilnehmende anpassen, aber nicht zeigen, was es über andere Musik sagen würde.</translation>
    </message>
</context>
<context>
    <name>TrainForm</name>
    <message>
        <source>Choose…</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Wählen …</translation>
    </message>
    <message>
        <source>Groups</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Gruppen</translation>
    </message>
    <message>
        <source>Begin with</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Ausgehen von</translation>
    </message>
    <message>
        <source>New model</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Neues Modell</translation>
    </message>
    <message>
        <source>Count simulated listeners too</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Auch simulierte Teilnehmende zählen</translation>
    </message>
    <message>
        <source>Language</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Sprache</translation>
    </message>
    <message>
        <source>IS13 descriptors</source>
        <translatorcomment>machine</translatorcomment>
        <translation>IS13-Deskriptoren</translation>
    </message>
    <message>
        <source>File of a model…</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Datei eines Modells …</translation>
    </message>
    <message>
        <source>Vectors of another network…</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Vektoren eines anderen Netzes …</translation>
    </message>
    <message>
        <source>Vectors (*.npy)</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Vektoren (*.npy)</translation>
    </message>
    <message>
        <source>Models (*.safetensors)</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Modelle (*.safetensors)</translation>
    </message>
</context>
<context>
    <name>TrainPage</name>
    <message>
        <source>Reading the answers</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Antworten werden gelesen</translation>
    </message>
    <message>
        <source>{group}: {n} listeners</source>
        <translatorcomment>machine</translatorcomment>
        <translation>{group}: {n} Teilnehmende</translation>
    </message>
    <message>
        <source>reliability {value}</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Reliabilität {value}</translation>
    </message>
    <message>
        <source>No model can be trained on these: {why}</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Damit kann kein Modell trainiert werden: {why}</translation>
    </message>
    <message>
        <source>Go on training</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Weiter trainieren</translation>
    </message>
    <message>
        <source>Train</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Trainieren</translation>
    </message>
    <message>
        <source>Studies</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Studien</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Abbrechen</translation>
    </message>
</context>
<context>
    <name>TrainResult</name>
    <message>
        <source>Nats a vote, on excerpts and by listeners not learnt from; lower is better.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Nats je Stimme, an Ausschnitten und von Teilnehmenden, von denen nicht gelernt wurde; weniger ist besser.</translation>
    </message>
    <message>
        <source>Try it in Inspect</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Unter „Untersuchen“ ausprobieren</translation>
    </message>
    <message>
        <source>The model is in {file}</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Das Modell ist in {file}</translation>
    </message>
</context>
<context>
    <name>WaitDialog</name>
    <message>
        <source>Cancel</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Abbrechen</translation>
    </message>
</context>
</TS>
