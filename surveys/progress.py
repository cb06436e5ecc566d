"""How far a study is: sessions by language against their quotas, and when each station was last heard of.

Every look is some look-ups in indexes: a fraction of a second with millions of answers.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from merlingua.surveys.store import Store
from merlingua.surveys.store_rows import FINISHED, STOPPED
from merlingua.surveys.study_definition import StudyDefinition

RUNS_FOR = timedelta(minutes=30)
"""A session of which nothing was heard for longer is not taken to be running."""
N_LATEST = 20
"""Of a station's sessions so many of the latest are looked at for its last sign of life."""

_SESSIONS = (
    "SELECT id, language, station, started_at, "
    "EXISTS (SELECT 1 FROM event WHERE session_id = session.id AND kind = ?), "
    "EXISTS (SELECT 1 FROM event WHERE session_id = session.id AND kind = ?) "
    "FROM session WHERE study_id = ? AND source = 'survey' AND is_simulated = {is_simulated} ORDER BY id"
)
_LAST_ANSWER = "SELECT max(answered_at) FROM answer WHERE session_id = ?"
_LAST_EVENT = "SELECT max(happened_at) FROM event WHERE session_id = ?"


@dataclass(frozen=True)
class LanguageProgress:
    """Sessions of one language."""

    language: str
    n_started: int
    n_finished: int
    n_stopped: int
    """Ended before their end, and cannot go on."""
    n_running: int
    """Heard of within half an hour."""
    target: int | None
    """How many finished ones are wanted; None: nobody said."""

    @property
    def n_open(self) -> int:
        """Neither ended nor running: they can go on."""
        return self.n_started - self.n_finished - self.n_stopped - self.n_running

    @property
    def is_full(self) -> bool:
        """Whether as many have finished as are wanted."""
        return self.target is not None and self.n_finished >= self.target


@dataclass(frozen=True)
class StationProgress:
    """What one station holds."""

    station: str
    n_sessions: int
    n_finished: int
    seen_at: datetime | None
    """When the store last took something of it."""
    is_running: bool


@dataclass(frozen=True)
class Progress:
    """How far a study is at one moment."""

    study_id: str
    at: datetime
    is_simulated: bool
    languages: tuple[LanguageProgress, ...]
    stations: tuple[StationProgress, ...]

    @property
    def n_finished(self) -> int:
        """In all languages."""
        return sum(each.n_finished for each in self.languages)


@dataclass
class _Seen:
    """A session as it was read."""

    key: bytes
    language: str
    station: str
    is_finished: bool
    is_stopped: bool
    seen_at: datetime | None = None

    def runs_at(self, now: datetime) -> bool:
        is_over = self.is_finished or self.is_stopped
        return not is_over and self.seen_at is not None and now - self.seen_at < RUNS_FOR


def read_progress(
    store: Store, definition: StudyDefinition, *, simulated: bool = False, now: datetime | None = None
) -> Progress:
    """Count a study's sessions; simulated ones alone where asked for, else people's alone.

    Raises
    ------
    StoreError
        If the store cannot be read.
    """
    now = now or datetime.now(UTC)
    study_id = definition.study.id
    with store.reading() as connection:
        sessions = [_seen(row) for row in _rows(connection, study_id, simulated=simulated)]
        for station in {each.station for each in sessions}:
            mine = [each for each in sessions if each.station == station]
            for session in mine[-N_LATEST:]:
                session.seen_at = _last_sign(connection, session.key)
    target = next((quota.target for quota in definition.quotas), None)
    spoken = dict.fromkeys([*definition.study.languages, *(each.language for each in sessions)])
    return Progress(
        study_id=study_id,
        at=now,
        is_simulated=simulated,
        languages=tuple(_of_language(name, sessions, target, now) for name in spoken),
        stations=tuple(
            _of_station(name, [each for each in sessions if each.station == name], now)
            for name in sorted({each.station for each in sessions})
        ),
    )


def _rows(connection: Connection, study_id: str, *, simulated: bool) -> Iterable[Any]:
    is_server = connection.dialect.name == "postgresql"
    truth = str(simulated).upper() if is_server else str(int(simulated))
    query = _SESSIONS.replace("{is_simulated}", truth)
    return connection.exec_driver_sql(query, (FINISHED, STOPPED, study_id)).all()


def _seen(row: Any) -> _Seen:
    key, language, station, _, is_finished, is_stopped = row
    return _Seen(bytes(key), language, station, bool(is_finished), bool(is_stopped))


def _last_sign(connection: Connection, key: bytes) -> datetime | None:
    times = [connection.exec_driver_sql(query, (key,)).scalar() for query in (_LAST_ANSWER, _LAST_EVENT)]
    known = [datetime.fromisoformat(time) for time in times if time is not None]
    return max(known, default=None)


def _of_language(language: str, sessions: list[_Seen], target: int | None, now: datetime) -> LanguageProgress:
    mine = [each for each in sessions if each.language == language]
    return LanguageProgress(
        language=language,
        n_started=len(mine),
        n_finished=sum(each.is_finished for each in mine),
        n_stopped=sum(each.is_stopped and not each.is_finished for each in mine),
        n_running=sum(each.runs_at(now) for each in mine),
        target=target,
    )


def _of_station(station: str, sessions: list[_Seen], now: datetime) -> StationProgress:
    seen = [each.seen_at for each in sessions if each.seen_at is not None]
    return StationProgress(
        station=station,
        n_sessions=len(sessions),
        n_finished=sum(each.is_finished for each in sessions),
        seen_at=max(seen, default=None),
        is_running=any(each.runs_at(now) for each in sessions),
    )
