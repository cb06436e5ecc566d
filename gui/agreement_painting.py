"""How values of agreement and answers are drawn: two intervals around a point, and bars stacked by answer.

Plain functions on a ``QPainter``: tables, legends and the page of one excerpt all draw alike. Few listeners
are told by a hollow bar, levels of a scale by lightness and order: nothing is told by hue alone.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from merlingua.analysis.estimates import Estimate
from merlingua.gui.theme import Space, Theme, Type

LOW_N_FLAGS = frozenset({"low_n", "n_below_10", "n_below_5"})
"""Flags of an estimate whose bar is drawn hollow."""

_BAR = 10
_POINT = 3.5
_THIN = 1.5
_CAP = 4
_AA = 4.5
"""Contrast of text on its ground that everybody can read (WCAG 2.2, AA)."""


@dataclass(frozen=True)
class Axis:
    """The values that a drawing spans; all that are drawn under one another share one."""

    lower: float = 0.0
    upper: float = 1.0

    def x(self, value: float, area: QRectF) -> float:
        """Where a value stands, within the area."""
        share = (value - self.lower) / (self.upper - self.lower)
        return area.left() + min(max(share, 0.0), 1.0) * area.width()

    @property
    def ticks(self) -> tuple[float, ...]:
        """Values with a line: 0, the halves and 1, as far as they are spanned."""
        return tuple(tick for tick in (-1.0, -0.5, 0.0, 0.5, 1.0) if self.lower <= tick <= self.upper)


def axis_of(estimates: Iterable[Estimate]) -> Axis:
    """An axis with 0 and 0.5 on it, and as far up and down as the values and their intervals go.

    Downwards the intervals for listeners alone count: those for excerpts, too, may run out of the drawing.
    """
    lowest, highest = 0.0, 0.5
    for estimate in estimates:
        ends = [estimate.value] if estimate.value is not None else []
        ends += [*(estimate.listeners or ())]
        lowest = min(lowest, *ends) if ends else lowest
        highest = max([highest, *ends, *(estimate.both or ())])
    return Axis(max(-1.0, math.floor(lowest * 10) / 10), min(1.0, math.ceil(highest * 10) / 10))


def draw_axis(painter: QPainter, area: QRectF, axis: Axis, theme: Theme) -> None:
    """Lines at the ticks; that of chance, 0, is the stronger one."""
    for tick in axis.ticks:
        color = theme.colors.color("quiet" if tick == 0 else "line")
        x = round(axis.x(tick, area)) + 0.5
        painter.setPen(QPen(color, 1))
        painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))


def draw_estimate(painter: QPainter, area: QRectF, estimate: Estimate, *, axis: Axis, theme: Theme) -> None:
    """Thin line for listeners and clips, thick bar for listeners, point for the value."""
    if estimate.value is None:
        return
    px, color = theme.px, theme.colors.color
    middle = area.center().y()
    text = color("text")
    if estimate.both is not None:
        lower, upper = axis.x(estimate.both.lower, area), axis.x(estimate.both.upper, area)
        painter.setPen(QPen(text, px(_THIN), Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
        painter.drawLine(QPointF(lower, middle), QPointF(upper, middle))
        for x, is_within in (
            (lower, estimate.both.lower >= axis.lower),
            (upper, estimate.both.upper <= axis.upper),
        ):
            if is_within:  # no end where the line goes on beyond the drawing
                painter.drawLine(QPointF(x, middle - px(_CAP)), QPointF(x, middle + px(_CAP)))
    if estimate.listeners is not None:
        lower, upper = axis.x(estimate.listeners.lower, area), axis.x(estimate.listeners.upper, area)
        bar = QRectF(lower, middle - px(_BAR) / 2, max(upper - lower, 1.0), px(_BAR))
        is_hollow = not LOW_N_FLAGS.isdisjoint(estimate.flags)
        painter.setPen(QPen(color("quiet"), px(_THIN)))
        painter.setBrush(color("surface") if is_hollow else color("quiet"))
        painter.drawRect(bar)
    x, radius = axis.x(estimate.value, area), px(_POINT)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    painter.setPen(QPen(color("surface"), 1))
    painter.setBrush(text)
    painter.drawEllipse(QPointF(x, middle), radius, radius)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)


def draw_stack(
    painter: QPainter, area: QRectF, counts: Sequence[int], *, theme: Theme, has_numbers: bool
) -> None:
    """The answers of a group as one bar, lowest level at the left; as wide for each group."""
    n = sum(counts)
    if n == 0:
        return
    painter.setFont(theme.font(Type.SMALL))
    metrics = QFontMetricsF(painter.font())
    fills = level_colors(len(counts), theme)
    x = area.left()
    for count, fill in zip(counts, fills, strict=True):
        if count == 0:
            continue
        part = QRectF(x, area.top(), area.width() * count / n, area.height())
        painter.fillRect(part, fill)
        if has_numbers and metrics.horizontalAdvance(str(count)) + theme.px(Space.XS) <= part.width():
            painter.setPen(text_color_on(fill, theme))
            painter.drawText(part, Qt.AlignmentFlag.AlignCenter, str(count))
        x = part.right()
        if x < area.right() - 1:
            painter.fillRect(QRectF(round(x), area.top(), 1, area.height()), theme.colors.color("surface"))
    painter.setPen(QPen(theme.colors.color("quiet"), 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(area)


def draw_share(painter: QPainter, area: QRectF, share: float, *, theme: Theme) -> None:
    """A bar from the left, with the length of a share of 1; more than 1 fills the area."""
    height = theme.px(_BAR)
    groove = QRectF(area.left(), area.center().y() - height / 2, area.width(), height)
    painter.fillRect(groove, theme.colors.color("line"))
    filled = QRectF(groove)
    filled.setWidth(groove.width() * min(max(share, 0.0), 1.0))
    painter.fillRect(filled, theme.colors.color("quiet"))


def level_colors(n_levels: int, theme: Theme) -> tuple[QColor, ...]:
    """A fill for each level, the paler the lower; on each of them some colour of text can be read."""
    low, high = theme.colors.color("row"), theme.colors.color("accent")
    fills = []
    for level in range(n_levels):
        share = level / max(n_levels - 1, 1)
        fill = _mixed(low, high, share)
        while contrast(fill, text_color_on(fill, theme)) < _AA and share < 1:
            share = min(share + 0.02, 1.0)
            fill = _mixed(low, high, share)
        fills.append(fill)
    return tuple(fills)


def text_color_on(fill: QColor, theme: Theme) -> QColor:
    """That colour of text which is easier to read on a fill."""
    choices = (theme.colors.color("text"), theme.colors.color("on_accent"))
    return max(choices, key=lambda choice: contrast(fill, choice))


def contrast(one: QColor, other: QColor) -> float:
    """Contrast ratio of two colours, 1 to 21 (WCAG 2.2, "contrast ratio")."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(color: QColor) -> float:
    parts = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (color.redF(), color.greenF(), color.blueF())
    ]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def _mixed(low: QColor, high: QColor, share: float) -> QColor:
    return QColor.fromRgbF(
        low.redF() + share * (high.redF() - low.redF()),
        low.greenF() + share * (high.greenF() - low.greenF()),
        low.blueF() + share * (high.blueF() - low.blueF()),
    )
