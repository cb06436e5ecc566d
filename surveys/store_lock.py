"""One window a store: a lock beside the store's file, which the system lets go of when its process ends.

SQLite itself lets several programs write by turns; the lock keeps two windows from running sessions on the
same store. Commands that simulate, check or read do without it.
"""

from __future__ import annotations

import os
from pathlib import Path
from types import TracebackType
from typing import Self

from merlingua.surveys.errors import StoreError
from merlingua.surveys.file_locks import try_lock
from merlingua.surveys.store_place import check_place, store_file

SUFFIX = ".lock"


class StoreLock:
    """The lock of one store, held until `release` or the end of the process."""

    def __init__(self, descriptor: int, file: Path) -> None:
        self._descriptor: int | None = descriptor
        self.file = file

    @classmethod
    def acquire(cls, location: str | Path) -> StoreLock:
        """Lock the store at this path or URL; it need not be there yet.

        Raises
        ------
        StoreError
            If another window has it, or no file can be made beside the store.
        """
        store = store_file(location)
        check_place(store)
        file = store.with_name(store.name + SUFFIX)
        try:
            descriptor = os.open(file, os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o644)
        except OSError as error:
            raise StoreError(
                f"the store {store} cannot be locked: {file} cannot be written ({error.strerror}). Allow "
                "writing to the folder, or name another file with --store."
            ) from error
        if not try_lock(descriptor):
            os.close(descriptor)
            raise StoreError(
                f"the store {store} is open in another window{_owner(file)}. Go on there, close that window, "
                "or name another file with --store."
            )
        _write_owner(descriptor)
        return cls(descriptor, file)

    def release(self) -> None:
        """Let go. The file stays: to remove it would let two windows lock two different files."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()


def _write_owner(descriptor: int) -> None:
    """Note who holds the lock, for the other's message; where the disk is full, it does without."""
    try:
        os.ftruncate(descriptor, 0)
        os.write(descriptor, f"{os.getpid()}\n".encode())
    except OSError:
        return


def _owner(file: Path) -> str:
    try:
        process = file.read_text("ascii").strip()
    except (OSError, UnicodeDecodeError):
        return ""
    return f" (process {process})" if process.isdigit() else ""
