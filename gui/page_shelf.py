"""Where a session's window takes its pages from, and where it keeps those that serve again.

A page of many rows takes longer to build than a window may stand still. So the page of the clips is built
while the listener reads what the block is about, and one page then serves all clips of a session.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from importlib import import_module
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from merlingua.surveys.steps import Phase, SessionState, Step, Trial

if TYPE_CHECKING:
    from merlingua.gui.page import Page, PageContext
    from merlingua.surveys.questions import Question

PAGES: dict[Phase, tuple[str, str]] = {
    Phase.LANGUAGE: ("language_page", "LanguagePage"),
    Phase.CONSENT: ("consent_page", "ConsentPage"),
    Phase.QUESTIONNAIRE: ("questions_page", "QuestionsPage"),
    Phase.HEADPHONES: ("headphones_page", "HeadphonesPage"),
    Phase.LEVEL: ("level_page", "LevelPage"),
    Phase.INSTRUCTIONS: ("instructions_page", "InstructionsPage"),
    Phase.BLOCK_INTRO: ("intro_page", "IntroPage"),
    Phase.CLIP: ("rating_page", "RatingPage"),
    Phase.REVELATION: ("revelation_page", "RevelationPage"),
    Phase.COMMENT: ("comment_page", "CommentPage"),
    Phase.THANKS: ("thanks_page", "ThanksPage"),
}
"""Module and class of the page of each phase; imported when the first such page is due."""

AHEAD_AFTER_MS = 250
"""A page is built ahead once the one before it was drawn and its first keys were seen."""


class PageShelf:
    """Makes pages, as children of ``parent``; ``connect`` is called with each new one."""

    def __init__(self, parent: QWidget, connect: Callable[[Page], None]) -> None:
        self._parent = parent
        self._connect = connect
        self._kept: list[Page] = []
        self._ahead: tuple[SessionState, PageContext] | None = None
        self._timer = QTimer(parent)
        self._timer.setSingleShot(True)
        self._timer.setInterval(AHEAD_AFTER_MS)
        self._timer.timeout.connect(self._build_ahead)

    def take(self, state: SessionState, context: PageContext, *, shown: Page | None) -> Page:
        """The page of a step: ``shown`` or a kept one, where it can take the step as new, else a new one."""
        self._timer.stop()
        for page in (shown, *self._kept) if state.step.phase is Phase.CLIP else ():
            if page is not None and is_like(page.context, context) and page.take_step(state):
                self._kept = [kept for kept in self._kept if kept is not page]
                return page
        return self._new_page(state, context)

    def put_away(self, page: Page, *, before: Phase) -> None:
        """Keep a clip's page while clips follow, else let go of all that was kept."""
        page.hide()
        if (
            before in (Phase.CLIP, Phase.REVELATION, Phase.BLOCK_INTRO)
            and page.state.step.phase is Phase.CLIP
        ):
            self._kept.append(page)
            return
        page.deleteLater()
        if before not in (Phase.CLIP, Phase.REVELATION):
            for old in self._kept:
                old.deleteLater()
            self._kept.clear()

    def build_ahead(self, state: SessionState, context: PageContext) -> None:
        """Build the page of the clips that follow a block's introduction, in a moment."""
        self._ahead = state, context
        self._timer.start()

    def _build_ahead(self) -> None:
        if self._ahead is None:
            return
        (state, context), self._ahead = self._ahead, None
        is_there = any(is_like(page.context, context) for page in self._kept)
        rows = context.rows.get(state.step.block_id or "", ())
        if rows and not is_there:
            page = self._new_page(_clip_state(state, rows), context)
            page.hide()
            self._kept.append(page)

    def _new_page(self, state: SessionState, context: PageContext) -> Page:
        module, name = PAGES[state.step.phase]
        page_class = getattr(import_module(f"merlingua.gui.{module}"), name)
        # With its parent from the start: a tree of widgets that moves in later is styled twice.
        page: Page = page_class(context, state, self._parent)
        self._connect(page)
        return page


def is_like(one: PageContext, other: PageContext) -> bool:
    """Whether pages made of both look and sound alike."""
    return (one.language, one.theme, one.sample_rate) == (other.language, other.theme, other.sample_rate)


def _clip_state(intro: SessionState, rows: tuple[Question, ...]) -> SessionState:
    """A clip's page before any clip: all rows, nothing heard."""
    block_id = intro.step.block_id or ""
    trial = Trial(block_id, clip_id="", position=1, n_in_block=1)
    step = Step(f"clip/{block_id}", Phase.CLIP, block_id=block_id, trial=trial)
    return replace(intro, step=step, questions=rows, rating_is_open=False, may_play=False)
