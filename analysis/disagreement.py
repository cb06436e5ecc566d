"""Where disagreement sits: in which clips, and with which raters.

Conventions
-----------
A clip's disagreement is the mean δ of two of its ratings over the mean δ of any two ratings: 0 where all say
the same, 1 where its raters differ as by chance. Weighted by the number of ratings they average to 1 − α, so
that they say which clips alpha is made of. A rater's influence is what alpha loses when the rater goes.

References
----------
Krippendorff (2019), Content Analysis, 4th ed., ch. 12: D_o as a sum over units.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from merlingua.analysis.alpha import krippendorff_alpha
from merlingua.analysis.alpha_replicates import Floats, distances
from merlingua.analysis.estimates import MIN_RATERS, Level, UndefinedError
from merlingua.analysis.rating_matrix import RatingMatrix
from merlingua.analysis.resampling import jackknife_alphas


@dataclass(frozen=True)
class ClipDisagreement:
    """How far the raters of one clip differ; ``disagreement`` is None where ``flags`` say why.

    ``mean``, ``sd`` (over n − 1) and ``median`` are of the ratings; None where there are too few.
    """

    clip: str
    n_ratings: int
    mean: float | None
    sd: float | None
    median: float | None
    disagreement: float | None
    flags: tuple[str, ...] = ()


@dataclass(frozen=True)
class RaterInfluence:
    """What one rater does to alpha: ``change`` = alpha − ``alpha_without``, below 0 where it would rise.

    None where ``flags`` say why.
    """

    rater: str
    n_ratings: int
    alpha_without: float | None
    change: float | None
    flags: tuple[str, ...] = ()


def clip_disagreements(matrix: RatingMatrix, *, level: Level = "ordinal") -> tuple[ClipDisagreement, ...]:
    """The disagreement of each clip, in the order of the matrix.

    Raises
    ------
    UndefinedError
        If alpha is undefined: there is nothing the clips' disagreement could be compared with.
    """
    krippendorff_alpha(matrix, level=level)
    counts = matrix.counts().astype(np.float64)
    shares = _relative_disagreements(counts, distances(matrix.levels, level))
    rows = []
    for clip, share, values in zip(matrix.clips, shares, matrix.values().T, strict=True):
        given = values[~np.isnan(values)]
        rows.append(
            ClipDisagreement(
                clip,
                len(given),
                float(given.mean()) if len(given) else None,
                float(given.std(ddof=1)) if len(given) > 1 else None,
                float(np.median(given)) if len(given) else None,
                None if np.isnan(share) else float(share),
                ("undefined:no_pairs",) if np.isnan(share) else (),
            )
        )
    return tuple(rows)


def rater_influences(matrix: RatingMatrix, *, level: Level = "ordinal") -> tuple[RaterInfluence, ...]:
    """What alpha loses without each rater, in the order of the matrix.

    Raises
    ------
    UndefinedError
        If alpha is undefined, or there are fewer than `MIN_RATERS` raters.
    """
    alpha = krippendorff_alpha(matrix, level=level)
    n_raters = matrix.pairable().n_raters
    if n_raters < MIN_RATERS:
        raise UndefinedError(
            f"there are {n_raters} raters; the influence of one is told from {MIN_RATERS} on",
            reason="few_raters",
        )
    n_ratings = (matrix.codes >= 0).sum(axis=1)
    rows = []
    for rater, n, without in zip(
        matrix.raters, n_ratings, jackknife_alphas(matrix, level=level), strict=True
    ):
        if n == 0:
            rows.append(RaterInfluence(rater, 0, None, None, ("undefined:no_ratings",)))
        elif np.isnan(without):
            rows.append(RaterInfluence(rater, int(n), None, None, ("undefined:one_category",)))
        else:
            rows.append(RaterInfluence(rater, int(n), float(without), alpha - float(without)))
    return tuple(rows)


def _relative_disagreements(counts: Floats, delta: Floats | None) -> Floats:
    """Mean δ within each clip over mean δ overall, shape (n_clips,); NaN where a clip has no pair."""
    m = counts.sum(axis=1)
    marginals = counts[m >= 2].sum(axis=0)
    total = marginals.sum()
    if delta is None:
        rank = np.cumsum(marginals) - marginals / 2
        delta = (rank[:, None] - rank[None, :]) ** 2
    expected = marginals @ delta @ marginals / (total * (total - 1))
    within = ((counts @ delta) * counts).sum(axis=1)
    n_pairs = m * (m - 1)
    relative = np.divide(within / expected, n_pairs, out=np.full_like(m, np.nan), where=n_pairs > 0)
    return np.asarray(relative)
