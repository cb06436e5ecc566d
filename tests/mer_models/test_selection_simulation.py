"""What choosing clips saves, on planted data: where it must save ratings, and where it cannot."""

from __future__ import annotations

import numpy as np
import pytest

from merlingua.mer_models.errors import EvaluationError
from merlingua.mer_models.group_regression import Strengths
from merlingua.mer_models.selection_simulation import (
    RANDOM,
    Curves,
    Plan,
    RatedPool,
    Way,
    savings,
    simulate,
)

WAYS = {"coverage": Way(diversity="coverage"), "groups + models": Way(groups=True, models=True)}
PLAN = Plan(n_first=3, n_step=3, n_steps=9, n_committee=3, strengths=Strengths(0.003, 0.3))
N_KINDS, N_OF_A_KIND = 12, 10


def pool_of_kinds(seed: int = 1, *, is_heard: bool = True) -> RatedPool:
    """Music of twelve kinds, each felt in its own way; or labels that go with nothing that is heard."""
    rng = np.random.default_rng(seed)
    kinds = np.repeat(np.arange(N_KINDS), N_OF_A_KIND)
    vectors = 3 * np.eye(N_KINDS)[kinds] + 0.2 * rng.normal(size=(len(kinds), N_KINDS))
    felt = rng.dirichlet(np.full(4, 0.2), N_KINDS)[kinds]
    if not is_heard:
        vectors = rng.normal(size=vectors.shape)
    counts = np.array([[rng.multinomial(6, shares) for shares in felt] for _ in range(2)])
    artists = tuple(f"artist {number}" for number in rng.integers(0, 40, len(kinds)))
    return RatedPool(vectors, counts.astype(np.float64), artists, 20.0)


def curves_of(**errors: np.ndarray) -> Curves:
    return Curves(np.linspace(100, 1000, 10), errors)


@pytest.fixture(scope="module")
def heard() -> Curves:
    return simulate(pool_of_kinds(), 6, ways=WAYS, plan=PLAN)


def test_where_music_is_of_a_few_kinds_hearing_each_of_them_saves_ratings(heard: Curves):
    (found,) = savings(heard, 0.4, ways=["coverage"])
    assert found.does_save
    assert found.saved > 0.1


def test_where_labels_go_with_nothing_that_is_heard_no_way_is_said_to_save():
    curves = simulate(pool_of_kinds(is_heard=False), 6, ways=WAYS, plan=PLAN)
    assert not any(each.does_save for each in savings(curves))


def test_curves_fall_as_more_is_rated_and_begin_at_the_same_clips(heard: Curves):
    for errors in heard.errors.values():
        mean = errors.mean(axis=0)
        assert mean[-1] < mean[0] - 0.05
    first = [errors[:, 0] for errors in heard.errors.values()]
    assert np.ptp(first, axis=0).max() < 0.2


def test_the_same_seed_gives_the_same_curves():
    plan = Plan(n_first=3, n_step=3, n_steps=2, n_committee=2)
    one, same, other = (simulate(pool_of_kinds(), 1, ways=WAYS, plan=plan, seed=seed) for seed in (1, 1, 2))
    for name, errors in one.errors.items():
        np.testing.assert_array_equal(errors, same.errors[name])
    assert not np.array_equal(one.errors[RANDOM], other.errors[RANDOM])


def test_a_curve_that_is_there_in_half_the_votes_saves_half():
    votes = np.linspace(100, 1000, 10)
    rng = np.random.default_rng(1)
    # Errors that fall like 1 / votes; the other has them at twice the speed.
    random = 1 + 100 / votes + rng.normal(scale=1e-4, size=(8, 10))
    twice = 1 + 50 / votes + rng.normal(scale=1e-4, size=(8, 10))
    (found,) = savings(Curves(votes, {RANDOM: random, "twice": twice}))
    assert found.votes == 550
    assert found.saved == pytest.approx(0.5, abs=0.05)
    assert 0.4 < found.low < found.saved < found.high < 0.6
    assert found.does_save


def test_random_against_itself_saves_nothing():
    errors = 1 + 100 / np.linspace(100, 1000, 10) + np.zeros((5, 10))
    (found,) = savings(curves_of(**{RANDOM: errors, "same": errors.copy()}))
    assert (found.saved, found.low, found.high) == (0, 0, 0)
    assert not found.does_save


def test_a_way_that_never_comes_to_the_error_costs_at_least_all_that_there_is():
    errors = 1 + 100 / np.linspace(100, 1000, 10) + np.zeros((5, 10))
    (found,) = savings(curves_of(**{RANDOM: errors, "never": errors * 0 + 3}))
    assert not found.is_bounded
    assert found.saved == pytest.approx(1 - 1000 / 550)


def test_more_ways_have_wider_intervals():
    rng = np.random.default_rng(1)
    base = 1 + 100 / np.linspace(100, 1000, 10)
    errors = {name: base + rng.normal(scale=0.02, size=(20, 10)) for name in (RANDOM, "a", "b", "c", "d")}
    alone = savings(curves_of(**errors), ways=["a"])[0]
    together = savings(curves_of(**errors))[0]
    assert together.way == "a"
    assert together.low <= alone.low
    assert together.high >= alone.high


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"artists": ("a",) * 3}, "do not belong together"),
        ({"counts": np.zeros((2, 120, 4))}, "has no votes"),
        ({"counts": np.ones((2, 120, 3))}, "do not belong together"),
    ],
)
def test_votes_that_do_not_belong_to_the_clips_are_refused(change, reason):
    whole = pool_of_kinds()
    given = {
        "vectors": whole.vectors,
        "counts": whole.counts,
        "artists": whole.artists,
        "strength": 20.0,
    } | change
    with pytest.raises(EvaluationError, match=reason):
        RatedPool(**given)


def test_too_few_artists_or_clips_are_refused():
    whole = pool_of_kinds()
    few = RatedPool(whole.vectors, whole.counts, ("one", "two", "three", "four") * 30, 20.0)
    with pytest.raises(EvaluationError, match="4 artists cannot be divided"):
        simulate(few, 1, ways=WAYS, plan=PLAN)
    with pytest.raises(EvaluationError, match="the simulation takes 120"):
        simulate(whole, 1, ways=WAYS, plan=Plan())
    with pytest.raises(EvaluationError, match="between 0 and 1"):
        savings(curves_of(**{RANDOM: np.ones((2, 10))}), 1.5)
