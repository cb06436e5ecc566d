"""One row of a rating grid: a label, its gloss, and a cell for each level of the scale.

The row is the group and the cells its radio buttons, as assistive technology sees them. The ring of the
keyboard is drawn around the row, since digits and arrows act on all of it.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QGroupBox, QLabel, QWidget

from merlingua.gui.likert_columns import Columns, text_height
from merlingua.gui.saved_radio import SavedRadio
from merlingua.gui.survey_text import plain, set_text
from merlingua.gui.theme import CORNER, FOCUS_WIDTH, TARGET_HEIGHT, Space, Theme, Type, set_kind, set_type

_MARK = 18
_MARK_DOT = 10
_MARK_LINE = 2


class LevelCell(SavedRadio):
    """A radio button that fills its cell: a circle in its middle, filled where the answer is saved."""

    def __init__(self, name: str, theme: Theme, parent: QWidget) -> None:
        super().__init__("", parent, clicks_on_space=False)
        self._theme = theme
        self.setAccessibleName(name)
        self.setProperty("drawsFocus", True)

    def sizeHint(self) -> QSize:
        """A square target."""
        return QSize(self._theme.px(TARGET_HEIGHT), self._theme.px(TARGET_HEIGHT))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """A circle, its outline quiet, in accent under the pointer, filled where checked."""
        colors, px = self._theme.colors, self._theme.px
        is_lit = self.isEnabled() and (self.isChecked() or self.underMouse())
        edge = "accent" if is_lit else "quiet" if self.isEnabled() else "line"
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(colors.color(edge), px(_MARK_LINE)))
        painter.setBrush(colors.color("surface"))
        middle = QPointF(self.width() / 2, self.height() / 2)
        radius = (px(_MARK) - px(_MARK_LINE)) / 2
        painter.drawEllipse(middle, radius, radius)
        if self.isChecked():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colors.color("accent" if self.isEnabled() else "quiet"))
            painter.drawEllipse(middle, px(_MARK_DOT) / 2, px(_MARK_DOT) / 2)


class LikertRow(QGroupBox):
    """``chosen`` carries the index of the level that was clicked; ``entered`` comes with the keyboard."""

    chosen = Signal(int)
    entered = Signal()

    def __init__(
        self, *, label: str, gloss: str, anchors: Sequence[str], theme: Theme, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self.is_current = False
        self._heights: dict[tuple[Columns, bool], tuple[int, int]] = {}
        self.name = plain(label)
        self.setAccessibleName(self.name)
        self.setAccessibleDescription(plain(gloss))
        self.label = QLabel(self)
        set_text(self.label, label)
        set_type(self.label, Type.BODY)
        self.label.setWordWrap(True)
        self.gloss = QLabel(self)
        set_text(self.gloss, gloss)
        set_type(self.gloss, Type.SMALL)
        set_kind(self.gloss, "quiet")
        self.gloss.setWordWrap(True)
        self.has_gloss = bool(gloss)
        self.gloss.setVisible(False)
        self.cells: list[LevelCell] = []
        for anchor in anchors:
            cell = LevelCell(f"{self.name}: {anchor}", theme, self)
            cell.clicked.connect(self._cell_clicked)
            cell.installEventFilter(self)
            self.cells.append(cell)
        self.show_level(None)

    def show_level(self, index: int | None) -> None:
        """Draw the saved answer; the row's one tab stop is there."""
        for position, cell in enumerate(self.cells):
            cell.show_saved(position == index)
            is_stop = position == (index or 0)
            cell.setFocusPolicy(Qt.FocusPolicy.StrongFocus if is_stop else Qt.FocusPolicy.ClickFocus)

    @property
    def level(self) -> int | None:
        """The index of the saved answer."""
        return next((position for position, cell in enumerate(self.cells) if cell.isChecked()), None)

    def take_focus(self) -> None:
        """Give the keyboard to the saved answer, or to the first cell."""
        self.cells[self.level or 0].setFocus(Qt.FocusReason.OtherFocusReason)

    def set_current(self, is_current: bool) -> None:
        """Lift the row or lay it down; who laid it out lays it out again, as its gloss folds."""
        self.is_current = is_current
        set_kind(self.gloss, "" if is_current else "quiet")
        self.update()

    def height_for(self, columns: Columns) -> int:
        """The height that label and gloss need, at least a target's."""
        return max(self._theme.px(TARGET_HEIGHT), sum(self._text_heights(columns)) + self._theme.px(Space.S))

    def lay_out(self, columns: Columns) -> None:
        """Place label, gloss and cells within the row's size."""
        px = self._theme.px
        label_height, gloss_height = self._text_heights(columns)
        top = (self.height() - label_height - gloss_height) // 2
        is_inline = columns.gloss_x is not None
        width = columns.label_width - px(Space.S)
        if self.has_gloss and columns.gloss_x is not None:
            self.label.setGeometry(columns.pad, top, columns.gloss_x - columns.pad, label_height)
            drop = _middle_above_baseline(self._font(Type.BODY)) - _middle_above_baseline(
                self._font(Type.SMALL)
            )
            self.gloss.setGeometry(
                columns.gloss_x, top + round(drop), columns.gloss_width - px(Space.S), label_height
            )
        else:
            self.label.setGeometry(columns.pad, top, width, label_height)
            self.gloss.setGeometry(columns.pad, top + label_height, width, max(gloss_height, 1))
        self.gloss.setVisible(self.has_gloss and (is_inline or self.is_current))
        for position, cell in enumerate(self.cells):
            cell.setGeometry(columns.cell_x(position), 0, columns.cell_width, self.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """The current row's ground, and the ring where the keyboard is."""
        if not self.is_current:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        has_focus = any(cell.hasFocus() for cell in self.cells)
        inset = FOCUS_WIDTH / 2 if has_focus else 0
        colors = self._theme.colors
        painter.setPen(QPen(colors.color("accent"), FOCUS_WIDTH) if has_focus else Qt.PenStyle.NoPen)
        painter.setBrush(colors.color("row"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(inset, inset, -inset, -inset), CORNER, CORNER)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click on the label makes the row the current one."""
        self.take_focus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """See the keyboard come and go."""
        if event.type() == QEvent.Type.FocusIn:
            self.entered.emit()
            self.update()
        elif event.type() == QEvent.Type.FocusOut:
            self.update()
        return False

    def _cell_clicked(self) -> None:
        cell = self.sender()
        if isinstance(cell, LevelCell):
            self.chosen.emit(self.cells.index(cell))

    def _font(self, type_: Type) -> QFont:
        return self._theme.font(type_)

    def _text_heights(self, columns: Columns) -> tuple[int, int]:
        """Of the label, and of the gloss where it is unfolded under it; measured once each."""
        key = (columns, self.is_current)
        if key not in self._heights:
            self._heights[key] = self._measure_texts(columns)
        return self._heights[key]

    def _measure_texts(self, columns: Columns) -> tuple[int, int]:
        px = self._theme.px
        width = columns.label_width - px(Space.S)
        label_height = text_height(self.label.accessibleName(), self._font(Type.BODY), width) + 2
        if not (self.has_gloss and self.is_current and columns.gloss_x is None):
            return label_height, 0
        gloss_height = text_height(self.gloss.accessibleName(), self._font(Type.SMALL), width) + 2
        return label_height, gloss_height


def _middle_above_baseline(font: QFont) -> float:
    metrics = QFontMetrics(font)
    return (metrics.ascent() - metrics.descent()) / 2
