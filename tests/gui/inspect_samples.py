"""Made-up predictions for tests of the Inspect page, and a process that answers with them at once."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import soundfile

from merlingua.gui.inspect_model import (
    Answer,
    HeardBy,
    LanguageShares,
    ListenersQuestion,
    LoadQuestion,
    Picture,
    SaliencyQuestion,
)
from merlingua.gui.inspect_process import InspectProcess
from merlingua.mer_models.errors import CheckpointError
from merlingua.mer_models.predictions import Curve, HalfWidths, Prediction

RATE = 16_000


def prediction(duration_s: float = 6.0, *, seed: int = 1) -> Prediction:
    """From Q2 to Q4 over the clip, at the seed's own pace."""
    n = max(1, int(np.ceil(duration_s - 0.5)))
    share = np.linspace(0, 1, n)[:, np.newaxis] ** seed
    rows = (1 - share) * np.array([0.1, 0.7, 0.15, 0.05]) + share * np.array([0.2, 0.05, 0.15, 0.6])
    return Prediction(
        duration_s=duration_s,
        quadrants=rows.mean(axis=0),
        credible=("Q2", "Q4"),
        curve=Curve(np.arange(n) + 0.5, rows),
        half_widths=HalfWidths(0.9, 0.12, 0.3, 0.4),
    )


def picture(duration_s: float = 6.0) -> Picture:
    """Levels that rise with time and pitch."""
    levels = np.add.outer(np.arange(100), np.arange(128)).astype(np.uint8)
    return Picture(levels, duration_s)


def write_clip(file: Path, duration_s: float = 6.0) -> str:
    """A tone that swells."""
    time = np.arange(round(duration_s * RATE)) / RATE
    soundfile.write(file, 0.5 * np.sin(2 * np.pi * 220 * time) * time / duration_s, RATE)
    return str(file)


class InstantProcess(InspectProcess):
    """Answers in the executor's thread, without a process; ``asked`` keeps the questions."""

    def __init__(self, answer: Callable[[Any], Any] | None = None) -> None:
        super().__init__()
        self.executor = ThreadPoolExecutor(1, thread_name_prefix="instant")
        self.asked: list[Any] = []
        self._answer_to = answer or answer_to

    def ask(self, question: Any, *, progress: Callable[..., None] | None = None) -> Any:
        self.asked.append(question)
        return self._answer_to(question)


def answer_to(question: Any) -> Any:
    """A file called bad.wav is no audio, a model called broken is none."""
    if isinstance(question, ListenersQuestion):
        shares = LanguageShares("de", 12, np.array([0.25, 0.5, 0.25, 0.0]))
        return {file: HeardBy((shares,)) for file in question.files}
    if isinstance(question, LoadQuestion):
        return question.model
    if isinstance(question, SaliencyQuestion):
        return picture(soundfile.info(question.file).duration)
    if question.model == "broken":
        raise CheckpointError("broken: there is no such model")
    if Path(question.file).name == "bad.wav":
        return Answer(question.file, question.model, problem=f"{question.file}: cannot be decoded as audio")
    duration_s = soundfile.info(question.file).duration
    seed = 3 if question.model == "second" else 1
    found = prediction(duration_s, seed=seed) if question.model else None
    return Answer(
        question.file, question.model, found, picture(duration_s) if question.wants_picture else None
    )
