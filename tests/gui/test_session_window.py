"""The full-screen shell: one page a step, position and time left, pause, and one way out."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from merlingua.gui.dialogs import ErrorDialog, MessageDialog
from merlingua.gui.kiosk import AttemptLimit, PinDialog, hash_pin
from merlingua.gui.language_page import LanguagePage
from merlingua.gui.likert_row import LikertRow
from merlingua.gui.page_shelf import PAGES
from merlingua.gui.preflight import Readiness
from merlingua.gui.rating_page import RatingPage
from merlingua.gui.session_model import SessionModel
from merlingua.gui.session_window import SessionWindow
from merlingua.gui.store_thread import StoreThread
from merlingua.gui.theme import FONT_SCALES, Appearance
from merlingua.gui.translation import Translation
from merlingua.surveys.errors import PlaybackError, StoreError
from merlingua.surveys.silent_player import SilentPlayer
from merlingua.surveys.steps import Phase
from tests.session_walk import SessionWalk

Open = Callable[..., SessionWindow]


@pytest.fixture
def open_window(
    qtbot: QtBot,
    readiness: Readiness,
    store_thread: StoreThread,
    appearance: Appearance,
    translation: Translation,
) -> Iterator[Open]:
    opened: list[SessionWindow] = []

    def open_(*, is_kiosk: bool = False, pin_hash: str | None = None) -> SessionWindow:
        model = SessionModel(
            readiness,
            store=store_thread,
            make_player=lambda: SilentPlayer(speed=100.0),
            restarts=is_kiosk,
        )
        window = SessionWindow(
            model,
            appearance=appearance,
            translation=translation,
            program_language="en",
            pin_hash=pin_hash,
            limit=AttemptLimit(),
            is_kiosk=is_kiosk,
        )
        opened.append(window)
        model.begin()
        window.resize(1366, 768)
        with qtbot.waitActive(window):
            window.show()
            window.activateWindow()
        return window

    yield open_
    for window in opened:
        window._leave()
        window.model.close()
        window.model.deleteLater()
        window.deleteLater()
    appearance.set_scale(1.0)
    appearance.set_language("en")


@pytest.fixture
def window(open_window: Open) -> SessionWindow:
    return open_window()


def to_phase(qtbot: QtBot, window: SessionWindow, phase: Phase, language: str = "en") -> None:
    walk = SessionWalk(window, language=language)
    while window.state.step.phase is not phase:
        walk._take_step()
    assert not walk.problems


def test_there_is_a_page_for_every_phase():
    assert set(PAGES) == set(Phase)


def test_a_listener_walks_through_all_pages_by_keyboard_and_ends_with_thanks(
    qtbot: QtBot, window: SessionWindow
):
    phases: list[Phase] = []
    window.model.state_changed.connect(lambda state: phases.append(state.step.phase))
    walk = SessionWalk(window, language="de")
    walk.run()
    assert window.state.is_finished
    assert not walk.problems
    expected = set(Phase) - {Phase.LANGUAGE, Phase.REVELATION}
    if window.model.study.definition.devices.headphone_check is None:
        expected -= {Phase.HEADPHONES}
    assert set(phases) == expected


def test_the_header_says_which_excerpt_and_how_long_it_may_take(qtbot: QtBot, window: SessionWindow):
    # look.md: "Excerpt 5 of 22 … about 14 min left".
    to_phase(qtbot, window, Phase.CLIP)
    assert window.header.position.text() == "Practice 1 of 1"
    assert window.header.remaining.text().startswith("about ")
    assert window.header.remaining.text().endswith(" min left")
    assert 0 < window.header.bar.value() < window.header.bar.maximum()


def test_header_and_page_speak_the_listeners_language(qtbot: QtBot, window: SessionWindow):
    to_phase(qtbot, window, Phase.CLIP, "zh-Hans")
    assert "练习" in window.header.position.text()
    assert "分钟" in window.header.remaining.text()
    assert window.header.pause.text() == "暂停"


def test_the_same_step_keeps_its_page_and_the_next_gets_a_new_one(qtbot: QtBot, window: SessionWindow):
    to_phase(qtbot, window, Phase.CLIP)
    page = window.page
    with qtbot.waitSignal(window.model.sound.ended, timeout=5000):
        window.model.play()
    qtbot.waitUntil(lambda: window.state.rating_is_open)
    assert window.page is page
    for question in window.state.questions:
        window.model.answer(question.id, 3)
    qtbot.waitUntil(lambda: not window.state.missing)
    window.model.next()
    qtbot.waitUntil(lambda: window.page is not page)


def test_one_page_serves_all_clips_of_a_block_each_as_new(qtbot: QtBot, window: SessionWindow):
    # A page takes 32 ms to build.
    pages, clips = set(), set()

    def see(moment: str) -> None:
        state = window.state
        if state.step.phase is Phase.CLIP and state.step.block_id == "main" and moment == state.step.id:
            pages.add(window.page)
            shown = [row for row in window.page.findChildren(LikertRow) if row.isVisible()]
            clips.add(state.step.trial.clip_id)
            assert len(shown) == len(state.questions)
            assert not any(cell.isChecked() for row in shown for cell in row.cells)

    walk = SessionWalk(window, language="en", see=see)
    walk.run()
    assert not walk.problems
    assert len(pages) == 1
    assert len(clips) > 2


def test_the_clips_page_is_there_before_the_first_clip_and_in_the_language_that_is_spoken_then(
    qtbot: QtBot, window: SessionWindow
):
    to_phase(qtbot, window, Phase.BLOCK_INTRO, "de")
    qtbot.waitUntil(lambda: bool(window.findChildren(RatingPage)))
    (ahead,) = window.findChildren(RatingPage)
    assert not ahead.isVisible()
    window.model.next()
    qtbot.waitUntil(lambda: window.page is ahead)
    assert ahead.isVisible()
    assert "Angst" in {row.name for row in ahead.findChildren(LikertRow)}


def test_escape_pauses_and_enter_goes_on_with_the_page_covered_meanwhile(qtbot: QtBot, window: SessionWindow):
    to_phase(qtbot, window, Phase.CLIP)
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    qtbot.waitUntil(window.overlay.isVisible)
    assert window.overlay.geometry() == window.rect()
    assert window.overlay.go_on.hasFocus()
    qtbot.keyClick(window.overlay.go_on, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not window.overlay.isVisible())
    assert not window.state.is_paused


def test_there_is_nothing_to_pause_before_the_session_has_begun(qtbot: QtBot, window: SessionWindow):
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert not window.header.pause.isVisible()
    assert not window.overlay.isVisible()


def test_closing_asks_first_and_says_that_the_answers_are_saved(qtbot: QtBot, window: SessionWindow):
    to_phase(qtbot, window, Phase.INSTRUCTIONS)
    assert not window.close()
    (dialog,) = window.findChildren(MessageDialog)
    with qtbot.waitSignal(dialog.rejected):
        dialog.reject_button.click()
    assert window.isVisible()
    window.close()
    qtbot.waitUntil(lambda: any(d.isVisible() for d in window.findChildren(MessageDialog)))
    dialog = next(d for d in window.findChildren(MessageDialog) if d.isVisible())
    with qtbot.waitSignal(window.ended):
        dialog.accept_button.click()
    assert window.close()


def test_the_researchers_question_is_in_the_programs_language(
    qtbot: QtBot, window: SessionWindow, translation: Translation
):
    to_phase(qtbot, window, Phase.CONSENT, "zh-Hans")
    window.model.choose_language("zh-Hans")
    window.ask_to_leave()
    (dialog,) = window.findChildren(MessageDialog)
    assert dialog.accept_button.text() == "End session"
    assert translation.language == "zh-Hans"


def test_a_kiosk_lets_nobody_out_without_the_pin(qtbot: QtBot, qapp: QApplication, open_window: Open):
    window = open_window(is_kiosk=True, pin_hash=hash_pin("2468"))
    assert not window.close()
    (dialog,) = window.findChildren(PinDialog)
    dialog.reject()
    qtbot.waitUntil(lambda: not dialog.isVisible())
    assert window.isVisible()
    window.close()
    dialog = next(d for d in window.findChildren(PinDialog) if d.isVisible())
    qtbot.keyClicks(dialog.field, "2468")
    with qtbot.waitSignal(window.ended):
        qtbot.keyClick(dialog.field, Qt.Key.Key_Return)
    assert window.close()


def test_in_a_kiosk_the_next_listener_finds_the_first_page(qtbot: QtBot, open_window: Open):
    window = open_window(is_kiosk=True, pin_hash=hash_pin("2468"))
    to_phase(qtbot, window, Phase.CONSENT, "de")
    window.model.decline()
    qtbot.waitUntil(lambda: isinstance(window.page, LanguagePage))
    assert window.isVisible()


@pytest.mark.parametrize("error", [PlaybackError("device gone"), StoreError("disk full")])
def test_an_error_in_a_session_says_that_the_answers_are_safe(
    qtbot: QtBot, window: SessionWindow, error: Exception
):
    window.model.failed.emit(error)
    (dialog,) = window.findChildren(ErrorDialog)
    assert dialog.isVisible()
    assert str(error) in dialog.details.toPlainText()
    dialog.reject()


def test_larger_type_only_reflows_and_the_page_stays_where_it_was(
    qtbot: QtBot, window: SessionWindow, appearance: Appearance
):
    to_phase(qtbot, window, Phase.CLIP)
    step = window.state.step
    for _ in FONT_SCALES:
        qtbot.keyClick(window, Qt.Key.Key_Plus, Qt.KeyboardModifier.ControlModifier)
    assert appearance.theme.scale == FONT_SCALES[-1]
    qtbot.waitUntil(lambda: window.page.theme.scale == FONT_SCALES[-1])
    assert window.state.step == step
    assert window.minimumSizeHint().width() <= 1366


def test_no_second_page_is_left_behind(qtbot: QtBot, window: SessionWindow):
    from merlingua.gui.page import Page

    to_phase(qtbot, window, Phase.INSTRUCTIONS)
    qtbot.wait(20)
    assert window.findChildren(Page) == [window.page]


def test_every_button_of_the_shell_has_a_name_for_a_screen_reader(qtbot: QtBot, window: SessionWindow):
    to_phase(qtbot, window, Phase.QUESTIONNAIRE)
    buttons = [
        *window.header.findChildren(QPushButton),
        *window.overlay.findChildren(QPushButton),
    ]
    assert buttons
    assert all(button.text() or button.accessibleName() for button in buttons)
    assert window.header.bar.accessibleName()
