"""The head of a session's window: which excerpt this is, how long it may take, a line of progress."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from merlingua.gui.theme import MAX_PAGE_WIDTH, Space, Theme, Type, set_kind, set_type
from merlingua.gui.translation import Formatter
from merlingua.surveys.steps import Phase, SessionState

_NOT_PAUSED = frozenset({Phase.LANGUAGE, Phase.CONSENT, Phase.THANKS})
"""Phases in which there is nothing to interrupt."""


class SessionHeader(QWidget):
    """Draws ``SessionState.progress``; holds the pause button."""

    pause_requested = Signal()

    def __init__(self, theme: Theme, formatter: Formatter) -> None:
        super().__init__()
        self._formatter = formatter
        self._state: SessionState | None = None
        self._outer = QHBoxLayout(self)
        self._column_widget = QWidget()
        self._outer.addStretch(1)
        self._outer.addWidget(self._column_widget, 1000)
        self._outer.addStretch(1)
        self._column = QVBoxLayout(self._column_widget)
        self._row = QHBoxLayout()
        self.position = QLabel()
        self.remaining = QLabel()
        self.remaining.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        set_type(self.position, Type.BODY)
        set_type(self.remaining, Type.BODY)
        set_kind(self.remaining, "quiet")
        self.pause = QPushButton()
        self.pause.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        set_kind(self.pause, "quiet")
        self.pause.clicked.connect(self.pause_requested)
        self._row.addWidget(self.position, 1)
        self._row.addWidget(self.remaining)
        self._row.addWidget(self.pause)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self._column.addLayout(self._row)
        self._column.addWidget(self.bar)
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Another scale: new distances."""
        # Heights do not grow with the type where nothing is lost by it: the page below needs the room.
        self._outer.setContentsMargins(theme.px(Space.L), Space.S, theme.px(Space.L), 0)
        self._column_widget.setMaximumWidth(theme.px(MAX_PAGE_WIDTH))
        self._column.setContentsMargins(theme.px(Space.S), Space.XS, theme.px(Space.S), Space.S)
        self._column.setSpacing(Space.S)
        self._row.setSpacing(theme.px(Space.M))

    def may_pause(self, state: SessionState) -> bool:
        """Whether there is something to pause."""
        return state.step.phase not in _NOT_PAUSED and not state.is_finished

    def show_state(self, state: SessionState, formatter: Formatter) -> None:
        """Say where the session stands."""
        self._formatter = formatter
        self._state = state
        progress = state.progress
        self.position.setText(self._position(state))
        left = progress.remaining_min
        is_shown = left is not None and state.step.phase is not Phase.THANKS
        self.remaining.setText(
            self.tr("about {duration} left").format(duration=formatter.minutes(left))
            if left is not None and is_shown
            else ""
        )
        self.bar.setRange(0, max(1, progress.total))
        self.bar.setValue(progress.total if state.is_finished else max(0, progress.position - 1))
        self.setVisible(state.step.phase not in (Phase.LANGUAGE, Phase.CONSENT))
        self.bar.setAccessibleName(self.tr("Progress"))
        self.pause.setText(self.tr("Pause"))
        self.pause.setVisible(self.may_pause(state))

    def _position(self, state: SessionState) -> str:
        trial = state.step.trial or state.step.revealed
        number = self._formatter.number
        if trial is None:
            return ""
        if trial.is_practice:
            return self.tr("Practice {n} of {total}").format(
                n=number(trial.position), total=number(trial.n_in_block)
            )
        return self.tr("Excerpt {n} of {total}").format(
            n=number(trial.position), total=number(trial.n_in_block)
        )
