"""The table of all results: one row a value, as ``results.csv`` and ``results.json`` have it.

Conventions
-----------
``analysis`` is the question, ``estimator`` the statistic, ``group`` what is compared or who is meant beside
the language. A value that is not there is an empty cell, and ``flags`` then say why. Numbers are written in
full precision, as the shortest decimal that reads back as the same double.
"""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterable
from dataclasses import astuple, dataclass, fields

from merlingua.analysis.estimates import AnalysisError, Estimate, Interval

FLAG_SEPARATOR = ";"


@dataclass(frozen=True)
class ResultRow:
    """One value; the fields are the columns of ``results.csv``, in their order."""

    analysis: str
    item: str
    language: str
    group: str
    estimator: str
    level: str
    n_raters: int | None = None
    n_clips: int | None = None
    n_ratings: int | None = None
    estimate: float | None = None
    se_listeners: float | None = None
    lower_listeners: float | None = None
    upper_listeners: float | None = None
    lower_both: float | None = None
    upper_both: float | None = None
    p: float | None = None
    p_adjusted: float | None = None
    flags: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for column in fields(self):
            value = getattr(self, column.name)
            if isinstance(value, float) and not math.isfinite(value):
                raise AnalysisError(f"{self._name}: {column.name} is {value}; what is not there is None")
        if self.estimate is None and not self.flags:
            raise AnalysisError(f"{self._name} has no estimate and no flag that says why")

    @property
    def _name(self) -> str:
        return f"the row of {self.analysis} {self.estimator} {self.item} {self.language} {self.group}"

    @classmethod
    def of_estimate(
        cls,
        estimate: Estimate,
        *,
        analysis: str,
        item: str,
        language: str,
        group: str = "",
        estimator: str = "krippendorff_alpha",
        level: str = "ordinal",
    ) -> ResultRow:
        """The row of an alpha with both intervals."""
        return cls(
            analysis, item, language, group, estimator, level,
            estimate.n_raters, estimate.n_clips, estimate.n_ratings, estimate.value, estimate.se_listeners,
            *limits(estimate.listeners), *limits(estimate.both), flags=estimate.flags,
        )  # fmt: skip


COLUMNS: tuple[str, ...] = tuple(column.name for column in fields(ResultRow))


def limits(interval: Interval | None) -> tuple[float | None, float | None]:
    """Lower and upper; two None where there is no interval."""
    return (None, None) if interval is None else (interval.lower, interval.upper)


def results_csv(rows: Iterable[ResultRow]) -> str:
    """The table as CSV with a header, lines ending in a newline."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in rows:
        *cells, flags = astuple(row)
        writer.writerow(["" if cell is None else cell for cell in cells] + [FLAG_SEPARATOR.join(flags)])
    return text.getvalue()
