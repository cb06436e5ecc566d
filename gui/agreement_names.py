"""What items, columns and groups of listeners are called, in every language of the program; without Qt."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache

from merlingua.surveys.study_definition import SURVEY_LANGUAGES
from merlingua.surveys.texts import TextTable

Names = dict[str, str]
"""Language → name."""

_COUNTRY = "country"
_LANGUAGE_COLUMNS = ("mother_tongue", "language")


def names_of(
    items: Iterable[str], *, by: str, groups: Iterable[str], columns: Iterable[str], texts: TextTable
) -> Mapping[str, Names]:
    """The names of all ids that have one; other ids are shown as they are."""
    found: dict[str, Names] = {}
    questions = _questions(texts)
    for item in items:
        found[item] = _texts(texts, f"item.{item}.label")
    for column in columns:
        if column in questions:
            found[column] = _texts(texts, f"{questions[column]}.label")
    for group in groups:
        if by == _COUNTRY:
            found[group] = _territory(group)
        elif by in _LANGUAGE_COLUMNS:
            found[group] = _language(group)
        elif by in questions:
            found[group] = _texts(texts, f"{questions[by]}.choice.{group}")
    return {id_: names for id_, names in found.items() if names}


def anchors_of(levels: Iterable[float], texts: TextTable) -> Mapping[str, tuple[str, ...]]:
    """What the levels of the scale of agreement are called, where all of them have a name."""
    by_level = [_texts(texts, f"scale.agree5.{level:g}") for level in levels]
    return {
        language: tuple(names[language] for names in by_level)
        for language in SURVEY_LANGUAGES
        if by_level and all(language in names for names in by_level)
    }


def _texts(table: TextTable, key: str) -> Names:
    return {language: table.text(key, language) for language in table.languages if table.has(key, language)}


def _questions(table: TextTable) -> Mapping[str, str]:
    """Question id → the beginning of its keys: ``question.demographics.gender``."""
    parts = [key.split(".") for key in table.rows if key.startswith("question.") and key.endswith(".label")]
    return {part[2]: ".".join(part[:3]) for part in parts if len(part) == 4}


@cache
def _territory(code: str) -> Names:
    from babel import Locale

    found = {language: Locale.parse(language, sep="-").territories.get(code) for language in SURVEY_LANGUAGES}
    return {language: name for language, name in found.items() if name}


@cache
def _language(code: str) -> Names:
    from babel import Locale

    key = code.replace("-", "_")
    found = {language: Locale.parse(language, sep="-").languages.get(key) for language in SURVEY_LANGUAGES}
    return {language: name for language, name in found.items() if name}
