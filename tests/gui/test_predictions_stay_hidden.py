"""No prediction reaches the listener's window before the rating is locked, in every configuration.

A listener is taken through whole sessions with the real window, the real store and a real process that hears
the clips with a model whose numbers occur nowhere else. At each moment of them, all that the window holds is
searched for these numbers (``reachable.py``), and the one channel is listened to.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

import numpy as np
import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from merlingua.gui import page as page_module
from merlingua.gui.monitor_window import MonitorWindow
from merlingua.gui.page import Page
from merlingua.gui.preflight import Readiness, preflight
from merlingua.gui.revelation_channel import RevelationChannel
from merlingua.gui.revelation_model import RevealQuestion, Revelation
from merlingua.gui.revelation_page import RevelationPage
from merlingua.gui.revelation_view import RevelationView
from merlingua.gui.session_model import SessionModel
from merlingua.gui.session_window import SessionWindow
from merlingua.gui.store_thread import StoreThread
from merlingua.gui.theme import Appearance
from merlingua.gui.translation import Formatter, Translation
from merlingua.surveys.errors import StepError
from merlingua.surveys.revelations import PREDICTION_REVEALED
from merlingua.surveys.silent_player import SilentPlayer
from merlingua.surveys.steps import Phase, SessionState, Step, Trial
from merlingua.surveys.store import Store
from tests.gui.reachable import clips_in_this_process, clips_seen, predictions_alive
from tests.gui.revelation_samples import (
    IDS,
    SHA256,
    InstantProcess,
    SentinelProcess,
    let_processes_find_the_tests,
    make_study,
    sentinel,
)
from tests.session_walk import SessionWalk, wait_until

SPEED = 200.0
"""How much faster than real time the silent player plays."""
BEFORE: list[object] = []
"""Predictions that another test left in this process, before the one that runs made anything."""


@pytest.fixture(autouse=True)
def nothing_of_other_tests() -> Iterator[None]:
    """What is there before a test begins is none of its own."""
    BEFORE[:] = predictions_alive()
    yield
    BEFORE.clear()


@dataclass
class Watch:
    """Looks at a listener's window at every moment, and remembers what was shown when."""

    window: SessionWindow
    others_hold_predictions: bool = False
    """A researcher's monitor in the same process has them, so that they exist."""
    locked: set[str] = field(default_factory=set)
    """Clips of which the revelation's page was reached: their ratings are locked for good."""
    leaks: list[str] = field(default_factory=list)
    n_looks: int = 0

    def look(self, moment: str) -> None:
        """Search all that the window holds."""
        state = self.window.state
        if state is not None and state.step.revealed is not None:
            self.locked.add(state.step.revealed.clip_id)
            page = self.window.page
            wait_until(lambda: isinstance(page, RevelationPage) and page.sentence.text() != "")
        self.n_looks += 1
        seen = clips_seen(self.window, self.window.model)
        if not self.others_hold_predictions:
            seen |= clips_in_this_process(BEFORE)
        for clip_id in sorted(seen - self.locked):
            self.leaks.append(f"{moment}: {clip_id}")


@dataclass
class Shown:
    """Each prediction that a page was handed, with what the store held at that moment."""

    store: Path
    calls: list[tuple[str, str]] = field(default_factory=list)
    """Id of the page's step, id of the clip."""
    early: list[str] = field(default_factory=list)

    def hear(self, page: Page, revelation: Revelation | None) -> None:
        """Called in the place of ``Page.show_revelation``."""
        step = page.state.step
        if revelation is None:
            return
        self.calls.append((step.id, revelation.clip_id))
        if not self._is_locked_and_logged(step, revelation.clip_id):
            self.early.append(f"{step.id}: {revelation.clip_id}")

    def _is_locked_and_logged(self, step: Step, clip_id: str) -> bool:
        if step.revealed is None or step.revealed.clip_id != clip_id:
            return False
        with Store.open(self.store, read_only=True) as store:
            (study_id,) = store.studies()
            history = store.history(store.sessions(study_id)[0].id)
        moves = [str(event.detail["step"]) for event in history.events if "step" in event.detail]
        logged = [event.detail["at"] for event in history.events if event.kind == PREDICTION_REVEALED]
        rated = {row.step_id for row in history.answers}
        clip_step = step.id.replace("revelation/", "clip/")
        return moves[-1] == step.id and step.id in logged and clip_step in rated


