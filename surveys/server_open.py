"""Open a store on a PostgreSQL server: the connection, a new store's tables and triggers, migrations.

The tables are those of ``schema``, the migrations those of ``migrations/``: the first that a server can have
met is 0003.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, create_engine, event, insert, inspect, select
from sqlalchemy.pool import NullPool

from merlingua.surveys import schema
from merlingua.surveys.errors import StoreError
from merlingua.surveys.server_errors import readable_server_errors
from merlingua.surveys.server_place import ServerPlace
from merlingua.surveys.server_schema import LOCK_KEY, creation_statements
from merlingua.surveys.store_open import BEGINS_WITH, READING, WRITING, OpenOptions

READING_ON_SERVER = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"
"""One consistent view, as SQLite's readers have."""
WRITING_ON_SERVER = f"SELECT pg_advisory_xact_lock({LOCK_KEY})"
"""One writer after the other: numbers are handed out, and the log goes on, in the order of transactions."""
ADDING_ON_SERVER = f"SELECT pg_advisory_xact_lock_shared({LOCK_KEY})"
"""Stations add rows of their own beside each other, but not beside a withdrawal."""
_BEGINNINGS = {READING: READING_ON_SERVER, WRITING: WRITING_ON_SERVER}
_NEEDED = {"fsync": "on", "full_page_writes": "on"}
"""Settings of the server without which what it acknowledged may be lost with its power."""


def open_server(place: ServerPlace, options: OpenOptions) -> Connection:
    """A connection to a store of the newest version.

    An empty database becomes one; an older store is migrated.

    Raises
    ------
    StoreError
        If the server cannot be reached or refuses, or the database is no store, newer, or empty and is not to
        be made one.
    """
    with readable_server_errors(place):
        connection = connect(place)
        try:
            _bring_up_to_date(connection, place, options)
        except BaseException:
            connection.close()
            raise
    return connection


def connect(place: ServerPlace) -> Connection:
    """A connection whose driver SQL is written as SQLite's, with ``?`` for a value."""
    engine = create_engine(place.url, poolclass=NullPool)
    event.listen(engine, "begin", _begin)
    event.listen(engine, "before_cursor_execute", _marked, retval=True)
    connection = engine.connect()
    try:
        with connection.begin():
            # A server may acknowledge what it has not written yet, unless it is told not to.
            connection.exec_driver_sql("SET SESSION synchronous_commit TO on")
            for name, due in _NEEDED.items():
                found = connection.exec_driver_sql(f"SHOW {name}").scalar_one()
                if found != due:
                    raise StoreError(
                        f"the server of {place} runs with {name}={found}, so that what it acknowledged may "
                        f"be lost with its power: set {name}={due} in postgresql.conf."
                    )
    except BaseException:
        connection.close()
        raise
    return connection


def revision_on(connection: Connection, place: ServerPlace) -> str | None:
    """The store's revision, one of ``schema.REVISIONS``; None where the database is empty."""
    names = set(inspect(connection).get_table_names())
    ours = set(schema.all_tables()) & names
    if "alembic_version" not in names:
        if ours:
            raise StoreError(
                f"the database {place} has tables of another program ({', '.join(sorted(ours))}): make one "
                "for Merlingua alone with createdb. This one was not changed."
            )
        return None
    version = schema.alembic_version.c.version_num
    revision = connection.execute(select(version)).scalar()
    if revision not in schema.REVISIONS:
        raise StoreError(
            f"the store {place} is of a newer version or another program's ({revision}; this program knows "
            f"{schema.REVISIONS[-1]}). Install the newest Merlingua. The store was not changed."
        )
    return str(revision)


def _begin(connection: Connection) -> None:
    beginning: str | None = connection.info.get(BEGINS_WITH)
    if beginning is not None:
        connection.exec_driver_sql(_BEGINNINGS.get(beginning, beginning))


def _marked(
    connection: Connection, cursor: Any, statement: str, parameters: Any, context: Any, many: bool
) -> tuple[str, Any]:
    is_driver_sql = context is not None and context.compiled is None
    if is_driver_sql:
        statement = statement.replace("%", "%%").replace("?", "%s")
    return statement, parameters


def _bring_up_to_date(connection: Connection, place: ServerPlace, options: OpenOptions) -> None:
    connection.info[BEGINS_WITH] = READING
    with connection.begin():
        revision = revision_on(connection, place)
    if revision == schema.REVISIONS[-1]:
        return
    if revision is None and (options.read_only or not options.create):
        raise StoreError(
            f"the database {place} holds no store yet: `merlingua merge FILES --into URL` makes one in it."
        )
    if options.read_only:
        raise StoreError(
            f"the store {place} is of an older version ({revision}) and was opened for reading alone: "
            "`merlingua merge` brings it up to date."
        )
    connection.info[BEGINS_WITH] = WRITING
    with connection.begin():
        if revision_on(connection, place) is None:  # another may have been quicker
            _create(connection)
            return
        from merlingua.surveys.store_migrations import migrate

        migrate(connection)


def _create(connection: Connection) -> None:
    schema.metadata.create_all(connection, checkfirst=False)
    schema.records.create_all(connection, checkfirst=False)
    schema.alembic_version.create(connection, checkfirst=False)
    name = connection.exec_driver_sql("SELECT quote_ident(current_schema())").scalar_one()
    for statement in creation_statements(name):
        connection.exec_driver_sql(statement)
    connection.execute(insert(schema.alembic_version).values(version_num=schema.REVISIONS[-1]))
