"""Asks for the two things a new study needs: where its folder shall be, and where its clips are."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QFileDialog,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from merlingua.gui.dialogs import TextDialog, wrapped_label
from merlingua.gui.form_fields import button_row, main_button, plain_button, titled_field
from merlingua.gui.theme import Space, Theme, Type, set_kind

_WIDTH = 620


@dataclass(frozen=True)
class NewStudyWish:
    """A folder that is not there yet, and a folder of audio files or a manifest (CSV)."""

    folder: Path
    clips: Path


class NewStudyDialog(TextDialog):
    """Emits ``wished`` once both places make sense; making the study is not its business."""

    wished = Signal(object)

    def __init__(self, *, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setWindowTitle(self.tr("New study"))
        self.setMinimumWidth(theme.px(_WIDTH))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*[theme.px(Space.L)] * 4)
        layout.setSpacing(theme.px(Space.M))
        layout.addWidget(wrapped_label(self.tr("New study"), Type.TITLE))
        layout.addWidget(
            wrapped_label(
                self.tr(
                    "The study gets the built-in questions in four languages, and a copy of the clips. "
                    "All of it lies in one folder and can be changed there."
                ),
                Type.BODY,
            )
        )
        self.clips = QLineEdit()
        self.folder = QLineEdit()
        layout.addLayout(
            titled_field(
                self.tr("Clips: a folder of sound files, or a list of them (CSV)"),
                self.clips,
                plain_button(self.tr("Folder…"), self._choose_clips),
                plain_button(self.tr("List…"), self._choose_list),
                theme=theme,
            )
        )
        choose = plain_button(self.tr("Choose…"), self._choose_folder)
        layout.addLayout(titled_field(self.tr("New study folder"), self.folder, choose, theme=theme))
        self.message = wrapped_label("", Type.BODY)
        set_kind(self.message, "error")
        layout.addWidget(self.message)
        self.make = main_button(self.tr("Make the study"), self.accept)
        cancel = plain_button(self.tr("Cancel"), self.reject)
        layout.addLayout(button_row(cancel, self.make, theme=theme))

    def accept(self) -> None:
        """Say what is wrong, or hand over the wish."""
        folder, clips = Path(self.folder.text()), Path(self.clips.text())
        if not self.clips.text() or not clips.exists():
            self.message.setText(self.tr("The clips are not there: choose a folder or a CSV file."))
            self.clips.setFocus()
            return
        if not self.folder.text() or folder.exists():
            self.message.setText(self.tr("Choose a study folder that does not exist yet: it will be made."))
            self.folder.setFocus()
            return
        self.wished.emit(NewStudyWish(folder.absolute(), clips.absolute()))
        super().accept()

    def _choose_clips(self) -> None:
        name = QFileDialog.getExistingDirectory(self, self.tr("Folder of sound files"))
        if name:
            self.clips.setText(name)

    def _choose_list(self) -> None:
        name, _ = QFileDialog.getOpenFileName(self, self.tr("List of clips"), "", "CSV (*.csv)")
        if name:
            self.clips.setText(name)

    def _choose_folder(self) -> None:
        name, _ = QFileDialog.getSaveFileName(
            self, self.tr("New study folder"), "", "", options=QFileDialog.Option.ShowDirsOnly
        )
        if name:
            self.folder.setText(name)
