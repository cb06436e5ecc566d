"""The built-in questionnaires, and which answers their questions take."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from merlingua.surveys.errors import InstrumentError, InvalidAnswerError
from merlingua.surveys.language_names import country_choices, language_choices
from merlingua.surveys.questionnaires import (
    QUESTIONNAIRES,
    TEXT_MAX,
    check_answer,
    question_keys,
    questionnaire,
)
from merlingua.surveys.questions import OTHER, AnswerValue, Choice, Question
from merlingua.surveys.study_definition import QuestionnaireReference

DEMOGRAPHICS = {question.id: question for question in QUESTIONNAIRES["demographics"]().questions}
MUSIC = {question.id: question for question in QUESTIONNAIRES["music_background"]().questions}
LIKERT = Question(
    "joy", "likert", "item.joy.label", choices=tuple(Choice(n, f"scale.agree5.{n}") for n in range(1, 6))
)
COMMENT = Question("comment", "text", "comment.label", is_required=False)


def test_an_unknown_questionnaire_is_answered_with_the_nearest() -> None:
    with pytest.raises(InstrumentError, match=r"'music_backround'. Did you mean 'music_background'\?"):
        questionnaire(QuestionnaireReference(ref="music_backround"))


@pytest.mark.parametrize("name", QUESTIONNAIRES)
def test_questions_and_their_keys_are_there_once(name: str) -> None:
    asked = questionnaire(QuestionnaireReference(ref=name))
    assert asked.id == name
    ids = [question.id for question in asked.questions]
    assert len(ids) == len(set(ids))
    for question in asked.questions:
        values = [choice.value for choice in question.choices]
        assert len(values) == len(set(values))
        assert len(set(question.keys)) == len(question.keys)
        assert question.keys == "" or len(question.keys) == len(values)
    prefixes = (f"question.{name}.", f"scale.{name}.")
    assert all(key.startswith(prefixes) for key in question_keys(asked.questions))


def test_demographics_ask_age_gender_country_and_mother_tongue() -> None:
    # survey.md: mother tongue was free text in 64 spellings; it is a list of ISO codes now.
    kinds = {question_id: question.kind for question_id, question in DEMOGRAPHICS.items()}
    assert kinds == {"age": "number", "gender": "choice", "country": "country", "mother_tongue": "language"}


def test_gender_can_be_withheld_or_told_in_ones_own_words() -> None:
    assert check_answer(DEMOGRAPHICS["gender"], "no_answer") == "no_answer"
    assert check_answer(DEMOGRAPHICS["gender"], "other: agender ") == "other:agender"


@given(code=st.sampled_from([code for code, _ in country_choices("en")]))
def test_every_country_that_is_offered_is_taken(code: str) -> None:
    assert check_answer(DEMOGRAPHICS["country"], code) == code


@given(code=st.sampled_from([code for code, _ in language_choices("en")]))
def test_every_language_that_is_offered_is_taken(code: str) -> None:
    assert check_answer(DEMOGRAPHICS["mother_tongue"], code) == code


@given(level=st.integers())
def test_a_likert_question_takes_its_levels_and_nothing_else(level: int) -> None:
    if 1 <= level <= 5:
        assert check_answer(LIKERT, level) == level
    else:
        with pytest.raises(InvalidAnswerError, match=r"'joy'.*one of 1, 2, 3, 4, 5"):
            check_answer(LIKERT, level)


@pytest.mark.parametrize(
    ("question", "value", "allowed"),
    [
        (DEMOGRAPHICS["age"], 9, "from 10 to 120"),
        (DEMOGRAPHICS["age"], 121, "from 10 to 120"),
        (DEMOGRAPHICS["age"], "30", "from 10 to 120"),
        (DEMOGRAPHICS["age"], True, "a whole number"),
        (DEMOGRAPHICS["country"], "Spain", "ISO 3166-1"),
        (DEMOGRAPHICS["country"], "es", "ISO 3166-1"),
        (DEMOGRAPHICS["mother_tongue"], "español", "ISO 639"),
        (DEMOGRAPHICS["mother_tongue"], 7, "ISO 639"),
        (DEMOGRAPHICS["gender"], "", "not empty"),
        (MUSIC["lessons"], "7_9", "none, under_1"),
        (MUSIC["lessons"], "other", "those that are listed"),
        (MUSIC["lessons"], "other:many", "those that are listed"),
        (LIKERT, "4", "one of 1"),
        (COMMENT, 5, "a text"),
        (COMMENT, "a\0b", "null"),
        (COMMENT, "x" * (TEXT_MAX + 1), f"at most {TEXT_MAX}"),
    ],
)
def test_an_answer_that_does_not_fit_is_refused_with_what_does(
    question: Question, value: AnswerValue, allowed: str
) -> None:
    with pytest.raises(InvalidAnswerError, match=allowed):
        check_answer(question, value)


@pytest.mark.parametrize(
    ("value", "kept"),
    [("other", OTHER), ("other:", OTHER), ("other:  ", OTHER), ("other: Klingon ", "other:Klingon")],
)
def test_free_text_follows_other_and_is_tidied(value: str, kept: str) -> None:
    assert check_answer(DEMOGRAPHICS["mother_tongue"], value) == kept


def test_a_comment_may_be_empty() -> None:
    assert check_answer(COMMENT, "  ") == ""


@given(text=st.text(max_size=200))
def test_checking_an_answer_again_changes_nothing(text: str) -> None:
    # What is stored is checked once more on resume.
    try:
        once = check_answer(COMMENT, text)
    except InvalidAnswerError:
        assert "\0" in text
        return
    assert check_answer(COMMENT, once) == once
