"""Files in which researchers have an instrument's texts, read into one shape.

Conventions
-----------
A file is CSV with the column ``key`` and a column a language, parted by commas, semicolons or tabs;
psyquest's dictionary is one. Or it has one language, in a column ``text``, and its name ends in it
(``items_de.csv``); a folder of such files counts as one. Character references such as ``&ndash;`` are
decoded, tags are left out, and braces are doubled, since they mean placeholders in a text table.

Languages may be called as psyquest does: ``zh_cn`` is ``zh-Hans``, and ``de_f`` is German with the formal
address that the survey uses, which is taken before ``de``.
"""

from __future__ import annotations

import csv
import html
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from merlingua.surveys.errors import InstrumentError
from merlingua.surveys.study_definition import SURVEY_LANGUAGES
from merlingua.surveys.text_rows import STATUSES, LocalText, Status

LANGUAGE_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "en": ("en", "en_us", "en_gb"),
    "es": ("es_f", "es", "es_es"),
    "de": ("de_f", "de", "de_de"),
    "zh-Hans": ("zh_hans", "zh_hans_cn", "zh_cn", "zh"),
}
"""What a language's column may be called, the preferred first; ``-`` counts as ``_``, case does not count."""

KEY_COLUMN = "key"
TEXT_COLUMN = "text"

_TAG = re.compile(r"</?[A-Za-z][^<>]*>")
_BLANKS = re.compile(r"[ \t\u00a0]+")


@dataclass
class InstrumentFile:
    """The rows of one or several files, by the keys that stand in them."""

    name: str
    rows: dict[str, dict[str, LocalText]] = field(default_factory=dict)
    languages: tuple[str, ...] = ()
    """The survey languages that have a column."""
    other_columns: tuple[str, ...] = ()
    """Columns that are not taken: languages that the survey does not have, or the informal address."""


def read_instrument_file(path: Path, *, default_status: Status = "reviewed") -> InstrumentFile:
    """Read a file, or every CSV file of a folder.

    Raises
    ------
    InstrumentError
        If there is nothing to read, it is no such table, or a key is there twice.
    """
    if path.is_dir():
        return _read_folder(path, default_status)
    if not path.is_file():
        raise InstrumentError(f"{path}: there is no such file. Name the CSV file, or a folder of them.")
    return _read_file(path, default_status)


def _read_folder(folder: Path, default_status: Status) -> InstrumentFile:
    files = sorted(folder.glob("*.csv"))
    if not files:
        raise InstrumentError(f"{folder}: there is no CSV file in this folder.")
    whole = InstrumentFile(str(folder))
    for path in files:
        part = _read_file(path, default_status)
        twice = [language for language in part.languages if language in whole.languages]
        if twice:
            raise InstrumentError(
                f"{path}: another file of the folder has {', '.join(twice)}, too. Leave one a language."
            )
        for key, texts in part.rows.items():
            whole.rows.setdefault(key, {}).update(texts)
        whole.languages += part.languages
        whole.other_columns += part.other_columns
    return whole


def _read_file(path: Path, default_status: Status) -> InstrumentFile:
    records = _records(path)
    if not records:
        raise InstrumentError(f"{path}: the file is empty.")
    header = [_normal(cell) for cell in records[0]]
    if KEY_COLUMN not in header:
        raise InstrumentError(
            f"{path}: no column is called 'key'; the first line has {', '.join(records[0])}. "
            "It names the columns: key, and the languages."
        )
    columns = _language_columns(path, header)
    rows: dict[str, dict[str, LocalText]] = {}
    for position, cells in enumerate(records[1:], start=2):
        if len(cells) != len(header):
            raise InstrumentError(
                f"{path}: record {position} has {len(cells)} fields, the first has {len(header)}. A text "
                "that holds what parts the columns stands in double quotes."
            )
        row = dict(zip(header, cells, strict=True))
        key = row[KEY_COLUMN].strip()
        if key in rows:
            raise InstrumentError(f"{path}: the key {key!r} is there twice.")
        rows[key] = _local_texts(path, key, row, columns, default_status)
    taken = {KEY_COLUMN, *columns.values(), *(f"status_{_normal(language)}" for language in columns)}
    others = tuple(name for name in header if name not in taken)
    return InstrumentFile(str(path), rows, tuple(columns), others)


def _local_texts(
    path: Path, key: str, row: Mapping[str, str], columns: Mapping[str, str], default_status: Status
) -> dict[str, LocalText]:
    """The texts of a record that are not empty, with the status that stands beside them, if any does."""
    texts = {}
    for language, column in columns.items():
        text = plain(row[column])
        status = row.get(f"status_{_normal(language)}", "").strip() or default_status
        if status not in STATUSES:
            raise InstrumentError(
                f"{path}: {key!r} has status {status!r} in {language!r}; allowed are {', '.join(STATUSES)}."
            )
        if text:
            texts[language] = LocalText(text, status)
    return texts


def plain(text: str) -> str:
    """A text as a text table keeps it: no tags, references decoded, single blanks, braces doubled."""
    without_tags = _TAG.sub(" ", text)
    decoded = html.unescape(without_tags)
    return _BLANKS.sub(" ", decoded).replace("{", "{{").replace("}", "}}").strip()


def _records(path: Path) -> list[list[str]]:
    """All records with at least one field that is not blank."""
    try:
        content = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InstrumentError(f"{path}: the file is not UTF-8. Save it as 'CSV UTF-8'.") from error
    except OSError as error:
        raise InstrumentError(f"{path}: the file cannot be read: {error.strerror or error}.") from error
    content = content.replace("\r\n", "\n").replace("\r", "\n")
    first = content.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(content, newline=""), delimiter=delimiter, strict=True)
    try:
        return [cells for cells in reader if any(cell.strip() for cell in cells)]
    except csv.Error as error:
        raise InstrumentError(f"{path}: no CSV at line {reader.line_num}: {error}.") from error


def _language_columns(path: Path, header: Sequence[str]) -> dict[str, str]:
    """The column that is taken for each language that has one."""
    columns: dict[str, str] = {}
    for language in SURVEY_LANGUAGES:
        name = next((name for name in LANGUAGE_COLUMNS[language] if name in header), None)
        if name is not None:
            columns[language] = name
    if columns:
        return columns
    if TEXT_COLUMN in header:
        return {_language_of_name(path): TEXT_COLUMN}
    raise InstrumentError(
        f"{path}: no column is a survey language; the first line has {', '.join(header)}. "
        f"Languages are {', '.join(SURVEY_LANGUAGES)}."
    )


def _language_of_name(path: Path) -> str:
    """The language that the file's name ends in."""
    stem = _normal(path.stem)
    for language, names in LANGUAGE_COLUMNS.items():
        if any(stem == name or stem.endswith((f"_{name}", f".{name}")) for name in names):
            return language
    raise InstrumentError(
        f"{path}: the file has one language, and its name does not say which. Let it end in the language, "
        f"such as {path.stem}_{SURVEY_LANGUAGES[-1]}{path.suffix}."
    )


def _normal(name: str) -> str:
    return name.strip().casefold().replace("-", "_")
