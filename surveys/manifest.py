"""``clips.csv``: one row a clip, with the excerpt, the language of its words and the hash of its file.

Conventions
-----------
UTF-8, commas, a header. Paths are relative to the study folder, with ``/`` between folders on every system.
Times are seconds. ``lyrics_language`` is BCP 47: ``zxx`` no words, ``und`` unknown.
"""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from merlingua.surveys.clips import Clip
from merlingua.surveys.errors import Problem
from merlingua.surveys.lyrics_languages import LyricsLanguageError, lyrics_language_tag
from merlingua.surveys.study_files import is_file, path_inside, read_utf8, sha256_of_file, write_atomically
from merlingua.surveys.study_problems import suggestion
from merlingua.surveys.taxonomy import Quadrant

COLUMNS = (
    "clip",
    "file",
    "onset_s",
    "duration_s",
    "lyrics_language",
    "quadrant",
    "artist",
    "title",
    "sha256",
)
REQUIRED_COLUMNS = ("clip", "file", "onset_s", "duration_s", "lyrics_language", "sha256")

CLIP_ID_RULE = (
    "a clip's id has letters, digits, '_', '.' and '-', at most 64, and begins with a letter or digit"
)
RESEAL = "run `merlingua study check FOLDER --update-hashes`"

_CLIP_ID = re.compile(r"[^\W_][\w.-]{0,63}")
_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Row:
    """One row of a table: the line it begins in, and its stripped cells by column."""

    line: int
    cells: Mapping[str, str]


@dataclass
class Table:
    """A CSV file as it was read; ``header_line`` is 0 where there is none."""

    columns: tuple[str, ...] = ()
    rows: list[Row] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    header_line: int = 0


@dataclass
class Manifest:
    """The clips of a study in the manifest's order, with the line of each row, good or bad."""

    clips: dict[str, Clip] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    name: str = "clips.csv"
    text: str = ""
    is_unreadable: bool = True
    """No rows could be read at all: nothing is known of what clips there are."""


def read_manifest(folder: Path, name: str = "clips.csv") -> Manifest:
    """Read the manifest of a study folder; every mistake is in ``problems``, ``clips`` has the good rows."""
    text, problems = read_utf8(folder / name, name)
    manifest = Manifest(problems=problems, name=name, text=text or "")
    if text is None:
        return manifest
    table = read_table(text, name, required=REQUIRED_COLUMNS, allowed=COLUMNS)
    manifest.problems += table.problems
    if set(REQUIRED_COLUMNS) <= set(table.columns):
        manifest.is_unreadable = False
        for row in table.rows:
            _add_row(manifest, row, folder, name)
    return manifest


def read_table(text: str, name: str, *, required: Sequence[str], allowed: Sequence[str] | None) -> Table:
    """Read CSV text; ``allowed`` None takes any column beside the required ones."""
    table = Table()
    for line, cells in _records(text, name, table.problems):
        if not table.header_line:
            table.header_line = line
            table.columns = tuple(cell.strip() for cell in cells)
            table.problems += _header_problems(table, name, required, allowed)
            if len(cells) == 1 and len(required) > 1:
                # Another separator, or no table at all: every row would be told as ragged.
                break
        elif len(cells) != len(table.columns):
            message = (
                f"has {len(cells)} cells, the header has {len(table.columns)}: quote a cell that has a comma"
            )
            table.problems.append(Problem(name, line, message))
        else:
            stripped = (cell.strip() for cell in cells)
            table.rows.append(Row(line, dict(zip(table.columns, stripped, strict=True))))
    if not table.header_line:
        table.problems.append(Problem(name, 1, f"is empty: its first line must be {','.join(required)}"))
    return table


def clip_id_problem(clip_id: str) -> str | None:
    """What is wrong with an id, or None."""
    return None if _CLIP_ID.fullmatch(clip_id) else f"clip {clip_id!r}: {CLIP_ID_RULE}"


def seconds(written: str) -> float | None:
    """A time in seconds, or None if ``written`` is no finite number of at least 0."""
    try:
        value = float(written)
    except ValueError:
        return None
    return value if math.isfinite(value) and value >= 0 else None


def quadrant_problem(written: str) -> str | None:
    """What is wrong with a quadrant, or None; empty is unknown."""
    names = [quadrant.name for quadrant in Quadrant]
    return (
        f"quadrant {written!r}: {suggestion(written, names)}, or empty"
        if written not in {*names, ""}
        else None
    )


def manifest_text(clips: Iterable[Clip], folder: Path) -> str:
    """``clips.csv`` for clips whose files lie in ``folder``."""
    rows = [
        {
            "clip": clip.id,
            "file": clip.file.relative_to(folder).as_posix(),
            "onset_s": _decimal(clip.onset_s),
            "duration_s": _decimal(clip.duration_s),
            "lyrics_language": clip.lyrics_language,
            "quadrant": clip.quadrant or "",
            "artist": clip.artist or "",
            "title": clip.title or "",
            "sha256": clip.sha256,
        }
        for clip in clips
    ]
    return _csv_text(COLUMNS, rows)


