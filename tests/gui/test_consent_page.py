"""Information and consent."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from merlingua.gui.consent_page import ClickableLabel, ConsentPage
from merlingua.gui.theme import Appearance
from merlingua.surveys.steps import Phase
from tests.gui.page_states import context, plain_state, shown


@pytest.fixture
def page(qtbot: QtBot, appearance: Appearance) -> ConsentPage:
    page = ConsentPage(context(appearance), plain_state(Phase.CONSENT))
    shown(qtbot, page)
    return page


def test_the_text_says_how_many_excerpts_and_minutes_there_are(page: ConsentPage) -> None:
    text = " ".join(label.text() for label in page.paragraphs)
    assert "Number of excerpts: 22." in text
    assert "about 24 minutes" in text


def test_without_the_tick_nobody_goes_on(qtbot: QtBot, page: ConsentPage) -> None:
    with qtbot.assertNotEmitted(page.consent_given):
        page.next_button.click()
    assert page.message.text() == "Please tick the box if you agree."
    assert page.agree.hasFocus()
    assert not page.agree.visibleRegion().isEmpty()


def test_consent_by_keyboard_alone(qtbot: QtBot, page: ConsentPage) -> None:
    QTest.keyClick(page.window().focusWidget(), Qt.Key.Key_Return)
    QTest.keyClick(page.agree, Qt.Key.Key_Space)
    assert page.message.text() == ""
    with qtbot.waitSignal(page.consent_given):
        QTest.keyClick(page.agree, Qt.Key.Key_Return)


def test_a_click_on_the_sentence_ticks_the_box(page: ConsentPage) -> None:
    label = page.findChild(ClickableLabel)
    QTest.mouseClick(label, Qt.MouseButton.LeftButton)
    assert page.agree.isChecked()


def test_declining_gives_no_consent(qtbot: QtBot, page: ConsentPage) -> None:
    with qtbot.assertNotEmitted(page.consent_given), qtbot.waitSignal(page.declined):
        page.decline_button.click()


def test_a_study_that_needs_no_tick_shows_none(qtbot: QtBot, appearance: Appearance) -> None:
    shared = context(appearance)
    consent = shared.definition.consent.model_copy(update={"must_agree": False})
    definition = shared.definition.model_copy(update={"consent": consent})
    page = ConsentPage(
        type(shared)(**{**shared.__dict__, "definition": definition}), plain_state(Phase.CONSENT)
    )
    shown(qtbot, page)
    assert not page.agree.isVisible()
    with qtbot.waitSignal(page.consent_given):
        page.next_button.click()


def test_the_language_can_still_be_changed(qtbot: QtBot, page: ConsentPage) -> None:
    assert [button.text() for button in page.language_buttons] == ["Español", "Deutsch", "简体中文"]
    with qtbot.waitSignal(page.language_chosen) as chosen:
        page.language_buttons[1].click()
    assert chosen.args == ["de"]


def test_the_text_that_is_longer_than_the_page_is_scrolled_by_the_keyboard(page: ConsentPage) -> None:
    bar = page.area.verticalScrollBar()
    assert bar.maximum() > 0
    assert page.area.hasFocus()
    QTest.keyClick(page.area, Qt.Key.Key_PageDown)
    assert bar.value() > 0


def test_the_box_has_the_sentence_for_its_name(page: ConsentPage) -> None:
    interface = QAccessible.queryAccessibleInterface(page.agree)
    assert interface.role() is QAccessible.Role.CheckBox
    assert interface.text(QAccessible.Text.Name).startswith("I have read this information")
