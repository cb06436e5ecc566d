"""The format ``psych-ds``: a data set as Psych-DS 1.5 describes it, checked by `export_psych_ds_rules`.

The tables of ``long`` lie in ``data/``, the codebook in ``documentation/``. Every column is described in
``dataset_description.json``, in the language of labels. There is never a byte order mark: the standard's
validator would take it for a part of the first column's name.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

from merlingua.surveys.export_codebook import column_description, write_codebook
from merlingua.surveys.export_columns import TABLES, Column, SessionRecord
from merlingua.surveys.export_folder import MANIFEST
from merlingua.surveys.export_labels import Labels
from merlingua.surveys.export_run import ExportJob
from merlingua.surveys.export_tables import read_tables, write_tables

SCHEMA_VERSION = "1.5.0"


def write(folder: Path, job: ExportJob) -> dict[str, int]:
    """Write data, descriptions and codebook."""
    study = re.sub(r"[^A-Za-z0-9]", "", job.study_id) or "study"
    job.facts["data_name"] = study
    n_rows = write_tables(folder, job.records(), named=lambda table: _data_name(study, table))
    write_codebook(folder / "documentation", job, {table.name: table.columns for table in TABLES})
    description = json.dumps(_description(job), ensure_ascii=False, indent=2) + "\n"
    (folder / "dataset_description.json").write_text(description, encoding="utf-8", newline="\n")
    (folder / "README.md").write_text(readme(job), encoding="utf-8", newline="\n")
    (folder / ".psychds-ignore").write_text(f"{MANIFEST}\n", encoding="utf-8", newline="\n")
    if job.options.for_spreadsheet:
        job.notes.append("no byte order mark: Psych-DS has none")
    return n_rows


def read(folder: Path, manifest: dict[str, object]) -> Iterator[SessionRecord]:
    """The sessions that were written."""
    study = str(manifest["data_name"])
    return read_tables(folder, named=lambda table: _data_name(study, table))


def readme(job: ExportJob) -> str:
    """What stands in the data set's README."""
    practice = "Practice trials are marked (`is_practice`). " if job.options.with_practice else ""
    simulated = "Simulated sessions are marked (`is_simulated`). " if job.has_simulated else ""
    free_text = "" if job.options.with_free_text else "Answers in people's own words were left out. "
    return (
        f"# {job.study_id}\n\nRatings of music clips from {job.n_sessions} sessions, in "
        f"{', '.join(job.languages)}, exported with Merlingua.\n\n{practice}{simulated}{free_text}"
        "The codebook says what each column means.\n\nA cell that begins with an apostrophe is text that a "
        "spreadsheet would run as a formula or take for a number; the apostrophe is no part of it.\n"
    )


def _data_name(study: str, table: str) -> str:
    return f"data/study-{study}_description-{table}_data.csv"


def _description(job: ExportJob) -> dict[str, object]:
    labels = Labels(job.study)
    columns: dict[str, tuple[str, Column]] = {}
    for table in TABLES:
        for column in table.columns:
            columns.setdefault(column.name, (table.name, column))
    return {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "name": job.study_id,
        "description": f"Ratings of music clips, {job.n_sessions} sessions in {', '.join(job.languages)}",
        "schemaVersion": f"Psych-DS {SCHEMA_VERSION}",
        "keywords": ["music", "emotion", "listening survey"],
        "variableMeasured": [
            _property(column, column_description(table, column.name, {}, labels)[job.options.label_language])
            for table, column in columns.values()
        ],
    }


def _property(column: Column, description: str) -> dict[str, object]:
    found: dict[str, object] = {
        "@type": "PropertyValue",
        "name": column.name,
        "description": description,
    }
    if column.unit is not None:
        found["unitText"] = column.unit
    return found
