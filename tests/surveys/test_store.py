"""The store: what goes in comes out, answers only ever grow, and a transaction is all or nothing."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from uuid import UUID, uuid4

import pytest
import sqlalchemy.exc
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from merlingua.surveys.errors import InvalidAnswerError, OrderError, StoreError
from merlingua.surveys.export_register import register_export
from merlingua.surveys.schema import APPEND_ONLY, KEPT_FOR_GOOD, all_tables, participant, session
from merlingua.surveys.stations import set_station
from merlingua.surveys.store import Store
from merlingua.surveys.store_rows import CONSENT, FINISHED, STOPPED
from merlingua.surveys.tombstones import bury, person_of
from tests.store_samples import ORDER, REPORT, SHA256, STEPS, answers_of, begin_with_answers, new_session

SAFE = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 3000}
"""What the safety of answers rests on: https://www.sqlite.org/pragma.html, synchronous 2 is FULL."""


@pytest.fixture
def store(tmp_path: Path) -> Store:
    with Store.open(tmp_path / "answers.db") as opened:
        yield opened


def test_every_connection_runs_with_the_pragmas_that_keep_answers_safe(tmp_path: Path) -> None:
    file = tmp_path / "answers.db"
    with Store.open(file) as made, Store.open(file) as second:
        assert made.pragmas() == SAFE
        assert second.pragmas() == SAFE
        begin_with_answers(second)
        assert second.pragmas() == SAFE
    with Store.open(file) as opened_again, Store.open(file, read_only=True) as reader:
        assert opened_again.pragmas() == SAFE
        assert reader.pragmas() == SAFE


def test_a_store_that_was_closed_is_one_file(tmp_path: Path) -> None:
    with Store.open(tmp_path / "answers.db") as store:
        begin_with_answers(store)
        assert (tmp_path / "answers.db-wal").exists()
    assert [file.name for file in tmp_path.iterdir()] == ["answers.db"]


def test_a_session_comes_back_as_it_was_written(store: Store) -> None:
    begun = store.begin_session(new_session(consent={"agreed": True, "text": "同意 ✓"}))
    shown = store.add_presentation(begun.id, STEPS[0], ORDER[0], SHA256, -6.5)
    disturbed = replace(REPORT, frames_played=100, underruns=2, flags=("underrun", "stopped"))
    store.add_play(shown, disturbed, begun.started_at)
    store.add_play(shown, replace(REPORT, dac_onset_s=None), begun.started_at + timedelta(seconds=9))
    saved = store.add_answer(begun.id, STEPS[0], "joy", 4, presentation_id=shown, response_ms=812.25)
    store.add_event(begun.id, "paused", {"at": STEPS[0], "minutes": 1.5, "notes": ["a", None]})

    history = store.history(begun.id)

    assert history.session == begun
    (presentation,) = history.presentations
    assert presentation.id == shown
    assert (presentation.step_id, presentation.clip_id, presentation.position) == (STEPS[0], "chase", 1)
    assert (presentation.is_repeat, presentation.gain_db) == (False, -6.5)
    assert [play.report for play in history.plays] == [disturbed, replace(REPORT, dac_onset_s=None)]
    assert history.answers == (saved,)
    assert [(event.kind, event.detail) for event in history.events] == [
        (CONSENT, {"agreed": True, "text": "同意 ✓"}),
        ("paused", {"at": STEPS[0], "minutes": 1.5, "notes": ["a", None]}),
    ]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(value=st.one_of(st.integers(-(2**63), 2**63 - 1), st.text()))
@example(value="")
@example(value=0)
@example(value="0")
@example(value="𝄞 \U0010ffff 👩‍👩‍👧 müller 李")
@example(value="before\0after")
@example(value="\r\n\t'; DROP TABLE answer; --")
@example(value="x" * 100_000)
def test_any_number_and_any_text_comes_back_as_it_was(store: Store, value: int | str) -> None:
    row = store.begin_session(new_session())
    store.add_answer(row.id, "comment", "comment", value)
    (answer,) = store.history(row.id).answers
    assert answer.value == value
    assert type(answer.value) is type(value)


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (True, "a whole number or a text"),
        (2.5, "a whole number or a text"),
        (None, "a whole number or a text"),
        (2**63, "64 bits"),
        ("half \ud83d of a smile", "half a character"),
    ],
)
def test_an_answer_that_could_not_come_back_is_refused(store: Store, value: object, reason: str) -> None:
    row = store.begin_session(new_session())
    with pytest.raises(InvalidAnswerError, match=rf"'joy'.*{reason}"):
        store.add_answer(row.id, STEPS[0], "joy", value)  # type: ignore[arg-type]
    assert store.history(row.id).answers == ()


