"""The rating grid: one row a question, one column a level, the anchors always in sight above the rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, QRect, Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

from merlingua.gui.likert_columns import Columns, balanced_width, text_height
from merlingua.gui.likert_rows import LikertRows
from merlingua.gui.theme import Space, Theme, set_kind, set_type
from merlingua.surveys.questions import Question


class AnchorHeader(QWidget):
    """The names of the levels, each over its column."""

    def __init__(self, anchors: Sequence[str], theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.labels: list[QLabel] = []
        for anchor in anchors:
            label = QLabel(anchor, self)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignBottom)
            set_kind(label, "quiet")
            self.labels.append(label)

    def lay_out(self, columns: Columns) -> None:
        """Stand over the columns, as high as the highest anchor needs."""
        font = self._theme.font(columns.anchor_type)
        width = columns.cell_width - self._theme.px(Space.XS)
        height = max(text_height(label.text(), font, width) for label in self.labels)
        height += self._theme.px(Space.XS)
        for index, label in enumerate(self.labels):
            set_type(label, columns.anchor_type)
            own_width = balanced_width(label.text(), font, width)
            x = columns.cell_x(index) + (columns.cell_width - own_width) // 2
            label.setGeometry(QRect(x, 0, own_width, height))
        self.setFixedHeight(height)


class LikertGrid(QWidget):
    """Anchors over rows. Where ``scrolls``, the rows alone scroll and the anchors stay in sight.

    All questions have the same choices; a page makes a grid for each scale.
    """

    answered = Signal(str, object)
    left_at_end = Signal()
    left_at_start = Signal()

    def __init__(
        self,
        questions: Sequence[Question],
        *,
        text: Callable[[str], str],
        theme: Theme,
        scrolls: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.rows = LikertRows(questions, text=text, theme=theme)
        self.header = AnchorHeader(self.rows.anchors, theme)
        self.area: QScrollArea | None = None
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.px(Space.XS))
        layout.addWidget(self.header)
        if scrolls:
            self.area = QScrollArea()
            self.area.setFrameShape(QFrame.Shape.NoFrame)
            self.area.setWidgetResizable(True)
            self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            self.area.setWidget(self.rows)
            self.area.verticalScrollBar().rangeChanged.connect(self.keep_current_in_view)
            layout.addWidget(self.area, 1)
        else:
            layout.addWidget(self.rows)
        self.rows.installEventFilter(self)
        self.rows.answered.connect(self.answered)
        self.rows.left_at_end.connect(self.left_at_end)
        self.rows.left_at_start.connect(self.left_at_start)
        self.rows.current_changed.connect(self.keep_current_in_view)

    @property
    def current_id(self) -> str | None:
        """The question of the lifted row."""
        index = self.rows.current_index
        return None if index is None else self.rows.questions[index].id

    def has_question(self, question_id: str | None) -> bool:
        """Whether a question is one of the rows."""
        return any(question.id == question_id for question in self.rows.questions)

    def begin_anew(self, questions: Sequence[Question]) -> None:
        """These of its questions, about something else: from the top, with nothing answered."""
        self.rows.begin_anew(questions)
        if self.area is not None:
            self.area.verticalScrollBar().setValue(0)

    def set_current(self, question_id: str | None) -> None:
        """Lift a question's row without taking the keyboard there; None lifts none."""
        self.rows.set_current(self._index(question_id))

    def focus_question(self, question_id: str) -> None:
        """Lift a question's row and give it the keyboard."""
        index = self._index(question_id)
        if index is not None:
            self.rows.focus_row(index)

    def keep_current_in_view(self) -> None:
        """Scroll so that the whole current row is seen."""
        index = self.rows.current_index
        if self.area is None or index is None:
            return
        row = self.rows.rows[index].geometry()
        self.area.ensureVisible(0, row.bottom(), 0, 1)
        self.area.ensureVisible(0, row.top(), 0, 1)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The anchors follow the rows' width."""
        if watched is self.rows and event.type() == QEvent.Type.Resize:
            self.header.lay_out(self.rows.columns(self.rows.width()))
        return False

    def _index(self, question_id: str | None) -> int | None:
        for index, question in enumerate(self.rows.questions):
            if question.id == question_id:
                return index
        return None


def runs_of_one_scale(questions: Sequence[Question]) -> list[list[Question]]:
    """Neighbouring questions with the same choices, together."""
    runs: list[list[Question]] = []
    for question in questions:
        if runs and runs[-1][-1].choices == question.choices:
            runs[-1].append(question)
        else:
            runs.append([question])
    return runs


def stacked(grids: Sequence[LikertGrid], theme: Theme) -> QScrollArea:
    """Grids of several scales, one under the other in an area that scrolls."""
    area = QScrollArea()
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    content = QWidget()
    column = QVBoxLayout(content)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(theme.px(Space.M))
    for grid in grids:
        column.addWidget(grid)
        grid.rows.row_lifted.connect(
            lambda row, area=area: area.ensureWidgetVisible(row, 0, theme.px(Space.S))
        )
    column.addStretch(1)
    area.setWidget(content)
    return area
