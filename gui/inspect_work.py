"""What the process behind the Inspect page does with a question: predicts, draws small, reads ratings.

Runs without Qt. Models stay loaded; the store is opened anew for each question, so that others may move it.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from merlingua.gui.inspect_model import (
    N_COLUMNS,
    Answer,
    ExportQuestion,
    HeardBy,
    LanguageShares,
    ListenersQuestion,
    LoadQuestion,
    Picture,
    PredictQuestion,
    Question,
    SaliencyQuestion,
)
from merlingua.mer_models.errors import CheckpointError, FeatureError
from merlingua.mer_models.predictions import Prediction
from merlingua.surveys.errors import MerlinguaError

N_MODELS_KEPT = 4
DYNAMIC_NEPER = 9.2
"""What is drawn of a spectrogram below its loudest: 80 dB."""
FRAME_S = 0.032
SMOOTHED = (9, 5)
"""Frames and bands that saliency is averaged over: cell by cell it is a cloud of specks."""
SALIENCY_QUANTILE = 0.995
"""A few cells outshine all others: whatever is above this share of them is drawn as the most."""

Progress = Callable[..., None]


class AskedModel(Protocol):
    """What is asked of a ``Predictor``."""

    def predict(self, path: str | Path, *, curve: bool = False) -> Prediction:
        """The answer for a file; FeatureError in one line where there can be none."""


class InspectWork:
    """Answers questions one after another; ``load`` makes a model of a name, by default a ``Predictor``."""

    def __init__(self, load: Callable[[str], AskedModel] | None = None) -> None:
        self._load = load or _load_predictor
        self._models: dict[str, AskedModel] = {}

    def answer(self, question: Question, *, progress: Progress) -> Any:
        """The answer to one question; MerlinguaError where there can be none."""
        if isinstance(question, PredictQuestion):
            return self._predict(question)
        if isinstance(question, LoadQuestion):
            self._model(question.model)
            return question.model
        if isinstance(question, ListenersQuestion):
            return _listeners(question)
        if isinstance(question, SaliencyQuestion):
            return self._saliency(question)
        if isinstance(question, ExportQuestion):
            from merlingua.gui.inspect_export import write_export

            return write_export(question)
        raise TypeError(f"{question!r} is no question")

    def _predict(self, question: PredictQuestion) -> Answer:
        model = self._model(question.model) if question.model else None
        try:
            prediction = model.predict(question.file, curve=True) if model is not None else None
            picture = picture_of(Path(question.file)) if question.wants_picture else None
        except FeatureError as error:
            return Answer(question.file, question.model, problem=str(error))
        return Answer(question.file, question.model, prediction, picture)

    def _saliency(self, question: SaliencyQuestion) -> Picture:
        model: Any = self._model(question.model)
        if not hasattr(model, "saliency"):
            raise FeatureError(f"the model {question.model!r} cannot tell what it looks at")
        weights = np.asarray(model.saliency(question.file, onset_s=question.onset_s), dtype=np.float32)
        for_it = _averaged(_smoothed(np.maximum(weights, 0)))
        most = float(np.quantile(for_it, SALIENCY_QUANTILE)) or 1.0
        return Picture(_levels(for_it / most), len(weights) * FRAME_S, question.onset_s)

    def _model(self, name: str) -> AskedModel:
        if name not in self._models:
            while len(self._models) >= N_MODELS_KEPT:
                del self._models[next(iter(self._models))]
            try:
                self._models[name] = self._load(name)
            except MerlinguaError as error:
                raise CheckpointError(str(error)) from error  # of the model, not of the file it is asked for
        return self._models[name]


def picture_of(file: Path, *, n_columns: int = N_COLUMNS) -> Picture:
    """The log-mels of a file in at most ``n_columns`` columns, read block after block.

    Raises
    ------
    FeatureError
        In one line, if the file cannot be used.
    """
    from merlingua.mer_models.log_mel import LogMelSettings
    from merlingua.mer_models.sound_blocks import measure, mel_blocks

    settings = LogMelSettings()
    sound = measure(file, settings)
    n_frames = settings.frames_in(sound.n_samples)
    n = min(n_columns, n_frames)
    sums = np.zeros((n, settings.n_mels))
    counts = np.zeros(n)
    for block in mel_blocks(sound, settings, margin=0):
        columns = np.arange(block.first, block.first + block.n) * n // n_frames
        np.add.at(sums, columns, block.mels)
        np.add.at(counts, columns, 1)
    means = sums / counts[:, np.newaxis]
    return Picture(_levels((means - means.max()) / DYNAMIC_NEPER + 1), sound.duration_s)


def _smoothed(frames: NDArray[np.float32]) -> NDArray[np.float32]:
    from scipy.ndimage import uniform_filter

    return np.asarray(uniform_filter(frames, SMOOTHED, mode="nearest"), dtype=np.float32)


def _averaged(frames: NDArray[np.float32]) -> NDArray[np.float32]:
    """(n_frames, n_mels) in at most ``N_COLUMNS`` columns."""
    n = min(N_COLUMNS, len(frames))
    starts = np.arange(n) * len(frames) // n
    sums = np.add.reduceat(frames, starts, axis=0)
    return np.asarray(sums / np.diff(np.append(starts, len(frames)))[:, np.newaxis], dtype=np.float32)


def _levels(shares: NDArray[Any]) -> NDArray[np.uint8]:
    return np.asarray(np.clip(shares, 0, 1) * 255, dtype=np.uint8)


def _load_predictor(name: str) -> AskedModel:
    from merlingua.mer_models.predictor import Predictor

    return Predictor.load(name)


def _listeners(question: ListenersQuestion) -> dict[str, HeardBy]:
    from merlingua.analysis.listener_quadrants import shares_of_files

    found = shares_of_files(
        question.store, question.files, study_id=question.study_id, clip_ids=question.clip_ids
    )
    return {
        file: HeardBy(
            tuple(LanguageShares(row.language, row.n_listeners, row.shares) for row in shares.rows),
            shares.is_simulated,
        )
        for file, shares in found.items()
    }
