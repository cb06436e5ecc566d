"""The tables of an export and their columns: one long table of ratings, and what stands beside it.

A row of ``ratings`` is one item of one presentation, and repeats what an analysis needs of its session and
its plays. The other tables hold what is no rating; together they are all that the store knows, but for the
hashes of the withdrawal codes, which no export has.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from merlingua.surveys.export_cells import Cell, CellKind

Row = dict[str, Cell]
"""A row by column; every column of its table is there."""


@dataclass(frozen=True)
class Column:
    """A column; its description is the text ``column.<name>`` of ``built_in/export_texts.csv``."""

    name: str
    kind: CellKind = "text"
    unit: str | None = None


@dataclass(frozen=True)
class ExportTable:
    """A table with its columns in their order; its description is the text ``table.<name>``."""

    name: str
    columns: tuple[Column, ...]

    @cached_property
    def kinds(self) -> Mapping[str, CellKind]:
        return {column.name: column.kind for column in self.columns}


_WHO = (Column("participant", "code"), Column("session", "code"))
_ANSWER = (
    Column("value", "value"),
    Column("response_ms", "number", "ms"),
    Column("revision", "integer"),
    Column("answered_at", "time"),
)

PRESENTATION_COLUMNS = (
    *_WHO,
    Column("language", "code"),
    Column("source", "code"),
    Column("is_simulated", "boolean"),
    Column("block"),
    Column("step"),
    Column("clip"),
    Column("clip_sha256", "code"),
    Column("position", "integer"),
    Column("is_practice", "boolean"),
    Column("is_repeat", "boolean"),
    Column("gain_db", "number", "dB"),
    Column("shown_at", "time"),
    Column("n_plays", "integer"),
    Column("played_at", "time"),
    Column("onset_s", "number", "s"),
    Column("frames_played", "integer"),
    Column("frames_total", "integer"),
    Column("sample_rate", "integer", "Hz"),
    Column("underruns", "integer"),
    Column("flags"),
    Column("study_version"),
    Column("study_sha256", "code"),
    Column("program_version"),
)
"""What each presentation has; of its plays the last one, with underruns and flags of all."""

RATINGS = ExportTable("ratings", (*PRESENTATION_COLUMNS, Column("item"), *_ANSWER))
"""A presentation without an answer has one row, without an item."""

PARTICIPANTS = ExportTable(
    "participants",
    (
        *_WHO,
        Column("study", "code"),
        Column("study_version"),
        Column("study_sha256", "code"),
        Column("language", "code"),
        Column("source", "code"),
        Column("source_id"),
        Column("is_simulated", "boolean"),
        Column("is_complete", "boolean"),
        Column("started_at", "time"),
        Column("participant_number", "integer"),
        Column("number_in_language", "integer"),
        Column("number", "integer"),
        Column("seed", "integer"),
        Column("station"),
        Column("device"),
        Column("versions", "code"),
        Column("presentation_order", "code"),
    ),
)
QUESTIONNAIRES = ExportTable("questionnaires", (*_WHO, Column("step"), Column("question"), *_ANSWER))
PLAYS = ExportTable(
    "plays",
    (
        *_WHO,
        Column("step"),
        Column("started_at", "time"),
        Column("dac_onset_s", "number", "s"),
        Column("frames_total", "integer"),
        Column("frames_played", "integer"),
        Column("sample_rate", "integer", "Hz"),
        Column("underruns", "integer"),
        Column("gain_db", "number", "dB"),
        Column("device"),
        Column("flags"),
    ),
)
EVENTS = ExportTable("events", (*_WHO, Column("kind"), Column("happened_at", "time"), Column("detail")))
REVISIONS = ExportTable("revisions", (*_WHO, Column("step"), Column("question"), *_ANSWER))

TABLES: tuple[ExportTable, ...] = (RATINGS, PARTICIPANTS, QUESTIONNAIRES, PLAYS, EVENTS, REVISIONS)


@dataclass(frozen=True)
class SessionRecord:
    """All rows of one session; ``participant`` is its row of the participants' table."""

    participant: Row
    ratings: tuple[Row, ...] = ()
    questionnaires: tuple[Row, ...] = ()
    plays: tuple[Row, ...] = ()
    events: tuple[Row, ...] = ()
    revisions: tuple[Row, ...] = ()
    """Answers that were revised later; the newest stand in ``ratings`` and ``questionnaires``."""

    def rows(self, table: ExportTable) -> tuple[Row, ...]:
        """The rows of one table."""
        if table is PARTICIPANTS:
            return (self.participant,)
        rows: tuple[Row, ...] = getattr(self, table.name)
        return rows
