"""What the process behind a session does with a question: hears a study's clips, and tells when asked.

Runs without Qt. A clip is heard as listeners hear it: where it is a part of a file, that part alone.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from merlingua.gui.revelation_model import (
    CurveQuestion,
    Heard,
    HeardAll,
    PrepareQuestion,
    Question,
    RevealQuestion,
    Revelation,
)
from merlingua.mer_models.predictions import Prediction
from merlingua.surveys.clips import Clip

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

N_PEAKS = 2000
WHOLE_TO_S = 0.05
"""A clip that leaves out no more than this of its file is the whole file: headers round."""

Progress = Callable[..., None]


class HearingModel(Protocol):
    """What is asked of a ``Predictor``."""

    @property
    def name(self) -> str:
        """How the model is called."""

    @property
    def model(self) -> Any:
        """The network with its ``card``."""

    def predict(self, path: str | Path, *, curve: bool = False) -> Prediction:
        """The answer for a file; FeatureError in one line where there can be none."""


class RevelationWork:
    """Keeps what was heard here, in this process; ``load`` makes a model of a name."""

    def __init__(self, load: Callable[[str], HearingModel] | None = None) -> None:
        self._load = load or _load_predictor
        self._models: dict[str, HearingModel] = {}
        self._heard: dict[tuple[str, Clip], Prediction] = {}

    def answer(self, question: Question, *, progress: Progress) -> Any:
        """The answer to one question; MerlinguaError where there can be none."""
        model = self._model(question.model)
        weights_sha256 = str(model.model.card.weights_sha256)
        if isinstance(question, PrepareQuestion):
            for n_done, clip in enumerate(question.clips):
                progress(n_done, len(question.clips))
                self._prediction(clip, question.model)
            return HeardAll(model.name, weights_sha256)
        prediction = self._prediction(question.clip, question.model)
        if isinstance(question, RevealQuestion):
            q1, q2, q3, q4 = (float(share) for share in prediction.quadrants)
            return Revelation(question.clip.id, model.name, weights_sha256, (q1, q2, q3, q4))
        if isinstance(question, CurveQuestion):
            return Heard(question.clip.id, model.name, prediction, _peaks(question.clip))
        raise TypeError(f"{question!r} is no question")

    def _model(self, name: str) -> HearingModel:
        if name not in self._models:
            self._models[name] = self._load(name)
        return self._models[name]

    def _prediction(self, clip: Clip, model: str) -> Prediction:
        known = self._heard.get((model, clip))
        if known is None:
            known = self._heard[model, clip] = _predicted(self._model(model), clip)
        return known


def _predicted(model: HearingModel, clip: Clip) -> Prediction:
    import soundfile

    from merlingua.surveys.audio_files import probe, read_clip

    if clip.onset_s <= WHOLE_TO_S and probe(clip.file).duration_s <= clip.duration_s + WHOLE_TO_S:
        return model.predict(clip.file, curve=True)
    excerpt = read_clip(clip)
    with tempfile.TemporaryDirectory(prefix="merlingua-") as folder:
        file = Path(folder) / "excerpt.wav"
        soundfile.write(file, excerpt.samples, excerpt.sample_rate, subtype="FLOAT")
        return model.predict(file, curve=True)


def _peaks(clip: Clip) -> NDArray[np.float32]:
    import numpy as np

    from merlingua.surveys.audio_files import read_clip
    from merlingua.surveys.waveform import waveform_peaks

    samples = read_clip(clip).samples
    peaks = waveform_peaks(samples, min(N_PEAKS, len(samples)))
    loudest = float(peaks.max(initial=0.0))
    return np.asarray(peaks / loudest if loudest > 0 else peaks, dtype=np.float32)


def _load_predictor(name: str) -> HearingModel:
    from merlingua.mer_models.predictor import Predictor

    return Predictor.load(name)
