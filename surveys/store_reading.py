"""From rows to values: what a store gives back."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from merlingua.surveys.errors import StoreError
from merlingua.surveys.schema import APPEND_ONLY, answer, event, metadata, play, presentation, session
from merlingua.surveys.steps import Trial
from merlingua.surveys.store_rows import (
    ENDING_EVENTS,
    AnswerRow,
    EventRow,
    LanguageCounts,
    PlayRow,
    PresentationRow,
    SessionHistory,
    SessionRow,
    SessionSummary,
    StoreTotals,
)


def to_json(value: object) -> str:
    """JSON in one line, readable in any script."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def columns_of_session(row: SessionRow) -> dict[str, Any]:
    """The columns of a session's row."""
    return {
        "id": row.id.bytes,
        "participant_id": row.participant_id.bytes,
        "study_id": row.study_id,
        "study_version": row.study_version,
        "study_sha256": row.study_sha256,
        "seed": row.seed,
        "language": row.language,
        "number": row.number,
        "presentation_order": to_json([dataclasses.asdict(trial) for trial in row.order]),
        "station": row.station,
        "device": row.device,
        "versions": to_json(dict(row.versions)),
        "is_simulated": row.is_simulated,
        "started_at": row.started_at.isoformat(),
    }


def history(connection: sa.Connection, session_id: UUID, path: Path) -> SessionHistory:
    """All rows of a session, each table in the order of its keys, which is the order of time."""
    found = connection.execute(sa.select(session).where(session.c.id == session_id.bytes)).mappings().first()
    if found is None:
        raise StoreError(
            f"the store {path} has no session {session_id}; 'merlingua store info' lists what it has"
        )
    of_session = session_id.bytes
    presentations = connection.execute(
        sa.select(presentation).where(presentation.c.session_id == of_session).order_by(presentation.c.id)
    ).mappings()
    plays = connection.execute(
        sa.select(play)
        .join(presentation, presentation.c.id == play.c.presentation_id)
        .where(presentation.c.session_id == of_session)
        .order_by(play.c.id)
    ).mappings()
    answers = connection.execute(
        sa.select(answer).where(answer.c.session_id == of_session).order_by(answer.c.id)
    ).mappings()
    events = connection.execute(
        sa.select(event).where(event.c.session_id == of_session).order_by(event.c.id)
    ).mappings()
    order = _session(found)
    return SessionHistory(
        order,
        tuple(_presentation(row, order) for row in presentations),
        tuple(_play(row) for row in plays),
        tuple(_answer(row) for row in answers),
        tuple(_event(row) for row in events),
    )


def summaries(connection: sa.Connection, study_id: str) -> list[SessionSummary]:
    """One line a session, the latest first."""
    of_study = sa.select(session.c.id).where(session.c.study_id == study_id)
    answered = {
        row.session_id: (row.n, row.last)
        for row in connection.execute(
            sa.select(
                answer.c.session_id,
                sa.func.count().label("n"),
                sa.func.max(answer.c.answered_at).label("last"),
            )
            .where(answer.c.session_id.in_(of_study), answer.c.revision == 1)
            .group_by(answer.c.session_id)
        )
    }
    ended: dict[bytes, set[str]] = {}
    for row in connection.execute(
        sa.select(event.c.session_id, event.c.kind).where(
            event.c.session_id.in_(of_study), event.c.kind.in_(ENDING_EVENTS)
        )
    ):
        ended.setdefault(row.session_id, set()).add(row.kind)
    rows = connection.execute(
        sa.select(session).where(session.c.study_id == study_id).order_by(session.c.id.desc())
    ).mappings()
    return [
        SessionSummary(
            id=UUID(bytes=row["id"]),
            participant_id=UUID(bytes=row["participant_id"]),
            study_version=row["study_version"],
            study_sha256=row["study_sha256"],
            language=row["language"],
            number=row["number"],
            station=row["station"],
            is_simulated=row["is_simulated"],
            started_at=datetime.fromisoformat(row["started_at"]),
            is_finished="finished" in ended.get(row["id"], ()),
            is_ended=row["id"] in ended,
            n_answers=answered.get(row["id"], (0, None))[0],
            last_answer=_time(answered.get(row["id"], (0, None))[1]),
        )
        for row in rows
    ]


