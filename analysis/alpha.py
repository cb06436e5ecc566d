"""Krippendorff's alpha of a rating matrix: the point estimate.

The only module that imports the `krippendorff` package.

References
----------
Krippendorff (2019), Content Analysis, 4th ed., ch. 12.
"""

from __future__ import annotations

from typing import Literal, get_args

import krippendorff
import numpy as np

from merlingua.analysis.estimates import AnalysisError, UndefinedError
from merlingua.analysis.rating_matrix import RatingMatrix

Level = Literal["nominal", "ordinal", "interval", "ratio"]
LEVELS: tuple[Level, ...] = get_args(Level)


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


def check_level(level: str) -> None:
    """Refuse a level of measurement that is not one; the package would say something unreadable."""
    if level not in LEVELS:
        raise AnalysisError(f"the level of measurement is {level!r}; it can be {', '.join(LEVELS)}")


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
