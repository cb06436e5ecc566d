"""Mother tongues as people write them, as ISO 639 codes.

Names come from Unicode's CLDR in the survey languages and others, from what languages call themselves, and
from `language_spellings`. A code is one of those that the survey's own question offers.
"""

from __future__ import annotations

from functools import cache, lru_cache

from merlingua.surveys.language_names import is_country, is_language
from merlingua.surveys.language_spellings import DOUBTFUL, SPELLINGS, UNKNOWABLE
from merlingua.surveys.own_language_names import OWN_NAMES
from merlingua.surveys.written_names import Reading, Vocabulary, folded, names_by_precedence

SURVEY_LOCALES = ("en", "es", "de", "zh_Hans")
FURTHER_LOCALES = (
    "zh_Hant",
    "ca",
    "gl",
    "eu",
    "fr",
    "it",
    "pt",
    "nl",
    "ro",
    "pl",
    "ru",
    "el",
    "tr",
    "ja",
    "ko",
)
"""Those in which people may answer who answer in another language than the survey's."""


@lru_cache(maxsize=4096)
def read_languages(cell: str) -> Reading:
    """The languages in a cell: ``Español / catalán`` gives ``es`` and ``ca``.

    Codes are of ISO 639-1, of ISO 639-3 where that has none, and such as the survey's own question offers.
    """
    return _vocabulary().read(cell)


@cache
def _vocabulary() -> Vocabulary:
    own = [(name, code) for code, name in OWN_NAMES.items() if is_language(code)]
    spellings = [(name, code) for code, names in SPELLINGS.items() for name in names]
    surveys = [pair for locale in SURVEY_LOCALES for pair in _names_in(locale)]
    further = [pair for locale in FURTHER_LOCALES for pair in _names_in(locale)]
    return Vocabulary(
        names=names_by_precedence(spellings, surveys, own, further),
        codes=frozenset(code for _, code in surveys if _is_no_other_country(code)),
        doubtful={folded(name): found for name, found in DOUBTFUL.items()},
        unknowable={folded(name): reason for name, reason in UNKNOWABLE.items()},
    )


def _is_no_other_country(code: str) -> bool:
    """Whether a code in capitals can only mean the language: NL is Dutch or where it is spoken, CA is not."""
    from babel.languages import get_official_languages

    country = code.upper()
    return not is_country(country) or code in get_official_languages(country)


def _names_in(locale: str) -> list[tuple[str, str]]:
    """Names of languages and their codes; a variety (``en_GB``, British English) has its language's."""
    from babel import Locale

    pairs = ((name, code.split("_")[0]) for code, name in Locale.parse(locale).languages.items())
    return [(name, code) for name, code in pairs if is_language(code)]
