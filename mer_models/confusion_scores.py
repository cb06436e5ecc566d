"""Scores of a confusion matrix: accuracy, and precision, recall and F1 both macro and support-weighted.

Conventions
-----------
Rows are what listeners said, columns what the model said; entries are clips. A clip whose largest shares tie
counts in equal parts in each of them, so entries need not be whole. A score of 0/0 is 0, as in scikit-learn
with ``zero_division=0``; a class that nobody chose still counts in the macro average.

Metrics
-------
* Macro: the plain mean over classes. A model that always says the same class scores badly.
* Weighted: the mean weighted by the listeners' clips of each class. It flatters the frequent class, and its
  recall is the accuracy; some papers print it as "macro".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from merlingua.mer_models.corpus import QUADRANTS
from merlingua.mer_models.errors import EvaluationError

HALVES = ("negative", "positive")
"""Classes of arousal and of valence, in the order of their matrices."""

_TIE = 1e-9


@dataclass(frozen=True)
class ClassScores:
    """One class: scores, and the clips that listeners (support) and the model (n_predicted) put there."""

    name: str
    precision: float
    recall: float
    f1: float
    support: float
    n_predicted: float


@dataclass(frozen=True)
class ConfusionScores:
    """All scores of one confusion matrix, which is kept beside them."""

    n_clips: float
    accuracy: float
    macro_precision: float
    macro_recall: float
    macro_f1: float
    weighted_precision: float
    weighted_recall: float
    weighted_f1: float
    classes: tuple[ClassScores, ...]
    confusion: tuple[tuple[float, ...], ...]


def scores_of_confusion(matrix: ArrayLike, names: Sequence[str] = QUADRANTS) -> ConfusionScores:
    """Score a confusion matrix in clips (or patches), rows true.

    Raises
    ------
    EvaluationError
        If the matrix is not square with a row for each name, is empty, or has negative entries.
    """
    confusion = np.asarray(matrix, dtype=np.float64)
    if confusion.shape != (len(names), len(names)):
        raise EvaluationError(
            f"the confusion matrix has the shape {confusion.shape}; {len(names)} rows and columns are due"
        )
    if not (confusion >= 0).all() or not np.isfinite(confusion.sum()) or confusion.sum() == 0:
        raise EvaluationError("the confusion matrix holds no clips, or entries below 0: count clips in it")
    precision, recall, f1 = precision_recall_f1(confusion)
    support = confusion.sum(axis=1)
    n_clips = float(support.sum())
    predicted = confusion.sum(axis=0)
    return ConfusionScores(
        n_clips=n_clips,
        accuracy=float(np.trace(confusion) / n_clips),
        macro_precision=float(precision.mean()),
        macro_recall=float(recall.mean()),
        macro_f1=float(f1.mean()),
        weighted_precision=float(precision @ support / n_clips),
        weighted_recall=float(recall @ support / n_clips),
        weighted_f1=float(f1 @ support / n_clips),
        classes=tuple(
            ClassScores(name, *(float(score[k]) for score in (precision, recall, f1, support, predicted)))
            for k, name in enumerate(names)
        ),
        confusion=tuple(tuple(row) for row in confusion.tolist()),
    )


def precision_recall_f1(
    confusions: NDArray[np.float64],
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Precision, recall and F1 of each class, shape (…, n_classes), of matrices (…, n_classes, n_classes)."""
    hits = np.diagonal(confusions, axis1=-2, axis2=-1)
    support, predicted = confusions.sum(axis=-1), confusions.sum(axis=-2)
    return _ratio(hits, predicted), _ratio(hits, support), _ratio(2 * hits, support + predicted)


def plurality(shares: NDArray[np.float64]) -> NDArray[np.float64]:
    """1 for the largest share of a row, or equal parts for those that tie; shape as given."""
    is_largest = shares >= shares.max(axis=1, keepdims=True) - _TIE
    return np.asarray(is_largest / is_largest.sum(axis=1, keepdims=True), dtype=np.float64)


def halves(positive: NDArray[np.float64]) -> NDArray[np.float64]:
    """Columns negative and positive, shape (n, 2), of the positive part, shape (n,)."""
    return np.column_stack([1 - positive, positive])


def confusion_of(truth: NDArray[np.float64], predicted: NDArray[np.float64]) -> NDArray[np.float64]:
    """The confusion matrix in clips of two tables of shares, each (n_clips, n_classes), by plurality."""
    return np.asarray(plurality(truth).T @ plurality(predicted), dtype=np.float64)


def best_constant_f1(support: NDArray[np.float64]) -> float:
    """Macro-F1 of a model that always says the most frequent class; ``support`` are clips a class.

    It is right for all n₁ clips of that class and for nothing else: (2 n₁ / (n + n₁)) / n_classes.
    """
    largest = float(support.max())
    return 2 * largest / (float(support.sum()) + largest) / len(support)


def _ratio(part: NDArray[np.float64], whole: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.divide(part, whole, out=np.zeros_like(whole, dtype=np.float64), where=whole > 0)
