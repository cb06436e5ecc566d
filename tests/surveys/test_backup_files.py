"""A backup is the store at one moment; a restore never loses answers unasked."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from merlingua.gui.cli import main
from merlingua.surveys import backup_files
from merlingua.surveys.backup_files import back_up, backup_folder, backups_of, restore, times_to_keep
from merlingua.surveys.errors import StoreError
from merlingua.surveys.store import Store
from tests.store_samples import answers_of, begin_with_answers


def test_a_backup_beside_an_open_store_holds_all_that_was_saved_and_is_one_file(tmp_path: Path) -> None:
    with Store.open(tmp_path / "a.db") as store:
        row = begin_with_answers(store, 3)
        copy = back_up(tmp_path / "a.db")
        history = store.history(row.id)
    assert list(backup_folder(tmp_path / "a.db").iterdir()) == [copy]
    with Store.open(copy, read_only=True) as kept:
        assert kept.history(row.id) == history


def test_a_restored_store_is_the_backup_and_takes_answers(tmp_path: Path) -> None:
    with Store.open(tmp_path / "a.db") as store:
        row = begin_with_answers(store, 3)
    assert restore(back_up(tmp_path / "a.db"), tmp_path / "b.db") == 0
    with Store.open(tmp_path / "b.db") as store:
        assert answers_of(store, row) == {"item_0": 0, "item_1": 1, "item_2": 2}
        begin_with_answers(store, 1)


def test_answers_that_the_backup_lacks_are_lost_only_where_the_store_is_named(tmp_path: Path) -> None:
    file = tmp_path / "a.db"
    with Store.open(file) as store:
        begin_with_answers(store, 3)
        copy = back_up(file)
        begin_with_answers(store, 2)
    for force in (None, "b.db"):
        with pytest.raises(StoreError, match=r"has 2 answers that .* --force a\.db"):
            restore(copy, file, force=force)
    with Store.open(file) as store:
        assert store.n_rows()["answer"] == 5
    assert restore(copy, file, force="a.db") == 2
    with Store.open(file) as store:
        assert store.n_rows()["answer"] == 3


def test_a_damaged_backup_is_refused_and_the_store_stays(tmp_path: Path) -> None:
    file = tmp_path / "a.db"
    with Store.open(file) as store:
        begin_with_answers(store, 3)
    copy = back_up(file)
    content = copy.read_bytes()
    copy.write_bytes(content[:4096] + b"\xff" * (len(content) - 4096))
    before = file.read_bytes()
    with pytest.raises(StoreError):
        restore(copy, file)
    assert file.read_bytes() == before


def test_a_copy_that_is_not_whole_gets_no_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Store.open(tmp_path / "a.db") as store:
        begin_with_answers(store, 3)

    def refuse(store: Store) -> None:
        raise StoreError("not whole")

    monkeypatch.setattr(backup_files, "refuse_if_broken", refuse)
    with pytest.raises(StoreError, match="not whole"):
        back_up(tmp_path / "a.db")
    assert list(backup_folder(tmp_path / "a.db").iterdir()) == []


def test_the_newest_are_kept_and_one_a_day_and_one_a_week() -> None:
    now = datetime(2026, 6, 30, 12, tzinfo=UTC)
    times = [now - timedelta(hours=6 * n) for n in range(4 * 365)]
    kept = times_to_keep(times)
    assert set(times[:10]) <= kept
    assert len({time.date() for time in kept if now - time < timedelta(days=14)}) == 14
    assert len({time.isocalendar()[:2] for time in kept}) == 26
    assert times_to_keep(sorted(kept)) == kept


def test_rotation_leaves_other_files_alone(tmp_path: Path) -> None:
    Store.open(tmp_path / "a.db").close()
    folder = backup_folder(tmp_path / "a.db")
    folder.mkdir()
    (folder / "mine.db").write_text("kept")
    day = datetime(2026, 6, 30, tzinfo=UTC)
    for n in range(12):
        back_up(tmp_path / "a.db", at=day + timedelta(minutes=n))
    assert len(backups_of(folder, "a")) == 10
    assert (folder / "mine.db").read_text() == "kept"


def test_checking_backups_names_the_broken_one_and_goes_on(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "a.db"
    with Store.open(file) as store:
        begin_with_answers(store, 3)
    broken = back_up(file)
    whole = back_up(file)
    assert main(["store", "check", "--store", str(file), "--backups"]) == 0
    content = broken.read_bytes()
    broken.write_bytes(content[:4096] + b"\xff" * (len(content) - 4096))
    capsys.readouterr()
    assert main(["store", "check", "--store", str(file), "--backups"]) == 1
    said = capsys.readouterr()
    assert broken.name in said.err
    assert f"{whole}: whole" in said.out
