"""What makes a listener's answers want a look: the rules of exclusion, and those that need the whole session.

Conventions
-----------
A rule flags; it leaves nobody out. Thresholds are the study's (``quality:`` in study.yaml) or the usual ones,
which are conventions: who is flagged is looked at, and left out of an analysis only by name (``--exclude``).

References
----------
Meade & Craig (2012), "Identifying careless responses in survey data", Psychol. Methods 17: long strings,
instructed answers. Curran (2016), "Methods for the detection of carelessly invalid responses in survey data",
J. Exp. Soc. Psychol. 66.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from uuid import UUID

import numpy as np
import pandas as pd

from merlingua.analysis.exclusions import RULES, RuleKind
from merlingua.analysis.ratings_frame import RatingsFrame
from merlingua.surveys.session_quality import SessionMeasures
from merlingua.surveys.study_definition import Quality, QualityCheck

GAP = "longest_gap_min"
DISTURBED = "n_disturbed_plays"
INCOMPLETE = "n_incomplete_plays"
FAILED = "n_failed_instructions"
"""Columns of the participants that `with_session` adds."""


def with_session(
    frame: RatingsFrame, measures: Mapping[UUID, SessionMeasures], checks: Sequence[QualityCheck] = ()
) -> RatingsFrame:
    """The frame with what is known of each participant's session, and the instructed answers they failed."""
    people = frame.participants.copy()
    by_name = {str(key): measured for key, measured in measures.items()}
    known = [by_name.get(str(name), SessionMeasures()) for name in people.index]
    people[GAP] = [_number(each.longest_gap_min) for each in known]
    people[DISTURBED] = [_number(each.n_disturbed) for each in known]
    people[INCOMPLETE] = [_number(each.n_incomplete) for each in known]
    people[FAILED] = _failed_instructions(frame, checks)
    return replace(frame, participants=people)


def thresholds(quality: Quality) -> dict[str, float]:
    """The threshold of each rule: the study's, or the usual one."""
    told = quality.model_dump(exclude={"checks"})
    return {name: kind.default if told[name] is None else told[name] for name, kind in ALL_RULES.items()}


def _number(value: float | None) -> float:
    return np.nan if value is None else float(value)


def _failed_instructions(frame: RatingsFrame, checks: Sequence[QualityCheck]) -> pd.Series:
    """How many answers differ from what was asked for; NaN for those whom nobody asked."""
    n_failed = pd.Series(np.nan, frame.participants.index)
    for check in checks:
        asked = _answers(frame, check.question)
        wrong = asked.map(lambda given, due=check.answer: not _is_same(given, due))
        of_person = wrong.groupby(level=0).sum().astype(np.float64)
        n_failed = n_failed.add(of_person.reindex(n_failed.index), fill_value=0)
    return n_failed.reindex(frame.participants.index)


def _answers(frame: RatingsFrame, question: str) -> pd.Series:
    """All answers to a question, on clips' pages or outside of them, by participant."""
    if question in frame.ratings["item"].cat.categories:
        rows = frame.ratings[frame.ratings["item"] == question]
        return pd.Series(rows["value"].to_numpy(dtype=object), rows["participant"].astype(object))
    if question in frame.participants.columns:
        return frame.participants[question].dropna().astype(object)
    return pd.Series([], dtype=object)


def _is_same(given: object, due: int | str) -> bool:
    try:
        return float(str(given)) == float(due)
    except ValueError:
        return str(given) == str(due)


def _longest_string(frame: RatingsFrame) -> pd.Series:
    """The most answers in a row that are alike, through all pages, in the order of pages and of the items."""
    rated = frame.ratings[frame.ratings["item"].isin(frame.rated_items) & ~frame.ratings["is_repeat"]]
    rated = rated[rated["position"] > 0]
    place = {item: number for number, item in enumerate(frame.rated_items)}
    item = rated["item"].map(place).to_numpy(dtype=np.int64)
    person = rated["participant"].cat.codes.to_numpy().astype(np.int64)
    order = np.lexsort((item, rated["position"].to_numpy(), person))
    person, value = person[order], rated["value"].to_numpy()[order]
    longest = pd.Series(np.nan, frame.participants.index)
    if not len(person):
        return longest
    is_new = np.ones(len(person), np.bool_)
    is_new[1:] = (person[1:] != person[:-1]) | (value[1:] != value[:-1])
    starts = np.flatnonzero(is_new)
    lengths = np.diff(np.append(starts, len(person)))
    most = np.zeros(len(longest))
    np.maximum.at(most, person[starts], lengths)
    longest[:] = np.where(most > 0, most, np.nan)
    return longest


def _column(frame: RatingsFrame, name: str) -> pd.Series:
    people = frame.participants
    return people[name] if name in people else pd.Series(np.nan, people.index)


_SESSION_KINDS = (
    RuleKind(
        "long_string",
        unit="answers",
        default=22.0,
        is_below=False,
        measure=_longest_string,
        says="more answers in a row are alike, through all pages",
    ),
    RuleKind(
        "long_gap",
        unit="minutes",
        default=15.0,
        is_below=False,
        measure=lambda frame: _column(frame, GAP),
        says="two answers that follow each other lie further apart",
    ),
    RuleKind(
        "disturbed_plays",
        unit="plays",
        default=0.0,
        is_below=False,
        measure=lambda frame: _column(frame, DISTURBED),
        says="in more plays the sound device ran out of samples",
    ),
    RuleKind(
        "incomplete_plays",
        unit="plays",
        default=2.0,
        is_below=False,
        measure=lambda frame: _column(frame, INCOMPLETE),
        says="more plays ended before the clip's end",
    ),
    RuleKind(
        "failed_instructions",
        unit="answers",
        default=0.0,
        is_below=False,
        measure=lambda frame: _column(frame, FAILED),
        says="more answers differ from what was asked for",
    ),
)

ALL_RULES: Mapping[str, RuleKind] = MappingProxyType(
    {**RULES, **{kind.name: kind for kind in _SESSION_KINDS}}
)
