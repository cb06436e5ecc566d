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
    return agreement(folder, "report", "--permutations", "99", "--no-pdf")


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


def test_99_permutations_cannot_find_a_difference_among_eleven_and_say_so_nowhere(
    report: tuple[Path, Run],
) -> None:
    # the smallest p is .01, times eleven; that tenderness differs with 9 999 is held in test_permutation.py
    table = table_of(report)
    tests = [line for line in table if line["estimator"] == "permutation_omnibus"]
    assert len(tests) == 11
    assert all(float(line["p_adjusted"]) >= 0.05 for line in tests)
    pairs = [
        line for line in table if (line["analysis"], line["estimator"]) == ("difference", "alpha_difference")
    ]
    assert len(pairs) == 66
    assert all(line["p"] == "" and "omnibus_not_significant" in line["flags"] for line in pairs)
    assert not any("agree more than" in line for line in report[1].out)
    (line,) = [line for line in report[1].out if line.startswith("Agreement:")]
    assert line.endswith("No difference between the languages was detected in 11 tests.")


def test_the_terminal_says_who_was_counted(report: tuple[Path, Run]) -> None:
    assert "listeners en 26, es 56, de 17, zh-Hans 27, all 126" in report[1].out[0]
    assert report[1].out[1] == "left out: 193 participants (122 rated nothing, 71 did not finish)"
    assert any(line == "low n: de" for line in report[1].out)
