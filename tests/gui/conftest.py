"""The window without a screen, and what no test of it may leave behind.

An unexpected Qt warning fails the test that caused it; so does a thread, a timer or a top-level widget that
is still alive when the test ends.
"""

from __future__ import annotations

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import gc
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QTimer
from PySide6.QtWidgets import QApplication

from merlingua.gui import tasks
from merlingua.gui.preflight import Readiness, preflight
from merlingua.gui.store_thread import StoreThread
from merlingua.gui.theme import Appearance
from merlingua.gui.translation import Translation

LOCAL = Path(__file__).parent

ALLOWED_WARNINGS = (r"This plugin does not support (propagateSizeHints|raise)\(\)",)
"""What Qt says without a screen, where a window has a least size or comes to the front."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Make every Qt warning a failure, in this folder."""
    for item in items:
        if LOCAL in item.path.parents:
            item.add_marker(pytest.mark.qt_log_level_fail("WARNING"))
            item.add_marker(pytest.mark.qt_log_ignore(*ALLOWED_WARNINGS))


@pytest.fixture(scope="session")
def appearance(qapp: QApplication) -> Appearance:
    """The application's theme: light, 100 %."""
    return Appearance(qapp, name="light", scale=1.0)


@pytest.fixture
def translation(qapp: QApplication) -> Iterator[Translation]:
    """The program's languages; English again afterwards."""
    translation = Translation(qapp)
    yield translation
    translation.use("en")
    translation.deleteLater()


@pytest.fixture(autouse=True)
def leaves_nothing_alive(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a test that leaves a thread, a timer or a top-level widget alive."""
    if "qapp" not in request.fixturenames and "qtbot" not in request.fixturenames:
        yield
        return
    app = request.getfixturevalue("qapp")
    threads = set(threading.enumerate())
    widgets = set(map(id, app.topLevelWidgets()))
    timers = {id(timer) for timer in app.findChildren(QTimer)}
    yield
    tasks.stop_tasks()
    _settle(app)
    if len(app.topLevelWidgets()) > len(widgets):
        gc.collect()  # A cycle may hold a widget until then; collecting after every test would take minutes.
        _settle(app)
    left = [repr(widget) for widget in app.topLevelWidgets() if id(widget) not in widgets]
    running = [thread.name for thread in _surviving(threads)]
    ticking = [repr(t) for t in app.findChildren(QTimer) if t.isActive() and id(t) not in timers]
    assert not left, f"widgets left alive: {left}"
    assert not running, f"threads left alive: {running}"
    assert not ticking, f"timers left running: {ticking}"


def _settle(app: QCoreApplication) -> None:
    # qtbot has closed its widgets by now; deleting them needs an event loop, or this.
    for _ in range(2):
        app.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        app.processEvents()


def _surviving(before: set[threading.Thread]) -> list[threading.Thread]:
    deadline = time.monotonic() + 2.0
    while True:
        # A Qt thread that called into Python stays listed as a dummy for the life of the process.
        new = [
            thread
            for thread in threading.enumerate()
            if thread not in before and not isinstance(thread, threading._DummyThread)
        ]
        if not new or time.monotonic() > deadline:
            return new
        time.sleep(0.01)


@pytest.fixture(autouse=True)
def settings_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Never the settings of whoever runs the tests."""
    file = tmp_path / "settings" / "settings.json"
    monkeypatch.setenv("MERLINGUA_SETTINGS", str(file))
    return file


@pytest.fixture(scope="session")
def ready_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A study of six short clips, one for practice, in a folder that is not ASCII; not to be changed."""
    from merlingua.surveys.study_new import new_study
    from tests.small_study import write_tones

    folder = tmp_path_factory.mktemp("müller") / "李"
    new_study(folder, clips=write_tones(folder.with_name("clips")), seed=7, practice=["wide"])
    return folder


@pytest.fixture(scope="session")
def readiness(ready_folder: Path) -> Readiness:
    """The study, proved ready."""
    return preflight(ready_folder)


@pytest.fixture
def store_thread(tmp_path: Path) -> Iterator[StoreThread]:
    """A store of its own, in its own thread."""
    thread = StoreThread(tmp_path / "store.db")
    yield thread
    thread.close()
