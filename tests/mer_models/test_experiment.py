"""A small grid, from its YAML to a file for each cell, ended in the middle and gone on with."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import torch

from merlingua.mer_models.clip_predictions import ClipPredictions
from merlingua.mer_models.errors import TrainingError
from merlingua.mer_models.experiment_cells import Cell, Experiment, cells_of
from merlingua.mer_models.experiment_plan import read_experiment
from tests.mer_models.small_emotify import small_emotify
from tests.mer_models.speech_like import speech_corpus

PLAN = """\
format: merlingua-experiment
version: 1
seeds: [1]
speech:
  english: {corpora: [speech-folder=speech]}
pretraining: {max_patches: 16, batch_size: 8}
music:
  emotify: {corpus: emotify=emotify, split: folds}
"""


@pytest.fixture(autouse=True)
def one_thread() -> Iterator[None]:
    """Two test processes with two threads each would wait for each other."""
    n_threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(n_threads)


@pytest.fixture
def experiment(tmp_path: Path) -> Experiment:
    for clip in speech_corpus(tmp_path / "flat", n_clips=4, seconds=2.0).clips:
        speaker = tmp_path / "speech" / clip.group
        speaker.mkdir(parents=True, exist_ok=True)
        clip.path.rename(speaker / clip.path.name)
    small_emotify(tmp_path / "emotify", n_artists=5, seconds=1.5)
    (tmp_path / "plan.yaml").write_text(PLAN, encoding="utf-8")
    plan = read_experiment(tmp_path / "plan.yaml")
    return Experiment(plan, tmp_path, tmp_path / "out", tmp_path / "cache")


def test_a_grid_goes_on_where_it_was_ended_and_every_clip_is_answered_once(experiment: Experiment) -> None:
    told: list[str] = []

    def end_after_three(name: str, n_done: int, n_all: int) -> None:
        told.append(f"{n_done}/{n_all}")
        if n_done == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        experiment.run(end_after_three)
    cells = cells_of(experiment.plan)
    assert told[-1] == "3/10"
    made = {cell.name: experiment.file_of(cell).read_bytes() for cell in cells[:3]}
    experiment.run()
    assert all(experiment.file_of(cell).exists() for cell in cells)
    assert all(experiment.file_of(cell).read_bytes() == made[cell.name] for cell in cells[:3])
    for start in ("random", "english"):
        answered: list[str] = []
        for fold in range(5):
            file = experiment.file_of(Cell("emotify", start, "feature-extraction", 1, fold))
            content = json.loads(file.read_text(encoding="utf-8"))
            predictions = ClipPredictions.from_json(content["predictions"])
            np.testing.assert_allclose(predictions.quadrants.sum(axis=1), 1)
            assert (content["encoder"] is None) == (start == "random")
            answered += predictions.clip_ids
        assert sorted(answered) == sorted(clip.clip_id for clip in experiment.music("emotify").clips)


def test_the_quick_cells_come_first_and_random_weights_are_always_there(tmp_path: Path) -> None:
    file = tmp_path / "plan.yaml"
    file.write_text(
        PLAN.replace("seeds: [1]", "seeds: [1, 2]") + "modes: [full, feature-extraction]\nsmall_cnn: true\n",
        encoding="utf-8",
    )
    cells = cells_of(read_experiment(file))
    modes = [cell.mode for cell in cells if cell.mode != "scratch"]
    assert modes == sorted(modes)
    assert {cell.start for cell in cells} == {"random", "english", "small-cnn"}
    # Two starts by two modes and the small network, each with two seeds and five folds.
    assert len(cells) == len(set(cells)) == (2 * 2 + 1) * 2 * 5


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("seeds: [1]", "seeds: [1, 1]", "seeds .* must differ"),
        ("english:", "random:", "that is the row with random weights"),
        ("music:", "musik:", "musik: Extra inputs are not permitted"),
        ("split: folds", "split: fold", "music.emotify.split"),
        ("max_patches: 16", "max_patches: none", "line 6, pretraining.max_patches"),
        ("version: 1", "version: [", "cannot be read"),
    ],
)
def test_a_plan_that_cannot_be_run_is_refused_with_its_place(
    tmp_path: Path, old: str, new: str, message: str
) -> None:
    file = tmp_path / "plan.yaml"
    file.write_text(PLAN.replace(old, new), encoding="utf-8")
    with pytest.raises(TrainingError, match=message):
        read_experiment(file)


def test_a_missing_plan_and_a_corpus_without_a_split_are_said(experiment: Experiment, tmp_path: Path) -> None:
    with pytest.raises(TrainingError, match=r"none\.yaml: is missing"):
        read_experiment(tmp_path / "none.yaml")
    file = tmp_path / "plan.yaml"
    file.write_text(PLAN.replace("split: folds", "split: official"), encoding="utf-8")
    official = Experiment(read_experiment(file), tmp_path, tmp_path / "o", tmp_path / "cache")
    with pytest.raises(TrainingError, match="emotify has no official split"):
        official.run_cell(Cell("emotify", "random", "feature-extraction", 1, 0))
