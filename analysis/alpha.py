"""Krippendorff's alpha of a rating matrix: the point estimate, and many at once with raters weighted.

The only module that imports the `krippendorff` package.

References
----------
Krippendorff (2019), Content Analysis, 4th ed., ch. 12.
"""

from __future__ import annotations

import krippendorff
import numpy as np
from numpy.typing import ArrayLike, NDArray

from merlingua.analysis.alpha_replicates import (
    Columns,
    alphas_of_rater_weights,
    distances,
    equal_columns,
)
from merlingua.analysis.estimates import AxisError, Level, UndefinedError, check_level
from merlingua.analysis.rating_matrix import RatingMatrix

__all__ = ["Level", "check_defined", "krippendorff_alpha", "weighted_alphas"]


def krippendorff_alpha(matrix: RatingMatrix, *, level: Level = "ordinal") -> float:
    """Krippendorff's alpha: agreement of any number of raters, with ratings missing.

    α = 1 − D_o / D_e, the disagreement of two ratings of one clip over that of any two ratings.

    Parameters
    ----------
    matrix
        The ratings of one item.
    level
        Level of measurement; Likert answers are ordinal.

    Returns
    -------
    float
        1 is perfect agreement, 0 what chance gives, below 0 systematic disagreement.

    Raises
    ------
    UndefinedError
        With fewer than two raters, fewer than two clips that two raters rated, or one category in use
        (alpha is then 0/0).

    References
    ----------
    Krippendorff (2019), Content Analysis, 4th ed., ch. 12; the package `krippendorff` (Castro 2017).
    """
    check_level(level)
    used = matrix.pairable()
    check_defined(matrix, used)
    counts = used.counts()
    return float(
        krippendorff.alpha(
            value_counts=counts,
            value_domain=np.asarray(used.levels, dtype=np.float64),
            level_of_measurement=level,
        )
    )


def weighted_alphas(
    matrix: RatingMatrix,
    weights: ArrayLike,
    *,
    level: Level = "ordinal",
    self_pairs: bool = False,
    clip_weights: ArrayLike | None = None,
) -> NDArray[np.float64]:
    """Alphas of many groups of raters at once: one product of matrices instead of a loop.

    Parameters
    ----------
    weights : shape (B, n_raters)
        How many times each rater counts: whole numbers from 0 on. 0 and 1 choose raters.
    self_pairs
        Whether the copies of a rater who counts more than once are compared with each other. True is exactly
        what a table with repeated rows gives (and too high: a rater agrees with itself).
    clip_weights : shape (B, n_clips)
        How many times each clip counts.

    Returns
    -------
    shape (B,); NaN where alpha is not defined (see `krippendorff_alpha`).
    """
    delta = distances(matrix.levels, level)
    raters = _weights(weights, matrix.n_raters, "raters")
    clips = None if clip_weights is None else _weights(clip_weights, matrix.n_clips, "clips")
    if clips is not None and len(clips) != len(raters):
        raise AxisError(f"there are {len(raters)} rows of weights for raters but {len(clips)} for clips")
    n_levels = len(matrix.levels)
    columns = Columns(matrix.codes, np.ones(matrix.n_clips))
    if clips is None:
        columns = equal_columns(matrix.codes, n_levels)[0]
    return alphas_of_rater_weights(
        columns, raters, delta, n_levels=n_levels, self_pairs=self_pairs, clip_weights=clips
    )


def _weights(weights: ArrayLike, n_expected: int, what: str) -> NDArray[np.float64]:
    array = np.asarray(weights, dtype=np.float64)
    if array.ndim != 2 or array.shape[1] != n_expected:
        raise AxisError(
            f"weights of shape {array.shape} were given for {n_expected} {what}; one row a replicate"
        )
    if array.size and (array.min() < 0 or not np.array_equal(array, np.rint(array))):
        raise AxisError(f"a weight of {what} is no whole number from 0 on; it says how many times one counts")
    return array


def check_defined(matrix: RatingMatrix, used: RatingMatrix) -> None:
    """Raise `UndefinedError` where ``used``, the pairable part of ``matrix``, has no alpha."""
    name = f"alpha of {matrix.item}" if matrix.item else "alpha"
    if matrix.n_ratings == 0:
        raise UndefinedError(f"{name} is undefined: there are no ratings", reason="no_ratings")
    if np.count_nonzero((matrix.codes >= 0).any(axis=1)) == 1:
        raise UndefinedError(f"{name} is undefined: there is only one rater", reason="one_rater")
    if used.n_clips == 0:
        raise UndefinedError(f"{name} is undefined: no clip has two ratings", reason="no_pairs")
    if used.n_clips == 1:
        raise UndefinedError(f"{name} is undefined: only one clip has two ratings", reason="one_clip")
    if np.count_nonzero(used.counts().sum(axis=0)) == 1:
        raise UndefinedError(f"{name} is undefined: all ratings are equal", reason="one_category")
