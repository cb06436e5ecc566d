"""The researcher's monitor as a picture: where a session stands, and what a model hears in the clip."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QProgressBar,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from merlingua.gui.circumplex_view import CircumplexView
from merlingua.gui.curve_view import CurveTrack
from merlingua.gui.dialogs import wrapped_label
from merlingua.gui.inspect_bar import model_label
from merlingua.gui.inspect_shares import SharesRow, SharesView
from merlingua.gui.inspect_tracks import TracksView
from merlingua.gui.inspect_waveform import WaveformTrack
from merlingua.gui.monitor_words import doing, where, who
from merlingua.gui.revelation_model import Heard
from merlingua.gui.taggram_view import TaggramTrack
from merlingua.gui.theme import Space, Theme, Type, set_kind
from merlingua.gui.translation import Formatter
from merlingua.surveys.session_watch import WatchedSession

SIDE_WIDTH = 300
SIDE_BY_SIDE_TO = 1.3
"""With larger type the plane stands under the tracks."""


class MonitorView(QWidget):
    """Draws what it is shown; asks for nothing but another session."""

    session_chosen = Signal(object)
    """The id of a session among those that run."""

    def __init__(self, theme: Theme, formatter: Formatter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._formatter = theme, formatter
        self._ids: list[UUID] = []
        set_kind(self, "page")
        content = QWidget()
        set_kind(content, "page")
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(content)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(area)
        column = QVBoxLayout(content)
        column.setContentsMargins(*[theme.px(Space.L)] * 4)
        column.setSpacing(theme.px(Space.S))
        self.sessions = QComboBox()
        self.sessions.setAccessibleName(self.tr("Sessions that run"))
        self.sessions.activated.connect(self._choose)
        self.who = wrapped_label("", Type.SMALL)
        set_kind(self.who, "quiet")
        self.where = wrapped_label("", Type.TITLE)
        self.doing = wrapped_label("", Type.BODY)
        self.seen = wrapped_label("", Type.SMALL)
        set_kind(self.seen, "quiet")
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(self.tr("Pages of the session"))
        for widget in (self.sessions, self.who, self.where, self.bar, self.doing, self.seen):
            column.addWidget(widget)
        self.note = wrapped_label("", Type.BODY)
        set_kind(self.note, "quiet")
        column.addWidget(self.note)
        self.pictures = self._pictures()
        column.addWidget(self.pictures, 1)
        self._stretch = QWidget()
        column.addWidget(self._stretch, 1)
        self.show_heard(None)
        self.show_nothing(self.tr("Waiting for a session"))

    def show_nothing(self, message: str) -> None:
        """There is no session, and why."""
        self.where.setText(message)
        for label in (self.who, self.doing, self.seen):
            label.setVisible(False)
        self.bar.setVisible(False)
        self.sessions.setVisible(False)

    def show_session(
        self, session: WatchedSession, running: Sequence[WatchedSession], *, sounds: bool, now: datetime
    ) -> None:
        """Where a session stands; ``running`` are all that can be chosen."""
        self.who.setText(who(session, self._formatter))
        self.where.setText(where(session, self._formatter))
        happens = doing(session, self._formatter, sounds=sounds)
        self.doing.setText(happens)
        self.doing.setVisible(bool(happens))
        set_kind(self.doing, "warning" if session.n_disturbed else "")
        self.who.setVisible(len(running) < 2)
        self.seen.setVisible(True)
        self.show_seen(session, now)
        self.bar.setVisible(session.n_steps > 0)
        self.bar.setRange(0, max(session.n_steps, 1))
        self.bar.setValue(session.position)
        self._show_running(session, running)

    def show_seen(self, session: WatchedSession, now: datetime) -> None:
        """How long nothing came of a session."""
        ago = self._formatter.ago(min(session.seen_at, now), now=now)
        self.seen.setText(self.tr("last sign of life {when}").format(when=ago))

    def show_note(self, text: str, *, kind: str = "quiet") -> None:
        """Why there are no predictions, or that they are on their way; empty: none of it."""
        self.note.setText(text)
        self.note.setVisible(bool(text))
        set_kind(self.note, kind)

    def show_heard(self, heard: Heard | None) -> None:
        """What a model heard in the clip; None: nothing that may be shown."""
        self.pictures.setVisible(heard is not None)
        self._stretch.setVisible(heard is None)
        if heard is None:
            self._draw(None)
            return
        self._draw(heard)

    def show_place(self, at_s: float | None) -> None:
        """Where the sound is; None: nothing plays, the whole clip is looked at."""
        self.tracks.show_place(at_s if at_s is not None else 0.0)
        self.circumplex.show_place(at_s if at_s is not None else 0.0)

    def _draw(self, heard: Heard | None) -> None:
        prediction = heard.prediction if heard is not None else None
        curve = prediction.curve if prediction is not None else None
        widths = prediction.half_widths if prediction is not None else None
        self.waveform.show_peaks(heard.peaks if heard is not None else None)
        self.taggram.show_curves(curve, None, "beside")
        self.curves.show_curves(curve, None, "beside", widths)
        self.circumplex.show_curves(curve, None, widths)
        self.tracks.show_clip(prediction.duration_s if prediction is not None else 0.0)
        rows = []
        if heard is not None and prediction is not None:
            rows = [SharesRow(model_label(heard.model), prediction.quadrants)]
        self.shares.show_rows(rows)

    def _pictures(self) -> QWidget:
        theme, box = self._theme, QWidget()
        self.waveform = WaveformTrack(self.tr("sound"))
        self.taggram = TaggramTrack(self.tr("quadrants"))
        self.curves = CurveTrack(self.tr("arousal"), self.tr("valence"), self._formatter)
        self.tracks = TracksView((self.waveform, self.taggram, self.curves), theme, self._formatter)
        self.tracks.only_shows()
        self.circumplex = CircumplexView(theme)
        self.shares = SharesView(theme)
        side = QWidget()
        beside = QVBoxLayout(side)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(theme.px(Space.S))
        beside.addWidget(self.circumplex, 1)
        beside.addWidget(self.shares)
        is_large = theme.scale > SIDE_BY_SIDE_TO
        layout = QVBoxLayout(box) if is_large else QHBoxLayout(box)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.px(Space.M))
        layout.addWidget(self.tracks, 1)
        layout.addWidget(side, 1 if is_large else 0)
        if not is_large:
            side.setFixedWidth(theme.px(SIDE_WIDTH))
        return box

    def _show_running(self, session: WatchedSession, running: Sequence[WatchedSession]) -> None:
        self.sessions.setVisible(len(running) > 1)
        ids = [each.id for each in running]
        if ids != self._ids:
            self._ids = ids
            self.sessions.clear()
            self.sessions.addItems([who(each, self._formatter) for each in running])
        if session.id in ids:
            self.sessions.setCurrentIndex(ids.index(session.id))

    def _choose(self, at: int) -> None:
        self.session_chosen.emit(self._ids[at])
