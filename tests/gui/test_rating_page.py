"""The page of a clip: first listen, then rate, then go on."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from merlingua.gui.likert_row import LikertRow
from merlingua.gui.page import Page
from merlingua.gui.rating_page import RatingPage
from merlingua.gui.theme import Appearance
from merlingua.surveys.playback import Playhead
from merlingua.surveys.questions import AnswerValue
from tests.gui.page_states import ROW_IDS, ROWS, SAMPLE_RATE, context, rating_state, shown

ALL: dict[str, AnswerValue] = dict.fromkeys(ROW_IDS, 3)


@pytest.fixture
def page(qtbot: QtBot, appearance: Appearance) -> RatingPage:
    """Open for rating, nothing answered."""
    page = RatingPage(context(appearance), rating_state())
    shown(qtbot, page)
    return page


def closed_page(qtbot: QtBot, appearance: Appearance) -> RatingPage:
    page = RatingPage(context(appearance), rating_state(is_open=False, plays=0))
    shown(qtbot, page)
    return page


def press(page: Page, key: Qt.Key) -> None:
    QTest.keyClick(page.window().focusWidget() or page, key)


def focus_of(page: Page) -> QWidget | None:
    return page.window().focusWidget()


def test_before_the_clip_was_heard_one_sentence_says_what_the_grid_waits_for(
    qtbot: QtBot, appearance: Appearance
) -> None:
    page = closed_page(qtbot, appearance)
    assert page.status.text() == "Please listen to the excerpt: you can answer when it has ended."
    assert page.status.isVisible()
    assert not page.grids[0].rows.rows[0].isEnabled()
    assert focus_of(page) is page.play_button


def test_no_digit_answers_before_the_clip_was_heard(qtbot: QtBot, appearance: Appearance) -> None:
    page = closed_page(qtbot, appearance)
    with qtbot.assertNotEmitted(page.answered):
        press(page, Qt.Key.Key_4)


def test_next_before_the_clip_was_heard_says_so_and_goes_nowhere(
    qtbot: QtBot, appearance: Appearance
) -> None:
    page = closed_page(qtbot, appearance)
    with qtbot.assertNotEmitted(page.next_requested):
        page.next_button.click()
    assert "listen" in page.message.text()


def test_the_rating_opens_at_the_first_row(qtbot: QtBot, appearance: Appearance) -> None:
    page = closed_page(qtbot, appearance)
    page.show_state(rating_state())
    assert page.grids[0].current_id == ROW_IDS[0]
    assert page.grids[0].rows.rows[0].cells[0].hasFocus()


def test_space_plays_wherever_the_keyboard_is_and_answers_nothing(qtbot: QtBot, page: RatingPage) -> None:
    for widget in (page.grids[0].rows.rows[4].cells[0], page.next_button, page.play_button):
        widget.setFocus()
        with (
            qtbot.assertNotEmitted(page.answered),
            qtbot.assertNotEmitted(page.next_requested),
            qtbot.waitSignal(page.play_requested),
        ):
            press(page, Qt.Key.Key_Space)


def test_space_does_not_stop_the_first_hearing_but_stops_a_replay(
    qtbot: QtBot, appearance: Appearance
) -> None:
    page = closed_page(qtbot, appearance)
    page.show_playhead(Playhead(frame=10, is_playing=True))
    with qtbot.assertNotEmitted(page.stop_requested), qtbot.assertNotEmitted(page.play_requested):
        page.toggle_play()
    page.show_state(rating_state(plays=2))
    with qtbot.waitSignal(page.stop_requested):
        page.toggle_play()


def test_a_clip_that_may_not_be_played_again_is_not(qtbot: QtBot, page: RatingPage) -> None:
    page.show_state(rating_state(plays=3))
    assert not page.play_button.isEnabled()
    with qtbot.assertNotEmitted(page.play_requested):
        press(page, Qt.Key.Key_Space)


@pytest.mark.parametrize(
    ("plays", "text"), [(1, "You may listen 2 more times."), (2, "You may listen once more."), (3, "")]
)
def test_how_often_the_clip_may_still_be_heard_is_said(page: RatingPage, plays: int, text: str) -> None:
    page.show_state(rating_state(plays=plays))
    assert page.status.text() == text


def test_a_disturbed_play_asks_to_listen_once_more(page: RatingPage) -> None:
    page.show_state(rating_state(is_open=False, needs_replay=True))
    assert page.status.text() == "The sound was interrupted. Please listen to the excerpt once more."
    assert page.play_button.isEnabled()


def test_digits_answer_row_after_row_and_enter_goes_on(qtbot: QtBot, page: RatingPage) -> None:
    answers: list[tuple[str, object]] = []
    page.answered.connect(lambda question_id, value: answers.append((question_id, value)))
    for _ in ROW_IDS:
        press(page, Qt.Key.Key_5)
    assert answers == [(row, 5) for row in ROW_IDS]
    assert focus_of(page) is page.next_button
    with qtbot.waitSignal(page.next_requested):
        press(page, Qt.Key.Key_Return)


def test_next_names_what_is_missing_and_goes_there(qtbot: QtBot, page: RatingPage) -> None:
    page.show_state(rating_state(answers={row: 2 for row in ROW_IDS if row not in ("fear", "power")}))
    with qtbot.assertNotEmitted(page.next_requested):
        page.next_button.click()
    assert page.message.text() == "2 answers are missing: Fear and Power"
    assert page.grids[0].current_id == "fear"
    assert page.grids[0].rows.rows[ROW_IDS.index("fear")].cells[0].hasFocus()


def test_of_many_missing_answers_three_are_named(page: RatingPage) -> None:
    page.next_button.click()
    assert page.message.text() == "14 answers are missing: Anger, Bitterness, Fear, …"


def test_the_message_goes_when_nothing_is_missing_any_more(page: RatingPage) -> None:
    page.next_button.click()
    page.show_state(rating_state(answers=ALL))
    assert page.message.text() == page.hint()


def test_an_answer_that_was_refused_is_missing_again(qtbot: QtBot, page: RatingPage) -> None:
    page.show_state(rating_state(answers={row: 2 for row in ROW_IDS if row != "fear"}))
    page.answer("fear", 3)
    page.answers_refused()
    with qtbot.assertNotEmitted(page.next_requested):
        page.next_button.click()


def test_the_primary_action_is_to_play_first_and_to_go_on_then(qtbot: QtBot, appearance: Appearance) -> None:
    # look.md: one primary action a page
    page = closed_page(qtbot, appearance)
    assert (page.play_button.property("kind"), page.next_button.property("kind")) == ("primary", "")
    page.show_state(rating_state())
    assert (page.play_button.property("kind"), page.next_button.property("kind")) == ("", "primary")


def test_the_clock_and_the_waveform_follow_the_playhead(page: RatingPage) -> None:
    page.show_playhead(Playhead(frame=17 * SAMPLE_RATE, is_playing=True))
    assert page.time_label.text() == "0:17 / 0:30"
    assert page.waveform.elapsed_s == 17.0
    assert page.waveform.accessibleName() == "Excerpt, 0:17 of 0:30"


def test_samples_that_come_late_are_drawn_when_they_are_there(qtbot: QtBot, appearance: Appearance) -> None:
    ready: list[bool] = []
    shared = context(appearance)
    late = type(shared)(
        **{**shared.__dict__, "clip_samples": lambda clip_id: shared.clip_samples(clip_id) if ready else None}
    )
    page = RatingPage(late, rating_state(is_open=False, plays=0))
    shown(qtbot, page)
    assert page.waveform.duration_s == 0.0
    ready.append(True)
    page.show_state(rating_state(is_open=False, plays=0))
    assert page.waveform.duration_s == 30.0


def test_rows_that_a_clip_has_no_use_for_are_hidden_and_come_back(
    qtbot: QtBot, appearance: Appearance
) -> None:
    # A clip without words asks for no comprehension.
    without = [question for question in ROWS if question.id != "comprehension"]
    silent = replace(rating_state(answers=dict.fromkeys(ROW_IDS[:-1], 2)), questions=tuple(without))
    page = RatingPage(replace(context(appearance), rows={"main": ROWS}), silent)
    shown(qtbot, page)
    grid = page.grids[0]
    assert [question.id for question in grid.rows.questions] == ROW_IDS[:-1]
    assert sum(row.isVisible() for row in grid.findChildren(LikertRow)) == len(ROW_IDS) - 1
    with qtbot.waitSignal(page.next_requested):
        page.next_button.click()
    assert page.take_step(rating_state())
    assert [question.id for question in grid.rows.questions] == ROW_IDS
    assert all(row.isVisible() for row in grid.findChildren(LikertRow))
    tops_and_bottoms = [(row.y(), row.geometry().bottom()) for row in grid.rows.rows]
    assert all(bottom < top for (_, bottom), (top, _) in pairwise(tops_and_bottoms))
    assert tops_and_bottoms[-1][1] < grid.rows.height()
    assert not any(cell.isChecked() for row in grid.rows.rows for cell in row.cells)


def test_a_page_refuses_a_clip_that_asks_what_it_has_no_row_for(qtbot: QtBot, appearance: Appearance) -> None:
    page = RatingPage(context(appearance), replace(rating_state(), questions=tuple(ROWS[:3])))
    shown(qtbot, page)
    assert not page.take_step(rating_state())


def test_the_last_clip_of_a_block_promises_no_next_one(qtbot: QtBot, appearance: Appearance) -> None:
    state = rating_state()
    assert state.step.trial is not None
    last = type(state.step.trial)("main", "c1", 22, 22)
    step = type(state.step)(state.step.id, state.step.phase, block_id="main", trial=last)
    page = RatingPage(context(appearance), type(state)(**{**state.__dict__, "step": step}))
    qtbot.addWidget(page)
    assert page.next_button.text() == "Continue"


def test_all_14_rows_the_anchors_a_gloss_and_next_are_seen_at_once_at_100_per_cent(
    qtbot: QtBot, appearance: Appearance
) -> None:
    # look.md: 1366 × 768 at 100 %: no scrolling
    for language in ("en", "es", "de", "zh-Hans"):
        appearance.set_language(language)
        page = RatingPage(context(appearance, language), rating_state(language=language))
        window = shown(qtbot, page).window
        grid = page.grids[0]
        assert grid.area is not None
        assert grid.area.verticalScrollBar().maximum() == 0, language
        assert len(grid.rows.rows) == 14
        assert window.height() == 768
        for widget in (*grid.rows.rows, *grid.header.labels, page.next_button, page.waveform, page.prompt):
            assert widget.visibleRegion().boundingRect().size() == widget.size(), (language, widget)
        assert grid.rows.rows[0].gloss.isVisible()
    appearance.set_language("en")


def test_at_200_per_cent_the_grid_alone_scrolls_and_keeps_the_current_row_in_sight(
    qtbot: QtBot, appearance: Appearance
) -> None:
    # look.md: at 200 % only the grid scrolls, anchors and Next stay, the current row is kept in view
    appearance.set_scale(2.0)
    try:
        for language in ("en", "es", "de", "zh-Hans"):
            appearance.set_language(language)
            page = RatingPage(context(appearance, language), rating_state(language=language))
            window = shown(qtbot, page).window
            assert window.height() == 768
            for row_id in (ROW_IDS[13], ROW_IDS[0], ROW_IDS[3]):
                page.focus_question(row_id)
                qtbot.wait(1)
                row = page.grids[0].rows.rows[ROW_IDS.index(row_id)]
                for widget in (row, *page.grids[0].header.labels, page.next_button):
                    assert widget.visibleRegion().boundingRect().size() == widget.size(), (language, row_id)
    finally:
        appearance.set_scale(1.0)
        appearance.set_language("en")


def test_the_play_button_and_next_have_names_and_roles(page: RatingPage) -> None:
    for button, name in ((page.play_button, "Play again"), (page.next_button, "Next excerpt")):
        interface = QAccessible.queryAccessibleInterface(button)
        assert isinstance(button, QPushButton)
        assert interface.role() is QAccessible.Role.Button
        assert interface.text(QAccessible.Text.Name) == name
