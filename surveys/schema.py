"""The tables of a store, as SQLAlchemy Core knows them.

Conventions
-----------
Rows are only ever added: triggers refuse to change one, and a revised answer is a row of its own. Keys are
UUIDs of version 7 in 16 bytes (``row_keys``): rows of several stations merge by key and sort by time. Times
are ISO 8601 in UTC with microseconds, so that their text sorts as they do. What may be NULL is what the
source of an imported session does not say; this program's own survey knows all of it. A change here needs a
migration (``migrations/``); a test compares the two.
"""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Float,
    ForeignKey,
    Index,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    UniqueConstraint,
)
from sqlalchemy import Integer as Int32

from merlingua.surveys.schema_types import KEY_BYTES as KEY_BYTES
from merlingua.surveys.schema_types import Integer, Json, LongText, Name, UtcTime, text
from merlingua.surveys.schema_types import Key as Key
from merlingua.surveys.store_rows import SURVEY

REVISIONS: tuple[str, ...] = ("0001", "0002", "0003")
"""Every migration, oldest first: a store at an older one is migrated on opening; others are refused."""

APPLICATION_ID = 0x4D45524C
"""``MERL``, in the file's header: what tells a store from any other SQLite file."""

metadata = MetaData()


def _key() -> Column[UUID]:
    return Column("id", Key, primary_key=True)


def _key_of(table: str, *, nullable: bool = False) -> Column[UUID]:
    return Column(f"{table}_id", Key, ForeignKey(f"{table}.id"), nullable=nullable)


participant = Table(
    "participant",
    metadata,
    _key(),
    Column("study_id", text(64), nullable=False),
    Column("number", Integer, nullable=False),
    Column("language", text(16), nullable=False),
    Column("number_in_language", Integer, nullable=False),
    Column("is_simulated", Boolean, nullable=False),
    Column("withdrawal_code_sha256", text(64), nullable=False),
    Column("created_at", UtcTime, nullable=False),
    Column("source_id", LongText),
    Index("participant_number", "study_id", "number"),
    Index("participant_number_in_language", "study_id", "language", "number_in_language"),
)
# Numbers are not UNIQUE: stations number on their own, and their stores are merged by key. Participants who
# were imported all have 0: they take no number, and so no place in an order, from those who are to come.

session = Table(
    "session",
    metadata,
    _key(),
    _key_of("participant"),
    Column("study_id", text(64), nullable=False),
    Column("study_version", text(32), nullable=False),
    Column("study_sha256", text(64), nullable=False),
    Column("seed", Integer, nullable=False),
    Column("language", text(16), nullable=False),
    Column("number", Integer, nullable=False),
    Column("presentation_order", Json, nullable=False),
    Column("station", Name(128), nullable=False),
    Column("device", Name(256), nullable=False),
    Column("versions", Json, nullable=False),
    Column("is_simulated", Boolean, nullable=False),
    Column("started_at", UtcTime, nullable=False),
    Column("source", text(16), nullable=False, server_default=SURVEY),
    Index("session_study", "study_id"),
    Index("session_participant", "participant_id"),
)

presentation = Table(
    "presentation",
    metadata,
    _key(),
    _key_of("session"),
    Column("step_id", text(128), nullable=False),
    Column("clip_id", text(64), nullable=False),
    Column("clip_sha256", text(64)),
    Column("block_id", text(64), nullable=False),
    Column("position", Integer),
    Column("is_practice", Boolean, nullable=False),
    Column("is_repeat", Boolean, nullable=False),
    Column("gain_db", Float),
    Column("shown_at", UtcTime),
    UniqueConstraint("session_id", "step_id", name="presentation_of_a_step"),
    sqlite_with_rowid=False,
)

play = Table(
    "play",
    metadata,
    _key(),
    _key_of("presentation"),
    Column("started_at", UtcTime, nullable=False),
    Column("dac_onset_s", Float),
    Column("frames_total", Integer, nullable=False),
    Column("frames_played", Integer, nullable=False),
    Column("sample_rate", Integer, nullable=False),
    Column("underruns", Integer, nullable=False),
    Column("gain_db", Float, nullable=False),
    Column("device", Name(256), nullable=False),
    Column("flags", Json, nullable=False),
    Index("play_presentation", "presentation_id"),
    sqlite_with_rowid=False,
)

answer = Table(
    "answer",
    metadata,
    _key(),
    _key_of("session"),
    _key_of("presentation", nullable=True),
    Column("step_id", text(128), nullable=False),
    Column("question_id", text(64), nullable=False),
    Column("value_int", Integer),
    Column("value_text", LongText),
    Column("response_ms", Float),
    Column("revision", Integer, nullable=False),
    Column("answered_at", UtcTime),
    UniqueConstraint("session_id", "step_id", "question_id", "revision", name="answer_revision"),
    CheckConstraint("(value_int IS NULL) <> (value_text IS NULL)", name="answer_has_one_value"),
    Index("answer_time", "session_id", "answered_at"),
    sqlite_with_rowid=False,
)

