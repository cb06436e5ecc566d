"""A store stays quick: with 100 000 answers, and when it is opened."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from merlingua.surveys.row_keys import KeyMaker
from merlingua.surveys.schema import answer
from merlingua.surveys.store import Store
from merlingua.surveys.store_rows import FINISHED
from tests.store_samples import new_session

LANGUAGES = ("en", "es", "de", "zh-Hans")
N_SESSIONS = 250
N_ANSWERS = 400
"""Of each session: 22 clips of 14 items, questionnaires, and some revisions."""
AT = datetime(2026, 11, 23, 12, tzinfo=UTC)
QUICK_S = 0.5
"""Measured: 0.02 s. The rest is for machines that are busy with other tests."""


@pytest.fixture(scope="module")
def large_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with 100 000 answers, in half as many sessions finished as begun."""
    file = tmp_path_factory.mktemp("large") / "answers.db"
    keys = KeyMaker()
    with Store.open(file) as store, store.one_transaction(), store.reading() as connection:
        for number in range(N_SESSIONS):
            row = store.begin_session(new_session(language=LANGUAGES[number % 4]))
            values = {"session_id": row.id, "response_ms": 812.5, "revision": 1, "answered_at": AT}
            given = [
                {
                    **values,
                    "id": keys(),
                    "step_id": f"clip/main/{k // 14:02d}",
                    "question_id": f"item_{k % 14}",
                    "value_int": k % 5,
                }
                for k in range(N_ANSWERS)
            ]
            connection.execute(answer.insert(), given)
            if number % 2:
                store.add_event(row.id, FINISHED)
    return file


@pytest.mark.parametrize("read", [Store.counts, Store.sessions, Store.unfinished_sessions])
def test_what_the_home_page_asks_is_quick_with_100_000_answers(
    large_file: Path, read: Callable[[Store, str], object]
) -> None:
    with Store.open(large_file) as store:
        began = time.perf_counter()
        read(store, "joyful")
        assert time.perf_counter() - began < QUICK_S


def test_counts_of_100_000_answers_are_right(large_file: Path) -> None:
    with Store.open(large_file) as store:
        counts = store.counts("joyful")
        assert {language: (row.n_started, row.n_finished) for language, row in counts.items()} == {
            "en": (63, 0),
            "es": (63, 63),
            "de": (62, 0),
            "zh-Hans": (62, 62),
        }
        assert sum(row.n_answers for row in store.sessions("joyful")) == N_SESSIONS * N_ANSWERS
        assert len(store.unfinished_sessions("joyful")) == 125
        assert {row.last_answer for row in counts.values()} == {AT}


def test_an_answer_is_as_quick_in_a_store_of_100_000_as_in_an_empty_one(
    large_file: Path, tmp_path: Path
) -> None:
    def median_s(file: Path) -> float:
        times = []
        with Store.open(file) as store:
            row = store.begin_session(new_session(study_id="timed"))
            for number in range(200):
                began = time.perf_counter()
                store.add_answer(row.id, "clip/main/01", f"item_{number}", number)
                times.append(time.perf_counter() - began)
        return statistics.median(times)

    # Each takes a few pages at the end of an index; a scan of the answers would take 50 times as long.
    assert median_s(large_file) < 5 * median_s(tmp_path / "empty.db") + 0.005


def test_opening_a_store_takes_less_than_150_ms_and_no_alembic(large_file: Path) -> None:
    # The median of five, in a process of its own, after the imports.
    program = """
import statistics, sys, time
from merlingua.surveys.store import Store
times = []
for _ in range(5):
    began = time.perf_counter()
    store = Store.open(sys.argv[1])
    times.append(time.perf_counter() - began)
    store.close()
assert "alembic" not in sys.modules
print(statistics.median(times))
"""
    for file in (large_file, large_file.with_name("new.db")):
        result = subprocess.run([sys.executable, "-c", program, file], capture_output=True, text=True)
        assert result.returncode == 0, result.stderr
        assert float(result.stdout) < 0.15
