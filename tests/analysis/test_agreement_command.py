"""``merlingua agreement``: what it writes and prints."""

from __future__ import annotations

import hashlib
import json
import os
import shlex
import signal
import subprocess
import sys
from itertools import product
from pathlib import Path

import pytest

from merlingua.analysis.results_table import COLUMNS
from tests.analysis.rating_stores import (
    ITEMS,
    agreement,
    is_one_sentence,
    simulated_rows,
    store_of,
    table_of,
)
from tests.processes import hear_ctrl_c
from tests.small_study import Run, merlingua

COMMAND = (sys.executable, "-m", "merlingua.gui", "agreement")


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return store_of(tmp_path_factory.mktemp("store"), simulated_rows())


@pytest.fixture(scope="module")
def report(store: Path) -> tuple[Path, Run]:
    """A report with its PDF, and what was printed."""
    folder = store.parent / "report"
    return folder, merlingua("agreement", "--store", store, "--out", folder, "--permutations", "99")


def test_a_report_is_written_whole(report: tuple[Path, Run]) -> None:
    folder, run = report
    assert (run.exit_code, run.err) == (0, [])
    top = {file.name for file in folder.iterdir() if file.is_file()}
    assert {"report.html", "report.pdf", "results.csv", "results.json"} <= top
    figures = [file for file in folder.rglob("*") if file.parent != folder and file.is_file()]
    assert {".svg", ".png", ".csv"} <= {file.suffix for file in figures}
    assert not [file for file in folder.parent.iterdir() if file.name.startswith(".report")]


def test_the_table_has_every_emotion_of_every_language_and_all(report: tuple[Path, Run]) -> None:
    table = table_of(report[0])
    assert tuple(table[0]) == COLUMNS
    alphas = [
        (line["item"], line["language"])
        for line in table
        if line["estimator"] == "krippendorff_alpha"
        and (line["analysis"], line["level"]) == ("agreement", "ordinal")
    ]
    assert sorted(alphas) == sorted(product(ITEMS, ("en", "es", "de", "all")))
    small = [line for line in table if line["language"] == "es" and line["analysis"] == "agreement"]
    assert all(not line["estimate"] or line["estimator"] != "krippendorff_alpha" for line in small)
    assert all(line["estimate"] or line["flags"] for line in table)


def test_the_terminal_says_alpha_by_language_what_differs_and_with_which_seed(
    report: tuple[Path, Run],
) -> None:
    text = "\n".join(report[1].out)
    assert "listeners en 12, es 4, de 11, all 27" in text
    for item in ITEMS:
        assert any(line.startswith(item) and "[" in line for line in report[1].out)
    assert "n below 5" in text
    assert "Agreement: does one agree more?" in text
    assert "99 permutations, seed 1" in text
    assert "report.html, report.pdf, results.csv, results.json" in text


def test_the_json_names_every_other_file_by_its_hash(report: tuple[Path, Run]) -> None:
    folder = report[0]
    files = json.loads((folder / "results.json").read_text("utf-8"))["files"]
    there = {file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file()}
    assert set(files) == there - {"results.json"}
    assert all(hashlib.sha256((folder / name).read_bytes()).hexdigest() == files[name] for name in files)


def test_the_command_in_the_report_makes_the_same_numbers_again_and_a_pipe_sees_no_progress(
    report: tuple[Path, Run],
) -> None:
    folder = report[0]
    command = json.loads((folder / "results.json").read_text("utf-8"))["provenance"]["command"]
    words = shlex.split(command)
    assert words[:2] == ["merlingua", "agreement"]
    assert words[words.index("--seed") + 1] == "1"
    again = folder.with_name("again")
    words[words.index("--out") + 1] = str(again)
    run = subprocess.run((*COMMAND, *words[2:], "--no-pdf"), capture_output=True, text=True)
    assert (run.returncode, run.stderr) == (0, "")
    assert (again / "results.csv").read_bytes() == (folder / "results.csv").read_bytes()


