"""Every format of `merlingua export` gives back what the store held."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from merlingua.surveys.export_columns import SessionRecord
from merlingua.surveys.export_options import ExportFormat, ExportOptions
from merlingua.surveys.export_run import export
from merlingua.surveys.import_export import read_export, restore
from merlingua.surveys.store import Store
from tests.surveys.export_samples import records_of, store_of, studies

PHASES = (Phase.explicit, Phase.reuse, Phase.generate)
"""Without shrinking: an example writes two stores and an export."""
LOSSLESS: tuple[ExportFormat, ...] = ("long", "wide", "sav", "psych-ds", "bids")


@pytest.mark.parametrize("format", LOSSLESS)
@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck), phases=PHASES)
@given(records=studies())
def test_an_export_gives_back_every_row_of_the_store(
    format: ExportFormat, records: list[SessionRecord]
) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with store_of(folder / "store.db", records) as store:
            held = records_of(store)
            assert _shuffled(held) == _shuffled(records)
            export(store, format, folder / "out", ExportOptions(with_free_text=True))
        assert list(read_export(folder / "out")) == held


@pytest.mark.parametrize("format", LOSSLESS)
@settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck), phases=PHASES)
@given(records=studies())
def test_a_store_that_is_imported_from_an_export_exports_the_same(
    format: ExportFormat, records: list[SessionRecord]
) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with store_of(folder / "store.db", records) as store:
            export(store, format, folder / "out")
            kept = records_of(store, with_free_text=False)
        with Store.open(folder / "again.db") as again:
            assert restore(read_export(folder / "out"), again).n_new == len(records)
            assert restore(read_export(folder / "out"), again).n_new == 0
            assert records_of(again) == kept
            export(again, format, folder / "again")
        assert list(read_export(folder / "again")) == kept


def _shuffled(records: list[SessionRecord]) -> list[list[str]]:
    """All rows in an order of their own, without what follows from others."""
    derived = {"is_complete"}
    rows: list[list[str]] = []
    for record in records:
        tables = (
            (record.participant,),
            record.ratings,
            record.questionnaires,
            record.plays,
            record.events,
            record.revisions,
        )
        rows += [
            sorted(str(sorted((k, repr(v)) for k, v in row.items() if k not in derived)) for row in table)
            for table in tables
        ]
    return sorted(rows)
