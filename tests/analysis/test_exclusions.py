"""Each rule finds whom it says, judges nobody of whom it knows nothing, and is asked for by name."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from merlingua.analysis.estimates import AnalysisError
from merlingua.analysis.exclusions import RULES, Rule, RuleFindings, find_by_rules
from merlingua.analysis.ratings_frame import RatingsFrame
from merlingua.analysis.ratings_table import frame_of_table
from tests.analysis.small_frames import people_of, small_frame, small_table

ITEMS = ("joy", "fear", "anger", "peace", "power")


def findings(frame: RatingsFrame, name: str, *asked: Rule) -> RuleFindings:
    return next(rule for rule in find_by_rules(frame, asked) if rule.rule == name)


def names(found: RuleFindings) -> list[str]:
    return [one.participant for one in found.found]


def test_a_session_shorter_than_its_clips_is_too_fast() -> None:
    table = small_table({"en": 3})
    clips = pd.DataFrame({"duration_s": [30.0] * 12}, index=[f"clip{n:02d}" for n in range(12)])
    people = people_of(table, minutes=[5.9, 6.1, None])
    found = findings(frame_of_table(table, participants=people, clips=clips), "too_fast")
    assert names(found) == ["en00"]  # 12 clips of 30 s are 6 minutes
    assert found.found[0].value == pytest.approx(-0.1)
    assert (found.n_judged, found.n_not_judged) == (2, 1)


def test_without_durations_nobody_is_too_fast() -> None:
    frame = small_frame({"en": 3}, participants=people_of(small_table({"en": 3}), minutes=[0.1] * 3))
    assert findings(frame, "too_fast").n_judged == 0


def test_a_session_over_two_hours_is_too_slow_unless_told_otherwise() -> None:
    frame = small_frame({"en": 3}, participants=people_of(small_table({"en": 3}), minutes=[121, 60, 119]))
    assert names(findings(frame, "too_slow")) == ["en00"]
    assert names(findings(frame, "too_slow", Rule("too_slow", 60))) == ["en00", "en02"]


def test_one_answer_to_everything_is_straight_lining() -> None:
    table = small_table({"en": 4}, items=ITEMS)
    table.loc[table["participant"] == "en02", "value"] = 3.0
    assert names(findings(frame_of_table(table), "straight_lining")) == ["en02"]


def test_two_items_alike_are_no_habit() -> None:
    table = small_table({"en": 4}, items=ITEMS[:2]).assign(value=3.0)
    assert findings(frame_of_table(table), "straight_lining").n_judged == 0


def test_answers_that_follow_each_other_at_once_are_fast() -> None:
    table = small_table({"en": 2}, items=ITEMS)
    n_th = table.groupby(["participant", "clip"]).cumcount()
    pace = np.where(table["participant"] == "en01", 200.0, 900.0)
    frame = frame_of_table(table.assign(response_ms=1000 + n_th * pace))
    found = findings(frame, "fast_answers")
    assert names(found) == ["en01"]
    assert found.found[0].value == pytest.approx(200)


def test_failed_checks_are_counted() -> None:
    people = people_of(small_table({"en": 3}), headphones=["passed", "flagged", None])
    found = findings(small_frame({"en": 3}, participants=people), "failed_checks")
    assert names(found) == ["en01"]
    assert found.n_not_judged == 1


def test_clips_heard_twice_and_rated_far_apart_are_inconsistent() -> None:
    table = small_table({"en": 2}).assign(is_repeat=False)
    again = table[table["clip"] == "clip03"].assign(is_repeat=True)
    is_other = again["participant"] == "en01"
    again["value"] = np.where(is_other, np.where(again["value"] > 3, 1.0, 5.0), again["value"])
    found = findings(frame_of_table(pd.concat([table, again])), "inconsistent_repeats")
    assert names(found) == ["en01"]
    assert found.n_judged == 2


def test_a_rule_is_written_with_its_threshold() -> None:
    assert Rule.parse("straight_lining = 0.8") == Rule("straight_lining", 0.8)
    assert str(Rule.parse("too_slow=90")) == "too_slow=90"
    assert Rule.parse("too_fast") == Rule("too_fast")


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("to_fast", "did you mean 'too_fast'"),
        ("too_fast=soon", "'soon' is no number"),
        ("too_fast=nan", "no number"),
    ],
)
def test_a_rule_that_there_is_not_is_refused(written: str, said: str) -> None:
    with pytest.raises(AnalysisError, match=said):
        Rule.parse(written)


def test_every_rule_says_what_it_finds_and_in_which_unit() -> None:
    for rule in find_by_rules(small_frame({"en": 3})):
        assert rule.says
        assert rule.unit
    assert set(RULES) == {rule.rule for rule in find_by_rules(small_frame({"en": 3}))}


def test_rules_judge_nobody_where_nobody_is() -> None:
    frame = small_frame({"en": 3})
    nobody = frame.select(participants=np.zeros(3, np.bool_))
    assert all(rule.n_judged == 0 for rule in find_by_rules(nobody))
    assert replace(nobody).has_rated().size == 0
