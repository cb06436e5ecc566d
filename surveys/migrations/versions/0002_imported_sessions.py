"""Sessions may come from elsewhere: their source, their participant's id there, and what it does not say.

SQLite cannot drop a NOT NULL: every table is built anew, because a table that is renamed takes the foreign
keys that lead to it along. Rows keep their keys and values.

The statements are written out, not taken from ``schema``: a migration stays what it was.
"""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

NEW_TABLES = (
    """
    CREATE TABLE participant (
        id BLOB NOT NULL,
        study_id VARCHAR(64) NOT NULL,
        number INTEGER NOT NULL,
        language VARCHAR(16) NOT NULL,
        number_in_language INTEGER NOT NULL,
        is_simulated BOOLEAN NOT NULL,
        withdrawal_code_sha256 VARCHAR(64) NOT NULL,
        created_at VARCHAR(32) NOT NULL,
        source_id TEXT,
        PRIMARY KEY (id)
    )
    """,
    "CREATE INDEX participant_number ON participant (study_id, number)",
    "CREATE INDEX participant_number_in_language ON participant (study_id, language, number_in_language)",
    """
    CREATE TABLE session (
        id BLOB NOT NULL,
        participant_id BLOB NOT NULL,
        study_id VARCHAR(64) NOT NULL,
        study_version VARCHAR(32) NOT NULL,
        study_sha256 VARCHAR(64) NOT NULL,
        seed INTEGER NOT NULL,
        language VARCHAR(16) NOT NULL,
        number INTEGER NOT NULL,
        presentation_order TEXT NOT NULL,
        station VARCHAR(128) NOT NULL,
        device VARCHAR(256) NOT NULL,
        versions TEXT NOT NULL,
        is_simulated BOOLEAN NOT NULL,
        started_at VARCHAR(32) NOT NULL,
        source VARCHAR(16) DEFAULT 'survey' NOT NULL,
        PRIMARY KEY (id),
        FOREIGN KEY(participant_id) REFERENCES participant (id)
    )
    """,
    "CREATE INDEX session_participant ON session (participant_id)",
    "CREATE INDEX session_study ON session (study_id)",
    """
    CREATE TABLE event (
        id BLOB NOT NULL,
        session_id BLOB NOT NULL,
        kind VARCHAR(64) NOT NULL,
        detail TEXT NOT NULL,
        happened_at VARCHAR(32) NOT NULL,
        PRIMARY KEY (id),
        FOREIGN KEY(session_id) REFERENCES session (id)
    )
     WITHOUT ROWID
    """,
    "CREATE INDEX event_kind ON event (session_id, kind)",
    """
    CREATE TABLE presentation (
        id BLOB NOT NULL,
        session_id BLOB NOT NULL,
        step_id VARCHAR(128) NOT NULL,
        clip_id VARCHAR(64) NOT NULL,
        clip_sha256 VARCHAR(64),
        block_id VARCHAR(64) NOT NULL,
        position INTEGER,
        is_practice BOOLEAN NOT NULL,
        is_repeat BOOLEAN NOT NULL,
        gain_db FLOAT,
        shown_at VARCHAR(32),
        PRIMARY KEY (id),
        CONSTRAINT presentation_of_a_step UNIQUE (session_id, step_id),
        FOREIGN KEY(session_id) REFERENCES session (id)
    )
     WITHOUT ROWID
    """,
    """
    CREATE TABLE answer (
        id BLOB NOT NULL,
        session_id BLOB NOT NULL,
        presentation_id BLOB,
        step_id VARCHAR(128) NOT NULL,
        question_id VARCHAR(64) NOT NULL,
        value_int INTEGER,
        value_text TEXT,
        response_ms FLOAT,
        revision INTEGER NOT NULL,
        answered_at VARCHAR(32),
        PRIMARY KEY (id),
        CONSTRAINT answer_revision UNIQUE (session_id, step_id, question_id, revision),
        CONSTRAINT answer_has_one_value CHECK ((value_int IS NULL) <> (value_text IS NULL)),
        FOREIGN KEY(session_id) REFERENCES session (id),
        FOREIGN KEY(presentation_id) REFERENCES presentation (id)
    )
     WITHOUT ROWID
    """,
    "CREATE INDEX answer_time ON answer (session_id, answered_at)",
    """
    CREATE TABLE play (
        id BLOB NOT NULL,
        presentation_id BLOB NOT NULL,
        started_at VARCHAR(32) NOT NULL,
        dac_onset_s FLOAT,
        frames_total INTEGER NOT NULL,
        frames_played INTEGER NOT NULL,
        sample_rate INTEGER NOT NULL,
        underruns INTEGER NOT NULL,
        gain_db FLOAT NOT NULL,
        device VARCHAR(256) NOT NULL,
        flags TEXT NOT NULL,
        PRIMARY KEY (id),
        FOREIGN KEY(presentation_id) REFERENCES presentation (id)
    )
     WITHOUT ROWID
    """,
    "CREATE INDEX play_presentation ON play (presentation_id)",
)
TABLES = ("participant", "session", "event", "presentation", "answer", "play")
"""Parents before their children."""
OLD_COLUMNS = {
    "participant": "id, study_id, number, language, number_in_language, is_simulated, "
    "withdrawal_code_sha256, created_at",
    "session": "id, participant_id, study_id, study_version, study_sha256, seed, language, number, "
    "presentation_order, station, device, versions, is_simulated, started_at",
    "event": "id, session_id, kind, detail, happened_at",
    "presentation": "id, session_id, step_id, clip_id, clip_sha256, block_id, position, is_practice, "
    "is_repeat, gain_db, shown_at",
    "answer": "id, session_id, presentation_id, step_id, question_id, value_int, value_text, response_ms, "
    "revision, answered_at",
    "play": "id, presentation_id, started_at, dac_onset_s, frames_total, frames_played, sample_rate, "
    "underruns, gain_db, device, flags",
}
OLD_INDEXES = (
    "participant_number",
    "participant_number_in_language",
    "session_participant",
    "session_study",
    "event_kind",
    "answer_time",
    "play_presentation",
)


def upgrade() -> None:
    """Build every table anew, move all rows, and put the triggers back that refuse to change one."""
    for index in OLD_INDEXES:
        op.execute(f"DROP INDEX IF EXISTS {index}")
    for table in TABLES:
        op.execute(f"DROP TRIGGER IF EXISTS {table}_is_append_only")
        op.execute(f"ALTER TABLE {table} RENAME TO {table}_0001")
    for statement in NEW_TABLES:
        op.execute(statement)
    for table in TABLES:
        columns = OLD_COLUMNS[table]
        op.execute(f"INSERT INTO {table} ({columns}) SELECT {columns} FROM {table}_0001 ORDER BY id")
    for table in reversed(TABLES):
        op.execute(f"DROP TABLE {table}_0001")
    for table in TABLES:
        op.execute(
            f"CREATE TRIGGER {table}_is_append_only BEFORE UPDATE ON {table} "
            f"BEGIN SELECT RAISE(ABORT, 'rows of {table} are never changed'); END"
        )
