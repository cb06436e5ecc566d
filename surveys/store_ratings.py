"""All ratings of a study as columns, for whoever computes with them: compact, and quick for millions.

Conventions
-----------
A row is the newest revision of one answer on a clip's page. Participants, clips and items are whole numbers
that index ``participants``, ``clips`` and ``items``. A value that a store holds as text is a number written
out (a scale with halves), or NaN where it is none.
"""

from __future__ import annotations

import json
import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection

from merlingua.surveys import store_queries
from merlingua.surveys.errors import StoreError
from merlingua.surveys.questions import AnswerValue
from merlingua.surveys.session_plan import COMMENT_QUESTION
from merlingua.surveys.session_record import HEADPHONE_CHECK
from merlingua.surveys.store import Store
from merlingua.surveys.store_rows import FINISHED, IMPORTED, STOPPED, SURVEY

N_ROWS_AT_ONCE = 50_000

_OF_STUDY = "SELECT id FROM session WHERE study_id = ?"


@dataclass(frozen=True)
class ParticipantRow:
    """A participant with all that they said outside of clips."""

    id: UUID
    source_id: str | None
    """Their id where they come from; None in this program's own survey."""
    source: str
    """``survey``, ``psytoolkit`` or ``long``."""
    language: str
    is_simulated: bool
    is_complete: bool
    started_at: datetime | None
    finished_at: datetime | None
    station: str
    study_sha256: str
    answers: Mapping[str, AnswerValue]
    """By question id, newest revision: demographics, Gold-MSI, headphones …; comments are left out."""
    detail: Mapping[str, object]
    """Of the event ``imported``; empty in this program's own survey."""
    headphones: str = ""
    """How the headphone check ended: ``passed``, ``flagged``, ``stopped``; empty where there was none."""


@dataclass(frozen=True)
class RatingColumns:
    """Ratings of one study; all arrays have the shape (n_ratings,)."""

    study_id: str
    participants: tuple[ParticipantRow, ...]
    """Everybody who began, those without a rating too."""
    clips: tuple[str, ...]
    items: tuple[str, ...]
    participant: NDArray[np.int32]
    clip: NDArray[np.int32]
    item: NDArray[np.int32]
    value: NDArray[np.float32]
    position: NDArray[np.int32]
    """Counts from 1 within the block; 0 where the source does not say."""
    is_practice: NDArray[np.bool_]
    is_repeat: NDArray[np.bool_]
    response_ms: NDArray[np.float32]
    """NaN where it was not measured."""


def read_ratings(store: Store, study_id: str, *, sources: Collection[str] | None = None) -> RatingColumns:
    """All ratings of a study; of these sources alone (``survey``, ``psytoolkit``, ``long``), if given.

    Raises
    ------
    StoreError
        If the store has no session of this study, or cannot be read.
    """
    with store.reading() as connection:
        sessions = _sessions(connection, study_id, sources)
        if not sessions:
            known = ", ".join(store_queries.study_ids(connection)) or "none"
            from_where = f" from {', '.join(sources)}" if sources is not None else ""
            raise StoreError(
                f"the store {store.file} has no session of study {study_id!r}{from_where}. "
                f"Studies in it: {known}"
            )
        participants = _participants(connection, study_id, sessions)
        pages = _Pages.read(connection, study_id, sessions)
        return _columns(connection, study_id, participants, pages)


def change_token(store: Store) -> tuple[int, int]:
    """Differs from an earlier one of the same `Store` where anything was written since, by whomever.

    Takes microseconds, however large the store is.

    References
    ----------
    SQLite, ``PRAGMA data_version`` (what others commit) and ``total_changes()`` (what this connection does).
    On a server the ends of all chains of the audit log, in which whatever is written is.
    """
    with store.reading() as connection:
        if connection.dialect.name == "postgresql":
            return store_queries.log_length(connection)
        others: int = connection.exec_driver_sql("PRAGMA data_version").scalar_one()
        own: int = connection.exec_driver_sql("SELECT total_changes()").scalar_one()
    return others, own


def either_value(connection: Connection) -> str:
    """SQL for an answer's value; on a server, where a column has one type, a number comes as its text."""
    number = "value_int::text" if connection.dialect.name == "postgresql" else "value_int"
    return f"coalesce({number}, value_text)"


