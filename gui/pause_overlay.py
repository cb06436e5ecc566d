"""What lies over the page while a session pauses: the page is hidden, nothing plays, one way on."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from merlingua.gui.dialogs import wrapped_label
from merlingua.gui.flow_layout import FlowLayout
from merlingua.gui.theme import Space, Theme, Type, set_kind

_WIDTH = 480


class PauseOverlay(QWidget):
    """Covers a window; hidden until the session pauses."""

    continue_requested = Signal()
    leave_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        set_kind(self, "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        outer = QVBoxLayout(self)
        centre = QHBoxLayout()
        outer.addStretch(1)
        outer.addLayout(centre)
        outer.addStretch(2)
        self._box = QWidget()
        centre.addWidget(self._box)
        column = QVBoxLayout(self._box)
        self._column = column
        self._title = wrapped_label("", Type.DISPLAY)
        self._body = wrapped_label("", Type.LEAD)
        column.addWidget(self._title)
        column.addWidget(self._body)
        self._buttons = FlowLayout()
        self.go_on = QPushButton()
        set_kind(self.go_on, "primary")
        self.go_on.clicked.connect(self.continue_requested)
        self._buttons.addWidget(self.go_on)
        self.leave = QPushButton()
        self.leave.clicked.connect(self.leave_requested)
        self._buttons.addWidget(self.leave)
        column.addLayout(self._buttons)
        self.set_theme(theme)
        self._say()
        self.hide()

    def set_theme(self, theme: Theme) -> None:
        """Another scale: new distances."""
        self._box.setMaximumWidth(theme.px(_WIDTH))
        self._column.setSpacing(theme.px(Space.M))
        self._column.setContentsMargins(*[theme.px(Space.M)] * 4)
        self._buttons.setSpacing(theme.px(Space.S))

    def cover(self, window: QWidget) -> None:
        """Lie over all of the window."""
        self.setGeometry(window.rect())
        self.raise_()

    def changeEvent(self, event: QEvent) -> None:
        """Say it in the new language."""
        if event.type() == QEvent.Type.LanguageChange:
            self._say()
        super().changeEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        """Take the keyboard from the page below."""
        super().showEvent(event)
        self.go_on.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes on; no key reaches the page below."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            (self.leave if self.leave.hasFocus() else self.go_on).click()
        event.accept()

    def _say(self) -> None:
        self._title.setText(self.tr("Pause"))
        self._body.setText(self.tr("Your answers are saved. Go on whenever you like."))
        self.go_on.setText(self.tr("Continue"))
        self.leave.setText(self.tr("End session (researcher)"))
