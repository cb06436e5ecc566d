"""Which group each vote is in: by what is known of the listener, or by what they said of that clip.

Conventions
-----------
``--by`` names one thing or several: columns of the participants and factors of the Gold-MSI (`groups`), and
the context items preference, familiarity and comprehension, by which one listener's votes lie in two groups:
``above`` and ``below`` the middle of the scale; an answer in the middle, or none, is in neither. Groups of
several are named with a slash: ``es/above``.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

import numpy as np
from numpy.typing import NDArray

from merlingua.analysis.groups import (
    ABOVE,
    BELOW,
    MAX_GROUPS,
    UNKNOWN,
    GroupingError,
    group_labels,
    group_order,
)
from merlingua.analysis.ratings_frame import CONTEXT_ITEMS, RatingsFrame

SEPARATOR = "/"


def cell_groups(frame: RatingsFrame, by: Sequence[str]) -> dict[str, NDArray[np.bool_]]:
    """Groups by name, in the order of reports: their cells, shape (n_participants, n_clips).

    Raises
    ------
    GroupingError
        If there is no such column or item, something is named twice, or there would be too many groups.
    """
    if not by or len(set(by)) != len(by):
        raise GroupingError(f"groups are asked for by {','.join(by) or 'nothing'!r}: name each thing once")
    parts = [_one(frame, name) for name in by]
    n_groups = int(np.prod([len(part) for part in parts]))
    if n_groups > MAX_GROUPS:
        raise GroupingError(f"{','.join(by)} make {n_groups} groups; at most {MAX_GROUPS} can be labelled")
    groups = {}
    for chosen in product(*(part.items() for part in parts)):
        cells = np.logical_and.reduce([mask for _, mask in chosen])
        if cells.any():
            groups[SEPARATOR.join(name for name, _ in chosen)] = cells
    return groups


def first_of_listeners(by: Sequence[str]) -> str | None:
    """The first thing that is known of a listener and not of a clip: without it nobody is left out."""
    return next((name for name in by if name not in CONTEXT_ITEMS), None)


def _one(frame: RatingsFrame, by: str) -> dict[str, NDArray[np.bool_]]:
    shape = (len(frame.participants), len(frame.clips))
    if by in CONTEXT_ITEMS:
        if by not in frame.items:
            raise GroupingError(f"nobody was asked for {by!r}: there are no groups of it")
        matrix = frame.matrix(by)
        values = np.where(matrix.codes >= 0, np.array(matrix.levels)[matrix.codes], np.nan)
        middle = frame.middle(by)
        return {ABOVE: values > middle, BELOW: values < middle}
    labels = group_labels(frame, by)
    order = group_order(labels[labels != UNKNOWN], by)
    return {name: np.broadcast_to((labels == name)[:, None], shape) for name in order}
