"""A CSV file with a row a rating, opened: its encoding, its delimiter, which column is which.

What goes wrong here is told with the file's line and what to write into the mapping file.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from merlingua.surveys.errors import RatingsFileError
from merlingua.surveys.import_mapping import OPTIONAL, REQUIRED, LongMapping
from merlingua.surveys.study_problems import nearest

DELIMITERS = (",", ";", "\t", "|")
_BYTE_ORDER_MARKS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
_MANY_COLUMNS = 8
"""A table with so many columns that are not named is taken for a wide one."""


@dataclass(frozen=True)
class LongCsv:
    """An open table: where each column stands, and its rows."""

    file: Path
    header: tuple[str, ...]
    columns: dict[str, int]
    """Where ``participant``, ``clip``, … stand; optional ones where the table has them."""
    participant_columns: dict[str, int]
    """Where what is known of participants stands, by question id."""
    rows: Iterator[tuple[int, list[str]]]
    """The line on which each row ends, from 1, and its cells."""

    @property
    def unused(self) -> tuple[str, ...]:
        """Columns that nothing is read from."""
        used = {*self.columns.values(), *self.participant_columns.values()}
        return tuple(name for place, name in enumerate(self.header) if place not in used)


@contextmanager
def open_long_csv(file: Path, mapping: LongMapping, *, known: Sequence[str]) -> Iterator[LongCsv]:
    """Open a table; ``known`` are question ids that are read from columns of the same name.

    Raises
    ------
    RatingsFileError
        If the file is missing, empty, in another encoding, or lacks a column; while rows are read, too.
    """
    _check_file(file, mapping)
    try:
        with file.open(encoding=_encoding(mapping), newline="") as stream:
            first = stream.readline()
            stream.seek(0)
            rows = csv.reader(stream, delimiter=_delimiter(first, mapping), strict=True)
            header = tuple(name.strip() for name in next(rows, []))
            if not any(header):
                raise RatingsFileError(f"{file} is empty: its first line must name the columns")
            columns, of_participants = _columns(file, header, mapping, known)
            yield LongCsv(file, header, columns, of_participants, _rows(rows, file))
    except UnicodeDecodeError as error:
        raise RatingsFileError(_encoding_message(file, mapping, error)) from error
    except UnicodeError as error:
        raise RatingsFileError(f"{file} is not {mapping.encoding}: {error}. {_HOW_TO_ENCODE}") from error
    except csv.Error as error:
        raise RatingsFileError(f"{file}, line 1: is no CSV: {error}") from error
    except OSError as error:
        raise RatingsFileError(f"{file} cannot be read: {error.strerror or error}") from error


_HOW_TO_ENCODE = "Save it as UTF-8, or name its encoding in the mapping file: `encoding: latin-1`."


def _check_file(file: Path, mapping: LongMapping) -> None:
    if file.is_dir():
        raise RatingsFileError(f"{file} is a folder: name the CSV file in it")
    try:
        with file.open("rb") as stream:
            begin = stream.read(4096)
    except FileNotFoundError:
        raise RatingsFileError(f"{file} is not there: name a CSV file with a row a rating") from None
    except OSError as error:
        raise RatingsFileError(f"{file} cannot be read: {error.strerror or error}") from error
    if not begin.strip():
        raise RatingsFileError(f"{file} is empty: its first line must name the columns")
    if begin.startswith(b"PK\x03\x04"):
        raise RatingsFileError(
            f"{file} is a spreadsheet or an archive, no CSV: save the sheet as CSV (UTF-8)"
        )
    encoding = _BYTE_ORDER_MARKS.get(begin[:2])
    if encoding is not None and mapping.encoding.lower().replace("_", "-") != encoding:
        raise RatingsFileError(
            f"{file} is {encoding}, not {mapping.encoding}: save it as UTF-8, or write "
            f"`encoding: {encoding}` into the mapping file"
        )
    if encoding is None and b"\0" in begin and not mapping.encoding.lower().startswith("utf-16"):
        raise RatingsFileError(f"{file} is no text: it has null bytes. {_HOW_TO_ENCODE}")


def _encoding(mapping: LongMapping) -> str:
    is_utf8 = mapping.encoding.lower().replace("_", "-") in {"utf-8", "utf8"}
    return "utf-8-sig" if is_utf8 else mapping.encoding


def _delimiter(first: str, mapping: LongMapping) -> str:
    """The delimiter that the mapping names, or the one that finds most columns in the first line."""
    if mapping.delimiter != "auto":
        return mapping.delimiter

    def n_cells(delimiter: str) -> int:
        return len(next(csv.reader(io.StringIO(first), delimiter=delimiter), []))

    return max(DELIMITERS, key=n_cells)


def _encoding_message(file: Path, mapping: LongMapping, error: UnicodeDecodeError) -> str:
    # The decoder was given a part of the file and counts from there: the line is looked for anew.
    place = ""
    with file.open("rb") as stream:
        for number, line in enumerate(stream, start=1):
            try:
                line.decode(mapping.encoding)
            except UnicodeDecodeError:
                place = f", line {number}"
                break
    byte = error.object[error.start]
    return f"{file}{place}: byte {byte:#04x} is not {mapping.encoding}. {_HOW_TO_ENCODE}"


def _rows(reader: Iterator[list[str]], file: Path) -> Iterator[tuple[int, list[str]]]:
    line = 1
    try:
        for cells in reader:
            line = reader.line_num  # type: ignore[attr-defined]
            if cells:
                yield line, cells
    except csv.Error as error:
        raise RatingsFileError(
            f"{file}, after line {line}: is no CSV: {error}. A quote within a quoted text is doubled."
        ) from error


def _columns(
    file: Path, header: Sequence[str], mapping: LongMapping, known: Sequence[str]
) -> tuple[dict[str, int], dict[str, int]]:
    twice = sorted({name for name in header if name and header.count(name) > 1})
    names = mapping.columns.model_dump()
    asked_for = [*names.values(), *mapping.participant_columns.values()]
    for name in twice:
        if name in asked_for:
            raise RatingsFileError(f"{file}: the column {name!r} stands twice: rename one")
    places = {name: place for place, name in enumerate(header)}
    columns = {key: places[name] for key, name in names.items() if name in places}
    missing = [names[key] for key in REQUIRED if key not in columns]
    # A column that the mapping names is asked for, optional or not.
    missing += [names[key] for key in OPTIONAL if names[key] != key and key not in columns]
    missing += [name for name in mapping.participant_columns.values() if name not in places]
    if missing:
        raise RatingsFileError(_missing_message(file, header, missing, mapping))
    by_place: dict[int, str] = {}
    for key, place in columns.items():
        if by_place.setdefault(place, key) != key:
            raise RatingsFileError(
                f"{file}: the mapping file takes both {by_place[place]} and {key} from the column "
                f"{header[place]!r}: name another for one of them"
            )
    of_participants = {key: places[name] for key, name in mapping.participant_columns.items()}
    used = set(columns.values())
    of_participants |= {
        key: places[key]
        for key in known
        if key in places and key not in of_participants and places[key] not in used
    }
    return columns, of_participants


def _missing_message(file: Path, header: Sequence[str], missing: Sequence[str], mapping: LongMapping) -> str:
    names = mapping.columns.model_dump()
    others = [name for name in header if name]
    parts = []
    for name in missing:
        near = nearest(name, others)
        parts.append(f"{name!r}" + (f" (did you mean {near!r}?)" if near else ""))
    shown = ", ".join(others[:12]) + (f", … ({len(others)} in all)" if len(others) > 12 else "")
    message = f"{file} lacks the column{'s' if len(parts) > 1 else ''} {', '.join(parts)}. It has: {shown}."
    turned, of_rows = {names["item"], names["value"]}, {names["participant"], names["clip"]}
    is_turned = turned <= set(missing) and not of_rows <= set(missing)
    if is_turned or (turned & set(missing) and len(others) >= _MANY_COLUMNS):
        return (
            f"{message} Is it a wide table, with a column a clip or an item? `import long` takes a row a "
            "rating: participant, clip, item, value. Turn it first (R: tidyr::pivot_longer, pandas: melt)."
        )
    return f"{message} Say which is which in a mapping file: `columns: {{{_example(missing, mapping)}}}`."


def _example(missing: Sequence[str], mapping: LongMapping) -> str:
    keys = {name: key for key, name in mapping.columns.model_dump().items()}
    return ", ".join(f"{keys.get(name, name)}: NAME" for name in missing)
