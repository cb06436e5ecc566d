"""Pictures of one clip under one another over the same seconds, with one cursor through all of them.

What stands still is painted once, into a pixmap; a frame repaints the strip where the cursor was and the one
where it is now. A click goes to a place, a drag chooses a region.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from merlingua.gui.theme import Space, Theme, Type
from merlingua.gui.translation import Formatter

GUTTER = 76
"""At the left, for what a picture is called and its scale, in px at 100 %."""
RULER = 20
CURSOR = 2
DRAG = 4
"""A mouse that moves less between press and release has clicked."""
SHORTEST_REGION_S = 0.2
TICK_STEPS_S = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600)
TICK = 56
"""Least distance of two times at the ruler, in px at 100 %."""
LEAST_WIDTH = 300
STEP_S = 1.0
"""What an arrow key goes."""


@dataclass(frozen=True)
class TimeAxis:
    """Where seconds stand: ``duration_s`` between ``left`` and ``left + width`` px."""

    left: float
    width: float
    duration_s: float

    def x(self, at_s: float) -> float:
        share = at_s / self.duration_s if self.duration_s > 0 else 0.0
        return self.left + min(max(share, 0.0), 1.0) * self.width

    def at_s(self, x: float) -> float:
        share = (x - self.left) / self.width if self.width > 0 else 0.0
        return min(max(share, 0.0), 1.0) * self.duration_s

    def tick_s(self, least_px: float) -> int:
        """Seconds between two times at the ruler."""
        per_s = self.width / self.duration_s if self.duration_s > 0 else 0.0
        return next((step for step in TICK_STEPS_S if step * per_s >= least_px), TICK_STEPS_S[-1])


class Track(Protocol):
    """One picture."""

    name: str
    share: float
    """Of the height, against the other pictures'."""
    least: int
    """Height in px at 100 %."""

    def draw(self, painter: QPainter, area: QRectF, axis: TimeAxis, theme: Theme) -> None:
        """What stands still."""

    def draw_gutter(self, painter: QPainter, area: QRectF, theme: Theme) -> None:
        """What stands left of it."""


