"""Perceived and felt emotion explained, and a question that shows whether that was understood."""

from __future__ import annotations

from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from merlingua.gui.focus_ring import REACH
from merlingua.gui.page import Page, PageContext
from merlingua.gui.question_fields import ChoiceField
from merlingua.gui.survey_text import plain, set_text, text_label
from merlingua.gui.theme import Space, set_kind
from merlingua.surveys.steps import SessionState

UNDERSTOOD = "understood"


class InstructionsPage(Page):
    """A wrong answer is explained and asked again; the right one opens the way."""

    def __init__(self, context: PageContext, state: SessionState, parent: QWidget | None = None) -> None:
        super().__init__(context, state, parent)
        px = self.theme.px
        self.add_title(context.text("instructions.title"))
        self.add_paragraphs(context.text("instructions.body"))
        card = QFrame()
        set_kind(card, "card")
        column = QVBoxLayout(card)
        column.setContentsMargins(px(Space.M), px(Space.M), px(Space.M), px(Space.M))
        column.setSpacing(px(Space.S))
        question = next(q for q in state.questions if q.id == UNDERSTOOD)
        label = context.text(question.label_key)
        self.field = ChoiceField(question, plain(label), self.theme, text=context.text, is_column=True)
        self.field.answered.connect(self._choose)
        column.addWidget(self.field)
        self.reply = text_label("")
        self.reply.setContentsMargins(REACH, 0, REACH, 0)  # as the field has it
        column.addWidget(self.reply)
        self.body.addWidget(card)
        self.area.verticalScrollBar().rangeChanged.connect(self._bring_reply_into_sight)
        self.show_message("")
        self.show_state(state)

    @property
    def is_understood(self) -> bool:
        """Whether the saved answer is the right one: the session then misses none."""
        return UNDERSTOOD in self.state.answers and UNDERSTOOD not in self.state.missing

    def show_state(self, state: SessionState) -> None:
        """Draw the saved answer and what there is to say about it."""
        super().show_state(state)
        value = state.answers.get(UNDERSTOOD)
        self.field.show_value(value)
        reply = "" if value is None else "instructions.right" if self.is_understood else "instructions.wrong"
        set_text(self.reply, self.context.text(reply) if reply else "")
        set_kind(self.reply, "" if value is None or self.is_understood else "warning")
        self.reply.setVisible(bool(reply))
        self._bring_reply_into_sight()
        if self.is_understood and self.isVisible():
            self.next_button.setFocus()

    def focus_first(self) -> None:
        """To the question, or to "Continue" once it is answered right."""
        if self.is_understood:
            self.next_button.setFocus()
        else:
            self.read_first(self.field.first_button)

    def go_on(self) -> None:
        """Only a saved answer is known to be right: one on its way does not open the page."""
        if self.is_understood:
            self.next_requested.emit()
            return
        self.show_message(self.tr("Please answer the question."))
        self.focus_question(UNDERSTOOD)

    def focus_question(self, question_id: str) -> None:
        """To the question."""
        self.field.take_focus()
        self.area.ensureWidgetVisible(self.field)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The answer's keys wherever the keyboard is."""
        if event.text().isdigit() and self.field.take_key(event):
            self.area.ensureWidgetVisible(self.field)
            return
        super().keyPressEvent(event)

    def _choose(self, value: object) -> None:
        if isinstance(value, str):
            self.answer(UNDERSTOOD, value)

    def _bring_reply_into_sight(self) -> None:
        if not self.reply.isHidden():
            self.area.ensureWidgetVisible(self.reply, 0, self.theme.px(Space.L))
