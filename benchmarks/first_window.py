"""How long it takes from a command to the first pixels of its window, seen from outside.

Nothing in the program helps: the X server is asked for the colour of one pixel every millisecond until it is
no longer the bare screen's.
"""

from __future__ import annotations

import ctypes
import subprocess
import time
from collections.abc import Mapping, Sequence

ALL_PLANES = 0xFFFFFFFF
Z_PIXMAP = 2
POLL_S = 0.001


class ScreenProbe:
    """Reads the colour of the screen's middle through Xlib."""

    def __init__(self, display: str, *, width: int, height: int) -> None:
        self._x11 = ctypes.CDLL("libX11.so.6")
        pointer, number = ctypes.c_void_p, ctypes.c_int
        self._x11.XOpenDisplay.restype = pointer
        self._x11.XOpenDisplay.argtypes = (ctypes.c_char_p,)
        self._x11.XDefaultRootWindow.restype = ctypes.c_ulong
        self._x11.XDefaultRootWindow.argtypes = (pointer,)
        self._x11.XGetImage.restype = pointer
        self._x11.XGetImage.argtypes = (
            pointer, ctypes.c_ulong, number, number, ctypes.c_uint, ctypes.c_uint, ctypes.c_ulong, number,
        )  # fmt: skip
        self._x11.XGetPixel.restype = ctypes.c_ulong
        self._x11.XGetPixel.argtypes = (pointer, number, number)
        self._x11.XDestroyImage.argtypes = (pointer,)
        self._x11.XCloseDisplay.argtypes = (pointer,)
        self._display = self._x11.XOpenDisplay(display.encode())
        if not self._display:
            raise RuntimeError(f"the display {display} does not answer")
        self._root = self._x11.XDefaultRootWindow(self._display)
        self._x, self._y = width // 2, height // 2

    def colour(self) -> int:
        """The pixel in the middle of the screen, windows included."""
        image = self._x11.XGetImage(self._display, self._root, self._x, self._y, 1, 1, ALL_PLANES, Z_PIXMAP)
        try:
            return int(self._x11.XGetPixel(image, 0, 0))
        finally:
            self._x11.XDestroyImage(image)

    def close(self) -> None:
        """Leave the display."""
        self._x11.XCloseDisplay(self._display)


def first_paint_s(
    command: Sequence[str], environment: Mapping[str, str], probe: ScreenProbe, *, timeout_s: float = 30
) -> float:
    """Start ``command`` and wait for its first pixels; it is then ended.

    Returns
    -------
    float
        Seconds from the start of the process.
    """
    bare = probe.colour()
    started = time.perf_counter()
    process = subprocess.Popen(command, env=dict(environment), stdout=subprocess.DEVNULL)
    try:
        while probe.colour() == bare:
            if process.poll() is not None or time.perf_counter() - started > timeout_s:
                raise RuntimeError(f"{command[0]} opened no window (exit code {process.poll()})")
            time.sleep(POLL_S)
        return time.perf_counter() - started
    finally:
        process.terminate()
        process.wait(timeout=20)
        end = time.monotonic() + 5
        while probe.colour() != bare and time.monotonic() < end:
            time.sleep(0.02)
