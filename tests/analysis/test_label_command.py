"""``merlingua labels``: its tables on the published study, groups of several things, bad input."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import pytest

from merlingua.analysis.label_command import COLUMNS, VOTE_COLUMNS
from tests.small_study import merlingua

LANGUAGES = ("en", "es", "de", "zh-Hans")


@pytest.fixture(scope="module")
def reference(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """(the study's folder, a store with its ratings)."""
    shared = Path(__file__).resolve().parents[3] / "shared" / "reference-study"
    folder = tmp_path_factory.mktemp("labels")
    study, store = folder / "joyful", folder / "ratings.db"
    exports = sorted(map(str, (shared / "ratings").glob("data_*.csv")))
    assert merlingua("study", "new", str(study), "--clips", str(shared / "clips.csv")).exit_code == 0
    assert (
        merlingua("import", "psytoolkit", "--study", str(study), "--store", str(store), *exports).exit_code
        == 0
    )
    return study, store


def rows_of(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.mark.shared
def test_both_definitions_have_the_values_of_the_published_study(reference, tmp_path: Path):
    # Authority: shared/design/models.md, "Groupwise labels", on 126 raters and 22 clips.
    study, store = reference
    out = tmp_path / "labels.csv"
    run = merlingua("labels", "--study", str(study), "--store", str(store), "--out", str(out))
    assert run.exit_code == 0, run.err
    told = json.loads(out.with_suffix(".json").read_text(encoding="utf-8"))
    raw, centred = told["votes"]
    assert (raw["definition"], centred["definition"]) == ("raw", "centred")
    assert told["n_listeners"] == 126
    for scores, expected in (
        (raw, (0.587, 0.114, 17, 0.629, 0.895)),
        (centred, (0.617, 0.006, 20, 0.616, 0.878)),
    ):
        names = ("match", "ties", "plurality_matches", "ceiling", "floor")
        assert tuple(round(scores[name], 3) for name in names) == expected
        assert scores["n_votes"] == 126 * 22
        assert scores["n_designed"] == 22
    assert any("0.617 for the design's quadrant, plurality 20 of 22" in line for line in run.out)


@pytest.mark.shared
def test_each_clip_and_group_is_a_row_and_each_listeners_vote_is_kept(reference, tmp_path: Path):
    study, store = reference
    out = tmp_path / "labels.csv"
    assert merlingua("labels", "--study", str(study), "--store", str(store), "--out", str(out)).exit_code == 0
    rows = rows_of(out)
    assert tuple(rows[0]) == COLUMNS
    assert len(rows) == 22 * 5
    assert {row["group"] for row in rows} == {*LANGUAGES, "all"}
    for row in rows:
        shares = [float(row[f"q{number}_share"]) for number in (1, 2, 3, 4)]
        assert sum(shares) == pytest.approx(1)
        assert float(row["q1_lower"]) <= shares[0] <= float(row["q1_upper"])
        assert float(row["arousal"]) == pytest.approx(2 * (shares[0] + shares[1]) - 1)
    votes = rows_of(tmp_path / "labels.votes.csv")
    assert tuple(votes[0]) == VOTE_COLUMNS
    assert len(votes) == 126 * 22
    # The votes make the plain shares again: raters can be split by whoever reads the file.
    own = [row for row in votes if row["clip"] == "anger_1" and row["group"] == "es"]
    mean = np.mean([[float(row[f"q{number}"]) for number in (1, 2, 3, 4)] for row in own], axis=0)
    label = next(row for row in rows if row["clip"] == "anger_1" and row["group"] == "es")
    np.testing.assert_allclose(mean, [float(label[f"raw_q{number}"]) for number in (1, 2, 3, 4)])
    assert len(own) == int(label["n_raters"]) == 56


@pytest.mark.shared
def test_votes_can_be_grouped_by_what_was_said_of_the_clip(reference, tmp_path: Path):
    study, store = reference
    out = tmp_path / "labels.csv"
    run = merlingua(
        "labels",
        "--study",
        str(study),
        "--store",
        str(store),
        "--by",
        "language,comprehension",
        "--out",
        str(out),
    )
    assert run.exit_code == 0, run.err
    rows = rows_of(out)
    assert {row["group"] for row in rows} == {
        f"{name}/{side}" for name in LANGUAGES for side in ("above", "below")
    } | {"all"}
    pooled = [row for row in rows if row["is_pooled"] == "yes"]
    assert pooled
    assert all(int(row["n_raters"]) < 5 and row["reason"] == "few raters" for row in pooled)
    for clip in {row["clip"] for row in rows}:
        own = {row["group"]: row for row in rows if row["clip"] == clip}
        strict = sum(int(row["n_raters"]) for group, row in own.items() if group != "all")
        assert strict < int(own["all"]["n_raters"]) == 126  # answers in the middle are in no group


@pytest.mark.shared
def test_the_same_ratings_give_the_same_bytes(reference, tmp_path: Path):
    study, store = reference
    files = []
    for name in ("one", "two"):
        out = tmp_path / f"{name}.csv"
        assert (
            merlingua("labels", "--study", str(study), "--store", str(store), "--out", str(out)).exit_code
            == 0
        )
        files.append((out.read_bytes(), out.with_name(f"{name}.votes.csv").read_bytes()))
    assert files[0] == files[1]


@pytest.mark.shared
def test_what_cannot_be_labelled_is_one_line_and_writes_nothing(reference, tmp_path: Path):
    study, store = reference
    common = ("labels", "--study", str(study), "--store", str(store))
    for arguments, reason in (
        (("--by", "languag", "--out", str(tmp_path / "x.csv")), "did you mean 'language'?"),
        (("--by", "comprehension,comprehension", "--out", str(tmp_path / "x.csv")), "name each thing once"),
        (("--by", "language,gender_code,comprehension", "--out", str(tmp_path / "x.csv")), "at most 12"),
        (("--out", str(tmp_path)), "name a .csv file"),
        (("--out", str(tmp_path / "no" / "x.csv")), "there is no folder"),
        (("--where", "age > 200", "--out", str(tmp_path / "x.csv")), "no listener is left"),
    ):
        run = merlingua(*common, *arguments)
        assert run.exit_code == 1
        assert len(run.err) == 1
        assert reason in run.err[0]
    assert list(tmp_path.iterdir()) == []
