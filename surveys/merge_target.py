"""Where rows are merged into: a store that may be read, or a server's, into which a station may only write.

A batch is one transaction: all of it is there, or nothing. Rows that are there already are compared, and
never changed.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, datetime
from typing import Any, Protocol

from sqlalchemy import Boolean, Connection, select
from sqlalchemy.exc import IntegrityError

from merlingua.surveys import schema
from merlingua.surveys.audit_chain import TABLES, first_link, row_bytes
from merlingua.surveys.errors import StoreError
from merlingua.surveys.merge_source import Batch, Row, rows_by_key
from merlingua.surveys.server_errors import readable_server_errors
from merlingua.surveys.server_open import ADDING_ON_SERVER, connect
from merlingua.surveys.server_place import ServerPlace, StorePlace
from merlingua.surveys.store import Store
from merlingua.surveys.store_open import BEGINS_WITH
from merlingua.surveys.store_queries import withdrawn_keys
from merlingua.surveys.tombstones import (
    bury_arrived,
    note_left_out,
    people_of_sessions,
    tombstone_of_session,
)

_TABLES = schema.all_tables()
_MARKS = {name: f"({', '.join('?' * len(table.c))})" for name, table in _TABLES.items()}
_WRITES = {
    name: f"INSERT INTO {name} ({', '.join(column.name for column in table.c)}) VALUES {_MARKS[name]}"
    for name, table in _TABLES.items()
}
_TRUTHS = {
    name: [place for place, column in enumerate(table.c) if isinstance(column.type, Boolean)]
    for name, table in _TABLES.items()
}


class ParentMissingError(Exception):
    """Rows belong to others that another chain brings: they are to come first."""


class MergeTarget(Protocol):
    """What is asked of the place that rows are merged into."""

    @property
    def place(self) -> StorePlace: ...

    def chain_end(self, chain_id: bytes) -> tuple[int, bytes]:
        """Number and link of a chain's last entry there; of a new one 0, and what its first is linked to."""
        ...

    def link_at(self, chain_id: bytes, number: int) -> bytes | None:
        """The link of an entry there."""
        ...

    def withdrawn(self, sessions: Collection[bytes]) -> set[bytes]:
        """Those of these sessions whose listeners have withdrawn."""
        ...

    def take(self, batch: Batch) -> bool:
        """Write a batch; False, and nothing was done, where another wrote to the same chain meanwhile."""
        ...


class StoreTarget:
    """A store that may be read: what is there already is compared, and tombstones of both sides win."""

    def __init__(self, store: Store) -> None:
        self.store = store

    @property
    def place(self) -> StorePlace:
        return self.store.file

    def chain_end(self, chain_id: bytes) -> tuple[int, bytes]:
        with self.store.reading() as connection:
            return _end(connection, chain_id)

    def link_at(self, chain_id: bytes, number: int) -> bytes | None:
        query = "SELECT link FROM audit_entry WHERE chain_id = ? AND number = ?"
        with self.store.reading() as connection:
            found = connection.exec_driver_sql(query, (chain_id, number)).scalar()
        return None if found is None else bytes(found)

    def withdrawn(self, sessions: Collection[bytes]) -> set[bytes]:
        with self.store.reading() as connection:
            return withdrawn_keys(connection) & set(sessions)

    def take(self, batch: Batch) -> bool:
        try:
            return self._take(batch, _write_all)
        except IntegrityError:
            # Some rows are there, or their parents are not: looked at one by one, which is slower.
            return self._take(batch, self._write_missing)
        except StoreError as error:
            if isinstance(error.__cause__, IntegrityError):
                return self._take(batch, self._write_missing)
            raise

    def _take(self, batch: Batch, write: Any) -> bool:
        with self.store.one_transaction(), self.store.reading() as connection:
            if _end(connection, batch.chain_id) != (batch.after, batch.after_link):
                return False
            withdrawn = withdrawn_keys(connection)
            if any(session_id in withdrawn for _, session_id, _, _ in batch.salts if session_id):
                return False
            self._bury(connection, batch.rows["withdrawn_session"], batch.rows["tombstone"])
            write(connection, batch)
            for session_id, numbers in batch.left_out.items():
                person = tombstone_of_session(connection, session_id)
                if person is not None:
                    entries = {batch.chain_id.hex(): numbers}
                    note_left_out(self.store, person, entries, at=datetime.now(UTC))
        return True

    def _bury(self, connection: Connection, sessions: Sequence[Row], stones: Sequence[Row]) -> None:
        """Delete those of whom a tombstone comes, and note which entries of other chains that empties."""
        if not sessions:
            return
        place = _place("withdrawn_session", "session_id")
        listed: dict[str, set[int]] = {}
        for row in stones:
            for chain, numbers in json.loads(row[_place("tombstone", "entries")]).items():
                listed.setdefault(chain, set()).update(numbers)
        for person in people_of_sessions(connection, [bytes(row[place]) for row in sessions]):
            bury_arrived(self.store, person, listed, at=datetime.now(UTC))

    def _write_missing(self, connection: Connection, batch: Batch) -> None:
        for table in TABLES:
            rows = batch.rows[table]
            held = {bytes(row[0]): row for row in rows_by_key(connection, table, [row[0] for row in rows])}
            for row in rows:
                there = held.get(bytes(row[0]))
                if there is not None and row_bytes(table, there) != row_bytes(table, row):
                    raise StoreError(
                        f"{self.place} has another {table} {bytes(row[0]).hex()} than what is to be merged: "
                        "the same ratings were imported twice, or a copy of a store went on beside it. "
                        "Import them once, into the merged store; nothing of this was merged."
                    )
            missing = [row for row in rows if bytes(row[0]) not in held]
            try:
                _write(connection, table, missing)
            except IntegrityError as error:
                if _is_of_parent(error):
                    raise ParentMissingError(table) from error
                raise
        _write_log(connection, batch)


