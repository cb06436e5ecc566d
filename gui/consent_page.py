"""Information and consent: before it nothing is stored, and the language may still be changed."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QPushButton, QWidget

from merlingua.gui.flow_layout import FlowLayout
from merlingua.gui.page import Page, PageContext
from merlingua.gui.survey_text import plain, set_text
from merlingua.gui.theme import Space, set_families, set_kind
from merlingua.gui.translation import LANGUAGES
from merlingua.surveys.steps import SessionState


class ConsentPage(Page):
    """The study's text, a box to tick where it must be agreed to, and a way out that costs nothing."""

    def __init__(self, context: PageContext, state: SessionState, parent: QWidget | None = None) -> None:
        super().__init__(context, state, parent)
        prefix = context.definition.consent.text
        self.language_buttons: list[QPushButton] = []
        self._add_languages()
        self.add_title(context.text(f"{prefix}.title"))
        self.paragraphs = self.add_paragraphs(context.text(f"{prefix}.body", **self._numbers()))
        self.agree = QCheckBox()
        self._add_agreement(context.text(f"{prefix}.agree"))
        self.decline_button = QPushButton(self.tr("I do not want to take part"))
        set_kind(self.decline_button, "quiet")
        self.decline_button.clicked.connect(self.declined)
        self.footer.insertWidget(1, self.decline_button)
        self.area.setAccessibleName(context.text(f"{prefix}.title"))
        self.show_message("")
        self.show_state(state)

    def focus_first(self) -> None:
        """To the text, which the arrow keys scroll."""
        self.read_first(self.agree)

    def go_on(self) -> None:
        """Begin, or say what is missing."""
        if self.context.definition.consent.must_agree and not self.agree.isChecked():
            self.show_message(self.tr("Please tick the box if you agree."))
            self.agree.setFocus()
            self.area.ensureWidgetVisible(self.agree)
        else:
            self.consent_given.emit()

    def _numbers(self) -> dict[str, object]:
        """What the text may name: how many excerpts there are, and how long it takes."""
        main = [block.id for block in self.context.definition.blocks if not block.practice]
        number = self.context.formatter.number
        return {
            "n_clips": number(sum(self.context.n_clips.get(block_id, 0) for block_id in main)),
            "minutes": number(max(1, round(self.context.minutes))),
        }

    def _add_languages(self) -> None:
        """The other languages of the study, each by its own name."""
        row = FlowLayout(spacing=self.theme.px(Space.S), is_right=True)
        for language in self.context.definition.study.languages:
            if language == self.context.language:
                continue
            button = QPushButton(LANGUAGES[language])
            set_kind(button, "quiet")
            button.setProperty("language", language)
            set_families(button, language)
            button.clicked.connect(self._language_clicked)
            self.language_buttons.append(button)
            row.addWidget(button)
        self.body.addLayout(row)

    def _add_agreement(self, text: str) -> None:
        row = QHBoxLayout()
        row.setSpacing(self.theme.px(Space.S))
        self.agree.setAccessibleName(plain(text))
        label = ClickableLabel()
        set_text(label, text)
        label.clicked.connect(self.agree.toggle)
        self.agree.toggled.connect(self._ticked)
        row.addWidget(self.agree, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(label, 1)
        holder = QWidget()
        holder.setLayout(row)
        self.body.addWidget(holder)
        holder.setVisible(self.context.definition.consent.must_agree)

    def _ticked(self) -> None:
        self.show_message("")

    def _language_clicked(self) -> None:
        button = self.sender()
        if isinstance(button, QPushButton):
            self.language_chosen.emit(button.property("language"))


class ClickableLabel(QLabel):
    """The wrapped text of a check box: a click on it ticks the box."""

    clicked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setWordWrap(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click, if the button was let go here."""
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.clicked.emit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take the click."""
        event.accept()
