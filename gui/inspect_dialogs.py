"""What the Inspect page asks the researcher for: clips, a folder, a model, a place to write to."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog, QWidget

from merlingua.gui.inspect_bar import model_label
from merlingua.gui.inspect_model import ExportKind, ExportQuestion, HeardBy, ShownModel
from merlingua.gui.inspect_names import prediction_text
from merlingua.gui.inspect_shelf import Shelf
from merlingua.gui.translation import LANGUAGES, Formatter


class InspectDialogs(QObject):
    """Each asks once; nothing chosen is an empty answer."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window

    def clips(self) -> list[Path]:
        """Files with sound."""
        names, _ = QFileDialog.getOpenFileNames(
            self._window,
            self.tr("Clips to listen to"),
            "",
            self.tr("Sound (*.wav *.flac *.ogg *.oga *.mp3 *.aif *.aiff);;All files (*)"),
        )
        return [Path(name) for name in names]

    def folder(self) -> list[Path]:
        """A folder of them."""
        name = QFileDialog.getExistingDirectory(self._window, self.tr("A folder of clips"))
        return [Path(name)] if name else []

    def model(self) -> str:
        """The file of a model."""
        name, _ = QFileDialog.getOpenFileName(
            self._window, self.tr("A model"), "", self.tr("Models (*.safetensors);;All files (*)")
        )
        return name

    def export(
        self, kind: ExportKind, shelf: Shelf, file: str, models: Sequence[str], formatter: Formatter
    ) -> ExportQuestion | None:
        """What is to be written of a clip, and where; None where no model has answered to it."""
        answers = [shelf.answer(file, model) for model in models if model]
        shown = tuple(
            ShownModel(model_label(answer.model), answer.prediction)
            for answer in answers
            if answer is not None and answer.prediction is not None
        )
        place = self._place(kind, shelf.name_of(file)) if shown else ""
        if not place:
            return None
        name, heard_by = shelf.name_of(file), shelf.heard_by.get(file)
        return ExportQuestion(
            kind=kind,
            place=place,
            file=file,
            title=name,
            models=shown,
            picture=shelf.pictures.get(file),
            heard=() if heard_by is None else _heard(heard_by),
            words={
                "arousal": self.tr("arousal"),
                "valence": self.tr("valence"),
                "seconds": self.tr("seconds"),
                "alt": f"{name}: {prediction_text(shown[0].prediction, formatter)}",
            },
        )

    def _place(self, kind: ExportKind, name: str) -> str:
        filters = {
            "svg": self.tr("Figures (*.svg)"),
            "png": self.tr("Pictures (*.png)"),
            "csv": self.tr("Tables (*.csv)"),
        }
        place, _ = QFileDialog.getSaveFileName(
            self._window, self.tr("Write {name}").format(name=name), f"{name}.{kind}", filters[kind]
        )
        return f"{place}.{kind}" if place and not Path(place).suffix else place


def _heard(heard_by: HeardBy) -> tuple[tuple[str, NDArray[np.float64]], ...]:
    return tuple(
        (f"{LANGUAGES.get(row.language, row.language)} ({row.n_listeners})", row.shares)
        for row in heard_by.languages
    )
