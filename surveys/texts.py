"""What listeners read: one text per key and language, with the place each text comes from.

A text table is a CSV file in UTF-8 with the columns ``key``, one a language (``en``, ``es``, ``de``,
``zh-Hans``) and one ``status_<language>`` for each. An empty cell is a text that is not there. Within a text,
a blank line begins a paragraph, ``**bold**`` is the only markup, and ``{name}`` is a placeholder that the
program fills; a brace itself is written twice.

Texts are kept without blanks at their ends and with ``\\n`` as the only line end, so that a table that was
edited on another system is still the same table.
"""

from __future__ import annotations

import csv
import difflib
import io
import os
import re
import string
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, NamedTuple, cast, get_args

from merlingua.surveys.errors import InstrumentError, MissingTextError, Problem, StudyError
from merlingua.surveys.study_definition import SURVEY_LANGUAGES

Status = Literal["official", "reviewed", "machine"]
"""``official`` the instrument's own wording; ``reviewed`` checked by a person; ``machine`` a draft."""

STATUSES: tuple[Status, ...] = get_args(Status)

KEY_PATTERN = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*")
PLACEHOLDER_NAME = re.compile(r"[a-z][a-z0-9_]*")


class LocalText(NamedTuple):
    """A text in one language and where it comes from."""

    text: str
    status: Status


@dataclass(frozen=True)
class TextTable:
    """Texts by key and language; immutable, equal where keys, languages, texts and status are."""

    rows: Mapping[str, Mapping[str, LocalText]]
    """By key, then by language; a language that has no text for the key is not there."""
    languages: tuple[str, ...] = SURVEY_LANGUAGES
    path: Path | None = field(default=None, compare=False)
    """The file the table was read from; None for a table that was put together."""
    lines: Mapping[str, int] = field(default_factory=dict, compare=False, repr=False)
    """The line of the file, counted from 1, at which a key's row begins."""

    def __post_init__(self) -> None:
        for key, texts in self.rows.items():
            for problem in _row_problems(key, texts, self.languages):
                raise InstrumentError(problem)

    @classmethod
    def of(cls, rows: Mapping[str, Mapping[str, str]], status: Status) -> TextTable:
        """A table of texts that share one status; empty texts are left out."""
        tidied = {
            key: {language: LocalText(tidy(text), status) for language, text in texts.items() if tidy(text)}
            for key, texts in rows.items()
        }
        used = {language for texts in tidied.values() for language in texts}
        return cls(tidied, tuple(language for language in SURVEY_LANGUAGES if language in used))

    @classmethod
    def read(cls, path: Path, *, name: str | None = None) -> TextTable:
        """Read a table and check it whole.

        Parameters
        ----------
        path
            The CSV file; a byte order mark and Windows line ends are accepted.
        name
            What problems call the file, such as its path within the study folder; its own name otherwise.

        Raises
        ------
        StudyError
            With every problem: no such file, not UTF-8, unknown or missing columns, ragged rows, duplicate
            keys, wrong status, braces that are no placeholder, placeholders that differ between languages.
        """
        reading = _Reading(name or path.name)
        table = reading.table(path)
        if table is None or reading.problems:
            raise StudyError(path.parent, reading.problems)
        return table

    @property
    def keys(self) -> tuple[str, ...]:
        """Every key, in the file's order."""
        return tuple(self.rows)

    def has(self, key: str, language: str) -> bool:
        """Whether there is a text that is not empty."""
        return language in self.rows.get(key, {})

    def line_of(self, key: str) -> int:
        """The line at which the key's row begins, from 1; 0 where the table has no such row or no file."""
        return self.lines.get(key, 0)

    def text(self, key: str, language: str, **values: object) -> str:
        """The text with its placeholders filled; values without a placeholder are ignored.

        Raises
        ------
        MissingTextError
            If the text is not there in this language, or a placeholder has no value.
        """
        raw = self._local(key, language).text
        missing = sorted(placeholders(raw) - set(values))
        if missing:
            listed = ", ".join(f"{{{name}}}" for name in missing)
            known = ", ".join(f"{{{name}}}" for name in values) or "no placeholder"
            raise MissingTextError(
                f"{key!r} in {language!r} ({self._place(key)}) has the placeholder {listed}, which the program "
                f"does not fill here; it knows {known}. Remove it, or write a brace twice: {{{{ }}}}."
            )
        return raw.format_map(values)

    def status(self, key: str, language: str) -> Status:
        """Where a text comes from; raises MissingTextError as ``text`` does."""
        return self._local(key, language).status

    def missing(self, keys: Iterable[str], language: str) -> list[str]:
        """Those of ``keys`` that have no text in ``language``, in their order, each once."""
        return [key for key in dict.fromkeys(keys) if not self.has(key, language)]

    def merged(self, other: TextTable) -> TextTable:
        """Both tables in one: texts of ``other`` win, its new keys come last; path and lines stay."""
        rows = {key: dict(texts) for key, texts in self.rows.items()}
        for key, texts in other.rows.items():
            rows.setdefault(key, {}).update(texts)
        both = {*self.languages, *other.languages}
        languages = tuple(language for language in SURVEY_LANGUAGES if language in both)
        return TextTable(rows, languages, self.path, self.lines)

    def selected(self, keys: Iterable[str], languages: Iterable[str] | None = None) -> TextTable:
        """The rows of ``keys`` that there are, in the languages that are wanted."""
        wanted = tuple(languages) if languages is not None else self.languages
        rows = {
            key: {language: text for language, text in self.rows[key].items() if language in wanted}
            for key in dict.fromkeys(keys)
            if key in self.rows
        }
        ordered = tuple(language for language in SURVEY_LANGUAGES if language in wanted)
        return TextTable(rows, ordered, self.path, self.lines)

    def write(self, path: Path) -> None:
        """Write the table as CSV; the file is whole at any time (a temporary file takes its place)."""
        descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".tmp")
        try:
            with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as file:
                file.write(self.as_csv())
                file.flush()
                os.fsync(file.fileno())
            Path(temporary).chmod(0o644)
            Path(temporary).replace(path)
        except OSError:
            Path(temporary).unlink(missing_ok=True)
            raise

    def as_csv(self) -> str:
        """The file's text: ``key``, the languages, their status; ``\\n`` ends a line."""
        out = io.StringIO(newline="")
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(["key", *self.languages, *(f"status_{language}" for language in self.languages)])
        for key, texts in self.rows.items():
            cells = [texts.get(language) for language in self.languages]
            writer.writerow(
                [
                    key,
                    *(cell.text if cell else "" for cell in cells),
                    *(cell.status if cell else "" for cell in cells),
                ]
            )
        return out.getvalue()

    def _local(self, key: str, language: str) -> LocalText:
        texts = self.rows.get(key)
        if texts is None:
            near = difflib.get_close_matches(key, self.rows, n=1)
            hint = f" Did you mean {near[0]!r}?" if near else ""
            raise MissingTextError(
                f"no text {key!r} in language {language!r}: {self._place(key)} has no such key.{hint}"
            )
        if language not in texts:
            there = ", ".join(texts) or "no language"
            raise MissingTextError(
                f"no text {key!r} in language {language!r}: {self._place(key)} has it in {there}. "
                f"Write it in the column {language!r}."
            )
        return texts[language]

    def _place(self, key: str) -> str:
        name = str(self.path) if self.path else "the built-in table"
        line = self.line_of(key)
        return f"{name}:{line}" if line else name


