"""The command ``merlingua experiment``. Here is the parser alone: torch is imported when it runs."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    # argparse has no public name for what add_subparsers gives.
    from argparse import _SubParsersAction as SubParsers


def add_experiment_commands(subparsers: SubParsers[argparse.ArgumentParser]) -> None:
    """Add ``experiment`` to the command line."""
    experiment = subparsers.add_parser(
        "experiment",
        help="run a whole grid of speech, music, modes and seeds, and report it",
        description="Work through a grid that a YAML file describes: pre-train an encoder for each kind of "
        "speech and seed, transfer each to each corpus of music, beside random weights, and report all rows "
        "on the same clips. Every finished cell is kept as JSON, so that the grid goes on wherever it was "
        "ended; several processes may work on one grid at once. At the end the report is written, with the "
        "paper's Table II in its own layout beside the honest one.",
    )
    experiment.add_argument("plan", type=Path, metavar="FILE.yaml", help="the grid; see docs/experiments.md")
    experiment.add_argument(
        "--corpora",
        type=Path,
        default=Path(),
        metavar="DIR",
        help="where the plan's folders of corpora are (default: here)",
    )
    experiment.add_argument(
        "--out",
        type=Path,
        metavar="DIR",
        help="where cells, encoders and the report go (default: beside the plan, called as it is)",
    )
    experiment.add_argument(
        "--report-only", action="store_true", help="report what is done already, and do nothing more"
    )
    experiment.add_argument(
        "--cache", type=Path, metavar="DIR", help="where features are kept (default: the user's cache)"
    )
    experiment.set_defaults(run=_run_experiment)


def _run_experiment(arguments: argparse.Namespace) -> int:
    from merlingua.mer_models.experiment_runs import run_experiment

    return run_experiment(arguments)
