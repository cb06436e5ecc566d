"""The first page: a card for each language of the study, all of it in that language."""

from __future__ import annotations

import math

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QPushButton, QVBoxLayout, QWidget

from merlingua.gui.page import Page, PageContext
from merlingua.gui.survey_text import plain_label
from merlingua.gui.theme import Space, Theme, Type, colors_of, set_families, set_kind
from merlingua.gui.translation import LANGUAGES
from merlingua.surveys.steps import SessionState

_WIDTH = 800
_MOTIF_FROM = 560
"""Page height, in px at 100 %, from which there is room for the ornament."""

CHOOSE = {
    "en": "Please choose your language",
    "es": "Elija su idioma",
    "de": "Bitte wählen Sie Ihre Sprache",
    "zh-Hans": "请选择您的语言",
}
"""Each in its own language, since nobody has chosen one yet: not to be translated."""


class LanguagePage(Page):
    """A card and a button for each language of the study; digits choose, arrows move."""

    width_at_100 = _WIDTH

    def __init__(self, context: PageContext, state: SessionState, parent: QWidget | None = None) -> None:
        super().__init__(context, state, parent)
        languages = context.definition.study.languages
        px = self.theme.px
        self._motif = _Motif(self.theme)
        self.body.addWidget(self._motif)
        self.body.addSpacing(px(Space.S))
        self.cards = [self._card(language) for language in languages]
        self.buttons: list[QPushButton] = [card.button for card in self.cards]
        grid = QGridLayout()
        grid.setSpacing(px(Space.M))
        # Column by column: down is the next language.
        self._n_rows = (len(self.cards) + 1) // 2
        for i, card in enumerate(self.cards):
            grid.addWidget(card, i % self._n_rows, i // self._n_rows)
            grid.setColumnStretch(i // self._n_rows, 1)
        self.body.addLayout(grid)
        footer = self.next_button.parentWidget()
        if footer is not None:
            footer.setVisible(False)
        self.show_state(state)

    def focus_first(self) -> None:
        """To the study's own language."""
        default = self.context.definition.study.languages.index(
            self.context.definition.study.default_language
        )
        self.buttons[default].setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Digits choose, arrows move."""
        steps = {
            Qt.Key.Key_Down: 1,
            Qt.Key.Key_Up: -1,
            Qt.Key.Key_Right: self._n_rows,
            Qt.Key.Key_Left: -self._n_rows,
        }
        typed, step = event.text(), steps.get(Qt.Key(event.key()))
        focused = self.focusWidget()
        index = self.buttons.index(focused) if focused in self.buttons else 0
        if typed.isdigit() and 1 <= int(typed) <= len(self.buttons):
            self.buttons[int(typed) - 1].click()
        elif step is not None:
            self.buttons[(index + step) % len(self.buttons)].setFocus()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The ornament goes first where there is little room."""
        super().resizeEvent(event)
        self._motif.setVisible(self.height() >= self.theme.px(_MOTIF_FROM))

    def go_on(self) -> None:
        """Choosing a language is what goes on."""

    def _card(self, language: str) -> _Card:
        texts = self.context.texts
        has_title = texts.has("study.title", language)
        card = _Card(language, texts.text("study.title", language) if has_title else "", self.theme)
        card.button.clicked.connect(self._clicked)
        return card

    def _clicked(self) -> None:
        button = self.sender()
        if isinstance(button, QPushButton):
            self.language_chosen.emit(button.property("language"))


class _Card(QFrame):
    """What the study is called, what to do, and the button; all of the card takes the click."""

    def __init__(self, language: str, title: str, theme: Theme) -> None:
        super().__init__()
        px = theme.px
        set_kind(self, "card")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(Space.L), px(Space.M), px(Space.L), px(Space.M))
        column.setSpacing(px(Space.XS))
        heading = plain_label(title, Type.TITLE)
        heading.setVisible(bool(title))
        prompt = plain_label(CHOOSE[language], Type.BODY)
        set_kind(prompt, "quiet")
        for label in (heading, prompt):
            set_families(label, language)
            column.addWidget(label)
        column.addStretch(1)
        column.addSpacing(px(Space.S))
        self.button = QPushButton(LANGUAGES[language])
        self.button.setProperty("type", "lead")
        self.button.setProperty("language", language)
        self.button.setMinimumHeight(px(Space.XL))
        set_families(self.button, language)
        column.addWidget(self.button)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take the click."""
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click, if the button was let go here."""
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.button.click()


class _Motif(QWidget):
    """An ornament: one phrase of a waveform across the page. It says nothing and takes nothing."""

    _HEIGHT = 72
    _BAR = 4
    _STEP = 10

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setFixedHeight(theme.px(self._HEIGHT))
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Rounded bars that swell and fall."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colors_of(self).color("accent"))
        bar, step = self._theme.px(self._BAR), self._theme.px(self._STEP)
        n = max(1, (self.width() - bar) // step)
        left = (self.width() - n * step + step - bar) / 2
        for i in range(n):
            place = (i + 0.5) / n
            swell = math.sin(math.pi * place) ** 2
            ripple = 0.62 + 0.26 * math.sin(0.9 * i) + 0.12 * math.sin(2.3 * i + 1.0)
            height = max(bar, self.height() * swell * ripple)
            top = (self.height() - height) / 2
            painter.drawRoundedRect(QRectF(left + i * step, top, bar, height), bar / 2, bar / 2)
