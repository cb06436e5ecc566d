"""Stations' stores become one: nothing is lost, nothing comes twice, and who has withdrawn stays out."""

from __future__ import annotations

import itertools
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from merlingua.surveys.audit_verify import verify
from merlingua.surveys.errors import StoreError
from merlingua.surveys.merge_run import MergeReport, merging
from merlingua.surveys.stations import set_station, station_numbers
from merlingua.surveys.store import Store
from merlingua.surveys.store_check import check_store
from merlingua.surveys.store_queries import NUMBERS_PER_STATION
from merlingua.surveys.tombstones import people_of_sessions, tombstones
from merlingua.surveys.withdrawal import ALPHABET, withdrawal_code_sha256
from merlingua.surveys.withdrawal_run import find_person, withdraw
from tests.small_study import merlingua
from tests.store_samples import STEPS, begin_with_answers

TABLES = ("participant", "session", "presentation", "play", "answer", "event")


def code_of(station: int, session: int) -> str:
    """The code with which a listener of a station withdraws."""
    return f"CODE-{ALPHABET[station]}-{ALPHABET[session]}"


def station(folder: Path, number: int, *, n_sessions: int = 2) -> Path:
    """The store of a station that held some sessions."""
    file = folder / f"station-{number}.db"
    with Store.open(file) as store:
        set_station(store, number)
        for taken in range(n_sessions):
            code = withdrawal_code_sha256(code_of(number, taken))
            begin_with_answers(store, station=f"booth-{number}", withdrawal_code_sha256=code)
    return file


def merge(files: list[Path], into: Path | str, *, clean: bool = False) -> list[MergeReport]:
    with merging(into) as merging_:
        return [merging_.take(file, clean=clean) for file in files]


def rows_of(file: Path) -> dict[str, list[Any]]:
    """Everything that sessions wrote, in an order of its own."""
    with closing(sqlite3.connect(file)) as connection:
        return {table: sorted(connection.execute(f"SELECT * FROM {table}"), key=repr) for table in TABLES}


def problems(file: Path | str) -> list[str]:
    """What `store check` and `audit verify` say."""
    with Store.open(file) as store:
        return [*check_store(store), *verify(store).problems]


def test_all_rows_of_three_stations_are_in_the_merged_store_once(tmp_path: Path) -> None:
    files = [station(tmp_path, number) for number in range(3)]
    reports = merge(files, tmp_path / "all.db")
    merged = rows_of(tmp_path / "all.db")
    for table in TABLES:
        parts = [row for file in files for row in rows_of(file)[table]]
        assert merged[table] == sorted(parts, key=repr)
    assert [report.n_rows["session"] for report in reports] == [2, 2, 2]
    assert problems(tmp_path / "all.db") == []


def test_the_order_of_the_files_makes_no_difference(tmp_path: Path) -> None:
    files = [station(tmp_path, number) for number in range(3)]
    merged = []
    for number, order in enumerate(itertools.permutations(files)):
        merge(list(order), tmp_path / f"all-{number}.db")
        merged.append(rows_of(tmp_path / f"all-{number}.db"))
    assert all(rows == merged[0] for rows in merged)


def test_merging_again_adds_nothing_and_later_only_what_is_new(tmp_path: Path) -> None:
    file = station(tmp_path, 1)
    merge([file], tmp_path / "all.db")
    (again,) = merge([file], tmp_path / "all.db")
    assert again.n_entries == 0
    assert list(again.lines()) == [f"{file}: nothing new"]
    with Store.open(file) as store:
        row = store.sessions("joyful")[0]
        store.add_answer(row.id, "questions", "age", 30)
    (later,) = merge([file], tmp_path / "all.db")
    assert later.n_entries == 1
    assert later.n_rows["answer"] == 1
    assert rows_of(tmp_path / "all.db") == rows_of(file)


def test_a_merged_store_can_be_merged_on(tmp_path: Path) -> None:
    files = [station(tmp_path, number) for number in (1, 2)]
    merge(files, tmp_path / "building.db")
    merge([tmp_path / "building.db"], tmp_path / "city.db")
    merge(files, tmp_path / "city.db")
    assert rows_of(tmp_path / "city.db") == rows_of(tmp_path / "building.db")
    assert problems(tmp_path / "city.db") == []


def test_a_merge_that_was_broken_off_goes_on(tmp_path: Path) -> None:
    file = tmp_path / "long.db"
    with Store.open(file) as store:
        for _ in range(60):
            begin_with_answers(store, 10)  # more entries than a batch has

    class CutError(Exception):
        pass

    def cut(n_done: int, n_due: int) -> None:
        assert n_done < n_due
        raise CutError

    with pytest.raises(CutError), merging(tmp_path / "all.db") as merging_:
        merging_.take(file, progress=cut)
    assert problems(tmp_path / "all.db") == []
    assert 0 < len(rows_of(tmp_path / "all.db")["answer"]) < 600
    merge([file], tmp_path / "all.db")
    assert rows_of(tmp_path / "all.db") == rows_of(file)


