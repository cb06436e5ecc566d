"""Photographs every page of the program, in four languages at 100 and 200 %, into screenshots/ (not in git).

    python tools/make_screenshots.py
    python tools/make_screenshots.py --languages de --scales 200 --theme dark --screen 1366x768

A session through the demo study is walked on a virtual screen of its own; its player keeps time without
sound, twenty times as fast. Files are named LANGUAGE-SCALE[-dark]/NN-PAGE.png, in the session's order.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.virtual_screen import VirtualScreen, missing_programs  # noqa: E402

if TYPE_CHECKING:
    from merlingua.gui.app import MainWindow
    from merlingua.gui.session_window import SessionWindow

SCREENSHOTS = ROOT / "screenshots"
LANGUAGES = ("en", "es", "de", "zh-Hans")
SCALES = (100, 200)
SPEED = 20.0

SHOWN_CLIPS = ("practice/01", "main/01")
"""Of all clips' pages these are photographed, and the first clip with words: it has one row more."""


class Camera:
    """Takes numbered pictures of the whole screen."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._n_taken = 0
        folder.mkdir(parents=True, exist_ok=True)
        for old in folder.glob("*.png"):
            old.unlink()

    def take(self, name: str) -> None:
        """What is on the screen now."""
        from PySide6.QtGui import QGuiApplication

        self._n_taken += 1
        file = self._folder / f"{self._n_taken:02d}-{re.sub(r'[^A-Za-z0-9]+', '-', name).strip('-')}.png"
        if not QGuiApplication.primaryScreen().grabWindow(0).save(str(file)):
            raise OSError(f"{file} cannot be written")


def photograph(language: str, scale: int, theme: str, folder: Path) -> None:
    """Walk through everything once; runs in a process of its own, on the virtual screen."""
    from PySide6.QtWidgets import QApplication

    from merlingua.gui.app import WindowOptions, make_window, name_application
    from merlingua.gui.tasks import stop_tasks
    from merlingua.surveys.demo_study import install_demo_study

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
            _photograph_home(window, study, camera)
            _photograph_session(window, study, language, camera)
        finally:
            window.end()
            stop_tasks()


def _photograph_home(window: MainWindow, study: Path, camera: Camera) -> None:
    from tests.session_walk import pause

    window.show()
    window.begin()
    pause(700)
    camera.take("home-empty")
    window.home.settings_requested.emit()
    pause(700)
    camera.take("settings")
    if window.settings_page is not None:
        window.settings_page.back_requested.emit()
    window.study_actions.study_added.emit(study)
    pause(700)
    camera.take("home")


def _photograph_session(window: MainWindow, study: Path, language: str, camera: Camera) -> None:
    from merlingua.gui import session_launcher
    from merlingua.surveys.silent_player import SilentPlayer
    from tests.session_walk import SessionWalk, wait_until

    session_launcher._make_player = lambda _device: SilentPlayer(speed=SPEED)
    window.launcher.start(study, device=session_launcher.SILENT_DEVICE)
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
    from PySide6.QtWidgets import QDialog

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
    _close_dialogs(session, QDialog)
    session.model.failed.emit(PlaybackError("The sound device 'USB Audio' is gone. Plug it in again."))
    pause(200)
    camera.take("sound-lost")
    _close_dialogs(session, QDialog)


def _close_dialogs(session: SessionWindow, kind: type) -> None:
    from tests.session_walk import pause

    for dialog in session.findChildren(kind):
        if dialog.isVisible():
            dialog.reject()
    pause(200)


def main() -> None:
    """Photograph what was asked for, a process a language and scale."""
    parser = argparse.ArgumentParser(description="Photograph every page of the program.")
    parser.add_argument("--languages", nargs="+", choices=LANGUAGES, default=LANGUAGES)
    parser.add_argument("--scales", nargs="+", type=int, choices=(100, 125, 150, 175, 200), default=SCALES)
    parser.add_argument("--theme", choices=("light", "dark"), default="light")
    parser.add_argument("--screen", default="1366x768", help="pixels of the virtual screen")
    parser.add_argument("--on-this-screen", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--into", type=Path, default=SCREENSHOTS, help="default: screenshots/")
    arguments = parser.parse_args()
    if arguments.on_this_screen:
        suffix = "-dark" if arguments.theme == "dark" else ""
        for language in arguments.languages:
            folder = arguments.into / f"{language}-{arguments.scales[0]}{suffix}"
            photograph(language, arguments.scales[0], arguments.theme, folder)
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
    command = [sys.executable, __file__, *options, "--into", str(arguments.into), "--on-this-screen"]
    subprocess.run(command, env=screen.environment, check=True)


if __name__ == "__main__":
    main()
