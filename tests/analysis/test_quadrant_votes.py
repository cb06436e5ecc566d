"""Votes for quadrants from answers, raw and centred, against the published study and by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from merlingua.analysis.quadrant_votes import QuadrantVotes, centred, votes_of_means
from merlingua.analysis.vote_scores import vote_scores


def votes(shares: np.ndarray) -> QuadrantVotes:
    """Votes (n_raters, n_clips, 4)."""
    raters, clips = (
        tuple(f"{name}{number}" for number in range(n)) for name, n in zip("rc", shares.shape, strict=False)
    )
    return QuadrantVotes("raw", shares, shares, raters, clips)


def test_the_quadrant_with_the_highest_mean_has_the_vote_and_equal_ones_share_it():
    means = np.array([[1.0, 3, 2, 2], [4, 4, 1, 2], [2, 2, 2, 2], [1, np.nan, 1, 5]])
    np.testing.assert_allclose(
        votes_of_means(means),
        [[0, 1, 0, 0], [0.5, 0.5, 0, 0], [0.25] * 4, [np.nan] * 4],
    )


def test_means_that_differ_by_a_divisions_last_bits_tie():
    thirds = np.array([[(1 + 2 + 5) / 3, 8 / 3, 1, 1], [0.1 + 0.2, 0.3, 0, 0]])
    np.testing.assert_allclose(votes_of_means(thirds)[:, :2], 0.5)


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 10_000), st.integers(2, 9), st.integers(2, 12))
def test_centring_takes_away_each_listeners_mean_of_each_emotion(seed: int, n_raters: int, n_clips: int):
    answers = np.random.default_rng(seed).integers(1, 6, (11, n_raters, n_clips)).astype(float)
    result = centred(answers)
    np.testing.assert_allclose(result.mean(axis=2), 0, atol=1e-12)
    # A listener who agrees more with everything says the same.
    shifted = answers + np.arange(n_raters)[None, :, None]
    np.testing.assert_allclose(centred(shifted), result, atol=1e-9)


def test_a_listener_of_one_clip_is_centred_less_than_one_of_all():
    rng = np.random.default_rng(1)
    bias = np.array([2.0, -2.0, *rng.normal(0, 1, 30)])
    answers = rng.normal(0, 1, (1, 32, 20)) + bias[:, None]
    answers[0, 0, 1:] = np.nan
    answers[0, 1, 10:] = np.nan
    result = centred(answers)[0]
    taken = answers[0] - result
    level = taken[2:].mean()
    # The more clips, the more of a listener's own level is taken away; of all clips all of it.
    shares_taken = [
        (np.nanmean(taken[row]) - level) / np.nanmean(answers[0, row] - answers[0, 2:].mean(axis=0))
        for row in (0, 1, 2)
    ]
    assert 0 < shares_taken[0] < shares_taken[1] < 1.0
    np.testing.assert_allclose(np.nanmean(result[2:], axis=1), 0, atol=1e-12)


def test_listeners_who_do_not_differ_are_not_centred_by_chance():
    # No listener has a level of their own: what few answers say of it is noise, and stays.
    answers = np.random.default_rng(3).normal(0, 1, (1, 400, 40))
    answers[0, :, 3:] = np.where(np.random.default_rng(4).random((400, 37)) < 0.9, np.nan, answers[0, :, 3:])
    result = centred(answers)[0]
    taken = answers[0] - result
    assert np.nanstd(np.nanmean(taken, axis=1)) < 0.15  # of means of 7 answers, whose chance is .38


def test_the_floor_and_the_ceiling_of_known_votes():
    # Two clips, four raters. Clip 0: Q1 Q1 Q1 Q2; clip 1: all Q3.
    shares = np.zeros((4, 2, 4))
    shares[:3, 0, 0] = shares[3, 0, 1] = 1
    shares[:, 1, 2] = 1
    scores = vote_scores(votes(shares), ("Q1", None))
    # Entropy of (3/4, 1/4) and of certainty, averaged.
    assert scores.floor == pytest.approx((-(0.75 * np.log(0.75) + 0.25 * np.log(0.25)) + 0) / 2)
    # Three raters have two of the other three with them; the fourth has all against; clip 1 agrees.
    assert scores.ceiling == pytest.approx((3 + 0 + 4) / 8)
    assert scores.match == 0.75
    assert (scores.plurality_matches, scores.n_designed) == (1, 1)
    assert scores.ties == 0