class TracksView(QWidget):
    """Draws tracks, a ruler, the chosen region and the cursor."""

    hear_requested = Signal(float)
    """A click: it is to sound from there."""
    seek_requested = Signal(float)
    """A key: it goes there, and plays on if it plays."""
    region_chosen = Signal(object)
    """(begin_s, end_s), or None."""

    def __init__(
        self, tracks: Sequence[Track], theme: Theme, formatter: Formatter, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._tracks = tuple(tracks)
        self._theme = theme
        self._formatter = formatter
        self._duration_s = 0.0
        self._at_s = 0.0
        self._region: tuple[float, float] | None = None
        self._pressed_x: float | None = None
        self._dragged: tuple[float, float] | None = None
        self._still: QPixmap | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(self.tr("The clip, second by second"))
        self.setToolTip(self.tr("Click: hear it from there. Drag: hear a region again and again."))

    @property
    def axis(self) -> TimeAxis:
        """Where seconds stand."""
        left = self._theme.px(GUTTER)
        return TimeAxis(left, max(self.width() - left - self._theme.px(Space.S), 1), self._duration_s)

    @property
    def place_s(self) -> float:
        """Where the cursor is."""
        return self._at_s

    def only_shows(self) -> None:
        """Take no clicks and no keys: what is heard is for others to say."""
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setToolTip("")

    def show_clip(self, duration_s: float) -> None:
        """Another clip, from its beginning."""
        self._duration_s, self._at_s, self._region, self._dragged = duration_s, 0.0, None, None
        self.redraw()

    def show_place(self, at_s: float) -> None:
        """Move the cursor."""
        if at_s == self._at_s:
            return
        self.update(self._cursor_strip())
        self._at_s = at_s
        self.update(self._cursor_strip())

    def show_region(self, region: tuple[float, float] | None) -> None:
        """Mark what is heard again and again."""
        self._region = region
        self.update()

    def redraw(self) -> None:
        """Paint anew what stands still: tracks have something else to show."""
        self._still = None
        self.update()

    def sizeHint(self) -> QSize:
        px = self._theme.px
        height = sum(px(track.least) for track in self._tracks) * 1.3
        return QSize(px(2 * LEAST_WIDTH), round(height + px(RULER) + len(self._tracks) * px(Space.S)))

    def minimumSizeHint(self) -> QSize:
        px = self._theme.px
        height = sum(px(track.least) + px(Space.S) for track in self._tracks)
        return QSize(px(LEAST_WIDTH), height + px(RULER))

    def areas(self) -> list[QRectF]:
        """Where each track is drawn."""
        px = self._theme.px
        room = self.height() - px(RULER) - px(Space.S) * len(self._tracks)
        spare = max(room - sum(px(track.least) for track in self._tracks), 0)
        shares = sum(track.share for track in self._tracks) or 1.0
        axis, top, areas = self.axis, 0.0, []
        for track in self._tracks:
            height = float(int(px(track.least) + spare * track.share / shares))
            areas.append(QRectF(axis.left, top, axis.width, height))
            top += height + px(Space.S)
        return areas

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._still = None
        super().resizeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The still picture, the region, the cursor."""
        if self._still is None:
            self._still = self._painted()
        painter = QPainter(self)
        ratio = self._still.devicePixelRatio()
        part = event.rect()
        source = QRectF(part.x() * ratio, part.y() * ratio, part.width() * ratio, part.height() * ratio)
        painter.drawPixmap(QRectF(part), self._still, source)
        if self._duration_s <= 0:
            return
        region = self._dragged or self._region
        if region is not None:
            self._paint_region(painter, region)
        # An edge in the ground's colour: the cursor is seen on whatever lies under it.
        # A pixel may be a tenth of a second: between two the cursor stands partly on both.
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        cursor = self._cursor_rect()
        painter.fillRect(cursor.adjusted(-1, 0, 1, 0), self._theme.colors.color("surface"))
        painter.fillRect(cursor, self._theme.colors.color("text"))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self._duration_s > 0:
            self._pressed_x = event.position().x()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pressed_x is None:
            return
        x = event.position().x()
        if self._dragged is not None or abs(x - self._pressed_x) > DRAG:
            axis = self.axis
            begin_s, end_s = sorted((axis.at_s(self._pressed_x), axis.at_s(x)))
            self._dragged = (begin_s, end_s)
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        pressed, self._pressed_x = self._pressed_x, None
        dragged, self._dragged = self._dragged, None
        if pressed is None:
            return
        if dragged is not None and dragged[1] - dragged[0] >= SHORTEST_REGION_S:
            self.region_chosen.emit(dragged)
        else:
            self.hear_requested.emit(self.axis.at_s(event.position().x()))
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and right go a second, Home and End to the ends."""
        places = {
            Qt.Key.Key_Left: self._at_s - STEP_S,
            Qt.Key.Key_Right: self._at_s + STEP_S,
            Qt.Key.Key_Home: 0.0,
            Qt.Key.Key_End: self._duration_s,
        }
        place = places.get(Qt.Key(event.key()))
        if place is None or self._duration_s <= 0:
            super().keyPressEvent(event)
            return
        self.seek_requested.emit(min(max(place, 0.0), self._duration_s))

    def _cursor_rect(self) -> QRectF:
        width = self._theme.px(CURSOR)
        height = self.height() - self._theme.px(RULER)
        return QRectF(self.axis.x(self._at_s) - width / 2, 0, width, height)

    def _cursor_strip(self) -> QRect:
        return self._cursor_rect().adjusted(-2, 0, 2, 0).toAlignedRect()

    def _paint_region(self, painter: QPainter, region: tuple[float, float]) -> None:
        axis, bottom = self.axis, self.height() - self._theme.px(RULER)
        left, right = axis.x(region[0]), axis.x(region[1])
        color = self._theme.colors.color("accent")
        painter.setPen(QPen(color, self._theme.px(CURSOR), Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(left, 0), QPointF(left, bottom))
        painter.drawLine(QPointF(right, 0), QPointF(right, bottom))
        color.setAlphaF(0.14)
        painter.fillRect(QRectF(left, 0, right - left, bottom), color)

    def _painted(self) -> QPixmap:
        ratio = self.devicePixelRatioF()
        pixmap = QPixmap(self.size() * ratio)
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(self._theme.colors.color("ground"))
        painter = QPainter(pixmap)
        painter.setFont(self._theme.font(Type.SMALL))
        axis = self.axis
        for track, area in zip(self._tracks, self.areas(), strict=True):
            painter.fillRect(area, self._theme.colors.color("surface"))
            if self._duration_s > 0:
                painter.save()
                painter.setClipRect(area)
                track.draw(painter, area, axis, self._theme)
                painter.restore()
            gutter = QRectF(0, area.top(), area.left() - self._theme.px(Space.S), area.height())
            painter.save()
            track.draw_gutter(painter, gutter, self._theme)
            painter.restore()
            painter.setPen(QPen(self._theme.colors.color("line"), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(area.adjusted(0.5, 0.5, -0.5, -0.5))
        if self._duration_s > 0:
            self._paint_ruler(painter, axis)
        painter.end()
        return pixmap

    def _paint_ruler(self, painter: QPainter, axis: TimeAxis) -> None:
        theme = self._theme
        painter.setPen(theme.colors.color("quiet"))
        top, step_s = self.height() - theme.px(RULER), axis.tick_s(theme.px(TICK))
        wide = theme.px(TICK)
        for at_s in range(0, int(axis.duration_s) + 1, step_s):
            x = axis.x(at_s)
            painter.drawLine(QPointF(x, top), QPointF(x, top - theme.px(Space.XS)))
            text = QRectF(x - wide / 2, top, wide, theme.px(RULER))
            if text.right() > self.width():
                text.moveRight(self.width())
            painter.drawText(text, Qt.AlignmentFlag.AlignCenter, self._formatter.clock(at_s))
