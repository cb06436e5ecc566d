"""A connection to a store, wherever it is: a file of this computer, or a server's database."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection

from merlingua.surveys.server_place import StorePlace, is_server, server_place
from merlingua.surveys.store_open import OpenOptions, open_connection
from merlingua.surveys.store_place import store_file


def connect_to_store(location: str | Path, options: OpenOptions) -> tuple[Connection, StorePlace]:
    """Connection and place of the store that a path or URL names.

    Raises
    ------
    StoreError
        As `Store.open` does.
    """
    if not is_server(location):
        file = store_file(location)
        return open_connection(file, options), file
    # The server's driver is imported where there is a server.
    from merlingua.surveys.server_open import open_server

    place = server_place(str(location))
    return open_server(place, options), place
