"""What stands in a store's way is said in one line, and nothing that was saved is lost by it."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from merlingua.surveys import store_place
from merlingua.surveys.errors import StoreError
from merlingua.surveys.schema import APPLICATION_ID
from merlingua.surveys.store import Store, default_store_path
from tests.small_study import merlingua
from tests.store_samples import (
    NOBODY,
    STEPS,
    answers_of,
    begin_with_answers,
    make_read_only,
    new_session,
    other_process,
    small_disk,
)

THREE = {"item_0": 0, "item_1": 1, "item_2": 2}
"""What `begin_with_answers` has saved."""

HEADER_BYTES = 100
"""Of an SQLite file: https://www.sqlite.org/fileformat.html, 1.3."""

HOLDS_THE_LOCK = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute(sys.argv[2])
print("ready", flush=True)
sys.stdin.readline()
connection.execute("ROLLBACK")
print("released", flush=True)
sys.stdin.readline()
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A closed store with three answers."""
    file = tmp_path / "answers.db"
    with Store.open(file) as store:
        begin_with_answers(store)
    return file


def saved(file: Path) -> dict[str, int | str]:
    """The answers of the file's one session."""
    with Store.open(file) as store:
        (summary,) = store.sessions("joyful")
        return {
            question: answer.value
            for (_, question), answer in store.history(summary.id).newest_answers.items()
        }


def one_line(error: pytest.ExceptionInfo[StoreError]) -> str:
    """The message, which must be one line."""
    message = str(error.value)
    assert "\n" not in message
    return message


# Locked


@pytest.mark.parametrize("how", ["BEGIN EXCLUSIVE", "BEGIN IMMEDIATE"])
def test_a_store_that_another_program_writes_to_is_locked_until_it_ends(file: Path, how: str) -> None:
    with other_process(HOLDS_THE_LOCK, file, how) as other:
        with pytest.raises(StoreError, match=r"answers\.db is locked: another program") as error:
            Store.open(file, busy_timeout_ms=50)
        assert "Close that program" in one_line(error)
        assert other.stdin is not None
        assert other.stdout is not None
        other.stdin.write("\n")
        other.stdin.flush()
        assert other.stdout.readline().strip() == "released"
        assert saved(file) == THREE


def test_an_answer_that_meets_a_lock_is_refused_and_can_be_given_again(tmp_path: Path) -> None:
    with Store.open(tmp_path / "answers.db", busy_timeout_ms=50) as store:
        row = begin_with_answers(store)
        with other_process(HOLDS_THE_LOCK, store.file, "BEGIN IMMEDIATE"):
            with pytest.raises(StoreError, match="is locked"):
                store.add_answer(row.id, STEPS[0], "late", 1)
            assert answers_of(store, row) == THREE
        assert store.add_answer(row.id, STEPS[0], "late", 1).revision == 1
        assert answers_of(store, row) == THREE | {"late": 1}


def test_a_lock_that_ends_in_time_is_waited_for(tmp_path: Path) -> None:
    releases_soon = HOLDS_THE_LOCK.replace("sys.stdin.readline()", "__import__('time').sleep(0.3)", 1)
    with Store.open(tmp_path / "answers.db", busy_timeout_ms=20_000) as store:
        row = begin_with_answers(store)
        with other_process(releases_soon, store.file, "BEGIN IMMEDIATE"):
            store.add_answer(row.id, STEPS[0], "late", 1)
        assert answers_of(store, row) == THREE | {"late": 1}


# Read-only


@pytest.fixture
def folder_of_all() -> Iterator[Path]:
    """A folder that every user can reach."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    yield folder
    for path in [folder, *folder.rglob("*")]:
        path.chmod(0o755)
    shutil.rmtree(folder)


def as_nobody(program: str, file: Path) -> str:
    """What a program prints that gives up being root once it has imported the store."""
    if sys.platform == "win32":
        pytest.skip("needs users as Unix has them")
    lines = f"""
import os, sys
from merlingua.surveys.errors import StoreError
from merlingua.surveys.store import Store
from merlingua.surveys.store_lock import StoreLock
file = sys.argv[1]
if os.geteuid() == 0:
    os.setgid({NOBODY})
    os.setuid({NOBODY})
try:
{program}
except StoreError as error:
    print(error)
