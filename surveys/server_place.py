"""Where a store on a PostgreSQL server is: its URL, how it is shown, and that nothing goes there in clear.

Sessions never write to a server: a network fault would reach the listener. Stations merge their files into it
(``merge_run``), and all that reads a store reads one there.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from merlingua.surveys.errors import StoreError

SCHEMES = ("postgresql", "postgres", "postgresql+psycopg")
DRIVER = "postgresql+psycopg"
SAFE_MODES = ("require", "verify-ca", "verify-full")
"""libpq's ``sslmode`` with which nothing is sent in clear."""
_LOCAL = ("", "localhost", "127.0.0.1", "::1")
_FORM = "write postgresql://USER@HOST/DATABASE (the password is best left to ~/.pgpass or PGPASSWORD)"

CONNECTING: dict[str, str] = {
    "application_name": "merlingua",
    "connect_timeout": "10",
    # A cable that was pulled is noticed after some ten seconds, not after two hours.
    "keepalives": "1",
    "keepalives_idle": "5",
    "keepalives_interval": "2",
    "keepalives_count": "3",
    "tcp_user_timeout": "15000",
}
"""What libpq is told where the URL does not say otherwise."""


@dataclass(frozen=True)
class ServerPlace:
    """A database on a PostgreSQL server."""

    url: URL

    def __str__(self) -> str:
        return self._shown

    @cached_property
    def _shown(self) -> str:
        shown = self.url.set(drivername="postgresql", query={})
        return shown.render_as_string(hide_password=True)

    @property
    def name(self) -> str:
        """The database's name."""
        return self.url.database or ""


StorePlace = Path | ServerPlace
"""A store is a file or a database on a server."""


def is_server(location: str | Path) -> bool:
    """Whether a location names a server rather than a file."""
    return isinstance(location, str) and location.partition("://")[0] in SCHEMES


def server_place(location: str) -> ServerPlace:
    """The database that a URL names, with TLS wherever the wire leaves this computer.

    ``sslmode`` is ``verify-full`` against the system's authorities unless the URL says ``verify-ca`` or
    ``require``, or another ``sslrootcert``; a server on this computer needs none.

    Raises
    ------
    StoreError
        If the URL makes no sense, names no database, or asks for a connection in clear.
    """
    try:
        url = make_url(location)
    except (ArgumentError, ValueError) as error:
        scheme = location.partition("://")[0]
        raise StoreError(f"this {scheme} URL cannot be the store: {_FORM}.") from error
    place = ServerPlace(url.set(drivername=DRIVER))
    if not url.database:
        raise StoreError(f"{place} names no database: {_FORM}.")
    options = dict(CONNECTING)
    host = url.query.get("host", url.host or "")
    if not _is_local(host):
        mode = url.query.get("sslmode", "verify-full")
        if mode not in SAFE_MODES:
            raise StoreError(
                f"{place} asks for sslmode={mode}, with which answers could cross the network in clear: "
                f"allowed are {', '.join(SAFE_MODES)}. Leave it out to have the server's certificate checked."
            )
        options["sslmode"] = str(mode)
        if mode == "verify-full":
            options["sslrootcert"] = "system"
    return ServerPlace(place.url.update_query_dict({**options, **url.query}))


def _is_local(host: str | tuple[str, ...]) -> bool:
    hosts = host.split(",") if isinstance(host, str) else host
    return all(each in _LOCAL or each.startswith(("/", "@")) for each in hosts)
