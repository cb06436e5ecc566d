"""``merlingua predict``: its options. What it does is in `prediction_runs`, which needs PyTorch."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from merlingua.mer_models.argument_types import positive
from merlingua.mer_models.shipped_models import BEST


def add_prediction_commands(subparsers: Any) -> None:
    """Register ``predict``."""
    parser = subparsers.add_parser(
        "predict",
        help="what a model hears in sound files",
        description="Write what a model says of each file: the probability of each quadrant (p_q1 to "
        "p_q4, calibrated), arousal and valence from -1 to 1 (twice the probability of the positive half, "
        "minus 1), the quadrants of a 90 % conformal set, and flags for sound that is too quiet, too short, "
        "clipped or unlike all that the model has learnt from. Files of any length from one second; wav, "
        "flac, ogg, mp3. Files that cannot be used are listed at the end, with exit code 1; the others are "
        "written.",
    )
    parser.add_argument("files", nargs="+", metavar="FILE|DIR", type=Path, help="sound, or folders of it")
    parser.add_argument(
        "--model",
        default=BEST,
        metavar="NAME",
        help=f"a model that comes with the program, {BEST!r}, or a .safetensors file (default: {BEST}; "
        "`merlingua models --shipped` lists them)",
    )
    parser.add_argument(
        "--group",
        metavar="NAME",
        help="whose listeners a model of groups (`merlingua retrain`) answers for (default: all together)",
    )
    parser.add_argument(
        "--curve", action="store_true", help="add a row for each second, with its time in time_s"
    )
    parser.add_argument(
        "--window",
        type=positive,
        default=9,
        metavar="S",
        help="odd seconds that each row of the curve is for (default: 9)",
    )
    parser.add_argument(
        "--jobs", type=positive, metavar="N", help="files at once (default: as many as there are processors)"
    )
    parser.add_argument(
        "--scheduler",
        metavar="tcp://HOST:PORT",
        help="a dask.distributed scheduler whose workers do it (pip install 'merlingua[dask]'); they must "
        "see the files and have the model",
    )
    parser.add_argument("--out", type=Path, metavar="CSV", help="where to (default: to the terminal)")
    parser.set_defaults(run=_predict)


def _predict(arguments: argparse.Namespace) -> int:
    from merlingua.mer_models.prediction_runs import run_prediction

    return run_prediction(arguments)
