"""Whole sessions of simulated listeners, through the same session and store as people's.

Every simulated session is marked: in its participant and session rows, in its station and device, and in the
flags of each play. Time is simulated too: an hour of listening takes milliseconds.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from merlingua.surveys.errors import StepError
from merlingua.surveys.listeners import RIGHT_AT_ONCE, RIGHT_TRIAL, Listener
from merlingua.surveys.questions import AnswerValue, Question
from merlingua.surveys.session import Session
from merlingua.surveys.session_plan import UNDERSTOOD_QUESTION, UNDERSTOOD_RIGHT
from merlingua.surveys.silent_player import SILENT_DEVICE
from merlingua.surveys.station import StationInfo, installed_versions
from merlingua.surveys.steps import Phase, PlayReport, SessionState, Trial
from merlingua.surveys.store import Store
from merlingua.surveys.study import Study

STATION = "simulated"
SAMPLE_RATE = 48_000
HEAR_AGAIN = 0.1
"""Probability of playing a clip once more, where the study allows it."""
REVISE = 0.2
"""Probability of revising one answer of a clip's page."""
COMMENT = 0.1
"""Probability of writing a comment."""
READING_S = 5.0

Progress = Callable[[int, int], None]
"""Sessions done, sessions in all."""
OnAnswer = Callable[[SessionState, str, AnswerValue], None]
"""The state that holds it, question id and value, once the answer is saved."""


@dataclass(frozen=True)
class SimulationResult:
    """What was stored."""

    n_sessions: int
    n_answers: int
    """Revisions counted."""


class SimulatedClock:
    """Seconds that pass when somebody says so."""

    def __init__(self) -> None:
        self.time_s = 0.0

    def __call__(self) -> float:
        return self.time_s

    def advance(self, seconds: float) -> None:
        """Let time pass."""
        self.time_s += seconds


def simulate_study(
    study: Study, store: Store, *, n_participants: int, seed: int, progress: Progress | None = None
) -> SimulationResult:
    """Take simulated listeners through whole sessions, one transaction a session.

    Languages take turns. The same seed gives the same answers, languages and, in an empty store, orders.

    Raises
    ------
    StepError
        If ``n_participants`` is below 1.
    """
    if n_participants < 1:
        raise StepError(f"{n_participants} participants were asked for; at least 1 can be simulated")
    languages = study.definition.study.languages
    n_answers = 0
    for number in range(1, n_participants + 1):
        listener = Listener.of(seed, number, languages[(number - 1) % len(languages)])
        with store.one_transaction():
            n_answers += simulate_session(study, store, listener)
        if progress is not None:
            progress(number, n_participants)
    return SimulationResult(n_participants, n_answers)


def simulate_session(study: Study, store: Store, listener: Listener) -> int:
    """One session from consent to thanks; how many answers it stored."""
    clock = SimulatedClock()
    session = Session.create(
        study,
        store,
        language=listener.language,
        station=simulated_station(),
        is_simulated=True,
        clock=clock,
    )
    return SimulatedWalk(study, session, listener, clock).run()


def simulated_station() -> StationInfo:
    """The station of simulated sessions."""
    return StationInfo(STATION, SILENT_DEVICE, installed_versions())


class SimulatedWalk:
    """A listener who takes a session, from wherever it stands, to its end.

    ``saved`` is called after each answer that the store has committed, ``moved`` with each new step.
    """

    def __init__(
        self,
        study: Study,
        session: Session,
        listener: Listener,
        clock: SimulatedClock,
        *,
        saved: OnAnswer | None = None,
        moved: Callable[[SessionState], None] | None = None,
    ) -> None:
        self._study = study
        self._session = session
        self._listener = listener
        self._clock = clock
        self._saved = saved
        self._moved = moved
        self._n_answers = 0

    def run(self) -> int:
        """Take all steps that are left; how many answers were stored."""
        while not self._session.state.is_finished:
            self._take_step()
        return self._n_answers

    def _take_step(self) -> None:
        state = self._session.state
        rng = self._listener.moment(_occasion(state))
        self._clock.advance(READING_S)
        if state.step.trial is not None:
            self._listen(state.step.trial, hears_again=rng.random() < HEAR_AGAIN)
        for question in state.questions:
            value = self._value(question, state, rng)
            is_wanted = question.is_required or rng.random() < COMMENT
            if is_wanted and question.id not in self._session.state.answers:
                self._answer(question, value)
        if state.step.phase is Phase.INSTRUCTIONS and self._session.state.missing:
            self._answer(state.questions[0], UNDERSTOOD_RIGHT)
        if state.step.trial is not None and state.questions and rng.random() < REVISE:
            question = state.questions[int(rng.random() * len(state.questions))]
            self._answer(question, self._value(question, state, rng))
        state = self._session.next()
        if self._moved is not None:
            self._moved(state)

    def _listen(self, trial: Trial, *, hears_again: bool) -> None:
        while not self._session.state.rating_is_open:
            self._play(trial)
        if hears_again and self._session.state.may_play:
            self._play(trial)

    def _play(self, trial: Trial) -> None:
        duration_s = self._study.clips[trial.clip_id].duration_s
        n_frames = round(duration_s * SAMPLE_RATE)
        self._session.play_started(onset_monotonic=self._clock())
        self._clock.advance(duration_s)
        self._session.play_ended(
            PlayReport(
                dac_onset_s=None,
                frames_total=n_frames,
                frames_played=n_frames,
                sample_rate=SAMPLE_RATE,
                underruns=0,
                gain_db=0.0,
                device=SILENT_DEVICE,
                flags=("simulated",),
            )
        )

    def _answer(self, question: Question, value: AnswerValue) -> None:
        self._clock.advance(self._listener.pace)
        state = self._session.answer(question.id, value)
        self._n_answers += 1
        if self._saved is not None:
            self._saved(state, question.id, state.answers[question.id])

    def _value(self, question: Question, state: SessionState, rng: Random) -> AnswerValue:
        if state.step.trial is not None:
            return self._listener.rating(question, self._study.clips[state.step.trial.clip_id], rng)
        due = self._session.headphone_trial
        if due is not None and rng.random() < RIGHT_TRIAL:
            return due.correct_interval
        if question.id == UNDERSTOOD_QUESTION and rng.random() < RIGHT_AT_ONCE:
            return UNDERSTOOD_RIGHT
        return self._listener.answer(question, rng)


def _occasion(state: SessionState) -> str:
    """A clip's ratings do not depend on where in the order it stands."""
    trial = state.step.trial
    return state.step.id if trial is None else f"{trial.block_id}/{trial.clip_id}/{trial.is_repeat}"
