"""Questionnaire pages: every kind of question, by keys and by clicks."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from merlingua.gui.choice_search import ChoiceSearch
from merlingua.gui.likert_grid import LikertGrid
from merlingua.gui.page import Page
from merlingua.gui.question_fields import ChoiceField, NumberField, TextField
from merlingua.gui.questions_page import QuestionsPage
from merlingua.gui.theme import Appearance
from merlingua.surveys.questions import Choice, Question
from merlingua.surveys.steps import Phase, Step
from tests.gui.page_states import asking, context, questions_state, shown

LEVELS = tuple(Choice(level, f"scale.agree5.{level}") for level in range(1, 6))


@pytest.fixture
def page(qtbot: QtBot, appearance: Appearance) -> QuestionsPage:
    page = QuestionsPage(context(appearance), questions_state("demographics"))
    shown(qtbot, page)
    return page


@pytest.fixture
def answers(page: QuestionsPage) -> list[tuple[str, object]]:
    given: list[tuple[str, object]] = []
    page.answered.connect(lambda question_id, value: given.append((question_id, value)))
    return given


def part(page: QuestionsPage, question_id: str) -> QWidget:
    return next(p for p in page.parts if not isinstance(p, LikertGrid) and p.question.id == question_id)


def focus_of(page: Page) -> QWidget:
    focused = page.window().focusWidget()
    assert focused is not None
    return focused


def test_a_number_is_handed_over_when_its_field_is_left(
    page: QuestionsPage, answers: list[tuple[str, object]]
) -> None:
    age = part(page, "age")
    assert isinstance(age, NumberField)
    assert age.edit.hasFocus()
    QTest.keyClicks(age.edit, "34")
    assert answers == []
    QTest.keyClick(age.edit, Qt.Key.Key_Tab)
    assert answers == [("age", 34)]


@pytest.mark.parametrize("typed", ["7", "999"])
def test_a_number_out_of_its_limits_says_what_is_allowed_and_is_not_handed_over(
    page: QuestionsPage, answers: list[tuple[str, object]], typed: str
) -> None:
    age = part(page, "age")
    assert isinstance(age, NumberField)
    QTest.keyClicks(age.edit, typed)
    page.commit()
    question = age.question
    assert answers == []
    assert age.problem.text() == (
        f"Please enter a whole number from {question.minimum} to {question.maximum}."
    )
    assert age.problem.isVisible()


def test_letters_are_no_number(page: QuestionsPage) -> None:
    age = part(page, "age")
    assert isinstance(age, NumberField)
    QTest.keyClicks(age.edit, "4a2e")
    assert age.edit.text() == "42"


def test_a_digit_chooses_and_leads_to_the_next_question(
    page: QuestionsPage, answers: list[tuple[str, object]]
) -> None:
    page.focus_question("gender")
    QTest.keyClick(focus_of(page), Qt.Key.Key_2)
    assert answers == [("gender", "male")]
    country = part(page, "country")
    assert isinstance(country, ChoiceSearch)
    assert country.edit.hasFocus()


def test_a_choice_is_drawn_only_once_it_is_saved(page: QuestionsPage) -> None:
    gender = part(page, "gender")
    assert isinstance(gender, ChoiceField)
    gender.buttons[0].click()
    assert not any(button.isChecked() for button in gender.buttons)
    page.show_state(questions_state("demographics", answers={"gender": "female"}))
    assert [button.isChecked() for button in gender.buttons] == [True, False, False, False, False]


def test_arrows_change_a_choice(page: QuestionsPage, answers: list[tuple[str, object]]) -> None:
    page.show_state(questions_state("demographics", answers={"gender": "female"}))
    page.focus_question("gender")
    QTest.keyClick(focus_of(page), Qt.Key.Key_Right)
    assert answers == [("gender", "male")]


def test_other_takes_words_of_ones_own(page: QuestionsPage, answers: list[tuple[str, object]]) -> None:
    gender = part(page, "gender")
    assert isinstance(gender, ChoiceField)
    gender.buttons[3].click()
    page.show_state(questions_state("demographics", answers={"gender": "other"}))
    assert gender.other_text.isVisible()
    gender.other_text.setFocus()
    QTest.keyClicks(gender.other_text, "agender 1")
    page.commit()
    assert answers == [("gender", "other"), ("gender", "other:agender 1")]
    page.show_state(questions_state("demographics", answers={"gender": "other:agender 1"}))
    assert gender.buttons[3].isChecked()


def test_what_was_typed_last_is_handed_over_by_continue(
    qtbot: QtBot, page: QuestionsPage, answers: list[tuple[str, object]]
) -> None:
    saved = {"gender": "female", "country": "DE", "mother_tongue": "de"}
    page.show_state(questions_state("demographics", answers=saved))
    page.focus_question("age")
    QTest.keyClicks(focus_of(page), "41")
    with qtbot.waitSignal(page.next_requested):
        QTest.keyClick(focus_of(page), Qt.Key.Key_Return)
    assert answers == [("age", 41)]


def test_continue_names_what_is_missing_and_goes_there(qtbot: QtBot, page: QuestionsPage) -> None:
    page.show_state(questions_state("demographics", answers={"age": 30, "country": "ES"}))
    with qtbot.assertNotEmitted(page.next_requested):
        page.next_button.click()
    assert page.message.text().startswith("2 answers are missing: What is your gender?")
    gender = part(page, "gender")
    assert isinstance(gender, ChoiceField)
    assert gender.buttons[0].hasFocus()


def test_likert_rows_of_one_scale_are_a_grid_whose_anchors_stay_in_sight(
    qtbot: QtBot, appearance: Appearance
) -> None:
    # A page of twelve rows, as an imported Gold-MSI has it.
    rows = tuple(
        Question(f"q{n}", "likert", "item.anger.label", choices=LEVELS, keys="12345") for n in range(30)
    )
    page = QuestionsPage(context(appearance), asking(Step("q", Phase.QUESTIONNAIRE), rows))
    shown(qtbot, page)
    grid = page.parts[0]
    assert isinstance(grid, LikertGrid)
    page.focus_question("q29")
    qtbot.wait(1)
    assert all(not label.visibleRegion().isEmpty() for label in grid.header.labels)
    last = grid.rows.rows[29]
    assert last.visibleRegion().boundingRect().size() == last.size()


def test_questions_of_all_kinds_stand_on_one_page_and_digits_lead_through_them(
    qtbot: QtBot, appearance: Appearance
) -> None:
    questions = (
        Question("a", "likert", "item.anger.label", choices=LEVELS, keys="12345"),
        Question("b", "likert", "item.fear.label", choices=LEVELS, keys="12345"),
        Question("c", "choice", "item.joy.label", choices=LEVELS[:2], keys="12"),
        Question("d", "text", "item.peace.label", is_required=False),
    )
    page = QuestionsPage(context(appearance), asking(Step("q", Phase.QUESTIONNAIRE), questions))
    shown(qtbot, page)
    given: list[tuple[str, object]] = []
    page.answered.connect(lambda question_id, value: given.append((question_id, value)))
    for key in (Qt.Key.Key_5, Qt.Key.Key_4, Qt.Key.Key_2):
        QTest.keyClick(focus_of(page), key)
    text = part(page, "d")
    assert isinstance(text, TextField)
    assert text.edit.hasFocus()
    QTest.keyClicks(text.edit, "3 songs")
    page.commit()
    assert given == [("a", 5), ("b", 4), ("c", 2), ("d", "3 songs")]


def test_fields_have_names_and_roles(page: QuestionsPage) -> None:
    gender, age = part(page, "gender"), part(page, "age")
    assert isinstance(gender, ChoiceField)
    assert isinstance(age, NumberField)
    radio = QAccessible.queryAccessibleInterface(gender.buttons[1])
    assert radio.role() is QAccessible.Role.RadioButton
    assert radio.text(QAccessible.Text.Name) == "What is your gender?: Man"
    edit = QAccessible.queryAccessibleInterface(age.edit)
    assert edit.role() is QAccessible.Role.EditableText
    assert edit.text(QAccessible.Text.Name) == "How old are you?"
