"""``merlingua import export``: an export of Merlingua back into a store, as it was.

Conventions
-----------
Participants and sessions keep their ids: what the store has already is not added again, and exports of
several stores come together in one. The keys of all other rows are made from their session's. A session comes
whole or not at all, and the whole import is one transaction. What an export does not hold is not in the store
then: free text that was left out, and the hashes of withdrawal codes.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select

from merlingua.surveys import schema
from merlingua.surveys.audit_chain import driver_values
from merlingua.surveys.errors import InvalidAnswerError, RatingsFileError, StepError
from merlingua.surveys.export_columns import Row, SessionRecord
from merlingua.surveys.export_folder import MANIFEST, ExportError, read_manifest
from merlingua.surveys.export_run import format_module
from merlingua.surveys.import_rows import SessionKeys
from merlingua.surveys.store import Store
from merlingua.surveys.store_queries import withdrawn_keys
from merlingua.surveys.store_values import check_storable

_NUMBER_BITS = 24
RestoreProgress = Callable[[int], None]
"""Called with the sessions that have been read."""


@dataclass(frozen=True)
class RestoreReport:
    """What was put into the store."""

    n_sessions: int
    n_new: int
    n_withdrawn: int
    """Left out, since the store has a tombstone for them."""
    n_answers: int
    """Revisions included."""

    def lines(self) -> Iterator[str]:
        """The report as it is printed."""
        n_known = self.n_sessions - self.n_new - self.n_withdrawn
        yield f"{self.n_sessions} sessions read, {self.n_new} new, {n_known} known before"
        if self.n_withdrawn:
            yield f"{self.n_withdrawn} sessions were withdrawn and stay out"
        yield f"{self.n_answers} answers stored"


def read_export(folder: Path, *, check: bool = True) -> Iterator[SessionRecord]:
    """The sessions of an export, whatever its format.

    Raises
    ------
    ExportError
        If the folder is no whole export, or a file of it was changed.
    RatingsFileError
        If a file of it cannot be read.
    """
    manifest = read_manifest(folder, check=check)
    try:
        module = format_module(manifest["format"])  # type: ignore[arg-type]
        yield from module.read(folder, manifest)
    except (KeyError, TypeError, AttributeError, OverflowError) as error:
        raise ExportError(
            f"{folder / MANIFEST} or a table beside it makes no sense ({error!r:.80}): export again"
        ) from error


def import_export(folder: Path, store: Store, progress: RestoreProgress | None = None) -> RestoreReport:
    """Put an export into a store.

    Raises
    ------
    ExportError, RatingsFileError
        As `read_export`.
    StoreError
        If the store cannot be written; nothing of the export is in it then.
    """
    return restore(read_export(folder), store, progress)


def restore(
    records: Iterable[SessionRecord], store: Store, progress: RestoreProgress | None = None
) -> RestoreReport:
    """Put sessions into a store, all of them or nothing."""
    n_sessions = n_new = n_withdrawn = n_answers = 0
    with store.one_transaction(), store.reading() as connection:
        sessions = set(connection.execute(select(schema.session.c.id)).scalars())
        people = set(connection.execute(select(schema.participant.c.id)).scalars())
        withdrawn = {UUID(bytes=key) for key in withdrawn_keys(connection)}
        for n_sessions, record in enumerate(records, start=1):
            participant_id = _key(record.participant, "participant")
            session_id = _key(record.participant, "session")
            if {participant_id, session_id} & withdrawn:
                n_withdrawn += 1
            elif session_id not in sessions:
                with _readable(session_id):
                    rows = _SessionRows(record, is_new_person=participant_id not in people)
                    for table, values in rows.all():
                        connection.execute(insert(schema.metadata.tables[table]), values)
                        for row in values:
                            store.audit.note(session_id.bytes, table, driver_values(table, row))
                store.audit.flush()
                sessions.add(session_id)
                people.add(participant_id)
                n_new += 1
                n_answers += rows.n_answers
            if progress is not None:
                progress(n_sessions)
    return RestoreReport(n_sessions, n_new, n_withdrawn, n_answers)


class _SessionRows:
    """The rows of one session as the store has them."""

    def __init__(self, record: SessionRecord, *, is_new_person: bool) -> None:
        self.n_answers = 0
        self._record = record
        self._is_new_person = is_new_person
        self._person = record.participant
        self._participant_id = _key(self._person, "participant")
        self._session_id = _key(self._person, "session")
        self._started_at = _time(self._person["started_at"])
        self._keys = SessionKeys(("export", str(self._session_id)), self._started_at)
        self._pages: dict[object, UUID] = {}

    def all(self) -> Iterator[tuple[str, list[dict[str, Any]]]]:
        """Tables with their rows, parents before their children."""
        tables = {
            "participant": self._people() if self._is_new_person else [],
            "session": [self._session()],
            "presentation": list(self._presentations()),
            "play": list(self._plays()),
            "answer": list(self._answers()),
            "event": list(self._events()),
        }
        self.n_answers = len(tables["answer"])
        yield from ((table, rows) for table, rows in tables.items() if rows)

    def _key(self, *name: object) -> UUID:
        return UUID(bytes=self._keys.of(*map(str, name)))

    def _numbered_key(self, table: str, number: int) -> UUID:
        """A key that rises with the number: rows of one moment stay in their order."""
        return UUID(int=self._key(table).int >> _NUMBER_BITS << _NUMBER_BITS | number)

    def _people(self) -> list[dict[str, Any]]:
        row = self._person
        return [
            {
                "id": self._participant_id,
                "study_id": row["study"],
                "number": row["participant_number"],
                "language": row["language"],
                "number_in_language": row["number_in_language"],
                "is_simulated": row["is_simulated"],
                "withdrawal_code_sha256": "",
                "created_at": self._started_at,
                "source_id": row["source_id"],
            }
        ]

    def _session(self) -> dict[str, Any]:
        row = self._person
        same = ("study_version", "study_sha256", "seed", "language", "number", "is_simulated", "source")
        return {
            **{name: row[name] if row[name] is not None else "" for name in same},
            "id": self._session_id,
            "participant_id": self._participant_id,
            "study_id": row["study"],
            "presentation_order": _order(str(row["presentation_order"])),
            "station": row["station"] or "",
            "device": row["device"] or "",
            "versions": _json(row["versions"]),
            "started_at": self._started_at,
        }

    def _presentations(self) -> Iterator[dict[str, Any]]:
        same = ("clip_sha256", "position", "is_practice", "is_repeat", "gain_db")
        for row in self._record.ratings:
            if row["step"] in self._pages:
                continue
            key = self._pages[row["step"]] = self._key("presentation", row["step"])
            yield {
                **{name: row[name] for name in same},
                "id": key,
                "session_id": self._session_id,
                "step_id": row["step"],
                "clip_id": row["clip"],
                "block_id": row["block"],
                "shown_at": _time(row["shown_at"]),
            }

    def _plays(self) -> Iterator[dict[str, Any]]:
        same = ("dac_onset_s", "frames_total", "frames_played", "sample_rate", "underruns", "gain_db")
        for number, row in enumerate(self._record.plays):
            yield {
                **{name: row[name] for name in same},
                "id": self._numbered_key("play", number),
                "presentation_id": self._pages[row["step"]],
                "started_at": _time(row["started_at"]),
                "device": row["device"] or "",
                "flags": str(row["flags"] or "").split(),
            }

    def _answers(self) -> Iterator[dict[str, Any]]:
        rated = ((row, row["item"]) for row in self._record.ratings if row["item"] is not None)
        others = (*self._record.questionnaires, *self._record.revisions)
        for row, question in (*rated, *((row, row["question"]) for row in others)):
            value: Any = row["value"]
            check_storable(str(question), value)
            yield {
                "id": self._key("answer", row["step"], question, row["revision"]),
                "session_id": self._session_id,
                "presentation_id": self._pages.get(row["step"]),
                "step_id": row["step"],
                "question_id": question,
                "value_int": value if isinstance(value, int) else None,
                "value_text": value if isinstance(value, str) else None,
                "response_ms": row["response_ms"],
                "revision": row["revision"],
                "answered_at": _time(row["answered_at"]),
            }

    def _events(self) -> Iterator[dict[str, Any]]:
        for number, row in enumerate(self._record.events):
            yield {
                "id": self._numbered_key("event", number),
                "session_id": self._session_id,
                "kind": row["kind"],
                "detail": _json(row["detail"]),
                "happened_at": _time(row["happened_at"]),
            }


@contextmanager
def _readable(session_id: UUID) -> Iterator[None]:
    """Errors of a table that was changed by hand, as one a person can read."""
    try:
        yield
    except (KeyError, ValueError, TypeError, InvalidAnswerError, StepError) as error:
        raise RatingsFileError(
            f"session {session_id} of the export makes no sense ({error}). Nothing was stored."
        ) from error


def _key(row: Row, name: str) -> UUID:
    try:
        return UUID(str(row[name]))
    except ValueError:
        raise RatingsFileError(f"{row[name]!r} is no id of a {name}") from None


def _time(written: object) -> datetime | None:
    return None if written is None else datetime.fromisoformat(str(written))


def _json(written: object) -> Any:
    return json.loads(str(written)) if written is not None else {}


def _order(written: str) -> list[dict[str, object]]:
    """The planned order; places are counted within each block, as it was made."""
    planned = json.loads(written)
    totals: dict[str, int] = {}
    trials = []
    for block_id, clip_id, is_practice, is_repeat in planned:
        totals[block_id] = totals.get(block_id, 0) + 1
        trials.append(
            {
                "block_id": block_id,
                "clip_id": clip_id,
                "position": totals[block_id],
                "is_practice": is_practice,
                "is_repeat": is_repeat,
            }
        )
    return [{**trial, "n_in_block": totals[str(trial["block_id"])]} for trial in trials]
