"""Finding one of many names by typing."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from merlingua.gui.choice_search import ChoiceSearch, entries_for, found
from merlingua.gui.theme import Appearance
from merlingua.surveys.questions import OTHER, Choice, Question
from tests.gui.page_states import context

COUNTRY = Question(
    "country",
    "country",
    "question.demographics.country.label",
    choices=(Choice(OTHER, "question.demographics.country.choice.other"),),
    allows_other=True,
)
TONGUE = Question("mother_tongue", "language", "question.demographics.mother_tongue.label", allows_other=True)


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    """Another widget to take the keyboard beside the field."""
    window = QWidget()
    QVBoxLayout(window).addWidget(QPushButton("next"))
    qtbot.addWidget(window)
    return window


@pytest.fixture
def search(qtbot: QtBot, appearance: Appearance, window: QWidget) -> ChoiceSearch:
    shared = context(appearance, "de")
    search = ChoiceSearch(COUNTRY, "Land", shared.theme, language="de", text=shared.text)
    layout = window.layout()
    assert layout is not None
    layout.addWidget(search)
    window.show()
    window.activateWindow()
    qtbot.waitExposed(window)
    search.take_focus()
    return search


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("Deut", "DE"),
        ("germ", "DE"),
        ("alemania", "DE"),
        ("德国", "DE"),
        ("osterr", "AT"),
        ("cote", "CI"),
        ("korea", "KP"),
    ],
)
def test_a_country_is_found_in_any_of_the_languages_without_accents(typed: str, code: str) -> None:
    codes = [entry.code for entry in found(entries_for(COUNTRY, "de"), typed)]
    assert code in codes[:2]


@pytest.mark.parametrize(("typed", "code"), [("espan", "es"), ("中文", "zh"), ("ελλ", "el"), ("русск", "ru")])
def test_a_mother_tongue_is_found_by_its_own_name(typed: str, code: str) -> None:
    codes = [entry.code for entry in found(entries_for(TONGUE, "en"), typed)]
    assert code in codes[:3]


def test_names_that_begin_with_what_was_typed_come_first() -> None:
    names = [entry.name for entry in found(entries_for(COUNTRY, "en"), "ni")]
    assert names[:4] == sorted(names[:4])
    assert all(name.lower().startswith("ni") for name in names[:4])


def test_without_typing_every_country_is_listed_in_the_listeners_language(search: ChoiceSearch) -> None:
    assert len(search.shown_names) > 240
    assert "Deutschland" in search.shown_names
    assert search.list.isVisible()


def test_typing_and_enter_chooses(qtbot: QtBot, search: ChoiceSearch) -> None:
    QTest.keyClicks(search.edit, "spani")
    with qtbot.waitSignal(search.answered) as answered, qtbot.waitSignal(search.moved_on):
        QTest.keyClick(search.edit, Qt.Key.Key_Return)
    assert answered.args == ["ES"]
    assert not search.list.isVisible()
    assert search.edit.text() == "Spanien"


def test_arrows_move_in_the_list(qtbot: QtBot, search: ChoiceSearch) -> None:
    QTest.keyClicks(search.edit, "korea")
    QTest.keyClick(search.edit, Qt.Key.Key_Down)
    second = search.shown_names[1]
    QTest.keyClick(search.edit, Qt.Key.Key_Return)
    assert search.edit.text() == second


def test_a_click_in_the_list_chooses(qtbot: QtBot, search: ChoiceSearch) -> None:
    QTest.keyClicks(search.edit, "portug")
    place = search.list.visualRect(search.list.model().index(0, 0)).center()
    with qtbot.waitSignal(search.answered) as answered:
        QTest.mouseClick(search.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert answered.args == ["PT"]


def test_what_is_not_listed_is_kept_as_other_with_its_words(qtbot: QtBot, search: ChoiceSearch) -> None:
    QTest.keyClicks(search.edit, "Preussen")
    assert search.shown_names[-1].endswith(": Preussen")
    with qtbot.waitSignal(search.answered) as answered:
        QTest.keyClick(search.edit, Qt.Key.Key_Return)
    assert answered.args == ["other:Preussen"]


def test_leaving_without_choosing_keeps_the_saved_answer(
    qtbot: QtBot, search: ChoiceSearch, window: QWidget
) -> None:
    search.show_value("FR")
    QTest.keyClicks(search.edit, "xyz")
    with qtbot.assertNotEmitted(search.answered):
        window.findChild(QPushButton).setFocus()
    assert search.edit.text() == "Frankreich"


def test_a_name_typed_in_full_is_chosen_by_leaving(
    qtbot: QtBot, search: ChoiceSearch, window: QWidget
) -> None:
    QTest.keyClicks(search.edit, "italien")
    with qtbot.waitSignal(search.answered) as answered:
        window.findChild(QPushButton).setFocus()
    assert answered.args == ["IT"]


def test_escape_closes_the_list_and_not_the_session(search: ChoiceSearch) -> None:
    QTest.keyClick(search.edit, Qt.Key.Key_Escape)
    assert not search.list.isVisible()
    assert search.edit.hasFocus()


def test_enter_without_a_search_goes_on_instead_of_choosing_the_first_country(
    qtbot: QtBot, search: ChoiceSearch
) -> None:
    with qtbot.assertNotEmitted(search.answered):
        QTest.keyClick(search.edit, Qt.Key.Key_Return)


def test_the_field_and_the_list_have_names_and_roles(search: ChoiceSearch) -> None:
    edit = QAccessible.queryAccessibleInterface(search.edit)
    listed = QAccessible.queryAccessibleInterface(search.list)
    assert (edit.role(), edit.text(QAccessible.Text.Name)) == (QAccessible.Role.EditableText, "Land")
    assert (listed.role(), listed.text(QAccessible.Text.Name)) == (QAccessible.Role.List, "Land: list")
