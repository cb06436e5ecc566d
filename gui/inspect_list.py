"""The clips of the Inspect page: a name, a small quadrant curve, or in one line why there is none."""

from __future__ import annotations

from typing import Any

import numpy as np
from PySide6.QtCore import (
    QAbstractListModel,
    QCoreApplication,
    QModelIndex,
    QPersistentModelIndex,
    QPointF,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from merlingua.gui.inspect_model import Answer
from merlingua.gui.inspect_shelf import Shelf
from merlingua.gui.theme import TARGET_HEIGHT, Space, Theme, Type, quadrant_color
from merlingua.mer_models.corpus import QUADRANTS
from merlingua.mer_models.predictions import Curve

Index = QModelIndex | QPersistentModelIndex

N_BARS = 24
"""Of a small curve at the most."""
_CURVE = 64
_ROW = 52
_EDGE = 3


class ClipsModel(QAbstractListModel):
    """A row a clip of a ``Shelf``, with the answer of one model."""

    def __init__(self, shelf: Shelf, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shelf = shelf
        self._model = ""

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._shelf.files)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The name; for screen readers the answer, too; the file as a tooltip."""
        if not index.isValid() or index.row() >= len(self._shelf.files):
            return None
        file = self._shelf.files[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return self._shelf.name_of(file)
        if role == Qt.ItemDataRole.ToolTipRole:
            problem = self.problem_at(index)
            return f"{file}\n{problem}" if problem else file
        if role == Qt.ItemDataRole.AccessibleTextRole:
            answer = self.answer_at(index)
            name = self._shelf.name_of(file)
            if answer is None:
                return name
            return f"{name}: {answer.prediction.quadrant if answer.prediction else answer.problem}"
        return None

    def answer_at(self, index: Index) -> Answer | None:
        """What the model said of a row."""
        return self._shelf.answer(self._shelf.files[index.row()], self._model)

    def problem_at(self, index: Index) -> str:
        """Why there is no answer to a row, in one line."""
        answer = self.answer_at(index)
        return answer.problem if answer is not None else ""

    def show_model(self, model: str) -> None:
        """Of which model the curves are."""
        self._model = model
        self.refresh()

    def refresh(self) -> None:
        """Read the shelf's clips anew."""
        self.layoutAboutToBeChanged.emit()
        self.layoutChanged.emit()

    def refresh_file(self, file: str) -> None:
        """Something is known of one clip now."""
        row = self._shelf.files.index(file)
        self.dataChanged.emit(self.index(row), self.index(row))


class ClipDelegate(QStyledItemDelegate):
    """Paints a row."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(self._theme.px(_CURVE * 2), self._theme.px(max(_ROW, TARGET_HEIGHT)))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme, model = self._theme, index.model()
        if not isinstance(model, ClipsModel):
            return
        row = QRectF(option.rect)
        is_selected = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.fillRect(row, theme.colors.color("row" if is_selected else "surface"))
        if is_selected:
            edge = QRectF(row.left(), row.top(), theme.px(_EDGE), row.height())
            painter.fillRect(edge, theme.colors.color("accent"))
        inner = row.adjusted(
            *[theme.px(Space.S), theme.px(Space.XS), -theme.px(Space.S), -theme.px(Space.XS)]
        )
        answer = model.answer_at(index)
        line = QRectF(inner.left(), inner.top(), inner.width(), inner.height() / 2)
        painter.setFont(theme.font(Type.BODY, bold=is_selected))
        painter.setPen(theme.colors.color("text"))
        name = painter.fontMetrics().elidedText(
            str(index.data()), Qt.TextElideMode.ElideMiddle, int(line.width())
        )
        painter.drawText(line, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), name)
        line.moveTop(line.bottom())
        painter.setFont(theme.font(Type.SMALL))
        if answer is not None and answer.prediction is not None:
            quadrant = answer.prediction.quadrant
            room = painter.fontMetrics().horizontalAdvance("Q4") + theme.px(Space.S)
            painter.drawText(line, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight), quadrant)
            curve = answer.prediction.curve
            if curve is not None:
                draw_small_curve(painter, line.adjusted(0, 2, -room, -1), curve, theme)
        elif answer is not None:
            self._paint_words(painter, line, _one_line(answer.problem, str(index.data())), "error")
        else:
            self._paint_words(painter, line, "…", "quiet")
        painter.restore()

    def _paint_words(self, painter: QPainter, line: QRectF, text: str, token: str) -> None:
        painter.setPen(self._theme.colors.color(token))
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, int(line.width()))
        painter.drawText(line, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), shown)


class ClipList(QListView):
    """Chooses a clip; the keys that play and go are left to the page."""

    clip_chosen = Signal(str)

    def __init__(self, shelf: Shelf, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shelf = shelf
        self.clips = ClipsModel(shelf, self)
        self.setModel(self.clips)
        self.setItemDelegate(ClipDelegate(theme, self))
        self.setUniformItemSizes(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setAccessibleName(self.tr("Clips"))
        self.selectionModel().currentChanged.connect(self._tell)

    def choose(self, file: str) -> None:
        """Bring the list to a clip."""
        if file in self._shelf.files:
            self.setCurrentIndex(self.clips.index(self._shelf.files.index(file)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.scrollTo(self.currentIndex())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and down choose; what plays, seeks and leaves is the page's."""
        if event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Escape):
            event.ignore()
            return
        super().keyPressEvent(event)

    def _tell(self, current: QModelIndex) -> None:
        if current.isValid():
            self.clip_chosen.emit(self._shelf.files[current.row()])


def draw_small_curve(painter: QPainter, area: QRectF, curve: Curve, theme: Theme) -> None:
    """The likeliest quadrant of each stretch of a clip, as high as it is likely."""
    n_seconds = len(curve)
    n = min(n_seconds, N_BARS)
    starts = np.arange(n) * n_seconds // n
    counts = np.diff(np.append(starts, n_seconds))
    means = np.add.reduceat(curve.quadrants, starts, axis=0) / counts[:, np.newaxis]
    width = area.width() / n
    for number, row in enumerate(means):
        quadrant = QUADRANTS[int(row.argmax())]
        height = float(row.max()) * area.height()
        left = area.left() + number * width
        painter.fillRect(QRectF(left, area.bottom() - height, width, height), quadrant_color(quadrant))
    painter.setPen(QPen(theme.colors.color("quiet"), 1))
    bottom = round(area.bottom()) + 0.5
    painter.drawLine(QPointF(area.left(), bottom), QPointF(area.right(), bottom))


def _one_line(problem: str, name: str) -> str:
    """The reason without the file's name, which stands above it already."""
    head, _, reason = problem.partition(": ")
    return (
        reason if reason and name in head else problem or QCoreApplication.translate("Inspect", "no answer")
    )
