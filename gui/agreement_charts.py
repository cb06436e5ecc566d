"""Charts of one emotion: its agreement in each group on one axis, and the answers of each group as bars.

They only show; what they show is also told in words, as their accessible description.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from merlingua.analysis.estimates import Estimate
from merlingua.gui.agreement_painting import (
    Axis,
    axis_of,
    draw_axis,
    draw_estimate,
    draw_stack,
    level_colors,
)
from merlingua.gui.agreement_words import alpha_text, short_text
from merlingua.gui.theme import Space, Theme, Type
from merlingua.gui.translation import Formatter

_FOREST_ROW = 28
_STACK_ROW = 40
_STACK_BAR = 26
_LEAST_CHART = 160
_SWATCH = 14
_GLYPH = 56
_BAR_GLYPH = 24


@dataclass(frozen=True)
class ForestRow:
    """A group's agreement; ``sentences`` says it in words."""

    name: str
    estimate: Estimate
    sentences: str


@dataclass(frozen=True)
class StackRow:
    """A group's answers on one excerpt: how many gave each level."""

    name: str
    counts: tuple[int, ...]
    sentences: str


class _Rows(QWidget):
    """Rows with a name at the left and a drawing beside it, all beginning at one x."""

    row_height = _FOREST_ROW

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setSizePolicy(policy)

    def _names(self) -> Sequence[str]:
        raise NotImplementedError

    def _n_lines(self) -> float:
        return len(self._names())

    def sizeHint(self) -> QSize:
        px = self._theme.px
        width = self._name_width() + px(2 * _LEAST_CHART)
        return QSize(round(width), round(px(self.row_height) * self._n_lines()))

    def minimumSizeHint(self) -> QSize:
        width = self._name_width() + self._theme.px(_LEAST_CHART)
        return QSize(round(width), self.sizeHint().height())

    def _name_width(self) -> float:
        metrics = QFontMetricsF(self._theme.font())
        widest = max((metrics.horizontalAdvance(name) for name in self._names()), default=0.0)
        return widest + self._theme.px(Space.M)

    def _draw_name(self, painter: QPainter, row: QRectF, name: str) -> None:
        painter.setFont(self._theme.font())
        painter.setPen(self._theme.colors.color("text"))
        painter.drawText(row, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, name)


class ForestChart(_Rows):
    """The agreement of each group under one another, with its intervals in numbers where there is room."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self.rows: tuple[ForestRow, ...] = ()
        self._formatter = Formatter("en")
        self._axis = Axis()

    def show_rows(self, rows: Sequence[ForestRow], formatter: Formatter) -> None:
        """Draw other rows."""
        self.rows = tuple(rows)
        self._formatter = formatter
        self._axis = axis_of(row.estimate for row in rows)
        self.setAccessibleName(self.tr("Agreement in each group"))
        self.setAccessibleDescription("\n".join(row.sentences for row in rows))
        self.updateGeometry()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Names, axis with its ticks, estimates, values."""
        if not self.rows:
            return
        painter = QPainter(self)
        theme, height = self._theme, self._theme.px(self.row_height)
        value_width = self._value_width()
        left = self._name_width()
        area = QRectF(left, 0, self.width() - left - value_width - theme.px(Space.M), height)
        plot = QRectF(area.left(), 0, area.width(), height * len(self.rows))
        draw_axis(painter, plot, self._axis, theme)
        for i, row in enumerate(self.rows):
            line = QRectF(0, i * height, self.width(), height)
            self._draw_name(painter, line, row.name)
            draw_estimate(painter, area.translated(0, i * height), row.estimate, axis=self._axis, theme=theme)
            self._draw_value(painter, line, row)
        self._draw_ticks(painter, plot)

    def _names(self) -> Sequence[str]:
        return [row.name for row in self.rows]

    def _n_lines(self) -> float:
        return len(self.rows) + 0.7  # the ticks' numbers

    def _draw_value(self, painter: QPainter, line: QRectF, row: ForestRow) -> None:
        painter.setFont(self._theme.font())
        token = "quiet" if row.estimate.value is None else "text"
        painter.setPen(self._theme.colors.color(token))
        text = self._value_text(row.estimate)
        painter.drawText(line, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, text)

    def _value_text(self, estimate: Estimate) -> str:
        value = short_text(estimate, self._formatter)
        if estimate.listeners is None:
            return value
        lower, upper = (alpha_text(end, self._formatter) for end in estimate.listeners)
        return f"{value}   [{lower}; {upper}]"

    def _value_width(self) -> float:
        metrics = QFontMetricsF(self._theme.font())
        return max(metrics.horizontalAdvance(self._value_text(row.estimate)) for row in self.rows)

    def _draw_ticks(self, painter: QPainter, plot: QRectF) -> None:
        theme = self._theme
        painter.setFont(theme.font(Type.SMALL))
        painter.setPen(theme.colors.color("quiet"))
        width = theme.px(Space.XL * 2)
        for tick in self._axis.ticks:
            x = self._axis.x(tick, plot)
            text = self._formatter.number(tick, digits=1 if tick % 1 else 0).replace("-", "\u2212")
            box = QRectF(x - width / 2, plot.bottom(), width, theme.px(_FOREST_ROW))
            painter.drawText(box, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop, text)


