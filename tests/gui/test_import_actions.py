"""Answers from elsewhere, brought in from the window: real files, a real process, a real store."""

from __future__ import annotations

import csv
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QDialog, QLabel, QWidget
from pytestqt.qtbot import QtBot

from merlingua.gui.agreement_model import StudyChoice
from merlingua.gui.dialogs import ErrorDialog
from merlingua.gui.import_actions import ImportActions
from merlingua.gui.import_dialog import ImportDialog
from merlingua.gui.import_model import ImportWish, gender_codes, kind_of_file
from merlingua.gui.import_report_dialog import ImportReportDialog
from merlingua.gui.theme import Appearance
from merlingua.gui.translation import Translation
from merlingua.surveys.store import Store
from merlingua.surveys.store_ratings import read_ratings
from merlingua.surveys.study import load_study
from merlingua.surveys.study_new import new_study

PATIENCE_MS = 60_000


def write_table(file: Path, folder: Path, *, n_listeners: int, value: str = "3") -> Path:
    """A CSV with a row an answer: each listener's joy on each clip of a study."""
    clips = list(load_study(folder).clips)
    with file.open("w", newline="", encoding="utf-8") as stream:
        table = csv.writer(stream)
        table.writerow(["participant", "language", "clip", "item", "value"])
        for i in range(n_listeners):
            table.writerows(
                [f"p{i}", "en" if i % 2 else "de", clip, item, value]
                for clip in clips
                for item in ("joy", "fear")
            )
    return file


def n_participants(store: Path, study_id: str) -> int:
    with Store.open(store, create=False) as opened:
        if study_id not in opened.studies():
            return 0
        return len(read_ratings(opened, study_id).participants)


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    return window


@pytest.fixture
def actions(window: QWidget, appearance: Appearance, translation: Translation) -> Iterator[ImportActions]:
    actions = ImportActions(appearance=appearance, translation=translation, window=window)
    yield actions
    actions.cancel()


@pytest.fixture
def study_id(ready_folder: Path) -> str:
    return load_study(ready_folder).definition.study.id


def long_wish(file: Path, folder: Path, store: Path) -> ImportWish:
    return ImportWish(store=str(store), kind="long", files=(file,), study_folder=folder)


def dialog_of(window: QWidget, kind: type[QDialog]) -> QDialog | None:
    return next((found for found in window.findChildren(kind) if found.isVisible()), None)


def said(widget: QWidget) -> str:
    return "\n".join(label.text() for label in widget.findChildren(QLabel))


def test_a_table_is_brought_in_and_what_was_done_is_told(
    qtbot: QtBot, actions: ImportActions, window: QWidget, ready_folder: Path, study_id: str, tmp_path: Path
) -> None:
    store = tmp_path / "answers.db"
    file = write_table(tmp_path / "table.csv", ready_folder, n_listeners=6)
    with qtbot.waitSignal(actions.brought_in, timeout=PATIENCE_MS) as caught:
        actions.bring_in(long_wish(file, ready_folder, store))
    assert caught.args == [study_id]
    assert n_participants(store, study_id) == 6
    dialog = dialog_of(window, ImportReportDialog)
    assert dialog is not None
    assert "The answers are in the store" in said(dialog)
    assert "new listeners: 6" in said(dialog)
    dialog.accept()
    with qtbot.waitSignal(actions.brought_in, timeout=PATIENCE_MS):
        actions.bring_in(long_wish(file, ready_folder, store))
    again = dialog_of(window, ImportReportDialog)
    assert again is not None
    assert "Nothing new was found" in said(again)
    again.accept()
    assert n_participants(store, study_id) == 6


