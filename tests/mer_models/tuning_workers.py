"""Small searches of ``merlingua tune``: in this process, or in one of their own.

Processes are forked from one that has imported everything: importing costs more than a small search does.
"""

from __future__ import annotations

import argparse
import multiprocessing
import sys
from contextlib import redirect_stdout
from dataclasses import replace
from functools import partial
from multiprocessing.process import BaseProcess
from pathlib import Path

import torch

from merlingua.mer_models import training_runs, tuning_runs
from merlingua.mer_models.transfer import DENSE_HEAD_TRAINING, TransferPlan
from merlingua.mer_models.tuning_commands import add_tuning_commands

SHORT_WAIT_S = 0.1
SMALL_PLAN = partial(TransferPlan, crop_frames=32, head_training=replace(DENSE_HEAD_TRAINING, n_epochs=2))
"""Crops of a second, and two epochs of the head before a full transfer: a tenth of a real one's work."""
NEEDED_LATER = ("soundfile", "torch._dynamo")
"""What the first sound, and the first step of an optimiser, import."""


def run(command: list[str]) -> int:
    """The command in this process; gives the exit code."""
    parser = argparse.ArgumentParser()
    add_tuning_commands(parser.add_subparsers())
    arguments = parser.parse_args(command)
    return int(arguments.run(arguments))


def started(command: list[str], told: Path) -> BaseProcess:
    """The command in a process of its own, which writes what it tells to a file."""
    has_server = "forkserver" in multiprocessing.get_all_start_methods()
    context = multiprocessing.get_context("forkserver" if has_server else "spawn")
    if has_server:
        context.set_forkserver_preload([__name__, *NEEDED_LATER])
    # One that a failed test leaves behind ends with this process.
    process = context.Process(target=_run_alone, args=(command, told), daemon=True)
    process.start()
    return process


def _run_alone(command: list[str], told: Path) -> None:
    torch.set_num_threads(1)
    tuning_runs.WAIT_S = SHORT_WAIT_S
    vars(training_runs)["TransferPlan"] = SMALL_PLAN
    with told.open("w", encoding="utf-8") as file, redirect_stdout(file):
        code = run(command)
    sys.exit(code)
