"""Signals around one session: the window asks, the store's thread acts, the new state comes back.

All work on ``Session`` and ``Store`` runs in the store's one thread, in the order it was asked for. A state
is emitted after its answer was committed, never before: a page that shows an answer shows a saved one.

The first two pages, language and consent, are made here: before consent there is no session, and nothing is
stored.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from merlingua.gui.session_revelation import SessionRevelation
from merlingua.gui.session_sound import SessionSound
from merlingua.gui.session_stimuli import huggins, tone
from merlingua.gui.session_work import Outcome, SessionWork
from merlingua.gui.store_thread import StoreThread
from merlingua.surveys.errors import InvalidAnswerError, MerlinguaError, StepError
from merlingua.surveys.questions import AnswerValue
from merlingua.surveys.steps import Phase, PlayReport, Progress, SessionState, Step, Trial

if TYPE_CHECKING:
    from merlingua.gui.preflight import Readiness
    from merlingua.gui.revelation_channel import RevelationChannel
    from merlingua.surveys.playback import Player, Samples
    from merlingua.surveys.store import Store
    from merlingua.surveys.study_definition import PlayRules

PREPARE_AFTER_MS = 300
"""The next clip is decoded once the page has been drawn, not beside it."""
DEFAULT_SAMPLE_RATE = 48_000
NO_DEVICE = "none"
"""Stored with a session that began before its sound device was found."""


class SessionModel(QObject):
    """One listener after another at one station; the window's only way to the session.

    With ``restarts`` a finished or declined session is followed by a new one (kiosk mode), else by ``left``.
    """

    state_changed = Signal(object)
    """The new SessionState."""
    playhead_moved = Signal(object)
    """A Playhead, about 30 times a second while something plays."""
    refused = Signal(str)
    """One line: the session did not take an answer or a step; nothing has changed."""
    failed = Signal(object)
    """A MerlinguaError for a dialog: the sound or the store needs somebody."""
    left = Signal()
    """The listener is done, or declined: the window may close."""

    def __init__(
        self,
        readiness: Readiness,
        *,
        store: StoreThread,
        make_player: Callable[[], Player],
        restarts: bool = False,
        channel: RevelationChannel | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.study = readiness.study
        self._levels = readiness.levels
        self._store = store
        self._restarts = restarts
        self._work = SessionWork(self.study)
        self._state: SessionState | None = None
        self._held: SessionState | None = None
        self._outcome: Outcome | None = None
        self._volume_db = 0.0
        self._tone_plays = False
        self._is_leaving = self._has_arrived = False
        self.revelation = SessionRevelation(channel, self._work, self._send, parent=self)
        self._language: str = self.study.definition.study.default_language
        self._prepare_soon = QTimer(self)
        self._prepare_soon.setSingleShot(True)
        self._prepare_soon.setInterval(PREPARE_AFTER_MS)
        self._prepare_soon.timeout.connect(self._prepare_due)
        self.sound = SessionSound(make_player, parent=self)
        self.sound.opened.connect(self._prepare_due)
        self.sound.clip_prepared.connect(self._clip_prepared)
        self.sound.playhead_moved.connect(self.playhead_moved)
        self.sound.started.connect(self._play_started)
        self.sound.ended.connect(self._play_ended)
        self.sound.failed.connect(self.failed)

    @property
    def state(self) -> SessionState | None:
        """The last state that was emitted."""
        return self._state

    @property
    def sample_rate(self) -> int:
        """Hz of the samples that are played and drawn."""
        return self.sound.sample_rate or DEFAULT_SAMPLE_RATE

    @property
    def _device_name(self) -> str:
        return self.sound.device_name or NO_DEVICE

    def clip_samples(self, clip_id: str) -> Samples | None:
        """The samples that play for a clip, for drawing; None while they are not decoded."""
        return self.sound.samples(clip_id)

    def begin(self) -> None:
        """Open the sound device and show the first page."""
        self.sound.open()
        self._show_first_page()

    def resume(self, session_id: UUID) -> None:
        """Open the sound device and go on with a session that was left."""
        self.sound.open()
        self._send(partial(self._work.resume, session_id, self._device_name))

    @Slot(str)
    def choose_language(self, language: str) -> None:
        """Show the information and consent in a language."""
        self._language = language
        self._show(_before_session(Phase.CONSENT, language))

    @Slot()
    def back(self) -> None:
        """From consent to the choice of language, else to the page before."""
        if self._state is None:
            return
        if self._state.step.phase is Phase.CONSENT:
            self._show_first_page()
        else:
            self._leave_by(partial(self._work.back, self._state.step))

    @Slot()
    def give_consent(self) -> None:
        """Make the session: from here on everything is stored."""
        if self._state is not None and self._state.step.phase is Phase.CONSENT:
            self._leave_by(partial(self._work.create, self._language, self._device_name))

    @Slot()
    def decline(self) -> None:
        """No consent, no session: nothing was stored."""
        self._next_listener()

    @Slot()
    def finish(self) -> None:
        """The listener has seen the last page."""
        self._next_listener()

    @Slot(str, object)
    def answer(self, question_id: str, value: AnswerValue) -> None:
        """Save an answer; a state that holds it follows. A page that is being left takes none."""
        if self._state is not None and not self._is_leaving:
            answer = partial(self._work.answer, self._state.step, question_id, value, time.monotonic())
            self._send(answer)

    @Slot()
    def next(self) -> None:
        """Go on to the next step; asked for twice, it is done once."""
        if self._held is not None:
            self.retry()
        elif self._state is not None:
            self._leave_by(partial(self._work.next, self._state.step))

    @Slot()
    def play(self) -> None:
        """Play what the page is about: the clip, a trial of the headphone check, or the tone."""
        state = self._state
        if state is None or self.sound.is_playing or state.is_paused:
            return
        if self.sound.sample_rate is None:
            self.retry()
            return
        if state.step.phase is Phase.CLIP and state.may_play:
            self._play_clip(state)
        elif state.step.phase is Phase.HEADPHONES:
            self._play_trial()
        elif state.step.phase is Phase.LEVEL:
            self._tone_plays = True
            self._play_tone()

    @Slot()
    def stop(self) -> None:
        """End what plays."""
        self._tone_plays = False
        self.sound.stop()

    @Slot(float)
    def set_volume(self, volume_db: float) -> None:
        """The level set by ear, 0 or less, in dB; it also lowers all clips."""
        self._volume_db = min(0.0, volume_db)
        self.sound.set_gain_db(self._volume_db)

    @Slot()
    def pause(self) -> None:
        """Stop the sound and interrupt the session."""
        if self._state is not None and not self._state.is_paused:
            self.stop()
            self._send(self._work.pause)

    @Slot()
    def unpause(self) -> None:
        """Go on after a pause."""
        self._send(self._work.unpause)

    @Slot()
    def retry(self) -> None:
        """After a failure of the sound: look for the device again, decode what is waited for."""
        if self.sound.sample_rate is None:
            self.sound.open()
        else:
            self._prepare_due()

    def close(self) -> None:
        """Let go of the sound device; the store stays open."""
        self._prepare_soon.stop()
        self.sound.close()

    # What comes back, in the GUI thread

    def _send(self, work: Callable[[Store], Outcome], then: Callable[[Outcome], None] | None = None) -> None:
        task = self._store.task(work, parent=self)
        task.succeeded.connect(then or self._take)
        task.failed.connect(self._fail)
        task.start()

    @Slot(object)
    def _take(self, outcome: Outcome) -> None:
        self._outcome = outcome
        is_new_step = self._state is None or self._state.step != outcome.state.step
        if is_new_step:
            self._volume_db = outcome.volume_db
        trial = outcome.state.step.trial
        if trial is not None and self.sound.samples(trial.clip_id) is None:
            self._held = outcome.state  # shown once its clip is decoded
            self._prepare(trial)
            return
        self._show(outcome.state)

    def _leave_by(self, work: Callable[[Store], Outcome]) -> None:
        """Do what ends this page, once: until the next page is shown nothing more is taken from it."""
        if self._is_leaving:
            return
        self._is_leaving = True
        self.stop()
        self._send(work, self._arrive)

    @Slot(object)
    def _arrive(self, outcome: Outcome) -> None:
        self._has_arrived = True
        self._take(outcome)

    @Slot(object)
    def _fail(self, error: MerlinguaError) -> None:
        self._is_leaving = False
        if isinstance(error, StepError | InvalidAnswerError):
            self.refused.emit(str(error))
        else:
            self.failed.emit(error)

    def _show(self, state: SessionState) -> None:
        self._held = None
        if self._has_arrived:
            self._is_leaving = self._has_arrived = False
        self._state = state
        self.state_changed.emit(state)
        self._prepare_soon.start()
        self.revelation.follow(state)

    def _show_first_page(self) -> None:
        languages = self.study.definition.study.languages
        self._outcome = None
        self._volume_db = 0.0
        if len(languages) == 1:
            self._language = languages[0]
            self._show(_before_session(Phase.CONSENT, self._language))
        else:
            self._show(_before_session(Phase.LANGUAGE, self._language))

    def _next_listener(self) -> None:
        self.stop()
        if self._restarts:
            self._language = self.study.definition.study.default_language
            self._show_first_page()
        else:
            self.left.emit()

    # Sound

    @Slot()
    def _prepare_due(self) -> None:
        """Decode the clip of a page that waits for it, then the one that comes next."""
        if self._held is not None and self._held.step.trial is not None:
            self._prepare(self._held.step.trial)
        elif self._outcome is not None and self._outcome.upcoming is not None:
            self._prepare(self._outcome.upcoming)

    def _prepare(self, trial: Trial) -> None:
        self.sound.prepare(self.study.clips[trial.clip_id], fade_ms=self._rules(trial).fade_ms)

    @Slot(str)
    def _clip_prepared(self, clip_id: str) -> None:
        held = self._held
        if held is not None and held.step.trial is not None and held.step.trial.clip_id == clip_id:
            self._show(held)

    def _rules(self, trial: Trial) -> PlayRules:
        return next(block.play for block in self.study.definition.blocks if block.id == trial.block_id)

    def _play_clip(self, state: SessionState) -> None:
        trial = state.step.trial
        if trial is None:
            return
        self.sound.play_clip(
            trial.clip_id,
            gain_db=self._levels.gain_db[trial.clip_id] + self._volume_db,
            pre_silence_s=self._rules(trial).pre_silence_s,
        )

    def _play_trial(self) -> None:
        trial = self._outcome.headphone_trial if self._outcome is not None else None
        if trial is not None:
            make = partial(huggins, correct_interval=trial.correct_interval, seed=trial.seed)
            self.sound.play_made(make, gain_db=self._volume_db)

    def _play_tone(self) -> None:
        self.sound.play_made(partial(tone, target_lufs=self._levels.target_lufs), gain_db=self._volume_db)

    @Slot(float)
    def _play_started(self, onset_monotonic: float) -> None:
        self._send(partial(self._work.play_started, onset_monotonic))

    @Slot(object)
    def _play_ended(self, report: PlayReport) -> None:
        """The session files the report with the step it was played on, also if that was left meanwhile."""
        self._send(partial(self._work.play_ended, report))
        state = self._state
        is_tone = state is not None and state.step.phase is Phase.LEVEL and self._tone_plays
        if is_tone and "stopped" not in report.flags:
            self._play_tone()


def _before_session(phase: Phase, language: str) -> SessionState:
    return SessionState(step=Step(phase.value, phase), language=language, progress=Progress(1, 1, None))