@dataclass
class Station:
    """What one station has: its study, its store, and sessions one after another."""

    readiness: Readiness
    channel: RevelationChannel
    open: Callable[..., SessionWindow]
    store: Path


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], Path]:
    """A study folder of each configuration."""
    place = tmp_path_factory.mktemp("studies")
    return {
        (participant, researcher): make_study(
            place / f"{participant}-{researcher}", participant=participant, researcher=researcher
        )
        for participant in ("never", "after_rating")
        for researcher in ("never", "live")
    }


@pytest.fixture
def station(
    qtbot: QtBot,
    tmp_path: Path,
    store_thread: StoreThread,
    appearance: Appearance,
    translation: Translation,
    monkeypatch: pytest.MonkeyPatch,
    folders: dict[tuple[str, str], Path],
) -> Iterator[Callable[..., Station]]:
    let_processes_find_the_tests(monkeypatch)
    opened: list[SessionWindow] = []
    channels: list[RevelationChannel] = []

    def open_window(
        readiness: Readiness, channel: RevelationChannel, session_id: UUID | None = None
    ) -> SessionWindow:
        model = SessionModel(
            readiness, store=store_thread, make_player=lambda: SilentPlayer(speed=SPEED), channel=channel
        )
        window = SessionWindow(model, appearance=appearance, translation=translation, program_language="en")
        opened.append(window)
        if session_id is None:
            model.begin()
        else:
            model.resume(session_id)
        window.resize(1366, 768)
        with qtbot.waitActive(window):
            window.show()
            window.activateWindow()
        return window

    def make(
        participant: str = "after_rating",
        researcher: str = "live",
        *,
        channel_class: type[RevelationChannel] = RevelationChannel,
        process: Callable[[], Any] = SentinelProcess,
    ) -> Station:
        channel = channel_class(model="sentinel", make_process=process)
        channels.append(channel)
        readiness = preflight(folders[participant, researcher], hear=channel.prepare)
        return Station(readiness, channel, partial(open_window, readiness, channel), tmp_path / "store.db")

    yield make
    for window in opened:
        leave(window)
    for channel in channels:
        channel.close()
        channel.deleteLater()
    appearance.set_language("en")


def leave(window: SessionWindow) -> None:
    """As the launcher lets go of a session."""
    if not window._may_close:
        window._leave()
        window.model.close()
        window.model.deleteLater()
        window.deleteLater()


@pytest.fixture
def shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shown:
    """Listens to every page's one entrance for predictions."""
    listener = Shown(tmp_path / "store.db")
    for page_class in (page_module.Page, RevelationPage):
        original = page_class.show_revelation

        def heard(page: Page, revelation: Revelation | None, original: Any = original) -> None:
            listener.hear(page, revelation)
            original(page, revelation)

        monkeypatch.setattr(page_class, "show_revelation", heard)
    return listener


def walked(window: SessionWindow, watch: Watch, *, until: Callable[[SessionState], bool]) -> None:
    """Take the listener on, looking at every page, before and after each thing done on it."""
    walk = SessionWalk(window, language="en", see=watch.look, reading_ms=5)
    wait_until(lambda: window.state is not None)
    while not window.state.is_finished and not until(window.state):
        walk._take_step()
    watch.look("where the walk ended")
    assert walk.problems == []


def never_ends(_state: SessionState) -> bool:
    return False


def revelations_of(state: SessionState) -> bool:
    return state.step.phase is Phase.REVELATION


@pytest.mark.parametrize("is_resumed", [False, True], ids=["unbroken", "resumed"])
@pytest.mark.parametrize("researcher", ["live", "never"])
@pytest.mark.parametrize("participant", ["after_rating", "never"])
def test_no_prediction_is_in_the_listeners_window_before_its_clip_is_locked(
    station: Callable[..., Station], shown: Shown, participant: str, researcher: str, is_resumed: bool
):
    here = station(participant, researcher)
    window = here.open()
    watch = Watch(window)
    if is_resumed:
        # Left at a clip, when other clips were revealed already.
        n_locked = 2 if participant == "after_rating" else 0
        walked(window, watch, until=lambda state: _is_second_clip(state) and len(watch.locked) >= n_locked)
        leave(window)
        with Store.open(here.store, read_only=True) as store:
            (session,) = store.sessions(store.studies()[0])
        window = here.open(session_id=session.id)
        watch = Watch(window, locked=watch.locked, leaks=watch.leaks, n_looks=watch.n_looks)
    walked(window, watch, until=never_ends)
    assert watch.leaks == []
    assert watch.n_looks > 20
    assert shown.early == []
    # Each clip once, after the last time it was heard; and where nobody is to see any, none.
    assert sorted(clip_id for _, clip_id in shown.calls) == (
        sorted(IDS) if participant == "after_rating" else []
    )


