"""Running cross-entropies while a model is judged: a line a row, over the folds that are done."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from merlingua.gui.theme import Space, Theme, Type
from merlingua.gui.train_words import row_text
from merlingua.gui.translation import Formatter

DRAWN = ("group", "pooled", "prior", "listeners")
_DASHES = {
    "group": Qt.PenStyle.SolidLine,
    "pooled": Qt.PenStyle.DashLine,
    "prior": Qt.PenStyle.DotLine,
    "listeners": Qt.PenStyle.DashDotLine,
}
_HEIGHT, _WIDTH = 140, 360
_SAMPLE = 28


class RunningScores(QWidget):
    """Empty until the first fold; lower is better."""

    def __init__(self, theme: Theme, formatter: Formatter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._formatter = theme, formatter
        self._points: dict[str, list[tuple[float, float]]] = {}
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def points(self) -> Mapping[str, list[tuple[float, float]]]:
        """Of each row: share of the folds that are done, nats a vote."""
        return self._points

    def clear(self) -> None:
        """Begin anew."""
        self._points = {}
        self.update()

    def add(self, n_done: int, n: int, scores: Mapping[str, float]) -> None:
        """Add what is known after a fold."""
        for row in DRAWN:
            if row in scores:
                self._points.setdefault(row, []).append((n_done / n, scores[row]))
        self.setAccessibleName("; ".join(self._legend(row) for row in self._points))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(_WIDTH), self._theme.px(_HEIGHT))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Lines at the left, at the right which is which and where it stands."""
        if not self._points:
            return
        theme = self._theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        painter.setFont(theme.font(Type.SMALL))
        legend_width = max(painter.fontMetrics().horizontalAdvance(self._legend(row)) for row in self._points)
        legend_width += theme.px(_SAMPLE) + 2 * theme.px(Space.S)
        area = QRectF(self.rect()).adjusted(1, theme.px(Space.XS), -legend_width, -theme.px(Space.XS))
        values = [value for points in self._points.values() for _, value in points]
        low, high = min(values), max(values)
        spread = max(high - low, 1e-9)
        painter.setPen(QPen(theme.colors.color("line"), 1))
        painter.drawRect(area)
        step = self.height() / (len(self._points) + 1)
        for number, (row, points) in enumerate(self._points.items()):
            painter.setPen(QPen(theme.colors.color("text"), 2, _DASHES[row]))
            painter.drawPolyline(
                QPolygonF(
                    [
                        QPointF(
                            area.left() + share * area.width(),
                            area.bottom() - (value - low) / spread * area.height(),
                        )
                        for share, value in points
                    ]
                )
            )
            y = step * (number + 1)
            left = area.right() + theme.px(Space.S)
            painter.drawLine(QPointF(left, y), QPointF(left + theme.px(_SAMPLE), y))
            place = QRectF(left + theme.px(_SAMPLE) + theme.px(Space.S), y - step / 2, self.width(), step)
            painter.setPen(theme.colors.color("text"))
            painter.drawText(
                place, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), self._legend(row)
            )

    def _legend(self, row: str) -> str:
        return f"{row_text(row)} {self._formatter.number(self._points[row][-1][1], digits=3)}"
