"""Several stations of one study: each has its range of numbers, and may have a role on a server."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import insert

from merlingua.surveys import schema
from merlingua.surveys.errors import StoreError
from merlingua.surveys.server_errors import readable_server_errors
from merlingua.surveys.server_open import connect, revision_on
from merlingua.surveys.server_place import is_server, server_place
from merlingua.surveys.server_schema import grant_statements
from merlingua.surveys.store import Store
from merlingua.surveys.store_queries import NUMBERS_PER_STATION, station_of

HIGHEST_STATION = 99


def set_station(store: Store, number: int) -> None:
    """Make a store that of station ``number``: its next participants are numbered from its range.

    Raises
    ------
    StoreError
        If there is no such station, or the store cannot be written.
    """
    if not 0 <= number <= HIGHEST_STATION:
        raise StoreError(f"there is no station {number}: stations are numbered from 0 to {HIGHEST_STATION}.")
    with store.one_transaction(), store.reading() as connection:
        if station_of(connection) != number:
            values = {"number": number, "set_at": datetime.now(UTC)}
            connection.execute(insert(schema.station_number), values)


def station_numbers(store: Store) -> tuple[int, int, int]:
    """Which station a store is of, and the first and last number that it may give."""
    with store.reading() as connection:
        number = station_of(connection)
    before = number * NUMBERS_PER_STATION
    return number, before + 1, before + NUMBERS_PER_STATION - 1


def grant_to_station(location: str, role: str) -> None:
    """Let a role add to a store on a server, and do nothing else there.

    Raises
    ------
    StoreError
        If the location is no server's, the role is not there, or this user may not grant.
    """
    if not is_server(location):
        raise StoreError(f"{location!r} is no store on a server: rights in a file are those of the file.")
    place = server_place(location)
    with readable_server_errors(place):
        connection = connect(place)
        try:
            with connection.begin():
                if revision_on(connection, place) is None:
                    raise StoreError(f"{place} holds no store yet: merge a store into it first.")
                known = connection.exec_driver_sql(
                    "SELECT rolsuper OR rolname = current_user FROM pg_roles WHERE rolname = ?", (role,)
                ).scalar()
                if known is None:
                    raise StoreError(
                        f"the server has no role {role!r}: CREATE ROLE {role} LOGIN PASSWORD '…' makes it."
                    )
                if known:
                    raise StoreError(
                        f"{role!r} owns the store or the whole server, and can read all of it: name a role "
                        "that is made for stations."
                    )
                schema_name = connection.exec_driver_sql("SELECT quote_ident(current_schema())").scalar_one()
                quoted = connection.exec_driver_sql("SELECT quote_ident(?)", (role,)).scalar_one()
                for statement in grant_statements(quoted, schema_name):
                    connection.exec_driver_sql(statement)
        finally:
            connection.close()
