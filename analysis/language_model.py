"""The proportional-odds model of one item with language and clip: what level and profile are judged by.

Conventions
-----------
Cells are languages × clips. Clips that everybody gave the lowest level, or the highest, have no estimate and
tell nothing about languages: they are left out, and flagged.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from merlingua.analysis.compared_groups import ComparedGroups, compared_groups
from merlingua.analysis.estimates import UndefinedError
from merlingua.analysis.proportional_odds import OrdinalData, fit_proportional_odds, rating_scores
from merlingua.analysis.rating_matrix import RatingMatrix

_Floats = NDArray[np.float64]


class AdditiveModel:
    """The model with language and clip, fitted, and how far each rating is above it."""

    def __init__(self, matrix: RatingMatrix, groups: ArrayLike) -> None:
        used = compared_groups(matrix, groups)
        self.used = _without_flat_clips(used)
        self.data, self.design = language_clip_data(self.used)
        self.fit = fit_proportional_odds(self.data, self.design)
        self.scores = np.zeros(self.used.matrix.codes.shape)
        """How much higher each rating is than the model says; 0 where there is none."""
        self.is_there = self.used.matrix.codes >= 0
        self.scores[self.is_there] = rating_scores(self.fit, self.data, self.design)

    def group_variances(self) -> _Floats:
        """The variance of each group's level, up to a common factor, shape (n_groups,).

        Of the sum of its raters' scores (about the group's mean, n − 1), over the squared information, for
        which the sum of squared scores stands.
        """
        sums, squares = self.scores.sum(axis=1), (self.scores**2).sum(axis=1)
        members = [self.used.index == group for group in range(len(self.used.names))]
        spread = [float(sums[rows].var(ddof=1)) * n for rows, n in zip(members, self.used.sizes, strict=True)]
        information = [float(squares[rows].sum()) for rows in members]
        return np.asarray(np.array(spread) / np.maximum(information, np.finfo(np.float64).tiny) ** 2)


def language_clip_data(used: ComparedGroups, *, interaction: bool = False) -> tuple[OrdinalData, _Floats]:
    """The ratings as cells of language × clip, and their design: clips, languages (and their products).

    Returns
    -------
    data, design
        Cell ``group * n_clips + clip``; columns for the clips but the first, the groups but the first and, if
        asked for, group by group the products of both.
    """
    codes = used.matrix.codes
    rater, clip = np.nonzero(codes >= 0)
    found, levels = np.unique(codes[rater, clip], return_inverse=True)
    n_groups, n_clips = len(used.names), used.matrix.n_clips
    data = OrdinalData(
        levels.ravel(), used.index[rater] * n_clips + clip, rater, n_levels=len(found), n_raters=len(codes)
    )
    group_of, clip_of = np.divmod(np.arange(n_groups * n_clips), n_clips)
    clips = (clip_of[:, None] == np.arange(1, n_clips)).astype(np.float64)
    groups = (group_of[:, None] == np.arange(1, n_groups)).astype(np.float64)
    columns = [clips, groups]
    if interaction:
        columns += [groups[:, [group]] * clips for group in range(n_groups - 1)]
    return data, np.concatenate(columns, axis=1)


def _without_flat_clips(used: ComparedGroups) -> ComparedGroups:
    """Leave out clips that everybody gave the lowest level, or the highest: they tell nothing of groups."""
    counts = used.matrix.counts()
    occurring = np.flatnonzero(counts.sum(axis=0))
    if len(occurring) < 2:
        raise UndefinedError(
            f"level and profile of {used.matrix.item or 'an item'} are undefined: every rating is equal",
            reason="one_category",
        )
    n = counts.sum(axis=1)
    keep = (counts[:, occurring[0]] < n) & (counts[:, occurring[-1]] < n)
    if keep.all():
        return used
    flags = tuple(dict.fromkeys((*used.flags, "clips_restricted")))
    return replace(used, matrix=used.matrix.select(clips=keep), flags=flags)
