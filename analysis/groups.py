"""What listeners can be put into groups by: their language, another column, a factor of the Gold-MSI.

Conventions
-----------
A group's id is what the column holds, as text. A factor of the Gold-MSI makes two groups, ``above`` and
``below`` the norm mean of the British sample (`surveys.gold_msi`); a sum at the mean would be in neither, and
no mean is a whole number. Listeners for whom the column is not known are in no group.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from merlingua.analysis.agreement_results import ALL, BY_LANGUAGE
from merlingua.analysis.estimates import MIN_RATERS, AnalysisError
from merlingua.analysis.gold_msi_table import FACTOR_IDS, STORED_SCORE, gold_msi_scores
from merlingua.analysis.ratings_frame import RatingsFrame, language_order, nearest
from merlingua.surveys.gold_msi import FACTORS

MAX_GROUPS = 12
"""More groups than a figure, or a family of tests, can carry."""
ABOVE, BELOW = "above", "below"
UNKNOWN = ""
"""The label of a listener who is in no group."""
_NOT_ASKED = ("source_id", "started_at", "finished_at", "minutes", "gold_msi_wording")


class GroupingError(AnalysisError):
    """Listeners cannot be put into groups as asked."""


def group_labels(frame: RatingsFrame, by: str = BY_LANGUAGE) -> NDArray[np.str_]:
    """The group of each participant, shape (n_participants,); ``""`` where it is not known.

    Raises
    ------
    GroupingError
        If there is no such column (the nearest is told), or it has more than `MAX_GROUPS` different values.
    """
    people = frame.participants
    if by == BY_LANGUAGE:
        return _as_text(people["language"])
    if by in FACTOR_IDS and "item_01" in people.columns:
        return above_or_below(gold_msi_scores(people)[by], by)
    if by not in people.columns:
        known = (*_columns_of_people(frame), *_factors(frame))
        raise GroupingError(
            f"listeners are to be grouped by {by!r}, which there is not: {nearest(by, known)}"
        )
    labels = _as_text(people[by])
    values = sorted(set(labels.tolist()) - {UNKNOWN})
    if len(values) > MAX_GROUPS:
        raise GroupingError(
            f"{by!r} has {len(values)} different values, from {values[0]!r} to {values[-1]!r}; at most "
            f"{MAX_GROUPS} groups are compared. Choose listeners with --where instead."
        )
    if ALL in values:
        raise GroupingError(f"a group of {by!r} is called {ALL!r}, as all listeners together are; rename it")
    return labels


def group_order(labels: NDArray[np.str_], by: str) -> tuple[str, ...]:
    """The groups that there are, in the order of reports."""
    there = sorted(set(labels.tolist()) - {UNKNOWN})
    if by == BY_LANGUAGE:
        return language_order(there)
    if set(there) <= {ABOVE, BELOW}:
        return tuple(name for name in (ABOVE, BELOW) if name in there)
    return tuple(sorted(there, key=_number_first))


def group_columns(frame: RatingsFrame) -> tuple[str, ...]:
    """By what the listeners who rated can be grouped: 2 to 12 groups, two of them with five or more."""
    rated = frame.has_rated()
    found = []
    for name in (BY_LANGUAGE, *(column for column in _columns_of_people(frame) if column != BY_LANGUAGE)):
        if _makes_groups(_as_text(frame.participants[name])[rated]):
            found.append(name)
    if factors := _factors(frame):
        scores = gold_msi_scores(frame.participants)
        found.extend(name for name in factors if _makes_groups(above_or_below(scores[name], name)[rated]))
    return tuple(found)


def above_or_below(scores: pd.Series, factor_id: str) -> NDArray[np.str_]:
    """On which side of a factor's norm mean each listener is; ``""`` without a score."""
    norm = next(factor.norm_mean for factor in FACTORS if factor.id == factor_id)
    values = scores.to_numpy(np.float64)
    sides = np.select([values > norm, values < norm], [ABOVE, BELOW], UNKNOWN)
    return np.asarray(sides, np.str_)


def _makes_groups(labels: NDArray[np.str_]) -> bool:
    names, sizes = np.unique(labels[labels != UNKNOWN], return_counts=True)
    return 2 <= len(names) <= MAX_GROUPS and int((sizes >= MIN_RATERS).sum()) >= 2


def _columns_of_people(frame: RatingsFrame) -> tuple[str, ...]:
    columns = map(str, frame.participants.columns)
    return tuple(
        name for name in columns if not name.startswith(("item_", STORED_SCORE)) and name not in _NOT_ASKED
    )


def _factors(frame: RatingsFrame) -> tuple[str, ...]:
    return FACTOR_IDS if "item_01" in frame.participants.columns else ()


def _as_text(column: pd.Series) -> NDArray[np.str_]:
    known = column.notna().to_numpy(np.bool_)
    values = column.to_numpy(dtype=object, na_value=None)
    texts = [_text(value) if is_known else UNKNOWN for value, is_known in zip(values, known, strict=True)]
    return np.array(texts, dtype=np.str_)


def _text(value: object) -> str:
    is_whole = isinstance(value, float) and value.is_integer()
    return str(int(value)) if is_whole and isinstance(value, float) else str(value)


def _number_first(name: str) -> tuple[float, str]:
    try:
        return float(name), name
    except ValueError:
        return float("inf"), name
