"""A listener at a locked station, a real keyboard and mouse, a real screen: no key and no click leads out."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from merlingua.gui.kiosk import hash_pin
from merlingua.surveys.study_new import new_study
from tests import pulse, virtual_screen
from tests.keyboard_listener import wait_for
from tests.small_study import write_tones

pytestmark = [pytest.mark.display, pytest.mark.sound, pytest.mark.timeout(300)]

PIN = "2468"
N_TRIES = 4
SOON_S = 3.0
WAYS_OUT = (
    *("alt+F4", "ctrl+q", "ctrl+w", "ctrl+n", "ctrl+o", "ctrl+s", "ctrl+p", "ctrl+shift+w", "ctrl+comma"),
    *("Escape", "F1", "F5", "F10", "F11", "F12", "Menu", "shift+F10", "alt+space", "alt+f", "alt+Return"),
    *("super+l", "super+m", "super+q", "ctrl+Escape", "ctrl+alt+t", "alt+Tab", "alt+Escape"),
    *("Print", "ctrl+Print", "ctrl+F4", "ctrl+Tab", "alt+Left", "BackSpace", "ctrl+l", "ctrl+shift+i"),
)
"""Keys by which one leaves, opens or closes something in this or another program.

Not among them is what the window manager does by itself, as openbox shows the desktop with super+d: a station
for the public has none, or its own kiosk session (docs/security.md)."""


class Station:
    """The program in kiosk mode on a screen of its own."""

    def __init__(self, screen: virtual_screen.VirtualScreen, window: subprocess.Popen[bytes]) -> None:
        self.screen = screen
        self.window = window

    def geometry(self) -> str:
        """Which window is active, and where: xdotool's words."""
        return self.screen._xdotool("getactivewindow", "getwindowgeometry")

    def fills_the_screen(self) -> bool:
        size = f"Geometry: {self.screen.width}x{self.screen.height}"
        return self.window.poll() is None and size in self.geometry()


@pytest.fixture
def station(tmp_path: Path) -> Iterator[Station]:
    missing = virtual_screen.missing_programs() + pulse.missing_programs()
    if missing:
        pytest.skip(f"needs {', '.join(missing)}; make test installs them")
    new_study(tmp_path / "study", clips=write_tones(tmp_path / "clips"), seed=1)
    settings = tmp_path / "settings.json"
    settings.write_text(json.dumps({"pin_hash": hash_pin(PIN), "language": "en"}), "utf-8")
    command = [sys.executable, "-m", "merlingua.gui", "--kiosk", "--study", str(tmp_path / "study")]
    with (
        pulse.PulseNullSink(tmp_path / "pulse") as sink,
        virtual_screen.VirtualScreen(log=tmp_path / "screen.log") as screen,
        (tmp_path / "window.log").open("wb") as log,
    ):
        homes = {name: str(tmp_path / name) for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "HOME")}
        environment = screen.environment | sink.environment | homes | {"MERLINGUA_SETTINGS": str(settings)}
        window = subprocess.Popen(
            [*command, "--store", str(tmp_path / "answers.db")], env=environment, stdout=log, stderr=log
        )
        opened = Station(screen, window)
        try:
            wait_for(lambda: opened.fills_the_screen() or None, "the session, over the whole screen")
            yield opened
        finally:
            window.kill()
            window.wait(20)


def test_no_key_click_or_window_manager_leads_out_and_the_pin_does(station: Station) -> None:
    screen = station.screen
    for key in WAYS_OUT:
        screen.press(key)
        back_to_the_session(station, f"after {key}")
    for button in ("3", "2", "8", "9"):
        screen._xdotool("mousemove", str(screen.width // 2), str(screen.height // 2), "click", button)
        back_to_the_session(station, f"after mouse button {button}")
    # The window manager is asked, as a task bar would, to close, to minimise and to shrink the window.
    active = screen._xdotool("getactivewindow")
    screen._xdotool("windowminimize", active)
    back_to_the_session(station, "after the window was minimised")
    screen._xdotool("windowsize", active, "400", "300")
    back_to_the_session(station, "after the window was made small")
    screen.press("alt+F4")
    screen.type_text("1357")
    screen.press("Return")
    time.sleep(1)
    assert station.window.poll() is None, "a wrong PIN opened the door"
    screen.type_text(PIN)
    screen.press("Return")
    wait_for(lambda: not station.fills_the_screen() or None, "the end of the session by the right PIN")


def back_to_the_session(station: Station, when: str) -> None:
    """The session is what one sees: a question for the PIN is closed, and no other window is there."""
    assert station.window.poll() is None, f"the program ended {when}"
    for _ in range(N_TRIES):
        if _is_soon(station.fills_the_screen):
            return
        # Where leaving was asked for, the question for the PIN is in front: that much, and no more.
        station.screen.press("Escape")
    pytest.fail(f"{when} another window is in front: {station.geometry()}")


def _is_soon(ask: Callable[[], bool]) -> bool:
    end = time.monotonic() + SOON_S
    while not (found := ask()) and time.monotonic() < end:
        time.sleep(0.1)
    return found
