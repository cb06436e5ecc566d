"""Making a study: what is in it, what is refused, and that a half-made folder never stays."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from merlingua.surveys import study_new
from merlingua.surveys.errors import StudyError
from merlingua.surveys.study import load_study
from merlingua.surveys.study_check import check_folder
from merlingua.surveys.study_files import sha256_of_file
from merlingua.surveys.study_new import new_study
from tests.small_study import CLIP_SECONDS, write_tone, write_tones


def _files(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))


def test_the_defaults_are_random_order_no_practice_no_repeats_and_copied_audio(tones: Path, tmp_path: Path):
    # survey.md: "its defaults: random order, no practice, no repeats"; the audio is copied into the folder.
    study = new_study(tmp_path / "s", clips=tones)
    (block,) = study.definition.blocks
    assert (block.order.kind, block.practice, block.repeats) == ("random", False, None)
    assert study.definition.study.languages == ("en", "es", "de", "zh-Hans")
    assert [clip.file.parent for clip in study.clips.values()] == [tmp_path / "s" / "clips"] * len(
        CLIP_SECONDS
    )
    for clip in study.clips.values():
        assert clip.sha256 == sha256_of_file(tones / clip.file.name)
        assert clip.duration_s == pytest.approx(CLIP_SECONDS[clip.id])


def test_the_seed_that_was_drawn_is_stored(tones: Path, tmp_path: Path):
    study = new_study(tmp_path / "s", clips=tones)
    seed = study.definition.blocks[0].order.seed
    assert f"seed: {seed}}}" in (tmp_path / "s" / "study.yaml").read_text("utf-8")
    other = new_study(tmp_path / "t", clips=tones)
    assert other.definition.blocks[0].order.seed != seed


def test_the_same_arguments_and_seed_make_the_same_study(tones: Path, tmp_path: Path):
    one = new_study(tmp_path / "one", clips=tones, study_id="x", seed=3)
    two = new_study(tmp_path / "two", clips=tones, study_id="x", seed=3)
    assert one.sha256 == two.sha256


def test_practice_and_repeats_and_williams_are_written_as_the_survey_has_them(tones: Path, tmp_path: Path):
    study = new_study(
        tmp_path / "s", clips=tones, practice=["wide", "calm"], n_repeats=1, order_kind="williams", seed=20200
    )
    practice, main = study.definition.blocks
    assert practice.practice
    assert practice.clips == ("wide", "calm")
    assert (main.order.kind, main.order.seed, main.order.balance_by) == ("williams", 20200, "language")
    # Four clips: at most three others can lie between a clip and its repeat.
    assert main.repeats is not None
    assert (main.repeats.n, main.repeats.min_gap) == (1, 3)


@pytest.mark.parametrize("n_repeats", [1, 2, 3, 5, 6])
def test_any_number_of_repeats_that_is_taken_can_be_ordered(n_repeats: int, tones: Path, tmp_path: Path):
    new_study(tmp_path / "s", clips=tones, n_repeats=n_repeats)
    assert check_folder(tmp_path / "s").problems == ()


def test_a_manifest_brings_language_quadrant_artist_and_title_and_nothing_else(tones: Path, tmp_path: Path):
    manifest = tmp_path / "mine.csv"
    manifest.write_text(
        "title,clip,file,dataset_id,quadrant,lyrics_language,artist,onset_s,duration_s\n"
        f'"Waltz, slow",w1,{tones / "calm.wav"},MT1,Q4,Spanish,Björk,0.1,0.5\n'
        f"Hum,w2,{tones / 'dark.wav'},MT2,,instrumental,,,\n"
    )
    study = new_study(tmp_path / "s", clips=manifest)
    first, second = study.clips.values()
    assert (first.id, first.lyrics_language, first.quadrant) == ("w1", "es", "Q4")
    assert (first.artist, first.title, first.onset_s, first.duration_s) == ("Björk", "Waltz, slow", 0.1, 0.5)
    assert (second.lyrics_language, second.quadrant, second.artist, second.duration_s) == (
        "zxx",
        None,
        None,
        1.5,
    )
    assert "MT1" not in (tmp_path / "s" / "clips.csv").read_text("utf-8")
    assert check_folder(tmp_path / "s").problems == ()


def test_ids_are_stems_and_files_are_in_the_order_people_count(tmp_path: Path):
    source = tmp_path / "source"
    source.mkdir()
    for stem in ("clip10", "clip2", "李 – 歌", "01 (live)"):
        write_tone(source / f"{stem}.WAV")
    (source / "cover.jpg").write_bytes(b"")
    (source / ".hidden.wav").write_bytes(b"")
    study = new_study(tmp_path / "s", clips=source)
    assert list(study.clips) == ["01_live", "clip2", "clip10", "李_歌"]
    assert check_folder(tmp_path / "s").problems == ()


@pytest.mark.parametrize("suffix", ["wav", "flac", "ogg", "mp3"])
def test_each_audio_format_makes_a_study_that_is_complete(suffix: str, tmp_path: Path):
    (tmp_path / "source").mkdir()
    write_tone(tmp_path / "source" / f"a.{suffix}")
    new_study(tmp_path / "s", clips=tmp_path / "source")
    assert check_folder(tmp_path / "s").problems == ()


def test_clip_ids_that_yaml_would_take_for_numbers_or_nothing_stay_text(tmp_path: Path):
    (tmp_path / "source").mkdir()
    for stem in ("1", "null", "true", "2026-11-01"):
        write_tone(tmp_path / "source" / f"{stem}.wav")
    study = new_study(tmp_path / "s", clips=tmp_path / "source", practice=["1", "null", "2026-11-01"])
    assert study.definition.blocks[0].clips == ("1", "null", "2026-11-01")


def test_a_study_may_live_in_a_folder_with_any_letters(tmp_path: Path):
    source = write_tones(tmp_path / "müller" / "李" / "clips")
    folder = tmp_path / "müller" / "李" / "Studie 1"
    assert new_study(folder, clips=source).definition.study.id == "Studie_1"
    assert new_study(tmp_path / "müller" / "音", clips=source).definition.study.id == "study"
    assert check_folder(folder).problems == ()


def test_an_empty_folder_is_filled_and_a_used_one_is_refused_untouched(tones: Path, tmp_path: Path):
    empty = tmp_path / "empty"
    empty.mkdir()
    new_study(empty, clips=tones)
    before = _files(empty)
    with pytest.raises(StudyError, match="is not empty"):
        new_study(empty, clips=tones)
    assert _files(empty) == before


def test_a_file_in_the_place_of_the_folder_is_refused(tones: Path, tmp_path: Path):
    (tmp_path / "s").write_text("mine")
    with pytest.raises(StudyError, match="is a file"):
        new_study(tmp_path / "s", clips=tones)
    assert (tmp_path / "s").read_text() == "mine"


def test_a_place_that_cannot_be_written_is_told_and_nothing_stays(tones: Path, tmp_path: Path):
    (tmp_path / "file").write_text("mine")
    with pytest.raises(StudyError, match="cannot be written here"):
        new_study(tmp_path / "file" / "s", clips=tones)
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_ids_that_differ_in_capitals_alone_are_refused(tones: Path, tmp_path: Path):
    # macOS and Windows do not tell clips/A.wav from clips/a.wav: one would be written over the other.
    rows = f"clip,file\nA,{tones / 'calm.wav'}\na,{tones / 'dark.wav'}\n"
    (tmp_path / "mine.csv").write_text(rows)
    with pytest.raises(StudyError, match=r"mine\.csv:3: clip 'a' stands twice"):
        new_study(tmp_path / "s", clips=tmp_path / "mine.csv")


def test_a_decomposed_file_name_makes_the_id_that_people_type(tmp_path: Path):
    # macOS may list müller.wav as "mu" + COMBINING DIAERESIS + "ller".
    (tmp_path / "source").mkdir()
    write_tone(tmp_path / "source" / "mu\u0308ller.wav")
    assert list(new_study(tmp_path / "s", clips=tmp_path / "source").clips) == ["m\u00fcller"]


def test_without_clips_the_check_says_how_to_add_them(tmp_path: Path):
    study = new_study(tmp_path / "s")
    assert study.clips == {}
    (problem,) = check_folder(tmp_path / "s").problems
    assert problem.file == "clips.csv"
    assert "merlingua study new --clips" in problem.message


def test_one_language_makes_a_table_of_one_language(tones: Path, tmp_path: Path):
    study = new_study(tmp_path / "s", clips=tones, languages=["de"])
    assert study.texts.languages == ("de",)
    assert study.definition.study.default_language == "de"
    assert check_folder(tmp_path / "s").problems == ()


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({"practice": ["wied"]}, "did you mean 'wide'?"),
        ({"practice": ["wide", "wide"]}, "named twice"),
        ({"practice": list(CLIP_SECONDS)}, "at least one must be left"),
        ({"n_repeats": 7}, "0 to 6 are possible"),
    ],
)
def test_choices_that_do_not_fit_the_clips_are_refused(
    arguments: dict[str, list[str]], says: str, tones: Path, tmp_path: Path
):
    with pytest.raises(StudyError, match=r".") as refused:
        new_study(tmp_path / "s", clips=tones, **arguments)  # type: ignore[arg-type]
    assert says in str(refused.value)
    assert list(tmp_path.iterdir()) == []


def _break_audio(source: Path) -> None:
    (source / "dark.wav").write_bytes(b"RIFF and nothing more")


def _same_stem(source: Path) -> None:
    write_tone(source / "dark.flac")


def _surround(source: Path) -> None:
    write_tone(source / "dark.wav", n_channels=6)


@pytest.mark.parametrize(
    ("break_it", "says"),
    [(_break_audio, "cannot be decoded"), (_same_stem, "makes the id 'dark'"), (_surround, "6 channels")],
)
def test_a_folder_with_a_bad_file_makes_no_study_and_names_the_file(
    break_it: Callable[[Path], None], says: str, tmp_path: Path
):
    source = write_tones(tmp_path / "source")
    break_it(source)
    with pytest.raises(StudyError) as refused:
        new_study(tmp_path / "s", clips=source)
    (problem,) = refused.value.problems
    assert "dark" in problem.file
    assert says in problem.message
    assert [path.name for path in tmp_path.iterdir()] == ["source"]


def test_every_bad_row_of_a_manifest_is_told_with_its_line(tones: Path, tmp_path: Path):
    manifest = tmp_path / "mine.csv"
    manifest.write_text(
        "clip,file,lyrics_language,quadrant,onset_s\n"
        f"a,{tones / 'calm.wav'},english,Q1,0\n"
        f"a,{tones / 'dark.wav'},english,Q1,0\n"
        "b,nowhere.wav,english,Q1,0\n"
        f"c,{tones / 'dark.wav'},klingonish,Q7,-1\n"
        f"d,{tones / 'dark.wav'},english,Q1,9\n"
        f"e e,{tones / 'dark.wav'},english,Q1,0\n"
    )
    with pytest.raises(StudyError) as refused:
        new_study(tmp_path / "s", clips=manifest)
    assert [problem.line for problem in refused.value.problems] == [3, 4, 5, 5, 5, 6, 7]
    assert not (tmp_path / "s").exists()


@pytest.mark.parametrize(
    "error", [OSError(28, "No space left on device"), KeyboardInterrupt(), ValueError("bug")]
)
def test_a_half_made_folder_never_stays(
    error: BaseException, tones: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    # The disk is full, or Ctrl-C is pressed, at the fourth of six clips.
    copyfile = shutil.copyfile
    copied: list[Path] = []

    def failing(source: Path, target: Path) -> None:
        if len(copied) == 3:
            raise error
        copied.append(target)
        copyfile(source, target)

    monkeypatch.setattr(study_new.shutil, "copyfile", failing)
    with pytest.raises(StudyError if isinstance(error, OSError) else type(error)) as raised:
        new_study(tmp_path / "s", clips=tones)
    assert len(copied) == 3
    assert list(tmp_path.iterdir()) == []
    if isinstance(error, OSError):
        assert "No space left on device" in str(raised.value)


@pytest.mark.shared
@pytest.mark.parametrize("clips", ["clips.csv", "clips"])
def test_the_22_clips_of_the_reference_study_make_a_study_that_is_complete(
    clips: str, shared_dir: Path, tmp_path: Path
):
    study = new_study(tmp_path / "S", clips=shared_dir / "reference-study" / clips)
    check = check_folder(tmp_path / "S")
    assert check.problems == ()
    assert len(study.clips) == len(check.audio.levels) == 22
    languages = {clip.lyrics_language for clip in study.clips.values()}
    # The manifest has lyrics in English and Spanish and two instrumentals; a folder says nothing of words.
    assert languages == ({"en", "es", "zxx"} if clips == "clips.csv" else {"und"})
    assert load_study(tmp_path / "S").sha256 == study.sha256
