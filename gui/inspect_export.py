"""Writes out what the Inspect page shows of a clip: a figure, or its curve as a table; in the process."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from merlingua.gui.inspect_model import ExportError, ExportQuestion, ShownModel
from merlingua.mer_models.predictions import Prediction

if TYPE_CHECKING:
    from merlingua.analysis.figures_prediction import ModelLine


def write_export(question: ExportQuestion) -> str:
    """Write the file, whole or not at all; gives its place.

    Raises
    ------
    ExportError
        If it cannot be written.
    """
    place = Path(question.place)
    try:
        _replace(place, _content(question))
    except OSError as error:
        raise ExportError(f"{place} cannot be written: {error.strerror or error}") from error
    return str(place)


def _content(question: ExportQuestion) -> bytes:
    if question.kind == "csv":
        from merlingua.mer_models.prediction_runs import table_of

        shown = question.models[0]
        return table_of([Path(question.file)], [shown.prediction]).encode("utf-8")
    from merlingua.analysis.figures_prediction import ClipFigure, prediction_drawing

    drawn = prediction_drawing(
        ClipFigure(
            title=question.title,
            duration_s=question.models[0].prediction.duration_s,
            models=[_line(shown) for shown in question.models if shown.prediction.curve is not None],
            words=question.words,
            levels=question.picture.levels if question.picture is not None else None,
            heard=question.heard,
        )
    )
    return drawn.svg.encode("utf-8") if question.kind == "svg" else drawn.png


def _line(shown: ShownModel) -> ModelLine:
    from merlingua.analysis.figures_prediction import ModelLine

    prediction: Prediction = shown.prediction
    curve, widths = prediction.curve, prediction.half_widths
    if curve is None:
        raise ValueError("a prediction without a curve is not drawn")
    return ModelLine(
        shown.name,
        curve.times_s,
        curve.quadrants,
        prediction.quadrants,
        None if widths is None else (widths.arousal, widths.valence),
    )


def _replace(place: Path, content: bytes) -> None:
    handle, temporary = tempfile.mkstemp(prefix=f".{place.name}.", dir=place.parent)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        os.chmod(temporary, place.stat().st_mode & 0o777 if place.exists() else 0o644)  # noqa: PTH101
        os.replace(temporary, place)  # noqa: PTH105
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
