"""The process is killed in the middle of anything: what was acknowledged is there, and the session goes on.

SIGKILL leaves what the kernel has: this proves that every acknowledgement comes after its commit, and that a
half-done action is either whole or absent. It cannot prove that a commit is on the disk, so the PRAGMAs that
say so are asserted on every connection here; the store's own tests cut the power.
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

import pytest

from merlingua.surveys.session import Session
from merlingua.surveys.simulate import simulated_station
from merlingua.surveys.steps import SessionState
from merlingua.surveys.store import SessionHistory, Store
from merlingua.surveys.store_open import PRAGMAS
from tests.session_study import session_study

LONGEST_LIFE_S = 0.25
"""A child lives for a random time up to this: about two sessions, some deaths before its first answer."""
SEED = 20201
"""Of the moments. The machine adds its own chance to each."""


@dataclass
class Acknowledged:
    """What the child has told of one session."""

    session_id: UUID
    order: str
    steps: list[str] = field(default_factory=list)
    """Those that were shown, in order."""
    answers: dict[tuple[str, str], int | str] = field(default_factory=dict)
    n_answers: int = 0
    n_kills: int = 0

    def hear(self, line: str) -> None:
        word, rest = line.split(" ", 1)
        if word == "at":
            self.steps.append(rest)
            return
        step_id, question_id, value = rest.split(" ", 2)
        self.answers[step_id, question_id] = json.loads(value)
        self.n_answers += 1


@dataclass
class Found:
    """What all kills together have met."""

    n_kills: int = 0
    n_answers: int = 0
    """Stored ones of the session at hand, counted at each kill."""
    n_resumed: int = 0


class Kennel:
    """The warm process that forks the children; see ``tests.crash_victim``."""

    def __init__(self, store: Path, log: Path, *options: str) -> None:
        self.log = log
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.crash_victim", str(store), str(log), *options],
            cwd=Path(__file__).parents[2],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            bufsize=1,
        )

    def run(self, seed: int, session_id: UUID | None, life_s: float) -> list[str]:
        """Let a child live for a while and kill it; the lines that it said."""
        before = self.log.stat().st_size if self.log.exists() else 0
        self._say(f"{seed} {session_id or '-'}")
        pid = int(self._hear())
        time.sleep(life_s)
        os.kill(pid, signal.SIGKILL)
        assert self._hear() == "killed"
        if not self.log.exists():
            return []
        said = self.log.read_bytes()[before:].decode()
        assert said.endswith("\n") or not said
        return said.splitlines()

    def close(self) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(10)
        self._process.stdout.close()

    def _say(self, line: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(f"{line}\n")

    def _hear(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline().strip()


@pytest.fixture
def kennel(tmp_path: Path) -> Iterator[Kennel]:
    opened = Kennel(tmp_path / "store.db", tmp_path / "log")
    yield opened
    opened.close()


@pytest.mark.parametrize("n_kills", [100, pytest.param(500, marks=pytest.mark.soak)])
def test_no_acknowledged_answer_is_lost_and_every_session_resumes_where_it_was(
    tmp_path: Path, kennel: Kennel, n_kills: int
) -> None:
    # Which session is open, and what of every session was acknowledged, is known from the log alone.
    chance = random.Random(SEED)
    told: dict[UUID, Acknowledged] = {}
    found = Found()
    current: Acknowledged | None = None
    for seed in range(n_kills):
        life_s = chance.uniform(0, LONGEST_LIFE_S)
        for line in kennel.run(seed, current.session_id if current else None, life_s):
            if line.startswith("began "):
                _, session_id, order = line.split(" ")
                current = told[UUID(session_id)] = Acknowledged(UUID(session_id), order)
            else:
                assert current is not None
                current.hear(line)
        found.n_kills += 1
        if current is not None:
            current.n_kills += 1
        if (tmp_path / "store.db").exists():
            current = check_after_kill(tmp_path / "store.db", told, current, found)
    with Store.open(tmp_path / "store.db") as store:
        for acknowledged in told.values():
            check_answers(store.history(acknowledged.session_id), acknowledged)
    assert found.n_kills == n_kills
    assert found.n_resumed > n_kills / 2
    # A quiet machine gives ten times as many; a busy one must still have been killed at work, not at start.
    assert found.n_answers > n_kills
    assert len(told) > 1  # some were taken to their end between kills


def check_after_kill(
    file: Path, told: dict[UUID, Acknowledged], current: Acknowledged | None, found: Found
) -> Acknowledged | None:
    """Reopen the store, hold it against the log, and resume; the session that goes on, if any."""
    with Store.open(file) as store:
        check_pragmas(store)
        assert store._connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
        stored = {summary.id for summary in store.sessions("small")}
        assert set(told) <= stored
        assert len(stored) <= len(told) + found.n_kills  # one a kill may have begun unheard
        if current is None:
            return None
        history = store.history(current.session_id)
        found.n_answers += check_answers(history, current)
        if history.events[-1].kind == "finished":
            assert current.steps[-1] in ("comment", "thanks")
            return None
        session = Session.resume(session_study(), store, current.session_id, station=simulated_station())
        check_place(session, current)
        found.n_resumed += 1
    return current


def check_pragmas(store: Store) -> None:
    assert {name: store.pragmas()[name] for name in PRAGMAS} == dict(PRAGMAS)
    assert PRAGMAS["journal_mode"] == "wal"
    assert PRAGMAS["synchronous"] == 2  # FULL


def check_answers(history: SessionHistory, told: Acknowledged) -> int:
    """All that was acknowledged is stored; beside it at most the one answer that each kill has met."""
    newest = {key: row.value for key, row in history.newest_answers.items()}
    lost = {key: value for key, value in told.answers.items() if key not in newest}
    assert lost == {}
    n_unheard = len(history.answers) - told.n_answers
    changed = [key for key, value in told.answers.items() if newest[key] != value]
    assert n_unheard in range(told.n_kills + 1)
    assert len(changed) <= n_unheard
    return len(history.answers)


def check_place(session: Session, told: Acknowledged) -> None:
    """The same order, and the step that was on the screen; one further if the kill met the way there."""
    assert ",".join(f"{trial.clip_id}{trial.position}" for trial in session.order) == told.order
    here, attempt = place_of(session, session.state.step.id)
    there, attempt_there = place_of(session, told.steps[-1] if told.steps else session.steps[0].id)
    assert (here - there, attempt - attempt_there) in ((0, 0), (0, 1), (1, 0), (1, -1))
    check_page(session.state, told)


def check_page(state: SessionState, told: Acknowledged) -> None:
    of_step = {q for step_id, q in told.answers if step_id == state.step.id}
    assert of_step <= set(state.answers)
    if state.step.trial is not None and of_step:
        assert state.rating_is_open  # it was rated, so it was heard: nothing has to be heard again


def place_of(session: Session, step_id: str) -> tuple[int, int]:
    """The place of a step in the session, and the attempt at it, from 0."""
    is_second = step_id == "headphones/2"
    ids = [step.id for step in session.steps]
    return ids.index("headphones/1" if is_second else step_id), int(is_second)


def test_a_child_that_fails_by_itself_fails_the_test(tmp_path: Path) -> None:
    # Otherwise a victim that cannot run at all would pass as one that was killed early.
    process = subprocess.run(
        [sys.executable, "-m", "tests.crash_victim", str(tmp_path / "store.db"), str(tmp_path / "log")],
        cwd=Path(__file__).parents[2],
        input="1 00000000-0000-7000-8000-000000000000\n",
        capture_output=True,
        text=True,
    )
    assert process.stdout.splitlines()[1].startswith("ended by itself")
    assert "no session" in process.stderr
