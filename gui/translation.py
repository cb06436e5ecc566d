"""The program's own language, and numbers and dates as a language writes them.

Program text is ``self.tr("…")`` in English; ``i18n/merlingua_<language>.ts`` holds the translations (each
marked with who made it) and ``tools/build_translations.py`` compiles them to ``.qm``. Values go in by name
after translation: ``self.tr("Excerpt {n} of {total}").format(n=…, total=…)``.

A widget that is alive when the language switches gets ``QEvent.LanguageChange`` in ``changeEvent`` and sets
its texts again. On a listener's pages the language is the session's, on the researcher's the program's.
"""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QObject, QTranslator, Signal

if TYPE_CHECKING:
    from babel import Locale

LANGUAGES: Mapping[str, str] = {"en": "English", "es": "Español", "de": "Deutsch", "zh-Hans": "简体中文"}
"""Languages of the program (BCP 47) and their own names."""

FOLDER = Path(__file__).parent / "i18n"

_QT_NAMES = {"es": "es", "de": "de", "zh-Hans": "zh_CN"}


def system_language() -> str:
    """The first language of the system that the program speaks, else English."""
    for name in QLocale.system().uiLanguages():
        for language in LANGUAGES:
            if name.split("-")[0] == language.split("-")[0]:
                return language
    return "en"


class Translation(QObject):
    """Installs the translators of one language at a time.

    ``changed`` comes after the switch. A missing ``.qm`` leaves the program in English and says so once on
    stderr: that is a checkout in which the translations were not built.
    """

    changed = Signal(str)

    def __init__(self, app: QCoreApplication, *, folder: Path = FOLDER) -> None:
        super().__init__(app)
        self._app = app
        self._folder = folder
        self._language = "en"
        self._installed: list[QTranslator] = []
        self._loaded: dict[str, list[QTranslator]] = {}
        self._has_warned = False

    @property
    def language(self) -> str:
        """What the program speaks now, one of ``LANGUAGES``."""
        return self._language

    def use(self, language: str) -> None:
        """Speak ``language`` from now on; ValueError for one that is not in ``LANGUAGES``."""
        if language not in LANGUAGES:
            raise ValueError(f"the program does not speak {language!r}; it speaks {', '.join(LANGUAGES)}")
        if language == self._language:
            return
        self._language = language
        QLocale.setDefault(QLocale(language))
        for translator in self._installed:
            self._app.removeTranslator(translator)
        self._installed = self._translators(language)
        for translator in self._installed:
            self._app.installTranslator(translator)
        self.changed.emit(language)

    @contextmanager
    def speaking(self, language: str) -> Iterator[None]:
        """Speak another language for a moment: a researcher's dialog within a listener's session."""
        before = self._language
        self.use(language)
        try:
            yield
        finally:
            self.use(before)

    def _translators(self, language: str) -> list[QTranslator]:
        if language == "en":
            return []
        if language not in self._loaded:
            qt_folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
            qt = QTranslator(self)
            found = [qt] if qt.load(f"qtbase_{_QT_NAMES[language]}", qt_folder) else []
            own = QTranslator(self)
            if own.load(f"merlingua_{language}.qm", str(self._folder)):
                found.append(own)
            elif not self._has_warned:
                self._has_warned = True
                print(
                    f"merlingua: no translations in {self._folder}, the program speaks English; "
                    "python tools/build_translations.py makes them",
                    file=sys.stderr,
                )
            self._loaded[language] = found
        return self._loaded[language]


_GROUPED_FROM = 1000
"""Smaller numbers have no separator of thousands."""


class Formatter:
    """Numbers, dates and durations of one language, by CLDR (Babel).

    Babel is imported at first use: it is not needed for the first window.
    """

    def __init__(self, language: str) -> None:
        self.language = language

    @cached_property
    def locale(self) -> Locale:
        """Babel's locale of the language."""
        from babel import Locale

        return Locale.parse(self.language, sep="-")

    @cached_property
    def _decimal_point(self) -> str:
        from babel.numbers import get_decimal_symbol

        return get_decimal_symbol(self.locale)

    def number(self, value: float, *, digits: int = 0) -> str:
        """A number with exactly ``digits`` decimals and the language's separators."""
        if isinstance(value, int) and not digits and abs(value) < _GROUPED_FROM:
            return str(value)  # a table has hundreds, and Babel takes 0.3 ms for each
        from babel.numbers import format_decimal

        places = "." + "0" * digits if digits else ""
        return format_decimal(value, format=f"#,##0{places}", locale=self.locale)

    def signed(self, value: float, *, digits: int = 2) -> str:
        """A number that may be below zero, with a true minus sign; never a minus before a zero."""
        rounded = round(value, digits) + 0.0
        if abs(rounded) < _GROUPED_FROM:
            text = f"{rounded:.{digits}f}".replace(".", self._decimal_point)
        else:
            text = self.number(rounded, digits=digits)
        return text.replace("-", "\u2212")

    def percent(self, share: float) -> str:
        """A share of 1 as a whole per cent."""
        from babel.numbers import format_percent

        return format_percent(share, locale=self.locale)

    def decibel(self, value_db: float) -> str:
        """A level with a true minus sign, in dB."""
        return f"{self.number(value_db)} dB".replace("-", "\u2212")

    def date(self, day: dt.date) -> str:
        """A day, its month in letters."""
        from babel.dates import format_date

        return format_date(day, format="medium", locale=self.locale)

    def date_time(self, moment: dt.datetime) -> str:
        """A day and the time of day, in the clock of this computer."""
        from babel.dates import format_datetime

        return format_datetime(moment.astimezone(), format="medium", locale=self.locale)

    def time(self, moment: dt.datetime) -> str:
        """The time of day, in the clock of this computer."""
        from babel.dates import format_time

        return format_time(moment.astimezone().time(), format="medium", locale=self.locale)

    def ago(self, moment: dt.datetime, *, now: dt.datetime | None = None) -> str:
        """How long ago a moment was, in words; ``now`` is the clock's unless given."""
        from babel.dates import format_timedelta

        passed = moment - (now or dt.datetime.now(dt.UTC))
        return format_timedelta(passed, add_direction=True, locale=self.locale)

    def clock(self, seconds: float) -> str:
        """A position in a clip: ``0:17``. The same in all languages of the program."""
        whole = int(max(seconds, 0.0))
        return f"{whole // 60}:{whole % 60:02d}"

    def minutes(self, minutes: float) -> str:
        """Whole minutes, at least 1, with the unit as the language abbreviates it: ``14 min``."""
        from babel.units import format_unit

        return format_unit(max(1, round(minutes)), "duration-minute", length="short", locale=self.locale)

    def language_name(self, language: str) -> str:
        """The name of a language in this one: ``German``, ``Deutsch``, ``德语``."""
        from babel import Locale

        name = Locale.parse(language, sep="-").get_display_name(self.locale)
        return name or language

    def list(self, parts: list[str]) -> str:
        """Joined as the language joins: ``a, b and c``."""
        from babel.lists import format_list

        return format_list(parts, locale=self.locale)
