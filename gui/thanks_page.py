"""The last page: thanks, and the code with which the answers can be withdrawn."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from merlingua.gui.page import Page, PageContext
from merlingua.gui.survey_text import paragraphs, text_label
from merlingua.gui.theme import Space, Type, set_kind, set_type
from merlingua.surveys.steps import SessionState

_MARK = "\N{REPLACEMENT CHARACTER}"
"""Stands for the code while its paragraph is looked for."""


class ThanksPage(Page):
    """The code is shown here once: large, selectable, and copied by a button."""

    def __init__(self, context: PageContext, state: SessionState, parent: QWidget | None = None) -> None:
        super().__init__(context, state, parent)
        self.add_title(context.text("thanks.title"))
        self.add_paragraphs(context.text("thanks.body"), Type.LEAD)
        self.code = QLabel(state.withdrawal_code or "")
        self.copy_button = QPushButton(self.tr("Copy the code"))
        self.copy_button.clicked.connect(self._copy)
        if state.withdrawal_code:
            self._add_withdrawal(state.withdrawal_code)
        self.next_button.setText(self.tr("Finish"))
        self.show_message("")
        self.show_state(state)

    def focus_first(self) -> None:
        """Not to "Finish": one Enter too many must not take the code away."""
        if self.state.withdrawal_code:
            self.copy_button.setFocus()
        else:
            self.next_button.setFocus()

    def go_on(self) -> None:
        """The listener is done."""
        self.finish_requested.emit()

    def _add_withdrawal(self, code: str) -> None:
        """The text around the code; the code stands on a line of its own where its sentence ends with it."""
        px = self.theme.px
        card = QFrame()
        set_kind(card, "card")
        column = QVBoxLayout(card)
        column.setContentsMargins(px(Space.L), px(Space.M), px(Space.L), px(Space.M))
        column.setSpacing(px(Space.S))
        is_placed = False
        text = self.context.text("thanks.withdrawal", code=_MARK).replace(f"**{_MARK}**", _MARK)
        for paragraph in paragraphs(text):
            ends_with_code = paragraph.endswith(_MARK)
            shown = paragraph.removesuffix(_MARK).rstrip() if ends_with_code else paragraph
            column.addWidget(text_label(shown.replace(_MARK, f"**{code}**")))
            if ends_with_code and not is_placed:
                is_placed = True
                column.addLayout(self._make_code_row())
        if not is_placed:
            column.addLayout(self._make_code_row())
        self.body.addWidget(card)

    def _make_code_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(self.theme.px(Space.M))
        set_type(self.code, Type.DISPLAY)
        self.code.setTextFormat(Qt.TextFormat.PlainText)
        self.code.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.code.setAccessibleName(self.code.text())
        row.addWidget(self.code)
        row.addWidget(self.copy_button)
        row.addStretch(1)
        return row

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.code.text())
        self.show_message(self.tr("The code is in the clipboard."))
        set_kind(self.message, "quiet")
