"""The words and numbers of figures, in the language of the report."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from babel import Locale, UnknownLocaleError
from babel.lists import format_list
from babel.numbers import format_decimal

from merlingua.analysis.agreement_results import ALL, BY_LANGUAGE, AgreementResults
from merlingua.analysis.estimates import UNDEFINED, Estimate, Interval
from merlingua.analysis.figures_drawing import Words4
from merlingua.analysis.figures_fonts import can_draw, showable, unshowable
from merlingua.surveys.instruments import built_in_texts, label_key
from merlingua.surveys.texts import TextTable

FIGURE_TEXTS = Path(__file__).with_name("built_in") / "figure_texts.csv"
DIGITS = 2
SMALLEST_P = 0.001
MANY_NAMES = 6


@functools.lru_cache(maxsize=1)
def figure_texts() -> TextTable:
    """The texts ``figure.*`` in all languages of the program."""
    return TextTable.read(FIGURE_TEXTS)


class Words:
    """What stands in and under the figures of one report.

    Where no font can draw the language, ``language`` is English and ``note`` says so.
    """

    def __init__(self, results: AgreementResults, language: str) -> None:
        self.asked = language
        self.language = language if can_draw(language) else "en"
        self.locale = Locale.parse(self.language, sep="-")
        self._level = results.options.level
        self._by = results.options.by
        self._groups = results.group_ids
        self._study = results.texts

    def text(self, key: str, **values: object) -> str:
        """A text of the figures; MissingTextError as `TextTable.text`."""
        return figure_texts().text(f"figure.{key}", self.language, **values)

    def has(self, key: str) -> bool:
        """Whether there is such a text."""
        return figure_texts().has(f"figure.{key}", self.language)

    def of(self, kind: str, **values: object) -> Words4:
        """Title, caption and alternative text of a kind of figure."""
        note = "" if self.language == self.asked else self.text("note.no_font")
        values = {"level": self.text(f"level.{self._level}"), "part": "", "drawn": "", **values}
        return Words4(
            self.text(f"{kind}.title", **values),
            self.text(f"{kind}.caption", **values),
            self.text(f"{kind}.alt", **values),
            note,
        )

    def item(self, id: str) -> str:
        """The label of an item as it can be drawn."""
        return showable(self.raw_item(id))

    def raw_item(self, id: str) -> str:
        """The label of an item, by the study's own texts, else the built-in ones, else its id."""
        key = label_key(id)
        for table in (self._study, built_in_texts()):
            if table is not None and table.has(key, self.language):
                return table.rows[key][self.language].text
        return id

    def group(self, id: str) -> str:
        """The name of a group of listeners."""
        if id == ALL:
            return self.text("group.all")
        if self._by == BY_LANGUAGE:
            return showable(self._language(id))
        key = f"group.{id}"
        return self.text(key) if self.has(key) else showable(id)

    def pair(self, first: str, second: str) -> str:
        """``English − German``."""
        return self.text("pair", first=self.group(first), second=self.group(second))

    def clip(self, id: str) -> str:
        """A clip's id as it can be drawn."""
        return showable(id)

    def reason(self, flags: Sequence[str]) -> str:
        """In a few words why something has no value: by its flags: what is undefined tells most."""
        for flag in sorted(flags, key=lambda flag: not flag.startswith(UNDEFINED)):
            key = f"reason.{flag.removeprefix('undefined:')}"
            if self.has(key):
                return self.text(key)
        return self.text("reason.undefined")

    def number(self, value: float, digits: int = DIGITS) -> str:
        """A number with so many decimals and a true minus sign; never a minus before a zero."""
        places = "." + "0" * digits if digits else ""
        written = format_decimal(round(value, digits) + 0.0, format=f"#,##0{places}", locale=self.locale)
        return written.replace("-", "\u2212")

    def interval(self, interval: Interval | None) -> str:
        """``[0.25, 0.37]``, or nothing."""
        if interval is None:
            return ""
        gap = "; " if self.number(0.5, 1)[1] == "," else ", "
        return f"[{self.number(interval.lower)}{gap}{self.number(interval.upper)}]"

    def with_interval(self, value: float, interval: Interval | None) -> str:
        """``0.31 [0.25, 0.37]``."""
        return f"{self.number(value)} {self.interval(interval)}".rstrip()

    def place(
        self, estimates: Mapping[tuple[str, str], Estimate], found: tuple[float | None, str, str]
    ) -> str:
        """Which item in which group, with its value and interval, as part of a sentence."""
        _, item, group = found
        estimate = estimates[item, group]
        value = "" if estimate.value is None else self.with_interval(estimate.value, estimate.listeners)
        return self.text("place", item=self.item(item), group=self.group(group), value=value)

    def with_value(self, name: str, value: float) -> str:
        """``Joy (0.39)``."""
        return self.text("place_short", item=name, value=self.number(value))

    def after(self, sentence: str) -> str:
        """A sentence that follows another one, with the blank between them if the language has one."""
        return sentence if self.language.startswith("zh") or not sentence else f" {sentence}"

    def p(self, p: float) -> str:
        """``p = 0.012`` or ``p < 0.001``."""
        if p < SMALLEST_P:
            return f"p < {self.number(SMALLEST_P, 3)}"
        return f"p = {self.number(p, 3)}"

    def listed(self, names: Iterable[str]) -> str:
        """Names as a sentence lists them; of many the first, and how many more there are."""
        every = list(names)
        if not every:
            return self.text("none")
        if len(every) > MANY_NAMES:
            n_more = self.text("more", n=len(every) - MANY_NAMES + 1)
            every = [*every[: MANY_NAMES - 1], n_more]
        return str(format_list(every, locale=self.locale))

    def several(self, findings: Iterable[str]) -> str:
        """Findings that hold commas themselves, divided by semicolons; of many the first."""
        every = list(findings)
        if not every:
            return self.text("none")
        shown = every if len(every) <= MANY_NAMES else every[: MANY_NAMES - 1]
        if len(every) > len(shown):
            shown = [*shown, self.text("more", n=len(every) - len(shown))]
        return ("；" if self.language.startswith("zh") else "; ").join(shown)

    def without_font(self, names: Iterable[str]) -> str:
        """A sentence on names that could not be drawn whole, or nothing."""
        lacking = unshowable(names)
        return self.text("note.unshowable", names=self.listed(lacking)) if lacking else ""

    def _language(self, id: str) -> str:
        bases = [group.split("-")[0] for group in self._groups]
        code = id.split("-")[0] if bases.count(id.split("-")[0]) == 1 else id
        try:
            name = Locale.parse(code, sep="-").get_display_name(self.locale)
        except (UnknownLocaleError, ValueError):
            return id
        return f"{name[:1].upper()}{name[1:]}" if name else id
