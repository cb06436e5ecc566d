"""Metrics as sums of terms: the same numbers as the scores, for weights and for many resamples at once."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from merlingua.mer_models.clip_metrics import METRICS, Metric, metric_terms, metric_value, metric_values
from merlingua.mer_models.clip_predictions import ClipLabels, ClipPredictions
from merlingua.mer_models.clip_scores import ClipScores, score_clips


def drawn(seed: int, n_clips: int) -> tuple[ClipPredictions, ClipLabels]:
    rng = np.random.default_rng(seed)
    ids = tuple(str(n) for n in range(n_clips))
    predictions = ClipPredictions(
        ids, rng.dirichlet(np.ones(4), n_clips), rng.random(n_clips), rng.random(n_clips)
    )
    return predictions, ClipLabels(ids, rng.dirichlet(np.ones(4), n_clips), ids)


def of_scores(metric: Metric, scores: ClipScores) -> float | None:
    if metric == "cross_entropy":
        return scores.probabilities.cross_entropy
    side, _, name = metric.partition("_")
    if side not in ("arousal", "valence"):
        return float(getattr(scores.quadrants, metric))
    half = getattr(scores, side)
    return half.pearson_r if name == "r" else float(getattr(half.decisions, name))


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(2, 50))
def test_every_metric_is_the_score_of_the_same_name(seed: int, n_clips: int) -> None:
    predictions, labels = drawn(seed, n_clips)
    scores = score_clips(predictions, labels)
    for metric in METRICS:
        assert metric_value(metric, predictions, labels) == pytest.approx(of_scores(metric, scores), abs=1e-9)


@pytest.mark.parametrize("metric", METRICS)
def test_a_weight_of_two_is_the_clip_twice(metric: Metric) -> None:
    predictions, labels = drawn(1, 12)
    terms = metric_terms(metric, predictions, labels)
    weights = np.random.default_rng(2).integers(0, 3, (5, 3, 12)).astype(float)
    values = metric_values(metric, weights @ terms)
    assert values.shape == (5, 3)
    rows = np.repeat(np.arange(12), weights[4, 1].astype(int))
    ids = tuple(f"{row} {n}" for n, row in enumerate(rows))
    repeated = metric_value(
        metric,
        ClipPredictions(
            ids, predictions.quadrants[rows], predictions.arousal[rows], predictions.valence[rows]
        ),
        ClipLabels(ids, labels.shares[rows], ids),
    )
    assert values[4, 1] == pytest.approx(repeated, abs=1e-12)


def test_a_correlation_with_a_constant_has_no_value() -> None:
    predictions, labels = drawn(3, 9)
    constant = ClipPredictions.from_quadrants(predictions.clip_ids, np.full((9, 4), 0.25))
    assert np.isnan(metric_value("arousal_r", constant, labels))
    assert metric_value("accuracy", constant, labels) == pytest.approx(0.25)
