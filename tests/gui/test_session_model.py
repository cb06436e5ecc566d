"""Signals around a session: what is shown is saved, and nothing lands on a page it was not meant for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

import pytest
from pytestqt.qtbot import QtBot

from merlingua.gui.preflight import Readiness
from merlingua.gui.session_model import SessionModel
from merlingua.gui.store_thread import StoreThread
from merlingua.surveys.errors import PlaybackError, StoreError
from merlingua.surveys.playback import Player
from merlingua.surveys.questions import AnswerValue
from merlingua.surveys.silent_player import SilentPlayer
from merlingua.surveys.steps import Phase, SessionState
from merlingua.surveys.store import Store
from tests.session_walk import a_value

SPEED = 20.0
"""How much faster than real time the silent player plays."""

Make = Callable[..., SessionModel]


def fast_player() -> SilentPlayer:
    return SilentPlayer(speed=SPEED)


@pytest.fixture
def make_model(qtbot: QtBot, readiness: Readiness, store_thread: StoreThread) -> Iterator[Make]:
    made: list[SessionModel] = []

    def make(player: Callable[[], Player] = fast_player, *, restarts: bool = False) -> SessionModel:
        model = SessionModel(readiness, store=store_thread, make_player=player, restarts=restarts)
        made.append(model)
        return model

    yield make
    for model in made:
        model.close()
        model.deleteLater()


@pytest.fixture
def model(make_model: Make) -> SessionModel:
    return make_model()


class Driver:
    """Does what pages do, and waits for the state that follows."""

    def __init__(self, qtbot: QtBot, model: SessionModel) -> None:
        self.qtbot = qtbot
        self.model = model

    @property
    def state(self) -> SessionState:
        assert self.model.state is not None
        return self.model.state

    def to_first_page_of_session(self, language: str = "en") -> None:
        self.model.begin()
        self.model.choose_language(language)
        self.model.give_consent()
        self.until(lambda: self.state.step.phase not in (Phase.LANGUAGE, Phase.CONSENT))

    def to(self, phase: Phase) -> None:
        self.to_first_page_of_session()
        while self.state.step.phase is not phase:
            self.step()

    def step(self) -> None:
        step = self.state.step
        if step.phase is Phase.CLIP:
            self.play()
        for question in self.state.questions:
            self.answer(question.id, a_value(question))
        self.model.next()
        self.until(lambda: self.state.step != step)

    def play(self) -> None:
        with self.qtbot.waitSignal(self.model.sound.ended, timeout=5000):
            self.model.play()
        self.until(lambda: self.state.rating_is_open)

    def answer(self, question_id: str, value: AnswerValue) -> None:
        self.model.answer(question_id, value)
        self.until(lambda: self.state.answers.get(question_id) == value)

    def until(self, condition: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(condition, timeout=5000)

    def ask(self, store_thread: StoreThread, function: Callable[[Store], object]) -> object:
        task = store_thread.task(function)
        with self.qtbot.waitSignal(task.succeeded, timeout=5000) as caught:
            task.start()
        return caught.args[0]


@pytest.fixture
def driver(qtbot: QtBot, model: SessionModel) -> Driver:
    return Driver(qtbot, model)


def test_language_and_consent_come_first_and_store_nothing(
    driver: Driver, readiness: Readiness, store_thread: StoreThread
):
    driver.model.begin()
    assert driver.state.step.phase is Phase.LANGUAGE
    driver.model.choose_language("de")
    assert (driver.state.step.phase, driver.state.language) == (Phase.CONSENT, "de")
    driver.model.back()
    assert driver.state.step.phase is Phase.LANGUAGE
    study_id = readiness.study.definition.study.id
    assert driver.ask(store_thread, partial(_sessions, study_id)) == []


def test_declining_ends_it_and_stores_nothing(
    qtbot: QtBot, driver: Driver, readiness: Readiness, store_thread: StoreThread
):
    driver.model.begin()
    driver.model.choose_language("es")
    with qtbot.waitSignal(driver.model.left):
        driver.model.decline()
    study_id = readiness.study.definition.study.id
    assert driver.ask(store_thread, partial(_sessions, study_id)) == []


def test_in_a_kiosk_the_next_listener_begins_where_the_last_one_declined(make_model: Make):
    model = make_model(restarts=True)
    model.begin()
    model.choose_language("zh-Hans")
    model.decline()
    assert model.state is not None
    assert model.state.step.phase is Phase.LANGUAGE
    assert model.state.language == "en"


def test_consent_given_twice_makes_one_session(
    driver: Driver, readiness: Readiness, store_thread: StoreThread
):
    driver.model.begin()
    driver.model.choose_language("en")
    driver.model.give_consent()
    driver.model.give_consent()
    driver.until(lambda: driver.state.step.phase is not Phase.CONSENT)
    study_id = readiness.study.definition.study.id
    assert len(driver.ask(store_thread, partial(_sessions, study_id))) == 1


def test_an_answer_is_shown_once_it_is_in_the_store(
    driver: Driver, readiness: Readiness, store_thread: StoreThread
):
    driver.to_first_page_of_session()
    question = driver.state.questions[0]
    shown: list[bool] = []
    driver.model.state_changed.connect(lambda state: shown.append(question.id in state.answers))
    driver.model.answer(question.id, a_value(question))
    assert shown == []
    driver.until(lambda: shown == [True])
    stored = driver.ask(store_thread, partial(_answers, readiness.study.definition.study.id))
    assert stored == [(driver.state.step.id, question.id, a_value(question))]


def test_next_pressed_twice_goes_on_once(driver: Driver):
    driver.to(Phase.INSTRUCTIONS)
    for question in driver.state.questions:
        driver.answer(question.id, a_value(question))
    steps: list[str] = []
    driver.model.state_changed.connect(lambda state: steps.append(state.step.id))
    driver.model.next()
    driver.model.next()
    driver.until(lambda: driver.state.step.phase is Phase.BLOCK_INTRO)
    driver.qtbot.wait(50)
    assert set(steps) == {"intro/practice"}


def test_an_answer_that_comes_while_the_page_is_left_lands_nowhere(
    driver: Driver, readiness: Readiness, store_thread: StoreThread
):
    driver.to(Phase.CLIP)
    driver.play()
    first = driver.state.step.id
    for question in driver.state.questions:
        driver.answer(question.id, a_value(question))
    driver.model.next()
    driver.model.answer(driver.state.questions[0].id, 5)
    driver.until(lambda: driver.state.step.id != first)
    driver.qtbot.wait(50)
    assert driver.state.answers == {}
    stored = driver.ask(store_thread, partial(_answers, readiness.study.definition.study.id))
    assert [value for step, question, value in stored if step == first and value == 5] == []


def test_a_refused_answer_is_one_line_and_changes_nothing(qtbot: QtBot, driver: Driver):
    driver.to_first_page_of_session()
    with qtbot.waitSignal(driver.model.refused) as caught:
        driver.model.answer("no_such_question", 1)
    assert "no_such_question" in caught.args[0]
    assert driver.state.answers == {}


def test_a_rating_before_the_clip_was_heard_is_refused(qtbot: QtBot, driver: Driver):
    driver.to(Phase.CLIP)
    with qtbot.waitSignal(driver.model.refused):
        driver.model.answer(driver.state.questions[0].id, 3)


def test_a_clip_is_there_for_drawing_when_its_page_comes_and_is_what_is_played(driver: Driver):
    driver.to(Phase.CLIP)
    trial = driver.state.step.trial
    assert trial is not None
    samples = driver.model.clip_samples(trial.clip_id)
    assert samples is not None
    assert samples.shape[1] == 2
    heads: list[int] = []
    driver.model.playhead_moved.connect(lambda playhead: heads.append(playhead.frame))
    driver.play()
    assert heads == sorted(heads)
    assert heads[-1] == len(samples)


def test_the_level_set_by_ear_lowers_every_clip_and_the_play_is_stored_with_its_gain(
    driver: Driver, readiness: Readiness, store_thread: StoreThread
):
    driver.to(Phase.LEVEL)
    driver.answer("volume_db", -9)
    driver.model.next()
    driver.until(lambda: driver.state.step.phase is not Phase.LEVEL)
    while driver.state.step.phase is not Phase.CLIP:
        driver.step()
    assert not driver.state.rating_is_open
    driver.play()
    trial = driver.state.step.trial
    assert trial is not None
    (play,) = driver.ask(store_thread, partial(_plays, readiness.study.definition.study.id))
    assert play.report.gain_db == pytest.approx(readiness.levels.gain_db[trial.clip_id] - 9)
    assert play.report.frames_played == play.report.frames_total


def test_the_calibration_tone_plays_until_it_is_stopped_and_follows_the_level(qtbot: QtBot, driver: Driver):
    driver.to(Phase.LEVEL)
    with qtbot.waitSignal(driver.model.sound.started, timeout=5000):
        driver.model.play()
    driver.model.set_volume(-20.0)
    with qtbot.waitSignal(driver.model.sound.ended, timeout=5000) as caught:
        driver.model.stop()
    assert caught.args[0].gain_db == -20.0
    qtbot.wait(50)
    assert not driver.model.sound.is_playing


def test_a_clip_left_in_the_middle_is_stored_as_stopped(
    driver: Driver, readiness: Readiness, store_thread: StoreThread, make_model: Make, qtbot: QtBot
):
    slow = Driver(qtbot, make_model(partial(SilentPlayer, speed=1.0)))
    slow.to(Phase.CLIP)
    with qtbot.waitSignal(slow.model.sound.started, timeout=5000):
        slow.model.play()
    with qtbot.waitSignal(slow.model.sound.ended, timeout=5000):
        slow.model.pause()
    slow.until(lambda: slow.state.is_paused)
    plays = slow.ask(store_thread, partial(_plays, readiness.study.definition.study.id))
    assert ["stopped" in play.report.flags for play in plays] == [True]
    assert not slow.state.rating_is_open


def test_the_whole_session_ends_with_thanks_and_a_withdrawal_code(driver: Driver):
    driver.to(Phase.THANKS)
    assert driver.state.is_finished
    assert driver.state.withdrawal_code


def test_a_session_goes_on_where_it_was_left(
    qtbot: QtBot, driver: Driver, make_model: Make, readiness: Readiness, store_thread: StoreThread
):
    driver.to(Phase.CLIP)
    left = driver.state.step
    (session,) = driver.ask(store_thread, partial(_sessions, readiness.study.definition.study.id))
    again = Driver(qtbot, make_model())
    again.model.resume(session.id)
    again.until(lambda: again.model.state is not None)
    assert again.state.step == left
    assert again.model.clip_samples(left.trial.clip_id) is not None


def test_without_a_sound_device_it_says_so_and_looks_again_when_asked(qtbot: QtBot, make_model: Make):
    found: list[bool] = [False]

    def player() -> SilentPlayer:
        if not found[0]:
            raise PlaybackError("no sound device: plug one in")
        return fast_player()

    model = make_model(player)
    with qtbot.waitSignal(model.failed) as caught:
        model.begin()
    assert "plug one in" in str(caught.args[0])
    found[0] = True
    with qtbot.waitSignal(model.sound.opened):
        model.retry()


def test_a_store_that_cannot_be_opened_fails_readably(qtbot: QtBot, readiness: Readiness, tmp_path):
    (tmp_path / "x.db").write_text("this is no database, but a text that is long enough to be looked at" * 20)
    store = StoreThread(tmp_path / "x.db")
    model = SessionModel(readiness, store=store, make_player=fast_player)
    model.begin()
    model.choose_language("en")
    with qtbot.waitSignal(model.failed) as caught:
        model.give_consent()
    assert isinstance(caught.args[0], StoreError)
    assert model.state is not None
    assert model.state.step.phase is Phase.CONSENT
    model.close()
    model.deleteLater()
    store.close()


def test_a_second_window_on_the_same_store_is_refused(qtbot: QtBot, store_thread: StoreThread, tmp_path):
    first = store_thread.task(lambda store: "open")
    with qtbot.waitSignal(first.succeeded):
        first.start()
    second = StoreThread(tmp_path / "store.db")
    task = second.task(lambda store: "open too")
    with qtbot.waitSignal(task.failed) as caught:
        task.start()
    assert "another window" in str(caught.args[0])
    second.close()


def _sessions(study_id: str, store: Store) -> list[object]:
    return list(store.sessions(study_id))


def _answers(study_id: str, store: Store) -> list[tuple[str, str, AnswerValue]]:
    history = store.history(store.sessions(study_id)[0].id)
    return [(answer.step_id, answer.question_id, answer.value) for answer in history.answers]


def _plays(study_id: str, store: Store) -> list[object]:
    return list(store.history(store.sessions(study_id)[0].id).plays)
