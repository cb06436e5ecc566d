"""Signals around one session: the window asks, the store's thread acts, the new state comes back.

All work on ``Session`` and ``Store`` runs in the store's one thread, in the order it was asked for. A state is
emitted after its answer was committed, never before: a page that shows an answer shows a saved one.

The first two pages, language and consent, are made here: before consent there is no session, nothing is stored.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QObject, Signal, Slot

from merlingua.gui.session_sound import SessionSound
from merlingua.gui.store_thread import StoreThread
from merlingua.surveys.questions import AnswerValue
from merlingua.surveys.steps import Phase, SessionState, Trial

if TYPE_CHECKING:
    from merlingua.gui.preflight import Readiness
    from merlingua.surveys.playback import Player, Samples
    from merlingua.surveys.session import Session
    from merlingua.surveys.store import Store

TONE_S = 30.0
"""Length of the calibration tone; it begins again until the listener stops it or goes on."""
DEFAULT_SAMPLE_RATE = 48_000


@dataclass(frozen=True)
class _Outcome:
    """What the store's thread hands back: values alone, the session stays there."""

    state: SessionState
    upcoming: Trial | None
    """The next clip that will be heard, to be decoded meanwhile."""
    volume_db: float
    trial_interval: int | None
    """Headphone check: in which interval of the current trial the pitch is."""
    trial_seed: int


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
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.study = readiness.study
        self._levels = readiness.levels
        self._store = store
        self._restarts = restarts
        self._session: Session | None = None  # touched in the store's thread alone
        self._state: SessionState | None = None
        self._held: SessionState | None = None
        self._outcome: _Outcome | None = None
        self._volume_db = 0.0
        self._tone_plays = False
        self._language = self.study.definition.study.default_language
        self.sound = SessionSound(make_player, parent=self)
        self.sound.opened.connect(self._prepare_due)
        self.sound.clip_prepared.connect(self._clip_prepared)
        self.sound.playhead_moved.connect(self._playhead_moved)
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
        self._act(partial(self._resume_session, session_id))

    @Slot(str)
    def choose_language(self, language: str) -> None:
        """Show the information and consent in a language."""
        self._language = language
        self._show(self._first_state(Phase.CONSENT))

    @Slot()
    def back(self) -> None:
        """From consent to the choice of language."""
        if self._state is not None and self._state.step.phase is Phase.CONSENT:
            self._show_first_page()

    @Slot()
    def give_consent(self) -> None:
        """Make the session: from here on everything is stored."""
        if self._state is not None and self._state.step.phase is Phase.CONSENT:
            self._act(partial(self._create_session, self._language))

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
        """Save an answer; a state that holds it follows."""
        self._act(partial(_answer, question_id, value))

    @Slot()
    def next(self) -> None:
        """Go on to the next step."""
        self.sound.stop()
        self._act(_next)

    @Slot()
    def play(self) -> None:
        """Play what the page is about: the clip, a trial of the headphone check, or the tone."""
        state = self._state
        if state is None or self.sound.is_playing or state.is_paused:
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
        self.stop()
        self._act(_pause)

    @Slot()
    def unpause(self) -> None:
        """Go on after a pause."""
        self._act(_unpause)

    def close(self) -> None:
        """Let go of the sound device; the store stays open."""
        self.sound.close()

    # The session, in the store's thread

    def _create_session(self, language: str, store: Store) -> Session:
        from merlingua.surveys.session import Session

        self._session = Session.create(self.study, store, language=language, station=self._station())
        return self._session

    def _resume_session(self, session_id: UUID, store: Store) -> Session:
        from merlingua.surveys.session import Session

        self._session = Session.resume(self.study, store, session_id, station=self._station())
        return self._session

    # What comes back

    def _act(self, action: Callable[[Store], object]) -> None:
        raise NotImplementedError
