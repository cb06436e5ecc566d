"""Asks what a report of agreement shall be: its language, its folder, with a PDF or without."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFileDialog,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from merlingua.gui.agreement_model import ReportWish, Selection
from merlingua.gui.dialogs import TextDialog, wrapped_label
from merlingua.gui.fitting_area import FittingArea
from merlingua.gui.focus_ring import REACH
from merlingua.gui.form_fields import button_row, main_button, plain_button, titled_field
from merlingua.gui.theme import Space, Theme, Type, set_kind
from merlingua.gui.translation import LANGUAGES

_WIDTH = 620


class ReportDialog(TextDialog):
    """Emits ``wished`` with a ``ReportWish``; writing the report is not its business."""

    wished = Signal(object)

    def __init__(
        self,
        selection: Selection,
        *,
        folder: Path,
        language: str,
        theme: Theme,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._selection = selection
        self._theme = theme
        self.setWindowTitle(self.tr("Write a report"))
        self.setMinimumWidth(theme.px(_WIDTH))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*[theme.px(Space.L)] * 4)
        layout.setSpacing(theme.px(Space.M))
        layout.addWidget(wrapped_label(self.tr("Write a report"), Type.TITLE))
        fields = QWidget()
        column = QVBoxLayout(fields)
        column.setContentsMargins(*[REACH] * 4)
        column.setSpacing(theme.px(Space.M))
        column.addWidget(
            wrapped_label(
                self.tr(
                    "A page to read and to print, its figures, and all numbers as tables: from the listeners "
                    "that are chosen now, with tests of the differences between groups. It takes a minute or "
                    "two."
                ),
                Type.BODY,
            )
        )
        self.folder = QLineEdit(str(folder))
        choose = plain_button(self.tr("Choose…"), self._choose_folder)
        column.addLayout(
            titled_field(
                self.tr("Folder of the report (made if it is not there)"), self.folder, choose, theme=theme
            )
        )
        self.language = QComboBox()
        for code, name in LANGUAGES.items():
            self.language.addItem(name, code)
        self.language.setCurrentIndex(max(self.language.findData(language), 0))
        column.addLayout(titled_field(self.tr("Language of the report"), self.language, theme=theme))
        self.has_pdf = QCheckBox(self.tr("Also as PDF"))
        self.has_pdf.setChecked(True)
        column.addWidget(self.has_pdf)
        layout.addWidget(FittingArea(fields), 1)
        self.message = wrapped_label("", Type.BODY)
        set_kind(self.message, "error")
        self.message.setVisible(False)
        layout.addWidget(self.message)
        self.write = main_button(self.tr("Write the report"), self.accept)
        cancel = plain_button(self.tr("Cancel"), self.reject)
        layout.addLayout(button_row(cancel, self.write, theme=theme))

    def accept(self) -> None:
        """Say what is wrong, or hand over the wish."""
        folder = Path(self.folder.text().strip())
        problem = ""
        if not self.folder.text().strip() or folder.is_file():
            problem = self.tr("Choose a folder for the files of the report.")
        elif not folder.absolute().parent.is_dir():
            problem = self.tr("There is no folder {folder} to make it in: choose another.").format(
                folder=folder.absolute().parent
            )
        if problem:
            self.message.setText(problem)
            self.message.setVisible(True)
            self.fit_texts()
            self.folder.setFocus()
            return
        self.wished.emit(
            ReportWish(
                self._selection, folder.absolute(), self.language.currentData(), self.has_pdf.isChecked()
            )
        )
        super().accept()

    def _choose_folder(self) -> None:
        name = QFileDialog.getExistingDirectory(self, self.tr("Folder of the report"), self.folder.text())
        if name:
            self.folder.setText(name)
