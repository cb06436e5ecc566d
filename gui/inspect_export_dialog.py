"""Asks where a clip is to be written, and gathers what is shown of it."""

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


class InspectExport(QObject):
    """Gives an ``ExportQuestion``, or None where nothing is to be written."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window

    def question(
        self, kind: ExportKind, shelf: Shelf, file: str, models: Sequence[str], formatter: Formatter
    ) -> ExportQuestion | None:
        """What is to be written of a clip that some of ``models`` have answered to."""
        answers = [shelf.answer(file, model) for model in models if model]
        shown = tuple(
            ShownModel(model_label(answer.model), answer.prediction)
            for answer in answers
            if answer is not None and answer.prediction is not None
        )
        if not shown:
            return None
        name = shelf.name_of(file)
        filters = {
            "svg": self.tr("Figures (*.svg)"),
            "png": self.tr("Pictures (*.png)"),
            "csv": self.tr("Tables (*.csv)"),
        }
        place, _ = QFileDialog.getSaveFileName(
            self._window, self.tr("Write {name}").format(name=name), f"{name}.{kind}", filters[kind]
        )
        if not place:
            return None
        heard_by = shelf.heard_by.get(file)
        return ExportQuestion(
            kind=kind,
            place=place if Path(place).suffix else f"{place}.{kind}",
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


def _heard(heard_by: HeardBy) -> tuple[tuple[str, NDArray[np.float64]], ...]:
    return tuple(
        (f"{LANGUAGES.get(row.language, row.language)} ({row.n_listeners})", row.shares)
        for row in heard_by.languages
    )
