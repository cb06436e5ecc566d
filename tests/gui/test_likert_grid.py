"""The rating grid: keys, clicks, what is drawn, and what assistive technology sees."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from merlingua.gui.likert_grid import LikertGrid
from merlingua.gui.theme import Appearance
from tests.gui.page_states import ROW_IDS, ROWS, context

KEYS = {"1": Qt.Key.Key_1, "2": Qt.Key.Key_2, "4": Qt.Key.Key_4, "5": Qt.Key.Key_5}


@pytest.fixture
def answers() -> list[tuple[str, object]]:
    return []


@pytest.fixture
def grid(qtbot: QtBot, appearance: Appearance, answers: list[tuple[str, object]]) -> LikertGrid:
    shared = context(appearance)
    grid = LikertGrid(ROWS, text=shared.text, theme=shared.theme)
    grid.answered.connect(lambda question_id, value: answers.append((question_id, value)))
    qtbot.addWidget(grid)
    grid.resize(1084, 520)
    grid.show()
    grid.activateWindow()
    qtbot.waitExposed(grid)
    grid.focus_question(ROW_IDS[0])
    return grid


def press(widget: QWidget, key: Qt.Key) -> None:
    QTest.keyClick(widget.window().focusWidget() or widget, key)


def test_a_digit_answers_the_current_row_and_moves_on_before_anything_is_saved(
    grid: LikertGrid, answers: list[tuple[str, object]]
) -> None:
    press(grid, Qt.Key.Key_4)
    press(grid, Qt.Key.Key_1)
    assert answers == [(ROW_IDS[0], 4), (ROW_IDS[1], 1)]
    assert grid.current_id == ROW_IDS[2]


def test_an_answer_is_drawn_only_once_a_state_says_that_it_is_saved(grid: LikertGrid) -> None:
    row = grid.rows.rows[0]
    QTest.mouseClick(row.cells[2], Qt.MouseButton.LeftButton)
    assert row.level is None
    grid.rows.show_answers({ROW_IDS[0]: 3})
    assert row.level == 2
    assert [cell.isChecked() for cell in row.cells] == [False, False, True, False, False]


@pytest.mark.parametrize("corner", [(1, 1), (-2, -2)])
def test_the_whole_cell_takes_the_click(
    grid: LikertGrid, answers: list[tuple[str, object]], corner: tuple[int, int]
) -> None:
    cell = grid.rows.rows[5].cells[4]
    point = QPoint(corner[0] % cell.width(), corner[1] % cell.height())
    QTest.mouseClick(cell, Qt.MouseButton.LeftButton, pos=point)
    assert answers == [(ROW_IDS[5], 5)]
    assert grid.current_id == ROW_IDS[5]


def test_every_cell_is_at_least_32_px_high_and_wide(grid: LikertGrid) -> None:
    # look.md: targets at least 32 px high (the whole cell takes the click)
    cells = [cell for row in grid.rows.rows for cell in row.cells]
    assert min(cell.height() for cell in cells) >= 32
    assert min(cell.width() for cell in cells) >= 32


def test_up_and_down_move_and_answer_nothing(grid: LikertGrid, answers: list[tuple[str, object]]) -> None:
    press(grid, Qt.Key.Key_Down)
    press(grid, Qt.Key.Key_Down)
    press(grid, Qt.Key.Key_Up)
    assert grid.current_id == ROW_IDS[1]
    assert answers == []


def test_left_and_right_change_the_answer_by_one_and_stay_on_the_row(
    grid: LikertGrid, answers: list[tuple[str, object]]
) -> None:
    grid.rows.show_answers({ROW_IDS[0]: 3})
    press(grid, Qt.Key.Key_Right)
    grid.rows.show_answers({ROW_IDS[0]: 4})
    press(grid, Qt.Key.Key_Left)
    assert answers == [(ROW_IDS[0], 4), (ROW_IDS[0], 3)]
    assert grid.current_id == ROW_IDS[0]


@pytest.mark.parametrize(("key", "value"), [(Qt.Key.Key_Right, 1), (Qt.Key.Key_Left, 5)])
def test_an_arrow_on_a_row_without_answer_starts_at_an_end(
    grid: LikertGrid, answers: list[tuple[str, object]], key: Qt.Key, value: int
) -> None:
    press(grid, key)
    assert answers == [(ROW_IDS[0], value)]


def test_the_last_digit_leads_back_to_a_row_that_was_left_out(grid: LikertGrid) -> None:
    press(grid, Qt.Key.Key_Down)
    for _ in ROW_IDS[1:]:
        press(grid, Qt.Key.Key_5)
    assert grid.current_id == ROW_IDS[0]


def test_after_the_last_row_no_further_digit_changes_an_answer(
    qtbot: QtBot, grid: LikertGrid, answers: list[tuple[str, object]]
) -> None:
    with qtbot.waitSignal(grid.left_at_end):
        for _ in ROW_IDS:
            press(grid, Qt.Key.Key_2)
    assert grid.current_id is None
    press(grid, Qt.Key.Key_5)
    assert answers == [(row, 2) for row in ROW_IDS]


def test_a_closed_grid_takes_neither_keys_nor_clicks(
    grid: LikertGrid, answers: list[tuple[str, object]]
) -> None:
    grid.rows.set_open(False)
    press(grid, Qt.Key.Key_4)
    QTest.mouseClick(grid.rows.rows[0].cells[0], Qt.MouseButton.LeftButton)
    assert answers == []
    assert not any(cell.isEnabled() for row in grid.rows.rows for cell in row.cells)


def test_tab_goes_from_row_to_row(grid: LikertGrid) -> None:
    grid.rows.show_answers({ROW_IDS[1]: 4})
    press(grid, Qt.Key.Key_Tab)
    assert grid.current_id == ROW_IDS[1]
    assert grid.rows.rows[1].cells[3].hasFocus()


def test_rows_are_groups_of_radio_buttons_with_names(grid: LikertGrid) -> None:
    grid.rows.show_answers({ROW_IDS[0]: 4})
    row = QAccessible.queryAccessibleInterface(grid.rows.rows[0])
    cell = QAccessible.queryAccessibleInterface(grid.rows.rows[0].cells[3])
    assert row.role() is QAccessible.Role.Grouping
    assert row.text(QAccessible.Text.Name) == "Anger"
    assert row.text(QAccessible.Text.Description) == "angry, annoying, frustrating"
    assert cell.role() is QAccessible.Role.RadioButton
    assert cell.text(QAccessible.Text.Name) == "Anger: Agree"
    assert cell.state().checked
    others = [QAccessible.queryAccessibleInterface(c) for c in grid.rows.rows[0].cells[:3]]
    assert not any(other.state().checked for other in others)


def test_assistive_technology_answers_by_pressing_a_cell(
    grid: LikertGrid, answers: list[tuple[str, object]]
) -> None:
    grid.rows.rows[2].cells[1].click()
    assert answers == [(ROW_IDS[2], 2)]


def test_the_gloss_of_the_current_row_is_seen_and_folds_where_there_is_no_room_beside_the_labels(
    qtbot: QtBot, appearance: Appearance
) -> None:
    shared = context(appearance)
    grid = LikertGrid(ROWS, text=shared.text, theme=shared.theme)
    qtbot.addWidget(grid)
    grid.resize(860, 700)
    grid.show()
    grid.set_current(ROW_IDS[3])
    seen = [question.id for question, row in zip(ROWS, grid.rows.rows, strict=True) if row.gloss.isVisible()]
    assert seen == [ROW_IDS[3]]
    grid.set_current(ROW_IDS[4])
    seen = [question.id for question, row in zip(ROWS, grid.rows.rows, strict=True) if row.gloss.isVisible()]
    assert seen == [ROW_IDS[4]]


def test_a_low_grid_scrolls_its_rows_and_keeps_the_current_one_and_the_anchors_in_sight(
    qtbot: QtBot, grid: LikertGrid
) -> None:
    grid.resize(1084, 220)
    for index in (13, 0, 7):
        grid.focus_question(ROW_IDS[index])
        qtbot.wait(1)
        row = grid.rows.rows[index]
        assert grid.area is not None
        top = row.mapTo(grid.area.viewport(), QPoint(0, 0)).y()
        assert top >= 0
        assert top + row.height() <= grid.area.viewport().height()
        assert all(not label.visibleRegion().isEmpty() for label in grid.header.labels)


def test_anchors_stand_over_their_columns(grid: LikertGrid) -> None:
    for label, cell in zip(grid.header.labels, grid.rows.rows[0].cells, strict=True):
        middle = label.mapTo(grid, QPoint(label.width() // 2, 0)).x()
        assert abs(middle - cell.mapTo(grid, QPoint(cell.width() // 2, 0)).x()) <= 1
