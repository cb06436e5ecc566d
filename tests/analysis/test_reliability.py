"""Reliability of mean labels, intraclass correlations and Cronbach's alpha, against published tables."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from merlingua.analysis.estimates import AnalysisError, Interval, UndefinedError
from merlingua.analysis.reliability import (
    cronbach_alpha,
    intraclass_correlations,
    raters_needed,
    raters_per_clip,
    reliability_interval,
    reliability_of_mean,
)
from tests.analysis.gold_examples import matrix_of, read_gold_example

KINDS = {
    "ICC1": "ICC(1,1)", "ICC2": "ICC(A,1)", "ICC3": "ICC(C,1)",
    "ICC1k": "ICC(1,k)", "ICC2k": "ICC(A,k)", "ICC3k": "ICC(C,k)",
}  # fmt: skip
FOUR_JUDGES = [[9, 6, 8, 7, 10, 6], [2, 1, 4, 1, 5, 2], [5, 3, 6, 2, 6, 4], [8, 2, 8, 6, 9, 7]]
"""Shrout & Fleiss (1979), table 2: four judges of six targets."""


@pytest.mark.shared
@pytest.mark.parametrize("name", KINDS)
def test_intraclass_correlations_of_four_judges_are_those_of_shrout_and_fleiss(
    shared_dir: Path, name: str
) -> None:
    gold = read_gold_example(shared_dir, "shrout_fleiss1979")
    found = intraclass_correlations(gold.matrix)[KINDS[name]]
    assert found.value == pytest.approx(gold.expected[name], abs=gold.tolerance(name))
    assert found.interval is not None
    for limit, which in zip(found.interval, ("lo", "hi"), strict=True):
        assert limit == pytest.approx(gold.expected[f"{name}_{which}"], abs=gold.tolerance("*"))
    if (f := f"{name}_F") in gold.expected:
        assert found.f == pytest.approx(gold.expected[f], abs=gold.tolerance(f))


def test_intervals_are_not_rounded_and_pingouins_options_are_put_back() -> None:
    import pingouin

    before = dict(pingouin.options)
    found = intraclass_correlations(matrix_of(FOUR_JUDGES))["ICC(C,1)"]
    assert found.interval is not None
    assert found.interval.lower != round(found.interval.lower, 3)
    assert dict(pingouin.options) == before


def test_clips_that_a_rater_left_out_are_dropped_and_counted() -> None:
    rows: list[list[float | None]] = [[*row, None] for row in FOUR_JUDGES]
    rows[1][6], rows[2][6] = 3, 4
    found = intraclass_correlations(matrix_of(rows))
    assert (found.n_raters, found.n_clips, found.n_dropped_clips) == (4, 6, 1)
    assert found["ICC(A,1)"].value == pytest.approx(0.2898, abs=5e-5)  # Shrout & Fleiss (1979): .29


def test_raters_without_any_rating_do_not_cost_the_clips() -> None:
    found = intraclass_correlations(matrix_of([*FOUR_JUDGES, [None] * 6]))
    assert (found.n_raters, found.n_dropped_clips) == (4, 0)


def test_whole_agreement_is_1_without_an_interval() -> None:
    found = intraclass_correlations(matrix_of([[1, 3, 5], [1, 3, 5], [1, 3, 5]]))["ICC(A,1)"]
    assert found.value == pytest.approx(1)
    assert found.interval is None
    assert found.p == 0


@pytest.mark.parametrize(
    "rows",
    [
        [[1, 2, 3]],
        [[1], [2], [3]],
        [[None, None], [None, None]],
        [[1, None], [None, 2]],
        [[2, 2, 2], [2, 2, 2]],
        [[1, 1, 1], [5, 5, 5]],
    ],
)
def test_an_undefined_intraclass_correlation_says_so(rows: list[list[float | None]]) -> None:
    with pytest.raises(UndefinedError, match="undefined"):
        intraclass_correlations(matrix_of(rows, levels=[1, 2, 3, 4, 5]))


def test_cronbachs_alpha_is_the_published_reliability_of_the_judges_mean() -> None:
    # Shrout & Fleiss (1979), p. 422 and table 4: ICC(3,k) = .91 is Cronbach's alpha, the judges as items
    answers = pd.DataFrame(np.array(FOUR_JUDGES).T, columns=list("abcd"))
    found = cronbach_alpha(answers)
    assert found.value == pytest.approx(0.91, abs=0.005)
    correlation = intraclass_correlations(matrix_of(FOUR_JUDGES))["ICC(C,k)"]
    assert found.value == pytest.approx(correlation.value, abs=1e-12)
    # The same table: its limits are .676 and .986; Feldt's interval is that of ICC(3,k)
    assert tuple(found.interval) == pytest.approx((0.676, 0.986), abs=0.0005)


def test_cronbachs_alpha_of_incomplete_answers_is_that_of_psych() -> None:
    # R: psych::alpha(data, use = "complete.obs") on this data gives .80 (pingouin's documentation: 0.8016949)
    import pingouin

    answers = pingouin.read_dataset("cronbach_wide_missing")
    found = cronbach_alpha(answers)
    assert found.value == pytest.approx(0.8016949152542373, abs=1e-12)
    assert (found.n_participants, found.n_items, found.n_dropped_participants) == (9, 11, 3)


def test_an_undefined_cronbach_says_so() -> None:
    for rows in ([[1, 2]], [[1], [2], [3]], [[3, 3], [3, 3]], [[np.nan, 1], [1, np.nan]]):
        with pytest.raises(UndefinedError, match="undefined"):
            cronbach_alpha(pd.DataFrame(rows))


@pytest.mark.shared
def test_the_mean_label_of_the_reference_study_is_as_reliable_as_measured(shared_dir: Path) -> None:
    # Anger's alphas of the four languages (ISMIR 2020, table 2) are .31–.48; the means of 26, 56, 27 and 17
    # listeners are then .94–.96 reliable by hand: 17·.482 / (1 + 16·.482) = .9405
    table = json.loads((shared_dir / "gold" / "reference_table2.json").read_text("utf-8"))["alpha"]["anger"]
    sizes = {"english": 26, "spanish": 56, "mandarin": 27, "german": 17}
    found = [reliability_of_mean(table[language], n) for language, n in sizes.items()]
    assert found[3] == pytest.approx(0.9405, abs=5e-5)
    assert all(0.935 <= value <= 0.965 for value in found)


@given(st.floats(0.001, 0.999), st.floats(0.01, 0.99))
def test_the_number_of_raters_needed_is_the_smallest_that_reaches_the_reliability(
    agreement: float, reliability: float
) -> None:
    n = raters_needed(agreement, reliability)
    assert reliability_of_mean(agreement, n) >= reliability - 1e-9
    assert n == 1 or reliability_of_mean(agreement, n - 1) < reliability + 1e-9


def test_one_rater_is_as_reliable_as_raters_agree() -> None:
    assert reliability_of_mean(0.29, 1) == pytest.approx(0.29)
    assert reliability_of_mean(0, 50) == 0
    assert tuple(reliability_interval(Interval(-0.1, 0.5), 3)) == pytest.approx((0, 0.75))
    assert raters_per_clip(matrix_of([[1, 2, None], [1, 2, 3], [1, None, None]])) == 2.5


def test_the_reliability_of_a_mean_without_agreement_is_undefined() -> None:
    with pytest.raises(UndefinedError, match="below 0"):
        reliability_of_mean(-0.01, 20)
    with pytest.raises(UndefinedError, match="no number"):
        raters_needed(0, 0.9)
    with pytest.raises(UndefinedError, match="no clip"):
        raters_per_clip(matrix_of([[1, None], [None, 2]]))
    with pytest.raises(AnalysisError, match="at most 1"):
        reliability_of_mean(1.2, 3)
    with pytest.raises(AnalysisError, match="one at least"):
        reliability_of_mean(0.2, 0)
