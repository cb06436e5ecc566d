"""What the Inspect page says before there is a clip."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from merlingua.gui.dialogs import wrapped_label
from merlingua.gui.flow_layout import FlowLayout
from merlingua.gui.theme import Space, Theme, Type, set_kind

_WIDTH = 520


class InspectEmpty(QWidget):
    """Where clips come from."""

    files_requested = Signal()
    folder_requested = Signal()
    demo_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        centre = QHBoxLayout(self)
        inner = QWidget()
        inner.setMaximumWidth(theme.px(_WIDTH))
        centre.addWidget(inner)
        column = QVBoxLayout(inner)
        column.setSpacing(theme.px(Space.M))
        column.addStretch(1)
        column.addWidget(wrapped_label(self.tr("Drop clips or folders here"), Type.TITLE))
        column.addWidget(
            wrapped_label(
                self.tr(
                    "See second by second what a model hears in them, while they play. "
                    "wav, flac, ogg and mp3 of any length can be opened."
                ),
                Type.LEAD,
            )
        )
        buttons = FlowLayout(spacing=theme.px(Space.S))
        column.addLayout(buttons)
        self.demo = QPushButton(self.tr("Open the demo's clips"))
        self._files = QPushButton(self.tr("Open clips…"))
        set_kind(self._files, "primary")
        folder = QPushButton(self.tr("Open folder…"))
        for button, signal in (
            (self._files, self.files_requested),
            (folder, self.folder_requested),
            (self.demo, self.demo_requested),
        ):
            button.clicked.connect(signal)
            buttons.addWidget(button)
        self.problem = wrapped_label("", Type.BODY)
        set_kind(self.problem, "error")
        column.addWidget(self.problem)
        column.addStretch(2)

    def focus_first(self) -> None:
        """Give the keyboard to what most will want."""
        QTimer.singleShot(0, self._files, self._files.setFocus)
