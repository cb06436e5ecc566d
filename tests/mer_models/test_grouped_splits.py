"""Splits by group: whole groups, even sides, and the check for what stands on both."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from merlingua.mer_models.corpus import CorpusClip
from merlingua.mer_models.errors import EvaluationError
from merlingua.mer_models.grouped_splits import check_leaks, grouped_folds, train_validation_split


def hard_shares(quadrants: NDArray[np.int64]) -> NDArray[np.float64]:
    return np.eye(4)[quadrants]


def clip(clip_id: str, path: str, group: str) -> CorpusClip:
    return CorpusClip(clip_id, Path(path), group)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 12), min_size=6, max_size=80), st.integers(2, 5), st.integers(0, 99))
def test_no_group_stands_in_two_folds_and_no_fold_is_empty(
    numbers: list[int], n_folds: int, seed: int
) -> None:
    groups = [f"artist {number}" for number in numbers] + [f"other {n}" for n in range(5)]
    shares = np.random.default_rng(seed).dirichlet(np.ones(4), len(groups))
    folds = grouped_folds(groups, shares, n_folds, seed)
    assert set(folds.tolist()) == set(range(n_folds))
    for group in set(groups):
        assert len({int(fold) for fold, name in zip(folds, groups, strict=True) if name == group}) == 1


def test_folds_of_single_clips_have_equal_sizes_and_equal_quadrants() -> None:
    shares = hard_shares(np.arange(200) % 4)
    folds = grouped_folds([str(n) for n in range(200)], shares, 5, seed=1)
    assert np.bincount(folds).tolist() == [40] * 5
    assert all(shares[folds == fold].sum(axis=0).tolist() == [10] * 4 for fold in range(5))


def test_folds_of_soft_labels_are_more_even_than_chance() -> None:
    rng = np.random.default_rng(3)
    shares = rng.dirichlet(np.full(4, 4.0), 300)
    groups = [str(n) for n in rng.integers(0, 90, 300)]

    def unevenness(folds: NDArray[np.int64]) -> float:
        return float(np.std([shares[folds == fold].mean(axis=0) for fold in range(5)], axis=0).max())

    folds = grouped_folds(groups, shares, 5, seed=0)
    by_chance = np.median([unevenness(grouped_folds(groups, None, 5, seed)) for seed in range(20)])
    assert np.ptp(np.bincount(folds)) <= 3
    assert unevenness(folds) < 0.5 * by_chance


def test_the_seed_decides_the_folds() -> None:
    groups = [str(n) for n in range(40)]
    first, again, other = (grouped_folds(groups, None, 4, seed) for seed in (0, 0, 1))
    assert (first == again).all()
    assert (first != other).any()


def test_more_folds_than_groups_are_refused() -> None:
    with pytest.raises(EvaluationError, match="3 folds need as many groups, and the 4 clips come from 2"):
        grouped_folds(["a", "a", "b", "b"], None, 3, seed=0)
    with pytest.raises(EvaluationError, match="at least 2"):
        grouped_folds(["a", "b"], None, 1, seed=0)


def test_shares_of_other_clips_are_refused() -> None:
    with pytest.raises(EvaluationError, match=r"shape \(2, 4\)"):
        grouped_folds(["a", "b", "c"], np.full((2, 4), 0.25), 2, seed=0)


def test_the_validation_part_is_as_large_as_asked_and_keeps_groups_whole() -> None:
    rng = np.random.default_rng(5)
    groups = [str(n) for n in rng.integers(0, 60, 240)]
    train, validation = train_validation_split(groups, rng.dirichlet(np.ones(4), 240), 0.15, seed=2)
    assert sorted([*train, *validation]) == list(range(240))
    assert not {groups[i] for i in train} & {groups[i] for i in validation}
    assert abs(len(validation) - 36) <= 2


def test_one_large_group_and_one_small_one_leave_something_to_validate_on() -> None:
    train, validation = train_validation_split(["a"] * 9 + ["b"], None, 0.01, seed=0)
    assert len(train) == 9
    assert validation.tolist() == [9]


def test_a_split_of_one_group_or_of_no_share_is_refused() -> None:
    with pytest.raises(EvaluationError, match="come from 1 group"):
        train_validation_split(["a", "a"], None, 0.5, seed=0)
    with pytest.raises(EvaluationError, match="between 0 and 1"):
        train_validation_split(["a", "b"], None, 1.0, seed=0)


def test_sides_that_share_nothing_pass() -> None:
    check_leaks([clip("1", "a.wav", "x")], [clip("2", "b.wav", "y")])


@pytest.mark.parametrize(
    ("other", "said"),
    [
        (clip("2", "b.wav", "Bach"), "the groups 'Bach'"),
        (clip("1", "b.wav", "y"), "the clips '1'"),
        (clip("2", "sub/../a.wav", "y"), r"the files '.*a\.wav'"),
    ],
)
def test_whatever_stands_on_both_sides_is_named(other: CorpusClip, said: str) -> None:
    with pytest.raises(EvaluationError, match=said):
        check_leaks([clip("1", "a.wav", "Bach")], [other])


def test_many_leaks_are_counted_instead_of_listed() -> None:
    clips = [clip(str(n), f"{n}.wav", "one") for n in range(9)]
    with pytest.raises(EvaluationError, match="and 4 more"):
        check_leaks(clips, clips)
