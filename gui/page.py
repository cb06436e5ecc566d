"""A page of a session: one step, drawn from its state; whatever the listener does leaves as a signal.

Conventions
-----------
A page is built once for a step and replaced with the next one, and built anew where the language or the
theme changes. It holds no rule of the survey: ``show_state`` draws what the session says, the signals carry
what the listener wants, and an answer is drawn as given only once a state holds it, that is once it is saved.
Survey text comes from the study's text table, program text from ``tr``.

Enter goes on, or presses the button that has the focus. A page that is left or rebuilt is asked to ``commit``
first, so that typed text is not lost.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from merlingua.gui.focus_ring import REACH
from merlingua.gui.survey_text import body_labels, plain_label, text_label
from merlingua.gui.theme import Space, Theme, Type, set_kind
from merlingua.gui.translation import Formatter
from merlingua.surveys.playback import Playhead
from merlingua.surveys.questions import AnswerValue, Question
from merlingua.surveys.steps import SessionState
from merlingua.surveys.study_definition import StudyDefinition
from merlingua.surveys.texts import TextTable

if TYPE_CHECKING:
    from merlingua.gui.revelation_model import Revelation

READING_WIDTH = 720
"""Widest a column of running text gets, in px at 100 %."""
N_NAMED = 3
"""So many missing answers are named; of more only their number is said."""


@dataclass(frozen=True)
class PageContext:
    """What pages share within a session."""

    texts: TextTable
    language: str
    """The session's language (BCP 47)."""
    definition: StudyDefinition
    theme: Theme
    formatter: Formatter
    clip_samples: Callable[[str], NDArray[np.float32] | None]
    """Clip id → the samples that the player plays, shape (n_frames, 2); None while they are not decoded."""
    sample_rate: int = 48_000
    """Of those samples, Hz."""
    n_clips: Mapping[str, int] = field(default_factory=dict)
    """Block id → how many excerpts are heard in it, repeats included; texts name these numbers."""
    rows: Mapping[str, tuple[Question, ...]] = field(default_factory=dict)
    """Block id → every row that a clip of it may ask, in order."""
    minutes: float = 0.0
    """How long a session of the study takes; the consent names it."""

    def text(self, key: str, **values: object) -> str:
        """A survey text in the session's language."""
        return self.texts.text(key, self.language, **values)


