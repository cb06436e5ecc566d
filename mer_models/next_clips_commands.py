"""``merlingua next-clips``: its options. What it does is in `next_clips_runs`, which needs PyTorch."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from merlingua.analysis.commands import add_listener_options
from merlingua.mer_models.argument_types import positive, whole

CRITERIA = ("groups", "models", "raters", "diversity", "precision")
DEFAULT = ("diversity", "precision")
"""What saved ratings where all are known (docs/experiments/active-selection.md), and what is still due."""
N_CLIPS = 10


def add_next_clips_commands(subparsers: Any) -> None:
    """Register ``next-clips``."""
    parser = subparsers.add_parser(
        "next-clips",
        help="which clips of a folder to rate next, as a study",
        description="Propose the clips of a folder that are worth rating next, and write a study of them, "
        "ready to run, with proposals.csv: every clip of the folder, what each criterion says of it, its "
        "rank and why. Clips that the study has already are left out. Files that cannot be used are listed "
        "at the end, with exit code 1; the others are used.",
    )
    parser.add_argument("--store", metavar="URL", required=True, help="the store: a file or sqlite:///FILE")
    parser.add_argument(
        "--study", type=Path, metavar="FOLDER", required=True, help="the folder of the study that was rated"
    )
    parser.add_argument(
        "--model",
        action="append",
        required=True,
        metavar="NAME",
        help="a model of groups (`merlingua retrain`), or any of `merlingua predict`; may be repeated",
    )
    parser.add_argument(
        "--pool", type=Path, required=True, metavar="DIR", help="sound to choose from, with its subfolders"
    )
    parser.add_argument(
        "--n", type=positive, default=N_CLIPS, metavar="N", help=f"clips to propose (default: {N_CLIPS})"
    )
    parser.add_argument(
        "--criteria",
        type=criteria,
        metavar="NAMES",
        help=f"with commas, of {', '.join(CRITERIA)} (default: {','.join(DEFAULT)}: what saved ratings where "
        "that could be measured, and what the labels still need); random: none of them",
    )
    parser.add_argument(
        "--with-rated", action="store_true", help="propose clips that the study has already, too"
    )
    add_listener_options(
        parser,
        by_help="whose labels are to be reliable: language (default), other columns of the participants, or "
        "factors of the Gold-MSI; several with commas",
    )
    parser.add_argument(
        "--seed", type=whole, default=1, metavar="N", help="of all that is random (default: 1)"
    )
    parser.add_argument("--cache", type=Path, metavar="DIR", help="for features of the study's clips")
    parser.add_argument("--jobs", type=positive, metavar="N", help="files at once (default: all processors)")
    parser.add_argument(
        "--out", type=Path, required=True, metavar="FOLDER", help="the new study: not there yet, or empty"
    )
    parser.set_defaults(run=_next_clips)


def criteria(written: str) -> tuple[str, ...]:
    """Names with commas; none of them for ``random``."""
    names = tuple(dict.fromkeys(name.strip() for name in written.split(",")))
    if names == ("random",):
        return ()
    for name in names:
        if name not in CRITERIA:
            raise argparse.ArgumentTypeError(
                f"{name!r} is no criterion: {', '.join(CRITERIA)}, or random alone"
            )
    return names


def _next_clips(arguments: argparse.Namespace) -> int:
    from merlingua.mer_models.next_clips_runs import run_next_clips

    return run_next_clips(arguments)
