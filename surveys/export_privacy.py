"""What an export leaves out unless it is asked for: whatever a person wrote in their own words.

An answer stays where it is a number, one of a question's choices, or a code of a country or a language; of
``other: …`` the word ``other`` stays. All other text is left out, that of questions which the program does
not know too.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache

from merlingua.surveys.language_names import is_country, is_language
from merlingua.surveys.questionnaires import QUESTIONNAIRES
from merlingua.surveys.questions import OTHER, AnswerValue, Question
from merlingua.surveys.session_plan import UNDERSTOOD_QUESTION, UNDERSTOOD_RIGHT
from merlingua.surveys.store_rows import IMPORTED

_NUMBER = re.compile(r"[+-]?\d{1,20}([.,]\d{1,20})?", re.ASCII)
_CODES = {"other_countries": is_country, "other_mother_tongues": is_language}
_IMPORTED_DETAILS = (
    "source", "source_sha256", "started_at", "finished_at", "n_answers", "scales", "times",
    "gold_msi_wording", "gold_msi_stored",
)  # fmt: skip
"""Of the event ``imported``; what else there is may be in a person's own words, or tell where they live."""


def without_free_text(question_id: str, value: AnswerValue) -> AnswerValue | None:
    """The answer as it may be passed on; None where all of it is free text."""
    if isinstance(value, int) or _NUMBER.fullmatch(value):
        return value
    if question_id in _CODES:
        return value if all(map(_CODES[question_id], value.split())) else None
    if question_id == UNDERSTOOD_QUESTION:
        return value if value in (UNDERSTOOD_RIGHT, "induced") else None
    question = _known_questions().get(question_id)
    if question is None:
        return None
    if question.allows_other and (value == OTHER or value.startswith(f"{OTHER}:")):
        return OTHER
    if question.kind == "country":
        return value if is_country(value) else None
    if question.kind == "language":
        return value if is_language(value) else None
    return value if value in [choice.value for choice in question.choices] else None


def detail_without_free_text(kind: str, detail: Mapping[str, object]) -> dict[str, object]:
    """An event's detail as it may be passed on."""
    if kind != IMPORTED:
        return dict(detail)
    return {key: value for key, value in detail.items() if key in _IMPORTED_DETAILS}


def detail_text(detail: Mapping[str, object]) -> str:
    """A detail as it stands in a cell."""
    return json.dumps(detail, ensure_ascii=False, sort_keys=True, allow_nan=False)


@cache
def _known_questions() -> Mapping[str, Question]:
    known: dict[str, Question] = {}
    for make in QUESTIONNAIRES.values():
        for question in make().questions:
            known.setdefault(question.id, question)
    return known
