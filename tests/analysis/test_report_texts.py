"""The report's words are complete in four languages, and its numbers written as each writes them."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from merlingua.analysis.estimates import FLAG_REASONS, Interval
from merlingua.analysis.exclusions import RULES
from merlingua.analysis.report_words import ReportWords, report_texts
from merlingua.surveys.study_definition import SURVEY_LANGUAGES
from tests.analysis.figure_results import made_up_matrices, results_of

RESULTS = results_of(
    *made_up_matrices(items=("joy",), n_raters={"en": 8, "de": 8}, n_clips=4),
    n_permutations=0,
    has_details=False,
)


def test_every_text_is_there_in_every_language_and_says_that_a_machine_wrote_it() -> None:
    table = report_texts()
    for language in SURVEY_LANGUAGES:
        assert table.missing(table.keys, language) == []
        assert {table.status(key, language) for key in table.keys} == {"machine"}


def test_every_flag_reason_rule_and_note_of_an_analysis_has_its_sentence(repository: Path) -> None:
    keys = set(report_texts().keys)
    assert set(FLAG_REASONS.values()) <= keys
    assert {f"rule.{name}" for name in RULES} <= keys
    notes = set()
    for file in (repository / "analysis").glob("*.py"):
        if not file.name.startswith("figures_"):
            notes |= set(re.findall(r'"(note\.[a-z_]+)"', file.read_text("utf-8")))
    assert len(notes) > 4
    assert notes <= keys
    reasons = set(
        re.findall(r"``([a-z_]+)``", (repository / "analysis" / "exclusions.py").read_text("utf-8"))
    )
    known = {"not_complete", "no_rating", "where", "where_unknown", "simulated", "group_unknown"}
    assert known <= reasons
    assert {f"reason.{reason}" for reason in known} <= keys


@pytest.mark.parametrize(
    ("language", "value", "interval", "p", "small"),
    [
        # APA 7, 6.36: no zero before the point of what cannot exceed 1; other languages write it.
        ("en", ".30", "[.22,\N{NO-BREAK SPACE}.39]", "p = .012", "p < .001"),
        ("es", "0,30", "[0,22;\N{NO-BREAK SPACE}0,39]", "p = 0,012", "p < 0,001"),
        ("de", "0,30", "[0,22;\N{NO-BREAK SPACE}0,39]", "p = 0,012", "p < 0,001"),
        ("zh-Hans", "0.30", "[0.22,\N{NO-BREAK SPACE}0.39]", "p = 0.012", "p < 0.001"),
    ],
)
def test_numbers_are_written_as_the_language_writes_them(
    language: str, value: str, interval: str, p: str, small: str
) -> None:
    words = ReportWords(RESULTS, language)
    assert words.apa(0.3036) == value
    assert words.p_is(0.9996) == words.p_is(1.0) == small.replace("<", ">").replace("001", "999")
    assert words.apa_interval(Interval(0.216, 0.391)) == interval
    assert words.p_is(0.0123) == p
    assert words.p_is(0.0004) == small


def test_a_number_of_one_or_more_and_one_below_zero_keep_what_they_need() -> None:
    words = ReportWords(RESULTS, "en")
    assert words.apa(1.0) == "1.00"
    assert words.apa(-0.05) == "\N{MINUS SIGN}.05"
    assert words.apa(-0.001) == ".00"


def test_groups_have_the_names_of_the_language_and_values_of_other_columns_stay() -> None:
    assert ReportWords(RESULTS, "de").group("de") == "Deutsch"
    assert ReportWords(RESULTS, "es").group("all") == "Todos"
    other = replace(RESULTS, options=replace(RESULTS.options, by="gender"))
    assert ReportWords(other, "de").group("de") == "de"
