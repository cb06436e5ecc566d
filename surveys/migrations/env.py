"""Run by alembic: migrates over the connection that ``store_open`` hands in."""

from __future__ import annotations

from alembic import context

from merlingua.surveys.schema import metadata

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=metadata, transactional_ddl=True)
context.run_migrations()
