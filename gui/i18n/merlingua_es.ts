<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="es" sourcelanguage="en">
<context>
    <name>Agreement</name>
    <message>
        <source>too few</source>
        <translatorcomment>machine</translatorcomment>
        <translation>muy pocos</translation>
    </message>
    <message>
        <source>undefined</source>
        <translatorcomment>machine</translatorcomment>
        <translation>no definido</translation>
    </message>
    <message>
        <source>{item}, {group}: {value}.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>{item}, {group}: {value}.</translation>
    </message>
    <message>
        <source>95 % interval for other listeners: {range}.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Intervalo del 95 % para otros oyentes: {range}.</translation>
    </message>
    <message>
        <source>For other listeners and other excerpts: {range}.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Para otros oyentes y otros fragmentos: {range}.</translation>
    </message>
    <message>
        <source>Listeners: {n_listeners}, excerpts: {n_clips}, answers: {n_ratings}.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Oyentes: {n_listeners}; fragmentos: {n_clips}; respuestas: {n_ratings}.</translation>
    </message>
    <message>
        <source>Agreement is not defined on these answers.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>El acuerdo no está definido con estas respuestas.</translation>
    </message>
    <message>
        <source>Nobody in this group has answered yet.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Nadie de este grupo ha respondido todavía.</translation>
    </message>
    <message>
        <source>One listener alone cannot agree with anybody.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Un solo oyente no puede coincidir con nadie.</translation>
    </message>
    <message>
        <source>With one excerpt alone nothing can be said: at least two are needed.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Con un solo fragmento no se puede decir nada: hacen falta al menos dos.</translation>
    </message>
    <message>
        <source>Everybody gave the same answer everywhere: whether they agree or never vary cannot be told.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Todos dieron siempre la misma respuesta: no se puede saber si coinciden o si nunca varían.</translation>
    </message>
    <message>
        <source>No excerpt was answered by two listeners.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Ningún fragmento fue valorado por dos oyentes.</translation>
    </message>
    <message>
        <source>No value is given for fewer than 5 listeners.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>No se da ningún valor con menos de 5 oyentes.</translation>
    </message>
    <message>
        <source>Fewer than 10 listeners: not compared with other groups.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Menos de 10 oyentes: no se compara con otros grupos.</translation>
    </message>
    <message>
        <source>Fewer than 20 listeners: one careless listener can change it much.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Menos de 20 oyentes: uno solo que responda sin cuidado puede cambiarlo mucho.</translation>
    </message>
    <message>
        <source>Fewer than 10 excerpts: nothing can be said about other excerpts.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Menos de 10 fragmentos: no se puede decir nada sobre otros fragmentos.</translation>
    </message>
    <message>
        <source>The answers do not allow an interval for other listeners.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Las respuestas no permiten un intervalo para otros oyentes.</translation>
    </message>
    <message>
        <source>The answers do not allow an interval for other excerpts.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Las respuestas no permiten un intervalo para otros fragmentos.</translation>
    </message>
    <message>
        <source>All</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Todos</translation>
    </message>
    <message>
        <source>Language</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Idioma</translation>
    </message>
    <message>
        <source>Gender</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Género</translation>
    </message>
    <message>
        <source>Gender, as numbered</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Género, según el número</translation>
    </message>
    <message>
        <source>Age</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Edad</translation>
    </message>
    <message>
        <source>Country of youth</source>
        <translatorcomment>machine</translatorcomment>
        <translation>País de la juventud</translation>
    </message>
    <message>
        <source>Mother tongue</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Lengua materna</translation>
    </message>
    <message>
        <source>Musician</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Formación musical</translation>
    </message>
    <message>
        <source>Years of lessons</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Años de clases</translation>
    </message>
    <message>
        <source>Instrument</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Instrumento</translation>
    </message>
    <message>
        <source>Hours of practice</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Horas de práctica</translation>
    </message>
    <message>
        <source>Music theory</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Teoría musical</translation>
    </message>
    <message>
        <source>Listening to music</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Escucha de música</translation>
    </message>
    <message>
        <source>Concerts</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Conciertos</translation>
    </message>
    <message>
        <source>Kind of music</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Tipo de música</translation>
    </message>
    <message>
        <source>Where the answers come from</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Procedencia de las respuestas</translation>
    </message>
    <message>
        <source>Computer</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Ordenador</translation>
    </message>
    <message>
        <source>Headphone check</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Prueba de auriculares</translation>
    </message>
    <message>
        <source>Finished</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Terminado</translation>
    </message>
    <message>
        <source>Simulated</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Simulado</translation>
    </message>
    <message>
        <source>Gold-MSI: active engagement</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Gold-MSI: implicación activa</translation>
    </message>
    <message>
        <source>Gold-MSI: perceptual abilities</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Gold-MSI: habilidades perceptivas</translation>
    </message>
    <message>
        <source>Gold-MSI: musical training</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Gold-MSI: formación musical</translation>
    </message>
    <message>
        <source>Gold-MSI: emotions</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Gold-MSI: emociones</translation>
    </message>
    <message>
        <source>Gold-MSI: singing abilities</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Gold-MSI: habilidades de canto</translation>
    </message>
    <message>
        <source>Gold-MSI: general sophistication</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Gold-MSI: sofisticación general</translation>
    </message>
    <message>
        <source>above the norm</source>
        <translatorcomment>machine</translatorcomment>
        <translation>por encima de la norma</translation>
    </message>
    <message>
        <source>below the norm</source>
        <translatorcomment>machine</translatorcomment>
        <translation>por debajo de la norma</translation>
    </message>
    <message>
        <source>yes</source>
        <translatorcomment>machine</translatorcomment>
        <translation>sí</translation>
    </message>
    <message>
        <source>no</source>
        <translatorcomment>machine</translatorcomment>
        <translation>no</translation>
    </message>
    <message>
        <source>sessions here</source>
        <translatorcomment>machine</translatorcomment>
        <translation>sesiones de aquí</translation>
    </message>
    <message>
        <source>CSV table</source>
        <translatorcomment>machine</translatorcomment>
        <translation>tabla CSV</translation>
    </message>
    <message>
        <source>passed</source>
        <translatorcomment>machine</translatorcomment>
        <translation>superada</translation>
    </message>
    <message>
        <source>not passed</source>
        <translatorcomment>machine</translatorcomment>
        <translation>no superada</translation>
    </message>
    <message>
        <source>stopped</source>
        <translatorcomment>machine</translatorcomment>
        <translation>interrumpida</translation>
    </message>
    <message>
        <source>{lower} to {upper}</source>
        <translatorcomment>machine</translatorcomment>
        <translation>de {lower} a {upper}</translation>
    </message>
    <message>
        <source>No answer yet.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Aún no hay respuestas.</translation>
    </message>
    <message>
        <source>not finished</source>
        <translatorcomment>machine</translatorcomment>
        <translation>sin terminar</translation>
    </message>
    <message>
        <source>no answer on an excerpt</source>
        <translatorcomment>machine</translatorcomment>
        <translation>ninguna respuesta a un fragmento</translation>
    </message>
    <message>
        <source>condition not met</source>
        <translatorcomment>machine</translatorcomment>
        <translation>condición no cumplida</translation>
    </message>
    <message>
        <source>condition cannot be told</source>
        <translatorcomment>machine</translatorcomment>
        <translation>condición desconocida</translation>
    </message>
    <message>
        <source>group not known</source>
        <translatorcomment>machine</translatorcomment>
        <translation>grupo desconocido</translation>
    </message>
    <message>
        <source>simulated listeners</source>
        <translatorcomment>machine</translatorcomment>
        <translation>oyentes simulados</translation>
    </message>
    <message>
        <source>faster than the excerpts last</source>
        <translatorcomment>machine</translatorcomment>
        <translation>más rápido que la duración de los fragmentos</translation>
    </message>
    <message>
        <source>longer than two hours</source>
        <translatorcomment>machine</translatorcomment>
        <translation>más de dos horas</translation>
    </message>
    <message>
        <source>answers given too fast</source>
        <translatorcomment>machine</translatorcomment>
        <translation>respuestas demasiado rápidas</translation>
    </message>
    <message>
        <source>the same answer to everything</source>
        <translatorcomment>machine</translatorcomment>
        <translation>la misma respuesta a todo</translation>
    </message>
    <message>
        <source>failed checks</source>
        <translatorcomment>machine</translatorcomment>
        <translation>comprobaciones no superadas</translation>
    </message>
    <message>
        <source>other answers when heard again</source>
        <translatorcomment>machine</translatorcomment>
        <translation>otras respuestas al volver a escuchar</translation>
    </message>
</context>
<context>
    <name>AgreementActions</name>
    <message>
        <source>A store of answers</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Un almacén de respuestas</translation>
    </message>
    <message>
        <source>Stores (*.db);;All files (*)</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Almacenes (*.db);;Todos los archivos (*)</translation>
    </message>
