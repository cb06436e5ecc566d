"""The format ``wide``: a row a presentation, an item a column; all else as in ``long``.

Beside the value of an item stand ``<item>_response_ms``, ``<item>_revision`` and ``<item>_answered_at``,
after all values. An item whose name a column has already gets another, which the manifest names.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from merlingua.surveys.export_cells import Cell
from merlingua.surveys.export_codebook import ITEM_PARTS, write_codebook
from merlingua.surveys.export_columns import (
    PRESENTATION_COLUMNS,
    RATINGS,
    TABLES,
    Column,
    ExportTable,
    Row,
    SessionRecord,
)
from merlingua.surveys.export_folder import MANIFEST, ExportError
from merlingua.surveys.export_run import ExportJob
from merlingua.surveys.export_tables import TableWriter, csv_name, joined_records, read_rows, write_tables

PRESENTATIONS = "presentations"
OTHER_TABLES = tuple(table for table in TABLES if table is not RATINGS)
_PARTS: tuple[Column, ...] = tuple(column for column in RATINGS.columns if column.name in ITEM_PARTS)
_NO_ANSWER: Row = dict.fromkeys(("item", "value", *ITEM_PARTS))


@dataclass(frozen=True)
class ItemColumns:
    """The columns of each item."""

    names: Mapping[str, str]
    """Item → the column of its value."""

    @classmethod
    def of(cls, items: Sequence[str]) -> ItemColumns:
        """Each item by its own name where that is free."""
        taken = {column.name for column in PRESENTATION_COLUMNS}
        names = {}
        for item in items:
            name = item
            while {name, *(f"{name}_{part}" for part in ITEM_PARTS)} & taken:
                name += "_"
            taken |= {name, *(f"{name}_{part}" for part in ITEM_PARTS)}
            names[item] = name
        return cls(names)

    @classmethod
    def from_manifest(cls, manifest: Mapping[str, object]) -> ItemColumns:
        """Those of an export.

        Raises
        ------
        ExportError
            If the manifest does not say them.
        """
        names: Any = manifest.get("item_columns")
        if not isinstance(names, dict):
            raise ExportError(
                f"the export's {MANIFEST} does not say which column is which item: export again"
            )
        return cls(names)

    def items(self) -> dict[str, str]:
        """The item of each column."""
        return {name: item for item, name in self.names.items()}

    def table(self) -> ExportTable:
        """The wide table with the columns of all items."""
        values = [Column(name, "value") for name in self.names.values()]
        parts = [
            Column(f"{name}_{part.name}", part.kind, part.unit)
            for name in self.names.values()
            for part in _PARTS
        ]
        return ExportTable(PRESENTATIONS, (*PRESENTATION_COLUMNS, *values, *parts))

    def wide(self, ratings: Iterable[Row]) -> Iterator[Row]:
        """One row a presentation, from the rows of a session's ratings."""
        empty: dict[str, Cell] = {}
        for name in self.names.values():
            empty |= dict.fromkeys((name, *(f"{name}_{part}" for part in ITEM_PARTS)))
        row: Row | None = None
        for rating in ratings:
            if row is None or row["step"] != rating["step"]:
                if row is not None:
                    yield row
                row = {column.name: rating[column.name] for column in PRESENTATION_COLUMNS} | empty
            if rating["item"] is not None:
                name = self.names[str(rating["item"])]
                row[name] = rating["value"]
                row |= {f"{name}_{part}": rating[part] for part in ITEM_PARTS}
        if row is not None:
            yield row

    def long(self, rows: Iterable[Row]) -> Iterator[Row]:
        """The rows of ratings; `wide` turned round."""
        for row in rows:
            page = {column.name: row[column.name] for column in PRESENTATION_COLUMNS}
            answered = [item for item, name in self.names.items() if row[f"{name}_revision"] is not None]
            if not answered:
                yield page | _NO_ANSWER
            for item in answered:
                name = self.names[item]
                parts = {part: row[f"{name}_{part}"] for part in ITEM_PARTS}
                yield {**page, "item": item, "value": row[name], **parts}


def write(folder: Path, job: ExportJob) -> dict[str, int]:
    """Write the wide table, the others, and the codebook."""
    columns = ItemColumns.of(job.items)
    job.facts["item_columns"] = columns.names
    table = columns.table()
    with TableWriter(
        folder / csv_name(PRESENTATIONS), table.kinds, with_bom=job.options.for_spreadsheet
    ) as writer:

        def passing() -> Iterator[SessionRecord]:
            for record in job.records():
                writer.write(columns.wide(record.ratings))
                yield record

        n_rows = write_tables(folder, passing(), OTHER_TABLES, with_bom=job.options.for_spreadsheet)
    described = {each.name: each.columns for each in (table, *OTHER_TABLES)}
    write_codebook(folder, job, described, columns.items())
    return {PRESENTATIONS: writer.n_rows, **n_rows}


def read(folder: Path, manifest: dict[str, object]) -> Iterator[SessionRecord]:
    """The sessions that were written."""
    columns = ItemColumns.from_manifest(manifest)
    rows = {table.name: read_rows(folder / csv_name(table.name), table.kinds) for table in OTHER_TABLES}
    wide = read_rows(folder / csv_name(PRESENTATIONS), columns.table().kinds)
    return joined_records({**rows, RATINGS.name: columns.long(wide)})