def test_the_list_of_what_was_found_can_be_kept_as_the_command_line_prints_it(
    qtbot: QtBot, actions: ImportActions, window: QWidget, ready_folder: Path, tmp_path: Path
) -> None:
    file = write_table(tmp_path / "table.csv", ready_folder, n_listeners=6)
    file.write_text(file.read_text("utf-8") + "p9,en,wide,joy,17\n", "utf-8")
    with qtbot.waitSignal(actions.brought_in, timeout=PATIENCE_MS):
        actions.bring_in(long_wish(file, ready_folder, tmp_path / "answers.db"))
    dialog = dialog_of(window, ImportReportDialog)
    assert isinstance(dialog, ImportReportDialog)
    assert "Refused: 1." in said(dialog)
    assert "17" in dialog.findings.toPlainText()
    dialog.save(tmp_path / "kept.txt")
    options = ["--study", ready_folder, "--store", tmp_path / "other.db"]
    printed = subprocess.run(
        [sys.executable, "-m", "merlingua.gui", "import", "long", file, *options],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert (tmp_path / "kept.txt").read_text("utf-8") == printed
    dialog.save(tmp_path / "no" / "folder.txt")
    assert "cannot be written" in dialog.message.text()
    dialog.accept()


def test_a_file_that_is_none_is_told_and_nothing_is_stored(
    qtbot: QtBot, actions: ImportActions, window: QWidget, ready_folder: Path, study_id: str, tmp_path: Path
) -> None:
    letter = tmp_path / "letter.csv"
    letter.write_text("Dear Sir or Madam,\nplease find enclosed\n", "utf-8")
    store = tmp_path / "answers.db"
    with qtbot.waitSignal(actions.job.failed, timeout=PATIENCE_MS):
        actions.bring_in(long_wish(letter, ready_folder, store))
    dialog = dialog_of(window, ErrorDialog)
    assert isinstance(dialog, ErrorDialog)
    assert "These files cannot be taken." in said(dialog)
    assert "letter.csv" in dialog.details.toPlainText()
    dialog.accept()
    assert not store.exists() or n_participants(store, study_id) == 0


def test_a_cancelled_import_leaves_nothing_in_the_store_and_no_process(
    qtbot: QtBot, actions: ImportActions, ready_folder: Path, study_id: str, tmp_path: Path
) -> None:
    store = tmp_path / "answers.db"
    Store.open(store).close()
    file = write_table(tmp_path / "table.csv", ready_folder, n_listeners=4000)
    seen: list[str] = []
    actions.bring_in(long_wish(file, ready_folder, store))
    assert actions.job._task is not None
    actions.job._task.progressed.connect(lambda values: seen.append(values[0]))
    process = actions.job._process
    assert process is not None
    qtbot.waitUntil(lambda: "participants stored" in seen, timeout=PATIENCE_MS)
    running = process._process
    assert running is not None
    assert actions.job.dialog is not None
    assert "Listeners stored: " in actions.job.dialog.what.text()
    actions.job.dialog.cancel.click()
    assert not actions.job.is_running
    qtbot.waitUntil(lambda: running.poll() is not None, timeout=PATIENCE_MS)
    assert running.returncode == 0  # it ended by itself: it was not killed
    assert n_participants(store, study_id) == 0


def test_another_windows_store_is_left_alone(
    qtbot: QtBot, actions: ImportActions, window: QWidget, ready_folder: Path, tmp_path: Path
) -> None:
    from merlingua.surveys.store_lock import StoreLock

    store = tmp_path / "answers.db"
    file = write_table(tmp_path / "table.csv", ready_folder, n_listeners=4)
    with StoreLock.acquire(store), qtbot.waitSignal(actions.job.failed, timeout=PATIENCE_MS):
        actions.bring_in(long_wish(file, ready_folder, store))
    dialog = dialog_of(window, ErrorDialog)
    assert isinstance(dialog, ErrorDialog)
    assert "open in another window" in dialog.details.toPlainText()
    dialog.accept()


@pytest.mark.shared
def test_the_reference_exports_come_in_with_the_published_counts(
    qtbot: QtBot, actions: ImportActions, window: QWidget, shared_dir: Path, tmp_path: Path
) -> None:
    # ../shared/reference-study/README.md: 319 participants, 197 with ratings, 126 complete, 36 718 ratings.
    reference = shared_dir / "reference-study"
    folder = tmp_path / "study"
    new_study(folder, clips=reference / "clips.csv", seed=1)
    wish = ImportWish(
        store=str(tmp_path / "answers.db"),
        kind="psytoolkit",
        files=tuple(sorted((reference / "ratings").glob("*.csv"))),
        study_folder=folder,
        genders=((1, "female"), (2, "male")),
    )
    with qtbot.waitSignal(actions.brought_in, timeout=PATIENCE_MS):
        actions.bring_in(wish)
    dialog = dialog_of(window, ImportReportDialog)
    assert isinstance(dialog, ImportReportDialog)
    text = said(dialog)
    for count in (
        "listeners: 319",
        "who rated something: 197",
        "who finished: 126",
        "answers on emotions: 36,718",
    ):
        assert count in text
    assert "s.be22f28f" in dialog.findings.toPlainText()
    assert "s.ffd6506f" in dialog.findings.toPlainText()
    dialog.accept()


# The dialog that asks


@pytest.fixture
def dialog(qtbot: QtBot, appearance: Appearance, ready_folder: Path, tmp_path: Path) -> ImportDialog:
    study = StudyChoice("tones", ready_folder, {"en": "Tones"})
    dialog = ImportDialog(
        store=str(tmp_path / "answers.db"),
        has_lock=True,
        studies=[study, StudyChoice("elsewhere")],
        chosen=study,
        language="en",
        theme=appearance.theme,
    )
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def test_what_the_files_are_is_seen_from_the_first(dialog: ImportDialog, tmp_path: Path) -> None:
    export, table = tmp_path / "data_english.csv", tmp_path / "long.csv"
    export.write_text("participant,age:1,TIME_start,TIME_end\n", "utf-8")
    table.write_text("participant,clip,item,value\n", "utf-8")
    assert (kind_of_file(export), kind_of_file(table)) == ("psytoolkit", "long")
    assert kind_of_file(tmp_path / "none.csv") is None
    dialog.take_files([table])
    assert dialog.kind.currentData() == "long"
    assert dialog.mapping.isVisible()
    assert not dialog.genders.isVisible()
    dialog.take_files([export])
    assert dialog.kind.currentData() == "psytoolkit"
    assert dialog.genders.isVisible()


def test_a_wish_says_all_that_was_chosen(
    qtbot: QtBot, dialog: ImportDialog, ready_folder: Path, tmp_path: Path
) -> None:
    files = [tmp_path / "data_english.csv", tmp_path / "data_german.csv"]
    for file in files:
        file.write_text("participant,age:1,TIME_start,TIME_end\n", "utf-8")
    dialog.take_files(files)
    dialog.genders.setText("1=female, 2=male")
    with qtbot.waitSignal(dialog.wished) as caught:
        dialog.accept()
    assert caught.args[0] == ImportWish(
        store=str(tmp_path / "answers.db"),
        kind="psytoolkit",
        files=tuple(files),
        study_folder=ready_folder,
        genders=((1, "female"), (2, "male")),
        has_lock=True,
    )


def test_what_is_missing_is_said_where_it_is_missing(dialog: ImportDialog, tmp_path: Path) -> None:
    dialog.accept()
    assert "The files are not there" in dialog.message.text()
    table, other = tmp_path / "a.csv", tmp_path / "b.csv"
    for file in (table, other):
        file.write_text("participant,clip,item,value\n", "utf-8")
    dialog.take_files([table, other])
    dialog.accept()
    assert "one at a time" in dialog.message.text()
    dialog.take_files([table])
    dialog.study.setCurrentIndex(dialog.study.count() - 1)
    assert dialog.study_id.isVisible()
    dialog.accept()
    assert "short name" in dialog.message.text()
    dialog.study_id.setText("elsewhere")
    dialog.mapping.setText(str(tmp_path / "none.yaml"))
    dialog.accept()
    assert "mapping file is not there" in dialog.message.text()
    dialog.kind.setCurrentIndex(dialog.kind.findData("psytoolkit"))
    dialog.accept()
    assert "belong to a study" in dialog.message.text()
    dialog.study.setCurrentIndex(0)
    dialog.genders.setText("1=woman")
    dialog.accept()
    assert "1=female, 2=male" in dialog.message.text()
    assert dialog.isVisible()


def test_numbers_of_gender_are_read_as_on_the_command_line() -> None:
    assert gender_codes("") == {}
    assert gender_codes("1=female, 2=male,3 = non_binary") == {1: "female", 2: "male", 3: "non_binary"}
    assert gender_codes("1:female") is None
    assert gender_codes("one=female") is None
