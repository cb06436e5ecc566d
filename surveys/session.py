"""One participant's session: what comes next, what is allowed, and what is saved.

A session begins with consent. Each action checks everything first, is committed by the store, and only then
changes what the session knows: an action that raises has changed nothing, and a state that holds an answer
holds a saved one. A session belongs to the thread of its store.

Times: ``onset_monotonic`` and ``answered_at`` are the clock of ``time.monotonic()`` in seconds, in which
players report too; UTC is what the store writes down.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from merlingua.surveys.errors import StepError
from merlingua.surveys.questionnaires import check_answer
from merlingua.surveys.questions import AnswerValue
from merlingua.surveys.session_headphones import HeadphoneTrial, headphone_result, headphone_trial
from merlingua.surveys.session_page import Page, drawn_state, shown_page
from merlingua.surveys.session_plan import step_questions
from merlingua.surveys.session_record import (
    HEADPHONE_CHECK,
    MOVES,
    PAUSED,
    RESUMED,
    STEP,
    UNPAUSED,
    SessionRecord,
    begun_record,
    resumed_record,
)
from merlingua.surveys.session_sound import SessionSound
from merlingua.surveys.session_time import Pace, step_time
from merlingua.surveys.station import StationInfo as StationInfo
from merlingua.surveys.steps import Phase, PlayReport, SessionState, Step, Trial
from merlingua.surveys.store_rows import FINISHED, STOPPED
from merlingua.surveys.withdrawal import new_withdrawal_code, withdrawal_code_sha256

if TYPE_CHECKING:
    from merlingua.surveys.store import Store
    from merlingua.surveys.study import Study

Clock = Callable[[], float]
Now = Callable[[], datetime]


def utc_now() -> datetime:
    """The time of day that is written down."""
    return datetime.now(UTC)


class Session:
    """A session; make one with ``create`` or ``resume``.

    Every action returns the new state. All raise StepError if the action is not due now (out of order,
    paused, ended, not heard yet), InvalidAnswerError if a value does not fit its question, and StoreError if
    the store could not write; nothing has changed then.
    """

    def __init__(
        self,
        study: Study,
        store: Store,
        record: SessionRecord,
        *,
        clock: Clock,
        now: Now,
        code: str | None,
    ) -> None:
        """For ``create`` and ``resume`` only."""
        self._study = study
        self._store = store
        self._record = record
        self._clock = clock
        self._now = now
        self._code = code
        self._paused_at: float | None = None
        self._left: Step | None = None
        self._sound = SessionSound(study, store, record, clock)
        self._pace = Pace()
        self._questions = [step_questions(study, step) for step in record.steps]
        self._times = [
            step_time(study, step, questions)
            for step, questions in zip(record.steps, self._questions, strict=True)
        ]
        self._state: SessionState | None = None
        self._page = self._shown_page()

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
        now: Now = utc_now,
    ) -> Session:
        """Begin a session at consent: number, order, participant, session and consent in one transaction.

        Raises
        ------
        StepError
            If the study wants consent and there is none, or it is not offered in this language.
        """
        if language not in study.definition.study.languages:
            offered = ", ".join(study.definition.study.languages)
            raise StepError(f"language {language!r} is not offered; the study has {offered}")
        if study.definition.consent.must_agree and not consented:
            raise StepError("a session begins with consent, and there is none; nothing was stored")
        code = new_withdrawal_code()
        record = begun_record(
            study,
            store,
            language=language,
            station=station,
            consented=consented,
            is_simulated=is_simulated,
            withdrawal_code_sha256=withdrawal_code_sha256(code),
        )
        return cls(study, store, record, clock=clock, now=now, code=code)

    @classmethod
    def resume(
        cls,
        study: Study,
        store: Store,
        session_id: UUID,
        *,
        station: StationInfo,
        clock: Clock = time.monotonic,
        now: Now = utc_now,
    ) -> Session:
        """Go on with a session that was left: at the same step, in the same order, with what was heard.

        Raises
        ------
        StepError
            If the study is not the one with which it began, or the session has ended.
        """
        record = resumed_record(study, store, session_id)
        detail = {"station": station.station, "device": station.device, "versions": dict(station.versions)}
        store.add_event(record.id, RESUMED, detail)
        return cls(study, store, record, clock=clock, now=now, code=None)

    @property
    def id(self) -> UUID:
        """The session's key in the store."""
        return self._record.id

    @property
    def number(self) -> int:
        """The participant's number, from 1."""
        return self._record.number

    @property
    def order(self) -> tuple[Trial, ...]:
        """What is heard when."""
        return self._record.order

    @property
    def steps(self) -> tuple[Step, ...]:
        """All steps, from the first after consent to the thanks."""
        return self._record.steps

    @property
    def state(self) -> SessionState:
        """All that a page needs."""
        if self._state is None:
            code = self._code if self._record.end == FINISHED else None
            self._state = drawn_state(self._page, self._record, is_paused=self.is_paused, code=code)
        return self._state

    @property
    def upcoming(self) -> Trial | None:
        """The next trial that will be heard after this step, to be decoded meanwhile."""
        later = self._record.steps[self._record.index + 1 :]
        return next((step.trial for step in later if step.trial is not None), None)

    @property
    def volume_db(self) -> int:
        """The level that the listener has set, dB, 0 or below; 0 until then."""
        return self._record.volume_db

    @property
    def headphone_trial(self) -> HeadphoneTrial | None:
        """The trial of the headphone check that is due; None on other steps, and when all are answered."""
        page = self._page
        if page.step.phase is not Phase.HEADPHONES or page.current is None:
            return None
        return headphone_trial(page.questions, page.current, seed=self._record.headphone_seed)

    @property
    def is_paused(self) -> bool:
        """Between ``pause`` and ``unpause``."""
        return self._paused_at is not None

    def answer(
        self, question_id: str, value: AnswerValue, *, answered_at: float | None = None
    ) -> SessionState:
        """Save an answer of this step; the same question again is a new revision.

        ``answered_at`` is when the listener gave it (now, if None). ``response_ms`` counts from the onset of
        the last play on a clip's page (None if it was not played since a resume), on others from when the
        page was shown.
        """
        self._check_running()
        page = self._page
        question = page.question_to_answer(question_id)
        stored = check_answer(question, value)
        presentation_id = self._sound.presentation_of(page.step)
        self._store.add_answer(
            self.id,
            page.step.id,
            question_id,
            stored,
            presentation_id=presentation_id,
            response_ms=self._response_ms(answered_at),
        )
        page.answers[question_id] = stored
        return self._changed()

    def play_started(self, *, onset_monotonic: float) -> SessionState:
        """A play has begun to sound; where the study wants the full clip first, its end opens the rating."""
        self._check_running(even_paused=True)
        started_at = self._now()
        self._sound.started(self._page, self._left, onset_monotonic=onset_monotonic, started_at=started_at)
        return self._changed()

    def play_ended(self, report: PlayReport) -> SessionState:
        """Save what reached the device; opens the rating when enough was heard.

        A report that comes during a pause or after its step was left is saved where it belongs.
        """
        self._sound.ended(self._page, report, ended_at=self._now())
        return self._changed()

    def next(self) -> SessionState:
        """Go on to the next step; the last one ends the session and shows the withdrawal code."""
        self._check_running()
        self._page.check_complete()
        if self._page.step.phase is Phase.HEADPHONES:
            return self._leave_headphones()
        return self._move(STEP, self._record.index + 1)

    def back(self) -> SessionState:
        """Go back a page within a questionnaire; its answers can be revised."""
        self._check_running()
        index = self._record.index - 1
        step = self._page.step
        if step.page == 0 or step.phase is not Phase.QUESTIONNAIRE:
            raise StepError(f"there is no way back from step {step.id!r}: only within a questionnaire")
        return self._move(STEP, index)

    def pause(self) -> SessionState:
        """Interrupt the session: until ``unpause``, only the end of a play and notes are taken."""
        self._check_running()
        self._store.add_event(self.id, PAUSED, {"at": self._page.step.id})
        self._paused_at = self._clock()
        return self._changed()

    def unpause(self) -> SessionState:
        """Go on after a pause."""
        if self._paused_at is None:
            raise StepError(f"session {self.id} is not paused")
        self._store.add_event(self.id, UNPAUSED, {"at": self._page.step.id})
        self._page.paused_s += self._clock() - self._paused_at
        self._paused_at = None
        return self._changed()

    def note(self, kind: str, **detail: object) -> SessionState:
        """Log something that happened, such as a change of device; ``detail`` must be fit for JSON."""
        if kind in MOVES:
            raise StepError(f"an event of kind {kind!r} moves a session; call next()")
        self._store.add_event(self.id, kind, {"at": self._page.step.id, **detail})
        return self.state

    def _check_running(self, *, even_paused: bool = False) -> None:
        if self._record.end is not None:
            raise StepError(f"session {self.id} has ended; nothing more can be answered in it")
        if self._paused_at is not None and not even_paused:
            raise StepError(f"session {self.id} is paused; it goes on with unpause()")

    def _leave_headphones(self) -> SessionState:
        check = self._study.definition.devices.headphone_check
        if check is None:
            raise StepError(f"study {self._study.definition.study.id!r} has no headphone check")
        record, page = self._record, self._page
        result = headphone_result(
            check, page.questions, page.answers, seed=record.headphone_seed, attempt=record.attempt
        )
        detail = {"attempt": record.attempt, **asdict(result)}
        if result.verdict == "again":
            return self._move(HEADPHONE_CHECK, record.index, attempt=record.attempt + 1, detail=detail)
        if result.verdict == "stopped":
            return self._move(STOPPED, record.index, attempt=record.attempt, detail=detail)
        return self._move(HEADPHONE_CHECK, record.index + 1, detail=detail)

    def _move(
        self, kind: str, index: int, *, attempt: int = 1, detail: Mapping[str, object] | None = None
    ) -> SessionState:
        """Write down where the session goes, then go there; the last step ends it."""
        step = self._record.step_at(index, attempt)
        more = dict(detail or {})
        code = None
        if step.phase is Phase.THANKS:
            kind, code = FINISHED, self._code or new_withdrawal_code()
            more["withdrawal_code_sha256"] = withdrawal_code_sha256(code)
        self._store.add_event(self.id, kind, {"step": step.id, **more})
        self._pace.note(self._page.time, self._clock() - self._page.shown_at - self._page.paused_s)
        self._record.index, self._record.attempt = index, attempt
        if kind in (FINISHED, STOPPED):
            self._record.end = kind
        self._code = code or self._code
        self._left = self._page.step
        self._page = self._shown_page()
        return self._changed()

    def _response_ms(self, answered_at: float | None) -> int | None:
        page = self._page
        since = page.onset_monotonic if page.step.trial else page.shown_at
        if since is None:
            return None
        moment = self._clock() if answered_at is None else answered_at
        return max(0, round((moment - since) * 1000))

    def _shown_page(self) -> Page:
        record = self._record
        left = [] if record.end else self._times[record.index :]
        return shown_page(
            self._study,
            record,
            self._questions[record.index],
            time=self._times[record.index],
            shown_at=self._clock(),
            remaining_min=self._pace.remaining_min(left),
        )

    def _changed(self) -> SessionState:
        self._state = None
        return self.state
