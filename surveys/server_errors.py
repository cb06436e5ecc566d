"""What a PostgreSQL server refuses, in words that say what to do.

References
----------
PostgreSQL documentation, Appendix A, "PostgreSQL Error Codes".
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from sqlalchemy.exc import DBAPIError

from merlingua.surveys.errors import StoreError

if TYPE_CHECKING:
    from merlingua.surveys.server_place import ServerPlace

WITHDRAWN_STATE = "ML001"
"""What the server's own trigger raises where rows of somebody come who has withdrawn."""

_UNREACHABLE = (
    "the server of {place} cannot be reached ({reason}): see that it runs and the network is up, then try "
    "again. What was acknowledged before is safe."
)
_CUT_OFF = ("08", "57P")
_REASONS: tuple[tuple[str, str], ...] = (
    (
        "28",
        "the server of {place} does not let this user in ({reason}): check user, password and pg_hba.conf.",
    ),
    ("3D000", "there is no {place} ({reason}): make the database or the role, or correct the URL."),
    ("42501", "this user may not do that in {place} ({reason}): see `merlingua store grant`."),
    ("42P01", "{place} is no whole store of Merlingua ({reason})."),
    ("42703", "{place} is no whole store of Merlingua ({reason})."),
    ("25006", "the server of {place} is read-only: nothing can be saved there. Name the primary server."),
    (
        "53100",
        "the disk of the server of {place} is full: this was not saved. Free some space, then try again.",
    ),
    ("53", "the server of {place} has no room for this now ({reason}): try again later."),
    ("55P03", "another program holds {place}: try again when it is done."),
    ("57014", "the server of {place} gave up on this ({reason}): try again."),
    ("40", "another program wrote to {place} at the same moment ({reason}): try again."),
    ("22021", "a text has a character that {place} cannot hold ({reason}); it was not saved."),
    ("23", "this does not fit what {place} holds ({reason}); it was not saved."),
)
"""Beginning of the SQLSTATE, and the message; the first that fits is taken."""


_REFUSED_AT_THE_DOOR: tuple[tuple[str, str], ...] = (
    ("does not exist", "3D000"),
    ("authentication failed", "28"),
    ("no pg_hba.conf entry", "28"),
    ("no password supplied", "28"),
    ("is not permitted to log in", "28"),
)
"""What an English server says to whom it does not let in, of which the driver tells no SQLSTATE."""


class ServerUnreachableError(StoreError):
    """The server is not there, or was lost: to try again later may do."""


class WithdrawnMeanwhileError(StoreError):
    """Somebody withdrew between the question and the writing: to begin again finds the tombstone."""


@contextmanager
def readable_server_errors(place: ServerPlace) -> Iterator[None]:
    """Turn what a server refuses into a StoreError; anything else passes as it is.

    Raises
    ------
    ServerUnreachableError
        If there is no connection, or it was lost.
    WithdrawnMeanwhileError
        If the server holds a tombstone for what was written.
    StoreError
        If the server refuses for a reason that a person can mend.
    """
    try:
        yield
    except DBAPIError as error:
        translated = _translated(error, place)
        if translated is None:
            raise
        raise translated from error


def _translated(error: DBAPIError, place: ServerPlace) -> StoreError | None:
    original = error.orig
    state = getattr(original, "sqlstate", None) or ""
    reason = str(original).strip().rpartition("FATAL:")[2].strip().partition("\n")[0]
    if not state:
        known = (state for words, state in _REFUSED_AT_THE_DOOR if words in str(original))
        state = next(known, "")
    is_lost = error.connection_invalidated or (
        not state and type(original).__name__ in ("OperationalError", "ConnectionTimeout", "InterfaceError")
    )
    if state == WITHDRAWN_STATE:
        return WithdrawnMeanwhileError(f"somebody withdrew from {place} while this was written")
    for beginning, message in _REASONS:
        if state.startswith(beginning):
            return StoreError(message.format(place=place, reason=reason))
    if is_lost or state.startswith(_CUT_OFF):
        return ServerUnreachableError(_UNREACHABLE.format(place=place, reason=reason))
    return None
