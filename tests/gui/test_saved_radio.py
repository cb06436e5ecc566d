"""A choice's text is never cut: it wraps, and the line it stands in grows."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from merlingua.gui.flow_layout import FlowLayout
from merlingua.gui.saved_radio import SavedRadio
from merlingua.gui.theme import Appearance

LONG = "I have played the nyckelharpa in an orchestra for several years, and I still teach it to children"
LONG_CHINESE = "我在乐团里演奏钥匙提琴已经有好几年了而且现在我仍然在教孩子们演奏这种乐器还有其他几种民间乐器"
WIDTH = 300


@pytest.fixture
def holder(qtbot: QtBot, appearance: Appearance) -> QWidget:
    widget = QWidget()
    FlowLayout(widget, spacing=8)
    qtbot.addWidget(widget)
    return widget


def shown_at(qtbot: QtBot, holder: QWidget, width: int, *texts: str) -> list[SavedRadio]:
    buttons = [SavedRadio(text, spare=16) for text in texts]
    for button in buttons:
        holder.layout().addWidget(button)
    holder.resize(width, 400)
    holder.show()
    qtbot.waitExposed(holder)
    return buttons


@pytest.mark.parametrize("text", [LONG, LONG_CHINESE])
def test_a_long_text_stays_within_its_line_and_takes_as_many_as_it_needs(
    qtbot: QtBot, holder: QWidget, text: str
) -> None:
    (button,) = shown_at(qtbot, holder, WIDTH, text)
    assert button.geometry().right() < WIDTH
    # The area that the text fills in one line, at the width that it has beside the indicator.
    line = button.fontMetrics().height()
    lines = button.fontMetrics().horizontalAdvance(text) / (button.width() - 26)
    assert button.height() >= line * lines


@pytest.mark.parametrize("text", [LONG, LONG_CHINESE])
def test_the_last_words_of_a_long_text_are_painted(qtbot: QtBot, holder: QWidget, text: str) -> None:
    (button,) = shown_at(qtbot, holder, WIDTH, text)
    picture = button.grab().toImage()
    ground = picture.pixelColor(picture.width() - 1, 0)
    last_line = range(picture.height() - button.fontMetrics().height(), picture.height())
    text_columns = range(60, picture.width())
    assert any(picture.pixelColor(x, y) != ground for y in last_line for x in text_columns)


def test_a_short_text_is_one_line_high_and_stands_beside_its_neighbour(qtbot: QtBot, holder: QWidget) -> None:
    one, two = shown_at(qtbot, holder, WIDTH, "Yes", "No")
    assert one.y() == two.y()
    assert one.size() == one.sizeHint()


def test_every_part_of_a_wrapped_choice_takes_the_click(qtbot: QtBot, holder: QWidget) -> None:
    (button,) = shown_at(qtbot, holder, WIDTH, LONG)
    corner = button.rect().bottomRight()
    with qtbot.waitSignal(button.clicked, timeout=1000):
        QTest.mouseClick(button, Qt.MouseButton.LeftButton, pos=corner)
    assert not button.isChecked()  # a saved answer checks it
