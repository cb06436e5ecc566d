"""CSV formats hold one session at a time, however many there are; benchmarks/exports.py measures millions."""

from __future__ import annotations

import weakref
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from merlingua.surveys import export_run
from merlingua.surveys.export_columns import SessionRecord
from merlingua.surveys.export_options import ExportFormat
from merlingua.surveys.import_export import read_export, restore
from merlingua.surveys.store import Store
from tests.store_samples import begin_with_answers

N_SESSIONS = 12
MOST_AT_ONCE = 3
"""The one that is written, and those that loops on the way have not let go of."""
STREAMED: tuple[ExportFormat, ...] = ("long", "wide", "psych-ds", "bids", "psytoolkit")


class Watched:
    """Passes sessions on, and counts how many of them are still held by anybody."""

    def __init__(self) -> None:
        self.n_passed = self.most = 0
        self._held: weakref.WeakSet[Any] = weakref.WeakSet()

    def passing(self, records: Iterator[SessionRecord]) -> Iterator[SessionRecord]:
        for record in records:
            watched = _Watchable(**vars(record))
            del record
            self._held.add(watched)
            self.n_passed += 1
            self.most = max(self.most, len(self._held))
            yield watched
            del watched


class _Watchable(SessionRecord):
    """Known by itself and not by its rows, as weak references need it."""

    __hash__ = object.__hash__


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "store.db") as opened:
        with opened.one_transaction():
            for _ in range(N_SESSIONS):
                begin_with_answers(opened)
        yield opened


@pytest.mark.parametrize("format", STREAMED)
def test_an_export_holds_few_sessions_at_once(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, format: ExportFormat
) -> None:
    watched = Watched()
    original = export_run.read_records

    def watching(*arguments: Any) -> Iterator[SessionRecord]:
        return watched.passing(original(*arguments))

    monkeypatch.setattr(export_run, "read_records", watching)
    export_run.export(store, format, tmp_path / "out")
    assert watched.n_passed == N_SESSIONS
    assert watched.most <= MOST_AT_ONCE


@pytest.mark.parametrize("format", ["long", "wide", "psych-ds", "bids"])
def test_an_import_of_an_export_holds_few_sessions_at_once(
    store: Store, tmp_path: Path, format: ExportFormat
) -> None:
    export_run.export(store, format, tmp_path / "out")
    watched = Watched()
    with Store.open(tmp_path / "again.db") as again:
        restore(watched.passing(read_export(tmp_path / "out")), again)
    assert watched.n_passed == N_SESSIONS
    assert watched.most <= MOST_AT_ONCE
