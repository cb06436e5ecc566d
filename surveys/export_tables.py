"""The tables of an export as CSV files, written and read a session at a time.

Conventions
-----------
UTF-8, commas, lines that end in CR LF (RFC 4180), a first line with the names of columns. The rows of a
session lie side by side, sessions in the same order in every file. For spreadsheets a byte order mark comes
first, which reading passes over.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path

from merlingua.surveys.errors import RatingsFileError
from merlingua.surveys.export_cells import CellKind, defused, read, undefused, written
from merlingua.surveys.export_columns import PARTICIPANTS, TABLES, ExportTable, Row, SessionRecord

FileNames = Callable[[str], str]
"""The name of a table's file."""
MAX_CELL = 2**24
"""Characters; a session's order of some thousand clips is one cell."""


def csv_name(table: str) -> str:
    """The usual name of a table's file."""
    return f"{table}.csv"


class TableWriter:
    """Writes rows into one file."""

    def __init__(self, file: Path, kinds: Mapping[str, CellKind], *, with_bom: bool = False) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        encoding = "utf-8-sig" if with_bom else "utf-8"
        self._stream = file.open("w", encoding=encoding, newline="")
        self._columns = [(name, kind) for name, kind in kinds.items()]
        self._writer = csv.writer(self._stream)
        self._writer.writerow([defused(name) for name in kinds])
        self.n_rows = 0

    def __enter__(self) -> TableWriter:
        return self

    def __exit__(self, *raised: object) -> None:
        self._stream.close()

    def write(self, rows: Iterable[Row]) -> None:
        """Add rows."""
        for row in rows:
            self._writer.writerow([written(kind, row[name]) for name, kind in self._columns])
            self.n_rows += 1


def write_tables(
    folder: Path,
    records: Iterable[SessionRecord],
    tables: Sequence[ExportTable] = TABLES,
    *,
    named: FileNames = csv_name,
    with_bom: bool = False,
) -> dict[str, int]:
    """Write sessions into a file a table; how many rows each has."""
    with ExitStack() as stack:
        writers = [
            (
                table,
                stack.enter_context(TableWriter(folder / named(table.name), table.kinds, with_bom=with_bom)),
            )
            for table in tables
        ]
        for record in records:
            for table, writer in writers:
                writer.write(record.rows(table))
    return {table.name: writer.n_rows for table, writer in writers}


def read_rows(file: Path, kinds: Mapping[str, CellKind] | None = None) -> Iterator[Row]:
    """The rows of one file; columns that ``kinds`` does not name are read as answers.

    Raises
    ------
    RatingsFileError
        If the file is missing, lacks a column, or a cell is not of its kind; with its line.
    """
    limit = csv.field_size_limit(MAX_CELL)
    try:
        with file.open(encoding="utf-8-sig", newline="") as stream:
            reader = csv.reader(stream, strict=True)
            names = [undefused(name) for name in next(reader, [])]
            kind_of = [(kinds or {}).get(name, "value") for name in names]
            missing = [name for name in kinds or {} if name not in names]
            if missing or not names:
                raise RatingsFileError(f"{file} lacks the column {', '.join(missing)}")
            for cells in reader:
                if len(cells) != len(names):
                    raise RatingsFileError(
                        f"line {reader.line_num}: {len(cells)} cells, and the first line has {len(names)}"
                    )
                yield {name: read(kind, cell) for name, kind, cell in zip(names, kind_of, cells, strict=True)}
    except (csv.Error, UnicodeDecodeError, RatingsFileError) as error:
        raise RatingsFileError(f"{file}: {error}") from error
    except OSError as error:
        raise RatingsFileError(f"{file} cannot be read: {error.strerror or error}") from error
    finally:
        csv.field_size_limit(limit)


def read_tables(folder: Path, *, named: FileNames = csv_name) -> Iterator[SessionRecord]:
    """The sessions of a folder of tables, as `write_tables` was given them."""
    rows = {table.name: read_rows(folder / named(table.name), table.kinds) for table in TABLES}
    yield from joined_records(rows)


def joined_records(rows: Mapping[str, Iterator[Row]]) -> Iterator[SessionRecord]:
    """Sessions from the rows of each table, which all have them in the same order.

    Raises
    ------
    RatingsFileError
        If a row belongs to none of the sessions.
    """
    others = {name: _Sessions(mine) for name, mine in rows.items() if name != PARTICIPANTS.name}
    for participant in rows[PARTICIPANTS.name]:
        session = participant["session"]
        yield SessionRecord(participant, **{name: tuple(mine.of(session)) for name, mine in others.items()})
    for name, mine in others.items():
        if mine.next is not None:
            raise RatingsFileError(
                f"the table {name!r} has rows of session {mine.next['session']!r}, which is not where the "
                "participants' table has it: were the files sorted?"
            )


class _Sessions:
    """Gives the rows of one session after the other."""

    def __init__(self, rows: Iterator[Row]) -> None:
        self._rows = rows
        self.next: Row | None = next(rows, None)

    def of(self, session: object) -> Iterator[Row]:
        while self.next is not None and self.next["session"] == session:
            yield self.next
            self.next = next(self._rows, None)
