"""Prove a store whole: SQLite's own checks, and what must hold between its rows.

Nothing is changed. What does not hold is said in lines for a person: damage of the file, a missing trigger, a
gap in an answer's revisions, an answer on another session's page, a clip that its session's order lacks.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection

from merlingua.surveys.errors import StoreError
from merlingua.surveys.schema import APPEND_ONLY
from merlingua.surveys.store import Store
from merlingua.surveys.store_queries import session_order

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
        "a session has no consent",
        "SELECT hex(id) FROM session WHERE NOT EXISTS "
        "(SELECT 1 FROM event WHERE session_id = session.id AND kind = 'consent')",
    ),
    (
        "a station gave a number to two participants",
        "SELECT p.study_id || ' ' || p.number || ' at ' || s.station FROM participant p "
        "JOIN session s ON s.participant_id = p.id GROUP BY p.study_id, p.number, s.station "
        "HAVING count(DISTINCT p.id) > 1",
    ),
    *(
        (
            f"a key of table {table} is no UUID",
            f"SELECT hex(id) FROM {table} WHERE typeof(id) <> 'blob' OR length(id) <> 16",
        )
        for table in APPEND_ONLY
    ),
    *(
        (
            f"a {column} of table {table} is no JSON",
            f"SELECT hex(id) FROM {table} WHERE NOT json_valid({column})",
        )
        for table, column in (
            ("session", "presentation_order"),
            ("session", "versions"),
            ("play", "flags"),
            ("event", "detail"),
        )
    ),
    *(
        (
            f"a time of table {table} is no time in UTC",
            f"SELECT hex(id) FROM {table} WHERE julianday({column}) IS NULL OR {column} NOT LIKE '%+00:00'",
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


def check_store(store: Store) -> list[str]:
    """Everything that does not hold in a store, a line each; empty where it is whole.

    Raises
    ------
    StoreError
        If the store cannot be read at all.
    """
    with store.reading() as connection:
        damage = list(_damage(connection))
        # In a damaged file further queries would only stumble over the same damage.
        return damage or list(_broken_rules(connection))


def _damage(connection: Connection) -> Iterator[str]:
    for line in _column(connection, "PRAGMA integrity_check"):
        if line != "ok":
            yield f"the file is damaged: {line}"


def _broken_rules(connection: Connection) -> Iterator[str]:
    yield from _missing_triggers(connection)
    for table, _row, parent, _key in connection.exec_driver_sql("PRAGMA foreign_key_check"):
        yield f"a row of {table} names a row of {parent} that is not there"
    for name, query in _RULES:
        yield from _named(name, _column(connection, query))
    yield from _named("a presentation is not in its session's order", list(_out_of_order(connection)))


def _missing_triggers(connection: Connection) -> Iterator[str]:
    there = set(_column(connection, "SELECT name FROM sqlite_master WHERE type = 'trigger'"))
    for table in APPEND_ONLY:
        if f"{table}_is_append_only" not in there:
            yield f"the trigger that keeps rows of {table} from being changed is missing"


def _out_of_order(connection: Connection) -> Iterator[str]:
    query = (
        "SELECT session_id, block_id, position, clip_id, is_practice, is_repeat, hex(id) FROM presentation"
    )
    shown: dict[bytes, list[tuple[Any, ...]]] = {}
    for session_id, *trial, key in connection.exec_driver_sql(query):
        shown.setdefault(session_id, []).append((*trial, key))
    for session_id, trials in shown.items():
        planned = {
            (trial.block_id, trial.position, trial.clip_id, trial.is_practice, trial.is_repeat)
            for trial in session_order(connection, session_id)
        }
        for *trial, is_practice, is_repeat, key in trials:
            if (*trial, bool(is_practice), bool(is_repeat)) not in planned:
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