class InboxTarget:
    """A server's store that a station's role adds to, and cannot read."""

    def __init__(self, place: ServerPlace) -> None:
        self.place: StorePlace = place
        self._server = place
        with readable_server_errors(place):
            self._connection = connect(place)
            self._connection.info[BEGINS_WITH] = ADDING_ON_SERVER
            try:
                self._check_version()
            except BaseException:
                self._connection.close()
                raise

    def close(self) -> None:
        """Hang up."""
        self._connection.close()

    def chain_end(self, chain_id: bytes) -> tuple[int, bytes]:
        row = self._asked("SELECT number, link FROM merlingua_chain_end(?)", chain_id)
        return (0, first_link(chain_id)) if not row else (row[0][0], bytes(row[0][1]))

    def link_at(self, chain_id: bytes, number: int) -> bytes | None:
        ((found,),) = self._asked("SELECT merlingua_link(?, ?)", chain_id, number)
        return None if found is None else bytes(found)

    def withdrawn(self, sessions: Collection[bytes]) -> set[bytes]:
        rows = self._asked("SELECT merlingua_withdrawn(?)", list(sessions)) if sessions else []
        return {bytes(row[0]) for row in rows}

    def take(self, batch: Batch) -> bool:
        with readable_server_errors(self._server), self._connection.begin():
            row = self._connection.exec_driver_sql(
                "SELECT number, link FROM merlingua_chain_end(?)", (batch.chain_id,)
            ).first()
            end = (0, first_link(batch.chain_id)) if row is None else (row[0], bytes(row[1]))
            if end != (batch.after, batch.after_link):
                return False
            _write_all(self._connection, batch)
        return True

    def _asked(self, query: str, *values: Any) -> list[Any]:
        with readable_server_errors(self._server), self._connection.begin():
            return list(self._connection.exec_driver_sql(query, values))

    def _check_version(self) -> None:
        with self._connection.begin():
            found = self._connection.execute(select(schema.alembic_version.c.version_num)).scalar()
        if found != schema.REVISIONS[-1]:
            raise StoreError(
                f"the store {self.place} is of version {found}, this program's is {schema.REVISIONS[-1]}: "
                "install the same Merlingua on the station and where the store is kept."
            )


def is_inbox(place: ServerPlace) -> bool:
    """Whether this user may add to the store on a server, and not read it.

    Raises
    ------
    StoreError
        If the server cannot be reached or refuses.
    """
    query = (
        "SELECT has_table_privilege(answer, 'INSERT') AND NOT has_table_privilege(answer, 'SELECT') "
        "FROM to_regclass('answer') AS answer WHERE answer IS NOT NULL"
    )
    with readable_server_errors(place):
        connection = connect(place)
        try:
            with connection.begin():
                return bool(connection.exec_driver_sql(query).scalar())
        finally:
            connection.close()


def _end(connection: Connection, chain_id: bytes) -> tuple[int, bytes]:
    query = "SELECT number, link FROM audit_entry WHERE chain_id = ? ORDER BY number DESC LIMIT 1"
    row = connection.exec_driver_sql(query, (chain_id,)).first()
    return (0, first_link(chain_id)) if row is None else (row[0], bytes(row[1]))


def _write_all(connection: Connection, batch: Batch) -> None:
    for table in TABLES:
        _write(connection, table, batch.rows[table])
    _write_log(connection, batch)


def _write_log(connection: Connection, batch: Batch) -> None:
    chain = batch.chain_id
    _write(connection, "audit_entry", [(chain, *entry) for entry in batch.entries])
    _write(connection, "audit_salt", [(chain, *salted) for salted in batch.salts])


def _write(connection: Connection, table: str, rows: Iterable[Row]) -> None:
    truths = _TRUTHS[table]
    written = list(rows)
    if truths:
        # SQLite has no type of its own for yes and no, a server has.
        written = [
            tuple(bool(value) if place in truths else value for place, value in enumerate(row))
            for row in written
        ]
    if written:
        connection.exec_driver_sql(_WRITES[table], written)


def _place(table: str, column: str) -> int:
    return [each.name for each in _TABLES[table].c].index(column)


def _is_of_parent(error: IntegrityError) -> bool:
    original = error.orig
    name = getattr(original, "sqlite_errorname", "") or getattr(original, "sqlstate", "")
    return name in ("SQLITE_CONSTRAINT_FOREIGNKEY", "23503")
