"""Who is left out of an analysis, by which rule, and why: nobody in silence.

Conventions
-----------
No rule leaves anybody out unless it was asked for; each is looked at either way, so that a report can say
whom it would find. A rule judges participants only by what is known of them; who cannot be judged is counted.
The thresholds are the researcher's to set (``RULE=VALUE``); the defaults are conventions, not findings.

References
----------
Meade & Craig (2012), "Identifying careless responses in survey data", Psychol. Methods 17: time, long
strings, repeated items. Curran (2016), "Methods for the detection of carelessly invalid responses in survey
data", J. Exp. Soc. Psychol. 66.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from merlingua.analysis.estimates import AnalysisError
from merlingua.analysis.ratings_frame import RatingsFrame, nearest
from merlingua.surveys.session_plan import UNDERSTOOD_QUESTION, UNDERSTOOD_RIGHT

MIN_ITEMS_OF_PAGE = 5
"""Fewer items answered alike may well be meant."""
MIN_PAGES = 5
"""Fewer pages say nothing about a habit."""

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class RuleKind:
    """What a rule measures of a participant, and beyond which threshold it finds them.

    ``is_below``: those under the threshold are found, else those above it.
    """

    name: str
    unit: str
    default: float
    is_below: bool
    measure: Callable[[RatingsFrame], pd.Series]
    says: str


@dataclass(frozen=True)
class Rule:
    """A rule that was asked for; without ``value`` with its usual threshold."""

    name: str
    value: float | None = None

    def __post_init__(self) -> None:
        if self.name not in RULES:
            raise AnalysisError(
                f"rule of exclusion {self.name!r} is not known: {nearest(self.name, tuple(RULES))}"
            )
        if self.value is not None and not math.isfinite(self.value):
            raise AnalysisError(
                f"--exclude {self}: {self.value} is no threshold. Write a number, such as {self.name}="
                f"{RULES[self.name].default:g}"
            )

    @classmethod
    def parse(cls, written: str) -> Rule:
        """``straight_lining`` or ``straight_lining=0.8``, as ``--exclude`` takes it."""
        name, sign, value = written.partition("=")
        if not sign:
            return cls(name.strip())
        try:
            number = float(value)
        except ValueError:
            number = math.nan
        if not math.isfinite(number):
            raise AnalysisError(
                f"--exclude {written!r}: {value!r} is no number. Write a rule and its threshold, such as "
                "straight_lining=0.8"
            )
        return cls(name.strip(), number)

    def __str__(self) -> str:
        return self.name if self.value is None else f"{self.name}={self.value:g}"


@dataclass(frozen=True)
class Found:
    """A participant whom a rule finds; ``value`` is what it measured."""

    participant: str
    language: str
    value: float


@dataclass(frozen=True)
class RuleFindings:
    """Whom a rule finds among those who would be used without it."""

    rule: str
    is_applied: bool
    threshold: float
    unit: str
    says: str
    found: tuple[Found, ...]
    n_judged: int
    n_not_judged: int


@dataclass(frozen=True)
class LeftOut:
    """A participant who is not used. ``reason``: a rule's name, ``not_complete``, ``no_rating``, ``where``,
    ``where_unknown``, ``simulated`` or ``group_unknown``."""

    participant: str
    source_id: str | None
    language: str
    reason: str


@dataclass(frozen=True)
class ListenerFlow:
    """How many listeners there are at each stage, by language and ``all``, and who was left out when."""

    began: Mapping[str, int]
    rated: Mapping[str, int]
    complete: Mapping[str, int]
    used: Mapping[str, int]
    left_out: tuple[LeftOut, ...]
    n_simulated_used: int = 0

    def count(self, reason: str, language: str | None = None) -> int:
        """How many were left out for a reason."""
        return sum(one.reason == reason and language in (None, one.language) for one in self.left_out)

    @property
    def reasons(self) -> tuple[str, ...]:
        """The reasons that there are, in the order in which they were looked at."""
        return tuple(dict.fromkeys(one.reason for one in self.left_out))


def find_by_rules(frame: RatingsFrame, asked: Iterable[Rule] = ()) -> tuple[RuleFindings, ...]:
    """What every rule finds among the frame's participants; those of ``asked`` with their own thresholds."""
    wanted = {rule.name: rule for rule in asked}
    findings = []
    for kind in RULES.values():
        rule = wanted.get(kind.name)
        values = kind.measure(frame).reindex(frame.participants.index).astype(np.float64)
        threshold = kind.default if rule is None or rule.value is None else rule.value
        hits = values[values < threshold if kind.is_below else values > threshold]
        languages = frame.participants["language"]
        found = tuple(Found(name, str(languages[name]), float(value)) for name, value in hits.items())
        n_judged = int(values.notna().sum())
        findings.append(
            RuleFindings(
                kind.name, rule is not None, threshold, kind.unit, kind.says, found,
                n_judged, len(values) - n_judged,
            )
        )  # fmt: skip
    return tuple(findings)


