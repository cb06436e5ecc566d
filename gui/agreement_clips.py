"""The excerpts of one emotion: how far apart their listeners are, and what they answered."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal, cast

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRectF,
    Qt,
    Signal,
)
from PySide6.QtGui import QFontMetrics, QFontMetricsF, QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from merlingua.gui.agreement_grid import Grid
from merlingua.gui.agreement_model import ClipRow, ItemDetail
from merlingua.gui.agreement_painting import draw_share, draw_stack
from merlingua.gui.agreement_table import draw_focus, draw_ground
from merlingua.gui.agreement_words import alpha_text, counts_sentence
from merlingua.gui.theme import Space, Theme
from merlingua.gui.translation import Formatter

Index = QModelIndex | QPersistentModelIndex
ClipOrder = Literal["most", "least", "name"]
_COLUMNS = ("clip", "disagreement", "answers")
_NAME_SHARE, _DISAGREEMENT_SHARE = 0.34, 0.24
_STACK_MARGIN = 9


def ordered_clips(clips: Sequence[ClipRow], order: ClipOrder) -> list[int]:
    """Positions of the clips in an order; those without a value stand last, equal ones by name."""
    by_name = sorted(range(len(clips)), key=lambda i: clips[i].id)
    if order == "name":
        return by_name
    sign = -1.0 if order == "most" else 1.0

    def key(i: int) -> tuple[bool, float]:
        value = clips[i].disagreement
        return value is None, sign * value if value is not None else 0.0

    return sorted(by_name, key=key)


class ClipsModel(QAbstractTableModel):
    """An ``ItemDetail`` in one of the orders; a row is an excerpt."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.detail: ItemDetail | None = None
        self.formatter = Formatter("en")
        self.order: list[int] = []

    def show_detail(self, detail: ItemDetail, order: ClipOrder, formatter: Formatter) -> None:
        """Show another detail or order."""
        self.beginResetModel()
        self.detail, self.formatter = detail, formatter
        self.order = ordered_clips(detail.clips, order)
        self.endResetModel()

    def clip_at(self, row: int) -> ClipRow:
        """The excerpt of a row."""
        return self._detail().clips[self.order[row]]

    def counts_at(self, row: int) -> tuple[int, ...]:
        """The answers of all listeners on a row's excerpt, by level."""
        return tuple(map(int, self._detail().counts_of_all()[self.order[row]]))

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent and parent.isValid() else len(self.order)

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent and parent.isValid() else len(_COLUMNS)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if self.detail is None or not index.isValid():
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.text_at(index.row(), index.column())
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return self.sentences_at(index.row())
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation is Qt.Orientation.Vertical or role != Qt.ItemDataRole.DisplayRole:
            return None
        return (self.tr("Excerpt"), self.tr("Disagreement"), self.tr("Answers of all listeners"))[section]

    def text_at(self, row: int, column: int) -> str:
        """What a cell says; the answers are drawn, and said by ``sentences_at``."""
        clip = self.clip_at(row)
        if _COLUMNS[column] == "clip":
            return f"{clip.id}   {clip.title}".strip()
        if _COLUMNS[column] == "disagreement":
            return self.disagreement_text(clip)
        return ""

    def disagreement_text(self, clip: ClipRow) -> str:
        """A clip's disagreement as a number, or a word where it has none."""
        if clip.disagreement is None:
            return self.tr("undefined")
        return alpha_text(clip.disagreement, self.formatter)

    def sentences_at(self, row: int) -> str:
        """A row in words."""
        clip, detail = self.clip_at(row), self._detail()
        head = self.tr("{clip}: disagreement {value}.").format(
            clip=self.text_at(row, 0), value=self.disagreement_text(clip)
        )
        return f"{head} {counts_sentence(detail, self.counts_at(row), self.formatter)}"

    def _detail(self) -> ItemDetail:
        if self.detail is None:
            raise LookupError("the model shows no item yet")
        return self.detail


