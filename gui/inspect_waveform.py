"""The waveform over the seconds of a clip, from the samples that are played."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter

from merlingua.gui.inspect_tracks import TimeAxis
from merlingua.gui.theme import Theme

_LEAST = 1.0
"""Height of silence, in px: it is drawn, not left out."""


class WaveformTrack:
    """A column of the greatest magnitude for each pixel, around the middle."""

    share = 0.6
    least = 32

    def __init__(self, name: str) -> None:
        self.name = name
        self._peaks: NDArray[np.float32] = np.zeros(0, dtype=np.float32)

    def show_peaks(self, peaks: NDArray[np.float32] | None) -> None:
        """Peaks of the whole clip, shape (n,), 0 to 1; None: not known yet."""
        self._peaks = np.zeros(0, dtype=np.float32) if peaks is None else peaks

    def columns(self, n: int) -> NDArray[np.float32]:
        """The peak of each of ``n`` pixels."""
        n_peaks = len(self._peaks)
        if n_peaks == 0 or n < 1:
            return np.zeros(0, dtype=np.float32)
        starts = np.arange(n) * n_peaks // n
        if n >= n_peaks:
            return self._peaks[starts]
        return np.asarray(np.maximum.reduceat(self._peaks, starts), dtype=np.float32)

    def draw(self, painter: QPainter, area: QRectF, axis: TimeAxis, theme: Theme) -> None:
        color, middle = theme.colors.color("quiet"), area.center().y()
        for column, peak in enumerate(self.columns(int(area.width()))):
            height = max(float(peak) * (area.height() - 2), _LEAST)
            painter.fillRect(QRectF(area.left() + column, middle - height / 2, 1, height), color)

    def draw_gutter(self, painter: QPainter, area: QRectF, theme: Theme) -> None:
        painter.setPen(theme.colors.color("quiet"))
        flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap
        painter.drawText(area, int(flags), self.name)
