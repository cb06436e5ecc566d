"""What the process behind the Inspect page answers, with a stand-in for a model."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from merlingua.gui.inspect_model import (
    N_COLUMNS,
    ExportError,
    ExportQuestion,
    Picture,
    PredictQuestion,
    SaliencyQuestion,
    ShownModel,
)
from merlingua.gui.inspect_process import InspectProcess
from merlingua.gui.inspect_work import InspectWork, picture_of
from merlingua.mer_models.errors import CheckpointError, FeatureError
from merlingua.mer_models.predictions import Prediction
from tests.gui.inspect_samples import prediction, write_clip


class StandIn:
    """Answers the same to everything but files whose name begins with "bad"."""

    def predict(self, path: str | Path, *, curve: bool = False) -> Prediction:
        if Path(path).name.startswith("bad"):
            raise FeatureError(f"{path}: is silent")
        return prediction(3.0)

    def saliency(self, path: str | Path, *, onset_s: float = 0.0) -> Any:
        weights = np.zeros((3000, 128), dtype=np.float32)
        weights[1500:, 64:] = 2.0
        weights[:1500, :64] = -9.0
        return weights


def nothing(*values: object) -> None:
    pass


def test_a_file_that_cannot_be_used_is_an_answer_with_one_line(tmp_path: Path) -> None:
    work = InspectWork(lambda _name: StandIn())
    answer = work.answer(PredictQuestion("bad.wav", "any"), progress=nothing)
    assert answer.prediction is None
    assert answer.problem == "bad.wav: is silent"


def test_models_are_loaded_once() -> None:
    loaded = []

    def load(name: str) -> StandIn:
        loaded.append(name)
        return StandIn()

    work = InspectWork(load)
    for model in ("a", "b", "a", "b"):
        work.answer(PredictQuestion("x.wav", model), progress=nothing)
    assert loaded == ["a", "b"]


def test_a_model_that_cannot_be_loaded_is_no_fault_of_the_file() -> None:
    def load(name: str) -> StandIn:
        raise FeatureError("takes descriptors of whole clips")

    with pytest.raises(CheckpointError, match="takes descriptors"):
        InspectWork(load).answer(PredictQuestion("x.wav", "any"), progress=nothing)


def test_a_picture_comes_without_a_model(tmp_path: Path) -> None:
    file = write_clip(tmp_path / "tone.wav", 2.0)
    answer = InspectWork().answer(PredictQuestion(file, "", wants_picture=True), progress=nothing)
    assert answer.prediction is None
    assert answer.picture is not None


def test_a_picture_is_as_long_as_the_clip_and_the_tone_is_where_it_sounds(tmp_path: Path) -> None:
    picture = picture_of(Path(write_clip(tmp_path / "tone.wav", 4.0)))
    assert picture.duration_s == pytest.approx(4.0)
    assert picture.levels.shape == (126, 128)  # frames of 32 ms, with both edges
    # 220 Hz is the eighth of Slaney's linear bands (0 to 8 kHz in 128: 22.9 Hz apart below 1 kHz).
    loudest = int(picture.levels[100].argmax())
    assert 6 <= loudest <= 11
    assert picture.levels[100, loudest] > picture.levels[10, loudest]


def test_a_picture_of_a_long_file_has_no_more_columns_than_can_be_seen(tmp_path: Path) -> None:
    picture = picture_of(Path(write_clip(tmp_path / "tone.wav", 60.0)))
    assert len(picture.levels) == N_COLUMNS


def test_only_what_speaks_for_the_answer_is_drawn_of_what_a_model_looks_at() -> None:
    question = SaliencyQuestion("x.wav", "any", 60.0)
    look = InspectWork(lambda _name: StandIn()).answer(question, progress=nothing)
    assert isinstance(look, Picture)
    assert look.levels.shape == (N_COLUMNS, 128)
    assert look.levels[-1, 127] == 255
    assert look.levels[0, 0] == look.levels[0, 127] == look.levels[-1, 0] == 0
    assert (look.first_s, look.duration_s) == (60.0, pytest.approx(96.0))


def test_the_process_answers_in_plain_values(tmp_path: Path) -> None:
    process = InspectProcess()
    file = write_clip(tmp_path / "tone.wav", 2.0)
    try:
        question = PredictQuestion(file, "", wants_picture=True)
        answer = process.executor.submit(process.ask, question).result()
        with pytest.raises(CheckpointError):
            process.executor.submit(process.ask, PredictQuestion(file, "no such model")).result()
    finally:
        process.close()
    assert answer.picture is not None


def test_the_page_is_shown_without_torch_and_the_process_works_without_qt() -> None:
    window = "import sys, merlingua.gui.inspect_actions; sys.exit('torch' in sys.modules)"
    process = "import sys, merlingua.gui.inspect_work, merlingua.gui.inspect_process; "
    process += "sys.exit('PySide6' in sys.modules)"
    for code in (window, process):
        assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize("kind", ["svg", "png", "csv"])
def test_what_is_shown_is_written_whole(kind: Any, tmp_path: Path) -> None:
    place = tmp_path / f"out.{kind}"
    assert InspectWork().answer(export(kind, place), progress=nothing) == str(place)
    content = place.read_bytes()
    assert content.startswith({"svg": b"<svg", "png": b"\x89PNG", "csv": b"file,time_s"}[kind])
    assert [file.name for file in tmp_path.iterdir()] == [place.name]
    if kind == "csv":
        assert content.count(b"\n") == 1 + 1 + 6  # header, the whole clip, six seconds


def test_a_place_that_cannot_be_written_is_said_in_one_line(tmp_path: Path) -> None:
    question = export("csv", tmp_path / "no folder" / "out.csv")
    with pytest.raises(ExportError, match=r"out\.csv cannot be written: No such file"):
        InspectWork().answer(question, progress=nothing)


def export(kind: Any, place: Path) -> ExportQuestion:
    return ExportQuestion(
        kind,
        str(place),
        "/clips/joy.wav",
        "joy",
        (ShownModel("best", prediction(6.0)),),
        None,
        (("Deutsch (12)", np.array([0.25, 0.5, 0.25, 0.0])),),
        {"arousal": "arousal", "valence": "valence", "seconds": "seconds", "alt": "joy"},
    )