def listening_minutes(frame: RatingsFrame) -> Floats:
    """How long the clips last that each participant rated, in minutes; NaN where a duration is not known."""
    durations = pd.to_numeric(frame.clips["duration_s"]).to_numpy(dtype=np.float64, na_value=np.nan)
    if np.isnan(durations).any():
        return np.full(len(frame.participants), np.nan)
    return np.asarray(_heard(frame) @ durations / 60)


def _heard(frame: RatingsFrame) -> Floats:
    heard = np.zeros((len(frame.participants), len(frame.clips)))
    heard[frame.ratings["participant"].cat.codes, frame.ratings["clip"].cat.codes] = 1.0
    return heard


def _minutes(frame: RatingsFrame) -> pd.Series:
    people = frame.participants
    minutes = people.get("minutes", pd.Series(np.nan, people.index))
    return pd.to_numeric(minutes).astype(np.float64)


def _spare_minutes(frame: RatingsFrame) -> pd.Series:
    """Minutes of the session beyond those that the rated clips last: below 0, not all was heard."""
    return _minutes(frame) - listening_minutes(frame)


def _ms_an_answer(frame: RatingsFrame) -> pd.Series:
    """The median over pages of the time from the first answer to the last, by answers between."""
    timed = frame.ratings[frame.ratings["response_ms"].notna() & ~frame.ratings["is_repeat"]]
    pages = timed.groupby(["participant", "clip"], observed=True)["response_ms"].agg(["min", "max", "size"])
    pages = pages[pages["size"] >= MIN_ITEMS_OF_PAGE]
    pace = (pages["max"] - pages["min"]) / (pages["size"] - 1)
    return _median_of_enough(pace)


def _median_of_enough(by_page: pd.Series) -> pd.Series:
    by_person = by_page.groupby("participant", observed=True).agg(["median", "size"])
    return by_person["median"].where(by_person["size"] >= MIN_PAGES)


def _share_of_straight_pages(frame: RatingsFrame) -> pd.Series:
    """The share of pages on which all emotions got the same answer."""
    items = frame.rated_items
    emotions = frame.ratings[frame.ratings["item"].isin(items) & ~frame.ratings["is_repeat"]]
    pages = emotions.groupby(["participant", "clip"], observed=True)["value"].agg(["min", "max", "size"])
    pages = pages[pages["size"] >= MIN_ITEMS_OF_PAGE]
    same = (pages["min"] == pages["max"]).groupby("participant", observed=True).agg(["mean", "size"])
    return same["mean"].where(same["size"] >= MIN_PAGES)


def _failed_checks(frame: RatingsFrame) -> pd.Series:
    """How many checks were failed: headphones, and what is asked for (perceived, not felt)."""
    people = frame.participants
    headphones = people.get("headphones", pd.Series(None, people.index, dtype=object))
    understood = people.get(UNDERSTOOD_QUESTION, pd.Series(None, people.index, dtype=object))
    is_checked = headphones.notna() | understood.notna()
    n_failed = (headphones.notna() & (headphones != "passed")).astype(np.float64)
    n_failed += understood.notna() & (understood != UNDERSTOOD_RIGHT)
    return n_failed.where(is_checked)


def _repeat_difference(frame: RatingsFrame) -> pd.Series:
    """The mean distance between a participant's first and second rating of a clip, in steps of the scale."""
    ratings = frame.ratings[frame.ratings["item"].isin(frame.rated_items)]
    key = ["participant", "clip", "item"]
    again = ratings[ratings["is_repeat"]].set_index(key)["value"]
    first = ratings[~ratings["is_repeat"]].set_index(key)["value"]
    if again.empty:
        return pd.Series(np.nan, frame.participants.index)
    distance = (again - first.reindex(again.index)).abs()
    return distance.groupby("participant", observed=True).mean()


_KINDS = (
    RuleKind(
        "too_fast",
        unit="minutes",
        default=0.0,
        is_below=True,
        measure=_spare_minutes,
        says="the session lasted less than this beyond the clips that were rated",
    ),
    RuleKind(
        "too_slow",
        unit="minutes",
        default=120.0,
        is_below=False,
        measure=_minutes,
        says="the session lasted longer",
    ),
    RuleKind(
        "fast_answers",
        unit="milliseconds",
        default=400.0,
        is_below=True,
        measure=_ms_an_answer,
        says="the answers of a page follow each other faster (median)",
    ),
    RuleKind(
        "straight_lining",
        unit="share of pages",
        default=0.5,
        is_below=False,
        measure=_share_of_straight_pages,
        says="more pages have one and the same answer to all items",
    ),
    RuleKind(
        "failed_checks",
        unit="checks",
        default=0.0,
        is_below=False,
        measure=_failed_checks,
        says="more checks were failed: headphones, or what is asked for",
    ),
    RuleKind(
        "inconsistent_repeats",
        unit="steps of the scale",
        default=1.5,
        is_below=False,
        measure=_repeat_difference,
        says="a clip that was heard again is rated further from the first time (mean)",
    ),
)

RULES: Mapping[str, RuleKind] = MappingProxyType({kind.name: kind for kind in _KINDS})