def test_an_answer_given_again_is_a_revision_and_the_earlier_one_stays(store: Store) -> None:
    row = store.begin_session(new_session())
    given = [store.add_answer(row.id, STEPS[0], "joy", value) for value in (2, 5, 2)]
    store.add_answer(row.id, STEPS[1], "joy", 1)
    assert [answer.revision for answer in given] == [1, 2, 3]
    history = store.history(row.id)
    assert history.answers[:3] == tuple(given)
    assert history.newest_answers[STEPS[0], "joy"] == given[-1]
    assert history.newest_answers[STEPS[1], "joy"].revision == 1


def test_times_are_kept_in_utc_whatever_zone_they_came_in(store: Store) -> None:
    at = datetime(2026, 3, 1, 0, 30, 5, 7, tzinfo=timezone(timedelta(hours=8)))
    row = store.begin_session(new_session(), at=at)
    answer = store.add_answer(row.id, STEPS[0], "joy", 1, at=at)
    assert answer.answered_at == at
    history = store.history(row.id)
    assert history.answers[0].answered_at == at
    assert history.answers[0].answered_at.tzinfo is UTC
    assert history.session.started_at == at
    with closing(sqlite3.connect(store.file)) as raw:
        assert raw.execute("SELECT answered_at FROM answer").fetchall() == [
            ("2026-02-28T16:30:05.000007+00:00",)
        ]


@pytest.mark.parametrize("table", APPEND_ONLY)
def test_no_row_can_be_changed_but_a_withdrawal_can_delete(store: Store, table: str) -> None:
    begin_with_answers(store)
    begin_with_answers(store)
    gone = store.sessions(store.studies()[0])[0].id
    with store.reading() as connection:
        (person,) = connection.execute(
            select(participant).join(session).where(session.c.id == gone)
        ).mappings()
        withdrawn = person_of(connection, person)
    bury(store, withdrawn, at=datetime.now(UTC))
    register_export(store.file, "joyful", "long", store.file.parent, [], with_simulated=True)
    set_station(store, 4)
    column = next(iter(all_tables()[table].c)).name
    with closing(sqlite3.connect(store.file)) as raw:
        with pytest.raises(sqlite3.IntegrityError, match=f"rows of {table} are never changed"):
            raw.execute(f"UPDATE {table} SET {column} = {column}")
        if table in KEPT_FOR_GOOD:
            with pytest.raises(sqlite3.IntegrityError, match=f"rows of {table} are never deleted"):
                raw.execute(f"DELETE FROM {table}")
        else:
            assert raw.execute(f"DELETE FROM {table}").rowcount > 0


def test_numbers_count_from_1_in_each_study_real_and_simulated_alike(store: Store) -> None:
    asked: list[int] = []

    def order(number: int) -> tuple[()]:
        asked.append(number)
        return ()

    begun = [
        store.begin_session(new_session(order=order, **changes))
        for changes in ({}, {"language": "de"}, {"is_simulated": True}, {"study_id": "other"}, {})
    ]
    assert [row.number for row in begun] == [1, 2, 3, 1, 4] == asked


def test_numbers_count_within_a_language_where_the_order_is_balanced_by_it(store: Store) -> None:
    languages = ["en", "de", "en", "zh-Hans", "de", "en"]
    begun = [store.begin_session(new_session(language=x, counts_within_language=True)) for x in languages]
    assert [row.number for row in begun] == [1, 1, 2, 1, 2, 3]


def test_the_order_is_stored_as_it_was_handed_out(store: Store) -> None:
    row = store.begin_session(new_session(order=lambda number: ORDER * number))
    store.begin_session(new_session(order=lambda number: ORDER * number))
    assert row.order == ORDER
    assert [len(store.history(summary.id).session.order) for summary in store.sessions("joyful")] == [4, 2]


def test_a_session_without_an_order_leaves_nothing_behind(store: Store) -> None:
    def no_order(number: int) -> tuple[()]:
        raise OrderError("no order can be made")

    with pytest.raises(OrderError, match="no order"):
        store.begin_session(new_session(order=no_order))
    assert set(store.n_rows().values()) == {0}
    assert store.begin_session(new_session()).number == 1


BEGINS_SESSIONS = """
import sys
from merlingua.surveys.store import Store
from tests.store_samples import new_session
with Store.open(sys.argv[1], busy_timeout_ms=30_000) as store:
    for _ in range(25):
        print(store.begin_session(new_session()).number)
"""


def test_processes_that_begin_sessions_at_once_never_share_a_number(tmp_path: Path, repository: Path) -> None:
    # They also make the new store at once: none may find it half made.
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", BEGINS_SESSIONS, tmp_path / "answers.db"],
            cwd=repository,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(4)
    ]
    printed = [process.communicate()[0] for process in processes]
    assert [process.returncode for process in processes] == [0] * 4
    numbers = [int(number) for lines in printed for number in lines.split()]
    assert sorted(numbers) == list(range(1, 101))


