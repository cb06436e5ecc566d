"""A study: its definition, its texts and its clips, loaded from one folder.

Conventions
-----------
``load_study`` refuses what cannot be a study: files that are not there, keys that nobody knows, references
that lead nowhere. What needs the audio or the fonts, or is missing in one language alone, is the deep check's
(``surveys.study_check``): a study may be loaded and looked at before it is complete.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from merlingua.surveys.clips import Clip
from merlingua.surveys.errors import Problem, StudyError
from merlingua.surveys.manifest import Manifest, read_manifest
from merlingua.surveys.study_definition import Block, ItemReference, StudyDefinition
from merlingua.surveys.study_files import LocatedYaml, is_file, is_folder, path_inside, read_utf8, read_yaml
from merlingua.surveys.study_problems import definition_from
from merlingua.surveys.study_rules import rule_problems
from merlingua.surveys.texts import TextTable

DEFINITION_FILE = "study.yaml"


@dataclass(frozen=True)
class Study:
    """All that a session needs to know of a study. ``clips`` keeps the manifest's order."""

    folder: Path
    definition: StudyDefinition
    texts: TextTable
    clips: Mapping[str, Clip]
    sha256: str
    """Of the three files and, through the manifest, of each clip; the same in any folder on any machine."""
    lines: LocatedYaml = field(repr=False, compare=False, default=LocatedYaml(None))
    """Where in ``study.yaml`` each part stands."""
    clip_lines: Mapping[str, int] = field(repr=False, compare=False, default_factory=dict)
    """Where in the manifest each clip stands."""

    def clips_of(self, block: Block) -> tuple[Clip, ...]:
        """The clips of a block: those it names, or all that no other block names."""
        if block.clips is not None:
            return tuple(self.clips[clip_id] for clip_id in block.clips)
        return tuple(clip for clip in self.clips.values() if clip.id not in self._named_clips)

    def items_of(self, block: Block) -> tuple[ItemReference, ...]:
        """The items of a block; a practice block without any asks what the first other block asks."""
        if block.items or not block.practice:
            return block.items
        return next((other.items for other in self.definition.blocks if not other.practice), ())

    @cached_property
    def heard_clips(self) -> tuple[Clip, ...]:
        """The clips that some block plays, in the manifest's order."""
        heard = {clip.id for block in self.definition.blocks for clip in self.clips_of(block)}
        return tuple(clip for clip in self.clips.values() if clip.id in heard)

    @cached_property
    def _named_clips(self) -> frozenset[str]:
        return frozenset(clip_id for block in self.definition.blocks for clip_id in block.clips or ())


@dataclass
class StudyReading:
    """What could be read of a study folder, and every problem that reading has shown."""

    folder: Path
    problems: list[Problem] = field(default_factory=list)
    located: LocatedYaml | None = None
    definition: StudyDefinition | None = None
    texts: TextTable | None = None
    manifest: Manifest = field(default_factory=Manifest)
    yaml_text: str = ""

    @property
    def is_whole(self) -> bool:
        """Whether a study can be made of it, be it one that has problems."""
        return self.located is not None and self.definition is not None and self.texts is not None

    def study(self) -> Study:
        """The study as far as it goes: clips that have problems are left out of it and of its blocks.

        Raises
        ------
        StudyError
            If its definition or its texts could not be read.
        """
        if self.located is None or self.definition is None or self.texts is None:
            raise StudyError(self.folder, self.problems)
        return Study(
            folder=self.folder,
            definition=_without_missing_clips(self.definition, self.manifest.clips),
            texts=self.texts,
            clips=dict(self.manifest.clips),
            sha256=_study_sha256(self.yaml_text, self.texts, self.manifest.text),
            lines=self.located,
            clip_lines=dict(self.manifest.lines),
        )


def load_study(folder: Path) -> Study:
    """Load a study folder.

    Raises
    ------
    StudyError
        With every mistake in its three files: file, line, what is wrong, what is allowed.
    """
    reading = read_study(folder)
    if reading.problems:
        raise StudyError(folder, reading.problems)
    return reading.study()


def read_study(folder: Path) -> StudyReading:
    """Read as much of a study folder as can be read, and note everything that is wrong."""
    reading = StudyReading(folder)
    if not is_folder(folder):
        is_there = "is a file, not a folder" if is_file(folder) else "is not there"
        message = f"{is_there}: name a study folder, or make one with `merlingua study new FOLDER --clips …`"
        reading.problems.append(Problem(str(folder), 0, message))
        return reading
    _read_definition(reading)
    _read_texts(reading)
    _read_clips(reading)
    if reading.located is not None and reading.definition is not None:
        known_clips = None if reading.manifest.is_unreadable else tuple(reading.manifest.lines)
        reading.problems += rule_problems(reading.definition, reading.located, reading.texts, known_clips)
    return reading


def _read_definition(reading: StudyReading) -> None:
    text, problems = read_utf8(reading.folder / DEFINITION_FILE, DEFINITION_FILE)
    reading.problems += problems
    if text is None:
        return
    reading.yaml_text = text
    reading.located, problems = read_yaml(text, DEFINITION_FILE)
    reading.problems += problems
    if reading.located is None:
        return
    reading.definition, problems = definition_from(reading.located, DEFINITION_FILE)
    reading.problems += problems


def _read_texts(reading: StudyReading) -> None:
    written = reading.definition.study.texts if reading.definition else None
    name = _named_file(reading, "study", "texts", written)
    if name is None:
        return
    try:
        reading.texts = TextTable.read(reading.folder / name, name=name)
    except StudyError as error:
        reading.problems += error.problems


def _read_clips(reading: StudyReading) -> None:
    written = reading.definition.clips.manifest if reading.definition else None
    name = _named_file(reading, "clips", "manifest", written)
    if name is None:
        return
    reading.manifest = read_manifest(reading.folder, name)
    reading.problems += reading.manifest.problems


def _named_file(reading: StudyReading, section: str, key: str, name: str | None) -> str | None:
    """The file that the definition names, where it lies inside; else the default, to be checked as well."""
    if name is None or reading.located is None:
        return {"texts": "texts.csv", "manifest": "clips.csv"}[key]
    try:
        path_inside(reading.folder, name)
    except ValueError as error:
        line = reading.located.line_of((section, key))
        reading.problems.append(Problem(DEFINITION_FILE, line, f"{section}.{key}: {error}"))
        return None
    return name


def _without_missing_clips(definition: StudyDefinition, clips: Mapping[str, Clip]) -> StudyDefinition:
    blocks = tuple(
        block.model_copy(update={"clips": tuple(clip_id for clip_id in block.clips if clip_id in clips)})
        if block.clips is not None
        else block
        for block in definition.blocks
    )
    return definition if blocks == definition.blocks else definition.model_copy(update={"blocks": blocks})


def _study_sha256(yaml_text: str, texts: TextTable, manifest_text: str) -> str:
    """Each part is hashed after its name and length, so that no text can pass for another's end."""
    digest = hashlib.sha256()
    for name, text in (("definition", yaml_text), ("texts", texts.as_csv()), ("clips", manifest_text)):
        content = text.encode("utf-8")
        digest.update(f"{name} {len(content)}\n".encode())
        digest.update(content)
    return digest.hexdigest()
