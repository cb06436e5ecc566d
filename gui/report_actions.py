"""Writes a report of agreement: asks what it shall be, shows how far it is, opens it when it is there."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject, QStandardPaths, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from merlingua.gui.agreement_model import ReportError, ReportWish, Selection, WrittenReport
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
        paragraphs = [self.tr("It lies in {folder}").format(folder=report.html.parent)]
        if report.no_pdf:
            paragraphs.append(
                self.tr(
                    "There is no PDF: what makes it is missing on this computer. The page can be printed "
                    "from the browser; the details say what to install."
                )
            )
        self._tell(
            self.tr("The report is written"),
            "\n\n".join(paragraphs),
            accept_text=self.tr("Open"),
            reject_text=self.tr("Close"),
            details=report.no_pdf or None,
        ).accepted.connect(partial(_open, report.html))

    def _show_error(self, error: MerlinguaError) -> None:
        if isinstance(error, ReportError):
            self._tell(
                self.tr("The report could not be written"),
                self.tr(
                    "What was in the folder is as it was. Choose another folder, or make room on the disk "
                    "and allow writing there."
                ),
                accept_text=self.tr("Close"),
                details=str(error),
            )
            return
        dialog = ErrorDialog(error, theme=self._appearance.theme, answers_are_safe=False, parent=self._window)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _tell(
        self, title: str, body: str, *, accept_text: str, reject_text: str | None = None, details: str | None
    ) -> MessageDialog:
        dialog = MessageDialog(
            title=title,
            body=body,
            accept_text=accept_text,
            reject_text=reject_text,
            details=details,
            theme=self._appearance.theme,
            parent=self._window,
        )
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
        return dialog


def stage_text(stage: str, _n_done: int = 0) -> str:
    """What is being done, in words."""
    translate = QCoreApplication.translate
    known = {
        "read": translate("ReportActions", "Reading the answers"),
        "agreement": translate("ReportActions", "Computing agreement"),
        "secondary": translate("ReportActions", "Computing further measures"),
        "tests": translate("ReportActions", "Testing the differences between groups"),
        "level": translate("ReportActions", "Comparing how high groups rate"),
        "profile": translate("ReportActions", "Comparing the excerpts' order in each group"),
        "splits": translate("ReportActions", "Comparing liked and disliked, known and unknown"),
        "traits": translate("ReportActions", "Comparing musical backgrounds"),
        "figures": translate("ReportActions", "Drawing the figures"),
        "html": translate("ReportActions", "Writing the page"),
        "pdf": translate("ReportActions", "Setting the PDF"),
    }
    return known.get(stage, translate("ReportActions", "Computing"))


def _default_folder(selection: Selection) -> Path:
    documents = Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation))
    parent = documents if documents.is_dir() else Path.home()
    return parent / f"agreement-{selection.study.study_id}"


def _open(file: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(file)))
