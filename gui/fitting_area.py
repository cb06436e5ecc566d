"""A part of a dialog that is as high as its content asks for, and scrolls where the screen has less."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QWidget


class FittingArea(QScrollArea):
    """Scrolls up and down only; what the keyboard comes to is brought into view by Qt itself."""

    def __init__(self, content: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.setWidget(content)
        content.installEventFilter(self)

    def hasHeightForWidth(self) -> bool:
        """The content's texts wrap."""
        return True

    def heightForWidth(self, width: int) -> int:
        """As high as the content is at this width."""
        return self._layout_height(width)

    def sizeHint(self) -> QSize:
        """The content's."""
        content = self.widget()
        return content.sizeHint() if content is not None else super().sizeHint()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Ask for another height when fields come or go."""
        if event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().eventFilter(watched, event)

    def _layout_height(self, width: int) -> int:
        content = self.widget()
        layout = content.layout() if content is not None else None
        if content is None or layout is None:
            return 0
        return (
            layout.totalHeightForWidth(width) if layout.hasHeightForWidth() else content.sizeHint().height()
        )
