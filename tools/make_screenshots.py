"""Photographs every page of the program, in four languages at 100 and 200 %, into screenshots/ (not in git).

    python tools/make_screenshots.py
    python tools/make_screenshots.py --languages de --scales 200 --theme dark --screen 1366x768
    python tools/make_screenshots.py --only agreement

A session through the demo study is walked on a virtual screen of its own; its player keeps time without
sound, twenty times as fast. Files are named LANGUAGE-SCALE[-dark]/NN-PAGE.png, in the session's order.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.virtual_screen import VirtualScreen, missing_programs  # noqa: E402
from tools.agreement_screenshots import photograph_agreement  # noqa: E402
from tools.inspect_screenshots import photograph_inspect  # noqa: E402
from tools.screenshot_camera import Camera, close_dialogs  # noqa: E402
from tools.train_screenshots import photograph_monitor, photograph_train  # noqa: E402

if TYPE_CHECKING:
    from merlingua.gui.app import MainWindow
    from merlingua.gui.session_window import SessionWindow
    from merlingua.gui.study_list import StudyRow

SCREENSHOTS = ROOT / "screenshots"
LANGUAGES = ("en", "es", "de", "zh-Hans")
SCALES = (100, 200)
PARTS = ("home", "agreement", "inspect", "train", "monitor", "session")
SPEED = 20.0

SHOWN_CLIPS = ("practice/01", "main/01")
"""Of all clips' pages these are photographed, and the first clip with words: it has one row more."""


def photograph(language: str, scale: int, theme: str, *, folder: Path, parts: Sequence[str]) -> None:
    """Walk through all that is asked for once; runs in a process of its own, on the virtual screen."""
    from PySide6.QtWidgets import QApplication

    from merlingua.gui.app import WindowOptions, make_window, name_application
    from merlingua.gui.tasks import stop_tasks
    from merlingua.surveys.demo_study import install_demo_study
    from tests.session_walk import pause, wait_until

    with tempfile.TemporaryDirectory() as work:
        os.environ["MERLINGUA_SETTINGS"] = str(Path(work) / "settings.json")
        app = QApplication([])
        name_application(app)
        study = install_demo_study(Path(work) / "demo")
        options = WindowOptions(
            store=Path(work) / "store.db", language=language, font_scale=scale, theme=theme
        )
        window = make_window(app, options)
        camera = Camera(folder)
        try:
            window.show()
            camera.window = window
            window.begin()
            pause(700)
            if "home" in parts:
                _photograph_home(window, study, language, camera)
            else:
                window.study_actions.study_added.emit(study)
                wait_until(lambda: bool(window.home.cards))
                pause(200)
            if "agreement" in parts:
                photograph_agreement(window, study, Path(work) / "store.db", camera)
            if "inspect" in parts:
                photograph_inspect(window, study, camera)
            if "train" in parts:
                photograph_train(window, study, Path(work) / "store.db", camera)
            if "monitor" in parts:
                photograph_monitor(window, study, Path(work) / "store.db", language, camera)
            if "session" in parts:
                _photograph_session(window, study, language, camera)
        finally:
            window.end()
            stop_tasks()


def _photograph_home(window: MainWindow, study: Path, language: str, camera: Camera) -> None:
    from merlingua.surveys.errors import StoreError
    from tests.session_walk import pause

    camera.take("home-empty")
    window.home.settings_requested.emit()
    pause(700)
    camera.take("settings")
    if window.settings_page is not None:
        window.settings_page.back_requested.emit()
    window.study_actions.study_added.emit(study)
    pause(700)
    camera.take("home")
    _photograph_dialogs(window, language, camera)
    rows = _many_studies(study)
    window.home.show_rows(rows)
    pause(200)
    camera.take("home-many")
    window._show_store_problem(StoreError("answers.db cannot be read: disk I/O error."))
    pause(200)
    camera.take("home-problem")
    window.refresh()
    pause(300)


def _many_studies(folder: Path) -> list[StudyRow]:
    """Rows as they are after a few months."""
    from merlingua.gui.study_list import LanguageCount, StudyRow

    def counts(*n_finished: int, target: int | None) -> tuple[LanguageCount, ...]:
        return tuple(LanguageCount(*pair, target) for pair in zip(LANGUAGES, n_finished, strict=False))

    now = datetime.now().astimezone()
    return [
        StudyRow(
            folder,
            "Joyful for you and tender for us: what listeners of four languages hear in songs they know",
            "joyful-tender-2",
            "2.1.0",
            22,
            counts(31, 28, 40, 12, target=40),
            3,
            now - timedelta(minutes=12),
        ),
        StudyRow(
            folder, "Pilot", "pilot", "0.3.0", 8, counts(1204, 7, target=None), 0, now - timedelta(days=3)
        ),
        StudyRow(
            folder / "film-music",
            "film-music",
            problem="study.yaml:26: unknown key 'ordr' in blocks[0]: did you mean 'order'?",
        ),
    ]


