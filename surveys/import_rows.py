"""The rows of an import: their keys, and how millions of them go into a store quickly.

Conventions
-----------
A key is a UUID of version 7 whose random bits come from what the row is: whichever store a file is imported
into, its rows have the same keys, and stores can be merged. The time in it is that of the session's start, or
0. All rows of a session lie side by side in the tables.
"""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection

from merlingua.surveys import schema
from merlingua.surveys.audit_chain import AuditWriter
from merlingua.surveys.questions import AnswerValue

N_ROWS_AT_ONCE = 20_000
CACHE_KB = 65_536
"""Of SQLite's pages during an import; the default 2 MB make each index be read and written over and over."""

_VERSION = 7 << 76
_VARIANT = 0b10 << 62
_OWN_BITS = 50
"""Of the 74 random bits, those that tell the rows of a session apart; the others are the session's."""

_COLUMNS = {
    "participant": "id, study_id, number, language, number_in_language, is_simulated, "
    "withdrawal_code_sha256, created_at, source_id",
    "session": "id, participant_id, study_id, study_version, study_sha256, seed, language, number, "
    "presentation_order, station, device, versions, is_simulated, started_at, source",
    "event": "id, session_id, kind, detail, happened_at",
    "presentation": "id, session_id, step_id, clip_id, block_id, position, is_practice, is_repeat",
    "answer": "id, session_id, presentation_id, step_id, question_id, value_int, value_text, response_ms, "
    "revision",
}
"""In the order in which rows are written, parents before their children. What is left out is NULL."""
_PLACES = {
    table: tuple(
        names.split(", ").index(column.name) if column.name in names.split(", ") else None
        for column in schema.metadata.tables[table].c
    )
    for table, names in _COLUMNS.items()
}
"""Where each column of a table is in a row of the import; None: it is left out."""


class SessionKeys:
    """Makes the keys of one session's rows, 16 bytes each."""

    def __init__(self, identity: tuple[str, ...], started_at: datetime | None) -> None:
        """``identity``: what tells the session from all others, whatever store it is in."""
        digest = hashlib.sha256(json.dumps(identity).encode()).digest()
        self._digest = digest
        milliseconds = 0 if started_at is None else max(0, int(started_at.timestamp() * 1000))
        first, second = digest[0] << 4 | digest[1] >> 4, (digest[1] & 0xF) << 8 | digest[2]
        self._high = milliseconds << 80 | _VERSION | first << 64 | _VARIANT | second << _OWN_BITS

    def of(self, *name: str) -> bytes:
        """The key of the row with this name within the session."""
        return (self._high | self._own_bits(name)).to_bytes(16, "big")

    def page(self, step_id: str) -> int:
        """What `of_answer` takes, made once a page."""
        return self._high | self._own_bits(("answer", step_id))

    @staticmethod
    def of_answer(page: int, question_id: str, revision: int = 1) -> bytes:
        """The key of an answer on a page."""
        return (page ^ _question_bits(question_id, revision)).to_bytes(16, "big")

    def _own_bits(self, name: tuple[str, ...]) -> int:
        return _bits(hashlib.sha256(self._digest + json.dumps(name).encode()).digest())


class RowWriter:
    """Collects rows and writes many at once; `flush` writes what is left."""

    def __init__(self, connection: Connection, audit: AuditWriter) -> None:
        self._connection = connection
        self._audit = audit
        self._rows: dict[str, list[tuple[Any, ...]]] = {table: [] for table in _COLUMNS}
        self.n_waiting = 0

    def add(self, table: str, *values: Any) -> None:
        """A row; ``values`` as the driver takes them, in the order of ``_COLUMNS``."""
        self._rows[table].append(values)
        self.n_waiting += 1

    def add_answer(
        self,
        session_id: bytes,
        presentation_id: bytes | None,
        page: int,
        step_id: str,
        question_id: str,
        value: AnswerValue,
        response_ms: float | None,
    ) -> None:
        """The first revision of an answer."""
        key = SessionKeys.of_answer(page, question_id)
        number, text = (value, None) if isinstance(value, int) else (None, value)
        row = (key, session_id, presentation_id, step_id, question_id, number, text, response_ms, 1)
        self._rows["answer"].append(row)
        self.n_waiting += 1

    def flush(self) -> None:
        """Write all rows that wait."""
        for table, rows in self._rows.items():
            if rows:
                columns = _COLUMNS[table]
                marks = ", ".join("?" * len(rows[0]))
                self._connection.exec_driver_sql(f"INSERT INTO {table} ({columns}) VALUES ({marks})", rows)
        self._note()
        for rows in self._rows.values():
            rows.clear()
        self.n_waiting = 0

    def _note(self) -> None:
        """Put all rows into the audit log; a participant's is always written with that of their session."""
        session_of = {row[1]: row[0] for row in self._rows["session"]}
        for table, rows in self._rows.items():
            places = _PLACES[table]
            for row in rows:
                session_id = session_of[row[0]] if table == "participant" else row[table != "session"]
                whole = tuple(None if place is None else row[place] for place in places)
                self._audit.note(session_id, table, whole)
        self._audit.flush()


def time_text(moment: datetime) -> str:
    """A moment as the store writes it."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


@lru_cache(maxsize=4096)
def _question_bits(question_id: str, revision: int) -> int:
    return _bits(hashlib.sha256(json.dumps([question_id, revision]).encode()).digest())


def _bits(digest: bytes) -> int:
    return int.from_bytes(digest[:8], "big") >> (64 - _OWN_BITS)
