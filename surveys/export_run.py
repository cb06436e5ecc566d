"""Export a study's sessions: what the command line and the window call.

Conventions
-----------
One consistent view of the store is read, whoever writes meanwhile. CSV formats stream, a session at a time;
``sav`` holds its whole table in memory, as its format asks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, cast

from merlingua.surveys.audit_chain import heads
from merlingua.surveys.errors import StoreError
from merlingua.surveys.export_choice import (
    ExportChoice,
    choose_study,
    clip_ids,
    has_simulated,
    item_ids,
    languages,
    question_ids,
    session_ids,
)
from merlingua.surveys.export_columns import SessionRecord
from merlingua.surveys.export_folder import new_export
from merlingua.surveys.export_options import ExportFormat, ExportOptions
from merlingua.surveys.export_register import register_export
from merlingua.surveys.export_rows import LeftOut, read_records
from merlingua.surveys.station import installed_versions
from merlingua.surveys.store import Store

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from merlingua.surveys.study import Study

ExportProgress = Callable[[int, int], None]
"""Called with the sessions that have been written, and how many there are."""

_MODULES: dict[ExportFormat, str] = {
    "long": "export_long",
    "wide": "export_wide",
    "psych-ds": "export_psych_ds",
    "bids": "export_bids",
    "sav": "export_sav",
    "psytoolkit": "export_psytoolkit",
}


@dataclass
class ExportJob:
    """What a format's ``write`` is given."""

    study_id: str
    study: Study | None
    options: ExportOptions
    items: list[str]
    """Every item that was answered on a clip's page, in the order of columns."""
    n_sessions: int
    languages: list[str]
    """Of the sessions."""
    has_simulated: bool
    clips: Callable[[], list[str]]
    """The study's clips in its order where there is a folder, and every other that was shown."""
    questions: Callable[[], list[str]]
    """Every question that was answered outside of clips' pages."""
    records: Callable[[], Iterator[SessionRecord]]
    """All sessions from the first, anew at each call."""
    facts: dict[str, object] = field(default_factory=dict)
    """Goes into the manifest; a format may add to it."""
    notes: list[str] = field(default_factory=list)
    """What the person who exports has to know."""


class Format(Protocol):
    """A module of a format."""

    def write(self, folder: Path, job: ExportJob) -> dict[str, int]:
        """Write the format's files; how many rows each table has."""

    def read(self, folder: Path, manifest: dict[str, object]) -> Iterator[SessionRecord]:
        """The sessions of such a folder."""


@dataclass(frozen=True)
class ExportReport:
    """What was written."""

    folder: Path
    format: ExportFormat
    study_id: str
    n_sessions: int
    n_simulated: int
    n_rows: dict[str, int]
    left_out: dict[str, int]
    """Answers in free text that were left out, by question."""
    notes: tuple[str, ...] = ()

    def lines(self) -> Iterator[str]:
        """The report as it is printed."""
        simulated = f", {self.n_simulated} of them simulated" if self.n_simulated else ""
        yield f"{self.folder}: {self.format}, study {self.study_id}, {self.n_sessions} sessions{simulated}"
        yield "rows: " + ", ".join(f"{n} {name}" for name, n in self.n_rows.items())
        if self.left_out:
            named = ", ".join(f"{question} {n}" for question, n in sorted(self.left_out.items()))
            yield f"left out: {sum(self.left_out.values())} answers in free text ({named}); --with-free-text"
        yield from self.notes


