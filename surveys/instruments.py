"""The built-in instrument: its texts, its items, and which texts a study needs.

The built-in table (``built_in/texts.csv``) holds every text of a session in all survey languages, but for
the Gold-MSI, whose texts are the authors' and are imported.
"""

from __future__ import annotations

import difflib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from merlingua.surveys import gold_msi
from merlingua.surveys.clips import Clip
from merlingua.surveys.errors import InstrumentError
from merlingua.surveys.questionnaires import question_keys, questionnaire
from merlingua.surveys.questions import Choice, Question
from merlingua.surveys.relevance import relevant
from merlingua.surveys.study_definition import (
    Block,
    ItemReference,
    QuestionnaireReference,
    ScaleDefinition,
    StudyDefinition,
)
from merlingua.surveys.taxonomy import EMOTION_IDS
from merlingua.surveys.texts import TextTable

BUILT_IN_TEXTS = Path(__file__).with_name("built_in") / "texts.csv"

ITEM_GROUPS: Mapping[str, tuple[str, ...]] = {"emotions11": EMOTION_IDS}
"""References that stand for several items."""

ITEMS: tuple[str, ...] = (*EMOTION_IDS, "preference", "familiarity", "comprehension")
"""The 14 rows of the reference study; a study may add its own with ``item.<id>.label`` in its texts."""

IMPORTED: Mapping[str, tuple[str, ...]] = {gold_msi.INSTRUMENT: (gold_msi.WORDING_KEY,)}
"""Questionnaires whose texts are imported, and the keys they need that no page shows."""

PLACEHOLDERS: Mapping[str, tuple[str, ...]] = {
    "consent.body": ("n_clips", "minutes"),
    "block.practice.body": ("n_clips",),
    "block.main.body": ("n_clips",),
    "thanks.withdrawal": ("code",),
}
"""The values that a page gives with a text: ``texts.text(key, language, **values)``. A study's own texts of
these keys may use fewer. Other blocks' ``block.<id>.body`` get what ``block.main.body`` gets, and another
prefix of the consent's texts gets what ``consent`` gets; every other text is asked for without values."""


@lru_cache
def built_in_texts() -> TextTable:
    """The table that ``study new`` copies into a study; Gold-MSI texts are not in it."""
    return TextTable.read(BUILT_IN_TEXTS)


def item_ids(reference: str) -> tuple[str, ...]:
    """The items a reference stands for: those of its group, or itself."""
    return ITEM_GROUPS.get(reference, (reference,))


def label_key(item_id: str) -> str:
    """The key of an item's row."""
    return f"item.{item_id}.label"


def gloss_key(item_id: str) -> str | None:
    """The key of what explains an emotion; None for all other items."""
    return f"item.{item_id}.gloss" if item_id in EMOTION_IDS else None


def known_item(reference: str, texts: TextTable) -> bool:
    """Whether a reference is a group, a built-in item, or an item of the study's own texts."""
    return reference in ITEM_GROUPS or reference in ITEMS or label_key(reference) in texts.keys


def item_questions(
    references: Sequence[ItemReference], scales: Mapping[str, ScaleDefinition], clip: Clip
) -> tuple[Question, ...]:
    """The rows of a clip's page, in the study's order; items that do not concern the clip are left out.

    Raises
    ------
    InstrumentError
        If a reference names a scale that the study does not have.
    """
    questions: list[Question] = []
    for reference in references:
        if relevant(reference.relevant, clip):
            questions.extend(questions_of_item(reference, scales))
    return tuple(questions)


def required_keys(definition: StudyDefinition, clips: Collection[Clip]) -> list[str]:
    """Every key that a session of the study shows, each once, in the order in which a listener meets them.

    Items that concern none of ``clips`` are left out. Where an imported questionnaire lacks many of its keys,
    say so once a language with ``instrument_gaps`` rather than once a key.
    """
    consent = definition.consent.text
    keys = ["study.title", f"{consent}.title", f"{consent}.body", f"{consent}.agree"]
    at_start = [ref for ref in definition.questionnaires if ref.is_at_start]
    at_end = [ref for ref in definition.questionnaires if not ref.is_at_start]
    keys += [key for ref in at_start for key in questionnaire_keys(ref)]
    if definition.devices.headphone_check is not None:
        keys += [f"headphones.{part}" for part in HEADPHONE_PARTS]
    if definition.devices.level.calibrate != "none":
        keys += [f"level.{part}" for part in ("title", "body", "confirm")]
    keys += [f"instructions.{part}" for part in INSTRUCTION_PARTS]
    keys += _block_keys(definition, clips)
    if definition.predictions.participant == "after_rating":
        keys += [f"revelation.{part}" for part in REVELATION_PARTS]
    keys += [key for ref in at_end for key in questionnaire_keys(ref)]
    keys += [f"comment.{part}" for part in ("title", "body", "label")]
    keys += [f"thanks.{part}" for part in ("title", "body", "withdrawal")]
    return list(dict.fromkeys(keys))


HEADPHONE_PARTS = (
    "title", "body", "question", "choice_1", "choice_2", "choice_3", "retry", "failed",
)  # fmt: skip
REVELATION_PARTS = ("title", "Q1", "Q2", "Q3", "Q4", "caution", "none", "axis_valence", "axis_arousal")
INSTRUCTION_PARTS = ("title", "body", "question", "choice_perceived", "choice_induced", "wrong", "right")


