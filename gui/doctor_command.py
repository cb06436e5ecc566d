"""``merlingua doctor``: is this computer fit for a session, and if not, what to do."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from merlingua.surveys.doctor_findings import Finding, State

if TYPE_CHECKING:
    SubParsers = argparse._SubParsersAction

FORMAT, VERSION = "merlingua-doctor", 1
SMALLEST = (1024, 700)
"""Pixels of the screen, scale taken out: with fewer a clip's page scrolls more than its grid."""


def add_doctor_command(subparsers: SubParsers[argparse.ArgumentParser]) -> None:
    """Add ``doctor`` to the parser."""
    parser = subparsers.add_parser(
        "doctor",
        help="is this computer fit for a session?",
        description="Look at the sound device, fonts, screen, store, disk, models and versions, and say "
        "what is well (ok), what wants a look (look), and what keeps a session from being held (mend). Exit "
        "code 1 where there is any of the last.",
    )
    parser.add_argument("--store", metavar="URL", help="the store: a file or sqlite:///FILE (default: yours)")
    parser.add_argument("--study", metavar="FOLDER", type=Path, help="prove this study complete, too")
    parser.add_argument("--device", metavar="NAME", help="the sound device, by its name or a part of it")
    parser.add_argument(
        "--loopback",
        metavar="INPUT",
        nargs="?",
        const="",
        help="play clicks for five seconds and record them by this input (default: the system's): a cable "
        "from the output into it shows lag and jitter",
    )
    parser.add_argument("--json", action="store_true", help="as one JSON object, for a lab's own checks")
    parser.set_defaults(run=run_doctor)


def run_doctor(arguments: argparse.Namespace) -> int:
    """``merlingua doctor``."""
    found: list[Finding] = []
    for finding in _findings(arguments):
        found.append(finding)
        if not arguments.json:
            print(finding.line(), flush=True)
    is_fit = all(finding.state is not State.RED for finding in found)
    if arguments.json:
        json.dump(_as_json(found, is_fit=is_fit), sys.stdout, ensure_ascii=False, indent=1)
        print()
    else:
        n_look = sum(finding.state is State.YELLOW for finding in found)
        print(
            f"fit for a session{f', {n_look} to look at' if n_look else ''}"
            if is_fit
            else "not fit: see mend"
        )
    return 0 if is_fit else 1


def _findings(arguments: argparse.Namespace) -> Iterator[Finding]:
    from merlingua.mer_models.model_doctor import look_at_models
    from merlingua.surveys import doctor_station as station
    from merlingua.surveys.store_place import default_store_path

    yield from station.look_at_versions()
    yield from _screen()
    yield from station.look_at_fonts()
    yield from station.look_at_sound(arguments.device)
    if arguments.loopback is None:
        yield Finding(
            "loopback",
            State.YELLOW,
            "not tried",
            "Lead a cable from the output into the input, and say --loopback",
        )
    else:
        yield from station.listen(arguments.device, arguments.loopback or None)
    yield from station.look_at_store(arguments.store or default_store_path())
    yield from look_at_models()
    if arguments.study is not None:
        yield from _study(arguments.study)


def _screen() -> Iterator[Finding]:
    from merlingua.gui.display_check import WindowError, qt_needed

    try:
        with qt_needed():
            from PySide6.QtGui import QGuiApplication
    except WindowError as error:
        yield Finding("screen", State.RED, " ".join(str(error).split()).rstrip("."))
        return
    app = QGuiApplication.instance() or QGuiApplication([sys.argv[0]])
    for number, screen in enumerate(QGuiApplication.screens()):
        size, scale = screen.size(), screen.devicePixelRatio()
        found = f"{size.width()} × {size.height()} at {100 * scale:.0f} %, {screen.refreshRate():.0f} Hz"
        numbers = {"width_px": size.width(), "height_px": size.height(), "scale": scale}
        is_small = size.width() < SMALLEST[0] or size.height() < SMALLEST[1]
        if number == 0 and is_small:
            advice = f"Take a larger one ({SMALLEST[0]} × {SMALLEST[1]} at least), or a smaller scale"
            yield Finding("screen", State.YELLOW, found, advice, numbers)
        else:
            yield Finding("screen", State.GREEN, found, numbers=numbers)
    del app


def _study(folder: Path) -> Iterator[Finding]:
    from merlingua.surveys.errors import MerlinguaError
    from merlingua.surveys.study_check import check_folder

    try:
        problems = check_folder(folder).problems
    except MerlinguaError as error:
        yield Finding("study", State.RED, " ".join(str(error).split()).rstrip("."))
        return
    if problems:
        found = f"{folder}: {problems[0]} ({len(problems)} problems in all)"
        yield Finding("study", State.RED, found, f"`merlingua study check {folder}` says all of them")
    else:
        yield Finding("study", State.GREEN, f"{folder}: complete")


def _as_json(found: list[Finding], *, is_fit: bool) -> dict[str, object]:
    return {
        "format": FORMAT,
        "version": VERSION,
        "fit": is_fit,
        "host": os.uname().nodename if hasattr(os, "uname") else "",
        "findings": [
            {
                "check": finding.check,
                "state": finding.state.value,
                "found": finding.found,
                "advice": finding.advice,
                "numbers": dict(finding.numbers),
            }
            for finding in found
        ],
    }
