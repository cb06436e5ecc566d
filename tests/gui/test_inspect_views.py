"""The pictures of a clip: what stands where, what a frame repaints, what is drawn of curves."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QImage, QPaintEvent
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from merlingua.gui.circumplex_view import CircumplexView, place_at, quadrant_of
from merlingua.gui.inspect_clip_view import ClipView
from merlingua.gui.inspect_shares import SharesRow, SharesView
from merlingua.gui.inspect_tracks import TimeAxis, TracksView
from merlingua.gui.inspect_waveform import WaveformTrack
from merlingua.gui.taggram_view import bars
from merlingua.gui.theme import DARK, LIGHT, QUADRANT_COLORS, Colors, Theme
from merlingua.gui.translation import Formatter
from merlingua.mer_models.predictions import Curve
from tests.gui.inspect_samples import picture, prediction


def grabbed(widget: QWidget) -> QImage:
    return widget.grab().toImage()


def colors_in(image: QImage) -> set[str]:
    """Every colour that is seen, as #rrggbb."""
    return {
        QColor(image.pixel(x, y)).name().upper() for x in range(image.width()) for y in range(image.height())
    }


def clip_view(qtbot: QtBot, colors: Colors = LIGHT, duration_s: float = 6.0) -> ClipView:
    view = ClipView(Theme(colors), Formatter("en"), is_large=False)
    qtbot.addWidget(view)
    view.resize(800, 460)
    view.show()
    view.show_duration(duration_s)
    found = prediction(duration_s)
    view.show_predictions(found, None, "beside")
    view.show_picture(picture(duration_s))
    view.show_shares(("best", found), ("", None), None)
    view.show_peaks(np.linspace(0, 1, 200, dtype=np.float32))
    return view


# Time


def test_seconds_and_pixels_are_each_other_s_inverse_and_stay_within_the_clip() -> None:
    axis = TimeAxis(50, 400, 20.0)
    assert axis.x(0) == 50
    assert axis.x(20) == 450
    assert axis.at_s(axis.x(7.3)) == pytest.approx(7.3)
    assert axis.at_s(0) == 0
    assert axis.at_s(9999) == 20


@pytest.mark.parametrize(("duration_s", "step_s"), [(5, 1), (30, 5), (600, 120), (7200, 900)])
def test_times_at_the_ruler_never_touch(duration_s: float, step_s: int) -> None:
    assert TimeAxis(0, 500, duration_s).tick_s(56) == step_s


# Tracks


