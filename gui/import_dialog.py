"""Asks for answers that were given elsewhere: which files, of which study, in which language."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from merlingua.gui.agreement_model import StudyChoice
from merlingua.gui.dialogs import TextDialog, wrapped_label
from merlingua.gui.fitting_area import FittingArea
from merlingua.gui.focus_ring import REACH
from merlingua.gui.form_fields import button_row, main_button, plain_button, titled_field
from merlingua.gui.import_model import ImportWish, gender_codes, kind_of_file
from merlingua.gui.theme import Space, Theme, Type, set_kind
from merlingua.gui.translation import LANGUAGES

_WIDTH = 640
_SEPARATOR = "; "
"""Between the names of several files."""


class ImportDialog(TextDialog):
    """Emits ``wished`` with an ``ImportWish``; bringing the answers in is not its business."""

    wished = Signal(object)

    def __init__(
        self,
        *,
        store: str,
        has_lock: bool,
        studies: Sequence[StudyChoice],
        chosen: StudyChoice,
        language: str,
        theme: Theme,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._store, self._has_lock = store, has_lock
        self._theme = theme
        self.setWindowTitle(self.tr("Bring in answers"))
        self.setMinimumWidth(theme.px(_WIDTH))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*[theme.px(Space.L)] * 4)
        layout.setSpacing(theme.px(Space.M))
        layout.addWidget(wrapped_label(self.tr("Bring in answers"), Type.TITLE))
        layout.addWidget(
            wrapped_label(
                self.tr(
                    "From exports of PsyToolkit surveys, or from a CSV file with a row for each answer. "
                    "What is there already is not added again."
                ),
                Type.BODY,
            )
        )
        fields = QWidget()
        column = QVBoxLayout(fields)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(Space.XS))
        self._make_fields(column)
        self._area = FittingArea(fields)
        layout.addWidget(self._area, 1)
        self._fill_studies(studies, chosen, language)
        self.message = wrapped_label("", Type.BODY)
        set_kind(self.message, "error")
        self.message.setVisible(False)
        layout.addWidget(self.message)
        self.bring = main_button(self.tr("Bring them in"), self.accept)
        cancel = plain_button(self.tr("Cancel"), self.reject)
        layout.addLayout(button_row(cancel, self.bring, theme=theme))
        self._show_kind()

    def accept(self) -> None:
        """Say what is wrong, or hand over the wish."""
        problem = self._problem()
        if problem is not None:
            message, field = problem
            self.message.setText(message)
            self.message.setVisible(True)
            self.fit_texts()
            field.setFocus()
            QTimer.singleShot(0, field, partial(self._area.ensureWidgetVisible, field))  # once it is laid out
            return
        self.wished.emit(self._wish())
        super().accept()

    def take_files(self, files: Sequence[Path]) -> None:
        """Bring the fields to these files; what they are is seen from the first."""
        self.files.setText(_SEPARATOR.join(map(str, files)))
        kind = kind_of_file(files[0]) if files else None
        if kind is not None:
            self.kind.setCurrentIndex(self.kind.findData(kind))

    def _paths(self) -> tuple[Path, ...]:
        return tuple(
            Path(name.strip()) for name in self.files.text().split(_SEPARATOR.strip()) if name.strip()
        )

    def _wish(self) -> ImportWish:
        study: StudyChoice | None = self.study.currentData()
        is_long = self.kind.currentData() == "long"
        mapping = self.mapping.text().strip()
        return ImportWish(
            store=self._store,
            kind=self.kind.currentData(),
            files=self._paths(),
            study_folder=study.folder if study is not None else None,
            study_id="" if study is not None else self.study_id.text().strip(),
            language=self.language.currentData(),
            mapping=Path(mapping) if is_long and mapping else None,
            genders=() if is_long else tuple((gender_codes(self.genders.text()) or {}).items()),
            has_lock=self._has_lock,
        )

    def _problem(self) -> tuple[str, QWidget] | None:
        """What is wrong, and in which field; None where all makes sense."""
        paths, is_long = self._paths(), self.kind.currentData() == "long"
        if not paths or not all(path.is_file() for path in paths):
            return self.tr("The files are not there: choose one or more."), self.files
        if is_long and len(paths) > 1:
            return self.tr("Of files with a row for each answer choose one at a time."), self.files
        if self.study.currentData() is None:
            if not is_long:
                return self.tr("Exports of PsyToolkit belong to a study: choose it."), self.study
            if not self.study_id.text().strip():
                return self.tr("Give the answers' study a short name."), self.study_id
        if is_long and self.mapping.text().strip() and not Path(self.mapping.text().strip()).is_file():
            return self.tr("The mapping file is not there: choose another, or none."), self.mapping
        if not is_long and gender_codes(self.genders.text()) is None:
            return (
                self.tr("Write the numbers of gender as in 1=female, 2=male; possible are {names}.").format(
                    names="female, male, non_binary, other, no_answer"
                ),
                self.genders,
            )
        return None

    def _make_fields(self, layout: QVBoxLayout) -> None:
        self.files, choose = QLineEdit(), plain_button(self.tr("Choose…"), self._choose_files)
        layout.addWidget(self._field(self.tr("Files"), self.files, choose))
        self.kind = QComboBox()
        self.kind.addItem(self.tr("Exports of PsyToolkit, one for each language"), "psytoolkit")
        self.kind.addItem(self.tr("CSV with a row for each answer"), "long")
        self.kind.currentIndexChanged.connect(self._show_kind)
        layout.addWidget(self._field(self.tr("What they are"), self.kind))
        self.study, self.study_id = QComboBox(), QLineEdit()
        self.study.currentIndexChanged.connect(self._show_kind)
        layout.addWidget(self._field(self.tr("Study"), self.study))
        self._study_id_row = self._field(
            self.tr("Name of the study: letters, digits and hyphens"), self.study_id
        )
        layout.addWidget(self._study_id_row)
        self.language = QComboBox()
        self.language.addItem(self.tr("As the files say"), None)
        for code, name in LANGUAGES.items():
            self.language.addItem(name, code)
        layout.addWidget(self._field(self.tr("Language of the listeners"), self.language))
        self.mapping, choose = QLineEdit(), plain_button(self.tr("Choose…"), self._choose_mapping)
        self._mapping_row = self._field(
            self.tr("Mapping file: what the table calls things (if other than usual)"), self.mapping, choose
        )
        layout.addWidget(self._mapping_row)
        self.genders = QLineEdit()
        self.genders.setPlaceholderText("1=female, 2=male")
        self._genders_row = self._field(
            self.tr("What the numbers of gender mean, if you know it"), self.genders
        )
        layout.addWidget(self._genders_row)

    def _fill_studies(self, studies: Sequence[StudyChoice], chosen: StudyChoice, language: str) -> None:
        known = {study.study_id: study for study in (*studies, chosen) if study.folder is not None}
        for study in known.values():
            self.study.addItem(study.title_in(language), study)
        self.study.addItem(self.tr("None: answers without a study folder"), None)
        ids = list(known)
        self.study.setCurrentIndex(ids.index(chosen.study_id) if chosen.study_id in ids else len(ids))
        self.study_id.setText("" if chosen.study_id in ids else chosen.study_id)

    def _show_kind(self) -> None:
        """Show the fields that what is chosen needs."""
        is_long = self.kind.currentData() == "long"
        self._mapping_row.setVisible(is_long)
        self._genders_row.setVisible(not is_long)
        self._study_id_row.setVisible(is_long and self.study.currentData() is None)
        if self.isVisible():
            self.fit_texts()

    def _field(self, title: str, field: QWidget, *beside: QWidget) -> QWidget:
        """A field that can be hidden."""
        widget = QWidget()
        column = titled_field(title, field, *beside, theme=self._theme)
        column.setContentsMargins(*[REACH] * 4)
        widget.setLayout(column)
        return widget

    def _choose_files(self) -> None:
        names, _ = QFileDialog.getOpenFileNames(
            self, self.tr("Files of answers"), "", self.tr("Tables (*.csv *.tsv *.txt);;All files (*)")
        )
        if names:
            self.take_files([Path(name) for name in names])

    def _choose_mapping(self) -> None:
        name, _ = QFileDialog.getOpenFileName(
            self, self.tr("Mapping file"), "", self.tr("Mappings (*.yaml *.yml);;All files (*)")
        )
        if name:
            self.mapping.setText(name)
