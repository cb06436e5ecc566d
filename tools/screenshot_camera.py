"""What takes the pictures of the program: see make_screenshots.py."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget


class Camera:
    """Takes numbered pictures of the whole screen, or of where ``window`` stands on it."""

    window: QWidget | None = None

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._n_taken = 0
        folder.mkdir(parents=True, exist_ok=True)
        for old in folder.glob("*.png"):
            old.unlink()

    def take(self, name: str) -> None:
        """What is on the screen now."""
        from PySide6.QtGui import QCursor, QGuiApplication

        from tests.session_walk import pause

        QCursor.setPos(0, QGuiApplication.primaryScreen().size().height() - 1)
        pause(60)
        self._n_taken += 1
        file = self._folder / f"{self._n_taken:02d}-{re.sub(r'[^A-Za-z0-9]+', '-', name).strip('-')}.png"
        picture = QGuiApplication.primaryScreen().grabWindow(0)
        if self.window is not None:
            picture = picture.copy(self.window.frameGeometry() & picture.rect())
        if not picture.save(str(file)):
            raise OSError(f"{file} cannot be written")


def close_dialogs(window: QWidget) -> None:
    """Reject every dialog of a window that is open."""
    from PySide6.QtWidgets import QDialog

    from tests.session_walk import pause

    for dialog in window.findChildren(QDialog):
        if dialog.isVisible():
            dialog.reject()
    pause(200)
