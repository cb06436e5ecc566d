"""The one loop in which every network of this package learns.

Conventions
-----------
An example is a patch, a crop or a clip: the task decides. A step takes one batch, cut into
``settings.n_shards`` shards. Each shard has batch statistics of its own and a seed of its own for dropout and
noise; the gradients and the running statistics are averaged over the shards. Under ``torchrun`` each process
takes one shard, and one process alone takes them in turn: both give the same weights up to rounding.

A run writes its whole state to one file now and then, atomically. Killed at any moment and started again it
goes on from there, and ends with the same weights, bit for bit (on the same machine with as many threads).
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Protocol, cast

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from merlingua.mer_models.checkpoints import load_training_state, save_training_state
from merlingua.mer_models.errors import DivergedError, TrainingError
from merlingua.mer_models.training_processes import ONE_PROCESS, Processes
from merlingua.mer_models.training_settings import (
    TrainingSettings,
    batches_of_epoch,
    learning_rate_at,
    n_steps_of,
    step_seed,
)

SAVE_EVERY_S = 30.0
REPORT_EVERY_S = 0.5

Event = Mapping[str, Any]
"""What the loop tells: a JSON object with "event" ("started", "step", "epoch", "saved", "ended")."""


class TrainingTask(Protocol):
    """What is trained, on which examples."""

    module: nn.Module
    n_examples: int

    def loss(self, examples: NDArray[np.int64]) -> Tensor:
        """The loss of these examples, shape (); what is random in it comes from torch's own generator."""
        ...

    def validation_loss(self) -> float:
        """The loss by which the best weights are chosen; NaN-free, in evaluation mode, the same each time."""
        ...

    def example_name(self, example: int) -> str:
        """The clip that an example comes from, for messages."""
        ...


@dataclass(frozen=True)
class EpochLosses:
    """Mean losses of an epoch, and how many examples had been seen by its end."""

    epoch: int
    n_examples: int
    train: float
    validation: float


@dataclass
class RunState:
    """Where a run stands: ``n_in_epoch`` steps of the epoch are done, with losses of that sum."""

    step: int = 0
    epoch: int = 0
    n_in_epoch: int = 0
    sum_of_losses: float = 0.0
    n_examples: int = 0
    best_epoch: int = -1
    is_ended: bool = False
    epochs: list[EpochLosses] = field(default_factory=list)

    @property
    def best_loss(self) -> float:
        return self.epochs[self.best_epoch].validation if self.best_epoch >= 0 else math.inf


@dataclass(frozen=True)
class TrainingResult:
    """The module holds the weights that ``settings.keep`` asks for; ``kept_epoch`` counts from 0."""

    epochs: tuple[EpochLosses, ...]
    kept_epoch: int
    n_steps: int
    n_examples: int


def train(
    task: TrainingTask,
    settings: TrainingSettings,
    *,
    state_file: Path | None = None,
    identity: Mapping[str, Any] | None = None,
    on_event: Callable[[Event], None] | None = None,
    processes: Processes = ONE_PROCESS,
    save_every_s: float = SAVE_EVERY_S,
) -> TrainingResult:
    """Train until the epochs, the examples or the patience run out; leaves the kept weights in the module.

    Parameters
    ----------
    state_file
        Where the run's state is kept; a run that finds one there goes on. None: nothing is stored.
    identity
        What makes this run this run (network, data, split): a state of another one is refused by name.

    Raises
    ------
    DivergedError
        If a loss is not finite; the message names the clips of the batch.
    TrainingError
        If no example is there, the state is another run's, or the disk is full.
    """
    if task.n_examples < 2:
        raise TrainingError(f"{task.n_examples} examples are left to train on; 2 or more are due")
    run = _Run(task, settings, state_file, dict(identity or {}), on_event, processes, save_every_s)
    return run.to_its_end()


