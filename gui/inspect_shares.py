"""Quadrants of a whole clip as bars: the models' answers, and under them the listeners of each language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from merlingua.gui.agreement_painting import text_color_on
from merlingua.gui.theme import Space, Theme, Type, quadrant_color
from merlingua.mer_models.corpus import QUADRANTS

_ROW = 22
_BAR = 16
_NAME_SHARE = 0.36
_WIDTH = 220


@dataclass(frozen=True, eq=False)
class SharesRow:
    """A bar: shares of Q1 to Q4, shape (4,), under a name; ``detail`` stands behind it, quietly."""

    name: str
    shares: NDArray[np.float64]
    detail: str = ""


class SharesView(QWidget):
    """As high as its rows."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._rows: tuple[SharesRow, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def rows(self) -> tuple[SharesRow, ...]:
        """What is drawn."""
        return self._rows

    def show_rows(self, rows: Sequence[SharesRow]) -> None:
        """Draw other bars."""
        self._rows = tuple(rows)
        self.setAccessibleName(self.tr("Quadrants of the whole clip"))
        self.setAccessibleDescription("; ".join(_in_words(row) for row in rows))
        self.setToolTip("\n".join(_in_words(row) for row in rows))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(_WIDTH), self._theme.px(_ROW) * len(self._rows))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """A name and a bar a row."""
        theme, height = self._theme, self._theme.px(_ROW)
        painter = QPainter(self)
        painter.setFont(theme.font(Type.SMALL))
        name_width = self.width() * _NAME_SHARE
        for number, row in enumerate(self._rows):
            top = number * height
            name = QRectF(0, top, name_width - theme.px(Space.S), height)
            text = f"{row.name} {row.detail}".strip()
            shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, int(name.width()))
            painter.setPen(theme.colors.color("text"))
            painter.drawText(name, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), shown)
            bar_height = theme.px(_BAR)
            bar = QRectF(
                name_width, top + (height - bar_height) / 2, self.width() - name_width - 1, bar_height
            )
            draw_shares(painter, bar, row.shares, theme)


def draw_shares(painter: QPainter, bar: QRectF, shares: NDArray[np.float64], theme: Theme) -> None:
    """One bar, Q1 at the left; each part is labelled where there is room."""
    left = bar.left()
    metrics = QFontMetricsF(painter.font())
    for quadrant, share in zip(QUADRANTS, shares, strict=True):
        width = float(share) * bar.width()
        part = QRectF(left, bar.top(), width, bar.height())
        fill = quadrant_color(quadrant)
        painter.fillRect(part, fill)
        if width > metrics.horizontalAdvance(quadrant) + 2:
            painter.setPen(text_color_on(fill, theme))
            painter.drawText(part, int(Qt.AlignmentFlag.AlignCenter), quadrant)
        left += width
    painter.setPen(QPen(theme.colors.color("text"), 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(bar.adjusted(0.5, 0.5, -0.5, -0.5))


def _in_words(row: SharesRow) -> str:
    parts = (f"{quadrant} {share:.2f}" for quadrant, share in zip(QUADRANTS, row.shares, strict=True))
    return f"{row.name} {row.detail}".strip() + ": " + ", ".join(parts)
