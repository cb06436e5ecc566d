"""``merlingua agreement``: what it writes and prints, and what it says of ratings that it cannot take."""

from __future__ import annotations

import csv
import json
import os
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import product
from pathlib import Path

import numpy as np
import pytest

from merlingua.analysis.results_table import COLUMNS
from tests.simulated_ratings import Population
from tests.small_study import Run, merlingua

ITEMS = ("joy", "fear", "tenderness")
CONTEXT = ("preference", "familiarity", "comprehension")
LANGUAGES = {"en": 12, "de": 11, "es": 4}
N_CLIPS = 11
QUICK = ("--permutations", "99", "--no-pdf")
MAPPING = "scale: [1, 2, 3, 4, 5]\n"

Row = Mapping[str, object]


def simulated_rows(languages: Mapping[str, int] = LANGUAGES, *, n_clips: int = N_CLIPS) -> list[Row]:
    """Everybody's answers to everything."""
    rng = np.random.default_rng(11)
    population = Population(1.2)
    people = [(f"{language}{n}", language) for language, number in languages.items() for n in range(number)]
    rows = []
    for item in (*ITEMS, *CONTEXT):
        codes = population.ratings(population.clips(n_clips, rng), len(people), rng)
        for (rater, clip), code in np.ndenumerate(codes):
            person, language = people[rater]
            rows.append(row(person, language, f"clip{clip}", item, int(code) + 1))
    return rows


def row(participant: str, language: str, clip: str, item: str, value: object) -> Row:
    return {"participant": participant, "language": language, "clip": clip, "item": item, "value": value}


def store_of(folder: Path, rows: Iterable[Row], *, mapping: str = MAPPING) -> Path:
    """A store with these ratings, imported as a user does."""
    table, store = folder / "ratings.csv", folder / "ratings.db"
    rows = list(rows)
    with table.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    (folder / "mapping.yaml").write_text(mapping, "utf-8")
    of_study = ("--study-id", "small", "--store", store)
    run = merlingua("import", "long", table, "--mapping", folder / "mapping.yaml", *of_study)
    assert run.exit_code == 0, run.err
    return store


def agreement(store: Path, out: Path, *options: str) -> Run:
    return merlingua("agreement", "--store", store, "--out", out, *QUICK, *options)


def table_of(folder: Path) -> list[dict[str, str]]:
    with (folder / "results.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


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
    import hashlib

    folder = report[0]
    files = json.loads((folder / "results.json").read_text("utf-8"))["files"]
    there = {file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file()}
    assert set(files) == there - {"results.json"}
    assert all(hashlib.sha256((folder / name).read_bytes()).hexdigest() == files[name] for name in files)


def test_the_command_in_the_report_makes_the_same_numbers_again(report: tuple[Path, Run]) -> None:
    folder = report[0]
    command = json.loads((folder / "results.json").read_text("utf-8"))["provenance"]["command"]
    words = shlex.split(command)
    assert words[:2] == ["merlingua", "agreement"]
    assert words[words.index("--seed") + 1] == "1"
    again = folder.with_name("again")
    words[words.index("--out") + 1] = str(again)
    assert merlingua(*words[1:], "--no-pdf").exit_code == 0
    assert (again / "results.csv").read_bytes() == (folder / "results.csv").read_bytes()


def test_an_earlier_report_is_replaced(store: Path, tmp_path: Path) -> None:
    out = tmp_path / "report"
    assert agreement(store, out).exit_code == 0
    assert agreement(store, out, "--report-language", "de").exit_code == 0
    assert 'lang="de"' in (out / "report.html").read_text("utf-8")[:500]


def test_without_permutations_nothing_is_tested_by_permutation(store: Path, tmp_path: Path) -> None:
    run = agreement(store, tmp_path / "report", "--permutations", "0")
    assert run.exit_code == 0
    assert any("was not tested (--permutations 0)" in line for line in run.out)
    assert not [line for line in table_of(tmp_path / "report") if line["analysis"] == "difference"]


def is_one_sentence(run: Run, *words: str) -> bool:
    """Exit 1, and one line on stderr with these words."""
    assert run.exit_code == 1, run.out
    (line,) = run.err
    assert line.startswith("merlingua: ")
    for word in words:
        assert word in line
    return True


def one_rater(rows: list[Row]) -> Iterator[Row]:
    return (line for line in rows if line["participant"] == "en0")


def one_clip(rows: list[Row]) -> Iterator[Row]:
    return (line for line in rows if line["clip"] == "clip0")


def one_category(rows: list[Row]) -> Iterator[Row]:
    return ({**line, "value": 3} for line in rows)


def four_listeners(rows: list[Row]) -> Iterator[Row]:
    return (line for line in rows if line["participant"] in {"en0", "en1", "de0", "de1"})


def no_emotion(rows: list[Row]) -> Iterator[Row]:
    return (line for line in rows if line["item"] in CONTEXT)


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (one_rater, ("no agreement that is defined",)),
        (one_clip, ("no agreement that is defined",)),
        (one_category, ("no agreement that is defined",)),
        (four_listeners, ("no agreement that is defined", "from 5 listeners on")),
        (no_emotion, ("nobody rated an emotion",)),
    ],
)
def test_ratings_without_any_agreement_are_one_sentence_and_no_report(
    tmp_path: Path, damage: Callable[[list[Row]], Iterator[Row]], words: tuple[str, ...]
) -> None:
    out = tmp_path / "report"
    run = agreement(store_of(tmp_path, damage(simulated_rows())), out)
    assert is_one_sentence(run, *words)
    assert not out.exists()


