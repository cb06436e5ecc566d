"""Scores of raters whose signs are turned at random: how clips' group means vary where groups are alike.

Conventions
-----------
A rater's scores on all clips are turned together, about the mean of the rater's group: each group keeps its
own spread, and its own correlations between clips (wild bootstrap with Rademacher weights).

References
----------
Davidson & Flachaire (2008), "The wild bootstrap, tamed at last", J. Econom. 146.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from merlingua.analysis.language_model import AdditiveModel

LEAST_SPREAD = 1e-3
"""Of the mean variance: where a group answered alike, 0 would make any other infinitely different."""

_Floats = NDArray[np.float64]


class TurnedSigns:
    """Raters' scores less their mean over clips: the clips' statistics as found, and with signs turned."""

    def __init__(self, model: AdditiveModel) -> None:
        is_there = model.is_there
        per_rater = model.scores.sum(axis=1, keepdims=True) / is_there.sum(axis=1, keepdims=True)
        centred = np.where(is_there, model.scores - per_rater, 0.0)
        members = [np.flatnonzero(model.used.index == group) for group in range(len(model.used.names))]
        self._n = np.array([is_there[rows].sum(axis=0) for rows in members], dtype=np.float64)
        self._means = np.array([centred[rows].sum(axis=0) for rows in members]) / self._n
        self._deviations = [
            np.where(is_there[rows], centred[rows] - mean, 0.0)
            for rows, mean in zip(members, self._means, strict=True)
        ]
        self._squares = np.array([(d**2).sum(axis=0) for d in self._deviations])
        self._floor = LEAST_SPREAD * float((self._squares / self._n).mean())

    def observed(self) -> _Floats:
        """Q of each clip, shape (n_clips,)."""
        return np.asarray(self._statistics(self._means[None], self._squares[None])[0])

    def turned(self, rng: np.random.Generator, n_turns: int) -> _Floats:
        """Q of each clip with raters' signs turned at random, shape (n_turns, n_clips)."""
        sums = []
        for deviations in self._deviations:
            signs = 2.0 * rng.integers(0, 2, size=(n_turns, len(deviations))) - 1.0
            sums.append(signs @ deviations)
        means = np.stack(sums, axis=1) / self._n
        return self._statistics(means, self._squares - self._n * means**2)

    def _statistics(self, means: _Floats, squares: _Floats) -> _Floats:
        """Welch's statistic of groups' means (n_turns, n_groups, n_clips) and sums of squares about them."""
        weight = self._n / np.maximum(squares / (self._n - 1), self._floor)
        middle = (weight * means).sum(axis=1, keepdims=True) / weight.sum(axis=1, keepdims=True)
        return np.asarray((weight * (means - middle) ** 2).sum(axis=1))
