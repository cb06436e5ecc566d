"""Files of every kind through the Inspect page's work, with a real network of made-up weights."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile

from merlingua.gui.inspect_decoding import read_stretch
from merlingua.gui.inspect_model import Answer, PredictQuestion
from merlingua.gui.inspect_work import InspectWork
from tests.mer_models.small_predictors import made_up_music, predictor


@pytest.fixture(scope="module")
def work() -> InspectWork:
    return InspectWork(lambda _name: predictor())


def answer(work: InspectWork, file: Path) -> Answer:
    found = work.answer(PredictQuestion(str(file), "any", wants_picture=True), progress=lambda *_: None)
    assert isinstance(found, Answer)
    return found


@pytest.mark.parametrize(
    ("rate", "n_channels"), [(16_000, 1), (8_000, 1), (192_000, 2), (44_100, 8), (48_000, 2)]
)
def test_any_rate_and_number_of_channels_is_predicted_drawn_and_played(
    work: InspectWork, rate: int, n_channels: int, tmp_path: Path
) -> None:
    file = tmp_path / "music.wav"
    soundfile.write(file, np.repeat(made_up_music(3, rate)[:, np.newaxis], n_channels, axis=1), rate)
    found = answer(work, file)
    assert found.prediction is not None
    assert found.prediction.curve is not None
    assert len(found.prediction.curve) == 3
    assert found.picture is not None
    assert found.picture.duration_s == pytest.approx(3.0)
    assert read_stretch(str(file), 48_000).samples.shape == (3 * 48_000, 2)


def test_files_that_cannot_be_used_are_one_line_each(work: InspectWork, tmp_path: Path) -> None:
    good = tmp_path / "good.flac"
    soundfile.write(good, made_up_music(3), 16_000)
    bad = {name: tmp_path / f"{name}.wav" for name in ("silent", "sample", "text", "empty", "folder", "gone")}
    soundfile.write(bad["silent"], np.zeros(32_000), 16_000)
    soundfile.write(bad["sample"], np.ones(1), 16_000)
    bad["text"].write_text("no sound at all")
    bad["empty"].touch()
    bad["folder"].mkdir()
    broken = tmp_path / "broken.flac"
    broken.write_bytes(good.read_bytes()[:2000])
    for file in (*bad.values(), broken):
        found = answer(work, file)
        assert found.prediction is None, file
        assert found.problem
        assert "\n" not in found.problem
        assert file.name in found.problem
    assert answer(work, good).prediction is not None
