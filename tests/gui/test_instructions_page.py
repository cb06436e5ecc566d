"""Perceived, not felt: explained, and asked until it is understood."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextDocument
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from merlingua.gui.instructions_page import InstructionsPage
from merlingua.gui.survey_text import rich, text_label
from merlingua.gui.theme import Appearance
from tests.gui.page_states import context, instructions_state, shown


@pytest.fixture
def page(qtbot: QtBot, appearance: Appearance) -> InstructionsPage:
    page = InstructionsPage(context(appearance), instructions_state())
    shown(qtbot, page)
    return page


def test_a_text_of_a_study_is_never_html(qtbot: QtBot) -> None:
    written = '<img src="http://example.org/x.png"><script>x()</script> **bold** & <b>plain</b>'
    label = text_label(written)
    qtbot.addWidget(label)
    assert label.text() == rich(written)
    document = QTextDocument()
    document.setHtml(label.text())
    # What is seen is what was written, less the two asterisks; no picture is asked for.
    assert document.toPlainText() == written.replace("**", "")
    assert "\ufffc" not in document.toPlainText()
    assert text_label("<b>no mark of its own</b>").textFormat() == Qt.TextFormat.PlainText


def test_nobody_goes_on_without_an_answer(qtbot: QtBot, page: InstructionsPage) -> None:
    with qtbot.assertNotEmitted(page.next_requested):
        page.next_button.click()
    assert page.message.text() == "Please answer the question."


def test_a_digit_answers(qtbot: QtBot, page: InstructionsPage) -> None:
    with qtbot.waitSignal(page.answered) as answered:
        QTest.keyClick(page.window().focusWidget(), Qt.Key.Key_2)
    assert answered.args == ["understood", "induced"]


def test_a_wrong_answer_is_explained_and_asked_again(qtbot: QtBot, page: InstructionsPage) -> None:
    page.show_state(instructions_state("induced"))
    assert page.reply.isVisible()
    assert page.reply.accessibleName().startswith("Not quite.")
    with qtbot.assertNotEmitted(page.next_requested):
        page.next_button.click()
    with qtbot.waitSignal(page.answered) as answered:
        QTest.keyClick(page.window().focusWidget(), Qt.Key.Key_1)
    assert answered.args == ["understood", "perceived"]


def test_an_answer_on_its_way_does_not_open_the_page(qtbot: QtBot, page: InstructionsPage) -> None:
    # The answer may be wrong: only a saved state knows.
    QTest.keyClick(page.window().focusWidget(), Qt.Key.Key_2)
    with qtbot.assertNotEmitted(page.next_requested):
        page.next_button.click()


def test_the_right_answer_opens_the_way(qtbot: QtBot, page: InstructionsPage) -> None:
    page.show_state(instructions_state("perceived"))
    assert page.reply.text().startswith("Exactly.")
    assert page.next_button.hasFocus()
    with qtbot.waitSignal(page.next_requested):
        QTest.keyClick(page.next_button, Qt.Key.Key_Return)
