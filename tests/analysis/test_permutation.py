"""Permutation tests of alpha between languages: the reference study, the plan, and what is not tested."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from merlingua.analysis.alpha import krippendorff_alpha
from merlingua.analysis.estimates import FLAG_REASONS, AnalysisError, AxisError
from merlingua.analysis.permutation import LanguageTests, alpha_language_tests
from merlingua.analysis.permuted_groups import GroupTable, group_alphas, heterogeneity
from merlingua.analysis.rating_matrix import RatingMatrix
from merlingua.analysis.resampling import alpha_estimate
from tests.analysis.reference_exports import complete_ratings
from tests.simulated_ratings import Population, matrix_of


def two_groups(alphas: tuple[float, float], sizes: tuple[int, int]) -> tuple[RatingMatrix, NDArray[np.str_]]:
    rng = np.random.default_rng(4)
    clips = Population(1.0).clips(22, rng)
    groups = [
        Population(1.0).with_alpha_on(a, clips).ratings(clips, n, rng)
        for a, n in zip(alphas, sizes, strict=True)
    ]
    return matrix_of(np.concatenate(groups)), np.repeat(["en", "es"], sizes)


@pytest.fixture(scope="module")
def reference_tests(shared_dir: Path) -> LanguageTests:
    matrices, languages = complete_ratings(shared_dir)
    return alpha_language_tests(matrices, languages, seed=1)


@pytest.mark.shared
def test_only_tenderness_differs_between_the_reference_languages(reference_tests: LanguageTests) -> None:
    # the reference ratings, measured before: of eleven omnibus tests one survives Holm's correction
    assert reference_tests.surviving_items == ("tenderness",)
    assert (reference_tests.n_omnibus_family, reference_tests.n_permutations) == (11, 9999)
    assert all(test.flags == ("low_n",) for test in reference_tests.omnibus)  # 17 German listeners


@pytest.mark.shared
def test_pairs_are_tested_within_tenderness_alone(reference_tests: LanguageTests) -> None:
    tested = [pair for pair in reference_tests.pairs if pair.p is not None]
    assert len(reference_tests.pairs) == 66
    assert [pair.item for pair in tested] == ["tenderness"] * 6
    assert reference_tests.n_pair_family == 6
    untested = [pair for pair in reference_tests.pairs if pair.p is None]
    assert all("omnibus_not_significant" in pair.flags and pair.p_adjusted is None for pair in untested)
    omnibus = next(test for test in reference_tests.omnibus if test.item == "tenderness")
    assert omnibus.p_adjusted is not None
    assert all((pair.p_adjusted or 0) >= omnibus.p_adjusted for pair in tested)


@pytest.mark.shared
def test_the_same_seed_gives_the_same_p_whatever_other_items_there_are(shared_dir: Path) -> None:
    matrices, languages = complete_ratings(shared_dir)
    both = alpha_language_tests(
        {item: matrices[item] for item in ("joy", "fear")}, languages, seed=3, n_permutations=199
    )
    alone = alpha_language_tests({"fear": matrices["fear"]}, languages, seed=3, n_permutations=199)
    other = alpha_language_tests({"fear": matrices["fear"]}, languages, seed=4, n_permutations=199)
    assert both.omnibus[1].p == alone.omnibus[0].p
    assert other.omnibus[0].p != alone.omnibus[0].p


def test_the_statistic_is_cochrans_q_of_the_groups_alphas_and_jackknife_errors() -> None:
    matrix, labels = two_groups((0.2, 0.4), (20, 30))
    estimates = [alpha_estimate(matrix.select(raters=labels == name)) for name in ("en", "es")]
    values = np.array([estimate.value for estimate in estimates])
    weight = 1 / np.array([estimate.se_listeners for estimate in estimates]) ** 2
    expected = float((weight * (values - (weight * values).sum() / weight.sum()) ** 2).sum())
    tests = alpha_language_tests({"joy": matrix}, labels, seed=1, n_permutations=99, pairs="all")
    assert tests.omnibus[0].statistic == pytest.approx(expected, rel=1e-9)
    # of two groups, Q is the square of their studentised difference
    assert tests.pairs[0].statistic ** 2 == pytest.approx(expected, rel=1e-9)
    assert tests.pairs[0].difference == pytest.approx(values[0] - values[1], abs=1e-12)
    assert tests.pairs[0].se == pytest.approx(np.sqrt((1 / weight).sum()), rel=1e-9)


@pytest.mark.parametrize("missing", [0.0, 0.25])
def test_permuted_groups_have_the_alphas_and_errors_of_their_ratings(missing: float) -> None:
    rng = np.random.default_rng(6)
    matrix = matrix_of(Population(1.0, missing=missing).ratings(rng.normal(size=12), 30, rng))
    labels = np.repeat(["a", "b"], [12, 18])
    table = GroupTable.of(matrix, labels, order=["a", "b"], level="ordinal")
    order = rng.permuted(np.tile(np.arange(30), (4, 1)), axis=1)
    alphas, errors = group_alphas(table.one_less(), order, table.sizes)
    for row in range(4):
        for group, members in enumerate((order[row, :12], order[row, 12:])):
            estimate = alpha_estimate(matrix.select(raters=members))
            assert alphas[row, group] == pytest.approx(estimate.value, abs=1e-12)
            assert errors[row, group] == pytest.approx(estimate.se_listeners, abs=1e-12)


def test_a_clear_difference_is_found_and_p_is_never_0() -> None:
    matrix, labels = two_groups((0.1, 0.8), (25, 25))
    tests = alpha_language_tests({"joy": matrix}, labels, seed=1, n_permutations=199)
    assert tests.omnibus[0].p == 1 / 200
    assert tests.surviving_items == ("joy",)
    assert [(pair.first, pair.second) for pair in tests.differing_pairs] == [("en", "es")]
    assert tests.differing_pairs[0].interval.upper < 0


def test_equal_groups_have_a_large_p_and_no_pair_is_tested() -> None:
    matrix, labels = two_groups((0.3, 0.3), (25, 25))
    half = matrix_of(np.concatenate([matrix.codes[:25]] * 2))
    tests = alpha_language_tests({"joy": half}, labels, seed=1, n_permutations=99)
    assert tests.omnibus[0].p == 1
    assert (tests.surviving_items, tests.n_pair_family, tests.pairs[0].p) == ((), 0, None)


def test_a_permutation_without_alpha_counts_as_extreme() -> None:
    q = heterogeneity(np.array([[0.1, np.nan], [0.1, 0.3]]), np.array([[0.1, 0.1], [0.1, 0.0]]))
    assert np.isinf(q).all()


def test_groups_under_ten_are_left_out_and_named() -> None:
    matrix, labels = two_groups((0.3, 0.3), (25, 25))
    labels = labels.astype("<U8")
    labels[:9] = "de"
    test = alpha_language_tests({"joy": matrix}, labels, seed=1, n_permutations=9).omnibus[0]
    assert (test.groups, test.left_out, test.n_raters) == (("en", "es"), ("de",), (16, 25))
    assert test.flags == ("low_n",)


def test_the_order_of_groups_can_be_given() -> None:
    matrix, labels = two_groups((0.3, 0.3), (20, 20))
    tests = alpha_language_tests({"joy": matrix}, labels, seed=1, n_permutations=9, order=("es", "en"))
    assert tests.omnibus[0].groups == ("es", "en")


@pytest.mark.parametrize(
    ("change", "flag"),
    [
        ("one group", "undefined:too_few_groups"),
        ("other clips", "undefined:no_common_clips"),
        ("all equal", "undefined:no_spread"),
        ("nothing", "undefined:too_few_groups"),
    ],
)
def test_what_cannot_be_compared_is_not_tested_and_says_why(change: str, flag: str) -> None:
    matrix, labels = two_groups((0.3, 0.3), (20, 20))
    codes = matrix.codes.copy()
    if change == "one group":
        labels = np.repeat("en", 40)
    elif change == "other clips":
        codes[:20, :11], codes[20:, 11:] = -1, -1
    elif change == "all equal":
        codes[:20] = 2
    else:
        codes[:] = -1
    tests = alpha_language_tests({"joy": matrix_of(codes)}, labels, seed=1, n_permutations=9)
    test = tests.omnibus[0]
    assert (test.p, test.p_adjusted, test.statistic, tests.pairs, tests.n_omnibus_family) == (
        None,
        None,
        None,
        (),
        0,
    )
    assert test.flags[-1] == flag
    assert set(test.flags) <= set(FLAG_REASONS)


def test_alphas_are_compared_on_the_clips_that_every_group_rated() -> None:
    matrix, labels = two_groups((0.3, 0.3), (20, 20))
    codes = matrix.codes.copy()
    codes[:20, :4] = -1
    tests = alpha_language_tests({"joy": matrix_of(codes)}, labels, seed=1, n_permutations=9)
    common = matrix_of(codes[:, 4:])
    expected = [krippendorff_alpha(common.select(raters=labels == name)) for name in ("en", "es")]
    assert tests.omnibus[0].n_clips == 18
    assert "clips_restricted" in tests.omnibus[0].flags
    assert tests.pairs[0].difference == pytest.approx(expected[0] - expected[1], abs=1e-12)


def test_progress_reaches_its_end_and_can_end_the_tests() -> None:
    matrix, labels = two_groups((0.1, 0.8), (25, 25))
    steps: list[tuple[int, int]] = []
    alpha_language_tests(
        {"joy": matrix}, labels, seed=1, n_permutations=500, progress=lambda done, n: steps.append((done, n))
    )
    assert steps[-1] == (1000, 1000)
    assert [done for done, _ in steps] == sorted({done for done, _ in steps})

    def stop(done: int, n: int) -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        alpha_language_tests({"joy": matrix}, labels, seed=1, progress=stop)


def test_items_with_other_raters_or_labels_that_do_not_fit_are_refused() -> None:
    matrix, labels = two_groups((0.3, 0.3), (20, 20))
    with pytest.raises(AxisError, match="other raters"):
        alpha_language_tests({"joy": matrix, "fear": matrix.select(raters=np.arange(39))}, labels, seed=1)
    with pytest.raises(AxisError, match="39 labels of groups for 40 raters"):
        alpha_language_tests({"joy": matrix}, labels[1:], seed=1)
    with pytest.raises(AnalysisError, match="0 permutations"):
        alpha_language_tests({"joy": matrix}, labels, seed=1, n_permutations=0)
