"""The words and numbers of the report, in its language.

Texts stand in ``built_in/report_texts.csv``, complete in all languages of the program. Numbers are written as
the language writes them; what the APA writes without a leading zero has none in English alone.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path

from babel import Locale
from babel.dates import format_datetime
from babel.lists import format_list

from merlingua.analysis.agreement_results import ALL, BY_LANGUAGE, AgreementResults
from merlingua.analysis.estimates import FLAG_REASONS, UNDEFINED, Interval
from merlingua.analysis.figures_words import SMALLEST_P, Words
from merlingua.surveys.texts import TextTable

REPORT_TEXTS = Path(__file__).with_name("built_in") / "report_texts.csv"
APA_DIGITS = 2
P_DIGITS = 3


@functools.lru_cache(maxsize=1)
def report_texts() -> TextTable:
    """The texts of the report in all languages of the program."""
    return TextTable.read(REPORT_TEXTS)


class ReportWords(Words):
    """What stands in one report beside its figures, which may have to be drawn in another language."""

    def __init__(self, results: AgreementResults, language: str) -> None:
        super().__init__(results, language)
        self.language = language
        self.locale = Locale.parse(language, sep="-")
        self.percent = self.number(100 * results.options.interval_level, 0)
        self.separator = ";" if self.number(0.5, 1)[1] == "," else ","
        self.study = self._study_title(results)

    def say(self, key: str, **values: object) -> str:
        """A text of the report; MissingTextError as `TextTable.text`."""
        return report_texts().text(key, self.language, percent=self.percent, **values)

    def item(self, id: str) -> str:
        """The label of an item, as it is written."""
        return self.raw_item(id)

    def group(self, id: str) -> str:
        """The name of a group of listeners, as it is written."""
        return super().group(id) if id == ALL or self._by == BY_LANGUAGE else self._other_group(id)

    def language_or_all(self, id: str) -> str:
        """The name of a language, whatever listeners are grouped by."""
        return self.text("group.all") if id == ALL else self._language(id)

    def short(self, value: float) -> str:
        """A threshold: no more decimals than it has."""
        return self.number(value, 0 if value == int(value) else 2)

    def clip(self, id: str) -> str:
        """A clip's id, as it is written."""
        return id

    def level(self, level: str) -> str:
        """``ordinal``."""
        return self.text(f"level.{level}")

    def apa(self, value: float, digits: int = APA_DIGITS) -> str:
        """A number that lies between −1 and 1: ``.39`` in English, ``0,39`` in German."""
        written = self.number(value, digits)
        if self.language != "en":
            return written
        return written.replace("0.", ".", 1) if written.lstrip("\u2212").startswith("0.") else written

    def apa_interval(self, interval: Interval | None, brackets: str = "[]") -> str:
        """``[.31, .47]``; ``[0,31; 0,47]`` where a comma divides decimals; nothing without an interval."""
        if interval is None:
            return ""
        # A blank at which no line breaks: half an interval is none.
        lower, upper = self.apa(interval.lower), self.apa(interval.upper)
        return f"{brackets[0]}{lower}{self.separator}\N{NO-BREAK SPACE}{upper}{brackets[1]}"

    def apa_p(self, p: float | None) -> str:
        """``.012``, ``< .001``, ``> .999``; a dash where there is none."""
        if p is None:
            return "–"
        if p < SMALLEST_P:
            return f"< {self.apa(SMALLEST_P, P_DIGITS)}"
        # What a test gives is never certain: no p is written as 1.
        largest = 1 - SMALLEST_P
        return f"> {self.apa(largest, P_DIGITS)}" if round(p, P_DIGITS) > largest else self.apa(p, P_DIGITS)

    def p_is(self, p: float) -> str:
        """``p = .012``, ``p < .001`` or ``p > .999``."""
        written = self.apa_p(p)
        return f"p {written}" if written[0] in "<>" else f"p = {written}"

    def count(self, n: int | None) -> str:
        """A whole number with its thousands divided."""
        return "–" if n is None else self.number(n, 0)

    def why(self, flags: Sequence[str]) -> str:
        """In a few words why there is no value."""
        return self.reason(flags)

    def flag(self, flag: str) -> str:
        """The sentence of a flag."""
        key = FLAG_REASONS.get(flag, FLAG_REASONS[UNDEFINED])
        return self.say(key)

    def listed_all(self, names: Iterable[str]) -> str:
        """Names as a sentence lists them, however many."""
        return str(format_list(list(names), locale=self.locale))

    def moment(self, at: datetime) -> str:
        """A moment in UTC."""
        return f"{format_datetime(at, 'medium', locale=self.locale)} UTC"

    def sentences(self, parts: Iterable[str]) -> str:
        """Sentences after each other, as the language divides them."""
        return ("" if self.language.startswith("zh") else " ").join(part for part in parts if part)

    def _other_group(self, id: str) -> str:
        key = f"group.{id}"
        return self.text(key) if self.has(key) else id

    def _study_title(self, results: AgreementResults) -> str:
        key = "study.title"
        if results.texts is not None and results.texts.has(key, self.language):
            return results.texts.text(key, self.language)
        return results.study_id
