"""Broken studies through the command line: exit 1, and each mistake with its file and line.

Every case breaks one thing in a study that is complete otherwise; the line is where the changed words stand.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from merlingua.surveys.manifest import reseal
from tests.small_study import line_with, merlingua, write_tone

YAML, TEXTS, CLIPS = "study.yaml", "texts.csv", "clips.csv"


@dataclass(frozen=True)
class Broken:
    """``old`` becomes ``new`` in ``file``; the problem stands where ``at`` is, and says ``says``."""

    name: str
    file: str
    old: str
    new: str
    at: str
    says: str


CASES = (
    Broken(
        "unknown key", YAML, "order: {kind: random", "ordre: {kind: random", "ordre:", "did you mean 'order'?"
    ),
    Broken(
        "unknown section", YAML, "predictions:", "prediction:", "prediction:", "did you mean 'predictions'?"
    ),
    Broken(
        "unknown order", YAML, "kind: random, seed", "kind: randm, seed", "randm", "did you mean 'random'?"
    ),
    Broken("not a language", YAML, "[en, es, de, zh-Hans]", "[en, es, de, zh-Hant]", "zh-Hant", "'zh-Hans'"),
    Broken("default not offered", YAML, "[en, es, de, zh-Hans]", "[es, de]", "default_language", "not among"),
    Broken("newer schema", YAML, "schema_version: 1", "schema_version: 2", "schema_version", "Allowed: 1"),
    Broken("missing key", YAML, 'id: "small"', "# no id", "study:", "'id' is missing in study"),
    Broken("version is a number", YAML, '"1.0.0"', "1.0", "version: 1.0", "put it in quotes"),
    Broken(
        "loudness too high",
        YAML,
        "target_lufs: -23",
        "target_lufs: 23",
        "target_lufs: 23",
        "less than or equal",
    ),
    Broken(
        "plays impossible", YAML, "max_plays: 3", "max_plays: 0", "max_plays: 0", "greater than or equal to 1"
    ),
    Broken("pass above trials", YAML, "pass: 5", "pass: 7", "pass: 7", "nobody could pass"),
    Broken(
        "repeated YAML key", YAML, "consent: {", "consent: {}\nconsent: {", "consent: {text", "stands twice"
    ),
    Broken(
        "YAML tag",
        YAML,
        "kind: random, seed",
        "kind: !!python/name:os.system x, seed",
        "!!python",
        "not allowed",
    ),
    Broken("YAML anchor", YAML, "items:", "items: &all", "&all", "anchors"),
    Broken(
        "unclosed bracket",
        YAML,
        "[en, es, de, zh-Hans]",
        "[en, es, de, zh-Hans",
        "languages:",
        "not valid YAML",
    ),
    Broken("tab", YAML, "  id:", "\tid:", "\tid:", "not valid YAML"),
    Broken("same block twice", YAML, "- id: main", "- id: practice # again", "# again", "stands twice"),
    Broken("unknown clip", YAML, 'clips: ["wide"]', 'clips: ["wied"]', "wied", "did you mean 'wide'?"),
    Broken("clip named twice", YAML, 'clips: ["wide"]', 'clips: ["wide", "wide"]', '"wide", "wide"', "twice"),
    Broken(
        "unknown first clip",
        YAML,
        "random, seed: 7",
        "random, seed: 7, fixed_first: [clam]",
        "clam",
        "'calm'",
    ),
    Broken(
        "unknown scale",
        YAML,
        "ref: preference, scale: agree5",
        "ref: preference, scale: agre5",
        "agre5",
        "'agree5'",
    ),
    Broken(
        "unknown item", YAML, "ref: preference", "ref: preferense", "preferense", "did you mean 'preference'?"
    ),
    Broken("item twice", YAML, "ref: preference", "ref: anger", "ref: anger", "asks anger twice"),
    Broken("wrong relevant", YAML, "!= 'zxx'", "<> 'zxx'", "<>", "clip.lyrics_language != 'zxx'"),
    Broken(
        "relevant on unknown field",
        YAML,
        "clip.lyrics_language",
        "clip.lyrics",
        "clip.lyrics ",
        "clip.lyrics is unknown",
    ),
    Broken(
        "unknown questionnaire",
        YAML,
        "ref: music_background",
        "ref: music_backgrund",
        "backgrund",
        "music_background",
    ),
    Broken(
        "gold_msi without texts",
        YAML,
        "ref: music_background",
        "ref: gold_msi",
        "gold_msi",
        "no texts in 'zh-Hans'",
    ),
    Broken("impossible repeats", YAML, "n: 2,", "n: 6,", "n: 6,", "6 repeats"),
    Broken("texts outside", YAML, "texts: texts.csv", "texts: ../texts.csv", "../texts.csv", "leads out of"),
    Broken(
        "manifest outside",
        YAML,
        "manifest: clips.csv",
        "manifest: /etc/clips.csv",
        "/etc/clips",
        "leads out of",
    ),
    Broken("same clip twice", CLIPS, "\ndark,", "\ncalm,", "clips/dark.wav", "'calm' stands twice"),
    Broken("missing audio", CLIPS, "clips/dark.wav", "clips/drak.wav", "drak.wav", "is missing"),
    Broken("audio outside", CLIPS, "clips/dark.wav", "../dark.wav", "../dark.wav", "leads out of"),
    Broken("clip shorter than its onset", CLIPS, "dark.wav,0,", "dark.wav,4,", "dark.wav,4,", "'dark'"),
    Broken(
        "clip shorter than its duration",
        CLIPS,
        "dark.wav,0,1.5",
        "dark.wav,0,1.6",
        "dark.wav,0,1.6",
        "1.500 s",
    ),
    Broken("too short to measure", CLIPS, "dark.wav,0,1.5", "dark.wav,0,0.3", "dark.wav,0,0.3", "0.4 s"),
    Broken("onset no number", CLIPS, "dark.wav,0,", "dark.wav,soon,", "soon", "it must be seconds"),
    Broken("duration not finite", CLIPS, "dark.wav,0,1.5", "dark.wav,0,nan", "nan", "it must be seconds"),
    Broken(
        "language by name", CLIPS, "dark.wav,0,1.5,und", "dark.wav,0,1.5,spanish", "spanish", "write 'es'"
    ),
    Broken("unknown quadrant", CLIPS, "dark.wav,0,1.5,und,", "dark.wav,0,1.5,und,Q5", "Q5", "Q1, Q2, Q3, Q4"),
    Broken("unknown column", CLIPS, "quadrant", "quadrnt", "quadrnt", "did you mean 'quadrant'?"),
    Broken("missing column", CLIPS, "duration_s", "duration", "clip,file", "'duration_s' is missing"),
    Broken("ragged row", CLIPS, "dark.wav,0,", "dark.wav,,0,", "dark.wav", "10 cells"),
    Broken(
        "semicolons",
        CLIPS,
        "clip,file,onset_s,duration_s,lyrics_language,quadrant,artist,title,sha256",
        "clip;file;onset_s",
        "clip;file",
        "with commas",
    ),
    Broken("unknown text column", TEXTS, ",zh-Hans,", ",zh-Hant,", "key,", "zh-Hant"),
    Broken(
        "text key twice", TEXTS, "\nconsent.agree,", "\nconsent.title,", 'consent.title,"I', "consent.title"
    ),
    Broken(
        "placeholder nobody fills",
        TEXTS,
        "\nthanks.title,Thank you",
        "\nthanks.title,Thank you {name}",
        "{name}",
        "name",
    ),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_broken_study_is_refused_with_its_file_and_line(case: Broken, study_folder: Path):
    file = study_folder / case.file
    before = file.read_text("utf-8")
    assert before.count(case.old) == 1, f"{case.old!r} is {before.count(case.old)} times in {case.file}"
    file.write_text(before.replace(case.old, case.new), "utf-8")
    place = f"{case.file}:{line_with(file, case.at)}: "

    run = merlingua("study", "check", study_folder)

    assert run.exit_code == 1
    assert run.out == []
    about = [line for line in run.err if line.startswith(place) and case.says in line]
    assert about, f"nothing with {case.says!r} at {place} in:\n" + "\n".join(run.err)
    others = [line for line in run.err[:-1] if not line.startswith(place)]
    assert others == [], "one mistake, but problems elsewhere too"


def _truncate(folder: Path) -> None:
    audio = folder / "clips" / "dark.wav"
    audio.write_bytes(audio.read_bytes()[:9000])


def _replace_by_text(folder: Path) -> None:
    (folder / "clips" / "dark.wav").write_text("this is no audio")


def _change_a_byte(folder: Path) -> None:
    audio = folder / "clips" / "dark.wav"
    audio.write_bytes(audio.read_bytes()[:-1] + b"\x01")


def _link_to_the_outside(folder: Path) -> None:
    outside = shutil.copy(folder / "clips" / "dark.wav", folder.parent / "outside.wav")
    (folder / "clips" / "dark.wav").unlink()
    (folder / "clips" / "dark.wav").symlink_to(outside)


def _three_channels(folder: Path) -> None:
    write_tone(folder / "clips" / "dark.wav", seconds=1.5, n_channels=3)
    reseal(folder)


def _silence(folder: Path) -> None:
    import numpy as np
    import soundfile

    soundfile.write(folder / "clips" / "dark.wav", np.zeros(24_000, np.float32), 16_000)
    reseal(folder)


@pytest.mark.parametrize(
    ("break_it", "says"),
    [
        (_truncate, "is not the file that was sealed"),
        (_replace_by_text, "cannot be decoded"),
        (_change_a_byte, "merlingua study check FOLDER --update-hashes"),
        (_link_to_the_outside, "leads out of the study folder"),
        (_three_channels, "3 channels"),
        (_silence, "is silent"),
    ],
)
def test_broken_audio_is_told_at_its_row_of_the_manifest(
    break_it: Callable[[Path], None], says: str, study_folder: Path
):
    break_it(study_folder)
    run = merlingua("study", "check", study_folder)
    assert run.exit_code == 1
    place = f"clips.csv:{line_with(study_folder / 'clips.csv', 'clips/dark.wav')}: "
    assert any(line.startswith(place) and says in line for line in run.err), "\n".join(run.err)
    assert all(line.startswith(place) for line in run.err[:-1]), "\n".join(run.err)


@pytest.mark.parametrize("name", [YAML, TEXTS, CLIPS])
def test_a_missing_file_is_named(name: str, study_folder: Path):
    (study_folder / name).unlink()
    run = merlingua("study", "check", study_folder)
    assert run.exit_code == 1
    assert len(run.err) == 2
    assert run.err[0].startswith(f"{name}: ")


@pytest.mark.parametrize("name", [YAML, TEXTS, CLIPS])
def test_a_file_that_is_not_utf8_is_told_with_the_line(name: str, study_folder: Path):
    file = study_folder / name
    n_lines = file.read_bytes().count(b"\n")
    file.write_bytes(file.read_bytes() + "# f\xfcr sp\xe4ter\n".encode("latin-1"))
    run = merlingua("study", "check", study_folder)
    assert run.exit_code == 1
    assert run.err[0].startswith(f"{name}:{n_lines + 1}: ")
    assert "UTF-8" in run.err[0]


def test_a_missing_translation_is_told_at_the_row_with_its_language(study_folder: Path):
    file = study_folder / TEXTS
    text = file.read_text("utf-8")
    row = next(line for line in text.splitlines() if line.startswith("level.title,"))
    german = row.split(",")[3]
    file.write_text(text.replace(row, row.replace(f",{german},", ",,", 1)), "utf-8")
    run = merlingua("study", "check", study_folder)
    assert run.exit_code == 1
    assert run.err[0] == f"texts.csv:{line_with(file, 'level.title,')}: 'level.title' has no text in de"
    assert len(run.err) == 2


def test_a_character_without_a_glyph_is_told_with_its_code(study_folder: Path):
    # U+13000 EGYPTIAN HIEROGLYPH A001 is in none of the text fonts.
    file = study_folder / TEXTS
    file.write_text(file.read_text("utf-8").replace("\nlevel.title,", "\nlevel.title,\U00013000 "), "utf-8")
    run = merlingua("study", "check", study_folder)
    assert run.exit_code == 1
    assert run.err[0].startswith(f"texts.csv:{line_with(file, 'level.title,')}: 'level.title' in en has")
    assert "U+13000" in run.err[0]


def test_all_mistakes_of_all_files_are_told_at_once(study_folder: Path):
    for name, old, new in [
        (YAML, "kind: random", "kind: randm"),
        (YAML, "max_plays: 3", "max_play: 3"),
        (TEXTS, "\nconsent.agree,", "\nconsent.title,"),
        (CLIPS, "clips/dark.wav", "clips/drak.wav"),
    ]:
        file = study_folder / name
        file.write_text(file.read_text("utf-8").replace(old, new), "utf-8")
    _change = study_folder / "clips" / "calm.wav"
    _change.write_text("no audio")
    run = merlingua("study", "check", study_folder)
    places = {line.split(": ", 1)[0].split(":")[0] for line in run.err[:-1]}
    assert run.exit_code == 1
    assert places == {YAML, TEXTS, CLIPS}
    for said in ("randm", "max_play", "consent.title", "drak.wav", "calm.wav"):
        assert any(said in line for line in run.err), said


def test_a_folder_that_is_not_there_says_how_to_make_one(tmp_path: Path):
    run = merlingua("study", "check", tmp_path / "nowhere")
    assert run.exit_code == 1
    assert "merlingua study new" in run.err[0]
