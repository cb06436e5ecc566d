"""The command ``merlingua export``. What is slow to import is imported when it runs."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from merlingua.surveys.export_options import FORMATS, ExportOptions
from merlingua.surveys.study_definition import SURVEY_LANGUAGES

if TYPE_CHECKING:
    # argparse has no public name for what add_subparsers gives.
    from argparse import _SubParsersAction as SubParsers


def add_export_commands(subparsers: SubParsers[argparse.ArgumentParser]) -> None:
    """Add ``export`` to the command line."""
    export = subparsers.add_parser(
        "export",
        help="write answers into files for other programs",
        description="Write a study's answers into a folder, with a codebook in four languages. What people "
        "wrote in their own words is left out unless it is asked for; who has withdrawn is in no export. "
        "Every export can be imported again (merlingua import export).",
    )
    export.add_argument(
        "--store", required=True, metavar="URL", help="where the answers are: a file or sqlite:///FILE"
    )
    export.add_argument(
        "--format",
        required=True,
        choices=FORMATS,
        help="long: a row an item of a presentation; wide: a row a presentation; psych-ds, bids: data sets "
        "by these standards; sav: SPSS; psytoolkit: a row a participant, as PsyToolkit exports",
    )
    export.add_argument(
        "--out",
        required=True,
        type=Path,
        metavar="DIR",
        help="a new or empty folder, or an earlier export, which is replaced",
    )
    of_study = export.add_mutually_exclusive_group()
    of_study.add_argument(
        "--study", type=Path, metavar="FOLDER", help="the study: labels and scales go into the export"
    )
    of_study.add_argument("--study-id", metavar="ID", help="which study of the store (default: the only one)")
    export.add_argument(
        "--with-free-text", action="store_true", help="also what people wrote in their own words"
    )
    export.add_argument("--without-practice", action="store_true", help="leave practice trials out")
    export.add_argument("--without-simulated", action="store_true", help="leave simulated sessions out")
    export.add_argument(
        "--labels",
        choices=SURVEY_LANGUAGES,
        default="en",
        help="the language of labels where a format has one (sav, psych-ds, bids; default: en)",
    )
    export.add_argument(
        "--spreadsheet",
        action="store_true",
        help="begin CSV files with a byte order mark, so that spreadsheets read them as UTF-8",
    )
    export.set_defaults(run=run_export)


def run_export(arguments: argparse.Namespace) -> int:
    """``merlingua export``."""
    from merlingua.surveys.export_run import export
    from merlingua.surveys.store import Store
    from merlingua.surveys.study import load_study

    options = ExportOptions(
        study=None if arguments.study is None else load_study(arguments.study),
        study_id=arguments.study_id,
        with_free_text=arguments.with_free_text,
        with_practice=not arguments.without_practice,
        with_simulated=not arguments.without_simulated,
        label_language=arguments.labels,
        for_spreadsheet=arguments.spreadsheet,
    )
    with Store.open(arguments.store, read_only=True) as store:
        report = export(store, arguments.format, arguments.out, options, _show_progress)
    for line in report.lines():
        print(line)
    return 0


def _show_progress(n_done: int, n_sessions: int) -> None:
    """One line on stderr that counts up; nothing where stderr is no terminal."""
    if sys.stderr.isatty():
        end = "\r\x1b[K" if n_done == n_sessions else ""
        print(f"\r\x1b[K{n_done} of {n_sessions} sessions{end}", end="", file=sys.stderr, flush=True)