def reseal(folder: Path, name: str = "clips.csv") -> list[str]:
    """Write the hash of every audio file that is there into the manifest, after a change on purpose.

    Rows whose file is missing or lies outside the folder keep what they have. Returns the ids whose hash
    is another than before. Raises `OSError` if the manifest cannot be written.
    """
    text, problems = read_utf8(folder / name, name)
    table = read_table(text or "", name, required=("clip", "file"), allowed=COLUMNS)
    if problems or table.problems:
        return []
    changed = []
    rows = []
    for row in table.rows:
        sealed = _sealed(row, folder)
        rows.append(sealed)
        if sealed.get("sha256") != row.cells.get("sha256"):
            changed.append(row.cells["clip"])
    columns = table.columns if "sha256" in table.columns else (*table.columns, "sha256")
    if changed:
        write_atomically(folder / name, _csv_text(columns, rows))
    return changed


def _sealed(row: Row, folder: Path) -> dict[str, str]:
    cells = {"sha256": "", **row.cells}
    try:
        cells["sha256"] = sha256_of_file(path_inside(folder, cells["file"]))
    except (OSError, ValueError):
        # load_study says what is wrong with this row; the other rows are sealed all the same.
        return cells
    return cells


def _records(text: str, name: str, problems: list[Problem]) -> Iterator[tuple[int, list[str]]]:
    """Non-empty records with the line each begins in: a quoted cell may have line breaks."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    begins = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield begins, cells
            begins = reader.line_num + 1
    except csv.Error as error:
        problems.append(Problem(name, begins, f"is not valid CSV: {error}"))


def _header_problems(
    table: Table, name: str, required: Sequence[str], allowed: Sequence[str] | None
) -> list[Problem]:
    line, columns = table.header_line, table.columns
    if len(columns) == 1 and ";" in columns[0]:
        return [Problem(name, line, "its columns are separated by ';': save it with commas")]
    messages = []
    if allowed is not None:
        unknown = [column for column in columns if column not in allowed]
        messages += [f"unknown column {column!r}: {suggestion(column, allowed)}" for column in unknown]
    messages += [f"column {column!r} is missing" for column in required if column not in columns]
    twice = sorted({column for column in columns if columns.count(column) > 1})
    messages += [f"column {column!r} stands twice: keep one" for column in twice]
    return [Problem(name, line, message) for message in messages]


def _add_row(manifest: Manifest, row: Row, folder: Path, name: str) -> None:
    clip_id = row.cells["clip"]
    if clip_id in manifest.lines:
        message = f"clip {clip_id!r} stands twice, first in line {manifest.lines[clip_id]}: ids must differ"
        manifest.problems.append(Problem(name, row.line, message))
        return
    manifest.lines[clip_id] = row.line
    clip, messages = _clip(row.cells, folder)
    manifest.problems += [Problem(name, row.line, message) for message in messages]
    if not messages:
        manifest.clips[clip_id] = clip


def _clip(cells: Mapping[str, str], folder: Path) -> tuple[Clip, list[str]]:
    """The clip of a row and what is wrong with it; with messages it is not to be used."""
    clip_id = cells["clip"]
    found = (clip_id_problem(clip_id), quadrant_problem(cells.get("quadrant", "")), _hash_problem(cells))
    messages = [message for message in found if message]
    onset_s, duration_s = seconds(cells["onset_s"] or "0"), seconds(cells["duration_s"])
    if onset_s is None:
        messages.append(f"onset_s of clip {clip_id!r} is {cells['onset_s']!r}: it must be seconds, 0 or more")
    if not duration_s:
        messages.append(
            f"duration_s of clip {clip_id!r} is {cells['duration_s']!r}: it must be seconds, above 0"
        )
    clip = Clip(
        id=clip_id,
        file=folder,
        onset_s=onset_s or 0.0,
        duration_s=duration_s or 0.0,
        lyrics_language=cells["lyrics_language"],
        sha256=cells["sha256"],
        quadrant=cells.get("quadrant") or None,
        artist=cells.get("artist") or None,
        title=cells.get("title") or None,
    )
    try:
        if lyrics_language_tag(clip.lyrics_language) != clip.lyrics_language:
            meant = lyrics_language_tag(clip.lyrics_language)
            messages.append(
                f"lyrics_language {clip.lyrics_language!r} of clip {clip_id!r}: write {meant!r} (BCP 47)"
            )
    except LyricsLanguageError as error:
        messages.append(f"clip {clip_id!r}: {error}")
    try:
        clip = replace(clip, file=path_inside(folder, cells["file"]))
    except ValueError as error:
        return clip, [*messages, f"file of clip {clip_id!r}: {error}"]
    if not is_file(clip.file):
        hint = "; write '/' between folders" if "\\" in cells["file"] else ""
        messages.append(f"file {cells['file']!r} of clip {clip_id!r} is missing from the study folder{hint}")
    return clip, messages


def _hash_problem(cells: Mapping[str, str]) -> str | None:
    if _SHA256.fullmatch(cells["sha256"]):
        return None
    if not cells["sha256"]:
        return f"sha256 of clip {cells['clip']!r} is empty: {RESEAL} to fill it in"
    return (
        f"sha256 of clip {cells['clip']!r} is {cells['sha256']!r}: it must be 64 hexadecimal digits; {RESEAL}"
    )


def _decimal(value: float) -> str:
    return f"{value:.6f}".rstrip("0").rstrip(".")


def _csv_text(columns: Sequence[str], rows: Iterable[Mapping[str, str]]) -> str:
    stream = io.StringIO(newline="")
    writer = csv.DictWriter(stream, columns, lineterminator="\n", extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    return stream.getvalue()
