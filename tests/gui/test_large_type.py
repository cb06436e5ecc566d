"""At 200 % everything only reflows: nothing is cut off, and the room goes to what is asked."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QPlainTextEdit, QPushButton
from pytestqt.qtbot import QtBot

from merlingua.gui.dialogs import ErrorDialog
from merlingua.gui.language_page import LanguagePage
from merlingua.gui.session_header import SessionHeader
from merlingua.gui.study_card import StudyCard
from merlingua.gui.study_list import StudyRow
from merlingua.gui.theme import Appearance
from merlingua.gui.translation import Formatter
from merlingua.surveys.errors import PlaybackError
from merlingua.surveys.steps import Phase
from tests.gui.page_states import HEIGHT, WIDTH, context, plain_state


@pytest.fixture
def large(appearance: Appearance) -> Iterator[Appearance]:
    """200 %; 100 % again afterwards."""
    appearance.set_scale(2.0)
    yield appearance
    appearance.set_scale(1.0)


def test_the_details_of_an_error_end_above_its_buttons(qtbot: QtBot, large: Appearance) -> None:
    dialog = ErrorDialog(PlaybackError("The device is gone. " * 20), theme=large.theme, retry=True)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitExposed(dialog)
    details = dialog.findChild(QPlainTextEdit)
    bottom = details.mapTo(dialog, QPoint(0, details.height())).y()
    for button in (dialog.accept_button, dialog.reject_button):
        assert bottom <= button.mapTo(dialog, QPoint(0, 0)).y()
        assert dialog.rect().contains(button.geometry())


def test_all_languages_can_be_chosen_without_scrolling(qtbot: QtBot, large: Appearance) -> None:
    page = LanguagePage(context(large), plain_state(Phase.LANGUAGE))
    qtbot.addWidget(page)
    page.resize(WIDTH, HEIGHT)
    page.show()
    qtbot.waitExposed(page)
    assert page.area.verticalScrollBar().maximum() == 0
    for button in page.findChildren(QPushButton):
        if button.isVisible():
            assert page.rect().contains(button.mapTo(page, button.rect().bottomRight()))


def test_the_header_takes_no_more_than_a_seventh_of_a_small_screen(qtbot: QtBot, large: Appearance) -> None:
    header = SessionHeader(large.theme, Formatter("de"))
    qtbot.addWidget(header)
    header.show_state(plain_state(Phase.COMMENT), Formatter("de"))
    header.resize(WIDTH, header.sizeHint().height())
    assert header.height() <= HEIGHT / 7, header.height()


def test_a_study_is_called_as_it_is_called_in_the_programs_language(
    qtbot: QtBot, appearance: Appearance
) -> None:
    row = StudyRow(Path("a"), "Emotions in music", titles={"de": "Emotionen in der Musik"})
    for language, title in (("de", "Emotionen in der Musik"), ("es", "Emotions in music")):
        card = StudyCard(row, theme=appearance.theme, formatter=Formatter(language), is_first=True)
        qtbot.addWidget(card)
        assert card.accessibleName() == title
