"""Scores by clip: against scikit-learn and scipy, at their bounds, and where they have no value."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy import stats
from sklearn.metrics import brier_score_loss, f1_score, log_loss

from merlingua.mer_models.clip_predictions import ClipLabels, ClipPredictions
from merlingua.mer_models.clip_scores import calibration_error, pearson_r, score_clips
from merlingua.mer_models.errors import EvaluationError


def tables(
    probabilities: NDArray[np.float64], shares: NDArray[np.float64]
) -> tuple[ClipPredictions, ClipLabels]:
    ids = tuple(str(n) for n in range(len(shares)))
    return ClipPredictions.from_quadrants(ids, probabilities), ClipLabels(ids, shares, ids)


def drawn(seed: int, n_clips: int = 80) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    rng = np.random.default_rng(seed)
    return rng.dirichlet(np.ones(4), n_clips), rng.dirichlet(np.ones(4), n_clips)


def test_with_hard_labels_scores_are_scikit_learns() -> None:
    probabilities, shares = drawn(1)
    truth = shares.argmax(axis=1)
    scores = score_clips(*tables(probabilities, np.eye(4)[truth]))
    assert scores.probabilities.cross_entropy == pytest.approx(log_loss(truth, probabilities), abs=1e-12)
    assert scores.probabilities.brier == pytest.approx(
        brier_score_loss(truth, probabilities, labels=range(4), scale_by_half=False), abs=1e-12
    )
    assert scores.probabilities.floor == 0
    said = probabilities.argmax(axis=1)
    assert scores.quadrants.macro_f1 == pytest.approx(f1_score(truth, said, average="macro"), abs=1e-12)
    is_positive, positive = np.isin(truth, (0, 3)), probabilities[:, 0] + probabilities[:, 3]
    valence = scores.valence
    assert valence.probabilities.cross_entropy == pytest.approx(log_loss(is_positive, positive), abs=1e-12)
    assert valence.probabilities.brier == pytest.approx(brier_score_loss(is_positive, positive), abs=1e-12)
    assert valence.decisions.classes[1].f1 == pytest.approx(f1_score(is_positive, positive > 0.5), abs=1e-12)


def test_arousal_is_right_where_q1_and_q2_are_told_from_q3_and_q4() -> None:
    shares = np.eye(4)
    scores = score_clips(*tables(np.eye(4)[[1, 0, 3, 2]], shares))
    assert (scores.quadrants.accuracy, scores.arousal.decisions.accuracy) == (0, 1)
    assert scores.valence.decisions.accuracy == 0
    assert scores.arousal.pearson_r == pytest.approx(1)
    assert scores.valence.pearson_r == pytest.approx(-1)


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(1, 40))
def test_no_answer_is_below_the_floor_and_the_shares_themselves_reach_it(seed: int, n_clips: int) -> None:
    probabilities, shares = drawn(seed, n_clips)
    scores = score_clips(*tables(probabilities, shares))
    for one in (scores.probabilities, scores.arousal.probabilities, scores.valence.probabilities):
        assert one.cross_entropy >= one.floor - 1e-6
        assert 0 <= one.ece <= 1
    own = score_clips(*tables(shares, shares))
    assert own.probabilities.cross_entropy == pytest.approx(own.probabilities.floor, abs=1e-6)
    assert own.probabilities.ece == pytest.approx(0, abs=1e-12)
    assert own.probabilities.brier <= scores.probabilities.brier + 1e-12


def test_scores_do_not_depend_on_the_order_of_clips() -> None:
    probabilities, shares = drawn(2)
    predictions, labels = tables(probabilities, shares)
    order = np.random.default_rng(0).permutation(len(shares))
    shuffled = ClipLabels(tuple(str(n) for n in order), shares[order], tuple(str(n) for n in order))
    one, other = score_clips(predictions, labels), score_clips(predictions, shuffled)
    assert other.probabilities.cross_entropy == pytest.approx(one.probabilities.cross_entropy, abs=1e-12)
    assert other.probabilities.ece == pytest.approx(one.probabilities.ece, abs=1e-12)
    assert other.quadrants == one.quadrants


def test_pearson_r_is_scipys_and_has_no_value_where_a_side_is_constant() -> None:
    x, y = np.random.default_rng(4).random((2, 30))
    assert pearson_r(x, y) == pytest.approx(stats.pearsonr(x, y).statistic, abs=1e-12)
    assert pearson_r(x, np.full(30, 0.3)) is None
    assert score_clips(*tables(np.full((30, 4), 0.25), drawn(0, 30)[1])).arousal.pearson_r is None


def test_calibration_counts_over_confidence_and_keeps_equal_confidence_together() -> None:
    assert calibration_error(np.full(100, 0.9), np.repeat([1.0, 0.0], 50)) == pytest.approx(0.4)
    confidence = np.linspace(0, 1, 1000)
    assert calibration_error(confidence, confidence) == pytest.approx(0, abs=1e-12)
    assert calibration_error(confidence, np.full(1000, 0.5)) == pytest.approx(0.25, abs=1e-3)
    assert calibration_error(np.array([0.7]), np.array([1.0])) == pytest.approx(0.3)


def test_a_probability_of_zero_costs_much_but_not_everything() -> None:
    scores = score_clips(*tables(np.eye(4)[[0]], np.eye(4)[[1]]))
    assert scores.probabilities.cross_entropy == pytest.approx(7 * np.log(10))


def test_scores_can_be_written_and_no_clips_or_a_missing_one_are_refused() -> None:
    predictions, labels = tables(*drawn(3))
    assert json.loads(json.dumps(score_clips(predictions, labels).to_json()))["n_clips"] == 80
    with pytest.raises(EvaluationError, match="no clips with a label"):
        score_clips(predictions, ClipLabels((), np.zeros((0, 4)), ()))
    with pytest.raises(EvaluationError, match="'new'"):
        score_clips(predictions, ClipLabels(("new",), np.eye(4)[:1], ("g",)))