"""
    result = subprocess.run([sys.executable, "-c", lines, file], capture_output=True, text=True)
    assert result.returncode == 0, result.stderr
    return result.stdout.strip()


def test_a_store_that_this_user_may_not_write_is_read_only(folder_of_all: Path) -> None:
    file = folder_of_all / "answers.db"
    with Store.open(file) as store:
        begin_with_answers(store)
    before = file.read_bytes()
    file.chmod(0o444)
    folder_of_all.chmod(0o555)
    said = as_nobody("    Store.open(file)", file)
    assert "answers.db" in said
    assert "read-only" in said or "cannot be opened" in said
    assert said.count("\n") == 0
    assert as_nobody("    print(Store.open(file, read_only=True).n_rows()['answer'])", file) == "3"
    assert "cannot be locked" in as_nobody("    StoreLock.acquire(file)", file)
    assert file.read_bytes() == before


def test_a_folder_in_which_this_user_may_not_write_takes_no_new_store(folder_of_all: Path) -> None:
    folder_of_all.chmod(0o555)
    said = as_nobody("    Store.open(file)", folder_of_all / "new.db")
    assert "new.db cannot be opened" in said
    assert "name another file with --store" in said
    assert list(folder_of_all.iterdir()) == []


def test_a_store_that_this_user_may_not_read_says_so(folder_of_all: Path) -> None:
    file = folder_of_all / "answers.db"
    Store.open(file).close()
    file.chmod(0)
    assert "cannot be opened" in as_nobody("    Store.open(file)", file)
    assert "cannot be opened" in as_nobody("    Store.open(file, read_only=True)", file)


def test_a_store_on_a_read_only_disk_can_be_read_but_not_written(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", 4_000) as disk:
        with Store.open(disk / "answers.db") as store:
            begin_with_answers(store)
        make_read_only(disk)
        with pytest.raises(StoreError, match=r"read-only|cannot be opened") as error:
            Store.open(disk / "answers.db")
        assert "name another file with --store" in one_line(error)
        with Store.open(disk / "answers.db", read_only=True) as store:
            assert store.n_rows()["answer"] == 3
        assert merlingua("store", "check", "--store", disk / "answers.db").exit_code == 0


def test_a_store_that_was_not_closed_is_not_read_without_its_newest_answers(tmp_path: Path) -> None:
    # On a disk where SQLite can lay no working files, the log's answers would silently be left out.
    with small_disk(tmp_path / "disk", 4_000) as disk:
        with Store.open(disk / "answers.db") as store:
            begin_with_answers(store)
            shutil.copytree(disk, tmp_path / "copy")
        shutil.copytree(tmp_path / "copy", disk, dirs_exist_ok=True)
        for working_file in disk.glob("*-shm"):
            working_file.unlink()
        make_read_only(disk)
        with pytest.raises(StoreError, match=r"copy it together with answers\.db-wal") as error:
            Store.open(disk / "answers.db", read_only=True)
        one_line(error)
    assert saved(tmp_path / "copy" / "answers.db") == THREE


def test_a_store_opened_for_reading_writes_nothing(file: Path) -> None:
    before = file.read_bytes()
    with Store.open(file, read_only=True) as store:
        assert store.is_read_only
        with pytest.raises(StoreError, match="read-only"):
            store.begin_session(new_session())
    assert file.read_bytes() == before


# Not this store


def test_a_store_of_a_newer_version_is_refused_and_left_alone(file: Path) -> None:
    with closing(sqlite3.connect(file)) as raw:
        raw.execute("UPDATE alembic_version SET version_num = '0107'")
        raw.commit()
    before = file.read_bytes()
    for read_only in (False, True):
        with pytest.raises(StoreError, match=r"newer version \(0107; this program knows 0003\)") as error:
            Store.open(file, read_only=read_only)
        assert "Install the newest Merlingua" in one_line(error)
    assert file.read_bytes() == before


def test_a_missing_folder_is_named_and_not_made(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"the folder .*nowhere is missing") as error:
        Store.open(tmp_path / "nowhere" / "answers.db")
    one_line(error)
    assert not (tmp_path / "nowhere").exists()


def test_the_users_own_data_folder_is_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store_place.platformdirs, "user_data_path", lambda *_, **__: tmp_path / "a" / "b")
    with Store.open(default_store_path()) as store:
        assert store.file == tmp_path / "a" / "b" / "merlingua.db"


def test_a_missing_store_is_not_made_where_none_may_be(tmp_path: Path) -> None:
    for options in ({"create": False}, {"read_only": True}):
        with pytest.raises(StoreError, match=r"there is no store .*answers\.db"):
            Store.open(tmp_path / "answers.db", **options)
    assert list(tmp_path.iterdir()) == []


# Damaged


def test_a_damaged_store_is_said_to_be_damaged(file: Path) -> None:
    # The header says that it is a store; all that follows it is noise.
    noise = b"\xa5" * (file.stat().st_size - HEADER_BYTES)
    damaged = file.read_bytes()[:HEADER_BYTES] + noise
    file.write_bytes(damaged)
    with pytest.raises(StoreError, match=r"answers\.db is damaged.*Copy it and its -wal file") as error:
        Store.open(file)
    one_line(error)
    assert file.read_bytes() == damaged


def test_a_store_cut_short_is_said_to_be_damaged(file: Path) -> None:
    with file.open("r+b") as half:
        half.truncate(file.stat().st_size // 2)
    with pytest.raises(StoreError, match="damaged") as error:
        saved(file)
    one_line(error)


def test_a_store_that_does_not_say_its_version_is_damaged(file: Path) -> None:
    with closing(sqlite3.connect(file)) as raw:
        raw.execute("DROP TABLE alembic_version")
    with pytest.raises(StoreError, match="damaged: it does not say its version"):
        Store.open(file)


def test_a_store_whose_making_was_cut_short_is_made_again(tmp_path: Path) -> None:
    # SQLite makes the file before its first transaction is committed: empty, or with the log's mark alone.
    empty, begun = tmp_path / "empty.db", tmp_path / "begun.db"
    empty.touch()
    with closing(sqlite3.connect(begun)) as raw:
        raw.execute("PRAGMA journal_mode = WAL")
    assert begun.stat().st_size > 0
    for file in (empty, begun):
        with Store.open(file) as store:
            begin_with_answers(store)
        assert saved(file) == THREE
        with closing(sqlite3.connect(file)) as raw:
            assert raw.execute("PRAGMA application_id").fetchone() == (APPLICATION_ID,)


# Places and URLs


@pytest.mark.parametrize(
    "url",
    [
        "mariadb://localhost/answers",
        "mysql+pymysql://root@localhost/x",
        "sqlite://",
        "sqlite:///",
        "sqlite:///:memory:",
        ":memory:",
        "",
        "sqlite:answers.db",
        "sqlite://answers.db",
        "file:///answers.db",
        "https://example.org/answers.db",
    ],
)
def test_other_urls_are_refused_and_the_message_says_which_are_allowed(url: str) -> None:
    with pytest.raises(StoreError, match="a store is a file: write its path, or sqlite:///FILE") as error:
        Store.open(url)
    one_line(error)


@pytest.mark.skipif(sys.platform != "linux", reason="reads Linux's list of mounts")
def test_a_network_share_is_refused_with_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # No share can be mounted here: the list of mounts is ours, all else is as it is.
    mounts = tmp_path / "mounts"
    mounts.write_text(f"/dev/vda / ext4 rw 0 0\nnas:/x {tmp_path.resolve()} nfs4 rw 0 0\n", "utf-8")
    monkeypatch.setattr(store_place, "MOUNTS", mounts)
    with pytest.raises(StoreError, match=r"network share \(nfs4\).*local disk with --store") as error:
        Store.open(tmp_path / "answers.db")
    one_line(error)
    assert not (tmp_path / "answers.db").exists()


# The command line


def test_the_command_line_says_each_in_one_line_and_exits_with_1(file: Path, tmp_path: Path) -> None:
    text = tmp_path / "clips.csv"
    text.write_text("clip,file\n" * 100, "utf-8")
    for location in (
        text,
        tmp_path,
        tmp_path / "no" / "answers.db",
        "postgresql://127.0.0.1:1/y",
        tmp_path / "no.db",
    ):
        run = merlingua("store", "info", "--store", location)
        assert run.exit_code == 1
        assert len(run.err) == 1
        assert run.out == []
