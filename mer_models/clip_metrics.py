"""Scores as functions of sums over clips, so that thousands of resamples are one matrix product.

Conventions
-----------
Every metric here is a function of sums of terms, a row of terms a clip: the cross-entropy of [loss, 1],
accuracy and F1 of the clip's part of the confusion matrix, a correlation of [1, x, y, x², y², xy]. Weights of
clips (how often each was drawn) then give the metric of a resample, and swapping two models' rows of a clip
gives what a sign flip needs. Definitions are those of `clip_scores` and `confusion_scores`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from merlingua.mer_models.clip_predictions import ClipLabels, ClipPredictions
from merlingua.mer_models.clip_scores import clip_cross_entropies
from merlingua.mer_models.confusion_scores import halves, plurality, precision_recall_f1
from merlingua.mer_models.corpus import positive_shares

Metric = Literal[
    "cross_entropy",
    "accuracy",
    "macro_f1",
    "weighted_f1",
    "arousal_r",
    "arousal_accuracy",
    "arousal_macro_f1",
    "valence_r",
    "valence_accuracy",
    "valence_macro_f1",
]
METRICS: tuple[Metric, ...] = get_args(Metric)
LOWER_IS_BETTER: frozenset[Metric] = frozenset({"cross_entropy"})

Array = NDArray[np.float64]

_NO_VARIANCE = 1e-12


def metric_terms(metric: Metric, predictions: ClipPredictions, labels: ClipLabels) -> Array:
    """The terms of each clip, shape (n_clips, n_terms), in the order of the labels."""
    told = predictions.of_clips(labels.clip_ids)
    if metric == "cross_entropy":
        losses = clip_cross_entropies(told.quadrants, labels.shares)
        return np.column_stack([losses, np.ones(len(losses))])
    if metric in ("accuracy", "macro_f1", "weighted_f1"):
        return _confusion_terms(labels.shares, told.quadrants)
    side, _, score = metric.partition("_")
    arousal, valence = positive_shares(labels.shares)
    share, positive = (arousal, told.arousal) if side == "arousal" else (valence, told.valence)
    if score == "r":
        # Around the middle of the scale: the sums of squares keep their digits.
        x, y = positive - 0.5, share - 0.5
        return np.column_stack([np.ones(len(x)), x, y, x * x, y * y, x * y])
    return _confusion_terms(halves(share), halves(positive))


def metric_values(metric: Metric, sums: Array) -> Array:
    """The metric of summed terms, shape (…,), of ``sums`` (…, n_terms); NaN where it has no value."""
    return _VALUE_OF[metric.removeprefix("arousal_").removeprefix("valence_")](sums)


def metric_value(metric: Metric, predictions: ClipPredictions, labels: ClipLabels) -> float:
    """The metric of one model on all clips; NaN where it has no value."""
    return float(metric_values(metric, metric_terms(metric, predictions, labels).sum(axis=0)))


def _confusion_terms(truth: Array, told: Array) -> Array:
    n_clips, n_classes = truth.shape
    parts = plurality(truth)[:, :, None] * plurality(told)[:, None, :]
    return np.asarray(parts.reshape(n_clips, n_classes**2), dtype=np.float64)


def _matrices(sums: Array) -> Array:
    n_classes = round(sums.shape[-1] ** 0.5)
    return sums.reshape(*sums.shape[:-1], n_classes, n_classes)


def _mean(sums: Array) -> Array:
    return np.asarray(sums[..., 0] / sums[..., 1])


def _accuracy(sums: Array) -> Array:
    matrices = _matrices(sums)
    return np.asarray(np.trace(matrices, axis1=-2, axis2=-1) / sums.sum(axis=-1))


def _macro_f1(sums: Array) -> Array:
    return np.asarray(precision_recall_f1(_matrices(sums))[2].mean(axis=-1))


def _weighted_f1(sums: Array) -> Array:
    matrices = _matrices(sums)
    return np.asarray(
        (precision_recall_f1(matrices)[2] * matrices.sum(axis=-1)).sum(axis=-1) / sums.sum(axis=-1)
    )


def _correlation(sums: Array) -> Array:
    n, x, y, xx, yy, xy = np.moveaxis(sums, -1, 0)
    variance_x, variance_y = xx / n - (x / n) ** 2, yy / n - (y / n) ** 2
    covariance = xy / n - x * y / n**2
    has_value = (variance_x > _NO_VARIANCE) & (variance_y > _NO_VARIANCE)
    spread = np.sqrt(np.where(has_value, variance_x * variance_y, 1.0))
    return np.where(has_value, np.clip(covariance / spread, -1, 1), np.nan)


_VALUE_OF: dict[str, Callable[[Array], Array]] = {
    "cross_entropy": _mean,
    "accuracy": _accuracy,
    "macro_f1": _macro_f1,
    "weighted_f1": _weighted_f1,
    "r": _correlation,
}
