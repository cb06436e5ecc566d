"""Copies of a store beside it: each is made while the store is in use, checked, and only then given its name.

They are in ``NAME-backups/``, named by their time in UTC. The newest are kept, and one a day and one a week
of older ones.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Sequence
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from merlingua.surveys.errors import StoreError
from merlingua.surveys.store import Store
from merlingua.surveys.store_check import refuse_if_broken
from merlingua.surveys.store_errors import readable_errors
from merlingua.surveys.store_lock import StoreLock
from merlingua.surveys.store_place import check_place, store_file
from merlingua.surveys.tombstones import Person, bury_all, tombstones

N_NEWEST = 10
N_DAYS = 14
N_WEEKS = 26
_TIME = "%Y%m%dT%H%M%S.%fZ"
_SUFFIX = ".db"


def backup_folder(location: str | Path) -> Path:
    """Where the backups of a store are, unless another folder is named."""
    file = store_file(location)
    return file.with_name(file.stem + "-backups")


def back_up(location: str | Path, folder: Path | None = None, *, at: datetime | None = None) -> Path:
    """Copy a store, prove the copy whole, and remove the backups that are due. Gives the copy's path.

    Others may write meanwhile: the copy is the store at one moment.

    Raises
    ------
    StoreError
        If the store cannot be read, or the copy cannot be written or is not whole; older backups stay then.
    """
    at = at or datetime.now(UTC)
    folder = folder or backup_folder(location)
    file = store_file(location)
    with Store.open(location, create=False, read_only=True) as store:
        stem = file.stem
        copy = folder / f"{stem}-{at.strftime(_TIME)}{_SUFFIX}"
        unfinished = copy.with_name(copy.name + ".part")
        try:
            folder.mkdir(parents=True, exist_ok=True)
            copy_store(file, unfinished)
            with Store.open(unfinished, create=False, read_only=True) as copied:
                refuse_if_broken(copied)
            _sync(unfinished)
            unfinished.replace(copy)
        except OSError as error:
            if isinstance(error, StoreError):
                raise
            raise StoreError(
                f"no backup of {store.file} could be made in {folder}: {error.strerror}"
            ) from error
        finally:
            for leftover in (
                unfinished,
                *(Path(f"{unfinished}{end}") for end in ("-wal", "-shm", "-journal")),
            ):
                with suppress(OSError):  # of what could not even be made, say why
                    leftover.unlink()
    _rotate(folder, stem)
    return copy


def restore(backup: Path, into: str | Path, *, force: str | None = None) -> int:
    """Make a store what a backup is, in one transaction. Gives how many answers are lost by it.

    Who has withdrawn from the store stays out of it. Its audit log goes on with a chain of its own.

    ``force`` must be the store's file name where the store has answers that the backup has not.

    Raises
    ------
    StoreError
        If the backup is not whole, a window has the store open, or answers would be lost.
    """
    file = store_file(into)
    if file.resolve() == backup.resolve():
        raise StoreError(f"{backup} is the store itself: name one of its backups.")
    if not backup.is_file():
        raise StoreError(f"there is no backup {backup}. Check its name.")
    check_place(file)
    lock = StoreLock.acquire(file)
    try:
        with TemporaryDirectory(prefix="restore-", dir=file.parent) as work:
            # An older backup is migrated, and the backup itself stays as it is.
            copied = Path(work) / "copy.db"
            copy_store(backup, copied)
            with Store.open(copied, create=False) as kept:
                bury_all(kept, _withdrawn_from(file))
                refuse_if_broken(kept)
            n_lost = _n_lost(copied, file) if file.exists() else 0
            if n_lost and force != file.name:
                raise StoreError(
                    f"{file} has {n_lost} answers that {backup} has not; they would be lost. Back it up "
                    f"first, or say --force {file.name}."
                )
            copy_store(copied, file)
        with Store.open(file, create=False, read_only=True) as restored:
            refuse_if_broken(restored)
    finally:
        lock.release()
    return n_lost


def backups_of(folder: Path, stem: str) -> dict[datetime, Path]:
    """The backups of the store of this name, by time; other files are left out."""
    found: dict[datetime, Path] = {}
    for path in folder.glob(f"*{_SUFFIX}"):
        try:
            time = datetime.strptime(path.name, f"{stem.replace('%', '%%')}-{_TIME}{_SUFFIX}")
        except ValueError:
            continue
        found[time.replace(tzinfo=UTC)] = path
    return found


def times_to_keep(times: Sequence[datetime]) -> set[datetime]:
    """The newest, and the last one of each of the latest days and weeks that have any."""
    newest_first = sorted(times, reverse=True)
    days: dict[object, datetime] = {}
    weeks: dict[object, datetime] = {}
    for time in newest_first:
        days.setdefault(time.date(), time)
        weeks.setdefault(time.isocalendar()[:2], time)
    return {*newest_first[:N_NEWEST], *list(days.values())[:N_DAYS], *list(weeks.values())[:N_WEEKS]}


def _rotate(folder: Path, stem: str) -> None:
    backups = backups_of(folder, stem)
    for time in backups.keys() - times_to_keep(list(backups)):
        backups[time].unlink(missing_ok=True)


def copy_store(source: Path, target: Path) -> None:
    """Copy a store by SQLite's online backup: the target is changed in one transaction, or not at all."""
    with (
        readable_errors(target),
        closing(sqlite3.connect(source)) as old,
        closing(sqlite3.connect(target)) as new,
    ):
        new.execute("PRAGMA synchronous = FULL")
        old.backup(new)


def _withdrawn_from(file: Path) -> list[Person]:
    """Who withdrew from the store that is to be replaced: they stay out of it."""
    if not file.exists():
        return []
    with Store.open(file, create=False) as store:
        return tombstones(store)


def _n_lost(backup: Path, file: Path) -> int:
    query = "SELECT count(*) FROM answer WHERE id NOT IN (SELECT id FROM kept.answer)"
    with Store.open(file, create=False):
        pass  # An older store is migrated, and what is no store is refused.
    with readable_errors(file), closing(sqlite3.connect(file)) as connection:
        connection.execute("ATTACH ? AS kept", (str(backup),))
        return int(connection.execute(query).fetchone()[0])


def _sync(file: Path) -> None:
    descriptor = os.open(file, os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