def test_counts_tell_real_listeners_from_simulated_ones(store: Store) -> None:
    english = [begin_with_answers(store, language="en") for _ in range(3)]
    store.add_event(english[0].id, FINISHED)
    store.add_event(english[1].id, STOPPED)
    german = store.begin_session(new_session(language="de"))
    for _ in range(2):
        simulated = begin_with_answers(store, language="en", is_simulated=True)
        store.add_event(simulated.id, FINISHED)
    begin_with_answers(store, study_id="other")
    last = store.history(english[2].id).answers[-1].answered_at

    counts = store.counts("joyful")

    assert set(counts) == {"en", "de"}
    assert (counts["en"].n_started, counts["en"].n_finished, counts["en"].n_simulated) == (3, 1, 2)
    assert counts["en"].last_answer == last
    assert (counts["de"].n_started, counts["de"].n_finished, counts["de"].last_answer) == (1, 0, None)
    assert [row.id for row in store.unfinished_sessions("joyful")] == [german.id, english[2].id]
    assert store.counts("unknown") == {}
    assert store.studies() == ["joyful", "other"]


def test_a_session_that_ended_twice_is_one_session_with_its_first_end(store: Store) -> None:
    row = begin_with_answers(store, n_answers=2)
    store.add_event(row.id, FINISHED)
    store.add_event(row.id, STOPPED)
    (summary,) = store.sessions("joyful")
    assert (summary.end, summary.is_finished, summary.n_answers) == (FINISHED, True, 2)


def test_a_session_of_another_store_is_not_found(store: Store) -> None:
    with pytest.raises(StoreError, match=r"has no session 12345678-.*another store's"):
        store.history(UUID("12345678-0000-7000-8000-000000000000"))


def test_an_answer_to_a_session_that_is_not_there_is_refused(store: Store) -> None:
    with pytest.raises(StoreError, match=r"answers\.db holds \(FOREIGN KEY"):
        store.add_answer(uuid4(), STEPS[0], "joy", 1)
    assert store.n_rows()["answer"] == 0


def test_one_transaction_that_fails_leaves_nothing_of_it(store: Store) -> None:
    kept = begin_with_answers(store)
    before = store.n_rows()

    def simulate_and_fail() -> None:
        with store.one_transaction():
            begin_with_answers(store)
            store.add_answer(kept.id, STEPS[1], "joy", 1)
            raise RuntimeError("midway")

    with pytest.raises(RuntimeError, match="midway"):
        simulate_and_fail()
    assert store.n_rows() == before
    assert answers_of(store, kept) == {"item_0": 0, "item_1": 1, "item_2": 2}


def test_one_transaction_with_a_part_that_failed_leaves_nothing_though_it_was_caught(store: Store) -> None:
    before = store.n_rows()

    def simulate_on_and_on() -> None:
        with store.one_transaction():
            row = begin_with_answers(store)
            with pytest.raises(StoreError, match="FOREIGN KEY"):
                store.add_answer(uuid4(), STEPS[0], "joy", 1)
            with pytest.raises(StoreError, match="nothing of it was"):
                store.add_answer(row.id, STEPS[0], "joy", 1)

    with pytest.raises(StoreError, match="nothing of it was"):
        simulate_on_and_on()
    assert store.n_rows() == before
    begin_with_answers(store)
    assert store.n_rows()["session"] == 1


def test_one_transaction_is_seen_by_others_when_it_ends_and_not_before(store: Store) -> None:
    with Store.open(store.file, read_only=True) as other:
        with store.one_transaction():
            begin_with_answers(store)
            assert store.n_rows()["answer"] == 3
            assert other.n_rows()["answer"] == 0
        assert other.n_rows()["answer"] == 3


def test_a_single_answer_is_seen_by_others_as_soon_as_it_is_saved(store: Store) -> None:
    row = store.begin_session(new_session())
    with Store.open(store.file, read_only=True) as other:
        for number in range(3):
            store.add_answer(row.id, STEPS[0], f"item_{number}", number)
            assert len(other.history(row.id).answers) == number + 1


def test_a_store_belongs_to_the_thread_that_opened_it(store: Store) -> None:
    # No StoreError: that is for people, and this is a bug of the program.
    row = store.begin_session(new_session())
    caught: list[BaseException] = []

    def answer() -> None:
        try:
            store.add_answer(row.id, STEPS[0], "joy", 1)
        except sqlalchemy.exc.ProgrammingError as error:
            caught.append(error)

    thread = threading.Thread(target=answer)
    thread.start()
    thread.join()
    assert "same thread" in str(caught[0])


def test_rows_stay_in_the_order_they_were_written_though_the_clock_is_set_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Store.open(tmp_path / "answers.db") as store:
        row = store.begin_session(new_session())
        store.add_event(row.id, "step", {"step": "level"})
    with monkeypatch.context() as patched, Store.open(tmp_path / "answers.db") as store:
        patched.setattr("time.time_ns", lambda: 1_000_000_000)
        store.add_event(row.id, "step", {"step": "instructions"})
        assert [event.detail.get("step") for event in store.history(row.id).events[1:]] == [
            "level",
            "instructions",
        ]
