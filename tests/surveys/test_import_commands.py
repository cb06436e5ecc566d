"""``merlingua import long``: what is printed, what is written, and which exit code a mistake has."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from merlingua.gui.cli import main
from merlingua.surveys.store import Store
from merlingua.surveys.store_lock import StoreLock

TABLE = """participant,language,clip,item,value
p1,en,a,joy,3
p1,en,a,fear,9
p2,de,a,joy,4
"""


@pytest.fixture
def table(tmp_path: Path) -> Path:
    file = tmp_path / "ratings.csv"
    file.write_text(TABLE, "utf-8")
    return file


def import_table(table: Path, *options: str) -> int:
    store = table.with_name("answers.db")
    return main(["import", "long", str(table), "--study-id", "any", "--store", str(store), *options])


def test_an_import_prints_what_was_read_kept_doubted_and_refused(
    table: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mapping = table.with_name("mapping.yaml")
    mapping.write_text("scale: [1, 2, 3, 4, 5]\n", "utf-8")
    assert import_table(table, "--mapping", str(mapping)) == 0
    assert capsys.readouterr().out == (
        "study any, from long\n"
        "read: 3 rows, 0 rows without an answer, 2 participants, 1 clips, 2 items\n"
        "kept: 2 ratings, 2 participants, 2 participants that are new, 2 answers that are new\n"
        "doubtful: nothing\n"
        "refused:\n"
        "  1 × the value is not on the scale of 'fear', which is 1, 2, 3, 4, 5\n"
        "      line 3: 9\n"
    )


def test_the_report_is_written_as_json(table: Path) -> None:
    report = table.with_name("report.json")
    assert import_table(table, "--report", str(report)) == 0
    written = json.loads(report.read_text("utf-8"))
    assert written["read"]["rows"] == 3
    assert written["kept"]["participants that are new"] == 2
    assert (written["study"], written["source"]) == ("any", "long")


def test_a_report_that_cannot_be_written_is_refused_before_anything_is_imported(
    table: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert import_table(table, "--report", str(table.parent / "nowhere" / "report.json")) == 1
    assert "cannot be written: name a file in a folder that is there" in capsys.readouterr().err
    assert not table.with_name("answers.db").exists()


def test_the_report_is_written_though_nobody_reads_what_is_printed(table: Path) -> None:
    report = table.with_name("report.json")
    command = [sys.executable, "-m", "merlingua.gui", "import", "long", str(table), "--study-id", "any"]
    options = ["--store", str(table.with_name("answers.db")), "--report", str(report)]
    with subprocess.Popen([*command, *options], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.close()
        process.wait()
    assert json.loads(report.read_text("utf-8"))["kept"]["ratings"] == 3


def test_a_store_that_a_window_has_open_is_refused(table: Path, capsys: pytest.CaptureFixture[str]) -> None:
    # One transaction of a minute would keep a listener's answers from being saved.
    with StoreLock.acquire(table.with_name("answers.db")):
        assert import_table(table) == 1
    assert "is open in another window" in capsys.readouterr().err


def test_store_info_and_check_take_imported_sessions(table: Path, capsys: pytest.CaptureFixture[str]) -> None:
    import_table(table)
    store = str(table.with_name("answers.db"))
    assert main(["store", "check", "--store", store]) == 0
    assert main(["store", "info", "--store", store]) == 0
    assert "en       0 started, 0 finished, no answer; 0 simulated, 1 imported" in capsys.readouterr().out


def test_a_mistake_is_one_line_and_exit_1(table: Path) -> None:
    command = [sys.executable, "-m", "merlingua.gui", "import", "long", str(table.with_name("no.csv"))]
    options = ["--study-id", "any", "--store", str(table.with_name("answers.db"))]
    result = subprocess.run([*command, *options], capture_output=True, text=True)
    assert result.returncode == 1
    assert result.stderr.startswith("merlingua: ")
    assert result.stderr.count("\n") == 1


def test_a_refused_import_leaves_no_store_that_was_not_there_and_any_that_was(table: Path) -> None:
    store = table.with_name("answers.db")
    broken = table.with_name("broken.csv")
    broken.write_text("nothing,of,use\n1,2,3\n", "utf-8")
    assert import_table(broken) == 1
    assert not [
        file.name
        for file in table.parent.iterdir()
        if file.name.startswith("answers.db") and file.suffix != ".lock"
    ]
    assert import_table(table) == 0
    assert import_table(broken) == 1
    with Store.open(store) as opened:
        assert opened.studies() == ["any"]


def test_the_example_of_the_page_on_importing_prints_what_the_page_says(
    repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    page = (repository / "docs" / "import.md").read_text("utf-8")
    blocks = {
        kind: re.search(rf"^```{kind}\n(.*?)^```", page, re.M | re.S) for kind in ("console", "text", "yaml")
    }
    console, table, mapping = (found.group(1) for found in blocks.values() if found is not None)
    (tmp_path / "ratings.csv").write_text(table, "utf-8")
    (tmp_path / "mapping.yaml").write_text(mapping, "utf-8")
    monkeypatch.chdir(tmp_path)
    command, _, printed = console.partition("\n")
    assert main(command.removeprefix("$ merlingua ").split()) == 0
    assert capsys.readouterr().out == printed


def test_study_and_study_id_are_not_given_together(table: Path) -> None:
    with pytest.raises(SystemExit) as exited:
        import_table(table, "--study", str(table.parent))
    assert exited.value.code == 2


def test_a_study_folder_decides_what_is_taken(table: Path, study_folder: Path) -> None:
    store = table.with_name("answers.db")
    arguments = ["import", "long", str(table), "--study", str(study_folder), "--store", str(store)]
    assert main(arguments) == 1
    with Store.open(store) as opened:
        assert opened.n_rows()["session"] == 0
