"""Does a language rate higher (level), and do languages rate different clips differently (profile)?

Conventions
-----------
Alpha sees neither: two languages with the same alpha can rate opposite clips high. Both tests rest on one
proportional-odds model (`proportional_odds`) with language and clip, whose estimates exist also where all
listeners of one language gave a clip the lowest level.

*Level*: the languages' coefficients, joint Wald test with errors clustered by rater, each language's scores
times √(n/(n − 1)), and Welch–James degrees of freedom.
*Profile*: the score test of language × clip. s_ru is how much higher rater r rated clip u than the model says
(less the rater's mean over clips), s̄_gu its mean over language g, and Q = Σ_u Q_u adds Welch's statistic
of each clip:

    Q_u = Σ_g w_gu (s̄_gu − s̃_u)²,  w_gu = n_gu / s²_gu,  s̃_u = Σ_g w_gu s̄_gu / Σ_g w_gu

Its distribution without a difference comes from turning the signs of raters' deviations from their language's
mean: whole raters at a time, so that each language keeps its own spread and correlations.

Why not the joint Wald test of language × clip: 3 · 21 coefficients and 126 raters leave the clustered
covariance hardly invertible. Simulated size at .05 (1 000 data sets a row; no profile; languages of equal or
unequal spread and correlation, the smallest language spreading most, or least)::

    raters a language            26, 56, 27, 17                10 × 4    10, 40        200, 150, 30
    spread                       equal   small +  small −      equal     small + / −   small +
    profile, Wald, χ²            .995    .991     .999         .527      .841 / .999   .531
    profile, Wald, Hotelling F   .570    .317     .746         —         .228 / .952   .325
    profile, labels permuted     .049    .063     .050         .043      .070 / .035   .094
    profile, signs turned        .050    .042     .051         .035      .054 / .059   .053
    level, Wald, χ²              .065    .068     .077         .104      .068 / .087   .053
    level, Wald, Welch–James     .044    .041     .053         .044      .037 / .062   .044
    level, Kruskal on means      .041    .082     .035         .046      .088 / .020   .087

Monte Carlo error ±.014. Power against a moderate profile (26, 56, 27, 17): .56 both with labels permuted and
with signs turned.

References
----------
McCullagh (1980), J. R. Stat. Soc. B 42: the model. Boos (1992), "On generalized score tests", Am. Stat. 46.
Welch (1951), "On the comparison of several mean values", Biometrika 38; James (1951), ibid.
Davidson & Flachaire (2008), "The wild bootstrap, tamed at last", J. Econom. 146: signs.
Friedrich & Pauly (2018), "MATS: inference for potentially singular and heteroscedastic MANOVA", J. Multivar.
Anal. 165: sums of statistics that are studentised one by one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from zlib import crc32

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from merlingua.analysis.estimates import AnalysisError, Interval, UndefinedError
from merlingua.analysis.language_model import AdditiveModel
from merlingua.analysis.rating_matrix import RatingMatrix
from merlingua.analysis.turned_signs import TurnedSigns

FLIPS_AT_ONCE = 1 << 20
"""Doubles in the signs of one step (8 MiB)."""

_Floats = NDArray[np.float64]


@dataclass(frozen=True)
class LevelEffect:
    """How much higher one group rates than the mean of the compared groups, in log odds (of a higher level).

    ``exp(log_odds)`` is an odds ratio. ``interval`` is Student's, degrees of freedom after Satterthwaite.
    """

    group: str
    log_odds: float
    se: float
    interval: Interval


@dataclass(frozen=True)
class LevelTest:
    """Whether groups rate one item higher or lower over all clips.

    ``statistic`` is F(df1, df2). ``n_dropped_clips`` were left out: all listeners gave them the lowest level,
    or the highest, or a group lacks ratings of them.
    """

    item: str
    groups: tuple[str, ...]
    n_raters: tuple[int, ...]
    left_out: tuple[str, ...]
    n_clips: int
    n_dropped_clips: int
    statistic: float
    df1: int
    df2: float
    p: float
    effects: tuple[LevelEffect, ...]
    flags: tuple[str, ...] = ()


@dataclass(frozen=True)
class ProfileTest:
    """Whether groups rate different clips high, whatever their levels.

    ``statistic`` is Q, ``by_clip`` what each of ``clips`` adds to it: n_groups − 1 or so by chance.
    """

    item: str
    groups: tuple[str, ...]
    n_raters: tuple[int, ...]
    left_out: tuple[str, ...]
    clips: tuple[str, ...]
    n_dropped_clips: int
    statistic: float
    by_clip: tuple[float, ...]
    p: float
    n_permutations: int
    seed: int
    flags: tuple[str, ...] = ()


def level_test(matrix: RatingMatrix, groups: ArrayLike, *, interval_level: float = 0.95) -> LevelTest:
    """Test whether groups of listeners rate an item higher or lower over all clips.

    Parameters
    ----------
    groups : shape (n_raters,)
        The language of each rater, or any other label.

    Raises
    ------
    UndefinedError
        If fewer than two groups have ten listeners, they share no clip, or the model has no estimate.
    """
    model = AdditiveModel(matrix, groups)
    used, n_groups = model.used, len(model.used.names)
    sizes = np.array(used.sizes, dtype=np.float64)
    # Welch: each group's own R/(R − 1); the first group is the reference, with a coefficient of 0
    influence = np.sqrt(sizes / (sizes - 1))[used.index][:, None] * model.fit.influence[:, -(n_groups - 1) :]
    covariance = influence.T @ influence
    beta = model.fit.coefficients[-(n_groups - 1) :]
    variances = model.group_variances()
    if not (variances > 0).all():
        raise UndefinedError(
            f"the level of {matrix.item or 'an item'} is not compared: all raters of a group answer alike",
            reason="no_spread",
        )
    share = (1 / variances) / (1 / variances).sum()
    unequal = float(((1 - share) ** 2 / (sizes - 1)).sum())
    wald = float(beta @ np.linalg.solve(covariance, beta))
    df1, df2 = n_groups - 1, (n_groups**2 - 1) / (3 * unequal)
    statistic = wald / df1 / (1 + 2 * (n_groups - 2) / (n_groups**2 - 1) * unequal)
    return LevelTest(
        used.matrix.item,
        used.names,
        used.sizes,
        used.left_out,
        used.matrix.n_clips,
        matrix.n_clips - used.matrix.n_clips,
        statistic,
        df1,
        df2,
        float(special.fdtrc(df1, df2, statistic)),
        _effects(used.names, beta, covariance, variances, sizes, interval_level),
        model.used.flags,
    )


def profile_test(
    matrix: RatingMatrix,
    groups: ArrayLike,
    *,
    seed: int,
    n_permutations: int = 9999,
    progress: Callable[[int], None] | None = None,
) -> ProfileTest:
    """Test whether groups of listeners rate different clips high.

    Parameters
    ----------
    groups : shape (n_raters,)
        The language of each rater, or any other label.
    seed
        Each item has its own stream from it and its name.
    n_permutations
        How often signs are turned; p = (1 + number with as large a Q) / (1 + n_permutations).
    progress
        Called with the number just done; what it raises ends the test.

    Raises
    ------
    UndefinedError
        As `level_test`, and if there is one clip alone.
    """
    if n_permutations < 1:
        raise AnalysisError(f"the test turns signs {n_permutations} times; better 9999, one at least")
    model = AdditiveModel(matrix, groups)
    if model.used.matrix.n_clips < 2:
        raise UndefinedError(
            f"the profile of {matrix.item or 'an item'} is not compared: there is one clip to compare it on",
            reason="one_clip",
        )
    signs = TurnedSigns(model)
    observed = signs.observed()
    rng = np.random.default_rng([seed, crc32(f"profile\n{matrix.item}".encode())])
    step = max(1, FLIPS_AT_ONCE // len(model.used.index))
    n_as_large = 0
    for start in range(0, n_permutations, step):
        n_here = min(step, n_permutations - start)
        turned = signs.turned(rng, n_here)
        n_as_large += int((turned.sum(axis=1) >= observed.sum() * (1 - 1e-9)).sum())
        if progress:
            progress(n_here)
    return ProfileTest(
        model.used.matrix.item,
        model.used.names,
        model.used.sizes,
        model.used.left_out,
        model.used.matrix.clips,
        matrix.n_clips - model.used.matrix.n_clips,
        float(observed.sum()),
        tuple(observed.tolist()),
        (1 + n_as_large) / (1 + n_permutations),
        n_permutations,
        seed,
        model.used.flags,
    )


def _effects(
    names: tuple[str, ...],
    beta: _Floats,
    covariance: _Floats,
    variances: _Floats,
    sizes: _Floats,
    interval_level: float,
) -> tuple[LevelEffect, ...]:
    """Each group less the mean of all."""
    n = len(names)
    contrasts = (np.eye(n) - 1 / n)[:, 1:]
    values, errors = contrasts @ beta, np.sqrt(np.diag(contrasts @ covariance @ contrasts.T))
    parts = (np.eye(n) - 1 / n) ** 2 * variances
    dfs = parts.sum(axis=1) ** 2 / (parts**2 / (sizes - 1)).sum(axis=1)
    found = []
    for name, value, se, df in zip(names, values.tolist(), errors.tolist(), dfs.tolist(), strict=True):
        half = float(special.stdtrit(df, (1 + interval_level) / 2)) * se
        found.append(LevelEffect(name, value, se, Interval(value - half, value + half, interval_level)))
    return tuple(found)
