"""The deep check of a study that loads; broken ones are in test_broken_studies."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from merlingua.surveys import fonts
from merlingua.surveys.fonts import installed_faces
from merlingua.surveys.study import load_study
from merlingua.surveys.study_check import check_folder, check_study, text_problems
from tests.small_study import CLIP_SECONDS, line_with


def test_a_complete_study_has_no_problem_and_every_clip_a_level(study_folder: Path):
    seen: list[tuple[int, int]] = []
    check = check_folder(study_folder, progress=lambda n_done, n: seen.append((n_done, n)))
    assert check.problems == ()
    assert set(check.audio.levels) == set(CLIP_SECONDS)
    assert seen == [(n, len(CLIP_SECONDS)) for n in range(1, len(CLIP_SECONDS) + 1)]
    assert check_study(load_study(study_folder)) == []


def test_what_was_measured_is_kept_and_the_audio_is_decoded_again(study_folder: Path):
    first = check_folder(study_folder).audio.levels
    kept = json.loads((study_folder / ".levels.json").read_text("utf-8"))
    assert len(kept["levels"]) == len(CLIP_SECONDS)
    assert check_folder(study_folder).audio.levels == first
    audio = study_folder / "clips" / "dark.wav"
    audio.write_bytes(audio.read_bytes()[:200])
    messages = [problem.message for problem in check_folder(study_folder).problems]
    assert len(messages) == 2, messages


def test_the_level_of_a_file_that_was_not_sealed_is_never_kept(study_folder: Path):
    sealed = load_study(study_folder).clips["dark"].sha256
    audio = study_folder / "clips" / "dark.wav"
    audio.write_bytes(audio.read_bytes()[:-1] + b"\x01")
    assert len(check_folder(study_folder).problems) == 1
    assert sealed not in (study_folder / ".levels.json").read_text("utf-8")


def test_one_language_can_be_checked_where_another_is_incomplete(study_folder: Path):
    file = study_folder / "texts.csv"
    study = load_study(study_folder)
    german = study.texts.text("level.confirm", "de")
    text = file.read_text("utf-8")
    assert text.count(german) == 1
    file.write_text(text.replace(german, ""), "utf-8")
    study = load_study(study_folder)
    assert text_problems(study, ["en", "es", "zh-Hans"]) == []
    (problem,) = text_problems(study, ["de"])
    assert problem.message == "'level.confirm' has no text in de"
    assert problem.line == line_with(file, "level.confirm,")


def test_a_language_without_a_font_is_told_once_with_what_to_install(
    study_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(fonts, "font_folders", lambda: (tmp_path / "none",))
    installed_faces.cache_clear()
    try:
        problems = text_problems(load_study(study_folder))
    finally:
        installed_faces.cache_clear()
    line = line_with(study_folder / "study.yaml", "languages:")
    assert [(problem.file, problem.line) for problem in problems] == [("study.yaml", line)] * 4
    assert any("fonts-noto-cjk" in problem.message for problem in problems)


def test_a_duration_that_was_rounded_up_is_no_problem(study_folder: Path):
    # Durations in a manifest are rounded to microseconds at most: half a frame too long is not a mistake.
    file = study_folder / "clips.csv"
    file.write_text(file.read_text("utf-8").replace("dark.wav,0,1.5,", "dark.wav,0,1.50002,"), "utf-8")
    assert check_folder(study_folder).problems == ()
