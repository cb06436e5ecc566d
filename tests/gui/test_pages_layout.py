"""Nothing is cut off: every page, four languages, 100 and 200 %, light and dark, on 1366 × 768.

A text is whole if its widget is at least as large as the text wants to be: a single line as wide as its size
hint, a wrapped one as high as its width asks for and as wide as its longest word. What stands in an area that
scrolls need not be in sight, but must be whole there, and no area scrolls sideways.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QFontMetrics, QTextDocument
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QLabel,
    QLineEdit,
    QScrollArea,
    QWidget,
)
from pytestqt.qtbot import QtBot

from merlingua.gui.comment_page import CommentPage
from merlingua.gui.consent_page import ConsentPage
from merlingua.gui.headphones_page import HeadphonesPage
from merlingua.gui.instructions_page import InstructionsPage
from merlingua.gui.intro_page import IntroPage
from merlingua.gui.language_page import LanguagePage
from merlingua.gui.level_page import LevelPage
from merlingua.gui.likert_columns import word_width
from merlingua.gui.page import Page, PageContext
from merlingua.gui.questions_page import QuestionsPage
from merlingua.gui.rating_page import RatingPage
from merlingua.gui.revelation_model import Revelation
from merlingua.gui.revelation_page import RevelationPage
from merlingua.gui.thanks_page import ThanksPage
from merlingua.gui.theme import Appearance
from merlingua.gui.translation import Translation
from merlingua.surveys.steps import Phase, SessionState
from tests.gui.page_states import (
    CODE,
    HEIGHT,
    WIDTH,
    comment_state,
    context,
    headphones_state,
    instructions_state,
    level_state,
    plain_state,
    questions_state,
    rating_state,
    shown,
)


class HeardPage(RevelationPage):
    """What a model heard in a clip: the longest of the four sentences, and the plane."""

    def __init__(self, context: PageContext, state: SessionState) -> None:
        super().__init__(context, state)
        self.show_revelation(Revelation("c1", "model", "0" * 64, (0.1, 0.55, 0.2, 0.15)))


class NothingHeardPage(RevelationPage):
    """The model has no answer."""

    def __init__(self, context: PageContext, state: SessionState) -> None:
        super().__init__(context, state)
        self.show_revelation(None)


LANGUAGES = ("en", "es", "de", "zh-Hans")
SCALES = (1.0, 2.0)

PAGES: dict[str, tuple[type[Page], Callable[[str], SessionState]]] = {
    "language": (LanguagePage, lambda language: plain_state(Phase.LANGUAGE, language=language)),
    "consent": (ConsentPage, lambda language: plain_state(Phase.CONSENT, language=language)),
    "demographics": (QuestionsPage, lambda language: questions_state("demographics", language=language)),
    "music-0": (QuestionsPage, lambda language: questions_state("music_background", language=language)),
    "music-1": (QuestionsPage, lambda language: questions_state("music_background", 1, language=language)),
    "headphones": (HeadphonesPage, lambda language: headphones_state(language=language)),
    "headphones-again": (HeadphonesPage, lambda language: headphones_state(attempt=2, language=language)),
    "level": (LevelPage, lambda language: level_state(language=language)),
    "instructions": (InstructionsPage, lambda language: instructions_state(language=language)),
    "instructions-wrong": (
        InstructionsPage,
        lambda language: instructions_state("induced", language=language),
    ),
    "instructions-right": (
        InstructionsPage,
        lambda language: instructions_state("perceived", language=language),
    ),
    "practice": (
        IntroPage,
        lambda language: plain_state(Phase.BLOCK_INTRO, block_id="practice", language=language),
    ),
    "main": (IntroPage, lambda language: plain_state(Phase.BLOCK_INTRO, block_id="main", language=language)),
    "clip-unheard": (
        RatingPage,
        lambda language: rating_state(is_open=False, plays=0, language=language),
    ),
    "clip": (RatingPage, lambda language: rating_state(language=language)),
    "clip-disturbed": (
        RatingPage,
        lambda language: rating_state(is_open=False, needs_replay=True, language=language),
    ),
    "comment": (CommentPage, lambda language: comment_state(language=language)),
    "revelation": (HeardPage, lambda language: plain_state(Phase.REVELATION, language=language)),
    "revelation-none": (NothingHeardPage, lambda language: plain_state(Phase.REVELATION, language=language)),
    "thanks": (ThanksPage, lambda language: plain_state(Phase.THANKS, code=CODE, language=language)),
}


@pytest.fixture
def worn(appearance: Appearance) -> Iterator[Appearance]:
    """The appearance; as it was afterwards."""
    yield appearance
    appearance.set_scale(1.0)
    appearance.set_name("light")
    appearance.set_language("en")


@pytest.mark.parametrize("scale", SCALES, ids=["100", "200"])
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", PAGES)
def test_no_text_of_a_page_is_cut_off(
    qtbot: QtBot, worn: Appearance, translation: Translation, name: str, language: str, scale: float
) -> None:
    page = made(qtbot, worn, translation, name, language, scale)
    assert (page.window().width(), page.window().height()) == (WIDTH, HEIGHT)
    assert cut_off(page) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_message_of_what_is_missing_is_not_cut_off_at_200_per_cent(
    qtbot: QtBot, worn: Appearance, translation: Translation, language: str
) -> None:
    page = made(qtbot, worn, translation, "clip", language, 2.0)
    page.next_button.click()
    qtbot.wait(1)
    assert page.window().height() == HEIGHT
    assert cut_off(page) == []


@pytest.mark.parametrize("name", ["clip", "music-0", "consent"])
def test_dark_pages_have_the_sizes_of_light_ones(
    qtbot: QtBot, worn: Appearance, translation: Translation, name: str
) -> None:
    light = made(qtbot, worn, translation, name, "de", 1.0)
    sizes = [label.size() for label in light.findChildren(QLabel)]
    worn.set_name("dark")
    dark = made(qtbot, worn, translation, name, "de", 1.0)
    assert [label.size() for label in dark.findChildren(QLabel)] == sizes
    assert cut_off(dark) == []


def test_a_text_that_is_cut_off_is_found(qtbot: QtBot, worn: Appearance, translation: Translation) -> None:
    # The tests above prove nothing if this one fails.
    page = made(qtbot, worn, translation, "clip", "en", 1.0)
    page.next_button.setFixedWidth(40)
    qtbot.wait(1)
    assert cut_off(page) != []


def made(
    qtbot: QtBot,
    appearance: Appearance,
    translation: Translation,
    name: str,
    language: str,
    scale: float,
) -> Page:
    appearance.set_scale(scale)
    appearance.set_language(language)
    translation.use(language)
    page_class, state = PAGES[name]
    return shown(qtbot, page_class(context(appearance, language), state(language))).page


def cut_off(page: QWidget) -> list[str]:
    """What is wrong with the texts that a page shows, one line each."""
    QApplication.processEvents()
    problems: list[str] = []
    for widget in page.findChildren(QWidget):
        if not widget.isVisible() or not _text_of(widget):
            continue
        problems += [f"{_text_of(widget)!r}: {problem}" for problem in _problems(widget)]
    for area in page.findChildren(QScrollArea):
        if area.isVisible() and area.widget().width() > area.viewport().width():
            problems.append(f"an area scrolls sideways: {area.widget().width()} px")
    return problems


def _text_of(widget: QWidget) -> str:
    if isinstance(widget, QLabel | QAbstractButton):
        return widget.text()
    return widget.placeholderText() if isinstance(widget, QLineEdit) else ""


def _problems(widget: QWidget) -> Iterator[str]:
    size, hint = widget.size(), widget.sizeHint()
    if isinstance(widget, QLabel) and widget.wordWrap():
        if widget.heightForWidth(size.width()) > size.height():
            yield f"needs {widget.heightForWidth(size.width())} px of height, has {size.height()}"
        longest = word_width(_plain(widget), widget.font()) - 2
        if longest > widget.contentsRect().width():
            yield f"a word needs {longest} px, has {widget.contentsRect().width()}"
    elif isinstance(widget, QLineEdit):
        if QFontMetrics(widget.font()).horizontalAdvance(_text_of(widget)) > size.width():
            yield f"the hint is wider than {size.width()} px"
    elif hint.width() > size.width() or hint.height() > size.height():
        yield f"needs {hint.width()} × {hint.height()} px, has {size.width()} × {size.height()}"
    if not _is_within_parents(widget):
        yield "stands out of what it stands in"


def _plain(label: QLabel) -> str:
    document = QTextDocument()
    document.setHtml(label.text().replace("<br>", " ")) if "<" in label.text() else document.setPlainText(
        label.text()
    )
    return document.toPlainText()


def _is_within_parents(widget: QWidget) -> bool:
    """Whether the widget lies within all around it, up to the area that scrolls it or the window."""
    outer = widget.parentWidget()
    while outer is not None:
        place = QRect(widget.mapTo(outer, QPoint(0, 0)), widget.size())
        if not outer.rect().contains(place):
            return False
        if isinstance(outer.parentWidget(), QWidget) and isinstance(
            outer.parentWidget().parentWidget(), QScrollArea
        ):
            return True
        outer = outer.parentWidget()
    return True