def test_a_frame_repaints_the_cursor_s_strips_alone(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    painted: list[QRect] = []
    paint = TracksView.paintEvent

    def noted(self: TracksView, event: QPaintEvent) -> None:
        painted.extend(event.region())
        paint(self, event)

    monkeypatch.setattr(TracksView, "paintEvent", noted)
    view = clip_view(qtbot)
    tracks = view.tracks
    grabbed(tracks)
    still = tracks._still
    painted.clear()
    tracks.show_place(3.0)
    qtbot.waitUntil(lambda: bool(painted))
    painted.clear()
    tracks.show_place(3.05)
    qtbot.waitUntil(lambda: bool(painted))
    assert sum(rect.width() for rect in painted) < 40
    assert tracks._still is still


def test_the_cursor_stands_where_the_sound_is_in_every_track(qtbot: QtBot) -> None:
    view = clip_view(qtbot)
    view.show_place(4.5)
    image = grabbed(view.tracks)
    x = round(view.tracks.axis.x(4.5))
    text = QColor(LIGHT.text)
    for area in view.tracks.areas():
        assert QColor(image.pixel(x, int(area.center().y()))) == text


def test_another_clip_forgets_region_and_place(qtbot: QtBot) -> None:
    view = clip_view(qtbot)
    view.tracks.show_region((1.0, 2.0))
    view.show_place(3.0)
    view.show_duration(9.0)
    assert view.tracks.place_s == 0
    assert view.tracks._region is None


@pytest.mark.parametrize("colors", [LIGHT, DARK])
def test_all_four_quadrants_are_labelled_and_the_likeliest_is_filled(qtbot: QtBot, colors: Colors) -> None:
    view = clip_view(qtbot, colors)
    found = colors_in(grabbed(view.tracks))
    # From Q2 to Q4; Q1 and Q3 stand in the gutter.
    assert {QUADRANT_COLORS[quadrant] for quadrant in ("Q1", "Q2", "Q3", "Q4")} <= found


def test_a_clip_that_is_not_known_yet_is_drawn_empty(qtbot: QtBot) -> None:
    view = clip_view(qtbot)
    view.clear()
    view.show_predictions(None, None, "beside")
    view.show_picture(None)
    image = grabbed(view.tracks)
    for area in view.tracks.areas():
        inner = area.toRect().adjusted(2, 2, -2, -2)
        assert colors_in(image.copy(inner)) == {LIGHT.surface}


@pytest.mark.parametrize("duration_s", [1.0, 0.6, 7200.0])
def test_clips_of_any_length_are_drawn(qtbot: QtBot, duration_s: float) -> None:
    view = clip_view(qtbot, duration_s=duration_s)
    view.show_predictions(prediction(duration_s), prediction(duration_s, seed=3), "difference")
    view.show_place(duration_s / 2)
    assert not grabbed(view).isNull()


def test_models_whose_curves_differ_in_length_are_drawn_beside_each_other(qtbot: QtBot) -> None:
    view = clip_view(qtbot)
    view.show_predictions(prediction(6.0), prediction(4.0, seed=3), "difference")
    assert not grabbed(view).isNull()


def test_where_a_model_looks_stands_over_the_spectrogram_and_goes_again(qtbot: QtBot) -> None:
    view = clip_view(qtbot)
    before = grabbed(view.tracks)
    view.show_look(picture())
    assert grabbed(view.tracks) != before
    view.show_look(None)
    assert grabbed(view.tracks) == before


def test_low_bands_are_at_the_bottom_of_the_spectrogram(qtbot: QtBot) -> None:
    view = clip_view(qtbot)  # the picture's levels rise with pitch
    area = view.tracks.areas()[1]
    image = grabbed(view.tracks)
    x = int(area.left() + area.width() * 0.1)
    high = QColor(image.pixel(x, int(area.top() + 4))).lightness()
    low = QColor(image.pixel(x, int(area.bottom() - 4))).lightness()
    assert high < low  # louder is darker on a light ground


# Numbers


def test_bars_of_a_long_clip_are_means_and_still_sum_to_one() -> None:
    curve = Curve(np.arange(7200) + 0.5, np.random.default_rng(1).dirichlet(np.ones(4), 7200))
    edges, values = bars(curve, TimeAxis(0, 500, 7200.0))
    assert len(values) == 250
    assert len(edges) == 251
    np.testing.assert_allclose(values.sum(axis=1), 1)
    np.testing.assert_allclose(values.mean(axis=0), curve.quadrants.mean(axis=0), atol=1e-3)


def test_bars_of_a_short_clip_are_its_seconds() -> None:
    curve = prediction(6.0).curve
    assert curve is not None
    edges, values = bars(curve, TimeAxis(0, 500, 6.0))
    np.testing.assert_array_equal(values, curve.quadrants)
    assert edges[-1] == 6.0


def test_a_narrow_waveform_keeps_every_peak() -> None:
    track = WaveformTrack("sound")
    peaks = np.zeros(1000, dtype=np.float32)
    peaks[537] = 1.0
    track.show_peaks(peaks)
    assert track.columns(90).max() == 1.0
    assert len(track.columns(90)) == 90
    assert len(track.columns(3000)) == 3000


# Circumplex


def test_the_point_moves_on_a_straight_line_between_the_middles_of_seconds() -> None:
    curve = Curve(np.array([0.5, 1.5]), np.array([[1.0, 0, 0, 0], [0, 0, 1.0, 0]]))
    assert place_at(curve, 0.0) == (1, 1)  # before the first middle: its own answer
    assert place_at(curve, 0.5) == (1, 1)
    assert place_at(curve, 1.0) == pytest.approx((0, 0))
    assert place_at(curve, 1.25) == pytest.approx((-0.5, -0.5))
    assert place_at(curve, 9.0) == (-1, -1)


@pytest.mark.parametrize(
    ("valence", "arousal", "quadrant"), [(1, 1, "Q1"), (-1, 1, "Q2"), (-1, -1, "Q3"), (1, -1, "Q4")]
)
def test_quadrants_are_russell_s(valence: float, arousal: float, quadrant: str) -> None:
    assert quadrant_of(valence, arousal) == quadrant


def test_the_point_is_drawn_where_the_model_is(qtbot: QtBot) -> None:
    view = CircumplexView(Theme())
    qtbot.addWidget(view)
    view.resize(270, 270)
    curve = Curve(np.array([0.5]), np.array([[0.0, 0.8, 0.1, 0.1]]))
    view.show_curves(curve)
    view.show_place(0.5)
    spot = view.spot(*place_at(curve, 0.5))
    image = grabbed(view)
    assert QColor(image.pixel(int(spot.x()), int(spot.y()))) == QColor(QUADRANT_COLORS["Q2"])
    assert spot.x() < view.plane().center().x()
    assert spot.y() < view.plane().center().y()


# Bars of the whole clip


def test_bars_say_themselves_to_screen_readers(qtbot: QtBot) -> None:
    view = SharesView(Theme())
    qtbot.addWidget(view)
    view.show_rows([SharesRow("Deutsch", np.array([0.25, 0.5, 0.25, 0.0]), "(12)")])
    assert view.accessibleDescription() == "Deutsch (12): Q1 0.25, Q2 0.50, Q3 0.25, Q4 0.00"
