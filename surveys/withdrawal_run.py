"""Take a listener's answers out of a store, its log and its backups, for good.

Conventions
-----------
First one transaction deletes all rows of the person and leaves a tombstone; from then on no import, merge or
restored backup brings them back. Then the file is written anew (``VACUUM``; ``secure_delete`` has overwritten
what was deleted) and its log emptied, then each backup that holds the person. A withdrawal that was broken
off is finished by saying it again: the tombstone knows the code.
"""

from __future__ import annotations

import calendar
import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import Connection, func, select
from sqlalchemy.exc import DBAPIError

from merlingua.surveys import schema
from merlingua.surveys.backup_files import backup_folder, backups_of, copy_store
from merlingua.surveys.errors import StoreError
from merlingua.surveys.server_open import connect
from merlingua.surveys.server_place import is_server, server_place
from merlingua.surveys.store import Store
from merlingua.surveys.store_check import refuse_if_broken
from merlingua.surveys.store_errors import readable_errors
from merlingua.surveys.store_lock import StoreLock
from merlingua.surveys.store_place import store_file
from merlingua.surveys.tombstones import Person, bury, bury_all, person_of, tombstone_of, tombstones
from merlingua.surveys.withdrawal import withdrawal_code_sha256

if TYPE_CHECKING:
    from merlingua.surveys.study import Study


@dataclass(frozen=True)
class KnownExport:
    """An export that holds answers of a person."""

    folder: str
    format: str
    exported_at: datetime
    is_there: bool
    """Whether an export is in that folder on this computer now."""


@dataclass
class WithdrawalReport:
    """What was done."""

    person: Person
    n_answers: int
    is_new: bool
    """False: they had withdrawn before, and what was left to do was done."""
    exports: list[KnownExport] = field(default_factory=list)
    backups: list[Path] = field(default_factory=list)
    """Written anew without them."""
    failed: list[str] = field(default_factory=list)
    """Backups that could not be, and why."""

    def lines(self) -> Iterator[str]:
        """What was done in the store."""
        person = self.person
        if self.is_new:
            who = f"participant {person.number} ({person.language})" if person.number else str(person.id)
            yield f"{who} of study {person.study_id}: {self.n_answers} answers are gone from the store"
        else:
            yield f"withdrawn before ({person.withdrawn_at:%Y-%m-%d %H:%M} UTC); the store was cleaned again"

    def export_lines(self) -> Iterator[str]:
        """The exports that hold them, a line each."""
        for export in self.exports:
            where = "" if export.is_there else " (not found here now)"
            when = f"{export.exported_at:%Y-%m-%d %H:%M} UTC"
            yield f"{export.folder}{where}: the export {export.format} of {when} holds them"


def find_person(store: Store, *, code: str = "", source_id: str = "", study_id: str | None = None) -> Person:
    """Who a withdrawal code belongs to, or an id that imported ratings have.

    Raises
    ------
    StoreError
        If there is nobody, or several.
    """
    with store.reading() as connection:
        table = schema.participant.c
        if code:
            sha256 = withdrawal_code_sha256(code)
            where = table.withdrawal_code_sha256 == sha256
            known = (
                f"the code {code!r} belongs to nobody in {store.file}. Is it another store's, or mistyped?"
            )
        else:
            where = table.source_id == source_id
            if study_id is not None:
                where &= table.study_id == study_id
            known = f"nobody who was imported into {store.file} has the id {source_id!r} in their source"
        rows = connection.execute(select(schema.participant).where(where)).mappings().all()
        if len(rows) > 1:
            studies = ", ".join(sorted({row["study_id"] for row in rows}))
            raise StoreError(f"{len(rows)} people have the id {source_id!r} ({studies}): say --study-id")
        if rows:
            return person_of(connection, rows[0])
        if code and (buried := tombstone_of(connection, sha256)) is not None:
            return buried
    raise StoreError(known)


def withdraw(
    location: str | Path, *people: Person, backups: Sequence[Path] = (), at: datetime | None = None
) -> list[WithdrawalReport]:
    """Delete all that a store and its backups hold of people, and leave a tombstone of each.

    ``backups`` are further folders with backups of this store.

    Raises
    ------
    StoreError
        If a window has the store open, or it cannot be written. Where that was after the rows were deleted,
        the message says so, and to say the withdrawal again finishes it.
    """
    if is_server(location):
        return _withdraw_on_server(str(location), people, at=at or datetime.now(UTC))
    file = store_file(location)
    cleaned, failed = [], []
    with StoreLock.acquire(file):
        with Store.open(file, create=False) as store:
            reports = [_buried(store, person, at=at or datetime.now(UTC)) for person in people]
            stones = tombstones(store)
        scrub(file)
        for backup in _backups(file, backups):
            try:
                if _clean(backup, stones):
                    cleaned.append(backup)
            except (StoreError, OSError) as error:
                failed.append(f"{backup} may still hold them, delete it: {error}")
    for report in reports:
        report.backups, report.failed = cleaned, failed
    return reports


def _withdraw_on_server(location: str, people: Sequence[Person], *, at: datetime) -> list[WithdrawalReport]:
    with Store.open(location, create=False) as store:
        reports = [_buried(store, person, at=at) for person in people]
    scrub_server(location)
    return reports


