"""Folds that are done survive the end of a run, and are used for the same data alone."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import numpy as np
import pytest

from merlingua.mer_models.group_validation import GroupedVotes, validate_groups
from merlingua.mer_models.kept_folds import KeptFolds
from tests.mer_models.simulated_groups import clip_vectors, groups, votes

SIZES = (10, 8)
N_CLIPS = 8


@pytest.fixture(scope="module")
def data() -> GroupedVotes:
    vectors = clip_vectors(1, N_CLIPS)[:, :2]
    given = votes(vectors, np.random.default_rng(1), sizes=SIZES)
    names = np.array(["en", "es"])[groups(SIZES)]
    return GroupedVotes(vectors, given, tuple(map(str, names)), tuple(map(str, range(N_CLIPS))), 30.0)


class EndedError(Exception):
    """In the place of a kill."""


def test_a_run_that_goes_on_gives_the_numbers_of_an_unbroken_one(data: GroupedVotes, tmp_path: Path):
    whole = validate_groups(data, seed=4)
    file = tmp_path / "folds.json"

    def end_midway(done: int, n: int) -> None:
        if done == n // 2:
            raise EndedError

    with pytest.raises(EndedError):
        validate_groups(data, seed=4, kept=KeptFolds(data, 4, file), on_progress=end_midway)
    n_kept = len(json.loads(file.read_text("utf-8"))["folds"])
    assert 0 < n_kept < 2 * N_CLIPS
    computed: list[int] = []
    kept = KeptFolds(data, 4, file)
    original = kept.keep
    kept.keep = lambda half, fold, score: (computed.append(fold), original(half, fold, score))[1]  # type: ignore[method-assign]
    resumed = validate_groups(data, seed=4, kept=kept)
    assert len(computed) == 2 * N_CLIPS - n_kept
    np.testing.assert_array_equal(resumed.told, whole.told)
    assert resumed.means == whole.means
    assert resumed.differences == whole.differences


@pytest.mark.parametrize("change", ["votes", "vectors", "seed", "strength", "artists"])
def test_folds_of_anything_else_are_not_used(data: GroupedVotes, tmp_path: Path, change: str):
    file = tmp_path / "folds.json"
    validate_groups(data, seed=4, kept=KeptFolds(data, 4, file))
    assert KeptFolds(data, 4, file).get(0, 0) is not None
    other, seed = data, 4
    if change == "votes":
        other = dataclasses.replace(data, votes=data.votes[:, ::-1])
    elif change == "vectors":
        other = dataclasses.replace(data, vectors=data.vectors + 1e-9)
    elif change == "strength":
        other = dataclasses.replace(data, strength=31.0)
    elif change == "artists":
        other = dataclasses.replace(data, artists=("a", "a", *data.artists[2:]))
    else:
        seed = 5
    assert KeptFolds(other, seed, file).get(0, 0) is None


@pytest.mark.parametrize("content", ["", "{", "[]", '{"key": 3}', "\x00"])
def test_a_file_that_is_none_of_ours_is_computed_again(data: GroupedVotes, tmp_path: Path, content: str):
    file = tmp_path / "folds.json"
    file.write_text(content, "utf-8")
    assert KeptFolds(data, 4, file).get(0, 0) is None


def test_what_is_done_is_forgotten_with_its_file(data: GroupedVotes, tmp_path: Path):
    file = tmp_path / "folds.json"
    kept = KeptFolds(data, 4, file)
    validate_groups(data, seed=4, kept=kept)
    assert file.exists()
    kept.forget()
    kept.forget()
    assert not file.exists()
