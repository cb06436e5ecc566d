"""The files of a study folder: YAML with the line of every key, paths that stay inside, hashes.

Conventions
-----------
A path in YAML is the tuple of keys and list positions that lead to a value: ``("blocks", 1, "order")``.
Lines count from 1. Values are plain: mappings, lists, text, numbers, true, false and null, nothing else.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, ScalarNode, SequenceNode
from ruamel.yaml.reader import ReaderError

from merlingua.surveys.errors import Problem

YamlPath = tuple[str | int, ...]

MAX_DEPTH = 20
"""A study needs 5 levels; a file of a million brackets must not exhaust the stack."""

_TIMESTAMP = "tag:yaml.org,2002:timestamp"
_HASH_BLOCK_BYTES = 1 << 20
MOST_TEXT_BYTES = 16_000_000
"""Of ``study.yaml``, ``texts.csv`` or ``clips.csv``; a study of ten thousand clips has a tenth of it."""


@dataclass(frozen=True)
class LocatedYaml:
    """A YAML file's values, and for each path the line of its key (of the value itself in a list)."""

    data: Any
    lines: dict[YamlPath, int] = field(default_factory=dict)

    def line_of(self, path: YamlPath) -> int:
        """The line of ``path``, or of the nearest section around it that the file has."""
        for end in range(len(path), 0, -1):
            if path[:end] in self.lines:
                return self.lines[path[:end]]
        return 1


def read_limited(file: Path) -> bytes:
    """The bytes of a file of a study; `OSError` where it cannot be read, or is too large to be one."""
    with file.open("rb") as stream:
        content = stream.read(MOST_TEXT_BYTES + 1)
    if len(content) > MOST_TEXT_BYTES:
        raise OSError(f"it has more than {MOST_TEXT_BYTES // 1_000_000} MB, and is no file of a study")
    return content


def read_utf8(file: Path, name: str) -> tuple[str | None, list[Problem]]:
    """The text of a file with ``\\n`` line ends and no byte-order mark, or None and what is wrong with it."""
    try:
        return read_limited(file).decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n"), []
    except FileNotFoundError:
        return None, [Problem(name, 0, f"is missing from {file.parent}")]
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        message = f"byte {error.object[error.start]:#04x} is not UTF-8: save the file as UTF-8"
        return None, [Problem(name, line, message)]
    except OSError as error:
        return None, [Problem(name, 0, f"cannot be read: {error.strerror or error}")]


def read_yaml(text: str, name: str) -> tuple[LocatedYaml | None, list[Problem]]:
    """Parse YAML 1.2 without tags, anchors and repeated keys.

    Returns
    -------
    tuple
        The values with their lines, None where the text is no YAML; and the problems. Values are there
        beside problems too, so that all mistakes can be told at once.
    """
    try:
        problems = _refuse_tags_and_anchors(text, name)
        if problems:
            return None, problems
        root = _new_yaml().compose(text)
    except MarkedYAMLError as error:
        return None, [_syntax_problem(error, name)]
    except ReaderError as error:
        line = text[: error.position].count("\n") + 1
        return None, [
            Problem(name, line, f"character U+{ord(text[error.position]):04X} is not allowed in YAML")
        ]
    except YAMLError as error:
        return None, [Problem(name, 0, f"is not valid YAML: {' '.join(str(error).split())}")]
    if root is None:
        return None, [Problem(name, 1, "is empty: it must hold the study's definition")]
    values = _PlainValues(name)
    data = values.of(root)
    return LocatedYaml(data, values.lines), values.problems


def path_inside(folder: Path, written: str) -> Path:
    """The file that ``written`` names in ``folder``.

    Raises
    ------
    ValueError
        If it is absolute or leads out of the folder, by ``..`` or by a symbolic link.
    """
    if not written.strip():
        raise ValueError("the file name is empty: name a file inside the study folder")
    is_absolute = PurePosixPath(written).is_absolute() or bool(PureWindowsPath(written).anchor)
    if is_absolute or "\x00" in written or not _leads_inside(folder, written):
        raise ValueError(
            f"{written!r} leads out of the study folder: files must lie inside it, named relative to it"
        )
    return folder / written


def is_file(file: Path) -> bool:
    """Whether there is such a file; a name that no file can have is none."""
    try:
        return file.is_file()
    except OSError:
        # pathlib raises for names that are too long and for folders that may not be searched.
        return False


