"""The store: participants, sessions, what was played and every answer, in one SQLite file.

Only ever added to: a revised answer is a row of its own. Each ``add_*`` is one transaction and has reached
the disk when it returns. A store belongs to the thread that opened it. What SQLite refuses is a
``StoreError`` that says what to do; a transaction that failed has left nothing behind.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import platformdirs
import sqlalchemy as sa
import uuid6

from merlingua.surveys import store_reading as reading
from merlingua.surveys.questions import AnswerValue
from merlingua.surveys.schema import answer, event, participant, play, presentation, session
from merlingua.surveys.steps import PlayReport, Trial
from merlingua.surveys.store_open import READING, open_engine, store_path, translated
from merlingua.surveys.store_rows import (
    AnswerRow,
    LanguageCounts,
    NewSession,
    SessionHistory,
    SessionRow,
    SessionSummary,
    StoreTotals,
)


def default_store_path() -> Path:
    """The user's own store; its folder is made where it is missing."""
    folder = platformdirs.user_data_path("merlingua", appauthor=False, ensure_exists=True)
    return folder / "merlingua.db"


class Store:
    """An open store; ``close`` it, or use it as a context manager."""

    def __init__(self, path: Path, engine: sa.Engine) -> None:
        self.path = path
        self._engine = engine
        self._connection = engine.connect()

    @classmethod
    def open(cls, location: str | Path, *, create: bool = True, read_only: bool = False) -> Store:
        """Open a store, migrate it where it is older, make it where it is missing.

        Raises
        ------
        StoreError
            If it is locked, read-only, damaged, from a newer version, no store at all, or missing while
            ``create`` is False; the message says what to do.
        """
        path = store_path(location)
        engine = open_engine(path, create=create, read_only=read_only)
        with translated(path):
            return cls(path, engine)

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file; what was added is on the disk already."""
        self._connection.close()
        self._engine.dispose()

    @contextmanager
    def one_transaction(self) -> Iterator[None]:
        """Group all that is added inside into one transaction: all of it is stored, or none.

        For simulated sessions alone: a real answer is committed before the screen shows it.
        """
        with self._transaction():
            yield

    @contextmanager
    def _transaction(self) -> Iterator[sa.Connection]:
        if self._connection.in_transaction():
            yield self._connection
            return
        with translated(self.path), self._connection.begin():
            yield self._connection

    @contextmanager
    def _reading(self) -> Iterator[sa.Connection]:
        """One consistent view that waits for no writer, and leaves no transaction open behind it."""
        if self._connection.in_transaction():
            yield self._connection
            return
        self._connection.execution_options(**{READING: True})
        try:
            with translated(self.path), self._connection.begin():
                yield self._connection
        finally:
            self._connection.execution_options(**{READING: False})

    def begin_session(self, new: NewSession) -> SessionRow:
        """Hand out a number, make the order, and store participant and session in one transaction.

        Numbers count from 1 within the study, or within study and language where the order is balanced by
        language; listeners and simulated listeners are counted alike.
        """
        now = _now()
        with self._transaction() as connection:
            of_study = participant.c.study_id == new.study_id
            number = _next(connection, participant.c.number, of_study)
            in_language = _next(
                connection, participant.c.number_in_language, of_study, participant.c.language == new.language
            )
            order_number = in_language if new.is_balanced_by_language else number
            order = tuple(new.plan(order_number))
            participant_id, session_id = _new_id(), _new_id()
            connection.execute(
                _INSERT_PARTICIPANT,
                {
                    "id": participant_id.bytes,
                    "study_id": new.study_id,
                    "number": number,
                    "language": new.language,
                    "number_in_language": in_language,
                    "is_simulated": new.is_simulated,
                    "withdrawal_code_sha256": new.withdrawal_code_sha256,
                    "created_at": now.isoformat(),
                },
            )
            row = SessionRow(
                session_id,
                participant_id,
                new.study_id,
                new.study_version,
                new.study_sha256,
                new.seed,
                new.language,
                order_number,
                order,
                new.station,
                new.device,
                dict(new.versions),
                new.is_simulated,
                now,
            )
            connection.execute(_INSERT_SESSION, reading.columns_of_session(row))
            for kind, detail in new.first_events:
                self.add_event(session_id, kind, detail)
        return row

    def add_presentation(
        self, session_id: UUID, step_id: str, trial: Trial, clip_sha256: str, gain_db: float
    ) -> UUID:
        """Store that a clip is shown at a step; once a step."""
        presentation_id = _new_id()
        with self._transaction() as connection:
            connection.execute(
                _INSERT_PRESENTATION,
                {
                    "id": presentation_id.bytes,
                    "session_id": session_id.bytes,
                    "step_id": step_id,
                    "clip_id": trial.clip_id,
                    "clip_sha256": clip_sha256,
                    "block_id": trial.block_id,
                    "position": trial.position,
                    "is_practice": trial.is_practice,
                    "is_repeat": trial.is_repeat,
                    "gain_db": gain_db,
                    "shown_at": _now().isoformat(),
                },
            )
        return presentation_id

    def add_play(self, presentation_id: UUID, report: PlayReport, started_at: datetime | None = None) -> UUID:
        """Store what reached the device in one play; ``started_at`` is aware, None: now."""
        play_id = _new_id()
        with self._transaction() as connection:
            connection.execute(
                _INSERT_PLAY,
                {
                    "id": play_id.bytes,
                    "presentation_id": presentation_id.bytes,
                    "started_at": (started_at or _now()).astimezone(UTC).isoformat(),
                    "dac_onset_s": report.dac_onset_s,
                    "frames_total": report.frames_total,
                    "frames_played": report.frames_played,
                    "sample_rate": report.sample_rate,
                    "underruns": report.underruns,
                    "gain_db": report.gain_db,
                    "device": report.device,
                    "flags": " ".join(report.flags),
                },
            )
        return play_id

    def add_answer(
        self,
        session_id: UUID,
        step_id: str,
        question_id: str,
        value: AnswerValue,
        *,
        presentation_id: UUID | None = None,
        response_ms: float | None = None,
    ) -> AnswerRow:
        """Store an answer as the next revision of its question; on the disk when this returns."""
        now, answer_id = _now(), _new_id()
        is_int = isinstance(value, int)
        with self._transaction() as connection:
            newest = connection.execute(
                _NEWEST_REVISION,
                {"of_session": session_id.bytes, "of_step": step_id, "of_question": question_id},
            ).scalar()
            revision = (newest or 0) + 1
            connection.execute(
                _INSERT_ANSWER,
                {
                    "id": answer_id.bytes,
                    "session_id": session_id.bytes,
                    "presentation_id": presentation_id.bytes if presentation_id else None,
                    "step_id": step_id,
                    "question_id": question_id,
                    "value_int": value if is_int else None,
                    "value_text": None if is_int else value,
                    "response_ms": response_ms,
                    "revision": revision,
                    "answered_at": now.isoformat(),
                },
            )
        return AnswerRow(
            answer_id, session_id, presentation_id, step_id, question_id, value, response_ms, revision, now
        )

    def add_event(self, session_id: UUID, kind: str, detail: Mapping[str, object]) -> UUID:
        """Store something that happened; ``detail`` must be fit for JSON."""
        event_id = _new_id()
        with self._transaction() as connection:
            connection.execute(
                _INSERT_EVENT,
                {
                    "id": event_id.bytes,
                    "session_id": session_id.bytes,
                    "kind": kind,
                    "detail": reading.to_json(detail),
                    "happened_at": _now().isoformat(),
                },
            )
        return event_id

    def history(self, session_id: UUID) -> SessionHistory:
        """All that is stored of a session; StoreError if there is none of that id."""
        with self._reading() as connection:
            return reading.history(connection, session_id, self.path)

    def sessions(self, study_id: str) -> list[SessionSummary]:
        """Every session of a study, the latest first."""
        with self._reading() as connection:
            return reading.summaries(connection, study_id)

    def unfinished_sessions(self, study_id: str) -> list[SessionSummary]:
        """Sessions of real listeners that can go on, the latest first."""
        return [found for found in self.sessions(study_id) if not found.is_ended and not found.is_simulated]

    def counts(self, study_id: str) -> dict[str, LanguageCounts]:
        """Listeners by language: those who began, those who finished, the last answer."""
        with self._reading() as connection:
            return reading.counts(connection, study_id)

    def totals(self) -> StoreTotals:
        """How many rows each table holds."""
        with self._reading() as connection:
            return reading.totals(connection)


_INSERT_PARTICIPANT = sa.insert(participant)
_INSERT_SESSION = sa.insert(session)
_INSERT_PRESENTATION = sa.insert(presentation)
_INSERT_PLAY = sa.insert(play)
_INSERT_ANSWER = sa.insert(answer)
_INSERT_EVENT = sa.insert(event)
_NEWEST_REVISION = sa.select(sa.func.max(answer.c.revision)).where(
    answer.c.session_id == sa.bindparam("of_session"),
    answer.c.step_id == sa.bindparam("of_step"),
    answer.c.question_id == sa.bindparam("of_question"),
)


def _next(connection: sa.Connection, column: sa.Column[int], *conditions: sa.ColumnElement[bool]) -> int:
    return (connection.execute(sa.select(sa.func.max(column)).where(*conditions)).scalar() or 0) + 1


def _new_id() -> UUID:
    return UUID(bytes=uuid6.uuid7().bytes)


def _now() -> datetime:
    return datetime.now(UTC)
