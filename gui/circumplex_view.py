"""The plane of valence and arousal with the point where a clip is now, its trail and its uncertainty.

What stands still is painted once; a frame paints the trail and the points over it. Between the middles of two
seconds the point moves on a straight line.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPixmap, QPolygonF, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from merlingua.gui.theme import Space, Theme, Type, quadrant_color
from merlingua.mer_models.predictions import Curve, HalfWidths

TRAIL_S = 8.0
"""How much of what was heard is drawn behind the point."""
_TRAIL_STEP_S = 0.5
_POINT = 7
_SMALL = 4
_SIDE = 220
_LEAST = 160
_TINT = 0.16


class CircumplexView(QWidget):
    """Valence to the right, arousal up, each from -1 to 1."""

    has_quadrant_names = True
    """Whether Q1 to Q4 stand in their corners: for those who know these names."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._curve: Curve | None = None
        self._other: Curve | None = None
        self._widths: HalfWidths | None = None
        self._at_s = 0.0
        self._still: QPixmap | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(self.tr("Valence and arousal now"))

    def show_curves(
        self, curve: Curve | None, other: Curve | None = None, widths: HalfWidths | None = None
    ) -> None:
        """The model's curve and, where one is compared, another's."""
        self._curve, self._other, self._widths = curve, other, widths
        self.update()

    def show_place(self, at_s: float) -> None:
        """Where the clip is now."""
        self._at_s = at_s
        if self._curve is not None:
            reach = self._theme.px(2 * _POINT)
            self.update(self.plane().toAlignedRect().adjusted(-reach, -reach, reach, reach))

    def point(self) -> tuple[float, float] | None:
        """Valence and arousal now; None without a curve."""
        return None if self._curve is None else place_at(self._curve, self._at_s)

    def plane(self) -> QRectF:
        """The square from -1 to 1."""
        margin = self._theme.px(Type.SMALL) + self._theme.px(Space.S)
        side = max(min(self.width(), self.height()) - 2 * margin, 1)
        return QRectF((self.width() - side) / 2, (self.height() - side) / 2, side, side)

    def spot(self, valence: float, arousal: float) -> QPointF:
        """Where a point of the plane is drawn."""
        plane = self.plane()
        return QPointF(
            plane.center().x() + valence * plane.width() / 2,
            plane.center().y() - arousal * plane.height() / 2,
        )

    def sizeHint(self) -> QSize:
        side = self._theme.px(_SIDE)
        return QSize(side, side)

    def minimumSizeHint(self) -> QSize:
        side = self._theme.px(_LEAST)
        return QSize(side, side)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._still = None
        super().resizeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The plane, and what moves on it."""
        if self._still is None:
            self._still = self._painted()
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._still)
        if self._curve is None:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        painter.setClipRect(self.plane())
        self._paint_uncertainty(painter)
        painter.setClipping(False)
        if self._other is not None:
            self._paint_trail(painter, self._other, "accent")
        self._paint_trail(painter, self._curve, "text")
        if self._other is not None:
            self._paint_point(painter, self._other, is_other=True)
        self._paint_point(painter, self._curve, is_other=False)

    def _paint_uncertainty(self, painter: QPainter) -> None:
        place = self.point()
        if self._widths is None or place is None:
            return
        plane = self.plane()
        color = self._theme.colors.color("text")
        painter.setPen(QPen(color, self._theme.px(1), Qt.PenStyle.DotLine))
        color.setAlphaF(0.07)
        painter.setBrush(color)
        painter.drawEllipse(
            self.spot(*place),
            self._widths.valence * plane.width() / 2,
            self._widths.arousal * plane.height() / 2,
        )

    def _paint_trail(self, painter: QPainter, curve: Curve, token: str) -> None:
        first_s = max(self._at_s - TRAIL_S, 0.0)
        moments = np.arange(first_s, self._at_s, _TRAIL_STEP_S)
        places = [self.spot(*place_at(curve, float(moment))) for moment in (*moments, self._at_s)]
        color = self._theme.colors.color(token)
        for number in range(len(places) - 1):
            color.setAlphaF((number + 1) / len(places))
            painter.setPen(QPen(color, self._theme.px(2), Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
            painter.drawLine(places[number], places[number + 1])

    def _paint_point(self, painter: QPainter, curve: Curve, *, is_other: bool) -> None:
        spot, px = self.spot(*place_at(curve, self._at_s)), self._theme.px
        text, surface = self._theme.colors.color("text"), self._theme.colors.color("surface")
        if is_other:  # a diamond: told apart without its colour
            painter.setPen(QPen(self._theme.colors.color("accent"), px(2)))
            painter.setBrush(surface)
            reach = px(_POINT)
            corners = [QPointF(0, -reach), QPointF(reach, 0), QPointF(0, reach), QPointF(-reach, 0)]
            painter.drawPolygon(QPolygonF([spot + corner for corner in corners]))
            return
        valence, arousal = place_at(curve, self._at_s)
        painter.setPen(QPen(text, px(2)))
        painter.setBrush(quadrant_color(quadrant_of(valence, arousal)))
        painter.drawEllipse(spot, px(_POINT), px(_POINT))

    def _painted(self) -> QPixmap:
        theme, ratio = self._theme, self.devicePixelRatioF()
        pixmap = QPixmap(self.size() * ratio)
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(theme.colors.color("ground"))
        painter = QPainter(pixmap)
        plane = self.plane()
        painter.fillRect(plane, theme.colors.color("surface"))
        painter.setFont(theme.font(Type.SMALL, bold=True))
        for quadrant, (right, up) in {"Q1": (1, 1), "Q2": (0, 1), "Q3": (0, 0), "Q4": (1, 0)}.items():
            half = plane.width() / 2
            part = QRectF(plane.left() + right * half, plane.top() + (1 - up) * half, half, half)
            tint = quadrant_color(quadrant)
            tint.setAlphaF(_TINT)
            painter.fillRect(part, tint)
            inner = part.adjusted(*[theme.px(Space.XS)] * 2, *[-theme.px(Space.XS)] * 2)
            across = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
            upright = Qt.AlignmentFlag.AlignTop if up else Qt.AlignmentFlag.AlignBottom
            painter.setPen(theme.colors.color("text"))
            if self.has_quadrant_names:
                painter.drawText(inner, int(across | upright), quadrant)
        painter.setPen(QPen(theme.colors.color("quiet"), 1))
        painter.drawLine(
            QPointF(plane.left(), plane.center().y()), QPointF(plane.right(), plane.center().y())
        )
        painter.drawLine(
            QPointF(plane.center().x(), plane.top()), QPointF(plane.center().x(), plane.bottom())
        )
        painter.drawRect(plane.adjusted(0.5, 0.5, -0.5, -0.5))
        self._paint_names(painter, plane)
        painter.end()
        return pixmap

    def axis_names(self) -> tuple[str, str]:
        """What stands along valence and along arousal."""
        return self.tr("valence \u2192"), self.tr("arousal \u2192")

    def _paint_names(self, painter: QPainter, plane: QRectF) -> None:
        valence, arousal = self.axis_names()
        painter.setFont(self._theme.font(Type.SMALL))
        painter.setPen(self._theme.colors.color("quiet"))
        height = self._theme.px(Type.SMALL) + self._theme.px(Space.S)
        below = QRectF(0, plane.bottom(), self.width(), height)
        painter.drawText(below, int(Qt.AlignmentFlag.AlignCenter), valence)
        painter.save()
        painter.rotate(-90)  # up is now to the right
        beside = QRectF(-plane.bottom(), plane.left() - height, plane.height(), height)
        painter.drawText(beside, int(Qt.AlignmentFlag.AlignCenter), arousal)
        painter.restore()


def place_at(curve: Curve, at_s: float) -> tuple[float, float]:
    """Valence and arousal at a moment, between the middles of two seconds on a straight line."""
    probabilities: NDArray[np.float64] = curve.quadrants
    last = len(probabilities) - 1
    after = int(np.searchsorted(curve.times_s, at_s))
    if after == 0 or after > last:
        row = probabilities[min(after, last)]
    else:
        before_s, after_s = curve.times_s[after - 1], curve.times_s[after]
        share = (at_s - before_s) / (after_s - before_s)
        row = (1 - share) * probabilities[after - 1] + share * probabilities[after]
    return float(2 * (row[0] + row[3]) - 1), float(2 * (row[0] + row[1]) - 1)


def quadrant_of(valence: float, arousal: float) -> str:
    """The quadrant of a point; the axes belong to the positive side."""
    if arousal >= 0:
        return "Q1" if valence >= 0 else "Q2"
    return "Q4" if valence >= 0 else "Q3"
