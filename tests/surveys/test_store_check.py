"""``store check`` finds what is wrong, each thing by itself, and ``store info`` says what there is."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from merlingua.surveys.store import Store
from merlingua.surveys.store_check import check_store
from merlingua.surveys.store_rows import FINISHED
from tests.small_study import merlingua
from tests.store_samples import STEPS, begin_with_answers

UNLOCK = "DROP TRIGGER {0}_is_append_only"
LOCK = (
    "CREATE TRIGGER {0}_is_append_only BEFORE UPDATE ON {0} "
    "BEGIN SELECT RAISE(ABORT, 'rows of {0} are never changed'); END"
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Two sessions with three answers each, one of them revised."""
    file = tmp_path / "answers.db"
    with Store.open(file) as store:
        first = begin_with_answers(store)
        store.add_answer(first.id, STEPS[0], "item_0", 4)
        store.add_event(first.id, FINISHED)
        begin_with_answers(store, language="zh-Hans", is_simulated=True)
    return file


def tampered(file: Path, table: str, *statements: str) -> list[str]:
    """What the check finds after somebody changed rows with another program, triggers out of the way."""
    with closing(sqlite3.connect(file)) as raw:
        for statement in (UNLOCK.format(table), *statements, LOCK.format(table)):
            raw.execute(statement)
        raw.commit()
    with Store.open(file, read_only=True) as store:
        return check_store(store)


def test_a_whole_store_is_found_whole(file: Path) -> None:
    with Store.open(file, read_only=True) as store:
        assert check_store(store) == []
    run = merlingua("store", "check", "--store", file)
    assert (run.exit_code, run.err) == (0, [])
    assert run.out == [f"{file}: whole. 2 participants, 2 sessions, 7 answers"]


def test_the_check_changes_nothing(file: Path) -> None:
    before = file.read_bytes()
    assert merlingua("store", "check", "--store", file).exit_code == 0
    assert merlingua("store", "info", "--store", file).exit_code == 0
    assert file.read_bytes() == before
    assert [path.name for path in file.parent.iterdir()] == [file.name]


@pytest.mark.parametrize(
    ("table", "change", "finding"),
    [
        (
            "answer",
            "DELETE FROM answer WHERE revision = 1 AND question_id = 'item_0'",
            "revisions of an answer",
        ),
        ("answer", "UPDATE answer SET revision = 3 WHERE question_id = 'item_1'", "revisions of an answer"),
        (
            "answer",
            "UPDATE answer SET value_int = 'four' WHERE question_id = 'item_1'",
            "value of the wrong type",
        ),
        ("answer", "UPDATE answer SET answered_at = 'yesterday'", "a time of table answer"),
        ("answer", "UPDATE answer SET answered_at = '2026-01-01T00:00:00.000000+02:00'", "no time in UTC"),
        (
            "answer",
            "UPDATE answer SET presentation_id = (SELECT min(id) FROM presentation)",
            "presentation of another session or step",
        ),
        ("answer", "UPDATE answer SET step_id = 'clip/main/09'", "presentation of another session or step"),
        (
            "answer",
            "UPDATE answer SET session_id = zeroblob(16) WHERE revision = 2",
            "names a row of session that is not there",
        ),
        ("event", "DELETE FROM event WHERE kind = 'consent'", "a session has no consent"),
        ("event", "UPDATE event SET detail = '{'", "a detail of table event is no JSON"),
        ("event", "UPDATE event SET id = x'01' WHERE kind = 'finished'", "a key of table event is no UUID"),
        ("play", "UPDATE play SET frames_played = frames_total + 1", "more frames played"),
        ("presentation", "UPDATE presentation SET clip_id = 'rain'", "not in its session's order"),
        ("presentation", "UPDATE presentation SET is_repeat = 1", "not in its session's order"),
        ("session", "UPDATE session SET language = 'de'", "a session differs from its participant"),
        ("session", "UPDATE session SET number = 77", "a session differs from its participant"),
        ("participant", "UPDATE participant SET number = 1, number_in_language = 2", "gave a number to two"),
    ],
)
def test_what_was_changed_behind_the_programs_back_is_found(
    file: Path, table: str, change: str, finding: str
) -> None:
    found = tampered(file, table, change)
    assert any(finding in line for line in found), found


def test_a_missing_trigger_is_found(file: Path) -> None:
    with closing(sqlite3.connect(file)) as raw:
        raw.execute(UNLOCK.format("answer"))
    with Store.open(file, read_only=True) as store:
        assert check_store(store) == ["the trigger that keeps rows of answer from being changed is missing"]


def test_many_findings_of_a_kind_are_named_and_then_counted(tmp_path: Path) -> None:
    with Store.open(tmp_path / "answers.db") as store:
        begin_with_answers(store, n_answers=8)
    found = tampered(tmp_path / "answers.db", "answer", "UPDATE answer SET revision = 2")
    assert len(found) == 6
    assert found[-1] == "the revisions of an answer have a gap: 3 more"


def test_a_damaged_page_is_found(tmp_path: Path) -> None:
    file = tmp_path / "answers.db"
    with Store.open(file) as store:
        begin_with_answers(store, n_answers=300)
    with closing(sqlite3.connect(file)) as raw:
        root = raw.execute("SELECT rootpage FROM sqlite_master WHERE name = 'answer_time'").fetchone()[0]
    content = bytearray(file.read_bytes())
    content[(root - 1) * 4096 : (root - 1) * 4096 + 64] = b"\xff" * 64
    file.write_bytes(content)
    run = merlingua("store", "check", "--store", file)
    assert run.exit_code == 1
    assert run.out == []
    assert "damaged" in run.err[-1]


def test_the_command_says_every_finding_in_a_line_and_exits_with_1(file: Path) -> None:
    tampered(file, "answer", "UPDATE answer SET revision = revision + 4")
    run = merlingua("store", "check", "--store", file)
    assert (run.exit_code, run.out) == (1, [])
    assert "has 6 problem(s)" in run.err[0]
    assert all("the revisions of an answer have a gap" in line for line in run.err[1:])


def test_info_says_what_the_store_holds(file: Path) -> None:
    run = merlingua("store", "info", "--store", f"sqlite:///{file}")
    assert run.exit_code == 0
    assert run.out[0].startswith(f"{file}: 0.")
    assert "2 in participant" in run.out[1]
    assert "7 in answer" in run.out[1]
    assert run.out[2] == "study joyful"
    assert "1 started, 1 finished, last answer 20" in run.out[3]
    assert run.out[4].endswith("0 started, 0 finished, no answer; 1 simulated")


@pytest.mark.parametrize("command", ["check", "info"])
def test_both_run_beside_a_window_that_writes(file: Path, command: str) -> None:
    with Store.open(file) as window:
        row = begin_with_answers(window)
        with window.one_transaction():
            window.add_answer(row.id, STEPS[1], "item_0", 1)
            assert merlingua("store", command, "--store", file).exit_code == 0
