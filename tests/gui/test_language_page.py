"""The choice of the listener's language."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from merlingua.gui.language_page import LanguagePage
from merlingua.gui.theme import Appearance
from merlingua.surveys.steps import Phase
from tests.gui.page_states import context, plain_state, shown


@pytest.fixture
def page(qtbot: QtBot, appearance: Appearance) -> LanguagePage:
    page = LanguagePage(context(appearance), plain_state(Phase.LANGUAGE))
    shown(qtbot, page)
    return page


def test_each_language_of_the_study_is_offered_by_its_own_name(page: LanguagePage) -> None:
    assert [button.text() for button in page.buttons] == ["English", "Español", "Deutsch", "简体中文"]


def test_the_question_is_asked_in_every_language(page: LanguagePage) -> None:
    texts = [label.text() for label in page.findChildren(QLabel)]
    for question in ("Please choose your language", "Elija su idioma", "请选择您的语言"):
        assert question in texts


@pytest.mark.parametrize(
    ("key", "language"), [(Qt.Key.Key_1, "en"), (Qt.Key.Key_3, "de"), (Qt.Key.Key_4, "zh-Hans")]
)
def test_a_digit_chooses(qtbot: QtBot, page: LanguagePage, key: Qt.Key, language: str) -> None:
    with qtbot.waitSignal(page.language_chosen) as chosen:
        QTest.keyClick(page, key)
    assert chosen.args == [language]


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Space])
def test_arrows_move_and_enter_or_space_chooses(qtbot: QtBot, page: LanguagePage, key: Qt.Key) -> None:
    QTest.keyClick(page.buttons[0], Qt.Key.Key_Down)
    assert page.buttons[1].hasFocus()
    with qtbot.waitSignal(page.language_chosen) as chosen:
        QTest.keyClick(page.buttons[1], key)
    assert chosen.args == ["es"]


def test_every_button_is_a_target_of_at_least_32_px_with_a_name(page: LanguagePage) -> None:
    for button in page.buttons:
        assert button.height() >= 32
        interface = QAccessible.queryAccessibleInterface(button)
        assert interface.role() is QAccessible.Role.Button
        assert interface.text(QAccessible.Text.Name) == button.text()
