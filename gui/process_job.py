"""A long piece of work in a process of its own, with a dialog that says how far it is and can cancel it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from merlingua.gui.agreement_model import Question
from merlingua.gui.agreement_process import AgreementProcess
from merlingua.gui.dialogs import WaitDialog
from merlingua.gui.tasks import Task
from merlingua.gui.theme import Appearance

StageText = Callable[[str, int], str]
"""The words for a stage, and for how many are done where nobody knows how many there will be."""


class ProcessJob(QObject):
    """One question at a time. To cancel it ends the process, which takes back what it wrote."""

    succeeded = Signal(object)
    failed = Signal(object)
    """A MerlinguaError."""

    def __init__(self, *, appearance: Appearance, window: QWidget) -> None:
        super().__init__(window)
        self._appearance = appearance
        self._window = window
        self._process: AgreementProcess | None = None
        self._task: Task | None = None
        self._wait: WaitDialog | None = None
        self._stage_text: StageText | None = None

    @property
    def is_running(self) -> bool:
        """Whether an answer is still to come."""
        return self._task is not None

    @property
    def dialog(self) -> WaitDialog | None:
        """What says how far it is, while it runs."""
        return self._wait

    def start(self, question: Question, title: str, stage_text: StageText) -> None:
        """Ask, and show that it goes on; nothing where something goes on already."""
        if self._task is not None:
            return
        self._stage_text = stage_text
        self._wait = WaitDialog(title, theme=self._appearance.theme, parent=self._window)
        self._wait.rejected.connect(self.cancel)
        self._wait.open()
        self._process = AgreementProcess()
        self._task = Task(partial(self._process.ask, question), parent=self, takes_progress=True)
        self._task.progressed.connect(self._show_progress)
        self._task.succeeded.connect(self._succeed)
        self._task.failed.connect(self._fail)
        self._task.ended.connect(self._end)  # after a bug, too
        self._task.start(self._process.executor)

    def cancel(self) -> None:
        """Stop; nothing of it stays."""
        if self._task is not None:
            self._task.cancel()
        self._end()

    def _succeed(self, answer: object) -> None:
        self._end()
        self.succeeded.emit(answer)

    def _fail(self, error: object) -> None:
        self._end()
        self.failed.emit(error)

    def _end(self) -> None:
        self._task = None
        process, self._process = self._process, None
        if process is not None:
            process.close_tidily()
        wait, self._wait = self._wait, None
        if wait is not None:
            wait.rejected.disconnect(self.cancel)
            wait.close()
            wait.deleteLater()

    def _show_progress(self, values: tuple[str, int] | tuple[str, int, int]) -> None:
        if self._wait is None or self._stage_text is None:
            return
        stage, n_done, n = values if len(values) == 3 else (*values, 0)
        self._wait.show_progress(self._stage_text(stage, n_done), n_done, n)
