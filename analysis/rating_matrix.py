"""The ratings of one item as a table of raters by clips: what every statistic of agreement takes.

Conventions
-----------
Rows are raters, columns are clips. A cell is the code of a level of the scale (0 for the lowest), -1 where
there is no rating. A table that stands on its side gives a plausible wrong number, so that axes are asked for
by name.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import cast

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from merlingua.analysis.estimates import AxisError, InvalidRatingsError

MISSING = -1
MAX_LEVELS = 30_000
"""What codes of 16 bits hold."""
RATER_AXIS = "participant"
CLIP_AXIS = "clip"


@dataclass(frozen=True, eq=False)
class RatingMatrix:
    """Who gave which clip which level of the scale.

    Attributes
    ----------
    codes : shape (n_raters, n_clips)
        Position in ``levels``, -1 where missing.
    levels
        The scale's values, rising; also those that nobody used.
    raters, clips
        Ids, in the order of the rows and columns.
    item
        What was rated, for messages: ``joy``.
    """

    codes: NDArray[np.int16]
    levels: tuple[float, ...]
    raters: tuple[str, ...]
    clips: tuple[str, ...]
    item: str = ""

    def __post_init__(self) -> None:
        if self.codes.shape != (len(self.raters), len(self.clips)):
            raise AxisError(
                f"the codes of {self._name} are {self.codes.shape} for {len(self.raters)} raters and "
                f"{len(self.clips)} clips; rows are raters and columns are clips. Is the table on its side?"
            )
        _check_levels(self.levels)
        if self.codes.size and not MISSING <= self.codes.min() <= self.codes.max() < len(self.levels):
            raise InvalidRatingsError(
                f"a code of {self._name} is not a position among {len(self.levels)} levels, nor -1"
            )

    @classmethod
    def from_wide(
        cls, table: pd.DataFrame, *, item: str = "", levels: Sequence[float] | None = None
    ) -> RatingMatrix:
        """From a table with one row a participant and one column a clip; missing is NaN or NA.

        Parameters
        ----------
        table
            Its index is named ``participant`` and its columns ``clip``.
        levels
            The scale's values; by default those that occur.

        Raises
        ------
        AxisError
            If an axis has another name: the table may be transposed.
        InvalidRatingsError
            If a rating is off the scale.
        """
        names = (table.index.name, table.columns.name)
        if names != (RATER_AXIS, CLIP_AXIS):
            turned = " It stands on its side: pass table.T." if names == (CLIP_AXIS, RATER_AXIS) else ""
            raise AxisError(
                f"the table's rows are named {names[0]!r} and its columns {names[1]!r}; they must be "
                f"{RATER_AXIS!r} and {CLIP_AXIS!r}.{turned}"
            )
        values = table.to_numpy(dtype=np.float64, na_value=np.nan)
        raters, clips = tuple(map(str, table.index)), tuple(map(str, table.columns))
        for axis, ids in ((RATER_AXIS, raters), (CLIP_AXIS, clips)):
            if len(set(ids)) < len(ids):
                raise InvalidRatingsError(f"the table names a {axis} twice; keep one row or column of each")
        found = _levels_of(values, levels)
        codes = _codes(values.ravel(), found)
        if (off := np.flatnonzero(codes == len(found))).size:
            rater, clip = divmod(int(off[0]), len(clips))
            raise _off_scale(item, raters[rater], clips[clip], values[rater, clip], found)
        return cls(codes.reshape(values.shape), found, raters, clips, item)

    @classmethod
    def from_long(
        cls, ratings: pd.DataFrame, *, item: str = "", levels: Sequence[float] | None = None
    ) -> RatingMatrix:
        """From a table with one row a rating and the columns ``participant``, ``clip`` and ``value``.

        Raters and clips keep the order of their categories where the columns are categorical (also those
        without a rating), else that in which they first occur. Rows without a value are left out.
        """
        if missing := [name for name in (RATER_AXIS, CLIP_AXIS, "value") if name not in ratings.columns]:
            raise AxisError(
                f"the ratings have no column {missing[0]!r}; they have {', '.join(map(str, ratings.columns))}"
            )
        rater_codes, raters = _factorized(ratings[RATER_AXIS])
        clip_codes, clips = _factorized(ratings[CLIP_AXIS])
        values = ratings["value"].to_numpy(dtype=np.float64, na_value=np.nan)
        return cls.from_indices(
            rater_codes, clip_codes, values, raters=raters, clips=clips, item=item, levels=levels
        )

    @classmethod
    def from_indices(
        cls,
        rater_index: NDArray[np.integer],
        clip_index: NDArray[np.integer],
        values: ArrayLike,
        *,
        raters: Sequence[str],
        clips: Sequence[str],
        item: str = "",
        levels: Sequence[float] | None = None,
    ) -> RatingMatrix:
        """From three columns of one length: row of the rater, column of the clip, value (NaN is left out).

        Raises
        ------
        InvalidRatingsError
            If a rating is off the scale, or a rater rated a clip twice.
        """
        column = np.asarray(values, dtype=np.float64)
        found = _levels_of(column, levels)
        coded = _codes(column, found)
        if (off := np.flatnonzero(coded == len(found))).size:
            row = off[0]
            raise _off_scale(item, raters[rater_index[row]], clips[clip_index[row]], column[row], found)
        is_there = coded != MISSING
        cells = rater_index.astype(np.int64) * len(clips) + clip_index
        if not is_there.all():
            cells, coded = cells[is_there], coded[is_there]
        times = np.bincount(cells, minlength=len(raters) * len(clips))
        if (twice := np.flatnonzero(times > 1)).size:
            rater, clip = divmod(int(twice[0]), len(clips))
            raise InvalidRatingsError(
                f"{raters[rater]!r} rated {item or 'an item'} of clip {clips[clip]!r} "
                f"{times[twice[0]]} times; one rating is allowed. Leave out repeats, or keep one of them."
            )
        codes = np.full(len(raters) * len(clips), MISSING, dtype=np.int16)
        codes[cells] = coded
        return cls(codes.reshape(len(raters), len(clips)), found, tuple(raters), tuple(clips), item)

    @property
    def _name(self) -> str:
        return self.item or "an item"

    @property
    def n_raters(self) -> int:
        """Rows, also of raters without a rating."""
        return len(self.raters)

    @property
    def n_clips(self) -> int:
        """Columns, also of clips without a rating."""
        return len(self.clips)

    @property
    def n_ratings(self) -> int:
        """Cells that hold a rating."""
        return int(np.count_nonzero(self.codes != MISSING))

    def values(self) -> NDArray[np.float64]:
        """The ratings themselves, shape (n_raters, n_clips), NaN where missing."""
        return np.append(np.asarray(self.levels, dtype=np.float64), np.nan)[self.codes]

    def counts(self) -> NDArray[np.int64]:
        """How many raters gave each clip each level, shape (n_clips, n_levels)."""
        n_levels = len(self.levels)
        is_there = self.codes != MISSING
        clip_index = np.broadcast_to(np.arange(self.n_clips), self.codes.shape)
        cells = clip_index[is_there] * n_levels + self.codes[is_there]
        return np.bincount(cells, minlength=self.n_clips * n_levels).reshape(self.n_clips, n_levels)

    def select(self, *, raters: ArrayLike | None = None, clips: ArrayLike | None = None) -> RatingMatrix:
        """The rows and columns of these masks or positions, in their order."""
        rows = _positions(raters, self.n_raters)
        columns = _positions(clips, self.n_clips)
        return RatingMatrix(
            self.codes[np.ix_(rows, columns)],
            self.levels,
            tuple(map(self.raters.__getitem__, rows.tolist())),
            tuple(map(self.clips.__getitem__, columns.tolist())),
            self.item,
        )

    def pairable(self) -> RatingMatrix:
        """Clips with two ratings or more, and the raters who rated one of them: all that agreement sees."""
        is_there = self.codes != MISSING
        clips = is_there.sum(axis=0) >= 2
        raters = is_there[:, clips].any(axis=1)
        return self if clips.all() and raters.all() else self.select(raters=raters, clips=clips)


def _positions(chosen: ArrayLike | None, n: int) -> NDArray[np.intp]:
    if chosen is None:
        return np.arange(n)
    array = np.asarray(chosen)
    if array.dtype == np.bool_:
        if array.shape != (n,):
            raise AxisError(f"a mask of shape {array.shape} was given for {n} rows or columns")
        return np.flatnonzero(array)
    return array.astype(np.intp).ravel()


def _check_levels(levels: tuple[float, ...]) -> None:
    if not all(low < high for low, high in pairwise(levels)):
        raise InvalidRatingsError(f"the levels {levels} do not rise; list each one once, lowest first")
    if len(levels) > MAX_LEVELS:
        raise InvalidRatingsError(
            f"there are {len(levels)} different values; at most {MAX_LEVELS} are possible. Round them first."
        )


def _levels_of(values: NDArray[np.float64], levels: Sequence[float] | None) -> tuple[float, ...]:
    found = np.unique(values[~np.isnan(values)]).tolist() if levels is None else levels
    scale = tuple(float(level) for level in found)
    _check_levels(scale)
    return scale


def _codes(values: NDArray[np.float64], levels: tuple[float, ...]) -> NDArray[np.int16]:
    """Positions among the levels; -1 where there is no value, ``len(levels)`` where it is off the scale."""
    scale = np.asarray(levels, dtype=np.float64)
    codes = np.searchsorted(scale, values)
    codes[~np.isin(values, scale)] = len(levels)
    codes[np.isnan(values)] = MISSING
    return codes.astype(np.int16)


def _off_scale(
    item: str, rater: str, clip: str, value: float, levels: tuple[float, ...]
) -> InvalidRatingsError:
    return InvalidRatingsError(
        f"{item or 'an item'} of clip {clip!r} by {rater!r} is {value:g}; the scale has "
        f"{', '.join(f'{level:g}' for level in levels)}. Was it exported with another scale?"
    )


def _factorized(column: pd.Series) -> tuple[NDArray[np.integer], tuple[str, ...]]:
    if isinstance(column.dtype, pd.CategoricalDtype):
        codes = cast("NDArray[np.integer]", column.cat.codes.to_numpy())
        ids = column.cat.categories
    else:
        codes, ids = pd.factorize(column)
    if (codes < 0).any():
        raise InvalidRatingsError(f"{int((codes < 0).sum())} ratings have no {column.name}; each needs one")
    return codes, tuple(map(str, ids))
