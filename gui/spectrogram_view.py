"""The mel spectrogram of a clip, and over it where a model looks."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter

from merlingua.gui.inspect_model import Picture
from merlingua.gui.inspect_tracks import TimeAxis
from merlingua.gui.theme import Theme

N_LEVELS = 256
_LOOK_ALPHA = 230
_DIMMED = 0.5
"""The spectrogram under a model's look."""
_STOPS = ((0.0, "surface", 1.0), (0.55, "accent", 0.45), (0.85, "accent", 1.0), (1.0, "text", 1.0))
"""Level, a colour, and how much of it over the ground."""


class SpectrogramTrack:
    """Loud in the text's colour, silent in the ground's; a model's look in the colour of warnings."""

    share = 1.2
    least = 72

    def __init__(self, name: str, low: str, high: str) -> None:
        self.name = name
        self._low, self._high = low, high
        self._picture: Picture | None = None
        self._look: Picture | None = None

    def show_picture(self, picture: Picture | None) -> None:
        """Another clip's; None: not known yet."""
        self._picture = picture

    def show_look(self, look: Picture | None) -> None:
        """Where a model looks; None: not wanted."""
        self._look = look

    def draw(self, painter: QPainter, area: QRectF, axis: TimeAxis, theme: Theme) -> None:
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, True)
        if self._picture is not None:
            painter.setOpacity(1.0 if self._look is None else _DIMMED)
            painter.drawImage(area, _image(self._picture.levels, _ramp(theme)))
            painter.setOpacity(1.0)
        if self._look is not None:
            left, right = (
                axis.x(at_s) for at_s in (self._look.first_s, self._look.first_s + self._look.duration_s)
            )
            stretch = QRectF(left, area.top(), right - left, area.height())
            painter.drawImage(stretch, _image(self._look.levels, _look_ramp(theme)))

    def draw_gutter(self, painter: QPainter, area: QRectF, theme: Theme) -> None:
        painter.setPen(theme.colors.color("quiet"))
        right = Qt.AlignmentFlag.AlignRight
        painter.drawText(area, int(right | Qt.AlignmentFlag.AlignTop), self._high)
        painter.drawText(
            area, int(right | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap), self.name
        )
        painter.drawText(area, int(right | Qt.AlignmentFlag.AlignBottom), self._low)


def _image(levels: NDArray[np.uint8], table: list[int]) -> QImage:
    """(n_columns, n_mels) → an image with low bands at the bottom."""
    rows = np.ascontiguousarray(levels.T[::-1])
    image = QImage(rows.tobytes(), rows.shape[1], rows.shape[0], rows.shape[1], QImage.Format.Format_Indexed8)
    image.setColorTable(table)
    # A copy: the bytes belong to an array that goes away.
    return image.convertToFormat(QImage.Format.Format_ARGB32)


def _ramp(theme: Theme) -> list[int]:
    """From the ground to the text, by way of the accent: lightness alone tells the level."""
    ground = theme.colors.color("surface")
    colors = [_mixed(ground, theme.colors.color(name), share) for _, name, share in _STOPS]
    table = []
    for level in range(N_LEVELS):
        place = level / (N_LEVELS - 1)
        after = next(number for number, stop in enumerate(_STOPS) if place <= stop[0] and number)
        begin, end = _STOPS[after - 1][0], _STOPS[after][0]
        table.append(_mixed(colors[after - 1], colors[after], (place - begin) / (end - begin)).rgba())
    return table


def _look_ramp(theme: Theme) -> list[int]:
    color = theme.colors.color("warning")
    table = []
    for level in range(N_LEVELS):
        color.setAlpha(round(level / (N_LEVELS - 1) * _LOOK_ALPHA))
        table.append(color.rgba())
    return table


def _mixed(low: QColor, high: QColor, share: float) -> QColor:
    return QColor.fromRgbF(
        low.redF() + share * (high.redF() - low.redF()),
        low.greenF() + share * (high.greenF() - low.greenF()),
        low.blueF() + share * (high.blueF() - low.blueF()),
    )
