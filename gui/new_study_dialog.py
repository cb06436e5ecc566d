"""Asks for the two things a new study needs: where its folder shall be, and where its clips are."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from merlingua.gui.dialogs import TextDialog, wrapped_label
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
            self._place(
                self.tr("Clips: a folder of sound files, or a list of them (CSV)"),
                self.clips,
                ((self.tr("Folder…"), self._choose_clips), (self.tr("List…"), self._choose_list)),
            )
        )
        layout.addLayout(
            self._place(
                self.tr("New study folder"), self.folder, ((self.tr("Choose…"), self._choose_folder),)
            )
        )
        self.message = wrapped_label("", Type.BODY)
        set_kind(self.message, "error")
        layout.addWidget(self.message)
        layout.addLayout(self._buttons())

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

    def _place(self, title: str, field: QLineEdit, buttons: tuple[tuple[str, object], ...]) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(self._theme.px(Space.XS))
        label = wrapped_label(title, Type.BODY)
        label.setBuddy(field)
        column.addWidget(label)
        field.setAccessibleName(title)
        row = QHBoxLayout()
        row.setSpacing(self._theme.px(Space.S))
        row.addWidget(field, 1)
        for text, slot in buttons:
            button = QPushButton(text)
            button.setAutoDefault(False)
            button.clicked.connect(slot)
            row.addWidget(button)
        column.addLayout(row)
        return column

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(self._theme.px(Space.S))
        row.addStretch(1)
        cancel = QPushButton(self.tr("Cancel"))
        cancel.setAutoDefault(False)
        cancel.clicked.connect(self.reject)
        row.addWidget(cancel)
        self.make = QPushButton(self.tr("Make the study"))
        set_kind(self.make, "primary")
        self.make.setDefault(True)
        self.make.clicked.connect(self.accept)
        row.addWidget(self.make)
        return row

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
