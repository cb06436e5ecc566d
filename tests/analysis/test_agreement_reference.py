"""The reference study from its raw exports to the table of results, by the command line alone."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from tests.small_study import Run, merlingua

pytestmark = pytest.mark.shared

LANGUAGES = {"english": "en", "spanish": "es", "mandarin": "zh-Hans", "german": "de", "all": "all"}
EMOTIONS = {"bitter": "bitterness", "sad": "sadness", "tender": "tenderness"}
"""The paper's names and ours, where they differ."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, shared_dir: Path) -> Path:
    """A folder with the study and its store."""
    folder = tmp_path_factory.mktemp("reference")
    reference = shared_dir / "reference-study"
    exports = sorted((reference / "ratings").glob("*.csv"))
    study, store = folder / "study", folder / "ratings.db"
    assert merlingua("study", "new", study, "--clips", reference / "clips.csv").exit_code == 0
    run = merlingua("import", "psytoolkit", *exports, "--study", study, "--store", store)
    assert run.exit_code == 0, run.err
    return folder


@pytest.fixture(scope="module")
def report(folder: Path) -> tuple[Path, Run]:
    # with fewer, chance may move the p of transcendence (.0085 by 120 000 permutations) under .005
    return agreement(folder, "report", "--permutations", "4999", "--no-pdf")


def agreement(folder: Path, out: str, *options: str) -> tuple[Path, Run]:
    study, store = folder / "study", folder / "ratings.db"
    run = merlingua("agreement", "--study", study, "--store", store, *options, "--out", folder / out)
    assert (run.exit_code, run.err) == (0, [])
    return folder / out, run


def table_of(report: tuple[Path, Run]) -> list[dict[str, str]]:
    with (report[0] / "results.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_all_55_alphas_of_the_paper_stand_in_the_table(report: tuple[Path, Run], shared_dir: Path) -> None:
    # Table 2 of the paper (ISMIR 2020): 126 complete participants, all 22 clips, three decimals
    published = json.loads((shared_dir / "gold" / "reference_table2.json").read_text("utf-8"))["alpha"]
    alphas = {
        (line["item"], line["language"]): float(line["estimate"])
        for line in table_of(report)
        if (line["analysis"], line["estimator"]) == ("agreement", "krippendorff_alpha")
        and line["level"] == "ordinal"
    }
    assert len(alphas) == 55
    for emotion, by_language in published.items():
        for language, alpha in by_language.items():
            found = alphas[EMOTIONS.get(emotion, emotion), LANGUAGES[language]]
            assert found == pytest.approx(alpha, abs=0.0005 + 1e-9)


def test_of_eleven_emotions_tenderness_alone_differs_after_holm(report: tuple[Path, Run]) -> None:
    table = table_of(report)
    tests = [line for line in table if line["estimator"] == "permutation_omnibus"]
    assert len(tests) == 11
    assert [line["item"] for line in tests if float(line["p_adjusted"]) < 0.05] == ["tenderness"]
    pairs = [
        line
        for line in table
        if (line["analysis"], line["estimator"]) == ("difference", "alpha_difference") and line["p"]
    ]
    assert {line["item"] for line in pairs} == {"tenderness"}
    provenance = json.loads((report[0] / "results.json").read_text("utf-8"))["provenance"]
    assert (provenance["seed"], provenance["n_permutations"]) == (1, 4999)


def test_the_terminal_says_the_same(report: tuple[Path, Run]) -> None:
    (line,) = [line for line in report[1].out if line.startswith("Agreement:")]
    assert "differ in tenderness (p = " in line
    assert "none was detected in the other 10" in line
    assert "listeners en 26, es 56, de 17, zh-Hans 27, all 126" in report[1].out[0]
    assert any(line == "low n: de" for line in report[1].out)


def test_keeping_neutral_answers_gives_the_papers_table_1(folder: Path) -> None:
    # Table 1 of the paper: the 20 clips with lyrics, answers in the middle kept on both sides
    options = ("--where", 'clip.lyrics_language != "zxx"', "--neutral", "keep", "--permutations", "0")
    table = table_of(agreement(folder, "table_1", *options, "--no-pdf"))
    joy = {
        (line["analysis"], line["group"]): float(line["estimate"])
        for line in table
        if (line["item"], line["language"], line["level"]) == ("joy", "all", "ordinal")
        and line["estimator"] == "krippendorff_alpha"
    }
    assert joy["agreement", ""] == pytest.approx(0.393, abs=0.0005)
    assert joy["preference", "liked"] == pytest.approx(0.402, abs=0.0005)
