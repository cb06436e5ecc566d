"""Open a store's file: the connection and its PRAGMAs, what the file is, a new store's tables, migrations.

Every connection goes through ``_dbapi_connection``: write-ahead log, ``synchronous=FULL`` (a commit that
returned is on the disk), foreign keys. What SQLite does not grant is an error, never a quieter setting.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from functools import partial
from pathlib import Path

from sqlalchemy import Connection, create_engine, event, insert, inspect, select
from sqlalchemy.pool import NullPool

from merlingua.surveys.errors import StoreError
from merlingua.surveys.schema import (
    APPLICATION_ID,
    REVISIONS,
    TRIGGERS,
    alembic_version,
    metadata,
    records,
)
from merlingua.surveys.store_errors import readable_errors
from merlingua.surveys.store_place import check_place

BUSY_TIMEOUT_MS = 3000
"""How long another program's transaction is waited for."""
PRAGMAS: Mapping[str, int | str] = {
    "journal_mode": "wal",
    "synchronous": 2,
    "foreign_keys": 1,
    "busy_timeout": BUSY_TIMEOUT_MS,
}
"""What every connection that writes runs with; ``synchronous`` 2 is FULL."""
CHECKPOINT_PAGES = 250
"""The log is folded into the file whenever it has this many pages (1 MB). With SQLite's 1000 the answer that
this falls on took up to 0.2 s on a busy disk, with these up to 0.03 s."""
READING = "BEGIN"
WRITING = "BEGIN IMMEDIATE"
"""Takes the write lock at once: a transaction that has begun is never refused for another's writing."""
BEGINS_WITH = "merlingua_begins_with"
"""Key of ``Connection.info``: the statement that begins the next transaction."""

_RETRY_S = 0.02
_NO_WORKING_FILES = ("SQLITE_CANTOPEN", "SQLITE_READONLY")
"""What SQLite says where it may not lay the log's files beside the store."""
_SMALLEST_PAGE = 512
"""Bytes; an SQLite file is never shorter: https://www.sqlite.org/fileformat.html."""


class _Contents(Enum):
    """What a file that is about to be opened holds."""

    NOTHING = "nothing"
    STORE = "store"
    OTHER = "other"


@dataclass(frozen=True)
class OpenOptions:
    """How a file is opened."""

    create: bool = True
    read_only: bool = False
    busy_timeout_ms: int = BUSY_TIMEOUT_MS


def open_connection(file: Path, options: OpenOptions) -> Connection:
    """A connection to a store of the newest version; a new file becomes a store, an older one is migrated.

    Raises
    ------
    StoreError
        If the file is missing and may not be created, is no store, newer, locked, read-only or damaged, or
        its disk is full. What it held is still there then.
    """
    check_place(file)
    if not file.exists() and (options.read_only or not options.create):
        raise StoreError(f"there is no store {file}. Check the name after --store.")
    engine = create_engine("sqlite://", creator=partial(_dbapi_connection, file, options), poolclass=NullPool)
    event.listen(engine, "begin", _begin)
    with readable_errors(file):
        connection = engine.connect()
        try:
            _bring_up_to_date(connection, file, options)
        except BaseException:
            connection.close()
            raise
    return connection


def read_pragmas(connection: Connection) -> dict[str, int | str]:
    """What a connection runs with, as SQLite says: the settings on which the safety of answers depends."""
    with connection.begin():
        return {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar_one() for name in PRAGMAS}


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql(connection.info.get(BEGINS_WITH, READING))


def _dbapi_connection(file: Path, options: OpenOptions) -> sqlite3.Connection:
    """Open the file, and change nothing before it is known to be a store or to be empty."""
    _check_size(file)
    opened = _opened(file, options, "mode=rwc" if options.create and not options.read_only else "mode=rw")
    try:
        contents = _contents(opened)
    except sqlite3.OperationalError as error:
        opened.close()
        if not (options.read_only and error.sqlite_errorname.startswith(_NO_WORKING_FILES)):
            raise
        opened = _opened(file, options, _immutable(file))
        contents = _contents(opened)
    try:
        if contents is _Contents.OTHER:
            raise StoreError(
                f"{file} is not a store of Merlingua: it is another program's SQLite file. Name another "
                "file with --store; this one was not changed."
            )
        _set_pragmas(opened, file, options)
    except BaseException:
        opened.close()
        raise
    return opened


def _check_size(file: Path) -> None:
    """Refuse what SQLite takes for an empty database: a short text, a store of which the log alone is left.

    The file is not looked into: to close it again would end the locks of this process's connections to it.
    """
    size = _size(file)
    if 0 < size < _SMALLEST_PAGE:
        raise StoreError(
            f"{file} is not a store of Merlingua: it is no SQLite file. Name another file with --store; this "
            "one was not changed."
        )
    wal = _wal(file)
    if not size and _size(wal):
        raise StoreError(
            f"the store {file} is empty or missing, but its log {wal.name} is there and may hold answers. "
            "Move it to a safe place, then try again; nothing was changed."
        )


def _wal(file: Path) -> Path:
    return file.with_name(file.name + "-wal")


