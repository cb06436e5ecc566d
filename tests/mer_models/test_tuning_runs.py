"""``merlingua tune``: a search for a learning rate and a weight decay that several workers share."""

from __future__ import annotations

import csv
import json
import os
import shlex
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import optuna
import pytest
import torch
from optuna.storages import JournalStorage
from optuna.storages.journal import JournalFileBackend

from merlingua.gui.cli import main
from merlingua.mer_models import training_runs, tuning_runs
from merlingua.mer_models.checkpoints import load_training_state
from merlingua.mer_models.corpus_emotify import load_emotify
from merlingua.mer_models.errors import DivergedError, TrainingError
from merlingua.mer_models.feature_cache import LogMels
from merlingua.mer_models.labelled_music import labelled_music, official_or_grouped
from merlingua.mer_models.log_mel import LogMelSettings
from merlingua.mer_models.model_files import read_card
from merlingua.mer_models.transfer import Fitted, TransferPlan
from tests.mer_models.small_emotify import small_emotify
from tests.mer_models.tuning_workers import SHORT_WAIT_S, SMALL_PLAN, run, started


@pytest.fixture(autouse=True)
def one_thread() -> Iterator[None]:
    """Two test processes with two threads each would wait for each other."""
    n_threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(n_threads)


@pytest.fixture(autouse=True)
def little_to_compute(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tuning_runs, "WAIT_S", SHORT_WAIT_S)
    monkeypatch.setattr(training_runs, "TransferPlan", SMALL_PLAN)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Music by six artists, a second each."""
    made = tmp_path_factory.mktemp("corpora")
    small_emotify(made / "emotify", n_artists=6, seconds=1.0)
    return made


def words(folder: Path, study: Path, n_trials: int, *more: str) -> list[str]:
    shared = ["--music", f"emotify={folder / 'emotify'}", "--cache", str(folder / "cache"), "--device", "cpu"]
    small = ["--network", "small-cnn", "--epochs", "1", "--batch-size", "8"]
    return ["tune", *shared, *small, "--study", str(study), "--trials", str(n_trials), *more]


def tune(folder: Path, study: Path, n_trials: int, *more: str) -> int:
    return run(words(folder, study, n_trials, *more))


def states(study: Path) -> list[str]:
    """The states of all trials in a file, as Optuna alone reads it."""
    storage = JournalStorage(JournalFileBackend(str(study)))
    trials = optuna.load_study(study_name="transfer", storage=storage).trials
    return [trial.state.name for trial in trials]


def table(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as rows:
        return [
            {name: value for name, value in row.items() if name != "seconds"} for row in csv.DictReader(rows)
        ]


@pytest.mark.parametrize(
    ("network", "part"),
    [
        (["--network", "small-cnn"], None),
        (["--network", "scae", "--random-encoder", "--head", "dense"], "head"),
    ],
)
def test_the_told_command_gives_the_loss_of_the_best_trial(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], network: list[str], part: str | None
) -> None:
    assert tune(folder, tmp_path / "study", 3, "--out", str(tmp_path / "trials.csv"), *network) == 0
    *lines, best, command = capsys.readouterr().out.splitlines()
    assert [line.split(":")[0] for line in lines] == [f"trial {number} of 3" for number in (1, 2, 3)]
    rows = table(tmp_path / "trials.csv")
    losses = [float(row["validation_loss"]) for row in rows]
    assert len(set(losses)) == 3
    assert f"trial {int(np.argmin(losses)) + 1}, validation loss {min(losses):.4f}" in best
    assert command.startswith("merlingua transfer --music")
    arguments = shlex.split(command)[1:-1]
    assert main([*arguments, str(tmp_path / "model.safetensors")]) == 0
    training = read_card(tmp_path / "model.safetensors")[0].training
    best_row = rows[int(np.argmin(losses))]
    assert training["learning_rate"] == float(best_row["learning_rate"])
    found = training[part] if part else training
    assert found["epochs"][found["kept_epoch"]]["validation"] == min(losses)
    # Nothing but locks stays beside the study.
    assert {file.suffix for file in tmp_path.glob(".study*")} == {".lock"}


def test_the_same_seed_gives_the_same_trials_however_often_the_worker_is_ended(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert tune(folder, tmp_path / "one", 3, "--out", str(tmp_path / "one.csv")) == 0
    fit = tuning_runs.fit
    n_fitted = 0

    def interrupted(*arguments: Any, **options: Any) -> Any:
        nonlocal n_fitted
        n_fitted += 1
        if n_fitted in (2, 4):
            raise KeyboardInterrupt
        return fit(*arguments, **options)

    monkeypatch.setattr(tuning_runs, "fit", interrupted)
    for _ in range(2):
        with pytest.raises(KeyboardInterrupt):
            tune(folder, tmp_path / "two", 3)
    assert tune(folder, tmp_path / "two", 3, "--out", str(tmp_path / "two.csv")) == 0
    assert table(tmp_path / "one.csv") == table(tmp_path / "two.csv")
    assert len({row["learning_rate"] for row in table(tmp_path / "one.csv")}) == 3
    assert tune(folder, tmp_path / "three", 1, "--seed", "2", "--out", str(tmp_path / "three.csv")) == 0
    assert (
        table(tmp_path / "three.csv")[0]["learning_rate"] != table(tmp_path / "one.csv")[0]["learning_rate"]
    )


def test_two_workers_make_together_as_many_trials_as_asked_for(folder: Path, tmp_path: Path) -> None:
    command = words(folder, tmp_path / "study", 4)
    workers = [
        started([*command, "--out", str(tmp_path / f"{name}.csv")], tmp_path / f"{name}.told")
        for name in ("one", "two")
    ]
    for each in workers:
        each.join(timeout=120)
    assert [each.exitcode for each in workers] == [0, 0]
    told = [(tmp_path / f"{name}.told").read_text("utf-8").splitlines() for name in ("one", "two")]
    trials = [line.split(":")[0] for lines in told for line in lines if line.startswith("trial")]
    assert sorted(trials) == [f"trial {number} of 4" for number in range(1, 5)]
    # Both know all trials at their end, and agree on the best.
    assert table(tmp_path / "one.csv") == table(tmp_path / "two.csv")
    assert [row["trial"] for row in table(tmp_path / "one.csv")] == [str(number) for number in range(1, 5)]
    assert told[0][-2:] == told[1][-2:]


@pytest.mark.skipif(os.name != "posix", reason="needs SIGKILL")
def test_a_trial_whose_worker_is_killed_is_tried_again_where_it_stood(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    study, state = tmp_path / "study", tmp_path / ".study.transfer.trial-0.state"
    # So many epochs that it is killed in the first trial for certain.
    command = words(folder, study, 2, "--epochs", "400")
    killed = started(command, tmp_path / "told")
    while not state.exists():
        assert killed.is_alive()
        time.sleep(0.01)
    killed.kill()
    killed.join(timeout=60)
    assert killed.exitcode == -signal.SIGKILL
    with study.open("ab") as torn:
        torn.write(b'{"op_code":5,"worker')
    resumed = []

    def fitted(plan: TransferPlan, *_: Any, state_file: Path, **__: Any) -> Fitted:
        if state_file.exists():
            stored = load_training_state(state_file).state["identity"]["plan"]
            resumed.append(stored == json.loads(json.dumps(plan.to_json())))
        return Fitted(torch.nn.Identity(), {"kept_epoch": 0, "epochs": [{"validation": 1.0}]})

    monkeypatch.setattr(tuning_runs, "fit", fitted)
    assert run(command) == 0
    assert resumed == [True]
    assert states(study) == ["FAIL", "COMPLETE", "COMPLETE"]
    assert not state.exists()


def test_test_clips_are_never_looked_at(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    corpus = labelled_music(load_emotify(folder / "emotify"), LogMelSettings(), folder / "cache")
    sides = official_or_grouped(corpus, seed=1)
    hidden = {corpus.data.mels.clip_ids[index] for index in sides.test}
    assert hidden
    seen = set()
    read = LogMels.clip

    def clip(mels: LogMels, index: int) -> np.ndarray:
        seen.add(mels.clip_ids[index])
        assert mels.clip_ids[index] not in hidden
        return read(mels, index)

    monkeypatch.setattr(LogMels, "clip", clip)
    full = ["--network", "scae", "--mode", "full", "--random-encoder"]
    for number, network in enumerate((["--network", "small-cnn"], full)):
        assert tune(folder, tmp_path / f"study{number}", 1, *network) == 0
    assert len(seen) == len(sides.train) + len(sides.validation)


def test_a_study_of_something_else_is_refused_by_what_differs(folder: Path, tmp_path: Path) -> None:
    study = tmp_path / "study"
    assert tune(folder, study, 1) == 0
    before = study.read_bytes()
    other = small_emotify(tmp_path / "other", n_artists=5, seconds=1.0)
    for options, differing in (
        (["--music", f"emotify={other}"], "labels or split, music"),
        (["--epochs", "2"], "plan.training.n_epochs"),
        (["--split-seed", "2"], "labels or split"),
        (["--seed", "2"], "plan.training.seed"),
        (["--learning-rate", "1e-4", "1e-3"], "range.learning_rate"),
    ):
        with pytest.raises(TrainingError, match=rf"searches something else: its {differing} differ"):
            tune(folder, study, 1, *options)
    assert study.read_bytes() == before
    # Another name is another study in the same file.
    assert tune(folder, study, 1, "--seed", "2", "--name", "second") == 0


def test_a_trial_whose_loss_is_no_number_fails_by_name_and_the_search_goes_on(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    losses = iter([2.0, None, 1.0])

    def fitted(*_: Any, **__: Any) -> Fitted:
        if (loss := next(losses)) is None:
            raise DivergedError("the loss of step 3 is nan; the batch holds parts of emotify_011")
        return Fitted(torch.nn.Identity(), {"kept_epoch": 0, "epochs": [{"validation": loss}]})

    monkeypatch.setattr(tuning_runs, "fit", fitted)
    assert tune(folder, tmp_path / "study", 3, "--out", str(tmp_path / "trials.csv")) == 0
    told = capsys.readouterr().out
    assert "failed, the loss of step 3 is nan; the batch holds parts of emotify_011" in told
    assert "best of 3 trials, 1 of them failed: trial 3, validation loss 1.0000" in told
    assert [row["failed"][:22] for row in table(tmp_path / "trials.csv")] == [
        "",
        "the loss of step 3 is ",
        "",
    ]
    losses = iter([None])
    with pytest.raises(
        TrainingError, match=r"all 1 trials in .* failed, the first because the loss of step 3"
    ):
        tune(folder, tmp_path / "another", 1)


def test_another_file_is_not_taken_for_a_study_and_stays_as_it_is(folder: Path, tmp_path: Path) -> None:
    for name, content in (("model.db", b"SQLite format 3\0" + bytes(range(256))), ("notes", b"words\nmore")):
        file = tmp_path / name
        file.write_bytes(content)
        with pytest.raises(TrainingError, match=rf"{name} is no study of `merlingua tune`, or damaged"):
            tune(folder, file, 1)
        assert file.read_bytes() == content


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--network", "scae", "--random-encoder"], "a linear head has no learning rate to search"),
        (["--network", "scae", "--mode", "full"], "--mode full needs a pre-trained encoder"),
        (["--out", "/dev/null/table.csv"], "--out /dev/null/table.csv cannot be written"),
        (["--study", "/dev/null/study"], "the study /dev/null/study cannot be used"),
    ],
)
def test_what_cannot_be_searched_is_said_in_one_line(
    folder: Path, tmp_path: Path, options: list[str], message: str
) -> None:
    with pytest.raises(TrainingError, match=message) as raised:
        tune(folder, tmp_path / "study", 1, *options)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize(
    "option", [["--learning-rate", "1e-2", "1e-4"], ["--trials", "0"], ["--name", "a/b"]]
)
def test_ranges_and_names_that_make_no_sense_are_wrong_usage(
    folder: Path, tmp_path: Path, option: list[str]
) -> None:
    with pytest.raises(SystemExit) as left:
        tune(folder, tmp_path / "study", 1, *option)
    assert left.value.code == 2
    assert list(tmp_path.iterdir()) == []
