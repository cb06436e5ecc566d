"""A radio button that a saved answer checks, never the click itself."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QRadioButton, QWidget


class SavedRadio(QRadioButton):
    """Emits ``clicked`` and stays as it is: who listens saves the answer and then calls ``show_saved``.

    Its whole area takes the click. Arrow keys and characters go to the widget around it, which knows the
    other answers; the space bar clicks where ``clicks_on_space`` is on.
    """

    def __init__(
        self, text: str = "", parent: QWidget | None = None, *, clicks_on_space: bool = True
    ) -> None:
        super().__init__(text, parent)
        self._clicks_on_space = clicks_on_space
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def show_saved(self, is_saved: bool) -> None:
        """Check or uncheck; a checked radio button refuses to be unchecked while it is exclusive."""
        if is_saved != self.isChecked():
            self.setAutoExclusive(is_saved)
            self.setChecked(is_saved)
            # Exclusive again: by that assistive technology knows it for a radio button.
            self.setAutoExclusive(True)

    def nextCheckState(self) -> None:
        """A click changes nothing."""

    def hitButton(self, pos: QPoint) -> bool:
        """The whole area takes the click."""
        return self.rect().contains(pos)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space clicks, if it may; all other keys belong to the group."""
        if event.key() == Qt.Key.Key_Space and self._clicks_on_space:
            super().keyPressEvent(event)
        else:
            event.ignore()

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """As ``keyPressEvent``."""
        if event.key() == Qt.Key.Key_Space and self._clicks_on_space:
            super().keyReleaseEvent(event)
        else:
            event.ignore()