</context>
<context>
    <name>AgreementFilters</name>
    <message>
        <source>Another file…</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Otro archivo…</translation>
    </message>
    <message>
        <source>Who finished</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Quienes terminaron</translation>
    </message>
    <message>
        <source>All who rated</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Todos los que valoraron</translation>
    </message>
    <message>
        <source>for example: age &gt;= 30</source>
        <translatorcomment>machine</translatorcomment>
        <translation>por ejemplo: age &gt;= 30</translation>
    </message>
    <message>
        <source>Answers</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Respuestas</translation>
    </message>
    <message>
        <source>Study</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Estudio</translation>
    </message>
    <message>
        <source>Listeners</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Oyentes</translation>
    </message>
    <message>
        <source>Groups</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Grupos</translation>
    </message>
    <message>
        <source>Only listeners with</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Solo oyentes con</translation>
    </message>
    <message>
        <source>Left out by rule</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Excluidos por regla</translation>
    </message>
    <message>
        <source>Bring in answers…</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Importar respuestas…</translation>
    </message>
    <message>
        <source>Of this window</source>
        <translatorcomment>machine</translatorcomment>
        <translation>De esta ventana</translation>
    </message>
</context>
<context>
    <name>AgreementMessage</name>
    <message>
        <source>Back to the studies</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Volver a los estudios</translation>
    </message>
    <message>
        <source>Bring in answers…</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Importar respuestas…</translation>
    </message>
    <message>
        <source>Of {n} listeners: that takes a while. The window can be used meanwhile; the next change of what is chosen will be quick.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>De {n} oyentes: tarda un poco. Mientras tanto puede usar la ventana; el siguiente cambio de lo elegido será rápido.</translation>
    </message>
    <message>
        <source>Reading the answers</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Leyendo las respuestas</translation>
    </message>
    <message>
        <source>That did not work</source>
        <translatorcomment>machine</translatorcomment>
        <translation>No ha funcionado</translation>
    </message>
    <message>
        <source>No answers yet</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Aún no hay respuestas</translation>
    </message>
    <message>
        <source>Agreement appears here as soon as listeners have rated the same excerpts. Run a session from the list of studies, or bring in answers that were given elsewhere.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>El acuerdo aparece aquí en cuanto haya oyentes que hayan valorado los mismos fragmentos. Inicie una sesión desde la lista de estudios o importe respuestas dadas en otro lugar.</translation>
    </message>
    <message>
        <source>No listener is counted</source>
        <translatorcomment>machine</translatorcomment>
        <translation>No se cuenta a ningún oyente</translation>
    </message>
    <message>
        <source>Listeners who answered something: {n}. None of them fits what is chosen. Count all who rated, tick more languages, or clear the condition.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Oyentes que respondieron algo: {n}. Ninguno cumple lo elegido. Cuente a todos los que valoraron, marque más lenguas o borre la condición.</translation>
    </message>
</context>
<context>
    <name>AgreementOverview</name>
    <message>
        <source>Do listeners hear the same? 1: all answer alike; 0: as by chance; below 0: they contradict one another. Choose a row for its excerpts.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>¿Oyen todos lo mismo? 1: responden igual; 0: como por azar; bajo 0: se contradicen. Elija una fila para ver sus fragmentos.</translation>
    </message>
    <message>
        <source>Krippendorff&apos;s alpha, ordinal</source>
        <translatorcomment>machine</translatorcomment>
        <translation>alfa de Krippendorff, ordinal</translation>
    </message>
    <message>
        <source>95 % for other listeners</source>
        <translatorcomment>machine</translatorcomment>
        <translation>95 % para otros oyentes</translation>
    </message>
    <message>
        <source>95 % for other listeners and other excerpts</source>
        <translatorcomment>machine</translatorcomment>
        <translation>95 % para otros oyentes y otros fragmentos</translation>
    </message>
    <message>
        <source>fewer than {n} listeners</source>
        <translatorcomment>machine</translatorcomment>
        <translation>menos de {n} oyentes</translation>
    </message>
</context>
<context>
    <name>AgreementPage</name>
    <message>
        <source>Agreement</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Acuerdo</translation>
    </message>
    <message>
        <source>Studies</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Estudios</translation>
    </message>
    <message>
        <source>All emotions</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Todas las emociones</translation>
    </message>
    <message>
        <source>Back to: {name}</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Volver a: {name}</translation>
    </message>
    <message>
        <source>Choose listeners</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Elegir oyentes</translation>
    </message>
    <message>
        <source>Write report…</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Crear informe…</translation>
    </message>
</context>
<context>
    <name>AgreementStatus</name>
    <message>
        <source>Listeners: {n}</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Oyentes: {n}</translation>
    </message>
    <message>
        <source>answers: {n}</source>
        <translatorcomment>machine</translatorcomment>
        <translation>respuestas: {n}</translation>
    </message>
    <message>
        <source>not counted: {n} ({reasons})</source>
        <translatorcomment>machine</translatorcomment>
        <translation>no contados: {n} ({reasons})</translation>
    </message>
    <message>
        <source>computing…</source>
        <translatorcomment>machine</translatorcomment>
        <translation>calculando…</translation>
    </message>
    <message>
        <source>as of {time}</source>
        <translatorcomment>machine</translatorcomment>
        <translation>a las {time}</translation>
    </message>
    <message>
        <source>All of these listeners are simulated: the values say nothing about people.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Todos estos oyentes son simulados: los valores no dicen nada sobre personas.</translation>
    </message>
    <message>
        <source>Simulated listeners among them: {n}.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Oyentes simulados entre ellos: {n}.</translation>
    </message>
</context>
<context>
    <name>AlphaTableView</name>
    <message>
        <source>Agreement for each emotion and group</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Acuerdo por emoción y grupo</translation>
    </message>
</context>
<context>
    <name>ChoiceField</name>
    <message>
        <source>{question}: in your own words</source>
        <translatorcomment>machine</translatorcomment>
        <translation>{question}: con sus propias palabras</translation>
    </message>
    <message>
        <source>In your own words (optional)</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Con sus propias palabras (opcional)</translation>
    </message>
</context>
<context>
    <name>ChoiceSearch</name>
    <message>
        <source>Other</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Otro</translation>
    </message>
    <message>
        <source>Type to search</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Escriba para buscar</translation>
    </message>
    <message>
        <source>{question}: list</source>
        <translatorcomment>machine</translatorcomment>
        <translation>{question}: lista</translation>
    </message>
</context>
<context>
    <name>CircumplexView</name>
    <message>
        <source>Valence and arousal now</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Valencia y activación ahora</translation>
    </message>
    <message>
        <source>valence →</source>
        <translatorcomment>machine</translatorcomment>
        <translation>valencia →</translation>
    </message>
    <message>
        <source>arousal →</source>
        <translatorcomment>machine</translatorcomment>
        <translation>activación →</translation>
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
        <translation>sin letra</translation>
    </message>
    <message>
        <source>words: {language}</source>
        <translatorcomment>machine</translatorcomment>
        <translation>letra: {language}</translation>
    </message>
    <message>
        <source>disagreement {value} (1: as by chance)</source>
        <translatorcomment>machine</translatorcomment>
        <translation>desacuerdo {value} (1: como por azar)</translation>
    </message>
    <message>
        <source>Each bar is a group, as long for few listeners as for many; numbers count listeners.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Cada barra es un grupo, igual de larga con pocos oyentes que con muchos; los números cuentan oyentes.</translation>
    </message>
    <message>
        <source>Previous excerpt</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Fragmento anterior</translation>
    </message>
    <message>
        <source>Next excerpt</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Fragmento siguiente</translation>
    </message>
</context>
<context>
    <name>ClipView</name>
    <message>
        <source>sound</source>
        <translatorcomment>machine</translatorcomment>
        <translation>sonido</translation>
    </message>
    <message>
        <source>mel bands</source>
        <translatorcomment>machine</translatorcomment>
        <translation>bandas mel</translation>
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
        <translation>cuadrantes</translation>
    </message>
    <message>
        <source>arousal</source>
        <translatorcomment>machine</translatorcomment>
        <translation>activación</translation>
    </message>
    <message>
        <source>valence</source>
        <translatorcomment>machine</translatorcomment>
        <translation>valencia</translation>
    </message>
    <message>
        <source>({n})</source>
        <translatorcomment>machine</translatorcomment>
        <translation>({n})</translation>
    </message>
    <message>
        <source>Languages: simulated listeners of this study, no people.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Idiomas: oyentes simulados de este estudio, no personas.</translation>
    </message>
    <message>
        <source>Languages: the quadrant that listeners rated highest.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Idiomas: el cuadrante que los oyentes valoraron más alto.</translation>
    </message>
</context>
<context>
    <name>ClipsModel</name>
    <message>
        <source>Excerpt</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Fragmento</translation>
    </message>
    <message>
        <source>Disagreement</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Desacuerdo</translation>
    </message>
    <message>
        <source>Answers of all listeners</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Respuestas de todos los oyentes</translation>
    </message>
    <message>
        <source>undefined</source>
        <translatorcomment>machine</translatorcomment>
        <translation>no definido</translation>
    </message>
    <message>
        <source>{clip}: disagreement {value}.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>{clip}: desacuerdo {value}.</translation>
    </message>
</context>
<context>
    <name>ClipsView</name>
    <message>
        <source>Excerpts</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Fragmentos</translation>
    </message>
</context>
<context>
    <name>ConsentPage</name>
    <message>
        <source>I do not want to take part</source>
        <translatorcomment>machine</translatorcomment>
        <translation>No deseo participar</translation>
    </message>
    <message>
        <source>Please tick the box if you agree.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Marque la casilla si está de acuerdo.</translation>
    </message>
