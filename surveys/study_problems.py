"""Mistakes in ``study.yaml`` as a researcher reads them: where, what is allowed, what was probably meant."""

from __future__ import annotations

import difflib
import types
import typing
from collections.abc import Iterable, Mapping
from typing import Any, Literal

from pydantic import BaseModel, ValidationError

from merlingua.surveys.errors import Problem
from merlingua.surveys.study_definition import StudyDefinition
from merlingua.surveys.study_files import LocatedYaml, YamlPath

# Below this likeness a suggestion is a guess that misleads (difflib's own default is 0.6).
_NEAR_ENOUGH = 0.6


def nearest(word: str, allowed: Iterable[str]) -> str | None:
    """The allowed word that ``word`` was probably meant to be, if one is near."""
    by_lower = {candidate.lower(): candidate for candidate in allowed}
    found = difflib.get_close_matches(word.lower(), by_lower, n=1, cutoff=_NEAR_ENOUGH)
    return by_lower[found[0]] if found else None


def suggestion(word: str, allowed: Iterable[str], *, n_listed: int = 24) -> str:
    """``did you mean 'x'? Allowed: a, b, c``, as the end of a message."""
    words = list(allowed)
    near = nearest(word, words)
    listed = ", ".join(words[:n_listed]) + (f", … ({len(words)} in all)" if len(words) > n_listed else "")
    return (f"did you mean {near!r}? " if near else "") + f"Allowed: {listed or 'none'}"


def definition_from(
    located: LocatedYaml, name: str = "study.yaml"
) -> tuple[StudyDefinition | None, list[Problem]]:
    """The checked definition, or None and every mistake with its line."""
    try:
        return StudyDefinition.model_validate(located.data), []
    except ValidationError as error:
        details = [detail for detail in error.errors(include_url=False) if not _is_echo(detail)]
        return None, [_problem(detail, located, name) for detail in details]


def _is_echo(detail: Mapping[str, Any]) -> bool:
    """Whether pydantic counts a list as too short only because its entries have mistakes of their own."""
    return bool(detail["type"] == "too_short" and len(detail["input"]) >= detail["ctx"]["min_length"])


def _problem(detail: Mapping[str, Any], located: LocatedYaml, name: str) -> Problem:
    path: YamlPath = tuple(detail["loc"])
    if path and path[-1] == "[key]":
        path = path[:-1]
        return Problem(name, located.line_of(path), f"{written(path)}: {_text_rule(detail)}")
    kind = detail["type"]
    if kind == "extra_forbidden":
        keys = _keys_of(_model_at(path[:-1]))
        message = f"unknown key {path[-1]!r}{_in(path[:-1])}: {suggestion(str(path[-1]), keys)}"
        return Problem(name, located.line_of(path), message)
    if kind == "missing":
        return Problem(name, located.line_of(path), f"{path[-1]!r} is missing{_in(path[:-1])}")
    if kind == "value_error":
        # Rules about several keys begin with the one to change (see study_definition).
        reason = str(detail["ctx"]["error"])
        first_word = reason.split(" ", 1)[0]
        pointed = (*path, first_word) if (*path, first_word) in located.lines else path
        return Problem(name, located.line_of(pointed), f"{written(path)}: {reason}")
    return Problem(
        name, located.line_of(path), f"{written(path)} is {_shown(detail['input'])}: {_rule(detail, path)}"
    )


def _rule(detail: Mapping[str, Any], path: YamlPath) -> str:
    kind = detail["type"]
    if kind == "literal_error":
        return suggestion(str(detail["input"]), [str(choice) for choice in _choices_at(path)])
    if kind == "string_type":
        return 'it must be text; put it in quotes: "…"'
    if kind in {"model_type", "model_attributes_type", "dict_type"}:
        keys = _keys_of(_model_at(path))
        return "it must be a section" + (
            f" with the keys {', '.join(keys)}" if keys else " of key: value lines"
        )
    if kind == "tuple_type":
        return "it must be a list: [a, b]"
    return _text_rule(detail)


def _text_rule(detail: Mapping[str, Any]) -> str:
    if detail["type"] == "string_pattern_mismatch":
        return (
            f"{detail['input']!r} may only have letters a–z, digits, '_', '.' and '-', "
            "and begins with a letter or a digit"
        )
    message = str(detail["msg"])
    return message.replace("Input should", "it should").replace("Tuple", "the list").replace("Value", "it")


def written(path: YamlPath) -> str:
    """A path as people write it: ``blocks[1].order.kind``; ``the file`` for the whole."""
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path)
    return text.lstrip(".") or "the file"


def _in(path: YamlPath) -> str:
    return f" in {written(path)}" if path else ""


def _shown(value: Any) -> str:
    if isinstance(value, dict):
        return "a section"
    if isinstance(value, list | tuple):
        return f"a list of {len(value)}"
    if value is None:
        return "empty"
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "…"


def _keys_of(model: type[BaseModel] | None) -> list[str]:
    if model is None:
        return []
    return [field.alias or name for name, field in model.model_fields.items()]


def _choices_at(path: YamlPath) -> tuple[Any, ...]:
    annotation = _annotation_at(path)
    for option in _options(annotation):
        if typing.get_origin(option) is Literal:
            return typing.get_args(option)
    return ()


def _model_at(path: YamlPath) -> type[BaseModel] | None:
    for option in _options(_annotation_at(path)):
        if isinstance(option, type) and issubclass(option, BaseModel):
            return option
    return None


def _annotation_at(path: YamlPath) -> Any:
    """The type that the definition has at ``path``; None where it knows nothing there."""
    annotation: Any = StudyDefinition
    for part in path:
        annotation = next(
            (inner for o in _options(annotation) if (inner := _inner(o, part)) is not None), None
        )
    return annotation


def _inner(option: Any, part: str | int) -> Any:
    if isinstance(option, type) and issubclass(option, BaseModel):
        by_key = {field.alias or name: field.annotation for name, field in option.model_fields.items()}
        return by_key.get(str(part))
    origin, arguments = typing.get_origin(option), typing.get_args(option)
    if origin is tuple and isinstance(part, int):
        return arguments[0]
    if origin is dict:
        return arguments[1]
    return None


def _options(annotation: Any) -> tuple[Any, ...]:
    origin = typing.get_origin(annotation)
    if origin in {typing.Union, types.UnionType}:
        return tuple(option for choice in typing.get_args(annotation) for option in _options(choice))
    if origin is typing.Annotated:
        return _options(typing.get_args(annotation)[0])
    return (annotation,)
