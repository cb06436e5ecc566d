"""The table of agreement: a row an item, a column a group, in each cell a value with its two intervals."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, cast

from PySide6.QtCore import (
    QAbstractTableModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRectF,
    Qt,
    Signal,
)
from PySide6.QtGui import QFontMetrics, QFontMetricsF, QKeyEvent, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from merlingua.analysis.estimates import Estimate
from merlingua.gui.agreement_grid import Grid
from merlingua.gui.agreement_model import AlphaTable
from merlingua.gui.agreement_painting import Axis, axis_of, draw_axis, draw_estimate
from merlingua.gui.agreement_words import cell_sentences, group_name, short_text
from merlingua.gui.theme import FOCUS_WIDTH, Space, Theme, Type
from merlingua.gui.translation import Formatter

Index = QModelIndex | QPersistentModelIndex
ESTIMATE_ROLE = Qt.ItemDataRole.UserRole
COLUMN_WIDTH = 88
"""Least width of a group's column, in px at 100 %: below, the table scrolls."""
NAME_WIDTH = 128
"""The width from which a group's name goes on in a second line, and is cut after that."""

_PIECE = re.compile(r"[\u4e00-\u9fff]|[^\s\u4e00-\u9fff]+\s*")
"""After which a name may go on in the next line: a Chinese character, or a word."""
_WHOLE_NAME = (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole)


class AlphaModel(QAbstractTableModel):
    """An ``AlphaTable`` as Qt's tables want it; a new one of the same shape changes only what differs."""

    def __init__(self, formatter: Formatter, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.formatter = formatter
        self.table: AlphaTable | None = None
        self.by = "language"
        self.axis = Axis()
        self.fitted_names: tuple[str, ...] = ()
        """The groups' names as the header has room for them; empty: as they are."""

    def show_table(self, table: AlphaTable, *, by: str, formatter: Formatter) -> None:
        """Show another table."""
        before, by_before = self.table, self.by
        is_same_shape = (
            before is not None
            and by == by_before
            and formatter is self.formatter
            and before.items == table.items
            and [group.id for group in before.groups] == [group.id for group in table.groups]
        )
        if not is_same_shape:
            self.beginResetModel()
            self.fitted_names = ()
        self.table, self.by, self.formatter = table, by, formatter
        self.axis = axis_of(table.estimates.values())
        if not is_same_shape:
            self.endResetModel()
            return
        self.dataChanged.emit(self.index(0, 0), self.index(self.rowCount() - 1, self.columnCount() - 1))
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, self.columnCount() - 1)

    def estimate_at(self, index: Index) -> Estimate | None:
        """The estimate of a cell."""
        if self.table is None or not index.isValid():
            return None
        return self.table.estimate(self.table.items[index.row()], self.table.groups[index.column()].id)

    def sentences_at(self, index: Index) -> str:
        """What a cell says in words; empty where there is none."""
        estimate = self.estimate_at(index)
        if estimate is None:
            return ""
        return cell_sentences(
            estimate,
            item=self.headerData(index.row(), Qt.Orientation.Vertical),
            group=self.group_name(index.column()),
            formatter=self.formatter,
        )

    def group_name(self, column: int) -> str:
        """The name of a column's group."""
        if self.table is None:
            return ""
        group = self.table.groups[column].id
        return group_name(self.table, group, by=self.by, formatter=self.formatter)

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if self.table is None or (parent and parent.isValid()) else len(self.table.items)

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if self.table is None or (parent and parent.isValid()) else len(self.table.groups)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        estimate = self.estimate_at(index)
        if estimate is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return short_text(estimate, self.formatter)
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            return self.sentences_at(index)
        return estimate if role == ESTIMATE_ROLE else None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if self.table is None:
            return None
        if orientation is Qt.Orientation.Vertical:
            name = self.table.name_of(self.table.items[section], self.formatter.language)
            return name if role == Qt.ItemDataRole.DisplayRole else None
        if role not in (Qt.ItemDataRole.DisplayRole, *_WHOLE_NAME):
            return None
        is_fitted = role == Qt.ItemDataRole.DisplayRole and len(self.fitted_names) > section
        name = self.fitted_names[section] if is_fitted else self.group_name(section)
        return f"{name}\nn = {self.formatter.number(self.table.groups[section].n_listeners)}"


