"""What items and questions are called and what their values mean, in every survey language.

Labels come from the study folder where there is one, else from the program's own texts; the meaning of an
item's values is known from a study folder alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from merlingua.surveys.instruments import built_in_texts, gloss_key, label_key, questions_of_item
from merlingua.surveys.questionnaires import QUESTIONNAIRES
from merlingua.surveys.questions import AnswerValue, Question
from merlingua.surveys.study import Study
from merlingua.surveys.texts import TextTable

EXPORT_TEXTS = Path(__file__).with_name("built_in") / "export_texts.csv"

ByLanguage = Mapping[str, str]
"""A text by language."""


@cache
def export_texts() -> TextTable:
    """Descriptions of tables and columns."""
    return TextTable.read(EXPORT_TEXTS)


@dataclass(frozen=True)
class Level:
    """One value that an answer may have."""

    value: AnswerValue
    label: ByLanguage


@dataclass(frozen=True)
class Variable:
    """An item or a question. Languages without a text are left out."""

    id: str
    label: ByLanguage
    gloss: ByLanguage
    status: ByLanguage
    """Where each label comes from: ``official``, ``reviewed``, ``machine``."""
    levels: tuple[Level, ...]
    measure: str
    """``nominal``, ``ordinal`` or ``interval``."""

    def text(self, language: str) -> str:
        """Its label with what explains it; its id where it has none."""
        label = self.label.get(language) or self.label.get("en") or self.id
        gloss = self.gloss.get(language) or ""
        return f"{label}: {gloss}" if gloss else label


class Labels:
    """Looks up items and questions of one study."""

    def __init__(self, study: Study | None) -> None:
        self._texts = built_in_texts() if study is None else built_in_texts().merged(study.texts)
        self._items = {} if study is None else _items_of(study)
        self._measures = {} if study is None else _measures_of(study)

    def items(self, item_ids: Sequence[str]) -> list[Variable]:
        """The items of these ids, in this order."""
        return [self.item(item_id) for item_id in item_ids]

    def item(self, item_id: str) -> Variable:
        """An item; of one that nobody knows the id alone."""
        question = self._items.get(item_id)
        gloss = gloss_key(item_id)
        return Variable(
            id=item_id,
            label=self._texts_of(label_key(item_id)),
            gloss=self._texts_of(gloss) if gloss else {},
            status=self._status_of(label_key(item_id)),
            levels=() if question is None else self._levels(question),
            measure=self._measures.get(question.scale or "", "ordinal") if question else "ordinal",
        )

    def variable(self, name: str) -> Variable:
        """The item, else the question, of this id."""
        item = self.item(name)
        known = {question.id: question for question in self.questions()}
        return item if item.label or item.levels else known.get(name, item)

    def questions(self) -> list[Variable]:
        """The questions that are no items, of every questionnaire of the program."""
        return [
            Variable(
                id=question.id,
                label=self._texts_of(question.label_key),
                gloss={},
                status=self._status_of(question.label_key),
                levels=self._levels(question),
                measure="interval" if question.kind == "number" else "nominal",
            )
            for make in QUESTIONNAIRES.values()
            for question in make().questions
        ]

    def _levels(self, question: Question) -> tuple[Level, ...]:
        return tuple(Level(choice.value, self._texts_of(choice.key)) for choice in question.choices)

    def _texts_of(self, key: str) -> dict[str, str]:
        return {language: local.text for language, local in self._texts.rows.get(key, {}).items()}

    def _status_of(self, key: str) -> dict[str, str]:
        return {language: local.status for language, local in self._texts.rows.get(key, {}).items()}


def _items_of(study: Study) -> dict[str, Question]:
    scales = study.definition.scales
    items: dict[str, Question] = {}
    for block in study.definition.blocks:
        for reference in study.items_of(block):
            for question in questions_of_item(reference, scales):
                items.setdefault(question.id, question)
    return items


def _measures_of(study: Study) -> dict[str, str]:
    return {name: scale.measure for name, scale in study.definition.scales.items()}
