"""A search that several processes share: which settings were tried, by whom, and what they gave.

Conventions
-----------
The study is Optuna's, in its journal: a file to which each worker appends. Optuna's own words are "We would
never recommend SQLite3 for parallel optimization" (its `RDBStorage`): SQLite has no SELECT … FOR UPDATE,
without which two workers may take one trial, and its locks are not to be had on many network drives.

A trial has an index from 0 to N − 1, given under one lock, so that all workers together make exactly N. While
a worker is at it, it holds a lock that the system lets go of when the worker ends, however it ends: a trial
that is running and not held is lost, is marked as failed, and its index is tried again with the same
settings. A trial that fails by itself (its loss is no number) has a ``reason`` and counts as made.

The sampler is Optuna's TPE (Bergstra et al. 2011), which is sequential model-based (Bayesian) optimisation as
in the paper: it can take several workers, few trials and ones that failed, and needs nothing beyond numpy.
Its seed is a function of the study's seed and the trial's index alone: one worker makes the same trials
however often it is ended.

Reference: Bergstra, Bardenet, Bengio and Kégl (2011), Algorithms for hyper-parameter optimization, NIPS.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import optuna
from optuna.storages import JournalStorage
from optuna.storages.journal import JournalFileBackend, JournalFileOpenLock
from optuna.trial import FrozenTrial, TrialState

from merlingua.mer_models.errors import TrainingError
from merlingua.surveys.file_locks import held_alone

LEARNING_RATE, WEIGHT_DECAY = "learning_rate", "weight_decay"
IDENTITY, INDEX, REASON = "identity", "index", "reason"
JOURNAL_BEGINS = b'{"op_code":'
LOOK_S = 0.02
"""Between two tries at a lock that another worker holds for some milliseconds."""


@dataclass(frozen=True)
class SearchSpace:
    """Lowest and highest value of each setting; both are searched on a logarithmic scale."""

    learning_rate: tuple[float, float]
    weight_decay: tuple[float, float]


@dataclass(frozen=True)
class Claim:
    """One trial that is this worker's to make."""

    index: int
    learning_rate: float
    weight_decay: float
    state_file: Path
    trial: optuna.Trial


@dataclass(frozen=True)
class MadeTrial:
    """One trial that is over; ``loss`` is None where it failed, and ``details`` then has the ``reason``."""

    index: int
    learning_rate: float
    weight_decay: float
    loss: float | None
    details: Mapping[str, Any]


