"""The button that plays: a drawn triangle or square and a word, as wide as its longest word."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QIcon, QKeyEvent, QPainter, QPixmap, QPolygonF
from PySide6.QtWidgets import QPushButton, QWidget

from merlingua.gui.theme import Space, Theme, Type, set_kind

Shape = Literal["play", "stop"]

_ICON = 14
_ICON_GAP = 4
"""Beside what the style leaves between icon and word anyway."""


class PlayButton(QPushButton):
    """The space bar is left to the page, which plays wherever the keyboard is."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setIconSize(QSize(theme.px(_ICON + _ICON_GAP), theme.px(_ICON)))

    def reserve(self, texts: Sequence[str]) -> None:
        """Never change width among these texts."""
        metrics = QFontMetrics(self._theme.font(Type.BODY, bold=True))
        widest = max(metrics.horizontalAdvance(text) for text in texts)
        self.setMinimumWidth(widest + self._theme.px(_ICON + Space.S + 2 * Space.L))

    def show_action(self, text: str, *, shape: Shape = "play", is_primary: bool = False) -> None:
        """Say what a press does."""
        set_kind(self, "primary" if is_primary else "")
        self.setText(text)
        self.setIcon(self._icon(shape, "on_accent" if is_primary else "text"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave the space bar to the page."""
        if event.key() == Qt.Key.Key_Space:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def _icon(self, shape: Shape, token: str) -> QIcon:
        side = self._theme.px(_ICON)
        icon = QIcon()
        for mode, name in ((QIcon.Mode.Normal, token), (QIcon.Mode.Disabled, "quiet")):
            ratio = self.devicePixelRatioF()
            pixmap = QPixmap(self.iconSize() * ratio)
            pixmap.setDevicePixelRatio(ratio)
            pixmap.fill(Qt.GlobalColor.transparent)
            painter = QPainter(pixmap)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.colors.color(name))
            if shape == "play":
                corners = [QPointF(side * 0.1, 0), QPointF(side, side / 2), QPointF(side * 0.1, side)]
                painter.drawPolygon(QPolygonF(corners))
            else:
                painter.drawRect(QRectF(side * 0.1, side * 0.1, side * 0.8, side * 0.8))
            painter.end()
            icon.addPixmap(pixmap, mode)
        return icon
