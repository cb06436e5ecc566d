"""All pictures of one clip: tracks over its seconds, the circumplex, the quadrants of the whole."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from merlingua.gui.circumplex_view import CircumplexView
from merlingua.gui.curve_view import CurveTrack
from merlingua.gui.dialogs import wrapped_label
from merlingua.gui.inspect_bar import model_label
from merlingua.gui.inspect_model import HeardBy, Picture
from merlingua.gui.inspect_shares import SharesRow, SharesView
from merlingua.gui.inspect_tracks import TracksView
from merlingua.gui.inspect_waveform import WaveformTrack
from merlingua.gui.spectrogram_view import SpectrogramTrack
from merlingua.gui.taggram_view import FIRST_MARK, SECOND_MARK, Comparison, TaggramTrack
from merlingua.gui.theme import Space, Theme, Type, set_kind
from merlingua.gui.translation import LANGUAGES, Formatter
from merlingua.mer_models.predictions import Prediction

SIDE_WIDTH = 270


class ClipView(QWidget):
    """Beside one another; with large type under one another."""

    def __init__(
        self, theme: Theme, formatter: Formatter, *, is_large: bool, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self.waveform = WaveformTrack(self.tr("sound"))
        self.spectrogram = SpectrogramTrack(self.tr("mel bands"), self.tr("0 Hz"), self.tr("8 kHz"))
        self.taggram = TaggramTrack(self.tr("quadrants"))
        self.curves = CurveTrack(self.tr("arousal"), self.tr("valence"), formatter)
        self.tracks = TracksView(
            (self.waveform, self.spectrogram, self.taggram, self.curves), theme, formatter
        )
        self.circumplex = CircumplexView(theme)
        self.shares = SharesView(theme)
        self.heard_by = wrapped_label("", Type.SMALL)
        set_kind(self.heard_by, "quiet")
        side = QWidget()
        beside = QVBoxLayout(side)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(theme.px(Space.S))
        self.circumplex.setFixedHeight(theme.px(SIDE_WIDTH))
        beside.addWidget(self.circumplex)
        beside.addWidget(self.shares)
        beside.addWidget(self.heard_by)
        beside.addStretch(1)
        if not is_large:
            columns = QHBoxLayout(self)
            columns.setContentsMargins(0, 0, 0, 0)
            columns.setSpacing(theme.px(Space.M))
            side.setFixedWidth(theme.px(SIDE_WIDTH))
            columns.addWidget(self.tracks, 1)
            columns.addWidget(side)
            return
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(theme.px(Space.M))
        rows.addWidget(self.tracks, 1)
        rows.addWidget(side)

    def clear(self) -> None:
        """Nothing is known of the clip yet."""
        self.waveform.show_peaks(None)
        self.spectrogram.show_picture(None)
        self.spectrogram.show_look(None)
        self.tracks.show_clip(0.0)

    def show_duration(self, duration_s: float) -> None:
        """How long the clip is."""
        self.tracks.show_clip(duration_s)

    def show_peaks(self, peaks: NDArray[np.float32]) -> None:
        """The clip is decoded."""
        self.waveform.show_peaks(peaks)
        self.tracks.redraw()

    def show_picture(self, picture: Picture | None) -> None:
        """The clip's spectrogram."""
        self.spectrogram.show_picture(picture)
        self.tracks.redraw()

    def show_look(self, look: Picture | None) -> None:
        """Where the model looks; None: not wanted."""
        self.spectrogram.show_look(look)
        self.tracks.redraw()

    def show_predictions(
        self, prediction: Prediction | None, other: Prediction | None, comparison: Comparison
    ) -> None:
        """The model's answer and, where one is compared, another's."""
        curve = prediction.curve if prediction is not None else None
        beside = other.curve if other is not None else None
        widths = prediction.half_widths if prediction is not None else None
        self.taggram.show_curves(curve, beside, comparison)
        self.curves.show_curves(curve, beside, comparison, widths)
        self.circumplex.show_curves(curve, beside, widths)
        self.tracks.redraw()

    def show_shares(
        self,
        model: tuple[str, Prediction | None],
        beside: tuple[str, Prediction | None],
        heard_by: HeardBy | None,
    ) -> None:
        """Bars for the whole clip, models first."""
        marks = (f"{FIRST_MARK} ", f"{SECOND_MARK} ") if beside[1] is not None else ("", "")
        rows = [
            SharesRow(mark + model_label(name), prediction.quadrants)
            for mark, (name, prediction) in zip(marks, (model, beside), strict=True)
            if prediction is not None
        ]
        if heard_by is not None:
            rows += [
                SharesRow(
                    LANGUAGES.get(row.language, row.language),
                    row.shares,
                    self.tr("({n})").format(n=row.n_listeners),
                )
                for row in heard_by.languages
            ]
        self.shares.show_rows(rows)
        self.heard_by.setText(self._about(heard_by))
        self.heard_by.setVisible(heard_by is not None)

    def show_place(self, at_s: float) -> None:
        """Where the sound is."""
        self.tracks.show_place(at_s)
        self.circumplex.show_place(at_s)

    def _about(self, heard_by: HeardBy | None) -> str:
        if heard_by is None:
            return ""
        if heard_by.is_simulated:
            return self.tr("Languages: simulated listeners of this study, no people.")
        return self.tr("Languages: the quadrant that listeners rated highest.")
