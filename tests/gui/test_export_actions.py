"""Answers exported from the window: whole, cancelled, refused, and as the command line writes them."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtWidgets import QDialog, QLabel, QWidget
from pytestqt.qtbot import QtBot

from merlingua.gui.dialogs import ErrorDialog, MessageDialog
from merlingua.gui.export_actions import ExportActions
from merlingua.gui.export_dialog import ExportDialog
from merlingua.gui.export_model import ExportWish, WrittenExport
from merlingua.gui.theme import Appearance
from merlingua.gui.translation import Translation
from merlingua.surveys.export_options import FORMATS
from merlingua.surveys.simulate import simulate_study
from merlingua.surveys.store import Store
from merlingua.surveys.study import Study, load_study

PATIENCE_MS = 120_000
N_LISTENERS = 4

Dialog = TypeVar("Dialog", bound=QDialog)


@pytest.fixture(scope="module")
def study(ready_folder: Path) -> Study:
    return load_study(ready_folder)


@pytest.fixture(scope="module")
def store(study: Study, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("export") / "answers.db"
    with Store.open(file) as opened:
        simulate_study(study, opened, n_participants=N_LISTENERS, seed=2)
    return file


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    return window


@pytest.fixture
def actions(window: QWidget, appearance: Appearance, translation: Translation) -> Iterator[ExportActions]:
    actions = ExportActions(appearance=appearance, translation=translation, window=window)
    yield actions
    actions.cancel()


def asked(actions: ExportActions, window: QWidget, store: Path, study: Study, folder: Path) -> ExportDialog:
    """The dialog, with a folder written into it."""
    actions.ask(store=str(store), study_id=study.definition.study.id, study_folder=study.folder)
    dialog = shown(window, ExportDialog)
    dialog.folder.setText(str(folder))
    return dialog


def shown(window: QWidget, kind: type[Dialog]) -> Dialog:
    return next(found for found in window.findChildren(kind) if found.isVisible())


def said(widget: QWidget) -> str:
    return "\n".join(label.text() for label in widget.findChildren(QLabel))


def test_what_the_dialog_asks_is_written_with_a_mark_for_spreadsheets(
    qtbot: QtBot, actions: ExportActions, window: QWidget, store: Path, study: Study, tmp_path: Path
):
    dialog = asked(actions, window, store, study, tmp_path / "answers")
    with qtbot.waitSignal(actions.job.succeeded, timeout=PATIENCE_MS) as caught:
        dialog.write.click()
    export: WrittenExport = caught.args[0]
    assert (export.n_sessions, export.n_simulated) == (N_LISTENERS, N_LISTENERS)
    tables = sorted(export.folder.glob("*.csv"))
    assert tables
    for table in tables:
        # Excel takes a CSV file for UTF-8 by its byte order mark alone.
        assert table.read_bytes().startswith(b"\xef\xbb\xbf")
        with table.open(newline="", encoding="utf-8-sig") as stream:
            assert len(next(csv.reader(stream))) > 1
    message = shown(window, MessageDialog)
    assert f"Sessions: 4. Their files are in {export.folder}" in said(message)
    assert "Simulated, and marked as such: 4" in said(message)
    assert str(export.folder) in message.details.toPlainText()
    message.reject()


@pytest.mark.parametrize("format_", FORMATS)
def test_each_format_is_written_with_what_it_can_take(
    qtbot: QtBot,
    actions: ExportActions,
    window: QWidget,
    store: Path,
    study: Study,
    tmp_path: Path,
    format_: str,
):
    dialog = asked(actions, window, store, study, tmp_path / format_)
    dialog.formats.setCurrentIndex(dialog.formats.findData(format_))
    wishes: list[ExportWish] = []
    dialog.wished.connect(wishes.append)
    # Labels have a language in these three (docs/exports.md); a mark is for CSV files alone.
    assert dialog._language_row.isHidden() == (format_ not in {"sav", "psych-ds", "bids"})
    assert dialog.is_for_spreadsheet.isHidden() == (format_ in {"sav", "psych-ds", "bids"})
    with qtbot.waitSignal(actions.job.succeeded, timeout=PATIENCE_MS):
        dialog.write.click()
    assert [wish.format for wish in wishes] == [format_]
    assert wishes[0].for_spreadsheet == (format_ not in {"sav", "psych-ds", "bids"})
    assert (tmp_path / format_ / "export.json").is_file()
    shown(window, MessageDialog).reject()


def test_a_cancelled_export_leaves_nothing_behind(
    qtbot: QtBot, actions: ExportActions, window: QWidget, store: Path, study: Study, tmp_path: Path
):
    dialog = asked(actions, window, store, study, tmp_path / "answers")
    dialog.write.click()
    process = actions.job._process
    assert process is not None
    qtbot.waitUntil(lambda: process._process is not None, timeout=PATIENCE_MS)
    running = process._process
    assert running is not None
    assert actions.job.dialog is not None
    actions.job.dialog.cancel.click()
    qtbot.waitUntil(lambda: running.poll() is not None, timeout=PATIENCE_MS)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_with_other_files_is_refused_and_left_as_it_was(
    qtbot: QtBot, actions: ExportActions, window: QWidget, store: Path, study: Study, tmp_path: Path
):
    (tmp_path / "thesis.txt").write_text("all of it", "utf-8")
    dialog = asked(actions, window, store, study, tmp_path)
    with qtbot.waitSignal(actions.job.failed, timeout=PATIENCE_MS):
        dialog.write.click()
    message = shown(window, MessageDialog)
    assert "could not be exported" in said(message)
    assert [file.name for file in tmp_path.iterdir()] == ["thesis.txt"]
    message.reject()


def test_a_study_without_answers_is_told_in_a_dialog(
    qtbot: QtBot, actions: ExportActions, window: QWidget, study: Study, tmp_path: Path
):
    with Store.open(tmp_path / "empty.db"):
        pass
    dialog = asked(actions, window, tmp_path / "empty.db", study, tmp_path / "answers")
    with qtbot.waitSignal(actions.job.failed, timeout=PATIENCE_MS):
        dialog.write.click()
    error = shown(window, ErrorDialog)
    assert study.definition.study.id in error.details.toPlainText()
    assert not (tmp_path / "answers").exists()
    error.reject()


def test_a_place_that_is_no_folder_is_refused_before_anything_is_written(
    actions: ExportActions, window: QWidget, store: Path, study: Study, tmp_path: Path
):
    dialog = asked(actions, window, store, study, tmp_path / "not" / "there")
    for folder, problem in (
        (str(tmp_path / "not" / "there"), "There is no folder"),
        ("", "Choose a folder"),
        (str(store), "Choose a folder"),
    ):
        dialog.folder.setText(folder)
        dialog.write.click()
        assert dialog.isVisible()
        assert problem in dialog.message.text()
    assert not actions.job.is_running
    dialog.reject()