def test_all_missing_is_told_by_the_import_and_leaves_nothing_to_analyse(tmp_path: Path) -> None:
    store = tmp_path / "ratings.db"
    table = tmp_path / "ratings.csv"
    table.write_text("participant,language,clip,item,value\np1,en,a,joy,\np2,en,a,joy,NA\n", "utf-8")
    merlingua("import", "long", table, "--study-id", "small", "--store", store)
    run = agreement(store, tmp_path / "report", "--participants", "rated")
    assert is_one_sentence(run)
    assert not (tmp_path / "report").exists()


def test_two_languages_without_a_common_clip_have_their_alphas_and_no_comparison(tmp_path: Path) -> None:
    rows = [
        {**line, "clip": f"{line['language']}_{line['clip']}"}
        for line in simulated_rows({"en": 12, "de": 12})
    ]
    out = tmp_path / "report"
    run = agreement(store_of(tmp_path, rows), out, "--participants", "rated")
    assert run.exit_code == 0, run.err
    table = table_of(out)
    tests = [line for line in table if line["estimator"] in {"permutation_omnibus", "wald_f", "welch_sum"}]
    assert tests
    assert all((line["estimate"], line["p"]) == ("", "") for line in tests)
    assert all("no_common_clips" in line["flags"] for line in tests)
    alphas = [line for line in table if line["estimator"] == "krippendorff_alpha" and not line["group"]]
    assert all(line["estimate"] for line in alphas)


def test_an_item_in_one_category_is_undefined_beside_others_that_are_not(tmp_path: Path) -> None:
    rows = [{**line, "value": 1} if line["item"] == "fear" else line for line in simulated_rows()]
    out = tmp_path / "report"
    run = agreement(store_of(tmp_path, rows), out)
    assert run.exit_code == 0, run.err
    assert any(line.startswith("fear") and "undefined: one category" in line for line in run.out)
    fear = [line for line in table_of(out) if line["item"] == "fear" and "alpha" in line["estimator"]]
    assert all(line["estimate"] not in {"0", "1", "0.0", "1.0"} for line in fear)


def test_values_off_the_scale_are_refused_by_the_import(tmp_path: Path) -> None:
    rows = [*simulated_rows(), row("en0", "en", "clip0", "anger", 9)]
    store = store_of(tmp_path, rows)
    run = agreement(store, tmp_path / "report")
    assert run.exit_code == 0, run.err
    assert not [line for line in table_of(tmp_path / "report") if line["item"] == "anger"]


def test_values_off_the_studys_scale_that_are_in_the_store_are_one_sentence(
    tmp_path: Path, study_of_store: Path
) -> None:
    # Imported without the study's folder, on a scale of their own; then analysed with the folder's scale.
    rows = [{**line, "value": int(str(line["value"])) + 4} for line in simulated_rows()]
    store = store_of(tmp_path, rows, mapping="scale: [5, 6, 7, 8, 9]\n")
    run = agreement(store, tmp_path / "report", "--study", str(study_of_store))
    assert is_one_sentence(run, "off the scale", "1, 2, 3, 4, 5")
    assert not (tmp_path / "report").exists()


@pytest.fixture
def study_of_store(tmp_path: Path) -> Path:
    """A study folder that is called as the store's."""
    from tests.small_study import write_tones

    folder = tmp_path / "study"
    clips = write_tones(tmp_path / "clips")
    assert merlingua("study", "new", folder, "--clips", clips, "--id", "small").exit_code == 0
    return folder


