"""Which groups of listeners are large enough to be compared, and on which clips.

Conventions
-----------
A group under `MIN_RATERS_TEST` listeners is left out and named; under `LOW_N_RATERS` the test is marked. Only
clips are used that two listeners of every group rated, so that no group stands for a clip that another one
never heard.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from merlingua.analysis.estimates import LOW_N_RATERS, MIN_RATERS_TEST, AxisError, UndefinedError
from merlingua.analysis.rating_matrix import RatingMatrix


@dataclass(frozen=True, eq=False)
class ComparedGroups:
    """Ratings of the groups that are compared.

    Attributes
    ----------
    matrix
        Their raters, and the clips that two raters of every group rated.
    index : shape (n_raters,)
        Position of each rater's group among ``names``.
    names, sizes
        The groups in the order in which they first occur, and their raters.
    left_out
        Groups that are too small.
    flags
        ``low_n``, ``clips_restricted``.
    """

    matrix: RatingMatrix
    index: NDArray[np.intp]
    names: tuple[str, ...]
    sizes: tuple[int, ...]
    left_out: tuple[str, ...]
    flags: tuple[str, ...]


def compared_groups(matrix: RatingMatrix, groups: ArrayLike) -> ComparedGroups:
    """Take the groups of listeners that can be compared.

    Parameters
    ----------
    groups : shape (n_raters,)
        The language of each rater, or any other label.

    Raises
    ------
    AxisError
        If there is not one label a rater.
    UndefinedError
        If fewer than two groups are large enough, or they share no clip.
    """
    labels = np.asarray(groups).astype(str)
    if labels.shape != (matrix.n_raters,):
        raise AxisError(
            f"there are {labels.size} labels of groups for {matrix.n_raters} raters; each rater needs one"
        )
    item = matrix.item or "an item"
    is_there = matrix.codes >= 0
    has_rated = is_there.any(axis=1)
    order = tuple(dict.fromkeys(labels[has_rated].tolist()))
    members = {name: (labels == name) & has_rated for name in order}
    names = tuple(name for name in order if int(members[name].sum()) >= MIN_RATERS_TEST)
    _check_groups(names, order, item)
    common: NDArray[np.bool_] = np.ones(matrix.n_clips, dtype=bool)
    for name in names:
        common = np.asarray(common & (is_there[members[name]].sum(axis=0) >= 2))
    kept = {name: members[name] & is_there[:, common].any(axis=1) for name in names}
    sizes = tuple(int(kept[name].sum()) for name in names)
    if not common.any() or min(sizes) < MIN_RATERS_TEST:
        raise UndefinedError(
            f"groups are not compared in {item}: {', '.join(names)} share {int(common.sum())} clip(s) that "
            f"two raters of each rated, by at least {MIN_RATERS_TEST} raters of each",
            reason="no_common_clips",
        )
    raters = np.flatnonzero(np.any([kept[name] for name in names], axis=0))
    flags: tuple[str, ...] = ()
    if (is_there.any(axis=0) & ~common).any():
        flags += ("clips_restricted",)
    if min(sizes) < LOW_N_RATERS:
        flags += ("low_n",)
    return ComparedGroups(
        matrix.select(raters=raters, clips=common),
        np.array([names.index(label) for label in labels[raters].tolist()], dtype=np.intp),
        names,
        sizes,
        tuple(name for name in order if name not in names),
        flags,
    )


def _check_groups(names: tuple[str, ...], order: tuple[str, ...], item: str) -> None:
    if len(names) < 2:
        raise UndefinedError(
            f"groups are not compared in {item}: of {len(order)} group(s) {len(names)} have "
            f"{MIN_RATERS_TEST} raters or more, and two are needed",
            reason="too_few_groups",
        )
