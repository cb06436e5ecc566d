"""What begins now: the practice, or the clips of a block."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from merlingua.gui.page import Page, PageContext
from merlingua.gui.theme import Type
from merlingua.surveys.instruments import block_text_prefix
from merlingua.surveys.steps import SessionState


class IntroPage(Page):
    """Title and text of a block, and a button that begins it."""

    def __init__(self, context: PageContext, state: SessionState, parent: QWidget | None = None) -> None:
        super().__init__(context, state, parent)
        block = next((b for b in context.definition.blocks if b.id == state.step.block_id), None)
        prefix = block_text_prefix(block, context.definition, context.texts) if block else None
        if block is not None and prefix is not None:
            n_clips = context.formatter.number(context.n_clips.get(block.id, 0))
            self.add_title(context.text(f"{prefix}.title"))
            self.add_paragraphs(context.text(f"{prefix}.body", n_clips=n_clips), Type.LEAD)
        self.next_button.setText(self.tr("Begin"))
        self.show_state(state)