def is_folder(folder: Path) -> bool:
    """Whether there is such a folder; a name that no folder can have is none."""
    try:
        return folder.is_dir()
    except OSError:
        return False


def sha256_of_file(file: Path) -> str:
    """SHA-256 of a file's bytes, hexadecimal. Raises `OSError` where it cannot be read."""
    digest = hashlib.sha256()
    with file.open("rb") as stream:
        while block := stream.read(_HASH_BLOCK_BYTES):
            digest.update(block)
    return digest.hexdigest()


def write_atomically(file: Path, text: str) -> None:
    """Replace ``file`` by ``text`` (UTF-8): it is there whole, or as it was. Raises `OSError`."""
    handle, temporary = tempfile.mkstemp(prefix=f".{file.name}.", dir=file.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        # mkstemp makes files for their owner alone; a study folder is meant to be shared like any other.
        os.chmod(temporary, file.stat().st_mode & 0o777 if file.exists() else 0o644)  # noqa: PTH101
        os.replace(temporary, file)  # noqa: PTH105
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def _leads_inside(folder: Path, written: str) -> bool:
    try:
        return (folder / written).resolve().is_relative_to(folder.resolve())
    except (OSError, RuntimeError):
        # Symbolic links in a circle.
        return False


def _new_yaml() -> YAML:
    return YAML(typ="safe", pure=True)


def _syntax_problem(error: MarkedYAMLError, name: str) -> Problem:
    reason = " ".join(part for part in (error.context, error.problem) if part)
    mark = error.problem_mark
    never_closed = "end" in (error.problem or "") or "parsing a flow" in (error.context or "")
    if never_closed and error.context_mark:
        # A bracket or quote that is never closed is found out lines later: point to where it begins.
        mark = error.context_mark
    return Problem(name, mark.line + 1 if mark else 0, f"is not valid YAML: {reason}")


def _refuse_tags_and_anchors(text: str, name: str) -> list[Problem]:
    problems = []
    depth = 0
    for event in _new_yaml().parse(text):
        kind = type(event).__name__
        depth += kind.endswith("StartEvent") - kind.endswith("EndEvent")
        line = event.start_mark.line + 1
        if depth > MAX_DEPTH:
            return [Problem(name, line, f"is nested more than {MAX_DEPTH} levels deep")]
        tag = getattr(event, "tag", None)
        anchor = getattr(event, "anchor", None)
        if tag is not None:
            problems.append(Problem(name, line, f"the tag {tag!r} is not allowed: write the plain value"))
        if anchor is not None:
            mark = "*" if kind == "AliasEvent" else "&"
            message = f"{mark}{anchor} is not allowed: anchors and aliases are not read, write the value out"
            problems.append(Problem(name, line, message))
    return problems


class _PlainValues:
    """Turns nodes into plain values, noting the line of everything and the keys that stand twice."""

    def __init__(self, name: str) -> None:
        self.lines: dict[YamlPath, int] = {}
        self.problems: list[Problem] = []
        self._name = name
        self._constructor = _new_yaml().constructor

    def of(self, node: Any, path: YamlPath = ()) -> Any:
        if isinstance(node, MappingNode):
            return self._mapping(node, path)
        if isinstance(node, SequenceNode):
            for position, child in enumerate(node.value):
                self.lines[(*path, position)] = child.start_mark.line + 1
            return [self.of(child, (*path, position)) for position, child in enumerate(node.value)]
        if node.tag == _TIMESTAMP:
            # A version such as 2026-11-01 is text, not a point in time.
            return node.value
        try:
            return self._constructor.construct_object(node, deep=True)
        except ValueError as error:
            # Python reads no number of more than 4300 digits.
            line = node.start_mark.line + 1
            self.problems.append(Problem(self._name, line, f"{node.value[:20]!r}… is no value: {error}"))
            return None

    def _mapping(self, node: MappingNode, path: YamlPath) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for key_node, value_node in node.value:
            line = key_node.start_mark.line + 1
            if not isinstance(key_node, ScalarNode):
                self.problems.append(
                    Problem(self._name, line, "a key must be a word, not a list or a section")
                )
                continue
            key = str(key_node.value)
            if key in values:
                message = f"key {key!r} stands twice, first in line {self.lines[(*path, key)]}: keep one"
                self.problems.append(Problem(self._name, line, message))
                continue
            self.lines[(*path, key)] = line
            values[key] = self.of(value_node, (*path, key))
        return values