def tidy(text: str) -> str:
    """A text as it is kept: line ends ``\\n``, no blanks at the ends."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def placeholders(text: str) -> frozenset[str]:
    """The names in braces.

    Raises
    ------
    InstrumentError
        If a brace is left open, or what stands in braces is no plain lower-case name.
    """
    try:
        fields = [part[1:] for part in string.Formatter().parse(text)]
    except ValueError as error:
        raise InstrumentError(
            f"has a brace that is no placeholder ({error}); a brace itself is written twice"
        ) from error
    names = set()
    for name, specification, conversion in fields:
        if name is None:
            continue
        if specification or conversion or not PLACEHOLDER_NAME.fullmatch(name):
            raise InstrumentError(
                f"has the placeholder {{{name}}}; only a plain name such as {{minutes}} is allowed, "
                "and a brace itself is written twice"
            )
        names.add(name)
    return frozenset(names)


def _row_problems(key: str, texts: Mapping[str, LocalText], languages: Iterable[str]) -> list[str]:
    """What is wrong with a row; each message names its key."""
    problems = []
    if not KEY_PATTERN.fullmatch(key):
        problems.append(f"the key {key!r} may hold letters, digits, '_', '.' and '-' only")
    found: dict[str, frozenset[str]] = {}
    for language, local in texts.items():
        if language not in languages:
            problems.append(f"{key!r} has a text in {language!r}, which is not among {list(languages)}")
        if local.status not in STATUSES:
            problems.append(
                f"{key!r} has status_{language} {local.status!r}; allowed are {', '.join(STATUSES)}"
            )
        try:
            found[language] = placeholders(local.text)
        except InstrumentError as error:
            problems.append(f"{key!r} in {language!r} {error}")
    if len(set(found.values())) > 1:
        listed = "; ".join(f"{language} has {_braced(names)}" for language, names in found.items())
        problems.append(f"{key!r} has different placeholders: {listed}")
    return problems


def _braced(names: frozenset[str]) -> str:
    return " ".join(f"{{{name}}}" for name in sorted(names)) or "none"


@dataclass
class _Reading:
    """Reads one file; whatever is wrong becomes a problem and reading goes on."""

    file: str
    problems: list[Problem] = field(default_factory=list)

    def table(self, path: Path) -> TextTable | None:
        content = self._content(path)
        if content is None:
            return None
        reader = csv.reader(io.StringIO(content, newline=""), strict=True)
        rows: dict[str, dict[str, LocalText]] = {}
        lines: dict[str, int] = {}
        header: list[str] = []
        begins = 1
        try:
            for cells in reader:
                line, begins = begins, reader.line_num + 1
                if not any(cell.strip() for cell in cells):
                    continue
                if not header:
                    header = [cell.strip() for cell in cells]
                    if not self._header_is_good(header, line):
                        return None
                    continue
                self._take_row(header, cells, line, rows, lines)
        except csv.Error as error:
            self._add(begins, f"is no CSV from here on: {error}. A quote within a quoted text is doubled.")
            return None
        if not header:
            self._add(1, "is empty; its first line names the columns: key, the languages, status_<language>")
            return None
        if self.problems:
            return None
        return TextTable(rows, tuple(name for name in SURVEY_LANGUAGES if name in header), path, lines)

    def _content(self, path: Path) -> str | None:
        try:
            raw = path.read_bytes()
        except OSError as error:
            self._add(0, f"cannot be read: {error.strerror or error}. The texts of the study belong there.")
            return None
        try:
            content = raw.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = raw[: error.start].count(b"\n") + 1
            self._add(line, "is not UTF-8. Save the file as 'CSV UTF-8'.")
            return None
        return content.replace("\r\n", "\n").replace("\r", "\n")

    def _header_is_good(self, header: list[str], line: int) -> bool:
        if len(header) == 1 and (";" in header[0] or "\t" in header[0]):
            self._add(line, "has columns that are not parted by commas. Save the file with commas.")
            return False
        known = ["key", *SURVEY_LANGUAGES, *(f"status_{language}" for language in SURVEY_LANGUAGES)]
        n_before = len(self.problems)
        for name in header:
            if name not in known:
                near = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
                hint = f"did you mean {near[0]!r}?" if near else f"known are {', '.join(known)}"
                self._add(line, f"unknown column {name!r}; {hint}")
        for name in sorted({name for name in header if header.count(name) > 1}):
            self._add(line, f"the column {name!r} is there twice")
        languages = [name for name in SURVEY_LANGUAGES if name in header]
        wanted = ["key", *(f"status_{language}" for language in languages)]
        for name in wanted:
            if name not in header:
                self._add(line, f"the column {name!r} is missing")
        if not languages:
            self._add(line, f"no language has a column; known are {', '.join(SURVEY_LANGUAGES)}")
        return len(self.problems) == n_before

    def _take_row(
        self,
        header: list[str],
        cells: list[str],
        line: int,
        rows: dict[str, dict[str, LocalText]],
        lines: dict[str, int],
    ) -> None:
        key = (
            cells[0].strip() if header[0] == "key" else dict(zip(header, cells, strict=False)).get("key", "")
        )
        if len(cells) != len(header):
            self._add(
                line,
                f"{key!r} has {len(cells)} fields, the first line has {len(header)}. "
                "A text with a comma stands in double quotes.",
            )
            return
        row = {name: tidy(cell) for name, cell in zip(header, cells, strict=True)}
        key = row["key"]
        if key in rows:
            self._add(line, f"the key {key!r} is there twice; it was first in line {lines[key]}")
            return
        languages = [name for name in SURVEY_LANGUAGES if name in header]
        rows[key] = {
            language: LocalText(row[language], cast(Status, row[f"status_{language}"]))
            for language in languages
            if row[language]
        }
        lines[key] = line
        for message in _row_problems(key, rows[key], languages):
            self._add(line, message)

    def _add(self, line: int, message: str) -> None:
        self.problems.append(Problem(self.file, line, message))
