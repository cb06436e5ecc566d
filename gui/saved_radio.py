"""A radio button that a saved answer checks, never the click itself; its text wraps where it must."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPaintEvent
from PySide6.QtWidgets import (
    QRadioButton,
    QSizePolicy,
    QStyle,
    QStyleOptionButton,
    QStylePainter,
    QWidget,
)

from merlingua.gui.likert_columns import word_width

_TALL = 10_000
_WRAPPED = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap


class SavedRadio(QRadioButton):
    """Emits ``clicked`` and stays as it is: who listens saves the answer and then calls ``show_saved``.

    Its whole area takes the click. Arrow keys and characters go to the widget around it, which knows the
    other answers; the space bar clicks where ``clicks_on_space`` is on. ``spare`` px are left free after the
    text.
    """

    def __init__(
        self,
        text: str = "",
        parent: QWidget | None = None,
        *,
        clicks_on_space: bool = True,
        spare: int = 0,
    ) -> None:
        super().__init__(text, parent)
        self._clicks_on_space = clicks_on_space
        self._spare = spare
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        if text:
            policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
            policy.setHeightForWidth(True)
            self.setSizePolicy(policy)

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

    def sizeHint(self) -> QSize:
        """One line."""
        return super().sizeHint() + QSize(self._spare, 0)

    def minimumSizeHint(self) -> QSize:
        """The longest word alone in a line."""
        if not self.text():
            return super().minimumSizeHint()
        hint = self.sizeHint()
        least = self._text_left() + word_width(self.text(), self.font())
        return QSize(min(hint.width(), least), hint.height())

    def hasHeightForWidth(self) -> bool:
        """A text may need a second line."""
        return bool(self.text())

    def heightForWidth(self, width: int) -> int:
        """The height of the text at a width, at least that of one line's button."""
        one_line = self.sizeHint().height()
        if width >= self.sizeHint().width():
            return one_line
        room = QRect(0, 0, max(1, width - self._text_left()), _TALL)
        text_height = self.fontMetrics().boundingRect(room, int(_WRAPPED), self.text()).height()
        return max(one_line, text_height)

    def paintEvent(self, event: QPaintEvent) -> None:
        """As the style draws it; a text that is too long for one line in several."""
        if not self.text() or self.width() >= super().sizeHint().width():
            super().paintEvent(event)
            return
        painter = QStylePainter(self)
        option = QStyleOptionButton()
        self.initStyleOption(option)
        option.text = ""
        painter.drawControl(QStyle.ControlElement.CE_RadioButton, option)
        left = self._text_left()
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(QRect(left, 0, self.width() - left, self.height()), int(_WRAPPED), self.text())

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

    def _text_left(self) -> int:
        """Where the text begins: what the button needs beside it."""
        one_line = self.fontMetrics().size(Qt.TextFlag.TextShowMnemonic, self.text()).width()
        return super().sizeHint().width() - one_line
