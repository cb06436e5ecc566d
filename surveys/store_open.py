"""Open a store's SQLite file: where it lies, its PRAGMAs, its migrations, and errors in plain words.

WAL with ``synchronous=FULL``: a commit that has returned is on the disk, and a reader waits for no writer.
WAL needs shared memory, which a network share does not give: a store is a local file.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from merlingua.surveys.errors import StoreError
from merlingua.surveys.schema import REVISION, TRIGGERS, metadata

BUSY_TIMEOUT_MS = 5000
PRAGMAS: dict[str, str | int] = {
    "busy_timeout": BUSY_TIMEOUT_MS,
    "foreign_keys": 1,
    "synchronous": 2,
    "secure_delete": 1,
}
"""Set on every connection (synchronous 2 is FULL); ``journal_mode=wal`` besides, a property of the file."""

READING = "merlingua_reading"
"""Execution option of a connection: its next transaction only reads."""

_ADVICE: dict[str, str] = {
    "SQLITE_BUSY": "is locked by another program; close what has it open, then try again",
    "SQLITE_LOCKED": "is locked by another program; close what has it open, then try again",
    "SQLITE_READONLY": "is read-only; get the right to write it and its folder, or name another --store",
    "SQLITE_FULL": "could not be written: the disk is full. Free some space and answer again",
    "SQLITE_CORRUPT": "is damaged; keep the file, restore a backup, and run 'merlingua store check' on it",
    "SQLITE_NOTADB": "is not a Merlingua store; name another file with --store",
    "SQLITE_CANTOPEN": "cannot be opened; is its folder there, and may you read and write it?",
    "SQLITE_IOERR": "could not be read or written: the disk failed (a network share? use a local disk)",
    "SQLITE_PROTOCOL": "could not be locked (a network share? use a local disk)",
}


def store_path(location: str | Path) -> Path:
    """The file of a store, from a path or an SQLite URL (``sqlite:///relative``, ``sqlite:////absolute``).

    Raises
    ------
    StoreError
        If the URL is of another kind of database.
    """
    text = str(location)
    if "://" not in text:
        return Path(text).expanduser()
    scheme, _, rest = text.partition("://")
    if scheme != "sqlite" or not rest.startswith("/") or len(rest) < 2:
        raise StoreError(
            f"--store {text!r} cannot be used; allowed are a file name, or sqlite:///FILE "
            "(sqlite:////FOLDER/FILE from the root)"
        )
    return Path(rest[1:])


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """Turn what SQLite says into one line that says what to do; nothing saved is lost by any of it."""
    try:
        yield
    except (DBAPIError, sqlite3.Error) as error:
        original = error.orig if isinstance(error, DBAPIError) else error
        name = getattr(original, "sqlite_errorname", "") or ""
        for prefix, advice in _ADVICE.items():
            if name.startswith(prefix):
                raise StoreError(f"the store {path} {advice}. What was saved before is safe.") from error
        raise


def open_engine(path: Path, *, create: bool, read_only: bool) -> sa.Engine:
    """An engine whose every connection has the PRAGMAs; the file is checked, made or migrated first.

    Raises
    ------
    StoreError
        If the file is missing and ``create`` is False, is no store, is newer, damaged, locked or read-only.
    """
    _check_place(path, create=create and not read_only)
    with translated(path):
        _check_file(path)
        engine = _engine(path, read_only=read_only)
        with engine.connect() as connection:
            _bring_up_to_date(connection, path, read_only=read_only)
    return engine


def _check_place(path: Path, *, create: bool) -> None:
    if path.is_dir():
        raise StoreError(
            f"the store {path} is a folder; name a file in it, for example {path / 'merlingua.db'}"
        )
    if path.exists():
        return
    if not create:
        raise StoreError(f"the store {path} does not exist; check the name, or start a session to make one")
    if not path.parent.is_dir():
        raise StoreError(
            f"the store {path} cannot be made: the folder {path.parent} does not exist; make it first"
        )


def _check_file(path: Path) -> None:
    """Refuse what is no SQLite file before SQLite is asked: a text file would be named 'damaged'."""
    if not path.exists():
        return
    try:
        with path.open("rb") as file:
            head = file.read(16)
    except OSError as error:
        raise StoreError(f"the store {path} cannot be read ({error.strerror}); may you read it?") from error
    if head and head != b"SQLite format 3\x00":
        raise StoreError(f"the store {path} {_ADVICE['SQLITE_NOTADB']}")


def _engine(path: Path, *, read_only: bool) -> sa.Engine:
    uri = path.resolve().as_uri() + ("?mode=ro" if read_only else "")

    def connect() -> sqlite3.Connection:
        return sqlite3.connect(uri, uri=True, isolation_level=None, timeout=BUSY_TIMEOUT_MS / 1000)

    engine = sa.create_engine("sqlite://", creator=connect, poolclass=NullPool)

    @event.listens_for(engine, "connect")
    def _set_pragmas(connection: Any, _record: object) -> None:
        with closing(connection.cursor()) as cursor:
            for name, value in PRAGMAS.items():
                cursor.execute(f"PRAGMA {name}={value}")
            if not read_only:
                cursor.execute("PRAGMA journal_mode=WAL")

    @event.listens_for(engine, "begin")
    def _begin(connection: sa.Connection) -> None:
        # IMMEDIATE: a transaction that will write takes its lock first, so that it never fails half-way.
        reads = read_only or connection.get_execution_options().get(READING, False)
        connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")

    return engine


def _bring_up_to_date(connection: sa.Connection, path: Path, *, read_only: bool) -> None:
    tables = {
        name for (name,) in connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type='table'")
    }
    if not tables:
        if read_only:
            raise StoreError(f"the store {path} is empty; start a session to fill it")
        connection.rollback()
        _create(connection)
        return
    if "alembic_version" not in tables:
        raise StoreError(f"the store {path} {_ADVICE['SQLITE_NOTADB']} (it is another program's database)")
    found = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    connection.rollback()
    if found == REVISION:
        return
    if found not in known_revisions():
        raise StoreError(
            f"the store {path} was written by a newer Merlingua (its format is {found!r}, "
            f"this one knows up to {REVISION!r}); update this program"
        )
    if read_only:
        raise StoreError(
            f"the store {path} has the older format {found!r}; open it for writing once to migrate it"
        )
    migrate(connection)


def _create(connection: sa.Connection) -> None:
    """Make the tables at once; a test holds the result equal to running every migration."""
    with connection.begin():
        if connection.exec_driver_sql("SELECT 1 FROM sqlite_master LIMIT 1").first():
            return  # another process was faster
        metadata.create_all(connection)
        for trigger in TRIGGERS:
            connection.exec_driver_sql(trigger)
        connection.exec_driver_sql(
            "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL, "
            "CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num))"
        )
        connection.exec_driver_sql("INSERT INTO alembic_version VALUES (?)", (REVISION,))


def known_revisions() -> list[str]:
    """Every revision this program can migrate from, oldest first."""
    from alembic.script import ScriptDirectory

    scripts = ScriptDirectory(str(_migrations_folder()))
    return [script.revision for script in reversed(list(scripts.walk_revisions()))]


def migrate(connection: sa.Connection, target: str = "head") -> None:
    """Run the migrations that are missing, in one transaction."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_migrations_folder()).replace("%", "%%"))
    config.attributes["connection"] = connection
    with connection.begin():
        command.upgrade(config, target)


def _migrations_folder() -> Path:
    return Path(__file__).parent / "migrations"
