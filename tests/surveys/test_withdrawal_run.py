"""A withdrawn person is gone from the file, its log, its backups and later exports; nobody else is."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from merlingua.gui.cli import main
from merlingua.surveys.audit_verify import verify
from merlingua.surveys.backup_files import back_up, backup_folder, restore
from merlingua.surveys.errors import StoreError
from merlingua.surveys.export_options import ExportOptions
from merlingua.surveys.export_run import export
from merlingua.surveys.import_export import import_export
from merlingua.surveys.imported_sessions import ImportedPage, ImportedParticipant, ImportOrigin
from merlingua.surveys.session import Session
from merlingua.surveys.store import Store
from merlingua.surveys.store_check import check_store
from merlingua.surveys.store_import import import_participants
from merlingua.surveys.store_lock import StoreLock
from merlingua.surveys.tombstones import tombstones
from merlingua.surveys.withdrawal_run import expired, find_person, months_before, scrub, withdraw
from tests.session_study import STATION, Clock, fill_in, session_study

STUDY = session_study()
MARKER = "A remark that nobody else would make, number "


@dataclass(frozen=True)
class Listener:
    """One who took the whole session, and wrote something that can be found again."""

    code: str
    session: Session
    marker: str


def take_session(store: Store, number: int) -> Listener:
    """A session with a marked remark, a revised answer and a pause."""
    session = Session.create(STUDY, store, language="es", station=STATION, clock=Clock())
    marker = f"{MARKER}{number}-{'x' * 40}"
    while not session.state.is_finished:
        fill_in(session)
        for question in session.state.questions:
            if question.kind == "text":
                session.answer(question.id, marker)
        session.next()
    return Listener(session.state.withdrawal_code, session, marker)


def markers_of(listener: Listener, store: Store) -> list[bytes]:
    """What would be found of a listener in a file: the remark, and every key of their rows."""
    history = store.history(listener.session.id)
    rows = (*history.answers, *history.plays, *history.presentations, *history.events, history.session)
    keys = [row.id.bytes for row in rows]
    return [listener.marker.encode(), *keys, history.session.participant_id.bytes]


def found_in(folder: Path, markers: list[bytes]) -> set[str]:
    """The files below a folder that hold any of the markers."""
    return {
        str(file.relative_to(folder))
        for file in folder.rglob("*")
        if file.is_file() and any(marker in file.read_bytes() for marker in markers)
    }


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "answers.db"


@pytest.fixture
def two(file: Path) -> tuple[Listener, Listener]:
    with Store.open(file) as store:
        return take_session(store, 1), take_session(store, 2)


def test_no_byte_of_the_answers_is_left_in_the_store_its_log_its_backups_or_new_exports(
    file: Path, two: tuple[Listener, Listener], tmp_path: Path
):
    gone, stays = two
    elsewhere = tmp_path / "elsewhere"
    back_up(file)
    back_up(file, elsewhere)
    with Store.open(file) as store:
        markers, kept = markers_of(gone, store), markers_of(stays, store)
    # The tombstone keeps the keys of participant and sessions: they say nothing of an answer.
    answers = [marker for marker in markers if marker not in (gone.session.id.bytes, markers[-1])]
    assert found_in(tmp_path, answers) >= {"answers.db"}
    assert len(found_in(tmp_path, answers)) == 3
    with Store.open(file) as store:
        person = find_person(store, code=gone.code.lower())
    (report,) = withdraw(file, person, backups=[elsewhere])
    assert found_in(tmp_path, answers) == set()
    assert len(report.backups) == 2
    assert report.failed == []
    with Store.open(file, read_only=True) as store:
        options = ExportOptions(study=None, with_free_text=True)
        export(store, "long", tmp_path / "export", options)
        assert [row.id for row in store.sessions("small")] == [stays.session.id]
        assert check_store(store) == []
        assert verify(store).problems == ()
    assert found_in(tmp_path / "export", answers) == set()
    assert (
        found_in(tmp_path / "export", [gone.session.id.hex.encode(), str(gone.session.id).encode()]) == set()
    )
    # What others gave is all there, in each place.
    for place in (file, *backup_folder(file).iterdir(), *elsewhere.iterdir()):
        data = place.read_bytes()
        assert all(marker in data for marker in kept)


def test_it_tells_which_exports_hold_them_and_no_others(
    file: Path, two: tuple[Listener, Listener], tmp_path: Path
):
    with Store.open(file) as store:
        export(store, "long", tmp_path / "first", ExportOptions(study=None))
        late = take_session(store, 3)
        export(store, "wide", tmp_path / "second", ExportOptions(study=None))
        (tmp_path / "second" / "export.json").unlink()
        early, later = find_person(store, code=two[0].code), find_person(store, code=late.code)
    told = withdraw(file, later)[0].exports
    assert [(Path(each.folder).name, each.format, each.is_there) for each in told] == [
        ("second", "wide", False)
    ]
    told = withdraw(file, early)[0].exports
    assert [Path(each.folder).name for each in told] == ["first", "second"]
    # Said again, it still knows.
    with Store.open(file) as store:
        buried = find_person(store, code=two[0].code)
    assert [Path(each.folder).name for each in withdraw(file, buried)[0].exports] == ["first", "second"]


def test_said_again_it_finishes_what_was_broken_off(
    file: Path, two: tuple[Listener, Listener], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    gone, _ = two
    back_up(file)
    with Store.open(file) as store:
        answers = markers_of(gone, store)[:1]
        person = find_person(store, code=gone.code)

    def breaks_off(_file: Path) -> None:
        raise StoreError("broken off")

    with monkeypatch.context() as patched:
        patched.setattr("merlingua.surveys.withdrawal_run.scrub", breaks_off)
        with pytest.raises(StoreError, match="broken off"):
            withdraw(file, person)
    assert found_in(tmp_path, answers)
    with Store.open(file) as store:
        buried = find_person(store, code=gone.code)
    assert buried.withdrawn_at is not None
    (report,) = withdraw(file, buried)
    assert not report.is_new
    assert found_in(tmp_path, answers) == set()


@pytest.mark.parametrize("way", ["export", "backup"])
def test_nobody_who_withdrew_comes_back(file: Path, two: tuple[Listener, Listener], tmp_path: Path, way: str):
    gone, stays = two
    with Store.open(file) as store:
        export(store, "long", tmp_path / "old", ExportOptions(study=None))
    old = back_up(file, tmp_path / "kept")
    with Store.open(file) as store:
        person = find_person(store, code=gone.code)
    withdraw(file, person)
    if way == "export":
        with Store.open(file) as store:
            report = import_export(tmp_path / "old", store)
        assert (report.n_new, report.n_withdrawn) == (0, 1)
    else:
        restore(old, file, force=file.name)
    with Store.open(file) as store:
        assert [row.id for row in store.sessions("small")] == [stays.session.id]
        assert [each.id for each in tombstones(store)] == [person.id]
        assert verify(store).problems == ()
        # A second restore finds the tombstone, too.
    restore(old, file, force=file.name)
    with Store.open(file) as store:
        assert [row.id for row in store.sessions("small")] == [stays.session.id]


def test_a_window_that_has_the_store_open_is_to_be_closed_first(file: Path, two: tuple[Listener, Listener]):
    with Store.open(file) as store:
        person = find_person(store, code=two[0].code)
    with StoreLock.acquire(file), pytest.raises(StoreError, match="open in another window"):
        withdraw(file, person)
    with Store.open(file) as store:
        assert len(store.sessions("small")) == 2


def test_where_another_program_reads_the_file_it_says_that_traces_may_be_left(
    file: Path, two: tuple[Listener, Listener]
):
    with closing(sqlite3.connect(file)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM answer").fetchone()
        with pytest.raises(StoreError, match="say the same again"):
            scrub(file)
    scrub(file)


def test_a_code_that_nobody_has_is_said_and_nothing_is_touched(
    file: Path, two: tuple[Listener, Listener], capsys: pytest.CaptureFixture[str]
):
    before = file.read_bytes()
    assert main(["withdraw", "AAAA-BBBB-CCCC", "--store", str(file), "--yes"]) == 1
    told = capsys.readouterr().err
    assert "'AAAA-BBBB-CCCC' belongs to nobody" in told
    assert file.read_bytes() == before


def test_the_command_asks_and_without_a_terminal_wants_yes(
    file: Path, two: tuple[Listener, Listener], capsys: pytest.CaptureFixture[str]
):
    ended = subprocess.run(
        [sys.executable, "-m", "merlingua.gui", "withdraw", two[0].code, "--store", str(file)],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 1
    assert "say --yes" in ended.stderr
    assert main(["withdraw", two[0].code, "--store", str(file), "--yes"]) == 0
    assert "participant 1 (es) of study small" in capsys.readouterr().out
    assert main(["withdraw", two[0].code, "--store", str(file)]) == 0
    assert "withdrawn before" in capsys.readouterr().out


def test_a_broken_backup_is_named_and_the_others_are_cleaned(
    file: Path, two: tuple[Listener, Listener], tmp_path: Path
):
    good = back_up(file)
    broken = good.with_name("answers-20200101T000000.000000Z.db")
    broken.write_bytes(b"no store at all" * 100)
    with Store.open(file) as store:
        markers = markers_of(two[0], store)[:1]
        person = find_person(store, code=two[0].code)
    (report,) = withdraw(file, person)
    assert report.backups == [good]
    assert [line for line in report.failed if str(broken) in line and "delete it" in line]
    assert found_in(tmp_path, markers) == set()


def test_numbers_go_on_and_the_number_of_who_withdrew_is_not_given_again(
    file: Path, two: tuple[Listener, Listener]
):
    with Store.open(file) as store:
        person = find_person(store, code=two[1].code)
    withdraw(file, person)
    with Store.open(file) as store:
        assert take_session(store, 3).session._record.number == 3


@pytest.mark.parametrize(
    ("day", "months", "before"),
    [
        ("2026-03-31", 1, "2026-02-28"),
        ("2024-03-31", 1, "2024-02-29"),
        ("2026-01-15", 1, "2025-12-15"),
        ("2026-06-30", 24, "2024-06-30"),
    ],
)
def test_months_are_months_of_the_calendar(day: str, months: int, before: str):
    assert months_before(datetime.fromisoformat(day), months) == datetime.fromisoformat(before)


def test_whose_time_is_over_is_found_and_withdrawn(file: Path, two: tuple[Listener, Listener]):
    study = session_study(privacy={"retention_months": 6})
    now = datetime.now(UTC)
    with Store.open(file) as store:
        assert expired(store, study, now=now) == []
        over = expired(store, study, now=now + timedelta(days=190))
        assert [person.number for person in over] == [1, 2]
        with pytest.raises(StoreError, match="retention_months: 24"):
            expired(store, STUDY, now=now)
    reports = withdraw(file, *over)
    assert [report.is_new for report in reports] == [True, True]
    with Store.open(file) as store:
        assert store.sessions("small") == []
        assert expired(store, study, now=now + timedelta(days=190)) == []
        assert verify(store).problems == ()


def test_imported_people_are_withdrawn_by_their_id_and_a_new_import_leaves_them_out(tmp_path: Path):
    origin = ImportOrigin("old", "long", "0" * 64)

    def person(source_id: str) -> ImportedParticipant:
        page = ImportedPage("clip/main/a", {"joy": 4}, clip_id="a", position=1)
        return ImportedParticipant(source_id, "en", (page,), is_complete=True)

    file = tmp_path / "old.db"
    with Store.open(file) as store:
        import_participants(store, [person("p1"), person("p2")], origin=origin)
        found = find_person(store, source_id="p1")
    withdraw(file, found)
    with Store.open(file) as store:
        counts = import_participants(store, [person("p1"), person("p2"), person("p3")], origin=origin)
        assert (counts.n_new, counts.n_known, counts.n_withdrawn) == (1, 1, 1)
        assert verify(store).problems == ()
        with pytest.raises(StoreError, match="nobody who was imported into"):
            find_person(store, source_id="p1")
