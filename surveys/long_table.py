"""Rows of ratings, read into columns of numbers: 3 million of them take 25 bytes each.

Conventions
-----------
Participants, clips and items are numbered as they come. A row that cannot be taken is refused, counted and
named in the report with its line; the others go on.
"""

from __future__ import annotations

import math
import re
from array import array
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import TypeVar

from merlingua.surveys.import_mapping import LongMapping
from merlingua.surveys.import_report import HEADER_AGAIN, ImportReport
from merlingua.surveys.long_csv import LongCsv
from merlingua.surveys.study_problems import suggestion

K = TypeVar("K")
V = TypeVar("V")

N_ROWS_A_STEP = 50_000
"""After so many rows the progress is told."""
IS_COMPLETE = "is_complete"
"""Stands among what is known of a participant, where the table says it."""
_EXTRAS = ("position", "response_ms", "is_repeat", "is_practice")
"""Columns of a rating that a table may have."""
_N_REMEMBERED = 100_000
"""Different cells of a column of which the meaning is remembered."""
_MAX_POSITION = 1_000_000
_TRUE = frozenset({"1", "true", "t", "yes", "y"})
_FALSE = frozenset({"0", "false", "f", "no", "n"})
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")

RowProgress = Callable[[int], None]
"""Called with the rows that have been read so far."""


@dataclass(frozen=True)
class Allowed:
    """What a table may name; None: anything."""

    clips: Collection[str] | None = None
    items: Collection[str] | None = None
    languages: Collection[str] | None = None


@dataclass
class LongTable:
    """The rows that could be taken; the arrays are as long as they are many."""

    participants: dict[tuple[str, str], int] = field(default_factory=dict)
    """Number by id and language."""
    clips: dict[str, int] = field(default_factory=dict)
    items: dict[str, int] = field(default_factory=dict)
    participant: array[int] = field(default_factory=lambda: array("i"))
    clip: array[int] = field(default_factory=lambda: array("i"))
    item: array[int] = field(default_factory=lambda: array("i"))
    value: array[float] = field(default_factory=lambda: array("d"))
    line: array[int] = field(default_factory=lambda: array("q"))
    position: array[int] = field(default_factory=lambda: array("i"))
    """0 where it is not said; empty where no row says it, as are the three that follow."""
    response_ms: array[float] = field(default_factory=lambda: array("d"))
    is_repeat: array[int] = field(default_factory=lambda: array("b"))
    is_practice: array[int] = field(default_factory=lambda: array("b"))
    answers: dict[int, dict[str, str]] = field(default_factory=dict)
    """What is known of each participant, as it is written, by question id."""
    n_rows: int = 0
    """Refused ones and those without an answer too."""
    n_missing: int = 0


def read_long_table(
    table: LongCsv,
    mapping: LongMapping,
    *,
    allowed: Allowed,
    report: ImportReport,
    language: str | None,
    progress: RowProgress | None = None,
) -> LongTable:
    """Read every row; ``language`` is that of all participants where the table has no such column."""
    reading = _Reading(table, mapping, allowed=allowed, report=report, language=language)
    n_rows = 0
    for n_rows, (line, cells) in enumerate(table.rows, start=1):
        reading.take(line, cells)
        if progress is not None and n_rows % N_ROWS_A_STEP == 0:
            progress(n_rows)
    reading.taken.n_rows = n_rows
    reading.finish()
    return reading.taken


@dataclass(frozen=True)
class _Refusal:
    """Why a row with this cell is not taken."""

    reason: str
    hint: str = ""


_MISSING = _Refusal("")
"""The row has no answer: it is counted, and not refused."""


class _Meanings(dict[K, V | _Refusal]):
    """What cells mean, each worked out once."""

    def __init__(self, meaning: Callable[[K], V | _Refusal]) -> None:
        super().__init__()
        self._meaning = meaning

    def __missing__(self, cell: K) -> V | _Refusal:
        if len(self) > _N_REMEMBERED:
            self.clear()
        found = self[cell] = self._meaning(cell)
        return found