@pytest.mark.parametrize("researcher", ["live", "never"])
@pytest.mark.parametrize("participant", ["after_rating", "never"])
def test_a_monitor_beside_the_session_shows_what_the_listeners_window_does_not_hold(
    qtbot: QtBot, station: Callable[..., Station], shown: Shown, participant: str, researcher: str
):
    # Stricter than what is used: a monitor is another process, and here it shares the listener's.
    here = station(participant, researcher)
    monitored: set[str] = set()
    window = here.open()
    watch = Watch(window, others_hold_predictions=True)
    monitor: MonitorWindow | None = None

    def look(moment: str) -> None:
        watch.look(moment)
        if monitor is not None and isinstance(window.state, SessionState) and window.state.step.trial:
            clip_id = window.state.step.trial.clip_id
            if researcher == "live":
                wait_until(lambda: clip_id in clips_seen(monitor))
                watch.look(f"{moment}, which the monitor shows")
            monitored.update(clips_seen(monitor))

    walk = SessionWalk(window, language="en", see=look, reading_ms=5)
    wait_until(lambda: window.state is not None)
    while not window.state.is_finished:
        walk._take_step()
        if monitor is None and here.store.exists() and window.state.step.phase is Phase.CLIP:
            monitor = MonitorWindow(
                here.readiness.study,
                here.store,
                theme=window._appearance.theme,
                formatter=Formatter("en"),
                model="sentinel",
                make_process=InstantProcess,
                n_screens=lambda: 2,
            )
            qtbot.addWidget(monitor)
            monitor.begin()
    assert monitor is not None
    monitor.close()
    assert walk.problems == []
    assert watch.leaks == []
    assert shown.early == []
    assert monitored == (set(IDS) if researcher == "live" else set())


def _is_second_clip(state: SessionState) -> bool:
    trial = state.step.trial
    return trial is not None and not trial.is_practice and trial.position >= 3


def test_a_session_left_on_a_revelation_goes_on_there_and_its_rating_stays_locked(
    station: Callable[..., Station], shown: Shown
):
    here = station()
    window = here.open()
    walked(window, Watch(window), until=revelations_of)
    step = window.state.step
    leave(window)
    with Store.open(here.store, read_only=True) as store:
        (session,) = store.sessions(store.studies()[0])
    again = here.open(session_id=session.id)
    wait_until(lambda: len(shown.calls) == 2)
    assert again.state.step == step
    assert shown.calls == [(step.id, step.revealed.clip_id)] * 2
    refusals: list[str] = []
    again.model.refused.connect(refusals.append)
    again.model.answer("joy", 1)
    again.model.back()
    wait_until(lambda: len(refusals) == 2)
    assert "does not ask 'joy'" in refusals[0]
    assert "there is no way back" in refusals[1]
    assert again.state.step == step


def test_what_is_revealed_is_logged_with_the_model_and_its_weights(
    station: Callable[..., Station], shown: Shown
):
    here = station()
    window = here.open()
    walked(window, Watch(window), until=revelations_of)
    wait_until(lambda: shown.calls != [])
    with Store.open(here.store, read_only=True) as store:
        history = store.history(store.sessions(store.studies()[0])[0].id)
    (event,) = [event for event in history.events if event.kind == PREDICTION_REVEALED]
    step = window.state.step
    assert event.detail == {
        "at": step.id,
        "clip_id": step.revealed.clip_id,
        "model": "sentinel",
        "weights_sha256": SHA256,
        "quadrant": "Q1",
        "quadrants": list(sentinel(step.revealed.clip_id)),
    }
    assert all(event.happened_at > row.answered_at for row in history.answers)


@pytest.mark.parametrize("phase", [phase for phase in Phase if phase is not Phase.REVELATION])
def test_the_channel_answers_on_no_other_page(qtbot: QtBot, phase: Phase):
    process = InstantProcess()
    channel = RevelationChannel(make_process=lambda: process)
    trial = Trial("main", "calm", 1, 3)
    state = SessionState(Step("clip/main/01", phase, trial=trial), "en")
    with pytest.raises(StepError, match="its rating is not locked"):
        channel.ask(state)
    assert process.asked == []
    channel.close()


def test_a_clip_that_is_heard_again_is_revealed_after_the_last_time_alone(station: Callable[..., Station]):
    from merlingua.surveys.order import presentation_order
    from merlingua.surveys.session_plan import session_steps

    study = station().readiness.study
    for number in range(1, 7):
        steps = session_steps(study, presentation_order(study, number=number, language="en"))
        for n, step in enumerate(steps):
            if step.revealed is not None:
                later = [after.trial.clip_id for after in steps[n:] if after.trial is not None]
                assert step.revealed.clip_id not in later
        assert sorted(step.revealed.clip_id for step in steps if step.revealed) == sorted(IDS)


