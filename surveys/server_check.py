"""Prove a store on a server whole: its triggers, and what must hold between its rows.

What a server's own types and constraints keep, wrong types and rows without their parents, needs no look.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from sqlalchemy import Connection, inspect

from merlingua.surveys.schema import APPEND_ONLY, KEPT_FOR_GOOD, all_tables
from merlingua.surveys.server_schema import STATION_FUNCTIONS

_OF_SQLITE = ("typeof(", "julianday(", "json_valid(")
"""In a rule about what SQLite alone would let into a column."""
_HEX = re.compile(r"\bhex\(([\w.]+)\)")


def server_problems(
    connection: Connection, rules: Sequence[tuple[str, str]]
) -> Iterator[tuple[str, list[str]]]:
    """What does not hold, and the rows of which that is true; ``rules`` as SQLite asks them."""
    yield from _missing(connection)
    for name, query in rules:
        if not any(word in query for word in _OF_SQLITE):
            asked = _HEX.sub(r"upper(encode(\1, 'hex'))", query)
            yield name, list(connection.exec_driver_sql(asked).scalars())


def _missing(connection: Connection) -> Iterator[tuple[str, list[str]]]:
    there = inspect(connection)
    for table in all_tables().values():
        columns = {column["name"] for column in there.get_columns(table.name)}
        yield (
            f"table {table.name} lacks a column",
            [column.name for column in table.c if column.name not in columns],
        )
        indexes = {index["name"] for index in there.get_indexes(table.name)}
        lacking = [str(index.name) for index in table.indexes if index.name not in indexes]
        yield f"table {table.name} lacks an index", lacking
    query = "SELECT tgname FROM pg_trigger WHERE tgenabled = 'O'"
    triggers = set(connection.exec_driver_sql(query).scalars())
    due = [
        *(f"{table}_is_append_only" for table in APPEND_ONLY),
        *(f"{table}_is_not_emptied" for table in APPEND_ONLY),
        *(f"{table}_is_kept" for table in KEPT_FOR_GOOD),
        "session_is_not_withdrawn",
        "withdrawn_session_buries",
    ]
    yield "a trigger that keeps rows as they are is missing", [name for name in due if name not in triggers]
    query = "SELECT to_regprocedure(?) IS NOT NULL"
    lacking = [name for name in STATION_FUNCTIONS if not connection.exec_driver_sql(query, (name,)).scalar()]
    yield "a function that stations ask is missing", lacking
