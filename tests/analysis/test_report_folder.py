"""A report's folder is written whole, or stays as it was."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from merlingua.analysis.report_folder import (
    FORMAT,
    RESULTS,
    ReportFolderError,
    check_report_folder,
    file_hashes,
    new_report,
)


def write_report(folder: Path, **files: str) -> None:
    """A report of these files: ``html="…"`` is report.html."""
    with new_report(folder) as workplace:
        for suffix, text in files.items():
            (workplace / f"report.{suffix}").write_text(text, "utf-8")
        (workplace / "figures").mkdir()
        (workplace / "figures" / "forest.svg").write_text("<svg/>", "utf-8")
        written = {"format": FORMAT, "files": file_hashes(workplace)}
        (workplace / RESULTS).write_text(json.dumps(written), "utf-8")


def names(folder: Path) -> list[str]:
    return sorted(file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file())


def test_a_new_folder_has_all_files_and_nothing_else_is_left(tmp_path: Path) -> None:
    write_report(tmp_path / "report", html="one")
    assert names(tmp_path) == ["report/figures/forest.svg", "report/report.html", "report/results.json"]
    assert (tmp_path / "report").stat().st_mode & 0o777 == 0o755
    assert (tmp_path / "report" / "report.html").stat().st_mode & 0o777 == 0o644


def test_an_earlier_report_is_replaced_and_what_is_not_its_own_stays(tmp_path: Path) -> None:
    folder = tmp_path / "report"
    write_report(folder, html="one", pdf="old")
    (folder / "notes.txt").write_text("mine", "utf-8")
    write_report(folder, html="two")
    # report.pdf was the earlier report's: it would now say something else than report.html
    assert names(folder) == ["figures/forest.svg", "notes.txt", "report.html", "results.json"]
    assert (folder / "report.html").read_text("utf-8") == "two"


def test_a_folder_with_other_files_is_refused_and_nothing_in_it_changes(tmp_path: Path) -> None:
    (tmp_path / "thesis.tex").write_text("mine", "utf-8")
    with pytest.raises(ReportFolderError, match="files that are no report of Merlingua's: name a new"):
        check_report_folder(tmp_path)
    with pytest.raises(ReportFolderError, match="no report"):
        write_report(tmp_path, html="one")
    assert names(tmp_path) == ["thesis.tex"]


@pytest.mark.parametrize("text", ["{}", "[]", "not json", '{"format": "merlingua agreement", "files": 3}'])
def test_a_results_json_that_is_not_of_a_report_does_not_make_a_folder_one(tmp_path: Path, text: str) -> None:
    (tmp_path / RESULTS).write_text(text, "utf-8")
    with pytest.raises(ReportFolderError, match="no report"):
        check_report_folder(tmp_path)


def test_files_outside_that_a_forged_report_names_are_not_removed(tmp_path: Path) -> None:
    folder, thesis = tmp_path / "report", tmp_path / "thesis.tex"
    folder.mkdir()
    thesis.write_text("mine", "utf-8")
    forged = {"format": FORMAT, "files": {"../thesis.tex": "", str(thesis): ""}}
    (folder / RESULTS).write_text(json.dumps(forged), "utf-8")
    write_report(folder, html="one")
    assert thesis.read_text("utf-8") == "mine"


@pytest.mark.parametrize("raised", [KeyboardInterrupt, ValueError])
def test_what_ends_the_writing_leaves_nothing_of_a_new_report(
    tmp_path: Path, raised: type[BaseException]
) -> None:
    def interrupted() -> None:
        with new_report(tmp_path / "report") as workplace:
            (workplace / "report.html").write_text("half", "utf-8")
            raise raised

    with pytest.raises(raised):
        interrupted()
    assert list(tmp_path.iterdir()) == []


def test_what_ends_the_writing_leaves_an_earlier_report_as_it_was(tmp_path: Path) -> None:
    folder = tmp_path / "report"
    write_report(folder, html="one")
    before = file_hashes(folder)

    def interrupted() -> None:
        with new_report(folder) as workplace:
            (workplace / "report.html").write_text("half", "utf-8")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert file_hashes(folder) == before
    assert len(list(folder.iterdir())) == 3


def test_a_file_and_a_folder_in_no_folder_are_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    with pytest.raises(ReportFolderError, match="is a file: name a folder"):
        check_report_folder(tmp_path / "file")
    with pytest.raises(ReportFolderError, match="there is no folder"):
        check_report_folder(tmp_path / "no" / "report")


def test_what_a_killed_program_left_does_not_count_as_somebodys_files(tmp_path: Path) -> None:
    (tmp_path / ".report-abc").mkdir()
    check_report_folder(tmp_path)
    write_report(tmp_path, html="one")
    assert "report.html" in names(tmp_path)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 256 KiB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    if os.name == "nt" or os.geteuid() != 0:
        pytest.skip("only root mounts a disk")
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(folder)], capture_output=True
    )
    if made.returncode:
        pytest.skip("no disk can be mounted here")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_a_full_disk_is_one_sentence_and_leaves_no_half_report(small_disk: Path) -> None:
    folder = small_disk / "report"
    with pytest.raises(ReportFolderError, match=r"\(No space left on device\), and nothing of it was"):
        write_report(folder, html="x" * 1_000_000)
    assert list(small_disk.iterdir()) == []


def test_a_disk_of_its_own_is_written_to_like_any_folder(small_disk: Path) -> None:
    write_report(small_disk, html="one")
    assert names(small_disk) == ["figures/forest.svg", "report.html", "results.json"]


def test_a_disk_that_takes_no_writing_is_refused_before_anything_is_computed(small_disk: Path) -> None:
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    with pytest.raises(ReportFolderError, match=r"cannot be written to .*Read-only file system"):
        check_report_folder(small_disk / "report")