</context>
<context>
    <name>Dialogs</name>
    <message>
        <source>The sound does not work.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>El sonido no funciona.</translation>
    </message>
    <message>
        <source>The answers&apos; store cannot be used now.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>El almacén de respuestas no se puede usar ahora.</translation>
    </message>
    <message>
        <source>This study is not ready yet.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Este estudio aún no está listo.</translation>
    </message>
    <message>
        <source>An excerpt cannot be played.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>No se puede reproducir un fragmento.</translation>
    </message>
    <message>
        <source>A text of this study is missing.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Falta un texto de este estudio.</translation>
    </message>
    <message>
        <source>These files cannot be taken.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Estos archivos no se pueden importar.</translation>
    </message>
    <message>
        <source>That did not work.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>No ha funcionado.</translation>
    </message>
    <message>
        <source>The program made a mistake.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>El programa ha cometido un error.</translation>
    </message>
    <message>
        <source>Check that headphones or loudspeakers are plugged in, then try again.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Compruebe que los auriculares o altavoces estén conectados e inténtelo de nuevo.</translation>
    </message>
    <message>
        <source>Free space on the disk or close the other window, then try again.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Libere espacio en el disco o cierre la otra ventana e inténtelo de nuevo.</translation>
    </message>
    <message>
        <source>Mend what is listed below in the study folder, then check it again.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Corrija en la carpeta del estudio lo que se indica abajo y compruébelo de nuevo.</translation>
    </message>
    <message>
        <source>The details say what to do.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Los detalles indican qué hacer.</translation>
    </message>
    <message>
        <source>Start the program again; the session goes on where it stopped.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Inicie de nuevo el programa; la sesión continuará donde se detuvo.</translation>
    </message>
    <message>
        <source>All answers so far are saved.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Todas las respuestas dadas hasta ahora están guardadas.</translation>
    </message>
    <message>
        <source>Try again</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Intentar de nuevo</translation>
    </message>
    <message>
        <source>OK</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Aceptar</translation>
    </message>
    <message>
        <source>Close</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Cerrar</translation>
    </message>
</context>
<context>
    <name>ExportActions</name>
    <message>
        <source>Exporting answers</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Exportando las respuestas</translation>
    </message>
    <message>
        <source>Sessions: {n}. Their files are in {folder}</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Sesiones: {n}. Sus archivos están en {folder}</translation>
    </message>
    <message>
        <source>Simulated, and marked as such: {n}</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Simuladas, y marcadas como tales: {n}</translation>
    </message>
    <message>
        <source>Answers in listeners&apos; own words that were left out: {n}</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Respuestas con palabras propias que se omitieron: {n}</translation>
    </message>
    <message>
        <source>The answers are exported</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Las respuestas se han exportado</translation>
    </message>
    <message>
        <source>Open folder</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Abrir carpeta</translation>
    </message>
    <message>
        <source>Close</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Cerrar</translation>
    </message>
    <message>
        <source>The answers could not be exported</source>
        <translatorcomment>machine</translatorcomment>
        <translation>No se pudieron exportar las respuestas</translation>
    </message>
    <message>
        <source>What was in the folder is as it was. Choose another folder, or make room on the disk and allow writing there.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>La carpeta está como estaba. Elija otra, o libere espacio en el disco y permita escribir en ella.</translation>
    </message>
    <message>
        <source>Reading the study</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Leyendo el estudio</translation>
    </message>
    <message>
        <source>Writing the sessions</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Escribiendo las sesiones</translation>
    </message>
</context>
<context>
    <name>ExportDialog</name>
    <message>
        <source>Export answers</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Exportar respuestas</translation>
    </message>
    <message>
        <source>All answers of the study, with a codebook in four languages. Who has withdrawn is not among them.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Todas las respuestas del estudio, con un libro de códigos en cuatro idiomas. Quien se ha retirado no figura entre ellas.</translation>
    </message>
    <message>
        <source>Export</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Exportar</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Cancelar</translation>
    </message>
    <message>
        <source>Choose a folder for the files.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Elija una carpeta para los archivos.</translation>
    </message>
    <message>
        <source>There is no folder {folder} to make it in: choose another.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>No existe la carpeta {folder} en la que crearla: elija otra.</translation>
    </message>
    <message>
        <source>Format</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Formato</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Elegir…</translation>
    </message>
    <message>
        <source>Folder (new, empty, or of an earlier export)</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Carpeta (nueva, vacía o de una exportación anterior)</translation>
    </message>
    <message>
        <source>Language of the labels</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Idioma de las etiquetas</translation>
    </message>
    <message>
        <source>To be opened in a spreadsheet</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Para abrir en una hoja de cálculo</translation>
    </message>
    <message>
        <source>Also what listeners wrote in their own words</source>
        <translatorcomment>machine</translatorcomment>
        <translation>También lo que los oyentes escribieron con sus propias palabras</translation>
    </message>
    <message>
        <source>Also simulated sessions, marked as such</source>
        <translatorcomment>machine</translatorcomment>
        <translation>También las sesiones simuladas, marcadas como tales</translation>
    </message>
    <message>
        <source>Table with a row for each answer (CSV)</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Tabla con una fila por respuesta (CSV)</translation>
    </message>
    <message>
        <source>Table with a row for each excerpt heard (CSV)</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Tabla con una fila por fragmento escuchado (CSV)</translation>
    </message>
    <message>
        <source>SPSS, jamovi, JASP (.sav)</source>
        <translatorcomment>machine</translatorcomment>
        <translation>SPSS, jamovi, JASP (.sav)</translation>
    </message>
    <message>
        <source>Psych-DS data set</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Conjunto de datos Psych-DS</translation>
    </message>
    <message>
        <source>BIDS data set</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Conjunto de datos BIDS</translation>
    </message>
    <message>
        <source>Table as PsyToolkit writes it (CSV)</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Tabla como la escribe PsyToolkit (CSV)</translation>
    </message>
    <message>
        <source>Folder of the export</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Carpeta de la exportación</translation>
    </message>
</context>
<context>
    <name>ForestChart</name>
    <message>
        <source>Agreement in each group</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Acuerdo en cada grupo</translation>
    </message>
</context>
<context>
    <name>HeadphonesPage</name>
    <message>
        <source>Play</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Reproducir</translation>
    </message>
    <message>
        <source>Playing</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Reproduciendo</translation>
    </message>
    <message>
        <source>Play again</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Reproducir otra vez</translation>
    </message>
    <message>
        <source>Space plays  ·  1–3 answers</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Espacio reproduce  ·  1–3 responde</translation>
    </message>
    <message>
        <source>sound {n}</source>
        <translatorcomment>machine</translatorcomment>
        <translation>sonido {n}</translation>
    </message>
    <message>
        <source>That was the last sound.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Ese fue el último sonido.</translation>
    </message>
    <message>
        <source>Sound {n} of {total}</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Sonido {n} de {total}</translation>
    </message>
</context>
<context>
    <name>HomePage</name>
    <message>
        <source>Answers are kept in {file}</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Las respuestas se guardan en {file}</translation>
    </message>
    <message>
        <source>Studies</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Estudios</translation>
    </message>
    <message>
        <source>New study…</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Nuevo estudio…</translation>
    </message>
    <message>
        <source>Open study…</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Abrir estudio…</translation>
    </message>
    <message>
        <source>Inspect clips</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Examinar clips</translation>
    </message>
    <message>
        <source>Settings</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Ajustes</translation>
    </message>
    <message>
        <source>Show</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Mostrar</translation>
    </message>
    <message>
        <source>Show the folder of the answers</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Mostrar la carpeta de las respuestas</translation>
    </message>
    <message>
        <source>No study yet</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Aún no hay estudios</translation>
    </message>
    <message>
        <source>A study is a folder with its clips, its questions and their texts. Look at the demo first: twelve short pieces in four languages, ready to be rated.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Un estudio es una carpeta con sus fragmentos, sus preguntas y sus textos. Vea primero la demostración: doce piezas breves en cuatro idiomas, listas para ser valoradas.</translation>
    </message>
    <message>
        <source>Try the demo</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Probar la demostración</translation>
    </message>
