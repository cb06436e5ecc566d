"""Asks the process behind the Inspect page what is not known yet, one question at a time.

First of the clip that is looked at what the models hear, then of all others, and at last how listeners heard
them. What a model looks at is asked of a second process.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Signal

from merlingua.gui.inspect_model import (
    Answer,
    ExportQuestion,
    HeardBy,
    ListenersQuestion,
    LoadQuestion,
    Picture,
    PredictQuestion,
    Question,
    SaliencyQuestion,
)
from merlingua.gui.inspect_process import InspectProcess
from merlingua.gui.inspect_shelf import Shelf
from merlingua.gui.tasks import Task
from merlingua.mer_models.errors import CheckpointError
from merlingua.surveys.errors import MerlinguaError


class InspectAnswers(QObject):
    """Keeps answers in the ``Shelf`` and says when there is one."""

    answered = Signal(object)
    """An ``Answer``."""
    model_refused = Signal(str)
    listeners_known = Signal()
    look_known = Signal()
    written = Signal(object)
    """The place of the file."""
    failed = Signal(object)

    def __init__(
        self,
        shelf: Shelf,
        make_process: Callable[[], InspectProcess],
        *,
        store: str,
        study_id: str = "",
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.file: str | None = None
        """The clip that is looked at."""
        self.models: tuple[str, str] = ("", "")
        """The one that is shown, and the one beside it; empty: none."""
        self.looks_from_s: float | None = None
        """From where it is to be known what the model looks at; None: it is not."""
        self._shelf = shelf
        self._make_process = make_process
        self._process = make_process()
        self._look_process: InspectProcess | None = None
        """Of its own: what a model looks at takes seconds, and no prediction waits for it."""
        self._looked: Task | None = None
        self._store = store
        self._study_id = study_id
        self._study_clips: dict[str, str] = {}
        self._asked: Task | None = None
        self._loaded = ""
        """The model that was asked for before there was a clip."""
        self._asked_listeners: frozenset[str] = frozenset()
        self._looks: dict[SaliencyQuestion, Picture | MerlinguaError] = {}

    def know_clips(self, names: Mapping[str, str]) -> None:
        """The ids of a study's clips, by file."""
        self._study_clips |= names

    def look(self) -> Picture | MerlinguaError | None:
        """What the model looks at, or why that is not told; None: not wanted, or not known yet."""
        question = self._look_question()
        return self._looks.get(question) if question is not None else None

    def ask_next(self) -> None:
        """Ask what is not known yet; nothing while an answer is on its way."""
        self._ask_look()
        if self._asked is not None:
            return
        question = self._shelf.next_question(self.file, self.models)
        if question is not None:
            self._predict(question)
        elif self._shelf.files:
            self._ask_listeners()
        else:
            self._load_ahead(self.models[0])

    def write(self, question: ExportQuestion) -> None:
        """Write a clip out; ``written`` or ``failed`` follows."""
        task = Task(partial(self._process.ask, question), parent=self)
        task.succeeded.connect(self.written)
        task.failed.connect(self.failed)
        task.start(self._process.executor)

    def close(self) -> None:
        """Let go of what is asked; the process ends."""
        if self._asked is not None:
            self._asked.cancel()
        if self._looked is not None:
            self._looked.cancel()
        for process in (self._process, self._look_process):
            if process is not None:
                process.close()

    def _look_question(self) -> SaliencyQuestion | None:
        if self.looks_from_s is None or self.file is None:
            return None
        if not self._shelf.has_prediction(self.file, self.models[0]):
            return None
        return SaliencyQuestion(self.file, self.models[0], self.looks_from_s)

    def _predict(self, question: PredictQuestion) -> None:
        self._ask(question, self._take_answer, partial(self._take_no_answer, question))

    def _load_ahead(self, model: str) -> None:
        if model and model != self._loaded and model not in self._shelf.refused_models:
            self._loaded = model
            question = LoadQuestion(model)
            self._ask(question, self._ignore, partial(self._take_no_answer, PredictQuestion("", model)))

    def _ignore(self, answer: object) -> None:
        """The model is there."""

    def _ask_listeners(self) -> None:
        files = frozenset(self._shelf.files)
        if files == self._asked_listeners:
            return
        self._asked_listeners = files
        clips = {file: name for file, name in self._study_clips.items() if file in files}
        question = ListenersQuestion(self._store, tuple(self._shelf.files), self._study_id, clips)
        self._ask(question, self._take_listeners, self.failed.emit)

    def _ask(self, question: Question, then: Callable[[Any], None], fail: Callable[[Any], None]) -> None:
        task = Task(partial(self._process.ask, question), parent=self)
        self._asked = task
        task.succeeded.connect(then)
        task.failed.connect(fail)
        task.ended.connect(self._go_on)
        task.start(self._process.executor)

    def _go_on(self) -> None:
        self._asked = None
        self.ask_next()

    def _take_answer(self, answer: Answer) -> None:
        self._shelf.take(answer)
        self.answered.emit(answer)

    def _take_no_answer(self, question: PredictQuestion, error: MerlinguaError) -> None:
        """A model that cannot be loaded is not asked again, nor a clip over which the process died."""
        if isinstance(error, CheckpointError):
            self._shelf.refused_models[question.model] = str(error)
            self.model_refused.emit(question.model)
        else:
            self._take_answer(Answer(question.file, question.model, problem=str(error)))

    def _ask_look(self) -> None:
        question = self._look_question()
        if question is None or question in self._looks or self._looked is not None:
            return
        if self._look_process is None:
            self._look_process = self._make_process()
        task = Task(partial(self._look_process.ask, question), parent=self)
        self._looked = task
        task.succeeded.connect(partial(self._take_look, question))
        task.failed.connect(partial(self._take_look, question))
        task.ended.connect(self._look_on)
        task.start(self._look_process.executor)

    def _look_on(self) -> None:
        self._looked = None
        self._ask_look()

    def _take_look(self, question: SaliencyQuestion, found: Picture | MerlinguaError) -> None:
        self._looks[question] = found
        self.look_known.emit()

    def _take_listeners(self, heard_by: dict[str, HeardBy]) -> None:
        self._shelf.heard_by.update(heard_by)
        self.listeners_known.emit()
