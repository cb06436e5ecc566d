"""The half of ``SessionModel`` that shows what a model heard: asked once the rating is locked, logged, shown.

A step of phase REVELATION exists only after ``Session.next`` was committed on the clip's page, to which no
way leads back. What the channel then answers is written into the store, and drawn when that is on the disk.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from merlingua.gui.session_work import Outcome, SessionWork
from merlingua.surveys.errors import MerlinguaError
from merlingua.surveys.steps import Phase, SessionState, Step

if TYPE_CHECKING:
    from merlingua.gui.revelation_channel import RevelationChannel
    from merlingua.gui.revelation_model import Revelation

Send = Callable[[Callable[..., Outcome], Callable[[Outcome], None]], None]
"""Has a piece of ``SessionWork`` done in the store's thread, and calls back with what came of it."""


class SessionRevelation(QObject):
    """Follows the session's states; holds a prediction only while its own page is shown."""

    revealed = Signal(object)
    """A Revelation for the page that is shown; None: there is no answer for it."""

    def __init__(
        self,
        channel: RevelationChannel | None,
        work: SessionWork,
        send: Send,
        *,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._channel = channel
        self._work = work
        self._send = send
        self._step: Step | None = None
        self._answer: tuple[Revelation | None] | None = None
        """What is shown, once it is logged."""
        if channel is not None:
            channel.revealed.connect(self._log)
            channel.failed.connect(self._log_nothing)

    def follow(self, state: SessionState) -> None:
        """A state was shown: on a new revelation ask, elsewhere forget what was shown before."""
        if state.step == self._step:
            return
        self._step, self._answer = state.step, None
        if state.step.phase is not Phase.REVELATION:
            return
        if self._channel is None:
            self._log_nothing(state.step, MerlinguaError("no model is asked here"))
        else:
            self._channel.ask(state)

    def show_again(self) -> None:
        """The page was built anew: say once more what it showed."""
        if self._answer is not None:
            self.revealed.emit(self._answer[0])

    @Slot(object, object)
    def _log(self, step: Step, revelation: Revelation) -> None:
        self._log_then_show(step, revelation, partial(self._work.reveal, step, revelation.logged))

    @Slot(object, object)
    def _log_nothing(self, step: Step, error: MerlinguaError) -> None:
        self._log_then_show(step, None, partial(self._work.not_revealed, step, str(error)))

    def _log_then_show(self, step: Step, revelation: Revelation | None, log: Callable[..., Outcome]) -> None:
        if step == self._step:  # else the listener went on before the answer came
            self._send(log, partial(self._show, step, revelation))

    def _show(self, step: Step, revelation: Revelation | None, outcome: Outcome) -> None:
        if step == self._step == outcome.state.step:
            self._answer = (revelation,)
            self.revealed.emit(revelation)
