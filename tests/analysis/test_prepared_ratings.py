"""Whose ratings are used: everybody who leaves is listed with one reason."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from merlingua.analysis.agreement_results import AgreementOptions
from merlingua.analysis.exclusions import Rule
from merlingua.analysis.filters import ConditionError
from merlingua.analysis.groups import GroupingError
from merlingua.analysis.prepared_ratings import prepared_ratings
from merlingua.analysis.ratings_frame import RatingsFrame
from merlingua.analysis.ratings_table import frame_of_table
from tests.analysis.small_frames import people_of, small_frame, small_table


@pytest.fixture(scope="module")
def frame() -> RatingsFrame:
    """Of 43 listeners the first did not finish, the second is simulated, the third did not tell the age."""
    table = small_table()
    people = people_of(
        table,
        language=["de"] * 21 + ["en"] * 22,
        is_complete=[False] + [True] * 42,
        is_simulated=[False, True] + [False] * 41,
        age=[30, 30, None] + [30] * 20 + [17] * 20,
        minutes=[40.0] * 42 + [300.0],
        source_id=[f"s{number}" for number in range(43)],
    )
    people.loc["late"] = ["es", False, False, 50, np.nan, "s99"]
    return frame_of_table(table, participants=people)


def test_everybody_who_leaves_is_listed_with_one_reason(frame: RatingsFrame) -> None:
    options = AgreementOptions(where="age >= 18", exclude=(Rule("too_slow"),))
    prepared = prepared_ratings(frame, options)
    flow = prepared.flow
    assert {reason: flow.count(reason) for reason in flow.reasons} == {
        "simulated": 1,
        "no_rating": 1,
        "not_complete": 1,
        "where_unknown": 1,
        "where": 20,
    }
    assert len(flow.left_out) + len(prepared.labels) == len(frame.participants)
    assert flow.used == {"en": 2, "es": 0, "de": 18, "all": 20}
    assert flow.began["es"] == 1
    assert flow.rated["es"] == 0
    assert next(one for one in flow.left_out if one.reason == "simulated").source_id == "s1"


def test_a_rule_leaves_nobody_out_unless_it_is_asked_for(frame: RatingsFrame) -> None:
    told = prepared_ratings(frame, AgreementOptions())
    applied = prepared_ratings(frame, AgreementOptions(exclude=(Rule("too_slow"),)))
    slow = next(rule for rule in told.rules if rule.rule == "too_slow")
    assert [found.participant for found in slow.found] == ["en21"]
    assert not slow.is_applied
    assert len(told.labels) == len(applied.labels) + 1
    assert applied.flow.count("too_slow") == 1


def test_rules_judge_people_by_all_they_did_whichever_clips_are_looked_at() -> None:
    table = small_table({"en": 6})
    clips = pd.DataFrame({"duration_s": [30.0] * 12}, index=sorted(table["clip"].unique()))
    people = people_of(table, minutes=[5.0] + [9.0] * 5)
    frame = frame_of_table(table, participants=people, clips=clips)
    options = AgreementOptions(where='clip in ("clip00", "clip01")', exclude=(Rule("too_fast"),))
    assert prepared_ratings(frame, options).flow.count("too_fast") == 1


def test_rated_takes_those_who_did_not_finish(frame: RatingsFrame) -> None:
    n_complete = len(prepared_ratings(frame, AgreementOptions()).labels)
    assert len(prepared_ratings(frame, AgreementOptions(participants="rated")).labels) == n_complete + 1


def test_simulated_listeners_count_where_there_are_no_people_and_are_told(frame: RatingsFrame) -> None:
    alone = prepared_ratings(frame, AgreementOptions(where="is_simulated"))
    assert len(alone.labels) == 0
    everybody = frame.participants.assign(is_simulated=True)
    prepared = prepared_ratings(replace(frame, participants=everybody), AgreementOptions())
    assert prepared.notes[0] == "note.all_simulated"
    assert prepared.flow.n_simulated_used == len(prepared.labels) == 42
    mixed = prepared_ratings(frame, AgreementOptions(with_simulated=True))
    assert "note.some_simulated" in mixed.notes


def test_a_condition_on_clips_leaves_these_clips_alone() -> None:
    clips = pd.DataFrame(
        {"lyrics_language": ["en"] * 8 + ["zxx"] * 4}, index=[f"clip{n:02d}" for n in range(12)]
    )
    prepared = prepared_ratings(
        small_frame(clips=clips), AgreementOptions(where='clip.lyrics_language == "en"')
    )
    assert prepared.matrices["joy"].clips == tuple(f"clip{n:02d}" for n in range(8))
    assert len(prepared.labels) == 43


def test_all_items_have_the_same_raters_and_clips() -> None:
    prepared = prepared_ratings(small_frame(missing=0.4), AgreementOptions())
    assert prepared.matrices["joy"].raters == prepared.matrices["fear"].raters
    assert prepared.matrices["joy"].clips == prepared.matrices["fear"].clips


def test_groups_are_told_in_order_and_all_is_everybody(frame: RatingsFrame) -> None:
    prepared = prepared_ratings(frame, AgreementOptions())
    assert [group.id for group in prepared.groups] == ["en", "de", "all"]
    assert prepared.groups[-1].n_raters == sum(group.n_raters for group in prepared.groups[:-1])
    np.testing.assert_array_equal(
        prepared.matrix("joy", "de").codes, prepared.matrix("joy").codes[prepared.labels == "de"]
    )


def test_ratings_without_a_language_make_no_groups() -> None:
    prepared = prepared_ratings(small_frame({"und": 8}), AgreementOptions())
    assert [group.id for group in prepared.groups] == ["all"]
    assert "note.no_language" in prepared.notes


def test_what_is_asked_wrongly_has_an_error_of_its_own(frame: RatingsFrame) -> None:
    with pytest.raises(ConditionError):
        prepared_ratings(frame, AgreementOptions(where="aeg > 3"))
    with pytest.raises(GroupingError):
        prepared_ratings(frame, AgreementOptions(by="agee"))


def test_a_condition_that_nobody_meets_leaves_nobody(frame: RatingsFrame) -> None:
    prepared = prepared_ratings(frame, AgreementOptions(where="age > 90"))
    assert prepared.groups[-1].n_raters == 0
    assert prepared.flow.used["all"] == 0
