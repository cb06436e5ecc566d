"""The small language of ``relevant``."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from merlingua.surveys.clips import Clip
from merlingua.surveys.relevance import RelevanceError, parse_relevant, relevant


def _clip(lyrics_language: str = "en", quadrant: str | None = "Q1", clip_id: str = "a") -> Clip:
    return Clip(clip_id, Path("a.wav"), 0.0, 1.0, lyrics_language, "0" * 64, quadrant)


def test_the_item_about_lyrics_is_not_asked_of_a_clip_without_words():
    # survey.md: comprehension is relevant where clip.lyrics_language != 'zxx'; und (unknown) is asked.
    expression = "clip.lyrics_language != 'zxx'"
    assert not relevant(expression, _clip("zxx"))
    assert relevant(expression, _clip("en"))
    assert relevant(expression, _clip("und"))


def test_an_item_without_a_condition_is_always_asked():
    assert relevant(None, _clip("zxx"))


@pytest.mark.parametrize(
    ("expression", "holds"),
    [
        ("clip.quadrant == 'Q1'", True),
        ('clip.quadrant == "Q2"', False),
        ("clip.id=='a'and clip.quadrant=='Q1'", True),
        ("clip.quadrant == 'Q2' or clip.lyrics_language == 'en'", True),
        ("clip.artist == ''", True),
    ],
)
def test_comparisons_say_what_they_mean(expression: str, holds: bool):
    assert relevant(expression, _clip()) is holds


@given(a=st.booleans(), b=st.booleans(), c=st.booleans())
def test_and_binds_tighter_than_or(a: bool, b: bool, c: bool):
    # As in XLSForm and in Python.
    word = {True: "clip.id == 'a'", False: "clip.id != 'a'"}
    assert relevant(f"{word[a]} or {word[b]} and {word[c]}", _clip()) is (a or (b and c))
    assert relevant(f"{word[a]} and {word[b]} or {word[c]}", _clip()) is ((a and b) or c)


@pytest.mark.parametrize(
    ("expression", "says"),
    [
        ("", "nothing"),
        ("   ", "nothing"),
        ("clip.language == 'en'", "clip.language is unknown"),
        ("clip.id = 'a'", "is not understood"),
        ("clip.id == a", "is not understood"),
        ("clip.id == 'a", "is not understood"),
        ("clip.id == 'a' or", "nothing"),
        ("clip.id == 'a' clip.id == 'b'", "join two with and / or"),
        ("'a' == clip.id", "stands where a comparison must"),
        ("__import__('os').system('x')", "is not understood"),
    ],
)
def test_what_is_not_in_the_grammar_is_refused_with_an_example(expression: str, says: str):
    with pytest.raises(RelevanceError, match=r"clip\.lyrics_language != 'zxx'") as refused:
        parse_relevant(expression)
    assert says in str(refused.value)


@given(st.text(st.sampled_from("clip.id='\"!() andor\n"), max_size=40))
def test_any_text_is_parsed_or_refused(expression: str):
    try:
        alternatives = parse_relevant(expression)
    except RelevanceError:
        return
    assert all(alternatives)
