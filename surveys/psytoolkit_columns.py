"""Which column of the reference study's survey is what.

The survey of Gómez-Cañón et al. (2020) asks, by column: ``demographics1:1`` the country of the formative
years, ``:2`` the mother tongue, ``:3`` the age, ``demographics2:1`` the gender as a number; ``<clip>:1`` to
``:14`` the eleven emotions, preference, familiarity and comprehension; ``goldmsi1:1`` and so on the 38 items
of the Gold-MSI and the best instrument; six stored Gold-MSI sums; ``country`` that of the IP address.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from merlingua.surveys import gold_msi
from merlingua.surveys.errors import RatingsFileError
from merlingua.surveys.import_report import ImportReport
from merlingua.surveys.instruments import item_questions, questions_of_item
from merlingua.surveys.psytoolkit_csv import PARTICIPANT, TIME_END, TIME_START, TIME_TOTAL, Export
from merlingua.surveys.study import Study
from merlingua.surveys.study_problems import nearest
from merlingua.surveys.taxonomy import EMOTION_IDS

RATED_ITEMS: tuple[str, ...] = (*EMOTION_IDS, "preference", "familiarity", "comprehension")
"""By the number of the column, from 1."""

COUNTRY = "demographics1:1"
MOTHER_TONGUE = "demographics1:2"
AGE = "demographics1:3"
GENDER = "demographics2:1"
IP_COUNTRY = "country"

SCORES: Mapping[str, str] = {
    "act_eng:1": "active_engagement",
    "perc_abi:1": "perceptual_abilities",
    "mus_trai:1": "musical_training",
    "emo:1": "emotions",
    "sing_abi:1": "singing_abilities",
    "mus_soph:1": "general_sophistication",
}
"""Stored sum → factor of the Gold-MSI."""

_READ_ONE_BY_ONE = frozenset(
    {PARTICIPANT, TIME_START, TIME_END, TIME_TOTAL, COUNTRY, MOTHER_TONGUE, AGE, GENDER, IP_COUNTRY, *SCORES}
)
_OF_A_QUESTION = re.compile(r"(?P<question>.+):(?P<number>[1-9]\d*)")
_OF_GOLD_MSI = re.compile(r"goldmsi(?P<page>\d+):(?P<number>\d+)")


@dataclass(frozen=True)
class RatedClip:
    """A clip of the study that an export has columns of."""

    id: str
    block_id: str
    is_practice: bool
    columns: Mapping[str, str]
    """By item."""
    levels: Mapping[str, Sequence[int]]
    """The scale of each item that the study has."""
    irrelevant: frozenset[str]
    """Items that the study has and does not ask about this clip: comprehension where there are no words."""


@dataclass(frozen=True)
class Layout:
    """What the columns of one export are."""

    clips: tuple[RatedClip, ...]
    refused: Mapping[str, str]
    """Columns of clips that are not in the study, and why."""
    gold_msi: Mapping[str, str]
    """Question id → column."""


def layout_of(export: Export, study: Study, report: ImportReport) -> Layout:
    """Tell what the columns are; those that nothing is read from go into the report.

    Raises
    ------
    RatingsFileError
        If not one clip of the export is in the study.
    """
    groups = _groups(export.columns)
    asked = _clips_of(study)
    clips = tuple(
        _rated_clip(study, clip_id, asked[clip_id], groups[clip_id]) for clip_id in groups if clip_id in asked
    )
    if not clips:
        raise RatingsFileError(
            f"{export.file} rates no clip of the study: it has {', '.join(list(groups)[:4]) or 'none'} …, "
            f"the study {', '.join(list(asked)[:4])} … Is it the study's export?"
        )
    lacking = [clip_id for clip_id in asked if clip_id not in groups]
    report.doubt("the study's clip has no column", *(f"{export.file.name}: {name}" for name in lacking))
    missing = [(item, clip.id) for clip in clips for item in RATED_ITEMS if item not in clip.columns]
    examples = (f"{export.file.name}: {item!r} of {clip_id!r}" for item, clip_id in missing)
    report.doubt("a clip lacks the column of an item: is the file whole?", *examples)
    refused = {}
    for name, columns in groups.items():
        if name not in asked and len(columns) == len(RATED_ITEMS):
            near = nearest(name, asked)
            reason = f"the study has no clip {name!r}" + (f" (did you mean {near!r}?)" if near else "")
            refused.update(dict.fromkeys(columns.values(), reason))
    answers = _gold_msi_columns(export, report)
    used = {*_READ_ONE_BY_ONE, *refused, *answers.values()}
    used |= {column for clip in clips for column in clip.columns.values()}
    unused = [f"{export.file.name}: {name}" for name in export.columns if name not in used]
    report.doubt("a column was not used", *unused)
    return Layout(clips, refused, answers)


def _groups(columns: Sequence[str]) -> dict[str, dict[int, str]]:
    """Columns that are called ``<question>:<number>``, by question and number, without what is no clip."""
    groups: dict[str, dict[int, str]] = {}
    for column in columns:
        found = _OF_A_QUESTION.fullmatch(column)
        if found and column not in _READ_ONE_BY_ONE and not _OF_GOLD_MSI.fullmatch(column):
            groups.setdefault(found["question"], {})[int(found["number"])] = column
    return groups


def _clips_of(study: Study) -> dict[str, tuple[str, bool]]:
    """Each clip with its block, and whether that is for practice; a clip that is in both is not."""
    blocks = sorted(study.definition.blocks, key=lambda block: not block.practice)
    return {clip.id: (block.id, block.practice) for block in blocks for clip in study.clips_of(block)}


def _rated_clip(study: Study, clip_id: str, where: tuple[str, bool], columns: Mapping[int, str]) -> RatedClip:
    block_id, is_practice = where
    block = next(block for block in study.definition.blocks if block.id == block_id)
    items, scales, clip = study.items_of(block), study.definition.scales, study.clips[clip_id]
    questions = [question for item in items for question in questions_of_item(item, scales)]
    levels = {each.id: tuple(int(choice.value) for choice in each.choices) for each in questions}
    return RatedClip(
        id=clip_id,
        block_id=block_id,
        is_practice=is_practice,
        columns={item: columns[n] for n, item in enumerate(RATED_ITEMS, start=1) if n in columns},
        levels=levels,
        irrelevant=frozenset(levels) - {question.id for question in item_questions(items, scales, clip)},
    )


def _gold_msi_columns(export: Export, report: ImportReport) -> dict[str, str]:
    """Items in the order of version 1.0, however many stand on a page; none where their number is another."""
    found = [match for match in map(_OF_GOLD_MSI.fullmatch, export.columns) if match]
    found.sort(key=lambda match: (int(match["page"]), int(match["number"])))
    if found and len(found) not in (gold_msi.N_SCORED, len(gold_msi.ITEMS)):
        reason = f"the Gold-MSI has {gold_msi.N_SCORED} items and the best instrument; it was not read"
        report.refuse(reason, f"{export.file.name}: {len(found)} columns")
        return {}
    return {item.id: match.string for item, match in zip(gold_msi.ITEMS, found, strict=False)}
