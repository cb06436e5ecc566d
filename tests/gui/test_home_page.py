"""The researcher's home: a row a study, what can be done with it, and what to do first."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel, QProgressBar, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from merlingua.gui.home_page import HomePage
from merlingua.gui.study_list import LanguageCount, StudyRow
from merlingua.gui.theme import FONT_SCALES, Appearance
from merlingua.gui.translation import Formatter

NOW = dt.datetime.now(dt.UTC)
ROW = StudyRow(
    folder=Path("/home/müller/joyful"),
    title="Joyful for you",
    study_id="joyful",
    version="2.1.0",
    n_clips=22,
    counts=(LanguageCount("en", 12, 30), LanguageCount("zh-Hans", 31, 30)),
    n_unfinished=2,
    last_answer=NOW - dt.timedelta(hours=3),
)
BROKEN = StudyRow(Path("/home/x"), "x", problem="study.yaml:12: unknown key 'langauges'")


@pytest.fixture
def page(qtbot: QtBot, appearance: Appearance) -> HomePage:
    page = HomePage(appearance.theme, Formatter("en"))
    qtbot.addWidget(page)
    return page


def said(widget: QWidget) -> str:
    return "\n".join(label.text() for label in widget.findChildren(QLabel))


def button(widget: QWidget, text: str) -> QPushButton:
    return next(b for b in widget.findChildren(QPushButton) if b.text() == text)


def test_a_row_says_name_languages_participants_against_the_quota_and_the_last_answer(page: HomePage):
    # look.md, "The researcher's home".
    page.show_rows([ROW])
    text = said(page.cards[0])
    for part in ("Joyful for you", "joyful 2.1.0", "22 excerpts", "3 hours ago", "English", "简体中文"):
        assert part in text
    assert "12 of 30 finished" in text
    assert "31 of 30 finished" in text
    assert [bar.value() for bar in page.cards[0].findChildren(QProgressBar)] == [12, 30]


@pytest.mark.parametrize(
    ("text", "signal"),
    [
        ("Start session", "start_requested"),
        ("Resume unfinished (2)", "resume_requested"),
        ("Agreement", "agreement_requested"),
        ("Check", "check_requested"),
        ("Open folder", "folder_requested"),
        ("Remove from list", "forget_requested"),
    ],
)
def test_each_button_of_a_row_asks_for_its_study(qtbot: QtBot, page: HomePage, text: str, signal: str):
    page.show_rows([BROKEN, ROW])
    with qtbot.waitSignal(getattr(page, signal)) as caught:
        button(page.cards[1], text).click()
    assert caught.args == [ROW]


def test_a_broken_study_says_why_and_cannot_be_started_but_checked(page: HomePage):
    page.show_rows([BROKEN])
    assert "unknown key 'langauges'" in said(page.cards[0])
    assert not page.cards[0].start_button.isEnabled()
    assert button(page.cards[0], "Check").isEnabled()


def test_the_agreement_that_was_seen_stays_on_the_row(page: HomePage):
    # look.md, "The researcher's home": rows say the agreement so far.
    page.keep_agreement("joyful", -0.051, 0.402)
    page.show_rows([ROW])
    assert "agreement \u22120.05 to 0.40" in said(page.cards[0])


def test_without_studies_the_demo_is_one_click_away(qtbot: QtBot, page: HomePage):
    # look.md: "Empty states say what to do first, with the demo one click away."
    page.show_rows([])
    with qtbot.waitSignal(page.demo_requested):
        page.demo_button.click()


def test_before_the_list_is_read_nothing_claims_that_there_is_no_study(page: HomePage):
    page.show_rows(None)
    assert "No study yet" not in said(page)


def test_the_place_of_the_answers_is_said(page: HomePage):
    page.show_store(Path("/home/müller/李/merlingua.db"))
    assert "/home/müller/李/merlingua.db" in said(page)


def test_only_the_first_study_has_the_primary_button(page: HomePage):
    page.show_rows([ROW, ROW])
    kinds = [card.start_button.property("kind") for card in page.cards]
    assert kinds == ["primary", None]


def test_no_button_is_narrower_than_its_text_at_any_scale_on_a_small_screen(
    qtbot: QtBot, appearance: Appearance, page: HomePage
):
    # look.md: 1366 × 768, 100 to 200 %, nothing cut off.
    for scale in FONT_SCALES:
        appearance.set_scale(scale)
        page.set_appearance(appearance.theme, Formatter("de"))
        page.show_rows([ROW, BROKEN])
        page.resize(1366, 768)
        with qtbot.waitExposed(page):
            page.show()
        for b in page.findChildren(QPushButton):
            if b.isVisible():
                assert b.width() >= b.fontMetrics().horizontalAdvance(b.text())
                assert b.width() >= b.sizeHint().width()
    appearance.set_scale(1.0)
