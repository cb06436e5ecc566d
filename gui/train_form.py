"""What a model is trained from: the groups, the model to begin with, the file it goes into."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QFileDialog, QLineEdit, QVBoxLayout, QWidget

from merlingua.gui.agreement_filters import ChoiceBox
from merlingua.gui.agreement_words import column_name
from merlingua.gui.flow_layout import FlowLayout
from merlingua.gui.focus_ring import REACH
from merlingua.gui.form_fields import plain_button, titled_field
from merlingua.gui.theme import Space, Theme
from merlingua.gui.train_model import LabelTable
from merlingua.gui.translation import Formatter

IS13 = "is13"
_FIELD, _FILE = 220, 340


class TrainForm(QWidget):
    """Fields alone; ``question_changed`` where other labels are asked for."""

    question_changed = Signal()

    def __init__(self, theme: Theme, formatter: Formatter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._formatter = theme, formatter
        self.embeddings: Path | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(*[REACH] * 4)
        flow = FlowLayout(spacing=theme.px(Space.M))
        column.addLayout(flow)
        self.by = self._box()
        self.by.activated.connect(self.question_changed)
        self.base = self._box()
        self.base.activated.connect(self._take_base)
        self.out = QLineEdit()
        self.out.setMinimumWidth(theme.px(_FILE))
        choose = plain_button(self.tr("Choose…"), self._choose_out)
        for title, field, *beside in (
            (self.tr("Groups"), self.by),
            (self.tr("Begin with"), self.base),
            (self.tr("New model"), self.out, choose),
        ):
            widget = QWidget()
            row = titled_field(title, field, *beside, theme=theme)
            row.setContentsMargins(0, 0, 0, 0)
            widget.setLayout(row)
            flow.addWidget(widget)
        self.has_simulated = QCheckBox(self.tr("Count simulated listeners too"))
        self.has_simulated.clicked.connect(self.question_changed)
        column.addWidget(self.has_simulated)

    def show_choices(
        self, by: str, models: Sequence[str], base: str, out: Path, *, has_simulated: bool
    ) -> None:
        """Offer the models that there are, and what is chosen now."""
        self.by.clear()
        self.by.addItem(self.tr("Language"), by)
        self.base.clear()
        for name in models:
            self.base.addItem(name, name)
        self.base.addItem(self.tr("IS13 descriptors"), IS13)
        if base and self.base.findData(base) < 0:
            self.base.insertItem(0, Path(base).name, base)
        self.base.insertSeparator(self.base.count())
        self.base.addItem(self.tr("File of a model…"), None)
        self.base.addItem(self.tr("Vectors of another network…"), None)
        self.base.setCurrentIndex(max(self.base.findData(base), 0))
        self.out.setText(str(out))
        self.has_simulated.setChecked(has_simulated)

    def show_columns(self, table: LabelTable, by: str) -> None:
        """Offer what these listeners can be grouped by."""
        self.by.clear()
        for column in table.by_choices:
            self.by.addItem(column_name(table, column, self._formatter), column)
        self.by.setCurrentIndex(max(self.by.findData(by), 0))

    @property
    def chosen_base(self) -> str:
        """A model's name or file, or "is13"; empty where vectors are given."""
        return "" if self.embeddings is not None else str(self.base.currentData() or "")

    @property
    def file(self) -> Path:
        """Where the new model goes."""
        return Path(self.out.text().strip()).absolute().with_suffix(".safetensors")

    def take_base_file(self, file: Path) -> None:
        """Begin with a file: of a model, or of vectors (.npy)."""
        self.embeddings = file if file.suffix == ".npy" else None
        self.base.insertItem(0, file.name, "" if self.embeddings else str(file))
        self.base.setCurrentIndex(0)

    def _take_base(self, position: int) -> None:
        last = self.base.count() - 1
        if position < last - 1:
            self.embeddings = self.embeddings if self.base.itemData(position) == "" else None
            return
        if position == last:
            wanted = self.tr("Vectors (*.npy)")
        else:
            wanted = self.tr("Models (*.safetensors)")
        name, _ = QFileDialog.getOpenFileName(self, self.tr("Begin with"), "", wanted)
        self.base.setCurrentIndex(0)
        if name:
            self.take_base_file(Path(name))

    def _choose_out(self) -> None:
        name, _ = QFileDialog.getSaveFileName(
            self, self.tr("New model"), self.out.text(), self.tr("Models (*.safetensors)")
        )
        if name:
            self.out.setText(name)

    def _box(self) -> QComboBox:
        box = ChoiceBox()
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        box.setMinimumWidth(self._theme.px(_FIELD))
        return box
