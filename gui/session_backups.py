"""A checked copy of the store after each session, made off the GUI thread and beside whoever comes next."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from merlingua.gui.tasks import Task
from merlingua.surveys.steps import Phase, SessionState

_BEFORE = frozenset({Phase.LANGUAGE, Phase.CONSENT})
"""Phases in which nothing is stored yet."""


class SessionBackups(QObject):
    """Asked again while a copy is being made, makes one more after it, so that the last session is in it."""

    made = Signal(object)
    """The copy's Path."""
    failed = Signal(object)
    """A MerlinguaError; the answers themselves are safe, and older copies stay."""

    def __init__(self, store_file: Callable[[], Path], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._store_file = store_file
        self._task: Task | None = None
        self._is_due = False
        self._has_session = False

    @Slot(object)
    def follow(self, state: SessionState) -> None:
        """Back up when a session ends on its last page."""
        if state.is_finished and self._has_session:
            self._has_session = False
            self.back_up()
        elif not state.is_finished and state.step.phase not in _BEFORE:
            self._has_session = True

    @Slot()
    def session_left(self) -> None:
        """Back up after a session that somebody left before its end."""
        if self._has_session:
            self._has_session = False
            self.back_up()

    def back_up(self) -> None:
        """Make a copy, unless there is no store yet."""
        if self._task is not None:
            self._is_due = True
            return
        file = self._store_file()
        if not file.is_file():
            return
        self._is_due = False
        self._task = Task(partial(_back_up, file), parent=self)
        self._task.succeeded.connect(self.made)
        self._task.failed.connect(self.failed)
        self._task.ended.connect(self._go_on)
        self._task.start()

    @Slot()
    def _go_on(self) -> None:
        self._task = None
        if self._is_due:
            self.back_up()


def _back_up(store_file: Path) -> Path:
    from merlingua.surveys.backup_files import back_up

    return back_up(store_file)
