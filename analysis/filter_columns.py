"""What a condition can name: columns of participants and clips, Gold-MSI scores, answers about a clip."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from merlingua.analysis.gold_msi_table import FACTOR_IDS, STORED_SCORE, gold_msi_scores
from merlingua.analysis.ratings_frame import CONTEXT_ITEMS, RatingsFrame

Kind = Literal["number", "text", "truth"]


@dataclass(frozen=True, eq=False)
class Column:
    """Values that can be compared, (n_participants or 1, n_clips or 1); ``known`` has the same shape."""

    name: str
    values: NDArray[Any]
    known: NDArray[np.bool_]
    kind: Kind


class Columns:
    """The columns of a frame by the names that conditions use."""

    def __init__(self, frame: RatingsFrame) -> None:
        self.frame = frame

    @cached_property
    def _scores(self) -> pd.DataFrame:
        return gold_msi_scores(self.frame.participants)

    def named(self, name: str) -> Column | None:
        """The column of this name; None where there is none."""
        people, clips = self.frame.participants, self.frame.clips
        if name == "participant":
            return _column(name, pd.Series(people.index, dtype=object), over_clips=False)
        if name == "clip":
            return _column(name, pd.Series(clips.index, dtype=object), over_clips=True)
        if name in people.columns:
            return _column(name, people[name], over_clips=False)
        if name.removeprefix("clip.") in clips.columns:
            return _column(name, clips[name.removeprefix("clip.")], over_clips=True)
        if name in CONTEXT_ITEMS and name in self.frame.items:
            values = self.frame.matrix(name).values()
            return Column(name, values, ~np.isnan(values), "number")
        if name in FACTOR_IDS and "item_01" in people.columns:
            return _column(name, self._scores[name], over_clips=False)
        return None


def column_names(frame: RatingsFrame) -> tuple[str, ...]:
    """The names that a condition on this frame can use, but for the Gold-MSI's single items."""
    columns = tuple(map(str, frame.participants.columns))
    scores = FACTOR_IDS if "item_01" in columns else ()
    people = (name for name in columns if not name.startswith(("item_", STORED_SCORE)))
    context = tuple(item for item in CONTEXT_ITEMS if item in frame.items)
    clips = (f"clip.{name}" for name in frame.clips.columns)
    return (*people, *scores, "participant", "clip", *clips, *context)


def _column(name: str, series: pd.Series, *, over_clips: bool) -> Column:
    """Numbers where all values that are known are numbers, truths where they are truths, else texts."""
    kind: Kind
    known = series.notna().to_numpy(np.bool_)
    given = series.to_numpy(dtype=object, na_value=None)
    types = {type(value) for value in given[known]}
    if types <= {bool, np.bool_} and types:
        kind, values = "truth", np.array([bool(value) for value in given])
    elif all(issubclass(one, int | float | np.number) and one is not bool for one in types) and types:
        kind, values = "number", pd.to_numeric(series).to_numpy(np.float64, na_value=np.nan)
    else:
        kind, values = "text", np.array(["" if value is None else str(value) for value in given])
    values = np.where(known, values, np.zeros(1, values.dtype))
    return Column(name, values[None, :] if over_clips else values[:, None],
                   known[None, :] if over_clips else known[:, None], kind)  # fmt: skip
