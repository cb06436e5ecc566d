"""The store: every answer of every session, each one committed before it is shown as saved.

Conventions
-----------
A store belongs to the thread that opened it. Every ``add_…`` and ``begin_session`` is a transaction of its
own: when it returns, what it wrote is on the disk (write-ahead log, ``synchronous=FULL``); when it raises,
nothing was written and all that was saved before is as it was. Simulations and imports may put several into
one transaction (`Store.one_transaction`); a session with a listener never does.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from uuid import UUID

from sqlalchemy import Connection, Table

from merlingua.surveys import schema, store_queries
from merlingua.surveys.audit_chain import AuditWriter, driver_values
from merlingua.surveys.errors import StoreError
from merlingua.surveys.questions import AnswerValue
from merlingua.surveys.row_keys import KeyMaker
from merlingua.surveys.server_place import StorePlace
from merlingua.surveys.steps import PlayReport, Trial
from merlingua.surveys.store_connection import connect_to_store
from merlingua.surveys.store_errors import readable_errors
from merlingua.surveys.store_open import BUSY_TIMEOUT_MS, OpenOptions, read_pragmas
from merlingua.surveys.store_place import default_store_path as default_store_path
from merlingua.surveys.store_rows import CONSENT, SURVEY, AnswerRow, NewSession, SessionRow
from merlingua.surveys.store_rows import ENDS as ENDS
from merlingua.surveys.store_rows import EventRow as EventRow
from merlingua.surveys.store_rows import LanguageCounts as LanguageCounts
from merlingua.surveys.store_rows import PlayRow as PlayRow
from merlingua.surveys.store_rows import PresentationRow as PresentationRow
from merlingua.surveys.store_rows import SessionHistory as SessionHistory
from merlingua.surveys.store_rows import SessionSummary as SessionSummary
from merlingua.surveys.store_statements import INSERTS, LAST_REVISION, SESSION_OF
from merlingua.surveys.store_transactions import Transactions
from merlingua.surveys.store_values import check_storable


class Store:
    """One connection to one store. Made by `Store.open`."""

    def __init__(
        self, connection: Connection, place: StorePlace, location: str | Path, *, is_read_only: bool
    ) -> None:
        self._connection = connection
        self._transactions = Transactions(connection, place)
        self.audit = AuditWriter(connection)
        self.file = place
        self.location = location
        self.is_read_only = is_read_only
        with self.reading():
            self.new_key = KeyMaker(after=store_queries.newest_key(connection))

    @classmethod
    def open(
        cls,
        location: str | Path,
        *,
        create: bool = True,
        read_only: bool = False,
        busy_timeout_ms: int = BUSY_TIMEOUT_MS,
    ) -> Store:
        """Open a store; make it where there is none, migrate it where it is older.

        Parameters
        ----------
        location
            A path, ``sqlite:///FILE``, or ``postgresql://USER@HOST/DATABASE``.
        create
            Whether a missing file is made; its folder must be there (the user's own data folder is made).
        busy_timeout_ms
            How long another program's transaction is waited for.

        Raises
        ------
        StoreError
            If there can be no store at this place, or what is there is missing, newer, locked, read-only,
            damaged or no store, or its disk is full, or the server cannot be reached or refuses.
        """
        options = OpenOptions(create=create, read_only=read_only, busy_timeout_ms=busy_timeout_ms)
        connection, place = connect_to_store(location, options)
        try:
            return cls(connection, place, location, is_read_only=read_only)
        except BaseException:
            connection.close()
            raise

    def close(self) -> None:
        """Close the store; SQLite folds the write-ahead log into the file."""
        with readable_errors(self.file):
            self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def pragmas(self) -> dict[str, int | str]:
        """What this connection runs with, as SQLite says; see ``store_open.PRAGMAS``."""
        with readable_errors(self.file):
            return read_pragmas(self._connection)

    def begin_session(self, new: NewSession, *, at: datetime | None = None) -> SessionRow:
        """Write down participant, session and consent; the same transaction hands out number and order.

        Raises
        ------
        StoreError
            If nothing could be saved.
        OrderError
            As ``new.order`` raises it; nothing is saved then.
        """
        at = at or datetime.now(UTC)
        with self._writing():
            number, number_in_language = store_queries.next_numbers(
                self._connection, new.study_id, new.language
            )
            participant_id = self.new_key()
            counted = number_in_language if new.counts_within_language else number
            row = SessionRow(
                id=self.new_key(),
                participant_id=participant_id,
                number=counted,
                order=tuple(new.order(counted)),
                started_at=at,
                **new.columns(),
            )
            self._insert(
                schema.participant,
                row.id,
                id=participant_id,
                study_id=new.study_id,
                number=number,
                language=new.language,
                number_in_language=number_in_language,
                is_simulated=new.is_simulated,
                withdrawal_code_sha256=new.withdrawal_code_sha256,
                created_at=at,
            )
            values = {name: value for name, value in vars(row).items() if name != "order"}
            order = [asdict(trial) for trial in row.order]
            self._insert(schema.session, row.id, **values, presentation_order=order)
            self.add_event(row.id, CONSENT, new.consent, at=at)
        return row

    def add_presentation(
        self,
        session_id: UUID,
        step_id: str,
        trial: Trial,
        clip_sha256: str,
        gain_db: float,
        *,
        at: datetime | None = None,
    ) -> UUID:
        """A clip's page is shown: once a step. Gives the key that its plays and answers name."""
        key = self.new_key()
        with self._writing():
            self._insert(
                schema.presentation,
                session_id,
                id=key,
                session_id=session_id,
                step_id=step_id,
                clip_id=trial.clip_id,
                clip_sha256=clip_sha256,
                block_id=trial.block_id,
                position=trial.position,
                is_practice=trial.is_practice,
                is_repeat=trial.is_repeat,
                gain_db=gain_db,
                shown_at=at or datetime.now(UTC),
            )
        return key

    def add_play(self, presentation_id: UUID, report: PlayReport, started_at: datetime) -> UUID:
        """A clip was played, whole or not."""
        key = self.new_key()
        with self._writing():
            self._insert(
                schema.play,
                self._connection.execute(SESSION_OF, {"presentation": presentation_id}).scalar(),
                id=key,
                presentation_id=presentation_id,
                started_at=started_at,
                **{**vars(report), "flags": list(report.flags)},
            )
        return key

    def add_answer(
        self,
        session_id: UUID,
        step_id: str,
        question_id: str,
        value: AnswerValue,
        *,
        presentation_id: UUID | None = None,
        response_ms: float | None = None,
        at: datetime | None = None,
    ) -> AnswerRow:
        """Save an answer, on the disk when this returns; where there is one already, as its next revision.

        Raises
        ------
        InvalidAnswerError
            If the value cannot be stored: not an ``int`` of 64 bits, not text that UTF-8 can hold.
        StoreError
            If it could not be saved.
        """
        check_storable(question_id, value)
        where = {"session_id": session_id, "step_id": step_id, "question_id": question_id}
        with self._writing():
            last = self._connection.execute(LAST_REVISION, where).scalar_one()
            row = AnswerRow(
                self.new_key(),
                session_id,
                presentation_id,
                step_id,
                question_id,
                value,
                response_ms,
                last + 1,
                at or datetime.now(UTC),
            )
            self._insert(
                schema.answer,
                session_id,
                id=row.id,
                presentation_id=presentation_id,
                value_int=value if isinstance(value, int) else None,
                value_text=value if isinstance(value, str) else None,
                response_ms=response_ms,
                revision=row.revision,
                answered_at=row.answered_at,
                **where,
            )
        return row

    def add_event(
        self,
        session_id: UUID,
        kind: str,
        detail: Mapping[str, object] | None = None,
        *,
        at: datetime | None = None,
    ) -> UUID:
        """Something happened; ``detail`` is what JSON can hold. The kinds in ``ENDS`` end the session."""
        key = self.new_key()
        with self._writing():
            self._insert(
                schema.event,
                session_id,
                id=key,
                session_id=session_id,
                kind=kind,
                detail=dict(detail or {}),
                happened_at=at or datetime.now(UTC),
            )
        return key

    def history(self, session_id: UUID) -> SessionHistory:
        """All that was written of one session.

        Raises
        ------
        StoreError
            If the store has no such session, or cannot be read.
        """
        with self.reading() as connection:
            found = store_queries.read_history(connection, session_id)
        if found is None:
            raise StoreError(f"the store {self.file} has no session {session_id}. Is it another store's?")
        return found

    def sessions(self, study_id: str) -> list[SessionSummary]:
        """Every session of a study, simulated and imported ones too, the latest first."""
        with self.reading() as connection:
            return store_queries.read_summaries(connection, study_id)

    def unfinished_sessions(self, study_id: str) -> list[SessionSummary]:
        """Sessions of real listeners that can go on, the latest first."""
        held = [row for row in self.sessions(study_id) if row.source == SURVEY]
        return [row for row in held if row.end is None and not row.is_simulated]

    def counts(self, study_id: str) -> dict[str, LanguageCounts]:
        """How many sessions began and were finished, by language; those without a session are left out."""
        return store_queries.counts_by_language(self.sessions(study_id))

    def studies(self) -> list[str]:
        """The ids of all studies that have a session here."""
        with self.reading() as connection:
            return store_queries.study_ids(connection)

    def n_rows(self) -> dict[str, int]:
        """How many rows each table has."""
        with self.reading() as connection:
            return store_queries.count_rows(connection)

    def n_bytes(self) -> int:
        """How large the store is on its disk."""
        with self.reading() as connection:
            return store_queries.n_bytes(connection)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """The connection, for queries of one consistent view of the store that waits for no writer."""
        with self._transactions.reading():
            yield self._connection

    @contextmanager
    def one_transaction(self) -> Iterator[None]:
        """Commit all that is written inside at its end, or nothing of it where anything raised.

        For simulations and imports alone: what a listener does is committed one by one.
        """
        with self._writing():
            yield

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """A transaction whose rows go into the audit log with it; one inside another joins it."""
        if self._connection.in_transaction():
            with self._transactions.writing():
                yield
            return
        try:
            with self._transactions.writing():
                yield
                self.audit.flush()
        except BaseException:
            self.audit.forget()
            raise

    def _insert(self, table: Table, of_session: UUID | None, **values: Any) -> None:
        self._connection.execute(INSERTS[table.name], values)
        session = None if of_session is None else of_session.bytes
        self.audit.note(session, table.name, driver_values(table.name, values))
