"""`merlingua monitor`: the researcher's window beside a session."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from merlingua.surveys.study_definition import SURVEY_LANGUAGES

if TYPE_CHECKING:
    SubParsers = argparse._SubParsersAction

BEST = "best"
FONT_SCALES = (100, 125, 150, 175, 200)
"""Sizes of all type in per cent, as the window's settings offer them."""


def add_monitor_command(subparsers: SubParsers[argparse.ArgumentParser]) -> None:
    """Add ``monitor`` to the parser."""
    parser = subparsers.add_parser(
        "monitor",
        help="watch a session while it runs, with a model's live predictions",
        description="Open a window that shows where the session of a study stands, and what a model hears in "
        "the clip that plays. It reads the store beside the station, on a second screen or another computer; "
        "on the only screen of the station predictions are not drawn.",
    )
    parser.add_argument("--store", metavar="URL", help="the store that the station writes (default: yours)")
    parser.add_argument("--study", metavar="FOLDER", type=Path, required=True, help="the study's folder")
    parser.add_argument(
        "--model", metavar="NAME", default=BEST, help="a model's name or .safetensors file (default: best)"
    )
    parser.add_argument("--language", choices=SURVEY_LANGUAGES, help="the language of the window")
    parser.add_argument(
        "--font-scale", type=int, choices=FONT_SCALES, metavar="PERCENT", help="100, 125, 150, 175 or 200"
    )
    parser.add_argument("--theme", choices=("system", "light", "dark"), help="light or dark")
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    from merlingua.gui.display_check import qt_needed
    from merlingua.surveys.store import default_store_path
    from merlingua.surveys.study import load_study

    study = load_study(arguments.study)
    with qt_needed():
        from merlingua.gui.monitor_app import run_monitor
    return run_monitor(
        study,
        arguments.store or default_store_path(),
        model=arguments.model,
        language=arguments.language,
        font_scale=arguments.font_scale,
        theme=arguments.theme,
    )
