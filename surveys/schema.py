"""The tables of a store, as SQLAlchemy Core knows them.

Answers, plays, presentations and events are only ever added: triggers refuse to change a row, and a revision
is a row of its own. Keys are UUIDs of version 7 in 16 bytes, so that rows of several stations merge by key
and still sort by time. Times are ISO 8601 in UTC with microseconds. A change here needs a migration
(``migrations/``).
"""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

metadata = MetaData()


def _key(name: str = "id") -> Column[bytes]:
    return Column(name, LargeBinary(16), primary_key=True)


def _owner(table: str, *, nullable: bool = False) -> Column[bytes]:
    return Column(f"{table}_id", LargeBinary(16), ForeignKey(f"{table}.id"), nullable=nullable)


participant = Table(
    "participant",
    metadata,
    _key(),
    Column("study_id", String(64), nullable=False),
    Column("number", Integer, nullable=False),
    Column("language", String(16), nullable=False),
    Column("number_in_language", Integer, nullable=False),
    Column("is_simulated", Boolean, nullable=False),
    Column("withdrawal_code_sha256", String(64), nullable=False),
    Column("created_at", String(32), nullable=False),
    UniqueConstraint("study_id", "number", name="participant_number"),
    UniqueConstraint("study_id", "language", "number_in_language", name="participant_number_in_language"),
)

session = Table(
    "session",
    metadata,
    _key(),
    _owner("participant"),
    Column("study_id", String(64), nullable=False),
    Column("study_version", String(32), nullable=False),
    Column("study_sha256", String(64), nullable=False),
    Column("seed", Integer, nullable=False),
    Column("language", String(16), nullable=False),
    Column("number", Integer, nullable=False),
    Column("presentation_order", Text, nullable=False),
    Column("station", String(128), nullable=False),
    Column("device", String(256), nullable=False),
    Column("versions", Text, nullable=False),
    Column("is_simulated", Boolean, nullable=False),
    Column("started_at", String(32), nullable=False),
    Index("session_study", "study_id"),
)

presentation = Table(
    "presentation",
    metadata,
    _key(),
    _owner("session"),
    Column("step_id", String(128), nullable=False),
    Column("clip_id", String(64), nullable=False),
    Column("clip_sha256", String(64), nullable=False),
    Column("block_id", String(64), nullable=False),
    Column("position", Integer, nullable=False),
    Column("is_practice", Boolean, nullable=False),
    Column("is_repeat", Boolean, nullable=False),
    Column("gain_db", Float, nullable=False),
    Column("shown_at", String(32), nullable=False),
    UniqueConstraint("session_id", "step_id", name="presentation_of_a_step"),
)

play = Table(
    "play",
    metadata,
    _key(),
    _owner("presentation"),
    Column("started_at", String(32), nullable=False),
    Column("dac_onset_s", Float, nullable=True),
    Column("frames_total", Integer, nullable=False),
    Column("frames_played", Integer, nullable=False),
    Column("sample_rate", Integer, nullable=False),
    Column("underruns", Integer, nullable=False),
    Column("gain_db", Float, nullable=False),
    Column("device", String(256), nullable=False),
    Column("flags", String(256), nullable=False),
    Index("play_presentation", "presentation_id"),
)

answer = Table(
    "answer",
    metadata,
    _key(),
    _owner("session"),
    _owner("presentation", nullable=True),
    Column("step_id", String(128), nullable=False),
    Column("question_id", String(64), nullable=False),
    Column("value_int", Integer, nullable=True),
    Column("value_text", Text, nullable=True),
    Column("response_ms", Float, nullable=True),
    Column("revision", Integer, nullable=False),
    Column("answered_at", String(32), nullable=False),
    UniqueConstraint("session_id", "step_id", "question_id", "revision", name="answer_revision"),
    CheckConstraint("(value_int IS NULL) <> (value_text IS NULL)", name="answer_has_one_value"),
)

event = Table(
    "event",
    metadata,
    _key(),
    _owner("session"),
    Column("kind", String(64), nullable=False),
    Column("detail", Text, nullable=False),
    Column("happened_at", String(32), nullable=False),
    Index("event_session_kind", "session_id", "kind"),
)

APPEND_ONLY: tuple[str, ...] = ("participant", "session", "presentation", "play", "answer", "event")
"""A row of these tables is never changed; a withdrawal deletes rows, which is allowed."""

TRIGGERS: tuple[str, ...] = tuple(
    f"CREATE TRIGGER {table}_is_append_only BEFORE UPDATE ON {table} "
    f"BEGIN SELECT RAISE(ABORT, 'rows of {table} are never changed'); END"
    for table in APPEND_ONLY
)

REVISION = "0001"
"""The newest migration; a store that names another one is migrated, or refused where it is newer."""