class _Run:
    def __init__(
        self,
        task: TrainingTask,
        settings: TrainingSettings,
        state_file: Path | None,
        identity: dict[str, Any],
        on_event: Callable[[Event], None] | None,
        processes: Processes,
        save_every_s: float,
    ) -> None:
        self.task, self.settings, self.processes = task, settings, processes
        self.state_file, self.save_every_s, self.on_event = state_file, save_every_s, on_event
        self.identity = {"settings": settings.to_json(), "n_examples": task.n_examples} | identity
        self.n_steps = n_steps_of(settings, task.n_examples)
        self.trained = [parameter for parameter in task.module.parameters() if parameter.requires_grad]
        kind = torch.optim.Adam if settings.optimiser == "adam" else torch.optim.AdamW
        self.optimiser = kind(self.trained, lr=settings.learning_rate, weight_decay=settings.weight_decay)
        self.step_of_shard = processes.wrap(_ShardLoss(task))
        self.state = RunState()
        self.best: dict[str, Tensor] = {}
        self.reported_at = self.saved_at = time.monotonic()

    def to_its_end(self) -> TrainingResult:
        self._go_on_where_it_stood()
        self._tell(
            "started", n_steps=self.n_steps, n_examples=self.task.n_examples, resumed_at=self.state.step
        )
        while not self.state.is_ended:
            self._epoch()
        if self.settings.keep == "best" and self.best:
            self.task.module.load_state_dict(self.best)
        kept = self.state.best_epoch if self.settings.keep == "best" else len(self.state.epochs) - 1
        self._tell("ended", kept_epoch=kept, n_epochs=len(self.state.epochs))
        return TrainingResult(tuple(self.state.epochs), kept, self.state.step, self.state.n_examples)

    def _epoch(self) -> None:
        state, settings = self.state, self.settings
        batches = batches_of_epoch(settings, self.task.n_examples, state.epoch)
        for batch in batches[state.n_in_epoch :]:
            if state.step >= self.n_steps:
                break
            state.sum_of_losses += self._step(batch)
            state.step += 1
            state.n_in_epoch += 1
            state.n_examples += len(batch)
            self._report_step()
            if time.monotonic() - self.saved_at > self.save_every_s:
                self._save()
        self._end_epoch()
        self._save()

    def _step(self, batch: NDArray[np.int64]) -> float:
        module, settings = self.task.module, self.settings
        module.train()
        rate = learning_rate_at(settings, self.state.step, self.n_steps)
        for group in self.optimiser.param_groups:
            group["lr"] = rate
        self.optimiser.zero_grad(set_to_none=True)
        shards = np.array_split(batch, settings.n_shards)
        statistics = _RunningStatistics(module, settings.n_shards)
        mine = self.processes.shards_of_mine(settings.n_shards)
        losses = []
        for shard in mine:
            statistics.begin_shard()
            torch.manual_seed(step_seed(settings, self.state.step, shard))
            loss = self.step_of_shard(shards[shard])
            self._refuse_no_number(loss, shards[shard])
            (loss / len(mine)).backward()
            statistics.end_shard()
            losses.append(float(loss.detach()))
        statistics.average(self.processes)
        self.optimiser.step()
        return self.processes.mean(sum(losses) / len(losses))

    def _refuse_no_number(self, loss: Tensor, examples: NDArray[np.int64]) -> None:
        if bool(torch.isfinite(loss)):
            return
        names = sorted({self.task.example_name(int(example)) for example in examples})
        raise DivergedError(
            f"the loss of step {self.state.step + 1} is {float(loss.detach())}; the batch holds parts of "
            f"{', '.join(names)}. Check these clips, or lower the learning rate "
            f"({self.settings.learning_rate:g})"
        )

    def _end_epoch(self) -> None:
        state = self.state
        self.task.module.eval()
        with torch.inference_mode():
            validation = self.processes.of_first(self.task.validation_loss)
        if not math.isfinite(validation):
            raise DivergedError(
                f"the validation loss after epoch {state.epoch + 1} is {validation}; lower the learning rate "
                f"({self.settings.learning_rate:g}), or check the clips of the validation split"
            )
        train = state.sum_of_losses / max(1, state.n_in_epoch)
        losses = EpochLosses(state.epoch, state.n_examples, train, validation)
        if validation < state.best_loss:
            state.best_epoch = state.epoch
            self.best = {name: tensor.clone() for name, tensor in self.task.module.state_dict().items()}
        state.epochs.append(losses)
        state.epoch += 1
        state.n_in_epoch, state.sum_of_losses = 0, 0.0
        is_stale = (
            self.settings.patience is not None
            and state.epoch - 1 - state.best_epoch >= self.settings.patience
        )
        state.is_ended = is_stale or state.epoch >= self.settings.n_epochs or state.step >= self.n_steps
        self._tell("epoch", **vars(losses), is_best=state.best_epoch == losses.epoch)

    def _report_step(self) -> None:
        if time.monotonic() - self.reported_at < REPORT_EVERY_S:
            return
        self.reported_at = time.monotonic()
        mean = self.state.sum_of_losses / self.state.n_in_epoch
        self._tell("step", n_examples=self.state.n_examples, train=mean)

    def _tell(self, event: str, **values: Any) -> None:
        if self.on_event is not None and self.processes.is_first:
            self.on_event({"event": event, "step": self.state.step, **values})

    def _save(self) -> None:
        self.saved_at = time.monotonic()
        if self.state_file is None or not self.processes.is_first:
            return
        tensors = {f"module.{name}": tensor for name, tensor in self.task.module.state_dict().items()}
        tensors |= {f"best.{name}": tensor for name, tensor in self.best.items()}
        for index, parameter in enumerate(self.trained):
            for name, tensor in self.optimiser.state.get(parameter, {}).items():
                tensors[f"optimiser.{index}.{name}"] = torch.as_tensor(tensor)
        epochs = [vars(losses) for losses in self.state.epochs]
        state = vars(self.state) | {"epochs": epochs}
        save_training_state(self.state_file, tensors, {"identity": self.identity, "state": state})
        self._tell("saved")

    def _go_on_where_it_stood(self) -> None:
        if self.state_file is None or not self.state_file.exists():
            return
        saved = load_training_state(self.state_file)
        tensors, stored = saved.tensors, saved.state["state"]
        self._refuse_another_run(cast(dict[str, Any], saved.state["identity"]))
        self.state = RunState(**stored)
        self.state.epochs = [EpochLosses(**losses) for losses in stored["epochs"]]
        self.task.module.load_state_dict(_part(tensors, "module."))
        device = next(self.task.module.parameters()).device
        self.best = {name: tensor.to(device) for name, tensor in _part(tensors, "best.").items()}
        moments: dict[int, dict[str, Tensor]] = {}
        for name, tensor in _part(tensors, "optimiser.").items():
            index, moment = name.split(".", 1)
            moments.setdefault(int(index), {})[moment] = tensor
        groups = self.optimiser.state_dict()["param_groups"]
        self.optimiser.load_state_dict({"state": moments, "param_groups": groups})

    def _refuse_another_run(self, stored: dict[str, Any]) -> None:
        differing = sorted(
            name for name in {*stored, *self.identity} if stored.get(name) != self.identity.get(name)
        )
        if differing:
            raise TrainingError(
                f"{self.state_file} is the state of another run: its {', '.join(differing)} differ from what "
                "is asked for now. Ask for the same again, or choose another --out"
            )


