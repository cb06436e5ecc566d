"""One listener against the rest: worked examples, and what the intervals rest on."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from merlingua.mer_models.corpus import Shares, Vote
from merlingua.mer_models.corpus_emotify import load_emotify
from merlingua.mer_models.errors import EvaluationError
from merlingua.mer_models.human_ceiling import human_ceiling

Q1, Q2, Q3, Q4 = ((1.0, 0.0, 0.0, 0.0), (0.0, 1.0, 0.0, 0.0), (0.0, 0.0, 1.0, 0.0), (0.0, 0.0, 0.0, 1.0))


def votes_of(**clips: list[Shares]) -> list[Vote]:
    return [
        Vote(clip, f"rater {n}", shares)
        for clip, of_clip in clips.items()
        for n, shares in enumerate(of_clip)
    ]


def test_three_listeners_of_whom_one_differs_are_right_twice_in_half_and_once_not() -> None:
    # by hand: Q1 against {Q1, Q2} (tie) is half right, twice; Q2 against {Q1, Q1} is wrong: 1/3
    ceiling = human_ceiling(votes_of(a=[Q1, Q1, Q2]), seed=0)
    assert ceiling.quadrants.accuracy == pytest.approx(1 / 3)
    assert (ceiling.n_votes, ceiling.n_clips, ceiling.n_raters) == (3, 1, 3)
    assert ceiling.quadrants.confusion[0] == pytest.approx((1, 1, 0, 0))
    assert ceiling.quadrants.confusion[1] == pytest.approx((1, 0, 0, 0))


def test_a_vote_that_ties_counts_in_equal_parts() -> None:
    ceiling = human_ceiling(votes_of(a=[(0.5, 0.0, 0.0, 0.5), Q1]), seed=0)
    # the tie is half right against Q1; Q1 is half right against the tie
    assert ceiling.quadrants.accuracy == pytest.approx(0.5)


def test_listeners_of_one_mind_are_always_right_and_correlate_wholly() -> None:
    ceiling = human_ceiling(votes_of(a=[Q1] * 3, b=[Q2] * 3, c=[Q3] * 3, d=[Q4] * 3), seed=0)
    assert ceiling.quadrants.macro_f1 == 1
    assert ceiling.vote_weight == pytest.approx(1, abs=1e-4)
    assert ceiling.cross_entropy == pytest.approx(0, abs=1e-4)
    assert ceiling.arousal_r == pytest.approx(1)
    assert ceiling.valence_r == pytest.approx(1)


def test_votes_by_chance_are_worth_no_more_than_the_mean() -> None:
    rng = np.random.default_rng(0)
    quadrants = (Q1, Q2, Q3, Q4)
    clips = {f"clip {n}": [quadrants[k] for k in rng.integers(0, 4, 12)] for n in range(200)}
    ceiling = human_ceiling(votes_of(**clips), seed=0)
    assert ceiling.vote_weight < 0.02
    assert ceiling.quadrants.accuracy == pytest.approx(0.25, abs=0.03)
    low, high = ceiling.intervals["accuracy"]
    assert low < 0.25 < high


def test_the_order_of_votes_and_clips_changes_nothing() -> None:
    rng = np.random.default_rng(1)
    votes = [
        Vote(f"clip {n % 9}", f"rater {n // 9}", tuple(rng.dirichlet(np.ones(4)).tolist())) for n in range(60)
    ]
    one = human_ceiling(votes, seed=0)
    other = human_ceiling([votes[n] for n in rng.permutation(60)], seed=0)
    assert one.quadrants.macro_f1 == pytest.approx(other.quadrants.macro_f1, abs=1e-12)
    assert one.cross_entropy == pytest.approx(other.cross_entropy, abs=1e-8)
    assert one.arousal_r == pytest.approx(other.arousal_r, abs=1e-12)


def test_clips_with_a_single_vote_say_nothing() -> None:
    assert human_ceiling(votes_of(a=[Q1, Q1], b=[Q2]), seed=0).n_clips == 1
    with pytest.raises(EvaluationError, match="no clip has two votes"):
        human_ceiling(votes_of(a=[Q1], b=[Q2]), seed=0)


def test_correlations_without_spread_have_no_value() -> None:
    ceiling = human_ceiling(votes_of(a=[Q1, Q1], b=[Q1, Q1]), seed=0)
    assert ceiling.arousal_r is None
    assert "arousal_r" not in ceiling.intervals


def test_the_others_are_weighed_as_in_the_clips_label() -> None:
    # by hand: the rest of the first vote is (2 Q2 + 1 Q3) / 3, so Q2; with equal weights it would be a tie
    heavy = [Vote("a", "1", Q2), Vote("a", "2", Q2, weight=2.0), Vote("a", "3", Q3)]
    ceiling = human_ceiling(heavy, seed=0)
    assert ceiling.quadrants.accuracy == pytest.approx((1 + 0.5 + 0) / 3)
    assert (
        human_ceiling([replace(vote, weight=7.0) for vote in heavy], seed=0).quadrants
        == human_ceiling(votes_of(a=[Q2, Q2, Q3]), seed=0).quadrants
    )


@pytest.mark.parametrize("weight", [0.0, -1.0, float("nan"), float("inf")])
def test_a_vote_without_weight_is_no_vote(weight: float) -> None:
    with pytest.raises(ValueError, match="above 0 is due"):
        Vote("a", "1", Q1, weight=weight)


@pytest.mark.shared
def test_one_emotify_listener_names_the_quadrant_of_the_rest_in_45_of_100_answers(shared_dir: Path) -> None:
    # Computed apart from ratings.csv: ticks of all other listeners added up, then made shares.
    corpus = load_emotify(shared_dir / "corpora" / "emotify")
    ceiling = human_ceiling(corpus.votes, seed=0)
    assert (ceiling.n_votes, ceiling.n_clips) == (6067, 301)
    assert round(ceiling.quadrants.accuracy, 3) == 0.453
    assert round(ceiling.quadrants.macro_f1, 3) == 0.440
    assert round(ceiling.cross_entropy, 3) == 1.350
    # The truth of this row is the models': as many clips a quadrant, but for clips with more answers.
    supports = [of_class.support / ceiling.n_votes for of_class in ceiling.quadrants.classes]
    assert supports == pytest.approx([0.203, 0.300, 0.194, 0.303], abs=0.03)
