"""The researcher's home: studies as rows, one click to start a session, where the answers are kept."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from merlingua.gui.dialogs import wrapped_label
from merlingua.gui.flow_layout import FlowLayout
from merlingua.gui.study_card import StudyCard
from merlingua.gui.study_list import StudyRow
from merlingua.gui.theme import MAX_PAGE_WIDTH, Space, Theme, Type, set_kind
from merlingua.gui.translation import Formatter

_EMPTY_WIDTH = 520


class HomePage(QWidget):
    """Shows ``StudyRow`` values and says what the researcher wants; it reads and starts nothing itself.

    ``show_rows(None)`` is the moment before the list is read.
    """

    start_requested = Signal(object)
    resume_requested = Signal(object)
    check_requested = Signal(object)
    folder_requested = Signal(object)
    export_requested = Signal(object)
    forget_requested = Signal(object)
    agreement_requested = Signal(object)
    inspect_requested = Signal(object)
    train_requested = Signal(object)
    monitor_requested = Signal(object)
    """Each of these carries the ``StudyRow``."""
    new_requested = Signal()
    open_requested = Signal()
    demo_requested = Signal()
    clips_requested = Signal()
    """Clips are to be inspected that are no study's."""
    settings_requested = Signal()
    data_requested = Signal()

    def __init__(self, theme: Theme, formatter: Formatter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._formatter = formatter
        self._rows: Sequence[StudyRow] | None = None
        self._store: Path | None = None
        self._problem: str | None = None
        self._warning: str | None = None
        self._is_stale = False
        self._agreements: dict[str, tuple[float, float]] = {}
        self.cards: list[StudyCard] = []
        set_kind(self, "page")
        self._build()

    def show_rows(self, rows: Sequence[StudyRow] | None) -> None:
        """Draw the studies; None draws the head alone."""
        self._rows = rows
        self._problem = None
        self._fill()

    def keep_agreement(self, study_id: str, lowest: float, highest: float) -> None:
        """Say from the next drawing on between what values the agreement of a study's emotions lies."""
        self._agreements[study_id] = (lowest, highest)

    def show_problem(self, message: str) -> None:
        """Say above the list why the studies' numbers cannot be shown."""
        self._problem = message
        self._fill()

    def show_warning(self, message: str | None, *_: object) -> None:
        """Say above the list what somebody should look at, until None takes it back."""
        if message != self._warning:
            self._warning = message
            self._fill()

    def show_store(self, file: Path) -> None:
        """Say where the answers are kept."""
        self._store = file
        self._place.setText(self.tr("Answers are kept in {file}").format(file=file))
        self._place.setToolTip(str(file))
        self._show_place.setVisible(True)

    def set_appearance(self, theme: Theme, formatter: Formatter) -> None:
        """Another theme or language: build everything again."""
        self._theme = theme
        self._formatter = formatter
        self._rebuild()

    def set_formatter(self, formatter: Formatter) -> None:
        """Write numbers and dates in another language, from the next drawing on."""
        self._formatter = formatter

    def changeEvent(self, event: QEvent) -> None:
        """Say everything again in the new language; while hidden (a session runs) only note it."""
        if event.type() == QEvent.Type.LanguageChange:
            self._is_stale = True
            if self.isVisible():
                self._rebuild()
        super().changeEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with what changed while it was hidden."""
        if self._is_stale:
            self._rebuild()
        super().showEvent(event)

    def _rebuild(self) -> None:
        self._is_stale = False
        old = self.layout()
        if old is not None:
            keeper = QWidget()
            keeper.setLayout(old)
            keeper.deleteLater()
        self._build()
        self._fill()
        if self._store is not None:
            self.show_store(self._store)

    def _build(self) -> None:
        theme = self._theme
        outer = QHBoxLayout(self)
        outer.setContentsMargins(theme.px(Space.L), Space.L, theme.px(Space.L), Space.S)
        column_widget = QWidget()
        column_widget.setMaximumWidth(theme.px(MAX_PAGE_WIDTH))
        outer.addWidget(column_widget, 1)
        column = QVBoxLayout(column_widget)
        column.setContentsMargins(Space.S, Space.S, Space.S, 0)
        column.setSpacing(theme.px(Space.M))
        column.addLayout(self._head())
        self._list = QVBoxLayout()
        self._list.setContentsMargins(0, 0, theme.px(Space.S), 0)
        self._list.setSpacing(theme.px(Space.M))
        content = QWidget()
        content.setLayout(self._list)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidget(content)
        column.addWidget(self._scroll, 1)
        column.addLayout(self._foot())

    def _head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.addWidget(wrapped_label(self.tr("Studies"), Type.DISPLAY), 1)
        buttons = FlowLayout(spacing=self._theme.px(Space.S), is_right=True)
        row.addLayout(buttons, 3)
        for text, signal in (
            (self.tr("New study…"), self.new_requested),
            (self.tr("Open study…"), self.open_requested),
            (self.tr("Inspect clips"), self.clips_requested),
            (self.tr("Settings"), self.settings_requested),
        ):
            button = QPushButton(text)
            button.clicked.connect(signal)
            buttons.addWidget(button)
        return row

    def _foot(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self._place = QLabel()
        self._place.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        set_kind(self._place, "quiet")
        row.addWidget(self._place, 1)
        self._show_place = QPushButton(self.tr("Show"))
        self._show_place.setAccessibleName(self.tr("Show the folder of the answers"))
        set_kind(self._show_place, "quiet")
        self._show_place.clicked.connect(self.data_requested)
        self._show_place.setVisible(False)
        row.addWidget(self._show_place)
        return row

    def _fill(self) -> None:
        while (item := self._list.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.cards = []
        if self._problem is not None:
            self._list.addWidget(self._notice(self._problem))
        if self._warning is not None:
            self._list.addWidget(self._notice(self._warning))
        if self._rows is None:
            self._list.addStretch(1)
            return
        if not self._rows:
            self._list.addStretch(1)
            self._list.addWidget(self._empty())
            self._list.addStretch(2)
            _focus(self.demo_button)
            return
        for i, row in enumerate(self._rows):
            card = StudyCard(
                row,
                theme=self._theme,
                formatter=self._formatter,
                is_first=i == 0,
                agreement=self._agreements.get(row.study_id),
            )
            card.start_requested.connect(self.start_requested)
            card.resume_requested.connect(self.resume_requested)
            card.check_requested.connect(self.check_requested)
            card.folder_requested.connect(self.folder_requested)
            card.export_requested.connect(self.export_requested)
            card.forget_requested.connect(self.forget_requested)
            card.agreement_requested.connect(self.agreement_requested)
            card.inspect_requested.connect(self.inspect_requested)
            card.train_requested.connect(self.train_requested)
            card.monitor_requested.connect(self.monitor_requested)
            self.cards.append(card)
            self._list.addWidget(card)
            card.show()  # at once, not at the next turn of the event loop
        self._list.addStretch(1)
        _focus(self.cards[0].start_button)

    def _notice(self, message: str) -> QWidget:
        frame = QFrame()
        set_kind(frame, "notice")
        layout = QVBoxLayout(frame)
        layout.setContentsMargins(*[self._theme.px(Space.M)] * 4)
        layout.addWidget(wrapped_label(message, Type.BODY))
        return frame

    def _empty(self) -> QWidget:
        theme = self._theme
        widget = QWidget()
        centre = QHBoxLayout(widget)
        inner = QWidget()
        inner.setMaximumWidth(theme.px(_EMPTY_WIDTH))
        centre.addWidget(inner)
        column = QVBoxLayout(inner)
        column.setSpacing(theme.px(Space.M))
        column.addWidget(wrapped_label(self.tr("No study yet"), Type.TITLE))
        column.addWidget(
            wrapped_label(
                self.tr(
                    "A study is a folder with its clips, its questions and their texts. Look at the demo "
                    "first: twelve short pieces in four languages, ready to be rated."
                ),
                Type.LEAD,
            )
        )
        self.demo_button = QPushButton(self.tr("Try the demo"))
        set_kind(self.demo_button, "primary")
        self.demo_button.clicked.connect(self.demo_requested)
        buttons = FlowLayout(spacing=theme.px(Space.S))
        buttons.addWidget(self.demo_button)
        for text, signal in (
            (self.tr("New study…"), self.new_requested),
            (self.tr("Open study…"), self.open_requested),
        ):
            button = QPushButton(text)
            button.clicked.connect(signal)
            buttons.addWidget(button)
        column.addLayout(buttons)
        return widget


def _focus(button: QPushButton) -> None:
    """Give the keyboard to a button that was just made, once it is laid out."""
    QTimer.singleShot(0, button, button.setFocus)
