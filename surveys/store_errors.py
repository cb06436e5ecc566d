"""What SQLite refuses, in words that say what to do.

Only what a person can mend becomes a `StoreError`; misuse by the program itself keeps its traceback.

References
----------
SQLite, "Result and Error Codes", https://www.sqlite.org/rescode.html
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from merlingua.surveys.errors import StoreError
from merlingua.surveys.server_errors import readable_server_errors
from merlingua.surveys.server_place import ServerPlace, StorePlace

_DAMAGED = (
    "the store {file} is damaged ({reason}). Copy it and its -wal file to a safe place; what is whole can be "
    "brought back with: sqlite3 {file} .recover"
)
_REASONS: tuple[tuple[str, str], ...] = (
    (
        "SQLITE_BUSY",
        "the store {file} is locked: another program is writing to it. Close that program, then try again.",
    ),
    (
        "SQLITE_LOCKED",
        "the store {file} is locked: another program is writing to it. Close that program, then try again.",
    ),
    (
        "SQLITE_READONLY",
        "the store {file} is read-only: nothing can be saved. Allow writing to the file and its folder, or "
        "name another file with --store.",
    ),
    (
        "SQLITE_FULL",
        "the disk of the store {file} is full: this was not saved, all that was saved before is safe. Free "
        "some space, then try again.",
    ),
    (
        "SQLITE_IOERR_SHM",
        "the store {file} cannot make its working files (-wal, -shm): is its disk full, or a network share? "
        "Free some space, or name a file on a local disk with --store.",
    ),
    (
        "SQLITE_NOTADB",
        "{file} is not a store of Merlingua: it is no SQLite file. Name another file with --store; this one "
        "was not changed.",
    ),
    (
        "SQLITE_CORRUPT",
        _DAMAGED,
    ),
    (
        "SQLITE_PROTOCOL",
        "the locks of the store {file} do not work: is it on a network share? Name a file on a local disk "
        "with --store.",
    ),
    (
        "SQLITE_IOERR_LOCK",
        "the locks of the store {file} do not work: is it on a network share? Name a file on a local disk "
        "with --store.",
    ),
    (
        "SQLITE_IOERR",
        "the disk of the store {file} failed ({reason}): this was not saved. Check the disk, then try again.",
    ),
    (
        "SQLITE_CANTOPEN",
        "the store {file} cannot be opened ({reason}). Allow reading and writing the file and its folder, or "
        "name another file with --store.",
    ),
    (
        "SQLITE_AUTH",
        "the store {file} may not be used ({reason}). Check who may read and write it.",
    ),
    (
        "SQLITE_PERM",
        "the store {file} may not be used ({reason}). Check who may read and write it.",
    ),
    (
        "SQLITE_TOOBIG",
        "this is too long for the store {file} ({reason}); it was not saved.",
    ),
    (
        "SQLITE_CONSTRAINT",
        "this does not fit what the store {file} holds ({reason}); it was not saved.",
    ),
)
"""Prefix of the error's name, and the message; the first that fits is taken."""

_SIGNS_OF_DAMAGE = ("no such table", "no such column", "Could not decode to UTF-8")
"""What is said of a store from which something was taken away, or in which text is none."""


class UnreadableValueError(ValueError):
    """A row holds what the program never wrote; `readable_errors` says so."""


@contextmanager
def readable_errors(place: StorePlace) -> Iterator[None]:
    """Turn what SQLite or a server refuses into a StoreError; anything else passes as it is.

    Raises
    ------
    StoreError
        If the file is locked, read-only, damaged, not a store, or its disk is full; if the server cannot be
        reached, or refuses.
    """
    if isinstance(place, ServerPlace):
        with readable_server_errors(place), _readable_values(place):
            yield
        return
    with _readable_values(place):
        try:
            yield
        except (DBAPIError, sqlite3.Error) as error:
            translated = _translated(error.orig if isinstance(error, DBAPIError) else error, place)
            if translated is None:
                raise
            raise translated from error


@contextmanager
def _readable_values(place: StorePlace) -> Iterator[None]:
    try:
        yield
    except (UnreadableValueError, UnicodeDecodeError) as error:
        # Python's sqlite3 cannot decode SQLite's own words on a damaged name.
        message = _DAMAGED if isinstance(place, Path) else "the store {file} is damaged ({reason})."
        raise StoreError(message.format(file=place, reason=error)) from error


def _translated(error: BaseException | None, file: Path) -> StoreError | None:
    name = getattr(error, "sqlite_errorname", None) or ""
    if name in ("", "SQLITE_ERROR") and str(error).startswith(_SIGNS_OF_DAMAGE):
        name = "SQLITE_CORRUPT"
    for prefix, message in _REASONS:
        if name.startswith(prefix):
            return StoreError(message.format(file=file, reason=error))
    return None
