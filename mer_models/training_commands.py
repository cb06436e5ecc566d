"""The commands ``merlingua pretrain`` and ``merlingua transfer``.

Here are the parsers alone: torch is imported when one of them runs, so that ``merlingua --help`` stays quick.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from merlingua.mer_models.argument_types import above_zero, positive, whole

if TYPE_CHECKING:
    # argparse has no public name for what add_subparsers gives.
    from argparse import _SubParsersAction as SubParsers

SEED = 1
DEFAULTS = {
    "scae": {"n_epochs": "15", "learning_rate": "5e-4", "weight_decay": "1e-2", "batch_size": "16"},
    "its dense head alone": {
        "n_epochs": "60",
        "learning_rate": "1e-3",
        "weight_decay": "0",
        "batch_size": "32",
    },
    "dae": {"n_epochs": "60", "learning_rate": "1e-3", "weight_decay": "0", "batch_size": "32"},
    "small-cnn": {"n_epochs": "30", "learning_rate": "3e-3", "weight_decay": "1e-2", "batch_size": "16"},
}
"""Of a transfer's networks, as the help says them: `transfer` and `descriptor_training`, where they are set,
import torch."""


def add_training_commands(subparsers: SubParsers[argparse.ArgumentParser]) -> None:
    """Add ``pretrain`` and ``transfer`` to the command line."""
    _add_pretrain(subparsers)
    _add_transfer(subparsers)


def _add_pretrain(subparsers: SubParsers[argparse.ArgumentParser]) -> None:
    pretrain = subparsers.add_parser(
        "pretrain",
        help="train an encoder on unlabelled speech",
        description="Train an encoder on unlabelled speech and write it as one .safetensors file with its "
        "model card. The same speech, options and seed give the same weights. A run that was ended goes on "
        "where it stood when the same command is given again. Under torchrun, several processes share the "
        "work.",
    )
    pretrain.add_argument(
        "network",
        choices=("scae", "cpc", "dae-classifier", "dae-sparsity"),
        help="scae: the autoencoder of the EUSIPCO 2020 paper; cpc: contrastive predictive coding; dae-…: "
        "the paper's recurrent ones, of IS13 descriptors (these need merlingua[is13])",
    )
    pretrain.add_argument(
        "--speech",
        action="append",
        required=True,
        metavar="NAME=DIR",
        help="a corpus of speech, such as librispeech=DIR or aishell=DIR; may be repeated",
    )
    pretrain.add_argument(
        "--out", type=Path, required=True, metavar="FILE.safetensors", help="the model's file"
    )
    pretrain.add_argument(
        "--speakers",
        type=positive,
        metavar="N",
        help="only so many speakers of each corpus, drawn by the seed",
    )
    _add_variant(pretrain)
    training = pretrain.add_argument_group("training")
    training.add_argument("--epochs", type=positive, default=20, metavar="N", help="at most (default: 20)")
    training.add_argument(
        "--max-patches", type=positive, metavar="N", help="end after so many patches of a second, in all"
    )
    training.add_argument("--learning-rate", type=above_zero, default=1e-3, metavar="X", help="default: 1e-3")
    training.add_argument(
        "--batch-size",
        type=positive,
        default=32,
        metavar="N",
        help="patches, or sequences of descriptors (default: 32)",
    )
    training.add_argument(
        "--patience",
        type=positive,
        default=5,
        metavar="N",
        help="end after so many epochs without a better validation loss (default: 5)",
    )
    _add_run(pretrain)
    pretrain.set_defaults(run=_run_pretrain)


def _add_transfer(subparsers: SubParsers[argparse.ArgumentParser]) -> None:
    transfer = subparsers.add_parser(
        "transfer",
        help="train a model of emotion on labelled music, from an encoder of speech or from nothing",
        description="Train on music that listeners have labelled, and say how well the model does on clips "
        "that it has never heard: by clip, with an interval, and beside what knows nothing of the sound. An "
        "artist or song is never on two sides. Writes one .safetensors file with its model card.",
    )
    transfer.add_argument(
        "--music", required=True, metavar="NAME=DIR", help="labelled music, such as emotify=DIR or emopia=DIR"
    )
    transfer.add_argument(
        "--encoder", type=Path, metavar="CKPT", help="the file that `merlingua pretrain` wrote"
    )
    transfer.add_argument(
        "--mode",
        choices=("feature-extraction", "full", "scratch"),
        default="feature-extraction",
        help="train a head on the frozen encoder (default), then everything, or all from random weights",
    )
    transfer.add_argument(
        "--network",
        choices=("scae", "dae-classifier", "dae-sparsity", "small-cnn"),
        default="scae",
        help="the paper's (default); its recurrent ones of IS13 descriptors, to be named for "
        "--random-encoder alone, since the file of --encoder says what it is; or a small one on several "
        "tasks, which takes no encoder",
    )
    transfer.add_argument(
        "--head",
        choices=("linear", "dense"),
        default="linear",
        help="of feature extraction: linear on pooled latents (default), or the paper's dense one",
    )
    transfer.add_argument(
        "--random-encoder",
        action="store_true",
        help="random weights in place of --encoder: the row to compare any transfer with",
    )
    transfer.add_argument(
        "--out", type=Path, required=True, metavar="FILE.safetensors", help="the model's file"
    )
    _add_variant(transfer)
    training = transfer.add_argument_group("training")
    training.add_argument("--epochs", type=positive, metavar="N", help=f"at most ({_defaults('n_epochs')})")
    training.add_argument("--learning-rate", type=above_zero, metavar="X", help=_defaults("learning_rate"))
    training.add_argument("--weight-decay", type=above_zero, metavar="X", help=_defaults("weight_decay"))
    training.add_argument(
        "--batch-size",
        type=positive,
        metavar="N",
        help=f"clips, or sequences of descriptors ({_defaults('batch_size')})",
    )
    training.add_argument(
        "--split-seed",
        type=whole,
        default=SEED,
        metavar="N",
        help="which artists or songs are kept for the test, where the music has no split of its own; leave "
        f"it alone when --seed changes, so that runs are tested on the same clips (default: {SEED})",
    )
    _add_run(transfer)
    transfer.set_defaults(run=_run_transfer)


def _defaults(setting: str) -> str:
    return "default: " + "; ".join(f"{network} {values[setting]}" for network, values in DEFAULTS.items())


def _add_variant(parser: argparse.ArgumentParser) -> None:
    variant = parser.add_mutually_exclusive_group()
    variant.add_argument(
        "--repaired",
        dest="variant",
        action="store_const",
        const="repaired",
        default="repaired",
        help="what the paper's authors meant: normalised channels, standardised input, best epoch (default)",
    )
    variant.add_argument(
        "--faithful",
        dest="variant",
        action="store_const",
        const="faithful",
        help="what their released code does: see docs/models.md",
    )


def _add_run(parser: argparse.ArgumentParser) -> None:
    run = parser.add_argument_group("run")
    run.add_argument(
        "--seed", type=whole, default=SEED, metavar="N", help=f"of all that is random (default: {SEED})"
    )
    run.add_argument(
        "--device", choices=("auto", "cpu", "cuda"), default="auto", help="default: a GPU if there is one"
    )
    run.add_argument(
        "--cache", type=Path, metavar="DIR", help="where features are kept (default: the user's cache)"
    )
    run.add_argument("--log", type=Path, metavar="FILE.jsonl", help="also write each event as a line of JSON")


def _run_pretrain(arguments: argparse.Namespace) -> int:
    from merlingua.mer_models.training_runs import run_pretraining

    return run_pretraining(arguments)


def _run_transfer(arguments: argparse.Namespace) -> int:
    from merlingua.mer_models.training_runs import run_transfer

    return run_transfer(arguments)
