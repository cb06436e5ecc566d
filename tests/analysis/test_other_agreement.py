"""Coefficients of agreement beside alpha, against published tables."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from merlingua.analysis.agreement_weights import agreement_weights
from merlingua.analysis.alpha import krippendorff_alpha
from merlingua.analysis.estimates import AnalysisError, UndefinedError
from merlingua.analysis.other_agreement import (
    chance_corrected,
    gwet_ac2,
    kendall_w,
    percent_agreement,
)
from merlingua.analysis.rating_matrix import RatingMatrix
from tests.analysis.gold_examples import matrix_of, read_gold_example

GRASSES = [
    [4, 3, 2, 1], [4, 2, 3, 1], [3, 1.5, 1.5, 4], [3, 1, 2, 4], [4, 2, 1, 3], [2, 2, 2, 4],
    [1, 3, 2, 4], [2, 4, 1, 3], [3.5, 1, 2, 3.5], [4, 1, 3, 2], [4, 2, 3, 1], [3.5, 1, 2, 3.5],
]  # fmt: skip
"""Conover (1999), Practical Nonparametric Statistics, 3rd ed., p. 371: 12 home owners rank 4 grasses."""

ANXIETY = [
    [3, 3, 3, 4, 5, 5, 2, 3, 5, 2, 2, 6, 1, 5, 2, 2, 1, 2, 4, 3],
    [3, 6, 4, 6, 2, 4, 2, 4, 3, 3, 2, 3, 3, 3, 2, 2, 1, 3, 3, 4],
    [2, 1, 4, 4, 3, 2, 1, 6, 1, 1, 1, 2, 3, 3, 1, 1, 3, 3, 2, 2],
]
"""The ratings "anxiety" of R's irr and DescTools: 3 raters, 20 persons, many ties."""

ratings_of_three = st.lists(
    st.lists(st.sampled_from([1, 2, 3, 4, 5, None]), min_size=6, max_size=6), min_size=3, max_size=5
)


@pytest.mark.shared
@pytest.mark.parametrize(
    ("name", "weights"),
    [("AC1", "identity")]
    + [
        (f"AC2_{name}", name)
        for name in ("bipolar", "circular", "linear", "ordinal", "quadratic", "radical", "ratio")
    ],
)
def test_gwets_coefficients_of_four_raters_are_the_published_ones(
    shared_dir: Path, name: str, weights: str
) -> None:
    # Gwet (2014), Handbook, 4th ed.; vignettes of irrCAC: coefficient, standard error, lower limit
    gold = read_gold_example(shared_dir, "gwet_cac_raw4raters")
    found = gwet_ac2(gold.matrix, weights=weights)  # type: ignore[arg-type]
    assert found.clips is not None
    assert found.value == pytest.approx(gold.expected[name], abs=gold.tolerance(name))
    assert found.se_clips == pytest.approx(gold.expected[f"{name}_se"], abs=gold.tolerance(name))
    assert found.clips.lower == pytest.approx(gold.expected[f"{name}_lo"], abs=gold.tolerance(name))
    assert (found.n_raters, found.n_clips, found.n_ratings) == (4, 12, 41)


@pytest.mark.shared
@pytest.mark.parametrize("chance", ["fleiss", "conger", "brennan_prediger"])
def test_the_kappas_of_four_raters_are_the_published_ones(shared_dir: Path, chance: str) -> None:
    gold = read_gold_example(shared_dir, "gwet_cac_raw4raters")
    found = chance_corrected(gold.matrix, chance=chance)  # type: ignore[arg-type]
    assert found.value == pytest.approx(gold.expected[chance], abs=gold.tolerance(chance))
    assert krippendorff_alpha(gold.matrix, level="nominal") == pytest.approx(
        gold.expected["alpha_nominal"], abs=gold.tolerance("alpha_nominal")
    )
    if chance == "fleiss":
        assert found.se_clips == pytest.approx(gold.expected["fleiss_se"], abs=gold.tolerance("fleiss_se"))


@pytest.mark.shared
def test_fleiss_kappa_of_fourteen_raters_is_the_published_0_210(shared_dir: Path) -> None:
    gold = read_gold_example(shared_dir, "fleiss_wikipedia_10x14")
    found = chance_corrected(gold.matrix, chance="fleiss")
    assert found.value == pytest.approx(gold.expected["fleiss"], abs=gold.tolerance("fleiss"))
    # The same page: the mean observed agreement is 0.378, the expected one 0.213
    assert found.observed == pytest.approx(0.378, abs=0.0005)
    assert percent_agreement(gold.matrix) == pytest.approx(found.observed)
    assert found.expected == pytest.approx(0.213, abs=0.0005)


def test_the_weights_of_three_levels_are_the_published_ones() -> None:
    # Vignette "weighting" of irrCAC 1.0: radical.weights(1:3) prints 0.2928932 beside the diagonal
    radical = agreement_weights([1, 2, 3], "radical")
    assert radical == pytest.approx(
        np.array([[1, 0.2928932, 0], [0.2928932, 1, 0.2928932], [0, 0.2928932, 1]]), abs=5e-8
    )
    # C(2, 2) / C(3, 2) = 1/3
    assert agreement_weights([1, 2, 5], "ordinal")[0] == pytest.approx([1, 2 / 3, 0])


