"""The format ``sav``: SPSS files with labels in the language that is asked for, and with missing values.

``presentations.sav`` is the wide table, its items ordinal with the scale's labels; the other tables have a
file each. The whole table is held in memory, as the format asks. Items and questions whose answers are all
whole numbers below 2 ** 53 are numbers, others texts.

Conventions
-----------
An empty number is system-missing. An item that was shown and not answered is ``NOT_ANSWERED``, which the
file declares as missing, where no answer has that value. A text that ends in a blank, which SPSS would cut
off, or in an apostrophe, gets an apostrophe at its end; reading takes it away.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from merlingua.surveys.export_cells import TEXT_MARK, Cell, CellKind
from merlingua.surveys.export_cells import read as read_cell
from merlingua.surveys.export_cells import written as written_cell
from merlingua.surveys.export_codebook import column_description, write_codebook
from merlingua.surveys.export_columns import RATINGS, ExportTable, Row, SessionRecord
from merlingua.surveys.export_folder import ExportError
from merlingua.surveys.export_labels import Labels, Variable
from merlingua.surveys.export_run import ExportJob
from merlingua.surveys.export_tables import joined_records
from merlingua.surveys.export_wide import OTHER_TABLES, ItemColumns

NOT_ANSWERED = -9
"""An item that belongs to a presentation and has no answer."""
_EXACT = 2**53
"""The largest whole number up to which SPSS, which knows doubles alone, has all of them."""
_MAX_NAME = 64
_MAX_LABEL = 250
"""Bytes; SPSS cuts a variable's label off after 256 and a value's after 120."""
_MAX_VALUE_LABEL = 120
_MAX_TEXT = 32_000
_RESERVED = frozenset(["ALL", "AND", "BY", "EQ", "GE", "GT", "LE", "LT", "NE", "NOT", "OR", "TO", "WITH"])
_NUMERIC: frozenset[CellKind] = frozenset({"integer", "number", "boolean"})


def write(folder: Path, job: ExportJob) -> dict[str, int]:
    """Write a file a table, and the codebook."""
    columns = ItemColumns.of(job.items)
    job.facts["item_columns"] = dict(columns.names)
    tables = {table.name: table for table in (columns.table(), *OTHER_TABLES)}
    rows: dict[str, list[Row]] = {name: [] for name in tables}
    for record in job.records():
        rows["presentations"] += columns.wide(record.ratings)
        for table in OTHER_TABLES:
            rows[table.name] += record.rows(table)
    facts: dict[str, dict[str, object]] = {}
    for name, table in tables.items():
        facts[name] = _SavTable(job, table, rows.pop(name), columns.items()).write(folder / f"{name}.sav")
    job.facts["sav"] = facts
    write_codebook(folder, job, {n: table.columns for n, table in tables.items()}, columns.items())
    return {name: int(str(each["n_rows"])) for name, each in facts.items()}


def read(folder: Path, manifest: dict[str, object]) -> Iterator[SessionRecord]:
    """The sessions that were written."""
    columns = ItemColumns.from_manifest(manifest)
    facts: Any = manifest["sav"]
    wide = columns.table()
    rows = {
        table.name: _read_table(folder / f"{table.name}.sav", table, facts[table.name])
        for table in (wide, *OTHER_TABLES)
    }
    rows[RATINGS.name] = columns.long(rows.pop(wide.name))
    return joined_records(rows)


class _SavTable:
    """One table on its way into a file."""

    def __init__(self, job: ExportJob, table: ExportTable, rows: list[Row], items: Mapping[str, str]) -> None:
        self._job = job
        self._table = table
        self._rows = rows
        self._items = items
        self._labels = Labels(job.study)
        self._language = job.options.label_language
        self._names = _variable_names(list(table.kinds))
        self._texts = {name for name, kind in table.kinds.items() if not self._is_numeric(name, kind)}

    def write(self, file: Path) -> dict[str, object]:
        """Write the file; what is needed to read it again."""
        import pandas as pd
        import pyreadstat

        frame = pd.DataFrame(
            {self._names[name]: self._column(name, kind) for name, kind in self._table.kinds.items()}
        )
        variables = {self._names[name]: variable for name, variable in self._variables().items()}
        with_missing = [name for name in variables if (frame[name] == NOT_ANSWERED).any()]
        try:
            pyreadstat.write_sav(
                frame,
                file,
                file_label=_cut(f"{self._job.study_id} {self._table.name}", 60),
                column_labels={self._names[name]: self._label(name) for name in self._table.kinds},
                variable_value_labels={
                    name: self._value_labels(variable)
                    for name, variable in variables.items()
                    if variable.levels
                },
                missing_ranges={name: [NOT_ANSWERED] for name in with_missing},
                variable_measure=self._measures(),
                variable_format={
                    self._names[name]: "F20.0"
                    for name, kind in self._table.kinds.items()
                    if kind in ("integer", "value") and name not in self._texts
                },
            )
        except (pyreadstat.ReadstatError, pyreadstat.PyreadstatError) as error:
            raise ExportError(f"{file.name} cannot be written: {error}") from error
        return {"n_rows": len(self._rows), "variables": self._names, "texts": sorted(self._texts)}

    def _is_numeric(self, name: str, kind: CellKind) -> bool:
        if kind in _NUMERIC:
            values = [row[name] for row in self._rows] if kind == "integer" else []
            return all(value is None or abs(int(str(value))) < _EXACT for value in values)
        if kind != "value":
            return False
        values = [row[name] for row in self._rows if row[name] is not None]
        return bool(values) and all(isinstance(value, int) and abs(value) < _EXACT for value in values)

    def _column(self, name: str, kind: CellKind) -> list[Any]:
        if name in self._texts:
            return [_text(written_cell(kind, row[name]), self._table.name, name) for row in self._rows]
        values = [row[name] for row in self._rows]
        item = self._items.get(name)
        if item is not None and NOT_ANSWERED not in values:
            values = [NOT_ANSWERED if value is None else value for value in values]
        return [float("nan") if value is None else float(value) for value in values]

    def _variables(self) -> dict[str, Variable]:
        """The items that are numbers."""
        return {
            name: self._labels.variable(item)
            for name, item in self._items.items()
            if name in self._table.kinds and name not in self._texts
        }

    def _label(self, name: str) -> str:
        found = column_description(self._table.name, name, self._items, self._labels)
        return _cut(found.get(self._language) or name, _MAX_LABEL)

    def _value_labels(self, variable: Variable) -> dict[int | float, str]:
        labels: dict[int | float, str] = {
            level.value: _cut(level.label.get(self._language) or str(level.value), _MAX_VALUE_LABEL)
            for level in variable.levels
            if isinstance(level.value, int)
        }
        return labels

    def _measures(self) -> dict[str, str]:
        measures = {}
        for name, kind in self._table.kinds.items():
            is_count = kind in ("integer", "number") and name not in self._texts
            measures[self._names[name]] = "scale" if is_count else "nominal"
        for name, variable in self._variables().items():
            measures[self._names[name]] = "scale" if variable.measure == "interval" else variable.measure
        return measures


def _read_table(file: Path, table: ExportTable, facts: Mapping[str, Any]) -> Iterator[Row]:
    import pandas as pd
    import pyreadstat

    try:
        frame, _ = pyreadstat.read_sav(file, user_missing=True)
    except (pyreadstat.ReadstatError, pyreadstat.PyreadstatError, OSError) as error:
        raise ExportError(f"{file} cannot be read: {error}") from error
    texts, names = set(facts["texts"]), facts["variables"]
    columns: dict[str, Sequence[Cell]] = {}
    for name, kind in table.kinds.items():
        values: Iterable[Any] = frame[names[name]]
        if name in texts:
            cells = ("" if not isinstance(value, str) else value for value in values)
            columns[name] = [read_cell(kind, cell.removesuffix(TEXT_MARK)) for cell in cells]
        else:
            columns[name] = [None if pd.isna(value) else _number(kind, value) for value in values]
    for place in range(len(frame)):
        row = {name: values[place] for name, values in columns.items()}
        yield {name: _answered(row, name) for name in row}


def _answered(row: Row, name: str) -> Cell:
    """The value, or None where the item was not answered: it has no revision then."""
    revision = f"{name}_revision"
    return None if revision in row and row[revision] is None else row[name]


def _number(kind: CellKind, value: float) -> Cell:
    if kind == "boolean":
        return bool(value)
    return float(value) if kind == "number" else int(value)


def _text(cell: str, table: str, name: str) -> str:
    """A text that SPSS gives back as it was."""
    if "\0" in cell:
        raise ExportError(
            f"{name} of {table} has a null character, which no .sav file can hold: {cell!r:.40}"
        )
    if len(cell.encode()) > _MAX_TEXT:
        raise ExportError(f"{name} of {table} has a text of more than {_MAX_TEXT} bytes, too long for a .sav")
    return cell + TEXT_MARK if cell and (cell[-1].isspace() or cell[-1] == TEXT_MARK) else cell


def _variable_names(columns: Sequence[str]) -> dict[str, str]:
    """Names that SPSS takes: letters, digits and ``_``, up to 64 bytes, none twice whatever the case."""
    names: dict[str, str] = {}
    taken: set[str] = set()
    for column in columns:
        plain = re.sub(r"[^A-Za-z0-9_]", "_", column)[: _MAX_NAME - 4]
        if not plain[:1].isalpha() or plain.upper() in _RESERVED:
            plain = f"v_{plain}"
        name, number = plain, 1
        while name.lower() in taken:
            number += 1
            name = f"{plain}_{number}"
        taken.add(name.lower())
        names[column] = name
    return names


def _cut(text: str, n_bytes: int) -> str:
    return text.encode()[:n_bytes].decode("utf-8", "ignore")
