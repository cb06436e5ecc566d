"""A plain function off the GUI thread: values in, value out.

    task = Task(partial(load_study, folder), parent=self)
    task.succeeded.connect(self._show_study)      # bound methods of QObjects: called in the GUI thread
    task.failed.connect(self._show_error)         # a MerlinguaError
    task.start()

The result travels back through a queued signal, so slots run in the thread that made the task. A task whose
parent is gone, or that was cancelled, says nothing. Anything but a MerlinguaError is a bug: it is raised
again in the GUI thread with its traceback, where ``sys.excepthook`` finds it.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import shiboken6
from PySide6.QtCore import QObject, Qt, QThread, Signal, Slot

from merlingua.surveys.errors import MerlinguaError

N_WORKERS = 2

_pool: ThreadPoolExecutor | None = None
_running: set[Task] = set()


def task_pool() -> ThreadPoolExecutor:
    """The pool for all that is not the store's; made at first use."""
    global _pool
    if _pool is None:
        _pool = ThreadPoolExecutor(N_WORKERS, thread_name_prefix="merlingua-task")
    return _pool


def stop_tasks() -> None:
    """Cancel what waits, wait for what runs, and end the pool's threads."""
    global _pool
    for task in list(_running):
        task.cancel()
    if _pool is not None:
        _pool.shutdown(wait=True, cancel_futures=True)
        _pool = None
    _running.clear()


class Task(QObject):
    """One call of a function in a pool; make it in the GUI thread, start it once.

    ``takes_progress`` hands the function a keyword ``progress``: a callable whose arguments come back, as one
    tuple, by the signal ``progressed``.
    """

    succeeded = Signal(object)
    failed = Signal(object)
    progressed = Signal(object)
    ended = Signal()
    """After ``succeeded`` or ``failed``, and after a bug."""

    _returned = Signal(object, object)
    _advanced = Signal(object)

    def __init__(
        self, function: Callable[..., Any], *, parent: QObject | None = None, takes_progress: bool = False
    ) -> None:
        super().__init__()
        self._function = function
        self._takes_progress = takes_progress
        self._is_cancelled = False
        self._future: Future[None] | None = None
        self._returned.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        self._advanced.connect(self._advance, Qt.ConnectionType.QueuedConnection)
        if parent is not None:
            # Not a Qt parent: that would delete the task under the worker's hands.
            parent.destroyed.connect(self.cancel)

    def start(self, pool: ThreadPoolExecutor | None = None) -> None:
        """Run the function in ``pool``, by default the common one."""
        if self._future is not None:
            raise RuntimeError("a Task starts once: make a new one")
        if QThread.currentThread() is not self.thread():
            raise RuntimeError("a Task is started in the thread that made it")
        _running.add(self)
        self._future = (pool or task_pool()).submit(self._run)

    @Slot()
    def cancel(self) -> None:
        """Deliver nothing any more; a function that runs already runs to its end."""
        self._is_cancelled = True
        if self._future is not None and self._future.cancel():
            _running.discard(self)

    @property
    def is_running(self) -> bool:
        """Whether the result is still to come."""
        return self in _running

    def _run(self) -> None:
        try:
            if self._takes_progress:
                result = self._function(progress=self._report)
            else:
                result = self._function()
        except Exception as error:  # handed to the GUI thread, which raises what is a bug
            self._send(None, error)
        else:
            self._send(result, None)

    def _report(self, *values: object) -> None:
        if shiboken6.isValid(self):
            self._advanced.emit(values)

    def _send(self, result: object, error: Exception | None) -> None:
        if shiboken6.isValid(self):
            self._returned.emit(result, error)

    @Slot(object)
    def _advance(self, values: object) -> None:
        if not self._is_cancelled:
            self.progressed.emit(values)

    @Slot(object, object)
    def _deliver(self, result: object, error: Exception | None) -> None:
        _running.discard(self)
        if self._is_cancelled:
            return
        try:
            if error is None:
                self.succeeded.emit(result)
            elif isinstance(error, MerlinguaError):
                self.failed.emit(error)
            else:
                raise error
        finally:
            self.ended.emit()
