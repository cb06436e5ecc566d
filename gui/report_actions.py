"""Writes a report of agreement: asks what it shall be, shows how far it is, opens it when it is there."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject, QStandardPaths, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from merlingua.gui.agreement_model import ReportWish, Selection, WrittenReport
from merlingua.gui.dialogs import ErrorDialog, MessageDialog
from merlingua.gui.process_job import ProcessJob
from merlingua.gui.report_dialog import ReportDialog
from merlingua.gui.theme import Appearance
from merlingua.surveys.errors import MerlinguaError


class ReportActions(QObject):
    """One report at a time, in a process of its own: cancelled, nothing of it stays."""

    def __init__(self, *, appearance: Appearance, window: QWidget) -> None:
        super().__init__(window)
        self._appearance = appearance
        self._window = window
        self.job = ProcessJob(appearance=appearance, window=window)
        self.job.succeeded.connect(self._show_report)
        self.job.failed.connect(self._show_error)

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
        self.job.start(wish, self.tr("Writing the report"), stage_text)

    def cancel(self) -> None:
        """Stop writing; the folder is as it was."""
        self.job.cancel()

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


def stage_text(stage: str, _n_done: int = 0) -> str:
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
