"""Groups of listeners whose alphas are compared by permuting who belongs to which.

Conventions
-----------
Alphas are studentised by their jackknife errors before they are compared, so that groups of unequal size and
spread keep the size of the test:

    Q = Σ (α_g − ᾱ)² / se_g²,  ᾱ = Σ (α_g / se_g²) / Σ (1 / se_g²)

p = (1 + number of permutations as extreme) / (1 + number of permutations): never 0.

References
----------
Chung & Romano (2013), "Exact and asymptotically robust permutation tests", Ann. Statist. 41.
Phipson & Smyth (2010), "Permutation p-values should never be zero", Stat. Appl. Genet. Mol. Biol. 9.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from merlingua.analysis.alpha_replicates import Floats, OneLess, distances
from merlingua.analysis.estimates import LOW_N_RATERS, MIN_RATERS_TEST, ROUNDING, Level
from merlingua.analysis.rating_matrix import RatingMatrix

CELLS_AT_ONCE = 1 << 19
"""Doubles in the largest array of one step (4 MiB)."""
TIE = 1e-9
"""Relative: a permuted statistic this close below the observed one is a tie, and counts."""


@dataclass(frozen=True, eq=False)
class GroupTable:
    """The ratings of the groups that are compared, their raters in blocks; or why nothing is compared.

    Attributes
    ----------
    codes : shape (sum of sizes, n_clips)
        On the clips that two listeners of every group rated.
    names, sizes
        The groups, and how many raters of each stand one after the other in ``codes``.
    left_out
        Groups under `MIN_RATERS_TEST` listeners.
    reason
        The flag that says why there is no test, or None.
    alphas, errors : shape (n_groups,)
        With their jackknife errors over listeners; empty without a test.
    """

    codes: NDArray[np.int16]
    n_levels: int
    delta: Floats | None
    names: tuple[str, ...]
    sizes: tuple[int, ...]
    left_out: tuple[str, ...]
    flags: tuple[str, ...]
    reason: str | None
    alphas: Floats
    errors: Floats

    @classmethod
    def of(
        cls, matrix: RatingMatrix, labels: NDArray[np.str_], *, order: Sequence[str], level: Level
    ) -> GroupTable:
        """Take the groups of a matrix that are large enough, in this order; ``labels`` are its raters'."""
        is_there = matrix.codes >= 0
        members = {name: np.flatnonzero((labels == name) & is_there.any(axis=1)) for name in order}
        names = tuple(name for name in order if len(members[name]) >= MIN_RATERS_TEST)
        common = np.ones(matrix.n_clips, dtype=np.bool_)
        for name in names:
            common = np.asarray(common & (is_there[members[name]].sum(axis=0) >= 2))
        kept = [rows[is_there[np.ix_(rows, common)].any(axis=1)] for rows in (members[n] for n in names)]
        sizes = tuple(len(rows) for rows in kept)
        flags: tuple[str, ...] = ()
        if (is_there.any(axis=0) & ~common).any():
            flags += ("clips_restricted",)
        if names and min(sizes) < LOW_N_RATERS:
            flags += ("low_n",)
        codes = matrix.codes[np.ix_(np.concatenate(kept), common)] if kept else matrix.codes[:0]
        delta, n_levels = distances(matrix.levels, level), len(matrix.levels)
        reason, alphas, errors = None, np.empty(0), np.empty(0)
        if len(names) < 2:
            reason = "undefined:too_few_groups"
        elif common.sum() < 2 or min(sizes) < MIN_RATERS_TEST:
            reason = "undefined:no_common_clips"
        else:
            one_less = OneLess(codes, n_levels, delta)
            alphas, errors = (row[0] for row in group_alphas(one_less, np.arange(len(codes))[None], sizes))
            if np.isnan(alphas).any() or not (errors > ROUNDING).all():
                reason = "undefined:no_spread"
        left_out = tuple(name for name in order if name not in names)
        return cls(codes, n_levels, delta, names, sizes, left_out, flags, reason, alphas, errors)

    def one_less(self) -> OneLess:
        """What gives the alphas of any groups of these raters."""
        return OneLess(self.codes, self.n_levels, self.delta)

    def rows_of(self, groups: Sequence[int]) -> tuple[NDArray[np.int16], tuple[int, ...]]:
        """The ratings of some of the groups, one group after the other, and their sizes."""
        ends = np.cumsum(self.sizes)
        rows = [np.arange(ends[g] - self.sizes[g], ends[g]) for g in groups]
        return self.codes[np.concatenate(rows)], tuple(self.sizes[g] for g in groups)


def group_alphas(one_less: OneLess, order: NDArray[np.intp], sizes: Sequence[int]) -> tuple[Floats, Floats]:
    """Alphas and jackknife errors (B, G) where group g is the g-th block of each row of ``order`` (B, R)."""
    alphas, errors = np.empty((len(order), len(sizes))), np.empty((len(order), len(sizes)))
    start = 0
    for group, n in enumerate(sizes):
        members = order[:, start : start + n]
        start += n
        counts = one_less.counts(members)
        alphas[:, group] = one_less.alphas(counts)
        without = one_less(counts, members)
        spread = ((without - without.mean(axis=1, keepdims=True)) ** 2).sum(axis=1)
        errors[:, group] = np.sqrt((n - 1) / n * spread)
    return alphas, errors


def heterogeneity(alphas: Floats, errors: Floats) -> Floats:
    """Cochran's Q of each row; infinite where an alpha or its error is undefined, to count as extreme."""
    is_defined = np.asarray(((errors > ROUNDING) & ~np.isnan(alphas)).all(axis=1))
    weight = 1 / np.where(is_defined[:, None], errors, 1.0) ** 2
    mean = (weight * alphas).sum(axis=1, keepdims=True) / weight.sum(axis=1, keepdims=True)
    return np.where(is_defined, (weight * (alphas - mean) ** 2).sum(axis=1), np.inf)


def permutation_p(
    table: GroupTable,
    groups: Sequence[int],
    *,
    rng: np.random.Generator,
    n_permutations: int,
    progress: Callable[[int], None],
) -> tuple[float, float]:
    """Q of these groups of the table, and its p when their members change places.

    ``progress`` is told the number of permutations of each step.
    """
    codes, sizes = table.rows_of(groups)
    observed = float(heterogeneity(table.alphas[None, list(groups)], table.errors[None, list(groups)])[0])
    one_less = OneLess(codes, table.n_levels, table.delta)
    step = max(1, CELLS_AT_ONCE // max(1, codes.size * table.n_levels))
    n_extreme = 0
    for start in range(0, n_permutations, step):
        n_here = min(step, n_permutations - start)
        order = rng.permuted(np.tile(np.arange(len(codes)), (n_here, 1)), axis=1)
        statistics = heterogeneity(*group_alphas(one_less, order, sizes))
        n_extreme += int(np.count_nonzero(statistics >= observed * (1 - TIE)))
        progress(n_here)
    return observed, (1 + n_extreme) / (1 + n_permutations)
