"""Reliability tables: their bins, and that they give the calibration error that is reported."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from merlingua.mer_models.calibration import reliability, reliability_table
from merlingua.mer_models.clip_scores import calibration_error, score_clips
from tests.mer_models.judged_rows import HeardMusic


def test_two_bins_by_hand() -> None:
    # confidences .2 .4 | .6 .8, agreement 0 1 | 1 1: gaps .5 − .3 = .2 and 1 − .7 = .3, mean .25
    table = reliability_table(np.array([0.8, 0.2, 0.6, 0.4]), np.array([1.0, 0.0, 1.0, 1.0]), n_bins=2)
    assert [(b.n_answers, b.confidence, b.agreement) for b in table.bins] == [
        (2, pytest.approx(0.3), 0.5),
        (2, pytest.approx(0.7), 1.0),
    ]
    assert table.expected_calibration_error == pytest.approx(0.25)


@given(st.integers(1, 80), st.integers(0, 999), st.booleans())
def test_the_table_gives_the_reported_error_in_any_order_of_answers(
    n: int, seed: int, has_ties: bool
) -> None:
    rng = np.random.default_rng(seed)
    confidence, agreement = rng.random(n), rng.random(n)
    if has_ties:
        confidence = np.round(confidence, 1)
    order = rng.permutation(n)
    table = reliability_table(confidence, agreement)
    shuffled = reliability_table(confidence[order], agreement[order])
    expected = calibration_error(confidence, agreement)
    assert table.expected_calibration_error == pytest.approx(expected, abs=1e-12)
    assert shuffled.expected_calibration_error == pytest.approx(expected, abs=1e-12)
    assert sum(of_bin.n_answers for of_bin in table.bins) == n


def test_runs_are_pooled_and_one_run_gives_its_own_error() -> None:
    heard = HeardMusic()
    one, other = heard.heard(0.5), heard.heard(1.5)
    ece = score_clips(one, heard.labels).probabilities.ece
    assert reliability([one], heard.labels).expected_calibration_error == pytest.approx(ece, abs=1e-12)
    pooled = reliability([one, other], heard.labels)
    assert sum(of_bin.n_answers for of_bin in pooled.bins) == 120
