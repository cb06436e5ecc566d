"""The audit log: what was ever written into a store, as a chain of hashes that any change breaks.

Conventions
-----------
All rows of one session that a transaction writes make one entry. Its digest is SHA-256(salt ‖ rows) with a
salt of 128 random bits, and its link SHA-256(link before ‖ number ‖ digest). Salt and the keys of the rows
stand in a row of their own, which a withdrawal deletes with them: a bare hash of an answer from 1 to 5 could
be guessed back, the digest that is left says nothing. Each store continues one chain; a merge brings the
chains of others along.

Who can write the file can also write a new chain. What proves that nobody did is a link that was noted
elsewhere: exports and backups hold it, and `merlingua audit verify --head` compares it.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Boolean,
    Connection,
    Float,
    Integer,
    TypeDecorator,
    bindparam,
    func,
    insert,
    select,
)
from sqlalchemy.engine.default import DefaultDialect

from merlingua.surveys import schema

_NO_DIALECT = DefaultDialect()
"""What is bound here is bound alike for every database."""

SALT_BYTES = 16
KEY_BYTES = schema.KEY_BYTES
TABLES: tuple[str, ...] = (
    "participant",
    "session",
    "presentation",
    "play",
    "answer",
    "event",
    "tombstone",
    "withdrawn_session",
    "export_record",
)
"""A row in an entry is a byte that counts in this list, and its key; the order never changes."""
_NUMBER_OF = {table: number for number, table in enumerate(TABLES)}
_TABLES = schema.all_tables()
_KINDS: dict[str, tuple[str, ...]] = {
    name: tuple(
        "float"
        if isinstance(column.type, Float)
        else "int"
        if isinstance(column.type, Integer | Boolean)
        else ""
        for column in _TABLES[name].c
    )
    for name in TABLES
}

Written = tuple[str, tuple[Any, ...]]
"""A table and the values of a row, in the order of the table's columns, as the driver takes them."""


@dataclass(frozen=True)
class Head:
    """The end of a chain."""

    chain_id: bytes
    number: int
    link: bytes

    @property
    def text(self) -> str:
        """As it is noted elsewhere: chain, number and link, in hexadecimal."""
        return f"{self.chain_id.hex()}:{self.number}:{self.link.hex()}"


def first_link(chain_id: bytes) -> bytes:
    """What the first entry of a chain is linked to."""
    return hashlib.sha256(b"merlingua-audit-1" + chain_id).digest()


def next_link(link: bytes, number: int, digest: bytes) -> bytes:
    """The link of entry ``number`` (from 1)."""
    return hashlib.sha256(link + number.to_bytes(8, "big") + digest).digest()


def digest_of(salt: bytes, rows: Iterable[Written]) -> bytes:
    """SHA-256 over the salt and the rows."""
    hashed = hashlib.sha256(salt)
    for table, values in rows:
        hashed.update(row_bytes(table, values))
    return hashed.digest()


def row_bytes(table: str, values: Sequence[Any]) -> bytes:
    """A row in bytes, the same on every database: a JSON list of the table's name and its values."""
    written = [
        None
        if value is None
        else value
        if isinstance(value, str)
        else int(value)
        if kind == "int"
        else float(value)
        if kind == "float"
        else bytes(value).hex()
        for value, kind in zip(values, _KINDS[table], strict=True)
    ]
    return json.dumps([table, *written], separators=(",", ":")).encode()


def driver_values(table: str, values: Mapping[str, Any]) -> tuple[Any, ...]:
    """A row's values as SQLAlchemy hands them to the driver."""
    bound = []
    for column in _TABLES[table].c:
        value = values.get(column.name)
        if isinstance(column.type, TypeDecorator):
            value = column.type.process_bind_param(value, _NO_DIALECT)
        bound.append(value)
    return tuple(bound)


def packed(keys: Iterable[tuple[str, bytes]]) -> bytes:
    """The keys of an entry's rows."""
    return b"".join(bytes([_NUMBER_OF[table]]) + key for table, key in keys)


