"""The format ``long``: a row an item of a presentation, beside it all else, and the codebook."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from merlingua.surveys.export_codebook import write_codebook
from merlingua.surveys.export_columns import TABLES, SessionRecord
from merlingua.surveys.export_run import ExportJob
from merlingua.surveys.export_tables import read_tables, write_tables


def write(folder: Path, job: ExportJob) -> dict[str, int]:
    """Write a CSV file a table, and the codebook."""
    n_rows = write_tables(folder, job.records(), with_bom=job.options.for_spreadsheet)
    write_codebook(folder, job, {table.name: table.columns for table in TABLES})
    return n_rows


def read(folder: Path, manifest: dict[str, object]) -> Iterator[SessionRecord]:
    """The sessions that were written."""
    return read_tables(folder)
