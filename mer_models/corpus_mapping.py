"""The mapping file of a corpus of music: where its table and sound are, and what the table calls things.

Conventions
-----------
YAML 1.2; unknown keys are refused with the nearest known one. Paths are relative to the corpus' folder.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, Field, ValidationError, model_validator

from merlingua.mer_models.errors import CorpusError
from merlingua.surveys.study_definition import Section
from merlingua.surveys.study_files import LocatedYaml, YamlPath, read_utf8, read_yaml
from merlingua.surveys.study_problems import suggestion, written


class LabelColumns(Section):
    """The table's names for what is read; a quadrant, or both arousal and valence."""

    clip: str
    quadrant: str | None = None
    arousal: str | None = None
    valence: str | None = None
    artist: str | None = None

    @model_validator(mode="after")
    def _has_a_label(self) -> LabelColumns:
        if self.quadrant is None and (self.arousal is None or self.valence is None):
            raise ValueError("name the column of the quadrant, or those of both arousal and valence")
        return self


class LabelScale(Section):
    """The lowest and the highest value of arousal and valence; their middle is neutral."""

    min: float
    max: float

    @model_validator(mode="after")
    def _rises(self) -> LabelScale:
        if not self.min < self.max:
            raise ValueError(f"min {self.min:g} is not below max {self.max:g}")
        return self

    @property
    def middle(self) -> float:
        return (self.min + self.max) / 2


class CorpusMapping(Section):
    """The whole mapping file."""

    table: str
    """The table of labels."""
    sound: str = "."
    """The folder of the sound files; they may lie in folders below it."""
    columns: LabelColumns
    quadrants: dict[str, Literal["Q1", "Q2", "Q3", "Q4"]] = Field(default_factory=dict)
    """The table's words for the quadrants, where they are not Q1 to Q4 or 1 to 4."""
    scale: LabelScale | None = None
    """Of arousal and valence; None: what the corpus has."""
    encoding: str = "utf-8"
    delimiter: Literal[",", ";", "\t", "|"] = ","

    @model_validator(mode="after")
    def _can_be_read(self) -> CorpusMapping:
        try:
            "".encode(self.encoding)
        except LookupError:
            raise ValueError(f"encoding {self.encoding!r} is unknown: utf-8, latin-1, gb18030, …") from None
        return self


SECTIONS: Mapping[str, type[BaseModel]] = {"columns": LabelColumns, "scale": LabelScale}


def read_corpus_mapping(file: Path) -> CorpusMapping:
    """Read a mapping file.

    Raises
    ------
    CorpusError
        With every mistake in it: line, what is wrong, what is allowed.
    """
    text, problems = read_utf8(file, file.name)
    located = None
    if text is not None:
        located, problems = read_yaml(text, file.name)
    if located is None or problems:
        raise CorpusError("\n".join(str(problem) for problem in problems))
    if not isinstance(located.data, dict):
        raise CorpusError(f"{file.name}:1: a mapping is a file of `key: value` lines, table: among them")
    try:
        return CorpusMapping.model_validate(located.data)
    except ValidationError as error:
        details = error.errors(include_url=False)
        raise CorpusError("\n".join(_line(detail, located, file.name) for detail in details)) from error


def _line(detail: Mapping[str, Any], located: LocatedYaml, name: str) -> str:
    """One mistake as a person reads it."""
    path: YamlPath = tuple(detail["loc"])
    # Rules about the whole file begin with the key to change.
    first_word = str(detail.get("ctx", {}).get("error", "")).split(" ", 1)[0]
    pointed = (*path, first_word) if (*path, first_word) in located.lines else path
    place = f"{name}:{located.line_of(pointed)}"
    if detail["type"] == "extra_forbidden":
        model = SECTIONS.get(str(path[0]), CorpusMapping) if len(path) > 1 else CorpusMapping
        section = f" in {written(path[:-1])}" if len(path) > 1 else ""
        hint = suggestion(str(path[-1]), model.model_fields)
        return f"{place}: unknown key {path[-1]!r}{section}: {hint}"
    if detail["type"] == "missing":
        return f"{place}: {written(path)} is missing"
    if detail["type"] == "value_error":
        return f"{place}: {written(path)}: {detail['ctx']['error']}"
    if detail["type"] == "string_type":
        return f'{place}: {written(path)} is {detail["input"]!r:.60}: it must be text; put it in quotes: "…"'
    message = str(detail["msg"]).replace("Input should", "it should").replace("Value", "it")
    return f"{place}: {written(path)} is {detail['input']!r:.60}: {message}"
