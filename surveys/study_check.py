"""The deep check: is everything there that a session will need, in each language and on this machine?

``load_study`` has refused what cannot be a study. Here the texts, the fonts, the order and the audio are
tried: what a listener would meet as a gap, a box instead of a character or a broken clip is a problem now.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from merlingua.surveys.audio_check import AudioCheck, Progress, check_audio, check_clips
from merlingua.surveys.errors import MerlinguaError, OrderError, Problem
from merlingua.surveys.fonts import FONT_PACKAGES, font_file_for, missing_glyphs
from merlingua.surveys.instruments import (
    allowed_placeholders,
    instrument_gaps,
    known_item,
    label_key,
    required_keys,
)
from merlingua.surveys.order import presentation_order
from merlingua.surveys.study import DEFINITION_FILE, Study, read_study
from merlingua.surveys.study_definition import SurveyLanguage
from merlingua.surveys.study_files import YamlPath
from merlingua.surveys.texts import placeholders

_N_ORDERS = 4
"""Participants whose order is tried: enough to meet every row parity of a square."""


@dataclass(frozen=True)
class StudyCheck:
    """What the check of a folder has found; ``study`` is None where none can be made of it."""

    study: Study | None
    problems: tuple[Problem, ...]
    audio: AudioCheck


def check_folder(folder: Path, *, progress: Progress | None = None) -> StudyCheck:
    """Load and check a study folder, going on as far as possible: every mistake is told at once."""
    reading = read_study(folder)
    problems = list(reading.problems)
    if not reading.is_whole:
        manifest = reading.manifest
        audio = check_clips(manifest.clips, lines=manifest.lines, name=manifest.name, progress=progress)
        return StudyCheck(None, tuple(sorted([*problems, *audio.problems])), audio)
    study = reading.study()
    audio = check_audio(study, progress=progress)
    problems += audio.problems
    if not reading.problems:
        problems += order_problems(study)
    try:
        problems += text_problems(study)
    except MerlinguaError:
        # What the definition names and nobody knows is among the problems of reading it already.
        if not reading.problems:
            raise
    return StudyCheck(study, tuple(sorted(set(problems))), audio)


def check_study(
    study: Study, *, languages: Sequence[SurveyLanguage] | None = None, progress: Progress | None = None
) -> list[Problem]:
    """Every problem of a loaded study, in ``languages`` (all of the study's by default).

    The audio is decoded, hashed and measured: seconds, not milliseconds. Call it on a worker.
    """
    problems = [*text_problems(study, languages), *order_problems(study)]
    return sorted([*problems, *check_audio(study, progress=progress).problems])


def text_problems(study: Study, languages: Sequence[SurveyLanguage] | None = None) -> list[Problem]:
    """Texts that are not there, placeholders that nothing fills, characters that no font has."""
    wanted = tuple(languages or study.definition.study.languages)
    problems = list(_gap_problems(study, wanted))
    imported = {
        (key, gap.language) for gap in instrument_gaps(study.definition, study.texts) for key in gap.missing
    }
    for key in _keys(study):
        missing = [
            language
            for language in wanted
            if not study.texts.has(key, language) and (key, language) not in imported
        ]
        if missing:
            problems.append(_text_problem(study, key, f"{key!r} has no text in {', '.join(missing)}"))
        problems += _placeholder_problems(study, key, wanted)
    for language in wanted:
        problems += _glyph_problems(study, language)
    return problems


def order_problems(study: Study) -> list[Problem]:
    """Blocks without clips, and orders that cannot be made."""
    if not study.clips:
        manifest = study.definition.clips.manifest
        message = "has no clips: add a row for each, or make the study with `merlingua study new --clips …`"
        return [Problem(manifest, 0, message)]
    problems = []
    for position, block in enumerate(study.definition.blocks):
        if not study.clips_of(block):
            message = f"block {block.id!r} has no clips: every clip of the manifest is named by another block"
            problems.append(_definition_problem(study, ("blocks", position), message))
    if problems:
        return problems
    for language in study.definition.study.languages:
        for number in range(1, _N_ORDERS + 1):
            try:
                presentation_order(study, number=number, language=language)
            except OrderError as error:
                return [_definition_problem(study, _order_place(study, error), str(error))]
    return []


def _keys(study: Study) -> list[str]:
    """The keys that listeners meet, without those of items that nobody knows: these are problems already."""
    items = [item.ref for block in study.definition.blocks for item in block.items]
    unknown = {label_key(ref) for ref in items if not known_item(ref, study.texts)}
    return [key for key in required_keys(study.definition, study.heard_clips) if key not in unknown]


def _gap_problems(study: Study, languages: Sequence[str]) -> Iterator[Problem]:
    references = [reference.ref for reference in study.definition.questionnaires]
    for gap in instrument_gaps(study.definition, study.texts):
        if gap.language in languages:
            place: YamlPath = ("questionnaires", references.index(gap.instrument), "ref")
            yield _definition_problem(study, place, gap.message)


def _placeholder_problems(study: Study, key: str, languages: Sequence[str]) -> Iterator[Problem]:
    allowed = allowed_placeholders(key, study.definition)
    for language in languages:
        local = study.texts.rows.get(key, {}).get(language)
        unknown = sorted(placeholders(local.text) - set(allowed)) if local else []
        if unknown:
            listed = ", ".join(f"{{{name}}}" for name in allowed) or "none"
            message = f"{key!r} in {language} has {{{unknown[0]}}}, which nothing fills. Allowed: {listed}"
            yield _text_problem(study, key, message)


def _glyph_problems(study: Study, language: SurveyLanguage) -> Iterator[Problem]:
    if font_file_for(language) is None:
        place: YamlPath = ("study", "languages", study.definition.study.languages.index(language))
        message = f"no font for {language!r} is installed: install {FONT_PACKAGES[language]}"
        yield _definition_problem(study, place, message)
        return
    for key in _keys(study):
        local = study.texts.rows.get(key, {}).get(language)
        missing = sorted(missing_glyphs(local.text, language)) if local else []
        if missing:
            listed = " ".join(f"{character} (U+{ord(character):04X})" for character in missing[:8])
            message = f"{key!r} in {language} has {listed}, which no installed font shows: write it otherwise"
            yield _text_problem(study, key, f"{message}, or install {FONT_PACKAGES[language]}")


def _order_place(study: Study, error: OrderError) -> YamlPath:
    """The block that an order error is about: its message names it."""
    for position, block in enumerate(study.definition.blocks):
        if repr(block.id) in str(error):
            part = "repeats" if block.repeats and "repeat" in str(error) else "order"
            return "blocks", position, part
    return ("blocks",)


def _definition_problem(study: Study, place: YamlPath, message: str) -> Problem:
    return Problem(DEFINITION_FILE, study.lines.line_of(place), message)


def _text_problem(study: Study, key: str, message: str) -> Problem:
    return Problem(study.definition.study.texts, study.texts.line_of(key), message)