class _ShardLoss(nn.Module):
    """The forward pass of a shard as a module, which DistributedDataParallel can wrap."""

    def __init__(self, task: TrainingTask) -> None:
        super().__init__()
        self.module = task.module
        self._task = [task]

    def forward(self, examples: NDArray[np.int64]) -> Tensor:
        return self._task[0].loss(examples)


class _RunningStatistics:
    """Averages the running statistics of batch normalisation over the shards of a step."""

    def __init__(self, module: nn.Module, n_shards: int) -> None:
        self.buffers = list(module.buffers()) if n_shards > 1 else []
        self.before = [buffer.clone() for buffer in self.buffers]
        self.sums = [torch.zeros_like(buffer) for buffer in self.buffers]
        self.n_shards = 0

    def begin_shard(self) -> None:
        for buffer, before in zip(self.buffers, self.before, strict=True):
            buffer.copy_(before)

    def end_shard(self) -> None:
        self.n_shards += 1
        for total, buffer in zip(self.sums, self.buffers, strict=True):
            total += buffer

    def average(self, processes: Processes) -> None:
        for buffer, total in zip(self.buffers, self.sums, strict=True):
            # What counts batches is the same in all shards.
            if buffer.is_floating_point():
                buffer.copy_(processes.average(total / self.n_shards))


def _part(tensors: Mapping[str, Tensor], prefix: str) -> dict[str, Tensor]:
    return {name.removeprefix(prefix): t for name, t in tensors.items() if name.startswith(prefix)}


def with_shards(settings: TrainingSettings, processes: Processes) -> TrainingSettings:
    """The settings with a shard for each process, unless they ask for a multiple of that already."""
    if settings.n_shards % processes.n_processes == 0:
        return settings
    return replace(settings, n_shards=processes.n_processes)