class EstimateDelegate(QStyledItemDelegate):
    """Paints a cell: the number at the left, its intervals on the table's axis at the right."""

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.theme = theme

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Ground, axis, number and intervals; the current cell of a table with the keyboard is outlined."""
        model = cast(AlphaModel, index.model())
        estimate = model.estimate_at(index)
        if estimate is None:
            return
        theme, rect = self.theme, QRectF(cast(Any, option).rect)
        painter.save()
        state = cast(Any, option).state
        draw_ground(painter, rect, state, theme)
        text = short_text(estimate, model.formatter)
        painter.setFont(theme.font())
        number, area = cell_areas(rect, theme)
        if estimate.value is None:
            painter.setPen(theme.colors.color("quiet"))
            painter.drawText(number.united(area), Qt.AlignmentFlag.AlignCenter, text)
        else:
            painter.setPen(theme.colors.color("text"))
            painter.drawText(number, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, text)
            draw_axis(painter, area, model.axis, theme)
            draw_estimate(painter, area, estimate, axis=model.axis, theme=theme)
        draw_focus(painter, rect, state, theme)
        painter.restore()


def cell_areas(rect: QRectF, theme: Theme) -> tuple[QRectF, QRectF]:
    """Where the number stands in a cell, and where the intervals."""
    gap = theme.px(Space.S)
    number_width = QFontMetricsF(theme.font()).horizontalAdvance("\u22120.00")
    number = QRectF(rect.left() + gap, rect.top(), number_width, rect.height())
    area = rect.adjusted(gap + number_width + gap, 0, -gap * 1.5, 0)
    return number, area


def draw_ground(painter: QPainter, rect: QRectF, state: QStyle.StateFlag, theme: Theme) -> None:
    """The ground of a cell or a row: lifted where the mouse or the selection is; a rule under it."""
    is_lifted = bool(state & (QStyle.StateFlag.State_MouseOver | QStyle.StateFlag.State_Selected))
    painter.fillRect(rect, theme.colors.color("row" if is_lifted else "surface"))
    painter.fillRect(QRectF(rect.left(), rect.bottom() - 1, rect.width(), 1), theme.colors.color("line"))


def draw_focus(painter: QPainter, rect: QRectF, state: QStyle.StateFlag, theme: Theme) -> None:
    """The focus ring of a cell or a row that the keyboard is on."""
    if not state & QStyle.StateFlag.State_HasFocus:
        return
    inset = FOCUS_WIDTH / 2
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(theme.colors.color("accent"), FOCUS_WIDTH))
    painter.drawRect(rect.adjusted(inset, inset, -inset, -inset))


class AlphaTableView(Grid):
    """The table itself; ``item_chosen`` carries the id of the row that was clicked or entered."""

    item_chosen = Signal(str)
    cell_looked_at = Signal(str)
    """The sentences of the cell that the keyboard or the mouse is on."""

    def __init__(self, model: AlphaModel, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._alphas = model
        self.setModel(model)
        self.setItemDelegate(EstimateDelegate(theme, self))
        self.setAccessibleName(self.tr("Agreement for each emotion and group"))
        rows = self.verticalHeader()
        rows.setVisible(True)
        rows.setSectionsClickable(True)
        rows.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        rows.sectionClicked.connect(self._open_row)
        self.entered.connect(self._look_at)
        self.clicked.connect(self._open)
        model.modelReset.connect(self._take_shape)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._share_width()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the width among the groups."""
        super().resizeEvent(event)
        self._share_width()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens the row; the arrows are the table's own."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._open(self.currentIndex())
            return
        super().keyPressEvent(event)

    def currentChanged(self, current: Index, previous: Index) -> None:
        """Say what the cell says."""
        super().currentChanged(current, previous)
        self._look_at(current)

    def select_item(self, item: str) -> None:
        """Put the keyboard's cell into the row of an item."""
        table = self._alphas.table
        if table is not None and item in table.items:
            column = max(self.currentIndex().column(), 0)
            self.setCurrentIndex(self._alphas.index(table.items.index(item), column))

    def _look_at(self, index: Index) -> None:
        self.cell_looked_at.emit(self._alphas.sentences_at(index))

    def _open(self, index: Index) -> None:
        if index.isValid():
            self._open_row(index.row())

    def _open_row(self, row: int) -> None:
        if self._alphas.table is not None:
            self.item_chosen.emit(self._alphas.table.items[row])

    def _take_shape(self) -> None:
        self._share_width()
        if self._alphas.rowCount() and not self.currentIndex().isValid():
            self.setCurrentIndex(self._alphas.index(0, 0))

    def _share_width(self) -> None:
        n_columns = self._alphas.columnCount()
        if not n_columns:
            return
        metrics = QFontMetrics(self.theme.font(Type.BODY, bold=True))
        fitted = two_lines(
            [self._alphas.group_name(i) for i in range(n_columns)], metrics, self.theme.px(NAME_WIDTH)
        )
        if fitted != self._alphas.fitted_names:
            self._alphas.fitted_names = fitted
            self._alphas.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, n_columns - 1)
        names = [max(map(metrics.horizontalAdvance, name.split("\n"))) for name in fitted]
        least = [
            max(self.theme.px(COLUMN_WIDTH), name + self.theme.px(2 * Space.S + Space.XS)) for name in names
        ]
        spare = max(0, self.viewport().width() - sum(least))
        for column in range(n_columns):
            share = spare // n_columns + (1 if column < spare % n_columns else 0)
            self.setColumnWidth(column, least[column] + share)


def two_lines(names: Sequence[str], metrics: QFontMetrics, width: int) -> tuple[str, ...]:
    """Names of a header, all in one line or all in two; what two lines cannot hold is cut."""
    if all(metrics.horizontalAdvance(name) <= width for name in names):
        return tuple(names)
    return tuple(_two_lines(name, metrics, width) for name in names)


def _two_lines(name: str, metrics: QFontMetrics, width: int) -> str:
    first, rest = "", name
    for match in re.finditer(_PIECE, name):
        head = name[: match.end()].rstrip()
        if metrics.horizontalAdvance(head) > width:
            break
        first, rest = head, name[match.end() :].lstrip()
    if not first:  # one long word
        first, rest = metrics.elidedText(name, Qt.TextElideMode.ElideRight, width), ""
    return f"{first}\n{metrics.elidedText(rest, Qt.TextElideMode.ElideRight, width)}"
