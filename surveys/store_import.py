"""Bring sessions that were held elsewhere into a store: another survey program's, or a table of ratings.

Conventions
-----------
A participant is known by study, source, language and their id in the source: importing again adds nothing,
and a longer export adds what is new. What is there already is never changed: a value that differs is a
conflict, which is listed. The whole import is one transaction. Nothing is invented for what a source does not
say: it is NULL in the store.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from merlingua.surveys.audit_chain import AuditWriter
from merlingua.surveys.errors import RatingsFileError
from merlingua.surveys.import_rows import CACHE_KB, N_ROWS_AT_ONCE, RowWriter, SessionKeys, time_text
from merlingua.surveys.imported_sessions import ImportCounts as ImportCounts
from merlingua.surveys.imported_sessions import ImportedPage as ImportedPage
from merlingua.surveys.imported_sessions import ImportedParticipant as ImportedParticipant
from merlingua.surveys.imported_sessions import ImportOrigin as ImportOrigin
from merlingua.surveys.imported_sessions import ImportSource as ImportSource
from merlingua.surveys.imported_sessions import Progress as Progress
from merlingua.surveys.imported_sessions import clip_step_id as clip_step_id
from merlingua.surveys.questions import AnswerValue
from merlingua.surveys.station import installed_versions
from merlingua.surveys.store_queries import withdrawn_keys
from merlingua.surveys.store_rows import FINISHED, IMPORTED
from merlingua.surveys.store_values import check_storable

if TYPE_CHECKING:
    from merlingua.surveys.store import Store

N_CONFLICTS_LISTED = 1000
"""Further ones are counted."""


def import_participants(
    store: Store,
    participants: Iterable[ImportedParticipant],
    *,
    origin: ImportOrigin,
    progress: Progress | None = None,
) -> ImportCounts:
    """Put participants into a store, all of them or, where anything is raised, nothing.

    Participants may come from a generator: one at a time is held in memory. Those without ``started_at`` go
    in quickest in the order of `import_order`.

    Raises
    ------
    RatingsFileError
        If a time does not know its zone.
    InvalidAnswerError
        If a value cannot be stored.
    StoreError
        If the store is read-only, locked or damaged, or its disk is full.
    """
    with store.one_transaction(), store.reading() as connection, _large_cache(connection):
        importing = _Import(connection, store.audit, origin)
        for n_done, participant in enumerate(participants, start=1):
            importing.take(participant)
            if progress is not None:
                progress(n_done)
        importing.writer.flush()
    return importing.counts()


def import_order(origin: ImportOrigin, source_id: str, language: str) -> bytes:
    """What to sort participants by who have no time: each then goes to the end of every table."""
    return _keys(origin, source_id, language, None).of("session")


def known_languages(store: Store, origin: ImportOrigin) -> dict[str, set[str]]:
    """The languages in which each participant of this study and source is in a store, by id in the source."""
    languages: dict[str, set[str]] = {}
    with store.reading() as connection:
        for (source_id, language), _ in _known_sessions(connection, origin):
            languages.setdefault(source_id, set()).add(language)
    return languages


class _Import:
    """One import into an open transaction."""

    def __init__(self, connection: Connection, audit: AuditWriter, origin: ImportOrigin) -> None:
        self.writer = RowWriter(connection, audit)
        self._withdrawn = withdrawn_keys(connection)
        self._connection = connection
        self._origin = origin
        self._now = datetime.now(UTC)
        self._versions = json.dumps(dict(installed_versions()))
        self._known = dict(_known_sessions(connection, origin))
        self._n_read = self._n_new = self._n_answers_new = self._n_answers_known = 0
        self._n_conflicts = self._n_withdrawn = 0
        self._conflicts: list[str] = []

    def counts(self) -> ImportCounts:
        """What was done so far."""
        return ImportCounts(
            n_participants=self._n_read,
            n_new=self._n_new,
            n_known=self._n_read - self._n_new - self._n_withdrawn,
            n_withdrawn=self._n_withdrawn,
            n_answers_new=self._n_answers_new,
            n_answers_known=self._n_answers_known,
            n_conflicts=self._n_conflicts,
            conflicts=tuple(self._conflicts),
        )

    def take(self, participant: ImportedParticipant) -> None:
        """Write down what the store does not have of a participant."""
        self._n_read += 1
        _check_times(participant)
        identity = (participant.source_id, participant.language)
        keys = _keys(self._origin, *identity, participant.started_at)
        known = self._known.get(identity)
        if known is None and {keys.of("participant"), keys.of("session")} & self._withdrawn:
            self._n_withdrawn += 1
        elif known is None:
            self._n_new += 1
            session_id = keys.of("session")
            self._known[identity] = session_id
            self._begin(participant, keys, session_id)
            stored = _Stored(session_id)
            n_added = self._add_pages(participant, keys, stored)
            self._end(participant, keys, stored, n_added)
        else:
            self.writer.flush()
            self._add_to(participant, keys, _stored(self._connection, known))
        if self.writer.n_waiting > N_ROWS_AT_ONCE:
            self.writer.flush()

    def _begin(self, participant: ImportedParticipant, keys: SessionKeys, session_id: bytes) -> None:
        origin, key, language = self._origin, keys.of("participant"), participant.language
        now = time_text(self._now)
        started_at = time_text(participant.started_at or self._now)
        self.writer.add(
            "participant", key, origin.study_id, 0, language, 0, False, "", now, participant.source_id
        )
        study = (origin.study_id, origin.study_version, origin.study_sha256)
        where = (origin.source, "", self._versions, False, started_at, origin.source)
        self.writer.add("session", session_id, key, *study, 0, language, 0, "[]", *where)

    def _add_to(self, participant: ImportedParticipant, keys: SessionKeys, stored: _Stored) -> None:
        """Add what is new to a participant whom the store has."""
        n_added = self._add_pages(participant, keys, stored)
        if n_added or (participant.is_complete and not stored.is_finished):
            self._end(participant, keys, stored, n_added)

    def _end(
        self, participant: ImportedParticipant, keys: SessionKeys, stored: _Stored, n_added: int
    ) -> None:
        """The events: what was imported from where, and the end of the session if it has one."""
        detail = {
            "source": self._origin.source,
            "source_sha256": self._origin.source_sha256,
            "started_at": participant.started_at and time_text(participant.started_at),
            "finished_at": participant.finished_at and time_text(participant.finished_at),
            "n_answers": n_added,
            **participant.detail,
        }
        now, written = time_text(self._now), json.dumps(detail, allow_nan=False)
        place = (str(len(stored.answers)), str(n_added), str(participant.is_complete))
        key = keys.of("event", IMPORTED, self._origin.source_sha256, *place)
        self.writer.add("event", key, stored.session_id, IMPORTED, written, now)
        if participant.is_complete and not stored.is_finished:
            ended = now if participant.finished_at is None else time_text(participant.finished_at)
            self.writer.add("event", keys.of("event", FINISHED), stored.session_id, FINISHED, "{}", ended)

    def _add_pages(self, participant: ImportedParticipant, keys: SessionKeys, stored: _Stored) -> int:
        """Add the answers that the store does not have; how many those are."""
        return sum(self._add_page(participant, page, keys, stored) for page in participant.pages)

    def _add_page(
        self, participant: ImportedParticipant, page: ImportedPage, keys: SessionKeys, stored: _Stored
    ) -> int:
        step_id = page.step_id
        answers = page.answers if stored.is_new else self._new_answers(participant, page, stored)
        if not answers and (page.clip_id is None or step_id in stored.presentations):
            return 0
        presentation_id = stored.presentations.get(step_id)
        if page.clip_id is not None and presentation_id is None:
            presentation_id = keys.of("presentation", step_id)
            how = (page.block_id, page.position, page.is_practice, page.is_repeat)
            self.writer.add("presentation", presentation_id, stored.session_id, step_id, page.clip_id, *how)
            stored.presentations[step_id] = presentation_id
        high, add = keys.page(step_id), self.writer.add_answer
        for question_id, value in answers.items():
            if type(value) is not int or not -(2**63) <= value < 2**63:
                check_storable(question_id, value)
            took_ms = page.response_ms.get(question_id)
            add(stored.session_id, presentation_id, high, step_id, question_id, value, took_ms)
        self._n_answers_new += len(answers)
        return len(answers)

    def _new_answers(
        self, participant: ImportedParticipant, page: ImportedPage, stored: _Stored
    ) -> dict[str, AnswerValue]:
        """The answers that the store does not have; those that differ from what it has become conflicts."""
        new = {}
        for question_id, value in page.answers.items():
            held = stored.answers.get((page.step_id, question_id))
            if held is None:
                new[question_id] = value
            elif held == value:
                self._n_answers_known += 1
            else:
                self._note_conflict(
                    f"participant {participant.source_id!r} ({participant.language}): {question_id!r} of "
                    f"{page.clip_id or page.step_id!r} is {value!r}; the store has {held!r}, which was kept"
                )
        return new

    def _note_conflict(self, sentence: str) -> None:
        self._n_conflicts += 1
        if len(self._conflicts) < N_CONFLICTS_LISTED:
            self._conflicts.append(sentence)


@dataclass
class _Stored:
    """What a store has of one session."""

    session_id: bytes
    is_new: bool = True
    is_finished: bool = False
    answers: Mapping[tuple[str, str], AnswerValue] = field(default_factory=dict)
    """The newest revision, by step id and question id."""
    presentations: dict[str, bytes] = field(default_factory=dict)
    """Keys by step id."""


def _keys(origin: ImportOrigin, source_id: str, language: str, started_at: datetime | None) -> SessionKeys:
    return SessionKeys((origin.study_id, origin.source, source_id, language), started_at)


def _known_sessions(connection: Connection, origin: ImportOrigin) -> Iterator[tuple[tuple[str, str], bytes]]:
    query = (
        "SELECT source_id, session.language, session.id FROM session "
        "JOIN participant ON participant.id = participant_id WHERE session.study_id = ? AND source = ?"
    )
    for source_id, language, key in connection.exec_driver_sql(query, (origin.study_id, origin.source)):
        yield (source_id, language), key


def _stored(connection: Connection, session_id: bytes) -> _Stored:
    answers = {}
    query = (
        "SELECT step_id, question_id, value_int, value_text FROM answer WHERE session_id = ? "
        "ORDER BY revision"
    )
    for step_id, question_id, number, words in connection.exec_driver_sql(query, (session_id,)):
        answers[step_id, question_id] = words if number is None else number
    shown = connection.exec_driver_sql(
        "SELECT step_id, id FROM presentation WHERE session_id = ?", (session_id,)
    )
    ends = connection.exec_driver_sql(
        "SELECT count(*) FROM event WHERE session_id = ? AND kind = ?", (session_id, FINISHED)
    )
    return _Stored(session_id, False, bool(ends.scalar()), answers, dict(row for row in shown))


def _check_times(participant: ImportedParticipant) -> None:
    for moment in (participant.started_at, participant.finished_at):
        if moment is not None and moment.tzinfo is None:
            raise RatingsFileError(
                f"the time {moment.isoformat()} of participant {participant.source_id!r} does not know its "
                "zone: say which it is, or leave it out"
            )


@contextmanager
def _large_cache(connection: Connection) -> Iterator[None]:
    if connection.dialect.name != "sqlite":
        yield
        return
    before = connection.exec_driver_sql("PRAGMA cache_size").scalar_one()
    connection.exec_driver_sql(f"PRAGMA cache_size = -{CACHE_KB}")
    try:
        yield
    finally:
        connection.exec_driver_sql(f"PRAGMA cache_size = {before}")
