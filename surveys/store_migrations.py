"""Bring an older store up to date with alembic, which is imported for nothing else.

All migrations of a store run in the transaction that found it old: all succeed, or it stays as it was.
"""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection

MIGRATIONS = Path(__file__).resolve().parent / "migrations"


def migrate(connection: Connection, *, folder: Path = MIGRATIONS) -> None:
    """Run the migrations of ``folder`` that the store lacks, inside the connection's open transaction."""
    command.upgrade(alembic_config(folder, connection), "head")


def alembic_config(folder: Path = MIGRATIONS, connection: Connection | None = None) -> Config:
    """Alembic's settings, with neither an ini file nor the working directory."""
    config = Config()
    # Alembic reads its options through ConfigParser, to which a percent sign is special.
    config.set_main_option("script_location", str(folder).replace("%", "%%"))
    config.set_main_option("path_separator", "newline")
    config.attributes["connection"] = connection
    return config
