"""Splits that keep an artist, a song or a speaker on one side, and the proof that they do.

Conventions
-----------
A group goes to one part as a whole. Within that, parts come as near as they can to their share of every
quadrant and of the clips: the sum over parts and columns (the four quadrants' shares and the count) of the
squared deviation from what is due, each column as a proportion of its total. Groups are dealt out largest
first (equal ones in an order drawn from the seed), then moved and swapped while that helps.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray

from merlingua.mer_models.corpus import CorpusClip, Split
from merlingua.mer_models.errors import CorpusError, EvaluationError
from merlingua.surveys.study_files import sha256_of_file

MAX_SWEEPS = 20
SWAPPED_GROUPS = 1000
"""Above so many groups single moves balance well enough, and swaps would take seconds."""
NAMED = 5
_GAIN = 1e-12


def grouped_folds(
    groups: Sequence[str], shares: ArrayLike | None, n_folds: int, seed: int
) -> NDArray[np.int64]:
    """Deal clips into folds of like size and like quadrants; a group is in one fold.

    Parameters
    ----------
    groups : n names
    shares : shape (n, 4)
        Soft labels; None balances the number of clips alone (speech).
    n_folds
        At least 2, at most the number of groups.
    seed
        Another one gives another split of the same quality.

    Returns
    -------
    shape (n,)
        Each clip's fold, from 0; none is empty.
    """
    if n_folds < 2:
        raise EvaluationError(f"{n_folds} folds were asked for; at least 2 are due")
    return _dealt(groups, shares, np.full(n_folds, 1 / n_folds), seed)


def train_validation_split(
    groups: Sequence[str], shares: ArrayLike | None, validation_share: float, seed: int
) -> NDArray[np.bool_]:
    """Which clips are for validation: shape (n,). A group is on one side, and neither side is empty."""
    if not 0 < validation_share < 1:
        raise EvaluationError(
            f"the share for validation is {validation_share}; it lies between 0 and 1, 0.15 is usual"
        )
    parts = _dealt(groups, shares, np.array([1 - validation_share, validation_share]), seed)
    return np.asarray(parts == 1)


def official_split(clips: Sequence[CorpusClip]) -> dict[Split, NDArray[np.int64]]:
    """The corpus' own split: positions of the clips of each part that it has.

    Raises
    ------
    EvaluationError
        If a clip is in no part, or there is nothing to train on or to test.
    """
    if bare := [clip.clip_id for clip in clips if clip.split is None]:
        raise EvaluationError(
            f"{_named(bare)}: in no part of the official split. Use grouped folds, or leave these clips out."
        )
    parts: dict[Split, NDArray[np.int64]] = {
        part: np.flatnonzero([clip.split == part for clip in clips]) for part in get_args(Split)
    }
    if empty := [part for part in ("train", "test") if not parts[part].size]:
        raise EvaluationError(f"the official split has no clips for {' and '.join(empty)}: use grouped folds")
    return {part: positions for part, positions in parts.items() if positions.size}


def check_leaks(
    clips_a: Sequence[CorpusClip],
    clips_b: Sequence[CorpusClip],
    *,
    names: tuple[str, str] = ("training", "test"),
    content: Mapping[str, str] | None = None,
) -> None:
    """Refuse two sides of a split that share a clip, a group or a file's content.

    Parameters
    ----------
    names
        What the sides are called in the error.
    content
        Hash by clip id where one is known already; by default files of equal size are read and hashed. An
        empty mapping leaves the content unchecked.

    Raises
    ------
    EvaluationError
        Naming what stands on both sides.
    """
    sides = f"the {names[0]} and the {names[1]} clips"
    ids = {clip.clip_id for clip in clips_a}.intersection(clip.clip_id for clip in clips_b)
    if ids:
        raise EvaluationError(f"leak: {_named(sorted(ids))} in both {sides}")
    groups = {clip.group for clip in clips_a}.intersection(clip.group for clip in clips_b)
    if groups:
        raise EvaluationError(
            f"leak: artist, song or speaker {_named(sorted(groups))} in both {sides}. "
            "Split by group: a model would know the voice."
        )
    hashes = _content_in_both(clips_a, clips_b) if content is None else content
    first = {hashes[clip.clip_id]: clip.clip_id for clip in clips_a if clip.clip_id in hashes}
    pairs = [
        f"{first[hashes[clip.clip_id]]} = {clip.clip_id}"
        for clip in clips_b
        if hashes.get(clip.clip_id) in first
    ]
    if pairs:
        raise EvaluationError(f"leak: the same sound under two names in both {sides}: {_named(pairs)}")


def _dealt(
    groups: Sequence[str], shares: ArrayLike | None, due: NDArray[np.float64], seed: int
) -> NDArray[np.int64]:
    names, group_of_clip = np.unique(np.asarray(groups, dtype=np.str_), return_inverse=True)
    if len(names) < len(due):
        raise EvaluationError(
            f"{len(names)} groups ({_named(names.tolist())}) cannot be dealt into {len(due)} parts: "
            "ask for fewer, or add clips of other artists or speakers"
        )
    mass = _mass_of_groups(group_of_clip, len(names), shares)
    rng = np.random.default_rng(seed)
    order = rng.permutation(len(names))
    order = order[np.argsort(-(mass[order] ** 2).sum(axis=1), kind="stable")]
    part_of_group = _greedy(mass, order, due)
    _fill_empty(mass, part_of_group, len(due))
    _improve(mass, part_of_group, due, rng)
    return part_of_group[group_of_clip]


def _mass_of_groups(
    group_of_clip: NDArray[np.intp], n_groups: int, shares: ArrayLike | None
) -> NDArray[np.float64]:
    """Shape (n_groups, n_columns): what part of each column's total a group holds."""
    columns = np.ones((len(group_of_clip), 1))
    if shares is not None:
        table = np.asarray(shares, dtype=np.float64)
        if table.ndim != 2 or len(table) != len(columns) or not np.isfinite(table).all():
            raise EvaluationError(
                f"soft labels of shape {table.shape} do not fit {len(columns)} clips, or hold NaN"
            )
        columns = np.hstack([columns, table[:, table.sum(axis=0) > 0]])
    mass = np.zeros((n_groups, columns.shape[1]))
    np.add.at(mass, group_of_clip, columns)
    return np.asarray(mass / mass.sum(axis=0))


