"""A session that is left goes on at the same step, in the same order, with what was heard and answered."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from merlingua.surveys.errors import InvalidAnswerError, MerlinguaError, StepError, StoreError
from merlingua.surveys.session import Session
from merlingua.surveys.steps import Phase, Progress, SessionState
from merlingua.surveys.store import Store
from merlingua.surveys.study import Study
from merlingua.surveys.withdrawal import withdrawal_code_sha256
from tests.session_study import (
    STATION,
    Clock,
    fill_in,
    go_to,
    listen,
    play_report,
    right_answers,
    session_study,
)

FIRST_CLIP = "clip/main/01"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "store.db"


@pytest.fixture
def store(file: Path) -> Iterator[Store]:
    with Store.open(file) as opened:
        yield opened


@pytest.fixture
def session(store: Store) -> Session:
    return Session.create(session_study(), store, language="de", station=STATION, clock=Clock())


def resumed(store: Store, session: Session, study: Study | None = None) -> Session:
    return Session.resume(study or session_study(), store, session.id, station=STATION, clock=Clock())


def known_to_both(state: SessionState) -> SessionState:
    """Without what a resume cannot know: the pace, and a pause."""
    return replace(state, progress=replace(state.progress, remaining_min=None), is_paused=False)


def test_a_session_resumes_alike_after_every_action(session: Session, file: Path) -> None:
    # A second connection sees what is committed, as a new process would.
    def check() -> None:
        with Store.open(file) as other:
            again = resumed(other, session)
            assert known_to_both(again.state) == known_to_both(session.state)
            assert (again.order, again.steps, again.number) == (session.order, session.steps, session.number)
            assert (again.volume_db, again.headphone_trial) == (session.volume_db, session.headphone_trial)

    while True:
        check()
        if session.state.step.trial is not None:
            listen(session)
            check()
        for question_id, value in right_answers(session).items():
            session.answer(question_id, value)
            check()
        if session.next().is_finished:
            return


def test_a_resume_is_logged_with_its_station(store: Store, session: Session) -> None:
    elsewhere = replace(STATION, station="other", device="another device")
    Session.resume(session_study(), store, session.id, station=elsewhere)
    event = store.history(session.id).events[-1]
    assert event.kind == "resumed"
    assert (event.detail["station"], event.detail["device"]) == ("other", "another device")


def test_plays_that_were_heard_count_after_a_resume(store: Store, session: Session) -> None:
    go_to(session, FIRST_CLIP)
    listen(session)
    again = resumed(store, session)
    assert (again.state.plays, again.state.rating_is_open) == (1, True)
    listen(again)
    last = resumed(store, session)
    assert (last.state.plays, last.state.may_play) == (2, False)
    with pytest.raises(StepError, match="allowed are 2"):
        last.play_started(onset_monotonic=2000.0)


def test_a_play_that_was_cut_off_by_the_end_of_the_program_does_not_count(
    store: Store, session: Session
) -> None:
    go_to(session, FIRST_CLIP)
    session.play_started(onset_monotonic=1000.0)
    again = resumed(store, session)
    assert (again.state.plays, again.state.rating_is_open, again.state.may_play) == (0, False, True)


def test_a_presentation_without_its_play_is_taken_up_again(store: Store, session: Session) -> None:
    # The program may end between the two transactions.
    state = go_to(session, FIRST_CLIP)
    assert state.step.trial is not None
    known = store.add_presentation(session.id, FIRST_CLIP, state.step.trial, "0" * 64, -3.0)
    again = resumed(store, session)
    assert listen(again).rating_is_open
    assert store.history(session.id).plays[-1].presentation_id == known


def test_a_disturbed_play_still_asks_for_a_repeat_after_a_resume(store: Store, session: Session) -> None:
    go_to(session, FIRST_CLIP)
    listen(session, 1.0, "device_lost")
    state = resumed(store, session).state
    assert (state.needs_replay, state.plays, state.rating_is_open) == (True, 0, False)


def test_without_a_play_since_the_resume_a_rating_has_no_response_time(
    store: Store, session: Session
) -> None:
    go_to(session, FIRST_CLIP)
    listen(session)
    again = resumed(store, session)
    again.answer("joy", 3)
    listen(again)
    again.answer("sadness", 3)
    newest = store.history(session.id).newest_answers
    assert newest[FIRST_CLIP, "joy"].response_ms is None
    assert newest[FIRST_CLIP, "sadness"].response_ms is not None


def test_a_paused_session_resumes_running(store: Store, session: Session) -> None:
    session.pause()
    assert not resumed(store, session).state.is_paused


def test_the_second_attempt_at_the_headphone_check_resumes_as_such(store: Store, session: Session) -> None:
    go_to(session, "headphones/1")
    for question_id, right in right_answers(session).items():
        session.answer(question_id, int(right) % 3 + 1)
    session.next()
    again = resumed(store, session)
    assert (again.state.step.id, again.state.attempt) == ("headphones/2", 2)
    assert again.headphone_trial == session.headphone_trial


def test_a_code_shown_after_a_resume_is_the_one_whose_hash_is_stored(store: Store, session: Session) -> None:
    go_to(session, "comment")
    again = resumed(store, session)
    code = again.next().withdrawal_code
    assert code is not None
    end = store.history(session.id).events[-1]
    assert (end.kind, end.detail["withdrawal_code_sha256"]) == ("finished", withdrawal_code_sha256(code))


def test_a_study_that_was_changed_is_refused_and_the_answers_stay(store: Store, session: Session) -> None:
    session.answer("age", 30)
    changed = replace(session_study(), sha256="f" * 64)
    with pytest.raises(
        StepError, match=r"cannot go on: small was changed since .* ffffffffffff… now\). Its answers are safe"
    ):
        resumed(store, session, changed)
    assert resumed(store, session).state.answers == {"age": 30}


def test_another_study_is_refused_by_name(store: Store, session: Session) -> None:
    other = {"id": "large", "version": "1", "languages": ["en"], "default_language": "en"}
    with pytest.raises(StepError, match="belongs to study 'small', and small is study 'large'"):
        resumed(store, session, session_study(study=other))


def test_a_session_that_has_ended_is_refused(store: Store, session: Session) -> None:
    go_to(session, "thanks")
    with pytest.raises(StepError, match="has ended; begin a new one"):
        resumed(store, session)


def test_a_session_that_is_not_in_the_store_is_refused(store: Store) -> None:
    with pytest.raises(StoreError, match="no session"):
        Session.resume(session_study(), store, uuid4(), station=STATION)


class SessionMachine(RuleBasedStateMachine):
    """Any order of actions, allowed or not, against a real store and a second book of what must hold.

    The book is kept from what was acknowledged alone: an action that raised must have changed nothing.
    """

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.store = Store.open(Path(self.folder.name) / "store.db")
        self.study = session_study()
        self.clock = Clock()
        self.session = Session.create(
            self.study, self.store, language="es", station=STATION, clock=self.clock
        )
        self.order = self.session.order
        self.answers: dict[tuple[str, str], int | str] = {}
        self.n_revisions = 0
        self.heard: dict[str, int] = {}
        self.n_plays = 0

    def teardown(self) -> None:
        self.store.close()
        self.folder.cleanup()

    @rule(
        number=st.integers(0, 9), value=st.one_of(st.integers(-45, 130), st.sampled_from(["ES", "", "other"]))
    )
    def answer_anything(self, number: int, value: int | str) -> None:
        before = self.session.state
        questions = [question.id for question in before.questions] or ["age"]
        self._answer(questions[number % len(questions)], value)

    @rule()
    @precondition(lambda self: not self.session.state.is_finished)
    def answer_right(self) -> None:
        for question_id, value in right_answers(self.session).items():
            self._answer(question_id, value)

    def _answer(self, question_id: str, value: int | str) -> None:
        before = self.session.state
        try:
            after = self.session.answer(question_id, value)
        except (StepError, InvalidAnswerError):
            assert self.session.state == before
            return
        assert not before.is_paused
        assert not before.is_finished
        if before.step.trial is not None:
            assert self.heard.get(before.step.id, 0) >= 1
        self.answers[before.step.id, question_id] = after.answers[question_id]
        self.n_revisions += 1

    @rule(share=st.sampled_from([0.0, 0.5, 1.0]), flag=st.sampled_from(["", "underrun", "device_lost"]))
    def play(self, share: float, flag: str) -> None:
        before = self.session.state
        try:
            self.session.play_started(onset_monotonic=self.clock())
        except StepError:
            assert self.session.state == before
            assert not before.may_play or before.is_paused
            return
        flags = (flag,) if flag else () if share == 1.0 else ("stopped",)
        self.session.play_ended(play_report(share, *flags))
        if before.step.phase is not Phase.CLIP:
            return
        assert before.may_play or before.is_paused
        self.n_plays += 1
        heard = self.heard.get(before.step.id, 0)
        if not flag and (share == 1.0 or (share > 0 and heard >= 1)):
            self.heard[before.step.id] = heard + 1

    @rule()
    def go_on(self) -> None:
        before = self.session.state
        try:
            after = self.session.next()
        except StepError:
            assert self.session.state == before
            return
        assert not before.missing
        assert not before.is_paused
        if before.step.trial is not None:
            assert self.heard[before.step.id] >= 1
        assert after.step != before.step

    @rule()
    def take_the_step(self) -> None:
        self.answer_right()
        self.play(1.0, "")
        self.answer_right()
        self.go_on()

    @rule()
    def go_back(self) -> None:
        before = self.session.state
        try:
            after = self.session.back()
        except StepError:
            assert self.session.state == before
            return
        assert after.step.questionnaire == before.step.questionnaire
        assert after.step.page == before.step.page - 1

    @rule()
    def pause_or_not(self) -> None:
        before = self.session.state
        try:
            after = self.session.unpause() if before.is_paused else self.session.pause()
        except StepError:
            assert before.is_finished
            return
        assert after.is_paused != before.is_paused

    @rule(seconds=st.floats(0, 1000))
    def wait(self, seconds: float) -> None:
        self.clock.advance(seconds)

    @rule()
    @precondition(lambda self: not self.session.state.is_finished)
    def leave_and_resume(self) -> None:
        before = self.session.state
        self.session = Session.resume(
            self.study, self.store, self.session.id, station=STATION, clock=self.clock
        )
        after = self.session.state
        if before.is_paused:  # a session that is taken up again is not paused, and may be played on
            after = replace(after, may_play=False)
        assert known_to_both(after) == known_to_both(before)

    @invariant()
    def everything_acknowledged_is_stored_and_nothing_else(self) -> None:
        history = self.store.history(self.session.id)
        stored = {key: row.value for key, row in history.newest_answers.items()}
        assert stored == self.answers
        assert len(history.answers) == self.n_revisions
        assert len(history.plays) == self.n_plays
        assert history.session.order == self.order == self.session.order

    @invariant()
    def the_state_agrees_with_the_book(self) -> None:
        state = self.session.state
        of_step = {q: value for (step_id, q), value in self.answers.items() if step_id == state.step.id}
        assert dict(state.answers) == of_step
        if state.step.trial is not None:
            assert state.plays == self.heard.get(state.step.id, 0) <= 3
            assert state.rating_is_open == (state.plays >= 1)
        assert set(state.missing) <= {question.id for question in state.questions}
        assert isinstance(state.progress, Progress)
        assert 1 <= state.progress.position <= state.progress.total


TestSessionMachine = SessionMachine.TestCase
TestSessionMachine.settings = settings(
    max_examples=25, stateful_step_count=40, deadline=None, suppress_health_check=list(HealthCheck)
)


def test_a_merlingua_error_is_all_that_a_session_raises_for_wrong_use(session: Session) -> None:
    for action in (session.back, session.unpause, session.next, lambda: session.answer("x", 1)):
        with pytest.raises(MerlinguaError):
            action()
    fill_in(session)
