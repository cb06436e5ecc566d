"""Which clips are chosen, and in what order: disagreement, spread, coverage, ties."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from merlingua.mer_models.clip_selection import choose, consensus, disagreement, due, entropy, rater_entropy
from merlingua.mer_models.errors import EvaluationError

SEEDS = st.integers(0, 2**32 - 1)
DIVERSITIES = ("none", "spread", "coverage")


def answers(seed: int, *shape: int) -> np.ndarray:
    return np.random.default_rng(seed).dirichlet(np.ones(4), shape)


def pool(seed: int, n: int = 12) -> tuple[list[str], np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    names = [f"clip {number:02d}" for number in rng.permutation(n)]
    return names, rng.uniform(0.1, 1, n), rng.normal(size=(n, 3)), rng.normal(size=(4, 3))


def chosen_names(names: list[str], n: int, **given_: object) -> list[str]:
    return [names[each.place] for each in choose(names, n, **given_)]  # type: ignore[arg-type]


def test_members_who_say_the_same_do_not_disagree():
    one = answers(1, 1, 9)
    np.testing.assert_allclose(disagreement(np.repeat(one, 3, axis=0)), 0, atol=1e-12)


def test_two_members_who_are_sure_of_different_quadrants_disagree_by_ln_2():
    sure = np.eye(4)[[[0], [1]]]
    assert disagreement(sure) == pytest.approx(np.log(2))


def test_doubt_that_all_share_is_no_disagreement():
    # An entropy of the mean would take this clip first.
    unsure = np.full((3, 1, 4), 0.25)
    assert disagreement(unsure) == pytest.approx(0)


@settings(deadline=None, max_examples=50)
@given(SEEDS, st.integers(1, 5), st.integers(1, 4))
def test_between_models_and_between_groups_add_up_to_the_disagreement_of_all(seed, n_models, n_groups):
    each = [answers(seed + number, n_groups, 7) for number in range(n_models)]
    told = consensus(each)
    np.testing.assert_allclose(told.total, disagreement(np.concatenate(each)), atol=1e-12)
    assert (told.groups >= 0).all()
    assert (told.models >= 0).all()
    assert (told.total <= np.log(4) + 1e-12).all()


@settings(deadline=None, max_examples=30)
@given(SEEDS)
def test_disagreement_does_not_depend_on_the_order_of_members_or_quadrants(seed):
    table = answers(seed, 4, 6)
    rng = np.random.default_rng(seed)
    turned = table[rng.permutation(4)][..., rng.permutation(4)]
    np.testing.assert_allclose(disagreement(turned), disagreement(table), atol=1e-12)


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (np.zeros((0, 3, 4)), "no \\(n_members"),
        (np.ones((2, 3, 4)), "sum to 1"),
        (np.full((2, 3, 4), np.nan), "sum to 1"),
        (np.ones((3, 4)), "no \\(n_members"),
    ],
)
def test_answers_that_are_no_shares_are_refused(bad, reason):
    with pytest.raises(EvaluationError, match=reason):
        disagreement(bad)


def test_models_must_answer_for_the_same_clips():
    with pytest.raises(EvaluationError, match="different numbers"):
        consensus([answers(1, 2, 3), answers(1, 2, 4)])
    with pytest.raises(EvaluationError, match="no model"):
        consensus([])


def test_raters_who_split_evenly_disagree_most_and_one_rater_says_nothing():
    found = rater_entropy([[5, 5, 5, 5], [20, 0, 0, 0], [1, 0, 0, 0], [0, 0, 0, 0]])
    assert found[0] == pytest.approx(np.log(4))
    assert found[1] == 0
    assert np.isnan(found[2:]).all()


def test_the_correction_for_few_votes_brings_their_entropy_near_that_of_many():
    # Miller's: without it 6 votes of a fair four-sided die have an entropy of 1.08 on average, not 1.386.
    rng = np.random.default_rng(1)
    counts = rng.multinomial(6, np.full(4, 0.25), 4000)
    plain = entropy(counts / 6).mean()
    assert rater_entropy(counts).mean() > plain + 0.1


def test_raters_that_are_due_are_never_fewer_than_none():
    assert due([0, 3, 7.5, 40], 12).tolist() == [12, 9, 5, 0]


def test_without_diversity_the_most_important_clips_come_first():
    names = ["a", "b", "c"]
    assert chosen_names(names, 2, importance=[0.1, 0.3, 0.2]) == ["b", "c"]


def test_equal_clips_are_taken_by_name():
    names = ["c", "a", "b", "d"]
    assert chosen_names(names, 3, importance=[0.5, 0.5, 0.5, 0.9]) == ["d", "a", "b"]


def test_with_nothing_to_tell_clips_apart_the_order_is_drawn_from_the_seed():
    names = [f"{number}" for number in range(30)]
    one, same, other = (chosen_names(names, 30, seed=seed) for seed in (1, 1, 2))
    assert one == same != other
    assert sorted(one) == sorted(names)
    assert one != sorted(names)


@pytest.mark.parametrize("diversity", DIVERSITIES)
@settings(deadline=None, max_examples=25)
@given(seed=SEEDS)
def test_the_order_of_the_pool_changes_nothing(diversity, seed):
    names, importance, vectors, known = pool(seed)
    turned = np.random.default_rng(seed).permutation(len(names))
    first = chosen_names(names, 6, importance=importance, vectors=vectors, known=known, diversity=diversity)
    second = chosen_names(
        [names[place] for place in turned],
        6,
        importance=importance[turned],
        vectors=vectors[turned],
        known=known,
        diversity=diversity,
    )
    assert first == second


@pytest.mark.parametrize("diversity", DIVERSITIES)
@settings(deadline=None, max_examples=25)
@given(seed=SEEDS, n=st.integers(0, 20))
def test_each_clip_is_chosen_once_and_fewer_are_the_first_of_more(diversity, seed, n):
    names, importance, vectors, _ = pool(seed)
    all_of_them = chosen_names(names, 12, importance=importance, vectors=vectors, diversity=diversity)
    some = chosen_names(names, n, importance=importance, vectors=vectors, diversity=diversity)
    assert sorted(all_of_them) == sorted(names)
    assert some == all_of_them[:n]


@pytest.mark.parametrize("diversity", ["spread", "coverage"])
@settings(deadline=None, max_examples=25)
@given(seed=SEEDS)
def test_gains_never_rise_and_moving_the_whole_space_changes_nothing(diversity, seed):
    names, importance, vectors, known = pool(seed)
    found = choose(names, 12, importance=importance, vectors=vectors, known=known, diversity=diversity)
    gains = [each.gain for each in found]
    assert all(later <= earlier + 1e-9 for earlier, later in pairwise(gains))
    moved = choose(
        names, 12, importance=importance, vectors=vectors + 5, known=known + 5, diversity=diversity
    )
    assert [each.place for each in moved] == [each.place for each in found]


@settings(deadline=None, max_examples=25)
@given(seed=SEEDS)
def test_the_k_centre_is_at_most_twice_as_far_from_any_clip_as_the_best_could_be(seed):
    # Sener & Savarese (2018), ICLR. The best of all pairs, by trying them.
    names, _, vectors, _ = pool(seed, 9)
    places = [each.place for each in choose(names, 2, vectors=vectors, diversity="spread")]
    between = np.linalg.norm(vectors[:, None] - vectors[None], axis=2)
    reach = between[:, places].min(axis=1).max()
    best = min(between[:, [one, other]].min(axis=1).max() for one in range(9) for other in range(one + 1, 9))
    assert reach <= 2 * best + 1e-9


@settings(deadline=None, max_examples=25)
@given(seed=SEEDS)
def test_coverage_is_at_least_63_per_cent_of_the_best(seed):
    # Nemhauser & Wolsey (1978), Math. Oper. Res. 3: greedy choice of a submodular function, 1 - 1/e.
    names, importance, vectors, known = pool(seed, 9)
    before = np.linalg.norm(vectors[:, None] - known[None], axis=2).min(axis=1)
    between = np.linalg.norm(vectors[:, None] - vectors[None], axis=2)

    def covered(places: list[int]) -> float:
        after = np.minimum(before, between[:, places].min(axis=1))
        return float((importance * (before - after)).sum())

    found = choose(names, 2, importance=importance, vectors=vectors, known=known, diversity="coverage")
    best = max(covered([one, other]) for one in range(9) for other in range(one + 1, 9))
    assert covered([each.place for each in found]) >= (1 - 1 / np.e) * best - 1e-9
    assert sum(each.gain for each in found) == pytest.approx(covered([each.place for each in found]))


@pytest.mark.parametrize("diversity", ["spread", "coverage"])
def test_a_copy_of_a_known_clip_comes_last(diversity):
    vectors = np.array([[0.0, 0.0], [3.0, 0.0], [0.0, 3.0]])
    found = chosen_names(
        ["copy", "east", "north"], 3, vectors=vectors, known=vectors[:1], diversity=diversity
    )
    assert found[-1] == "copy"


def test_distance_and_nearest_say_why_a_clip_was_taken():
    vectors = np.array([[0.0], [1.0], [5.0]])
    found = choose(["a", "b", "c"], 3, vectors=vectors, known=np.array([[0.0]]), diversity="spread")
    assert [each.place for each in found] == [2, 1, 0]
    assert [each.distance for each in found] == [5, 1, 0]
    assert [each.nearest for each in found] == [-1, -1, -1]


@pytest.mark.parametrize(
    ("given_", "reason"),
    [
        ({"importance": [1, -1]}, "numbers from 0"),
        ({"importance": [1, np.nan]}, "numbers from 0"),
        ({"importance": [1]}, "one a clip"),
        ({"diversity": "spread"}, "needs the clips' vectors"),
        ({"diversity": "spread", "vectors": np.zeros((3, 2))}, "do not belong"),
        ({"diversity": "spread", "vectors": np.full((2, 2), np.inf)}, "not finite"),
        (
            {"diversity": "coverage", "vectors": np.zeros((2, 2)), "known": np.zeros((1, 3))},
            "do not belong",
        ),
    ],
)
def test_numbers_that_do_not_belong_to_the_clips_are_refused(given_, reason):
    with pytest.raises(EvaluationError, match=reason):
        choose(["a", "b"], 1, **given_)


def test_two_clips_of_one_name_are_refused():
    with pytest.raises(EvaluationError, match="same name"):
        choose(["a", "a"], 1)