# The proof proves something: each way of showing a prediction early is found


def _in_an_attribute(window: SessionWindow, revelation: Revelation) -> None:
    window.page.__dict__["kept"] = {"deep": [revelation]}


def _in_a_closure(window: SessionWindow, revelation: Revelation) -> None:
    window.model.__dict__["later"] = lambda: revelation


def _in_the_model_of_the_window(window: SessionWindow, revelation: Revelation) -> None:
    window.model.revelation._answer = (revelation,)


def _in_a_tooltip(window: SessionWindow, revelation: Revelation) -> None:
    window.page.next_button.setToolTip(f"{revelation.quadrants[0]:.6f}")


def _in_a_name_for_screen_readers(window: SessionWindow, revelation: Revelation) -> None:
    window.header.setAccessibleName(str(list(revelation.quadrants)))


def _in_a_hidden_label(window: SessionWindow, revelation: Revelation) -> None:
    QLabel(str(revelation), window.page).hide()


def _in_a_hidden_view(window: SessionWindow, revelation: Revelation) -> None:
    view = RevelationView(window._appearance.theme, valence="", arousal="", parent=window.page)
    view.show_revelation(revelation)
    view.hide()


def _as_mere_numbers(window: SessionWindow, revelation: Revelation) -> None:
    window.__dict__["numbers"] = np.array(revelation.quadrants)


def _on_the_class_of_a_page(window: SessionWindow, revelation: Revelation) -> None:
    type(window.page).last_heard = revelation  # type: ignore[attr-defined]


LEAKS = (
    _in_an_attribute,
    _in_a_closure,
    _in_the_model_of_the_window,
    _in_a_tooltip,
    _in_a_name_for_screen_readers,
    _in_a_hidden_label,
    _in_a_hidden_view,
    _as_mere_numbers,
    _on_the_class_of_a_page,
)


@pytest.mark.parametrize("leak", LEAKS, ids=lambda leak: leak.__name__.strip("_"))
def test_a_prediction_that_leaks_is_found(
    station: Callable[..., Station], leak: Callable[[SessionWindow, Revelation], None]
):
    window = station(process=SentinelProcess).open()
    # A monitor in the same process may hold predictions: what the window leads to is searched alone.
    watch = Watch(window, others_hold_predictions=True)
    walked(window, watch, until=lambda state: state.step.phase is Phase.CLIP)
    assert watch.leaks == []
    clip_id = window.state.step.trial.clip_id
    leak(window, Revelation(clip_id, "sentinel", SHA256, sentinel(clip_id)))
    watch.look("after the leak")
    assert watch.leaks == [f"after the leak: {clip_id}"]
    if "last_heard" in vars(type(window.page)):
        del type(window.page).last_heard


class EagerChannel(RevelationChannel):
    """Asks for a clip as soon as it is rated, that is before the rating is locked."""

    def ask(self, state: SessionState) -> None:
        trial = state.step.trial
        if trial is None or self._study is None:
            return super().ask(state)
        question = RevealQuestion(self._study.clips[trial.clip_id], self._model)
        self.revealed.emit(state.step, self._process.ask(question))
        return None


def test_a_channel_that_answers_early_is_found_and_the_store_refuses_to_log_it(
    station: Callable[..., Station], shown: Shown
):
    here = station(channel_class=EagerChannel)
    window = here.open()
    refusals: list[str] = []
    window.model.refused.connect(refusals.append)
    walked(window, Watch(window), until=lambda state: state.step.phase is Phase.CLIP)
    watch = Watch(window)
    got: list[Revelation] = []
    here.channel.revealed.connect(lambda _step, revelation: got.append(revelation))
    here.channel.ask(window.state)
    wait_until(lambda: refusals != [])
    watch.look("asked early")
    assert watch.leaks == [f"asked early: {window.state.step.trial.clip_id}"]
    assert "no rating was locked" in refusals[0]
    assert shown.calls == []
    got.clear()


def test_a_page_that_is_handed_a_prediction_early_is_found(station: Callable[..., Station], shown: Shown):
    window = station().open()
    walked(window, Watch(window), until=lambda state: state.step.phase is Phase.CLIP)
    clip_id = window.state.step.trial.clip_id
    window.model.revelation.revealed.emit(Revelation(clip_id, "sentinel", SHA256, sentinel(clip_id)))
    assert shown.early == [f"{window.state.step.id}: {clip_id}"]
