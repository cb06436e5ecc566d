"""The half of ``SessionModel`` that runs in the store's thread: it alone touches ``Session``.

Each method takes the store last, acts, and hands back values; the session itself never leaves the thread.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from merlingua.surveys.errors import StepError
from merlingua.surveys.questions import AnswerValue
from merlingua.surveys.steps import PlayReport, SessionState, Step, Trial

if TYPE_CHECKING:
    from merlingua.surveys.session import Session
    from merlingua.surveys.session_headphones import HeadphoneTrial
    from merlingua.surveys.store import Store
    from merlingua.surveys.study import Study


@dataclass(frozen=True)
class Outcome:
    """What an action led to."""

    state: SessionState
    upcoming: Trial | None
    """The next clip that will be heard, to be decoded meanwhile."""
    volume_db: float
    """The level the listener has set by ear."""
    headphone_trial: HeadphoneTrial | None


class SessionWork:
    """One listener's session at a time; ``create`` and ``resume`` put it in the place of the last."""

    def __init__(self, study: Study) -> None:
        self._study = study
        self._session: Session | None = None

    def create(self, language: str, device: str, store: Store) -> Outcome:
        """Begin a session: consent was given."""
        from merlingua.surveys.session import Session
        from merlingua.surveys.station import StationInfo

        self._session = Session.create(
            self._study, store, language=language, station=StationInfo.here(device)
        )
        return self._outcome(self._session.state)

    def resume(self, session_id: UUID, device: str, store: Store) -> Outcome:
        """Go on with a session where it was left."""
        from merlingua.surveys.session import Session
        from merlingua.surveys.station import StationInfo

        self._session = Session.resume(self._study, store, session_id, station=StationInfo.here(device))
        return self._outcome(self._session.state)

    def answer(
        self, step: Step, question_id: str, value: AnswerValue, answered_at: float, store: Store
    ) -> Outcome:
        """Save an answer of ``step`` that was given at ``answered_at`` (``time.monotonic()``)."""
        self._check_at(step)
        return self._outcome(self._current.answer(question_id, value, answered_at=answered_at))

    def next(self, step: Step, store: Store) -> Outcome:
        """Go on from ``step`` to the next."""
        self._check_at(step)
        return self._outcome(self._current.next())

    def back(self, step: Step, store: Store) -> Outcome:
        """Return from ``step`` to the page before, where the session allows it."""
        self._check_at(step)
        return self._outcome(self._current.back())

    def pause(self, store: Store) -> Outcome:
        """Interrupt the session."""
        return self._outcome(self._current.pause())

    def unpause(self, store: Store) -> Outcome:
        """Go on after a pause."""
        return self._outcome(self._current.unpause())

    def play_started(self, onset_monotonic: float, store: Store) -> Outcome:
        """The clip's first frame is at the converter at this ``time.monotonic()``."""
        return self._outcome(self._current.play_started(onset_monotonic=onset_monotonic))

    def play_ended(self, report: PlayReport, store: Store) -> Outcome:
        """A play is over."""
        return self._outcome(self._current.play_ended(report))

    def reveal(self, step: Step, shown: Mapping[str, object], store: Store) -> Outcome:
        """Log that a prediction is shown on ``step``, before it is; nothing where the listener went on."""
        from merlingua.surveys.revelations import log_revelation

        session = self._current
        is_there = session.state.step == step
        return self._outcome(log_revelation(session, shown) if is_there else session.state)

    def not_revealed(self, step: Step, why: str, store: Store) -> Outcome:
        """Log that on ``step`` no prediction could be shown."""
        from merlingua.surveys.revelations import log_no_revelation

        session = self._current
        is_there = session.state.step == step
        return self._outcome(log_no_revelation(session, why) if is_there else session.state)

    @property
    def _current(self) -> Session:
        if self._session is None:
            raise StepError("There is no session yet: it begins with consent.")
        return self._session

    def _check_at(self, step: Step) -> None:
        """What was meant for a page that has gone never lands on the next: both may ask the same."""
        if self._current.state.step != step:
            raise StepError(f"step {step.id!r} was left before this arrived; nothing has changed")

    def _outcome(self, state: SessionState) -> Outcome:
        session = self._current
        return Outcome(state, session.upcoming, float(session.volume_db), session.headphone_trial)
