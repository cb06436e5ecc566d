"""Partial pooling: the optimum, its limits, and what weights do."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import minimize
from scipy.special import log_softmax, softmax

from merlingua.mer_models.errors import EvaluationError
from merlingua.mer_models.group_regression import (
    FREE,
    ClipSpace,
    Strengths,
    effective_listeners,
    fit_groups,
)
from merlingua.mer_models.soft_logistic import fit_soft_logistic
from tests.mer_models.simulated_groups import clip_vectors


def made_up(n_groups: int = 3, n_clips: int = 22, seed: int = 1) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    shares = rng.dirichlet(np.ones(4), (n_groups, n_clips))
    return clip_vectors(seed, n_clips), shares, rng.uniform(3, 20, (n_groups, n_clips))


def test_the_fit_is_the_optimum_that_scipy_finds():
    # Authority: scipy's L-BFGS-B on the loss as it is written in the module's conventions.
    vectors, shares, weights = made_up()
    weights[1, 4] = 0
    shares[1, 4] = np.nan
    strengths = Strengths(0.02, 0.2)
    fitted = fit_groups(vectors, shares, weights, strengths)
    design = np.hstack([fitted.space.components(vectors), np.ones((len(vectors), 1))])
    w = weights / weights.sum()
    labels = np.where(w[..., None] > 0, shares, 0.25)
    n = 4 * design.shape[1]
    of_shared = np.full((4, design.shape[1]), strengths.pooled)
    of_shared[:, -1] = FREE

    def loss(flat: np.ndarray) -> float:
        shared, added = flat[:n].reshape(4, -1), flat[n:].reshape(3, 4, -1)
        logits = np.einsum("gkj,cj->gck", shared + added, design)
        penalty = (of_shared * shared**2).sum() + (strengths.grouped + FREE) * (added**2).sum()
        return float(-(w[..., None] * labels * log_softmax(logits, axis=-1)).sum() + penalty / 2)

    ours = np.concatenate([fitted.shared.ravel(), fitted.added.ravel()])
    found = minimize(
        loss, ours + 0.1, method="L-BFGS-B", options={"maxfun": 10**6, "ftol": 1e-13, "gtol": 1e-8}
    )
    assert loss(ours) <= found.fun + 1e-9
    theirs = softmax(
        np.einsum("gkj,cj->gck", found.x[:n].reshape(4, -1) + found.x[n:].reshape(3, 4, -1), design), -1
    )
    np.testing.assert_allclose(fitted.predict(vectors), theirs, atol=1e-3)


def test_groups_that_are_held_together_are_one_regression():
    # Authority: the pooled soft logistic regression, which is fitted by another optimiser.
    vectors, shares, _ = made_up()
    weights = np.ones(shares.shape[:2])
    fitted = fit_groups(vectors, shares, weights, Strengths(0.05, 1e9))
    pooled = fit_soft_logistic(vectors, shares.mean(axis=0), strength=0.05, block_sizes=[vectors.shape[1]])
    np.testing.assert_allclose(fitted.predict_pooled(vectors), pooled.predict(vectors), atol=5e-5)
    for each in fitted.predict(vectors):
        np.testing.assert_allclose(each, pooled.predict(vectors), atol=1e-4)


def test_groups_that_are_let_go_each_follow_their_own_labels():
    vectors, shares, weights = made_up(n_clips=60)
    own = fit_groups(vectors, shares, weights, Strengths(1e9, 0.01)).predict(vectors)
    for group in range(len(shares)):
        alone = fit_groups(vectors, shares[[group]], weights[[group]], Strengths(1e9, 0.01 * 3)).predict(
            vectors
        )
        assert np.abs(own[group] - alone[0]).max() < 0.1
    together = fit_groups(vectors, shares, weights, Strengths(0.01, 1e9)).predict(vectors)

    def losses(told: np.ndarray) -> float:
        return float(-(shares * np.log(told)).sum(axis=-1).mean())

    assert losses(own) < losses(together)


def test_a_cell_without_listeners_teaches_nothing():
    vectors, shares, weights = made_up()
    weights[2, 5] = 0
    one = fit_groups(vectors, shares, weights, Strengths(0.05, 0.1)).predict(vectors)
    shares[2, 5] = [1, 0, 0, 0]
    other = fit_groups(vectors, shares, weights, Strengths(0.05, 0.1)).predict(vectors)
    np.testing.assert_array_equal(one, other)


def test_rotated_and_repeated_features_give_the_same_answers():
    vectors, shares, weights = made_up()
    rotation = np.linalg.qr(np.random.default_rng(2).normal(size=(6, 6)))[0]
    strengths = Strengths(0.05, 0.1)
    scaled = (vectors - vectors.mean(axis=0)) / vectors.std(axis=0)
    expected = fit_groups(scaled, shares, weights, strengths).predict(scaled)
    twice = np.hstack([vectors, vectors])
    np.testing.assert_allclose(
        fit_groups(twice, shares, weights, strengths).predict(twice), expected, atol=1e-7
    )
    constant = np.hstack([vectors, np.full((len(vectors), 1), 3.0)])
    np.testing.assert_allclose(
        fit_groups(constant, shares, weights, strengths).predict(constant), expected, atol=1e-7
    )
    space = ClipSpace.of(scaled @ rotation)
    assert space.components(scaled @ rotation).shape == (22, 6)


def test_many_votes_on_one_clip_count_less_than_few_on_many():
    one, many = effective_listeners([100.0], 30), effective_listeners([10.0] * 10, 30)
    assert one.sum() < many.sum()
    assert effective_listeners([5.0], 1e12)[0] == pytest.approx(5)


def test_what_cannot_be_fitted_is_refused_in_words():
    vectors, shares, weights = made_up()
    with pytest.raises(EvaluationError, match="do not belong to 22 clips"):
        fit_groups(vectors, shares[:, :-1], weights[:, :-1], Strengths(1, 1))
    with pytest.raises(EvaluationError, match="nothing to learn from"):
        fit_groups(vectors, shares, np.zeros_like(weights), Strengths(1, 1))
    with pytest.raises(EvaluationError, match="the strength grouped is 0"):
        Strengths(1, 0)
    vectors[3, 1] = np.inf
    with pytest.raises(EvaluationError, match="finite"):
        fit_groups(vectors, shares, weights, Strengths(1, 1))
