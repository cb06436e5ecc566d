"""Any folder with a ``clips.csv``: one's own speech or music, with or without labels.

Conventions
-----------
A row is a clip. ``file`` is a path from the folder; where it is missing, the sound that is called as
``clip``. A label is ``quadrant`` (Q1 to Q4), or all of ``Q1``, ``Q2``, ``Q3``, ``Q4``: numbers of 0 or more,
taken in proportion. Whoever must not stand on both sides of a split is ``group``, ``artist`` or ``speaker``,
the first of these that has something in it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from merlingua.mer_models.corpus import QUADRANTS, Corpus, CorpusClip, CorpusProblem, Shares, Split
from merlingua.mer_models.corpus_folders import (
    existing_folder,
    hard_shares,
    is_empty,
    shares_in_proportion,
    wrong_folder,
)
from merlingua.mer_models.corpus_rows import (
    NumberedTable,
    missing_quadrants,
    normalised_name,
    quadrant_of,
    read_numbered,
)
from merlingua.mer_models.corpus_sound import SoundIndex
from merlingua.mer_models.errors import CorpusError
from merlingua.surveys.manifest import seconds

TABLE = "clips.csv"
EXPECTED = "a folder of sound with a table clips.csv (a column clip or file)"
GROUPS = ("group", "artist", "speaker")
COLUMNS = ("clip", "file", "quadrant", *QUADRANTS, *GROUPS, "onset_s", "duration_s", "split")
SPLITS: Final[Mapping[str, Split]] = {
    "train": "train",
    "training": "train",
    "validation": "validation",
    "valid": "validation",
    "val": "validation",
    "dev": "validation",
    "test": "test",
}


class _RowError(Exception):
    """Why one row cannot be used."""


def load_clip_table(folder: Path) -> Corpus:
    """A folder with a ``clips.csv``; columns that are not known are named and not read.

    Raises
    ------
    CorpusError
        If there is no table or none of its rows has sound, or its columns contradict one another.
    """
    existing_folder(folder, EXPECTED)
    if not (folder / TABLE).is_file():
        raise wrong_folder(folder, EXPECTED)
    table = read_numbered(folder / TABLE)
    _check_columns(table)
    problems = [*_notes(table), *table.problems]
    index = SoundIndex.of_folder(folder)
    clips: dict[str, CorpusClip] = {}
    used: set[Path] = set()
    for row in table.rows:
        name = row.cells.get("clip") or row.cells.get("file") or table.place(row)
        try:
            clip = _clip(row.cells, index, used)
            if clip.clip_id in clips:
                raise _RowError("stands in two rows: the first is used")
        except _RowError as reason:
            problems.append(CorpusProblem(name, f"{reason} ({table.place(row)})"))
            continue
        clips[clip.clip_id] = clip
    if not clips:
        shown = f" ({problems[-1]})" if problems else ""
        raise CorpusError(f"{folder}: none of the {len(table.rows)} rows of {TABLE} can be used{shown}")
    problems += [
        CorpusProblem(file.relative_to(folder).as_posix(), f"has sound and no row in {TABLE}")
        for file in index.files
        if file.resolve() not in used
    ]
    problems += missing_quadrants(clips.values())
    ordered = tuple(clips[clip_id] for clip_id in sorted(clips))
    return Corpus(folder.resolve().name, "folder", folder, "", "not known", ordered, (), tuple(problems))


def _check_columns(table: NumberedTable) -> None:
    columns = set(table.columns)
    if not columns & {"clip", "file"}:
        found = ", ".join(map(repr, table.columns))
        raise CorpusError(f"{table.file} has neither a column 'clip' nor 'file'; it has {found}")
    shares = columns & set(QUADRANTS)
    if shares and shares != set(QUADRANTS):
        missing = ", ".join(name for name in QUADRANTS if name not in shares)
        raise CorpusError(
            f"{table.file} has the column {min(shares)} without {missing}: shares take all four"
        )
    if shares and "quadrant" in columns:
        raise CorpusError(f"{table.file} has a quadrant and shares of quadrants: keep one of the two")


def _notes(table: NumberedTable) -> list[CorpusProblem]:
    notes = []
    if unknown := [name for name in table.columns if name not in COLUMNS]:
        reason = f"not read: the columns {', '.join(map(repr, unknown))}; known are {', '.join(COLUMNS)}"
        notes.append(CorpusProblem(TABLE, reason))
    if not set(table.columns) & set(GROUPS):
        reason = "has no group, artist or speaker: each clip is its own group, and one may be on both sides"
        notes.append(CorpusProblem(TABLE, reason))
    return notes


def _clip(cells: Mapping[str, str], index: SoundIndex, used: set[Path]) -> CorpusClip:
    written = cells.get("file") or cells.get("clip")
    if not written:
        raise _RowError("has neither a clip nor a file")
    file, reason = index.find(written, index.folder, cells.get("quadrant", ""))
    if file is None:
        raise _RowError("has a row and no sound" if reason.endswith("no sound") else reason)
    used.add(file.resolve())
    if is_empty(file):
        raise _RowError(f"its file {file.name} is empty")
    clip_id = cells.get("clip") or index.id_of(file)
    group = next((normalised_name(cells[name]) for name in GROUPS if cells.get(name)), f"clip {clip_id}")
    onset_s, duration_s = _seconds(cells, "onset_s"), _seconds(cells, "duration_s")
    if duration_s == 0:
        raise _RowError("duration_s is 0; leave it empty for the rest of the file")
    return CorpusClip(
        clip_id,
        file,
        group,
        onset_s=onset_s or 0.0,
        duration_s=duration_s,
        quadrant_shares=_shares(cells),
        split=_split(cells),
    )


def _seconds(cells: Mapping[str, str], column: str) -> float | None:
    written = cells.get(column, "")
    value = seconds(written) if written else None
    if written and value is None:
        raise _RowError(f"{column} is {written!r}; seconds, 0 or more, are allowed")
    return value


def _shares(cells: Mapping[str, str]) -> Shares | None:
    if written := cells.get("quadrant", ""):
        quadrant = quadrant_of(written)
        if quadrant is None:
            raise _RowError(f"quadrant is {written!r}; Q1 to Q4 are allowed")
        return hard_shares(quadrant)
    given = {name: cells[name] for name in QUADRANTS if cells.get(name)}
    if not given:
        return None
    if len(given) < len(QUADRANTS):
        missing = ", ".join(name for name in QUADRANTS if name not in given)
        raise _RowError(f"its shares lack {missing}")
    weights = {quadrant: _weight(name, given[name]) for quadrant, name in enumerate(QUADRANTS, start=1)}
    shares = shares_in_proportion(weights)
    if shares is None:
        raise _RowError("its shares are all 0")
    return shares


def _weight(name: str, written: str) -> float:
    try:
        value = float(written)
    except ValueError:
        value = math.nan
    if not (math.isfinite(value) and value >= 0):
        raise _RowError(f"{name} is {written!r}; a number of 0 or more is expected")
    return value


def _split(cells: Mapping[str, str]) -> Split | None:
    written = cells.get("split", "")
    if written and written.lower() not in SPLITS:
        raise _RowError(f"split is {written!r}; train, validation and test are allowed")
    return SPLITS[written.lower()] if written else None
