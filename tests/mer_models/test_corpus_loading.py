"""Corpora in their own layouts, and what is said of a folder that is none."""

from __future__ import annotations

import csv
import shutil
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
import soundfile

from merlingua.mer_models.corpus import CorpusClip, hard_quadrants, shares_of
from merlingua.mer_models.corpus_emopia import load_emopia, song_of
from merlingua.mer_models.corpus_emotify import load_emotify
from merlingua.mer_models.corpus_loading import load_corpus, parse_corpus_argument
from merlingua.mer_models.errors import CorpusError
from merlingua.mer_models.midi_rendering import SOUND_FONT_VARIABLE, with_sound
from tests.mer_models.small_emotify import small_emotify

RATE = 16_000


def tone(file: Path) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    soundfile.write(file, 0.1 * np.sin(np.arange(RATE // 2) / 9), RATE)
    return file


def midi(file: Path) -> Path:
    """One note of half a second: format 0, one track."""
    file.parent.mkdir(parents=True, exist_ok=True)
    track = bytes([0, 0x90, 69, 64, 96, 0x80, 69, 0, 0, 0xFF, 0x2F, 0])
    header = b"MThd" + bytes([0, 0, 0, 6, 0, 0, 0, 1, 0, 96])
    file.write_bytes(header + b"MTrk" + len(track).to_bytes(4, "big") + track)
    return file


@pytest.fixture
def librispeech(tmp_path: Path) -> Path:
    for speaker, chapter in (("19", "198"), ("19", "227"), ("26", "495")):
        for number in range(2):
            stem = f"{speaker}-{chapter}-{number:04d}"
            tone(tmp_path / "LibriSpeech" / "train-clean-5" / speaker / chapter / f"{stem}.flac")
    return tmp_path


@pytest.mark.parametrize("part", ["", "LibriSpeech", "LibriSpeech/train-clean-5"])
def test_librispeech_is_found_whole_or_in_part_and_grouped_by_speaker(librispeech: Path, part: str) -> None:
    corpus = load_corpus("librispeech", librispeech / part)
    assert Counter(clip.group for clip in corpus.clips) == {"librispeech/19": 4, "librispeech/26": 2}
    assert corpus.clips[0].clip_id == "librispeech/19-198-0000"
    assert (corpus.language, corpus.licence, corpus.problems) == ("en", "CC BY 4.0", ())


def test_empty_and_stray_files_are_listed_by_name(librispeech: Path) -> None:
    (librispeech / "LibriSpeech" / "train-clean-5" / "26" / "495" / "26-495-0009.flac").write_bytes(b"")
    tone(librispeech / "elsewhere.wav")
    reasons = {problem.thing: problem.reason for problem in load_corpus("librispeech", librispeech).problems}
    assert reasons["LibriSpeech/train-clean-5/26/495/26-495-0009.flac"] == "is empty"
    assert "stands elsewhere than LibriSpeech" in reasons["elsewhere.wav"]


def test_aishell_names_speakers_that_are_still_packed(tmp_path: Path) -> None:
    wav = tmp_path / "data_aishell" / "wav"
    tone(wav / "train" / "S0002" / "BAC009S0002W0122.wav")
    tone(wav / "dev" / "S0724" / "BAC009S0724W0121.wav")
    (wav / "S0003.tar.gz").write_bytes(b"packed")
    corpus = load_corpus("aishell", tmp_path)
    assert {clip.group for clip in corpus.clips} == {"aishell/S0002", "aishell/S0724"}
    assert [str(problem) for problem in corpus.problems] == [
        "S0003.tar.gz: still packed: unpack it to use the speaker"
    ]


def test_equal_names_in_speaker_folders_stay_apart(tmp_path: Path) -> None:
    tone(tmp_path / "ann" / "one.wav")
    tone(tmp_path / "bob" / "one.wav")
    ids = [clip.clip_id for clip in load_corpus("speech-folder", tmp_path).clips]
    assert ids == ["speech-folder/ann/one", "speech-folder/bob/one"]


@pytest.mark.parametrize("kind", ["librispeech", "aishell", "dspspeech", "emotify", "emopia"])
def test_another_folder_is_refused_with_what_is_expected_and_what_is_there(kind: str, tmp_path: Path) -> None:
    (tmp_path / "holiday.jpg").write_bytes(b"x")
    with pytest.raises(CorpusError, match=r"is another folder: .* is expected, and there is holiday\.jpg"):
        load_corpus(kind, tmp_path)
    with pytest.raises(CorpusError, match=r"nowhere is not there; .* is expected"):
        load_corpus(kind, tmp_path / "nowhere")


def test_emotifys_labels_are_the_listeners_shares(tmp_path: Path) -> None:
    corpus = load_emotify(small_emotify(tmp_path, n_artists=2))
    assert len(corpus.clips) == 8
    happy = corpus.clips[0]
    # Five of six ticked all three items of Q1, one ticked tension: rates 5/6 and 1/6.
    assert happy.quadrant_shares == pytest.approx((5 / 6, 1 / 6, 0, 0))
    assert happy.extra_targets["gems:power"] == pytest.approx(5 / 6)
    assert happy.extra_targets["genre:classical"] == 1.0
    assert happy.group == "artist 0"
    assert len(corpus.votes) == 8 * 6
    assert {vote.language for vote in corpus.votes} == {"Dutch", "German"}
    assert corpus.votes[0].quadrant_shares == (0, 1, 0, 0)


def test_emotifys_labels_are_the_weighted_means_of_their_votes(tmp_path: Path) -> None:
    # Whoever ticks two items has twice the say; a label adds up ticks before it makes shares of them.
    folder = small_emotify(tmp_path, n_artists=2)
    lines = (folder / "ratings.csv").read_text("utf-8").splitlines()
    header = lines[0].split(",")
    cells = [line.split(",") for line in lines[1:]]
    for number, row in enumerate(cells):
        row[header.index("tension")] = "1" if number % 3 else row[header.index("tension")]
    (folder / "ratings.csv").write_text("\n".join([lines[0], *map(",".join, cells)]), "utf-8")
    corpus = load_emotify(folder)
    assert len({vote.weight for vote in corpus.votes}) > 1
    for clip in corpus.clips:
        votes = [vote for vote in corpus.votes if vote.clip_id == clip.clip_id]
        total = sum(vote.weight for vote in votes)
        mean = [sum(vote.weight * vote.quadrant_shares[k] for vote in votes) / total for k in range(4)]
        assert clip.quadrant_shares == pytest.approx(mean)


def test_labels_without_sound_and_sound_without_labels_are_named(tmp_path: Path) -> None:
    folder = small_emotify(tmp_path, n_artists=2)
    (folder / "clips" / "emotify_001.wav").unlink()
    (folder / "clips" / "emotify_002.wav").write_bytes(b"")
    tone(folder / "clips" / "unlisted.wav")
    rows = list(csv.reader((folder / "clips.csv").read_text(encoding="utf-8").splitlines()))
    with (folder / "clips.csv").open("w", encoding="utf-8", newline="") as table:
        csv.writer(table).writerows([row for row in rows if row[0] != "emotify_011"])
    problems = {str(problem) for problem in load_emotify(folder).problems}
    assert problems == {
        "emotify_001: has a label and no sound (emotify_001.wav)",
        "emotify_002: its file emotify_002.wav is empty",
        "rock 11: has ratings and no clip",
        "emotify_011.wav: has no row in clips.csv",
        "unlisted.wav: has no row in clips.csv",
    }


def test_a_tick_that_is_no_tick_and_a_missing_column_are_named(tmp_path: Path) -> None:
    folder = small_emotify(tmp_path, n_artists=1)
    ratings = folder / "ratings.csv"
    text = ratings.read_text(encoding="utf-8")
    ratings.write_text(text.replace("sadness", "sorrow", 1), encoding="utf-8")
    with pytest.raises(CorpusError, match="lacks the column 'sadness'"):
        load_emotify(folder)
    ratings.write_text(text.replace("1,classical,0,", "1,classical,yes,", 1), encoding="utf-8")
    with pytest.raises(CorpusError, match="amazement of classical 1 is 'yes'; 0 and 1 are allowed"):
        load_emotify(folder)


@pytest.fixture
def emopia(tmp_path: Path) -> Path:
    folder = tmp_path / "emopia"
    names = ["Q1_abc_d_0", "Q3_abc_d_1", "Q2_xyz_0"]
    for name in names:
        midi(folder / "midis" / f"{name}.mid")
    lines = [f"{name},{name[1]},D" for name in [*names, "Q4_gone_0"]]
    (folder / "label.csv").write_text("\n".join(["ID,4Q,annotator", *lines]), encoding="utf-8")
    (folder / "split").mkdir()
    (folder / "split" / "train_clip.csv").write_text(
        ",clip_name\n0,Q1_abc_d_0.mid\n1,Q3_abc_d_1.mid\n", encoding="utf-8"
    )
    (folder / "split" / "test_clip.csv").write_text(",clip_name\n0,Q2_xyz_0.mid\n", encoding="utf-8")
    return folder


def test_emopia_has_its_songs_its_quadrants_and_its_authors_splits(emopia: Path) -> None:
    corpus = load_emopia(emopia)
    assert [(clip.clip_id, clip.group, clip.split) for clip in corpus.clips] == [
        ("Q1_abc_d_0", "abc_d", "train"),
        ("Q2_xyz_0", "xyz", "test"),
        ("Q3_abc_d_1", "abc_d", "train"),
    ]
    assert list(hard_quadrants(shares_of(corpus.clips))) == [0, 1, 2]
    assert [str(problem) for problem in corpus.problems] == [
        "Q4_gone_0: has a label and neither MIDI nor sound"
    ]
    assert song_of("Q1_0vLPYiPN7qY_0") == "0vLPYiPN7qY"


@pytest.mark.skipif(shutil.which("fluidsynth") is None, reason="needs fluidsynth")
def test_midi_becomes_sound_once_and_what_is_no_midi_a_problem(emopia: Path, tmp_path: Path) -> None:
    (emopia / "midis" / "Q2_xyz_0.mid").write_bytes(b"no midi at all")
    corpus = load_emopia(emopia)
    sounding = with_sound(corpus, tmp_path / "cache")
    assert [clip.clip_id for clip in sounding.clips] == ["Q1_abc_d_0", "Q3_abc_d_1"]
    assert any("fluidsynth cannot render Q2_xyz_0.mid" in str(problem) for problem in sounding.problems)
    samples, rate = soundfile.read(sounding.clips[0].path)
    assert (samples.ndim, rate) == (1, RATE)
    # A note of 440 Hz: its period has 36.4 samples.
    spectrum = np.abs(np.fft.rfft(samples[: RATE // 2]))
    assert np.fft.rfftfreq(RATE // 2, 1 / RATE)[spectrum.argmax()] == pytest.approx(440, abs=6)
    made_at = [clip.path.stat().st_mtime_ns for clip in sounding.clips]
    again = with_sound(corpus, tmp_path / "cache")
    assert [clip.path.stat().st_mtime_ns for clip in again.clips] == made_at


def test_a_missing_synthesizer_or_sound_font_says_what_to_install(
    emopia: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(SOUND_FONT_VARIABLE, str(tmp_path / "none.sf2"))
    monkeypatch.setattr(shutil, "which", lambda _: "/bin/true")
    with pytest.raises(CorpusError, match=r"none\.sf2 is missing: 'sudo apt install fluid-soundfont-gm'"):
        with_sound(load_emopia(emopia), tmp_path)
    monkeypatch.setattr(shutil, "which", lambda _: None)
    with pytest.raises(CorpusError, match="fluidsynth, which plays it, is missing: 'sudo apt install"):
        with_sound(load_emopia(emopia), tmp_path)


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("emotify", "write NAME=DIR"),
        ("emotify=", "write NAME=DIR"),
        ("emotfy=/x", "did you mean 'emotify'"),
        ("=/x", "there is no corpus ''"),
    ],
)
def test_an_argument_that_names_no_corpus_is_refused(written: str, message: str) -> None:
    with pytest.raises(CorpusError, match=message):
        parse_corpus_argument(written)
    assert parse_corpus_argument("emotify=/a=b") == ("emotify", Path("/a=b"))


@pytest.mark.shared
def test_the_corpora_beside_the_checkout_are_read_without_a_problem(shared_dir: Path) -> None:
    # Their README: 28, 2 and 34 speakers; 62/92/58/89 and 1078 clips of 387 songs.
    corpora = shared_dir / "corpora"
    found = {}
    for kind in ("librispeech", "aishell", "dspspeech", "emotify", "emopia"):
        corpus = load_corpus(kind, corpora / kind)
        assert corpus.problems == (), kind
        found[kind] = corpus
    assert {kind: len({clip.group for clip in found[kind].clips}) for kind in ("librispeech", "aishell")} == {
        "librispeech": 28,
        "aishell": 2,
    }
    assert len({clip.group for clip in found["dspspeech"].clips}) == 34
    emotify = np.bincount(hard_quadrants(shares_of(found["emotify"].clips)))
    assert list(emotify) == [62, 92, 58, 89]
    songs: dict[str, set[str | None]] = {}
    for clip in found["emopia"].clips:
        songs.setdefault(clip.group, set()).add(clip.split)
    assert (len(found["emopia"].clips), len(songs)) == (1078, 387)
    assert all(len(sides) == 1 for sides in songs.values())


def test_shares_that_do_not_sum_to_one_are_no_label() -> None:
    with pytest.raises(ValueError, match="four numbers that sum to 1"):
        CorpusClip("a", Path("a.wav"), "b", quadrant_shares=(0.5, 0.5, 0.5, 0.0))
