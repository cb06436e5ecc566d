"""The process that the crash test kills: simulated listeners, each answer committed as people's are.

Started as ``python -m tests.crash_victim STORE LOG [balanced]``. Warm once, it forks a child for each line
``SEED SESSION`` on stdin (``-`` for a new session), says the child's pid, and says how it ended. The child
goes through sessions for ever and appends to LOG, unbuffered, only what the session has acknowledged:

    began SESSION ORDER         a new session
    at STEP                     a step that a listener would see
    saved STEP QUESTION VALUE   an answer that a listener would see as saved

A write to a file survives SIGKILL once the call has returned, as a pixel on the screen would.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from pathlib import Path
from uuid import UUID

from merlingua.surveys.listeners import Listener
from merlingua.surveys.questions import AnswerValue
from merlingua.surveys.session import Session
from merlingua.surveys.simulate import SimulatedClock, SimulatedWalk, simulated_station
from merlingua.surveys.steps import SessionState
from merlingua.surveys.store import Store
from merlingua.surveys.study import Study
from tests.session_study import balanced_study, session_study


class Victim:
    """One child: sessions until it is killed."""

    def __init__(self, study: Study, store: Store, log: int, seed: int) -> None:
        self._study = study
        self._store = store
        self._log = log
        self._seed = seed
        self._place = ""

    def run(self, session_id: str) -> None:
        """Go on with a session, or begin one; then begin others."""
        number = 0
        while True:
            listener = Listener.of(self._seed, number, "en")
            clock = SimulatedClock()
            session = self._begun(clock) if session_id == "-" else self._resumed(session_id, clock)
            self._seen(session.state)
            walk = SimulatedWalk(self._study, session, listener, clock, saved=self._saved, moved=self._seen)
            walk.run()
            session_id, number = "-", number + 1

    def _begun(self, clock: SimulatedClock) -> Session:
        session = Session.create(
            self._study,
            self._store,
            language="en",
            station=simulated_station(),
            is_simulated=True,
            clock=clock,
        )
        order = [f"{trial.clip_id}{trial.position}" for trial in session.order]
        self._say(f"began {session.id} {','.join(order)}")
        return session

    def _resumed(self, session_id: str, clock: SimulatedClock) -> Session:
        return Session.resume(
            self._study, self._store, UUID(session_id), station=simulated_station(), clock=clock
        )

    def _seen(self, state: SessionState) -> None:
        self._say(f"at {state.step.id}")

    def _saved(self, state: SessionState, question_id: str, value: AnswerValue) -> None:
        self._say(f"saved {state.step.id} {question_id} {json.dumps(value)}")

    def _say(self, line: str) -> None:
        os.write(self._log, f"{line}\n".encode())


def fork(study: Study, store: Path, log: Path, seed: int, session_id: str) -> int:
    """Start a child; its pid."""
    pid = os.fork()
    if pid:
        return pid
    try:
        descriptor = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
        Victim(study, Store.open(store), descriptor, seed).run(session_id)
    except BaseException:
        import traceback

        traceback.print_exc()
        os._exit(1)
    os._exit(0)


def main() -> None:
    """Serve until stdin ends."""
    store, log = Path(sys.argv[1]), Path(sys.argv[2])
    study = balanced_study() if "balanced" in sys.argv[3:] else session_study()
    for line in sys.stdin:
        seed, session_id = line.split()
        pid = fork(study, store, log, int(seed), session_id)
        print(pid, flush=True)
        _, status = os.waitpid(pid, 0)
        killed = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
        print("killed" if killed else f"ended by itself with status {status}", flush=True)


if __name__ == "__main__":
    main()
