"""Model cards: what a model is, what it has learned from, how good it is, and what may be done with it.

Conventions
-----------
A card is one JSON object with "format" and "version". Scores are a free JSON object; the one that a list of
models shows is named by ``main_score`` and is a number, or an object with "value", "low" and "high" (bounds
of the 95 % interval). Times are UTC. JSON has no NaN and no infinity, so cards have none either. Keys are
strict: an unknown one is an error that names the nearest.

Reference: Mitchell et al. (2019), "Model cards for model reporting", FAT*.
"""

from __future__ import annotations

import importlib.metadata
import json
import math
import numbers
import platform
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, Final, Literal, NoReturn

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from merlingua.mer_models.errors import CheckpointError
from merlingua.surveys.study_problems import suggestion

MODEL_FORMAT = "merlingua-model"
MODEL_VERSION = 1
SUFFIX = ".safetensors"
"""Of a model's file; its card lies beside it (`card_file`)."""
IS13: Final = "is13"
"""Features of the networks that take the 260 IS13 descriptors, for which there is nothing to set."""

RESTRICTIONS = (
    ("no licence", ("unknown", "no licence", "all rights reserved", "on request")),
    ("research only", ("research", "academic", "audeering")),
    ("non-commercial", ("non-commercial", "noncommercial", "-nc", " nc")),
    ("no derivatives", ("-nd", "no derivatives")),
    ("share alike", ("-sa", "share", "gpl", "odbl")),
    ("attribution", ("by", "attribution", "mit", "bsd", "apache")),
    ("free", ("cc0", "public domain", "own recordings", "synthetic")),
)
"""What words in a licence mean, the strictest first."""

_VERSIONED = ("merlingua", "torch", "numpy")
_MAX_DEPTH = 32


def checked_json(value: Any, _path: str = "", _depth: int = 0) -> Any:
    """``value`` as plain JSON: tuples as lists, NumPy's numbers as Python's.

    Raises
    ------
    ValueError
        Naming the place of a NaN, an infinity, a key that is no text, or a thing that JSON does not have.
    """
    place = _path or "the object"
    if _depth > _MAX_DEPTH:
        raise ValueError(f"{place} is nested more than {_MAX_DEPTH} levels deep")
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return _utf8(value, place)
    if isinstance(value, numbers.Integral):
        return int(value)
    if isinstance(value, numbers.Real):
        if not math.isfinite(value):
            raise ValueError(f"{place} is {float(value)}: only finite numbers can be stored")
        return float(value)
    if isinstance(value, Mapping):
        for key in value:
            if not isinstance(key, str):
                raise ValueError(f"{place} has the key {key!r}: keys must be text")
        return {
            _utf8(key, place): checked_json(child, f"{_path}.{key}" if _path else key, _depth + 1)
            for key, child in value.items()
        }
    if isinstance(value, list | tuple):
        return [checked_json(child, f"{_path}[{i}]", _depth + 1) for i, child in enumerate(value)]
    raise ValueError(f"{place} is of type {type(value).__name__}, which JSON does not have")


JsonObject = Annotated[dict[str, Any], AfterValidator(checked_json)]
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Name = Annotated[str, Field(min_length=1)]
Count = Annotated[int, Field(ge=0)]


class Section(BaseModel):
    """A part of a card: immutable, unknown keys refused, only finite numbers."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class CorpusUse(Section):
    """What was used of a corpus. ``content_hash`` tells whether another one of that name is the same."""

    name: Name
    kind: Name
    language: str = ""
    licence: str
    n_clips: Count
    n_hours: Annotated[float, Field(ge=0)]
    content_hash: str = ""


class SplitUse(Section):
    """How clips were divided: clips and groups in each part, and what was never divided ("artist")."""

    kind: Name
    seed: int | None = None
    counts: dict[str, Count] = {}
    groups: dict[str, Count] = {}
    grouped_by: str = ""


class ParentEncoder(Section):
    """The pre-trained encoder that a model began with."""

    name: Name
    weights_sha256: Sha256


def installed_versions() -> dict[str, str]:
    """Versions of what decides a model's numbers; those that are not installed are left out."""
    versions = {"python": platform.python_version()}
    for package in _VERSIONED:
        try:
            versions[package] = importlib.metadata.version(package)
        except importlib.metadata.PackageNotFoundError:
            continue
    return versions


