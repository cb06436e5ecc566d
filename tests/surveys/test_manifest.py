"""The manifest: what is written is what is read, and a row's line is where it begins."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from merlingua.surveys.clips import Clip
from merlingua.surveys.lyrics_languages import LyricsLanguageError, lyrics_language_tag
from merlingua.surveys.manifest import manifest_text, read_manifest, reseal
from merlingua.surveys.study_files import sha256_of_file

# What a spreadsheet cell may hold; blanks at its ends are not kept.
CELL = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=20).map(str.strip)


@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    artist=CELL,
    title=st.one_of(CELL, st.just('She said, "wait"\nfor me')),
    onset_ms=st.integers(0, 10**7),
    duration_ms=st.integers(1, 10**7),
)
def test_a_manifest_that_was_written_is_read_back(
    artist: str, title: str, onset_ms: int, duration_ms: int, tmp_path: Path
):
    file = tmp_path / "é 1.wav"
    file.write_bytes(b"")
    clip = Clip(
        "é_1", file, onset_ms / 1000, duration_ms / 1000, "zh", "ab" * 32, "Q3", artist or None, title or None
    )
    (tmp_path / "clips.csv").write_text(manifest_text([clip], tmp_path), "utf-8", newline="")
    manifest = read_manifest(tmp_path)
    assert manifest.problems == []
    assert manifest.clips == {"é_1": clip}


def test_a_row_after_a_cell_of_several_lines_has_the_line_it_begins_in(tmp_path: Path):
    (tmp_path / "clips.csv").write_text(
        "clip,file,onset_s,duration_s,lyrics_language,sha256,title\n"
        f'a,a.wav,0,1,en,{"0" * 64},"two\nlines"\n'
        "\n"
        f"b,b.wav,0,1,en,{'0' * 64},one\n"
    )
    (tmp_path / "a.wav").write_bytes(b"")
    manifest = read_manifest(tmp_path)
    assert [problem.line for problem in manifest.problems] == [5]
    assert manifest.lines == {"a": 2, "b": 5}


def test_two_clips_may_be_excerpts_of_one_file(study_folder: Path):
    file = study_folder / "clips.csv"
    row = next(line for line in file.read_text("utf-8").splitlines() if line.startswith("dark,"))
    again = row.replace("dark,", "dark_end,", 1).replace(",0,1.5,", ",0.5,1,")
    file.write_text(file.read_text("utf-8") + again + "\n", "utf-8")
    manifest = read_manifest(study_folder)
    assert manifest.problems == []
    assert manifest.clips["dark_end"].onset_s == 0.5
    assert manifest.clips["dark_end"].file == manifest.clips["dark"].file


def test_a_file_name_that_no_file_can_have_is_missing_and_no_crash(study_folder: Path):
    file = study_folder / "clips.csv"
    file.write_text(file.read_text("utf-8").replace("clips/dark.wav", "x" * 300 + ".wav"), "utf-8")
    (problem,) = read_manifest(study_folder).problems
    assert "is missing" in problem.message


def test_resealing_changes_the_hashes_and_nothing_else(study_folder: Path):
    before = read_manifest(study_folder)
    (study_folder / "clips" / "dark.wav").write_bytes(b"another file")
    assert reseal(study_folder) == ["dark"]
    after = read_manifest(study_folder)
    assert after.clips["dark"].sha256 == sha256_of_file(study_folder / "clips" / "dark.wav")
    changed = [clip_id for clip_id in before.clips if before.clips[clip_id] != after.clips[clip_id]]
    assert changed == ["dark"]
    assert reseal(study_folder) == []


@pytest.mark.parametrize(
    ("written", "tag"),
    [
        # The names that the reference study's manifest has; survey.md says what they become.
        ("english", "en"),
        ("spanish", "es"),
        ("mandarin", "zh"),
        ("instrumental", "zxx"),
        ("", "und"),
        ("de", "de"),
        ("pt-BR", "pt-BR"),
        ("French", "fr"),
    ],
)
def test_languages_are_taken_by_tag_or_by_english_name(written: str, tag: str):
    assert lyrics_language_tag(written) == tag


def test_a_language_that_is_none_gets_the_nearest():
    with pytest.raises(LyricsLanguageError, match=r"did you mean 'es' \(spanish\)"):
        lyrics_language_tag("spannish")
