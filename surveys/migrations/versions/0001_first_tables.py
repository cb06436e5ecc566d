"""The first tables: participants, sessions, presentations, plays, answers, events.

The statements are written out, not taken from ``schema``: a migration stays what it was.
"""

from __future__ import annotations

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

STATEMENTS = (
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
        clip_sha256 VARCHAR(64) NOT NULL,
        block_id VARCHAR(64) NOT NULL,
        position INTEGER NOT NULL,
        is_practice BOOLEAN NOT NULL,
        is_repeat BOOLEAN NOT NULL,
        gain_db FLOAT NOT NULL,
        shown_at VARCHAR(32) NOT NULL,
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
        answered_at VARCHAR(32) NOT NULL,
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
APPEND_ONLY = ("participant", "session", "event", "presentation", "answer", "play")
APPLICATION_ID = 0x4D45524C


def upgrade() -> None:
    """Create the tables, the triggers that refuse to change a row, and the mark of a store."""
    for statement in STATEMENTS:
        op.execute(statement)
    for table in APPEND_ONLY:
        op.execute(
            f"CREATE TRIGGER {table}_is_append_only BEFORE UPDATE ON {table} "
            f"BEGIN SELECT RAISE(ABORT, 'rows of {table} are never changed'); END"
        )
    op.execute(f"PRAGMA application_id = {APPLICATION_ID}")
