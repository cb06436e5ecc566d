"""The lock that keeps a second window off a store.

An advisory lock of the operating system on a small file beside the store: it is gone when its process is,
however that ended, so a crash never leaves a store locked.
"""

from __future__ import annotations

import json
import os
import platform
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from merlingua.surveys.errors import StoreError
from merlingua.surveys.store_open import store_path

LOCKED_BYTE = 1_000_000
"""Windows locks bytes, not files: one far behind the text, so that the text stays readable."""


class StoreLock:
    """A held lock; ``release`` it."""

    def __init__(self, file: IO[str]) -> None:
        self._file: IO[str] | None = file

    @classmethod
    def acquire(cls, location: str | Path) -> StoreLock:
        """Lock a store for this window.

        Raises
        ------
        StoreError
            If another window holds it, saying which process; or if its folder cannot be written.
        """
        store = store_path(location)
        path = store.with_name(store.name + ".lock")
        try:
            file = path.open("a+", encoding="utf-8")
        except OSError as error:
            raise StoreError(
                f"the store {store} cannot be locked: {path} cannot be written ({error.strerror}); "
                "get the right to write its folder, or name another --store"
            ) from error
        if not _lock(file):
            holder = _holder(file)
            file.close()
            raise StoreError(
                f"the store {store} is open in another Merlingua window{holder}; "
                "go on there, close it first, or name another --store"
            )
        _sign(file)
        return cls(file)

    def release(self) -> None:
        """Let go; again is harmless."""
        if self._file is not None:
            self._file.close()
            self._file = None


if sys.platform == "win32":  # pragma: no cover

    def _lock(file: IO[str]) -> bool:
        import msvcrt

        file.seek(LOCKED_BYTE)
        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:

    def _lock(file: IO[str]) -> bool:
        import fcntl

        try:
            fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True


def _sign(file: IO[str]) -> None:
    since = datetime.now(UTC).isoformat(timespec="seconds")
    file.seek(0)
    file.truncate()
    file.write(json.dumps({"process": os.getpid(), "station": platform.node(), "since": since}))
    file.flush()


def _holder(file: IO[str]) -> str:
    """Who holds the lock, for the message; empty where it does not say."""
    try:
        file.seek(0)
        signed = json.loads(file.read(1000))
        return f" (process {signed['process']} on {signed['station']}, since {signed['since']})"
    except (OSError, ValueError, KeyError, TypeError):
        return ""