class NextButton(QPushButton):
    """The page's one primary action; where the space bar plays, it does not press this button."""

    leaves_space = False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave the space bar to the page where that plays."""
        if event.key() == Qt.Key.Key_Space and self.leaves_space:
            event.ignore()
        else:
            super().keyPressEvent(event)


class Page(QWidget):
    """The base of all pages: a centred column that scrolls, and a footer with what is missing and "Next".

    Subclasses fill ``self.body`` (a vertical layout) in their ``__init__`` and then call ``show_state``.
    """

    answered = Signal(str, object)
    """Question id, value."""
    next_requested = Signal()
    back_requested = Signal()
    play_requested = Signal()
    stop_requested = Signal()
    language_chosen = Signal(str)
    consent_given = Signal()
    declined = Signal()
    volume_changed = Signal(float)
    """The level the listener sets by ear, in dB below full level (≤ 0)."""
    finish_requested = Signal()
    """The listener is done with the last page."""

    width_at_100 = READING_WIDTH
    space_plays = False
    """Whether the space bar plays, wherever the keyboard is."""

    def __init__(self, context: PageContext, state: SessionState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.theme = context.theme
        self.state = state
        self._pending: dict[str, AnswerValue] = {}
        self._first: QWidget | None = None
        set_kind(self, "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        px = self.theme.px
        self.outer = QHBoxLayout(self)
        self.outer.setContentsMargins(px(Space.L), Space.S, px(Space.L), Space.S)
        column = QWidget()
        column.setMaximumWidth(px(self.width_at_100))
        self.outer.addStretch(1)
        self.outer.addWidget(column, 1000)
        self.outer.addStretch(1)
        self.column = QVBoxLayout(column)
        # The focus ring stands out of its widget: the scrolled area keeps it off the edges, too.
        self.column.setContentsMargins(REACH, REACH, REACH, 0)
        self.column.setSpacing(px(Space.S))
        self.body = self._make_body()
        self.column.addWidget(self._make_footer())

    # What a window calls

    def show_state(self, state: SessionState) -> None:
        """Draw a new state of the same step."""
        self.state = state
        for question_id, value in list(self._pending.items()):
            if state.answers.get(question_id) == value:
                del self._pending[question_id]
        if not self._still_missing():
            self.show_message("")

    def take_step(self, state: SessionState) -> bool:
        """Go on with another step of the same kind, as new; False where a new page is needed.

        Building a page of many rows takes longer than a window may stand still.
        """
        return False

    def show_playhead(self, playhead: Playhead) -> None:
        """Draw where the sound is; pages without sound ignore it."""

    def show_revelation(self, revelation: Revelation | None) -> None:
        """Draw what a model heard, None: nothing; pages on which something is answered ignore it."""

    def commit(self) -> None:
        """Hand over what was typed and not handed over yet."""

    def answers_refused(self) -> None:
        """Some answer was not saved: nothing counts as on its way any more."""
        self._pending.clear()

    def focus_first(self) -> None:
        """Give the keyboard to where the listener goes on."""
        self.next_button.setFocus()

    def read_first(self, widget: QWidget) -> None:
        """Give the keyboard to a widget, or to the text above it where that is too long to see both.

        The arrow keys then scroll the text, and Tab leads on to the widget.
        """
        self._first = widget
        content = self.area.widget() or self.area
        widget_top = widget.mapTo(content, QPoint(0, 0)).y()
        is_out_of_sight = widget_top + widget.height() > self.area.viewport().height()
        overflows = self.area.verticalScrollBar().maximum() > 0
        (self.area if overflows and is_out_of_sight else widget).setFocus()

    # What pages share

    def answer(self, question_id: str, value: AnswerValue) -> None:
        """Send an answer on its way to the store."""
        self._pending[question_id] = value
        self.answered.emit(question_id, value)

    def go_on(self) -> None:
        """Ask for the next page, or say what is missing and go there."""
        self.commit()
        missing = self._still_missing()
        if missing:
            self.show_message(self.missing_sentence(missing))
            self.focus_question(missing[0].id)
        else:
            self.next_requested.emit()

    def missing_sentence(self, missing: Sequence[Question]) -> str:
        """What is missing, in one sentence."""
        names = [self.question_name(question) for question in missing[:N_NAMED]]
        if len(missing) == 1:
            return self.tr("One answer is missing: {items}").format(items=names[0])
        if len(missing) > N_NAMED:
            names.append("…")
            items = ", ".join(names)
        else:
            items = self.context.formatter.list(names)
        return self.tr("{n} answers are missing: {items}").format(n=len(missing), items=items)

    def question_name(self, question: Question) -> str:
        """How a question is called in a sentence: its label, without the full stop."""
        return self.context.text(question.label_key).replace("**", "").rstrip(".。:")

    def focus_question(self, question_id: str) -> None:
        """Give the keyboard to a question's row."""

    def show_message(self, text: str) -> None:
        """Say something in the footer, where the key hints stand otherwise."""
        set_kind(self.message, "warning" if text else "quiet")
        self.message.setText(text or self.hint())

    def hint(self) -> str:
        """The keys of this page, in one line."""
        return ""

    def toggle_play(self) -> None:
        """What the space bar does where ``space_plays``."""

    def add_title(self, text: str) -> QLabel:
        """Put a title at the head of the body."""
        label = plain_label(text, Type.TITLE)
        self.body.addWidget(label)
        return label

    def add_paragraphs(self, text: str, type_: Type = Type.BODY) -> list[QLabel]:
        """Put survey text into the body, a label a paragraph."""
        labels = body_labels(text, type_)
        for label in labels:
            self.body.addWidget(label)
        return labels

    def add_text(self, text: str, type_: Type = Type.BODY) -> QLabel:
        """Put one paragraph of survey text into the body."""
        label = text_label(text, type_)
        self.body.addWidget(label)
        return label

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes on, unless another button has the focus; Space may play."""
        if event.key() == Qt.Key.Key_Space and self.space_plays:
            self.toggle_play()
            return
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)
            return
        focused = self.focusWidget()
        if isinstance(focused, QPushButton) and focused is not self.next_button:
            focused.click()
        else:
            self.next_button.click()

    def showEvent(self, event: QShowEvent) -> None:
        """Start with the keyboard in the right place."""
        super().showEvent(event)
        self.focus_first()

    def _still_missing(self) -> list[Question]:
        missing = set(self.state.missing) - set(self._pending)
        return [question for question in self.state.questions if question.id in missing]

    def _make_body(self) -> QVBoxLayout:
        px = self.theme.px
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.verticalScrollBar().rangeChanged.connect(self._fit_text)
        content = QWidget()
        self.area.setWidget(content)
        outer = QVBoxLayout(content)
        outer.setContentsMargins(px(Space.S), px(Space.S), px(Space.S), px(Space.S))
        outer.setSpacing(0)
        body = QVBoxLayout()
        body.setSpacing(px(Space.M))
        outer.addStretch(1)
        outer.addLayout(body)
        outer.addStretch(2)
        self.column.addWidget(self.area, 1)
        return body

    def _fit_text(self, minimum: int, maximum: int) -> None:
        """A text that does not fit can be given the keyboard and is scrolled by it."""
        overflows = maximum > 0
        self.area.setFocusPolicy(Qt.FocusPolicy.StrongFocus if overflows else Qt.FocusPolicy.NoFocus)
        if self._first is not None and self.focusWidget() in (self._first, self.area):
            self.read_first(self._first)

    def _make_footer(self) -> QWidget:
        px = self.theme.px
        footer = QWidget()
        self.footer = QHBoxLayout(footer)
        self.footer.setContentsMargins(px(Space.S), Space.S, px(Space.S), Space.S)
        self.footer.setSpacing(px(Space.M))
        self.message = plain_label("", Type.BODY)
        set_kind(self.message, "quiet")
        self.footer.addWidget(self.message, 1)
        self.next_button = NextButton(self.tr("Continue"))
        self.next_button.leaves_space = self.space_plays
        set_kind(self.next_button, "primary")
        self.next_button.clicked.connect(self.go_on)
        self.footer.addWidget(self.next_button, 0, Qt.AlignmentFlag.AlignVCenter)
        return footer
