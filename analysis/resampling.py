"""How far alpha would move with other listeners, and with other clips.

Conventions
-----------
*Listeners*: the delete-one-rater jackknife, α ± t(R − 1) · se_r. It holds for other listeners on these clips.
*Listeners + clips*: √(se_r² + se_u²) with se_u from leaving out each clip, and t(min(R, U) − 1). It holds for
other listeners and other clips. ``benchmarks/interval_coverage.py`` measures the coverage of both, and of
bootstraps.

References
----------
Efron & Stein (1981), "The jackknife estimate of variance", Ann. Statist. 9: se² = (n − 1)/n Σ(θ₋ᵢ − θ̄₋)².
Owen (2007), "The pigeonhole bootstrap", Ann. Appl. Stat. 1: rows and columns resampled each on its own.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy import special

from merlingua.analysis.alpha import krippendorff_alpha
from merlingua.analysis.alpha_replicates import (
    CHUNK_CELLS,
    DENSE_CELLS,
    Columns,
    Floats,
    OneLess,
    alphas_of_clip_weights,
    alphas_of_rater_weights,
    alphas_without_clip,
    distances,
    equal_columns,
)
from merlingua.analysis.estimates import (
    MIN_CLIPS,
    MIN_RATERS,
    ROUNDING,
    AnalysisError,
    AxisError,
    Estimate,
    Interval,
    Level,
    UndefinedError,
    size_flags,
)
from merlingua.analysis.rating_matrix import RatingMatrix

FEW_PATTERNS = 8
"""Clips for each different row of counts from which drawing how often each row comes is quicker."""

Axis = Literal["raters", "clips"]
Over = Literal["raters", "clips", "both"]


@dataclass(frozen=True)
class BootstrapResult:
    """Alphas of resampled tables and their percentile interval.

    ``replicates`` has shape (n_replicates,); ``n_undefined`` of them are NaN and left out of ``interval``.
    """

    replicates: NDArray[np.float64]
    interval: Interval
    over: Over
    n_replicates: int
    n_undefined: int
    seed: int


@dataclass(frozen=True)
class Difference:
    """One alpha minus another of the same listeners, with the jackknife over these listeners.

    ``value``, ``se``, ``interval`` and ``p`` (two-sided, t(n_raters − 1)) are None where ``flags`` say why.
    """

    value: float | None
    se: float | None
    interval: Interval | None
    p: float | None
    n_raters: int
    n_clips: int
    flags: tuple[str, ...] = ()


def alpha_estimate(
    matrix: RatingMatrix, *, level: Level = "ordinal", interval_level: float = 0.95
) -> Estimate:
    """Alpha with the interval for other listeners and the one for other listeners and clips.

    A group under `MIN_RATERS` gets no value; under `MIN_CLIPS` clips there is no interval for other clips.
    What is undefined is None with a flag. Limits above 1, which alpha cannot reach, are 1.
    """
    used = matrix.pairable()
    size = {"n_raters": used.n_raters, "n_clips": used.n_clips, "n_ratings": used.n_ratings}
    try:
        value = krippendorff_alpha(matrix, level=level)
    except UndefinedError as error:
        return Estimate(None, None, None, None, **size, flags=(error.flag,))
    flags = size_flags(used.n_raters)
    if used.n_raters < MIN_RATERS:
        return Estimate(None, None, None, None, **size, flags=flags)
    se_raters = _jackknife_error(jackknife_alphas(used, over="raters", level=level))
    se_clips = None
    if used.n_clips < MIN_CLIPS:
        flags += ("clips_below_10",)
    else:
        se_clips = _jackknife_error(jackknife_alphas(used, over="clips", level=level))
    listeners = both = None
    if se_raters is None:
        flags += ("no_listener_interval",)
    else:
        listeners = _t_interval(value, se_raters, used.n_raters - 1, interval_level)
    if se_raters is not None and se_clips is not None:
        df = min(used.n_raters, used.n_clips) - 1
        both = _t_interval(value, math.hypot(se_raters, se_clips), df, interval_level)
    elif used.n_clips >= MIN_CLIPS:
        flags += ("no_clip_interval",)
    return Estimate(value, se_raters, listeners, both, **size, flags=flags)


def jackknife_alphas(
    matrix: RatingMatrix, *, over: Axis = "raters", level: Level = "ordinal"
) -> NDArray[np.float64]:
    """Alpha with each rater (or clip) left out in turn: the influence of each.

    Returns
    -------
    shape (n_raters,) or (n_clips,); NaN where alpha is not defined without it.
    """
    delta = distances(matrix.levels, level)
    if over == "clips":
        return _alphas_without_each_clip(matrix.counts(), delta)
    if over != "raters":
        raise AnalysisError(f"the jackknife goes over {over!r}; it can go over raters or clips")
    if matrix.codes.size * len(matrix.levels) > DENSE_CELLS:
        weights = 1.0 - np.eye(matrix.n_raters)
        columns = equal_columns(matrix.codes, len(matrix.levels))[0]
        return alphas_of_rater_weights(columns, weights, delta, n_levels=len(matrix.levels))
    one_less = OneLess(matrix.codes, len(matrix.levels), delta)
    everyone = np.arange(matrix.n_raters)[None]
    counts = matrix.counts().astype(np.float64)[None]
    step = max(1, CHUNK_CELLS // max(1, matrix.n_clips * len(matrix.levels)))
    blocks = [one_less(counts, everyone[:, i : i + step])[0] for i in range(0, matrix.n_raters, step)]
    return np.concatenate(blocks) if blocks else np.empty(0)


def bootstrap_alpha(
    matrix: RatingMatrix,
    *,
    over: Over,
    seed: int,
    n_replicates: int = 2000,
    level: Level = "ordinal",
    self_pairs: bool = False,
    interval_level: float = 0.95,
) -> BootstrapResult:
    """Alphas of tables whose raters, clips or both were drawn with replacement, and the percentile interval.

    Parameters
    ----------
    over
        ``clips`` says nothing about other listeners. ``both`` draws raters and clips each on its own.
    self_pairs
        Whether a rater drawn twice is compared with itself: the usual, biased bootstrap.

    Raises
    ------
    UndefinedError
        If alpha is undefined on the ratings, or on all of the drawn tables.
    """
    krippendorff_alpha(matrix, level=level)
    if over not in ("raters", "clips", "both"):
        raise AnalysisError(f"the bootstrap goes over {over!r}; it can go over raters, clips or both")
    if n_replicates < 1:
        raise AnalysisError(
            f"the bootstrap has {n_replicates} replicates; it needs one at least, better 2000"
        )
    used = matrix.pairable()
    rng = np.random.default_rng(seed)
    delta = distances(used.levels, level)
    if over == "clips":
        replicates = _resampled_clips(used.counts(), delta, rng, n_replicates)
    else:
        replicates = _resampled_raters(
            used, delta, rng, n_replicates, clips_too=over == "both", self_pairs=self_pairs
        )
    defined = replicates[~np.isnan(replicates)]
    if not defined.size:
        raise UndefinedError("alpha is undefined on every resampled table", reason="no_spread")
    tail = (1 - interval_level) / 2
    lower, upper = np.quantile(defined, [tail, 1 - tail])
    interval = Interval(float(lower), float(upper), interval_level)
    return BootstrapResult(replicates, interval, over, n_replicates, int(np.isnan(replicates).sum()), seed)


def difference_on_same_raters(
    first: RatingMatrix, second: RatingMatrix, *, level: Level = "ordinal", interval_level: float = 0.95
) -> Difference:
    """Alpha of ``first`` minus alpha of ``second`` where the same listeners stand behind both.

    For splits of one table (liked and disliked, known and unknown): listeners who enter both make the two
    alphas depend on each other, so that each listener is left out of both at once (paired jackknife).

    Raises
    ------
    AxisError
        If the two have other raters or clips: an alpha on other clips is another alpha.
    """
    if first.raters != second.raters or first.clips != second.clips:
        raise AxisError(
            "two alphas are compared that have other raters or clips; select the same ones, in the same order"
        )
    used = (first.codes >= 0).any(axis=1) | (second.codes >= 0).any(axis=1)
    first, second = first.select(raters=used), second.select(raters=used)
    size = (int(used.sum()), first.n_clips)
    try:
        value = krippendorff_alpha(first, level=level) - krippendorff_alpha(second, level=level)
    except UndefinedError as error:
        return Difference(None, None, None, None, *size, flags=(error.flag,))
    flags = size_flags(min(first.pairable().n_raters, second.pairable().n_raters))
    if "n_below_5" in flags:
        return Difference(None, None, None, None, *size, flags=flags)
    without = jackknife_alphas(first, level=level) - jackknife_alphas(second, level=level)
    se = _jackknife_error(without)
    if se is None:
        return Difference(value, None, None, None, *size, flags=(*flags, "no_listener_interval"))
    df = size[0] - 1
    p = float(2 * special.stdtr(df, -abs(value) / se)) if "n_below_10" not in flags else None
    half = float(special.stdtrit(df, (1 + interval_level) / 2)) * se
    interval = Interval(value - half, value + half, interval_level)
    return Difference(value, se, interval, p, *size, flags=flags)


def _jackknife_error(without_each: NDArray[np.float64]) -> float | None:
    """√((n − 1)/n Σ(θ₋ᵢ − θ̄₋)²); None where alpha is undefined without someone, or never moves."""
    n = len(without_each)
    if n < 2 or np.isnan(without_each).any():
        return None
    se = math.sqrt((n - 1) / n * float(((without_each - without_each.mean()) ** 2).sum()))
    return se if se > ROUNDING else None


def _t_interval(value: float, se: float, df: int, interval_level: float) -> Interval:
    half = float(special.stdtrit(df, (1 + interval_level) / 2)) * se
    return Interval(value - half, min(1.0, value + half), interval_level)


def _alphas_without_each_clip(counts: NDArray[np.int64], delta: Floats | None) -> NDArray[np.float64]:
    patterns, which = _count_patterns(counts)
    times = np.bincount(which, minlength=len(patterns)).astype(np.float64)
    return alphas_without_clip(patterns, times, delta)[which]


def _resampled_clips(
    counts: NDArray[np.int64], delta: Floats | None, rng: np.random.Generator, n_replicates: int
) -> NDArray[np.float64]:
    patterns, which = _count_patterns(counts)
    n_clips, n_patterns = len(which), len(patterns)
    few = n_patterns * FEW_PATTERNS < n_clips
    share = np.bincount(which, minlength=n_patterns) / n_clips
    step = max(1, DENSE_CELLS // (n_patterns if few else n_clips))
    blocks = []
    for start in range(0, n_replicates, step):
        n_here = min(step, n_replicates - start)
        if few:
            weights = rng.multinomial(n_clips, share, size=n_here).astype(np.float64)
        else:
            weights = _drawn(which, n_patterns, rng, n_here)
        blocks.append(alphas_of_clip_weights(patterns, weights, delta))
    return np.concatenate(blocks)


def _drawn(which: NDArray[np.intp], n_kinds: int, rng: np.random.Generator, n_replicates: int) -> Floats:
    """How often each kind comes when as many are drawn with replacement as there are, shape (B, n_kinds)."""
    index = rng.integers(0, len(which), (n_replicates, len(which)))
    cells = which[index] + n_kinds * np.arange(n_replicates)[:, None]
    drawn = np.bincount(cells.ravel(), minlength=n_replicates * n_kinds)
    return drawn.reshape(n_replicates, n_kinds).astype(np.float64)


def _resampled_raters(
    matrix: RatingMatrix,
    delta: Floats | None,
    rng: np.random.Generator,
    n_replicates: int,
    *,
    clips_too: bool,
    self_pairs: bool,
) -> NDArray[np.float64]:
    n_raters, n_clips, n_levels = matrix.n_raters, matrix.n_clips, len(matrix.levels)
    columns = equal_columns(matrix.codes, n_levels)[0]
    if clips_too:
        columns = Columns(matrix.codes, np.ones(n_clips))
    step = max(1, DENSE_CELLS // max(n_raters, n_clips))
    blocks = []
    for start in range(0, n_replicates, step):
        n_here = min(step, n_replicates - start)
        weights = _drawn(np.arange(n_raters), n_raters, rng, n_here)
        clip_weights = _drawn(np.arange(n_clips), n_clips, rng, n_here) if clips_too else None
        blocks.append(
            alphas_of_rater_weights(
                columns,
                weights,
                delta,
                n_levels=n_levels,
                self_pairs=self_pairs,
                clip_weights=clip_weights,
            )
        )
    return np.concatenate(blocks)


def _count_patterns(counts: NDArray[np.int64]) -> tuple[Floats, NDArray[np.intp]]:
    """Clips with equal counts once, and which of them each clip became."""
    patterns, which = np.unique(counts, axis=0, return_inverse=True)
    return patterns.astype(np.float64), which.ravel()