def _greedy(
    mass: NDArray[np.float64], order: NDArray[np.int64], due: NDArray[np.float64]
) -> NDArray[np.int64]:
    part_of_group = np.zeros(len(mass), dtype=np.int64)
    missing = np.repeat(due[:, None], mass.shape[1], axis=1)
    for group in order:
        # Σ (missing − mass)² − Σ missing² up to what all parts share
        part = int(np.argmax(missing @ mass[group]))
        part_of_group[group] = part
        missing[part] -= mass[group]
    return part_of_group


def _fill_empty(mass: NDArray[np.float64], part_of_group: NDArray[np.int64], n_parts: int) -> None:
    for part in range(n_parts):
        counts = np.bincount(part_of_group, minlength=n_parts)
        if counts[part]:
            continue
        spare = np.flatnonzero(counts[part_of_group] > 1)
        part_of_group[spare[np.argmin(mass[spare, 0])]] = part


def _improve(
    mass: NDArray[np.float64],
    part_of_group: NDArray[np.int64],
    due: NDArray[np.float64],
    rng: np.random.Generator,
) -> None:
    """Move single groups, and swap two, while the parts come nearer to what is due."""
    excess = np.zeros((len(due), mass.shape[1]))
    np.add.at(excess, part_of_group, mass)
    excess -= due[:, None]
    squares = (mass**2).sum(axis=1)
    for _ in range(MAX_SWEEPS):
        is_better = False
        for group in rng.permutation(len(mass)):
            is_better |= _move(int(group), mass, squares, part_of_group, excess)
            if len(mass) <= SWAPPED_GROUPS:
                is_better |= _swap(int(group), mass, part_of_group, excess)
        if not is_better:
            return


def _move(
    group: int,
    mass: NDArray[np.float64],
    squares: NDArray[np.float64],
    part_of_group: NDArray[np.int64],
    excess: NDArray[np.float64],
) -> bool:
    old = part_of_group[group]
    if np.count_nonzero(part_of_group == old) == 1:
        return False
    cost = 2 * ((excess - excess[old]) @ mass[group] + squares[group])
    cost[old] = 0.0
    new = int(np.argmin(cost))
    if cost[new] >= -_GAIN:
        return False
    excess[old] -= mass[group]
    excess[new] += mass[group]
    part_of_group[group] = new
    return True


def _swap(
    group: int, mass: NDArray[np.float64], part_of_group: NDArray[np.int64], excess: NDArray[np.float64]
) -> bool:
    old = part_of_group[group]
    step = mass - mass[group]  # what the group's part gains by each other group in its place
    cost = 2 * (step * (excess[old] - excess[part_of_group] + step)).sum(axis=1)
    cost[part_of_group == old] = 0.0
    other = int(np.argmin(cost))
    if cost[other] >= -_GAIN:
        return False
    new = part_of_group[other]
    excess[old] += step[other]
    excess[new] -= step[other]
    part_of_group[group], part_of_group[other] = new, old
    return True


def _content_in_both(clips_a: Sequence[CorpusClip], clips_b: Sequence[CorpusClip]) -> dict[str, str]:
    """Hash of the files whose size is found on both sides; others cannot be equal."""
    sizes: defaultdict[int, list[tuple[int, CorpusClip]]] = defaultdict(list)
    for side, clips in enumerate((clips_a, clips_b)):
        for clip in clips:
            sizes[_size(clip.path)].append((side, clip))
    by_path: dict[Path, str] = {}
    hashes = {}
    for alike in sizes.values():
        if len({side for side, _ in alike}) < 2:
            continue
        for _, clip in alike:
            if clip.path not in by_path:
                by_path[clip.path] = sha256_of_file(clip.path)
            hashes[clip.clip_id] = by_path[clip.path]
    return hashes


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError as error:
        raise CorpusError(f"{path}: cannot be read ({error.strerror}); leaks cannot be ruled out") from error


def _named(names: Sequence[str]) -> str:
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return ", ".join(map(repr, names[:NAMED])) + more
