"""Run by alembic: migrates in the open transaction of the connection that ``store_migrations`` hands in."""

from __future__ import annotations

from alembic import context

from merlingua.surveys.schema import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
context.run_migrations()
