"""Nested validation of group models: what it finds, that nothing leaks, and what it refuses."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from merlingua.mer_models.errors import EvaluationError
from merlingua.mer_models.group_validation import (
    ROWS,
    GroupedVotes,
    outer_folds,
    sign_flip_p,
    validate_groups,
)
from tests.mer_models.simulated_groups import clip_vectors, groups, votes

SIZES = (24, 20)
NAMES = np.array(["en", "es"])
N_CLIPS = 14


def data(effect: float, *, seed: int = 1, n_clips: int = N_CLIPS, clip_noise: float = 0.3) -> GroupedVotes:
    vectors = clip_vectors(seed, n_clips)[:, :3]
    given = votes(vectors, np.random.default_rng(seed), effect=effect, clip_noise=clip_noise, sizes=SIZES)
    return GroupedVotes(vectors, given, tuple(NAMES[groups(SIZES)]), tuple(map(str, range(n_clips))), 30.0)


def test_a_planted_difference_makes_the_group_model_better_and_none_does_not():
    with_effect, without = validate_groups(data(1.5)), validate_groups(data(0.0))
    found = {(each.first, each.second): each for each in with_effect.differences}
    assert found["group", "pooled"].high < 0
    assert found["group", "pooled"].p_holm < 0.05
    missing = {(each.first, each.second): each for each in without.differences}
    assert abs(missing["group", "pooled"].mean) < 0.03
    assert missing["group", "pooled"].p_holm > 0.05
    assert missing["pooled", "prior"].mean < 0  # the vectors do say something
    for result in (with_effect, without):
        means = {row: result.means[row][0] for row in ROWS}
        assert means["floor"] == min(means.values())
        assert means["uniform"] == pytest.approx(np.log(4))
        assert len(result.chosen) == 2 * N_CLIPS


def test_vectors_that_say_nothing_of_other_clips_leave_nothing_to_be_known():
    # Each clip has a feature of its own: whoever beats the prior has seen the clip that is scored.
    plain = data(1.5, clip_noise=2.0)
    result = validate_groups(dataclasses.replace(plain, vectors=np.eye(N_CLIPS)))
    means = {row: result.means[row][0] for row in ROWS}
    assert means["listeners"] < means["prior"] - 0.1
    assert means["group"] > means["prior"] - 0.03
    assert means["pooled"] > means["prior"] - 0.03


def test_clips_of_one_artist_are_left_out_together():
    # Every clip stands there twice: an artist's two clips would tell each other's votes.
    plain = data(1.5, clip_noise=2.0, n_clips=7)
    twice = GroupedVotes(
        np.vstack([np.eye(7), np.eye(7)]),
        np.concatenate([plain.votes, plain.votes], axis=1),
        plain.groups,
        plain.artists * 2,
        30.0,
    )
    assert outer_folds(twice, 1).tolist() == [*range(7), *range(7)]
    apart = dataclasses.replace(twice, artists=tuple(map(str, range(14))))
    together, leaking = (validate_groups(each).means["group"][0] for each in (twice, apart))
    assert leaking < together - 0.1


def test_many_clips_are_left_out_in_five_folds_that_keep_artists_together():
    given = data(0.5, n_clips=45)
    given = dataclasses.replace(given, artists=tuple(f"artist {number // 3}" for number in range(45)))
    folds = outer_folds(given, 1)
    assert set(folds) == {0, 1, 2, 3, 4}
    for artist in set(given.artists):
        assert len({fold for fold, name in zip(folds, given.artists, strict=True) if name == artist}) == 1


def test_the_same_seed_gives_the_same_numbers_and_missing_votes_are_borne():
    given = data(0.5, n_clips=8)
    given.votes[::4, 2] = np.nan
    given.votes[:, 5] = np.nan
    one, two = validate_groups(given, seed=3), validate_groups(given, seed=3)
    assert one.differences == two.differences
    assert len(one.by_clip["group"]) == 7  # nobody judged the clip that nobody heard
    assert all(np.isfinite(losses).all() for losses in one.by_clip.values())


def test_sign_flips_are_exact_for_few_clips():
    # Of 2⁵ sign patterns of 1, 2, 4, 8, 16 only one more is as far out as all plus: p = 2 / 32.
    p = sign_flip_p(np.array([1.0, 2, 4, 8, 16]), np.random.default_rng(1))
    assert p == pytest.approx(2 / 32, abs=0.01)


def test_what_cannot_be_validated_is_refused_in_words():
    given = data(0.5, n_clips=6)
    with pytest.raises(EvaluationError, match="one group is what all are"):
        validate_groups(dataclasses.replace(given, groups=("en",) * len(given.groups)))
    with pytest.raises(EvaluationError, match="has one listener"):
        validate_groups(dataclasses.replace(given, groups=("de", *given.groups[1:])))
    with pytest.raises(EvaluationError, match="too few to leave some out"):
        validate_groups(dataclasses.replace(given, artists=("a", "a", "b", "b", "b", "c")))
    with pytest.raises(EvaluationError, match="do not belong"):
        dataclasses.replace(given, artists=("a",))
