"""Arousal and valence over the seconds of a clip, with how far listeners may lie from them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF

from merlingua.gui.inspect_tracks import TimeAxis
from merlingua.gui.taggram_view import Comparison
from merlingua.gui.theme import Space, Theme
from merlingua.gui.translation import Formatter
from merlingua.mer_models.predictions import Curve, HalfWidths

_LINE = 2
_OTHER = 1
_BAND = 0.12
_SAMPLE = 18
"""The piece of line in the gutter that says which is which, in px at 100 %."""


class CurveTrack:
    """Arousal in one stroke, valence in dashes; of a second model thinner lines, or their difference."""

    share = 1.0
    least = 76

    def __init__(self, arousal: str, valence: str, formatter: Formatter) -> None:
        self.name = arousal
        self._names = (arousal, valence)
        self._formatter = formatter
        self._curve: Curve | None = None
        self._other: Curve | None = None
        self._widths: HalfWidths | None = None
        self._comparison: Comparison = "beside"

    def show_curves(
        self,
        curve: Curve | None,
        other: Curve | None,
        comparison: Comparison,
        widths: HalfWidths | None = None,
    ) -> None:
        """The model's curve and, where one is compared, another's."""
        self._curve, self._other, self._comparison, self._widths = curve, other, comparison, widths

    def draw(self, painter: QPainter, area: QRectF, axis: TimeAxis, theme: Theme) -> None:
        for value, token in ((0.0, "quiet"), (0.5, "line"), (-0.5, "line")):
            painter.setPen(QPen(theme.colors.color(token), 1))
            y = round(_y(value, area)) + 0.5
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
        curve, other = self._curve, self._other
        if curve is None:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        if other is not None and self._comparison == "difference" and len(other) == len(curve):
            # It lies between -2 and 2: the gutter says so.
            for values, style in (
                ((curve.arousal - other.arousal) / 2, Qt.PenStyle.SolidLine),
                ((curve.valence - other.valence) / 2, Qt.PenStyle.DashLine),
            ):
                _draw_line(painter, area, axis, curve.times_s, values, style, theme.px(_LINE), theme)
            return
        pairs = (
            (curve.arousal, Qt.PenStyle.SolidLine, self._widths.arousal if self._widths else 0.0),
            (curve.valence, Qt.PenStyle.DashLine, self._widths.valence if self._widths else 0.0),
        )
        for values, style, width in pairs:
            if width and other is None and style is Qt.PenStyle.SolidLine:
                _draw_band(painter, area, axis, curve.times_s, values, width, theme)
            _draw_line(painter, area, axis, curve.times_s, values, style, theme.px(_LINE), theme)
        if other is not None:
            for values, style in (
                (other.arousal, Qt.PenStyle.SolidLine),
                (other.valence, Qt.PenStyle.DashLine),
            ):
                _draw_line(
                    painter, area, axis, other.times_s, values, style, theme.px(_OTHER), theme, "accent"
                )

    def draw_gutter(self, painter: QPainter, area: QRectF, theme: Theme) -> None:
        right = Qt.AlignmentFlag.AlignRight
        painter.setPen(theme.colors.color("quiet"))
        most = "2" if self._other is not None and self._comparison == "difference" else "1"
        painter.drawText(area, int(right | Qt.AlignmentFlag.AlignTop), f"+{most}")
        painter.drawText(area, int(right | Qt.AlignmentFlag.AlignBottom), f"\u2212{most}")
        height = painter.fontMetrics().height() + theme.px(Space.XS)
        top = area.center().y() - height
        for name, style in zip(self._names, (Qt.PenStyle.SolidLine, Qt.PenStyle.DashLine), strict=True):
            line = QRectF(area.left(), top, area.width(), height)
            painter.setPen(theme.colors.color("text"))
            painter.drawText(line, int(right | Qt.AlignmentFlag.AlignVCenter), name)
            painter.setPen(QPen(theme.colors.color("text"), theme.px(_LINE), style))
            bottom = line.bottom() - theme.px(1)
            painter.drawLine(
                QPointF(line.right() - theme.px(2 * _SAMPLE), bottom), QPointF(line.right(), bottom)
            )
            top += height


def _y(value: float, area: QRectF) -> float:
    return area.center().y() - value * (area.height() / 2 - 2)


def _draw_line(
    painter: QPainter,
    area: QRectF,
    axis: TimeAxis,
    times_s: NDArray[np.float64],
    values: NDArray[np.float64],
    style: Qt.PenStyle,
    width: float,
    theme: Theme,
    token: str = "text",
) -> None:
    points = [QPointF(axis.x(t), _y(float(v), area)) for t, v in zip(times_s, values, strict=True)]
    if len(points) == 1:
        points = [QPointF(area.left(), points[0].y()), QPointF(area.right(), points[0].y())]
    painter.setPen(QPen(theme.colors.color(token), width, style))
    painter.drawPolyline(QPolygonF(points))


def _draw_band(
    painter: QPainter,
    area: QRectF,
    axis: TimeAxis,
    times_s: NDArray[np.float64],
    values: NDArray[np.float64],
    width: float,
    theme: Theme,
) -> None:
    upper = [QPointF(axis.x(t), _y(min(v + width, 1.0), area)) for t, v in zip(times_s, values, strict=True)]
    lower = [QPointF(axis.x(t), _y(max(v - width, -1.0), area)) for t, v in zip(times_s, values, strict=True)]
    color = theme.colors.color("text")
    color.setAlphaF(_BAND)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    painter.drawPolygon(QPolygonF([*upper, *reversed(lower)]))
