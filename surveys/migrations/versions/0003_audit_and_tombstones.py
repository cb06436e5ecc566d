"""An audit log of all rows, tombstones of those who withdrew, and a register of exports.

What a store held before gets an entry a session, made now: that it was changed earlier nobody can tell.

The statements are written out, not taken from ``schema``: a migration stays what it was.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from typing import Any

from alembic import op
from sqlalchemy import Connection

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

NEW_TABLES = (
    """
    CREATE TABLE audit_chain (
        place INTEGER NOT NULL,
        id BLOB NOT NULL,
        PRIMARY KEY (place),
        UNIQUE (id)
    )
    """,
    """
    CREATE TABLE audit_entry (
        chain_id BLOB NOT NULL,
        number INTEGER NOT NULL,
        digest BLOB NOT NULL,
        link BLOB NOT NULL,
        CONSTRAINT audit_entry_pkc PRIMARY KEY (chain_id, number)
    )
     WITHOUT ROWID
    """,
    """
    CREATE TABLE audit_salt (
        chain_id BLOB NOT NULL,
        number INTEGER NOT NULL,
        session_id BLOB,
        salt BLOB NOT NULL,
        row_keys BLOB NOT NULL,
        CONSTRAINT audit_salt_pkc PRIMARY KEY (chain_id, number)
    )
     WITHOUT ROWID
    """,
    "CREATE INDEX audit_salt_session ON audit_salt (session_id)",
    """
    CREATE TABLE tombstone (
        id BLOB NOT NULL,
        participant_id BLOB NOT NULL,
        study_id VARCHAR(64) NOT NULL,
        number INTEGER NOT NULL,
        language VARCHAR(16) NOT NULL,
        number_in_language INTEGER NOT NULL,
        withdrawal_code_sha256 VARCHAR(64) NOT NULL,
        withdrawn_at VARCHAR(32) NOT NULL,
        n_answers INTEGER NOT NULL,
        entries TEXT NOT NULL,
        PRIMARY KEY (id)
    )
    """,
    "CREATE INDEX tombstone_participant ON tombstone (participant_id)",
    "CREATE INDEX tombstone_code ON tombstone (withdrawal_code_sha256)",
    """
    CREATE TABLE export_record (
        id BLOB NOT NULL,
        study_id VARCHAR(64) NOT NULL,
        format VARCHAR(16) NOT NULL,
        folder TEXT NOT NULL,
        exported_at VARCHAR(32) NOT NULL,
        with_simulated BOOLEAN NOT NULL,
        heads TEXT NOT NULL,
        PRIMARY KEY (id)
    )
    """,
    """
    CREATE TABLE withdrawn_session (
        id BLOB NOT NULL,
        tombstone_id BLOB NOT NULL,
        session_id BLOB NOT NULL,
        PRIMARY KEY (id),
        FOREIGN KEY(tombstone_id) REFERENCES tombstone (id)
    )
    """,
    "CREATE INDEX withdrawn_session_key ON withdrawn_session (session_id)",
    """
    CREATE TABLE station_number (
        place INTEGER NOT NULL,
        number INTEGER NOT NULL,
        set_at VARCHAR(32) NOT NULL,
        PRIMARY KEY (place)
    )
    """,
)
NAMES = (
    "audit_chain",
    "audit_entry",
    "audit_salt",
    "tombstone",
    "withdrawn_session",
    "station_number",
    "export_record",
)
KEPT = ("audit_chain", "audit_entry", "tombstone", "withdrawn_session")

INT, FLOAT, REST = "int", "float", ""
COLUMNS = {
    "participant": (
        ("id", REST), ("study_id", REST), ("number", INT), ("language", REST), ("number_in_language", INT),
        ("is_simulated", INT), ("withdrawal_code_sha256", REST), ("created_at", REST), ("source_id", REST),
    ),
    "session": (
        ("id", REST), ("participant_id", REST), ("study_id", REST), ("study_version", REST),
        ("study_sha256", REST), ("seed", INT), ("language", REST), ("number", INT),
        ("presentation_order", REST), ("station", REST), ("device", REST), ("versions", REST),
        ("is_simulated", INT), ("started_at", REST), ("source", REST),
    ),
    "presentation": (
        ("id", REST), ("session_id", REST), ("step_id", REST), ("clip_id", REST), ("clip_sha256", REST),
        ("block_id", REST), ("position", INT), ("is_practice", INT), ("is_repeat", INT), ("gain_db", FLOAT),
        ("shown_at", REST),
    ),
    "play": (
        ("id", REST), ("presentation_id", REST), ("started_at", REST), ("dac_onset_s", FLOAT),
        ("frames_total", INT), ("frames_played", INT), ("sample_rate", INT), ("underruns", INT),
        ("gain_db", FLOAT), ("device", REST), ("flags", REST),
    ),
    "answer": (
        ("id", REST), ("session_id", REST), ("presentation_id", REST), ("step_id", REST),
        ("question_id", REST), ("value_int", INT), ("value_text", REST), ("response_ms", FLOAT),
        ("revision", INT), ("answered_at", REST),
    ),
    "event": (
        ("id", REST), ("session_id", REST), ("kind", REST), ("detail", REST), ("happened_at", REST),
    ),
}  # fmt: skip
"""In the order of the tables' numbers in an entry's row keys."""
OF_SESSION = {
    "participant": "id = (SELECT participant_id FROM session WHERE id = ?) AND "
    "(SELECT min(id) FROM session AS s WHERE s.participant_id = participant.id) = ?",
    "session": "id = ? AND ? IS NOT NULL",
    "presentation": "session_id = ? AND ? IS NOT NULL",
    "play": "presentation_id IN (SELECT id FROM presentation WHERE session_id = ?) AND ? IS NOT NULL",
    "answer": "session_id = ? AND ? IS NOT NULL",
    "event": "session_id = ? AND ? IS NOT NULL",
}


def upgrade() -> None:
    """Make the tables, and an entry for each session that is there."""
    for statement in NEW_TABLES:
        op.execute(statement)
    connection = op.get_bind()
    sessions = [row[0] for row in connection.exec_driver_sql("SELECT id FROM session ORDER BY id")]
    if sessions:
        _begin_chain(connection, sessions)
    for table in NAMES:
        op.execute(
            f"CREATE TRIGGER {table}_is_append_only BEFORE UPDATE ON {table} "
            f"BEGIN SELECT RAISE(ABORT, 'rows of {table} are never changed'); END"
        )
    for table in KEPT:
        op.execute(
            f"CREATE TRIGGER {table}_is_kept BEFORE DELETE ON {table} "
            f"BEGIN SELECT RAISE(ABORT, 'rows of {table} are never deleted'); END"
        )


def _begin_chain(connection: Connection, sessions: list[bytes]) -> None:
    chain_id = secrets.token_bytes(16)
    connection.exec_driver_sql("INSERT INTO audit_chain (id) VALUES (?)", (chain_id,))
    link = hashlib.sha256(b"merlingua-audit-1" + chain_id).digest()
    for number, session_id in enumerate(sessions, start=1):
        salt, keys = secrets.token_bytes(16), bytearray()
        hashed = hashlib.sha256(salt)
        for index, (table, columns) in enumerate(COLUMNS.items()):
            names = ", ".join(name for name, _ in columns)
            found = connection.exec_driver_sql(
                f"SELECT {names} FROM {table} WHERE {OF_SESSION[table]} ORDER BY id", (session_id, session_id)
            )
            for row in found:
                hashed.update(_row_bytes(table, row, columns))
                keys += bytes([index]) + row[0]
        digest = hashed.digest()
        link = hashlib.sha256(link + number.to_bytes(8, "big") + digest).digest()
        connection.exec_driver_sql(
            "INSERT INTO audit_entry (chain_id, number, digest, link) VALUES (?, ?, ?, ?)",
            (chain_id, number, digest, link),
        )
        connection.exec_driver_sql(
            "INSERT INTO audit_salt (chain_id, number, session_id, salt, row_keys) VALUES (?, ?, ?, ?, ?)",
            (chain_id, number, session_id, salt, bytes(keys)),
        )


def _row_bytes(table: str, row: Any, columns: tuple[tuple[str, str], ...]) -> bytes:
    written = [
        None
        if value is None
        else value
        if isinstance(value, str)
        else int(value)
        if kind == INT
        else float(value)
        if kind == FLOAT
        else bytes(value).hex()
        for value, (_, kind) in zip(row, columns, strict=True)
    ]
    return json.dumps([table, *written], separators=(",", ":")).encode()
