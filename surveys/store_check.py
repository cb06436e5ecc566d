"""Prove a store whole: SQLite's own checks, and what must hold between its rows.

Nothing is changed. What does not hold is said in lines for a person: damage of the file, a missing trigger, a
gap in an answer's revisions, an answer on another session's page, a clip that its session's order lacks.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import DatabaseError

from merlingua.surveys.errors import StoreError
from merlingua.surveys.schema import APPEND_ONLY, KEPT_FOR_GOOD, all_tables
from merlingua.surveys.steps import Trial
from merlingua.surveys.store import Store

N_NAMED = 5
"""Rows that are named for each thing that does not hold; further ones are counted."""

_RULES: tuple[tuple[str, str], ...] = (
    (
        "the revisions of an answer have a gap",
        "SELECT hex(session_id) || ' ' || step_id || ' ' || question_id FROM answer "
        "GROUP BY session_id, step_id, question_id HAVING min(revision) <> 1 OR max(revision) <> count(*)",
    ),
    (
        "an answer has a value of the wrong type",
        "SELECT hex(id) FROM answer WHERE typeof(value_int) NOT IN ('integer', 'null') "
        "OR typeof(value_text) NOT IN ('text', 'null') OR (value_int IS NULL) = (value_text IS NULL)",
    ),
    (
        "an answer names a presentation of another session or step",
        "SELECT hex(answer.id) FROM answer JOIN presentation ON presentation.id = answer.presentation_id "
        "WHERE presentation.session_id <> answer.session_id OR presentation.step_id <> answer.step_id",
    ),
    (
        "a presentation of this program's own survey lacks its file, place, gain or time",
        "SELECT hex(p.id) FROM presentation p JOIN session s ON s.id = session_id WHERE source = 'survey' "
        "AND (clip_sha256 IS NULL OR position IS NULL OR gain_db IS NULL OR shown_at IS NULL)",
    ),
    (
        "an answer of this program's own survey lacks its time",
        "SELECT hex(a.id) FROM answer a JOIN session ON session.id = session_id WHERE source = 'survey' "
        "AND answered_at IS NULL",
    ),
    (
        "a play has more frames played than the clip has",
        "SELECT hex(id) FROM play WHERE frames_played NOT BETWEEN 0 AND frames_total OR sample_rate <= 0",
    ),
    (
        "a session differs from its participant",
        "SELECT hex(session.id) FROM session JOIN participant ON participant.id = session.participant_id "
        "WHERE session.study_id <> participant.study_id OR session.language <> participant.language "
        "OR session.is_simulated <> participant.is_simulated "
        "OR session.number NOT IN (participant.number, participant.number_in_language)",
    ),
    (
        "an imported session has no event of its import",
        "SELECT hex(id) FROM session WHERE source <> 'survey' AND NOT EXISTS "
        "(SELECT 1 FROM event WHERE session_id = session.id AND kind = 'imported')",
    ),
    (
        "a session has no consent",
        "SELECT hex(id) FROM session WHERE source = 'survey' AND NOT EXISTS "
        "(SELECT 1 FROM event WHERE session_id = session.id AND kind = 'consent')",
    ),
    (
        "a station gave a number to two participants",
        "SELECT p.study_id || ' ' || p.number || ' at ' || s.station FROM participant p "
        "JOIN session s ON s.participant_id = p.id WHERE s.source = 'survey' "
        "GROUP BY p.study_id, p.number, s.station HAVING count(DISTINCT p.id) > 1",
    ),
    (
        "somebody who has withdrawn is still there",
        "SELECT hex(id) FROM participant WHERE id IN (SELECT participant_id FROM tombstone) "
        "UNION ALL SELECT hex(id) FROM session WHERE id IN (SELECT session_id FROM withdrawn_session)",
    ),
    *(
        (
            f"a key of table {table} is no UUID",
            f"SELECT hex(id) FROM {table} WHERE typeof(id) <> 'blob' OR length(id) <> 16",
        )
        for table, columns in all_tables().items()
        if "id" in columns.c and table != "audit_chain"
    ),
    *(
        (
            f"a {column} of table {table} is no JSON {kind}",
            f"SELECT hex(id) FROM {table} WHERE CASE WHEN typeof({column}) = 'text' AND json_valid({column}) "
            f"THEN json_type({column}) <> '{kind}' ELSE 1 END",
        )
        for table, column, kind in (
            ("session", "versions", "object"),
            ("play", "flags", "array"),
            ("event", "detail", "object"),
        )
    ),
    *(
        (
            f"a time of table {table} is no time in UTC",
            f"SELECT hex(id) FROM {table} WHERE {column} IS NOT NULL "
            f"AND (julianday({column}) IS NULL OR {column} NOT LIKE '%+00:00')",
        )
        for table, column in (
            ("participant", "created_at"),
            ("session", "started_at"),
            ("presentation", "shown_at"),
            ("play", "started_at"),
            ("answer", "answered_at"),
            ("event", "happened_at"),
        )
    ),
)
"""What does not hold, and a query that names the rows of which that is true."""


_HARMLESS = ("index", "the trigger")
"""How lines begin on what may be missing without keeping the other checks from running."""


def check_store(store: Store) -> list[str]:
    """Everything that does not hold in a store, a line each; empty where it is whole.

    Raises
    ------
    StoreError
        If the store cannot be read at all.
    """
    with store.reading() as connection:
        if connection.dialect.name == "postgresql":
            from merlingua.surveys.server_check import server_problems

            found = server_problems(connection, _RULES)
            return [line for name, rows in found for line in _named(name, rows)]
        damage = list(_damage(connection))
        # In a damaged file further queries would only stumble over the same damage.
        return damage or list(_broken_rules(connection))


def _damage(connection: Connection) -> Iterator[str]:
    try:
        lines = _column(connection, "PRAGMA integrity_check")
    except DatabaseError as error:
        # Some damage keeps SQLite from telling of any other.
        if not getattr(error.orig, "sqlite_errorname", "").startswith("SQLITE_CORRUPT"):
            raise
        lines = [str(error.orig)]
    yield from (f"the file is damaged: {line}" for line in lines if line != "ok")


def _broken_rules(connection: Connection) -> Iterator[str]:
    missing = list(_missing(connection))
    yield from missing
    if any(not line.startswith(_HARMLESS) for line in missing):
        return
    orphans = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    for (table, parent), n_rows in Counter((row[0], row[2]) for row in orphans).items():
        yield f"a row of {table} names a row of {parent} that is not there: {n_rows} of them"
    for name, query in _RULES:
        yield from _named(name, _column(connection, query))
    yield from _named("an answer's text is no UTF-8", list(_garbled(connection)))
    orders = dict(_orders(connection))
    unreadable = [key.hex().upper() for key, order in orders.items() if order is None]
    yield from _named("the order of a session cannot be read", unreadable)
    yield from _named("a presentation is not in its session's order", list(_out_of_order(connection, orders)))


def _missing(connection: Connection) -> Iterator[str]:
    """Columns, indexes and triggers that a store has and this one lacks."""
    there = set(_column(connection, "SELECT name FROM sqlite_master"))
    for table in all_tables().values():
        columns = {row[1] for row in connection.exec_driver_sql(f"PRAGMA table_info({table.name})")}
        for column in table.columns:
            if column.name not in columns:
                yield f"column {column.name} of table {table.name} is missing"
        for index in table.indexes:
            if index.name not in there:
                yield f"{_HARMLESS[0]} {index.name} is missing: what needs it is slow"
    for name in APPEND_ONLY:
        if f"{name}_is_append_only" not in there:
            yield f"{_HARMLESS[1]} that keeps rows of {name} from being changed is missing"
    for name in KEPT_FOR_GOOD:
        if f"{name}_is_kept" not in there:
            yield f"{_HARMLESS[1]} that keeps rows of {name} from being deleted is missing"


def _garbled(connection: Connection) -> Iterator[str]:
    query = "SELECT hex(id), CAST(value_text AS BLOB) FROM answer WHERE typeof(value_text) = 'text'"
    for key, text in connection.exec_driver_sql(query):
        try:
            bytes(text).decode()
        except UnicodeDecodeError:
            yield str(key)


def _orders(connection: Connection) -> Iterator[tuple[bytes, tuple[Trial, ...] | None]]:
    """Each session's key and what was to be heard in it; None where that makes no sense."""
    query = "SELECT id, CAST(presentation_order AS BLOB) FROM session"
    for key, written in connection.exec_driver_sql(query):
        try:
            trials = json.loads(written)
            order = tuple(Trial(**trial) for trial in trials)
        except (ValueError, TypeError):
            yield key, None
        else:
            yield key, order if isinstance(trials, list) and _is_counted(order) else None


