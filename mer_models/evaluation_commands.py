"""The command ``merlingua evaluate``.

Here is the parser alone: torch is imported when it runs, so that ``merlingua --help`` stays quick.
"""

from __future__ import annotations

import argparse
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from merlingua.mer_models.argument_types import whole

if TYPE_CHECKING:
    # argparse has no public name for what add_subparsers gives.
    from argparse import _SubParsersAction as SubParsers

SEED = 1


def add_evaluation_commands(subparsers: SubParsers[argparse.ArgumentParser]) -> None:
    """Add ``evaluate`` to the command line."""
    evaluate = subparsers.add_parser(
        "evaluate",
        help="score models of emotion on labelled music, beside what they must beat",
        description="Score models by clip on labelled music that they have not learnt from, with 95 % "
        "intervals, beside a constant, the prior, a regression on classic descriptors, the same encoder at "
        "random weights, and one listener against the rest. Of the corpus that a model was trained on, its "
        "test part alone is judged. Checkpoints that differ by the seed alone are runs of one model. With "
        "--out it writes report.md, scores.csv and report.json. The same models, music, options and seed "
        "give the same scores.",
    )
    evaluate.add_argument(
        "--model",
        dest="models",
        action="append",
        type=Path,
        default=[],
        metavar="CKPT",
        help="the file that `merlingua transfer` wrote; may be repeated",
    )
    evaluate.add_argument(
        "--music", required=True, metavar="NAME=DIR", help="labelled music, such as emotify=DIR or emopia=DIR"
    )
    evaluate.add_argument(
        "--mapping",
        type=Path,
        metavar="FILE",
        help="what the tables of 4q-emotion or ch818 are called where they lie elsewhere (YAML)",
    )
    evaluate.add_argument(
        "--embeddings",
        action="append",
        type=Path,
        default=[],
        metavar="FILE.npy",
        help="a row of numbers a clip, with the clips' ids in FILE.ids.txt, one a line: scored as one more "
        "model by the regression of the descriptors; may be repeated",
    )
    evaluate.add_argument(
        "--out", type=Path, metavar="DIR", help="the report's folder, new, empty, or an earlier report's"
    )
    run = evaluate.add_argument_group("run")
    run.add_argument(
        "--seed",
        type=whole,
        default=SEED,
        metavar="N",
        help=f"of folds, intervals and tests (default: {SEED})",
    )
    run.add_argument(
        "--device", choices=("auto", "cpu", "cuda"), default="auto", help="default: a GPU if there is one"
    )
    run.add_argument(
        "--cache", type=Path, metavar="DIR", help="where features are kept (default: the user's cache)"
    )
    evaluate.set_defaults(run=partial(_run_evaluate, evaluate))


def _run_evaluate(parser: argparse.ArgumentParser, arguments: argparse.Namespace) -> int:
    if not arguments.models and not arguments.embeddings:
        parser.error("there is nothing to score: name a model with --model, or --embeddings")
    from merlingua.mer_models.evaluation_runs import run_evaluation

    return run_evaluation(arguments)
