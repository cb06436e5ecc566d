"""The process of ``merlingua monitor``: one QApplication, one window that only reads."""

from __future__ import annotations

import signal
import sys
from pathlib import Path

from PySide6.QtWidgets import QApplication

from merlingua.gui.app import name_application
from merlingua.gui.monitor_window import MonitorWindow, away_from_listeners
from merlingua.gui.settings import Settings, SettingsError, default_settings_file, read_settings
from merlingua.gui.tasks import stop_tasks
from merlingua.gui.theme import Appearance, ThemeName
from merlingua.gui.translation import Formatter, Translation, system_language
from merlingua.surveys.study import Study


def run_monitor(
    study: Study,
    location: str | Path,
    *,
    model: str,
    language: str | None = None,
    font_scale: int | None = None,
    theme: ThemeName | None = None,
) -> int:
    """Open the monitor and stay until it is closed; what is None is as the program's settings say."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    app = QApplication(sys.argv[:1])
    name_application(app)
    try:
        settings = read_settings(default_settings_file())
    except SettingsError:
        settings = Settings()  # said by the program's own window, which can mend them
    translation = Translation(app)
    translation.use(language or settings.language or system_language())
    scale = font_scale / 100 if font_scale is not None else settings.font_scale
    appearance = Appearance(app, name=theme or settings.theme, scale=scale)
    appearance.set_language(translation.language)
    window = MonitorWindow(
        study,
        location,
        theme=appearance.theme,
        formatter=Formatter(translation.language),
        model=model,
    )
    away_from_listeners(window)
    window.show()
    window.begin()
    try:
        return app.exec()
    finally:
        stop_tasks()
