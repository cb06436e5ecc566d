"""A real X screen of its own for tests: Xvfb, a window manager, real key presses and clicks by xdotool.

Not a test; ``VirtualScreen`` is a context manager. ``environment`` is what a child process needs to open its
windows there.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from pathlib import Path
from types import TracebackType

NEEDED = ("Xvfb", "xdotool", "openbox")


def missing_programs() -> list[str]:
    """The programs of a virtual screen that are not installed here."""
    return [program for program in NEEDED if shutil.which(program) is None]


class VirtualScreen:
    """An X server without a monitor, ``width`` × ``height`` pixels, with a window manager on it."""

    def __init__(self, width: int = 1366, height: int = 768, *, log: Path) -> None:
        self.width, self.height = width, height
        self._log = log
        self._processes: list[subprocess.Popen[bytes]] = []
        self.display = ""

    @property
    def environment(self) -> dict[str, str]:
        """The variables a child needs; everything that could lead to another screen is left out."""
        left_out = {"WAYLAND_DISPLAY", "QT_QPA_PLATFORM", "QT_QPA_PLATFORMTHEME", "DISPLAY"}
        kept = {name: value for name, value in os.environ.items() if name not in left_out}
        return kept | {"DISPLAY": self.display, "QT_QPA_PLATFORM": "xcb", "LC_ALL": "C.UTF-8"}

    def __enter__(self) -> VirtualScreen:
        read_end, write_end = os.pipe()
        size = f"{self.width}x{self.height}x24"
        with self._log.open("ab") as log:
            server = subprocess.Popen(
                ["Xvfb", "-displayfd", str(write_end), "-screen", "0", size, "-nolisten", "tcp"],
                pass_fds=(write_end,),
                stdout=log,
                stderr=log,
            )
            self._processes.append(server)
            os.close(write_end)
            with os.fdopen(read_end) as ready:
                number = ready.readline().strip()
            if not number:
                raise RuntimeError(f"Xvfb did not start; see {self._log}")
            self.display = f":{number}"
            manager = subprocess.Popen(["openbox"], env=self.environment, stdout=log, stderr=log)
            self._processes.append(manager)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for process in reversed(self._processes):
            process.terminate()
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def _xdotool(self, *words: str) -> str:
        done = subprocess.run(
            ["xdotool", *words], env=self.environment, capture_output=True, text=True, check=False, timeout=30
        )
        return done.stdout.strip()

    def press(self, *keys: str) -> None:
        """Press keys one after the other, by their X names (``Return``, ``space``, ``3``, ``alt+F4``)."""
        for key in keys:
            self._xdotool("key", "--clearmodifiers", key)

    def type_text(self, text: str) -> None:
        """Type a text as a person would, key by key."""
        self._xdotool("type", "--delay", "30", text)

    def window_titles(self) -> list[str]:
        """The titles of all visible windows."""
        ids = self._xdotool("search", "--onlyvisible", "--name", ".+").split()
        return [self._xdotool("getwindowname", window) for window in ids]

    def wait_for_window(self, title: str, *, timeout_s: float = 30) -> None:
        """Wait until a visible window's title contains ``title``; TimeoutError names what was there."""
        end = time.monotonic() + timeout_s
        while time.monotonic() < end:
            if any(title in shown for shown in self.window_titles()):
                return
            time.sleep(0.1)
        raise TimeoutError(f"no window {title!r} after {timeout_s} s; there are {self.window_titles()}")

    def screenshot(self, file: Path) -> Path:
        """Write the whole screen as a PNG (with ImageMagick's ``import``)."""
        subprocess.run(["import", "-window", "root", str(file)], env=self.environment, check=True, timeout=30)
        return file
