"""What goes into a store and comes out of it: frozen values, no database in sight.

All times know their zone and are in UTC.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from merlingua.surveys.questions import AnswerValue
from merlingua.surveys.steps import PlayReport, Trial

SURVEY = "survey"
"""The source of sessions that this program held itself; others were imported."""
CONSENT = "consent"
"""The event with which every session of this program's own survey begins."""
FINISHED = "finished"
"""The event of a session that was taken to its end."""
STOPPED = "stopped"
"""The event of a session that ended before, and cannot go on."""
ENDS = (FINISHED, STOPPED)
IMPORTED = "imported"
"""The event with which a session begins that was held elsewhere; each import that adds to it is another."""


@dataclass(frozen=True)
class NewSession:
    """What `Store.begin_session` writes down once a listener has agreed."""

    study_id: str
    study_version: str
    study_sha256: str
    seed: int
    language: str
    station: str
    device: str
    versions: Mapping[str, str]
    withdrawal_code_sha256: str
    order: Callable[[int], Sequence[Trial]]
    """Gives the order of the participant whose number the store hands out."""
    counts_within_language: bool = False
    """Each language numbers its own participants."""
    is_simulated: bool = False
    consent: Mapping[str, object] = field(default_factory=dict)
    """The detail of the consent event."""

    def columns(self) -> dict[str, Any]:
        """The fields that a session's row takes over as they are."""
        names = ("study_id", "study_version", "study_sha256", "seed", "language", "station", "device")
        taken = {name: getattr(self, name) for name in (*names, "is_simulated")}
        return {**taken, "versions": dict(self.versions)}


@dataclass(frozen=True)
class SessionRow:
    """A session as it began. ``number`` counts the study's participants, or those of its language."""

    id: UUID
    participant_id: UUID
    study_id: str
    study_version: str
    study_sha256: str
    seed: int
    language: str
    number: int
    order: tuple[Trial, ...]
    station: str
    device: str
    versions: Mapping[str, str]
    is_simulated: bool
    started_at: datetime
    source: str = SURVEY
    """Where it was held; of one that was imported without a time, ``started_at`` is that of the import."""


@dataclass(frozen=True)
class PresentationRow:
    """A clip's page was shown. None: the source of an imported session does not say it."""

    id: UUID
    session_id: UUID
    step_id: str
    clip_id: str
    clip_sha256: str | None
    block_id: str
    position: int | None
    is_practice: bool
    is_repeat: bool
    gain_db: float | None
    shown_at: datetime | None


@dataclass(frozen=True)
class PlayRow:
    """A clip was played, whole or not."""

    id: UUID
    presentation_id: UUID
    started_at: datetime
    report: PlayReport


@dataclass(frozen=True)
class AnswerRow:
    """An answer. ``revision`` counts from 1; the highest of a question on a step is the one that holds."""

    id: UUID
    session_id: UUID
    presentation_id: UUID | None
    step_id: str
    question_id: str
    value: AnswerValue
    response_ms: float | None
    revision: int
    answered_at: datetime | None
    """None: the source of an imported session does not say it."""


@dataclass(frozen=True)
class EventRow:
    """Something happened in a session; ``detail`` is what JSON can hold."""

    id: UUID
    session_id: UUID
    kind: str
    detail: Mapping[str, object]
    happened_at: datetime


@dataclass(frozen=True)
class SessionHistory:
    """All that the store knows of a session; each tuple in the order in which it was written."""

    session: SessionRow
    presentations: tuple[PresentationRow, ...]
    plays: tuple[PlayRow, ...]
    answers: tuple[AnswerRow, ...]
    """Every revision."""
    events: tuple[EventRow, ...]

    @cached_property
    def newest_answers(self) -> Mapping[tuple[str, str], AnswerRow]:
        """The answers that hold, by step id and question id."""
        by_revision = sorted(self.answers, key=lambda row: row.revision)
        return {(row.step_id, row.question_id): row for row in by_revision}


@dataclass(frozen=True)
class SessionSummary:
    """One line about a session."""

    id: UUID
    number: int
    language: str
    is_simulated: bool
    started_at: datetime
    ended_at: datetime | None
    """When it was finished or stopped; None while it can go on."""
    end: str | None
    """``finished`` or ``stopped``; None while it can go on, or where it was imported unfinished."""
    n_answers: int
    """Revisions included."""
    last_answer: datetime | None
    source: str = SURVEY

    @property
    def is_finished(self) -> bool:
        return self.end == FINISHED


@dataclass(frozen=True)
class LanguageCounts:
    """Sessions of one study in one language; simulated and imported ones are counted apart."""

    language: str
    n_started: int
    """Finished ones included."""
    n_finished: int
    last_answer: datetime | None
    n_simulated: int
    n_imported: int = 0
