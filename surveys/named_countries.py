"""Countries as people write them, as codes of ISO 3166-1 alpha-2.

Names come from Unicode's CLDR in the survey languages and others, and from `country_spellings`. A code is one
of those that the survey's own question offers.
"""

from __future__ import annotations

from functools import cache, lru_cache

from merlingua.surveys.country_spellings import DOUBTFUL, SPELLINGS, UNKNOWABLE
from merlingua.surveys.language_names import is_country
from merlingua.surveys.spoken_languages import FURTHER_LOCALES, SURVEY_LOCALES
from merlingua.surveys.written_names import Reading, Vocabulary, folded, names_by_precedence


@lru_cache(maxsize=4096)
def read_countries(cell: str) -> Reading:
    """The countries in a cell: ``France/England`` gives ``FR`` and ``GB``."""
    return _vocabulary().read(cell)


@cache
def _vocabulary() -> Vocabulary:
    spellings = [(name, code) for code, names in SPELLINGS.items() for name in names]
    surveys = [pair for locale in SURVEY_LOCALES for pair in _names_in(locale)]
    further = [pair for locale in FURTHER_LOCALES for pair in _names_in(locale)]
    return Vocabulary(
        names=names_by_precedence(spellings, surveys, further),
        codes=frozenset(code for _, code in surveys),
        doubtful={folded(name): found for name, found in DOUBTFUL.items()},
        unknowable={folded(name): reason for name, reason in UNKNOWABLE.items()},
    )


def _names_in(locale: str) -> list[tuple[str, str]]:
    from babel import Locale

    named = [(name, code) for code, name in Locale.parse(locale).territories.items() if is_country(code)]
    return named + [(name.replace("&", "and"), code) for name, code in named if "&" in name]
