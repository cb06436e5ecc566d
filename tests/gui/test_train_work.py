"""Labels and training behind the Train page: the command line's numbers, ended runs that go on, bad input."""

from __future__ import annotations

import csv
import threading
from pathlib import Path
from typing import Any

import pytest
from safetensors.numpy import load_file

from merlingua.gui.train_model import LabelsQuestion, LabelTable, TrainedModel, TrainWish
from merlingua.gui.train_process import TrainProcess, TrainProcessError
from merlingua.gui.train_work import TrainWork
from merlingua.mer_models.checkpoints import save_checkpoint
from merlingua.mer_models.errors import CheckpointError
from merlingua.mer_models.retraining_runs import state_file
from merlingua.surveys.errors import MerlinguaError
from merlingua.surveys.simulate import simulate_study
from merlingua.surveys.store import Store
from merlingua.surveys.study import load_study
from tests.mer_models.small_predictors import network, predictor
from tests.small_study import merlingua

N_LISTENERS = 24


@pytest.fixture(scope="module")
def question(tmp_path_factory: pytest.TempPathFactory) -> LabelsQuestion:
    """A study of twelve clips, with simulated listeners of four languages."""
    from merlingua.surveys.demo_study import install_demo_study

    folder = tmp_path_factory.mktemp("train")
    study = install_demo_study(folder / "demo")
    with Store.open(folder / "answers.db") as store:
        simulate_study(load_study(study), store, n_participants=N_LISTENERS, seed=1)
    return LabelsQuestion(str(folder / "answers.db"), study, with_simulated=True)


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("base") / "base.safetensors"
    save_checkpoint(file, network("small-cnn").state_dict(), predictor("small-cnn").model.card)
    return file


@pytest.fixture(autouse=True)
def cache_of_its_own(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path_factory.getbasetemp() / "train-cache"
    monkeypatch.setenv("XDG_CACHE_HOME", str(folder))


def told(*_: Any) -> None:
    """Progress that nobody looks at."""


def test_the_labels_are_those_that_the_command_writes(question: LabelsQuestion, tmp_path: Path):
    table: LabelTable = TrainWork().answer(question, progress=told)
    out = tmp_path / "labels.csv"
    given = ("--store", question.store, "--study", question.study_folder, "--with-simulated")
    run = merlingua("labels", *given, "--out", out)
    assert run.exit_code == 0, run.err
    with out.open(newline="", encoding="utf-8") as stream:
        names = {group.name for group in table.groups}
        rows = [row for row in csv.DictReader(stream) if row["group"] in names]
    assert len(rows) == len(table.cells) == 4 * len(table.clips)
    for row in rows:
        cell = table.cells[row["clip"], row["group"]]
        assert [float(row[f"q{n}_share"]) for n in range(1, 5)] == pytest.approx(cell.shares, abs=1e-12)
        assert int(row["n_raters"]) == cell.n_listeners
    assert table.why_not == ""
    assert table.n_simulated == N_LISTENERS
    assert "language" in table.by_choices
    assert table.names["de"]["es"] == "alemán"


def test_a_group_of_one_leaves_nothing_to_learn_and_says_so(question: LabelsQuestion, tmp_path: Path):
    with Store.open(tmp_path / "one.db") as store:
        simulate_study(load_study(question.study_folder), store, n_participants=1, seed=1)
    table = TrainWork().answer(
        LabelsQuestion(str(tmp_path / "one.db"), question.study_folder, with_simulated=True), progress=told
    )
    assert "two are due" in table.why_not
    assert len(table.groups) == 1


def test_a_store_without_answers_is_a_sentence(question: LabelsQuestion, tmp_path: Path):
    with Store.open(tmp_path / "empty.db"):
        pass
    with pytest.raises(MerlinguaError, match=r"no answers|no listener|has no"):
        TrainWork().answer(LabelsQuestion(str(tmp_path / "empty.db"), question.study_folder), progress=told)


def test_a_run_that_was_stopped_goes_on_to_the_model_of_an_unbroken_one(
    question: LabelsQuestion, base: Path, tmp_path: Path
):
    whole: TrainedModel = TrainWork().answer(
        TrainWish(question, str(base), tmp_path / "whole.safetensors"), progress=told
    )
    assert set(whole.groups) == {"de", "en", "es", "zh-Hans"}
    wish = TrainWish(question, str(base), tmp_path / "stopped.safetensors")
    process = TrainProcess()
    has_begun = threading.Event()

    def listen(stage: str, *_: object) -> None:
        if stage == "scores":
            has_begun.set()

    asked = process.executor.submit(process.ask, wish, progress=listen)
    assert has_begun.wait(120)
    process.stop()
    with pytest.raises(TrainProcessError, match="what was done is kept"):
        asked.result(30)
    assert not wish.out.exists()
    assert state_file(wish.out).exists()
    seen: list[tuple[Any, ...]] = []
    again = process.executor.submit(process.ask, wish, progress=lambda *values: seen.append(values))
    resumed: TrainedModel = again.result(120)
    process.close()
    assert resumed.scores == whole.scores
    assert resumed.sentences == whole.sentences
    first, second = load_file(whole.file), load_file(resumed.file)
    assert {name: values.tobytes() for name, values in first.items()} == {
        name: values.tobytes() for name, values in second.items()
    }
    assert not state_file(wish.out).exists()
    # The last running scores are those of all folds: the report's, but for its mean over clips.
    running = [values[3] for values in seen if values[0] == "scores"][-1]
    assert running["uniform"] == pytest.approx(1.386294, abs=1e-6)
    assert running["group"] == pytest.approx(whole.scores["group"].mean, abs=0.05)


def test_a_base_that_is_not_there_is_refused_before_anything_is_heard(
    question: LabelsQuestion, tmp_path: Path
):
    stages: list[str] = []
    with pytest.raises(CheckpointError, match="nowhere"):
        TrainWork().answer(
            TrainWish(question, str(tmp_path / "nowhere.safetensors"), tmp_path / "out.safetensors"),
            progress=lambda stage, *_: stages.append(stage),
        )
    assert set(stages) <= {"read"}
