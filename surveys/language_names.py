"""Names of countries and languages in each survey language, from Unicode's CLDR.

Countries have the codes of ISO 3166-1 alpha-2 (and ``XK``, which ISO leaves to its users and CLDR gives to
Kosovo); languages have those of ISO 639, without variants such as ``en-GB``.
"""

from __future__ import annotations

import unicodedata
from functools import cache, lru_cache

from babel import Locale

from merlingua.surveys.errors import MissingTextError
from merlingua.surveys.own_language_names import OWN_NAMES
from merlingua.surveys.study_definition import SURVEY_LANGUAGES

NO_COUNTRIES = frozenset({"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"})
"""Two-letter codes with a CLDR name that ISO 3166-1 reserves, and those of pseudo-regions and unions."""

NO_LANGUAGES = frozenset({
    "mul", "mis", "und", "zxx",
    "akk", "ang", "arc", "cop", "cu", "dum", "egy", "enm", "frm", "fro", "gmh", "goh", "got", "grc", "hit",
    "mga", "non", "nwc", "peo", "phn", "pro", "sga", "sog", "sux", "uga", "zbl",
})  # fmt: skip
"""ISO 639 codes for several, uncoded, unknown and no language, and of languages that nobody grows up with."""

_SOUNDS_LIKE = str.maketrans("俾巽迦瑙梵腓斐鞑", "比训加脑饭肥匪达")
"""Rare characters of the names, and a common one of the same sound."""


def country_choices(language: str) -> list[tuple[str, str]]:
    """Codes and names of all countries and regions, sorted as readers of ``language`` expect."""
    return list(_country_choices(language))


def language_choices(language: str) -> list[tuple[str, str]]:
    """Codes and names of all languages that have a name in each survey language, sorted by name."""
    return list(_language_choices(language))


def is_country(code: str) -> bool:
    """Whether ``code`` is that of a country that can be chosen."""
    return code in _country_codes()


def is_language(code: str) -> bool:
    """Whether ``code`` is that of a language that can be chosen."""
    return code in _language_codes()


@cache
def country_search_text(code: str) -> str:
    """A country's code and its names in all survey languages, folded: what a search looks through."""
    return _folded(" ".join([code, *(_locale(language).territories[code] for language in SURVEY_LANGUAGES)]))


@cache
def language_search_text(code: str) -> str:
    """A language's code, its names in all survey languages and its own name, folded, for a search."""
    names = [_locale(language).languages[code] for language in SURVEY_LANGUAGES]
    return _folded(" ".join([code, *names, OWN_NAMES.get(code, "")]))


def folded_for_search(typed: str) -> str:
    """What was typed, without case and accents: compare it with ``…_search_text``."""
    return _folded(typed.strip())


@lru_cache
def _country_choices(language: str) -> tuple[tuple[str, str], ...]:
    names = _locale(language).territories
    return _by_name([(code, names[code]) for code in _country_codes()], language)


@lru_cache
def _language_choices(language: str) -> tuple[tuple[str, str], ...]:
    names = _locale(language).languages
    return _by_name([(code, names[code]) for code in _language_codes()], language)


@lru_cache
def _country_codes() -> frozenset[str]:
    named = set(_locale("en").territories)
    for language in SURVEY_LANGUAGES:
        named &= set(_locale(language).territories)
    return frozenset(code for code in named if len(code) == 2 and code.isalpha() and code not in NO_COUNTRIES)


@lru_cache
def _language_codes() -> frozenset[str]:
    named = set(_locale("en").languages)
    for language in SURVEY_LANGUAGES:
        named &= set(_locale(language).languages)
    return frozenset(
        code for code in named if len(code) in (2, 3) and code.isalpha() and code not in NO_LANGUAGES
    )


@cache
def _locale(language: str) -> Locale:
    if language not in SURVEY_LANGUAGES:
        raise MissingTextError(
            f"no names in language {language!r}; survey languages are {', '.join(SURVEY_LANGUAGES)}"
        )
    return Locale.parse(language, sep="-")


def _folded(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(character for character in decomposed if not unicodedata.combining(character))


def _by_name(choices: list[tuple[str, str]], language: str) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(choices, key=lambda choice: (_sort_key(choice[1], language), choice[0])))


def _sort_key(name: str, language: str) -> tuple[str, ...] | bytes:
    """Dictionary order without ICU: accents do not count (in Spanish ñ follows n); Chinese by sound.

    GB 2312 has its common characters in the order of their pinyin, which its encoding keeps, and the rare
    ones after them in another.
    """
    if language == "zh-Hans":
        return name.translate(_SOUNDS_LIKE).encode("gb18030")
    if language == "es":
        name = name.casefold().replace("ñ", "n\uffff")
    return (_folded(name), name)
