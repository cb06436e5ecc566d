"""An export is written whole or not at all, into its folder and nowhere else."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from merlingua.surveys.errors import RatingsFileError
from merlingua.surveys.export_folder import ExportError, new_export, read_manifest
from merlingua.surveys.export_options import FORMATS, ExportFormat, ExportOptions
from merlingua.surveys.export_run import export
from merlingua.surveys.import_export import import_export, read_export
from merlingua.surveys.simulate import simulate_study
from merlingua.surveys.store import Store
from merlingua.surveys.study import load_study
from tests.store_samples import make_read_only, small_disk


@pytest.fixture
def simulated(ready_study: Path, tmp_path: Path) -> Store:
    store = Store.open(tmp_path / "store.db")
    simulate_study(load_study(ready_study), store, n_participants=2, seed=1)
    return store


def write(folder: Path, **files: str) -> None:
    with new_export(folder, {"format": "long"}) as staging:
        for name, text in files.items():
            file = staging / name.replace("__", "/")
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, "utf-8")


def tree(folder: Path) -> dict[str, str]:
    files = {f.relative_to(folder).as_posix(): f for f in sorted(folder.rglob("*")) if f.is_file()}
    return {name: file.read_text("utf-8") for name, file in files.items() if name != "export.json"}


def test_an_export_replaces_an_earlier_one_and_keeps_the_files_of_others(tmp_path: Path) -> None:
    write(tmp_path / "out", old="1", both="1", deep__old="1")
    (tmp_path / "out" / "notes.txt").write_text("mine", "utf-8")
    write(tmp_path / "out", new="2", both="2")
    assert tree(tmp_path / "out") == {"new": "2", "both": "2", "notes.txt": "mine"}
    assert not (tmp_path / "out" / "deep").exists()


def test_a_folder_that_holds_anything_else_is_refused_and_stays_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "export.json").write_text('{"something": "else"}', "utf-8")
    (tmp_path / "thesis.txt").write_text("years", "utf-8")
    with pytest.raises(ExportError, match="is not empty"):
        write(tmp_path, new="1")
    assert tree(tmp_path) == {"thesis.txt": "years"}


def test_a_file_that_is_in_the_way_is_not_overwritten(tmp_path: Path) -> None:
    write(tmp_path / "out", a="1")
    (tmp_path / "out" / "b").write_text("mine", "utf-8")
    with pytest.raises(ExportError, match="is in the way"):
        write(tmp_path / "out", a="2", b="2")
    assert tree(tmp_path / "out") == {"a": "1", "b": "mine"}


def test_what_fails_on_the_way_leaves_the_earlier_export(tmp_path: Path) -> None:
    write(tmp_path / "out", a="1")
    with pytest.raises(UnicodeEncodeError):
        write(tmp_path / "out", a="2", half="\ud800")
    assert tree(tmp_path / "out") == {"a": "1"}
    assert read_manifest(tmp_path / "out")["is_whole"]


def test_what_fails_on_the_way_leaves_no_new_folder(tmp_path: Path) -> None:
    with pytest.raises(UnicodeEncodeError):
        write(tmp_path / "out", a="2", half="\ud800")
    assert list(tmp_path.iterdir()) == []


def test_an_export_that_was_killed_can_be_made_again(tmp_path: Path) -> None:
    write(tmp_path / "out", a="1")
    manifest = tmp_path / "out" / "export.json"
    cut = json.loads(manifest.read_text("utf-8")) | {"is_whole": False}
    manifest.write_text(json.dumps(cut), "utf-8")
    (tmp_path / "out" / ".merlingua-partial-x").mkdir()
    with pytest.raises(ExportError, match="broken off"):
        read_manifest(tmp_path / "out")
    write(tmp_path / "out", a="2")
    assert read_manifest(tmp_path / "out")["is_whole"]
    assert sorted(entry.name for entry in (tmp_path / "out").iterdir()) == ["a", "export.json"]


@pytest.mark.parametrize("name", ["../victim", "/etc/victim", "a/../../victim", "link/victim", "..\\victim"])
def test_no_manifest_leads_to_a_file_outside(tmp_path: Path, name: str) -> None:
    (tmp_path / "elsewhere").mkdir()
    victims = [tmp_path / "victim", tmp_path / "elsewhere" / "victim"]
    for victim in victims:
        victim.write_text("keep", "utf-8")
    write(tmp_path / "out", a="1")
    (tmp_path / "out" / "link").symlink_to(tmp_path / "elsewhere")
    manifest = tmp_path / "out" / "export.json"
    found = json.loads(manifest.read_text("utf-8"))
    manifest.write_text(json.dumps(found | {"files": {name: "x"}}), "utf-8")
    (tmp_path / "out" / "a").unlink()
    with pytest.raises(ExportError, match="lead out"):
        write(tmp_path / "out", a="2")
    with pytest.raises(ExportError, match="lead out"):
        read_manifest(tmp_path / "out")
    assert [victim.read_text("utf-8") for victim in victims] == ["keep", "keep"]


def test_no_link_in_the_folder_leads_what_is_written_outside(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    write(tmp_path / "out", a="1")
    (tmp_path / "out" / "data").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(ExportError, match="lead out"):
        write(tmp_path / "out", data__new="2")
    assert list((tmp_path / "elsewhere").iterdir()) == []


@pytest.mark.parametrize("format", FORMATS)
def test_nothing_is_written_beside_the_folder(simulated: Store, tmp_path: Path, format: ExportFormat) -> None:
    (tmp_path / "exports").mkdir()
    with simulated:
        export(simulated, format, tmp_path / "exports" / "out")
        export(simulated, format, tmp_path / "exports" / "out")
    assert [entry.name for entry in (tmp_path / "exports").iterdir()] == ["out"]
    assert not [entry for entry in (tmp_path / "exports" / "out").iterdir() if "partial" in entry.name]


def test_a_file_that_was_changed_is_not_imported(simulated: Store, tmp_path: Path) -> None:
    with simulated:
        export(simulated, "long", tmp_path / "out")
    file = tmp_path / "out" / "ratings.csv"
    file.write_bytes(file.read_bytes().replace(b",5,", b",1,", 1))
    with pytest.raises(ExportError, match="was changed"), Store.open(tmp_path / "again.db") as again:
        import_export(tmp_path / "out", again)


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("participant,session", "participant,sessions", "lacks the column session"),
        ("true", "perhaps", "is no boolean"),
        (",clip/", ",clip/,", "cells"),
        ("\r\n", '\r\n"', "ratings.csv"),
    ],
)
def test_a_table_that_makes_no_sense_is_refused_with_its_file(
    simulated: Store, tmp_path: Path, before: str, after: str, said: str
) -> None:
    with simulated:
        export(simulated, "long", tmp_path / "out")
    file = tmp_path / "out" / "ratings.csv"
    file.write_bytes(file.read_bytes().replace(before.encode(), after.encode(), 1))
    with pytest.raises(RatingsFileError, match=said):
        list(read_export(tmp_path / "out", check=False))


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize(
    "change",
    [{"format": "xlsx"}, {"format": ["long"]}, {"item_columns": 3, "sav": 3, "data_name": "../../x"}],
)
def test_a_manifest_that_makes_no_sense_is_refused_in_one_line(
    simulated: Store, tmp_path: Path, format: ExportFormat, change: dict[str, object]
) -> None:
    with simulated:
        export(simulated, format, tmp_path / "out")
    manifest = tmp_path / "out" / "export.json"
    manifest.write_text(json.dumps(json.loads(manifest.read_text("utf-8")) | change), "utf-8")
    if format in ("long", "bids") and "sav" in change:
        assert list(read_export(tmp_path / "out"))
        return
    with pytest.raises((ExportError, RatingsFileError)) as refused:
        list(read_export(tmp_path / "out"))
    assert "\n" not in str(refused.value)


def test_a_byte_order_mark_comes_for_spreadsheets_alone(simulated: Store, tmp_path: Path) -> None:
    with simulated:
        export(simulated, "long", tmp_path / "plain")
        export(simulated, "long", tmp_path / "marked", ExportOptions(for_spreadsheet=True))
    mark = b"\xef\xbb\xbf"
    assert not (tmp_path / "plain" / "ratings.csv").read_bytes().startswith(mark)
    assert (tmp_path / "marked" / "ratings.csv").read_bytes().startswith(mark)
    assert list(read_export(tmp_path / "marked")) == list(read_export(tmp_path / "plain"))


@pytest.mark.parametrize("format", FORMATS)
def test_a_full_disk_is_one_line_and_leaves_the_folder_as_it_was(
    simulated: Store, tmp_path: Path, format: ExportFormat
) -> None:
    with simulated, small_disk(tmp_path / "disk", kilobytes=64) as disk:
        write(disk / "out", a="1")
        with pytest.raises(ExportError, match="cannot be written") as refused:
            export(simulated, format, disk / "out")
        assert "\n" not in str(refused.value)
        assert tree(disk / "out") == {"a": "1"}
        assert read_manifest(disk / "out")["is_whole"]


def test_a_folder_that_may_not_be_written_is_one_line(simulated: Store, tmp_path: Path) -> None:
    with simulated, small_disk(tmp_path / "disk", kilobytes=64) as disk:
        make_read_only(disk)
        with pytest.raises(ExportError, match="cannot be written"):
            export(simulated, "long", disk / "out")