class StackChart(_Rows):
    """The answers of each group on one excerpt, from the lowest level at the left to the highest."""

    row_height = _STACK_ROW

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self.rows: tuple[StackRow, ...] = ()

    def show_rows(self, rows: Sequence[StackRow]) -> None:
        """Draw other rows."""
        self.rows = tuple(rows)
        self.setAccessibleName(self.tr("Answers of each group"))
        self.setAccessibleDescription("\n".join(row.sentences for row in rows))
        self.updateGeometry()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Names and bars; a word where a group has no answer."""
        painter = QPainter(self)
        theme, height, bar = self._theme, self._theme.px(_STACK_ROW), self._theme.px(_STACK_BAR)
        left = self._name_width()
        for i, row in enumerate(self.rows):
            line = QRectF(0, i * height, self.width(), height)
            self._draw_name(painter, line, row.name)
            area = QRectF(left, line.center().y() - bar / 2, self.width() - left - 1, bar)
            if sum(row.counts):
                draw_stack(painter, area, row.counts, theme=theme, has_numbers=True)
            else:
                painter.setFont(theme.font())
                painter.setPen(theme.colors.color("quiet"))
                painter.drawText(area, Qt.AlignmentFlag.AlignVCenter, self.tr("no answer yet"))

    def _names(self) -> Sequence[str]:
        return [row.name for row in self.rows]


class Swatch(QWidget):
    """The fill of one level, for the legend beside its anchor."""

    def __init__(self, level: int, n_levels: int, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._level, self._n_levels, self._theme = level, n_levels, theme
        self.setFixedSize(theme.px(_SWATCH), theme.px(_SWATCH))

    def paintEvent(self, event: QPaintEvent) -> None:
        """A filled square with an outline."""
        painter = QPainter(self)
        painter.setPen(self._theme.colors.color("quiet"))
        painter.setBrush(level_colors(self._n_levels, self._theme)[self._level])
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))


class EstimateGlyph(QWidget):
    """An estimate without numbers, for the legend."""

    def __init__(self, estimate: Estimate, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._estimate, self._theme = estimate, theme
        width = (
            _GLYPH if estimate.both is not None else _BAR_GLYPH if estimate.listeners is not None else Space.M
        )
        self.setFixedSize(theme.px(width), theme.px(Space.M))

    def paintEvent(self, event: QPaintEvent) -> None:
        """As in the table."""
        area = QRectF(self.rect()).adjusted(1, 0, -1, 0)
        draw_estimate(QPainter(self), area, self._estimate, axis=Axis(), theme=self._theme)
