"""The loop on real networks and small made-up clips: it learns, goes on after a kill, shares its work."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from merlingua.mer_models.checkpoints import load_checkpoint
from merlingua.mer_models.errors import TrainingError
from merlingua.mer_models.feature_cache import LogMels, cached_log_mels
from merlingua.mer_models.log_mel import LogMelSettings
from merlingua.mer_models.pretraining import PretrainingPlan, pretrain
from merlingua.mer_models.speech_autoencoder import SpeechAutoencoder
from merlingua.mer_models.speech_patches import SpeechPatches, scale_to, split_speech
from merlingua.mer_models.training_loop import TrainingResult, train
from merlingua.mer_models.training_settings import TrainingSettings
from tests.mer_models.speech_like import speech_corpus

SETTINGS = TrainingSettings(batch_size=8, n_epochs=3, patience=None, seed=3)
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module", autouse=True)
def one_thread() -> Iterator[None]:
    """As torchrun gives its processes: other threads add in another order, and Adam's first steps show it.

    Two threads of two tests at once would also wait for each other.
    """
    n_threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(n_threads)


class KilledError(Exception):
    """Stands for the end of the process: nothing after it is done."""


@pytest.fixture(scope="module")
def mels(tmp_path_factory: pytest.TempPathFactory) -> LogMels:
    folder = tmp_path_factory.mktemp("speech")
    corpus = speech_corpus(folder / "clips")
    return cached_log_mels(corpus.clips, LogMelSettings(), folder / "cache", n_workers=1)


def new_task(mels: LogMels, tmp_path: Path, seed: int = 3) -> SpeechPatches:
    clips = speech_corpus(tmp_path / "ids").clips
    split = split_speech(clips, seed=3)
    torch.manual_seed(seed)
    module = SpeechAutoencoder()
    scale_to(module, mels, split.train)
    return SpeechPatches(module, mels, split)


def weights(task: SpeechPatches) -> dict[str, torch.Tensor]:
    return {name: tensor.clone() for name, tensor in task.module.state_dict().items()}


def are_equal(one: Mapping[str, torch.Tensor], other: Mapping[str, torch.Tensor]) -> bool:
    return all(torch.equal(tensor, other[name]) for name, tensor in one.items())


def test_the_loss_falls_on_eight_small_clips(mels: LogMels, tmp_path: Path) -> None:
    result = train(new_task(mels, tmp_path), replace(SETTINGS, n_epochs=4))
    losses = [epoch.train for epoch in result.epochs]
    assert losses == sorted(losses, reverse=True)
    assert losses[-1] < 0.7 * losses[0]


def test_the_same_seed_gives_the_same_weights_and_another_one_does_not(mels: LogMels, tmp_path: Path) -> None:
    made = []
    for seed in (3, 3, 4):
        task = new_task(mels, tmp_path)
        train(task, replace(SETTINGS, n_epochs=1, seed=seed))
        made.append(weights(task))
    assert are_equal(made[0], made[1])
    assert not are_equal(made[0], made[2])


@pytest.fixture(scope="module")
def unbroken(
    mels: LogMels, tmp_path_factory: pytest.TempPathFactory
) -> tuple[dict[str, torch.Tensor], TrainingResult]:
    """The weights of a run that nothing ended, and what it told."""
    task = new_task(mels, tmp_path_factory.mktemp("unbroken"))
    result = train(task, SETTINGS)
    return weights(task), result


@pytest.mark.parametrize("n_saved", [1, 4, 7])
def test_a_killed_and_resumed_run_equals_an_unbroken_one_bit_for_bit(
    mels: LogMels, tmp_path: Path, n_saved: int, unbroken: tuple[dict[str, torch.Tensor], TrainingResult]
) -> None:

    def kill_after(n: int) -> Callable[[Mapping[str, Any]], None]:
        left = [n]

        def on_event(event: Mapping[str, Any]) -> None:
            left[0] -= event["event"] == "saved"
            if left[0] == 0:
                raise KilledError

        return on_event

    state_file = tmp_path / "state"
    broken = new_task(mels, tmp_path)
    with pytest.raises(KilledError):
        # Saved after each step, and killed after some of them.
        train(broken, SETTINGS, state_file=state_file, on_event=kill_after(n_saved), save_every_s=0.0)
    resumed = new_task(mels, tmp_path, seed=99)
    resumed_result = train(resumed, SETTINGS, state_file=state_file)
    assert are_equal(unbroken[0], weights(resumed))
    assert resumed_result == unbroken[1]


def test_a_run_that_is_over_is_not_trained_again(mels: LogMels, tmp_path: Path) -> None:
    state_file = tmp_path / "state"
    task = new_task(mels, tmp_path)
    first = train(task, replace(SETTINGS, n_epochs=1), state_file=state_file)
    events: list[str] = []
    again = train(
        new_task(mels, tmp_path, seed=5),
        replace(SETTINGS, n_epochs=1),
        state_file=state_file,
        on_event=lambda event: events.append(event["event"]),
    )
    assert again == first
    assert events == ["started", "ended"]


def test_the_state_of_another_run_is_refused_by_what_differs(mels: LogMels, tmp_path: Path) -> None:
    state_file = tmp_path / "state"
    train(
        new_task(mels, tmp_path), replace(SETTINGS, n_epochs=1), state_file=state_file, identity={"data": "a"}
    )
    with pytest.raises(TrainingError, match="state of another run: its data, settings differ"):
        train(new_task(mels, tmp_path), SETTINGS, state_file=state_file, identity={"data": "b"})


def test_a_loss_that_is_no_number_stops_the_run_and_names_the_clip(mels: LogMels, tmp_path: Path) -> None:
    task = new_task(mels, tmp_path)
    spoilt = mels.frames.copy()
    spoilt[mels.first_frames[2] + 20, 7] = np.nan
    task._mels = replace(mels, frames=spoilt)
    with pytest.raises(TrainingError, match=rf"the batch holds parts of .*{mels.clip_ids[2]}"):
        train(task, SETTINGS)


def test_the_example_budget_ends_the_run_in_the_middle_of_an_epoch(mels: LogMels, tmp_path: Path) -> None:
    result = train(new_task(mels, tmp_path), replace(SETTINGS, max_examples=20))
    # Whole steps of eight: the first that reaches 20.
    assert (result.n_steps, result.n_examples) == (3, 24)
    assert len(result.epochs) == 1


def test_patience_ends_the_run_and_the_best_weights_are_kept(mels: LogMels, tmp_path: Path) -> None:
    task = new_task(mels, tmp_path)
    planned = iter([3.0, 1.0, 2.0, 2.5, 0.5])
    kept: list[dict[str, torch.Tensor]] = []

    def validation_loss() -> float:
        kept.append(weights(task))
        return next(planned)

    task.validation_loss = validation_loss  # type: ignore[method-assign]
    result = train(task, replace(SETTINGS, n_epochs=9, patience=2))
    assert [epoch.validation for epoch in result.epochs] == [3.0, 1.0, 2.0, 2.5]
    assert result.kept_epoch == 1
    assert are_equal(weights(task), kept[1])


def test_two_processes_equal_one_that_takes_the_two_half_batches_in_turn(tmp_path: Path) -> None:
    corpus = speech_corpus(tmp_path / "speech")
    training = replace(SETTINGS, n_epochs=2, n_shards=2)
    pretrain(PretrainingPlan(training=training), [corpus], tmp_path / "one.safetensors", cache_dir=tmp_path)
    script = tmp_path / "two.py"
    script.write_text(
        "import sys\n"
        "from pathlib import Path\n"
        "from merlingua.mer_models.pretraining import PretrainingPlan, pretrain\n"
        "from merlingua.mer_models.training_processes import started_processes\n"
        "from merlingua.mer_models.training_settings import TrainingSettings\n"
        "from tests.mer_models.speech_like import speech_corpus\n"
        "folder = Path(sys.argv[1])\n"
        "training = TrainingSettings(batch_size=8, n_epochs=2, patience=None, seed=3, n_shards=2)\n"
        "with started_processes('cpu') as processes:\n"
        "    corpus = speech_corpus(folder / 'speech')\n"
        "    pretrain(PretrainingPlan(training=training), [corpus], folder / 'two.safetensors',\n"
        "             cache_dir=folder, processes=processes)\n",
        encoding="utf-8",
    )
    command = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node=2"]
    ran = subprocess.run(
        [*command, str(script), str(tmp_path)],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    one = load_checkpoint(tmp_path / "one.safetensors").tensors
    two = load_checkpoint(tmp_path / "two.safetensors").tensors
    for name, tensor in one.items():
        torch.testing.assert_close(two[name], tensor, rtol=1e-5, atol=1e-5, msg=name)


def test_a_process_that_is_killed_while_it_trains_goes_on_to_the_same_weights(tmp_path: Path) -> None:
    corpus = speech_corpus(tmp_path / "speech")
    plan = PretrainingPlan(training=SETTINGS)
    pretrain(plan, [corpus], tmp_path / "unbroken.safetensors", cache_dir=tmp_path)
    script = (
        "import sys\n"
        "from pathlib import Path\n"
        "import torch\n"
        "from merlingua.mer_models import pretraining, training_loop\n"
        "from merlingua.mer_models.training_settings import TrainingSettings\n"
        "from tests.mer_models.speech_like import speech_corpus\n"
        "torch.set_num_threads(1)\n"
        "training_loop.train.__kwdefaults__['save_every_s'] = 0.0\n"
        "folder = Path(sys.argv[1])\n"
        "training = TrainingSettings(batch_size=8, n_epochs=3, patience=None, seed=3)\n"
        "corpus = speech_corpus(folder / 'speech')\n"
        "pretraining.pretrain(pretraining.PretrainingPlan(training=training), [corpus],\n"
        "    folder / 'killed.safetensors', cache_dir=folder,\n"
        "    on_event=lambda event: print(event['step'], flush=True))\n"
    )
    command = [sys.executable, "-c", script, str(tmp_path)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if int(line) >= 5:
                process.send_signal(signal.SIGKILL)
                break
    assert not (tmp_path / "killed.safetensors").exists()
    pretrain(plan, [corpus], tmp_path / "killed.safetensors", cache_dir=tmp_path)
    killed = load_checkpoint(tmp_path / "killed.safetensors")
    unbroken = load_checkpoint(tmp_path / "unbroken.safetensors")
    assert killed.card.weights_sha256 == unbroken.card.weights_sha256
    assert list(tmp_path.glob(".*.state")) == []


def test_events_are_json_and_their_steps_never_go_back(mels: LogMels, tmp_path: Path) -> None:
    events: list[Mapping[str, Any]] = []
    result: TrainingResult = train(new_task(mels, tmp_path), SETTINGS, on_event=events.append)
    steps: NDArray[np.int64] = np.array([json.loads(json.dumps(event))["step"] for event in events])
    assert (np.diff(steps) >= 0).all()
    assert steps[-1] == result.n_steps
    assert [event["event"] for event in events if event["event"] == "epoch"] == ["epoch"] * 3
