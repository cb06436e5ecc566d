"""Which answers a store gives back exactly as they were."""

from __future__ import annotations

from merlingua.surveys.errors import InvalidAnswerError
from merlingua.surveys.questions import AnswerValue

_INTEGERS = range(-(2**63), 2**63)
"""What SQLite can hold."""


def check_storable(question_id: str, value: AnswerValue) -> None:
    """Refuse what SQLite would not give back as it was.

    Raises
    ------
    InvalidAnswerError
        If the value is neither a whole number of 64 bits nor text that UTF-8 can hold.
    """
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise InvalidAnswerError(
            f"the answer to {question_id!r} is {value!r}; an answer is a whole number or a text"
        )
    if isinstance(value, int) and value not in _INTEGERS:
        raise InvalidAnswerError(
            f"the answer to {question_id!r} is {value}; the store takes numbers of 64 bits"
        )
    if isinstance(value, str):
        _check_text(question_id, value)


def _check_text(question_id: str, value: str) -> None:
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise InvalidAnswerError(
            f"the answer to {question_id!r} is {value!r}, half a character: {error.reason}. Type it again."
        ) from error