def test_levels_that_nobody_used_count() -> None:
    # With q levels and no agreement by chance but 1/q, Brennan & Prediger (1981) is (p_a − 1/q) / (1 − 1/q)
    rows = [[1, 2, 1, 2], [1, 2, 2, 2]]
    for levels in ([1, 2], [1, 2, 3, 4, 5]):
        q = len(levels)
        found = chance_corrected(matrix_of(rows, levels=levels), chance="brennan_prediger")
        assert found.value == pytest.approx((0.75 - 1 / q) / (1 - 1 / q))


def test_the_concordance_about_grasses_is_the_published_one() -> None:
    # Conover (1999), p. 371–372: Friedman's T1 = 8.097 with 3 degrees of freedom, p .044
    found = kendall_w(matrix_of(GRASSES))
    assert found.chi_squared == pytest.approx(8.097, abs=0.0005)
    assert found.w == pytest.approx(8.097 / (12 * 3), abs=0.00005)
    assert found.p == pytest.approx(0.044, abs=0.0005)
    assert (found.df, found.n_raters, found.n_clips, found.n_dropped_clips) == (3, 12, 4, 0)


def test_the_concordance_about_anxiety_is_the_published_one() -> None:
    # KendallW(anxiety, TRUE, test = TRUE), help page of DescTools: W = 0.5396569, χ² = 30.76, p 0.04288
    found = kendall_w(matrix_of(ANXIETY))
    assert found.w == pytest.approx(0.5396569, abs=5e-8)
    assert found.chi_squared == pytest.approx(30.76, abs=0.005)
    assert (found.df, found.p) == (19, pytest.approx(0.04288, abs=5e-6))


def test_concordance_is_friedmans_statistic_and_counts_the_clips_it_drops() -> None:
    rng = np.random.default_rng(5)
    rows = rng.integers(1, 6, size=(7, 9)).tolist()
    friedman = stats.friedmanchisquare(*np.array(rows)[:, :8].T)
    rows[2][8] = None
    found = kendall_w(matrix_of(rows))
    assert found.chi_squared == pytest.approx(friedman.statistic)
    assert (found.n_clips, found.n_dropped_clips) == (8, 1)


@settings(max_examples=50, deadline=None)
@given(ratings_of_three)
def test_the_order_of_raters_and_clips_changes_nothing(rows: list[list[float | None]]) -> None:
    matrix = matrix_of(rows, levels=[1, 2, 3, 4, 5])
    turned = matrix.select(
        raters=np.arange(matrix.n_raters)[::-1], clips=np.random.default_rng(1).permutation(6)
    )
    try:
        found = gwet_ac2(matrix)
    except UndefinedError:
        with pytest.raises(UndefinedError):
            gwet_ac2(turned)
        return
    again = gwet_ac2(turned)
    assert again.value == pytest.approx(found.value, abs=1e-12)
    assert found.value <= 1 + 1e-12
    assert again.se_clips == pytest.approx(found.se_clips, abs=1e-9)


def test_whole_agreement_is_1() -> None:
    matrix = matrix_of([[1, 2, 3, 5], [1, 2, 3, 5], [1, 2, 3, 5]], levels=[1, 2, 3, 4, 5])
    assert gwet_ac2(matrix).value == pytest.approx(1)
    assert kendall_w(matrix).w == pytest.approx(1)
    assert percent_agreement(matrix) == 1


def test_what_is_undefined_says_so() -> None:
    alone = matrix_of([[1, 2, 3]])
    for statistic in (gwet_ac2, percent_agreement, kendall_w):
        with pytest.raises(UndefinedError, match="undefined"):
            statistic(alone)
        with pytest.raises(UndefinedError):
            statistic(matrix_of([[None, None], [None, None]], levels=[1, 2]))
    with pytest.raises(UndefinedError, match="every rating is equal") as caught:
        chance_corrected(matrix_of([[2, 2], [2, 2]], levels=[1, 2]), chance="fleiss")
    assert caught.value.flag == "undefined:one_category"
    with pytest.raises(UndefinedError, match="all clips alike"):
        kendall_w(matrix_of([[1, 1, 1], [3, 3, 3]]))


def test_equal_answers_on_a_longer_scale_agree_wholly_for_gwet() -> None:
    # Gwet's chance agreement is 0 where one level takes all answers: AC2 is 1 by definition, kappa 0/0
    assert gwet_ac2(matrix_of([[1, 1], [1, 1]], levels=[1, 2, 3, 4, 5])).value == 1


def test_names_that_are_none_are_refused() -> None:
    matrix: RatingMatrix = matrix_of([[1, 2], [1, 2]])
    with pytest.raises(AnalysisError, match="quadratik"):
        gwet_ac2(matrix, weights="quadratik")  # type: ignore[arg-type]
    with pytest.raises(AnalysisError, match="cohen"):
        chance_corrected(matrix, chance="cohen")  # type: ignore[arg-type]
    with pytest.raises(AnalysisError, match="above 0"):
        agreement_weights([0, 1, 2], "ratio")