</context>
<context>
    <name>Import</name>
    <message>
        <source>files</source>
        <translatorcomment>machine</translatorcomment>
        <translation>archivos</translation>
    </message>
    <message>
        <source>rows</source>
        <translatorcomment>machine</translatorcomment>
        <translation>filas</translation>
    </message>
    <message>
        <source>rows without an answer</source>
        <translatorcomment>machine</translatorcomment>
        <translation>filas sin respuesta</translation>
    </message>
    <message>
        <source>listeners</source>
        <translatorcomment>machine</translatorcomment>
        <translation>oyentes</translation>
    </message>
    <message>
        <source>excerpts</source>
        <translatorcomment>machine</translatorcomment>
        <translation>fragmentos</translation>
    </message>
    <message>
        <source>questions</source>
        <translatorcomment>machine</translatorcomment>
        <translation>preguntas</translation>
    </message>
    <message>
        <source>answers on excerpts</source>
        <translatorcomment>machine</translatorcomment>
        <translation>respuestas sobre fragmentos</translation>
    </message>
    <message>
        <source>who rated something</source>
        <translatorcomment>machine</translatorcomment>
        <translation>que valoraron algo</translation>
    </message>
    <message>
        <source>who finished</source>
        <translatorcomment>machine</translatorcomment>
        <translation>que terminaron</translation>
    </message>
    <message>
        <source>answers on emotions</source>
        <translatorcomment>machine</translatorcomment>
        <translation>respuestas sobre emociones</translation>
    </message>
    <message>
        <source>other answers on excerpts</source>
        <translatorcomment>machine</translatorcomment>
        <translation>otras respuestas sobre fragmentos</translation>
    </message>
    <message>
        <source>new listeners</source>
        <translatorcomment>machine</translatorcomment>
        <translation>oyentes nuevos</translation>
    </message>
    <message>
        <source>new answers in all</source>
        <translatorcomment>machine</translatorcomment>
        <translation>respuestas nuevas en total</translation>
    </message>
    <message>
        <source>Rows read: {n}</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Filas leídas: {n}</translation>
    </message>
    <message>
        <source>Listeners stored: {n}</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Oyentes guardados: {n}</translation>
    </message>
    <message>
        <source>Refused: not in the store</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Rechazado: no está en el almacén</translation>
    </message>
    <message>
        <source>Kept, to be looked at</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Conservado, conviene revisarlo</translation>
    </message>
</context>
<context>
    <name>ImportActions</name>
    <message>
        <source>Bringing in answers</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Importando respuestas</translation>
    </message>
</context>
<context>
    <name>ImportDialog</name>
    <message>
        <source>Bring in answers</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Importar respuestas</translation>
    </message>
    <message>
        <source>From exports of PsyToolkit surveys, or from a CSV file with a row for each answer. What is there already is not added again.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>De exportaciones de encuestas de PsyToolkit o de un archivo CSV con una fila por respuesta. Lo que ya está no se añade otra vez.</translation>
    </message>
    <message>
        <source>The files are not there: choose one or more.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Los archivos no existen: elija uno o varios.</translation>
    </message>
    <message>
        <source>Of files with a row for each answer choose one at a time.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>De los archivos con una fila por respuesta, elija uno cada vez.</translation>
    </message>
    <message>
        <source>Exports of PsyToolkit belong to a study: choose it.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Las exportaciones de PsyToolkit pertenecen a un estudio: elíjalo.</translation>
    </message>
    <message>
        <source>Give the answers&apos; study a short name.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Dé un nombre corto al estudio de las respuestas.</translation>
    </message>
    <message>
        <source>The mapping file is not there: choose another, or none.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>El archivo de correspondencias no existe: elija otro o ninguno.</translation>
    </message>
    <message>
        <source>Write the numbers of gender as in 1=female, 2=male; possible are {names}.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Escriba los números del género como en 1=female, 2=male; son posibles {names}.</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Elegir…</translation>
    </message>
    <message>
        <source>Files</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Archivos</translation>
    </message>
    <message>
        <source>Exports of PsyToolkit, one for each language</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Exportaciones de PsyToolkit, una por idioma</translation>
    </message>
    <message>
        <source>CSV with a row for each answer</source>
        <translatorcomment>machine</translatorcomment>
        <translation>CSV con una fila por respuesta</translation>
    </message>
    <message>
        <source>What they are</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Qué son</translation>
    </message>
    <message>
        <source>Study</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Estudio</translation>
    </message>
    <message>
        <source>Name of the study: letters, digits and hyphens</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Nombre del estudio: letras, cifras y guiones</translation>
    </message>
    <message>
        <source>As the files say</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Según los archivos</translation>
    </message>
    <message>
        <source>Language of the listeners</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Idioma de los oyentes</translation>
    </message>
    <message>
        <source>Mapping file: what the table calls things (if other than usual)</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Archivo de correspondencias: cómo llama la tabla a las cosas (si no es lo habitual)</translation>
    </message>
    <message>
        <source>What the numbers of gender mean, if you know it</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Qué significan los números del género, si lo sabe</translation>
    </message>
    <message>
        <source>None: answers without a study folder</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Ninguno: respuestas sin carpeta de estudio</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Cancelar</translation>
    </message>
    <message>
        <source>Bring them in</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Importar</translation>
    </message>
    <message>
        <source>Files of answers</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Archivos de respuestas</translation>
    </message>
    <message>
        <source>Tables (*.csv *.tsv *.txt);;All files (*)</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Tablas (*.csv *.tsv *.txt);;Todos los archivos (*)</translation>
    </message>
    <message>
        <source>Mapping file</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Archivo de correspondencias</translation>
    </message>
    <message>
        <source>Mappings (*.yaml *.yml);;All files (*)</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Correspondencias (*.yaml *.yml);;Todos los archivos (*)</translation>
    </message>
</context>
<context>
    <name>ImportReportDialog</name>
    <message>
        <source>The answers are in the store</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Las respuestas están guardadas</translation>
    </message>
    <message>
        <source>Nothing new was found</source>
        <translatorcomment>machine</translatorcomment>
        <translation>No se encontró nada nuevo</translation>
    </message>
    <message>
        <source>{file} cannot be written: {reason}</source>
        <translatorcomment>machine</translatorcomment>
        <translation>No se puede escribir {file}: {reason}</translation>
    </message>
    <message>
        <source>It lies in {file}</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Está en {file}</translation>
    </message>
    <message>
        <source>Read</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Leído</translation>
    </message>
    <message>
        <source>Kept</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Conservado</translation>
    </message>
    <message>
        <source>Kept, but to be looked at: {n_doubtful}. Refused: {n_refused}.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Conservado, pero conviene revisarlo: {n_doubtful}. Rechazado: {n_refused}.</translation>
    </message>
    <message>
        <source>Save this list…</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Guardar esta lista…</translation>
    </message>
    <message>
        <source>Close</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Cerrar</translation>
    </message>
    <message>
        <source>Save this list</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Guardar esta lista</translation>
    </message>
</context>
<context>
    <name>Inspect</name>
    <message>
        <source>no answer</source>
        <translatorcomment>machine</translatorcomment>
        <translation>sin respuesta</translation>
    </message>
    <message>
        <source>arousal</source>
        <translatorcomment>machine</translatorcomment>
        <translation>activación</translation>
    </message>
    <message>
        <source>valence</source>
        <translatorcomment>machine</translatorcomment>
        <translation>valencia</translation>
    </message>
    <message>
        <source>also possible: {quadrants}</source>
        <translatorcomment>machine</translatorcomment>
        <translation>también posible: {quadrants}</translation>
    </message>
    <message>
        <source>nearly silent</source>
        <translatorcomment>machine</translatorcomment>
        <translation>casi en silencio</translation>
    </message>
    <message>
        <source>very short</source>
        <translatorcomment>machine</translatorcomment>
        <translation>muy corto</translation>
    </message>
    <message>
        <source>cut off at full scale</source>
        <translatorcomment>machine</translatorcomment>
        <translation>recortado a plena escala</translation>
    </message>
    <message>
        <source>unlike what the model has learned from</source>
        <translatorcomment>machine</translatorcomment>
        <translation>distinto de lo que el modelo ha aprendido</translation>
    </message>
</context>
<context>
    <name>InspectActions</name>
    <message>
        <source>No sound was found there: wav, flac, ogg and mp3 can be opened.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Allí no se ha encontrado ningún sonido: se pueden abrir wav, flac, ogg y mp3.</translation>
    </message>
    <message>
        <source>Written: {file}</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Guardado: {file}</translation>
    </message>
</context>
<context>
    <name>InspectBar</name>
    <message>
        <source>Play</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Reproducir</translation>
    </message>
    <message>
        <source>Stop</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Detener</translation>
    </message>
    <message>
        <source>Model</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Modelo</translation>
    </message>
    <message>
        <source>Beside it</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Al lado</translation>
    </message>
    <message>
        <source>How two models are compared</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Cómo se comparan dos modelos</translation>
    </message>
    <message>
        <source>both</source>
        <translatorcomment>machine</translatorcomment>
        <translation>ambos</translation>
    </message>
    <message>
        <source>difference</source>
        <translatorcomment>machine</translatorcomment>
        <translation>diferencia</translation>
    </message>
    <message>
        <source>What it looks at</source>
        <translatorcomment>machine</translatorcomment>
        <translation>En qué se fija</translation>
    </message>
    <message>
        <source>What in the spectrogram speaks for the model&apos;s answer, in the minute that is heard (integrated gradients)</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Lo que en el espectrograma habla a favor de la respuesta del modelo, en el minuto que suena (gradientes integrados)</translation>
    </message>
    <message>
        <source>Model:</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Modelo:</translation>
    </message>
    <message>
        <source>beside:</source>
        <translatorcomment>machine</translatorcomment>
        <translation>al lado:</translation>
    </message>
    <message>
        <source>Loop {begin}–{end} s ✕</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Bucle {begin}–{end} s ✕</translation>
    </message>
    <message>
        <source>Stop hearing {begin} to {end} s again and again</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Dejar de repetir de {begin} a {end} s</translation>
    </message>
    <message>
        <source>none</source>
        <translatorcomment>machine</translatorcomment>
        <translation>ninguno</translation>
    </message>
    <message>
        <source>Open a model&apos;s file…</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Abrir el archivo de un modelo…</translation>
    </message>
    <message>
        <source>Export</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Exportar</translation>
    </message>
    <message>
        <source>Figure as SVG…</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Figura como SVG…</translation>
    </message>
    <message>
        <source>Figure as PNG…</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Figura como PNG…</translation>
    </message>
    <message>
        <source>Curve as CSV…</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Curva como CSV…</translation>
    </message>
