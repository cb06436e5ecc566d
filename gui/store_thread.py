"""The one thread that touches the store: writes are serial without locks, and the GUI thread never waits.

The store is opened at the first use, in that thread, together with the lock that keeps a second window out.
Where opening fails, each piece of work fails with the same readable StoreError, and the next one tries again.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from merlingua.gui.tasks import Task

if TYPE_CHECKING:
    from merlingua.surveys.store import Store
    from merlingua.surveys.store_lock import StoreLock


class StoreThread:
    """Owns the store, its lock and its thread. ``location``: a file or an SQLite URL; None: the user's."""

    def __init__(self, location: str | Path | None = None) -> None:
        self._location = location
        self._executor = ThreadPoolExecutor(1, thread_name_prefix="merlingua-store")
        self._store: Store | None = None
        self._lock: StoreLock | None = None

    def task(self, function: Callable[[Store], Any], *, parent: QObject | None = None) -> Task:
        """A Task that calls ``function(store)`` in the store's thread; connect it, then ``start`` it here."""
        return StoreTask(lambda: function(self._opened()), self._executor, parent=parent)

    def close(self) -> None:
        """Finish what is under way, close the store and let go of the lock."""
        self._executor.submit(self._close).result()
        self._executor.shutdown(wait=True)

    def _opened(self) -> Store:
        if self._store is None:
            from merlingua.surveys.store import Store, default_store_path
            from merlingua.surveys.store_lock import StoreLock

            location = self._location if self._location is not None else default_store_path()
            self._lock = StoreLock.acquire(location)
            try:
                self._store = Store.open(location)
            except BaseException:
                self._lock.release()
                self._lock = None
                raise
        return self._store

    def _close(self) -> None:
        if self._store is not None:
            self._store.close()
            self._store = None
        if self._lock is not None:
            self._lock.release()
            self._lock = None


class StoreTask(Task):
    """A Task that runs in the store's thread."""

    def __init__(
        self, function: Callable[[], Any], executor: ThreadPoolExecutor, *, parent: QObject | None = None
    ) -> None:
        super().__init__(function, parent=parent)
        self._executor = executor

    def start(self, pool: ThreadPoolExecutor | None = None) -> None:
        """Queue the work behind what the thread has to do already."""
        super().start(pool or self._executor)


def default_store_file() -> Path:
    """Where the store of this user lies; said here too, so that the home page need not import the store."""
    import platformdirs

    return Path(platformdirs.user_data_dir("merlingua", appauthor=False)) / "merlingua.db"
