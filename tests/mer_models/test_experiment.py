"""A small grid, from its YAML to a file for each cell, ended in the middle and gone on with."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import torch

from merlingua.gui.cli import main
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
ENSEMBLE = ("descriptors", "random, feature extraction")


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
    members = ", ".join(f'"{name}"' for name in ENSEMBLE)
    (tmp_path / "plan.yaml").write_text(PLAN + f"ensembles:\n  both: [{members}]\n", encoding="utf-8")
    plan = read_experiment(tmp_path / "plan.yaml")
    return Experiment(plan, tmp_path, tmp_path / "out", tmp_path / "cache")


def test_a_grid_goes_on_where_it_was_ended_answers_each_clip_once_and_is_reported(
    experiment: Experiment, capsys: pytest.CaptureFixture[str]
) -> None:
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
    tell_of(experiment, capsys)


def tell_of(experiment: Experiment, capsys: pytest.CaptureFixture[str]) -> None:
    """The report of the grid, of a part of it, and of one with a damaged cell."""
    folder = experiment.out.parent
    command = ["experiment", str(folder / "plan.yaml"), "--corpora", str(folder), "--report-only"]
    command += ["--out", str(experiment.out), "--cache", str(folder / "cache")]
    assert main(command) == 0
    told = capsys.readouterr().out
    assert "10 of 10 cells are done" in told
    assert "In the paper's layout" in told
    content = json.loads((experiment.out / "report" / "report.json").read_text(encoding="utf-8"))
    (music,) = content["music"]
    rows = {row["name"]: row for row in music["rows"]}
    assert list(rows) == [
        "constant",
        "prior",
        "descriptors",
        "descriptors and modulation",
        "random, feature extraction",
        "english, feature extraction",
        "both",
    ]
    (comparison,) = content["comparisons"]
    assert comparison["name"] == "english, feature extraction minus random, feature extraction on emotify"
    # The ensemble is the mean of its members, clip by clip.
    members = [np.array(rows[name]["runs"][0]["predictions"]["quadrants"]) for name in ENSEMBLE]
    of_both = np.array(rows["both"]["runs"][0]["predictions"]["quadrants"])
    np.testing.assert_allclose(of_both, np.mean(members, axis=0))
    with (experiment.out / "report" / "encoders.csv").open(encoding="utf-8") as lines:
        (encoder,) = csv.DictReader(lines)
    assert (encoder["encoder"], encoder["seed"], encoder["patches"]) == ("english-s1", "1", "16")

    lost = experiment.file_of(Cell("emotify", "english", "feature-extraction", 1, 4))
    lost.unlink()
    assert main(command) == 0
    text = (experiment.out / "report" / "report.md").read_text(encoding="utf-8")
    assert "Not finished: 9 of 10 cells are done." in text
    assert "english, feature extraction" not in text
    lost.write_text("{}", encoding="utf-8")
    assert main(command) == 1
    assert "is no finished cell of an experiment" in capsys.readouterr().err


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