class SharedStudy:
    """The study ``name`` in ``file``; ``identity`` says what it searches, and another's study is refused."""

    def __init__(
        self, file: Path, name: str, identity: Mapping[str, Any], space: SearchSpace, seed: int
    ) -> None:
        self.file, self.name, self._space, self._seed = file, name, space, seed
        optuna.logging.set_verbosity(optuna.logging.ERROR)
        with self._told():
            file.parent.mkdir(parents=True, exist_ok=True)
            with _held(self._beside("claims.lock")):
                self._study = self._opened()
                self._refuse_another(json.loads(json.dumps(identity)))

    @contextmanager
    def claimed(self, n_trials: int) -> Iterator[Claim | None]:
        """The next trial to make, held in the block; None where all are made or in the hands of others."""
        with ExitStack() as stack:
            with self._told(), _held(self._beside("claims.lock")):
                claim = self._next(n_trials, stack)
            yield claim

    def tell(self, claim: Claim, loss: float, details: Mapping[str, Any]) -> None:
        """Keep what a trial gave."""
        with self._told():
            for name, value in details.items():
                claim.trial.set_user_attr(name, value)
            self._study.tell(claim.trial, loss)
        claim.state_file.unlink(missing_ok=True)

    def tell_failed(self, claim: Claim, reason: str) -> None:
        """Keep why a trial gave nothing; it is not tried again."""
        with self._told():
            claim.trial.set_user_attr(REASON, reason)
            self._study.tell(claim.trial, state=TrialState.FAIL)
        claim.state_file.unlink(missing_ok=True)

    def made(self) -> list[MadeTrial]:
        """All trials that are over, by their index."""
        with self._told():
            trials = [trial for trial in self._trials() if _is_made(trial)]
        return sorted((_made_trial(trial) for trial in trials), key=lambda made: made.index)

    def clear_locks(self, n_trials: int) -> None:
        """Take away the files beside the study once all trials are made; they are of no use then."""
        with self._told(), _held(self._beside("claims.lock")):
            if len({made.index for made in self.made()}) >= n_trials:
                for file in self.file.parent.glob(f".{self.file.name}.{self.name}.trial-*"):
                    file.unlink(missing_ok=True)

    def _next(self, n_trials: int, stack: ExitStack) -> Claim | None:
        self._fail_lost()
        trials = self._trials()
        waiting = [trial for trial in trials if trial.state == TrialState.WAITING]
        taken = {_index(trial) for trial in trials if _is_made(trial) or trial.state == TrialState.RUNNING}
        open_ones = [index for index in range(n_trials) if index not in taken]
        if not open_ones:
            return None
        if waiting:
            # A worker ended between the two lines that take a lost trial up again.
            index = _index(waiting[0])
        else:
            index = open_ones[0]
            lost = [trial for trial in trials if _index(trial) == index and trial.params]
            if lost:
                self._study.enqueue_trial(lost[-1].params, user_attrs={INDEX: index})
        stack.enter_context(held_alone(self._beside(f"trial-{index}.lock")))
        seed = np.random.SeedSequence([self._seed, index]).generate_state(1)[0]
        self._study.sampler = optuna.samplers.TPESampler(seed=int(seed))
        trial = self._study.ask()
        trial.set_user_attr(INDEX, index)
        return Claim(
            index,
            trial.suggest_float(LEARNING_RATE, *self._space.learning_rate, log=True),
            trial.suggest_float(WEIGHT_DECAY, *self._space.weight_decay, log=True),
            self._beside(f"trial-{index}.state"),
            trial,
        )

    def _fail_lost(self) -> None:
        for trial in self._trials():
            if trial.state != TrialState.RUNNING:
                continue
            with held_alone(self._beside(f"trial-{_index(trial)}.lock")) as is_free:
                if is_free:
                    self._study.tell(trial.number, state=TrialState.FAIL)

    def _trials(self) -> list[FrozenTrial]:
        return list(self._study.get_trials(deepcopy=False))

    def _opened(self) -> optuna.Study:
        _refuse_foreign(self.file)
        # One for all studies in the file, whatever their names.
        lock = _KernelLock(self.file, self.file.with_name(f".{self.file.name}.lock"))
        storage = JournalStorage(JournalFileBackend(str(self.file), lock_obj=lock))
        # Not load_if_exists: that writes a line into the study though it is there.
        if self.name in optuna.get_all_study_names(storage):
            return optuna.load_study(study_name=self.name, storage=storage)
        return optuna.create_study(study_name=self.name, storage=storage)

    def _refuse_another(self, identity: dict[str, Any]) -> None:
        stored = self._study.user_attrs.get(IDENTITY)
        if stored is None and not self._trials():
            self._study.set_user_attr(IDENTITY, identity)
            return
        one, other = _flat(stored or {}), _flat(identity)
        differing = sorted(name for name in {*one, *other} if one.get(name) != other.get(name))
        if differing:
            raise TrainingError(
                f"the study {self.name!r} in {self.file} searches something else: its "
                f"{', '.join(differing)} differ from what is asked for now. Ask for the same again, or "
                "choose another --study or --name"
            )

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Say what is wrong with the file in one line."""
        try:
            yield
        except OSError as error:
            raise TrainingError(
                f"the study {self.file} cannot be used: {error.strerror or error}; all trials that are over "
                "stay in it"
            ) from error
        except (ValueError, KeyError) as error:
            raise TrainingError(
                f"{self.file} is no study of `merlingua tune`, or damaged ({error}); choose another --study"
            ) from error

    def _beside(self, what: str) -> Path:
        return self.file.with_name(f".{self.file.name}.{self.name}.{what}")


class _KernelLock(JournalFileOpenLock):
    """Orders the workers' writes; makes whole what a worker left that ended in the middle of a line.

    Optuna's own locks are files that a worker which is killed leaves behind: the others wait half a minute.
    """

    def __init__(self, journal: Path, lock: Path) -> None:
        super().__init__(str(journal))
        self._journal, self._lock = journal, lock
        self._stack = ExitStack()

    def acquire(self) -> bool:
        self._stack.enter_context(_held(self._lock))
        _cut_torn_line(self._journal)
        return True

    def release(self) -> None:
        self._stack.close()


def _refuse_foreign(file: Path) -> None:
    """What is written behind a file's last whole line is cut off: that must not happen to anything else."""
    if not file.exists():
        return
    with file.open("rb") as journal:
        begin = journal.read(len(JOURNAL_BEGINS))
    if not JOURNAL_BEGINS.startswith(begin):
        raise ValueError(f"it begins with {begin!r}")


def _cut_torn_line(file: Path) -> None:
    with file.open("r+b") as journal:
        size = journal.seek(0, os.SEEK_END)
        if size == 0:
            return
        journal.seek(size - 1)
        if journal.read(1) == b"\n":
            return
        journal.seek(0)
        journal.truncate(journal.read().rfind(b"\n") + 1)


@contextmanager
def _held(file: Path) -> Iterator[None]:
    """Hold a lock in the block, after whoever has it now."""
    while True:
        with held_alone(file) as is_mine:
            if is_mine:
                yield
                return
        time.sleep(LOOK_S)


def _index(trial: FrozenTrial) -> int:
    # -1: its worker ended before it could number it.
    return int(trial.user_attrs.get(INDEX, -1))


def _is_made(trial: FrozenTrial) -> bool:
    return bool(trial.state == TrialState.COMPLETE) or REASON in trial.user_attrs


def _made_trial(trial: FrozenTrial) -> MadeTrial:
    return MadeTrial(
        _index(trial),
        float(trial.params[LEARNING_RATE]),
        float(trial.params[WEIGHT_DECAY]),
        None if trial.value is None else float(trial.value),
        trial.user_attrs,
    )


def _flat(values: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for name, value in values.items():
        if isinstance(value, Mapping):
            flat |= _flat(value, f"{prefix}{name}.")
        else:
            flat[f"{prefix}{name}"] = value
    return flat