@dataclass(frozen=True)
class _Pages:
    """The pages on which clips were rated; arrays have the shape (n_pages,)."""

    index: Mapping[bytes, int]
    """By key."""
    clips: tuple[str, ...]
    participant: NDArray[np.int32]
    clip: NDArray[np.int32]
    position: NDArray[np.int32]
    is_practice: NDArray[np.bool_]
    is_repeat: NDArray[np.bool_]

    @classmethod
    def read(cls, connection: Connection, study_id: str, sessions: Mapping[bytes, int]) -> _Pages:
        query = (
            "SELECT id, session_id, clip_id, coalesce(position, 0), is_practice, is_repeat FROM presentation "
            f"WHERE session_id IN ({_OF_STUDY}) ORDER BY id"
        )
        rows = [row for row in connection.exec_driver_sql(query, (study_id,)) if row[1] in sessions]
        clip_index: dict[str, int] = {}
        clip = [clip_index.setdefault(row[2], len(clip_index)) for row in rows]
        clips, codes = _in_order(clip_index, np.array(clip, np.int32))
        return cls(
            index={row[0]: number for number, row in enumerate(rows)},
            clips=clips,
            participant=np.array([sessions[row[1]] for row in rows], np.int32),
            clip=codes,
            position=np.array([row[3] for row in rows], np.int32),
            is_practice=np.array([row[4] for row in rows], np.bool_),
            is_repeat=np.array([row[5] for row in rows], np.bool_),
        )


@dataclass
class _Answers:
    """Grows by a batch of answers at a time; every revision, not in order."""

    items: dict[str, int] = field(default_factory=dict)
    page: list[NDArray[np.int32]] = field(default_factory=list)
    item: list[NDArray[np.int32]] = field(default_factory=list)
    value: list[NDArray[np.float32]] = field(default_factory=list)
    response_ms: list[NDArray[np.float32]] = field(default_factory=list)
    revision: list[NDArray[np.int32]] = field(default_factory=list)

    def take(self, rows: Sequence[Sequence[Any]], pages: Mapping[bytes, int]) -> None:
        keys, questions, values, times, revisions = zip(*rows, strict=True)
        n, items = len(rows), self.items
        for question_id in set(questions) - items.keys():
            items[question_id] = len(items)
        self.page.append(np.fromiter((pages.get(key, -1) for key in keys), np.int32, n))
        self.item.append(np.fromiter(map(items.__getitem__, questions), np.int32, n))
        self.value.append(_numbers(values))
        self.response_ms.append(np.array(times, np.float32))
        self.revision.append(np.array(revisions, np.int32))


def _columns(
    connection: Connection, study_id: str, participants: tuple[ParticipantRow, ...], pages: _Pages
) -> RatingColumns:
    query = (
        f"SELECT presentation_id, question_id, {either_value(connection)}, response_ms, revision "
        f"FROM answer WHERE session_id IN ({_OF_STUDY}) AND presentation_id IS NOT NULL"
    )
    answers = _Answers()
    # A server would send all of it at once, and its driver hold it.
    cursor = connection.exec_driver_sql(query, (study_id,), execution_options={"stream_results": True})
    while rows := cursor.fetchmany(N_ROWS_AT_ONCE):
        answers.take(rows, pages.index)
    page, item = _joined(answers.page, np.int32), _joined(answers.item, np.int32)
    items, item = _in_order(answers.items, item)
    newest = _newest(page, item, _joined(answers.revision, np.int32))
    page = page[newest]
    return RatingColumns(
        study_id=study_id,
        participants=participants,
        clips=pages.clips,
        items=items,
        participant=pages.participant[page],
        clip=pages.clip[page],
        item=item[newest],
        value=_joined(answers.value, np.float32)[newest],
        position=pages.position[page],
        is_practice=pages.is_practice[page],
        is_repeat=pages.is_repeat[page],
        response_ms=_joined(answers.response_ms, np.float32)[newest],
    )


def _newest(
    page: NDArray[np.int32], item: NDArray[np.int32], revision: NDArray[np.int32]
) -> NDArray[np.intp]:
    """Which rows hold: the highest revision of each item on each page; by page, then by item."""
    order = np.lexsort((revision, item, page))
    page, item = page[order], item[order]
    is_last = np.ones(len(order), np.bool_)
    is_last[:-1] = (page[1:] != page[:-1]) | (item[1:] != item[:-1])
    # A page that is not there is one of a source that was not asked for.
    return order[is_last & (page >= 0)]


