"""The disk fills up while a listener rates: nothing unsaved is shown as saved, and it goes on with space."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPlainTextEdit
from pytestqt.qtbot import QtBot

from merlingua.gui.dialogs import ErrorDialog
from merlingua.gui.preflight import Readiness
from merlingua.gui.session_model import SessionModel
from merlingua.gui.session_window import SessionWindow
from merlingua.gui.store_thread import StoreThread
from merlingua.gui.theme import Appearance
from merlingua.gui.translation import Translation
from merlingua.surveys.silent_player import SilentPlayer
from merlingua.surveys.steps import Phase
from merlingua.surveys.store import Store
from merlingua.surveys.store_check import check_store
from merlingua.surveys.store_ratings import read_ratings
from tests.session_walk import SessionWalk
from tests.store_samples import small_disk


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    with small_disk(tmp_path / "disk", 4_096) as folder:
        yield folder


def fill(disk: Path) -> Path:
    """Leave no room on the disk."""
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as stream:
        try:
            while stream.write(b"\0" * 4_096):
                pass
        except OSError:
            pass
    return filler


def shown_dialogs(window: SessionWindow) -> list[ErrorDialog]:
    return [dialog for dialog in window.findChildren(ErrorDialog) if dialog.isVisible()]


@pytest.fixture
def window(
    qtbot: QtBot, readiness: Readiness, appearance: Appearance, translation: Translation, disk: Path
) -> Iterator[SessionWindow]:
    """A session whose store is on the small disk."""
    store = StoreThread(disk / "store.db")
    model = SessionModel(readiness, store=store, make_player=lambda: SilentPlayer(speed=100.0))
    window = SessionWindow(model, appearance=appearance, translation=translation, program_language="en")
    model.begin()
    window.resize(1366, 768)
    with qtbot.waitActive(window):
        window.show()
    yield window
    window._leave()
    model.close()
    model.deleteLater()
    store.close()
    window.deleteLater()


def test_an_answer_on_a_full_disk_is_not_shown_as_saved_and_can_be_given_again_with_space(
    qtbot: QtBot, readiness: Readiness, window: SessionWindow, disk: Path
) -> None:
    model = window.model
    walk = SessionWalk(window, language="en")
    while walk.state.step.phase is not Phase.CLIP or walk.state.step.block_id != "main":
        walk._take_step()
    walk.press(Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: walk.state.rating_is_open)
    questions = [question.id for question in walk.state.questions]
    # SQLite's log would have room for as many answers as it wrote over: it is cut off first.
    with closing(sqlite3.connect(disk / "store.db")) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    filler = fill(disk)

    # Each answer that is shown is in the store.
    for n_rated in range(1, len(questions) + 1):
        walk.press(Qt.Key.Key_4)
        qtbot.waitUntil(lambda n=n_rated: bool(shown_dialogs(window)) or len(walk.state.answers) >= n)
        if shown_dialogs(window):
            break
    (dialog,) = shown_dialogs(window)
    n_saved = len(walk.state.answers)
    assert n_saved < len(questions)
    assert "is full" in dialog.findChild(QPlainTextEdit).toPlainText()
    dialog.accept_button.click()
    qtbot.waitUntil(lambda: not shown_dialogs(window))

    filler.unlink()
    for question in questions[n_saved:]:
        model.answer(question, 4)
    qtbot.waitUntil(lambda: len(walk.state.answers) == len(questions))
    session_problems = list(walk.problems)
    walk.problems.clear()
    step = walk.state.step
    model.next()
    qtbot.waitUntil(lambda: walk.state.step != step)
    walk.run()
    assert walk.state.is_finished
    assert walk.problems == []
    assert len(session_problems) == 1
    with Store.open(disk / "store.db", read_only=True) as opened:
        assert check_store(opened) == []
        read = read_ratings(opened, readiness.study.definition.study.id)
    assert len(read.value) == len(questions) * len(readiness.study.clips)
