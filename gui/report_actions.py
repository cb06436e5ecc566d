"""Writes a report of agreement: asks what it shall be, shows how far it is, opens it when it is there."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject, QStandardPaths, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from merlingua.gui.agreement_model import ReportWish, Selection, WrittenReport
from merlingua.gui.agreement_process import AgreementProcess
from merlingua.gui.dialogs import ErrorDialog, MessageDialog, WaitDialog
from merlingua.gui.report_dialog import ReportDialog
from merlingua.gui.tasks import Task
from merlingua.gui.theme import Appearance
from merlingua.surveys.errors import MerlinguaError


class ReportActions(QObject):
    """One report at a time, in a process of its own: to cancel it ends the process."""

    def __init__(self, *, appearance: Appearance, window: QWidget) -> None:
        super().__init__(window)
        self._appearance = appearance
        self._window = window
        self._process: AgreementProcess | None = None
        self._task: Task | None = None
        self._wait: WaitDialog | None = None

    def ask(self, selection: Selection, *, language: str) -> None:
        """Ask what the report of a selection shall be, and write it."""
        dialog = ReportDialog(
            selection,
            folder=_default_folder(selection),
            language=language,
            theme=self._appearance.theme,
            parent=self._window,
        )
        dialog.wished.connect(self.write)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def write(self, wish: ReportWish) -> None:
        """Write a report."""
        if self._task is not None:
            return
        self._wait = WaitDialog(
            self.tr("Writing the report"), theme=self._appearance.theme, parent=self._window
        )
        self._wait.rejected.connect(self.cancel)
        self._wait.open()
        self._process = AgreementProcess()
        self._task = Task(partial(self._process.ask, wish), parent=self, takes_progress=True)
        self._task.progressed.connect(self._show_progress)
        self._task.ended.connect(self._end)
        self._task.succeeded.connect(self._show_report)
        self._task.failed.connect(self._show_error)
        self._task.start(self._process.executor)

    def cancel(self) -> None:
        """Stop writing; what was written so far stays in its folder."""
        if self._task is not None:
            self._task.cancel()
        self._end()

    def _end(self) -> None:
        self._task = None
        process, self._process = self._process, None
        if process is not None:
            process.close()
        wait, self._wait = self._wait, None
        if wait is not None:
            wait.rejected.disconnect(self.cancel)
            wait.close()
            wait.deleteLater()

    def _show_progress(self, values: tuple[str, int, int]) -> None:
        if self._wait is not None:
            stage, n_done, n = values
            self._wait.show_progress(stage_text(stage), n_done, n)

    def _show_report(self, report: WrittenReport) -> None:
        dialog = MessageDialog(
            title=self.tr("The report is written"),
            body=self.tr("It lies in {folder}").format(folder=report.html.parent),
            accept_text=self.tr("Open"),
            reject_text=self.tr("Close"),
            theme=self._appearance.theme,
            parent=self._window,
        )
        dialog.accepted.connect(partial(_open, report.html))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _show_error(self, error: MerlinguaError) -> None:
        dialog = ErrorDialog(error, theme=self._appearance.theme, answers_are_safe=False, parent=self._window)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()


def stage_text(stage: str) -> str:
    """What is being done, in words."""
    translate = QCoreApplication.translate
    known = {
        "read": translate("ReportActions", "Reading the answers"),
        "agreement": translate("ReportActions", "Computing agreement"),
        "tests": translate("ReportActions", "Testing the differences between groups"),
        "figures": translate("ReportActions", "Drawing the figures"),
        "pdf": translate("ReportActions", "Setting the PDF"),
    }
    return known.get(stage, translate("ReportActions", "Computing"))


def _default_folder(selection: Selection) -> Path:
    documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    return Path(documents) / f"agreement-{selection.study.study_id}"


def _open(file: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(file)))