def _in_order(
    index: Mapping[str, int], codes: NDArray[np.int32]
) -> tuple[tuple[str, ...], NDArray[np.int32]]:
    """Names in the order of the alphabet, and their codes to match: the same however rows are stored."""
    names = sorted(index)
    recoded = np.zeros(len(names), np.int32)
    for number, name in enumerate(names):
        recoded[index[name]] = number
    return tuple(names), recoded[codes]


def _numbers(values: Sequence[AnswerValue]) -> NDArray[np.float32]:
    try:
        return np.array(values, np.float32)
    except ValueError:
        return np.array([_number(value) for value in values], np.float32)


def _number(value: AnswerValue) -> float:
    try:
        return float(value)
    except ValueError:
        return math.nan


def _joined(parts: Sequence[NDArray[Any]], kind: type[Any]) -> NDArray[Any]:
    return np.concatenate(parts) if parts else np.zeros(0, kind)


def _sessions(connection: Connection, study_id: str, sources: Collection[str] | None) -> dict[bytes, int]:
    """Keys of the sessions that were asked for, with the number of each."""
    query = "SELECT id, source FROM session WHERE study_id = ? ORDER BY id"
    rows = connection.exec_driver_sql(query, (study_id,)).all()
    keys = [key for key, source in rows if sources is None or source in sources]
    return {key: number for number, key in enumerate(keys)}


def _participants(
    connection: Connection, study_id: str, sessions: Mapping[bytes, int]
) -> tuple[ParticipantRow, ...]:
    finished = dict(_events(connection, study_id, FINISHED))
    imported = dict(_events(connection, study_id, IMPORTED))
    checked = _headphone_verdicts(connection, study_id)
    answers = _answers_outside_clips(connection, study_id)
    query = (
        "SELECT session.id, participant_id, source_id, source, session.language, session.is_simulated, "
        "started_at, station, study_sha256 FROM session JOIN participant ON participant.id = participant_id "
        "WHERE session.study_id = ? ORDER BY session.id"
    )
    rows = []
    for key, participant_id, source_id, source, *row in connection.exec_driver_sql(query, (study_id,)):
        if key not in sessions:
            continue
        language, is_simulated, started_at, station, study_sha256 = row
        detail = json.loads(imported[key][1]) if key in imported else {}
        finished_at = finished[key][0] if key in finished else None
        if source != SURVEY:
            started_at, finished_at = detail.get("started_at"), detail.get("finished_at")
        rows.append(
            ParticipantRow(
                id=UUID(bytes=participant_id),
                source_id=source_id,
                source=source,
                language=language,
                is_simulated=bool(is_simulated),
                is_complete=key in finished,
                started_at=_time(started_at),
                finished_at=_time(finished_at),
                station=station,
                study_sha256=study_sha256,
                answers=answers.get(key, {}),
                detail=detail,
                headphones=checked.get(key, ""),
            )
        )
    return tuple(rows)


def _headphone_verdicts(connection: Connection, study_id: str) -> dict[bytes, str]:
    # The verdict that ends a session is in the event of its end.
    events = [*_events(connection, study_id, HEADPHONE_CHECK), *_events(connection, study_id, STOPPED)]
    verdicts = ((key, json.loads(detail).get("verdict")) for key, (_, detail) in events)
    return {key: verdict for key, verdict in verdicts if verdict}


def _events(connection: Connection, study_id: str, kind: str) -> Iterator[tuple[bytes, tuple[str, str]]]:
    """Session, time and detail of each event of a kind, the latest of a session last."""
    query = (
        f"SELECT session_id, happened_at, detail FROM event WHERE session_id IN ({_OF_STUDY}) AND kind = ? "
        "ORDER BY happened_at"
    )
    for session_id, happened_at, detail in connection.exec_driver_sql(query, (study_id, kind)):
        yield session_id, (happened_at, detail)


def _answers_outside_clips(connection: Connection, study_id: str) -> dict[bytes, dict[str, AnswerValue]]:
    query = (
        "SELECT session_id, question_id, value_int, value_text FROM answer "
        f"WHERE session_id IN ({_OF_STUDY}) AND presentation_id IS NULL AND question_id <> ? "
        "ORDER BY step_id, revision, id"
    )
    answers: dict[bytes, dict[str, AnswerValue]] = {}
    found = connection.exec_driver_sql(query, (study_id, COMMENT_QUESTION))
    for session_id, question_id, number, words in found:
        answers.setdefault(session_id, {})[question_id] = words if number is None else number
    return answers


def _time(written: str | None) -> datetime | None:
    return None if written is None else datetime.fromisoformat(written)
