"""The headphone check: in which of three noises is the tone? One trial after another on one page.

A trial can be answered once it was heard to its end, and is then over; the session decides what follows.
"""

from __future__ import annotations

from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from merlingua.gui.page import Page, PageContext
from merlingua.gui.play_button import PlayButton
from merlingua.gui.question_fields import ChoiceField
from merlingua.gui.survey_text import plain, plain_label
from merlingua.gui.theme import Space, Type, set_kind
from merlingua.surveys.playback import Playhead
from merlingua.surveys.questions import Question
from merlingua.surveys.steps import SessionState


class HeadphonesPage(Page):
    """Space plays the trial that is due, digits answer it."""

    space_plays = True

    def __init__(self, context: PageContext, state: SessionState, parent: QWidget | None = None) -> None:
        super().__init__(context, state, parent)
        self._is_playing = False
        self._heard: set[str] = set()
        self._shown_trial: str | None = None
        self.field: ChoiceField | None = None
        px = self.theme.px
        self.add_title(context.text("headphones.title"))
        if state.is_finished:
            self.add_paragraphs(context.text("headphones.failed"))
        elif state.attempt > 1:
            retry = self.add_text(context.text("headphones.retry"))
            set_kind(retry, "warning")
        if not state.is_finished:
            self.add_paragraphs(context.text("headphones.body"))
        self.card = QFrame()
        set_kind(self.card, "card")
        self._card_column = QVBoxLayout(self.card)
        self._card_column.setContentsMargins(px(Space.M), px(Space.M), px(Space.M), px(Space.M))
        self._card_column.setSpacing(px(Space.M))
        row = QHBoxLayout()
        row.setSpacing(px(Space.M))
        self.play_button = PlayButton(self.theme)
        self.play_button.reserve([self.tr("Play"), self.tr("Playing"), self.tr("Play again")])
        self.play_button.clicked.connect(self.toggle_play)
        self.trial_label = plain_label("", Type.BODY)
        set_kind(self.trial_label, "quiet")
        row.addWidget(self.play_button)
        row.addWidget(self.trial_label, 1)
        self._card_column.addLayout(row)
        self.body.addWidget(self.card)
        self.card.setHidden(state.is_finished)
        self.next_button.setHidden(state.is_finished)
        self.show_message("")
        self.show_state(state)

    def show_state(self, state: SessionState) -> None:
        """Draw the trial that is due."""
        super().show_state(state)
        trial = self._trial()
        if trial is not None and trial.id != self._shown_trial:
            self._show_trial(trial)
        if self.field is not None:
            self.field.show_value(state.answers.get(self.field.question.id))
        self._show_play()
        if trial is None and self.isVisible() and not state.is_finished:
            self.next_button.setFocus()

    def show_playhead(self, playhead: Playhead) -> None:
        """Open the answer when the trial was heard."""
        if playhead.is_playing == self._is_playing:
            return
        self._is_playing = playhead.is_playing
        trial = self._trial()
        if not playhead.is_playing and trial is not None:
            self._heard.add(trial.id)
        self._show_play()
        if not playhead.is_playing and self.field is not None and self.field.isEnabled():
            self.field.take_focus()

    def toggle_play(self) -> None:
        """Play the trial that is due."""
        if not self._is_playing and self._trial() is not None:
            self.area.ensureWidgetVisible(self.card)
            self.play_requested.emit()

    def focus_first(self) -> None:
        """To the play button while there is something to hear."""
        if self._trial() is None:
            self.next_button.setFocus()
        else:
            self.read_first(self.play_button)

    def focus_question(self, question_id: str) -> None:
        """To the play button, or to the answer of a trial that was heard."""
        if self.field is not None and self.field.isEnabled():
            self.field.take_focus()
        else:
            self.play_button.setFocus()

    def hint(self) -> str:
        """The keys of this page."""
        return self.tr("Space plays  ·  1–3 answers")

    def question_name(self, question: Question) -> str:
        """Trials have no label of their own."""
        number = self.state.questions.index(question) + 1
        return self.tr("sound {n}").format(n=self.context.formatter.number(number))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The answer's keys wherever the keyboard is."""
        if self.field is not None and event.text().isdigit() and self.field.take_key(event):
            return
        super().keyPressEvent(event)

    def _trial(self) -> Question | None:
        """The first trial without an answer."""
        waiting = self.state.missing
        return next((question for question in self.state.questions if question.id in waiting), None)

    def _show_trial(self, trial: Question) -> None:
        if self.field is not None:
            self._card_column.removeWidget(self.field)
            self.field.hide()
            self.field.deleteLater()
        self._shown_trial = trial.id
        context = self.context
        label = plain(context.text(trial.label_key))
        self.field = ChoiceField(trial, label, self.theme, text=context.text)
        self.field.answered.connect(self._choose)
        self._card_column.addWidget(self.field)
        if self.isVisible():
            self.play_button.setEnabled(True)
            self.play_button.setFocus()

    def _show_play(self) -> None:
        trial, number = self._trial(), self.context.formatter.number
        if trial is None:
            self.trial_label.setText(self.tr("That was the last sound."))
        else:
            position = self.state.questions.index(trial) + 1
            self.trial_label.setText(
                self.tr("Sound {n} of {total}").format(
                    n=number(position), total=number(len(self.state.questions))
                )
            )
        is_heard = trial is not None and trial.id in self._heard
        text = (
            self.tr("Playing") if self._is_playing else self.tr("Play again") if is_heard else self.tr("Play")
        )
        self.play_button.show_action(text, is_primary=trial is not None and not is_heard)
        self.play_button.setEnabled(trial is not None)
        if self.field is not None:
            self.field.setEnabled(is_heard and not self._is_playing)
        set_kind(self.next_button, "primary" if trial is None else "")

    def _choose(self, value: object) -> None:
        if self.field is not None and isinstance(value, int | str):
            self.answer(self.field.question.id, value)
