"""``merlingua corpus check``: what is there, what is not, and one line where nothing is."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import soundfile

from merlingua.gui.cli import main
from merlingua.mer_models.corpus_check import check_corpus, check_lines
from merlingua.mer_models.corpus_loading import CORPUS_KINDS, load_corpus
from merlingua.mer_models.corpus_mapping import read_corpus_mapping
from tests.mer_models.small_emotify import small_emotify

RATE = 16_000


@pytest.fixture
def emotify(tmp_path: Path) -> Path:
    return small_emotify(tmp_path / "emotify", n_artists=2, seconds=1.0)


def check(*arguments: str) -> int:
    return main(["corpus", "check", *arguments])


def labelled_folder(folder: Path, rows: list[tuple[str, str]]) -> Path:
    """Clips of a second with a quadrant each."""
    folder.mkdir()
    for name, _ in rows:
        soundfile.write(folder / f"{name}.wav", 0.1 * np.ones(RATE), RATE)
    with (folder / "clips.csv").open("w", encoding="utf-8", newline="") as table:
        csv.writer(table).writerows([("clip", "quadrant", "artist"), *((n, q, f"by {n}") for n, q in rows)])
    return folder


def test_it_counts_clips_hours_groups_quadrants_and_answers(
    emotify: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert check(f"emotify={emotify}") == 0
    told = capsys.readouterr()
    assert told.err == ""
    assert told.out.splitlines() == [
        "emotify (emotify)",
        "  clips      8, 0.00 hours",
        "  groups     2 artists, songs or the like; a group is never on two sides of a split",
        "  licence    none stated: research only",
        "  labels     8 of 8 clips, shares of listeners",
        "  quadrants  Q1 2 (25 %), Q2 2 (25 %), Q3 2 (25 %), Q4 2 (25 %) by the largest share",
        "  listeners  48 answers, 6 to 6 a clip (median 6); by language Dutch 24, German 24",
        "  split      none of its own: a fifth of the clips is kept for the test, by group",
        "  problems   none",
    ]


def test_the_hours_are_those_of_the_files_and_of_the_stretches_that_a_table_names(tmp_path: Path) -> None:
    folder = labelled_folder(tmp_path / "mine", [("a", "Q1"), ("b", "Q2"), ("c", "Q3"), ("d", "Q4")])
    table = folder / "clips.csv"
    lines = table.read_text("utf-8").splitlines()
    stretches = ("onset_s,duration_s", ",", ".5,", ".5,9", "0,.25")
    cells = [f"{line},{stretch}" for line, stretch in zip(lines, stretches, strict=True)]
    table.write_text("\n".join(cells), "utf-8")
    found = check_corpus(load_corpus("folder", folder))
    assert found.n_hours == pytest.approx((1 + 0.5 + 0.5 + 0.25) / 3600)


def test_the_json_has_everything_and_all_problems(emotify: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for number in range(30):
        (emotify / "clips" / f"stray_{number}.wav").write_bytes(b"")
    assert check(f"emotify={emotify}", "--json", "--list", "2") == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["format"], found["version"]) == ("merlingua corpus check", 1)
    assert (found["n_clips"], found["n_groups"], found["n_labelled"], found["n_votes"]) == (8, 2, 8, 48)
    assert found["clips_of_quadrant"] == {"Q1": 2.0, "Q2": 2.0, "Q3": 2.0, "Q4": 2.0}
    assert found["votes_of_language"] == {"Dutch": 24, "German": 24}
    assert found["official_split"] is None
    assert len(found["problems"]) == 30
    assert found["problems"][0] == {"thing": "stray_0.wav", "reason": "has no row in clips.csv"}


def test_problems_are_listed_by_name_as_many_as_asked(
    emotify: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for number in range(12):
        (emotify / "clips" / f"stray_{number:02d}.wav").write_bytes(b"")
    for options, n_shown in (([], 10), (["--list", "3"], 3), (["--list", "0"], 0), (["--list", "all"], 12)):
        assert check(f"emotify={emotify}", *options) == 0
        told = capsys.readouterr().out
        assert "  problems   12\n" in told
        assert told.count("has no row in clips.csv") == n_shown
        assert ("and 2 more: --list all" in told) == (n_shown == 10)


def test_files_that_are_no_sound_too_short_or_empty_are_named_and_not_counted(
    emotify: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    clips = sorted((emotify / "clips").glob("*.wav"))
    clips[0].write_text("this is no sound", "utf-8")
    soundfile.write(clips[1], np.zeros(1), RATE)
    clips[2].write_bytes(b"")
    clips[3].unlink()
    assert check(f"emotify={emotify}", "--list", "all") == 0
    told = capsys.readouterr().out
    assert "  clips      4, 0.00 hours" in told
    assert "emotify_001: emotify_001.wav cannot be decoded as audio" in told
    assert "emotify_002: emotify_002.wav lasts 0.0625 ms, too short to hear anything" in told
    assert "emotify_003: its file emotify_003.wav is empty" in told
    assert "emotify_004: has a label and no sound (emotify_004.wav)" in told
    assert "  problems   4\n" in told


def test_labels_without_sound_and_sound_without_labels_are_both_named(
    emotify: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (emotify / "clips" / "emotify_001.wav").rename(emotify / "clips" / "other.wav")
    ratings = (emotify / "ratings.csv").read_text("utf-8").splitlines()
    (emotify / "ratings.csv").write_text(
        "\n".join([ratings[0], *ratings[13:], "77,pop" + ratings[1][11:]]), "utf-8"
    )
    assert check(f"emotify={emotify}") == 0
    told = capsys.readouterr().out
    assert "emotify_001: has a label and no sound" in told or "emotify_001: has sound and no rating" in told
    assert "emotify_002: has sound and no rating" in told
    assert "other.wav: has no row in clips.csv" in told


def test_a_quadrant_that_no_clip_has_is_a_problem(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = labelled_folder(tmp_path / "mine", [("a", "Q1"), ("b", "Q2"), ("c", "Q4")])
    assert check(f"folder={folder}") == 0
    told = capsys.readouterr().out
    assert told.count("Q3: no clip has this label: a model can never learn it") == 1
    assert "one quadrant a clip" in told
    assert "no evaluation can show one listener against the rest" in told


def test_one_file_in_two_groups_is_a_problem(tmp_path: Path) -> None:
    # Whoever is known by the one clip is known by the other: training would refuse it as a leak.
    folder = labelled_folder(tmp_path / "mine", [("a", "Q1"), ("b", "Q2"), ("c", "Q3"), ("d", "Q4")])
    table = folder / "clips.csv"
    rows = table.read_text("utf-8").splitlines()
    table.write_text(
        "\n".join([f"{rows[0]},file", *(f"{row},{row[0]}.wav" for row in rows[1:4]), "d,Q4,x,a.wav"])
    )
    found = check_corpus(load_corpus("folder", folder))
    told = {problem.thing: problem.reason for problem in found.corpus.problems}
    assert told["d"].startswith("lies in the same file as 'a', of another group")


def test_speech_has_no_labels_and_is_told_what_it_is_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for speaker in ("anna", "ben"):
        (tmp_path / "speech" / speaker).mkdir(parents=True)
        soundfile.write(tmp_path / "speech" / speaker / f"{speaker}.flac", 0.1 * np.ones(RATE), RATE)
    assert check(f"speech-folder={tmp_path / 'speech'}") == 0
    told = capsys.readouterr().out
    assert "2 speakers or the like" in told
    assert "labels     none: to be used as speech, by `merlingua pretrain`" in told
    assert "quadrants" not in told


def test_midi_has_no_hours_yet_and_what_is_no_midi_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "emopia"
    (folder / "midis").mkdir(parents=True)
    (folder / "split").mkdir()
    names = [f"Q{quadrant}_song{quadrant}_0" for quadrant in (1, 2, 3, 4)]
    for name in names:
        (folder / "midis" / f"{name}.mid").write_bytes(b"MThd and so on" if name != names[2] else b"RIFX")
    (folder / "label.csv").write_text("ID,4Q\n" + "\n".join(f"{n},{n[1]}" for n in names), "utf-8")
    for part, name in zip(("train", "val", "test"), names, strict=False):
        (folder / "split" / f"{part}_clip.csv").write_text(f"clip_name\n{name}\n", "utf-8")
    assert check(f"emopia={folder}") == 0
    told = capsys.readouterr().out
    assert "clips      3 of MIDI, which is rendered with fluidsynth when it is used" in told
    assert f"{names[2]}: {names[2]}.mid is no MIDI" in told
    assert "split      train 1, validation 1; 1 in none, so the split is made by group" in told


def test_a_corpus_of_which_nothing_can_be_used_is_one_line_and_exit_1(
    emotify: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for clip in (emotify / "clips").glob("*.wav"):
        clip.write_text("this is no sound", "utf-8")
    assert check(f"emotify={emotify}") == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.count("\n") == 1
    assert "none of 8 clips of emotify is sound (emotify_014: emotify_014.wav cannot be decoded" in told.err


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("emotify", "'emotify' names no folder: write NAME=DIR"),
        ("emotfy=x", "did you mean 'emotify'?"),
        ("emotify=gone", "gone is not there; Emotify (clips.csv"),
        ("emopia={emotify}", "is another folder: EMOPIA (label.csv"),
        ("aishell={emotify}", "is another folder: AISHELL-1"),
        ("ch818={emotify}/clips.csv", "is no folder"),
    ],
)
def test_a_wrong_name_or_folder_is_one_line_and_exit_1(
    emotify: Path, written: str, message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert check(written.format(emotify=emotify)) == 1
    told = capsys.readouterr()
    assert (told.out, told.err.count("\n")) == ("", 1)
    assert message in told.err


@pytest.mark.parametrize("value", ["-1", "some", "1.5", ""])
def test_a_list_of_no_length_is_wrong_usage(value: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        check("emotify=x", f"--list={value}")
    assert left.value.code == 2
    assert "--list" in capsys.readouterr().err


def test_a_mapping_file_is_for_the_kinds_that_take_one(
    emotify: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert check(f"emotify={emotify}", "--mapping", str(tmp_path / "map.yaml")) == 1
    assert "emotify takes no mapping file" in capsys.readouterr().err


def test_nothing_is_written_and_neither_torch_nor_a_decoder_is_loaded(emotify: Path) -> None:
    before = sorted(path.name for path in emotify.rglob("*"))
    code = (
        "import sys; from merlingua.gui.cli import main; "
        f"main(['corpus', 'check', 'emotify={emotify}']); "
        "assert not {'torch', 'librosa', 'sklearn'} & set(sys.modules), sorted(sys.modules)"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=Path(__file__).parents[2]
    )
    assert ran.returncode == 0, ran.stderr
    assert sorted(path.name for path in emotify.rglob("*")) == before


def test_the_page_of_corpora_has_a_section_for_every_kind(repository: Path) -> None:
    page = (repository / "docs" / "corpora.md").read_text("utf-8")
    missing = [kind for kind in CORPUS_KINDS if f"`{kind}=" not in page]
    assert missing == []


def test_the_mapping_of_the_page_of_corpora_can_be_read(repository: Path, tmp_path: Path) -> None:
    page = (repository / "docs" / "corpora.md").read_text("utf-8")
    example = page.split("```yaml\n", 1)[1].split("```", 1)[0]
    (tmp_path / "mapping.yaml").write_text(example, "utf-8")
    mapping = read_corpus_mapping(tmp_path / "mapping.yaml")
    table = tmp_path / "music" / mapping.table
    sound = tmp_path / "music" / mapping.sound
    sound.mkdir(parents=True)
    table.parent.mkdir(parents=True, exist_ok=True)
    header = [name for name in mapping.columns.model_dump().values() if name]
    rows = [header]
    for number, word in enumerate(mapping.quadrants or ("Q1", "Q2", "Q3", "Q4")):
        soundfile.write(sound / f"{number}.wav", 0.1 * np.ones(RATE), RATE)
        cells = {mapping.columns.clip: str(number), mapping.columns.quadrant: word}
        rows.append([cells.get(name, "somebody") for name in header])
    with table.open("w", encoding=mapping.encoding, newline="") as stream:
        csv.writer(stream, delimiter=mapping.delimiter).writerows(rows)
    found = check_corpus(load_corpus("4q-emotion", tmp_path / "music", mapping=tmp_path / "mapping.yaml"))
    assert list(found.clips_of_quadrant.values()) == [1, 1, 1, 1]


def test_the_session_of_the_page_of_corpora_is_what_the_command_prints(
    repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    page = (repository / "docs" / "corpora.md").read_text("utf-8")
    block = next(
        part for part in page.split("```console\n")[1:] if part.startswith("$ merlingua corpus check folder=")
    )
    expected = block.split("```", 1)[0].partition("\n")[2]
    table = page.split("```csv\n", 1)[1].split("```", 1)[0]
    monkeypatch.chdir(tmp_path)
    (tmp_path / "my-music" / "sound").mkdir(parents=True)
    (tmp_path / "my-music" / "clips.csv").write_text(table, "utf-8")
    for name in ("sunrise.wav", "storm.wav", "rain.wav", "gale.wav", "spare.wav"):
        soundfile.write(tmp_path / "my-music" / "sound" / name, 0.1 * np.ones(60 * RATE), RATE)
    assert check("folder=my-music") == 0
    assert capsys.readouterr().out == expected


@pytest.mark.shared
def test_the_real_corpora_are_what_their_readme_says(shared_dir: Path) -> None:
    # corpora/README.md: hours, and Emotify's 62/92/58/89 clips a quadrant with ties to the first
    emotify = check_corpus(load_corpus("emotify", shared_dir / "corpora" / "emotify"))
    assert (len(emotify.corpus.clips), round(emotify.n_hours, 1)) == (301, 2.5)
    assert [round(count) for count in emotify.clips_of_quadrant.values()] == pytest.approx(
        [62, 92, 58, 89], abs=3
    )
    speech = check_corpus(load_corpus("librispeech", shared_dir / "corpora" / "librispeech"))
    assert (speech.n_groups, round(speech.n_hours, 2)) == (28, 1.31)
    emopia = check_corpus(load_corpus("emopia", shared_dir / "corpora" / "emopia"))
    assert (emopia.n_midi, emopia.n_groups) == (1078, 387)
    assert sum(emopia.clips_of_part.values()) == 1078
    assert any("Q4 310" in line for line in check_lines(emopia))
