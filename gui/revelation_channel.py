"""The only way by which a prediction comes to a listener's window, and what it lets through.

    channel.prepare(study)   # before the session: the other process hears all clips, and keeps the answers
    channel.ask(state)       # refused but on a revelation, whose clip's page was left: its rating is locked
    channel.revealed         # then, and only then, a Revelation

The session that hands out ``state`` has committed the step before (``SessionModel``); what is shown is logged
before it is drawn.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Signal

from merlingua.gui.revelation_model import (
    HeardAll,
    PrepareQuestion,
    RevealQuestion,
    Revelation,
    RevelationError,
)
from merlingua.gui.revelation_process import RevelationProcess
from merlingua.gui.tasks import Task
from merlingua.surveys.errors import MerlinguaError, StepError
from merlingua.surveys.steps import Phase, SessionState, Step
from merlingua.surveys.study import Study

BEST_MODEL = "best"


class RevelationChannel(QObject):
    """Asks the process that hears the clips; holds no answer."""

    revealed = Signal(object, object)
    """The Step that was asked for, and its Revelation."""
    failed = Signal(object, object)
    """The Step, and the MerlinguaError why there is no answer."""

    def __init__(
        self,
        *,
        model: str = BEST_MODEL,
        make_process: Callable[[], RevelationProcess] = RevelationProcess,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._model = model
        self._process = make_process()
        self._study: Study | None = None
        self._asked: dict[Step, Task] = {}

    def prepare(self, study: Study, *, progress: Callable[[int, int], None] | None = None) -> None:
        """Have all clips heard; blocks, so it is called in a worker.

        Raises
        ------
        RevelationError
            If there is no model, or it has no answer for a clip: no session of this study can be as it says.
        """
        try:
            heard = self._process.ask(PrepareQuestion(study.heard_clips, self._model), progress=progress)
        except MerlinguaError as error:
            raise RevelationError(
                "The study shows listeners what a model heard (predictions: participant: after_rating in "
                f"study.yaml), and no model can be asked: {error}"
            ) from error
        if not isinstance(heard, HeardAll):
            raise TypeError(f"{heard!r} is no answer to a preparation")
        self._study = study

    def ask(self, state: SessionState) -> None:
        """Ask for the clip of a revelation; once a step, until its answer has come.

        Raises
        ------
        StepError
            On any other step: its clip's rating is not locked, or there is none.
        """
        step = state.step
        if step.phase is not Phase.REVELATION or step.revealed is None:
            raise StepError(f"no prediction is shown on step {step.id!r}: its rating is not locked")
        if self._study is None:
            raise RevelationError("no clip was heard before the session; nothing can be revealed")
        if step in self._asked:
            return
        question = RevealQuestion(self._study.clips[step.revealed.clip_id], self._model)
        task = self._asked[step] = Task(partial(self._process.ask, question), parent=self)
        task.succeeded.connect(partial(self._take, step))
        task.failed.connect(partial(self._fail, step))
        task.start(self._process.executor)

    def close(self) -> None:
        """Let go of what is asked; the process ends, and what it heard with it."""
        for task in self._asked.values():
            task.cancel()
        self._asked.clear()
        self._process.close()

    def _take(self, step: Step, revelation: Revelation) -> None:
        del self._asked[step]
        self.revealed.emit(step, revelation)

    def _fail(self, step: Step, error: MerlinguaError) -> None:
        del self._asked[step]
        self.failed.emit(step, error)
