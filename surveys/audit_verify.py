"""Prove that a store holds what was written into it: every row, every link, and nothing besides.

Nothing is changed. What does not hold is said in lines for a person, each with the place where it shows.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from merlingua.surveys import schema
from merlingua.surveys.audit_chain import (
    KEY_BYTES,
    TABLES,
    Head,
    digest_of,
    first_link,
    heads,
    next_link,
    unpacked,
)
from merlingua.surveys.errors import StoreError
from merlingua.surveys.store import Store

N_NAMED = 5
"""Places that are named for each thing that does not hold; further ones are counted."""
N_ENTRIES_AT_ONCE = 400
_HEAD = re.compile(r"^([0-9a-f]{32}):(\d+):([0-9a-f]{64})$")
_COLUMNS = {table: ", ".join(column.name for column in schema.all_tables()[table].c) for table in TABLES}
_QUERIES = {table: f"SELECT {columns} FROM {table} WHERE id IN " for table, columns in _COLUMNS.items()}


@dataclass(frozen=True)
class AuditReport:
    """What was looked at, and what does not hold; ``problems`` is empty where all of it does."""

    n_entries: int
    n_rows: int
    n_emptied: int
    """Entries of those who have withdrawn."""
    heads: tuple[Head, ...]
    """To be noted elsewhere: who can write the file can write another chain, but not one with this end."""
    problems: tuple[str, ...]


def verify(store: Store, noted: Iterable[Head] = ()) -> AuditReport:
    """Check all chains of a store, and that each link in ``noted`` is still in it.

    Raises
    ------
    StoreError
        If the store cannot be read.
    """
    with store.reading() as connection:
        checked = _Checked(connection)
        checked.run()
        problems = [*checked.told(), *_lost(connection, noted)]
        return AuditReport(
            checked.n_entries,
            sum(checked.n_covered.values()),
            checked.n_emptied,
            tuple(heads(connection)),
            tuple(problems),
        )


def read_head(text: str) -> Head:
    """A link as `Head.text` writes it.

    Raises
    ------
    StoreError
        If it is none.
    """
    found = _HEAD.match(text.strip())
    if found is None:
        raise StoreError(
            f"{text!r} is no link of an audit log: 32 hexadecimal digits, a number and 64 hexadecimal digits "
            "with colons between them are due, as `merlingua audit verify` prints them"
        )
    return Head(bytes.fromhex(found[1]), int(found[2]), bytes.fromhex(found[3]))


class _Checked:
    """One pass over all entries."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._emptied = _emptied(connection)
        self.n_entries = self.n_emptied = 0
        self.n_covered: Counter[str] = Counter()
        self._found: dict[str, list[str]] = {}

    def run(self) -> None:
        """Look at everything."""
        chains = [bytes(row[0]) for row in self._run("SELECT DISTINCT chain_id FROM audit_entry ORDER BY 1")]
        for chain_id in chains:
            self._check_chain(chain_id)
        (n_strange,) = self._run(
            "SELECT count(*) FROM audit_salt AS s WHERE NOT EXISTS "
            "(SELECT 1 FROM audit_entry AS e WHERE e.chain_id = s.chain_id AND e.number = s.number)"
        ).one()
        if n_strange:
            self._tell("what an entry was made of has no entry", f"{n_strange} of them")
        self._check_cover()

    def told(self) -> Iterator[str]:
        """The problems, some places of each."""
        for name, places in self._found.items():
            yield from (f"{name}: {place}" for place in places[:N_NAMED])
            if len(places) > N_NAMED:
                yield f"{name}: {len(places) - N_NAMED} more"

    def _run(self, query: str, values: tuple[Any, ...] = ()) -> Any:
        return self._connection.exec_driver_sql(query, values)

    def _tell(self, name: str, place: str) -> None:
        self._found.setdefault(name, []).append(place)

    def _check_chain(self, chain_id: bytes) -> None:
        emptied = self._emptied.get(chain_id.hex(), frozenset())
        entries = self._run(
            "SELECT e.number, e.digest, e.link, s.session_id, s.salt, s.row_keys FROM audit_entry AS e "
            "LEFT JOIN audit_salt AS s ON s.chain_id = e.chain_id AND s.number = e.number "
            "WHERE e.chain_id = ? ORDER BY e.number",
            (chain_id,),
        )
        expected, link = 1, first_link(chain_id)
        while block := entries.fetchmany(N_ENTRIES_AT_ONCE):
            rows = self._rows_of(block)
            for number, digest, kept, session_id, salt, row_keys in block:
                place = f"entry {number} of chain {chain_id.hex()[:8]}"
                self.n_entries += 1
                if number != expected:
                    self._tell("entries are missing", f"before {place}")
                elif kept != next_link(link, number, digest):
                    self._tell("an entry does not follow from the one before it", place)
                expected, link = number + 1, kept
                if salt is None:
                    self.n_emptied += 1
                    if number not in emptied:
                        self._tell("an entry was emptied, and nobody withdrew", place)
                    continue
                if number in emptied:
                    self._tell("somebody withdrew, and their entry is still there", place)
                self._check_rows(place, session_id, digest, salt, row_keys, rows)

    def _rows_of(self, block: Sequence[Any]) -> Mapping[tuple[str, bytes], tuple[Any, ...]]:
        wanted: dict[str, list[bytes]] = {}
        for *_, row_keys in block:
            for table, key in _keys(row_keys):
                wanted.setdefault(table, []).append(key)
        found: dict[tuple[str, bytes], tuple[Any, ...]] = {}
        for table, keys in wanted.items():
            for start in range(0, len(keys), N_ENTRIES_AT_ONCE):
                part = keys[start : start + N_ENTRIES_AT_ONCE]
                marks = f"({', '.join('?' * len(part))})"
                for row in self._run(_QUERIES[table] + marks, tuple(part)):
                    found[table, bytes(row[0])] = tuple(row)
        return found

    def _check_rows(
        self,
        place: str,
        session_id: bytes | None,
        digest: bytes,
        salt: bytes,
        row_keys: bytes,
        rows: Mapping[tuple[str, bytes], tuple[Any, ...]],
    ) -> None:
        keys = _keys(row_keys)
        if not keys:
            self._tell("what an entry was made of makes no sense", place)
            return
        missing = [f"{table} {key.hex()}" for table, key in keys if (table, key) not in rows]
        for name in missing:
            self._tell("a row was removed", f"{name} ({place})")
        self.n_covered.update(table for table, _ in keys)
        if missing:
            return
        try:
            is_same = digest == digest_of(salt, [(table, rows[table, key]) for table, key in keys])
        except (ValueError, TypeError):
            is_same = False  # a value of another type than its column's
        if not is_same:
            of_session = "" if session_id is None else f", session {session_id.hex()}"
            named = ", ".join(f"{table} {key.hex()}" for table, key in keys[:2])
            more = f" and {len(keys) - 2} more" if len(keys) > 2 else ""
            self._tell("a row was changed", f"{named}{more} ({place}{of_session})")

    def _check_cover(self) -> None:
        """No row beside those that entries name, and none named twice."""
        for table in TABLES:
            n_rows = self._run(f"SELECT count(*) FROM {table}").scalar()
            if n_rows == self.n_covered[table]:
                continue
            seen: Counter[tuple[bytes, bytes]] = Counter()
            for chain_id, row_keys in self._run("SELECT chain_id, row_keys FROM audit_salt"):
                chain = bytes(chain_id)
                seen.update((chain, key) for name, key in _keys(row_keys) if name == table)
            for (_, key), n_times in seen.items():
                # Two copies of one old store that were merged each have a log of their own of its rows.
                if n_times > 1:
                    self._tell("a row is in several entries", f"{table} {key.hex()}")
            covered = {key for _, key in seen}
            for (key,) in self._run(f"SELECT id FROM {table}"):
                if bytes(key) not in covered:
                    self._tell("a row was written past the audit log", f"{table} {bytes(key).hex()}")


def _keys(row_keys: bytes | None) -> list[tuple[str, bytes]]:
    if row_keys is None or len(row_keys) % (KEY_BYTES + 1):
        return []
    try:
        return list(unpacked(row_keys))
    except ValueError:
        return []


def _emptied(connection: Connection) -> dict[str, frozenset[int]]:
    """Numbers of the entries that tombstones name, by chain in hexadecimal."""
    found: dict[str, set[int]] = {}
    for (entries,) in connection.execute(
        schema.tombstone.select().with_only_columns(schema.tombstone.c.entries)
    ):
        for chain, numbers in entries.items():
            found.setdefault(chain, set()).update(numbers)
    return {chain: frozenset(numbers) for chain, numbers in found.items()}


def _lost(connection: Connection, noted: Iterable[Head]) -> Iterator[str]:
    query = "SELECT link FROM audit_entry WHERE chain_id = ? AND number = ?"
    for head in noted:
        if head.number == 0:
            continue
        kept = connection.exec_driver_sql(query, (head.chain_id, head.number)).scalar()
        if kept is None or bytes(kept) != head.link:
            place = f"entry {head.number} of chain {head.chain_id.hex()[:8]}"
            yield f"the link that was noted is not in the log: {place}"
