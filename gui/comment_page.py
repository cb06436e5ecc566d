"""A last word, if the listener has one."""

from __future__ import annotations

from PySide6.QtWidgets import QPlainTextEdit, QWidget

from merlingua.gui.page import Page, PageContext
from merlingua.gui.survey_text import plain, plain_label
from merlingua.gui.theme import set_kind
from merlingua.surveys.steps import SessionState

COMMENT = "comment"
_HEIGHT = 160
_LEAST_HEIGHT = 72


class CommentPage(Page):
    """Free text, optional; Enter writes a new line here, Tab leads on to "Continue"."""

    def __init__(self, context: PageContext, state: SessionState, parent: QWidget | None = None) -> None:
        super().__init__(context, state, parent)
        self.add_title(context.text("comment.title"))
        self.add_paragraphs(context.text("comment.body"))
        label = plain_label(plain(context.text("comment.label")))
        set_kind(label, "question")
        self.body.addWidget(label)
        self.edit = QPlainTextEdit()
        self.edit.setAccessibleName(label.text())
        self.edit.setTabChangesFocus(True)
        self.edit.setMinimumHeight(self.theme.px(_LEAST_HEIGHT))
        self.edit.setMaximumHeight(self.theme.px(_HEIGHT))
        label.setBuddy(self.edit)
        self.body.addWidget(self.edit)
        saved = state.answers.get(COMMENT)
        self.edit.setPlainText(str(saved) if saved is not None else "")
        self.show_state(state)

    def commit(self) -> None:
        """Hand over the comment if it has changed."""
        typed = self.edit.toPlainText().strip()
        if typed != self._pending.get(COMMENT, self.state.answers.get(COMMENT, "")):
            self.answer(COMMENT, typed)

    def focus_first(self) -> None:
        """To the text."""
        self.read_first(self.edit)