</context>
<context>
    <name>InspectDialogs</name>
    <message>
        <source>Clips to listen to</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Clips que escuchar</translation>
    </message>
    <message>
        <source>Sound (*.wav *.flac *.ogg *.oga *.mp3 *.aif *.aiff);;All files (*)</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Sonido (*.wav *.flac *.ogg *.oga *.mp3 *.aif *.aiff);;Todos los archivos (*)</translation>
    </message>
    <message>
        <source>A folder of clips</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Una carpeta de clips</translation>
    </message>
    <message>
        <source>A model</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Un modelo</translation>
    </message>
    <message>
        <source>Models (*.safetensors);;All files (*)</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Modelos (*.safetensors);;Todos los archivos (*)</translation>
    </message>
    <message>
        <source>arousal</source>
        <translatorcomment>machine</translatorcomment>
        <translation>activación</translation>
    </message>
    <message>
        <source>valence</source>
        <translatorcomment>machine</translatorcomment>
        <translation>valencia</translation>
    </message>
    <message>
        <source>seconds</source>
        <translatorcomment>machine</translatorcomment>
        <translation>segundos</translation>
    </message>
    <message>
        <source>Figures (*.svg)</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Figuras (*.svg)</translation>
    </message>
    <message>
        <source>Pictures (*.png)</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Imágenes (*.png)</translation>
    </message>
    <message>
        <source>Tables (*.csv)</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Tablas (*.csv)</translation>
    </message>
    <message>
        <source>Write {name}</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Guardar {name}</translation>
    </message>
</context>
<context>
    <name>InspectEmpty</name>
    <message>
        <source>Drop clips or folders here</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Suelte aquí clips o carpetas</translation>
    </message>
    <message>
        <source>See second by second what a model hears in them, while they play. wav, flac, ogg and mp3 of any length can be opened.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Vea segundo a segundo lo que un modelo oye en ellos mientras suenan. Se pueden abrir wav, flac, ogg y mp3 de cualquier duración.</translation>
    </message>
    <message>
        <source>Open the demo&apos;s clips</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Abrir los clips de la demostración</translation>
    </message>
    <message>
        <source>Open clips…</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Abrir clips…</translation>
    </message>
    <message>
        <source>Open folder…</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Abrir carpeta…</translation>
    </message>
</context>
<context>
    <name>InspectPage</name>
    <message>
        <source>This installation has no model yet: open the file of one below.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Esta instalación aún no tiene ningún modelo: abra abajo el archivo de uno.</translation>
    </message>
    <message>
        <source>Listening …</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Escuchando …</translation>
    </message>
    <message>
        <source>Inspect</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Examinar</translation>
    </message>
    <message>
        <source>Back to: {name}</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Volver a: {name}</translation>
    </message>
    <message>
        <source>Studies</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Estudios</translation>
    </message>
    <message>
        <source>Add clips…</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Añadir clips…</translation>
    </message>
    <message>
        <source>Add folder…</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Añadir carpeta…</translation>
    </message>
</context>
<context>
    <name>InstructionsPage</name>
    <message>
        <source>Please answer the question.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Responda a la pregunta, por favor.</translation>
    </message>
</context>
<context>
    <name>IntroPage</name>
    <message>
        <source>Begin</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Empezar</translation>
    </message>
</context>
<context>
    <name>ItemPage</name>
    <message>
        <source>In brackets: the 95 % interval for other listeners of the group, on these excerpts. A language is not a culture, and low agreement is no mistake: people hear differently.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Entre corchetes: el intervalo del 95 % para otros oyentes del grupo, con estos fragmentos. Una lengua no es una cultura, y un acuerdo bajo no es un error: cada persona oye de otra manera.</translation>
    </message>
    <message>
        <source>Excerpts</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Fragmentos</translation>
    </message>
    <message>
        <source>Most disagreement first</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Mayor desacuerdo primero</translation>
    </message>
    <message>
        <source>Least disagreement first</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Menor desacuerdo primero</translation>
    </message>
    <message>
        <source>By name</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Por nombre</translation>
    </message>
    <message>
        <source>Order of the excerpts</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Orden de los fragmentos</translation>
    </message>
    <message>
        <source>Disagreement: how far apart two listeners are on this excerpt, where 1 is what chance would give. Choose an excerpt to compare the answers of the groups.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Desacuerdo: cuánto se alejan dos oyentes en este fragmento, donde 1 es lo que daría el azar. Elija un fragmento para comparar las respuestas de los grupos.</translation>
    </message>
</context>
<context>
    <name>LabelTableView</name>
    <message>
        <source>Labels of the excerpts</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Etiquetas de los fragmentos</translation>
    </message>
</context>
<context>
    <name>LevelPage</name>
    <message>
        <source>Play</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Reproducir</translation>
    </message>
    <message>
        <source>Stop</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Detener</translation>
    </message>
    <message>
        <source>softer</source>
        <translatorcomment>machine</translatorcomment>
        <translation>más bajo</translation>
    </message>
    <message>
        <source>louder</source>
        <translatorcomment>machine</translatorcomment>
        <translation>más alto</translation>
    </message>
    <message>
        <source>Volume</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Volumen</translation>
    </message>
    <message>
        <source>Please play the tone first.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Reproduzca primero el tono, por favor.</translation>
    </message>
    <message>
        <source>Space plays and stops  ·  ← → set the volume</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Espacio reproduce y detiene  ·  ← → ajustan el volumen</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>The answers are saved, but no copy of them could be made: {why}</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Las respuestas están guardadas, pero no se pudo hacer ninguna copia de ellas: {why}</translation>
    </message>
    <message>
        <source>Set a PIN first</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Establezca primero un PIN</translation>
    </message>
    <message>
        <source>In kiosk mode only the PIN ends a session. Set one here, then start again.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>En el modo quiosco solo el PIN termina una sesión. Establézcalo aquí y empiece de nuevo.</translation>
    </message>
    <message>
        <source>OK</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Aceptar</translation>
    </message>
</context>
<context>
    <name>MessageDialog</name>
    <message>
        <source>Details</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Detalles</translation>
    </message>
    <message>
        <source>Copy</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Copiar</translation>
    </message>
</context>
<context>
    <name>Monitor</name>
    <message>
        <source>listener {n}</source>
        <translatorcomment>machine</translatorcomment>
        <translation>participante {n}</translation>
    </message>
    <message>
        <source>station {name}</source>
        <translatorcomment>machine</translatorcomment>
        <translation>puesto {name}</translation>
    </message>
    <message>
        <source>since {time}</source>
        <translatorcomment>machine</translatorcomment>
        <translation>desde las {time}</translation>
    </message>
    <message>
        <source>simulated</source>
        <translatorcomment>machine</translatorcomment>
        <translation>simulada</translation>
    </message>
    <message>
        <source>The session is finished</source>
        <translatorcomment>machine</translatorcomment>
        <translation>La sesión ha terminado</translation>
    </message>
    <message>
        <source>The session was stopped</source>
        <translatorcomment>machine</translatorcomment>
        <translation>La sesión se detuvo</translation>
    </message>
    <message>
        <source>The study&apos;s folder was changed since this session began: its pages are not known here</source>
        <translatorcomment>machine</translatorcomment>
        <translation>La carpeta del estudio se modificó desde que empezó esta sesión: aquí no se conocen sus páginas</translation>
    </message>
    <message>
        <source>Questionnaire</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Cuestionario</translation>
    </message>
    <message>
        <source>Headphone check</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Comprobación de auriculares</translation>
    </message>
    <message>
        <source>Level</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Volumen</translation>
    </message>
    <message>
        <source>Instructions</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Instrucciones</translation>
    </message>
    <message>
        <source>Introduction to a block</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Introducción a un bloque</translation>
    </message>
    <message>
        <source>What the model heard is shown to the listener</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Se muestra a la persona participante lo que oyó el modelo</translation>
    </message>
    <message>
        <source>Comment</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Comentario</translation>
    </message>
    <message>
        <source>Thanks</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Agradecimiento</translation>
    </message>
    <message>
        <source>paused</source>
        <translatorcomment>machine</translatorcomment>
        <translation>en pausa</translation>
    </message>
    <message>
        <source>the clip plays</source>
        <translatorcomment>machine</translatorcomment>
        <translation>suena el fragmento</translation>
    </message>
    <message>
        <source>{n} of {total} answers</source>
        <translatorcomment>machine</translatorcomment>
        <translation>{n} de {total} respuestas</translation>
    </message>
    <message>
        <source>plays: {n}</source>
        <translatorcomment>machine</translatorcomment>
        <translation>reproducciones: {n}</translation>
    </message>
    <message>
        <source>plays with gaps in the sound: {n}</source>
        <translatorcomment>machine</translatorcomment>
        <translation>reproducciones con cortes: {n}</translation>
    </message>
    <message>
        <source>For practice: {clip}</source>
        <translatorcomment>machine</translatorcomment>
        <translation>De práctica: {clip}</translation>
    </message>
    <message>
        <source>Heard again, {n} of {total}: {clip}</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Otra vez, {n} de {total}: {clip}</translation>
    </message>
    <message>
        <source>{n} of {total}: {clip}</source>
        <translatorcomment>machine</translatorcomment>
        <translation>{n} de {total}: {clip}</translation>
    </message>
