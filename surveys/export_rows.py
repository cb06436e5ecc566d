"""What is exported, read from a store a session at a time: millions of rows pass through little memory.

Conventions
-----------
Sessions come in the order of their keys, which is that of time; presentations of a session in the order in
which they were shown, items in that of the built-in list, then by name. A row holds the newest revision. Who
has withdrawn is not in the store any more, and so in no export.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, RowMapping, Select, bindparam, select

from merlingua.surveys import schema
from merlingua.surveys.export_cells import written_flags
from merlingua.surveys.export_choice import ExportChoice, item_order
from merlingua.surveys.export_columns import Row, SessionRecord
from merlingua.surveys.export_privacy import detail_text, detail_without_free_text, without_free_text
from merlingua.surveys.questions import AnswerValue
from merlingua.surveys.store_rows import FINISHED

_OF_SESSION = bindparam("session_id", type_=schema.Key)


@dataclass
class LeftOut:
    """What was left out while records were read, for the report."""

    questions: dict[str, int] = field(default_factory=dict)
    """Answers in free text, by question."""

    def clear(self) -> None:
        """Begin anew."""
        self.questions.clear()

    def count(self, question_id: str) -> None:
        """One more answer to this question."""
        self.questions[question_id] = self.questions.get(question_id, 0) + 1


def read_records(
    connection: Connection, choice: ExportChoice, ids: Sequence[UUID], left_out: LeftOut | None = None
) -> Iterator[SessionRecord]:
    """The sessions, one at a time, inside a view of the store (`Store.reading`)."""
    for session_id in ids:
        yield _Reading(connection, session_id, choice, left_out or LeftOut()).record()


class _Reading:
    """One session on its way from the tables of the store to those of an export."""

    def __init__(
        self, connection: Connection, session_id: UUID, choice: ExportChoice, left_out: LeftOut
    ) -> None:
        self._connection = connection
        self._choice = choice
        self._left_out = left_out
        self._of_session = {"session_id": session_id}
        self._session = connection.execute(_SESSION, self._of_session).mappings().one()
        self._who: Row = {
            "participant": str(self._session["participant_id"]),
            "session": str(session_id),
        }

    def record(self) -> SessionRecord:
        events = self._rows(_EVENTS)
        presentations = self._rows(_PRESENTATIONS)
        if not self._choice.with_practice:
            presentations = [row for row in presentations if not row["is_practice"]]
        plays = {
            key: list(mine) for key, mine in groupby(self._rows(_PLAYS), lambda row: row["presentation_id"])
        }
        newest, earlier = self._answers({row["id"] for row in presentations})
        by_page: dict[UUID | None, list[RowMapping]] = {}
        for row in newest:
            by_page.setdefault(row["presentation_id"], []).append(row)
        presentations.sort(key=lambda row: (_text(row["shown_at"]) or "", row["step_id"]))
        ratings = [
            {**page, **answer}
            for shown in presentations
            for page in [self._presentation(shown, plays.get(shown["id"], []))]
            for answer in self._items(by_page.get(shown["id"], []))
        ]
        return SessionRecord(
            participant=self._participant({row["kind"] for row in events}),
            ratings=tuple(ratings),
            questionnaires=tuple(self._answer(row) for row in by_page.get(None, [])),
            plays=tuple(
                self._play(shown["step_id"], row)
                for shown in presentations
                for row in plays.get(shown["id"], [])
            ),
            events=tuple(self._event(row) for row in events),
            revisions=tuple(self._answer(row) for row in earlier),
        )

    def _rows(self, statement: Select[Any]) -> list[RowMapping]:
        return list(self._connection.execute(statement, self._of_session).mappings())

    def _answers(self, pages: set[UUID]) -> tuple[list[RowMapping], list[RowMapping]]:
        """The newest revision of each answer, and the earlier ones; by step, question and revision."""
        rows = []
        for row in self._rows(_ANSWERS):
            if row["presentation_id"] is not None and row["presentation_id"] not in pages:
                continue
            if self._value(row) is None:
                self._left_out.count(row["question_id"])
                continue
            rows.append(row)
        newest, earlier = [], []
        for _, revisions in groupby(rows, lambda row: (row["step_id"], row["question_id"])):
            *before, last = revisions
            newest.append(last)
            earlier += before
        return newest, earlier

    def _value(self, row: RowMapping) -> AnswerValue | None:
        value: AnswerValue = row["value_int"] if row["value_int"] is not None else row["value_text"]
        return value if self._choice.with_free_text else without_free_text(row["question_id"], value)

    def _items(self, rows: Sequence[RowMapping]) -> Iterator[Row]:
        if not rows:
            yield dict.fromkeys(("item", "value", "response_ms", "revision", "answered_at"))
        for row in sorted(rows, key=lambda row: item_order(row["question_id"])):
            yield {"item": row["question_id"], **self._answered(row)}

    def _answer(self, row: RowMapping) -> Row:
        return {
            **self._who,
            "step": row["step_id"],
            "question": row["question_id"],
            **self._answered(row),
        }

    def _answered(self, row: RowMapping) -> Row:
        return {
            "value": self._value(row),
            "response_ms": row["response_ms"],
            "revision": row["revision"],
            "answered_at": _text(row["answered_at"]),
        }

    def _presentation(self, row: RowMapping, plays: Sequence[RowMapping]) -> Row:
        session = self._session
        return {
            **self._who,
            "language": session["language"],
            "source": session["source"],
            "is_simulated": session["is_simulated"],
            "block": row["block_id"],
            "step": row["step_id"],
            "clip": row["clip_id"],
            "clip_sha256": row["clip_sha256"],
            "position": row["position"],
            "is_practice": row["is_practice"],
            "is_repeat": row["is_repeat"],
            "gain_db": row["gain_db"],
            "shown_at": _text(row["shown_at"]),
            **plays_summary([self._play(row["step_id"], play) for play in plays], session["source"]),
            "study_version": session["study_version"],
            "study_sha256": session["study_sha256"],
            "program_version": session["versions"].get("merlingua"),
        }

    def _participant(self, kinds: set[str]) -> Row:
        session = self._session
        order = [
            [trial["block_id"], trial["clip_id"], trial["is_practice"], trial["is_repeat"]]
            for trial in session["presentation_order"]
        ]
        return {
            **self._who,
            "study": session["study_id"],
            "study_version": session["study_version"],
            "study_sha256": session["study_sha256"],
            "language": session["language"],
            "source": session["source"],
            "source_id": session["source_id"],
            "is_simulated": session["is_simulated"],
            "is_complete": FINISHED in kinds,
            "started_at": _text(session["started_at"]),
            "participant_number": session["participant_number"],
            "number_in_language": session["number_in_language"],
            "number": session["number"],
            "seed": session["seed"],
            "station": session["station"] or None,
            "device": session["device"] or None,
            "versions": detail_text(session["versions"]),
            "presentation_order": json.dumps(order, ensure_ascii=False),
        }

    def _play(self, step_id: str, row: RowMapping) -> Row:
        return {
            **self._who,
            "step": step_id,
            "started_at": _text(row["started_at"]),
            **{name: row[name] for name in _PLAY_FACTS},
            "flags": written_flags(row["flags"]),
        }

    def _event(self, row: RowMapping) -> Row:
        detail: Mapping[str, object] = row["detail"]
        if not self._choice.with_free_text:
            detail = detail_without_free_text(row["kind"], detail)
        happened_at = _text(row["happened_at"])
        return {**self._who, "kind": row["kind"], "happened_at": happened_at, "detail": detail_text(detail)}


def plays_summary(plays: Sequence[Row], source: object) -> Row:
    """What a row of ratings says of the plays before it; nothing is said of sessions held elsewhere."""
    if not plays:
        is_known = source == "survey"
        empty = dict.fromkeys(("played_at", "onset_s", "frames_played", "frames_total", "sample_rate"))
        return {"n_plays": 0 if is_known else None, **empty, "underruns": None, "flags": None}
    last = plays[-1]
    flags = dict.fromkeys(flag for play in plays for flag in str(play["flags"] or "").split())
    return {
        "n_plays": len(plays),
        "played_at": last["started_at"],
        "onset_s": last["dac_onset_s"],
        "frames_played": last["frames_played"],
        "frames_total": last["frames_total"],
        "sample_rate": last["sample_rate"],
        "underruns": sum(int(play["underruns"] or 0) for play in plays),
        "flags": written_flags([*flags]),
    }


_PLAY_FACTS = (
    "dac_onset_s", "frames_total", "frames_played", "sample_rate", "underruns", "gain_db", "device",
)  # fmt: skip


def _text(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat(timespec="microseconds")


_SESSION = (
    select(
        schema.session,
        schema.participant.c.number.label("participant_number"),
        schema.participant.c.number_in_language,
        schema.participant.c.source_id,
    )
    .join(schema.participant, schema.participant.c.id == schema.session.c.participant_id)
    .where(schema.session.c.id == _OF_SESSION)
)
_PRESENTATIONS = select(schema.presentation).where(schema.presentation.c.session_id == _OF_SESSION)
_PLAYS = (
    select(schema.play)
    .join(schema.presentation, schema.presentation.c.id == schema.play.c.presentation_id)
    .where(schema.presentation.c.session_id == _OF_SESSION)
    .order_by(schema.play.c.presentation_id, schema.play.c.started_at, schema.play.c.id)
)
_ANSWERS = (
    select(
        schema.answer.c.presentation_id,
        schema.answer.c.step_id,
        schema.answer.c.question_id,
        schema.answer.c.value_int,
        schema.answer.c.value_text,
        schema.answer.c.response_ms,
        schema.answer.c.revision,
        schema.answer.c.answered_at,
    )
    .where(schema.answer.c.session_id == _OF_SESSION)
    .order_by(schema.answer.c.step_id, schema.answer.c.question_id, schema.answer.c.revision)
)
_EVENTS = (
    select(schema.event)
    .where(schema.event.c.session_id == _OF_SESSION)
    .order_by(schema.event.c.happened_at, schema.event.c.id)
)
