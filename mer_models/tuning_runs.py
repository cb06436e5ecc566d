"""What ``merlingua tune`` does, from parsed arguments to the best settings.

Each trial is one `transfer.fit` with other settings, judged by the validation loss of the weights that it
would keep. Trials are not cut short: the learning rate goes in one cycle, and what is worst half-way, at the
highest rate, is often best at the end.
"""

from __future__ import annotations

import argparse
import copy
import csv
import hashlib
import io
import shlex
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from merlingua.analysis.progress_line import ProgressLine
from merlingua.mer_models.errors import DivergedError, TrainingError
from merlingua.mer_models.labelled_music import LabelledMusic, ThreeSides, labelled_music, official_or_grouped
from merlingua.mer_models.log_mel import LogMelSettings
from merlingua.mer_models.speech_autoencoder import SpeechEncoder
from merlingua.mer_models.training_loop import Event
from merlingua.mer_models.training_processes import Processes, started_processes
from merlingua.mer_models.training_runs import corpora_of, encoder_of, transfer_plan
from merlingua.mer_models.transfer import Fitted, Sides, TransferPlan, fit
from merlingua.mer_models.tuning_study import Claim, MadeTrial, SearchSpace, SharedStudy
from merlingua.surveys.study_files import write_atomically

FORMAT, VERSION = "merlingua-tuning", 1
COLUMNS = (
    "trial",
    "learning_rate",
    "weight_decay",
    "validation_loss",
    "kept_epoch",
    "n_epochs",
    "seconds",
    "failed",
)
WAIT_S = 1.0
"""Between looks at what other workers are at."""


@dataclass(frozen=True)
class Search:
    """What every trial has in common."""

    plan: TransferPlan
    music: LabelledMusic
    sides: ThreeSides
    encoder: SpeechEncoder | None
    n_trials: int
    processes: Processes


def run_tuning(arguments: argparse.Namespace) -> int:
    """Make trials until there are as many as asked for, and tell the best; gives the exit code."""
    plan = _plan(arguments)
    _check_table(arguments.out)
    encoder, parent = encoder_of(arguments, plan)
    (corpus,) = corpora_of([arguments.music])
    with started_processes(arguments.device) as processes, ProgressLine() as progress:
        if processes.n_processes > 1:
            raise TrainingError(
                "torchrun shares the work of one training; start `merlingua tune` several times instead: its "
                "workers share the study"
            )
        music = labelled_music(
            corpus, LogMelSettings(), arguments.cache, on_progress=partial(progress, "features")
        )
        sides = official_or_grouped(music, arguments.split_seed)
        search = Search(plan, music, sides, encoder, arguments.trials, processes)
        space = SearchSpace(tuple(arguments.learning_rate), tuple(arguments.weight_decay))
        identity = _identity(search, space, parent.weights_sha256 if parent else None)
        study = SharedStudy(arguments.study, arguments.name, identity, space, arguments.seed)
    _make_trials(study, search)
    made = study.made()
    if arguments.out is not None:
        _write_table(arguments.out, made)
    study.clear_locks(arguments.trials)
    best = _best(made, arguments.study)
    n_failed = sum(trial.loss is None for trial in made)
    failed = f", {n_failed} of them failed" if n_failed else ""
    kept = best.details["kept_epoch"] + 1
    print(
        f"best of {len(made)} trials{failed}: trial {best.index + 1}, validation loss {best.loss:.4f} "
        f"after epoch {kept}"
    )
    print(_transfer_command(arguments, best))
    return 0


def _make_trials(study: SharedStudy, search: Search) -> None:
    """Until all are made, by this worker or others: one that is lost with its worker is taken over."""
    while True:
        with study.claimed(search.n_trials) as claim:
            if claim is not None:
                _make(study, search, claim)
                continue
        if len(study.made()) >= search.n_trials:
            return
        time.sleep(WAIT_S)


def _make(study: SharedStudy, search: Search, claim: Claim) -> None:
    name = f"trial {claim.index + 1} of {search.n_trials}"
    settings = f"learning rate {claim.learning_rate:.2e}, weight decay {claim.weight_decay:.2e}"
    began_at = time.monotonic()
    try:
        with ProgressLine() as progress:
            plan = search.plan
            n_epochs = (plan.head_training if plan.trains_head_alone else plan.training).n_epochs
            show = partial(_show_epoch, progress, name, n_epochs)
            fitted = _fitted(search, claim, show)
    except DivergedError as error:
        study.tell_failed(claim, str(error))
        print(f"{name}: {settings}: failed, {error}", flush=True)
        return
    loss, details = _outcome(fitted)
    is_best = all(made.loss is None or loss < made.loss for made in study.made())
    study.tell(claim, loss, details | {"seconds": round(time.monotonic() - began_at, 1)})
    print(f"{name}: {settings}: validation loss {loss:.4f}{' *' if is_best else ''}", flush=True)


