"""What a model must beat: answers that need no network, under the same splits and to the same scorer.

Conventions
-----------
Constant: the most frequent answer of the training labels, for the quadrant, arousal and valence each; it
gives no probabilities, so its cross-entropy is not worth printing. Prior: the training labels' mean shares.
Regression: `soft_logistic` on a table of features (descriptors, an embedding, an encoder with random
weights), its strength chosen in inner folds by artist within the training clips. Nothing here ever sees a
test label.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike, NDArray

from merlingua.mer_models.clip_predictions import ClipLabels, ClipPredictions
from merlingua.mer_models.confusion_scores import plurality
from merlingua.mer_models.corpus import positive_shares
from merlingua.mer_models.errors import EvaluationError
from merlingua.mer_models.soft_logistic import STRENGTHS, choose_strength, fit_soft_logistic

CONSTANT = "constant"
PRIOR = "prior"
INNER_FOLDS = 5

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class FeatureTable:
    """A row of numbers a clip, shape (n_clips, n_features); ``block_sizes`` as in `fit_soft_logistic`."""

    clip_ids: tuple[str, ...]
    values: FloatArray
    block_sizes: tuple[int, ...] | None = None

    def of_clips(self, clip_ids: Sequence[str]) -> FloatArray:
        """The rows of these clips, in this order; `EvaluationError` names those that are missing."""
        row_of = {clip_id: row for row, clip_id in enumerate(self.clip_ids)}
        if missing := [clip_id for clip_id in clip_ids if clip_id not in row_of]:
            raise EvaluationError(
                f"{len(missing)} of {len(clip_ids)} clips have no features, the first is {missing[0]!r}: "
                "compute them, or leave the clips out for all models"
            )
        return np.asarray(self.values[[row_of[clip_id] for clip_id in clip_ids]], dtype=np.float64)


@dataclass(frozen=True, eq=False)
class BaselineAnswers:
    """A baseline's predictions of all test clips; ``strengths`` are those of the regression, one a fold."""

    predictions: ClipPredictions
    strengths: tuple[float, ...] = field(default=())


def constant_baseline(train_shares: ArrayLike, clip_ids: Sequence[str]) -> ClipPredictions:
    """The most frequent answer of the training labels, whatever the clip; of equal ones the first."""
    shares = _labels(train_shares)
    clips_of_quadrant = plurality(shares).sum(axis=0)
    row = np.zeros(4)
    row[clips_of_quadrant.argmax()] = 1.0
    halves = (np.where((share > 0.5).mean() >= 0.5, 1.0, 0.0) for share in positive_shares(shares))
    arousal, valence = (np.full(len(clip_ids), half) for half in halves)
    return ClipPredictions(tuple(clip_ids), np.tile(row, (len(clip_ids), 1)), arousal, valence)


def prior_baseline(train_shares: ArrayLike, clip_ids: Sequence[str]) -> ClipPredictions:
    """The mean of the training labels' shares, whatever the clip."""
    mean = _labels(train_shares).mean(axis=0)
    return ClipPredictions.from_quadrants(tuple(clip_ids), np.tile(mean, (len(clip_ids), 1)))


def regression_baseline(
    features: FeatureTable,
    train: ClipLabels,
    clip_ids: Sequence[str],
    *,
    seed: int,
    strengths: Sequence[float] = STRENGTHS,
    n_inner_folds: int = INNER_FOLDS,
) -> BaselineAnswers:
    """Soft logistic regression on features of any kind.

    Parameters
    ----------
    train
        Labels and groups of the clips to learn from.
    clip_ids
        The clips to predict.
    seed
        Of the inner folds.
    """
    known = features.of_clips(train.clip_ids)
    blocks = features.block_sizes
    strength = choose_strength(
        known, train.shares, train.groups, strengths, n_inner_folds, seed, block_sizes=blocks
    )
    fitted = fit_soft_logistic(known, train.shares, strength=strength, block_sizes=blocks)
    predicted = fitted.predict(features.of_clips(clip_ids))
    return BaselineAnswers(ClipPredictions.from_quadrants(tuple(clip_ids), predicted), (strength,))


