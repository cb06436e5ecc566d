"""Errors that a person can act on: what happened, that the answers are safe, what to do."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from merlingua.gui.dialogs import (
    ErrorDialog,
    MessageDialog,
    WaitDialog,
    details_of,
    what_happened,
    what_to_do,
)
from merlingua.gui.theme import Appearance
from merlingua.surveys.errors import (
    ClipError,
    InstrumentError,
    MerlinguaError,
    MissingTextError,
    OrderError,
    PlaybackError,
    Problem,
    StoreError,
    StudyError,
)

ERRORS = (
    PlaybackError("device 'USB' is gone: plug it in"),
    StoreError("/data/m.db is on a full disk: free some space"),
    StudyError(
        Path("/home/müller/李"), [Problem("study.yaml", 3, "unknown key 'x'"), Problem("texts.csv", 1, "y")]
    ),
    ClipError("clip 'a' has no sound"),
    MissingTextError("no text 'consent.title' in 'de'"),
    InstrumentError("gold_msi has no Chinese"),
    OrderError("two clips cannot be 5 apart"),
    ZeroDivisionError("division by zero"),
)


def texts(dialog: MessageDialog) -> list[str]:
    return [label.text() for label in dialog.findChildren(QLabel)]


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
def test_an_error_says_what_happened_that_the_answers_are_safe_and_what_to_do(
    qtbot: QtBot, appearance: Appearance, error: Exception
):
    # look.md, "Words".
    dialog = ErrorDialog(error, theme=appearance.theme)
    qtbot.addWidget(dialog)
    said = texts(dialog)
    assert what_happened(error) in said
    assert "All answers so far are saved." in said
    assert what_to_do(error) in said
    assert str(error).splitlines()[0].split(" has ")[0] in dialog.details.toPlainText()


def test_all_problems_of_a_study_are_listed_with_file_and_line():
    assert details_of(ERRORS[2]).splitlines() == [
        "/home/müller/李",
        "study.yaml:3: unknown key 'x'",
        "texts.csv:1: y",
    ]


def test_where_no_session_runs_nothing_is_said_about_answers(qtbot: QtBot, appearance: Appearance):
    dialog = ErrorDialog(ERRORS[2], theme=appearance.theme, answers_are_safe=False)
    qtbot.addWidget(dialog)
    assert not any("saved" in text for text in texts(dialog))


def test_every_kind_of_error_for_a_person_has_words_of_its_own_or_the_general_ones():
    assert what_happened(MerlinguaError("x")) != what_happened(ValueError("x"))


def test_details_can_be_copied(qtbot: QtBot, appearance: Appearance):
    dialog = ErrorDialog(ERRORS[0], theme=appearance.theme)
    qtbot.addWidget(dialog)
    dialog._copy.click()
    assert QGuiApplication.clipboard().text() == "device 'USB' is gone: plug it in"


def test_markup_in_a_message_is_shown_as_it_is_written(qtbot: QtBot, appearance: Appearance):
    dialog = MessageDialog(title="<b>x</b>", body="a & b", accept_text="OK", theme=appearance.theme)
    qtbot.addWidget(dialog)
    assert "<b>x</b>" in texts(dialog)
    assert all(label.textFormat().name == "PlainText" for label in dialog.findChildren(QLabel))


def test_the_wait_dialog_shows_how_far_it_is_and_can_be_cancelled(qtbot: QtBot, appearance: Appearance):
    dialog = WaitDialog("Checking", theme=appearance.theme)
    qtbot.addWidget(dialog)
    dialog.show_progress("clips", 3, 22)
    assert (dialog.bar.value(), dialog.bar.maximum()) == (3, 22)
    with qtbot.waitSignal(dialog.rejected):
        dialog.cancel.click()
