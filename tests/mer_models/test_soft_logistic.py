"""Soft logistic regression: its optimum, its penalty, and the folds that choose it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.special import softmax
from sklearn.linear_model import LogisticRegression

from merlingua.mer_models.errors import EvaluationError
from merlingua.mer_models.soft_logistic import (
    STRENGTHS,
    choose_strength,
    cross_validated,
    fit_soft_logistic,
)

Table = NDArray[np.float64]


def music(n_clips: int, n_features: int, seed: int = 0, noise: float = 1.0) -> tuple[Table, Table, list[str]]:
    """Features that know something of the shares, and artists of three clips each."""
    rng = np.random.default_rng(seed)
    mood = rng.normal(size=(n_clips, 4))
    features = mood @ rng.normal(size=(4, n_features)) + noise * rng.normal(size=(n_clips, n_features))
    return features, softmax(mood, axis=1), [f"artist {clip // 3}" for clip in range(n_clips)]


@given(st.integers(5, 60), st.integers(1, 80), st.sampled_from(STRENGTHS), st.integers(0, 99))
@settings(max_examples=40, deadline=None)
def test_the_gradient_is_zero_in_the_space_of_the_features(
    n_clips: int, n_features: int, strength: float, seed: int
) -> None:
    features, shares, _ = music(n_clips, n_features, seed)
    fitted = fit_soft_logistic(features, shares, strength=strength)
    error = (fitted.predict(features) - shares) / n_clips
    gradient = ((features - fitted.mean) / fitted.sd).T @ error + strength * fitted.weights.T
    assert np.abs(gradient).max() < 1e-5
    assert np.abs(error.sum(axis=0)).max() < 1e-6


@pytest.mark.parametrize("n_features", [7, 90])
def test_it_is_scikit_learns_regression_on_four_weighted_rows_a_clip(n_features: int) -> None:
    features, shares, _ = music(60, n_features)
    ours = fit_soft_logistic(features, shares, strength=0.3)
    standardised = (features - features.mean(axis=0)) / features.std(axis=0)
    peer = LogisticRegression(C=1 / (0.3 * 60), tol=1e-12, max_iter=10_000).fit(
        np.repeat(standardised, 4, axis=0), np.tile(range(4), 60), sample_weight=shares.ravel()
    )
    np.testing.assert_allclose(ours.weights, peer.coef_, atol=1e-5)
    np.testing.assert_allclose(ours.biases, peer.intercept_ - peer.intercept_.mean(), atol=1e-5)


def test_a_penalty_without_end_leaves_the_mean_of_the_shares() -> None:
    features, shares, _ = music(40, 12)
    predicted = fit_soft_logistic(features, shares, strength=1e9).predict(features)
    np.testing.assert_allclose(predicted, np.tile(shares.mean(axis=0), (40, 1)), atol=1e-6)


def test_every_clip_twice_changes_nothing() -> None:
    features, shares, _ = music(30, 8)
    once = fit_soft_logistic(features, shares, strength=0.1)
    twice = fit_soft_logistic(np.tile(features, (2, 1)), np.tile(shares, (2, 1)), strength=0.1)
    np.testing.assert_allclose(once.weights, twice.weights, atol=1e-6)


def test_the_unit_of_a_feature_and_a_constant_one_change_nothing() -> None:
    features, shares, _ = music(30, 8)
    plain = fit_soft_logistic(features, shares, strength=0.1)
    scaled = np.hstack([features * 1000 + 5, np.full((30, 1), 0.1)])
    other = fit_soft_logistic(scaled, shares, strength=0.1)
    np.testing.assert_allclose(other.predict(scaled), plain.predict(features), atol=1e-6)
    scaled[:, -1] = 77.0  # what was constant in training says nothing elsewhere
    np.testing.assert_allclose(other.predict(scaled), plain.predict(features), atol=1e-6)


def test_blocks_of_features_weigh_the_same_whatever_their_size() -> None:
    features, shares, _ = music(50, 2)
    # the second feature a hundred times over is one feature
    many = np.hstack([features[:, :1], np.tile(features[:, 1:], (1, 100))])
    blocked = fit_soft_logistic(many, shares, strength=0.2, block_sizes=[1, 100])
    plain = fit_soft_logistic(features, shares, strength=0.2)
    np.testing.assert_allclose(blocked.predict(many), plain.predict(features), atol=1e-6)
    with pytest.raises(EvaluationError, match="blocks of 1, 99 features do not make up the 101"):
        fit_soft_logistic(many, shares, strength=0.2, block_sizes=[1, 99])


def test_noise_asks_for_a_stronger_penalty_than_features_that_know() -> None:
    features, shares, groups = music(120, 20, noise=0.1)
    noise = np.random.default_rng(1).normal(size=features.shape)
    told = choose_strength(features, shares, groups, STRENGTHS, 5, seed=0)
    guessed = choose_strength(noise, shares, groups, STRENGTHS, 5, seed=0)
    assert told <= 0.01
    assert guessed >= 1
    assert choose_strength(features, shares, groups, STRENGTHS[::-1], 5, seed=0) == told


def test_the_strength_is_chosen_on_artists_that_were_not_learnt() -> None:
    # each artist has a voice of its own and one mood: only folds by artist see that the voice says nothing
    rng = np.random.default_rng(3)
    groups = [f"artist {clip // 6}" for clip in range(120)]
    voice = np.repeat(rng.normal(size=(20, 40)), 6, axis=0)
    features = voice + 0.01 * rng.normal(size=voice.shape)
    shares = np.repeat(softmax(rng.normal(size=(20, 4)), axis=1), 6, axis=0)
    by_clip = choose_strength(features, shares, [str(n) for n in range(120)], STRENGTHS, 5, seed=0)
    assert choose_strength(features, shares, groups, STRENGTHS, 5, seed=0) >= 100 * by_clip


def test_fewer_artists_than_folds_are_left_out_one_by_one() -> None:
    features, shares, _ = music(12, 3)
    groups = ["a", "b", "c"] * 4
    few = cross_validated(features, shares, groups, [0.1], 3, seed=0)
    assert cross_validated(features, shares, groups, [0.1], 10, seed=0) == pytest.approx(few)


def test_seven_thousand_latents_are_fitted_to_the_optimum() -> None:
    features, shares, _ = music(240, 6912)
    fitted = fit_soft_logistic(features, shares, strength=1.0)
    error = (fitted.predict(features) - shares) / 240
    gradient = ((features - fitted.mean) / fitted.sd).T @ error + fitted.weights.T
    assert np.abs(gradient).max() < 1e-5


def test_what_cannot_be_fitted_is_named() -> None:
    features, shares, groups = music(12, 3)
    holed = features.copy()
    holed[4, 2] = np.nan
    with pytest.raises(EvaluationError, match=r"feature 2 of clip 4 .* is nan"):
        fit_soft_logistic(holed, shares, strength=1.0)
    with pytest.raises(EvaluationError, match="strength is 0"):
        fit_soft_logistic(features, shares, strength=0.0)
    with pytest.raises(EvaluationError, match=r"shape \(12, 3\) and shares of shape \(11, 4\)"):
        fit_soft_logistic(features, shares[:-1], strength=1.0)
    with pytest.raises(EvaluationError, match="sum to 1"):
        fit_soft_logistic(features, shares * 2, strength=1.0)
    with pytest.raises(EvaluationError, match="no strength"):
        choose_strength(features, shares, groups, [], 3, seed=0)
    fitted = fit_soft_logistic(features, shares, strength=1.0)
    with pytest.raises(EvaluationError, match="fitted on 3 features and is given 2"):
        fitted.predict(features[:, :2])
