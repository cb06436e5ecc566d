"""What may be rated in a table of ratings: what a study folder says, or anything."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from merlingua.surveys.errors import RatingsFileError
from merlingua.surveys.import_mapping import LongMapping
from merlingua.surveys.instruments import item_questions
from merlingua.surveys.long_pages import Scale, scale_text
from merlingua.surveys.long_table import Allowed
from merlingua.surveys.store_import import ImportOrigin, ImportSource
from merlingua.surveys.study_problems import suggestion

if TYPE_CHECKING:
    from merlingua.surveys.study import Study

_STUDY_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")


@dataclass(frozen=True)
class LongStudy:
    """The study to which a table's ratings belong."""

    study_id: str
    allowed: Allowed = field(default_factory=Allowed)
    required: frozenset[tuple[str, str]] | None = None
    """Clip and item of each rating that a complete participant has given; None: all that anybody gave."""
    scales: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    study_version: str = ""
    study_sha256: str = ""

    @classmethod
    def of(cls, study: Study) -> LongStudy:
        """A study that has its folder: other clips, items, values and languages are refused."""
        definition = study.definition
        scales: dict[str, tuple[float, ...]] = {}
        required = set()
        for block in definition.blocks:
            for clip in study.clips_of(block):
                for question in item_questions(study.items_of(block), definition.scales, clip):
                    levels = tuple(float(choice.value) for choice in question.choices)
                    scales.setdefault(question.id, levels)
                    if question.is_required and not block.practice:
                        required.add((clip.id, question.id))
        return cls(
            study_id=definition.study.id,
            allowed=Allowed(tuple(study.clips), tuple(scales), definition.study.languages),
            required=frozenset(required),
            scales=scales,
            study_version=definition.study.version,
            study_sha256=study.sha256,
        )

    @classmethod
    def without_folder(cls, study_id: str) -> LongStudy:
        """Ratings of anything, by anybody, on any scale.

        Raises
        ------
        RatingsFileError
            If it is no id that a study could have.
        """
        if not _STUDY_ID.fullmatch(study_id):
            raise RatingsFileError(
                f"--study-id {study_id!r}: a study's id has letters a–z, digits, '_', '.' and '-', at most "
                "64, and begins with a letter or a digit"
            )
        return cls(study_id)

    def origin(self, source: ImportSource, source_sha256: str) -> ImportOrigin:
        """What the store writes down about the import."""
        return ImportOrigin(self.study_id, source, source_sha256, self.study_version, self.study_sha256)

    def scale_of(self, item_id: str, mapping: LongMapping) -> Scale | None:
        """The scale of an item: the study's, else the mapping's; None where neither says one.

        Raises
        ------
        RatingsFileError
            If both say one, and not the same.
        """
        own, mapped = self.scales.get(item_id), mapping.scale_of(item_id)
        if own is not None and mapped is not None and own != mapped:
            raise RatingsFileError(
                f"the mapping file gives {item_id!r} the scale {scale_text(mapped)}, and the study "
                f"{scale_text(own)}: leave it out, and name what each answer means under `values:`"
            )
        return own if own is not None else mapped

    def language(self, file: Path, given: str | None) -> str:
        """The language of all participants of a table that has no column for it.

        Raises
        ------
        RatingsFileError
            If it is not said, or not one of the study's.
        """
        allowed = self.allowed.languages
        if given is None and allowed is not None and len(allowed) == 1:
            return str(next(iter(allowed)))
        if given is None:
            raise RatingsFileError(
                f"{file} has no column 'language': name its column in a mapping file, or say with --language "
                "in which language the survey was held (und: unknown)"
            )
        if allowed is not None and given not in allowed:
            raise RatingsFileError(
                f"--language {given!r} is not one of the study's: {suggestion(given, allowed)}"
            )
        return given