def _size(file: Path) -> int:
    """Bytes; 0 where there is no file, or SQLite is to say why it cannot be opened."""
    try:
        return file.stat().st_size
    except OSError:
        return 0


def _opened(file: Path, options: OpenOptions, how: str) -> sqlite3.Connection:
    # isolation_level=None: sqlite3 begins no transaction on its own, `_begin` does.
    opened = sqlite3.connect(f"{file.as_uri()}?{how}", uri=True, isolation_level=None)
    opened.execute(f"PRAGMA busy_timeout = {options.busy_timeout_ms}")
    return opened


def _immutable(file: Path) -> str:
    """How to read a store from a medium on which SQLite cannot lay its working files."""
    wal = _wal(file)
    if wal.exists():
        raise StoreError(
            f"the store {file} was not closed and cannot be read where nothing can be written: copy it "
            f"together with {wal.name} to another folder, and name the copy."
        )
    return "mode=ro&immutable=1"


def _contents(opened: sqlite3.Connection) -> _Contents:
    (application_id,) = opened.execute("PRAGMA application_id").fetchone()
    (n_objects,) = opened.execute("SELECT count(*) FROM sqlite_master").fetchone()
    if application_id == APPLICATION_ID:
        return _Contents.STORE
    return _Contents.OTHER if application_id or n_objects else _Contents.NOTHING


def _set_pragmas(opened: sqlite3.Connection, file: Path, options: OpenOptions) -> None:
    opened.execute("PRAGMA foreign_keys = ON")
    opened.execute("PRAGMA synchronous = FULL")
    # What a withdrawal deletes is overwritten, too.
    opened.execute("PRAGMA secure_delete = ON")
    # On macOS alone: fsync leaves data in the drive's cache there, F_FULLFSYNC does not.
    opened.execute("PRAGMA fullfsync = ON")
    opened.execute("PRAGMA checkpoint_fullfsync = ON")
    if options.read_only:
        opened.execute("PRAGMA query_only = ON")
        return
    _write_ahead(opened, options)
    opened.execute(f"PRAGMA wal_autocheckpoint = {CHECKPOINT_PAGES}")
    granted = {name: opened.execute(f"PRAGMA {name}").fetchone()[0] for name in PRAGMAS}
    if granted != {**PRAGMAS, "busy_timeout": options.busy_timeout_ms}:
        raise StoreError(
            f"the disk of {file} does not let answers be saved safely: SQLite grants {granted}, a store "
            f"needs {dict(PRAGMAS)}. Name a file on a local disk with --store."
        )


def _write_ahead(opened: sqlite3.Connection, options: OpenOptions) -> None:
    """Turn the write-ahead log on; SQLite does not wait by itself for another that is just doing the same."""
    deadline = time.monotonic() + options.busy_timeout_ms / 1000
    while True:
        try:
            opened.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if not error.sqlite_errorname.startswith("SQLITE_BUSY") or time.monotonic() > deadline:
                raise
            time.sleep(_RETRY_S)


def _bring_up_to_date(connection: Connection, file: Path, options: OpenOptions) -> None:
    if not options.read_only:
        connection.info[BEGINS_WITH] = WRITING
    # Takes the write lock even where nothing is to be done: locked or read-only is said now, not later.
    with connection.begin():
        revision = _revision(connection, file)
        if revision == REVISIONS[-1]:
            return
        if options.read_only and revision is None:
            raise StoreError(f"the store {file} is empty: there is nothing to read in it yet.")
        if options.read_only:
            raise StoreError(
                f"the store {file} is of an older version ({revision}) and was opened for reading alone. "
                "Open it once with the window, which brings it up to date."
            )
        if revision is None:
            _create(connection)
            return
        from merlingua.surveys.store_migrations import migrate

        migrate(connection)


def _revision(connection: Connection, file: Path) -> str | None:
    """The store's revision, one of ``REVISIONS``; None where the file is empty."""
    if not connection.exec_driver_sql("SELECT count(*) FROM sqlite_master").scalar_one():
        return None
    says_it = "alembic_version" in inspect(connection).get_table_names()
    revision = connection.execute(select(alembic_version.c.version_num)).scalar() if says_it else None
    if not isinstance(revision, str):
        raise StoreError(
            f"the store {file} is damaged: it does not say its version. Copy it to a safe place, then name "
            "another file with --store."
        )
    if revision not in REVISIONS:
        raise StoreError(
            f"the store {file} is of a newer version ({revision}; this program knows {REVISIONS[-1]}). "
            "Install the newest Merlingua, or name another file with --store. The store was not changed."
        )
    return revision


def _create(connection: Connection) -> None:
    """Make a new store as the migrations would (a test compares the two), without the time they take."""
    metadata.create_all(connection, checkfirst=False)
    records.create_all(connection, checkfirst=False)
    for trigger in TRIGGERS:
        connection.exec_driver_sql(trigger)
    alembic_version.create(connection, checkfirst=False)
    connection.execute(insert(alembic_version).values(version_num=REVISIONS[-1]))
    connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