</context>
<context>
    <name>MonitorView</name>
    <message>
        <source>Sessions that run</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Sesiones en curso</translation>
    </message>
    <message>
        <source>Pages of the session</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Páginas de la sesión</translation>
    </message>
    <message>
        <source>Waiting for a session</source>
        <translatorcomment>machine</translatorcomment>
        <translation>A la espera de una sesión</translation>
    </message>
    <message>
        <source>last sign of life {when}</source>
        <translatorcomment>machine</translatorcomment>
        <translation>última señal de actividad {when}</translation>
    </message>
    <message>
        <source>sound</source>
        <translatorcomment>machine</translatorcomment>
        <translation>sonido</translation>
    </message>
    <message>
        <source>quadrants</source>
        <translatorcomment>machine</translatorcomment>
        <translation>cuadrantes</translation>
    </message>
    <message>
        <source>arousal</source>
        <translatorcomment>machine</translatorcomment>
        <translation>activación</translation>
    </message>
    <message>
        <source>valence</source>
        <translatorcomment>machine</translatorcomment>
        <translation>valencia</translation>
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
        <translation>Aún no hay ninguna sesión de este estudio. Aparecerá aquí en cuanto empiece una.</translation>
    </message>
    <message>
        <source>The model hears the clip</source>
        <translatorcomment>machine</translatorcomment>
        <translation>El modelo escucha el fragmento</translation>
    </message>
    <message>
        <source>This study shows researchers no predictions (predictions: researcher: never).</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Este estudio no muestra predicciones a los investigadores (predictions: researcher: never).</translation>
    </message>
    <message>
        <source>The session runs on this computer, which has one screen: predictions are not drawn where the listener may see them. Connect a second screen, or open the monitor on another computer.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>La sesión se realiza en este ordenador, que tiene una sola pantalla: las predicciones no se muestran donde la persona participante pueda verlas. Conecte una segunda pantalla o abra el monitor en otro ordenador.</translation>
    </message>
</context>
<context>
    <name>NewStudyDialog</name>
    <message>
        <source>New study</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Nuevo estudio</translation>
    </message>
    <message>
        <source>The study gets the built-in questions in four languages, and a copy of the clips. All of it lies in one folder and can be changed there.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>El estudio recibe las preguntas incluidas en cuatro idiomas y una copia de los fragmentos. Todo está en una carpeta y puede cambiarse allí.</translation>
    </message>
    <message>
        <source>Clips: a folder of sound files, or a list of them (CSV)</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Fragmentos: una carpeta de archivos de sonido o una lista de ellos (CSV)</translation>
    </message>
    <message>
        <source>Folder…</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Carpeta…</translation>
    </message>
    <message>
        <source>List…</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Lista…</translation>
    </message>
    <message>
        <source>New study folder</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Carpeta del nuevo estudio</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Elegir…</translation>
    </message>
    <message>
        <source>The clips are not there: choose a folder or a CSV file.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>No se encuentran los fragmentos: elija una carpeta o un archivo CSV.</translation>
    </message>
    <message>
        <source>Choose a study folder that does not exist yet: it will be made.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Elija una carpeta que aún no exista: se creará.</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Cancelar</translation>
    </message>
    <message>
        <source>Make the study</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Crear el estudio</translation>
    </message>
    <message>
        <source>Folder of sound files</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Carpeta de archivos de sonido</translation>
    </message>
    <message>
        <source>List of clips</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Lista de fragmentos</translation>
    </message>
</context>
<context>
    <name>NumberField</name>
    <message>
        <source>Please enter a whole number from {low} to {high}.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Introduzca un número entero de {low} a {high}.</translation>
    </message>
    <message>
        <source>Please enter a whole number.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Introduzca un número entero.</translation>
    </message>
</context>
<context>
    <name>Page</name>
    <message>
        <source>One answer is missing: {items}</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Falta una respuesta: {items}</translation>
    </message>
    <message>
        <source>{n} answers are missing: {items}</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Faltan {n} respuestas: {items}</translation>
    </message>
    <message>
        <source>Continue</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Continuar</translation>
    </message>
</context>
<context>
    <name>PauseOverlay</name>
    <message>
        <source>Pause</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Pausa</translation>
    </message>
    <message>
        <source>Your answers are saved. Go on whenever you like.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Sus respuestas están guardadas. Continúe cuando quiera.</translation>
    </message>
    <message>
        <source>Continue</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Continuar</translation>
    </message>
    <message>
        <source>End session (researcher)</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Terminar la sesión (equipo de investigación)</translation>
    </message>
</context>
<context>
    <name>PinDialog</name>
    <message>
        <source>Researcher&apos;s PIN</source>
        <translatorcomment>machine</translatorcomment>
        <translation>PIN del equipo de investigación</translation>
    </message>
    <message>
        <source>Only the researcher can end the session. All answers are saved.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Solo el equipo de investigación puede terminar la sesión. Todas las respuestas están guardadas.</translation>
    </message>
    <message>
        <source>PIN</source>
        <translatorcomment>machine</translatorcomment>
        <translation>PIN</translation>
    </message>
    <message>
        <source>Enter</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Aceptar</translation>
    </message>
    <message>
        <source>Back to the session</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Volver a la sesión</translation>
    </message>
    <message>
        <source>Too many wrong attempts: wait {seconds} s.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Demasiados intentos fallidos: espere {seconds} s.</translation>
    </message>
    <message>
        <source>That is not the PIN.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Ese no es el PIN.</translation>
    </message>
</context>
<context>
    <name>RatingPage</name>
    <message>
        <source>{keys} answers  ·  ↑ ↓ moves  ·  Space plays  ·  Enter continues</source>
        <translatorcomment>machine</translatorcomment>
        <translation>{keys} responde  ·  ↑ ↓ mueve  ·  Espacio reproduce  ·  Intro continúa</translation>
    </message>
    <message>
        <source>Play again</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Reproducir otra vez</translation>
    </message>
    <message>
        <source>Playing</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Reproduciendo</translation>
    </message>
    <message>
        <source>Stop</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Detener</translation>
    </message>
    <message>
        <source>Excerpt, {elapsed} of {total}</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Fragmento, {elapsed} de {total}</translation>
    </message>
    <message>
        <source>The sound was interrupted. Please listen to the excerpt once more.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>El sonido se interrumpió. Escuche el fragmento una vez más, por favor.</translation>
    </message>
    <message>
        <source>You may listen once more.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Puede escucharlo una vez más.</translation>
    </message>
    <message>
        <source>You may listen {n} more times.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Puede escucharlo {n} veces más.</translation>
    </message>
    <message>
        <source>Please listen to the excerpt: you can answer once it has begun to play.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Escuche el fragmento, por favor: podrá responder en cuanto empiece a sonar.</translation>
    </message>
    <message>
        <source>Please listen to the excerpt {n} times: you can answer after that.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Escuche el fragmento {n} veces, por favor: después podrá responder.</translation>
    </message>
    <message>
        <source>Please listen to the excerpt: you can answer when it has ended.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Escuche el fragmento, por favor: podrá responder cuando termine.</translation>
    </message>
    <message>
        <source>Play</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Reproducir</translation>
    </message>
    <message>
        <source>Continue</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Continuar</translation>
    </message>
    <message>
        <source>Next excerpt</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Siguiente fragmento</translation>
    </message>
</context>
<context>
    <name>ReportActions</name>
    <message>
        <source>Writing the report</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Creando el informe</translation>
    </message>
    <message>
        <source>The report is written</source>
        <translatorcomment>machine</translatorcomment>
        <translation>El informe está listo</translation>
    </message>
    <message>
        <source>It lies in {folder}</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Está en {folder}</translation>
    </message>
    <message>
        <source>There is no PDF: what makes it is missing on this computer. The page can be printed from the browser; the details say what to install.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>No hay PDF: en este ordenador falta lo que lo crea. La página se puede imprimir desde el navegador; los detalles indican qué instalar.</translation>
    </message>
    <message>
        <source>Open</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Abrir</translation>
    </message>
    <message>
        <source>Close</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Cerrar</translation>
    </message>
    <message>
        <source>The report could not be written</source>
        <translatorcomment>machine</translatorcomment>
        <translation>No se ha podido crear el informe</translation>
    </message>
    <message>
        <source>What was in the folder is as it was. Choose another folder, or make room on the disk and allow writing there.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>La carpeta está como estaba. Elija otra, o libere espacio en el disco y permita escribir en ella.</translation>
    </message>
    <message>
        <source>Reading the answers</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Leyendo las respuestas</translation>
    </message>
    <message>
        <source>Computing agreement</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Calculando el acuerdo</translation>
    </message>
    <message>
        <source>Computing further measures</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Calculando otras medidas</translation>
    </message>
    <message>
        <source>Testing the differences between groups</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Comprobando las diferencias entre grupos</translation>
    </message>
    <message>
        <source>Comparing how high groups rate</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Comparando cuánto puntúan los grupos</translation>
    </message>
    <message>
        <source>Comparing the excerpts&apos; order in each group</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Comparando el orden de los fragmentos en cada grupo</translation>
    </message>
    <message>
        <source>Comparing liked and disliked, known and unknown</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Comparando lo que gusta y no gusta, lo conocido y lo desconocido</translation>
    </message>
    <message>
        <source>Comparing musical backgrounds</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Comparando la experiencia musical</translation>
    </message>
    <message>
        <source>Drawing the figures</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Dibujando las figuras</translation>
    </message>
    <message>
        <source>Writing the page</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Escribiendo la página</translation>
    </message>
    <message>
        <source>Setting the PDF</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Componiendo el PDF</translation>
    </message>
    <message>
        <source>Computing</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Calculando</translation>
    </message>