class ClipDelegate(QStyledItemDelegate):
    """Paints the cells of an excerpt: its name, its disagreement, its answers."""

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.theme = theme

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """The whole row is one target: it is lifted and outlined as one."""
        model, theme = cast(ClipsModel, index.model()), self.theme
        view = cast(ClipsView, self.parent())
        rect, state = QRectF(cast(Any, option).rect), cast(Any, option).state
        is_current = view.currentIndex().row() == index.row()
        if view.hovered_row == index.row():
            state |= QStyle.StateFlag.State_MouseOver
        painter.save()
        draw_ground(painter, rect, state, theme)
        inner = rect.adjusted(theme.px(Space.S), 0, -theme.px(Space.S), 0)
        name = _COLUMNS[index.column()]
        if name == "answers":
            margin = theme.px(_STACK_MARGIN)
            area = inner.adjusted(0, margin, 0, -margin)
            draw_stack(painter, area, model.counts_at(index.row()), theme=theme, has_numbers=False)
        elif name == "disagreement":
            self._paint_disagreement(painter, inner, model, index.row())
        else:
            self._paint_name(painter, inner, model.clip_at(index.row()))
        if is_current and view.hasFocus():
            painter.setClipRect(rect)
            whole = rect.united(QRectF(view.row_rect(index.row())))
            draw_focus(painter, whole, state | QStyle.StateFlag.State_HasFocus, theme)
        painter.restore()

    def _paint_name(self, painter: QPainter, area: QRectF, clip: ClipRow) -> None:
        theme = self.theme
        painter.setFont(theme.font(bold=True))
        painter.setPen(theme.colors.color("text"))
        flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        width = QFontMetricsF(painter.font()).horizontalAdvance(clip.id) + theme.px(Space.S)
        painter.drawText(area, flags, clip.id)
        rest = area.adjusted(width, 0, 0, 0)
        painter.setFont(theme.font())
        painter.setPen(theme.colors.color("quiet"))
        shown = QFontMetricsF(painter.font()).elidedText(
            clip.title, Qt.TextElideMode.ElideRight, max(rest.width(), 0)
        )
        painter.drawText(rest, flags, shown)

    def _paint_disagreement(self, painter: QPainter, area: QRectF, model: ClipsModel, row: int) -> None:
        theme, clip = self.theme, model.clip_at(row)
        painter.setFont(theme.font())
        text = model.disagreement_text(clip)
        if clip.disagreement is None:
            painter.setPen(theme.colors.color("quiet"))
            painter.drawText(area, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)
            return
        painter.setPen(theme.colors.color("text"))
        width = QFontMetricsF(painter.font()).horizontalAdvance("0.00")
        number = QRectF(area.left(), area.top(), width, area.height())
        painter.drawText(number, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, text)
        bar = area.adjusted(width + theme.px(Space.S), 0, -theme.px(Space.S), 0)
        draw_share(painter, bar, clip.disagreement / 2, theme=theme)


class ClipsView(Grid):
    """The excerpts as rows; ``clip_chosen`` carries the position of the clip in the detail."""

    clip_chosen = Signal(int)

    def __init__(self, model: ClipsModel, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._clips = model
        self.hovered_row = -1
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setModel(model)
        self.setItemDelegate(ClipDelegate(theme, self))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(self.tr("Excerpts"))
        self.entered.connect(self._hover)
        self.clicked.connect(self._open)
        model.modelReset.connect(self._take_shape)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the width among the columns."""
        super().resizeEvent(event)
        self._share_width()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens the excerpt."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._open(self.currentIndex())
            return
        super().keyPressEvent(event)

    def select_clip(self, position: int) -> None:
        """Put the keyboard's row on an excerpt of the detail."""
        if position in self._clips.order:
            self.setCurrentIndex(self._clips.index(self._clips.order.index(position), 0))

    def row_rect(self, row: int) -> Any:
        """Where a whole row is drawn."""
        first = self.visualRect(self._clips.index(row, 0))
        return first.united(self.visualRect(self._clips.index(row, len(_COLUMNS) - 1)))

    def currentChanged(self, current: Index, previous: Index) -> None:
        """Rows are outlined whole: draw the old and the new one again."""
        super().currentChanged(current, previous)
        self.viewport().update()

    def _hover(self, index: Index) -> None:
        self.hovered_row = index.row()
        self.viewport().update()

    def _open(self, index: Index) -> None:
        if index.isValid():
            self.clip_chosen.emit(self._clips.order[index.row()])

    def _take_shape(self) -> None:
        self.hovered_row = -1
        self._share_width()
        if self._clips.rowCount():
            self.setCurrentIndex(self._clips.index(0, 0))

    def _share_width(self) -> None:
        width = self.viewport().width()
        metrics = QFontMetrics(self.theme.font())
        heading = self._clips.headerData(1, Qt.Orientation.Horizontal) or ""
        least = metrics.horizontalAdvance(heading) + self.theme.px(Space.L)
        name, disagreement = round(width * _NAME_SHARE), max(round(width * _DISAGREEMENT_SHARE), least)
        for column, share in enumerate((name, disagreement, width - name - disagreement)):
            self.setColumnWidth(column, share)
