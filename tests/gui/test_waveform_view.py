"""The waveform is that of the samples that are played."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from merlingua.gui.theme import Appearance
from merlingua.gui.waveform_view import WaveformView
from merlingua.surveys.playback import Playhead

RATE = 1_000


@pytest.fixture
def view(qtbot: QtBot, appearance: Appearance) -> WaveformView:
    view = WaveformView(appearance.theme)
    qtbot.addWidget(view)
    view.resize(300, 60)
    view.show()
    return view


def a_click_in_the_middle() -> np.ndarray:
    samples = np.zeros((10 * RATE, 2), dtype=np.float32)
    samples[5 * RATE, 1] = -0.5
    return samples


def test_a_click_in_one_channel_is_drawn_where_it_sounds(view: WaveformView) -> None:
    view.show_samples(a_click_in_the_middle(), RATE)
    assert np.flatnonzero(view.peaks).tolist() == [len(view.peaks) // 2]
    assert view.peaks.max() == 1.0


def test_the_bars_follow_the_width(view: WaveformView) -> None:
    view.show_samples(a_click_in_the_middle(), RATE)
    n_bars = len(view.peaks)
    view.resize(600, 60)
    assert len(view.peaks) == 2 * n_bars


def test_silence_and_no_samples_are_drawn_without_a_warning(view: WaveformView) -> None:
    view.show_samples(np.zeros((RATE, 2), dtype=np.float32), RATE)
    view.grab()
    view.show_samples(None, RATE)
    view.grab()
    assert view.duration_s == 0.0


def test_what_was_heard_is_in_accent_and_the_rest_quiet(view: WaveformView, appearance: Appearance) -> None:
    colors = appearance.theme.colors
    view.show_samples(np.full((RATE, 2), 0.3, dtype=np.float32), RATE)
    view.show_playhead(Playhead(frame=RATE // 2, is_playing=True))
    image = view.grab().toImage()
    middle = image.height() // 2
    assert image.pixelColor(1, middle) == QColor(colors.accent)
    seen = {image.pixelColor(x, middle).name() for x in range(image.width() // 2 + 6, image.width())}
    assert QColor(colors.quiet).name() in seen
    assert QColor(colors.accent).name() not in seen


def test_the_time_is_that_of_the_frame(view: WaveformView) -> None:
    view.show_samples(a_click_in_the_middle(), RATE)
    view.show_playhead(Playhead(frame=7_250, is_playing=True))
    assert (view.elapsed_s, view.duration_s) == (7.25, 10.0)


def test_a_playhead_past_the_end_stays_at_the_end(view: WaveformView) -> None:
    view.show_samples(a_click_in_the_middle(), RATE)
    view.show_playhead(Playhead(frame=99_999_999))
    assert view.elapsed_s == 10.0
