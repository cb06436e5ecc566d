"""How quadrants, probabilities and flags are said on the Inspect page."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication

from merlingua.gui.translation import Formatter
from merlingua.mer_models.predictions import Prediction

DIGITS = 2


def share_text(share: float, formatter: Formatter) -> str:
    """A probability as the page writes it."""
    return formatter.number(share, digits=DIGITS)


def quadrant_text(prediction: Prediction, formatter: Formatter) -> str:
    """The likeliest quadrant, how likely it is, and how far that is to be trusted: ``Q2 0.61 ± 0.12``."""
    text = f"{prediction.quadrant} {share_text(float(prediction.quadrants.max()), formatter)}"
    if prediction.half_widths is not None:
        text += f" ± {share_text(prediction.half_widths.quadrant, formatter)}"
    return text


def prediction_text(prediction: Prediction, formatter: Formatter) -> str:
    """The answer for a whole clip in one line: quadrant, arousal, valence."""
    translate = QCoreApplication.translate
    widths = prediction.half_widths
    parts = [quadrant_text(prediction, formatter)]
    for name, value, width in (
        (translate("Inspect", "arousal"), prediction.arousal, widths.arousal if widths else None),
        (translate("Inspect", "valence"), prediction.valence, widths.valence if widths else None),
    ):
        text = f"{name} {formatter.signed(value, digits=DIGITS)}"
        parts.append(text if width is None else f"{text} ± {share_text(width, formatter)}")
    return "  ·  ".join(parts)


def credible_text(prediction: Prediction, formatter: Formatter) -> str:
    """Which quadrants the clip may have; empty where the model cannot tell."""
    if len(prediction.credible) < 2:
        return ""
    return QCoreApplication.translate("Inspect", "also possible: {quadrants}").format(
        quadrants=formatter.list([each for each in prediction.credible if each != prediction.quadrant])
    )


def flag_texts(flags: Sequence[str]) -> list[str]:
    """What to mind about a clip, a few words each."""
    translate = QCoreApplication.translate
    known = {
        "too quiet": translate("Inspect", "nearly silent"),
        "too short": translate("Inspect", "very short"),
        "clipped": translate("Inspect", "cut off at full scale"),
        "out of range": translate("Inspect", "unlike what the model has learned from"),
    }
    return [known.get(flag, flag) for flag in flags]
