"""Stores of earlier versions, kept as files in ``tests/data/stores``, still open with every row.

``0001.db`` was built by the first migration, ``0002.db`` by the program of that version, and ``0003.db`` is
that one after its migration. All have one finished session in English with a revised answer and a text, and
one of two answers in German.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from merlingua.gui.cli import main
from merlingua.surveys.schema import REVISIONS
from merlingua.surveys.store import Store
from merlingua.surveys.store_check import check_store
from tests.store_samples import answers_of, begin_with_answers

KEPT = Path(__file__).parent.parent / "data" / "stores"


def test_a_file_is_kept_of_every_version() -> None:
    assert sorted(path.stem for path in KEPT.glob("*.db")) == list(REVISIONS)


@pytest.mark.parametrize("revision", REVISIONS)
def test_a_kept_store_opens_whole_and_goes_on(revision: str, tmp_path: Path) -> None:
    file = Path(shutil.copy(KEPT / f"{revision}.db", tmp_path))
    with Store.open(file) as store:
        assert check_store(store) == []
        german, english = (store.history(row.id).session for row in store.sessions("joyful"))
        assert answers_of(store, english) == {"item_0": 5, "item_1": 1, "item_2": 2, "words": "Müller, 李"}
        assert answers_of(store, german) == {"item_0": 0, "item_1": 1}
        assert store.counts("joyful")["en"].n_finished == 1
        assert begin_with_answers(store).number == 3


@pytest.mark.parametrize("revision", REVISIONS)
def test_a_backup_of_an_earlier_version_is_restored_by_command(
    revision: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first = Path(shutil.copy(KEPT / f"{revision}.db", tmp_path / "first.db"))
    Store.open(first).close()
    assert main(["store", "backup", str(first), "--to", str(tmp_path / "kept")]) == 0
    (copy,) = (tmp_path / "kept").iterdir()
    assert main(["store", "restore", str(copy), "--into", str(tmp_path / "second.db")]) == 0
    assert "0 answers lost" in capsys.readouterr().out
    with Store.open(tmp_path / "second.db") as store:
        assert store.n_rows()["answer"] == 7


@pytest.mark.parametrize("revision", REVISIONS)
def test_a_kept_file_itself_is_restored_and_stays_as_it_was(revision: str, tmp_path: Path) -> None:
    kept = Path(shutil.copy(KEPT / f"{revision}.db", tmp_path / "kept.db"))
    assert main(["store", "restore", str(kept), "--into", str(tmp_path / "new.db")]) == 0
    with Store.open(tmp_path / "new.db") as store:
        assert check_store(store) == []
        assert store.n_rows()["answer"] == 7
    assert kept.read_bytes() == (KEPT / f"{revision}.db").read_bytes()
