"""A report written from the window: whole, cancelled, refused, and without what makes a PDF."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QDialog, QLabel, QWidget
from pytestqt.qtbot import QtBot

from merlingua.gui.agreement_model import ReportWish, Selection, StudyChoice, TableQuestion, WrittenReport
from merlingua.gui.agreement_work import AgreementWork
from merlingua.gui.dialogs import ErrorDialog, MessageDialog
from merlingua.gui.report_actions import ReportActions
from merlingua.gui.report_dialog import ReportDialog
from merlingua.gui.theme import Appearance
from merlingua.surveys.simulate import simulate_study
from merlingua.surveys.store import Store
from merlingua.surveys.study import load_study

PATIENCE_MS = 180_000
N_LISTENERS = 24


@pytest.fixture(scope="module")
def selection(ready_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Selection:
    store = tmp_path_factory.mktemp("report") / "answers.db"
    study = load_study(ready_folder)
    with Store.open(store) as opened:
        simulate_study(study, opened, n_participants=N_LISTENERS, seed=2)
    choice = StudyChoice(study.definition.study.id, ready_folder)
    return Selection(str(store), choice, languages=("en", "es", "de"))


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    return window


@pytest.fixture
def actions(window: QWidget, appearance: Appearance) -> Iterator[ReportActions]:
    actions = ReportActions(appearance=appearance, window=window)
    yield actions
    actions.cancel()


@pytest.fixture
def without_pango(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What WeasyPrint says where the system's library is missing."""
    fake = tmp_path / "modules"
    fake.mkdir()
    message = "cannot load library 'libpango-1.0-0': libpango-1.0-0: cannot open shared object file"
    (fake / "weasyprint.py").write_text(f"raise OSError({message!r})\n", "utf-8")
    monkeypatch.setenv("PYTHONPATH", str(fake))


def wish(selection: Selection, folder: Path) -> ReportWish:
    return ReportWish(selection, folder, "de", n_permutations=99)


def dialog_of(window: QWidget, kind: type[QDialog]) -> QDialog | None:
    return next((found for found in window.findChildren(kind) if found.isVisible()), None)


def said(widget: QWidget) -> str:
    return "\n".join(label.text() for label in widget.findChildren(QLabel))


def test_without_pango_the_page_is_written_all_the_same_with_the_numbers_of_the_window(
    qtbot: QtBot,
    actions: ReportActions,
    window: QWidget,
    selection: Selection,
    without_pango: None,
    tmp_path: Path,
) -> None:
    folder = tmp_path / "report"
    stages: list[str] = []
    with qtbot.waitSignal(actions.job.succeeded, timeout=PATIENCE_MS) as caught:
        actions.write(wish(selection, folder))
        assert actions.job._task is not None
        actions.job._task.progressed.connect(lambda values: stages.append(values[0]))
    report: WrittenReport = caught.args[0]
    assert (report.html, report.pdf) == (folder / "report.html", None)
    assert 'lang="de"' in report.html.read_text("utf-8")
    assert {"read", "agreement", "figures", "html"} <= set(stages)
    dialog = dialog_of(window, MessageDialog)
    assert isinstance(dialog, MessageDialog)
    assert "There is no PDF" in said(dialog)
    assert "libpango" in dialog.details.toPlainText()
    dialog.reject()
    _compare_with_window(selection, folder)


def _compare_with_window(selection: Selection, folder: Path) -> None:
    work = AgreementWork()
    shown = work.answer(TableQuestion(selection), progress=lambda *_: None)
    work.close()
    with (folder / "results.csv").open(newline="", encoding="utf-8") as stream:
        written = {
            (row["item"], row["language"]): row["estimate"]
            for row in csv.DictReader(stream)
            if row["analysis"] == "agreement"
            and row["estimator"] == "krippendorff_alpha"
            and row["level"] == "ordinal"
        }
    estimates = {key: one.value for key, one in shown.estimates.items()}
    assert {key: float(value) if value else None for key, value in written.items()} == estimates
    command = json.loads((folder / "results.json").read_text("utf-8"))["provenance"]["command"]
    assert """--where 'language in ("en", "es", "de")'""" in command
    assert "--report-language de" in command


def test_a_cancelled_report_leaves_nothing_behind(
    qtbot: QtBot, actions: ReportActions, selection: Selection, tmp_path: Path
) -> None:
    folder = tmp_path / "report"
    seen: list[str] = []
    actions.write(wish(selection, folder))
    assert actions.job._task is not None
    actions.job._task.progressed.connect(lambda values: seen.append(values[0]))
    qtbot.waitUntil(lambda: "figures" in seen, timeout=PATIENCE_MS)
    assert list(tmp_path.glob(".report-*"))
    process = actions.job._process
    assert process is not None
    running = process._process
    assert running is not None
    assert actions.job.dialog is not None
    assert actions.job.dialog.what.text() == "Drawing the figures"
    actions.job.dialog.cancel.click()
    qtbot.waitUntil(lambda: running.poll() is not None, timeout=PATIENCE_MS)
    assert running.returncode == 0  # it tidied up, and was not killed
    assert list(tmp_path.iterdir()) == []


def test_a_folder_with_other_files_is_refused_before_anything_is_computed(
    qtbot: QtBot, actions: ReportActions, window: QWidget, selection: Selection, tmp_path: Path
) -> None:
    (tmp_path / "thesis.txt").write_text("all of it", "utf-8")
    with qtbot.waitSignal(actions.job.failed, timeout=PATIENCE_MS):
        actions.write(wish(selection, tmp_path))
    dialog = dialog_of(window, MessageDialog)
    assert isinstance(dialog, MessageDialog)
    assert "The report could not be written" in said(dialog)
    assert "no report of Merlingua's" in dialog.details.toPlainText()
    dialog.accept()
    assert [file.name for file in tmp_path.iterdir()] == ["thesis.txt"]


def test_listeners_without_any_agreement_are_no_report(
    qtbot: QtBot, actions: ReportActions, window: QWidget, selection: Selection, tmp_path: Path
) -> None:
    nobody = Selection(selection.store, selection.study, where="age > 150")
    with qtbot.waitSignal(actions.job.failed, timeout=PATIENCE_MS):
        actions.write(wish(nobody, tmp_path / "report"))
    dialog = dialog_of(window, ErrorDialog)
    assert isinstance(dialog, ErrorDialog)
    assert "no agreement" in dialog.details.toPlainText()
    dialog.accept()
    assert not (tmp_path / "report").exists()


def test_the_dialog_says_what_is_wrong_with_a_folder(
    qtbot: QtBot, appearance: Appearance, selection: Selection, tmp_path: Path
) -> None:
    dialog = ReportDialog(selection, folder=tmp_path / "report", language="zh-Hans", theme=appearance.theme)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.folder.setText(str(tmp_path / "none" / "report"))
    dialog.accept()
    assert f"There is no folder {tmp_path / 'none'}" in dialog.message.text()
    dialog.folder.clear()
    dialog.accept()
    assert "Choose a folder" in dialog.message.text()
    dialog.folder.setText(str(tmp_path / "report"))
    with qtbot.waitSignal(dialog.wished) as caught:
        dialog.accept()
    assert caught.args[0] == ReportWish(selection, tmp_path / "report", "zh-Hans")
