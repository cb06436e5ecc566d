"""The command ``merlingua corpus check``.

Here is the parser alone: what reads corpora is imported when it runs, so that ``merlingua --help`` stays
quick.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    # argparse has no public name for what add_subparsers gives.
    from argparse import _SubParsersAction as SubParsers

N_LISTED = 10
ALL = "all"


def add_corpus_commands(subparsers: SubParsers[argparse.ArgumentParser]) -> None:
    """Add ``corpus`` and ``corpus check`` to the command line."""
    corpus = subparsers.add_parser(
        "corpus",
        help="look at speech or music before training on it",
        description="Look at speech or labelled music before training on it.",
    )
    commands = corpus.add_subparsers(
        title="commands", metavar="COMMAND", prog="merlingua corpus", required=True
    )
    check = commands.add_parser(
        "check",
        help="what a corpus holds, and what of it cannot be used",
        description="Count clips, hours, speakers or artists and labels of a corpus, and name everything "
        "that cannot be used with its reason. Reads tables and the headers of sound files, decodes nothing "
        "and writes nothing. Exit 0 if anything can be used, 1 if nothing can.",
    )
    check.add_argument(
        "corpus",
        metavar="NAME=DIR",
        help="such as librispeech=DIR, emotify=DIR, folder=DIR or store=STUDY_FOLDER,STORE_FILE: see "
        "docs/corpora.md",
    )
    check.add_argument(
        "--mapping",
        type=Path,
        metavar="FILE",
        help="what the tables of 4q-emotion or ch818 are called where they lie elsewhere (YAML)",
    )
    check.add_argument("--json", action="store_true", help="everything, all problems included, as JSON")
    check.add_argument(
        "--list",
        dest="n_listed",
        type=_number_listed,
        default=N_LISTED,
        metavar="N",
        help=f"problems to list: a number, or {ALL} (default: {N_LISTED})",
    )
    check.set_defaults(run=_run_check)


def _run_check(arguments: argparse.Namespace) -> int:
    from merlingua.mer_models.corpus_check import run_corpus_check

    return run_corpus_check(arguments)


def _number_listed(written: str) -> int | None:
    """How many, or None for all."""
    if written == ALL:
        return None
    if not (written.isascii() and written.isdigit()):
        raise argparse.ArgumentTypeError(f"{written!r} is no whole number; 0 or more, or {ALL}")
    return int(written)
