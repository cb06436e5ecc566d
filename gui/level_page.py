"""The volume, set by ear: a steady tone, lowered until it can only just be heard."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSlider, QWidget

from merlingua.gui.page import Page, PageContext
from merlingua.gui.play_button import PlayButton
from merlingua.gui.survey_text import plain_label
from merlingua.gui.theme import Space, set_kind
from merlingua.surveys.playback import Playhead
from merlingua.surveys.steps import SessionState

VOLUME = "volume_db"
SOFTEST_DB = -40
LOUDEST_DB = 0
START_DB = -20
_PAGE_DB = 5


class LevelPage(Page):
    """Space starts and stops the tone, the slider or left and right set it; going on saves the setting."""

    space_plays = True

    def __init__(self, context: PageContext, state: SessionState, parent: QWidget | None = None) -> None:
        super().__init__(context, state, parent)
        self._is_playing = False
        self._has_played = False
        px = self.theme.px
        self.add_title(context.text("level.title"))
        self.add_paragraphs(context.text("level.body"))
        card = QFrame()
        set_kind(card, "card")
        row = QHBoxLayout(card)
        row.setContentsMargins(px(Space.M), px(Space.M), px(Space.M), px(Space.M))
        row.setSpacing(px(Space.L))
        self.play_button = PlayButton(self.theme)
        self.play_button.reserve([self.tr("Play"), self.tr("Stop")])
        self.play_button.clicked.connect(self.toggle_play)
        row.addWidget(self.play_button)
        self.softer = plain_label(self.tr("softer"))
        self.louder = plain_label(self.tr("louder"))
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(SOFTEST_DB, LOUDEST_DB)
        self.slider.setPageStep(_PAGE_DB)
        saved = state.answers.get(VOLUME)
        self.slider.setValue(saved if isinstance(saved, int) else START_DB)
        self.slider.setAccessibleName(self.tr("Volume"))
        self.slider.valueChanged.connect(self._moved)
        for label in (self.softer, self.louder):
            label.setWordWrap(False)
            set_kind(label, "quiet")
        row.addWidget(self.softer)
        row.addWidget(self.slider, 1)
        row.addWidget(self.louder)
        self.body.addWidget(card)
        self.next_button.setText(context.text("level.confirm"))
        self._describe()
        self.show_message("")
        self.show_state(state)
        self._show_play()

    def show_playhead(self, playhead: Playhead) -> None:
        """Follow the tone: play or stop."""
        if playhead.is_playing != self._is_playing:
            self._is_playing = playhead.is_playing
            self._has_played = self._has_played or playhead.is_playing
            self._show_play()

    def toggle_play(self) -> None:
        """Start or stop the tone."""
        if self._is_playing:
            self.stop_requested.emit()
        else:
            self.volume_changed.emit(float(self.slider.value()))
            self.play_requested.emit()

    def go_on(self) -> None:
        """Save the setting and go on; a tone that was never heard says nothing about it."""
        if not self._has_played and VOLUME not in self.state.answers:
            self.show_message(self.tr("Please play the tone first."))
            self.play_button.setFocus()
            return
        if self.state.answers.get(VOLUME) != self.slider.value():
            self.answer(VOLUME, self.slider.value())
        self.stop_requested.emit()
        super().go_on()

    def focus_first(self) -> None:
        """To the slider: Space plays anyway."""
        self.read_first(self.slider)

    def hint(self) -> str:
        """The keys of this page."""
        return self.tr("Space plays and stops  ·  ← → set the volume")

    def _moved(self, value: int) -> None:
        self._describe()
        self.volume_changed.emit(float(value))

    def _describe(self) -> None:
        self.slider.setAccessibleDescription(self.context.formatter.decibel(self.slider.value()))

    def _show_play(self) -> None:
        if self._is_playing:
            self.play_button.show_action(self.tr("Stop"), shape="stop")
        else:
            self.play_button.show_action(self.tr("Play"), is_primary=not self._has_played)
        set_kind(self.next_button, "primary" if self._has_played else "")