def test_a_tombstone_in_the_merged_store_keeps_a_stations_rows_out(tmp_path: Path) -> None:
    file = station(tmp_path, 1)
    merge([file], tmp_path / "all.db")
    with Store.open(tmp_path / "all.db") as store:
        person = find_person(store, code=code_of(1, 0))
    withdraw(tmp_path / "all.db", person)
    with Store.open(file) as store:
        store.add_answer(person.session_ids[0], "questions", "age", 44)
    (report,) = merge([file], tmp_path / "all.db")
    assert report.n_left_out == 1
    assert report.withdrawn == [person.number]
    assert problems(tmp_path / "all.db") == []
    assert len(rows_of(tmp_path / "all.db")["session"]) == 1
    # Another store that was merged before brings them back no more.
    merge([file], tmp_path / "other.db")
    merge([tmp_path / "other.db"], tmp_path / "all.db")
    assert len(rows_of(tmp_path / "all.db")["session"]) == 1
    assert problems(tmp_path / "all.db") == []


def test_a_tombstone_of_a_station_takes_its_rows_out_of_the_merged_store(tmp_path: Path) -> None:
    file = station(tmp_path, 1)
    merge([file], tmp_path / "all.db")
    with Store.open(file) as store:
        person = find_person(store, code=code_of(1, 1))
    withdraw(file, person)
    merge([file], tmp_path / "all.db")
    assert rows_of(tmp_path / "all.db") == rows_of(file)
    assert problems(tmp_path / "all.db") == []
    with Store.open(tmp_path / "all.db") as store:
        assert [each.id for each in tombstones(store)] == [person.id]


def test_who_withdrew_from_both_is_gone_from_both(tmp_path: Path) -> None:
    file = station(tmp_path, 1)
    merge([file], tmp_path / "all.db")
    for place in (file, tmp_path / "all.db"):
        with Store.open(place) as store:
            person = find_person(store, code=code_of(1, 0))
        withdraw(place, person)
    merge([file], tmp_path / "all.db")
    assert rows_of(tmp_path / "all.db") == rows_of(file)
    assert problems(tmp_path / "all.db") == []


def test_with_clean_the_stations_file_loses_them_too(tmp_path: Path) -> None:
    file = station(tmp_path, 1)
    merge([file], tmp_path / "all.db")
    with Store.open(tmp_path / "all.db") as store:
        person = find_person(store, code=code_of(1, 0))
    withdraw(tmp_path / "all.db", person)
    (report,) = merge([file], tmp_path / "all.db", clean=True)
    assert report.is_cleaned
    with Store.open(file) as store, store.reading() as connection:
        assert people_of_sessions(connection, [key.bytes for key in person.session_ids]) == []
    assert problems(file) == []
    assert problems(tmp_path / "all.db") == []
    assert rows_of(tmp_path / "all.db") == rows_of(file)


