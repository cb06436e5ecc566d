"""Intervals of alpha: jackknives and bootstraps held against their definitions, and rules of minimum n."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst
from numpy.typing import NDArray

from merlingua.analysis.alpha import krippendorff_alpha
from merlingua.analysis.estimates import AnalysisError, AxisError, Interval, Level, UndefinedError
from merlingua.analysis.rating_matrix import RatingMatrix
from merlingua.analysis.resampling import (
    Axis,
    alpha_estimate,
    bootstrap_alpha,
    difference_on_same_raters,
    jackknife_alphas,
)

SCALE = (1.0, 2.0, 3.0, 4.0)
LEVELS: tuple[Level, ...] = ("nominal", "ordinal", "interval", "ratio")


def matrix_of(codes: NDArray[np.int16]) -> RatingMatrix:
    raters, clips = (tuple(map(str, range(n))) for n in codes.shape)
    return RatingMatrix(codes, SCALE, raters, clips, "joy")


def drawn(n_raters: int, n_clips: int, *, missing: float = 0.0, seed: int = 1) -> RatingMatrix:
    """Raters who hear the same clips, with noise of their own."""
    rng = np.random.default_rng(seed)
    heard = rng.normal(size=n_clips) + rng.normal(size=(n_raters, n_clips))
    codes = np.searchsorted([-0.8, 0.0, 0.8], heard).astype(np.int16)
    codes[rng.random(codes.shape) < missing] = -1
    return matrix_of(codes)


def alpha_or_nan(matrix: RatingMatrix, level: Level) -> float:
    try:
        return krippendorff_alpha(matrix, level=level)
    except UndefinedError:
        return float("nan")


codes_arrays = npst.arrays(
    np.int16, st.tuples(st.integers(2, 6), st.integers(2, 7)), elements=st.integers(-1, len(SCALE) - 1)
)


@given(codes_arrays, st.sampled_from(LEVELS))
def test_the_jackknife_is_alpha_with_each_rater_or_clip_left_out(
    codes: NDArray[np.int16], level: Level
) -> None:
    matrix = matrix_of(codes)
    without_rater = [
        alpha_or_nan(matrix.select(raters=np.arange(len(codes)) != i), level) for i in range(len(codes))
    ]
    without_clip = [
        alpha_or_nan(matrix.select(clips=np.arange(codes.shape[1]) != i), level)
        for i in range(codes.shape[1])
    ]
    np.testing.assert_allclose(jackknife_alphas(matrix, level=level), without_rater, atol=1e-12)
    np.testing.assert_allclose(jackknife_alphas(matrix, over="clips", level=level), without_clip, atol=1e-12)


@pytest.mark.parametrize("missing", [0.0, 0.3])
def test_the_jackknife_is_the_same_in_small_chunks_and_for_large_tables(
    missing: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    matrix = drawn(15, 12, missing=missing)
    both: tuple[Axis, ...] = ("raters", "clips")
    whole = {over: jackknife_alphas(matrix, over=over) for over in both}
    monkeypatch.setattr("merlingua.analysis.resampling.CHUNK_CELLS", 100)
    monkeypatch.setattr("merlingua.analysis.alpha_replicates.DENSE_CELLS", 100)
    for over in both:
        np.testing.assert_allclose(jackknife_alphas(matrix, over=over), whole[over], atol=1e-12)
    monkeypatch.setattr("merlingua.analysis.resampling.DENSE_CELLS", 100)
    np.testing.assert_allclose(jackknife_alphas(matrix), whole["raters"], atol=1e-12)


def test_the_standard_error_of_the_jackknife_is_that_of_the_formula() -> None:
    # Efron & Stein (1981): se² = (n − 1)/n Σ(θ₋ᵢ − θ̄₋)²; t(19) at .975 is 2.0930, t(11) is 2.2010
    matrix = drawn(20, 12)
    estimate = alpha_estimate(matrix)
    parts = [jackknife_alphas(matrix, over="raters"), jackknife_alphas(matrix, over="clips")]
    errors = [np.sqrt((len(a) - 1) * np.var(a)) for a in parts]
    assert estimate.value == krippendorff_alpha(matrix)
    assert estimate.se_listeners == pytest.approx(errors[0], rel=1e-12)
    assert estimate.listeners is not None
    assert estimate.both is not None
    assert estimate.listeners.half_width == pytest.approx(2.0930 * errors[0], rel=1e-4)
    assert estimate.both.half_width == pytest.approx(2.2010 * np.hypot(*errors), rel=1e-4)


def test_an_estimate_counts_what_entered_it() -> None:
    matrix = drawn(20, 12)
    alone = matrix.codes.copy()
    alone[1:, 3], alone[4, :] = -1, -1
    estimate = alpha_estimate(matrix_of(alone))
    assert (estimate.n_raters, estimate.n_clips, estimate.n_ratings) == (19, 11, 19 * 11)


@pytest.mark.parametrize(
    ("n_raters", "flags"),
    [
        (4, ("n_below_5",)),
        (5, ("n_below_10",)),
        (9, ("n_below_10",)),
        (10, ("low_n",)),
        (19, ("low_n",)),
        (20, ()),
    ],
)
def test_groups_under_the_minimum_get_no_alpha_and_small_ones_a_mark(
    n_raters: int, flags: tuple[str, ...]
) -> None:
    estimate = alpha_estimate(drawn(n_raters, 12))
    assert estimate.flags == flags
    assert estimate.is_defined == (n_raters >= 5)
    assert (estimate.listeners is None) == (n_raters < 5)


def test_under_ten_clips_there_is_no_interval_for_other_clips() -> None:
    estimate = alpha_estimate(drawn(20, 9))
    assert (estimate.both, estimate.flags) == (None, ("clips_below_10",))
    assert estimate.listeners is not None


@pytest.mark.parametrize(
    ("codes", "flag"),
    [
        (np.full((8, 3), -1), "undefined:no_ratings"),
        (np.zeros((8, 3)), "undefined:one_category"),
        (np.zeros((1, 3)), "undefined:one_rater"),
        (np.arange(8)[:, None] % 4, "undefined:one_clip"),
    ],
)
def test_an_undefined_alpha_is_none_with_its_reason(codes: NDArray[np.int16], flag: str) -> None:
    estimate = alpha_estimate(matrix_of(codes.astype(np.int16)))
    assert (estimate.value, estimate.listeners, estimate.flags) == (None, None, (flag,))


def test_perfect_agreement_is_1_without_an_interval_rather_than_with_one_of_width_0() -> None:
    codes = np.tile(np.arange(12) % 4, (20, 1)).astype(np.int16)
    estimate = alpha_estimate(matrix_of(codes))
    assert (estimate.value, estimate.listeners, estimate.both) == (1.0, None, None)
    assert estimate.flags == ("no_listener_interval", "no_clip_interval")


def test_an_alpha_that_hangs_on_one_rater_has_no_interval() -> None:
    codes = np.zeros((20, 12), dtype=np.int16)
    codes[7, 3] = 2
    estimate = alpha_estimate(matrix_of(codes))
    assert estimate.value is not None
    assert estimate.se_listeners is None
    assert "no_listener_interval" in estimate.flags


def test_limits_above_1_are_1() -> None:
    codes = np.tile(np.arange(12) % 4, (5, 1)).astype(np.int16)
    codes[0] = 3 - codes[0]
    estimate = alpha_estimate(matrix_of(codes))
    assert estimate.listeners is not None
    assert estimate.listeners.upper == 1.0


@pytest.mark.parametrize("over", ["raters", "clips", "both"])
def test_the_same_seed_gives_the_same_bootstrap(over: str) -> None:
    matrix = drawn(12, 15, missing=0.1)
    first, second, other = (
        bootstrap_alpha(matrix, over=over, seed=seed, n_replicates=50)  # type: ignore[arg-type]
        for seed in (1, 1, 2)
    )
    np.testing.assert_array_equal(first.replicates, second.replicates)
    assert first.interval != other.interval
    assert (first.n_undefined, first.seed, first.n_replicates) == (0, 1, 50)


def test_the_bootstrap_over_clips_has_the_spread_of_the_clip_jackknife() -> None:
    matrix = drawn(30, 200)
    without = jackknife_alphas(matrix, over="clips")
    se = np.sqrt(199 * np.var(without))
    replicates = bootstrap_alpha(matrix, over="clips", seed=1).replicates
    assert replicates.std() == pytest.approx(se, rel=0.1)
    assert replicates.mean() == pytest.approx(krippendorff_alpha(matrix), abs=0.3 * se)


def test_drawing_kinds_of_clips_is_drawing_clips(monkeypatch: pytest.MonkeyPatch) -> None:
    # 3 raters, 4 levels: few different counts among 2000 clips
    matrix = drawn(3, 2000)
    by_kind = bootstrap_alpha(matrix, over="clips", seed=1, n_replicates=1000).replicates
    monkeypatch.setattr("merlingua.analysis.resampling.FEW_PATTERNS", 10_000)
    by_clip = bootstrap_alpha(matrix, over="clips", seed=1, n_replicates=1000).replicates
    assert by_kind.std() == pytest.approx(by_clip.std(), rel=0.1)
    assert by_kind.mean() == pytest.approx(by_clip.mean(), abs=by_clip.std() / 5)


def test_comparing_a_rater_with_itself_biases_the_bootstrap_by_one_minus_alpha_over_r() -> None:
    matrix = drawn(10, 200)
    alpha = krippendorff_alpha(matrix)
    naive = bootstrap_alpha(matrix, over="raters", seed=1, self_pairs=True).replicates.mean()
    apart = bootstrap_alpha(matrix, over="raters", seed=1).replicates.mean()
    assert naive - alpha == pytest.approx((1 - alpha) / 10, rel=0.15)
    assert apart == pytest.approx(alpha, abs=0.01)


def test_a_bootstrap_leaves_undefined_tables_out_and_counts_them() -> None:
    codes = np.zeros((6, 4), dtype=np.int16)
    codes[0, 0] = 1
    result = bootstrap_alpha(matrix_of(codes), over="raters", seed=1, n_replicates=200)
    assert 0 < result.n_undefined < 200
    assert np.isnan(result.replicates).sum() == result.n_undefined
    assert np.isfinite([result.interval.lower, result.interval.upper]).all()


def test_a_bootstrap_of_what_has_no_alpha_is_refused() -> None:
    with pytest.raises(UndefinedError, match="all ratings are equal"):
        bootstrap_alpha(matrix_of(np.zeros((6, 4), dtype=np.int16)), over="clips", seed=1)
    with pytest.raises(AnalysisError, match="can go over raters, clips or both"):
        bootstrap_alpha(drawn(5, 5), over="items", seed=1)  # type: ignore[arg-type]


def test_the_difference_of_two_halves_leaves_each_rater_out_of_both() -> None:
    whole = drawn(20, 15)
    is_first = np.random.default_rng(5).random(whole.codes.shape) < 0.5
    halves = [matrix_of(np.where(mask, whole.codes, -1).astype(np.int16)) for mask in (is_first, ~is_first)]
    found = difference_on_same_raters(*halves)
    without = jackknife_alphas(halves[0]) - jackknife_alphas(halves[1])
    se = np.sqrt(19 * np.var(without))
    assert found.value == pytest.approx(
        krippendorff_alpha(halves[0]) - krippendorff_alpha(halves[1]), abs=1e-12
    )
    assert found.se == pytest.approx(se, rel=1e-12)
    assert found.interval is not None
    assert found.interval.half_width == pytest.approx(2.0930 * se, rel=1e-4)
    assert found.p is not None
    assert (found.p < 0.05) == (not found.interval.lower <= 0 <= found.interval.upper)
    assert (found.n_raters, found.n_clips, found.flags) == (20, 15, ())


def test_a_difference_of_too_few_raters_is_not_computed() -> None:
    found = difference_on_same_raters(drawn(4, 12), drawn(4, 12, seed=2))
    assert (found.value, found.p, found.flags) == (None, None, ("n_below_5",))
    found = difference_on_same_raters(drawn(8, 12), drawn(8, 12, seed=2))
    assert found.value is not None
    assert (found.p, found.flags) == (None, ("n_below_10",))


def test_alphas_on_other_clips_are_not_subtracted() -> None:
    with pytest.raises(AxisError, match="other raters or clips"):
        difference_on_same_raters(drawn(12, 12), drawn(12, 11))


def test_an_interval_whose_limits_are_turned_round_is_refused() -> None:
    with pytest.raises(AnalysisError, match="lower comes first"):
        Interval(0.3, 0.1)
