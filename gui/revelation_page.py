"""What a model heard in the clip whose rating was just locked; nothing on it can be answered."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from merlingua.gui.page import Page, PageContext
from merlingua.gui.revelation_model import Revelation
from merlingua.gui.revelation_view import RevelationView
from merlingua.gui.survey_text import set_text, text_label
from merlingua.gui.theme import Type, set_kind
from merlingua.surveys.steps import SessionState

_SIDE = 260
"""Of the plane at the least, px at 100 %."""


class RevelationPage(Page):
    """Empty until ``show_revelation``; the listener may go on at any time."""

    def __init__(self, context: PageContext, state: SessionState, parent: QWidget | None = None) -> None:
        super().__init__(context, state, parent)
        self.add_title(context.text("revelation.title"))
        self.sentence = text_label("", Type.LEAD)
        self.body.addWidget(self.sentence)
        self.view = RevelationView(
            self.theme,
            valence=context.text("revelation.axis_valence"),
            arousal=context.text("revelation.axis_arousal"),
        )
        self.view.setMinimumHeight(self.theme.px(_SIDE))
        self.body.addWidget(self.view)
        self.caution = text_label("")
        set_kind(self.caution, "quiet")
        self.body.addWidget(self.caution)
        self.show_state(state)

    def show_revelation(self, revelation: Revelation | None) -> None:
        """Say and draw it, or that there is no answer."""
        if revelation is None:
            set_text(self.sentence, self.context.text("revelation.none"))
            self.view.hide()
            return
        set_text(self.sentence, self.context.text(f"revelation.{revelation.quadrant}"))
        set_text(self.caution, self.context.text("revelation.caution"))
        self.view.show_revelation(revelation)