</context>
<context>
    <name>ReportDialog</name>
    <message>
        <source>Write a report</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Crear un informe</translation>
    </message>
    <message>
        <source>Language of the report</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Idioma del informe</translation>
    </message>
    <message>
        <source>Also as PDF</source>
        <translatorcomment>machine</translatorcomment>
        <translation>También en PDF</translation>
    </message>
    <message>
        <source>Choose a folder for the files of the report.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Elija una carpeta para los archivos del informe.</translation>
    </message>
    <message>
        <source>Folder of the report (made if it is not there)</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Carpeta del informe (se crea si no existe)</translation>
    </message>
    <message>
        <source>A page to read and to print, its figures, and all numbers as tables: from the listeners that are chosen now, with tests of the differences between groups. It takes a minute or two.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Una página para leer e imprimir, sus figuras y todos los números en tablas: de los oyentes elegidos ahora, con pruebas de las diferencias entre grupos. Tarda uno o dos minutos.</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Elegir…</translation>
    </message>
    <message>
        <source>There is no folder {folder} to make it in: choose another.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>No existe la carpeta {folder} en la que crearla: elija otra.</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Cancelar</translation>
    </message>
    <message>
        <source>Write the report</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Crear el informe</translation>
    </message>
    <message>
        <source>Folder of the report</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Carpeta del informe</translation>
    </message>
</context>
<context>
    <name>ResumeDialog</name>
    <message>
        <source>Resume a session</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Reanudar una sesión</translation>
    </message>
    <message>
        <source>It goes on at the same question, in the same order.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Continúa en la misma pregunta y en el mismo orden.</translation>
    </message>
    <message>
        <source>Unfinished sessions</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Sesiones sin terminar</translation>
    </message>
    <message>
        <source>Participant {number}, {language}, started {when}</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Participante {number}, {language}, empezó el {when}</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Cancelar</translation>
    </message>
    <message>
        <source>Resume</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Reanudar</translation>
    </message>
</context>
<context>
    <name>RulesButton</name>
    <message>
        <source>Nobody</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Nadie</translation>
    </message>
    <message>
        <source>rules: {n}</source>
        <translatorcomment>machine</translatorcomment>
        <translation>reglas: {n}</translation>
    </message>
</context>
<context>
    <name>SessionHeader</name>
    <message>
        <source>about {duration} left</source>
        <translatorcomment>machine</translatorcomment>
        <translation>quedan unos {duration}</translation>
    </message>
    <message>
        <source>Progress</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Progreso</translation>
    </message>
    <message>
        <source>Pause</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Pausa</translation>
    </message>
    <message>
        <source>Practice {n} of {total}</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Práctica {n} de {total}</translation>
    </message>
    <message>
        <source>Excerpt {n} of {total}</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Fragmento {n} de {total}</translation>
    </message>
</context>
<context>
    <name>SessionLauncher</name>
    <message>
        <source>Getting the session ready</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Preparando la sesión</translation>
    </message>
    <message>
        <source>Looking at the texts in all languages</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Revisando los textos en todos los idiomas</translation>
    </message>
    <message>
        <source>Looking at the sound files</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Revisando los archivos de sonido</translation>
    </message>
    <message>
        <source>Measuring how loud the clips are</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Midiendo el volumen de los fragmentos</translation>
    </message>
    <message>
        <source>Looking for the sound device</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Buscando el dispositivo de sonido</translation>
    </message>
    <message>
        <source>Having the model hear the clips</source>
        <translatorcomment>machine</translatorcomment>
        <translation>El modelo escucha los fragmentos</translation>
    </message>
</context>
<context>
    <name>SessionWindow</name>
    <message>
        <source>Merlingua: session</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Merlingua: sesión</translation>
    </message>
    <message>
        <source>All answers so far are saved. The session can be resumed from the list of studies.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Todas las respuestas dadas hasta ahora están guardadas. La sesión puede reanudarse desde la lista de estudios.</translation>
    </message>
    <message>
        <source>Nothing has been stored yet.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Aún no se ha guardado nada.</translation>
    </message>
    <message>
        <source>End this session?</source>
        <translatorcomment>machine</translatorcomment>
        <translation>¿Terminar esta sesión?</translation>
    </message>
    <message>
        <source>End session</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Terminar la sesión</translation>
    </message>
    <message>
        <source>Back to the session</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Volver a la sesión</translation>
    </message>
</context>
<context>
    <name>SettingsPage</name>
    <message>
        <source>A PIN is set.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Hay un PIN establecido.</translation>
    </message>
    <message>
        <source>No PIN is set.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>No hay ningún PIN establecido.</translation>
    </message>
    <message>
        <source>As the system is set</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Como el sistema</translation>
    </message>
    <message>
        <source>{device} (not there now)</source>
        <translatorcomment>machine</translatorcomment>
        <translation>{device} (no está ahora)</translation>
    </message>
    <message>
        <source>Settings</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Ajustes</translation>
    </message>
    <message>
        <source>Back to the studies</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Volver a los estudios</translation>
    </message>
    <message>
        <source>As the system is set ({language})</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Como el sistema ({language})</translation>
    </message>
    <message>
        <source>Light</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Claro</translation>
    </message>
    <message>
        <source>Dark</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Oscuro</translation>
    </message>
    <message>
        <source>Language</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Idioma</translation>
    </message>
    <message>
        <source>The language of these pages. Listeners choose their own when a session starts.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>El idioma de estas páginas. Los oyentes eligen el suyo al empezar una sesión.</translation>
    </message>
    <message>
        <source>Text size</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Tamaño del texto</translation>
    </message>
    <message>
        <source>For all pages, the listeners&apos; too.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Para todas las páginas, también las de los oyentes.</translation>
    </message>
    <message>
        <source>Colours</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Colores</translation>
    </message>
    <message>
        <source>Light or dark. They stay as they are while a session runs.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Claros u oscuros. No cambian mientras dura una sesión.</translation>
    </message>
    <message>
        <source>Sound device</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Dispositivo de sonido</translation>
    </message>
    <message>
        <source>Where the clips are played. It is checked again before each clip.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Donde se reproducen los fragmentos. Se comprueba de nuevo antes de cada uno.</translation>
    </message>
    <message>
        <source>Researcher&apos;s PIN</source>
        <translatorcomment>machine</translatorcomment>
        <translation>PIN del equipo de investigación</translation>
    </message>
    <message>
        <source>In kiosk mode a listener cannot leave the window: only this PIN ends a session.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>En el modo quiosco, el oyente no puede salir de la ventana: solo este PIN termina una sesión.</translation>
    </message>
    <message>
        <source>New PIN</source>
        <translatorcomment>machine</translatorcomment>
        <translation>PIN nuevo</translation>
    </message>
    <message>
        <source>Set PIN</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Establecer PIN</translation>
    </message>
    <message>
        <source>Remove PIN</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Quitar PIN</translation>
    </message>
</context>
<context>
    <name>SharesView</name>
    <message>
        <source>Quadrants of the whole clip</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Cuadrantes del clip entero</translation>
    </message>
</context>
<context>
    <name>StackChart</name>
    <message>
        <source>Answers of each group</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Respuestas de cada grupo</translation>
    </message>
    <message>
        <source>no answer yet</source>
        <translatorcomment>machine</translatorcomment>
        <translation>sin respuestas aún</translation>
    </message>
</context>
<context>
    <name>StudyActions</name>
    <message>
        <source>Checking {title}</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Comprobando {title}</translation>
    </message>
    <message>
        <source>Open a study folder</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Abrir una carpeta de estudio</translation>
    </message>
    <message>
        <source>This is not a study folder</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Esta no es una carpeta de estudio</translation>
    </message>
    <message>
        <source>{folder} has no study.yaml. Choose the folder that holds it, or make a new study.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>{folder} no contiene study.yaml. Elija la carpeta que lo contiene o cree un estudio nuevo.</translation>
    </message>
    <message>
        <source>Getting the demo ready</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Preparando la demostración</translation>
    </message>
    <message>
        <source>Making the study</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Creando el estudio</translation>
    </message>
    <message>
        <source>Looking at the clips</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Revisando los fragmentos</translation>
    </message>
    <message>
        <source>{title} is ready</source>
        <translatorcomment>machine</translatorcomment>
        <translation>{title} está listo</translation>
    </message>
    <message>
        <source>Texts, characters, clips and loudness are complete in all its languages.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Textos, caracteres, fragmentos y volumen están completos en todos sus idiomas.</translation>
    </message>
    <message>
        <source>{title} is not ready yet</source>
        <translatorcomment>machine</translatorcomment>
        <translation>{title} aún no está listo</translation>
    </message>
    <message>
        <source>Mend what is listed here in the study folder, then check it again.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Corrija en la carpeta del estudio lo que se indica aquí y compruébelo de nuevo.</translation>
    </message>
    <message>
        <source>OK</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Aceptar</translation>
    </message>
