"""A listener who takes a session in the real window with real keys, and knows it only from outside.

What is on the screen is known from the store alone, opened read-only: a page is there when the session has
written down that it went there, and an answer counts as given once it is stored.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from typing import TypeVar

from merlingua.surveys.headphones import correct_intervals
from merlingua.surveys.order import SeededStream
from merlingua.surveys.store import Store
from merlingua.surveys.store_rows import SessionHistory
from tests.virtual_screen import VirtualScreen

Value = TypeVar("Value")
POLL_S = 0.1


def wait_for(ask: Callable[[], Value | None], what: str, timeout_s: float = 30.0) -> Value:
    """Ask until there is something; TimeoutError says what was waited for."""
    end = time.monotonic() + timeout_s
    while time.monotonic() < end:
        if (value := ask()) is not None and value is not False:
            return value
        time.sleep(POLL_S)
    raise TimeoutError(f"{what}: not after {timeout_s:.0f} s")


class KeyboardListener:
    """Keys in, rows out."""

    def __init__(self, screen: VirtualScreen, store: Path, study_id: str) -> None:
        self._screen = screen
        self._store = store
        self._study_id = study_id
        self.pressed: dict[tuple[str, str], int] = {}
        """The level that was pressed, by step id and question id."""

    def press(self, *keys: str) -> None:
        """Press keys one after the other."""
        self._screen.press(*keys)

    def type_text(self, text: str) -> None:
        """Type a text."""
        self._screen.type_text(text)

    def history(self) -> SessionHistory | None:
        """All that is stored of the one session; None while there is none."""
        try:
            with Store.open(self._store, create=False, read_only=True) as store:
                found = store.sessions(self._study_id)
                return store.history(found[0].id) if found else None
        except (OSError, sqlite3.Error):
            return None  # the window has not made the store yet

    def step(self) -> str | None:
        """The id of the page that the session has gone to."""
        history = self.history()
        moves = [event.detail for event in history.events if "step" in event.detail] if history else []
        return str(moves[-1]["step"]) if moves else None

    def wait_for_step(self, begin: str, timeout_s: float = 30.0) -> str:
        """Wait for a page, by the beginning of its id; give it time to be painted."""

        def there() -> str | None:
            step = self.step()
            return step if step is not None and step.startswith(begin) else None

        step = wait_for(there, f"page {begin!r} (now {self.step()!r})", timeout_s)
        time.sleep(0.6)
        return step

    def go_on_from(self, step: str, *keys: str) -> str:
        """Press ``keys`` until the session has left a page; the new page's id."""

        def left() -> str | None:
            now = self.step()
            return now if now != step else None

        for _ in range(4):
            self._screen.press(*keys)
            try:
                found = wait_for(left, f"leaving {step!r} with {keys}", 5.0)
            except TimeoutError:
                continue
            time.sleep(0.6)
            return found
        raise TimeoutError(f"{keys} did not lead on from {step!r}")

    def answers_of(self, step: str) -> dict[str, object]:
        """What is stored of a page."""
        history = self.history()
        rows = history.newest_answers if history else {}
        return {question: row.value for (at, question), row in rows.items() if at == step}

    def begin(self, language_key: str) -> None:
        """From the list of studies to consent: start, choose a language, read, agree."""
        self._screen.wait_for_window("Merlingua")
        time.sleep(2.0)
        self._screen.press("space")
        self._screen.wait_for_window("Merlingua: session", timeout_s=60)
        time.sleep(1.0)
        self._screen.press(language_key)
        time.sleep(1.0)
        # Enter without consent leads to the box that is to be ticked.
        self._screen.press("Return", "space", "Return")
        wait_for(self.history, "a session, by consent given with the keyboard")

    def fill_demographics(self) -> None:
        """Age 34, the first gender, Germany, Spanish."""
        step = "questionnaire/demographics/0"
        time.sleep(1.0)
        self._screen.type_text("34")
        self._screen.press("Tab", "1")
        time.sleep(0.3)
        self._screen.type_text("germany")
        self._screen.press("Return")
        time.sleep(0.3)
        self._screen.type_text("spanish")
        self._screen.press("Return")
        wait_for(lambda: len(self.answers_of(step)) == 4 or None, f"four answers of {step}")
        self.go_on_from(step, "Return")

    def pass_headphone_check(self, n_trials: int) -> None:
        """Hear every trial and press the interval with the tone."""
        step = self.wait_for_step("headphones/")
        history = wait_for(self.history, "the session")
        for number, interval in enumerate(intervals_of_first_attempt(history, n_trials), start=1):
            self._screen.press("space")

            def heard(wanted: int = number) -> bool | None:
                now = self.history()
                kinds = [event.kind for event in now.events] if now else []
                return kinds.count("sound_played") >= wanted or None

            wait_for(heard, f"trial {number} of the headphone check")
            time.sleep(0.4)
            self._screen.press(str(interval))
            wait_for(
                lambda wanted=number: len(self.answers_of(step)) >= wanted or None,
                f"answer to trial {number}",
            )
            time.sleep(0.3)
        self.go_on_from(step, "Return")

    def set_level(self) -> None:
        """Play the tone, make it a step softer, stop, go on."""
        step = self.wait_for_step("level")
        self._screen.press("space")
        time.sleep(1.0)
        self._screen.press("Left", "space")
        self.go_on_from(step, "Return")

    def hear_clip(self, step: str, timeout_s: float = 60.0) -> None:
        """Play the clip of a page to its end."""
        n_before = self._n_plays(step)
        self._screen.press("space")
        wait_for(lambda: self._n_plays(step) > n_before or None, f"the end of the clip of {step}", timeout_s)
        time.sleep(0.5)

    def rate(self, step: str, questions: Sequence[str]) -> None:
        """One digit a row, a different pattern on each page."""
        offset = sum(map(ord, step))
        for row, question in enumerate(questions):
            level = (row * 7 + offset) % 5 + 1
            self.pressed[step, question] = level
            self._screen.press(str(level))
        wait_for(
            lambda: len(self.answers_of(step)) == len(questions) or None,
            f"{len(questions)} answers of {step}",
        )

    def _n_plays(self, step: str) -> int:
        history = self.history()
        if history is None:
            return 0
        ids = {row.id for row in history.presentations if row.step_id == step}
        return sum(play.presentation_id in ids for play in history.plays)


def intervals_of_first_attempt(history: SessionHistory, n_trials: int) -> tuple[int, ...]:
    """Where the tone of the headphone check is, trial by trial, from the session's own numbers."""
    row = history.session
    seed = SeededStream("headphones", row.seed, row.language, row.number, 1).below(2**31)
    return correct_intervals(seed, n_trials)


def pragma(file: Path, name: str) -> object:
    """A PRAGMA of a database file as another program reads it."""
    with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)) as connection:
        return connection.execute(f"PRAGMA {name}").fetchone()[0]
