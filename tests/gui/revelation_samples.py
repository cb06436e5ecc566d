"""A short study of which listeners may see predictions, and models whose every answer is known again."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from merlingua.gui.revelation_process import RevelationProcess
from merlingua.gui.revelation_work import RevelationWork
from merlingua.mer_models.predictions import Curve, Prediction
from merlingua.surveys.study_new import new_study
from tests.conftest import ROOT
from tests.small_study import write_tones

PRACTICE = "wide"
IDS = ("calm", "bright", "dark", "wide")
"""Three clips, one of which is heard twice, and one for practice."""

SHA256 = "5e" * 32
_N_SECONDS = 3


def sentinel(clip_id: str) -> tuple[float, float, float, float]:
    """Probabilities that nothing else in the program is: each clip has its own."""
    n = IDS.index(clip_id)
    return (0.5000617283 + n / 7919, 0.2000617283, 0.1500617283, 0.1498148151 - n / 7919)


def make_study(folder: Path, *, participant: str = "after_rating", researcher: str = "live") -> Path:
    """A study of one question a clip, without questionnaires; one of three clips is heard again."""
    clips = write_tones(folder.with_name(f"{folder.name}-clips"))
    for file in clips.iterdir():
        if file.stem not in IDS:
            file.unlink()
    new_study(folder, clips=clips, seed=7, practice=[PRACTICE], n_repeats=1, languages=["en", "de"])
    definition = folder / "study.yaml"
    text = definition.read_text("utf-8")
    head = text.split("    items:\n")[0]
    text = f"{head}    items:\n      - {{ref: joy, scale: agree5}}\n\n"
    text += f"predictions: {{participant: {participant}, researcher: {researcher}}}\n"
    lines = [line for line in text.splitlines() if "headphone_check" not in line and "level:" not in line]
    text = "\n".join(lines).replace("devices:", "devices: {level: {calibrate: none}}") + "\n"
    definition.write_text(text, "utf-8")
    return folder


@dataclass
class SentinelModel:
    """Answers every clip with its own numbers; ``heard`` says which files it was asked for."""

    name: str = "sentinel"
    heard: list[str] = field(default_factory=list)

    @property
    def model(self) -> Any:
        return SimpleNamespace(card=SimpleNamespace(weights_sha256=SHA256))

    def predict(self, path: str | Path, *, curve: bool = False) -> Prediction:
        clip_id = Path(path).stem
        self.heard.append(clip_id)
        row = np.array(sentinel(clip_id))
        seconds = Curve(np.arange(_N_SECONDS) + 0.5, np.tile(row, (_N_SECONDS, 1)))
        return Prediction(float(_N_SECONDS), row, ("Q1",), curve=seconds)


class SentinelProcess(RevelationProcess):
    """A real process of its own, whose model is a ``SentinelModel``."""

    module = "tests.gui.sentinel_process"


class InstantProcess(RevelationProcess):
    """Answers in the window's process; ``asked`` keeps the questions."""

    def __init__(self, load: Callable[[str], Any] | None = None) -> None:
        super().__init__()
        self._work = RevelationWork(load or (lambda _name: SentinelModel()))
        self.asked: list[Any] = []

    def ask(self, question: Any, *, progress: Callable[..., None] | None = None) -> Any:
        self.asked.append(question)
        return self._work.answer(question, progress=progress or (lambda *_: None))


def let_processes_find_the_tests(monkeypatch: pytest.MonkeyPatch) -> None:
    """``python -P -m tests.gui.sentinel_process`` needs the repository on its path."""
    known = os.environ.get("PYTHONPATH")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(ROOT), *([known] if known else [])]))