def _is_counted(order: Sequence[Trial]) -> bool:
    """Positions count from 1 within each block, up to what each trial says."""
    n_so_far: Counter[str] = Counter()
    for trial in order:
        n_so_far[trial.block_id] += 1
        if trial.position != n_so_far[trial.block_id]:
            return False
    return all(trial.n_in_block == n_so_far[trial.block_id] for trial in order)


def _out_of_order(connection: Connection, orders: Mapping[bytes, tuple[Trial, ...] | None]) -> Iterator[str]:
    """Presentations that are not in their session's order; those of an unreadable one are left out."""
    planned = {
        (session_id, trial.block_id, trial.position, trial.clip_id, trial.is_practice, trial.is_repeat)
        for session_id, order in orders.items()
        for trial in order or ()
    }
    query = (
        "SELECT hex(p.id), session_id, block_id, position, clip_id, is_practice, is_repeat "
        "FROM presentation p JOIN session ON session.id = session_id WHERE source = 'survey'"
    )
    for key, session_id, *place, is_practice, is_repeat in connection.exec_driver_sql(query):
        shown = (session_id, *place, bool(is_practice), bool(is_repeat))
        if orders.get(session_id) is not None and shown not in planned:
            yield str(key)


def _named(name: str, rows: list[Any]) -> Iterator[str]:
    for row in rows[:N_NAMED]:
        yield f"{name}: {row}"
    if len(rows) > N_NAMED:
        yield f"{name}: {len(rows) - N_NAMED} more"


def _column(connection: Connection, query: str) -> list[Any]:
    return list(connection.exec_driver_sql(query).scalars())


def refuse_if_broken(store: Store) -> None:
    """Raise what `check_store` finds as one error, a line each.

    Raises
    ------
    StoreError
        If anything does not hold.
    """
    found = check_store(store)
    if found:
        lines = "\n".join(f"{store.file}: {line}" for line in found)
        raise StoreError(f"the store {store.file} has {len(found)} problem(s):\n{lines}")
