"""Where listeners put clips between valence and arousal, against values worked out by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from merlingua.analysis.agreement_results import ALL
from merlingua.analysis.emotion_plane import clip_places, confidence_region, ellipse_of
from merlingua.analysis.rating_matrix import RatingMatrix
from tests.analysis.figure_results import LIKERT, results_of


def matrix(item: str, codes: list[list[int]]) -> RatingMatrix:
    raters = tuple(f"rater-{number}" for number in range(len(codes)))
    return RatingMatrix(np.array(codes, dtype=np.int16), LIKERT, raters, ("one", "two"), item)


def test_a_clip_of_joy_alone_lies_up_and_right_and_a_missing_emotion_leaves_its_listener_out() -> None:
    # Q1 joy, Q2 anger, Q3 sadness, Q4 peace. Listener 1, clip one: joy 5, all else 1: shares 1, 0, 0, 0;
    # arousal (1 + 0) / 2 - 0 = .5, valence (1 + 0) / 2 - 0 = .5. Listener 2: sadness 3 (share .5), joy 1:
    # arousal 0 - .25, valence 0 - .25. Clip two: listener 2 left out peace.
    given = {
        "joy": [[4, 0], [0, 4]],
        "anger": [[0, 4], [0, 0]],
        "sadness": [[0, 0], [2, 0]],
        "peace": [[0, 0], [0, -1]],
    }
    results = results_of(
        {item: matrix(item, codes) for item, codes in given.items()},
        np.array(["en", "en"]),
        n_permutations=0,
        has_details=False,
    )
    places = clip_places(results)
    one, two = places["one", ALL], places["two", "en"]
    assert (one.n_raters, one.valence, one.arousal) == (2, pytest.approx(0.125), pytest.approx(0.125))
    # joy 1, anger 5: arousal 1/2, valence 0 - 1/2
    assert (two.n_raters, two.valence, two.arousal) == (1, pytest.approx(-0.5), pytest.approx(0.5))
    assert one.region is None


def test_an_ellipse_has_the_directions_and_spreads_of_its_covariance() -> None:
    turn = math.radians(30)
    axes = np.array([[math.cos(turn), -math.sin(turn)], [math.sin(turn), math.cos(turn)]])
    ellipse = ellipse_of(axes @ np.diag([9.0, 4.0]) @ axes.T, 2.0)
    assert ellipse is not None
    assert (ellipse.half_first, ellipse.half_second) == (pytest.approx(6), pytest.approx(4))
    assert ellipse.angle % 180 == pytest.approx(30)
    assert ellipse_of(np.zeros((2, 2)), 2.0) is None


def test_a_confidence_region_is_hotellings_and_needs_five_listeners() -> None:
    # Anderson (2003), sec. 5.3: T-squared = 2 (n - 1) / (n - 2) F; the farthest point of the region along the
    # first axis has exactly the critical T-squared.
    points = np.random.default_rng(3).normal(size=(12, 2)) @ np.array([[2.0, 0.3], [0.0, 1.0]])
    region = confidence_region(points)
    assert region is not None
    direction = np.array([math.cos(math.radians(region.angle)), math.sin(math.radians(region.angle))])
    far = region.half_first * direction
    t_squared = 12 * far @ np.linalg.inv(np.cov(points.T)) @ far
    assert t_squared == pytest.approx(2 * 11 / 10 * stats.f.ppf(0.95, 2, 10))
    assert confidence_region(points[:4]) is None


def test_a_confidence_region_holds_the_mean_in_95_of_100_samples() -> None:
    rng = np.random.default_rng(1)
    n_hits = 0
    for _ in range(1000):
        points = rng.normal(size=(8, 2)) @ np.array([[1.0, 0.8], [0.0, 0.5]])
        region = confidence_region(points)
        assert region is not None
        turn = math.radians(region.angle)
        x, y = -points.mean(axis=0)
        first, second = x * math.cos(turn) + y * math.sin(turn), y * math.cos(turn) - x * math.sin(turn)
        n_hits += (first / region.half_first) ** 2 + (second / region.half_second) ** 2 <= 1
    assert 0.93 < n_hits / 1000 < 0.97  # Monte Carlo error .014
