"""What a researcher sees of the sessions that run, read from the store beside the station that writes it.

    with SessionWatch(study, location) as watch:
        running = watch.look()      # None: nothing was written since the last look

Nothing here writes, and nothing holds the store's lock: a station never waits for who watches it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self
from uuid import UUID

from sqlalchemy import Connection, func, select

from merlingua.surveys import schema
from merlingua.surveys.errors import StepError
from merlingua.surveys.session_plan import step_questions
from merlingua.surveys.session_record import PAUSED, RESUMED, UNPAUSED, SessionRecord, read_record
from merlingua.surveys.session_sound import ONSET_AT, PLAY_STARTED
from merlingua.surveys.steps import Phase, Step
from merlingua.surveys.store import Store
from merlingua.surveys.store_ratings import change_token
from merlingua.surveys.store_rows import ENDS, SURVEY, EventRow, SessionHistory

if TYPE_CHECKING:
    from merlingua.surveys.study import Study

RUNS_FOR = timedelta(minutes=30)
"""A session of which nothing was heard for longer is not taken to be running."""
N_LOOKED_AT = 40
"""Of the latest sessions so many are looked at: more do not run at once on one store."""


@dataclass(frozen=True)
class WatchedSession:
    """Where a session stands."""

    id: UUID
    number: int
    language: str
    station: str
    is_simulated: bool
    started_at: datetime
    seen_at: datetime
    """When the store last took something of it."""
    step: Step | None
    """None: the study's folder was changed since the session began, so that its steps are not known."""
    position: int
    n_steps: int
    n_answered: int
    """Questions of the step that have an answer."""
    n_questions: int
    n_plays: int
    """Undisturbed plays of the step's clip."""
    n_disturbed: int
    """Disturbed plays in the whole session."""
    sounds_since: datetime | None
    """Onset of the clip that plays, as far as the store knows; None: none plays."""
    is_paused: bool
    end: str | None
    """``finished``, ``stopped``, or None."""

    @property
    def clip_id(self) -> str | None:
        """The clip of this step."""
        return None if self.step is None or self.step.trial is None else self.step.trial.clip_id


class SessionWatch:
    """Holds one read-only connection; used by one thread."""

    def __init__(self, study: Study, location: str | Path) -> None:
        """Open the store.

        Raises
        ------
        StoreError
            If there is no store, or it cannot be read.
        """
        self._study = study
        self._store = Store.open(location, read_only=True)
        self._token: tuple[int, int] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the store."""
        self._store.close()

    def look(self, *, now: datetime | None = None) -> tuple[WatchedSession, ...] | None:
        """The sessions that run, the one that was heard of last first; None: nothing was written since.

        Where none runs, the last that was held is there alone.

        Raises
        ------
        StoreError
            If the store cannot be read.
        """
        token = change_token(self._store)
        if token == self._token:
            return None
        since = (now or datetime.now(UTC)) - RUNS_FOR
        with self._store.reading() as connection:
            latest = _latest(connection, self._study.definition.study.id)
        running = [session_id for session_id, seen_at, is_over in latest if not is_over and seen_at > since]
        shown = running or [session_id for session_id, _, _ in latest[:1]]
        found = [watched(self._study, self._store.history(session_id)) for session_id in shown]
        self._token = token
        return tuple(sorted(found, key=lambda session: session.seen_at, reverse=True))


def watched(study: Study, history: SessionHistory) -> WatchedSession:
    """Where a session stands, by its rows."""
    row = history.session
    record: SessionRecord | None = None
    if row.study_sha256 == study.sha256:
        try:
            record = read_record(study, history)
        except StepError:
            record = None
    step = record.step if record is not None else None
    questions = step_questions(study, step) if step is not None else ()
    answers = record.answers.get(step.id, {}) if record is not None and step is not None else {}
    plays = record.plays.get(step.id) if record is not None and step is not None else None
    moments = [event.happened_at for event in history.events]
    moments += [answer.answered_at for answer in history.answers if answer.answered_at is not None]
    changes = [event.kind for event in history.events if event.kind in (PAUSED, UNPAUSED, RESUMED)]
    end = next((event.kind for event in history.events if event.kind in ENDS), None)
    return WatchedSession(
        id=row.id,
        number=row.number,
        language=row.language,
        station=row.station,
        is_simulated=row.is_simulated,
        started_at=row.started_at,
        seen_at=max([row.started_at, *moments]),
        step=step,
        position=record.index + 1 if record is not None else 0,
        n_steps=len(record.steps) if record is not None else 0,
        n_answered=sum(question.id in answers for question in questions),
        n_questions=len(questions),
        n_plays=plays.n_counted if plays is not None else 0,
        n_disturbed=sum(play.report.underruns > 0 for play in history.plays),
        sounds_since=_sounds_since(history, step) if end is None else None,
        is_paused=end is None and bool(changes) and changes[-1] == PAUSED,
        end=end,
    )


def _sounds_since(history: SessionHistory, step: Step | None) -> datetime | None:
    """When the play began that has not ended; keys are in the order of writing (UUID version 7)."""
    starts = [event for event in history.events if event.kind == PLAY_STARTED]
    if not starts or step is None or step.phase is not Phase.CLIP:
        return None
    last: EventRow = starts[-1]
    is_over = any(play.id > last.id for play in history.plays) or last.detail.get("at") != step.id
    written = last.detail.get(ONSET_AT)
    if is_over or not isinstance(written, str):
        return None
    return datetime.fromisoformat(written)


def _latest(connection: Connection, study_id: str) -> list[tuple[UUID, datetime, bool]]:
    """The survey's latest sessions: id, when the store last took something, whether it is over."""
    session, answer, event = schema.session, schema.answer, schema.event
    ends = select(func.count()).where(event.c.session_id == session.c.id, event.c.kind.in_(ENDS))
    statement = (
        select(
            session.c.id,
            session.c.started_at,
            select(func.max(event.c.happened_at)).where(event.c.session_id == session.c.id).scalar_subquery(),
            select(func.max(answer.c.answered_at))
            .where(answer.c.session_id == session.c.id)
            .scalar_subquery(),
            ends.scalar_subquery(),
        )
        .where(session.c.study_id == study_id, session.c.source == SURVEY)
        .order_by(session.c.id.desc())
        .limit(N_LOOKED_AT)
    )
    return [
        (key, max(moment for moment in moments if moment is not None), bool(n_ends))
        for key, *moments, n_ends in connection.execute(statement)
    ]
