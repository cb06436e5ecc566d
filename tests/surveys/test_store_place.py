"""What lies where a store is to be is never overwritten, and a store that is taken away takes no answer."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from merlingua.surveys.errors import StoreError
from merlingua.surveys.store import Store
from merlingua.surveys.store_lock import StoreLock
from tests.store_samples import STEPS, answers_of, begin_with_answers


@pytest.mark.parametrize("location", ["oracle://me:secret@host/answers", "mysql://:se/secret@x@host/x"])
def test_the_password_of_a_url_is_never_shown(location: str) -> None:
    with pytest.raises(
        StoreError, match=r"cannot be the store: a store is a file: .* sqlite:///FILE"
    ) as refusal:
        Store.open(location)
    assert "secret" not in str(refusal.value)


@pytest.mark.parametrize("name", ["x" * 252 + ".db", "x" * 300])
def test_a_name_that_the_disk_cannot_hold_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(StoreError, match="cannot be"):
        Store.open(tmp_path / name)


def test_a_name_with_a_null_character_is_refused_and_not_cut_off(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # SQLite would stop reading there, and make a file of the first half's name.
    monkeypatch.chdir(tmp_path)
    with pytest.raises(StoreError, match="no file's name holds"):
        Store.open("first\0half.db")
    assert list(tmp_path.iterdir()) == []


def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(StoreError, match="is a device or a pipe"):
        Store.open(tmp_path / "pipe")
    assert [file.name for file in tmp_path.iterdir()] == ["pipe"]


@pytest.mark.parametrize("n_bytes", [1, 15, 100, 511, 512, 4095, 100_000])
def test_a_text_of_any_length_is_refused_and_not_overwritten(tmp_path: Path, n_bytes: int) -> None:
    # SQLite takes a file of a few bytes for an empty database, and writes over it.
    file = tmp_path / "notes.txt"
    file.write_bytes(b"x" * n_bytes)
    with pytest.raises(StoreError, match="is not a store of Merlingua: it is no SQLite file"):
        Store.open(file)
    assert file.read_bytes() == b"x" * n_bytes
    assert [file.name for file in tmp_path.iterdir()] == ["notes.txt"]


@pytest.mark.parametrize("is_missing", [True, False])
def test_the_log_of_a_store_whose_file_is_gone_is_kept(tmp_path: Path, is_missing: bool) -> None:
    # SQLite deletes a log that lies beside an empty file, and with it the answers that only the log has.
    file, log = tmp_path / "a.db", tmp_path / "a.db-wal"
    with Store.open(file) as store:
        begin_with_answers(store, 3)
        shutil.copy(log, tmp_path / "kept")
    shutil.copy(tmp_path / "kept", log)
    file.unlink()
    if not is_missing:
        file.touch()
    with pytest.raises(StoreError, match=r"empty or missing, but its log a\.db-wal .* Move it"):
        Store.open(file)
    assert log.read_bytes() == (tmp_path / "kept").read_bytes()
    log.unlink()
    Store.open(file).close()


@pytest.mark.skipif(os.name == "nt", reason="Windows deletes no open file")
@pytest.mark.parametrize("taken", ["a.db", "a.db-wal"])
def test_an_answer_to_a_store_that_was_deleted_while_open_is_not_said_to_be_saved(
    tmp_path: Path, taken: str
) -> None:
    # The system would take every further answer into a file that nobody can find again.
    store = Store.open(tmp_path / "a.db")
    session = begin_with_answers(store, 2)
    (tmp_path / taken).rename(tmp_path / "elsewhere")
    for _ in range(2):
        with pytest.raises(StoreError, match=r"a\.db was deleted, moved or replaced .* this was not saved"):
            store.add_answer(session.id, STEPS[0], "item_9", 9)
    (tmp_path / "elsewhere").rename(tmp_path / taken)
    store.add_answer(session.id, STEPS[0], "item_2", 2)
    assert answers_of(store, session) == {"item_0": 0, "item_1": 1, "item_2": 2}
    store.close()


@pytest.mark.skipif(os.name == "nt", reason="Windows deletes no open file")
def test_a_store_that_was_replaced_before_its_first_answer_takes_none(tmp_path: Path) -> None:
    with Store.open(tmp_path / "a.db") as store:
        (tmp_path / "a.db").unlink()
        with pytest.raises(StoreError, match="was deleted, moved or replaced"):
            begin_with_answers(store)


def test_a_link_to_a_store_has_the_stores_lock(tmp_path: Path) -> None:
    # Otherwise two windows would run sessions on one store, by two names.
    Store.open(tmp_path / "a.db").close()
    (tmp_path / "link.db").symlink_to(tmp_path / "a.db")
    with StoreLock.acquire(tmp_path / "a.db"), pytest.raises(StoreError, match="open in another window"):
        StoreLock.acquire(tmp_path / "link.db")


def test_a_device_whose_name_the_system_garbled_loses_no_session(tmp_path: Path) -> None:
    # A name in another encoding reaches Python with lone surrogates, which UTF-8 cannot hold.
    with Store.open(tmp_path / "a.db") as store:
        session = begin_with_answers(store, 1, device="Kopfh\udcf6rer", station="booth")
        assert store.history(session.id).session.device == "Kopfh\\udcf6rer"
        assert answers_of(store, session) == {"item_0": 0}