class _Reading:
    """Takes row after row into a `LongTable`."""

    def __init__(
        self,
        table: LongCsv,
        mapping: LongMapping,
        *,
        allowed: Allowed,
        report: ImportReport,
        language: str | None,
    ) -> None:
        self.taken = LongTable()
        self._mapping = mapping
        self._allowed = allowed
        self._report = report
        self._language = language
        self._missing = frozenset(mapping.missing)
        self._places = table.columns
        self._header = table.header
        self._languages = _Meanings(self._language_of)
        self._people = _Meanings(self._person)
        self._clips = _Meanings(self._clip)
        self._items = _Meanings(self._item)
        self._values = _Meanings(self._value)
        self._known = dict(table.participant_columns)
        if IS_COMPLETE in self._places:
            self._known[IS_COMPLETE] = self._places[IS_COMPLETE]
        self._seen: dict[int, list[str]] = {}
        self._extras = [key for key in _EXTRAS if key in self._places]

    def take(self, line: int, cells: list[str]) -> None:
        """Take one row, or say why not."""
        if cells[0].strip() == self._header[0] and tuple(map(str.strip, cells)) == self._header:
            self._report.refuse(HEADER_AGAIN, f"line {line}")
            return
        if len(cells) != len(self._header):
            hint = f"line {line}: {len(cells)} cells, and the first line has {len(self._header)}"
            self._report.refuse("a row with too many or too few cells", hint)
            return
        places = self._places
        written = cells[places["language"]] if "language" in places else ""
        person = self._people[cells[places["participant"]], written]
        clip = self._clips[cells[places["clip"]]]
        item = self._items[cells[places["item"]]]
        value = self._values[cells[places["value"]]]
        if not (isinstance(person, int) and isinstance(clip, int) and isinstance(item, int)):
            self._refuse(line, person, clip, item)
            return
        if self._known:
            self._take_known(line, person, cells)
        if not isinstance(value, float):
            self._refuse(line, value)
            return
        taken = self.taken
        taken.participant.append(person)
        taken.clip.append(clip)
        taken.item.append(item)
        taken.value.append(value)
        taken.line.append(line)
        for key in self._extras:
            self._take_extra(line, key, cells[places[key]].strip())

    def _refuse(self, line: int, *found: object) -> None:
        refusal = next(each for each in found if isinstance(each, _Refusal))
        if refusal is _MISSING:
            self.taken.n_missing += 1
        else:
            self._report.refuse(refusal.reason, f"line {line}: {refusal.hint}")

    def _person(self, cells: tuple[str, str]) -> int | _Refusal:
        source_id = cells[0].strip()
        if source_id in self._missing:
            return _Refusal("no participant", "the cell is empty")
        language = self._language if self._language is not None else self._languages[cells[1]]
        if language is None or isinstance(language, _Refusal):
            return language or _Refusal("no language", "the table has no such column")
        return self.taken.participants.setdefault((source_id, language), len(self.taken.participants))

    def _language_of(self, cell: str) -> str | _Refusal:
        name = cell.strip()
        code = _canonical(self._mapping.languages.get(name, name))
        if self._allowed.languages is not None and code not in self._allowed.languages:
            hint = f"{name!r}: {suggestion(code, self._allowed.languages)}"
            return _Refusal("the language is not one of the study's", hint)
        if not _LANGUAGE.fullmatch(code):
            return _Refusal("the language is no code such as en, es, zh-Hans", repr(name))
        return code

    def _clip(self, cell: str) -> int | _Refusal:
        name = cell.strip()
        found = self._mapping.clips.get(name, name)
        return _number_of("clip", found, self.taken.clips, allowed=self._allowed.clips)

    def _item(self, cell: str) -> int | _Refusal:
        name = cell.strip()
        found = self._mapping.items.get(name, name)
        return _number_of("item", found, self.taken.items, allowed=self._allowed.items)

    def _value(self, cell: str) -> float | _Refusal:
        name = cell.strip()
        if name in self._mapping.values:
            return self._mapping.values[name]
        if name in self._missing:
            return _MISSING
        try:
            number = float(name.replace(",", ".") if self._mapping.decimal == "," else name)
        except ValueError:
            number = math.nan
        if not math.isfinite(number) or "_" in name:
            hint = f"{name!r:.60}; name it under `values:` in the mapping file"
            return _Refusal("the value is no number", hint)
        return number

    def _take_known(self, line: int, person: int, cells: list[str]) -> None:
        """Note what the row says of its participant; a later row that says otherwise is doubtful."""
        written = [cells[place] for place in self._known.values()]
        seen = self._seen.setdefault(person, written)
        if seen == written:
            return
        for number, (question_id, before, now) in enumerate(zip(self._known, seen, written, strict=True)):
            if before.strip() in self._missing:
                seen[number] = now
            elif now != before and now.strip() not in self._missing:
                example = f"line {line}: {question_id} is {now!r}, and was {before!r} before"
                self._report.doubt("rows differ on their participant; what came first was kept", example)

    def _take_extra(self, line: int, key: str, cell: str) -> None:
        column = getattr(self.taken, key)
        is_empty = cell in self._missing
        if key == "response_ms":
            number = math.nan if is_empty else _float_or_nan(cell)
            is_bad, value = not is_empty and not number >= 0, number if number >= 0 else math.nan
        elif key == "position":
            is_good = is_empty or (cell.isdecimal() and 0 < int(cell) < _MAX_POSITION)
            is_bad, value = not is_good, int(cell) if is_good and not is_empty else 0
        else:
            is_good = is_empty or cell.lower() in _TRUE | _FALSE
            is_bad, value = not is_good, int(cell.lower() in _TRUE)
        column.append(value)
        if is_bad:
            reason = f"a cell of {key} was not understood and left out"
            self._report.doubt(reason, f"line {line}: {cell!r:.40}")

    def finish(self) -> None:
        """Put together what is known of participants."""
        for person, cells in self._seen.items():
            known = zip(self._known, (cell.strip() for cell in cells), strict=True)
            self.taken.answers[person] = {key: cell for key, cell in known if cell not in self._missing}


def _canonical(code: str) -> str:
    """A language's code with its capitals where they belong: EN is en, zh-hans is zh-Hans."""
    first, *others = code.split("-")
    as_written = {2: str.upper, 4: str.title}
    return "-".join([first.lower(), *(as_written.get(len(part), str.lower)(part) for part in others)])


def is_true(cell: str) -> bool:
    """Whether a cell says yes."""
    return cell.strip().lower() in _TRUE


def _number_of(
    what: str, name: str, numbers: dict[str, int], *, allowed: Collection[str] | None
) -> int | _Refusal:
    if not name:
        return _Refusal(f"no {what}", "the cell is empty")
    if allowed is not None and name not in allowed:
        hint = f"{name!r}: {suggestion(name, allowed, n_listed=8)}"
        return _Refusal(f"the {what} is not in the study", hint)
    return numbers.setdefault(name, len(numbers))


def _float_or_nan(cell: str) -> float:
    try:
        return float(cell)
    except ValueError:
        return math.nan
