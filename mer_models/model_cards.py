"""What a model says of itself: what it is, what it learned from, how well it does, and who may use it.

A card is JSON in the metadata of the model's own file, so that neither can be lost without the other; a copy
stands beside it for people. Cards carry a version, and unknown keys are refused by name.
"""

from __future__ import annotations

import datetime
import difflib
import importlib.metadata
import math
import platform
from collections.abc import Mapping
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from merlingua.mer_models.errors import CheckpointError

FORMAT = "merlingua-model"
VERSION = 1
LIBRARIES = ("merlingua", "torch", "numpy")


class CardSection(BaseModel):
    """A part of a card: immutable, unknown keys refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class CorpusUse(CardSection):
    """A corpus as it was used: after what could not be read had been left out."""

    name: str
    kind: str
    language: str = ""
    licence: str
    n_clips: int = Field(ge=0)
    n_hours: float = Field(ge=0)
    content_hash: str
    n_problems: int = Field(default=0, ge=0)


class SplitUse(CardSection):
    """Who was on which side; ``unit`` is what never stands on both: speaker, artist, song or clip."""

    kind: str
    unit: str
    seed: int | None = None
    n_train: int = Field(ge=0)
    n_validation: int = Field(default=0, ge=0)
    n_test: int = Field(default=0, ge=0)


class ParentUse(CardSection):
    """The model whose weights this one started from, by their hash."""

    network: str
    weights_sha256: str
    corpora: tuple[str, ...] = ()


class ModelCard(CardSection):
    """``settings`` is the network's own, ``training`` the loop's; ``scores`` holds finite numbers alone."""

    format: Literal["merlingua-model"] = "merlingua-model"
    version: Literal[1] = 1
    network: str
    variant: str
    settings: dict[str, Any]
    features: dict[str, Any]
    corpora: tuple[CorpusUse, ...] = ()
    split: SplitUse | None = None
    seed: int
    training: dict[str, Any]
    parent: ParentUse | None = None
    scores: dict[str, Any] = Field(default_factory=dict)
    licence: str
    versions: dict[str, str]
    created_at: str
    weights_sha256: str = ""

    @field_validator("scores", "training", "settings")
    @classmethod
    def _numbers_are_finite(cls, values: dict[str, Any]) -> dict[str, Any]:
        _refuse_no_numbers(values, "")
        return values

    def to_json(self) -> dict[str, Any]:
        return self.model_dump(mode="json")


def read_card(stored: Mapping[str, Any], place: str) -> ModelCard:
    """The card that a file holds.

    Raises
    ------
    CheckpointError
        If it is no card, from a newer version, or damaged; the message names ``place``.
    """
    if stored.get("format") != FORMAT:
        raise CheckpointError(
            f"{place} holds {stored.get('format', 'no format')!r}, and no model ({FORMAT!r})"
        )
    if stored.get("version") != VERSION:
        raise CheckpointError(
            f"{place} has version {stored.get('version')!r} of the card; this Merlingua reads "
            f"version {VERSION}. Update it"
        )
    try:
        return ModelCard.model_validate(dict(stored))
    except ValidationError as error:
        raise CheckpointError(f"{place}: {_told(error)}") from error


def versions_here() -> dict[str, str]:
    """Versions of Python and of the libraries that decide the numbers."""
    return {"python": platform.python_version()} | {
        name: importlib.metadata.version(name) for name in LIBRARIES
    }


def now() -> str:
    """This moment in UTC, to the second."""
    return datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")


def licence_of(corpora: tuple[CorpusUse, ...]) -> str:
    """Under which licences the data of a model stand: each of them binds it."""
    return "; ".join(sorted({f"{use.name}: {use.licence}" for use in corpora})) or "no data"


def _told(error: ValidationError) -> str:
    told = []
    for each in error.errors():
        name = ".".join(map(str, each["loc"]))
        if each["type"] == "extra_forbidden":
            near = difflib.get_close_matches(str(each["loc"][-1]), ModelCard.model_fields, 1)
            told.append(f"unknown {name!r}" + (f" (did you mean {near[0]!r}?)" if near else ""))
        else:
            told.append(f"{name}: {each['msg']}")
    return "; ".join(told)


def _refuse_no_numbers(value: Any, place: str) -> None:
    if isinstance(value, float) and not math.isfinite(value):
        raise ValueError(f"{place or 'a number'} is {value}; JSON and people need a number")
    if isinstance(value, Mapping):
        for name, each in value.items():
            _refuse_no_numbers(each, f"{place}.{name}".lstrip("."))
    elif isinstance(value, list | tuple):
        for index, each in enumerate(value):
            _refuse_no_numbers(each, f"{place}[{index}]")
