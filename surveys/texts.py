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
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from merlingua.surveys.errors import InstrumentError, MissingTextError, StudyError
from merlingua.surveys.study_definition import SURVEY_LANGUAGES
from merlingua.surveys.text_reading import TextReading
from merlingua.surveys.text_rows import STATUSES, LocalText, Status, placeholders, row_problems, tidy

__all__ = ["STATUSES", "LocalText", "Status", "TextTable", "placeholders", "tidy"]


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
            for problem in row_problems(key, texts, self.languages):
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
        reading = TextReading(name or path.name)
        reading.read(path)
        if reading.problems:
            raise StudyError(path.parent, reading.problems)
        return cls(reading.rows, reading.languages, path, reading.lines)

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
                f"{key!r} in {language!r} ({self._place(key)}) has the placeholder {listed}, which the "
                f"program does not fill here; it knows {known}. Remove it, or write a brace twice: {{{{ }}}}."
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
