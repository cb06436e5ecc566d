"""Tests with raters as units: one mean rating of each, ranked.

Conventions
-----------
A rater's mean is taken of ratings less the mean of their clip, plus the mean of all: a rater who heard other
clips is not thought to rate higher. Where every rater rated every clip, this is the plain mean.
These tests ask whether one group's means tend to be higher, without a model; where groups spread unequally
they are not exact (`level_profile` has measured it).

References
----------
Kruskal & Wallis (1952), J. Am. Stat. Assoc. 47. Mann & Whitney (1947), Ann. Math. Stat. 18.
Kelley (1935), Proc. Natl. Acad. Sci. 21; Tomczak & Tomczak (2014), Trends Sport Sci. 1(21): ε².
McGraw & Wong (1992), Psychol. Bull. 111; Vargha & Delaney (2000), J. Educ. Behav. Stat. 25: CLES, with ties.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from merlingua.analysis.compared_groups import ComparedGroups, compared_groups
from merlingua.analysis.estimates import LOW_N_RATERS, UndefinedError
from merlingua.analysis.rating_matrix import RatingMatrix

TIES = 9
"""Decimals: means closer are equal but for rounding, and share their rank."""


@dataclass(frozen=True)
class KruskalTest:
    """Whether the rater means of any group tend to be higher than those of another.

    ``epsilon_squared`` is from 0 to 1: the share of the ranks' variance that groups explain.
    """

    item: str
    groups: tuple[str, ...]
    n_raters: tuple[int, ...]
    left_out: tuple[str, ...]
    n_clips: int
    h: float
    df: int
    p: float
    epsilon_squared: float
    flags: tuple[str, ...] = ()


@dataclass(frozen=True)
class MannWhitney:
    """Two groups' rater means; ``p`` is not adjusted for other pairs.

    ``u`` counts the pairs of raters in which the one of ``first`` is higher (half for ties); ``cles`` is its
    share: the chance that a random rater of ``first`` has a higher mean than one of ``second``.
    """

    item: str
    first: str
    second: str
    n_first: int
    n_second: int
    u: float
    p: float
    cles: float
    flags: tuple[str, ...] = ()


def kruskal_test(matrix: RatingMatrix, groups: ArrayLike) -> KruskalTest:
    """Kruskal and Wallis's test of rater means, corrected for ties, with ε² = H / (n − 1).

    Parameters
    ----------
    groups : shape (n_raters,)
        The language of each rater, or any other label.

    Raises
    ------
    UndefinedError
        If fewer than two groups have ten raters, they share no clip, or all means are equal.
    """
    from scipy import stats  # slow to import

    used = compared_groups(matrix, groups)
    means = _means_by_group(used)
    found = stats.kruskal(*means)
    n = sum(used.sizes)
    h = float(found.statistic)
    return KruskalTest(
        used.matrix.item,
        used.names,
        used.sizes,
        used.left_out,
        used.matrix.n_clips,
        h,
        len(used.names) - 1,
        float(found.pvalue),
        h / (n - 1),
        used.flags,
    )


def mann_whitney_pairs(matrix: RatingMatrix, groups: ArrayLike) -> tuple[MannWhitney, ...]:
    """Mann and Whitney's test of rater means for each pair of groups, two-sided, with its effect size.

    Raises
    ------
    UndefinedError
        As `kruskal_test`.
    """
    from scipy import stats  # slow to import

    used = compared_groups(matrix, groups)
    means = _means_by_group(used)
    found = []
    for first, second in combinations(range(len(used.names)), 2):
        test = stats.mannwhitneyu(means[first], means[second], alternative="two-sided")
        n_first, n_second = used.sizes[first], used.sizes[second]
        flags = tuple(flag for flag in used.flags if flag != "low_n")
        if min(n_first, n_second) < LOW_N_RATERS:
            flags += ("low_n",)
        u = float(test.statistic)
        found.append(
            MannWhitney(
                used.matrix.item,
                used.names[first],
                used.names[second],
                n_first,
                n_second,
                u,
                float(test.pvalue),
                u / (n_first * n_second),
                flags,
            )
        )
    return tuple(found)


def rater_means(matrix: RatingMatrix) -> NDArray[np.float64]:
    """Each rater's mean rating, freed of which clips it is of, shape (n_raters,); NaN without any."""
    values = matrix.values()
    is_there = ~np.isnan(values)
    n_of_clip, n_of_rater = is_there.sum(axis=0), is_there.sum(axis=1)
    clip_means = np.divide(
        np.nansum(values, axis=0), n_of_clip, out=np.zeros(matrix.n_clips), where=n_of_clip > 0
    )
    above = np.where(is_there, values - clip_means, 0.0).sum(axis=1)
    grand = float(clip_means[n_of_clip > 0].mean()) if n_of_clip.any() else 0.0
    means = np.full(matrix.n_raters, np.nan)
    return np.asarray(np.divide(above, n_of_rater, out=means, where=n_of_rater > 0) + grand)


def _means_by_group(used: ComparedGroups) -> list[NDArray[np.float64]]:
    means = np.round(rater_means(used.matrix), TIES)
    if np.ptp(means) == 0:
        raise UndefinedError(
            f"rater means of {used.matrix.item or 'an item'} are not compared: all are equal",
            reason="no_spread",
        )
    return [means[used.index == group] for group in range(len(used.names))]
