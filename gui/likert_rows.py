"""The rows of a rating grid, driven by the keyboard.

``questions`` and ``rows`` are those that are shown. A grid may hold more of them: rows that the clip on the
page has no use for are hidden, as building them anew takes longer than a window may stand still.

Digits (the scale's own keys) answer the current row and move on, up and down move, left and right change the
answer, and a click anywhere in a cell answers it. An answer is drawn once ``show_answers`` says it is saved;
moving on does not wait for that.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from merlingua.gui.likert_columns import Columns, columns_for
from merlingua.gui.likert_row import LikertRow
from merlingua.gui.theme import Space, Theme
from merlingua.surveys.questions import AnswerValue, Question

_DIGITS = "123456789"
_MAX_EXTRA = 12
"""A row grows by so much, in px at 100 %, where the screen has room."""


class LikertRows(QWidget):
    """The rows, as high as they need to be; ``resized`` comes when that has changed."""

    answered = Signal(str, object)
    current_changed = Signal()
    left_at_end = Signal()
    left_at_start = Signal()
    row_lifted = Signal(QWidget)
    """The row that is the current one now."""

    def __init__(
        self,
        questions: Sequence[Question],
        *,
        text: Callable[[str], str],
        theme: Theme,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.questions = tuple(questions)
        self._theme = theme
        self._is_open = True
        self._given: set[str] = set()
        self.current_index: int | None = None
        self.anchors = [text(choice.key) for choice in self.questions[0].choices]
        rows = [
            LikertRow(
                label=text(question.label_key),
                gloss=text(question.gloss_key) if question.gloss_key else "",
                anchors=self.anchors,
                theme=theme,
                parent=self,
            )
            for question in self.questions
        ]
        for row in rows:
            row.chosen.connect(self._row_chosen)
            row.entered.connect(self._row_entered)
        self.rows = rows
        self._built = dict(zip(self.questions, rows, strict=True))
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._columns_by_width: dict[int, Columns] = {}

    @cached_property
    def keys(self) -> str:
        """The key of each level."""
        question = self.questions[0]
        return question.keys or _DIGITS[: len(question.choices)]

    # What a page calls

    def show_answers(self, answers: Mapping[str, AnswerValue]) -> None:
        """Draw the saved answers."""
        for question, row in zip(self.questions, self.rows, strict=True):
            values = [choice.value for choice in question.choices]
            value = answers.get(question.id)
            row.show_level(values.index(value) if value in values else None)
            if value is not None:
                self._given.add(question.id)

    def matching(self, questions: Sequence[Question]) -> tuple[Question, ...]:
        """Those of the questions that there is a row for."""
        return tuple(question for question in questions if question in self._built)

    def begin_anew(self, questions: Sequence[Question]) -> None:
        """Forget what was answered, and ask these of the questions about something else."""
        self._given.clear()
        self.set_current(None)
        if tuple(questions) == self.questions:
            return
        self.questions = tuple(questions)
        self.rows = [self._built[question] for question in questions]
        for question, row in self._built.items():
            row.setVisible(question in self.questions)
        self._lay_out()

    def set_open(self, is_open: bool) -> None:
        """Whether answers are taken; dimmed otherwise."""
        self._is_open = is_open
        for row in self.rows:
            row.setEnabled(is_open)

    def set_current(self, index: int | None) -> None:
        """Lift a row, or none, and unfold its gloss."""
        if index == self.current_index:
            return
        self.current_index = index
        for position, row in enumerate(self.rows):
            row.set_current(position == index)
        self._lay_out()
        self.current_changed.emit()
        if index is not None:
            self.row_lifted.emit(self.rows[index])

    def focus_start(self) -> None:
        """Go to the first row."""
        self.focus_row(0)

    def focus_end(self) -> None:
        """Go to the last row."""
        self.focus_row(len(self.rows) - 1)

    def focus_row(self, index: int) -> None:
        """Make a row the current one and give it the keyboard."""
        self.set_current(index)
        self.rows[index].take_focus()

    def take_key(self, event: QKeyEvent) -> bool:
        """Act on a key of the grid, wherever the focus is; False for any other key."""
        if not self._is_open:
            return False
        index, key = self.current_index, event.key()
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self._move(1 if key == Qt.Key.Key_Down else -1)
            return True
        if index is None or event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            return False
        if key in (Qt.Key.Key_Right, Qt.Key.Key_Left):
            self._step_level(index, 1 if key == Qt.Key.Key_Right else -1)
            return True
        typed = event.text()
        if len(typed) != 1 or typed not in self.keys:
            return False
        self._answer(index, self.keys.index(typed))
        self._move_on(index)
        return True

    # Geometry

    def columns(self, width: int) -> Columns:
        """The columns at a width in px; measured once a width."""
        if width not in self._columns_by_width:
            self._columns_by_width[width] = columns_for(
                width,
                labels=[row.name for row in self._built.values()],
                glosses=[row.accessibleDescription() for row in self._built.values()],
                anchors=self.anchors,
                theme=self._theme,
            )
        return self._columns_by_width[width]

    def hasHeightForWidth(self) -> bool:
        """Long labels wrap."""
        return True

    def heightForWidth(self, width: int) -> int:
        """All rows at that width."""
        columns = self.columns(width)
        return sum(row.height_for(columns) for row in self.rows)

    def sizeHint(self) -> QSize:
        """Wide enough for any column."""
        width = self.width()
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.heightForWidth(self.width()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The grid's keys; the page sees the others."""
        if not self.take_key(event):
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """A hairline between two rows, but not beside the lifted one."""
        painter = QPainter(self)
        painter.setPen(self._theme.colors.color("line"))
        margin = self._theme.px(Space.S)
        for upper, lower in zip(self.rows, self.rows[1:], strict=False):
            if not (upper.is_current or lower.is_current):
                y = lower.y() - 1
                painter.drawLine(margin, y, self.width() - margin, y)

    def _lay_out(self) -> None:
        columns = self.columns(self.width())
        room = self.height() - self.heightForWidth(self.width())
        extra = min(max(room, 0) // len(self.rows), self._theme.px(_MAX_EXTRA))
        y = 0
        for row in self.rows:
            height = row.height_for(columns) + extra
            row.setGeometry(0, y, self.width(), height)
            row.lay_out(columns)
            y += height
        self.updateGeometry()
        self.update()

    # Answers and moves

    def _answer(self, index: int, level: int) -> None:
        question = self.questions[index]
        self._given.add(question.id)
        self.answered.emit(question.id, question.choices[level].value)

    def _step_level(self, index: int, step: int) -> None:
        level, last = self.rows[index].level, len(self.anchors) - 1
        if level is None:
            self._answer(index, 0 if step > 0 else last)
        elif 0 <= level + step <= last:
            self._answer(index, level + step)

    def _move(self, step: int) -> None:
        index = self.current_index
        if index is None:
            self.focus_row(len(self.rows) - 1 if step < 0 else 0)
        elif 0 <= index + step < len(self.rows):
            self.focus_row(index + step)
        elif step > 0:
            self.set_current(None)
            self.left_at_end.emit()
        else:
            self.left_at_start.emit()

    def _move_on(self, index: int) -> None:
        """To the next row; from the last one to what is still open, or out of the grid."""
        if index + 1 < len(self.rows):
            self.focus_row(index + 1)
            return
        for position, question in enumerate(self.questions):
            if question.is_required and question.id not in self._given:
                self.focus_row(position)
                return
        self.set_current(None)
        self.left_at_end.emit()

    def _row_chosen(self, level: int) -> None:
        row = self.sender()
        if isinstance(row, LikertRow):
            index = self.rows.index(row)
            self.set_current(index)
            self._answer(index, level)

    def _row_entered(self) -> None:
        row = self.sender()
        if isinstance(row, LikertRow):
            self.set_current(self.rows.index(row))
