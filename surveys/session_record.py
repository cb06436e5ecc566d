"""What a session knows of itself: made when it begins, or read back from the store when it goes on.

The store's rows are the truth. The place in the session is the ``step`` of the last event that moved it
(``MOVES``); answers, presentations and plays belong to steps by their id.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import UUID

from merlingua.surveys.errors import StepError
from merlingua.surveys.order import (
    SeededStream,
    counts_within_language,
    order_seed,
    presentation_order,
)
from merlingua.surveys.questions import AnswerValue
from merlingua.surveys.session_plan import (
    HEADPHONE_STEPS,
    VOLUME_QUESTION,
    block_of,
    headphone_step,
    session_steps,
)
from merlingua.surveys.session_plays import NOT_HEARD, Plays
from merlingua.surveys.steps import Phase, Step, Trial
from merlingua.surveys.store_rows import ENDS, SURVEY, NewSession, SessionHistory, SessionRow

if TYPE_CHECKING:
    from merlingua.surveys.station import StationInfo
    from merlingua.surveys.store import Store
    from merlingua.surveys.study import Study

STEP = "step"
PAUSED, UNPAUSED, RESUMED = "paused", "unpaused", "resumed"
HEADPHONE_CHECK = "headphone_check"
MOVES = frozenset({STEP, HEADPHONE_CHECK, *ENDS})
"""Kinds of events that move a session; their detail says where to, as ``step``."""


@dataclass
class SessionRecord:
    """A session as the store has it. ``answers``, ``plays`` and ``presentations`` are by step id."""

    id: UUID
    number: int
    language: str
    seed: int
    order: tuple[Trial, ...]
    steps: tuple[Step, ...]
    index: int = 0
    """Of the current step in ``steps``."""
    attempt: int = 1
    """At the headphone check."""
    end: str | None = None
    """The kind of the event that ended the session."""
    answers: dict[str, dict[str, AnswerValue]] = field(default_factory=dict)
    plays: dict[str, Plays] = field(default_factory=dict)
    presentations: dict[str, UUID] = field(default_factory=dict)

    @property
    def step(self) -> Step:
        """The current step."""
        return self.step_at(self.index, self.attempt)

    @property
    def volume_db(self) -> int:
        """The level that the listener has set; 0 until then."""
        return int(self.answers.get("level", {}).get(VOLUME_QUESTION, 0))

    @property
    def headphone_seed(self) -> int:
        """Of this attempt at the headphone check: another one for every participant and attempt."""
        stream = SeededStream("headphones", self.seed, self.language, self.number, self.attempt)
        return stream.below(2**31)

    def step_at(self, index: int, attempt: int) -> Step:
        """The step at ``index``; later attempts at the headphone check are steps of their own."""
        step = self.steps[index]
        return headphone_step(attempt) if step.phase is Phase.HEADPHONES else step


def begun_record(
    study: Study,
    store: Store,
    *,
    language: str,
    station: StationInfo,
    consented: bool,
    is_simulated: bool,
    withdrawal_code_sha256: str,
) -> SessionRecord:
    """Have the store hand out the number and begin the session, in one transaction with the consent."""
    definition = study.definition
    row = store.begin_session(
        NewSession(
            study_id=definition.study.id,
            study_version=definition.study.version,
            study_sha256=study.sha256,
            seed=order_seed(definition),
            language=language,
            station=station.station,
            device=station.device,
            versions=station.versions,
            withdrawal_code_sha256=withdrawal_code_sha256,
            order=lambda number: presentation_order(study, number=number, language=language),
            counts_within_language=counts_within_language(definition),
            is_simulated=is_simulated,
            consent={"agreed": consented, "text": definition.consent.text},
        )
    )
    return _record_of(study, row)


def resumed_record(study: Study, store: Store, session_id: UUID) -> SessionRecord:
    """Read a session back from the store.

    Raises
    ------
    StepError
        If it belongs to another study, the study has changed since it began, or it has ended.
    """
    history = store.history(session_id)
    _check_study(study, history.session)
    record = read_record(study, history)
    if record.end is not None:
        raise StepError(f"session {session_id} has ended; begin a new one")
    return record


def read_record(study: Study, history: SessionHistory) -> SessionRecord:
    """A session as it stands, whether it has ended or not; ``study`` is the one that it began with.

    Raises
    ------
    StepError
        If it stands at a step that the study does not have.
    """
    record = _record_of(study, history.session)
    for answer in history.newest_answers.values():
        record.answers.setdefault(answer.step_id, {})[answer.question_id] = answer.value
    _take_plays(study, record, history)
    moves = [event for event in history.events if event.kind in MOVES]
    record.end = next((event.kind for event in moves if event.kind in ENDS), None)
    if moves:
        _take_place(record, str(moves[-1].detail["step"]))
    return record


def _record_of(study: Study, row: SessionRow) -> SessionRecord:
    return SessionRecord(
        id=row.id,
        number=row.number,
        language=row.language,
        seed=row.seed,
        order=row.order,
        steps=session_steps(study, row.order),
    )


def _check_study(study: Study, row: SessionRow) -> None:
    definition = study.definition.study
    if row.source != SURVEY:
        raise StepError(f"session {row.id} was imported from {row.source}: it cannot go on; begin a new one")
    if row.study_id != definition.id:
        raise StepError(
            f"session {row.id} belongs to study {row.study_id!r}, and {study.folder} is study "
            f"{definition.id!r}; open the folder of {row.study_id!r}"
        )
    if row.study_sha256 != study.sha256:
        raise StepError(
            f"session {row.id} cannot go on: {study.folder} was changed since it began (study "
            f"{definition.id!r}: version {row.study_version}, sha256 {row.study_sha256[:12]}… then; version "
            f"{definition.version}, {study.sha256[:12]}… now). Its answers are safe. Put the folder back as "
            "it was, or begin a new session"
        )


def _take_plays(study: Study, record: SessionRecord, history: SessionHistory) -> None:
    presentations = {presentation.id: presentation for presentation in history.presentations}
    record.presentations = {presentation.step_id: presentation.id for presentation in history.presentations}
    for play in history.plays:
        presentation = presentations[play.presentation_id]
        rules = block_of(study, presentation.block_id).play
        heard = record.plays.get(presentation.step_id, NOT_HEARD)
        record.plays[presentation.step_id] = heard.ended(play.report, rules)


def _take_place(record: SessionRecord, step_id: str) -> None:
    for index, step in enumerate(record.steps):
        if step.phase is Phase.HEADPHONES and step_id.startswith(HEADPHONE_STEPS):
            record.index, record.attempt = index, int(step_id.removeprefix(HEADPHONE_STEPS))
            return
        if step.id == step_id:
            record.index = index
            return
    raise StepError(f"session {record.id} stands at step {step_id!r}, which the study does not have")