event = Table(
    "event",
    metadata,
    _key(),
    _key_of("session"),
    Column("kind", text(64), nullable=False),
    Column("detail", Json, nullable=False),
    Column("happened_at", UtcTime, nullable=False),
    Index("event_kind", "session_id", "kind"),
    sqlite_with_rowid=False,
)

records = MetaData()
"""Tables about the store itself, beside those of its sessions in ``metadata``."""

LINK_BYTES = 32

audit_chain = Table(
    "audit_chain",
    records,
    Column("place", Int32, primary_key=True),
    Column("id", LargeBinary(KEY_BYTES), nullable=False, unique=True),
)
"""The chains that this store itself began, the one that it continues last: see ``audit_chain``."""

audit_entry = Table(
    "audit_entry",
    records,
    Column("chain_id", LargeBinary(KEY_BYTES), nullable=False),
    Column("number", Integer, nullable=False),
    Column("digest", LargeBinary(LINK_BYTES), nullable=False),
    Column("link", LargeBinary(LINK_BYTES), nullable=False),
    PrimaryKeyConstraint("chain_id", "number", name="audit_entry_pkc"),
    sqlite_with_rowid=False,
)

audit_salt = Table(
    "audit_salt",
    records,
    Column("chain_id", LargeBinary(KEY_BYTES), nullable=False),
    Column("number", Integer, nullable=False),
    Column("session_id", Key),
    Column("salt", LargeBinary(KEY_BYTES), nullable=False),
    Column("row_keys", LargeBinary, nullable=False),
    PrimaryKeyConstraint("chain_id", "number", name="audit_salt_pkc"),
    Index("audit_salt_session", "session_id"),
    sqlite_with_rowid=False,
)
"""What an entry was made of; a withdrawal deletes it. ``session_id`` is NULL for rows of the store itself."""

tombstone = Table(
    "tombstone",
    records,
    _key(),
    Column("participant_id", Key, nullable=False),
    Column("study_id", text(64), nullable=False),
    Column("number", Integer, nullable=False),
    Column("language", text(16), nullable=False),
    Column("number_in_language", Integer, nullable=False),
    Column("withdrawal_code_sha256", text(64), nullable=False),
    Column("withdrawn_at", UtcTime, nullable=False),
    Column("n_answers", Integer, nullable=False),
    Column("entries", Json, nullable=False),
    Index("tombstone_participant", "participant_id"),
    Index("tombstone_code", "withdrawal_code_sha256"),
)
"""Who has withdrawn; their number is not given again. ``entries``: numbers of the audit log's entries that
were emptied, by chain. Stores that were merged may each have had one of the same person."""

withdrawn_session = Table(
    "withdrawn_session",
    records,
    _key(),
    Column("tombstone_id", Key, ForeignKey("tombstone.id"), nullable=False),
    Column("session_id", Key, nullable=False),
    Index("withdrawn_session_key", "session_id"),
)

station_number = Table(
    "station_number",
    records,
    Column("place", Int32, primary_key=True),
    Column("number", Integer, nullable=False),
    Column("set_at", UtcTime, nullable=False),
)
"""Which of several stations writes this store, the last row holds; without any it is station 0."""

export_record = Table(
    "export_record",
    records,
    _key(),
    Column("study_id", text(64), nullable=False),
    Column("format", text(16), nullable=False),
    Column("folder", LongText, nullable=False),
    Column("exported_at", UtcTime, nullable=False),
    Column("with_simulated", Boolean, nullable=False),
    Column("heads", Json, nullable=False),
)
"""An export that was begun. ``heads`` are the ends of the audit chains then: what came before is in it."""

alembic_version = Table(
    "alembic_version",
    MetaData(),
    Column("version_num", text(32), nullable=False),
    PrimaryKeyConstraint("version_num", name="alembic_version_pkc"),
)
"""Alembic's own table: the revision of this store, in one row."""

APPEND_ONLY: tuple[str, ...] = (*metadata.tables, *records.tables)
"""A row of these tables is never changed; a withdrawal deletes rows of some, which is allowed."""

KEPT_FOR_GOOD: tuple[str, ...] = ("audit_chain", "audit_entry", "tombstone", "withdrawn_session")
"""Rows of these are never deleted either."""

TRIGGERS: tuple[str, ...] = (
    *(
        f"CREATE TRIGGER {table}_is_append_only BEFORE UPDATE ON {table} "
        f"BEGIN SELECT RAISE(ABORT, 'rows of {table} are never changed'); END"
        for table in APPEND_ONLY
    ),
    *(
        f"CREATE TRIGGER {table}_is_kept BEFORE DELETE ON {table} "
        f"BEGIN SELECT RAISE(ABORT, 'rows of {table} are never deleted'); END"
        for table in KEPT_FOR_GOOD
    ),
)


def all_tables() -> dict[str, Table]:
    """Every table of a store but Alembic's own, by name."""
    return {**metadata.tables, **records.tables}
