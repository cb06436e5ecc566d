"""Reading a text table's file, line by line, until every mistake is found."""

from __future__ import annotations

import csv
import difflib
import io
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

from merlingua.surveys.errors import Problem
from merlingua.surveys.study_definition import SURVEY_LANGUAGES
from merlingua.surveys.study_files import read_limited
from merlingua.surveys.text_rows import LocalText, Status, row_problems, tidy


@dataclass
class TextReading:
    """Reads one file; whatever is wrong becomes a problem, and reading goes on as far as it can."""

    file: str
    """What problems call the file."""
    problems: list[Problem] = field(default_factory=list)
    rows: dict[str, dict[str, LocalText]] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    """The line, counted from 1, at which each key's row begins."""
    languages: tuple[str, ...] = ()

    def read(self, path: Path) -> None:
        """Read ``path`` into ``rows``, ``lines`` and ``languages``; they count if there are no problems."""
        content = self._content(path)
        if content is None:
            return
        reader = csv.reader(io.StringIO(content, newline=""), strict=True)
        header: list[str] = []
        begins = 1
        try:
            for cells in reader:
                line, begins = begins, reader.line_num + 1
                if not any(cell.strip() for cell in cells):
                    continue
                if header:
                    self._take_row(header, cells, line)
                    continue
                header = [cell.strip() for cell in cells]
                if not self._header_is_good(header, line):
                    return
        except csv.Error as error:
            self._add(begins, f"is no CSV from here on: {error}. A quote within a quoted text is doubled.")
        if not header and not self.problems:
            self._add(1, "is empty; its first line names the columns: key, the languages, status_<language>")

    def _content(self, path: Path) -> str | None:
        try:
            raw = read_limited(path)
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
        self.languages = tuple(name for name in SURVEY_LANGUAGES if name in header)
        wanted = ["key", *(f"status_{language}" for language in self.languages)]
        for name in wanted:
            if name not in header:
                self._add(line, f"the column {name!r} is missing")
        if not self.languages:
            self._add(line, f"no language has a column; known are {', '.join(SURVEY_LANGUAGES)}")
        return len(self.problems) == n_before

    def _take_row(self, header: list[str], cells: list[str], line: int) -> None:
        row = {name: tidy(cell) for name, cell in zip(header, cells, strict=False)}
        key = row.get("key", "")
        if len(cells) != len(header):
            self._add(
                line,
                f"{key!r} has {len(cells)} fields, the first line has {len(header)}. "
                "A text with a comma stands in double quotes.",
            )
            return
        if key in self.rows:
            self._add(line, f"the key {key!r} is there twice; it was first in line {self.lines[key]}")
            return
        self.rows[key] = {
            language: LocalText(row[language], cast(Status, row[f"status_{language}"]))
            for language in self.languages
            if row[language]
        }
        self.lines[key] = line
        for message in row_problems(key, self.rows[key], self.languages):
            self._add(line, message)

    def _add(self, line: int, message: str) -> None:
        self.problems.append(Problem(self.file, line, message))