def unpacked(rows: bytes) -> Iterator[tuple[str, bytes]]:
    """The inverse of `packed`. Raises ValueError where the bytes are not whole."""
    if len(rows) % (KEY_BYTES + 1):
        raise ValueError(f"{len(rows)} bytes are no whole number of keys")
    for start in range(0, len(rows), KEY_BYTES + 1):
        number = rows[start]
        if number >= len(TABLES):
            raise ValueError(f"there is no table {number}")
        yield TABLES[number], rows[start + 1 : start + 1 + KEY_BYTES]


class AuditWriter:
    """Adds entries to a store's own chain, within the transaction that writes the rows."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._chain_id: bytes | None = None
        self._waiting: dict[bytes | None, list[Written]] = {}
        self.n_waiting = 0

    def note(self, session_id: bytes | None, table: str, values: tuple[Any, ...]) -> None:
        """A row that was written; ``session_id`` is None for those of the store itself."""
        self._waiting.setdefault(session_id, []).append((table, values))
        self.n_waiting += 1

    def forget(self) -> None:
        """The transaction was rolled back."""
        self._waiting.clear()
        self.n_waiting = 0
        self._chain_id = None

    def flush(self) -> None:
        """Write an entry for each session with rows that were noted."""
        if not self._waiting:
            return
        head = self.head()
        entries, salts = [], []
        for session_id, rows in self._waiting.items():
            salt = secrets.token_bytes(SALT_BYTES)
            digest, number = digest_of(salt, rows), head.number + 1
            head = Head(head.chain_id, number, next_link(head.link, number, digest))
            place = {"chain_id": head.chain_id, "number": number}
            entries.append({**place, "digest": digest, "link": head.link})
            keys = packed((table, values[0]) for table, values in rows)
            session = None if session_id is None else UUID(bytes=session_id)
            salts.append({**place, "session_id": session, "salt": salt, "row_keys": keys})
        self._connection.execute(_ADD_ENTRY, entries)
        self._connection.execute(_ADD_SALT, salts)
        self._waiting.clear()
        self.n_waiting = 0

    def head(self) -> Head:
        """The end of the store's own chain in the open transaction; begins one where there is none."""
        if self._chain_id is None:
            found = self._connection.execute(_OWN_CHAIN).scalar()
            self._chain_id = self.begin_chain() if found is None else bytes(found)
        last = self._connection.execute(_LAST_ENTRY, {"chain": self._chain_id}).first()
        if last is None:
            return Head(self._chain_id, 0, first_link(self._chain_id))
        return Head(self._chain_id, last[0], bytes(last[1]))

    def begin_chain(self) -> bytes:
        """Go on with a new chain: this store was a copy of another, which goes on with its own."""
        self._chain_id = secrets.token_bytes(KEY_BYTES)
        self._connection.execute(_BEGIN_CHAIN, {"id": self._chain_id})
        return self._chain_id


def heads(connection: Connection) -> list[Head]:
    """The ends of all chains in a store, by chain."""
    entry = schema.audit_entry
    last = (
        select(entry.c.chain_id, func.max(entry.c.number).label("number"))
        .group_by(entry.c.chain_id)
        .subquery()
    )
    of_last = (entry.c.chain_id == last.c.chain_id) & (entry.c.number == last.c.number)
    rows = connection.execute(
        select(entry.c.chain_id, entry.c.number, entry.c.link).join(last, of_last).order_by(entry.c.chain_id)
    )
    return [Head(bytes(chain_id), number, bytes(link)) for chain_id, number, link in rows]


_OWN_CHAIN = select(schema.audit_chain.c.id).order_by(schema.audit_chain.c.place.desc()).limit(1)
_BEGIN_CHAIN = insert(schema.audit_chain)
_LAST_ENTRY = (
    select(schema.audit_entry.c.number, schema.audit_entry.c.link)
    .where(schema.audit_entry.c.chain_id == bindparam("chain"))
    .order_by(schema.audit_entry.c.number.desc())
    .limit(1)
)
_ADD_ENTRY, _ADD_SALT = insert(schema.audit_entry), insert(schema.audit_salt)
