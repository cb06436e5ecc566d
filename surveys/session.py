"""One participant's session: what comes next, what is allowed, and what is saved.

A session begins with consent. Each action checks everything first, is committed by the store, and only then
changes what the session knows: an action that raises has changed nothing, and a state that holds an answer
holds a saved one. A session belongs to the thread of its store.

Times: ``*_monotonic`` and ``answered_at`` are the clock of ``time.monotonic()`` in seconds, the same that players
report in; UTC is only what is written down.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from merlingua.surveys.errors import StepError
from merlingua.surveys.questions import AnswerValue, Question
from merlingua.surveys.session_plan import VOLUME_QUESTION
from merlingua.surveys.station import StationInfo as StationInfo
from merlingua.surveys.steps import PlayReport, SessionState, Step, Trial

if TYPE_CHECKING:
    from merlingua.surveys.store import Store
    from merlingua.surveys.study import Study

Clock = Callable[[], float]


@dataclass(frozen=True)
class HeadphoneTrial:
    """The trial of the headphone check that is due: where its pitch is, and the seed of its noise."""

    number: int
    """From 1 within the attempt."""
    correct_interval: int
    """1, 2 or 3: for ``surveys.headphones.huggins_trial``."""
    seed: int


class Session:
    """A session; make one with ``create`` or ``resume``.

    Every action returns the new state. All raise StepError if the action is not due now (out of order, paused,
    finished, not heard yet), InvalidAnswerError if a value does not fit its question, and StoreError if the
    store could not write; nothing has changed then.
    """

    @classmethod
    def create(
        cls,
        study: Study,
        store: Store,
        *,
        language: str,
        station: StationInfo,
        consented: bool = True,
        is_simulated: bool = False,
        clock: Clock = time.monotonic,
    ) -> Session:
        """Begin a session at consent: number, order, participant, session and consent in one transaction."""
        raise NotImplementedError

    @classmethod
    def resume(
        cls,
        study: Study,
        store: Store,
        session_id: UUID,
        *,
        station: StationInfo,
        clock: Clock = time.monotonic,
    ) -> Session:
        """Go on with a session that was left: at the same step, in the same order, with what was heard.

        Raises
        ------
        StepError
            If the study is not the one with which it began, or the session has ended.
        """
        raise NotImplementedError

    @property
    def id(self) -> UUID: ...

    @property
    def number(self) -> int: ...

    @property
    def order(self) -> tuple[Trial, ...]: ...

    @property
    def steps(self) -> tuple[Step, ...]: ...

    @property
    def state(self) -> SessionState: ...

    @property
    def upcoming(self) -> Trial | None:
        """The next trial that will be heard after this step, to be decoded meanwhile."""

    @property
    def volume_db(self) -> int:
        """The level that the listener has set, 0 or below; 0 until then."""

    @property
    def headphone_trial(self) -> HeadphoneTrial | None:
        """The trial that is due; None on other steps and when all are answered."""

    def answer(
        self, question_id: str, value: AnswerValue, *, answered_at: float | None = None
    ) -> SessionState: ...

    def play_started(self, *, onset_monotonic: float) -> SessionState: ...

    def play_ended(self, report: PlayReport) -> SessionState: ...

    def next(self) -> SessionState: ...

    def back(self) -> SessionState: ...

    def pause(self) -> SessionState: ...

    def unpause(self) -> SessionState: ...

    def note(self, kind: str, **detail: object) -> SessionState: ...
