"""The volume, set by ear."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from merlingua.gui.level_page import LevelPage
from merlingua.gui.theme import Appearance
from merlingua.surveys.playback import Playhead
from tests.gui.page_states import context, level_state, shown


@pytest.fixture
def page(qtbot: QtBot, appearance: Appearance) -> LevelPage:
    page = LevelPage(context(appearance), level_state())
    shown(qtbot, page)
    return page


def test_the_slider_goes_from_minus_40_to_0_db(page: LevelPage) -> None:
    assert (page.slider.minimum(), page.slider.maximum()) == (-40, 0)


def test_arrows_set_the_volume_while_the_tone_plays(qtbot: QtBot, page: LevelPage) -> None:
    with qtbot.waitSignal(page.volume_changed) as changed:
        QTest.keyClick(page.window().focusWidget(), Qt.Key.Key_Left)
    assert changed.args == [-21.0]


def test_space_plays_at_the_volume_that_is_shown_and_stops(qtbot: QtBot, page: LevelPage) -> None:
    with qtbot.waitSignals([page.volume_changed, page.play_requested], order="strict"):
        QTest.keyClick(page.slider, Qt.Key.Key_Space)
    page.show_playhead(Playhead(frame=1, is_playing=True))
    assert page.play_button.text() == "Stop"
    with qtbot.waitSignal(page.stop_requested):
        QTest.keyClick(page.slider, Qt.Key.Key_Space)


def test_a_tone_that_was_never_played_sets_no_volume(qtbot: QtBot, page: LevelPage) -> None:
    with qtbot.assertNotEmitted(page.answered), qtbot.assertNotEmitted(page.next_requested):
        page.next_button.click()
    assert page.message.text() == "Please play the tone first."


def test_going_on_saves_the_volume_and_stops_the_tone(qtbot: QtBot, page: LevelPage) -> None:
    page.show_playhead(Playhead(frame=1, is_playing=True))
    page.slider.setValue(-31)
    with qtbot.waitSignals([page.answered, page.stop_requested, page.next_requested], order="strict"):
        QTest.keyClick(page.slider, Qt.Key.Key_Return)


def test_the_saved_volume_stands_where_the_session_is_resumed(qtbot: QtBot, appearance: Appearance) -> None:
    page = LevelPage(context(appearance), level_state({"volume_db": -12}))
    qtbot.addWidget(page)
    assert page.slider.value() == -12
    with qtbot.assertNotEmitted(page.answered), qtbot.waitSignal(page.next_requested):
        page.next_button.click()


def test_the_slider_has_a_name_a_role_and_a_value_in_db(page: LevelPage) -> None:
    interface = QAccessible.queryAccessibleInterface(page.slider)
    assert interface.role() is QAccessible.Role.Slider
    assert interface.text(QAccessible.Text.Name) == "Volume"
    assert interface.text(QAccessible.Text.Description) == "\u221220 dB"
