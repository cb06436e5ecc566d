"""Clips whose mood is known, and models that hear more or less of it."""

from __future__ import annotations

import numpy as np
from scipy.special import softmax

from merlingua.mer_models.baselines import constant_baseline, prior_baseline
from merlingua.mer_models.clip_predictions import ClipLabels, ClipPredictions
from merlingua.mer_models.clip_resamples import Resampling
from merlingua.mer_models.evaluated_models import ModelRow, MusicToJudge
from merlingua.mer_models.human_ceiling import HumanCeiling

FEW = Resampling(n_resamples=200, n_flips=199)


class HeardMusic:
    """Soft labels of invented clips, and predictions of a given noise."""

    def __init__(self, n_clips: int = 60, seed: int = 0) -> None:
        self._rng = np.random.default_rng(seed)
        self._mood = self._rng.normal(size=(n_clips, 4))
        ids = tuple(f"clip {n}" for n in range(n_clips))
        groups = tuple(f"artist {n // 3}" for n in range(n_clips))
        self.labels = ClipLabels(ids, softmax(self._mood, axis=1), groups)

    def heard(self, noise: float) -> ClipPredictions:
        logits = self._mood + noise * self._rng.normal(size=self._mood.shape)
        return ClipPredictions.from_quadrants(self.labels.clip_ids, softmax(logits, axis=1))

    def constant_row(self) -> ModelRow:
        answers = constant_baseline(self.labels.shares, self.labels.clip_ids)
        return ModelRow("constant", (answers,), "baseline", has_probabilities=False)

    def prior_row(self) -> ModelRow:
        return ModelRow("prior", (prior_baseline(self.labels.shares, self.labels.clip_ids),), "baseline")

    def music(self, *rows: ModelRow, human: HumanCeiling | None = None) -> MusicToJudge:
        return MusicToJudge("heard", self.labels, 0.5, "Two folds by artist.", rows, human)
