"""Who has withdrawn: what is deleted of a person, and what is left so that they do not come back.

Conventions
-----------
All rows of a person go in one transaction, with the salts and keys that the audit log had of them. A
tombstone keeps their key, those of their sessions, the hash of their code, and which entries of the log were
emptied.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, delete, func, select

from merlingua.surveys import schema
from merlingua.surveys.audit_chain import driver_values
from merlingua.surveys.store import Store
from merlingua.surveys.store_queries import withdrawn_keys
from merlingua.surveys.store_statements import INSERTS


@dataclass(frozen=True)
class Person:
    """A participant of a store, or their tombstone."""

    id: UUID
    study_id: str
    number: int
    """0 for those who were imported."""
    number_in_language: int
    language: str
    session_ids: tuple[UUID, ...]
    n_answers: int
    is_simulated: bool
    entries: dict[str, list[int]]
    """Of the audit log, by chain in hexadecimal."""
    code_sha256: str
    withdrawn_at: datetime | None = None


def bury(store: Store, person: Person, *, at: datetime) -> None:
    """Delete a person's rows and what the audit log was made of by them; in one transaction.

    A store that does not hold them gets the tombstone alone.
    """
    with store.one_transaction(), store.reading() as connection:
        here = _person_by_id(connection, person.id)
        if here is not None:
            _delete(connection, here)
        elif person.id.bytes in withdrawn_keys(connection):
            return
        else:
            here = replace(person, entries={})
        _lay_stone(store, here, here.entries, at=at)


def bury_arrived(
    store: Store, person: Person, listed: Mapping[str, Collection[int]], *, at: datetime
) -> None:
    """Delete somebody whose tombstone a merge brings; what that empties beyond ``listed`` gets another."""
    with store.one_transaction(), store.reading() as connection:
        _delete(connection, person)
        rest = {
            chain: [number for number in numbers if number not in listed.get(chain, ())]
            for chain, numbers in person.entries.items()
        }
        note_left_out(store, person, {chain: numbers for chain, numbers in rest.items() if numbers}, at=at)


def note_left_out(store: Store, person: Person, entries: Mapping[str, list[int]], *, at: datetime) -> None:
    """Note that entries of the log came without their rows, because this person has withdrawn."""
    if entries:
        with store.one_transaction():
            _lay_stone(store, replace(person, n_answers=0), entries, at=at)


def _lay_stone(store: Store, person: Person, entries: Mapping[str, list[int]], *, at: datetime) -> None:
    key = store.new_key()
    stone = {
        "id": key,
        "participant_id": person.id,
        "study_id": person.study_id,
        "number": person.number,
        "language": person.language,
        "number_in_language": person.number_in_language,
        "withdrawal_code_sha256": person.code_sha256,
        "withdrawn_at": at,
        "n_answers": person.n_answers,
        "entries": dict(entries),
    }
    rows: list[tuple[str, dict[str, Any]]] = [("tombstone", stone)]
    rows += [
        ("withdrawn_session", {"id": store.new_key(), "tombstone_id": key, "session_id": session_id})
        for session_id in person.session_ids
    ]
    with store.reading() as connection:
        for table_name, values in rows:
            connection.execute(INSERTS[table_name], values)
            store.audit.note(None, table_name, driver_values(table_name, values))


def _delete(connection: Connection, person: Person) -> None:
    sessions = person.session_ids
    pages = select(schema.presentation.c.id).where(schema.presentation.c.session_id.in_(sessions))
    connection.execute(delete(schema.play).where(schema.play.c.presentation_id.in_(pages)))
    for table in (schema.answer, schema.presentation, schema.event, schema.audit_salt):
        connection.execute(delete(table).where(table.c.session_id.in_(sessions)))
    connection.execute(delete(schema.session).where(schema.session.c.id.in_(sessions)))
    connection.execute(delete(schema.participant).where(schema.participant.c.id == person.id))


def bury_all(store: Store, buried: Iterable[Person]) -> None:
    """Take those who withdrew elsewhere out of a copy, which goes on with a chain of its own."""
    with store.one_transaction():
        store.audit.begin_chain()
    for person in buried:
        bury(store, person, at=person.withdrawn_at or datetime.now(UTC))


def tombstones(store: Store) -> list[Person]:
    """All who have withdrawn from a store."""
    with store.reading() as connection:
        rows = connection.execute(select(schema.tombstone)).mappings().all()
        return [_buried(connection, row) for row in rows]


def tombstone_of_session(connection: Connection, session_id: bytes) -> Person | None:
    """Whose session it was; None: nobody's who withdrew."""
    table, of_session = schema.tombstone, schema.withdrawn_session.c
    found = select(table).join(schema.withdrawn_session, of_session.tombstone_id == table.c.id)
    row = connection.execute(found.where(of_session.session_id == UUID(bytes=session_id))).mappings().first()
    return None if row is None else _buried(connection, row)


def people_of_sessions(connection: Connection, sessions: Collection[bytes]) -> list[Person]:
    """The participants of these sessions who are there."""
    keys = [UUID(bytes=key) for key in sessions]
    of_them = select(schema.session.c.participant_id).where(schema.session.c.id.in_(keys))
    found = select(schema.participant).where(schema.participant.c.id.in_(of_them))
    return [person_of(connection, row) for row in connection.execute(found).mappings().all()]


def tombstone_of(connection: Connection, code_sha256: str) -> Person | None:
    """Who withdrew with a code; None: nobody."""
    table = schema.tombstone
    with_code = select(table).where(table.c.withdrawal_code_sha256 == code_sha256)
    row = connection.execute(with_code).mappings().first()
    return None if row is None else _buried(connection, row)


def _person_by_id(connection: Connection, key: UUID) -> Person | None:
    row = (
        connection.execute(select(schema.participant).where(schema.participant.c.id == key))
        .mappings()
        .first()
    )
    return None if row is None else person_of(connection, row)


def person_of(connection: Connection, row: Any) -> Person:
    """A participant by their row."""
    sessions = select(schema.session.c.id).where(schema.session.c.participant_id == row["id"])
    session_ids = list(connection.execute(sessions).scalars())
    of_them = schema.answer.c.session_id.in_(session_ids)
    n_answers = connection.execute(
        select(func.count()).select_from(schema.answer).where(of_them)
    ).scalar_one()
    entries: dict[str, list[int]] = {}
    salts = schema.audit_salt.c
    for chain_id, number in connection.execute(
        select(salts.chain_id, salts.number)
        .where(salts.session_id.in_(session_ids))
        .order_by(salts.chain_id, salts.number)
    ):
        entries.setdefault(bytes(chain_id).hex(), []).append(number)
    return Person(
        id=row["id"],
        study_id=row["study_id"],
        number=row["number"],
        number_in_language=row["number_in_language"],
        language=row["language"],
        session_ids=tuple(session_ids),
        n_answers=n_answers,
        is_simulated=row["is_simulated"],
        entries=entries,
        code_sha256=row["withdrawal_code_sha256"],
    )


def _buried(connection: Connection, row: Any) -> Person:
    table = schema.withdrawn_session.c
    sessions = connection.execute(select(table.session_id).where(table.tombstone_id == row["id"])).scalars()
    return Person(
        id=row["participant_id"],
        study_id=row["study_id"],
        number=row["number"],
        number_in_language=row["number_in_language"],
        language=row["language"],
        session_ids=tuple(sessions),
        n_answers=row["n_answers"],
        is_simulated=False,
        entries=row["entries"],
        code_sha256=row["withdrawal_code_sha256"],
        withdrawn_at=row["withdrawn_at"],
    )
