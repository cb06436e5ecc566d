"""What is read from a store: a session's history, a line about each session, counts by language."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Connection,
    LargeBinary,
    RowMapping,
    Select,
    Table,
    func,
    select,
    type_coerce,
)

from merlingua.surveys import schema
from merlingua.surveys.steps import PlayReport, Trial
from merlingua.surveys.store_rows import (
    ENDS,
    SURVEY,
    AnswerRow,
    EventRow,
    LanguageCounts,
    PlayRow,
    PresentationRow,
    SessionHistory,
    SessionRow,
    SessionSummary,
)

_TABLES = tuple(schema.metadata.tables.values())

NUMBERS_PER_STATION = 100_003
"""Station k numbers its participants from k times this + 1, also where it has met no other. A prime, so that
stations begin at different places of a design, whatever the number of its rows."""


def read_history(connection: Connection, session_id: UUID) -> SessionHistory | None:
    """All that was written of one session; None where there is no such session."""
    found = connection.execute(select(schema.session).where(schema.session.c.id == session_id)).first()
    if found is None:
        return None
    presentations = tuple(
        PresentationRow(**row) for row in _rows_of(connection, schema.presentation, session_id)
    )
    return SessionHistory(
        session=session_row(found._mapping),
        presentations=presentations,
        plays=_plays(connection, session_id),
        answers=tuple(_answer_row(row) for row in _rows_of(connection, schema.answer, session_id)),
        events=tuple(EventRow(**row) for row in _rows_of(connection, schema.event, session_id)),
    )


def read_summaries(connection: Connection, study_id: str) -> list[SessionSummary]:
    """A line about each session of a study, the latest first."""
    session, answer, event = schema.session, schema.answer, schema.event
    is_end = (event.c.session_id == session.c.id) & event.c.kind.in_(ENDS)
    # One look-up in an index each, as opposed to a join that would read every answer's row.
    last_answer = select(func.max(answer.c.answered_at)).where(answer.c.session_id == session.c.id)
    n_answers = select(func.count()).where(answer.c.session_id == session.c.id)
    statement = (
        select(
            session.c.id,
            session.c.number,
            session.c.language,
            session.c.is_simulated,
            session.c.started_at,
            session.c.source,
            event.c.happened_at.label("ended_at"),
            event.c.kind.label("end"),
            n_answers.scalar_subquery().label("n_answers"),
            last_answer.scalar_subquery().label("last_answer"),
        )
        .select_from(session.outerjoin(event, is_end))
        .where(session.c.study_id == study_id)
        .order_by(session.c.id.desc(), event.c.id)
    )
    rows = connection.execute(statement).mappings().all()
    # Two events may say that a session ended: the first of them counts.
    return [SessionSummary(**next(same)) for _, same in groupby(rows, key=lambda row: row.id)]


def counts_by_language(summaries: Sequence[SessionSummary]) -> dict[str, LanguageCounts]:
    """Count sessions by language, simulated and imported ones apart."""
    counts: dict[str, LanguageCounts] = {}
    for language in sorted({row.language for row in summaries}):
        mine = [row for row in summaries if row.language == language]
        held = [row for row in mine if row.source == SURVEY]
        real = [row for row in held if not row.is_simulated]
        answered = [row.last_answer for row in real if row.last_answer is not None]
        counts[language] = LanguageCounts(
            language=language,
            n_started=len(real),
            n_finished=sum(row.is_finished for row in real),
            last_answer=max(answered, default=None),
            n_simulated=len(held) - len(real),
            n_imported=len(mine) - len(held),
        )
    return counts


def newest_key(connection: Connection) -> UUID | None:
    """The highest key of all tables; None where they are empty."""
    # As bytes: a key that is no UUID is for `store_check` to say, and no reason to refuse the store.
    keys_of = [type_coerce(table.c.id, LargeBinary) for table in _TABLES]
    asked = [select(key).order_by(key.desc()).limit(1) for key in keys_of]
    highest = [connection.execute(statement).scalar() for statement in asked]
    keys = [key for key in highest if isinstance(key, bytes) and len(key) == schema.KEY_BYTES]
    return UUID(bytes=max(keys)) if keys else None


def withdrawn_keys(connection: Connection) -> set[bytes]:
    """Who has withdrawn from this store: keys of participants and sessions that must not come back."""
    columns = (schema.tombstone.c.participant_id, schema.withdrawn_session.c.session_id)
    return {key.bytes for column in columns for key in connection.execute(select(column)).scalars()}


def next_numbers(connection: Connection, study_id: str, language: str) -> tuple[int, int]:
    """The number of a study's next participant, and the number among those of this language.

    Both are of the station's own range. The numbers of those who withdrew are not given again: earlier
    exports know them by these.
    """
    before = station_of(connection) * NUMBERS_PER_STATION
    last = last_in_language = before
    for table in (schema.participant.c, schema.tombstone.c):
        in_study = table.study_id == study_id
        highest = _last_of_range(table.number, before).where(in_study)
        last = max(last, connection.execute(highest).scalar_one())
        highest = _last_of_range(table.number_in_language, before).where(in_study, table.language == language)
        last_in_language = max(last_in_language, connection.execute(highest).scalar_one())
    return last + 1, last_in_language + 1


def _last_of_range(number: ColumnElement[int], before: int) -> Select[int]:
    highest: ColumnElement[int] = func.coalesce(func.max(number), before)
    return select(highest).where(number > before, number < before + NUMBERS_PER_STATION)


def station_of(connection: Connection) -> int:
    """Which of several stations the store is of; 0 where nobody said."""
    kept = schema.station_number.c
    return connection.execute(select(kept.number).order_by(kept.place.desc()).limit(1)).scalar() or 0


def count_rows(connection: Connection) -> dict[str, int]:
    """How many rows each table has."""
    return {
        name: connection.execute(select(func.count()).select_from(table)).scalar_one()
        for name, table in schema.metadata.tables.items()
    }


def n_bytes(connection: Connection) -> int:
    """The size of the database on its disk, without SQLite's log."""
    if connection.dialect.name == "postgresql":
        return int(connection.exec_driver_sql("SELECT pg_database_size(current_database())").scalar_one())
    n_pages, page = (
        connection.exec_driver_sql(f"PRAGMA {name}").scalar_one() for name in ("page_count", "page_size")
    )
    return int(n_pages) * int(page)


