"""A CSV export of a PsyToolkit survey, opened: a row a participant, a column an answer.

Conventions
-----------
Columns of a question are called ``<question>:<number>``. An empty cell is no answer. Rows of participants
who came to the end may have one empty field more than there are columns. A row that has too few fields or
too many is refused, and so is the last one where the file breaks off in it; a file that cannot be trusted as
a whole (another encoding, a quote that is never closed) is refused altogether.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from merlingua.surveys.errors import RatingsFileError
from merlingua.surveys.export_cells import undefused_formula
from merlingua.surveys.import_report import HEADER_AGAIN, ImportReport

PARTICIPANT = "participant"
TIME_START = "TIME_start"
TIME_END = "TIME_end"
TIME_TOTAL = "TIME_total"
"""In minutes."""
_ALWAYS_THERE = (PARTICIPANT, TIME_START, TIME_END)

_DELIMITERS = (",", ";", "\t")
_BYTE_ORDER_MARKS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
_HOW_TO_MEND = "Take the export as PsyToolkit gave it, or save it as CSV UTF-8."


@dataclass(frozen=True)
class ExportRow:
    """One participant: what they answered, by column; columns without an answer are left out."""

    file: Path
    line: int
    """On which the row begins, from 1."""
    cells: Mapping[str, str]
    """As they are written."""

    @property
    def place(self) -> str:
        """Where the row is, for messages."""
        return f"{self.file.name}, line {self.line}"

    def get(self, column: str) -> str:
        """An answer without blanks at its ends; empty where there is none."""
        return self.cells.get(column, "").strip()


@dataclass(frozen=True)
class Export:
    """One file."""

    file: Path
    content: bytes = field(repr=False)
    columns: tuple[str, ...]
    rows: tuple[ExportRow, ...]

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def read_export(file: Path, report: ImportReport) -> Export:
    """Read one export; what is wrong with single rows goes into the report.

    Raises
    ------
    RatingsFileError
        If the file is missing, is no export of PsyToolkit, or cannot be trusted as a whole.
    """
    content = _content(file)
    text = _decoded(file, content)
    delimiter = max(_DELIMITERS, key=lambda one: text.split("\n", 1)[0].count(one))
    lines = _rows(file, text, delimiter, report)
    _, header = next(lines, (1, []))
    columns = _columns(file, header)
    report.read["files"] = report.read.get("files", 0) + 1
    rows = tuple(_checked_rows(file, columns, lines, report, ends=text.endswith(("\n", "\r"))))
    return Export(file, content, columns, rows)


def _content(file: Path) -> bytes:
    if file.is_dir():
        raise RatingsFileError(f"{file} is a folder: name the CSV files in it")
    try:
        content = file.read_bytes()
    except FileNotFoundError:
        raise RatingsFileError(f"{file} is not there: name a CSV export of PsyToolkit") from None
    except OSError as error:
        raise RatingsFileError(f"{file} cannot be read: {error.strerror or error}") from error
    if not content.strip():
        raise RatingsFileError(f"{file} is empty. {_HOW_TO_MEND}")
    if content.startswith(b"PK\x03\x04"):
        raise RatingsFileError(f"{file} is a spreadsheet or an archive, no CSV. {_HOW_TO_MEND}")
    return content


def _decoded(file: Path, content: bytes) -> str:
    encoding = _BYTE_ORDER_MARKS.get(content[:2], "utf-8-sig")
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise RatingsFileError(
            f"{file}, line {line}: byte {content[error.start]:#04x} is not UTF-8; a spreadsheet has saved it "
            f"in another encoding. {_HOW_TO_MEND}"
        ) from error
    if "\0" in text:
        raise RatingsFileError(f"{file} is no text: it has null characters. {_HOW_TO_MEND}")
    return text


def _rows(file: Path, text: str, delimiter: str, report: ImportReport) -> Iterator[tuple[int, list[str]]]:
    """The line on which each row begins, and its cells; blank lines are left out."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    begins = 1
    try:
        for cells in reader:
            if any(map(str.strip, cells)):
                yield begins, cells
            begins = reader.line_num + 1
    except csv.Error as error:
        if begins < reader.line_num or not str(error).startswith("unexpected end"):
            raise RatingsFileError(
                f"{file}, line {begins}: is no CSV from here on: {error}. {_HOW_TO_MEND}"
            ) from error
        _refuse_broken_off(f"{file.name}, line {begins}", report)


def _columns(file: Path, header: list[str]) -> tuple[str, ...]:
    columns = [name.strip() for name in header]
    while columns and not columns[-1]:
        columns.pop()
    missing = [name for name in _ALWAYS_THERE if name not in columns]
    if not missing and not any(":" in name for name in columns):
        missing = ["<question>:<number>"]
    if missing:
        shown = ", ".join(columns[:6]) + (f", … ({len(columns)} in all)" if len(columns) > 6 else "")
        raise RatingsFileError(
            f"{file} is no export of a PsyToolkit survey: it lacks the column {', '.join(missing)}. It has: "
            f"{shown}. A table with a row a rating is read by `merlingua import long`."
        )
    twice = sorted({name for name in columns if columns.count(name) > 1})
    if twice:
        raise RatingsFileError(f"{file}: the column {twice[0]!r} stands twice. {_HOW_TO_MEND}")
    return tuple(columns)


def _checked_rows(
    file: Path,
    columns: tuple[str, ...],
    lines: Iterator[tuple[int, list[str]]],
    report: ImportReport,
    *,
    ends: bool,
) -> Iterator[ExportRow]:
    found = list(lines)
    for number, (line, cells) in enumerate(found, start=1):
        report.read["rows"] = report.read.get("rows", 0) + 1
        row = ExportRow(
            file, line, {n: undefused_formula(c) for n, c in zip(columns, cells, strict=False) if c.strip()}
        )
        is_last = number == len(found) and not ends
        if len(cells) < len(columns) and is_last:
            _refuse_broken_off(row.place, report)
        elif len(cells) < len(columns):
            report.refuse("a row has too few fields", f"{row.place}: {len(cells)} of {len(columns)}")
        elif any(map(str.strip, cells[len(columns) :])):
            report.refuse("a row has too many fields", f"{row.place}: {len(cells)}, not {len(columns)}")
        elif all(row.get(name) == name for name in columns):
            report.refuse(HEADER_AGAIN, row.place)
        elif not row.get(PARTICIPANT):
            report.refuse("a row names no participant", row.place)
        else:
            if is_last:
                report.doubt("the last line has no end: is the file whole?", row.place)
            yield row


def _refuse_broken_off(place: str, report: ImportReport) -> None:
    report.refuse("the file breaks off in its last line: download it again", place)
