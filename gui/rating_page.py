"""The page of a clip: the waveform, and the grid on which the clip is rated once it was heard."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain, pairwise

from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from merlingua.gui.likert_grid import LikertGrid, runs_of_one_scale, stacked
from merlingua.gui.page import Page, PageContext
from merlingua.gui.play_button import PlayButton
from merlingua.gui.survey_text import plain_label, text_label
from merlingua.gui.theme import MAX_PAGE_WIDTH, Space, Type, set_kind, set_type
from merlingua.gui.waveform_view import WaveformView
from merlingua.surveys.playback import Playhead
from merlingua.surveys.questions import Question
from merlingua.surveys.steps import SessionState, Trial

_COMPACT_BELOW = 660
"""Page height, in px at 100 %, under which everything but the grid gets as small as it can."""
_ROOMY_FROM = 760
_WAVEFORM_COMPACT = 34
_WAVEFORM = 48
_WAVEFORM_ROOMY = 88


class RatingPage(Page):
    """Listen, then rate. Space plays; the grid takes digits and arrows wherever the keyboard is."""

    width_at_100 = MAX_PAGE_WIDTH
    space_plays = True

    def __init__(self, context: PageContext, state: SessionState, parent: QWidget | None = None) -> None:
        super().__init__(context, state, parent)
        self._trial = _trial_of(state)
        self._is_playing = False
        self._was_open = False
        self._is_compact = True
        self.play_button = PlayButton(self.theme)
        self.play_button.clicked.connect(self.toggle_play)
        self.waveform = WaveformView(self.theme)
        self.time_label = plain_label("")
        self.status = plain_label("")
        self.prompt = text_label(context.text("rating.prompt"), Type.LEAD)
        self.grids: list[LikertGrid] = []
        self._fill_body(self._rows_to_build(state))
        self._ask(state.questions)
        self.next_button.setText(self._next_text())
        self.show_message("")
        self.show_state(state)

    def show_state(self, state: SessionState) -> None:
        """Draw what is saved, whether the rating is open, and what the play button does."""
        super().show_state(state)
        if not self._shown_samples:
            self._show_samples()
        for grid in self.grids:
            grid.rows.show_answers(state.answers)
            grid.rows.set_open(state.rating_is_open)
        if state.rating_is_open and not self._was_open:
            self._open_rating()
        self._was_open = state.rating_is_open
        self._show_play()
        set_kind(self.next_button, "primary" if state.rating_is_open else "")

    def take_step(self, state: SessionState) -> bool:
        """Ask about another clip; rows that it has no use for are hidden."""
        if state.step.trial is None or not self._ask(state.questions):
            return False
        self._trial = state.step.trial
        self._pending.clear()
        self._is_playing = self._was_open = self._shown_samples = False
        self.next_button.setText(self._next_text())
        self.show_message("")
        self.show_state(state)
        return True

    def show_playhead(self, playhead: Playhead) -> None:
        """Move the playhead, the clock and the play button with the sound."""
        if not self._shown_samples:
            self._show_samples()
        self.waveform.show_playhead(playhead)
        self._show_time()
        if playhead.is_playing != self._is_playing:
            self._is_playing = playhead.is_playing
            self._show_play()

    def toggle_play(self) -> None:
        """Play, or stop a replay; a first hearing is not stopped by a slip of the thumb."""
        if self._is_playing:
            if self.state.rating_is_open:
                self.stop_requested.emit()
        elif self.state.may_play:
            self.play_requested.emit()

    def go_on(self) -> None:
        """Next excerpt; before this one was heard, say so."""
        if self.state.rating_is_open:
            super().go_on()
            return
        self.show_message(self._waiting_sentence())
        self.play_button.setFocus()

    def focus_first(self) -> None:
        """The play button before the rating is open, then the first row without an answer."""
        if self.state.rating_is_open:
            self._focus_current()
        else:
            self.play_button.setFocus()

    def focus_question(self, question_id: str) -> None:
        """Lift the row of a question and give it the keyboard."""
        for grid in self.grids:
            if grid.has_question(question_id):
                grid.focus_question(question_id)

    def hint(self) -> str:
        """The keys of this page."""
        keys = self.grids[0].rows.keys if self.grids else ""
        span = f"{keys[0]}–{keys[-1]}" if keys.isdigit() else keys
        return self.tr("{keys} answers  ·  ↑ ↓ moves  ·  Space plays  ·  Enter continues").format(keys=span)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave as much of a low page as possible to the grid."""
        super().resizeEvent(event)
        px, height = self.theme.px, self.height()
        self._is_compact = height < px(_COMPACT_BELOW)
        waveform = _WAVEFORM_COMPACT if self._is_compact else _WAVEFORM
        self.waveform.setFixedHeight(px(_WAVEFORM_ROOMY if height >= px(_ROOMY_FROM) else waveform))
        set_type(self.prompt, Type.BODY if self._is_compact else Type.LEAD)
        self._show_lines()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The grid's keys wherever the keyboard is; then what all pages do."""
        current = next((grid for grid in self.grids if grid.current_id), None)
        grids = [current] if current else self.grids
        if not any(grid.rows.take_key(event) for grid in grids):
            super().keyPressEvent(event)

    # Building

    def _make_body(self) -> QVBoxLayout:
        """Nothing but the grid scrolls on this page."""
        px = self.theme.px
        self.outer.setContentsMargins(px(Space.L), 0, px(Space.L), px(Space.XS))
        body = QVBoxLayout()
        body.setSpacing(self.theme.px(Space.XS))
        self.column.addLayout(body, 1)
        self.column.setSpacing(0)
        self.column.setContentsMargins(0, 0, 0, 0)
        return body

    def _fill_body(self, questions: Sequence[Question]) -> None:
        px = self.theme.px
        player = QHBoxLayout()
        player.setContentsMargins(px(Space.S), px(Space.XS), px(Space.S), 0)
        player.setSpacing(px(Space.M))
        player.addWidget(self.play_button)
        player.addWidget(self.waveform, 1)
        player.addWidget(self.time_label)
        self.time_label.setWordWrap(False)
        self.play_button.reserve(
            [self._play_text(), self.tr("Play again"), self.tr("Playing"), self.tr("Stop")]
        )
        self._shown_samples = False
        self.body.addLayout(player)
        for label in (self.status, self.prompt):
            label.setContentsMargins(px(Space.S), 0, px(Space.S), 0)
            self.body.addWidget(label)
        set_type(self.status, Type.BODY)
        self.body.addWidget(self._make_grids(questions), 1)

    def _make_grids(self, questions: Sequence[Question]) -> QWidget:
        """One grid that scrolls by itself, or one for each scale within an area that scrolls."""
        runs = runs_of_one_scale(questions)
        is_alone = len(runs) == 1
        self.grids = [
            LikertGrid(run, text=self.context.text, theme=self.theme, scrolls=is_alone) for run in runs
        ]
        for grid in self.grids:
            grid.answered.connect(self.answer)
        for upper, lower in pairwise(self.grids):
            upper.left_at_end.connect(lower.rows.focus_start)
            lower.left_at_start.connect(upper.rows.focus_end)
        if self.grids:
            self.grids[-1].left_at_end.connect(self.next_button.setFocus)
        if is_alone:
            return self.grids[0]
        return stacked(self.grids, self.theme)

    def _rows_to_build(self, state: SessionState) -> Sequence[Question]:
        """All rows of the block, as the next clips may ask more than this one does."""
        rows = self.context.rows.get(self._trial.block_id, ())
        return rows if all(question in rows for question in state.questions) else state.questions

    def _ask(self, questions: Sequence[Question]) -> bool:
        """Show the rows of these questions, unanswered; False where they are not these grids' own."""
        asked = [grid.rows.matching(questions) for grid in self.grids]
        if not all(asked) or tuple(chain(*asked)) != tuple(questions):
            return False
        for grid, of_grid in zip(self.grids, asked, strict=True):
            grid.begin_anew(of_grid)
        return True

    # Drawing

    def _open_rating(self) -> None:
        self.show_message("")
        if self.isVisible():
            self._focus_current()

    def _focus_current(self) -> None:
        if self.state.current is None:
            self.next_button.setFocus()
        else:
            self.focus_question(self.state.current)

    def _show_samples(self) -> None:
        samples = self.context.clip_samples(self._trial.clip_id)
        self._shown_samples = samples is not None
        self.waveform.show_samples(samples, self.context.sample_rate)
        self._show_time()

    def _show_time(self) -> None:
        clock = self.context.formatter.clock
        elapsed, total = clock(self.waveform.elapsed_s), clock(self.waveform.duration_s)
        text = f"{elapsed} / {total}"
        if text != self.time_label.text():
            self.time_label.setText(text)
            self.waveform.setAccessibleName(
                self.tr("Excerpt, {elapsed} of {total}").format(elapsed=elapsed, total=total)
            )

    def _show_play(self) -> None:
        state = self.state
        if self._is_playing:
            may_stop = state.rating_is_open
            self.play_button.show_action(
                self.tr("Stop") if may_stop else self.tr("Playing"), shape="stop" if may_stop else "play"
            )
            # Not disabled while it plays: the keyboard would jump to another button.
            self.play_button.setEnabled(True)
        else:
            is_again = state.plays > 0
            self.play_button.show_action(
                self.tr("Play again") if is_again else self._play_text(), is_primary=not state.rating_is_open
            )
            if not state.may_play and self.play_button.hasFocus():
                self._focus_current()
            self.play_button.setEnabled(state.may_play)
        self._show_lines()

    def _show_lines(self) -> None:
        """What the page waits for, and the prompt; a low page has room for one of them."""
        is_warning = self.state.needs_replay and not self._is_playing
        self.status.setText(self._status_text())
        set_kind(self.status, "warning" if is_warning else "quiet")
        waits = is_warning or not self.state.rating_is_open
        self.status.setVisible(waits or not self._is_compact)
        self.prompt.setVisible(not (waits and self._is_compact))

    def _status_text(self) -> str:
        state = self.state
        if state.needs_replay and not self._is_playing:
            return self.tr("The sound was interrupted. Please listen to the excerpt once more.")
        if not state.rating_is_open:
            return self._waiting_sentence()
        if state.max_plays is None or state.plays >= state.max_plays:
            return ""
        n_left = state.max_plays - state.plays
        if n_left == 1:
            return self.tr("You may listen once more.")
        return self.tr("You may listen {n} more times.").format(n=n_left)

    def _waiting_sentence(self) -> str:
        """What the dimmed grid waits for."""
        rules = next(
            (block.play for block in self.context.definition.blocks if block.id == self._trial.block_id), None
        )
        if rules is not None and not rules.full_before_rating:
            return self.tr("Please listen to the excerpt: you can answer once it has begun to play.")
        if rules is not None and rules.min_plays > 1:
            return self.tr("Please listen to the excerpt {n} times: you can answer after that.").format(
                n=rules.min_plays
            )
        return self.tr("Please listen to the excerpt: you can answer when it has ended.")

    def _play_text(self) -> str:
        return self.tr("Play")

    def _next_text(self) -> str:
        if self._trial.position == self._trial.n_in_block:
            return self.tr("Continue")
        return self.tr("Next excerpt")


def _trial_of(state: SessionState) -> Trial:
    if state.step.trial is None:
        raise ValueError(f"the step {state.step.id!r} has no clip: another page draws it")
    return state.step.trial
