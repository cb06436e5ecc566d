"""A checked copy of the store after each session; what keeps it from being made is said on the home page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from merlingua.gui.home_page import HomePage
from merlingua.gui.main_window import MainWindow
from merlingua.gui.session_backups import SessionBackups
from merlingua.gui.session_launcher import SILENT_DEVICE
from merlingua.gui.settings import Settings
from merlingua.gui.tasks import stop_tasks
from merlingua.gui.theme import Appearance
from merlingua.gui.translation import Translation
from merlingua.surveys.backup_files import backup_folder
from merlingua.surveys.simulate import simulate_study
from merlingua.surveys.steps import Phase, Progress, SessionState, Step
from merlingua.surveys.store import Store
from merlingua.surveys.study import load_study


def at(phase: Phase) -> SessionState:
    return SessionState(step=Step(phase.value, phase), language="en", progress=Progress(1, 3, None))


FINISHED = replace(at(Phase.THANKS), is_finished=True)


@pytest.fixture
def store_file(tmp_path: Path, ready_folder: Path) -> Path:
    """A store with the answers of two simulated listeners."""
    file = tmp_path / "answers.db"
    with Store.open(file) as store:
        simulate_study(load_study(ready_folder), store, n_participants=2, seed=1)
    return file


@pytest.fixture
def window(
    qtbot: QtBot,
    appearance: Appearance,
    translation: Translation,
    settings_of_its_own: Path,
    tmp_path: Path,
    ready_folder: Path,
) -> Iterator[MainWindow]:
    """The main window with one study."""
    window = MainWindow(
        Settings(),
        settings_file=settings_of_its_own,
        appearance=appearance,
        translation=translation,
        store=tmp_path / "answers.db",
        device=SILENT_DEVICE,
        study=ready_folder,
    )
    with qtbot.waitExposed(window):
        window.show()
    window.begin()
    qtbot.waitUntil(lambda: len(window.home.cards) == 1, timeout=10_000)
    yield window
    window.end()
    window.close()
    window.deleteLater()


def leave_a_session(qtbot: QtBot, window: MainWindow) -> None:
    """Begin a session, give consent, and have the researcher leave it."""
    window.home.cards[0].start_button.click()
    qtbot.waitUntil(lambda: window.launcher.model is not None, timeout=10_000)
    model = window.launcher.model
    model.choose_language("en")
    model.give_consent()
    qtbot.waitUntil(lambda: model.state.step.phase is Phase.QUESTIONNAIRE, timeout=5000)
    window.launcher.window._leave()


def warning(home: HomePage) -> str:
    return home._warning or ""


def test_a_finished_session_is_in_a_copy_that_holds_every_answer(qtbot: QtBot, store_file: Path):
    backups = SessionBackups(lambda: store_file)
    with qtbot.waitSignal(backups.made, timeout=10_000) as made:
        for state in (at(Phase.LANGUAGE), at(Phase.CONSENT), at(Phase.CLIP), FINISHED):
            backups.follow(state)
    (copy,) = made.args
    with Store.open(store_file, read_only=True) as store, Store.open(copy, read_only=True) as copied:
        assert copied.n_rows() == store.n_rows()
        assert copied.n_rows()["answer"] > 0


def test_the_last_page_shown_again_makes_no_second_copy(qtbot: QtBot, store_file: Path):
    backups = SessionBackups(lambda: store_file)
    with qtbot.waitSignal(backups.made, timeout=10_000):
        for state in (at(Phase.CLIP), FINISHED, FINISHED):
            backups.follow(state)
        backups.session_left()
    stop_tasks()
    assert len(list(backup_folder(store_file).iterdir())) == 1


def test_a_listener_who_declined_leaves_nothing_to_copy(qtbot: QtBot, store_file: Path):
    backups = SessionBackups(lambda: store_file)
    for state in (at(Phase.LANGUAGE), at(Phase.CONSENT)):
        backups.follow(state)
    backups.session_left()
    stop_tasks()
    assert not backup_folder(store_file).exists()


def test_a_session_that_ends_while_a_copy_is_made_gets_one_of_its_own(qtbot: QtBot, store_file: Path):
    backups = SessionBackups(lambda: store_file)
    made: list[object] = []
    backups.made.connect(made.append)
    for _ in range(3):
        backups.follow(at(Phase.CLIP))
        backups.follow(FINISHED)
    # The second and third end while the first copy is made: one more copy holds both.
    qtbot.waitUntil(lambda: len(made) == 2, timeout=10_000)
    stop_tasks()
    assert len(list(backup_folder(store_file).iterdir())) == 2


def test_a_session_that_the_researcher_left_is_copied(qtbot: QtBot, window: MainWindow, tmp_path: Path):
    with qtbot.waitSignal(window.backups.made, timeout=20_000) as made:
        leave_a_session(qtbot, window)
    (copy,) = made.args
    with Store.open(copy, read_only=True) as copied:
        assert copied.n_rows()["session"] == 1
    assert warning(window.home) == ""


def test_a_copy_that_cannot_be_made_is_said_until_one_can(qtbot: QtBot, window: MainWindow, tmp_path: Path):
    in_the_way = backup_folder(tmp_path / "answers.db")
    in_the_way.write_text("no folder")
    with qtbot.waitSignal(window.backups.failed, timeout=20_000):
        leave_a_session(qtbot, window)
    qtbot.waitUntil(lambda: in_the_way.name in warning(window.home), timeout=5000)
    in_the_way.unlink()
    with qtbot.waitSignal(window.backups.made, timeout=20_000):
        window.backups.back_up()
    qtbot.waitUntil(lambda: warning(window.home) == "", timeout=5000)
