"""Tables of corpora with the line of every row, in whichever encoding and with whichever separator."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from merlingua.mer_models.corpus import QUADRANTS, CorpusClip, CorpusProblem
from merlingua.mer_models.errors import CorpusError


@dataclass(frozen=True)
class NumberedRow:
    """The line that a row ends in, counted from 1, and its stripped cells by column."""

    line: int
    cells: Mapping[str, str]


@dataclass(frozen=True)
class NumberedTable:
    """A table as it was read; ``problems`` has the rows that do not fit its header."""

    file: Path
    columns: tuple[str, ...]
    rows: tuple[NumberedRow, ...]
    problems: tuple[CorpusProblem, ...]

    def place(self, row: NumberedRow) -> str:
        """Where a row stands, for messages: ``clips.csv:12``."""
        return f"{self.file.name}:{row.line}"


def read_numbered(file: Path, *, encoding: str = "utf-8", delimiter: str = ",") -> NumberedTable:
    """Read a table with a header.

    Raises
    ------
    CorpusError
        If it cannot be read, is no text in this encoding, is empty, or names a column twice.
    """
    text = _text(file, encoding)
    if "\0" in text:
        raise CorpusError(
            f"{file} holds NUL characters: it is no text in {encoding}; save it as CSV in UTF-8, or name "
            "its encoding in a mapping file"
        )
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    columns: tuple[str, ...] = ()
    rows: list[NumberedRow] = []
    problems: list[CorpusProblem] = []
    try:
        for record in reader:
            cells = [cell.strip() for cell in record]
            if not any(cells):
                continue
            if not columns:
                columns = tuple(cells)
            elif len(cells) != len(columns):
                reason = (
                    f"has {len(cells)} cells, the header has {len(columns)}: quote a cell with {delimiter!r}"
                )
                problems.append(CorpusProblem(f"{file.name}:{reader.line_num}", reason))
            else:
                rows.append(NumberedRow(reader.line_num, dict(zip(columns, cells, strict=True))))
    except csv.Error as error:
        raise CorpusError(f"{file}:{reader.line_num} is no CSV ({error})") from error
    if not columns:
        raise CorpusError(f"{file} is empty: its first line must name the columns")
    if twice := sorted({name for name in columns if name and columns.count(name) > 1}):
        raise CorpusError(f"{file} has two columns {twice[0]!r}: keep one")
    return NumberedTable(file, columns, tuple(rows), tuple(problems))


def quadrant_of(written: str) -> int | None:
    """1 to 4 from ``Q3``, ``q3`` or ``3``; None for anything else."""
    digit = written.strip().removeprefix("Q").removeprefix("q")
    return int(digit) if digit in ("1", "2", "3", "4") else None


def missing_quadrants(clips: Iterable[CorpusClip]) -> list[CorpusProblem]:
    """One problem for each quadrant that no labelled clip has a share of; none where nothing is labelled."""
    labelled = [clip.quadrant_shares for clip in clips if clip.quadrant_shares is not None]
    if not labelled:
        return []
    return [
        CorpusProblem(name, "no clip has this label: a model can never learn it")
        for index, name in enumerate(QUADRANTS)
        if not any(shares[index] > 0 for shares in labelled)
    ]


def normalised_name(name: str) -> str:
    """An artist's name however it is spaced and capitalised."""
    return " ".join(name.casefold().split())


def columns_by_lower(columns: Sequence[str]) -> dict[str, str]:
    """The columns' own names by their names in small letters."""
    return {name.casefold(): name for name in reversed(columns)}


def _text(file: Path, encoding: str) -> str:
    try:
        data = file.read_bytes()
    except OSError as error:
        raise CorpusError(f"{file} cannot be read ({error.strerror or error})") from error
    try:
        return data.decode("utf-8-sig" if encoding.lower() in ("utf-8", "utf8") else encoding)
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise CorpusError(
            f"{file}:{line} is no text in {encoding} (byte {data[error.start]:#04x}); save it as UTF-8, or "
            "name its encoding in a mapping file"
        ) from error
