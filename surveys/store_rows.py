"""The values that go into a store and come out of it: frozen, with UUIDs and aware datetimes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from merlingua.surveys.questions import AnswerValue
from merlingua.surveys.steps import Trial


@dataclass(frozen=True)
class NewSession:
    """What a session begins with; the store hands out its number and asks ``plan`` for the order."""

    study_id: str
    study_version: str
    study_sha256: str
    seed: int
    language: str
    is_balanced_by_language: bool
    """True: ``number`` counts within the language, so that each language runs through the whole square."""
    station: str
    device: str
    versions: Mapping[str, str]
    is_simulated: bool
    withdrawal_code_sha256: str
    plan: Callable[[int], Sequence[Trial]]
    """Number → the order of all presentations; called inside the transaction."""
    first_events: Sequence[tuple[str, Mapping[str, object]]] = ()
    """Kind and detail of events written in the same transaction (the consent)."""


@dataclass(frozen=True)
class SessionRow:
    """A session as it is stored; ``number`` is the one that its order was made for."""

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


@dataclass(frozen=True)
class PresentationRow:
    """A clip that was shown at one step."""

    id: UUID
    session_id: UUID
    step_id: str
    trial: Trial
    clip_sha256: str
    gain_db: float
    shown_at: datetime


@dataclass(frozen=True)
class PlayRow:
    """One play of a presentation, as the device reported it (``steps.PlayReport``)."""

    id: UUID
    presentation_id: UUID
    started_at: datetime
    dac_onset_s: float | None
    frames_total: int
    frames_played: int
    sample_rate: int
    underruns: int
    gain_db: float
    device: str
    flags: tuple[str, ...]

    @property
    def is_complete(self) -> bool:
        """As ``PlayReport.is_complete``; the mark of a simulated play disturbs nothing."""
        return self.frames_played >= self.frames_total and not set(self.flags) - {"simulated"}


@dataclass(frozen=True)
class AnswerRow:
    """An answer; ``revision`` counts from 1 and the newest holds."""

    id: UUID
    session_id: UUID
    presentation_id: UUID | None
    step_id: str
    question_id: str
    value: AnswerValue
    response_ms: float | None
    revision: int
    answered_at: datetime


@dataclass(frozen=True)
class EventRow:
    """Something that happened in a session and is no answer."""

    id: UUID
    session_id: UUID
    kind: str
    detail: Mapping[str, Any]
    happened_at: datetime


@dataclass(frozen=True)
class SessionHistory:
    """All that is stored of one session, each list in the order in which it was written."""

    session: SessionRow
    presentations: tuple[PresentationRow, ...] = ()
    plays: tuple[PlayRow, ...] = ()
    answers: tuple[AnswerRow, ...] = ()
    """Every revision."""
    events: tuple[EventRow, ...] = ()

    @property
    def newest_answers(self) -> dict[tuple[str, str], AnswerRow]:
        """The newest revision of each answer by step id and question id."""
        newest: dict[tuple[str, str], AnswerRow] = {}
        for answer in self.answers:
            held = newest.get((answer.step_id, answer.question_id))
            if held is None or answer.revision > held.revision:
                newest[answer.step_id, answer.question_id] = answer
        return newest

    @property
    def is_ended(self) -> bool:
        """The listener finished or stopped for good."""
        return any(event.kind in ENDING_EVENTS for event in self.events)


ENDING_EVENTS: tuple[str, ...] = ("finished", "ended")
"""Events after which a session does not go on: finished by the listener, or ended before its last step."""


@dataclass(frozen=True)
class SessionSummary:
    """One line about a session, for lists."""

    id: UUID
    participant_id: UUID
    study_version: str
    study_sha256: str
    language: str
    number: int
    station: str
    is_simulated: bool
    started_at: datetime
    is_finished: bool
    is_ended: bool
    n_answers: int
    last_answer: datetime | None


@dataclass(frozen=True)
class LanguageCounts:
    """Listeners of one language; simulated ones are counted apart."""

    language: str
    n_started: int
    n_finished: int
    last_answer: datetime | None
    n_simulated: int = 0


@dataclass(frozen=True)
class StoreTotals:
    """How much a store holds, by table."""

    rows: Mapping[str, int] = field(default_factory=dict)
