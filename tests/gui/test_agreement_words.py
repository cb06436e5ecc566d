"""Values of agreement in words: for the line under the table, tooltips and screen readers."""

from __future__ import annotations

import pytest

from merlingua.analysis.estimates import FLAG_REASONS, Estimate, Interval, size_flags
from merlingua.gui.agreement_model import ALL, AlphaTable
from merlingua.gui.agreement_words import (
    alpha_text,
    cell_sentences,
    counts_sentence,
    flag_sentences,
    group_name,
    short_text,
)
from merlingua.gui.translation import Formatter
from tests.gui.agreement_samples import sample_detail

ENGLISH = Formatter("en")
NOTHING = AlphaTable((), (), {}, 0, 0)


def estimate(value: float | None, *flags: str) -> Estimate:
    return Estimate(value, None, None, None, 3, 22, 66, flags)


@pytest.mark.parametrize(
    ("value", "text"), [(0.4024, "0.40"), (-0.051, "\u22120.05"), (-0.001, "0.00"), (1.0, "1.00")]
)
def test_a_value_has_two_decimals_and_a_true_minus_but_never_a_minus_zero(value: float, text: str) -> None:
    assert alpha_text(value, ENGLISH) == text


def test_a_value_is_written_as_the_language_writes_it() -> None:
    assert alpha_text(-0.4, Formatter("de")) == "\u22120,40"


def test_without_a_value_a_word_says_why_and_never_a_number() -> None:
    # statistics.md, "Minimum n": "undefined", never 0 or 1.
    assert short_text(estimate(None, "n_below_5"), ENGLISH) == "too few"
    assert short_text(estimate(None, "undefined:one_category"), ENGLISH) == "undefined"


def test_a_cell_names_both_intervals_apart() -> None:
    whole = Estimate(0.31, 0.02, Interval(0.26, 0.35), Interval(0.12, 0.49), 56, 22, 1232)
    said = cell_sentences(whole, item="Joy", group="Español", formatter=ENGLISH)
    assert said == (
        "Joy, Español: 0.31. 95 % interval for other listeners: 0.26 to 0.35. "
        "For other listeners and other excerpts: 0.12 to 0.49. Listeners: 56, excerpts: 22, answers: 1,232."
    )


def test_an_undefined_cell_says_the_reason_in_a_sentence() -> None:
    said = cell_sentences(
        estimate(None, "undefined:one_category"), item="Joy", group="All", formatter=ENGLISH
    )
    assert "Everybody gave the same answer" in said


@pytest.mark.parametrize("n", [3, 7, 15])
def test_every_size_that_is_too_small_for_something_is_said_in_a_sentence(n: int) -> None:
    (sentence,) = flag_sentences(size_flags(n))
    assert sentence.endswith(".")


def test_every_flag_of_an_estimate_of_alpha_has_a_sentence() -> None:
    # Those of other statistics, which this page does not show, are left out.
    of_alpha = {
        "undefined",
        "undefined:no_ratings",
        "undefined:one_rater",
        "undefined:one_clip",
        "undefined:one_category",
        "undefined:no_pairs",
        "n_below_5",
        "n_below_10",
        "low_n",
        "clips_below_10",
        "no_listener_interval",
        "no_clip_interval",
    }
    assert of_alpha <= set(FLAG_REASONS)
    assert not [flag for flag in of_alpha if flag_sentences([flag]) == [flag]]


def test_languages_are_called_by_their_own_names_and_other_groups_as_the_table_says() -> None:
    table = AlphaTable((), (), {}, 0, 0, names={"female": {"en": "Woman"}})
    assert group_name(NOTHING, "zh-Hans", by="language", formatter=ENGLISH) == "简体中文"
    assert group_name(table, "female", by="gender", formatter=ENGLISH) == "Woman"
    assert group_name(table, "other", by="gender", formatter=ENGLISH) == "other"
    assert group_name(table, ALL, by="gender", formatter=ENGLISH) == "All"


def test_answers_are_counted_by_the_names_of_the_scale() -> None:
    said = counts_sentence(sample_detail("joy"), (1, 0, 0, 0, 12), ENGLISH)
    assert said.startswith("Completely disagree 1, Disagree 0, ")
    assert said.endswith("and Completely agree 12.")
    assert counts_sentence(sample_detail("joy"), (0, 0, 0, 0, 0), ENGLISH) == "No answer yet."
