"""Exports a study's answers: asks how, shows how far it is, tells what was written."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject, QStandardPaths, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from merlingua.gui.dialogs import ErrorDialog, MessageDialog
from merlingua.gui.export_dialog import ExportDialog
from merlingua.gui.export_model import ExportFolderError, ExportWish, WrittenExport
from merlingua.gui.process_job import ProcessJob
from merlingua.gui.theme import Appearance
from merlingua.gui.translation import Formatter, Translation
from merlingua.surveys.errors import MerlinguaError


class ExportActions(QObject):
    """One export at a time, in a process of its own: cancelled, the folder is as it was."""

    def __init__(self, *, appearance: Appearance, translation: Translation, window: QWidget) -> None:
        super().__init__(window)
        self._appearance = appearance
        self._translation = translation
        self._window = window
        self.job = ProcessJob(appearance=appearance, window=window)
        self.job.succeeded.connect(self._show_export)
        self.job.failed.connect(self._show_error)

    def ask(self, *, store: str, study_id: str, study_folder: Path | None) -> None:
        """Ask how a study's answers shall be exported, and do it."""
        dialog = ExportDialog(
            store=store,
            study_id=study_id,
            study_folder=study_folder,
            folder=_default_folder(study_id),
            language=self._translation.language,
            theme=self._appearance.theme,
            parent=self._window,
        )
        dialog.wished.connect(self.write)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def write(self, wish: ExportWish) -> None:
        """Write an export."""
        self.job.start(wish, self.tr("Exporting answers"), stage_text)

    def cancel(self) -> None:
        """Stop writing; the folder is as it was."""
        self.job.cancel()

    def _show_export(self, export: WrittenExport) -> None:
        number = Formatter(self._translation.language).number
        paragraphs = [
            self.tr("Sessions: {n}. Their files are in {folder}").format(
                n=number(export.n_sessions), folder=export.folder
            )
        ]
        if export.n_simulated:
            paragraphs.append(
                self.tr("Simulated, and marked as such: {n}").format(n=number(export.n_simulated))
            )
        if export.n_left_out:
            paragraphs.append(
                self.tr("Answers in listeners' own words that were left out: {n}").format(
                    n=number(export.n_left_out)
                )
            )
        dialog = self._tell(
            self.tr("The answers are exported"),
            "\n\n".join(paragraphs),
            accept_text=self.tr("Open folder"),
            reject_text=self.tr("Close"),
            details="\n".join(export.lines),
        )
        dialog.accepted.connect(partial(_open, export.folder))

    def _show_error(self, error: MerlinguaError) -> None:
        if isinstance(error, ExportFolderError):
            self._tell(
                self.tr("The answers could not be exported"),
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
        self, title: str, body: str, *, accept_text: str, details: str, reject_text: str | None = None
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
    if stage == "read":
        return translate("ExportActions", "Reading the study")
    return translate("ExportActions", "Writing the sessions")


def _default_folder(study_id: str) -> Path:
    documents = Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation))
    parent = documents if documents.is_dir() else Path.home()
    return parent / f"answers-{study_id}"


def _open(folder: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))