</context>
<context>
    <name>StudyCard</name>
    <message>
        <source>{n} excerpts</source>
        <translatorcomment>machine</translatorcomment>
        <translation>{n} fragmentos</translation>
    </message>
    <message>
        <source>no answer yet</source>
        <translatorcomment>machine</translatorcomment>
        <translation>sin respuestas aún</translation>
    </message>
    <message>
        <source>last answer {when}</source>
        <translatorcomment>machine</translatorcomment>
        <translation>última respuesta {when}</translation>
    </message>
    <message>
        <source>agreement {lower} to {upper}</source>
        <translatorcomment>machine</translatorcomment>
        <translation>acuerdo de {lower} a {upper}</translation>
    </message>
    <message>
        <source>{n} finished</source>
        <translatorcomment>machine</translatorcomment>
        <translation>{n} terminadas</translation>
    </message>
    <message>
        <source>{n} of {target} finished</source>
        <translatorcomment>machine</translatorcomment>
        <translation>{n} de {target} terminadas</translation>
    </message>
    <message>
        <source>Start session</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Empezar una sesión</translation>
    </message>
    <message>
        <source>Resume unfinished ({n})</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Reanudar sin terminar ({n})</translation>
    </message>
    <message>
        <source>Agreement</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Acuerdo</translation>
    </message>
    <message>
        <source>Inspect</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Examinar</translation>
    </message>
    <message>
        <source>Train</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Entrenar</translation>
    </message>
    <message>
        <source>Monitor</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Monitor</translation>
    </message>
    <message>
        <source>Check</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Comprobar</translation>
    </message>
    <message>
        <source>Export…</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Exportar…</translation>
    </message>
    <message>
        <source>Open folder</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Abrir carpeta</translation>
    </message>
    <message>
        <source>Remove from list</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Quitar de la lista</translation>
    </message>
</context>
<context>
    <name>ThanksPage</name>
    <message>
        <source>Copy the code</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Copiar el código</translation>
    </message>
    <message>
        <source>Finish</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Terminar</translation>
    </message>
    <message>
        <source>The code is in the clipboard.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>El código está en el portapapeles.</translation>
    </message>
</context>
<context>
    <name>TracksView</name>
    <message>
        <source>The clip, second by second</source>
        <translatorcomment>machine</translatorcomment>
        <translation>El clip, segundo a segundo</translation>
    </message>
    <message>
        <source>Click: hear it from there. Drag: hear a region again and again.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Clic: escuchar desde ahí. Arrastrar: repetir un tramo.</translation>
    </message>
</context>
<context>
    <name>Train</name>
    <message>
        <source>Too few listeners: the label is that of all.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Demasiado pocos oyentes: la etiqueta es la de todos.</translation>
    </message>
    <message>
        <source>They agree no better than chance: the label is that of all.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>No concuerdan más que por azar: la etiqueta es la de todos.</translation>
    </message>
    <message>
        <source>all</source>
        <translatorcomment>machine</translatorcomment>
        <translation>todos</translation>
    </message>
    <message>
        <source>Reading the answers</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Leyendo las respuestas</translation>
    </message>
    <message>
        <source>Hearing the excerpts</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Escuchando los fragmentos</translation>
    </message>
    <message>
        <source>Hearing the excerpts with the model</source>
        <translatorcomment>machine</translatorcomment>
        <translation>El modelo escucha los fragmentos</translation>
    </message>
    <message>
        <source>Describing the excerpts</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Describiendo los fragmentos</translation>
    </message>
    <message>
        <source>Learning, and judging on excerpts left out</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Aprendiendo y evaluando con fragmentos excluidos</translation>
    </message>
    <message>
        <source>Computing</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Calculando</translation>
    </message>
    <message>
        <source>A model for each group</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Un modelo por grupo</translation>
    </message>
    <message>
        <source>One model for all</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Un modelo para todos</translation>
    </message>
    <message>
        <source>What groups say of other excerpts</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Lo que los grupos dicen de otros fragmentos</translation>
    </message>
    <message>
        <source>A quarter each</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Un cuarto cada uno</translation>
    </message>
    <message>
        <source>As many other listeners</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Otros tantos oyentes</translation>
    </message>
    <message>
        <source>The best that is possible</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Lo mejor posible</translation>
    </message>
    <message>
        <source>{mean} nats a vote [{low}, {high}], p = {p}</source>
        <translatorcomment>machine</translatorcomment>
        <translation>{mean} nats por voto [{low}, {high}], p = {p}</translation>
    </message>
    <message>
        <source>No difference between “{first}” and “{second}” was detected</source>
        <translatorcomment>machine</translatorcomment>
        <translation>No se detectó ninguna diferencia entre «{first}» y «{second}»</translation>
    </message>
    <message>
        <source>“{first}” foretells votes better than “{second}”</source>
        <translatorcomment>machine</translatorcomment>
        <translation>«{first}» predice los votos mejor que «{second}»</translation>
    </message>
    <message>
        <source>“{first}” foretells votes worse than “{second}”</source>
        <translatorcomment>machine</translatorcomment>
        <translation>«{first}» predice los votos peor que «{second}»</translation>
    </message>
    <message>
        <source>The groups vote differently on these excerpts (p = {p}).</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Los grupos votan de forma distinta sobre estos fragmentos (p = {p}).</translation>
    </message>
    <message>
        <source>No difference between the groups&apos; votes was detected (p = {p}); there may still be one.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>No se detectó ninguna diferencia entre los votos de los grupos (p = {p}); aun así puede haberla.</translation>
    </message>
    <message>
        <source>There are hardly any artists: what was learnt of one may have helped with the artist&apos;s other excerpts.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Apenas hay artistas distintos: lo aprendido de uno puede haber ayudado con sus otros fragmentos.</translation>
    </message>
    <message>
        <source>{n} excerpts can adapt a model to listeners, and cannot show what it would say of other music.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>{n} fragmentos pueden adaptar un modelo a los oyentes, pero no mostrar qué diría de otra música.</translation>
    </message>
</context>
<context>
    <name>TrainForm</name>
    <message>
        <source>Choose…</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Elegir…</translation>
    </message>
    <message>
        <source>Groups</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Grupos</translation>
    </message>
    <message>
        <source>Begin with</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Partir de</translation>
    </message>
    <message>
        <source>New model</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Nuevo modelo</translation>
    </message>
    <message>
        <source>Count simulated listeners too</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Contar también a los oyentes simulados</translation>
    </message>
    <message>
        <source>Language</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Idioma</translation>
    </message>
    <message>
        <source>IS13 descriptors</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Descriptores IS13</translation>
    </message>
    <message>
        <source>File of a model…</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Archivo de un modelo…</translation>
    </message>
    <message>
        <source>Vectors of another network…</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Vectores de otra red…</translation>
    </message>
    <message>
        <source>Vectors (*.npy)</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Vectores (*.npy)</translation>
    </message>
    <message>
        <source>Models (*.safetensors)</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Modelos (*.safetensors)</translation>
    </message>
</context>
<context>
    <name>TrainPage</name>
    <message>
        <source>Reading the answers</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Leyendo las respuestas</translation>
    </message>
    <message>
        <source>{group}: {n} listeners</source>
        <translatorcomment>machine</translatorcomment>
        <translation>{group}: {n} oyentes</translation>
    </message>
    <message>
        <source>reliability {value}</source>
        <translatorcomment>machine</translatorcomment>
        <translation>fiabilidad {value}</translation>
    </message>
    <message>
        <source>No model can be trained on these: {why}</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Con esto no se puede entrenar ningún modelo: {why}</translation>
    </message>
    <message>
        <source>Go on training</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Seguir entrenando</translation>
    </message>
    <message>
        <source>Train</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Entrenar</translation>
    </message>
    <message>
        <source>Studies</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Estudios</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Cancelar</translation>
    </message>
</context>
<context>
    <name>TrainResult</name>
    <message>
        <source>Nats a vote, on excerpts and by listeners not learnt from; lower is better.</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Nats por voto, con fragmentos y oyentes de los que no se aprendió; menos es mejor.</translation>
    </message>
    <message>
        <source>Try it in Inspect</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Probarlo en «Examinar»</translation>
    </message>
    <message>
        <source>The model is in {file}</source>
        <translatorcomment>machine</translatorcomment>
        <translation>El modelo está en {file}</translation>
    </message>
</context>
<context>
    <name>WaitDialog</name>
    <message>
        <source>Cancel</source>
        <translatorcomment>machine</translatorcomment>
        <translation>Cancelar</translation>
    </message>
</context>
</TS>