def _photograph_dialogs(window: MainWindow, language: str, camera: Camera) -> None:
    """What the researcher may be asked or told; shown beside one another nowhere, so each by itself."""
    from merlingua.gui.dialogs import ErrorDialog
    from merlingua.gui.kiosk import AttemptLimit, PinDialog
    from merlingua.gui.new_study_dialog import NewStudyDialog
    from merlingua.gui.resume_dialog import ResumeDialog
    from merlingua.gui.translation import Formatter
    from merlingua.surveys.errors import Problem, StudyError
    from merlingua.surveys.store_rows import SessionSummary
    from tests.session_walk import pause

    theme, then = window.theme, datetime.now().astimezone() - timedelta(hours=1)
    sessions = [
        SessionSummary(uuid4(), 17 - i, language, False, then - timedelta(days=i), None, None, 40, then)
        for i, language in enumerate(LANGUAGES)
    ]
    formatter = Formatter(language)
    error = StudyError(
        Path("/studies/film"),
        [Problem("study.yaml", 26, "unknown key 'ordr' in blocks[0]: did you mean 'order'?")],
    )
    for name, dialog in (
        ("new-study", NewStudyDialog(theme=theme, parent=window)),
        ("resume", ResumeDialog(sessions, theme=theme, formatter=formatter, parent=window)),
        ("pin", PinDialog("", limit=AttemptLimit(), theme=theme, parent=window)),
        ("study-error", ErrorDialog(error, theme=theme, answers_are_safe=False, parent=window)),
    ):
        dialog.open()
        pause(300)
        if name == "new-study":
            dialog.accept()  # says what is missing
            pause(100)
        camera.take(name)
        dialog.reject()
        pause(100)
    window._tell_no_pin()
    pause(300)
    camera.take("no-pin")
    close_dialogs(window)


def _photograph_session(window: MainWindow, study: Path, language: str, camera: Camera) -> None:
    from merlingua.gui import session_launcher
    from merlingua.surveys.silent_player import SilentPlayer
    from tests.session_walk import SessionWalk, wait_until

    session_launcher.player_of = lambda _device: SilentPlayer(speed=SPEED)
    window.launcher.start(study, device=session_launcher.SILENT_DEVICE)
    camera.take("preflight")
    camera.window = None
    wait_until(lambda: window.launcher.window is not None)
    session = window.launcher.window
    if session is None:
        raise RuntimeError("the session's window did not open")
    words = {clip.id for clip in session.model.study.clips.values() if clip.lyrics_language != "zxx"}
    seen_words: list[str] = []

    def see(moment: str) -> None:
        trial = session.state.step.trial if session.state is not None else None
        if trial is not None and trial.clip_id in words:
            seen_words.append(trial.clip_id)
        is_first_with_words = trial is not None and seen_words and trial.clip_id == seen_words[0]
        if trial is None or is_first_with_words or any(clip in moment for clip in SHOWN_CLIPS):
            camera.take(moment)
        if moment.endswith("main/01/heard"):
            _photograph_interruptions(session, camera)

    SessionWalk(session, language=language, see=see).run()


def _photograph_interruptions(session: SessionWindow, camera: Camera) -> None:
    from merlingua.surveys.errors import PlaybackError
    from tests.session_walk import pause, wait_until

    session.model.pause()
    wait_until(lambda: session.state is not None and session.state.is_paused)
    pause(200)
    camera.take("pause")
    session.model.unpause()
    wait_until(lambda: session.state is not None and not session.state.is_paused)
    session.ask_to_leave()
    pause(200)
    camera.take("leave")
    close_dialogs(session)
    session.model.failed.emit(PlaybackError("The sound device 'USB Audio' is gone. Plug it in again."))
    pause(200)
    camera.take("sound-lost")
    close_dialogs(session)


def main() -> None:
    """Photograph what was asked for, a process a language and scale."""
    parser = argparse.ArgumentParser(description="Photograph every page of the program.")
    parser.add_argument("--languages", nargs="+", choices=LANGUAGES, default=LANGUAGES)
    parser.add_argument("--scales", nargs="+", type=int, choices=(100, 125, 150, 175, 200), default=SCALES)
    parser.add_argument("--theme", choices=("light", "dark"), default="light")
    parser.add_argument("--only", nargs="+", choices=PARTS, default=PARTS, help="parts of the program")
    parser.add_argument("--screen", default="1366x768", help="pixels of the virtual screen")
    parser.add_argument("--on-this-screen", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--into", type=Path, default=SCREENSHOTS, help="default: screenshots/")
    arguments = parser.parse_args()
    if arguments.on_this_screen:
        suffix = "-dark" if arguments.theme == "dark" else ""
        for language in arguments.languages:
            folder = arguments.into / f"{language}-{arguments.scales[0]}{suffix}"
            photograph(language, arguments.scales[0], arguments.theme, folder=folder, parts=arguments.only)
            print(f"{folder}: {len(list(folder.glob('*.png')))} pictures")
        return
    if missing := missing_programs():
        sys.exit(f"Not installed: {', '.join(missing)}. tools/setup_system.sh test installs them.")
    width, height = (int(part) for part in arguments.screen.split("x"))
    arguments.into.mkdir(parents=True, exist_ok=True)
    with VirtualScreen(width, height, log=arguments.into / "screen.log") as screen:
        for scale in arguments.scales:
            for language in arguments.languages:
                _photograph_in_a_process(language, scale, arguments, screen)


def _photograph_in_a_process(
    language: str, scale: int, arguments: argparse.Namespace, screen: VirtualScreen
) -> None:
    options = ["--languages", language, "--scales", str(scale), "--theme", arguments.theme]
    options += ["--only", *arguments.only]
    command = [sys.executable, __file__, *options, "--into", str(arguments.into), "--on-this-screen"]
    subprocess.run(command, env=screen.environment, check=True)


if __name__ == "__main__":
    main()
