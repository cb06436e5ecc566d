"""What an analysis gives back: a value with its intervals, or the reason why there is none.

Conventions
-----------
A statistic that is not defined on its data is never 0, 1 or NaN: functions for one value raise
`UndefinedError`, functions for tables give an `Estimate` whose value is None and whose flags say why. Flags
are short ids, so that the table stays small and the report says them in any language (`FLAG_REASONS`).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, get_args

from merlingua.surveys.errors import MerlinguaError

Level = Literal["nominal", "ordinal", "interval", "ratio"]
"""Level of measurement; Likert answers are ordinal."""

MIN_RATERS = 5
"""A group of fewer listeners gets no agreement: the jackknife interval does not hold there."""
MIN_RATERS_TEST = 10
"""A group of fewer listeners is not compared with others."""
LOW_N_RATERS = 20
"""Below, a test is marked: a single careless listener makes it liberal."""
MIN_CLIPS = 10
"""Fewer clips say nothing about other clips: no interval for listeners and clips."""
ROUNDING = 1e-12
"""A standard error below is rounding: everybody agrees wholly."""

UNDEFINED = "undefined"

FLAG_REASONS: Mapping[str, str] = MappingProxyType(
    {
        "undefined": "flag.undefined",
        "undefined:no_ratings": "flag.undefined.no_ratings",
        "undefined:one_rater": "flag.undefined.one_rater",
        "undefined:few_raters": "flag.undefined.few_raters",
        "undefined:one_clip": "flag.undefined.one_clip",
        "undefined:one_category": "flag.undefined.one_category",
        "undefined:no_pairs": "flag.undefined.no_pairs",
        "undefined:too_few_groups": "flag.undefined.too_few_groups",
        "undefined:no_common_clips": "flag.undefined.no_common_clips",
        "undefined:no_spread": "flag.undefined.no_spread",
        "undefined:negative_alpha": "flag.undefined.negative_alpha",
        "undefined:separated": "flag.undefined.separated",
        "undefined:no_answers": "flag.undefined.no_answers",
        "too_many_raters": "flag.too_many_raters",
        "n_below_5": "flag.n_below_5",
        "n_below_10": "flag.n_below_10",
        "low_n": "flag.low_n",
        "clips_below_10": "flag.clips_below_10",
        "no_listener_interval": "flag.no_listener_interval",
        "no_clip_interval": "flag.no_clip_interval",
        "clips_restricted": "flag.clips_restricted",
        "few_common_clips": "flag.few_common_clips",
        "neutral_on_both_sides": "flag.neutral_on_both_sides",
        "stopped_early": "flag.stopped_early",
        "no_permutations": "flag.no_permutations",
        "omnibus_not_significant": "flag.omnibus_not_significant",
    }
)
"""From a flag to the key of its sentence in the report's texts."""


class AnalysisError(MerlinguaError, ValueError):
    """Ratings cannot be analysed as asked."""


class UndefinedError(AnalysisError):
    """A statistic has no value on these ratings; the message is the reason in one sentence.

    ``reason`` is its short id; ``flag`` is what stands in a table instead of the value.
    """

    def __init__(self, message: str, *, reason: str = "") -> None:
        super().__init__(message)
        self.reason = reason

    @property
    def flag(self) -> str:
        """``undefined:one_category`` and the like; a key of `FLAG_REASONS`."""
        return f"{UNDEFINED}:{self.reason}" if self.reason else UNDEFINED


class AxisError(AnalysisError):
    """A table has other rows or columns than it must have, or stands on its side."""


class InvalidRatingsError(AnalysisError):
    """A rating is off its scale, or one rater rated one clip twice."""


@dataclass(frozen=True)
class Interval:
    """A confidence interval from ``lower`` to ``upper``; ``level`` is its aimed-at coverage."""

    lower: float
    upper: float
    level: float = 0.95

    def __post_init__(self) -> None:
        if not 0 < self.level < 1:
            raise AnalysisError(f"an interval's level is {self.level}; it lies between 0 and 1, as in .95")
        if math.isnan(self.lower) or math.isnan(self.upper) or self.lower > self.upper:
            raise AnalysisError(f"an interval goes from {self.lower} to {self.upper}; lower comes first")

    def __iter__(self) -> Iterator[float]:
        return iter((self.lower, self.upper))

    @property
    def half_width(self) -> float:
        """Half the distance from lower to upper."""
        return (self.upper - self.lower) / 2


@dataclass(frozen=True)
class Estimate:
    """A value of agreement with its two intervals and the size of what it was taken from.

    Attributes
    ----------
    value
        The point estimate in full precision; None where it is undefined or the group too small.
    se_listeners
        Standard error over listeners (delete-one-rater jackknife).
    listeners
        Interval for other listeners of this group, on these clips.
    both
        Interval for other listeners and other clips.
    n_raters, n_clips, n_ratings
        What entered: clips with two ratings or more, who rated one of them, and the ratings there.
    flags
        Keys of `FLAG_REASONS`: why there is no value or interval, or what to mind about it.
    """

    value: float | None
    se_listeners: float | None
    listeners: Interval | None
    both: Interval | None
    n_raters: int
    n_clips: int
    n_ratings: int
    flags: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.value is None and not self.flags:
            raise AnalysisError("an estimate has neither a value nor a flag that says why")
        if self.value is not None and not math.isfinite(self.value):
            raise AnalysisError(f"an estimate is {self.value}; without a value it is None, with a flag")

    @property
    def is_defined(self) -> bool:
        """Whether there is a value."""
        return self.value is not None


def size_flags(n_raters: int) -> tuple[str, ...]:
    """The flag that a group of ``n_raters`` listeners carries: none from 20 on."""
    if n_raters < MIN_RATERS:
        return ("n_below_5",)
    if n_raters < MIN_RATERS_TEST:
        return ("n_below_10",)
    return ("low_n",) if n_raters < LOW_N_RATERS else ()


def check_level(level: str) -> None:
    """Refuse a level of measurement that is none: packages say something unreadable, or take another one."""
    if level not in get_args(Level):
        raise AnalysisError(f"the level of measurement is {level!r}; it can be {', '.join(get_args(Level))}")
