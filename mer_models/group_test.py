"""Do groups of listeners hear clips differently, along what a model can tell clips by? A test by permutation.

Conventions
-----------
The pooled regression says what everybody hears. Where groups differ, its errors on a group's votes line up
with the clip vectors; the statistic is Rao's score for all U_g and b_g at once, with the penalty that the
group model has (`group_regression`), so that it looks where that model would gain. Listeners are exchanged
between groups, never votes: a listener keeps all of theirs. Everybody's votes stay the same under it, so that
the pooled regression is fitted once, and a permutation costs one product of matrices.

Under exchange the p-value is exact whatever the clips, the listeners' consistency or their number (Phipson &
Smyth 2010 count the data themselves as one permutation).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from merlingua.mer_models.errors import EvaluationError
from merlingua.mer_models.group_regression import (
    N_CLASSES,
    FloatArray,
    Strengths,
    fit_groups,
)

AT_ONCE = 500


@dataclass(frozen=True)
class GroupTest:
    """The score statistic, its p-value, and how many permutations it is from."""

    statistic: float
    p: float
    n_permutations: int


def group_test(
    vectors: ArrayLike,
    votes: ArrayLike,
    groups: ArrayLike,
    strengths: Strengths,
    *,
    n_permutations: int = 9999,
    seed: int = 1,
) -> GroupTest:
    """Test whether groups hear clips differently.

    Parameters
    ----------
    vectors : shape (n_clips, n_features)
    votes : shape (n_raters, n_clips, 4)
        Each rater's shares, NaN where there is none.
    groups : shape (n_raters,)
        The group of each rater.

    Raises
    ------
    EvaluationError
        If there are fewer than two groups, or shapes do not fit.
    """
    shares = np.asarray(votes, dtype=np.float64)
    names, labels = np.unique(np.asarray(groups), return_inverse=True)
    if len(names) < 2 or len(labels) != len(shares):
        raise EvaluationError(
            f"{len(labels)} raters in {len(names)} group(s) were given for votes of {len(shares)}; two "
            "groups at least, and a group for each rater, are due"
        )
    is_there = ~np.isnan(shares[..., 0])
    counts = np.where(is_there[..., None], np.nan_to_num(shares), 0.0)
    n_of_clip = is_there.sum(axis=0)
    heard = n_of_clip > 0
    table = np.asarray(vectors, dtype=np.float64)[heard]
    counts, there, n_of_clip = counts[:, heard], is_there[:, heard], n_of_clip[heard]
    pooled_shares = counts.sum(axis=0) / n_of_clip[:, None]
    pooled = fit_groups(
        table, pooled_shares[None], n_of_clip[None].astype(np.float64), Strengths(strengths.pooled, 1e12)
    )
    score = _Score(pooled.space.components(table), pooled.predict_pooled(table), counts, there, strengths)
    observed = score.of(labels[None])[0]
    rng = np.random.default_rng(seed)
    n_as_large = 0
    for first in range(0, n_permutations, AT_ONCE):
        n = min(AT_ONCE, n_permutations - first)
        shuffled = rng.permuted(np.broadcast_to(labels, (n, len(labels))), axis=1)
        n_as_large += int((score.of(shuffled) >= observed * (1 - 1e-12)).sum())
    return GroupTest(float(observed), (n_as_large + 1) / (n_permutations + 1), n_permutations)


class _Score:
    """Rao's score of what groups add, for many labellings of the raters at once.

    The information of a group is taken as that of an average group: it would change with the labelling by
    little, and the same yardstick for all permutations keeps the test exact.
    """

    def __init__(
        self,
        components: FloatArray,
        probabilities: FloatArray,
        counts: FloatArray,
        there: NDArray[np.bool_],
        strengths: Strengths,
    ) -> None:
        design = np.hstack([components, np.ones((len(components), 1))])
        errors = counts - there[..., None] * probabilities  # (n_raters, n_clips, 4)
        # A rater's score: what their errors say of every weight, (n_raters, 4 · n_inputs).
        self._of_raters = np.einsum("rck,cj->rkj", errors, design, optimize=True).reshape(len(counts), -1)
        n = there.sum(axis=0).astype(np.float64)
        spread = -probabilities[:, :, None] * probabilities[:, None, :]
        spread[:, range(N_CLASSES), range(N_CLASSES)] += probabilities
        information = np.einsum("c,ckl,ci,cj->kilj", n, spread, design, design, optimize=True)
        size = N_CLASSES * design.shape[1]
        penalty = strengths.grouped * n.sum() * np.eye(size)
        # Of all listeners together: a group's share of it is its share of the listeners.
        values, vectors = np.linalg.eigh(information.reshape(size, size) + penalty)
        self._root = vectors / np.sqrt(values)
        self._scaled = self._of_raters @ self._root

    def of(self, labellings: NDArray[np.int64]) -> FloatArray:
        """The statistic of each of n labellings (n, n_raters)."""
        n_groups = int(labellings.max()) + 1
        total = np.zeros(len(labellings))
        for group in range(n_groups):
            is_in = (labellings == group).astype(np.float64)
            sums = is_in @ self._scaled
            total += (sums**2).sum(axis=1) / np.maximum(is_in.sum(axis=1), 1)
        return total
