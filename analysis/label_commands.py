"""The command ``merlingua labels``: its options. What it does is in `label_command`."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from merlingua.analysis.commands import add_listener_options, add_rating_options, whole

if TYPE_CHECKING:
    # argparse has no public name for what add_subparsers gives.
    from argparse import _SubParsersAction as SubParsers

MIN_RATERS = 5


def add_label_commands(subparsers: SubParsers[argparse.ArgumentParser]) -> None:
    """Add ``labels`` to the command line."""
    labels = subparsers.add_parser(
        "labels",
        help="soft labels of clips for each group of listeners",
        description="Write for each clip and group which of Russell's quadrants its listeners heard: a soft "
        "label with its interval, shrunk towards what all others heard by as much as the counts say, with "
        "arousal, valence, the number of listeners, and where a group had to be pooled. LABELS.votes.csv has "
        "every listener's vote, LABELS.json what the labels rest on and are worth.",
    )
    add_rating_options(labels, is_store_required=True)
    add_listener_options(
        labels,
        by_help="language (default), other columns of the participants, factors of the Gold-MSI (above and "
        "below the norm), or preference, familiarity, comprehension of the clip (above and below the "
        "middle); several with commas: language,comprehension",
    )
    labels.add_argument(
        "--definition",
        choices=("centred", "raw"),
        default="centred",
        help="from answers centred per listener and emotion (default), or as they are; both are told",
    )
    labels.add_argument(
        "--min-raters",
        type=whole,
        default=MIN_RATERS,
        metavar="N",
        help=f"a group with fewer votes on a clip is pooled there (default: {MIN_RATERS})",
    )
    labels.add_argument("--out", type=Path, required=True, metavar="LABELS.csv", help="where to")
    labels.set_defaults(run=_run_labels)


def _run_labels(arguments: argparse.Namespace) -> int:
    from merlingua.analysis.label_command import run_labels

    return run_labels(arguments)
