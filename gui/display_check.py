"""Whether Qt will find a screen: it aborts the process where it does not, so it is asked beforehand.

Only X11 on Linux is looked at: elsewhere there is a screen wherever a program can be started with one.
"""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from merlingua.surveys.errors import MerlinguaError

INSTALL = "In Merlingua's checkout, tools/setup_system.sh run installs it on Debian and Ubuntu."


class WindowError(MerlinguaError, RuntimeError):
    """The window cannot be opened on this system."""


@contextmanager
def qt_needed() -> Iterator[None]:
    """Look whether a window can be opened, and import Qt within: what is missing is told in one line.

    Raises
    ------
    WindowError
        If there is no display, or no Qt, or a library of the system is missing.
    """
    check_display()
    try:
        check_qt_libraries()
        yield
    except ImportError as error:
        raise _qt_error(error) from error


def check_display() -> None:
    """Refuse in one line where there is no display, or where nothing answers at it.

    Raises
    ------
    WindowError
        If neither DISPLAY nor WAYLAND_DISPLAY is set, or the X server that DISPLAY names cannot be reached.
    """
    if not _is_x11():
        return
    display = os.environ.get("DISPLAY")
    if not display:
        raise WindowError(
            "There is no display: neither DISPLAY nor WAYLAND_DISPLAY is set. Start Merlingua in a desktop "
            "session, or under a virtual screen: xvfb-run -a merlingua. Its other commands need none."
        )
    if not _answers(display):
        raise WindowError(
            f"The display DISPLAY={display} does not answer. Start Merlingua in a desktop session of your "
            "own user, or under a virtual screen: xvfb-run -a merlingua."
        )


def check_qt_libraries() -> None:
    """Refuse in one line where a library of the system that Qt's X11 plugin links to is missing.

    Raises
    ------
    WindowError
        It names the library.
    """
    if not _is_x11():
        return
    import PySide6.QtGui

    plugin = Path(PySide6.__file__).parent / "Qt" / "plugins" / "platforms" / "libqxcb.so"
    if not plugin.exists():
        return  # Qt of the distribution, whose package manager has seen to it.
    try:
        ctypes.CDLL(str(plugin))
    except OSError as error:
        raise WindowError(missing_library_message(error)) from error


def missing_library_message(error: Exception) -> str:
    """One line on a library that the loader did not find; the loader's own words name it."""
    return f"Qt cannot open a window here: {error}. {INSTALL}"


def _is_x11() -> bool:
    on_another = (os.environ.get("QT_QPA_PLATFORM") or "xcb") != "xcb" or "WAYLAND_DISPLAY" in os.environ
    return sys.platform.startswith("linux") and not on_another


def _answers(display: str) -> bool:
    try:
        xcb = ctypes.CDLL("libxcb.so.1")
    except OSError:
        return True  # Qt's own check names the library.
    xcb.xcb_connect.restype = ctypes.c_void_p
    xcb.xcb_connect.argtypes = (ctypes.c_char_p, ctypes.c_void_p)
    xcb.xcb_connection_has_error.argtypes = (ctypes.c_void_p,)
    xcb.xcb_disconnect.argtypes = (ctypes.c_void_p,)
    connection = xcb.xcb_connect(display.encode(), None)
    try:
        return not xcb.xcb_connection_has_error(connection)
    finally:
        xcb.xcb_disconnect(connection)


def _qt_error(error: ImportError) -> Exception:
    """A line on what to install where it is Qt that is missing; any other import that fails is a bug."""
    package = (error.name or "").split(".")[0]
    if isinstance(error, ModuleNotFoundError) and package in {"PySide6", "shiboken6"}:
        return WindowError("Qt is not installed: pip install PySide6-Essentials brings it.")
    if ".so" in str(error) or "DLL" in str(error):
        return WindowError(missing_library_message(error))
    return error
