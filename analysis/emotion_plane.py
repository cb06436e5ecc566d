"""Where listeners put clips between valence and arousal, from their ratings of emotions.

Conventions
-----------
Each rating becomes a share of its scale, 0 to 1. A listener's arousal of a clip is the mean share of the
emotions of Q1 and Q2 less that of Q3 and Q4; valence is Q1 and Q4 less Q2 and Q3: both from −1 to 1.
Listeners who left out one of the emotions of a clip do not count there.

References
----------
Russell (1980), "A circumplex model of affect", J. Pers. Soc. Psychol. 39. Anderson (2003), An Introduction to
Multivariate Statistical Analysis, 3rd ed., sec. 5.3: the confidence region of a mean (Hotelling's T²).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special

from merlingua.analysis.agreement_results import ALL, AgreementResults
from merlingua.analysis.estimates import MIN_RATERS
from merlingua.surveys.taxonomy import EMOTIONS

_Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Ellipse:
    """An ellipse by its half axes, and the angle of the first one against the valence axis, in degrees."""

    half_first: float
    half_second: float
    angle: float


@dataclass(frozen=True)
class PlaceOfClip:
    """Where a group's listeners put a clip; ``region`` is the 95 % confidence region of the mean.

    The region is None under five listeners, or where they do not spread.
    """

    clip: str
    group: str
    n_raters: int
    valence: float
    arousal: float
    region: Ellipse | None


def clip_places(results: AgreementResults) -> dict[tuple[str, str], PlaceOfClip]:
    """By clip and group; empty where the rated emotions do not tell the axes apart.

    Clips that nobody of a group rated whole are not there.
    """
    coordinates = _coordinates(results)
    if coordinates is None:
        return {}
    places = {}
    for group in results.group_ids:
        rows = coordinates if group == ALL else coordinates[results.labels == group]
        for number, clip in enumerate(results.clips):
            points = rows[:, number]
            points = points[~np.isnan(points).any(axis=1)]
            if len(points):
                valence, arousal = points.mean(axis=0)
                places[clip.id, group] = PlaceOfClip(
                    clip.id, group, len(points), float(valence), float(arousal), confidence_region(points)
                )
    return places


def confidence_region(points: _Floats, *, level: float = 0.95) -> Ellipse | None:
    """Of the mean of points (n, 2): n (x̄ − μ)' S⁻¹ (x̄ − μ) ≤ 2 (n − 1) / (n − 2) · F(2, n − 2)."""
    n = len(points)
    if n < MIN_RATERS:
        return None
    quantile = float(special.fdtri(2, n - 2, level))
    return ellipse_of(np.cov(points.T), math.sqrt(2 * (n - 1) / (n - 2) * quantile / n))


def ellipse_of(covariance: _Floats, radius: float) -> Ellipse | None:
    """Points at Mahalanobis distance ``radius``; None where a direction has no spread."""
    spread, directions = np.linalg.eigh(covariance)
    if spread[0] <= 1e-12:
        return None
    first = directions[:, 1]
    return Ellipse(
        radius * math.sqrt(spread[1]),
        radius * math.sqrt(spread[0]),
        math.degrees(math.atan2(first[1], first[0])),
    )


def _coordinates(results: AgreementResults) -> _Floats | None:
    """Valence and arousal of each listener and clip, (n_raters, n_clips, 2); NaN where one is missing."""
    quadrants = {emotion.id: emotion.quadrant for emotion in EMOTIONS}
    rated = [item for item in results.items if item in quadrants and len(results.matrices[item].levels) > 1]
    signs = np.array([[quadrants[item].valence, quadrants[item].arousal] for item in rated], dtype=float)
    if not len(rated) or (abs(signs.sum(axis=0)) == len(rated)).any():
        return None
    if np.linalg.matrix_rank(signs) < 2:  # joy and sadness alone: both axes are the same
        return None
    weights = signs / np.where(signs > 0, (signs > 0).sum(axis=0), (signs < 0).sum(axis=0))
    first = results.matrices[rated[0]]
    total = np.zeros((first.n_raters, first.n_clips, 2))
    for item, weight in zip(rated, weights, strict=True):
        matrix = results.matrices[item]
        span = matrix.levels[-1] - matrix.levels[0]
        total += ((matrix.values() - matrix.levels[0]) / span)[:, :, None] * weight
    return total