def baselines_of_split(
    train: ClipLabels, clip_ids: Sequence[str], features: Mapping[str, FeatureTable], *, seed: int
) -> dict[str, BaselineAnswers]:
    """Every baseline for one split: "constant", "prior", and one by the name of each table of features."""
    answers = {
        CONSTANT: BaselineAnswers(constant_baseline(train.shares, clip_ids)),
        PRIOR: BaselineAnswers(prior_baseline(train.shares, clip_ids)),
    }
    for name, table in features.items():
        if name in answers:
            raise EvaluationError(f"{name!r} is the name of a baseline already: call the features otherwise")
        answers[name] = regression_baseline(table, train, clip_ids, seed=seed)
    return answers


def baselines_in_folds(
    labels: ClipLabels, folds: ArrayLike, features: Mapping[str, FeatureTable], *, seed: int
) -> dict[str, BaselineAnswers]:
    """Every baseline for all clips, each predicted from the other folds (see `grouped_folds`).

    Parameters
    ----------
    folds : shape (n_clips,)
        Those of the model's cross-validation, so that both had the same clips to learn from.

    Raises
    ------
    EvaluationError
        If a group is in two folds: its voice would be known.
    """
    fold_of_clip = np.asarray(folds)
    _refuse_leaks(labels, fold_of_clip)
    parts: dict[str, list[BaselineAnswers]] = {}
    for fold in np.unique(fold_of_clip):
        train, test = labels_at(labels, fold_of_clip != fold), labels_at(labels, fold_of_clip == fold)
        for name, answers in baselines_of_split(train, test.clip_ids, features, seed=seed).items():
            parts.setdefault(name, []).append(answers)
    return {name: _joined(answers, labels.clip_ids) for name, answers in parts.items()}


def labels_at(labels: ClipLabels, is_chosen: NDArray[np.bool_]) -> ClipLabels:
    """The labels of some of the clips, by a mask of shape (n_clips,)."""
    rows = np.flatnonzero(is_chosen)
    return ClipLabels(
        tuple(labels.clip_ids[row] for row in rows),
        labels.shares[rows],
        tuple(labels.groups[row] for row in rows),
    )


def _joined(answers: Sequence[BaselineAnswers], clip_ids: tuple[str, ...]) -> BaselineAnswers:
    tables = [answer.predictions for answer in answers]
    together = ClipPredictions(
        tuple(clip_id for table in tables for clip_id in table.clip_ids),
        np.concatenate([table.quadrants for table in tables]),
        np.concatenate([table.arousal for table in tables]),
        np.concatenate([table.valence for table in tables]),
    )
    strengths = tuple(strength for answer in answers for strength in answer.strengths)
    return BaselineAnswers(together.of_clips(clip_ids), strengths)


def _refuse_leaks(labels: ClipLabels, fold_of_clip: NDArray[np.int64]) -> None:
    if fold_of_clip.shape != (len(labels),) or len(np.unique(fold_of_clip)) < 2:
        raise EvaluationError(
            f"folds of shape {fold_of_clip.shape} for {len(labels)} clips: one fold a clip is due, and at "
            "least two folds"
        )
    fold_of_group: dict[str, int] = {}
    for group, fold in zip(labels.groups, fold_of_clip.tolist(), strict=True):
        if fold_of_group.setdefault(group, fold) != fold:
            raise EvaluationError(
                f"leak: clips of {group!r} are in fold {fold_of_group[group]} and in fold {fold}. "
                "Make the folds with grouped_folds."
            )


def _labels(train_shares: ArrayLike) -> FloatArray:
    shares = np.asarray(train_shares, dtype=np.float64)
    if shares.ndim != 2 or shares.shape[1] != 4 or not len(shares):
        raise EvaluationError(
            f"training labels of shape {shares.shape}; (n_clips, 4) is due, one clip or more"
        )
    return shares
