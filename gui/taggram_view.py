"""The quadrant tag-gram: how likely each quadrant is in each second, a row a quadrant.

A bar's height is the probability; the likeliest quadrant of a second is filled, the others are pale. Of two
models the second's bars hang from the top of each row; the difference stands up and down from its middle.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from merlingua.gui.inspect_tracks import TimeAxis
from merlingua.gui.theme import Theme, quadrant_color
from merlingua.mer_models.corpus import QUADRANTS
from merlingua.mer_models.predictions import Curve

Comparison = Literal["beside", "difference"]

FIRST_MARK = "\u25cf"
SECOND_MARK = "\u25c7"
"""Of two models the first is a dot and the second a diamond, wherever they stand beside each other."""
_PALE = 0.45
_NARROWEST = 2.0
"""Bars of less px are averaged with their neighbours."""


class TaggramTrack:
    """Curves of one model or two."""

    share = 1.4
    least = 112

    def __init__(self, name: str) -> None:
        self.name = name
        self._curve: Curve | None = None
        self._other: Curve | None = None
        self._comparison: Comparison = "beside"

    def show_curves(self, curve: Curve | None, other: Curve | None, comparison: Comparison) -> None:
        """The model's curve and, where one is compared, another's."""
        self._curve, self._other, self._comparison = curve, other, comparison

    def draw(self, painter: QPainter, area: QRectF, axis: TimeAxis, theme: Theme) -> None:
        if self._curve is None:
            return
        row_height = area.height() / len(QUADRANTS)
        edges, values = bars(self._curve, axis)
        others = bars(self._other, axis)[1] if self._other is not None else None
        for number, quadrant in enumerate(QUADRANTS):
            row = QRectF(area.left(), area.top() + number * row_height, area.width(), row_height)
            if others is not None and self._comparison == "difference" and others.shape == values.shape:
                _draw_difference(
                    painter, row, edges, values[:, number] - others[:, number], quadrant, axis, theme
                )
            elif others is not None:
                half = row.height() / 2
                _draw_row(painter, row.adjusted(0, 0, 0, -half), edges, values, number, axis, theme)
                other_edges, _ = bars(self._other, axis) if self._other is not None else (edges, None)
                _draw_row(painter, row.adjusted(0, half, 0, 0), other_edges, others, number, axis, theme)
                painter.setPen(QPen(theme.colors.color("line"), 1, Qt.PenStyle.DotLine))
                middle = round(row.top() + half) + 0.5
                painter.drawLine(QPointF(row.left(), middle), QPointF(row.right(), middle))
            else:
                _draw_row(painter, row, edges, values, number, axis, theme)
            if number:
                painter.setPen(QPen(theme.colors.color("quiet"), 1))
                top = round(row.top()) + 0.5
                painter.drawLine(QPointF(row.left(), top), QPointF(row.right(), top))

    def draw_gutter(self, painter: QPainter, area: QRectF, theme: Theme) -> None:
        row_height = area.height() / len(QUADRANTS)
        side = theme.px(10)
        for number, quadrant in enumerate(QUADRANTS):
            row = QRectF(area.left(), area.top() + number * row_height, area.width(), row_height)
            painter.setPen(theme.colors.color("text"))
            painter.drawText(row, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), quadrant)
            painter.setBrush(quadrant_color(quadrant))
            width = painter.fontMetrics().horizontalAdvance(quadrant)
            left = row.right() - width - 1.6 * side
            painter.drawRect(QRectF(left, row.center().y() - side / 2, side, side))
            if self._other is not None:
                marks = QRectF(area.left(), row.top(), left - side / 2 - area.left(), row.height() / 2)
                _draw_marks(painter, marks, self._comparison)


def bars(curve: Curve, axis: TimeAxis) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Edges in seconds (n + 1,) and probabilities (n, 4): a bar a second, or as many as can be seen."""
    n_seconds = len(curve)
    edges = np.append(np.arange(n_seconds, dtype=np.float64), axis.duration_s)
    n_seen = int(axis.width / _NARROWEST)
    if n_seconds <= n_seen or n_seen < 1:
        return edges, curve.quadrants
    starts = np.arange(n_seen) * n_seconds // n_seen
    counts = np.diff(np.append(starts, n_seconds))
    means = np.add.reduceat(curve.quadrants, starts, axis=0) / counts[:, np.newaxis]
    return np.append(edges[starts], axis.duration_s), means


def _draw_row(
    painter: QPainter,
    row: QRectF,
    edges: NDArray[np.float64],
    values: NDArray[np.float64],
    number: int,
    axis: TimeAxis,
    theme: Theme,
) -> None:
    fill, pale = quadrant_color(QUADRANTS[number]), quadrant_color(QUADRANTS[number])
    pale.setAlphaF(_PALE)
    outline = QPen(theme.colors.color("text"), 1)
    is_wide = len(values) and axis.width / len(values) >= 2 * _NARROWEST
    likeliest = values.argmax(axis=1)
    for second, share in enumerate(values[:, number]):
        left, right = axis.x(edges[second]), axis.x(edges[second + 1])
        height = float(share) * (row.height() - 2)
        bar = QRectF(left, row.bottom() - height, right - left, height)
        is_likeliest = likeliest[second] == number
        painter.fillRect(bar, fill if is_likeliest else pale)
        if is_likeliest and is_wide:
            painter.setPen(outline)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(bar.adjusted(0.5, 0.5, -0.5, -0.5))


def _draw_marks(painter: QPainter, upper: QRectF, comparison: Comparison) -> None:
    """Which half of a row is whose; of a difference, whose side is which."""
    flags = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    sign = "+" if comparison == "difference" else ""
    painter.drawText(upper, flags, sign + FIRST_MARK)
    painter.drawText(upper.translated(0, upper.height()), flags, sign + SECOND_MARK)


def _draw_difference(
    painter: QPainter,
    row: QRectF,
    edges: NDArray[np.float64],
    values: NDArray[np.float64],
    quadrant: str,
    axis: TimeAxis,
    theme: Theme,
) -> None:
    fill, middle = quadrant_color(quadrant), row.center().y()
    for second, value in enumerate(values):
        left, right = axis.x(edges[second]), axis.x(edges[second + 1])
        height = float(value) * (row.height() - 2) / 2
        painter.fillRect(QRectF(left, middle, right - left, -height).normalized(), fill)
    painter.setPen(QPen(theme.colors.color("text"), 1))
    painter.drawLine(QPointF(row.left(), middle), QPointF(row.right(), middle))
