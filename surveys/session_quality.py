"""What the store knows of how a session went, beside its ratings: pauses, and plays that were disturbed."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

import numpy as np
from sqlalchemy import Connection

from merlingua.surveys.store import Store

_N_ROWS_AT_ONCE = 200_000
_UTC = "+00:00"
_PLAYS = (
    "SELECT session_id, count(*), sum(CASE WHEN underruns > 0 THEN 1 ELSE 0 END), "
    "sum(CASE WHEN frames_played < frames_total THEN 1 ELSE 0 END) "
    "FROM play JOIN presentation ON presentation.id = presentation_id "
    "WHERE session_id IN (SELECT id FROM session WHERE study_id = ?) GROUP BY session_id"
)
_TIMES = (
    "SELECT session_id, answered_at FROM answer WHERE answered_at IS NOT NULL "
    "AND session_id IN (SELECT id FROM session WHERE study_id = ?) ORDER BY session_id, answered_at"
)
_PEOPLE = "SELECT id, participant_id FROM session WHERE study_id = ? ORDER BY id"


@dataclass(frozen=True)
class SessionMeasures:
    """Of one participant; None: nothing is known."""

    longest_gap_min: float | None = None
    """The longest time between two answers that follow each other, in minutes; pauses count."""
    n_plays: int | None = None
    n_disturbed: int | None = None
    """Plays in which the sound device ran out of samples."""
    n_incomplete: int | None = None
    """Plays that ended before the clip's end."""


def session_measures(store: Store, study_id: str) -> dict[UUID, SessionMeasures]:
    """The measures of all participants of a study, by participant; millions of answers in some seconds.

    Raises
    ------
    StoreError
        If the store cannot be read.
    """
    with store.reading() as connection:
        people = {bytes(key): bytes(who) for key, who in connection.exec_driver_sql(_PEOPLE, (study_id,))}
        plays = {bytes(row[0]): row[1:] for row in connection.exec_driver_sql(_PLAYS, (study_id,))}
        gaps = _longest_gaps_min(connection, study_id)
    found = {}
    for session_id, participant_id in people.items():
        n_plays, n_disturbed, n_incomplete = map(_whole, plays.get(session_id, (None, None, None)))
        found[UUID(bytes=participant_id)] = SessionMeasures(
            gaps.get(session_id), n_plays, n_disturbed, n_incomplete
        )
    return found


def _whole(number: object) -> int | None:
    return None if number is None else int(str(number))


def _longest_gaps_min(connection: Connection, study_id: str) -> dict[bytes, float]:
    """Of sessions with two timed answers or more; rows come by session, in the order of time."""
    longest: dict[bytes, float] = {}
    last: tuple[bytes, np.datetime64] | None = None
    rows = connection.exec_driver_sql(_TIMES, (study_id,), execution_options={"stream_results": True})
    while block := rows.fetchmany(_N_ROWS_AT_ONCE):
        keys = [bytes(row[0]) for row in block]
        times = np.array([row[1].removesuffix(_UTC) for row in block], "datetime64[us]")
        if last is not None:
            keys, times = [last[0], *keys], np.concatenate([[last[1]], times])
        minutes = np.diff(times) / np.timedelta64(60_000_000, "us")
        for key, before, gap in zip(keys[1:], keys, minutes, strict=False):
            if key == before and gap > longest.get(key, -1.0):
                longest[key] = float(gap)
        last = keys[-1], times[-1]
    return longest
