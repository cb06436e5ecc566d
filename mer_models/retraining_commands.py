"""``merlingua retrain``: its options. What it does is in `retraining_runs`, which needs PyTorch."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from merlingua.analysis.commands import add_listener_options
from merlingua.mer_models.argument_types import whole


def add_retraining_commands(subparsers: Any) -> None:
    """Register ``retrain``."""
    parser = subparsers.add_parser(
        "retrain",
        help="a model of a study's groups of listeners",
        description="Learn from a study's answers how each group of its listeners hears music: a frozen "
        "network makes a vector of each clip, and a regression with partial pooling answers for each group. "
        "It is judged on clips and listeners that it has not learnt from, against one model for all, the "
        "prior and the listeners themselves; `merlingua predict --model OUT --group NAME` asks it.",
    )
    parser.add_argument("--store", metavar="URL", required=True, help="the store: a file or sqlite:///FILE")
    parser.add_argument("--study", type=Path, metavar="FOLDER", required=True, help="the study's folder")
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument(
        "--base",
        metavar="NAME",
        help="whose network makes the clips' vectors: a model that comes with the program, a .safetensors "
        "file of `merlingua transfer`, or is13 (descriptors; pip install 'merlingua[is13]')",
    )
    source.add_argument(
        "--embeddings",
        type=Path,
        metavar="FILE.npy",
        help="vectors that another network made, a row a clip, with the clips' ids in FILE.ids.txt",
    )
    add_listener_options(
        parser,
        by_help="language (default), other columns of the participants, or factors of the Gold-MSI (above "
        "and below the norm); several with commas",
    )
    parser.add_argument(
        "--seed", type=whole, default=1, metavar="N", help="of all that is random (default: 1)"
    )
    parser.add_argument("--cache", type=Path, metavar="DIR", help="for computed features")
    parser.add_argument("--out", type=Path, required=True, metavar="FILE.safetensors", help="the new model")
    parser.set_defaults(run=_retrain)


def _retrain(arguments: argparse.Namespace) -> int:
    from merlingua.mer_models.retraining_runs import run_retraining

    return run_retraining(arguments)
