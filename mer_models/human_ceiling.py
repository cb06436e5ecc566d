"""How good one listener is at saying what the others say: the human row beside the models.

Conventions
-----------
Each vote in turn is taken for a prediction, and the mean of the *other* votes on the clip for the truth, with
the weights that votes have in the clip's label, so that this truth is a label as models are held against; a
clip with one vote says nothing. A model is held against all votes, so a listener has it a little harder.

Metrics
-------
* Decisions: the vote's largest share against the others' largest; where shares tie, the vote (or the truth)
  counts in equal parts in each. Accuracy, precision, recall and F1 are those of the matrix, in votes.
* Cross-entropy: a vote mostly leaves quadrants at 0, which would cost infinitely much. So it is mixed with
  the corpus' mean shares, w · vote + (1 − w) · mean, with the one w that is best for the listeners: the most
  that a single vote tells of the others'.
* r: Pearson's correlation over votes of positive arousal (valence) in the vote and in the others' mean.

Intervals resample clips, with all of their votes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar

from merlingua.mer_models.clip_scores import clip_cross_entropies
from merlingua.mer_models.confusion_scores import (
    ConfusionScores,
    plurality,
    precision_recall_f1,
    scores_of_confusion,
)
from merlingua.mer_models.corpus import Vote, positive_shares
from merlingua.mer_models.errors import EvaluationError

FloatArray = NDArray[np.float64]
Bounds = tuple[float, float]
LEVEL = 0.95


@dataclass(frozen=True)
class HumanCeiling:
    """One listener against the rest; ``intervals`` by the names of the scores they belong to."""

    n_votes: int
    n_clips: int
    n_raters: int
    quadrants: ConfusionScores
    cross_entropy: float
    vote_weight: float
    arousal_r: float | None
    valence_r: float | None
    intervals: dict[str, Bounds]
    seed: int


def human_ceiling(votes: Iterable[Vote], *, seed: int, n_replicates: int = 2000) -> HumanCeiling:
    """Hold every listener against the others of the same clip.

    Raises
    ------
    EvaluationError
        If no clip has two votes.
    """
    by_clip: defaultdict[str, list[Vote]] = defaultdict(list)
    for vote in votes:
        by_clip[vote.clip_id].append(vote)
    clips = [of_clip for of_clip in by_clip.values() if len(of_clip) > 1]
    if not clips:
        raise EvaluationError("no clip has two votes, so no listener can be held against others")
    own = np.concatenate([_shares(of_clip) for of_clip in clips])
    rest = np.concatenate([_mean_of_others(_shares(of_clip), _weights(of_clip)) for of_clip in clips])
    clip_of_vote = np.repeat(np.arange(len(clips)), [len(of_clip) for of_clip in clips])
    weight = _best_weight(own, rest)
    losses = clip_cross_entropies(_mixed(own, rest, weight), rest)
    sums = _sums_by_clip(own, rest, losses, clip_of_vote)
    whole = sums.sum(axis=0, keepdims=True)
    scores = _scores(whole)
    rng = np.random.default_rng(seed)
    drawn = rng.multinomial(len(clips), np.full(len(clips), 1 / len(clips)), size=n_replicates)
    replicates = _scores(drawn @ sums)
    tails = [(1 - LEVEL) / 2, (1 + LEVEL) / 2]
    intervals = {}
    for name, values in replicates.items():
        if np.isfinite(values).all():
            low, high = np.quantile(values, tails)
            intervals[name] = (float(low), float(high))
    arousal_r, valence_r = (_or_none(scores[f"{half}_r"][0]) for half in ("arousal", "valence"))
    return HumanCeiling(
        n_votes=len(own),
        n_clips=len(clips),
        n_raters=len({vote.rater_id for of_clip in clips for vote in of_clip}),
        quadrants=scores_of_confusion(whole[0, :16].reshape(4, 4)),
        cross_entropy=float(scores["cross_entropy"][0]),
        vote_weight=weight,
        arousal_r=arousal_r,
        valence_r=valence_r,
        intervals=intervals,
        seed=seed,
    )


def _shares(votes: Iterable[Vote]) -> FloatArray:
    return np.array([vote.quadrant_shares for vote in votes], dtype=np.float64)


def _weights(votes: Iterable[Vote]) -> FloatArray:
    return np.array([vote.weight for vote in votes], dtype=np.float64)


def _mean_of_others(shares: FloatArray, weights: FloatArray) -> FloatArray:
    weighted = shares * weights[:, None]
    others = (weighted.sum(axis=0) - weighted) / (weights.sum() - weights)[:, None]
    # what is left of a difference that is 0
    return np.asarray(np.where(others < 1e-12, 0.0, others))


def _mixed(own: FloatArray, rest: FloatArray, weight: float) -> FloatArray:
    return np.asarray(weight * own + (1 - weight) * rest.mean(axis=0))


def _best_weight(own: FloatArray, rest: FloatArray) -> float:
    found = minimize_scalar(
        lambda weight: float(clip_cross_entropies(_mixed(own, rest, weight), rest).mean()),
        bounds=(0.0, 1.0),
        method="bounded",
        options={"xatol": 1e-6},
    )
    return float(found.x)


def _sums_by_clip(
    own: FloatArray, rest: FloatArray, losses: FloatArray, clip_of_vote: NDArray[np.int64]
) -> FloatArray:
    """Shape (n_clips, 28): the confusion matrix, votes, losses and the moments of two correlations."""
    confusion = plurality(rest)[:, :, None] * plurality(own)[:, None, :]
    columns = [confusion.reshape(len(own), 16), np.ones((len(own), 1)), losses[:, None]]
    for told, truth in zip(positive_shares(own), positive_shares(rest), strict=True):
        x, y = told - told.mean(), truth - truth.mean()
        columns.append(np.column_stack([x, y, x * x, y * y, x * y]))
    sums = np.zeros((int(clip_of_vote.max()) + 1, 28))
    np.add.at(sums, clip_of_vote, np.hstack(columns))
    return sums


def _scores(sums: FloatArray) -> dict[str, FloatArray]:
    """Scores of each row of sums over clips."""
    confusions, n_votes = sums[:, :16].reshape(-1, 4, 4), sums[:, 16]
    precision, recall, f1 = precision_recall_f1(confusions)
    return {
        "accuracy": np.trace(confusions, axis1=1, axis2=2) / n_votes,
        "macro_precision": precision.mean(axis=1),
        "macro_recall": recall.mean(axis=1),
        "macro_f1": f1.mean(axis=1),
        "cross_entropy": sums[:, 17] / n_votes,
        "arousal_r": _correlations(sums[:, 18:23], n_votes),
        "valence_r": _correlations(sums[:, 23:28], n_votes),
    }


def _correlations(moments: FloatArray, n_votes: FloatArray) -> FloatArray:
    x, y, xx, yy, xy = (moments / n_votes[:, None]).T
    spread = np.maximum(xx - x * x, 0) * np.maximum(yy - y * y, 0)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(spread > 1e-24, (xy - x * y) / np.sqrt(spread), np.nan)


def _or_none(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None
