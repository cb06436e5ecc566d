"""The researcher's monitor follows a session by its store, and draws what a model hears as the clip plays."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from merlingua.gui.monitor_window import MonitorWindow, may_show
from merlingua.gui.revelation_model import CurveQuestion, PrepareQuestion
from merlingua.gui.revelation_process import RevelationProcess
from merlingua.gui.theme import Appearance
from merlingua.gui.translation import Formatter
from merlingua.mer_models.errors import CheckpointError
from merlingua.surveys.session import Session
from merlingua.surveys.station import StationInfo
from merlingua.surveys.steps import Phase, PlayReport
from merlingua.surveys.store import Store
from merlingua.surveys.study import Study, load_study
from tests.gui.revelation_samples import InstantProcess, make_study, sentinel

PATIENCE_MS = 20_000


class Watched:
    """A session at a station, and the monitor beside it."""

    def __init__(self, study: Study, store: Store, station: str) -> None:
        self.study, self.store = study, store
        self.session = Session.create(
            study, store, language="de", station=StationInfo(station, "no device", {})
        )

    def go_to_clip(self) -> str:
        while self.session.state.step.phase is not Phase.CLIP:
            self._answer()
            self.session.next()
        return self.session.state.step.trial.clip_id

    def play(self) -> None:
        self.session.play_started(onset_monotonic=self.session._clock())

    def end_play(self) -> None:
        report = PlayReport(0.5, 96_000, 96_000, 48_000, 0, 0.0, "no device")
        self.session.play_ended(report)

    def _answer(self) -> None:
        for question in self.session.state.questions:
            if question.is_required and question.id not in self.session.state.answers:
                self.session.answer(
                    question.id,
                    "perceived" if question.id == "understood" else question.choices[0].value,
                )

    def leave_clip(self) -> None:
        while not self.session.state.rating_is_open:
            self.play()
            self.end_play()
        self._answer()
        self.session.next()


@pytest.fixture(scope="module")
def studies(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Study]:
    place = tmp_path_factory.mktemp("monitored")
    return {
        researcher: load_study(make_study(place / researcher, participant="never", researcher=researcher))
        for researcher in ("live", "never")
    }


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "answers.db") as opened:
        yield opened


@pytest.fixture
def open_monitor(
    qtbot: QtBot, studies: dict[str, Study], store: Store, appearance: Appearance
) -> Iterator[Callable[..., MonitorWindow]]:
    opened: list[MonitorWindow] = []

    def make(researcher: str = "live", **options: Any) -> MonitorWindow:
        options = {"make_process": InstantProcess, "n_screens": lambda: 2, "station": "lab-1"} | options
        window = MonitorWindow(
            studies[researcher],
            options.pop("location", store.file),
            theme=appearance.theme,
            formatter=Formatter("en"),
            model="sentinel",
            **options,
        )
        opened.append(window)
        window.show()
        window.begin()
        return window

    yield make
    for window in opened:
        window.close()
        window.deleteLater()


def shown_curve(window: MonitorWindow) -> tuple[float, ...] | None:
    curve = window.view.circumplex._curve
    return None if curve is None else tuple(curve.quadrants[0])


def test_the_clip_that_plays_is_followed_and_what_the_model_hears_in_it(
    qtbot: QtBot, studies: dict[str, Study], store: Store, open_monitor: Callable[..., MonitorWindow]
):
    moment = datetime.now(UTC)  # the clips are short: time stands still at the onset
    window = open_monitor(now=lambda: moment)
    qtbot.waitUntil(lambda: "No session" in window.view.where.text(), timeout=PATIENCE_MS)
    here = Watched(studies["live"], store, "lab-1")
    clip_id = here.go_to_clip()
    qtbot.waitUntil(lambda: shown_curve(window) == sentinel(clip_id), timeout=PATIENCE_MS)
    assert clip_id in window.view.where.text()
    assert "German" in window.view.who.text()
    assert window.view.pictures.isVisible()
    assert window.view.tracks.place_s == 0.0
    moment = datetime.now(UTC)
    here.play()
    qtbot.waitUntil(lambda: "the clip plays" in window.view.doing.text(), timeout=PATIENCE_MS)
    here.end_play()
    qtbot.waitUntil(lambda: "plays: 1" in window.view.doing.text(), timeout=PATIENCE_MS)
    here.leave_clip()
    second = here.go_to_clip()
    assert second != clip_id
    qtbot.waitUntil(lambda: shown_curve(window) == sentinel(second), timeout=PATIENCE_MS)


def test_the_cursor_is_where_the_sound_is(
    qtbot: QtBot, studies: dict[str, Study], store: Store, open_monitor: Callable[..., MonitorWindow]
):
    moment = [datetime.now(UTC)]
    here = Watched(studies["live"], store, "lab-1")
    clip_id = here.go_to_clip()
    window = open_monitor(now=lambda: moment[0])
    here.play()
    qtbot.waitUntil(lambda: window.session is not None and window.session.sounds_since is not None)
    duration_s = studies["live"].clips[clip_id].duration_s
    for at_s, drawn_s in ((0.25, 0.25), (0.5, 0.5), (duration_s + 0.5, duration_s), (duration_s + 5, 0.0)):
        moment[0] = window.session.sounds_since + timedelta(seconds=at_s)
        window._show_place()
        assert window.view.tracks.place_s == pytest.approx(drawn_s, abs=1e-6)


def test_predictions_are_not_drawn_on_the_only_screen_of_the_listeners_computer(
    qtbot: QtBot, studies: dict[str, Study], store: Store, open_monitor: Callable[..., MonitorWindow]
):
    processes: list[InstantProcess] = []

    def make_process() -> RevelationProcess:
        processes.append(InstantProcess())
        return processes[-1]

    here = Watched(studies["live"], store, "lab-1")
    clip_id = here.go_to_clip()
    window = open_monitor(n_screens=lambda: 1, make_process=make_process)
    qtbot.waitUntil(lambda: clip_id in window.view.where.text(), timeout=PATIENCE_MS)
    assert "one screen" in window.view.note.text()
    assert shown_curve(window) is None
    assert not window.view.pictures.isVisible()
    assert processes[0].asked == []


def test_where_the_study_shows_researchers_nothing_no_model_is_asked(
    qtbot: QtBot, studies: dict[str, Study], store: Store, open_monitor: Callable[..., MonitorWindow]
):
    processes: list[InstantProcess] = []

    def make_process() -> RevelationProcess:
        processes.append(InstantProcess())
        return processes[-1]

    here = Watched(studies["never"], store, "lab-2")
    clip_id = here.go_to_clip()
    window = open_monitor("never", make_process=make_process)
    qtbot.waitUntil(lambda: clip_id in window.view.where.text(), timeout=PATIENCE_MS)
    assert "researcher: never" in window.view.note.text()
    assert shown_curve(window) is None
    assert processes[0].asked == []


@pytest.mark.parametrize(
    ("station", "n_screens", "may"),
    [("here", 1, False), ("here", 2, True), ("elsewhere", 1, True), ("elsewhere", 2, True)],
)
def test_only_another_screen_or_another_computer_may_show_predictions(
    station: str, n_screens: int, may: bool
):
    assert may_show(station, here="here", n_screens=n_screens) is may


def test_the_other_clips_are_heard_while_there_is_time(
    qtbot: QtBot, studies: dict[str, Study], store: Store, open_monitor: Callable[..., MonitorWindow]
):
    processes: list[InstantProcess] = []

    def make_process() -> RevelationProcess:
        processes.append(InstantProcess())
        return processes[-1]

    here = Watched(studies["live"], store, "lab-2")
    clip_id = here.go_to_clip()
    open_monitor(make_process=make_process)
    qtbot.waitUntil(lambda: bool(processes) and len(processes[0].asked) == 2, timeout=PATIENCE_MS)
    first, second = processes[0].asked
    assert isinstance(first, CurveQuestion)
    assert first.clip.id == clip_id
    assert isinstance(second, PrepareQuestion)


def test_a_model_that_is_not_there_is_named_and_the_session_still_followed(
    qtbot: QtBot, studies: dict[str, Study], store: Store, open_monitor: Callable[..., MonitorWindow]
):
    def refuses(_name: str) -> Any:
        raise CheckpointError("there is no model 'sentinel'")

    here = Watched(studies["live"], store, "lab-2")
    clip_id = here.go_to_clip()
    window = open_monitor(make_process=lambda: InstantProcess(refuses))
    qtbot.waitUntil(lambda: "no model 'sentinel'" in window.view.note.text(), timeout=PATIENCE_MS)
    assert clip_id in window.view.where.text()


def test_of_two_sessions_the_chosen_one_stays(
    qtbot: QtBot, studies: dict[str, Study], store: Store, open_monitor: Callable[..., MonitorWindow]
):
    one, other = (Watched(studies["live"], store, station) for station in ("lab-2", "lab-3"))
    window = open_monitor()
    qtbot.waitUntil(lambda: window.view.sessions.count() == 2, timeout=PATIENCE_MS)
    assert "lab-3" in window.view.who.text()
    at = next(i for i in range(2) if "lab-2" in window.view.sessions.itemText(i))
    window.view.sessions.setCurrentIndex(at)
    window.view.sessions.activated.emit(at)
    assert "lab-2" in window.view.who.text()
    other.go_to_clip()
    qtbot.waitUntil(
        lambda: window._running != () and window._running[0].id == other.session.id, timeout=PATIENCE_MS
    )
    assert window.session.id == one.session.id
    assert "lab-2" in window.view.who.text()


def test_a_store_that_comes_later_is_found(
    qtbot: QtBot,
    tmp_path: Path,
    studies: dict[str, Study],
    open_monitor: Callable[..., MonitorWindow],
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr("merlingua.gui.monitor_window.WAIT_MS", 50)
    window = open_monitor(location=tmp_path / "later.db")
    qtbot.waitUntil(lambda: "later.db" in window.view.where.text(), timeout=PATIENCE_MS)
    with Store.open(tmp_path / "later.db") as later:
        Watched(studies["live"], later, "lab-2")
        qtbot.waitUntil(lambda: "lab-2" in window.view.who.text(), timeout=PATIENCE_MS)


def test_the_command_refuses_a_folder_that_is_no_study(tmp_path: Path):
    ended = subprocess.run(
        [sys.executable, "-m", "merlingua.gui", "monitor", "--study", str(tmp_path / "none")],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert ended.returncode == 1
    assert "none" in ended.stderr
    assert "Traceback" not in ended.stderr