def questionnaire_keys(ref: QuestionnaireReference) -> list[str]:
    """Every key of a questionnaire: title, introduction, labels, choices, and what its scoring needs."""
    asked = questionnaire(ref)
    return [
        asked.title_key,
        asked.intro_key,
        *question_keys(asked.questions),
        *IMPORTED.get(ref.ref, ()),
    ]


def imported_keys(instrument: str) -> list[str]:
    """The keys of an imported questionnaire that the built-in table does not have.

    Raises
    ------
    InstrumentError
        If the program knows no such instrument, or has its texts itself.
    """
    if instrument not in IMPORTED:
        near = difflib.get_close_matches(instrument, IMPORTED, n=1, cutoff=0.4)
        hint = f"Did you mean {near[0]!r}? " if near else ""
        raise InstrumentError(
            f"no texts can be imported for {instrument!r}. {hint}Instruments whose texts are imported: "
            f"{', '.join(IMPORTED)}."
        )
    keys = questionnaire_keys(QuestionnaireReference(ref=instrument))
    return [key for key in keys if key not in built_in_texts().rows]


@dataclass(frozen=True)
class InstrumentGap:
    """An imported questionnaire that lacks texts in a language that the study offers."""

    instrument: str
    language: str
    missing: tuple[str, ...]
    n_keys: int

    @property
    def message(self) -> str:
        """One line: what is missing in which language, and what to do."""
        which = (
            "no texts" if len(self.missing) == self.n_keys else f"only part of its texts ({self._examples()})"
        )
        return (
            f"{self.instrument!r} has {which} in {self.language!r}, which the study offers. Import them with "
            f"'merlingua instrument import {self.instrument} FILE --study FOLDER', or take {self.language!r} "
            f"from the study's languages."
        )

    def _examples(self) -> str:
        shown = ", ".join(self.missing[:3])
        more = len(self.missing) - 3
        return f"missing: {shown}" + (f" and {more} more" if more > 0 else "")


def instrument_gaps(definition: StudyDefinition, texts: TextTable) -> list[InstrumentGap]:
    """Each imported questionnaire and language of the study whose texts are incomplete."""
    gaps = []
    for ref in definition.questionnaires:
        if ref.ref not in IMPORTED:
            continue
        keys = imported_keys(ref.ref)
        for language in definition.study.languages:
            missing = missing_imported(keys, texts, language)
            if missing:
                gaps.append(InstrumentGap(ref.ref, language, tuple(missing), len(keys)))
    return gaps


def missing_imported(keys: Sequence[str], texts: TextTable, language: str) -> list[str]:
    """Those of an instrument's imported keys that lack a text; a wording that is none counts as lacking."""
    missing = texts.missing(keys, language)
    key = gold_msi.WORDING_KEY
    if key in keys and key not in missing and texts.text(key, language) not in gold_msi.ITEM_WORDINGS:
        missing.append(key)
    return missing


def allowed_placeholders(key: str, definition: StudyDefinition) -> tuple[str, ...]:
    """The placeholders that the program fills in the text of ``key``."""
    if key.startswith(f"{definition.consent.text}."):
        return PLACEHOLDERS.get(f"consent.{key.removeprefix(definition.consent.text + '.')}", ())
    if key in [f"block.{block.id}.body" for block in definition.blocks]:
        return PLACEHOLDERS["block.main.body"]
    return PLACEHOLDERS.get(key, ())


def block_text_prefix(block: Block, definition: StudyDefinition, texts: TextTable) -> str | None:
    """The prefix of a block's introduction: its own texts, else ``block.practice`` or ``block.main``.

    None for a further block without texts of its own: it begins without a page.
    """
    own = f"block.{block.id}"
    if texts.rows.get(f"{own}.title") and texts.rows.get(f"{own}.body"):
        return own
    if block.practice:
        return "block.practice"
    first = next(other for other in definition.blocks if not other.practice)
    return "block.main" if block.id == first.id else None


def _block_keys(definition: StudyDefinition, clips: Collection[Clip]) -> list[str]:
    keys = []
    if any(block.practice for block in definition.blocks):
        keys += ["block.practice.title", "block.practice.body"]
    if any(not block.practice for block in definition.blocks):
        keys += ["block.main.title", "block.main.body"]
    keys.append("rating.prompt")
    references = [reference for block in definition.blocks for reference in block.items]
    for clip in clips:
        keys += question_keys(item_questions(references, definition.scales, clip))
    return keys


def questions_of_item(reference: ItemReference, scales: Mapping[str, ScaleDefinition]) -> list[Question]:
    """The rows of one item reference, each of which may be a group such as ``emotions``; whatever the clip.

    Raises
    ------
    InstrumentError
        If the study has no scale of that name.
    """
    scale = scales.get(reference.scale)
    if scale is None:
        near = difflib.get_close_matches(reference.scale, scales, n=1)
        hint = f"Did you mean {near[0]!r}? " if near else ""
        raise InstrumentError(
            f"item {reference.ref!r} asks for the scale {reference.scale!r}. {hint}"
            f"The study has {', '.join(scales)}."
        )
    choices = tuple(Choice(level, f"scale.{scale.labels}.{level}") for level in scale.levels)
    return [
        Question(
            id=item_id,
            kind="likert",
            label_key=label_key(item_id),
            gloss_key=gloss_key(item_id),
            choices=choices,
            keys=scale.keys,
            is_required=reference.required,
            scale=reference.scale,
        )
        for item_id in item_ids(reference.ref)
    ]
