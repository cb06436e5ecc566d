"""Conditions on listeners and clips: what holds, what is not known, and what is no condition."""

from __future__ import annotations

import contextlib

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from merlingua.analysis.filter_columns import column_names
from merlingua.analysis.filters import ConditionError, check_condition, matches
from merlingua.analysis.ratings_frame import RatingsFrame
from merlingua.analysis.ratings_table import frame_of_table


@pytest.fixture(scope="module")
def frame() -> RatingsFrame:
    """Three listeners and two clips; nobody knows how old c is, and b did not say whether b likes clip y."""
    rows = [
        (participant, language, clip, item, value)
        for participant, language in (("a", "en"), ("b", "en"), ("c", "de"))
        for clip in ("x", "y")
        for item, value in (("joy", 3), ("preference", 5 if participant == "a" else 2))
        if (participant, clip, item) != ("b", "y", "preference")
    ]
    people = pd.DataFrame(
        {
            "age": [20, 40, None],
            "gender": ["female", "male", None],
            "is_complete": [True, False, True],
            "station": [None, None, None],
        },
        index=list("abc"),
    )
    clips = pd.DataFrame({"lyrics_language": ["en", "zxx"], "quadrant": ["Q1", None]}, index=["x", "y"])
    table = pd.DataFrame(rows, columns=["participant", "language", "clip", "item", "value"])
    return frame_of_table(table, participants=people, clips=clips)


@pytest.mark.parametrize(
    ("condition", "who"),
    [
        ("", "abc"),
        ("age >= 20", "ab"),
        ("20 < age <= 40", "b"),
        ("30 > age", "a"),
        ("not age == 20", "b"),
        ("age is None", "c"),
        ("age is not None", "ab"),
        ("station is None", "abc"),
        ('language in ("en", "es")', "ab"),
        ('language not in ["en"]', "c"),
        ('"de" != language', "ab"),
        ("is_complete", "ac"),
        ("is_complete == False", "b"),
        ('age > 30 or language == "de"', "bc"),
        ('participant in ("a", "c")', "ac"),
        ("age > -1.5", "ab"),
        ("age in ()", ""),
        ('(age > 30 or age < 25) and gender == "female"', "a"),
    ],
)
def test_a_condition_on_listeners_holds_for_them_on_all_clips(
    frame: RatingsFrame, condition: str, who: str
) -> None:
    found = matches(frame, condition)
    assert found.holds.shape == (3, 2)
    expected = [name in who for name in "abc"]
    np.testing.assert_array_equal(found.holds, np.column_stack([expected, expected]))


@pytest.mark.parametrize(
    ("condition", "clips"),
    [
        ('clip.lyrics_language == "en"', "x"),
        ('lyrics_language != "zxx"', "x"),
        ('clip == "y"', "y"),
        ("clip.quadrant is None", "y"),
    ],
)
def test_a_condition_on_clips_holds_for_all_listeners(
    frame: RatingsFrame, condition: str, clips: str
) -> None:
    expected = np.array([[name in clips for name in "xy"]] * 3)
    np.testing.assert_array_equal(matches(frame, condition).holds, expected)


def test_an_answer_about_a_clip_is_asked_of_that_listener_and_that_clip(frame: RatingsFrame) -> None:
    found = matches(frame, "preference < 3")
    np.testing.assert_array_equal(found.holds, [[False, False], [True, False], [True, True]])
    np.testing.assert_array_equal(found.known, [[True, True], [True, False], [True, True]])


def test_what_is_not_known_is_neither_true_nor_false(frame: RatingsFrame) -> None:
    # Kleene's tables: unknown or true is true, unknown and false is false, not unknown is unknown
    for condition, holds, known in (
        ("age > 30", False, False),
        ("not age > 30", False, False),
        ('age > 30 or language == "de"', True, True),
        ('age > 30 and language == "en"', False, True),
        ("not (age > 30 and is_complete)", False, False),
    ):
        found = matches(frame, condition)
        assert (found.holds[2, 0], found.known[2, 0]) == (holds, known), condition


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        ("agee > 3", "no column 'agee': did you mean 'age'"),
        ("clip.lyric_language == 'en'", "did you mean 'clip.lyrics_language'"),
        ('language == "english"', "no language is 'english'.*there are de, en"),
        ('age == "old"', "'age' is compared with 'old', but it is a number, such as 20.0, 40.0"),
        ("gender > 3", "'gender' is compared with 3, but it is a text"),
        ("age", "'age' is a number; compare it with one"),
        ("is_complete > True", "neither is larger"),
        ("age == gender", "they are not compared"),
        ('station == "booth"', "'station' is known of nobody"),
        ("age >", "cannot be read"),
        ("(age > 3", "cannot be read"),
        ("age = 3", "cannot be read"),
        ("age > 3; age < 4", "cannot be read"),
        ("3 > 2", "compares no column"),
        ("age in 3", "a list stands after in"),
        ("age == (3, 4)", "a list stands after in"),
        ("age is 3", "after 'is' stands None"),
        ("age > None", "neither a column nor a number"),
        ("age + 1 > 3", "compares no column|neither a column nor"),
        ("age.real > 3", "compares no column"),
        ("__import__('os').system('true')", "is no comparison"),
        ("age > (lambda: 3)()", "neither a column nor a number"),
        ("[x for x in (1, 2)]", "is no comparison"),
        ("age > len('abc')", "neither a column nor a number"),
        ("f'{age}' == '3'", "compares no column"),
        ("not " * 60 + "is_complete", "more than 50 conditions"),
        ("a" * 3000, "at most 2000"),
    ],
)
def test_what_is_no_condition_is_refused_in_words(frame: RatingsFrame, condition: str, said: str) -> None:
    with pytest.raises(ConditionError, match=said):
        matches(frame, condition)


def test_a_condition_is_checked_before_anything_is_read() -> None:
    check_condition("age > 3")
    with pytest.raises(ConditionError, match="cannot be read"):
        check_condition("age >")


def test_the_names_of_columns_hide_the_single_items_of_the_gold_msi(frame: RatingsFrame) -> None:
    assert {"age", "gender", "clip.quadrant", "preference"} <= set(column_names(frame))


@settings(deadline=None, max_examples=200)
@given(st.text(alphabet="age<>=!()'\" andornti1.x,-[]{}\\\n\0", max_size=60))
def test_whatever_is_written_is_a_mask_or_refused(condition: str) -> None:
    table = pd.DataFrame(
        [("a", "en", "x", "joy", 1)], columns=["participant", "language", "clip", "item", "value"]
    )
    people = pd.DataFrame({"age": [3]}, index=["a"])
    frame = frame_of_table(table, participants=people)
    with contextlib.suppress(ConditionError):
        assert matches(frame, condition).holds.shape == (1, 1)