def test_a_wide_table_and_a_table_on_its_side_are_refused_by_the_import(tmp_path: Path) -> None:
    table = tmp_path / "wide.csv"
    table.write_text("participant,language,clip,joy,fear\np1,en,a,3,4\n", "utf-8")
    store = tmp_path / "ratings.db"
    run = merlingua("import", "long", table, "--study-id", "small", "--store", store)
    assert is_one_sentence(run, "item")
    table.write_text("participant,p1,p2\nclip,a,a\nvalue,3,4\n", "utf-8")
    run = merlingua("import", "long", table, "--study-id", "small", "--store", store)
    assert is_one_sentence(run)


def test_two_answers_to_one_question_are_refused_by_the_import(tmp_path: Path) -> None:
    table = tmp_path / "twice.csv"
    table.write_text("participant,language,clip,item,value\np1,en,a,joy,3\np1,en,a,joy,4\n", "utf-8")
    run = merlingua("import", "long", table, "--study-id", "small", "--store", tmp_path / "ratings.db")
    assert is_one_sentence(run, "2", "3")


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--by", "langauge"), ("langauge", "language")),
        (("--where", "agee > 20"), ("agee",)),
        (("--where", "age >"), ("age >",)),
        (("--where", "__import__('os')"), ()),
        (("--exclude", "too_quick"), ("too_quick", "too_fast")),
        (("--exclude", "too_fast=soon"), ("soon",)),
        (("--study-id", "other"), ("other",)),
        (("--where", "language == 'fr'"), ()),
    ],
)
def test_what_is_not_there_is_one_sentence_with_what_is(
    store: Path, tmp_path: Path, options: tuple[str, ...], words: tuple[str, ...]
) -> None:
    run = agreement(store, tmp_path / "report", *options)
    assert is_one_sentence(run, *words)
    assert list(tmp_path.iterdir()) == []


def test_a_store_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    run = agreement(tmp_path / "no.db", tmp_path / "report")
    assert is_one_sentence(run, "no.db")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_with_other_files_is_refused_before_anything_is_computed(
    store: Path, tmp_path: Path
) -> None:
    (tmp_path / "thesis.tex").write_text("mine", "utf-8")
    began = time.perf_counter()
    run = agreement(store, tmp_path, "--permutations", "9999")
    assert time.perf_counter() - began < 2
    assert is_one_sentence(run, "no report of Merlingua's")
    assert [file.name for file in tmp_path.iterdir()] == ["thesis.tex"]


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


def test_ctrl_c_leaves_nothing_of_a_report(store: Path, tmp_path: Path) -> None:
    out = tmp_path / "report"
    command = [sys.executable, "-m", "merlingua.gui", "agreement", "--store", str(store), "--out", str(out)]
    # ten million permutations: it would not end by itself within the test
    process = subprocess.Popen(
        [*command, "--permutations", "10000000"], stderr=subprocess.PIPE, stdout=subprocess.PIPE
    )
    time.sleep(4)
    process.send_signal(signal.SIGINT)
    printed, complaint = process.communicate(timeout=30)
    assert (process.returncode, printed, complaint) == (130, b"", b"")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(os.name == "nt", reason="needs a pseudo-terminal")
def test_a_terminal_sees_what_is_being_done_and_a_file_does_not(store: Path, tmp_path: Path) -> None:
    import pty

    command = [sys.executable, "-m", "merlingua.gui", "agreement", "--store", str(store), *QUICK, "--out"]
    quiet = subprocess.run([*command, str(tmp_path / "quiet")], capture_output=True, text=True)
    assert (quiet.returncode, quiet.stderr) == (0, "")
    ours, theirs = pty.openpty()
    loud = subprocess.Popen([*command, str(tmp_path / "loud")], stdout=subprocess.DEVNULL, stderr=theirs)
    os.close(theirs)
    seen = b"".join(iter(lambda: read_terminal(ours), b"")).decode()
    os.close(ours)
    assert loud.wait() == 0
    assert "reading the ratings" in seen
    assert "permutation tests" in seen
    assert seen.endswith("\r\x1b[K")


def read_terminal(descriptor: int) -> bytes:
    """What a terminal shows next; nothing once its program has ended."""
    try:
        return os.read(descriptor, 4096)
    except OSError:
        # Linux says EIO where other systems say that the file is at its end
        return b""
