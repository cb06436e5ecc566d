"""Brings in answers that were given elsewhere: asks which, shows how far it is, tells what was found."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from merlingua.gui.agreement_model import StudyChoice
from merlingua.gui.dialogs import ErrorDialog
from merlingua.gui.import_dialog import ImportDialog
from merlingua.gui.import_model import ImportWish
from merlingua.gui.import_report_dialog import ImportReportDialog
from merlingua.gui.import_words import import_stage
from merlingua.gui.process_job import ProcessJob
from merlingua.gui.theme import Appearance
from merlingua.gui.translation import Formatter, Translation
from merlingua.surveys.errors import MerlinguaError
from merlingua.surveys.import_report import ImportReport


class ImportActions(QObject):
    """One import at a time, in a process of its own: to cancel it takes back what it wrote."""

    brought_in = Signal(str)
    """The id of the study whose answers are in the store now."""

    def __init__(self, *, appearance: Appearance, translation: Translation, window: QWidget) -> None:
        super().__init__(window)
        self._appearance = appearance
        self._translation = translation
        self._window = window
        self.job = ProcessJob(appearance=appearance, window=window)
        self.job.succeeded.connect(self._show_report)
        self.job.failed.connect(self._show_error)

    def ask(self, store: str, *, has_lock: bool, studies: Sequence[StudyChoice], chosen: StudyChoice) -> None:
        """Ask which answers shall go into a store, and bring them in."""
        dialog = ImportDialog(
            store=store,
            has_lock=has_lock,
            studies=studies,
            chosen=chosen,
            language=self._translation.language,
            theme=self._appearance.theme,
            parent=self._window,
        )
        dialog.wished.connect(self.bring_in)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def bring_in(self, wish: ImportWish) -> None:
        """Bring answers in."""
        self.job.start(wish, self.tr("Bringing in answers"), self._stage)

    def cancel(self) -> None:
        """Stop; nothing of the files is in the store then."""
        self.job.cancel()

    def _stage(self, stage: str, n_done: int) -> str:
        return import_stage(stage, n_done, formatter=Formatter(self._translation.language))

    def _show_report(self, report: ImportReport) -> None:
        dialog = ImportReportDialog(
            report,
            theme=self._appearance.theme,
            formatter=Formatter(self._translation.language),
            parent=self._window,
        )
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
        self.brought_in.emit(report.study_id)

    def _show_error(self, error: MerlinguaError) -> None:
        dialog = ErrorDialog(error, theme=self._appearance.theme, answers_are_safe=False, parent=self._window)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
