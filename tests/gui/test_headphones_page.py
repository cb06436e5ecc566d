"""The headphone check: listen to a trial, answer it, next trial."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from merlingua.gui.headphones_page import HeadphonesPage
from merlingua.gui.theme import Appearance
from merlingua.surveys.playback import Playhead
from merlingua.surveys.questions import AnswerValue
from tests.gui.page_states import context, headphones_state, shown

ALL: dict[str, AnswerValue] = {f"trial_{n}": 1 for n in range(1, 7)}


@pytest.fixture
def page(qtbot: QtBot, appearance: Appearance) -> HeadphonesPage:
    page = HeadphonesPage(context(appearance), headphones_state())
    shown(qtbot, page)
    return page


def hear(page: HeadphonesPage) -> None:
    page.show_playhead(Playhead(frame=1, is_playing=True))
    page.show_playhead(Playhead(frame=2, is_playing=False))


def test_a_trial_cannot_be_answered_before_it_was_heard(qtbot: QtBot, page: HeadphonesPage) -> None:
    with qtbot.assertNotEmitted(page.answered):
        QTest.keyClick(page.play_button, Qt.Key.Key_2)
    assert page.field is not None
    assert not page.field.isEnabled()


def test_nor_while_it_is_heard(qtbot: QtBot, page: HeadphonesPage) -> None:
    page.show_playhead(Playhead(frame=1, is_playing=True))
    with qtbot.assertNotEmitted(page.answered):
        QTest.keyClick(page, Qt.Key.Key_2)


def test_space_plays_and_a_digit_answers(qtbot: QtBot, page: HeadphonesPage) -> None:
    with qtbot.waitSignal(page.play_requested):
        QTest.keyClick(page.play_button, Qt.Key.Key_Space)
    hear(page)
    with qtbot.waitSignal(page.answered) as answered:
        QTest.keyClick(page.window().focusWidget(), Qt.Key.Key_3)
    assert answered.args == ["trial_1", 3]


def test_the_next_trial_has_to_be_heard_anew(page: HeadphonesPage) -> None:
    hear(page)
    page.show_state(headphones_state({"trial_1": 3}))
    assert page.trial_label.text() == "Sound 2 of 6"
    assert page.field is not None
    assert page.field.question.id == "trial_2"
    assert not page.field.isEnabled()
    assert page.play_button.hasFocus()


def test_continue_before_the_last_trial_says_what_is_missing(qtbot: QtBot, page: HeadphonesPage) -> None:
    page.show_state(headphones_state({k: v for k, v in ALL.items() if k != "trial_6"}))
    with qtbot.assertNotEmitted(page.next_requested):
        page.next_button.click()
    assert page.message.text() == "One answer is missing: sound 6"


def test_after_the_last_trial_enter_goes_on(qtbot: QtBot, page: HeadphonesPage) -> None:
    page.show_state(headphones_state(ALL))
    assert page.next_button.hasFocus()
    with qtbot.waitSignal(page.next_requested):
        QTest.keyClick(page.next_button, Qt.Key.Key_Return)


@pytest.mark.parametrize(("attempt", "is_said"), [(1, False), (2, True)])
def test_a_second_attempt_says_why(qtbot: QtBot, appearance: Appearance, attempt: int, is_said: bool) -> None:
    page = HeadphonesPage(context(appearance), headphones_state(attempt=attempt))
    qtbot.addWidget(page)
    texts = [label.text() for label in page.findChildren(QLabel)]
    assert any(text.startswith("That did not quite work") for text in texts) is is_said


def test_a_failed_check_that_ends_the_session_says_so_and_offers_nothing_to_play(
    qtbot: QtBot, appearance: Appearance
) -> None:
    state = headphones_state(ALL, attempt=2)
    page = HeadphonesPage(context(appearance), type(state)(**{**state.__dict__, "is_finished": True}))
    shown(qtbot, page)
    assert any(label.text().startswith("The check did not work") for label in page.findChildren(QLabel))
    assert not page.card.isVisible()
