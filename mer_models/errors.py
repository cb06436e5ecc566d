"""Errors of corpora, features, models and training that a user can mend."""

from __future__ import annotations

from merlingua.surveys.errors import MerlinguaError


class CorpusError(MerlinguaError, ValueError):
    """A corpus is not what its name says, or holds nothing that can be used."""


class FeatureError(MerlinguaError, ValueError):
    """Sound cannot be turned into features, or features do not fit the model."""


class CheckpointError(MerlinguaError, ValueError):
    """A checkpoint is damaged, not what it claims to be, or does not fit."""


class TrainingError(MerlinguaError, RuntimeError):
    """Training cannot start or go on."""


class EvaluationError(MerlinguaError, ValueError):
    """Predictions and labels do not fit each other, or there are too few."""


class DivergedError(TrainingError):
    """A loss is no number: the learning rate is too high, or a clip is spoilt."""
