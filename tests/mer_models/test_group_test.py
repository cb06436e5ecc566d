"""The permutation test of groups: its size without an effect, its power with one, what it leaves alone."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import binom

from merlingua.mer_models.errors import EvaluationError
from merlingua.mer_models.group_regression import Strengths
from merlingua.mer_models.group_test import group_test
from tests.mer_models.simulated_groups import clip_vectors, groups, votes

STRENGTHS = Strengths(0.01, 0.1)
N_PERMUTATIONS = 199
"""(9 + 1) / 200 is .05: the test can reject at exactly that level."""


def rejections(n_runs: int, effect: float) -> int:
    vectors, labels = clip_vectors(), groups()
    found = 0
    for seed in range(n_runs):
        given = votes(vectors, np.random.default_rng(seed), effect=effect)
        tested = group_test(vectors, given, labels, STRENGTHS, n_permutations=N_PERMUTATIONS, seed=seed)
        found += tested.p <= 0.05
    return found


def test_without_an_effect_of_language_one_test_in_twenty_says_there_is_one():
    # 99 % band of a binomial with 2 000 runs and p = .05: listeners differ, and clips surprise every model.
    n_runs = 2_000
    low, high = binom.interval(0.99, n_runs, 0.05)
    assert low <= rejections(n_runs, 0.0) <= high


def test_a_planted_effect_of_language_is_found():
    assert rejections(200, 0.35) >= 160


def test_the_p_value_depends_on_the_labels_of_listeners_and_not_on_their_order_or_names():
    vectors, labels = clip_vectors(), groups()
    given = votes(vectors, np.random.default_rng(3), effect=0.3)
    one = group_test(vectors, given, labels, STRENGTHS, n_permutations=N_PERMUTATIONS)
    names = np.array(["es", "de", "zh-Hans", "en"])[labels]
    other = group_test(vectors, given, names, STRENGTHS, n_permutations=N_PERMUTATIONS)
    assert other.statistic == pytest.approx(one.statistic)
    assert group_test(vectors, given, labels, STRENGTHS, n_permutations=N_PERMUTATIONS) == one


def test_missing_votes_and_clips_that_nobody_heard_are_left_out():
    vectors, labels = clip_vectors(), groups()
    given = votes(vectors, np.random.default_rng(5), effect=0.5)
    given[:, 4] = np.nan
    given[::3, 7] = np.nan
    found = group_test(vectors, given, labels, STRENGTHS, n_permutations=N_PERMUTATIONS)
    without = np.delete(np.arange(22), 4)
    assert found == group_test(
        vectors[without], given[:, without], labels, STRENGTHS, n_permutations=N_PERMUTATIONS
    )
    assert found.p <= 0.05


def test_one_group_alone_is_refused():
    vectors = clip_vectors()
    given = votes(vectors, np.random.default_rng(1))
    with pytest.raises(EvaluationError, match="two groups at least"):
        group_test(vectors, given, np.zeros(len(given)), STRENGTHS)
