"""The format ``bids``: behavioural data as the Brain Imaging Data Structure has them, without a brain.

A session's ratings are ``sub-<participant>/beh/sub-<participant>_task-listening_beh.tsv``, described once in
``task-listening_beh.json``; questionnaires are in ``phenotype/``, a row a participant. ``sourcedata/``, which
the standard leaves free, has the other tables as CSV, so that the whole export can be imported again.

Conventions
-----------
``n/a`` is no value. Backslash, tab and line end within a text are ``\\\\``, ``\\t``, ``\\n``, ``\\r``.
A participant's further sessions are ``run-2`` and so on; ``participants.tsv`` has the first.

References
----------
BIDS specification 1.10: Tabular files; Behavioral experiments; Phenotypic and assessment data.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import IO, Any

from merlingua.surveys.errors import RatingsFileError
from merlingua.surveys.export_cells import TEXT_MARK, CellKind
from merlingua.surveys.export_cells import read as read_cell
from merlingua.surveys.export_cells import written as written_cell
from merlingua.surveys.export_codebook import column_description, write_codebook
from merlingua.surveys.export_columns import PARTICIPANTS, RATINGS, TABLES, Row, SessionRecord
from merlingua.surveys.export_folder import MANIFEST
from merlingua.surveys.export_labels import Labels
from merlingua.surveys.export_psych_ds import readme
from merlingua.surveys.export_run import ExportJob
from merlingua.surveys.export_tables import joined_records, read_rows, write_tables
from merlingua.surveys.export_wide import OTHER_TABLES
from merlingua.surveys.questionnaires import QUESTIONNAIRES

BIDS_VERSION = "1.10.0"
TASK = "listening"
MISSING = "n/a"
_RATED = {name: kind for name, kind in RATINGS.kinds.items() if name not in ("participant", "session")}
_PEOPLE = ("language", "source", "is_simulated", "is_complete", "study_version")
_ESCAPES = {"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"}
_ESCAPED = re.compile(r"\\(.)")
_UNESCAPED = {"\\": "\\", "t": "\t", "n": "\n", "r": "\r"}


def write(folder: Path, job: ExportJob) -> dict[str, int]:
    """Write the data set, its descriptions and the codebook."""
    labels = _Descriptions(job)
    n_ratings = 0
    with ExitStack() as stack:
        people = _People(folder, job, stack)

        def passing() -> Iterator[SessionRecord]:
            nonlocal n_ratings
            for record in job.records():
                _write_rows(folder / people.take(record), _RATED, record.ratings)
                n_ratings += len(record.ratings)
                yield record

        n_rows = write_tables(folder / "sourcedata", passing(), OTHER_TABLES)
    _write_json(folder / f"task-{TASK}_beh.json", {"TaskName": TASK, **labels.columns(RATINGS.name, _RATED)})
    _write_json(
        folder / "participants.json",
        {"participant_id": labels.of("participants", "participant")}
        | labels.columns(PARTICIPANTS.name, dict.fromkeys(_PEOPLE)),
    )
    for name, questions in people.questionnaires.items():
        described = {question: labels.question(question) for question in questions}
        _write_json(folder / "phenotype" / f"{name}.json", described)
    _write_json(folder / "dataset_description.json", _description(job))
    (folder / "README.md").write_text(readme(job), encoding="utf-8", newline="\n")
    (folder / ".bidsignore").write_text(f"{MANIFEST}\ncodebook.*\n", encoding="utf-8", newline="\n")
    write_codebook(folder, job, {table.name: table.columns for table in TABLES})
    if job.options.for_spreadsheet:
        job.notes.append("no byte order mark: BIDS has none")
    return {RATINGS.name: n_ratings, **n_rows}


def read(folder: Path, manifest: dict[str, object]) -> Iterator[SessionRecord]:
    """The sessions that were written."""
    others = {
        table.name: read_rows(folder / "sourcedata" / f"{table.name}.csv", table.kinds)
        for table in OTHER_TABLES
    }
    people = read_rows(folder / "sourcedata" / f"{PARTICIPANTS.name}.csv", PARTICIPANTS.kinds)
    return joined_records({**others, RATINGS.name: _all_ratings(folder, people)})


def _all_ratings(folder: Path, people: Iterable[Row]) -> Iterator[Row]:
    names = _FileNames()
    for row in people:
        who = {"participant": row["participant"], "session": row["session"]}
        for rating in read_tsv(folder / names.next(row), _RATED):
            yield who | rating


class _FileNames:
    """The file of each session, in the order of sessions."""

    def __init__(self) -> None:
        self.n_runs: dict[str, int] = {}

    def next(self, participant: Row) -> str:
        """The name for this session, the participant's first or a later one."""
        label = _label(participant)
        run = self.n_runs[label] = self.n_runs.get(label, 0) + 1
        part = f"_run-{run}" if run > 1 else ""
        return f"{label}/beh/{label}_task-{TASK}{part}_beh.tsv"


