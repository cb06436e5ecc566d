"""One window a store: the second is told who has it, and a crash leaves no lock behind."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from merlingua.surveys.errors import StoreError
from merlingua.surveys.store import Store
from merlingua.surveys.store_lock import StoreLock
from tests.store_samples import begin_with_answers, other_process

HOLDS_THE_WINDOWS_LOCK = """
import sys
from merlingua.surveys.store_lock import StoreLock
lock = StoreLock.acquire(sys.argv[1])
print("ready", flush=True)
sys.stdin.readline()
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "müller 李.db"


def test_a_second_window_is_refused_and_told_which_process_has_the_store(file: Path) -> None:
    with other_process(HOLDS_THE_WINDOWS_LOCK, file) as window:
        with pytest.raises(StoreError, match=rf"is open in another window \(process {window.pid}\)") as error:
            StoreLock.acquire(file)
        message = str(error.value)
        assert str(file) in message
        assert "name another file with --store" in message.replace("or name", "name")
        assert "\n" not in message


def test_a_second_window_of_the_same_process_is_refused(file: Path) -> None:
    # POSIX locks of fcntl.lockf would let it pass.
    with StoreLock.acquire(file), pytest.raises(StoreError, match=rf"process {os.getpid()}"):
        StoreLock.acquire(file)
    StoreLock.acquire(file).release()


def test_a_url_and_a_path_have_the_same_lock(file: Path) -> None:
    with StoreLock.acquire(f"sqlite:///{file}"), pytest.raises(StoreError, match="another window"):
        StoreLock.acquire(file)


def test_two_stores_in_one_folder_have_locks_of_their_own(tmp_path: Path) -> None:
    with StoreLock.acquire(tmp_path / "a.db"), StoreLock.acquire(tmp_path / "b.db"):
        pass


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGKILL")
def test_a_window_that_was_killed_leaves_no_lock(file: Path) -> None:
    with other_process(HOLDS_THE_WINDOWS_LOCK, file) as window:
        with pytest.raises(StoreError, match="another window"):
            StoreLock.acquire(file)
        window.send_signal(signal.SIGKILL)
        window.wait()
        StoreLock.acquire(file).release()


def test_a_lock_that_was_let_go_can_be_let_go_again(file: Path) -> None:
    lock = StoreLock.acquire(file)
    lock.release()
    lock.release()
    with StoreLock.acquire(file):
        pass


def test_the_lock_keeps_no_command_from_reading_or_writing(file: Path) -> None:
    # `merlingua study simulate` and `merlingua store check` run beside a window.
    with other_process(HOLDS_THE_WINDOWS_LOCK, file), Store.open(file) as store:
        begin_with_answers(store)
        assert store.n_rows()["answer"] == 3


def test_a_lock_needs_a_place_where_a_store_can_be(tmp_path: Path) -> None:
    for location, reason in (
        (tmp_path, "is a folder"),
        (tmp_path / "no" / "a.db", "is missing"),
        ("postgresql://x/y", "a store is a file"),
    ):
        with pytest.raises(StoreError, match=reason):
            StoreLock.acquire(location)
    assert list(tmp_path.iterdir()) == []


def test_a_lock_file_with_strange_text_is_no_obstacle(file: Path) -> None:
    lock_file = file.with_name(file.name + ".lock")
    lock_file.write_bytes(b"\xff\xfe\x00 process")
    with StoreLock.acquire(file):
        assert lock_file.read_text("ascii").strip() == str(os.getpid())
