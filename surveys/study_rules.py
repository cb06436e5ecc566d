"""What the parts of a study must be to each other: blocks and clips, items and scales, languages, texts."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from merlingua.surveys.errors import InstrumentError, Problem
from merlingua.surveys.instruments import ITEM_GROUPS, ITEMS, item_ids, known_item
from merlingua.surveys.questionnaires import questionnaire
from merlingua.surveys.relevance import RelevanceError, parse_relevant
from merlingua.surveys.study_definition import Block, StudyDefinition
from merlingua.surveys.study_files import LocatedYaml, YamlPath
from merlingua.surveys.study_problems import suggestion
from merlingua.surveys.texts import TextTable

Finding = tuple[YamlPath, str]
"""Where in ``study.yaml`` something is wrong, and what."""


def rule_problems(
    definition: StudyDefinition,
    located: LocatedYaml,
    texts: TextTable | None,
    known_clips: Collection[str] | None,
    *,
    name: str = "study.yaml",
) -> list[Problem]:
    """Every broken rule, with its line in ``study.yaml``.

    ``texts`` and ``known_clips`` are None where their file cannot be read: what needs them is left out.
    """
    findings = [*_block_findings(definition), *_questionnaire_findings(definition)]
    for position, block in enumerate(definition.blocks):
        path: YamlPath = ("blocks", position)
        findings += _order_findings(block, path)
        findings += _item_findings(definition, block, path, texts)
        if known_clips is not None:
            findings += _clip_findings(block, path, known_clips)
    if texts is not None:
        findings += _language_findings(definition, texts)
    return [Problem(name, located.line_of(path), message) for path, message in findings]


def _block_findings(definition: StudyDefinition) -> Iterator[Finding]:
    ids = [block.id for block in definition.blocks]
    for position, block in enumerate(definition.blocks):
        if block.id in ids[:position]:
            yield ("blocks", position, "id"), f"block {block.id!r} stands twice: ids must differ"
        if block.practice and block.repeats:
            yield ("blocks", position, "repeats"), f"practice block {block.id!r} has repeats: remove them"
        if not block.practice and not block.items:
            message = (
                f"block {block.id!r} has no items: list what is asked, such as {{ref: emotions11, scale: …}}"
            )
            yield ("blocks", position), message
    if all(block.practice for block in definition.blocks):
        yield ("blocks",), "every block is for practice: at least one must not be"
    open_blocks = [i for i, block in enumerate(definition.blocks) if block.clips is None]
    for position in open_blocks[1:]:
        block, first = definition.blocks[position], definition.blocks[open_blocks[0]]
        message = f"blocks {first.id!r} and {block.id!r} both have no clips: only one may take all the others"
        yield ("blocks", position), message


def _clip_findings(block: Block, path: YamlPath, known_clips: Collection[str]) -> Iterator[Finding]:
    named = ((clip_id, (*path, "clips", position)) for position, clip_id in enumerate(block.clips or ()))
    first = (
        (clip_id, (*path, "order", "fixed_first", position))
        for position, clip_id in enumerate(block.order.fixed_first)
    )
    for clip_id, place in (*named, *first):
        if clip_id not in known_clips:
            yield place, f"block {block.id!r} names clip {clip_id!r}: {suggestion(clip_id, known_clips)}"


def _order_findings(block: Block, path: YamlPath) -> Iterator[Finding]:
    for position, clip_id in enumerate(block.clips or ()):
        if clip_id in (block.clips or ())[:position]:
            message = f"block {block.id!r} names clip {clip_id!r} twice: use repeats to hear clips again"
            yield (*path, "clips", position), message
    for position, clip_id in enumerate(block.order.fixed_first):
        place = (*path, "order", "fixed_first", position)
        if clip_id in block.order.fixed_first[:position]:
            yield place, f"fixed_first of block {block.id!r} names clip {clip_id!r} twice"
        elif block.clips is not None and clip_id not in block.clips:
            yield (
                place,
                f"fixed_first names clip {clip_id!r}, which is not among the clips of block {block.id!r}",
            )


def _item_findings(
    definition: StudyDefinition, block: Block, path: YamlPath, texts: TextTable | None
) -> Iterator[Finding]:
    asked: set[str] = set()
    for position, item in enumerate(block.items):
        place = (*path, "items", position)
        if item.scale not in definition.scales:
            message = (
                f"item {item.ref!r} has scale {item.scale!r}: {suggestion(item.scale, definition.scales)}"
            )
            yield (*place, "scale"), message
        if texts is not None and not known_item(item.ref, texts):
            yield (*place, "ref"), _unknown_item(item.ref, texts)
        twice = sorted(asked.intersection(item_ids(item.ref)))
        if twice:
            yield (*place, "ref"), f"block {block.id!r} asks {', '.join(twice)} twice: keep one"
        asked.update(item_ids(item.ref))
        if item.relevant is not None:
            try:
                parse_relevant(item.relevant)
            except RelevanceError as error:
                yield (*place, "relevant"), str(error)


def _unknown_item(reference: str, texts: TextTable) -> str:
    own = [key.split(".")[1] for key in texts.keys if key.startswith("item.") and key.endswith(".label")]
    words = list(dict.fromkeys([*ITEM_GROUPS, *ITEMS, *own]))
    own_text = f"item.{reference}.label"
    return f"unknown item {reference!r}: {suggestion(reference, words)}; or write its text {own_text}"


def _questionnaire_findings(definition: StudyDefinition) -> Iterator[Finding]:
    references = [questionnaire_.ref for questionnaire_ in definition.questionnaires]
    for position, reference in enumerate(definition.questionnaires):
        place: YamlPath = ("questionnaires", position, "ref")
        if reference.ref in references[:position]:
            yield place, f"questionnaire {reference.ref!r} stands twice: keep one"
        try:
            questionnaire(reference)
        except InstrumentError as error:
            yield place, str(error)


def _language_findings(definition: StudyDefinition, texts: TextTable) -> Iterator[Finding]:
    has: Sequence[str] = texts.languages
    for position, language in enumerate(definition.study.languages):
        if language not in has:
            message = (
                f"language {language!r} has no column in {definition.study.texts}: add {language} and "
                f"status_{language}, or take it from the languages. Columns there: {', '.join(has)}"
            )
            yield ("study", "languages", position), message
