"""The waveform of an excerpt with its playhead, drawn from the samples that are played."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from merlingua.gui.theme import Theme
from merlingua.surveys.playback import Playhead
from merlingua.surveys.waveform import waveform_peaks

_BAR = 2
_BAR_GAP = 1
_WIDTH = 320
_HEIGHT = 34
_HEAD_WIDTH = 2
_SILENT_BAR = 2
"""Height of a bar without sound, in px at 100 %: silence is drawn, not left out."""


class WaveformView(QWidget):
    """Bars of the peaks; what was heard in accent, the rest quiet, a line where the sound is now."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._samples: NDArray[np.float32] = np.zeros((0, 2), dtype=np.float32)
        self._sample_rate = 1
        self._peaks: NDArray[np.float32] = np.zeros(0, dtype=np.float32)
        self._frame = 0
        self._is_playing = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_samples(self, samples: NDArray[np.float32] | None, sample_rate: int) -> None:
        """Draw other samples, shape (n_frames, n_channels); None draws none."""
        self._samples = np.zeros((0, 2), dtype=np.float32) if samples is None else samples
        self._sample_rate = sample_rate
        self._frame = 0
        self._measure()

    def show_playhead(self, playhead: Playhead) -> None:
        """Move the line to the frame that sounds now."""
        before = (self._head_x(), self._is_playing)
        self._frame = min(playhead.frame, len(self._samples))
        self._is_playing = playhead.is_playing
        if (self._head_x(), self._is_playing) != before:
            self.update()

    @property
    def peaks(self) -> NDArray[np.float32]:
        """The bars as drawn, each 0 to 1 of the loudest; shape (n_bars,)."""
        return self._peaks

    @property
    def elapsed_s(self) -> float:
        """Where the playhead is."""
        return self._frame / self._sample_rate

    @property
    def duration_s(self) -> float:
        """How long the samples are."""
        return len(self._samples) / self._sample_rate

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(_WIDTH), self._theme.px(_HEIGHT))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._measure()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Bars around the middle line, and the playhead."""
        colors, px = self._theme.colors, self._theme.px
        painter = QPainter(self)
        head_x = self._head_x()
        step, bar = px(_BAR + _BAR_GAP), px(_BAR)
        heard, ahead = colors.color("accent"), colors.color("quiet")
        if not self.isEnabled():
            ahead = colors.color("line")
        for index, peak in enumerate(self._peaks):
            height = max(float(peak) * self.height(), px(_SILENT_BAR))
            x = index * step
            painter.fillRect(
                QRectF(x, (self.height() - height) / 2, bar, height), heard if x < head_x else ahead
            )
        if self._is_playing:
            painter.fillRect(QRectF(head_x, 0, px(_HEAD_WIDTH), self.height()), colors.color("text"))

    def _head_x(self) -> int:
        n_frames = len(self._samples)
        return (
            round(self._frame / n_frames * self._n_bars() * self._theme.px(_BAR + _BAR_GAP))
            if n_frames
            else 0
        )

    def _n_bars(self) -> int:
        return max(self.width() // self._theme.px(_BAR + _BAR_GAP), 1)

    def _measure(self) -> None:
        peaks = waveform_peaks(self._samples, self._n_bars())
        loudest = float(peaks.max())
        self._peaks = peaks / loudest if loudest > 0 else peaks
        self.update()
