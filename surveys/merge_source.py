"""What a store has that another one lacks, read entry by entry of its audit log.

The log names every row of a store in the order in which they were written: how far a chain has come in the
other store says what is new, however large both are.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, select

from merlingua.surveys import schema
from merlingua.surveys.audit_chain import TABLES, Head, digest_of, first_link, heads, next_link, unpacked
from merlingua.surveys.errors import StoreError
from merlingua.surveys.store import Store

N_ENTRIES_AT_ONCE = 400
N_KEYS_AT_ONCE = 400
Row = tuple[Any, ...]
"""A row's values in the order of its table's columns, as SQLite's driver gives them."""

_ENTRIES = (
    "SELECT e.number, e.digest, e.link, s.session_id, s.salt, s.row_keys FROM audit_entry AS e "
    "LEFT JOIN audit_salt AS s ON s.chain_id = e.chain_id AND s.number = e.number "
    "WHERE e.chain_id = ? AND e.number > ? ORDER BY e.number LIMIT ?"
)
_COLUMNS = {name: ", ".join(column.name for column in schema.all_tables()[name].c) for name in TABLES}
_QUERIES = {name: f"SELECT {columns} FROM {name} WHERE id IN " for name, columns in _COLUMNS.items()}


@dataclass
class Batch:
    """Entries of one chain that follow each other, and the rows that they are of."""

    chain_id: bytes
    after: int
    """The number of the entry before the first."""
    after_link: bytes
    entries: list[tuple[int, bytes, bytes]] = field(default_factory=list)
    """Number, digest, link."""
    salts: list[tuple[int, bytes | None, bytes, bytes]] = field(default_factory=list)
    """Number, session, salt, keys of the rows; emptied entries have none."""
    rows: dict[str, list[Row]] = field(default_factory=lambda: {name: [] for name in TABLES})
    left_out: dict[bytes, list[int]] = field(default_factory=dict)
    """Numbers of entries whose rows stay out, by the session that was withdrawn."""

    @property
    def last(self) -> int:
        """The number of the last entry."""
        return self.entries[-1][0]


class MergeSource:
    """A store that is merged into another one; it is only read, a batch in one view of it."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def heads(self) -> list[Head]:
        """The ends of its chains, those that it began itself first and in their order."""
        with self.store.reading() as connection:
            own = connection.execute(select(schema.audit_chain.c.id).order_by(schema.audit_chain.c.place))
            places = {bytes(chain_id): place for place, chain_id in enumerate(own.scalars())}
            return sorted(heads(connection), key=lambda head: places.get(head.chain_id, len(places)))

    def link_at(self, chain_id: bytes, number: int) -> bytes:
        """The link of an entry; number 0 is before the first."""
        if number == 0:
            return first_link(chain_id)
        query = "SELECT link FROM audit_entry WHERE chain_id = ? AND number = ?"
        with self.store.reading() as connection:
            found = connection.exec_driver_sql(query, (chain_id, number)).scalar()
        if found is None:
            raise self._broken(chain_id, number, "is missing")
        return bytes(found)

    def batch(
        self, chain_id: bytes, after: int, withdrawn: Collection[bytes], n: int = N_ENTRIES_AT_ONCE
    ) -> Batch | None:
        """The ``n`` entries at most that follow number ``after``; None: there are none.

        Rows of sessions in ``withdrawn`` stay out.

        Raises
        ------
        StoreError
            If what is read is not what was written: `merlingua audit verify` says where.
        """
        link = self.link_at(chain_id, after)
        with self.store.reading() as connection:
            found = connection.exec_driver_sql(_ENTRIES, (chain_id, after, n)).all()
            if not found:
                return None
            kept = {row[0]: row for row in found if row[4] is not None and row[3] not in withdrawn}
            rows = self._rows(connection, [row[5] for row in kept.values()])
        batch = Batch(chain_id, after, link)
        for number, digest, entry_link, session_id, salt, row_keys in found:
            if number != batch.after + len(batch.entries) + 1 or entry_link != next_link(
                link, number, digest
            ):
                raise self._broken(chain_id, number, "does not follow from the one before it")
            link = bytes(entry_link)
            batch.entries.append((number, bytes(digest), link))
            if number in kept:
                self._take(batch, (number, session_id, salt, row_keys), digest, rows)
            elif salt is not None:
                batch.left_out.setdefault(bytes(session_id), []).append(number)
        return batch

    def _take(
        self,
        batch: Batch,
        salted: tuple[int, bytes | None, bytes, bytes],
        digest: bytes,
        rows: Mapping[tuple[str, bytes], Row],
    ) -> None:
        number, _, salt, row_keys = salted
        try:
            named = [(table, rows[table, key]) for table, key in unpacked(row_keys)]
            is_same = digest == digest_of(salt, named)
        except (KeyError, ValueError, TypeError):
            is_same = False
        if not is_same:
            raise self._broken(batch.chain_id, number, "has not the rows that it was made of")
        batch.salts.append(salted)
        for table, row in named:
            batch.rows[table].append(row)

    def _rows(self, connection: Connection, packed_keys: list[bytes]) -> dict[tuple[str, bytes], Row]:
        wanted: dict[str, list[bytes]] = {}
        for keys in packed_keys:
            for table, key in unpacked(keys):
                wanted.setdefault(table, []).append(key)
        found: dict[tuple[str, bytes], Row] = {}
        for table, keys_of in wanted.items():
            for row in rows_by_key(connection, table, keys_of):
                found[table, bytes(row[0])] = row
        return found

    def _broken(self, chain_id: bytes, number: int, what: str) -> StoreError:
        return StoreError(
            f"{self.store.file} was not merged further: entry {number} of chain {chain_id.hex()[:8]} {what}. "
            f"`merlingua audit verify --store {self.store.file}` says more; a backup may hold what was there."
        )


def rows_by_key(connection: Connection, table: str, keys: list[bytes]) -> Iterator[Row]:
    """The rows of a table that have these keys, as far as they are there."""
    for start in range(0, len(keys), N_KEYS_AT_ONCE):
        part = keys[start : start + N_KEYS_AT_ONCE]
        marks = f"({', '.join('?' * len(part))})"
        for row in connection.exec_driver_sql(_QUERIES[table] + marks, tuple(part)):
            yield tuple(row)
