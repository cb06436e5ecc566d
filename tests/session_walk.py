"""A listener who takes the real window from the first page to the last: for screenshots and measurements.

Not a test. The walk runs in the GUI thread and only ever waits in an event loop, so the window stays as
lively as it is. Clips are played and rated with the keys a listener would press; other pages are answered
through the model, since their widgets have tests of their own.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtTest import QTest

from merlingua.gui.session_window import SessionWindow
from merlingua.surveys.questions import AnswerValue, Question
from merlingua.surveys.steps import Phase, SessionState

POLL_MS = 5
PATIENCE_MS = 20_000

Moment = Callable[[str], None]
"""Called with what is on the screen: the step's id, and ``/heard``, ``/rated`` or ``/answered`` after it."""


class SessionWalk:
    """Walks through one session; ``see`` is called at each page, and again once it is filled in.

    ``reading_ms`` is how long the listener looks at a page before doing something.
    """

    def __init__(
        self, window: SessionWindow, *, language: str, see: Moment | None = None, reading_ms: int = 60
    ) -> None:
        self._window = window
        self._reading_ms = reading_ms
        self._model = window.model
        self._language = language
        self._see = see or (lambda _moment: None)
        self.problems: list[str] = []
        self._model.failed.connect(lambda error: self.problems.append(str(error)))
        self._model.refused.connect(self.problems.append)

    @property
    def state(self) -> SessionState:
        """What the window shows now."""
        state = self._window.state
        if state is None:
            raise RuntimeError("the session's window shows nothing yet")
        return state

    def run(self) -> None:
        """From the page that is shown to the last one, which stays on the screen."""
        wait_until(lambda: self._window.state is not None)
        while not self.state.is_finished:
            try:
                self._take_step()
            except TimeoutError as error:
                raise TimeoutError(f"{error} at {self.state.step.id}; it said {self.problems}") from error
        self.see("")

    def see(self, what: str) -> None:
        """Let the page settle, and report it."""
        pause(self._reading_ms)
        self._see(self.state.step.id + what)

    def _take_step(self) -> None:
        step, attempt = self.state.step, self.state.attempt
        self.see("" if attempt == 1 else f"/attempt-{attempt}")
        if step.phase is Phase.LANGUAGE:
            self._model.choose_language(self._language)
        elif step.phase is Phase.CONSENT:
            self._model.give_consent()
        elif step.phase is Phase.CLIP:
            self._rate()
        else:
            self._answer_all()
            self._model.next()
        wait_until(lambda: self.state.step != step or self.state.attempt != attempt)

    def _rate(self) -> None:
        self.press(Qt.Key.Key_Space)
        wait_until(lambda: self.state.rating_is_open)
        self.see("/heard")
        for n_rated, question in enumerate(self.state.questions, start=1):
            level = (len(question.id) + len(self.state.step.id)) % len(question.choices)
            self.press(Qt.Key(ord(question.keys[level])))
            wait_until(lambda n=n_rated: len(self.state.answers) >= n)
        self.see("/rated")
        self.press(Qt.Key.Key_Return)

    def press(self, key: Qt.Key) -> None:
        """A key press where the keyboard is."""
        QTest.keyClick(self._window.focusWidget() or self._window, key)

    def _answer_all(self) -> None:
        step, attempt = self.state.step, self.state.attempt
        while self.state.step == step and self.state.attempt == attempt:
            open_questions = [
                q for q in self.state.questions if q.id not in self.state.answers and q.is_required
            ]
            if not open_questions:
                break
            question = open_questions[0]
            before = dict(self.state.answers)
            self._model.answer(question.id, a_value(question))
            wait_until(
                lambda before=before: dict(self.state.answers) != before or self.state.attempt != attempt
            )
        if self.state.questions:
            self.see("/answered")


def wait_until(condition: Callable[[], bool]) -> None:
    """Let the window work until ``condition`` holds.

    Raises
    ------
    TimeoutError
        After a minute.
    """
    waited = 0
    while not condition():
        pause(POLL_MS)
        waited += POLL_MS
        if waited > PATIENCE_MS:
            raise TimeoutError("the window did not come to what was waited for")


def pause(duration_ms: int) -> None:
    """Let the window work for a while."""
    loop = QEventLoop()
    QTimer.singleShot(duration_ms, loop.quit)
    loop.exec()


def a_value(question: Question) -> AnswerValue:
    """Some allowed answer."""
    if question.id == "understood":
        return "perceived"
    if question.kind == "likert":
        return question.choices[len(question.choices) // 2].value
    if question.kind == "choice":
        return question.choices[0].value
    if question.kind == "number":
        at_least = 34 if question.minimum is None else max(34, question.minimum)
        return at_least if question.maximum is None else min(at_least, question.maximum)
    return {"country": "MX", "language": "es", "text": "—"}[question.kind]
