"""Pictures of the Train page and of the researcher's monitor: see make_screenshots.py."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tools.inspect_screenshots import wait
from tools.screenshot_camera import Camera

if TYPE_CHECKING:
    from merlingua.gui.app import MainWindow

N_LISTENERS = 24
STOPS_AT = "clip/main/04"
"""Where the listener is whom the monitor watches."""
HEARD_S = 6.3


def photograph_train(window: MainWindow, study: Path, store: Path, camera: Camera) -> None:
    """The labels before a run, and its judgement."""
    from merlingua.mer_models.shipped_models import shipped_models
    from merlingua.surveys.simulate import simulate_study
    from merlingua.surveys.store import Store
    from merlingua.surveys.study import load_study
    from tests.session_walk import pause

    if not shipped_models():
        print("no pictures of the Train page: this checkout has no models")
        return
    with Store.open(store) as opened:
        if not opened.sessions(load_study(study).definition.study.id):
            simulate_study(load_study(study), opened, n_participants=N_LISTENERS, seed=1)
    window.home.cards[0].train_button.click()
    pause(500)
    actions = window.pages.train
    if actions is None or actions.page is None:
        raise RuntimeError("the Train page did not open")
    page = actions.page
    if page.form.has_simulated.isVisible() and not page.form.has_simulated.isChecked():
        page.form.has_simulated.click()
    page.form.out.setText(str(store.with_name("joyful.safetensors")))
    wait(page.train.isEnabled)
    pause(500)
    camera.take("train")
    page.train.click()
    wait(page.result.isVisible)
    pause(500)
    camera.take("train-result")
    page.back_requested.emit()
    pause(300)


def photograph_monitor(window: MainWindow, study: Path, store: Path, language: str, camera: Camera) -> None:
    """A listener in the middle of a clip, with what a model hears in it."""
    from merlingua.gui.monitor_window import MonitorWindow
    from merlingua.gui.translation import Formatter
    from merlingua.mer_models.shipped_models import shipped_models
    from merlingua.surveys.listeners import Listener
    from merlingua.surveys.session import Session
    from merlingua.surveys.simulate import SimulatedClock, SimulatedWalk
    from merlingua.surveys.station import StationInfo
    from merlingua.surveys.steps import SessionState
    from merlingua.surveys.store import Store
    from merlingua.surveys.study import load_study
    from tests.session_walk import pause

    if not shipped_models():
        print("no pictures of the monitor: this checkout has no models")
        return

    class HereError(Exception):
        """The listener is where the picture is taken."""

    def moved(state: SessionState) -> None:
        if state.step.id == STOPS_AT:
            raise HereError

    loaded, file, clock = load_study(study), store.with_name("monitor.db"), SimulatedClock()
    with Store.open(file) as opened:
        station = StationInfo("lab-2", "headphones", {})
        session = Session.create(loaded, opened, language="es", station=station, clock=clock)
        try:
            SimulatedWalk(loaded, session, Listener.of(1, 1, "es"), clock, moved=moved).run()
        except HereError:
            session.play_started(onset_monotonic=clock() - HEARD_S)
        watching = MonitorWindow(
            loaded,
            file,
            theme=window.theme,
            formatter=Formatter(language),
            model="best",
            n_screens=lambda: 2,
        )
        shown, camera.window = camera.window, watching
        watching.show()
        watching.begin()
        # The answer comes from a process that has to import PyTorch first.
        wait(lambda: bool(watching._heard))
        pause(800)
        camera.take("monitor")
        camera.window = shown
        watching.close()
