"""What languages call themselves, against its source."""

from __future__ import annotations

import pytest
from babel import Locale, UnknownLocaleError

from merlingua.surveys.language_names import folded_for_search, is_language, language_search_text
from merlingua.surveys.own_language_names import OWN_NAMES


def test_own_names_are_those_of_cldr() -> None:
    # Babel carries CLDR's data; the spelling of a name may change between its versions, so a few may differ.
    differing = [code for code, name in OWN_NAMES.items() if _cldr_name(code) != name]
    assert len(differing) <= len(OWN_NAMES) // 20, differing


def test_every_own_name_belongs_to_a_language_that_can_be_chosen() -> None:
    assert [code for code in OWN_NAMES if not is_language(code)] == []


@pytest.mark.parametrize(
    ("code", "typed"), [("el", "ελλην"), ("ru", "русск"), ("ja", "日本"), ("tr", "Türk"), ("fr", "francais")]
)
def test_a_language_is_found_by_its_own_name(code: str, typed: str) -> None:
    assert folded_for_search(typed) in language_search_text(code)


def _cldr_name(code: str) -> str | None:
    try:
        return Locale.parse(code).get_display_name()
    except (ValueError, UnknownLocaleError):
        return None
