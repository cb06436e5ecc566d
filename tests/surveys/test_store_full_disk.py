"""A full disk: an answer that does not fit is refused, all others are safe, and it goes on with space."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from uuid import UUID

import pytest

from merlingua.surveys.errors import StoreError
from merlingua.surveys.store import Store
from tests.small_study import merlingua
from tests.store_samples import answers_of, begin_with_answers, new_session, small_disk

THREE = {"item_0": 0, "item_1": 1, "item_2": 2}
"""What `begin_with_answers` has saved."""


def one_line(error: pytest.ExceptionInfo[StoreError]) -> str:
    """The message, which must be one line."""
    message = str(error.value)
    assert "\n" not in message
    return message


def test_an_answer_that_no_longer_fits_on_the_disk_is_refused_and_the_others_are_safe(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", 1_024) as disk, Store.open(disk / "answers.db") as store:
        row = store.begin_session(new_session())
        kept: dict[str, int | str] = {}
        # Longer answers first, then short ones: the disk is filled to its last page.
        error = _fill(store, row.id, kept, "x" * 20_000)
        error = _fill(store, row.id, kept, "x")
        assert "is full" in one_line(error)
        assert "all that was saved before is safe" in one_line(error)
        assert len(kept) > 15
        assert answers_of(store, row) == kept
        # The next thing that is tried is refused as well, and breaks nothing.
        with pytest.raises(StoreError, match="is full"):
            store.begin_session(new_session())
        assert answers_of(store, row) == kept

        subprocess.run(["mount", "-o", "remount,size=16m", disk], check=True)

        store.add_answer(row.id, "comment", "after", "there is space again")
        assert answers_of(store, row) == kept | {"after": "there is space again"}
        assert store.begin_session(new_session()).number == 2
        assert merlingua("store", "check", "--store", store.file).exit_code == 0


def _fill(
    store: Store, session_id: UUID, kept: dict[str, int | str], text: str
) -> pytest.ExceptionInfo[StoreError]:
    def until_full() -> None:
        for _ in range(5_000):
            question = f"item_{len(kept)}"
            store.add_answer(session_id, "comment", question, text)
            kept[question] = text

    with pytest.raises(StoreError) as error:
        until_full()
    return error


def test_answers_saved_on_a_disk_that_fills_up_are_there_after_a_crash(
    tmp_path: Path, repository: Path
) -> None:
    # The process dies with the disk full, so that nothing is folded in by closing.
    program = """
import os, sys
from merlingua.surveys.errors import StoreError
from merlingua.surveys.store import Store
from tests.store_samples import new_session
store = Store.open(sys.argv[1])
row = store.begin_session(new_session())
for number in range(5_000):
    try:
        store.add_answer(row.id, "comment", f"item_{number}", "x" * 5_000)
    except StoreError:
        print(number, flush=True)
        os._exit(9)
"""
    with small_disk(tmp_path / "disk", 1_024) as disk:
        file = disk / "answers.db"
        died = subprocess.run(
            [sys.executable, "-c", program, file], cwd=repository, capture_output=True, text=True
        )
        assert died.returncode == 9, died.stderr
        n_saved = int(died.stdout)
        assert n_saved > 20
        shutil.copytree(disk, tmp_path / "rescued")
    with Store.open(tmp_path / "rescued" / "answers.db") as store:
        assert store.n_rows()["answer"] == n_saved


def test_a_new_store_on_a_full_disk_is_refused_and_made_once_there_is_space(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", 64) as disk:
        (disk / "filler").write_bytes(b"x" * 60 * 1024)
        with pytest.raises(StoreError, match=r"full|working files") as error:
            Store.open(disk / "answers.db")
        one_line(error)
        subprocess.run(["mount", "-o", "remount,size=4m", disk], check=True)
        with Store.open(disk / "answers.db") as store:
            row = begin_with_answers(store)
            assert answers_of(store, row) == THREE