@pytest.fixture
def small_store(tmp_path: Path) -> Path:
    """Two languages and one item: most of a report's time goes into figures."""
    (tmp_path / "store").mkdir()
    return store_of(tmp_path / "store", simulated_rows({"en": 10, "de": 10}, items=("joy",)))


def test_an_earlier_report_is_replaced_also_in_another_language(small_store: Path, tmp_path: Path) -> None:
    out = tmp_path / "report"
    assert agreement(small_store, out).exit_code == 0
    run = agreement(small_store, out, "--report-language", "de", "--permutations", "0")
    assert run.exit_code == 0
    assert 'lang="de"' in (out / "report.html").read_text("utf-8")[:500]
    assert any("was not tested (--permutations 0)" in line for line in run.out)
    assert not [line for line in table_of(out) if line["analysis"] == "difference"]


@pytest.mark.parametrize(
    "options",
    [
        (),
        ("--store", "a.db"),
        ("--store", "a.db", "--out", "b", "--permutations", "-1"),
        ("--store", "a.db", "--out", "b", "--neutral", "maybe"),
        ("--store", "a.db", "--out", "b", "--report-language", "fr"),
        ("--store", "a.db", "--out", "b", "--study", "s", "--study-id", "s"),
        ("plan", "--alpha", ".3", "--raters", "20"),
        ("plan", "--alpha", "high", "--raters", "20", "--clips", "22"),
    ],
)
def test_wrong_usage_is_exit_2(options: tuple[str, ...]) -> None:
    assert merlingua("agreement", *options).exit_code == 2


def test_a_plan_is_printed() -> None:
    run = merlingua("agreement", "plan", "--alpha", ".3", "--raters", "20", "--clips", "22")
    assert run.exit_code == 0
    assert run.out[0] == "20 listeners of one language, 22 clips, alpha .30"
    assert any("Past 20 listeners mostly more clips help" in line for line in run.out)


@pytest.mark.parametrize(
    "options", [("3", "20", "22"), (".3", "1", "22"), (".3", "20", "1"), ("nan", "20", "22")]
)
def test_a_plan_that_cannot_be_made_is_one_sentence(options: tuple[str, str, str]) -> None:
    alpha, raters, clips = options
    run = merlingua("agreement", "plan", "--alpha", alpha, "--raters", raters, "--clips", clips)
    assert is_one_sentence(run, "cannot be planned")


@pytest.mark.skipif(os.name == "nt", reason="needs a pseudo-terminal")
def test_a_terminal_sees_what_is_done_and_ctrl_c_leaves_nothing_of_a_report(
    store: Path, tmp_path: Path
) -> None:
    # ten million permutations: it would not end by itself within the test
    options = ("--store", store, "--out", tmp_path / "report", "--permutations", "10000000")
    process, terminal = on_terminal(*options)
    try:
        seen = b""
        while b"permutation tests" not in seen:
            piece = read_terminal(terminal)
            assert piece, seen
            seen += piece
        assert b"reading the ratings" in seen
        process.send_signal(signal.SIGINT)
        rest = b"".join(iter(lambda: read_terminal(terminal), b""))
        assert process.wait(timeout=30) == 130
    finally:
        process.kill()
        process.wait()
        os.close(terminal)
    assert b"Traceback" not in rest
    assert list(tmp_path.iterdir()) == []


def on_terminal(*options: str | Path) -> tuple[subprocess.Popen[bytes], int]:
    """The command with a terminal as its stderr, and the terminal to read from."""
    import pty

    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        (*COMMAND, *options), stdout=subprocess.DEVNULL, stderr=theirs, preexec_fn=hear_ctrl_c
    )
    os.close(theirs)
    return process, ours


def read_terminal(descriptor: int) -> bytes:
    """What a terminal shows next; nothing once its program has ended."""
    try:
        return os.read(descriptor, 4096)
    except OSError:
        # Linux says EIO where other systems say that the file is at its end
        return b""