def scrub_server(location: str) -> None:
    """Write the tables of a store on a server anew without what was deleted (``VACUUM FULL``).

    What the server's own log and backups may still hold is told in docs/privacy.md.

    Raises
    ------
    StoreError
        If the server refuses, or another program holds a table for longer than a minute.
    """
    place = server_place(location)
    with readable_errors(place):
        connection = connect(place)
        try:
            connection.execution_options(isolation_level="AUTOCOMMIT")
            connection.exec_driver_sql("SET lock_timeout = '60s'")
            for table in schema.all_tables():
                connection.exec_driver_sql(f"VACUUM FULL {table}")
            # What is in memory alone goes to the disk, over what was there.
            with suppress(DBAPIError):  # only a superuser or pg_checkpoint may
                connection.exec_driver_sql("CHECKPOINT")
        finally:
            connection.close()


def _buried(store: Store, person: Person, *, at: datetime) -> WithdrawalReport:
    report = WithdrawalReport(person, person.n_answers, is_new=person.withdrawn_at is None)
    with store.reading() as connection:
        report.exports = list(_exports(connection, person))
    if report.is_new:
        bury(store, person, at=at)
    return report


def expired(store: Store, study: Study, *, now: datetime | None = None) -> list[Person]:
    """Whose sessions are older than the study's folder allows (``privacy: retention_months``).

    Raises
    ------
    StoreError
        If the study names no such time.
    """
    months = study.definition.privacy.retention_months
    if months is None:
        raise StoreError(
            f"{study.folder} does not say how long answers are kept: write "
            "`privacy: {retention_months: 24}` into study.yaml"
        )
    end = months_before(now or datetime.now(UTC), months)
    session, participant = schema.session.c, schema.participant
    with store.reading() as connection:
        latest = (
            select(session.participant_id, func.max(session.started_at).label("latest"))
            .where(session.study_id == study.definition.study.id)
            .group_by(session.participant_id)
            .subquery()
        )
        old = select(participant).join(latest, latest.c.participant_id == participant.c.id)
        rows = connection.execute(old.where(latest.c.latest < end).order_by(participant.c.id)).mappings()
        return [person_of(connection, row) for row in rows.all()]


def months_before(moment: datetime, months: int) -> datetime:
    """The same day so many months earlier, or the last one of that month."""
    year, month = divmod(moment.year * 12 + moment.month - 1 - months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return moment.replace(year=year, month=month + 1, day=min(moment.day, last))


def scrub(file: Path) -> None:
    """Write a store's file anew without what was deleted, and empty its log.

    Raises
    ------
    StoreError
        If another program reads the store, or the disk has no room for a second copy.
    """
    with (
        readable_errors(file),
        closing(sqlite3.connect(file, isolation_level=None, timeout=10)) as connection,
    ):
        connection.execute("PRAGMA secure_delete = ON")
        try:
            connection.execute("VACUUM")
            (is_busy, _, _) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        except sqlite3.OperationalError as error:
            raise StoreError(
                f"the answers are deleted, but {file} could not be written anew ({error}), so that traces of "
                "them may be left in it: close every program that reads it, see that the disk has room, and "
                "say the same again."
            ) from error
    if is_busy:
        raise StoreError(
            f"the answers are deleted, but another program reads {file}, so that its log may hold traces of "
            "them: close that program, and say the same again."
        )


def _clean(backup: Path, buried: Sequence[Person]) -> bool:
    """Write a backup anew without those who withdrew; False where it holds none of them."""
    place = f"{backup.absolute().as_uri()}?mode=ro&immutable=1"
    with readable_errors(backup), closing(sqlite3.connect(place, uri=True)) as connection:
        held = {UUID(bytes=row[0]) for row in connection.execute("SELECT id FROM participant")}
    if not held & {person.id for person in buried}:
        return False
    unfinished = backup.with_name(backup.name + ".part")
    try:
        copy_store(backup, unfinished)
        with Store.open(unfinished, create=False) as store:
            bury_all(store, buried)
        scrub(unfinished)
        with Store.open(unfinished, create=False, read_only=True) as store:
            refuse_if_broken(store)
        descriptor = os.open(unfinished, os.O_RDWR)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        unfinished.replace(backup)
    finally:
        for leftover in (unfinished, *(Path(f"{unfinished}{end}") for end in ("-wal", "-shm", "-journal"))):
            with suppress(OSError):
                leftover.unlink()
    return True


def _backups(file: Path, folders: Sequence[Path]) -> list[Path]:
    every = [backup_folder(file), *folders]
    return [path for folder in every for _, path in sorted(backups_of(folder, file.stem).items())]


def _exports(connection: Connection, person: Person) -> Iterator[KnownExport]:
    table = schema.export_record
    rows = connection.execute(
        select(table).where(table.c.study_id == person.study_id).order_by(table.c.exported_at)
    ).mappings()
    for row in rows:
        reach: dict[str, int] = row["heads"]
        is_in = any(
            min(numbers) <= reach.get(chain, 0) for chain, numbers in person.entries.items() if numbers
        )
        if is_in and (row["with_simulated"] or not person.is_simulated):
            is_there = (Path(row["folder"]) / "export.json").is_file()
            yield KnownExport(row["folder"], row["format"], row["exported_at"], is_there)
