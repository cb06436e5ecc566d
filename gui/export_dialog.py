"""Asks for which program answers shall be written, where, and with what of them."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QFileDialog, QLineEdit, QVBoxLayout, QWidget

from merlingua.gui.dialogs import TextDialog, wrapped_label
from merlingua.gui.export_model import ExportWish
from merlingua.gui.fitting_area import FittingArea
from merlingua.gui.focus_ring import REACH
from merlingua.gui.form_fields import button_row, main_button, plain_button, titled_field
from merlingua.gui.theme import Space, Theme, Type, set_kind
from merlingua.gui.translation import LANGUAGES
from merlingua.surveys.export_options import ExportFormat

_WIDTH = 620
_HAS_LABELS: frozenset[ExportFormat] = frozenset({"sav", "psych-ds", "bids"})
_IS_CSV: frozenset[ExportFormat] = frozenset({"long", "wide", "psytoolkit"})


class ExportDialog(TextDialog):
    """Emits ``wished`` with an ``ExportWish``; writing the files is not its business."""

    wished = Signal(object)

    def __init__(
        self,
        *,
        store: str,
        study_id: str,
        study_folder: Path | None,
        folder: Path,
        language: str,
        theme: Theme,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._store, self._study_id, self._study_folder = store, study_id, study_folder
        self._theme = theme
        self.setWindowTitle(self.tr("Export answers"))
        self.setMinimumWidth(theme.px(_WIDTH))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*[theme.px(Space.L)] * 4)
        layout.setSpacing(theme.px(Space.M))
        layout.addWidget(wrapped_label(self.tr("Export answers"), Type.TITLE))
        fields = QWidget()
        column = QVBoxLayout(fields)
        column.setContentsMargins(*[REACH] * 4)
        column.setSpacing(theme.px(Space.M))
        column.addWidget(
            wrapped_label(
                self.tr(
                    "All answers of the study, with a codebook in four languages. Who has withdrawn is not "
                    "among them."
                ),
                Type.BODY,
            )
        )
        self._make_fields(column, folder, language)
        layout.addWidget(FittingArea(fields), 1)
        self.message = wrapped_label("", Type.BODY)
        set_kind(self.message, "error")
        self.message.setVisible(False)
        layout.addWidget(self.message)
        self.write = main_button(self.tr("Export"), self.accept)
        cancel = plain_button(self.tr("Cancel"), self.reject)
        layout.addLayout(button_row(cancel, self.write, theme=theme))
        self._show_format()

    @property
    def format(self) -> ExportFormat:
        """The format that is chosen now."""
        format_: ExportFormat = self.formats.currentData()
        return format_

    def accept(self) -> None:
        """Say what is wrong, or hand over the wish."""
        written = self.folder.text().strip()
        folder = Path(written).absolute()
        problem = ""
        if not written or folder.is_file():
            problem = self.tr("Choose a folder for the files.")
        elif not folder.parent.is_dir():
            problem = self.tr("There is no folder {folder} to make it in: choose another.").format(
                folder=folder.parent
            )
        if problem:
            self.message.setText(problem)
            self.message.setVisible(True)
            self.fit_texts()
            self.folder.setFocus()
            return
        self.wished.emit(
            ExportWish(
                self._store,
                self._study_id,
                self._study_folder,
                self.format,
                folder,
                label_language=self.language.currentData(),
                with_free_text=self.has_free_text.isChecked(),
                with_simulated=self.has_simulated.isChecked(),
                for_spreadsheet=self.format in _IS_CSV and self.is_for_spreadsheet.isChecked(),
            )
        )
        super().accept()

    def _make_fields(self, column: QVBoxLayout, folder: Path, language: str) -> None:
        theme = self._theme
        self.formats = QComboBox()
        for name, format_ in self._names_of_formats():
            self.formats.addItem(name, format_)
        self.formats.currentIndexChanged.connect(self._show_format)
        column.addLayout(titled_field(self.tr("Format"), self.formats, theme=theme))
        self.folder = QLineEdit(str(folder))
        choose = plain_button(self.tr("Choose…"), self._choose_folder)
        column.addLayout(
            titled_field(
                self.tr("Folder (new, empty, or of an earlier export)"), self.folder, choose, theme=theme
            )
        )
        self.language = QComboBox()
        for code, name in LANGUAGES.items():
            self.language.addItem(name, code)
        self.language.setCurrentIndex(max(self.language.findData(language), 0))
        self._language_row = QWidget()
        row = titled_field(self.tr("Language of the labels"), self.language, theme=theme)
        row.setContentsMargins(0, 0, 0, 0)
        self._language_row.setLayout(row)
        column.addWidget(self._language_row)
        self.is_for_spreadsheet = QCheckBox(self.tr("To be opened in a spreadsheet"))
        self.is_for_spreadsheet.setChecked(True)
        self.has_free_text = QCheckBox(self.tr("Also what listeners wrote in their own words"))
        self.has_simulated = QCheckBox(self.tr("Also simulated sessions, marked as such"))
        self.has_simulated.setChecked(True)
        for box in (self.is_for_spreadsheet, self.has_free_text, self.has_simulated):
            column.addWidget(box)

    def _names_of_formats(self) -> tuple[tuple[str, ExportFormat], ...]:
        return (
            (self.tr("Table with a row for each answer (CSV)"), "long"),
            (self.tr("Table with a row for each excerpt heard (CSV)"), "wide"),
            (self.tr("SPSS, jamovi, JASP (.sav)"), "sav"),
            (self.tr("Psych-DS data set"), "psych-ds"),
            (self.tr("BIDS data set"), "bids"),
            (self.tr("Table as PsyToolkit writes it (CSV)"), "psytoolkit"),
        )

    def _show_format(self) -> None:
        """Show the fields that the format needs."""
        self._language_row.setVisible(self.format in _HAS_LABELS)
        self.is_for_spreadsheet.setVisible(self.format in _IS_CSV)
        if self.isVisible():
            self.fit_texts()

    def _choose_folder(self) -> None:
        name = QFileDialog.getExistingDirectory(self, self.tr("Folder of the export"), self.folder.text())
        if name:
            self.folder.setText(name)