def export(
    store: Store,
    format: ExportFormat,
    folder: Path,
    options: ExportOptions | None = None,
    on_progress: ExportProgress | None = None,
) -> ExportReport:
    """Write the sessions of one study into a folder.

    Parameters
    ----------
    folder
        New, empty, or an earlier export, which is replaced when the new one is whole.

    Raises
    ------
    ExportError
        If the folder holds anything else, or cannot be written; what was there is as it was.
    StoreError
        If the store has no such study, or cannot be read.
    """
    options = options or ExportOptions()
    study = options.study
    study_id = choose_study(store, study.definition.study.id if study is not None else options.study_id)
    choice = ExportChoice(
        study_id,
        with_free_text=options.with_free_text,
        with_practice=options.with_practice,
        with_simulated=options.with_simulated,
    )
    facts: dict[str, object] = {}
    with store.reading() as connection, new_export(folder, facts) as staging:
        source = _Source(connection, choice, on_progress)
        if not source.ids:
            raise StoreError(f"the store {store.file} has no session of study {study_id!r} to export")
        ends = heads(connection)
        unregistered = register_export(
            store.location, study_id, format, folder, ends, with_simulated=options.with_simulated
        )
        job = ExportJob(
            study_id=study_id,
            study=study,
            options=options,
            items=item_ids(connection, choice),
            n_sessions=len(source.ids),
            languages=source.languages(),
            has_simulated=has_simulated(connection, choice),
            clips=partial(_clips, connection, choice, study),
            questions=partial(question_ids, connection, choice),
            records=source.records,
            facts=facts,
        )
        facts |= _facts(format, job)
        facts["audit"] = [head.text for head in ends]
        job.notes += unregistered
        n_rows = format_module(format).write(staging, job)
        facts |= {"n_rows": n_rows, "n_left_out": source.left_out.questions}
        if study is not None:
            job.notes += source.other_studies(study.sha256)
    return ExportReport(
        folder=folder,
        format=format,
        study_id=study_id,
        n_sessions=job.n_sessions,
        n_simulated=source.n_simulated,
        n_rows=n_rows,
        left_out=dict(source.left_out.questions),
        notes=tuple(job.notes),
    )


def format_module(format: ExportFormat) -> Format:
    """The module that writes and reads a format; imported when it is asked for."""
    return cast(Format, import_module(f"merlingua.surveys.{_MODULES[format]}"))


class _Source:
    """The sessions of a store, which can be read several times over."""

    def __init__(
        self, connection: Connection, choice: ExportChoice, on_progress: ExportProgress | None
    ) -> None:
        self.ids = session_ids(connection, choice)
        self.left_out = LeftOut()
        self.n_simulated = 0
        self._connection = connection
        self._choice = choice
        self._tell = on_progress
        self._studies: dict[object, int] = {}

    def records(self) -> Iterator[SessionRecord]:
        """All of them, counting anew."""
        self.left_out.clear()
        self.n_simulated, self._studies = 0, {}
        for number, record in enumerate(
            read_records(self._connection, self._choice, self.ids, self.left_out), start=1
        ):
            self.n_simulated += record.participant["is_simulated"] is True
            sha256 = record.participant["study_sha256"]
            self._studies[sha256] = self._studies.get(sha256, 0) + 1
            yield record
            if self._tell is not None:
                self._tell(number, len(self.ids))

    def languages(self) -> list[str]:
        """In which they were held."""
        return languages(self._connection, self._choice)

    def other_studies(self, sha256: str) -> Iterator[str]:
        """A note on sessions that were held with another state of the study folder."""
        n_others = sum(n for held, n in self._studies.items() if held != sha256)
        if n_others:
            yield (
                f"note: {n_others} sessions were held with another state of the study folder; labels are "
                "those of the folder as it is now"
            )


def _clips(connection: Connection, choice: ExportChoice, study: Study | None) -> list[str]:
    shown = clip_ids(connection, choice)
    known = [] if study is None else [clip.id for clip in study.heard_clips]
    return known + [clip for clip in shown if clip not in known]


def _facts(format: ExportFormat, job: ExportJob) -> dict[str, object]:
    study = job.study
    return {
        "format": format,
        "program": dict(installed_versions()),
        "exported_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "study": job.study_id,
        "study_sha256": None if study is None else study.sha256,
        "options": job.options.as_json(),
        "items": job.items,
        "languages": job.languages,
        "n_sessions": job.n_sessions,
    }