STEP = st.tuples(st.sampled_from(["begin", "answer", "withdraw", "merge", "restore"]), st.integers(0, 3))


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=st.lists(STEP, min_size=3, max_size=14))
def test_whatever_happens_at_the_stations_the_merged_store_has_all_that_nobody_withdrew(
    steps: list[tuple[str, int]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("stations")
    files = [folder / f"{number}.db" for number in range(4)]
    for number, file in enumerate(files):
        with Store.open(file) as store:
            set_station(store, number)
            begin_with_answers(store, 1, withdrawal_code_sha256=withdrawal_code_sha256(code_of(number, 0)))
    merged = folder / "all.db"
    gone: set[bytes] = set()
    for what, number in steps:
        with Store.open(files[number]) as store:
            sessions = store.sessions("joyful")
            if what == "begin":
                begin_with_answers(store, 2)
            elif what == "answer" and sessions:
                store.add_answer(sessions[0].id, STEPS[1], "late", 1)
            with store.reading() as connection:
                people = people_of_sessions(connection, [row.id.bytes for row in sessions[:1]])
        if what == "withdraw" and people:
            withdraw(files[number], *people)
            gone |= {key.bytes for key in people[0].session_ids}
        if what == "merge":
            merge([files[number]], merged)
    merge(files, merged)
    expected: dict[str, list[Any]] = {table: [] for table in TABLES}
    for file in files:
        for table, rows in rows_of(file).items():
            expected[table] += rows
    assert rows_of(merged) == {table: sorted(rows, key=repr) for table, rows in expected.items()}
    assert not {row[0] for row in rows_of(merged)["session"]} & gone
    assert problems(merged) == []


def test_stations_number_their_participants_apart(tmp_path: Path) -> None:
    for number in (0, 1, 7):
        with Store.open(tmp_path / f"{number}.db") as store:
            set_station(store, number)
            taken = [begin_with_answers(store, 1).number for _ in range(2)]
            first = number * NUMBERS_PER_STATION + 1
            assert taken == [first, first + 1]
            assert station_numbers(store) == (number, first, first + NUMBERS_PER_STATION - 2)


def test_a_store_that_others_were_merged_into_goes_on_with_its_own_numbers(tmp_path: Path) -> None:
    mine = station(tmp_path, 2)
    merge([station(tmp_path, 5, n_sessions=3)], mine)
    with Store.open(mine) as store:
        assert begin_with_answers(store, 1).number == 2 * NUMBERS_PER_STATION + 3


def test_stations_that_were_not_told_apart_are_named(tmp_path: Path) -> None:
    files = [tmp_path / "a.db", tmp_path / "b.db"]
    for file in files:
        with Store.open(file) as store:
            begin_with_answers(store, 1)
    done = merlingua("merge", *files, "--into", tmp_path / "all.db")
    assert done.exit_code == 0
    assert "study joyful: 1 numbers were given to two participants each (1)" in done.err[0]
    assert "merlingua store station FILE --number K" in done.err[0]


def test_a_copy_that_went_on_beside_its_original_is_refused(tmp_path: Path) -> None:
    file = station(tmp_path, 1)
    copy = Path(shutil.copy(file, tmp_path / "copy.db"))
    for each in (file, copy):
        with Store.open(each) as store:
            begin_with_answers(store, 1)
    merge([file], tmp_path / "all.db")
    before = rows_of(tmp_path / "all.db")
    with pytest.raises(
        StoreError, match=r"a copy of it went on beside it and was merged into .*all\.db before"
    ):
        merge([copy], tmp_path / "all.db")
    assert rows_of(tmp_path / "all.db") == before


def test_an_older_copy_adds_nothing(tmp_path: Path) -> None:
    file = station(tmp_path, 1)
    copy = Path(shutil.copy(file, tmp_path / "copy.db"))
    with Store.open(file) as store:
        begin_with_answers(store, 1)
    merge([file, copy], tmp_path / "all.db")
    assert rows_of(tmp_path / "all.db") == rows_of(file)


def test_a_restored_backup_that_went_on_is_merged_beside_its_original(tmp_path: Path) -> None:
    file = station(tmp_path, 1)
    assert merlingua("store", "backup", file, "--to", tmp_path / "kept").exit_code == 0
    (backup,) = (tmp_path / "kept").iterdir()
    assert merlingua("store", "restore", backup, "--into", tmp_path / "second.db").exit_code == 0
    for each in (file, tmp_path / "second.db"):
        with Store.open(each) as store:
            begin_with_answers(store, 1, station="booth-1")
    merge([file, tmp_path / "second.db"], tmp_path / "all.db")
    assert len(rows_of(tmp_path / "all.db")["session"]) == 4
    # The copy gave a number that its original gave, too: all that is left of the mistake.
    told = f"a station gave a number to two participants: joyful {NUMBERS_PER_STATION + 3} at booth-1"
    assert problems(tmp_path / "all.db") == [told]


def test_a_store_that_somebody_changed_is_not_merged(tmp_path: Path) -> None:
    file = station(tmp_path, 1)
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("DROP TRIGGER answer_is_append_only")
        connection.execute("UPDATE answer SET value_int = 5 WHERE value_int = 2")
    with pytest.raises(StoreError, match=r"has not the rows that it was made of.*audit verify --store"):
        merge([file], tmp_path / "all.db")
    assert problems(tmp_path / "all.db") == []


def test_the_command_says_what_came_and_takes_the_whole_files_beside_a_broken_one(tmp_path: Path) -> None:
    good, text = station(tmp_path, 1), tmp_path / "notes.db"
    text.write_text("no store " * 100)
    done = merlingua("merge", text, good, tmp_path / "none.db", "--into", tmp_path / "all.db")
    assert done.exit_code == 1
    assert done.out == [f"{good}: 2 participants, 2 sessions, 6 answers (12 entries of the audit log)"]
    assert [line.split(": ", 1)[1] for line in done.err] == [
        f"{text} is not a store of Merlingua: it is no SQLite file. Name another file with --store; this one "
        "was not changed.",
        f"there is no store {tmp_path / 'none.db'}. Check the name after --store.",
    ]
    assert rows_of(tmp_path / "all.db") == rows_of(good)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("merge", "s.db", "--into", "s.db"), "cannot be merged into itself"),
        (("merge", "s.db", "--into", "postgresql://nobody@example.org/x?sslmode=disable"), "in clear"),
        (("merge", "s.db", "--into", "postgresql://nobody@localhost"), "names no database"),
        (("merge", "s.db", "--into", "mysql://nobody@localhost/x"), "cannot be the store"),
        (("merge", "s.db", "--into", "postgresql://u:secret@127.0.0.1:1/x"), "cannot be reached"),
        (("store", "station", "s.db", "--number", "100"), "there is no station 100"),
        (("store", "grant", "s.db", "--role", "x"), "is no store on a server"),
    ],
)
def test_what_cannot_be_is_one_line(
    arguments: tuple[str, ...], told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    shutil.move(station(tmp_path, 0), "s.db")
    done = merlingua(*arguments)
    assert done.exit_code == 1
    (line,) = done.err
    assert told in line
    assert "secret" not in line
