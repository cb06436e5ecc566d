"""What the store says to its database again and again."""

from __future__ import annotations

from sqlalchemy import bindparam, func, insert, select

from merlingua.surveys import schema

INSERTS = {name: insert(table) for name, table in schema.all_tables().items()}
"""Made once: SQLAlchemy then takes their SQL from its cache without looking at them again."""

LAST_REVISION = select(func.coalesce(func.max(schema.answer.c.revision), 0)).where(
    schema.answer.c.session_id == bindparam("session_id"),
    schema.answer.c.step_id == bindparam("step_id"),
    schema.answer.c.question_id == bindparam("question_id"),
)

SESSION_OF = select(schema.presentation.c.session_id).where(
    schema.presentation.c.id == bindparam("presentation")
)
