"""The step that a listener is at: its questions, what is answered and heard, and what may be done now."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType

from merlingua.surveys.errors import StepError
from merlingua.surveys.questions import AnswerValue, Question
from merlingua.surveys.session_plan import UNDERSTOOD_QUESTION, UNDERSTOOD_RIGHT, block_of
from merlingua.surveys.session_plays import NOT_HEARD, Plays
from merlingua.surveys.session_record import SessionRecord
from merlingua.surveys.session_time import StepTime
from merlingua.surveys.steps import Phase, Progress, SessionState, Step
from merlingua.surveys.study import Study
from merlingua.surveys.study_definition import PlayRules


@dataclass
class Page:
    """A step while it is on the screen. ``answers`` is the session's own mapping for this step."""

    step: Step
    questions: tuple[Question, ...]
    answers: dict[str, AnswerValue]
    time: StepTime
    shown_at: float
    """When it was shown, on the session's clock."""
    remaining_min: float
    """The minutes left when it was shown."""
    rules: PlayRules | None = None
    """On a clip's page: how it may be heard."""
    plays: Plays = NOT_HEARD
    onset_monotonic: float | None = None
    """When the last play of this page began to sound; None before, and after a resume."""
    paused_s: float = 0.0

    @property
    def is_open(self) -> bool:
        """Whether its questions may be answered."""
        return self.rules is None or self.plays.is_open(self.rules)

    @property
    def may_play(self) -> bool:
        """Whether its clip may be played."""
        return self.rules is not None and self.plays.may_play(self.rules)

    @property
    def why_not_play(self) -> str:
        """Why its clip may not be played now."""
        if self.plays.is_playing:
            return f"a play of step {self.step.id!r} is under way; it has to end first"
        most = self.rules.max_plays if self.rules else 0
        return f"step {self.step.id!r} was played {self.plays.n_counted} times; allowed are {most}"

    @property
    def missing(self) -> tuple[str, ...]:
        """The questions without which the step cannot be left."""
        return tuple(
            question.id for question in self.questions if question.is_required and not self._is_done(question)
        )

    @property
    def current(self) -> str | None:
        """The first question that waits for an answer."""
        return next((question.id for question in self.questions if not self._is_done(question)), None)

    @property
    def saved(self) -> MappingProxyType[str, AnswerValue]:
        """A copy of the answers that nobody can change."""
        return MappingProxyType(dict(self.answers))

    def question_to_answer(self, question_id: str) -> Question:
        """The question, if it may be answered now.

        Raises
        ------
        StepError
            If the page has no such question, its clip was not heard yet, or an earlier trial of the headphone
            check waits for its answer.
        """
        question = next((question for question in self.questions if question.id == question_id), None)
        if question is None:
            asked = ", ".join(question.id for question in self.questions) or "nothing"
            raise StepError(f"step {self.step.id!r} does not ask {question_id!r}; it asks {asked}")
        if not self.is_open:
            raise StepError(
                f"{question_id!r} of step {self.step.id!r} cannot be answered yet: {self._to_hear()}"
            )
        is_ahead = question_id not in self.answers and question_id != self.current
        if self.step.phase is Phase.HEADPHONES and is_ahead:
            raise StepError(f"{question_id!r} cannot be answered yet: {self.current!r} comes first")
        return question

    def check_complete(self) -> None:
        """Refuse to leave the step while something is missing.

        Raises
        ------
        StepError
            If the clip was not heard, or required questions have no (right) answer; it names them.
        """
        if not self.is_open:
            raise StepError(f"step {self.step.id!r} cannot be left yet: {self._to_hear()}")
        missing = self.missing
        if not missing:
            return
        if self.step.phase is Phase.INSTRUCTIONS and UNDERSTOOD_QUESTION in self.answers:
            raise StepError(
                f"step {self.step.id!r} cannot be left yet: {UNDERSTOOD_QUESTION!r} is "
                f"{self.answers[UNDERSTOOD_QUESTION]!r}; {UNDERSTOOD_RIGHT!r} is right"
            )
        raise StepError(f"step {self.step.id!r} cannot be left yet: {', '.join(missing)} without an answer")

    def _is_done(self, question: Question) -> bool:
        if question.id == UNDERSTOOD_QUESTION and self.step.phase is Phase.INSTRUCTIONS:
            return self.answers.get(question.id) == UNDERSTOOD_RIGHT
        return question.id in self.answers

    def _to_hear(self) -> str:
        rules = self.rules or PlayRules()
        clip_id = self.step.trial.clip_id if self.step.trial else ""
        how = "in full, undisturbed" if rules.full_before_rating else "undisturbed"
        return f"clip {clip_id!r} was heard {self.plays.n_counted} of {rules.min_plays} times {how}"


def shown_page(
    study: Study,
    record: SessionRecord,
    questions: tuple[Question, ...],
    *,
    time: StepTime,
    shown_at: float,
    remaining_min: float,
) -> Page:
    """The page of the session's current step, with what is known of it already."""
    step = record.step
    return Page(
        step=step,
        questions=questions,
        answers=record.answers.setdefault(step.id, {}),
        time=time,
        shown_at=shown_at,
        remaining_min=remaining_min,
        rules=block_of(study, step.trial.block_id).play if step.trial else None,
        plays=record.plays.get(step.id, NOT_HEARD),
    )


def drawn_state(page: Page, record: SessionRecord, *, is_paused: bool, code: str | None) -> SessionState:
    """What the window gets to see; ``code`` is the withdrawal code, once it may be shown."""
    return SessionState(
        step=page.step,
        language=record.language,
        questions=page.questions,
        answers=page.saved,
        current=page.current,
        missing=page.missing,
        rating_is_open=page.is_open,
        plays=page.plays.n_counted,
        max_plays=page.rules.max_plays if page.rules else None,
        may_play=page.may_play and not is_paused,
        needs_replay=page.plays.needs_replay,
        attempt=record.attempt,
        progress=Progress(record.index + 1, len(record.steps), page.remaining_min),
        is_paused=is_paused,
        is_finished=record.end is not None,
        withdrawal_code=code,
    )