def _fitted(search: Search, claim: Claim, on_event: Callable[[Event], None]) -> Fitted:
    tried: dict[str, Any] = {"learning_rate": claim.learning_rate, "weight_decay": claim.weight_decay}
    plan = search.plan
    if plan.trains_head_alone:
        plan = replace(plan, head_training=replace(plan.head_training, **tried))
    else:
        plan = replace(plan, training=replace(plan.training, **tried))
    return fit(
        plan,
        search.music.data,
        Sides(search.sides.train, search.sides.validation, search.music.groups),
        # Training changes it.
        encoder=copy.deepcopy(search.encoder),
        state_file=claim.state_file,
        on_event=on_event,
        processes=search.processes,
    )


def _outcome(fitted: Fitted) -> tuple[float, dict[str, Any]]:
    """The validation loss of the kept epoch, and what is told beside it."""
    # A head alone is told under its name.
    scores = fitted.scores if "epochs" in fitted.scores else fitted.scores["head"]
    epochs, kept = scores["epochs"], int(scores["kept_epoch"])
    return float(epochs[kept]["validation"]), {"kept_epoch": kept, "n_epochs": len(epochs)}


def _show_epoch(progress: ProgressLine, name: str, n_epochs: int, event: Event) -> None:
    if event["event"] == "epoch":
        progress(name, int(event["epoch"]) + 1, n_epochs)


def _plan(arguments: argparse.Namespace) -> TransferPlan:
    asked = argparse.Namespace(**vars(arguments) | {"learning_rate": None, "weight_decay": None})
    plan = transfer_plan(asked)
    if plan.fits_linear_head:
        raise TrainingError(
            "a linear head has no learning rate to search: take --head dense, --mode full or scratch, or "
            "--network small-cnn"
        )
    return plan


def _identity(search: Search, space: SearchSpace, encoder_sha256: str | None) -> dict[str, Any]:
    plan = search.plan.to_json()
    for searched in ("learning_rate", "weight_decay"):
        for training in ("training", "head_training"):
            plan.get(training, {}).pop(searched, None)
    sides = search.sides
    labels = hashlib.sha256(np.ascontiguousarray(search.music.data.shares).tobytes())
    for part in (sides.train, sides.validation):
        labels.update(np.ascontiguousarray(part, dtype=np.int64).tobytes() + b"|")
    return {
        "format": FORMAT,
        "version": VERSION,
        "music": search.music.data.mels.content_hash,
        "labels or split": labels.hexdigest(),
        "encoder": encoder_sha256,
        "plan": plan,
        "range": {"learning_rate": space.learning_rate, "weight_decay": space.weight_decay},
    }


def _best(made: Sequence[MadeTrial], study: Path) -> MadeTrial:
    whole = [trial for trial in made if trial.loss is not None]
    if not whole:
        raise TrainingError(
            f"all {len(made)} trials in {study} failed, the first because {made[0].details['reason']}"
        )
    return min(whole, key=lambda trial: (trial.loss, trial.index))


def _transfer_command(arguments: argparse.Namespace, best: MadeTrial) -> str:
    """The command that trains and tests with the best settings; its floats are exact."""
    words = ["merlingua", "transfer", "--music", arguments.music]
    options: Mapping[str, Any] = {
        "--encoder": arguments.encoder,
        "--network": arguments.network if arguments.network != "scae" else None,
        "--mode": arguments.mode if arguments.network == "scae" else None,
        "--head": arguments.head if arguments.head != "linear" else None,
        "--epochs": arguments.epochs,
        "--batch-size": arguments.batch_size,
        "--learning-rate": best.learning_rate,
        "--weight-decay": best.weight_decay,
        "--split-seed": arguments.split_seed,
        "--seed": arguments.seed,
        "--device": arguments.device if arguments.device != "auto" else None,
        "--cache": arguments.cache,
    }
    words += ["--random-encoder"] * arguments.random_encoder
    words += ["--faithful"] * (arguments.variant == "faithful")
    for option, value in options.items():
        words += [] if value is None else [option, str(value)]
    return shlex.join([*words, "--out", "MODEL.safetensors"])


def _check_table(out: Path | None) -> None:
    """Before hours of training, not after them."""
    if out is None:
        return
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=out.parent):
            pass
    except OSError as error:
        raise TrainingError(f"--out {out} cannot be written: {error.strerror or error}") from error


def _write_table(out: Path, made: Sequence[MadeTrial]) -> None:
    table = io.StringIO()
    writer = csv.writer(table, lineterminator="\n")
    writer.writerow(COLUMNS)
    for trial in made:
        found = [trial.details.get(name) for name in ("kept_epoch", "n_epochs", "seconds", "reason")]
        writer.writerow(
            [trial.index + 1, repr(trial.learning_rate), repr(trial.weight_decay), trial.loss, *found]
        )
    write_atomically(out, table.getvalue())