_LOG_LENGTH = """
WITH RECURSIVE chain(id) AS (
    (SELECT chain_id FROM audit_entry ORDER BY chain_id LIMIT 1)
    UNION ALL
    SELECT (SELECT chain_id FROM audit_entry WHERE chain_id > chain.id ORDER BY chain_id LIMIT 1)
    FROM chain WHERE chain.id IS NOT NULL
)
SELECT count(id), coalesce(sum((
    SELECT number FROM audit_entry WHERE chain_id = chain.id ORDER BY number DESC LIMIT 1
)), 0) FROM chain WHERE id IS NOT NULL
"""
"""Steps from chain to chain through the index: as quick with millions of entries as with ten."""


def log_length(connection: Connection) -> tuple[int, int]:
    """How many chains the audit log has, and how many entries; on a server."""
    n_chains, n_entries = connection.exec_driver_sql(_LOG_LENGTH).one()
    return int(n_chains), int(n_entries)


def study_ids(connection: Connection) -> list[str]:
    """The studies that have a session, by name."""
    column = schema.session.c.study_id
    return list(connection.execute(select(column).distinct().order_by(column)).scalars())


def session_row(row: RowMapping) -> SessionRow:
    """A session from its row in the table."""
    values = {name: value for name, value in row.items() if name != "presentation_order"}
    order = tuple(Trial(**trial) for trial in row["presentation_order"])
    return SessionRow(order=order, **values)


def _rows_of(connection: Connection, table: Table, session_id: UUID) -> Sequence[RowMapping]:
    statement = select(table).where(table.c.session_id == session_id).order_by(table.c.id)
    return connection.execute(statement).mappings().all()


def _plays(connection: Connection, session_id: UUID) -> tuple[PlayRow, ...]:
    statement = (
        select(schema.play)
        .join(schema.presentation)
        .where(schema.presentation.c.session_id == session_id)
        .order_by(schema.play.c.id)
    )
    return tuple(_play_row(row) for row in connection.execute(statement).mappings())


def _play_row(row: RowMapping) -> PlayRow:
    of_row = ("id", "presentation_id", "started_at")
    report = {name: value for name, value in row.items() if name not in of_row}
    report["flags"] = tuple(report["flags"])
    return PlayRow(row["id"], row["presentation_id"], row["started_at"], PlayReport(**report))


def _answer_row(row: RowMapping) -> AnswerRow:
    values = {name: value for name, value in row.items() if name not in ("value_int", "value_text")}
    value = row["value_int"] if row["value_int"] is not None else row["value_text"]
    return AnswerRow(value=value, **values)
