"""The questionnaires that the program knows, and whether an answer fits its question.

``demographics`` and ``music_background`` were written for the project; ``gold_msi`` is structure alone, its
texts are imported. Texts of a question stand at ``question.<questionnaire>.<question>.label`` and
``….choice.<value>``.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping, Sequence

from merlingua.surveys import gold_msi
from merlingua.surveys.errors import InstrumentError, InvalidAnswerError
from merlingua.surveys.language_names import is_country, is_language
from merlingua.surveys.questions import OTHER, AnswerValue, Choice, Question, Questionnaire
from merlingua.surveys.study_definition import QuestionnaireReference

AGE_MIN = 10
AGE_MAX = 120
TEXT_MAX = 5000
"""Characters a free text may have."""
DIGITS = "1234567890"
"""The keys of a question's choices; from the eleventh on there is none."""


def questionnaire(ref: QuestionnaireReference) -> Questionnaire:
    """The questionnaire that a study asks for.

    Raises
    ------
    InstrumentError
        If there is none of this name; the message has the nearest.
    """
    make = QUESTIONNAIRES.get(ref.ref)
    if make is None:
        near = difflib.get_close_matches(ref.ref, QUESTIONNAIRES, n=1, cutoff=0.4)
        hint = f"Did you mean {near[0]!r}? " if near else ""
        raise InstrumentError(
            f"unknown questionnaire {ref.ref!r}. {hint}Known are {', '.join(QUESTIONNAIRES)}."
        )
    return make()


def question_keys(questions: Sequence[Question]) -> list[str]:
    """Every key of the text table that the questions show, each once."""
    keys = []
    for question in questions:
        keys.append(question.label_key)
        if question.gloss_key:
            keys.append(question.gloss_key)
        keys.extend(choice.key for choice in question.choices)
    return list(dict.fromkeys(keys))


def check_answer(question: Question, value: AnswerValue) -> AnswerValue:
    """The answer as it is stored: free text without blanks at its ends, ``other:`` without text as ``other``.

    Raises
    ------
    InvalidAnswerError
        If the value does not fit the question; the message says what does.
    """
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise _refusal(question, value, "a whole number or a text")
    if isinstance(value, str):
        value = value.strip()
        _check_text(question, value)
    is_other = isinstance(value, str) and (value == OTHER or value.startswith(f"{OTHER}:"))
    if is_other and question.kind in ("choice", "country", "language"):
        return _checked_other(question, str(value))
    if question.kind == "number":
        _check_number(question, value)
    elif question.kind in ("likert", "choice"):
        allowed = [choice.value for choice in question.choices]
        if value not in allowed:
            raise _refusal(question, value, "one of " + ", ".join(str(choice) for choice in allowed))
    elif question.kind == "country" and not (isinstance(value, str) and is_country(value)):
        raise _refusal(question, value, "a country's code such as 'ES' (ISO 3166-1 alpha-2)")
    elif question.kind == "language" and not (isinstance(value, str) and is_language(value)):
        raise _refusal(question, value, "a language's code such as 'es' (ISO 639)")
    elif question.kind == "text" and not isinstance(value, str):
        raise _refusal(question, value, "a text")
    return value


def _check_text(question: Question, value: str) -> None:
    if "\0" in value:
        raise _refusal(question, value, "a text without null characters")
    if len(value) > TEXT_MAX:
        raise InvalidAnswerError(
            f"{question.id!r} has {len(value)} characters; at most {TEXT_MAX} are kept. Please shorten it."
        )
    if not value and question.is_required:
        raise _refusal(question, value, "not empty")


def _checked_other(question: Question, value: str) -> str:
    listed = OTHER in [choice.value for choice in question.choices]
    text = value.removeprefix(OTHER).removeprefix(":").strip()
    if not question.allows_other and (text or not listed):
        raise _refusal(question, value, "one of those that are listed")
    return f"{OTHER}:{text}" if text else OTHER


def _check_number(question: Question, value: AnswerValue) -> None:
    low, high = question.minimum, question.maximum
    span = f"a whole number from {'any' if low is None else low} to {'any' if high is None else high}"
    if not isinstance(value, int):
        raise _refusal(question, value, span)
    if (low is not None and value < low) or (high is not None and value > high):
        raise _refusal(question, value, span)


def _refusal(question: Question, value: object, allowed: str) -> InvalidAnswerError:
    return InvalidAnswerError(f"{question.id!r} is {value!r}; it takes {allowed}")


def _choice_question(questionnaire_id: str, question_id: str, *values: str) -> Question:
    """A question with one choice; where ``other`` is among the values, free text may follow."""
    prefix = f"question.{questionnaire_id}.{question_id}"
    return Question(
        id=question_id,
        kind="choice",
        label_key=f"{prefix}.label",
        choices=tuple(Choice(value, f"{prefix}.choice.{value}") for value in values),
        keys=DIGITS[: len(values)] if len(values) <= len(DIGITS) else "",
        allows_other=OTHER in values,
    )


def _demographics() -> Questionnaire:
    prefix = "question.demographics"
    return Questionnaire(
        "demographics",
        (
            Question("age", "number", f"{prefix}.age.label", minimum=AGE_MIN, maximum=AGE_MAX),
            _choice_question("demographics", "gender", "female", "male", "non_binary", OTHER, "no_answer"),
            Question(
                "country",
                "country",
                f"{prefix}.country.label",
                choices=(Choice(OTHER, f"{prefix}.country.choice.{OTHER}"),),
                allows_other=True,
            ),
            Question(
                "mother_tongue",
                "language",
                f"{prefix}.mother_tongue.label",
                choices=(Choice(OTHER, f"{prefix}.mother_tongue.choice.{OTHER}"),),
                allows_other=True,
            ),
        ),
    )


def _music_background() -> Questionnaire:
    """Eight questions of the project's own; no validated instrument, and no score."""
    name = "music_background"
    return Questionnaire(
        name,
        (
            _choice_question(name, "musician", "none", "occasional", "regular", "student", "professional"),
            _choice_question(name, "lessons", "none", "under_1", "1_2", "3_5", "6_10", "over_10"),
            _choice_question(
                name, "instrument", "none", "voice", "keyboard", "guitar", "bowed", "wind", "percussion",
                "electronic", OTHER,
            ),
            _choice_question(name, "practice", "none", "under_1", "1_3", "4_7", "8_14", "over_14"),
            _choice_question(name, "theory", "none", "under_1", "1_2", "3_5", "over_5"),
            _choice_question(name, "listening", "under_30_min", "30_60_min", "1_2_h", "2_4_h", "over_4_h"),
            _choice_question(name, "concerts", "none", "1_2", "3_5", "6_10", "over_10"),
            _choice_question(
                name, "genre", "pop", "rock", "hip_hop", "electronic", "classical", "jazz", "folk",
                "no_favourite", OTHER,
            ),
        ),
        page_size=4,
    )  # fmt: skip


QUESTIONNAIRES: Mapping[str, Callable[[], Questionnaire]] = {
    "demographics": _demographics,
    "music_background": _music_background,
    gold_msi.INSTRUMENT: gold_msi.questionnaire,
}
