"""The information sheet: a draft in each language, with what the study's folder says."""

from __future__ import annotations

from pathlib import Path

import pytest

from merlingua.gui.cli import main
from merlingua.surveys.information_sheet import information_sheet, sheet_texts
from merlingua.surveys.study import load_study
from merlingua.surveys.study_definition import SURVEY_LANGUAGES
from merlingua.surveys.study_length import study_length
from merlingua.surveys.study_new import new_study
from tests.small_study import write_tones


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    new_study(tmp_path / "study", clips=write_tones(tmp_path / "clips"), seed=1)
    return tmp_path / "study"


def test_every_text_of_the_sheet_is_there_in_four_languages_with_its_status():
    texts = sheet_texts()
    assert len(texts.keys) == 12
    for language in SURVEY_LANGUAGES:
        assert texts.missing(texts.keys, language) == []
        assert {texts.status(key, language) for key in texts.keys} <= {"machine", "reviewed", "official"}


@pytest.mark.parametrize(
    ("language", "says"),
    [("en", "24 months"), ("es", "24 meses"), ("de", "24 Monate"), ("zh-Hans", "24 个月")],
)
def test_what_the_study_says_stands_on_the_sheet(folder: Path, language: str, says: str):
    definition = folder / "study.yaml"
    text = definition.read_text("utf-8")
    text += "\nprivacy: {retention_months: 24, contact: 'Lab of Listening, Room 7'}\n"
    definition.write_text(text, "utf-8")
    sheet = information_sheet(load_study(folder), language)
    assert says in sheet
    assert "Lab of Listening, Room 7" in sheet
    length = study_length(load_study(folder))
    values = {"n_clips": sum(length.n_clips.values()), "minutes": max(1, round(length.minutes))}
    assert load_study(folder).texts.text("consent.body", language, **values).strip() in sheet
    # It is marked as what it is.
    assert sheet_texts().text("sheet.draft", language) in sheet
    assert sheet_texts().text("sheet.machine", language) in sheet


def test_what_the_study_does_not_say_is_to_be_completed(folder: Path):
    sheet = information_sheet(load_study(folder), "en")
    assert "[To be completed: how long the answers are kept.]" in sheet
    assert "[To be completed: who is responsible" in sheet


def test_the_command_writes_a_sheet_a_language_and_replaces_none(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    out = tmp_path / "sheets"
    assert main(["study", "information-sheet", str(folder), "--out", str(out)]) == 0
    languages = load_study(folder).definition.study.languages
    assert sorted(file.name for file in out.iterdir()) == sorted(f"information-{x}.md" for x in languages)
    completed = out / "information-en.md"
    completed.write_text("completed", "utf-8")
    capsys.readouterr()
    assert main(["study", "information-sheet", str(folder), "--out", str(out)]) == 1
    assert "may have been completed" in capsys.readouterr().err
    assert completed.read_text("utf-8") == "completed"
