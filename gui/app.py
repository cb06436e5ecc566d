"""The application: one QApplication, one main window, and what reaches the shell when it ends.

Nothing slow is imported before the first window is painted: no sound, no store, no decoder.
"""

from __future__ import annotations

import signal
import sys
import traceback
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication

from merlingua.gui.dialogs import ErrorDialog
from merlingua.gui.focus_ring import FocusRings
from merlingua.gui.main_window import MainWindow
from merlingua.gui.settings import Settings, SettingsError, default_settings_file, read_settings
from merlingua.gui.tasks import stop_tasks
from merlingua.gui.theme import Appearance, ThemeName
from merlingua.gui.translation import Translation, system_language


@dataclass(frozen=True)
class WindowOptions:
    """What the command line says about the window; None: as the settings say."""

    study: Path | None = None
    """A study folder to put at the head of the list; in kiosk mode the one that is run."""
    store: str | Path | None = None
    language: str | None = None
    font_scale: int | None = None
    """Per cent, 100 to 200."""
    theme: ThemeName | None = None
    is_kiosk: bool = False
    device: str | None = None


def run(options: WindowOptions | None = None) -> int:
    """Open the window and stay until it is closed.

    Returns
    -------
    int
        The exit code: 0 unless Qt was told otherwise.
    """
    options = options or WindowOptions()
    # Python handles no signal while Qt waits: let the system end the process. What was saved is safe.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    app = QApplication.instance() or QApplication(sys.argv[:1])
    if not isinstance(app, QApplication):
        raise RuntimeError("the window needs a QApplication, not a QCoreApplication")
    name_application(app)
    window = make_window(app, options)
    hook = BugHook(window)
    sys.excepthook = hook
    window.show()
    window.begin()
    try:
        return app.exec()
    finally:
        sys.excepthook = sys.__excepthook__
        window.end()
        stop_tasks()


def name_application(app: QApplication) -> None:
    """Say who this is to the desktop."""
    app.setApplicationName("merlingua")
    app.setApplicationDisplayName("Merlingua")
    app.setDesktopFileName("merlingua")


def make_window(app: QApplication, options: WindowOptions) -> MainWindow:
    """The main window as settings and options say, not yet shown."""
    file = default_settings_file()
    problem: SettingsError | None = None
    try:
        settings = read_settings(file)
    except SettingsError as error:
        settings, problem = Settings(), error
    scale = options.font_scale / 100 if options.font_scale is not None else settings.font_scale
    translation = Translation(app)
    translation.use(options.language or settings.language or system_language())
    appearance = Appearance(app, name=options.theme or settings.theme, scale=scale)
    appearance.set_language(translation.language)
    FocusRings(app)
    window = MainWindow(
        settings,
        settings_file=file,
        appearance=appearance,
        translation=translation,
        store=options.store,
        study=options.study,
        device=options.device,
        is_kiosk=options.is_kiosk,
    )
    if problem is not None:
        QTimer.singleShot(0, window, lambda: window.show_error(problem))
    return window


class BugHook(QObject):
    """Shows what nobody expected: the traceback on stderr, a calm dialog on the screen."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._is_shown = False

    def __call__(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        """As ``sys.excepthook`` is called."""
        traceback.print_exception(kind, error, trace)
        if self._is_shown or not isinstance(error, Exception):
            return
        self._is_shown = True
        dialog = ErrorDialog(error, theme=self._window.theme, parent=self._window.front_window())
        dialog.finished.connect(self._hidden)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _hidden(self) -> None:
        self._is_shown = False
