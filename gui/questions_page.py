"""A page of a questionnaire: any mix of questions, each under its label; Likert rows share their anchors."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QVBoxLayout, QWidget

from merlingua.gui.choice_search import ChoiceSearch
from merlingua.gui.focus_ring import REACH
from merlingua.gui.likert_grid import LikertGrid, runs_of_one_scale
from merlingua.gui.page import Page, PageContext
from merlingua.gui.question_fields import ChoiceField, NumberField, QuestionField, TextField
from merlingua.gui.survey_text import plain
from merlingua.gui.theme import MAX_PAGE_WIDTH, Space
from merlingua.surveys.questions import Question
from merlingua.surveys.steps import SessionState

Part = QuestionField | LikertGrid


_WIDTH = 880


class QuestionsPage(Page):
    """Asks ``state.questions`` in their order; answers may be revised as long as the page is there."""

    width_at_100 = _WIDTH

    def __init__(self, context: PageContext, state: SessionState, parent: QWidget | None = None) -> None:
        likert = [question for question in state.questions if question.kind == "likert"]
        self._is_one_grid = len(likert) == len(state.questions) and len(runs_of_one_scale(likert)) == 1
        if likert:
            self.width_at_100 = MAX_PAGE_WIDTH
        super().__init__(context, state, parent)
        self.parts: list[Part] = []
        name = state.step.questionnaire
        if state.step.page == 0 or not name:
            self._add_heading(name)
        self._add_parts(state.questions)
        self.show_message("")
        self.show_state(state)

    def show_state(self, state: SessionState) -> None:
        """Draw the saved answers."""
        super().show_state(state)
        for part in self.parts:
            if isinstance(part, LikertGrid):
                part.rows.show_answers(state.answers)
            else:
                part.show_value(state.answers.get(part.question.id, self._pending.get(part.question.id)))

    def commit(self) -> None:
        """Hand over what is typed in any field."""
        for part in self.parts:
            if isinstance(part, QuestionField):
                part.commit()

    def focus_first(self) -> None:
        """To the first question without an answer."""
        if self.state.current is None:
            self.next_button.setFocus()
        else:
            self.focus_question(self.state.current)

    def focus_question(self, question_id: str) -> None:
        """To a question's field, scrolled into sight."""
        for part in self.parts:
            if isinstance(part, LikertGrid):
                part.focus_question(question_id)
            elif part.question.id == question_id:
                part.take_focus()
                self._bring_into_sight(part)

    def _add_heading(self, name: str | None) -> None:
        if name is None:
            return
        labels = [self.add_title(self.context.text(f"questionnaire.{name}.title"))]
        if self.context.texts.has(f"questionnaire.{name}.intro", self.context.language):
            labels += self.add_paragraphs(self.context.text(f"questionnaire.{name}.intro"))
        for label in labels:
            label.setContentsMargins(REACH, 0, REACH, 0)  # as the fields below have it

    def _add_parts(self, questions: Sequence[Question]) -> None:
        run: list[Question] = []
        for question in questions:
            if question.kind == "likert":
                run.append(question)
                continue
            self._add_grids(run)
            run = []
            self._add_field(question)
        self._add_grids(run)

    def _add_grids(self, questions: Sequence[Question]) -> None:
        for run in runs_of_one_scale(questions):
            grid = LikertGrid(run, text=self.context.text, theme=self.theme, scrolls=self._is_one_grid)
            grid.answered.connect(self.answer)
            grid.left_at_end.connect(self._grid_left)
            grid.rows.row_lifted.connect(self._bring_into_sight)
            self.parts.append(grid)
            self.body.addWidget(grid, 1 if self._is_one_grid else 0)

    def _add_field(self, question: Question) -> None:
        context, theme = self.context, self.theme
        label = context.text(question.label_key)
        field: QuestionField
        if question.kind == "choice":
            field = ChoiceField(question, plain(label), theme, text=context.text)
        elif question.kind == "number":
            field = NumberField(question, plain(label), theme)
        elif question.kind == "text":
            field = TextField(question, plain(label), theme)
        else:
            field = ChoiceSearch(question, plain(label), theme, language=context.language, text=context.text)
        field.answered.connect(self._field_answered)
        field.moved_on.connect(self._field_left)
        self.parts.append(field)
        self.body.addWidget(field)

    def _make_body(self) -> QVBoxLayout:
        """A page that is one grid scrolls its rows alone; else the whole page scrolls."""
        if not self._is_one_grid:
            return super()._make_body()
        body = QVBoxLayout()
        body.setSpacing(self.theme.px(Space.S))
        self.column.addLayout(body, 1)
        return body

    def _field_answered(self, value: object) -> None:
        field = self.sender()
        if isinstance(field, QuestionField) and isinstance(value, int | str):
            self.answer(field.question.id, value)

    def _field_left(self) -> None:
        field = self.sender()
        if isinstance(field, QuestionField):
            self._go_to_part_after(field)

    def _grid_left(self) -> None:
        grid = self.sender()
        if isinstance(grid, LikertGrid):
            self._go_to_part_after(grid)

    def _go_to_part_after(self, part: Part) -> None:
        index = self.parts.index(part) + 1
        if index == len(self.parts):
            self.next_button.setFocus()
            return
        following = self.parts[index]
        if isinstance(following, LikertGrid):
            following.rows.focus_start()
        else:
            following.take_focus()
            self._bring_into_sight(following)

    def _bring_into_sight(self, widget: QWidget) -> None:
        if self._is_one_grid:
            return
        content = self.area.widget() or self.area
        top = widget.mapTo(content, QPoint(0, 0)).y()
        scrolled, room = self.area.verticalScrollBar().value(), self.area.viewport().height()
        if scrolled <= top and top + widget.height() <= scrolled + room:
            return
        margin = self.theme.px(Space.XL)
        self.area.ensureVisible(0, top + widget.height(), 0, margin)
        self.area.ensureVisible(0, top, 0, margin)
