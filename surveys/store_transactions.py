"""When a transaction of the store begins, and when it is rolled back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection

from merlingua.surveys.errors import StoreError
from merlingua.surveys.server_place import StorePlace
from merlingua.surveys.store_errors import readable_errors
from merlingua.surveys.store_open import BEGINS_WITH, READING, WRITING


class Transactions:
    """The transactions of one connection. One inside another joins it: there is one commit, at the end."""

    def __init__(self, connection: Connection, place: StorePlace) -> None:
        self._connection = connection
        self._file = place
        self._has_failed = False
        self._identities = self._identified()

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Commit what is written inside, or nothing of it where anything raised, even if that was caught.

        Raises
        ------
        StoreError
            If it could not be committed.
        """
        if self._connection.in_transaction():
            with self._joined():
                yield
            return
        self._has_failed = False
        self._connection.info[BEGINS_WITH] = WRITING
        with readable_errors(self._file), self._connection.begin():
            yield
            self._check_whole()
            self._check_place()

    @contextmanager
    def reading(self) -> Iterator[None]:
        """One consistent view; it waits for no writer."""
        if self._connection.in_transaction():
            with readable_errors(self._file):
                yield
            return
        self._connection.info[BEGINS_WITH] = READING
        with readable_errors(self._file):
            view = self._connection.begin()
            try:
                yield
            finally:
                # Where a query met damage, SQLite refuses a COMMIT for the same reason.
                view.rollback()

    @contextmanager
    def _joined(self) -> Iterator[None]:
        # SQLite may have rolled everything back by itself: what followed would be committed one by one.
        self._check_whole()
        try:
            with readable_errors(self._file):
                yield
        except BaseException:
            self._has_failed = True
            raise

    def _check_place(self) -> None:
        """Refuse to save into a file that was deleted: the system would let us, until the store is closed."""
        if self._identified() != self._identities:
            raise StoreError(
                f"the store {self._file} was deleted, moved or replaced while it was open: this was not "
                f"saved. Put it back together with its -wal file if you can, then start Merlingua again."
            )

    def _identified(self) -> list[tuple[int, int] | None]:
        if not isinstance(self._file, Path):
            return []
        return [_identity(self._file), _identity(self._file.with_name(self._file.name + "-wal"))]

    def _check_whole(self) -> None:
        if self._has_failed:
            raise StoreError(
                f"a part of a transaction could not be saved in {self._file}, so nothing of it was."
            )


def _identity(file: Path) -> tuple[int, int] | None:
    try:
        status = file.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino
