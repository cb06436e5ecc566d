"""The first page: the listener's language, each one by its own name."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from merlingua.gui.page import Page, PageContext
from merlingua.gui.survey_text import plain_label
from merlingua.gui.theme import Space, Type, set_families
from merlingua.gui.translation import LANGUAGES
from merlingua.surveys.steps import SessionState

_WIDTH = 360

CHOOSE = {
    "en": "Please choose your language",
    "es": "Elija su idioma",
    "de": "Bitte wählen Sie Ihre Sprache",
    "zh-Hans": "请选择您的语言",
}
"""Each in its own language, since nobody has chosen one yet: not to be translated."""


class LanguagePage(Page):
    """A button for each language of the study; digits choose, arrows move."""

    width_at_100 = _WIDTH

    def __init__(self, context: PageContext, state: SessionState, parent: QWidget | None = None) -> None:
        super().__init__(context, state, parent)
        languages = context.definition.study.languages
        px = self.theme.px
        prompts = QVBoxLayout()
        prompts.setSpacing(px(Space.XS))
        for language in languages:
            prompt = plain_label(CHOOSE[language], Type.LEAD)
            prompt.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            set_families(prompt, language)
            prompts.addWidget(prompt)
        self.body.addLayout(prompts)
        self.body.addSpacing(px(Space.M))
        self.buttons: list[QPushButton] = []
        for language in languages:
            button = QPushButton(LANGUAGES[language])
            button.setProperty("type", "lead")
            button.setProperty("language", language)
            button.setMinimumHeight(px(Space.XL + Space.S))
            set_families(button, language)
            button.clicked.connect(self._clicked)
            self.buttons.append(button)
            self.body.addWidget(button)
        self.next_button.setVisible(False)
        self.show_state(state)

    def focus_first(self) -> None:
        """To the first language."""
        default = self.context.definition.study.languages.index(
            self.context.definition.study.default_language
        )
        self.buttons[default].setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Digits choose, up and down move."""
        typed, key = event.text(), event.key()
        focused = self.focusWidget()
        index = self.buttons.index(focused) if focused in self.buttons else 0
        if typed.isdigit() and 1 <= int(typed) <= len(self.buttons):
            self.buttons[int(typed) - 1].click()
        elif key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            step = 1 if key == Qt.Key.Key_Down else -1
            self.buttons[(index + step) % len(self.buttons)].setFocus()
        else:
            super().keyPressEvent(event)

    def go_on(self) -> None:
        """Choosing a language is what goes on."""

    def _clicked(self) -> None:
        button = self.sender()
        if isinstance(button, QPushButton):
            self.language_chosen.emit(button.property("language"))