def utc_now() -> str:
    """The time now as ISO 8601 in UTC, to the second."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class ModelCard(Section):
    """All that is known of a model. ``weights_sha256`` is filled in when the model is saved.

    ``features`` are the settings of the log-mels as JSON, or "is13". ``calibration`` is empty, or what
    `model_calibration` made. ``licence`` is the strictest of the
    data's, in words: see `strictest_licence`.
    """

    format: Literal["merlingua-model"] = "merlingua-model"
    version: Literal[1] = 1
    network: Name
    settings: JsonObject = {}
    variant: Literal["faithful", "repaired"] = "repaired"
    features: Literal["is13"] | JsonObject
    corpora: tuple[CorpusUse, ...] = ()
    split: SplitUse | None = None
    seed: int | None = None
    training: JsonObject = {}
    parent: ParentEncoder | None = None
    scores: JsonObject = {}
    main_score: str = ""
    calibration: JsonObject = {}
    licence: str = ""
    versions: dict[str, str] = Field(default_factory=installed_versions)
    created_at: Annotated[str, Field(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$")] = Field(
        default_factory=utc_now
    )
    weights_sha256: Annotated[str, Field(pattern=r"^([0-9a-f]{64})?$")] = ""

    @model_validator(mode="after")
    def _main_score_is_a_score(self) -> ModelCard:
        if not self.main_score:
            return self
        if self.main_score not in self.scores:
            raise ValueError(
                f"main_score {self.main_score!r} is no score: {suggestion(self.main_score, self.scores)}"
            )
        score = self.scores[self.main_score]
        values = [score.get(key) for key in ("value", "low", "high")] if isinstance(score, dict) else [score]
        if not all(isinstance(value, int | float) and not isinstance(value, bool) for value in values):
            raise ValueError(
                f"the score {self.main_score!r} must be a number, or have value, low and high, "
                "to be the main one"
            )
        return self

    @property
    def n_hours(self) -> float:
        """Hours of sound of all corpora together."""
        return math.fsum(corpus.n_hours for corpus in self.corpora)

    def to_json(self) -> dict[str, Any]:
        return self.model_dump(mode="json")

    def to_text(self, *, indent: int | None = 2) -> str:
        """The card as JSON text."""
        return json.dumps(self.to_json(), ensure_ascii=False, allow_nan=False, indent=indent)

    @classmethod
    def from_text(cls, text: str) -> ModelCard:
        """The card in JSON text.

        Raises
        ------
        CheckpointError
            In one line, if it is no JSON, no card, of a newer version, or has an impossible value.
        """
        stored = read_json(text, "the model card")
        check_format(stored, "the model card", MODEL_FORMAT, MODEL_VERSION)
        try:
            return cls.model_validate(stored)
        except ValidationError as error:
            raise CheckpointError(f"the model card {_first_mistake(error)}") from error


def card_file(path: Path) -> Path:
    """Where the card lies for people: beside the model."""
    return path.with_suffix(".json")


def strictest_licence(licences: Iterable[str]) -> str:
    """The strictest of the licences, in their own words; several that are as strict stand side by side.

    A licence without a word that is known counts as the strictest, since nobody has allowed anything.
    """
    by_rank: dict[int, list[str]] = {}
    for licence in dict.fromkeys(each.strip() or "no licence known" for each in licences):
        by_rank.setdefault(_rank(licence), []).append(licence)
    return "; ".join(by_rank[min(by_rank)]) if by_rank else ""


def read_json(text: str, name: str) -> dict[str, Any]:
    """The object in a JSON text without NaN. Raises CheckpointError."""
    try:
        stored = json.loads(text, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise CheckpointError(f"{name} is not JSON: {' '.join(str(error).split())}") from error
    if not isinstance(stored, dict):
        raise CheckpointError(f"{name} is a JSON {type(stored).__name__}; an object is due")
    return stored


def check_format(stored: Mapping[str, Any], name: str, format_: str, version: int) -> None:
    """Refuse what another program or a newer Merlingua wrote. Raises CheckpointError."""
    if stored.get("format") != format_:
        raise CheckpointError(f"{name} has the format {stored.get('format')!r}; {format_!r} is due")
    written = stored.get("version")
    if not isinstance(written, int) or isinstance(written, bool) or written < 1:
        raise CheckpointError(f"{name} has the version {written!r}; 1 to {version} can be read")
    if written > version:
        raise CheckpointError(
            f"{name} has version {written}, from a newer Merlingua; this one reads up to {version}: update it"
        )


def _rank(licence: str) -> int:
    lowered = f" {licence.lower()}"
    for rank, (_, words) in enumerate(RESTRICTIONS):
        if any(word in lowered for word in words):
            return rank
    return 0


def _utf8(text: str, place: str) -> str:
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise ValueError(f"{place} has half a character (a lone surrogate)") from error
    return text


def _refuse_constant(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no number that JSON has")


def _first_mistake(error: ValidationError) -> str:
    details = error.errors(include_url=False)
    # Of the two kinds of features the error of the kind that was meant is the one to read.
    detail = next((each for each in details if "literal" not in each["type"]), details[0])
    place = ".".join(str(part) for part in detail["loc"] if not _is_branch(part))
    more = f" (and {len(details) - 1} more)" if len(details) > 1 else ""
    if detail["type"] == "extra_forbidden":
        section, known = _section_at(detail["loc"][:-1])
        of_section = f" in {section}" if section else ""
        key = str(detail["loc"][-1])
        return f"has an unknown key {key!r}{of_section}: {suggestion(key, known)}{more}"
    if detail["type"] == "missing":
        return f"has no {place!r}{more}"
    shown = repr(detail["input"])
    shown = shown if len(shown) <= 60 else f"{shown[:57]}…"
    message = " ".join(detail["msg"].removeprefix("Value error, ").split())
    return f"has {place} = {shown}: {message}{more}" if place else f"cannot be used: {message}{more}"


def _is_branch(part: int | str) -> bool:
    """Whether a part of a place is pydantic's name of a branch of a union, not a key."""
    return isinstance(part, str) and ("[" in part or part == "dict")


def _section_at(loc: tuple[int | str, ...]) -> tuple[str, list[str]]:
    sections: dict[str, type[Section]] = {"corpora": CorpusUse, "split": SplitUse, "parent": ParentEncoder}
    name = str(loc[0]) if loc else ""
    return name, list(sections.get(name, ModelCard).model_fields)
