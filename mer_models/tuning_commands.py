"""The command ``merlingua tune``.

Here is the parser alone: torch and Optuna are imported when it runs, so that ``merlingua --help`` is quick.
"""

from __future__ import annotations

import argparse
import re
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from merlingua.mer_models.argument_types import above_zero, positive, whole

if TYPE_CHECKING:
    # argparse has no public name for what add_subparsers gives.
    from argparse import _SubParsersAction as SubParsers

SEED = 1
NAME = "transfer"
LEARNING_RATES = (1e-5, 1e-2)
WEIGHT_DECAYS = (1e-5, 1e-1)
"""Around the paper's rates (1e-4, 5e-4) and its code's (1e-3, 5e-5); of weight decay it says nothing."""


def add_tuning_commands(subparsers: SubParsers[argparse.ArgumentParser]) -> None:
    """Add ``tune`` to the command line."""
    tune = subparsers.add_parser(
        "tune",
        help="search the learning rate and the weight decay of a transfer",
        description="Search the learning rate and the weight decay with which `merlingua transfer` learns "
        "best, by the loss on its validation clips; test clips are never looked at. Each trial is one "
        "transfer; Optuna's TPE chooses its settings from what the trials before it gave. The same command "
        "in several terminals, or on several machines that share the study's folder, works on one study "
        "together, and goes on where it was ended. At the end the best settings are told as the command to "
        "run.",
    )
    tune.add_argument(
        "--study",
        type=Path,
        required=True,
        metavar="FILE",
        help="where the trials are kept (Optuna's journal); several workers may share it",
    )
    tune.add_argument(
        "--trials", type=positive, required=True, metavar="N", help="in all, whoever makes them"
    )
    tune.add_argument(
        "--name", type=_name, default=NAME, help=f"of the study, where a file holds several (default: {NAME})"
    )
    tune.add_argument("--out", type=Path, metavar="TABLE.csv", help="also write the table of trials")
    _add_space(tune)
    _add_transfer(tune)
    run = tune.add_argument_group("run")
    run.add_argument(
        "--seed", type=whole, default=SEED, metavar="N", help=f"of all that is random (default: {SEED})"
    )
    run.add_argument(
        "--device", choices=("auto", "cpu", "cuda"), default="auto", help="default: a GPU if there is one"
    )
    run.add_argument(
        "--cache", type=Path, metavar="DIR", help="where features are kept (default: the user's cache)"
    )
    tune.set_defaults(run=partial(_run_tune, tune))


def _add_space(tune: argparse.ArgumentParser) -> None:
    space = tune.add_argument_group("what is searched, on a logarithmic scale")
    for option, (low, high) in (("--learning-rate", LEARNING_RATES), ("--weight-decay", WEIGHT_DECAYS)):
        space.add_argument(
            option,
            type=above_zero,
            nargs=2,
            default=[low, high],
            metavar=("LOW", "HIGH"),
            help=f"default: {low:g} {high:g}",
        )


def _add_transfer(tune: argparse.ArgumentParser) -> None:
    transfer = tune.add_argument_group("what each trial does: options of `merlingua transfer`")
    transfer.add_argument(
        "--music", required=True, metavar="NAME=DIR", help="labelled music, such as emotify=DIR or emopia=DIR"
    )
    transfer.add_argument("--encoder", type=Path, metavar="CKPT")
    transfer.add_argument("--random-encoder", action="store_true")
    transfer.add_argument("--network", choices=("scae", "small-cnn"), default="scae")
    transfer.add_argument(
        "--mode", choices=("feature-extraction", "full", "scratch"), default="feature-extraction"
    )
    transfer.add_argument("--head", choices=("linear", "dense"), default="linear")
    transfer.add_argument(
        "--faithful", dest="variant", action="store_const", const="faithful", default="repaired"
    )
    transfer.add_argument("--epochs", type=positive, metavar="N")
    transfer.add_argument("--batch-size", type=positive, metavar="N")
    transfer.add_argument("--split-seed", type=whole, default=SEED, metavar="N")


def _run_tune(parser: argparse.ArgumentParser, arguments: argparse.Namespace) -> int:
    for option in ("learning_rate", "weight_decay"):
        low, high = getattr(arguments, option)
        if low > high:
            parser.error(f"--{option.replace('_', '-')} {low:g} {high:g}: the lower end comes first")
    from merlingua.mer_models.tuning_runs import run_tuning

    return run_tuning(arguments)


def _name(written: str) -> str:
    # It becomes part of the names of lock files.
    if not re.fullmatch(r"[\w-]+(\.[\w-]+)*", written):
        raise argparse.ArgumentTypeError(f"{written!r} may hold letters, digits, '-', '_' and single dots")
    return written
