"""The last pages: a comment, the block's beginning, thanks and the withdrawal code."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from merlingua.gui.comment_page import CommentPage
from merlingua.gui.intro_page import IntroPage
from merlingua.gui.thanks_page import ThanksPage
from merlingua.gui.theme import Appearance
from merlingua.surveys.steps import Phase
from tests.gui.page_states import CODE, comment_state, context, plain_state, shown


@pytest.fixture
def page(qtbot: QtBot, appearance: Appearance) -> ThanksPage:
    page = ThanksPage(context(appearance), plain_state(Phase.THANKS, code=CODE))
    shown(qtbot, page)
    return page


def test_the_code_is_shown_once_and_large(page: ThanksPage, appearance: Appearance) -> None:
    texts = [label.text() for label in page.findChildren(QLabel)]
    assert [text for text in texts if CODE in text] == [CODE]
    assert page.code.font().pixelSize() == appearance.theme.px(30)
    assert "Your withdrawal code:" in texts


def test_the_code_can_be_selected_and_copied(page: ThanksPage) -> None:
    assert page.code.textInteractionFlags() & Qt.TextInteractionFlag.TextSelectableByMouse
    page.copy_button.click()
    assert QGuiApplication.clipboard().text() == CODE
    assert page.message.text() == "The code is in the clipboard."


def test_one_enter_too_many_does_not_take_the_code_away(qtbot: QtBot, page: ThanksPage) -> None:
    with qtbot.assertNotEmitted(page.finish_requested):
        QTest.keyClick(page.window().focusWidget(), Qt.Key.Key_Return)


def test_finish_finishes(qtbot: QtBot, page: ThanksPage) -> None:
    with qtbot.waitSignal(page.finish_requested):
        page.next_button.click()


@pytest.mark.parametrize("typed", ["", "It was fun.\nThank you 2!"])
def test_a_comment_is_handed_over_if_there_is_one(qtbot: QtBot, appearance: Appearance, typed: str) -> None:
    page = CommentPage(context(appearance), comment_state())
    shown(qtbot, page)
    given: list[object] = []
    page.answered.connect(lambda question_id, value: given.append((question_id, value)))
    page.edit.setPlainText(typed)
    with qtbot.waitSignal(page.next_requested):
        page.next_button.click()
    assert given == ([("comment", typed)] if typed else [])


def test_enter_in_a_comment_writes_a_line_and_tab_leads_on(qtbot: QtBot, appearance: Appearance) -> None:
    page = CommentPage(context(appearance), comment_state())
    shown(qtbot, page)
    with qtbot.assertNotEmitted(page.next_requested):
        QTest.keyClick(page.edit, Qt.Key.Key_Return)
    assert page.edit.toPlainText() == "\n"
    QTest.keyClick(page.edit, Qt.Key.Key_Tab)
    assert page.next_button.hasFocus()


@pytest.mark.parametrize(
    ("block_id", "title", "number"),
    [("practice", "A little practice first", "1"), ("main", "Now to the music", "22")],
)
def test_a_block_begins_with_its_own_text_and_number(
    qtbot: QtBot, appearance: Appearance, block_id: str, title: str, number: str
) -> None:
    page = IntroPage(context(appearance), plain_state(Phase.BLOCK_INTRO, block_id=block_id))
    shown(qtbot, page)
    texts = [label.text() for label in page.findChildren(QLabel)]
    assert title in texts
    assert any(number in text for text in texts)
    with qtbot.waitSignal(page.next_requested):
        QTest.keyClick(page.window().focusWidget(), Qt.Key.Key_Return)
