"""Everything that is said of a model's answers to clips, by clip.

Conventions
-----------
Listeners' shares are the truth: a soft label, not an error around a hard one. Logarithms are natural.

Metrics
-------
* Accuracy, precision, recall, F1: see `confusion_scores`.
* Cross-entropy: −Σ shares · ln p, averaged over clips. No model can be below the floor, the mean entropy of
  the listeners' shares; only the difference between the two is the model's.
* r: Pearson's correlation of predicted positive arousal (valence) with the listeners' share of it.
* Brier: the expected squared error against one listener's answer, Σₖ (pₖ − yₖ)² over the four quadrants (0 to
  2), and (p − y)² for arousal and valence (0 to 1).
* ECE: expected calibration error. Clips are put by confidence into bins of equal mass; in each the mean
  confidence is compared with the share of listeners who agree. With few clips it is above 0 by chance alone.

References
----------
Gneiting & Raftery (2007), "Strictly proper scoring rules, prediction, and estimation", JASA 102, 359–378.
Nixon et al. (2019), "Measuring calibration in deep learning", CVPR workshops: bins of equal mass.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from merlingua.mer_models.clip_predictions import ClipLabels, ClipPredictions
from merlingua.mer_models.confusion_scores import (
    HALVES,
    ConfusionScores,
    confusion_of,
    halves,
    scores_of_confusion,
)
from merlingua.mer_models.corpus import QUADRANTS, positive_shares
from merlingua.mer_models.errors import EvaluationError

SMALLEST_PROBABILITY = 1e-7
"""A probability of 0 counts as this, so that one clip cannot make the cross-entropy infinite."""
N_CALIBRATION_BINS = 10


@dataclass(frozen=True)
class ProbabilityScores:
    """Scores of probabilities; ``floor`` is the lowest cross-entropy that the labels allow."""

    cross_entropy: float
    floor: float
    brier: float
    ece: float


@dataclass(frozen=True)
class HalfScores:
    """Scores of arousal or of valence; r is None where either side does not vary."""

    decisions: ConfusionScores
    probabilities: ProbabilityScores
    pearson_r: float | None


@dataclass(frozen=True)
class ClipScores:
    """All scores of one model on one set of clips."""

    n_clips: int
    quadrants: ConfusionScores
    probabilities: ProbabilityScores
    arousal: HalfScores
    valence: HalfScores

    def to_json(self) -> dict[str, Any]:
        """For `json.dumps`, in full precision."""
        return asdict(self)


def score_clips(predictions: ClipPredictions, labels: ClipLabels) -> ClipScores:
    """Score the predictions of the labels' clips; predictions of other clips are left aside.

    Raises
    ------
    EvaluationError
        If a clip has no prediction, or there are no clips.
    """
    if not len(labels):
        raise EvaluationError("there are no clips with a label to score; name a corpus that has labels")
    told = predictions.of_clips(labels.clip_ids)
    arousal, valence = positive_shares(labels.shares)
    return ClipScores(
        n_clips=len(labels),
        quadrants=scores_of_confusion(confusion_of(labels.shares, told.quadrants), QUADRANTS),
        probabilities=probability_scores(told.quadrants, labels.shares),
        arousal=_half_scores(told.arousal, arousal),
        valence=_half_scores(told.valence, valence),
    )


def probability_scores(probabilities: NDArray[np.float64], shares: NDArray[np.float64]) -> ProbabilityScores:
    """Score quadrants, both of shape (n_clips, 4)."""
    rows = np.arange(len(shares))
    said = probabilities.argmax(axis=1)
    # E Σ (p − y)² over a listener's answer y, which is 1 for quadrant k in shares[k] of the cases.
    brier = (probabilities**2 - 2 * probabilities * shares).sum(axis=1) + shares.sum(axis=1)
    return ProbabilityScores(
        cross_entropy=float(clip_cross_entropies(probabilities, shares).mean()),
        floor=float(_entropies(shares).mean()),
        brier=float(brier.mean()),
        ece=calibration_error(probabilities[rows, said], shares[rows, said]),
    )


def clip_cross_entropies(
    probabilities: NDArray[np.float64], shares: NDArray[np.float64]
) -> NDArray[np.float64]:
    """−Σ shares · ln p of each clip, shape (n_clips,), of two tables (n_clips, n_classes)."""
    rows = probabilities / probabilities.sum(axis=1, keepdims=True)
    return np.asarray(-(shares * np.log(np.maximum(rows, SMALLEST_PROBABILITY))).sum(axis=1))


def calibration_error(
    confidence: NDArray[np.float64], agreement: NDArray[np.float64], n_bins: int = N_CALIBRATION_BINS
) -> float:
    """Expected calibration error, with bins of equal mass; clips of equal confidence share a bin.

    Parameters
    ----------
    confidence, agreement : shape (n_clips,)
        The model's probability of something, and the share of listeners for whom it holds.
    """
    order = np.argsort(confidence, kind="stable")
    sorted_confidence = confidence[order]
    first_rank = np.searchsorted(sorted_confidence, sorted_confidence, side="left")
    bins = first_rank * min(n_bins, len(order)) // len(order)
    gaps = np.bincount(bins, weights=sorted_confidence - agreement[order])
    return float(np.abs(gaps).sum() / len(order))


def pearson_r(x: NDArray[np.float64], y: NDArray[np.float64]) -> float | None:
    """Pearson's correlation, or None where one side does not vary."""
    a, b = x - x.mean(), y - y.mean()
    norm_a, norm_b = float(np.linalg.norm(a)), float(np.linalg.norm(b))
    # Rounding leaves some 1e-16 of a constant column.
    if min(norm_a, norm_b) <= 1e-12 * np.sqrt(len(x)):
        return None
    return float(np.clip((a / norm_a) @ (b / norm_b), -1, 1))


def _entropies(shares: NDArray[np.float64]) -> NDArray[np.float64]:
    """−Σ shares · ln shares of each clip, with 0 · ln 0 = 0."""
    return np.asarray(-(shares * np.log(np.where(shares > 0, shares, 1))).sum(axis=1))


def _half_scores(positive: NDArray[np.float64], share: NDArray[np.float64]) -> HalfScores:
    told, truth = halves(positive), halves(share)
    brier = positive**2 - 2 * positive * share + share
    return HalfScores(
        decisions=scores_of_confusion(confusion_of(truth, told), HALVES),
        probabilities=ProbabilityScores(
            cross_entropy=float(clip_cross_entropies(told, truth).mean()),
            floor=float(_entropies(truth).mean()),
            brier=float(brier.mean()),
            ece=calibration_error(positive, share),
        ),
        pearson_r=pearson_r(positive, share),
    )