class _People:
    """Writes participants and their questionnaires, one participant after the other."""

    def __init__(self, folder: Path, job: ExportJob, stack: ExitStack) -> None:
        answered = set(job.questions())
        self._names = _FileNames()
        self.questionnaires = {
            name: asked
            for name, make in QUESTIONNAIRES.items()
            if (asked := [question.id for question in make().questions if question.id in answered])
        }
        kinds = {name: PARTICIPANTS.kinds[name] for name in _PEOPLE}
        self._people = _Tsv(folder / "participants.tsv", kinds, stack)
        self._answers = {
            name: _Tsv(folder / "phenotype" / f"{name}.tsv", dict.fromkeys(asked, "value"), stack)
            for name, asked in self.questionnaires.items()
        }

    def take(self, record: SessionRecord) -> str:
        """Write a participant down who is new; the name of the session's file."""
        file = self._names.next(record.participant)
        label = _label(record.participant)
        if self._names.n_runs[label] == 1:
            self._people.write(label, record.participant)
            for name, asked in self.questionnaires.items():
                given = {
                    str(row["question"]): row["value"]
                    for row in record.questionnaires
                    if str(row["step"]).startswith(f"questionnaire/{name}/")
                }
                self._answers[name].write(label, {question: given.get(question) for question in asked})
        return file


class _Tsv:
    """A table with a row a participant."""

    def __init__(self, file: Path, kinds: Mapping[str, CellKind], stack: ExitStack) -> None:
        self._kinds = kinds
        self._stream = stack.enter_context(_opened(file))
        self._stream.write("\t".join(["participant_id", *kinds]) + "\n")

    def write(self, label: str, row: Row) -> None:
        """A participant's row."""
        cells = [tsv_cell(kind, row[name]) for name, kind in self._kinds.items()]
        self._stream.write("\t".join([label, *cells]) + "\n")


class _Descriptions:
    """What columns and questions mean, as the standard's sidecars have it."""

    def __init__(self, job: ExportJob) -> None:
        self._labels = Labels(job.study)
        self._items = self._labels.items(job.items)
        self._language = job.options.label_language
        self._with_free_text = job.options.with_free_text

    def of(self, table: str, column: str) -> dict[str, object]:
        """One column."""
        text = column_description(table, column, {}, self._labels)
        return {"Description": text[self._language]}

    def columns(self, table: str, columns: Iterable[str]) -> dict[str, object]:
        """The columns of a table."""
        units = {column.name: column.unit for each in TABLES for column in each.columns if column.unit}
        found: dict[str, object] = {}
        for column in columns:
            unit = {"Units": units[column]} if column in units else {}
            found[column] = self.of(table, column) | unit
        if "item" in found:
            levels = {item.id: item.text(self._language) for item in self._items}
            found["item"] = self.of(table, "item") | ({"Levels": levels} if levels else {})
        return found

    def question(self, question_id: str) -> dict[str, object]:
        """A question with its choices."""
        variable = self._labels.variable(question_id)
        levels = {str(level.value): self._text(level.label) or str(level.value) for level in variable.levels}
        # To the standard no other value may come: countries have codes, and free text stands after "other".
        has_all = len(levels) > 1 and not self._with_free_text
        return {"Description": variable.text(self._language)} | ({"Levels": levels} if has_all else {})

    def _text(self, by_language: Mapping[str, str]) -> str:
        return by_language.get(self._language) or by_language.get("en") or ""


def tsv_cell(kind: CellKind, value: Any) -> str:
    """A value as BIDS writes it."""
    if value is None:
        return MISSING
    cell = written_cell(kind, value)
    cell = TEXT_MARK + cell if cell == MISSING else cell
    return "".join(_ESCAPES.get(letter, letter) for letter in cell)


def read_tsv(file: Path, kinds: Mapping[str, CellKind]) -> Iterator[Row]:
    """The rows of a file that was written here.

    Raises
    ------
    RatingsFileError
        If it is missing, or not as it was written.
    """
    try:
        with file.open(encoding="utf-8", newline="\n") as stream:
            header = next(stream, "").rstrip("\n").split("\t")
            if header != list(kinds):
                raise RatingsFileError(f"{file}: its first line does not name the columns of an export")
            for number, line in enumerate(stream, start=2):
                cells = line.rstrip("\n").split("\t")
                if len(cells) != len(header):
                    raise RatingsFileError(f"{file}, line {number}: {len(cells)} cells, not {len(header)}")
                yield {
                    name: None if cell == MISSING else read_cell(kind, _unescaped(cell))
                    for (name, kind), cell in zip(kinds.items(), cells, strict=True)
                }
    except (OSError, UnicodeDecodeError) as error:
        raise RatingsFileError(f"{file} cannot be read: {error}") from error


def _unescaped(cell: str) -> str:
    return _ESCAPED.sub(lambda found: _UNESCAPED.get(found[1], found[0]), cell)


def _label(participant: Row) -> str:
    return "sub-" + re.sub(r"[^A-Za-z0-9]", "", str(participant["participant"]))


def _opened(file: Path) -> IO[str]:
    file.parent.mkdir(parents=True, exist_ok=True)
    return file.open("w", encoding="utf-8", newline="\n")


def _write_rows(file: Path, kinds: Mapping[str, CellKind], rows: Sequence[Row]) -> None:
    with _opened(file) as stream:
        stream.write("\t".join(kinds) + "\n")
        for row in rows:
            stream.write("\t".join(tsv_cell(kind, row[name]) for name, kind in kinds.items()) + "\n")


def _write_json(file: Path, content: object) -> None:
    with _opened(file) as stream:
        stream.write(json.dumps(content, ensure_ascii=False, indent=2) + "\n")


def _description(job: ExportJob) -> dict[str, object]:
    program: Any = job.facts.get("program") or {}
    return {
        "Name": job.study_id,
        "BIDSVersion": BIDS_VERSION,
        "DatasetType": "raw",
        "GeneratedBy": [{"Name": "Merlingua", "Version": program.get("merlingua", "")}],
    }
