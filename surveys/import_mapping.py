"""What a table of ratings calls things: the mapping file of ``merlingua import long``.

Conventions
-----------
YAML 1.2, one pydantic model a section, unknown keys refused with the nearest known one. Everything may be
left out: a table whose columns are called participant, language, clip, item and value needs no mapping.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, Field, ValidationError, model_validator

from merlingua.surveys.errors import RatingsFileError
from merlingua.surveys.study_definition import Section
from merlingua.surveys.study_files import LocatedYaml, YamlPath, read_utf8, read_yaml
from merlingua.surveys.study_problems import suggestion, written

REQUIRED = ("participant", "clip", "item", "value")
"""Columns without which a table is no table of ratings."""
OPTIONAL = ("language", "position", "response_ms", "is_repeat", "is_practice", "is_complete")
"""Columns that are taken where the table has them."""


class RatingColumnNames(Section):
    """The table's names for what Merlingua reads."""

    participant: str = "participant"
    clip: str = "clip"
    item: str = "item"
    value: str = "value"
    language: str = "language"
    position: str = "position"
    response_ms: str = "response_ms"
    is_repeat: str = "is_repeat"
    is_practice: str = "is_practice"
    is_complete: str = "is_complete"


class ValueRange(Section):
    """A scale of any number from ``min`` to ``max``."""

    min: float
    max: float

    @model_validator(mode="after")
    def _rises(self) -> ValueRange:
        if self.min >= self.max:
            raise ValueError(f"min {self.min:g} is not below max {self.max:g}")
        return self


class LongMapping(Section):
    """The whole mapping file."""

    columns: RatingColumnNames = RatingColumnNames()
    participant_columns: dict[str, str] = Field(default_factory=dict)
    """What is known of a participant: question id (``age``, ``country``, ``item_01`` …) → column."""
    language: str | None = None
    """Of every participant, where there is no such column."""
    languages: dict[str, str] = Field(default_factory=dict)
    """The table's name of a language → its code: en, es, de, zh-Hans, …"""
    clips: dict[str, str] = Field(default_factory=dict)
    items: dict[str, str] = Field(default_factory=dict)
    values: dict[str, float] = Field(default_factory=dict)
    """Written answers → their number: ``{"I agree": 4}``."""
    scale: tuple[float, ...] | ValueRange | None = Field(None, union_mode="left_to_right")
    """The levels of every item, or its lowest and highest value. None: the study's, or what is found."""
    scales: dict[str, tuple[float, ...] | ValueRange] = Field(default_factory=dict)
    """The same for single items, by their id after renaming."""
    missing: tuple[str, ...] = ("", "NA", "N/A", "nan", "NaN", "null", "NULL")
    """What stands in a cell without an answer."""
    duplicates: Literal["error", "first", "last", "repeat"] = "error"
    """Of two different answers of one participant to one item of one clip: refuse the table, keep one, or
    take the later for the clip's repeat."""
    encoding: str = "utf-8"
    delimiter: Literal["auto", ",", ";", "\t", "|"] = "auto"
    decimal: Literal[".", ","] = "."

    @model_validator(mode="after")
    def _is_consistent(self) -> LongMapping:
        try:
            "".encode(self.encoding)
        except LookupError:
            raise ValueError(
                f"encoding {self.encoding!r} is unknown: utf-8, utf-16, latin-1, gb18030, …"
            ) from None
        for scale in (self.scale, *self.scales.values()):
            if isinstance(scale, tuple) and (len(scale) < 2 or list(scale) != sorted(set(scale))):
                raise ValueError(f"scale {list(scale)} must have two levels or more, rising, each once")
        return self

    def scale_of(self, item_id: str) -> tuple[float, ...] | ValueRange | None:
        """The scale that the mapping gives an item."""
        return self.scales.get(item_id, self.scale)


def read_mapping(file: Path) -> LongMapping:
    """Read a mapping file.

    Raises
    ------
    RatingsFileError
        With every mistake in it: line, what is wrong, what is allowed.
    """
    text, problems = read_utf8(file, file.name)
    located = None
    if text is not None:
        located, problems = read_yaml(text, file.name)
    if located is None or problems:
        raise RatingsFileError("\n".join(str(problem) for problem in problems))
    data = {} if located.data is None else located.data
    if not isinstance(data, dict):
        raise RatingsFileError(
            f"{file.name}:1: a mapping is a file of `key: value` lines, columns: among them"
        )
    try:
        return LongMapping.model_validate(data)
    except ValidationError as error:
        details = [detail for detail in error.errors(include_url=False) if not _is_other_branch(detail)]
        lines = dict.fromkeys(_line(detail, located, file.name) for detail in details)
        raise RatingsFileError("\n".join(lines)) from error


def _line(detail: Mapping[str, Any], located: LocatedYaml, name: str) -> str:
    """One mistake as a person reads it."""
    # pydantic adds the branch of a union (`tuple[…]`, `ValueRange`) to the place: no file has such a key.
    path: YamlPath = tuple(part for part in detail["loc"] if isinstance(part, int) or _is_key(str(part)))
    place = f"{name}:{located.line_of(path)}"
    if detail["type"] == "extra_forbidden":
        section = f" in {written(path[:-1])}" if len(path) > 1 else ""
        return f"{place}: unknown key {path[-1]!r}{section}: {suggestion(str(path[-1]), _keys(path))}"
    if detail["type"] == "missing":
        return f"{place}: {written(path)} is missing"
    if detail["type"] == "value_error":
        return f"{place}: {detail['ctx']['error']}"
    if detail["type"] == "string_type":
        return f'{place}: {written(path)} is {detail["input"]!r}: it must be text; put it in quotes: "…"'
    message = str(detail["msg"]).replace("Input should", "it should").replace("Tuple", "the list")
    return f"{place}: {written(path)} is {detail['input']!r:.60}: {message.replace('Value', 'it')}"


def _is_other_branch(detail: Mapping[str, Any]) -> bool:
    """Whether pydantic tells why a section is no list, or a list no section."""
    return detail["type"] in {"tuple_type", "model_type"} and isinstance(detail["input"], dict | list)


def _is_key(part: str) -> bool:
    return not part.startswith(("tuple[", "ValueRange", "function-"))


def _keys(path: YamlPath) -> list[str]:
    sections: dict[str, type[BaseModel]] = {
        "columns": RatingColumnNames,
        "scale": ValueRange,
        "scales": ValueRange,
    }
    model = sections.get(str(path[0]), LongMapping) if len(path) > 1 else LongMapping
    return list(model.model_fields)
