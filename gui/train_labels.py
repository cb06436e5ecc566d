"""The table of labels: a row an excerpt, a column a group, in each cell the quadrants its listeners heard."""

from __future__ import annotations

from typing import Any, cast

import numpy as np
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter
from PySide6.QtWidgets import QHeaderView, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from merlingua.gui.agreement_grid import Grid
from merlingua.gui.agreement_table import draw_focus, draw_ground
from merlingua.gui.inspect_shares import draw_shares
from merlingua.gui.theme import Space, Theme, Type
from merlingua.gui.train_model import QUADRANTS, CellLabel, LabelTable
from merlingua.gui.train_words import group_label, pooled_mark, pooled_text
from merlingua.gui.translation import Formatter

Index = QModelIndex | QPersistentModelIndex
_COLUMN_WIDTH = 190
_BAR = 16


class LabelModel(QAbstractTableModel):
    """A ``LabelTable`` as Qt's tables want it."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.table: LabelTable | None = None
        self.by = "language"
        self.formatter = Formatter("en")

    def show_table(self, table: LabelTable, *, by: str, formatter: Formatter) -> None:
        """Show other labels."""
        self.beginResetModel()
        self.table, self.by, self.formatter = table, by, formatter
        self.endResetModel()

    def label_at(self, index: Index) -> CellLabel | None:
        """The label of a cell."""
        if self.table is None or not index.isValid():
            return None
        return self.table.cells[self.table.clips[index.row()], self.table.groups[index.column()].name]

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if self.table is None or (parent and parent.isValid()) else len(self.table.clips)

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if self.table is None or (parent and parent.isValid()) else len(self.table.groups)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        label = self.label_at(index)
        if label is None or self.table is None:
            return None
        if role not in (
            Qt.ItemDataRole.DisplayRole,
            Qt.ItemDataRole.ToolTipRole,
            Qt.ItemDataRole.AccessibleTextRole,
        ):
            return None
        shares = ", ".join(
            f"{quadrant} {self.formatter.number(share, digits=2)}"
            for quadrant, share in zip(QUADRANTS, label.shares, strict=True)
        )
        if role == Qt.ItemDataRole.DisplayRole:
            return shares
        group = group_label(self.table, self.table.groups[index.column()].name, self.by, self.formatter)
        parts = [
            f"{self.table.clips[index.row()]} \u00b7 {group}",
            shares,
            f"n = {self.formatter.number(label.n_listeners)}",
            pooled_text(label.pooled),
        ]
        return "\n".join(filter(None, parts))

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if self.table is None or role != Qt.ItemDataRole.DisplayRole:
            return None
        if orientation is Qt.Orientation.Vertical:
            return self.table.clips[section]
        group = self.table.groups[section]
        name = group_label(self.table, group.name, self.by, self.formatter)
        return f"{name}\nn = {self.formatter.number(group.n_listeners)}"


class LabelDelegate(QStyledItemDelegate):
    """Paints a cell: shares of Q1 to Q4 as one bar, paler and marked where all listeners' stand in."""

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.theme = theme

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Ground, bar and mark; the current cell of a table with the keyboard is outlined."""
        label = cast(LabelModel, index.model()).label_at(index)
        if label is None:
            return
        theme, rect = self.theme, QRectF(cast(Any, option).rect)
        state = cast(Any, option).state
        painter.save()
        draw_ground(painter, rect, state, theme)
        painter.setFont(theme.font(Type.SMALL))
        gap, height = theme.px(Space.S), theme.px(_BAR)
        mark = pooled_mark(label.pooled)
        mark_width = QFontMetricsF(painter.font()).horizontalAdvance(mark) + gap if mark else 0.0
        bar = QRectF(
            rect.left() + gap,
            rect.center().y() - height / 2,
            rect.width() - 2 * gap - mark_width,
            height,
        )
        draw_shares(painter, bar, np.array(label.shares), theme)
        if mark:
            painter.setPen(theme.colors.color("quiet"))
            place = QRectF(bar.right(), rect.top(), rect.right() - gap - bar.right(), rect.height())
            painter.drawText(place, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), mark)
        draw_focus(painter, rect, state, theme)
        painter.restore()


class LabelTableView(Grid):
    """The table itself."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self.labels = LabelModel(self)
        self.setModel(self.labels)
        self.setItemDelegate(LabelDelegate(theme, self))
        self.verticalHeader().setVisible(True)
        columns = self.horizontalHeader()
        columns.setMinimumSectionSize(theme.px(_COLUMN_WIDTH))
        columns.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.setAccessibleName(self.tr("Labels of the excerpts"))

    def show_table(self, table: LabelTable, *, by: str, formatter: Formatter) -> None:
        """Show other labels."""
        self.labels.show_table(table, by=by, formatter=formatter)
        self.setMinimumHeight(min(self.content_height(), self.theme.px(_COLUMN_WIDTH) * 3))
