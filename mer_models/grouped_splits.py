"""Folds and splits that keep a group on one side, and the check that they did.

Conventions
-----------
A group is an artist, a song or a speaker: whoever would be recognised instead of the emotion. Shares are soft
labels, shape (n_clips, 4). Groups are dealt out largest first, equal ones in an order that the seed decides,
each to the side where it disturbs sizes and quadrants least.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from merlingua.mer_models.corpus import CorpusClip
from merlingua.mer_models.errors import EvaluationError

_SIZE_WEIGHT = 4.0
"""How much an uneven size counts beside one uneven quadrant: as much as all four."""
_NAMES_SHOWN = 5


def grouped_folds(
    groups: Sequence[str], shares: NDArray[np.float64] | None, n_folds: int, seed: int
) -> NDArray[np.int64]:
    """The fold of every clip, so that no group stands in two.

    Parameters
    ----------
    groups : length n_clips
    shares : shape (n_clips, 4)
        Soft labels to be balanced; None balances sizes alone.
    n_folds
        From 2 to the number of groups.

    Returns
    -------
    shape (n_clips,), from 0 to n_folds − 1; no fold is empty.

    Raises
    ------
    EvaluationError
        If there are fewer groups than folds, or the shares are not the clips'.
    """
    if n_folds < 2:
        raise EvaluationError(f"n_folds is {n_folds}; at least 2 are needed, to score clips not learnt")
    if (n_groups := len(set(groups))) < n_folds:
        raise EvaluationError(
            f"{n_folds} folds need as many groups, and the {len(groups)} clips come from {n_groups}. "
            "Take fewer folds, or a corpus with more artists."
        )
    return _dealt_sides(groups, shares, np.full(n_folds, 1 / n_folds), seed)


def train_validation_split(
    groups: Sequence[str], shares: NDArray[np.float64] | None, validation_share: float, seed: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """(indices to train on, indices to validate on), both rising; no group stands in both.

    The validation part is as near to ``validation_share`` as whole groups allow, and never empty.

    Raises
    ------
    EvaluationError
        If the share is not between 0 and 1, or all clips are of one group.
    """
    if not 0 < validation_share < 1:
        raise EvaluationError(f"the share for validation is {validation_share}; it lies between 0 and 1")
    if (n_groups := len(set(groups))) < 2:
        raise EvaluationError(
            f"the {len(groups)} clips come from {n_groups} group; two are needed, to train on one and "
            "validate on the other"
        )
    sides = _dealt_sides(groups, shares, np.array([1 - validation_share, validation_share]), seed)
    return np.flatnonzero(sides == 0), np.flatnonzero(sides == 1)


def check_leaks(clips_a: Iterable[CorpusClip], clips_b: Iterable[CorpusClip]) -> None:
    """Make sure that two sides of a split share no clip, no file and no group.

    Raises
    ------
    EvaluationError
        Naming what stands on both sides.
    """
    side_a, side_b = list(clips_a), list(clips_b)
    found = [
        f"{kind} {_listed(both)}"
        for kind, both in (
            ("the clips", {clip.clip_id for clip in side_a} & {clip.clip_id for clip in side_b}),
            ("the files", _files_of(side_a) & _files_of(side_b)),
            ("the groups", {clip.group for clip in side_a} & {clip.group for clip in side_b}),
        )
        if both
    ]
    if found:
        raise EvaluationError(
            f"both sides of the split hold {'; '.join(found)}. Scores would be too good: split by group."
        )


def _files_of(clips: Iterable[CorpusClip]) -> set[str]:
    return {os.path.realpath(clip.path) for clip in clips}


def _listed(names: set[str]) -> str:
    shown = ", ".join(repr(name) for name in sorted(names)[:_NAMES_SHOWN])
    more = len(names) - _NAMES_SHOWN
    return f"{shown} and {more} more" if more > 0 else shown


def _dealt_sides(
    groups: Sequence[str], shares: NDArray[np.float64] | None, parts: NDArray[np.float64], seed: int
) -> NDArray[np.int64]:
    """The side of each clip; side s is to get ``parts[s]`` of the clips and of each quadrant."""
    _, group_of_clip, sizes = np.unique(np.asarray(groups), return_inverse=True, return_counts=True)
    loads = np.column_stack([np.sqrt(_SIZE_WEIGHT) * sizes, _uneven_quadrants(shares, group_of_clip)])
    shuffled = np.random.default_rng(seed).permutation(len(sizes))
    order = shuffled[np.argsort(-sizes[shuffled], kind="stable")]
    side_of_group = np.zeros(len(sizes), dtype=np.int64)
    missing = np.outer(parts, loads.sum(axis=0))
    for group in order:
        # Growth of Σ (load − due)² / part, over the sides, if the group came to each.
        growth = (loads[group] * (loads[group] - 2 * missing)).sum(axis=1) / parts
        side = int(growth.argmin())
        side_of_group[group] = side
        missing[side] -= loads[group]
    _fill_empty_sides(side_of_group, sizes, len(parts))
    return np.asarray(side_of_group[group_of_clip], dtype=np.int64)


def _uneven_quadrants(
    shares: NDArray[np.float64] | None, group_of_clip: NDArray[np.int64]
) -> NDArray[np.float64]:
    """How much more of each quadrant a group has than clips have on average, shape (n_groups, 4).

    In standard deviations over clips, so that soft labels, which vary little, are balanced like hard ones.
    """
    n_groups = int(group_of_clip.max()) + 1
    if shares is None:
        return np.zeros((n_groups, 4))
    table = np.asarray(shares, dtype=np.float64)
    if table.shape != (len(group_of_clip), 4) or not np.isfinite(table).all():
        raise EvaluationError(
            f"the shares have the shape {table.shape}; a row of four finite numbers is due for each of the "
            f"{len(group_of_clip)} clips"
        )
    centred = table - table.mean(axis=0)
    spread = np.sqrt((centred**2).mean(axis=0))
    standardised = np.divide(centred, spread, out=np.zeros_like(centred), where=spread > 1e-12)
    sums = np.zeros((n_groups, 4))
    np.add.at(sums, group_of_clip, standardised)
    return sums


def _fill_empty_sides(side_of_group: NDArray[np.int64], sizes: NDArray[np.int64], n_sides: int) -> None:
    """Give a side without any group the smallest group of the side that has most groups."""
    for side in range(n_sides):
        n_groups = np.bincount(side_of_group, minlength=n_sides)
        if n_groups[side] == 0:
            candidates = np.flatnonzero(side_of_group == n_groups.argmax())
            side_of_group[candidates[sizes[candidates].argmin()]] = side
