"""The one command, ``merlingua``: subcommands for the shell, and the window where none is given.

Conventions
-----------
A subcommand's parser has ``run``, a function from the parsed arguments to the exit code. A `MerlinguaError`
is one line a problem on stderr and exit 1, wrong usage is exit 2, an interrupt 130; anything else is a bug
and keeps its traceback. Qt and whatever else is slow to import is imported by the command that needs it.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, cast

from merlingua.analysis.commands import add_agreement_commands
from merlingua.analysis.label_commands import add_label_commands
from merlingua.analysis.progress_commands import add_progress_command
from merlingua.analysis.quality_commands import add_quality_command
from merlingua.gui.display_check import qt_needed
from merlingua.gui.doctor_command import add_doctor_command
from merlingua.gui.monitor_command import FONT_SCALES, add_monitor_command
from merlingua.mer_models.corpus_commands import add_corpus_commands
from merlingua.mer_models.evaluation_commands import add_evaluation_commands
from merlingua.mer_models.experiment_commands import add_experiment_commands
from merlingua.mer_models.model_commands import add_model_commands
from merlingua.mer_models.next_clips_commands import add_next_clips_commands
from merlingua.mer_models.prediction_commands import add_prediction_commands
from merlingua.mer_models.retraining_commands import add_retraining_commands
from merlingua.mer_models.training_commands import add_training_commands
from merlingua.mer_models.tuning_commands import add_tuning_commands
from merlingua.surveys.commands import add_study_commands
from merlingua.surveys.errors import MerlinguaError, StudyError
from merlingua.surveys.export_commands import add_export_commands
from merlingua.surveys.import_commands import add_import_commands
from merlingua.surveys.merge_commands import add_merge_command
from merlingua.surveys.store_commands import add_store_commands
from merlingua.surveys.study_definition import SURVEY_LANGUAGES
from merlingua.surveys.withdrawal_commands import add_withdrawal_commands

INTERRUPTED = 130
"""The shell's exit code of a program that Ctrl-C ended: 128 + SIGINT."""

BROKEN_PIPE = 141
"""The shell's exit code of a program whose reader went away: 128 + SIGPIPE."""

WINDOW_OPTIONS = "window_"
"""Prefix of the window's options in the parsed arguments: commands have a ``--store`` of their own."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and give its exit code."""
    try:
        parsed = _parse(arguments)
        code = cast(Callable[[argparse.Namespace], int], parsed.run)(parsed)
        sys.stdout.flush()
        return code
    except StudyError as error:
        _print_study_error(error)
        return 1
    except MerlinguaError as error:
        print(f"merlingua: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # The reader (`| head`) has gone: Python would complain again when it flushes stdout at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return BROKEN_PIPE


def build_parser() -> argparse.ArgumentParser:
    """The parser of the whole command line; docs/commands.md is made from it."""
    parser = argparse.ArgumentParser(
        prog="merlingua",
        description="Listening surveys in four languages. Without a command, Merlingua opens its window.",
    )
    parser.add_argument(
        "--version", action="version", version=f"merlingua {importlib.metadata.version('merlingua')}"
    )
    _add_window_options(parser)
    parser.set_defaults(run=_open_window)
    subparsers = parser.add_subparsers(title="commands", metavar="COMMAND")
    demo = subparsers.add_parser(
        "demo",
        help="open the window on the demo study",
        description="Open the window on a study whose music Merlingua made itself. "
        "Its answers go to a store of its own.",
    )
    # Suppressed, or the defaults here would silently undo `merlingua --theme dark demo`.
    _add_window_options(demo, default=argparse.SUPPRESS)
    demo.set_defaults(run=_demo)
    add_study_commands(subparsers)
    add_monitor_command(subparsers)
    add_import_commands(subparsers)
    add_export_commands(subparsers)
    add_agreement_commands(subparsers)
    add_progress_command(subparsers)
    add_quality_command(subparsers)
    add_label_commands(subparsers)
    add_corpus_commands(subparsers)
    add_training_commands(subparsers)
    add_tuning_commands(subparsers)
    add_retraining_commands(subparsers)
    add_evaluation_commands(subparsers)
    add_experiment_commands(subparsers)
    add_model_commands(subparsers)
    add_prediction_commands(subparsers)
    add_next_clips_commands(subparsers)
    add_store_commands(subparsers)
    add_merge_command(subparsers)
    add_withdrawal_commands(subparsers)
    add_doctor_command(subparsers)
    return parser


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = build_parser()
    parsed = parser.parse_args(arguments)
    if parsed.run not in {_open_window, _demo}:
        given = [name for name, value in vars(parsed).items() if name.startswith(WINDOW_OPTIONS) and value]
        if given:
            option = "--" + given[0].removeprefix(WINDOW_OPTIONS).replace("_", "-")
            parser.error(f"{option} before a command is the window's: write the command's own after its name")
    return parsed


def _add_window_options(parser: argparse.ArgumentParser, **defaults: Any) -> None:
    window = parser.add_argument_group("window")

    def add(option: str, **settings: Any) -> None:
        name = WINDOW_OPTIONS + option.lstrip("-").replace("-", "_")
        window.add_argument(option, dest=name, **settings, **defaults)

    add("--store", metavar="URL", help="the store: a file or sqlite:///FILE (default: in your data folder)")
    add("--study", metavar="FOLDER", type=Path, help="open this study folder")
    add("--language", choices=SURVEY_LANGUAGES, help="the language of the window")
    add("--font-scale", type=int, choices=FONT_SCALES, metavar="PERCENT", help="100, 125, 150, 175 or 200")
    add("--theme", choices=("system", "light", "dark"), help="light or dark (default: as the system says)")
    add("--kiosk", action="store_true", help="no way out without the researcher's PIN")
    add("--device", metavar="NAME", help="the sound device, by its name or a part of it")


def _open_window(arguments: argparse.Namespace) -> int:
    return _run_window(arguments, study=arguments.window_study, store=arguments.window_store)


def _demo(arguments: argparse.Namespace) -> int:
    from merlingua.surveys.demo_study import default_demo_folder, default_demo_store, install_demo_study

    folder = install_demo_study(arguments.window_study or default_demo_folder())
    return _run_window(arguments, study=folder, store=arguments.window_store or default_demo_store())


def _run_window(arguments: argparse.Namespace, *, study: Path | None, store: str | Path | None) -> int:
    with qt_needed():
        from merlingua.gui.app import WindowOptions, run
    return run(
        WindowOptions(
            study=study,
            store=store,
            language=arguments.window_language,
            font_scale=arguments.window_font_scale,
            theme=arguments.window_theme,
            is_kiosk=arguments.window_kiosk,
            device=arguments.window_device,
        )
    )


def _print_study_error(error: StudyError) -> None:
    for problem in error.problems:
        print(problem, file=sys.stderr)
    n_problems = len(error.problems)
    print(f"{error.folder}: {n_problems} problem{'s' if n_problems != 1 else ''}", file=sys.stderr)
