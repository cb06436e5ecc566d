"""A folder with a clips.csv: what its columns mean, and which rows are left out."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile

from merlingua.mer_models.corpus import Corpus
from merlingua.mer_models.corpus_tables import load_clip_table
from merlingua.mer_models.errors import CorpusError


def folder_of(folder: Path, *lines: str, sounds: tuple[str, ...] = ("a.wav", "b.wav", "sub/c.wav")) -> Path:
    for name in sounds:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        soundfile.write(folder / name, np.zeros(800) + 0.1, 16_000)
    (folder / "clips.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


def reasons(corpus: Corpus) -> dict[str, str]:
    return {problem.thing: problem.reason for problem in corpus.problems}


def test_all_columns_are_read(tmp_path: Path) -> None:
    header = "clip,file,quadrant,artist,onset_s,duration_s,split"
    rows = ("one,a.wav,Q2,Nina  SIMONE,0.01,0.02,train", "two,sub/c.wav,,,,,dev")
    corpus = load_clip_table(folder_of(tmp_path, header, *rows))
    one, two = corpus.clips
    assert (one.clip_id, one.path.name, one.quadrant_shares) == ("one", "a.wav", (0, 1, 0, 0))
    assert (one.group, one.onset_s, one.duration_s, one.split) == ("nina simone", 0.01, 0.02, "train")
    assert (two.group, two.onset_s, two.duration_s, two.split) == ("clip two", 0, None, "validation")
    assert two.quadrant_shares is None
    assert reasons(corpus)["b.wav"] == "has sound and no row in clips.csv"


def test_shares_are_taken_in_proportion(tmp_path: Path) -> None:
    corpus = load_clip_table(folder_of(tmp_path, "clip,Q1,Q2,Q3,Q4,speaker", "a,1,0,0,3,x", "b,,,,,x"))
    assert [clip.quadrant_shares for clip in corpus.clips] == [(0.25, 0, 0, 0.75), None]
    assert {"Q2", "Q3"} <= reasons(corpus).keys()


def test_sound_is_found_by_its_name_alone(tmp_path: Path) -> None:
    corpus = load_clip_table(folder_of(tmp_path, "clip,speaker", "c,x", "a,y"))
    assert [clip.path.name for clip in corpus.clips] == ["a.wav", "c.wav"]
    assert not corpus.labelled


def test_unknown_columns_and_missing_groups_are_named(tmp_path: Path) -> None:
    notes = load_clip_table(folder_of(tmp_path, "clip,mood,tempo", "a,sad,90")).problems
    assert any("the columns 'mood', 'tempo'" in note.reason for note in notes)
    assert any("no group, artist or speaker" in note.reason for note in notes)


@pytest.mark.parametrize(
    ("header", "row", "reason"),
    [
        ("clip,speaker", "gone,x", "has a row and no sound (clips.csv:3)"),
        ("clip,speaker", "a,x", "stands in two rows"),
        ("clip,quadrant", "b,Q5", "quadrant is 'Q5'; Q1 to Q4 are allowed"),
        ("clip,Q1,Q2,Q3,Q4", "b,1,,0,0", "its shares lack Q2"),
        ("clip,Q1,Q2,Q3,Q4", "b,0,0,0,0", "its shares are all 0"),
        ("clip,Q1,Q2,Q3,Q4", "b,-1,0,0,2", "Q1 is '-1'"),
        ("clip,Q1,Q2,Q3,Q4", "b,nan,0,0,2", "Q1 is 'nan'"),
        ("clip,onset_s", "b,soon", "onset_s is 'soon'"),
        ("clip,duration_s", "b,0", "duration_s is 0"),
        ("clip,split", "b,holdout", "train, validation and test are allowed"),
    ],
)
def test_a_row_that_cannot_be_used_is_named_with_its_line(
    tmp_path: Path, header: str, row: str, reason: str
) -> None:
    good = ",".join(["a", *[""] * header.count(",")])
    corpus = load_clip_table(folder_of(tmp_path, header, good, row))
    assert [clip.clip_id for clip in corpus.clips] == ["a"]
    assert reason in reasons(corpus)[row.split(",")[0]]


def test_a_ragged_row_is_named_by_its_line(tmp_path: Path) -> None:
    corpus = load_clip_table(folder_of(tmp_path, "clip,speaker", "a,x", "b,x,y"))
    assert "3 cells, the header has 2" in reasons(corpus)["clips.csv:3"]


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (("song,artist", "a,x"), "neither a column 'clip' nor 'file'; it has 'song', 'artist'"),
        (("clip,Q1,Q2", "a,1,0"), "column Q1 without Q3, Q4"),
        (("clip,quadrant,Q1,Q2,Q3,Q4", "a,Q1,1,0,0,0"), "keep one of the two"),
        (("clip,clip", "a,a"), "two columns 'clip'"),
        (("clip", "gone"), "none of the 1 rows"),
        (("",), "is empty"),
    ],
)
def test_a_table_that_cannot_be_used_is_refused(tmp_path: Path, lines: tuple[str, ...], message: str) -> None:
    with pytest.raises(CorpusError, match=message):
        load_clip_table(folder_of(tmp_path, *lines))


def test_a_folder_without_a_table_is_refused(tmp_path: Path) -> None:
    (tmp_path / "song.txt").write_text("x")
    with pytest.raises(CorpusError, match=r"clips\.csv .* is expected, and there is song\.txt"):
        load_clip_table(tmp_path)