def counts(connection: sa.Connection, study_id: str) -> dict[str, LanguageCounts]:
    """Listeners by language, simulated ones apart."""
    by_language: dict[str, list[SessionSummary]] = {}
    for summary in summaries(connection, study_id):
        by_language.setdefault(summary.language, []).append(summary)
    return {
        language: _count(language, found)
        for language, found in sorted(by_language.items(), key=lambda x: x[0])
    }


def _count(language: str, found: list[SessionSummary]) -> LanguageCounts:
    real = [summary for summary in found if not summary.is_simulated]
    times = [summary.last_answer for summary in real if summary.last_answer is not None]
    return LanguageCounts(
        language,
        n_started=len(real),
        n_finished=sum(summary.is_finished for summary in real),
        last_answer=max(times, default=None),
        n_simulated=len(found) - len(real),
    )


def totals(connection: sa.Connection) -> StoreTotals:
    """The number of rows of each table."""
    return StoreTotals(
        {
            name: connection.execute(
                sa.select(sa.func.count()).select_from(metadata.tables[name])
            ).scalar_one()
            for name in APPEND_ONLY
        }
    )


def _session(row: Mapping[str, Any]) -> SessionRow:
    return SessionRow(
        id=UUID(bytes=row["id"]),
        participant_id=UUID(bytes=row["participant_id"]),
        study_id=row["study_id"],
        study_version=row["study_version"],
        study_sha256=row["study_sha256"],
        seed=row["seed"],
        language=row["language"],
        number=row["number"],
        order=tuple(Trial(**trial) for trial in json.loads(row["presentation_order"])),
        station=row["station"],
        device=row["device"],
        versions=json.loads(row["versions"]),
        is_simulated=row["is_simulated"],
        started_at=datetime.fromisoformat(row["started_at"]),
    )


def _presentation(row: Mapping[str, Any], of_session: SessionRow) -> PresentationRow:
    n_in_block = sum(trial.block_id == row["block_id"] for trial in of_session.order)
    trial = Trial(
        row["block_id"], row["clip_id"], row["position"], n_in_block, row["is_practice"], row["is_repeat"]
    )
    return PresentationRow(
        UUID(bytes=row["id"]),
        UUID(bytes=row["session_id"]),
        row["step_id"],
        trial,
        row["clip_sha256"],
        row["gain_db"],
        datetime.fromisoformat(row["shown_at"]),
    )


def _play(row: Mapping[str, Any]) -> PlayRow:
    return PlayRow(
        id=UUID(bytes=row["id"]),
        presentation_id=UUID(bytes=row["presentation_id"]),
        started_at=datetime.fromisoformat(row["started_at"]),
        dac_onset_s=row["dac_onset_s"],
        frames_total=row["frames_total"],
        frames_played=row["frames_played"],
        sample_rate=row["sample_rate"],
        underruns=row["underruns"],
        gain_db=row["gain_db"],
        device=row["device"],
        flags=tuple(row["flags"].split()),
    )


def _answer(row: Mapping[str, Any]) -> AnswerRow:
    return AnswerRow(
        UUID(bytes=row["id"]),
        UUID(bytes=row["session_id"]),
        UUID(bytes=row["presentation_id"]) if row["presentation_id"] else None,
        row["step_id"],
        row["question_id"],
        row["value_int"] if row["value_text"] is None else row["value_text"],
        row["response_ms"],
        row["revision"],
        datetime.fromisoformat(row["answered_at"]),
    )


def _event(row: Mapping[str, Any]) -> EventRow:
    return EventRow(
        UUID(bytes=row["id"]),
        UUID(bytes=row["session_id"]),
        row["kind"],
        json.loads(row["detail"]),
        datetime.fromisoformat(row["happened_at"]),
    )


def _time(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
