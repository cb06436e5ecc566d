"""A question as a page asks it, whatever it stands on: a clip's grid or a questionnaire."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

QuestionKind = Literal["likert", "choice", "number", "country", "language", "text"]
"""``likert`` a level of a scale; ``choice`` one of ``choices``; ``number`` a whole number;
``country`` ISO 3166-1 alpha-2; ``language`` BCP 47; ``text`` free text."""

AnswerValue = int | str
"""Levels and numbers are ``int``; choices, codes and free text are ``str``."""

OTHER = "other"
"""The value of a choice, country or language that is not listed; free text may follow as ``other:…``."""


@dataclass(frozen=True)
class Choice:
    """One of the answers of a question: what is stored, and the key of what is shown."""

    value: AnswerValue
    key: str


@dataclass(frozen=True)
class Question:
    """One row of a page; ``label_key`` and ``gloss_key`` are keys of the study's text table."""

    id: str
    kind: QuestionKind
    label_key: str
    gloss_key: str | None = None
    choices: tuple[Choice, ...] = ()
    """The levels of a Likert question in the scale's order, or the choices of a ``choice`` question."""
    keys: str = ""
    """The keyboard's keys for ``choices``, one each; empty: none."""
    allows_other: bool = False
    minimum: int | None = None
    maximum: int | None = None
    is_required: bool = True
    scale: str | None = None


@dataclass(frozen=True)
class Questionnaire:
    """Questions under one title; ``id`` is the prefix of its keys."""

    id: str
    questions: tuple[Question, ...]
    page_size: int = 12

    @property
    def title_key(self) -> str:
        return f"questionnaire.{self.id}.title"

    @property
    def intro_key(self) -> str:
        return f"questionnaire.{self.id}.intro"
