"""The researcher's monitor: a window of its own process, beside a session or on another computer.

It reads the store that the station writes, and asks a model in a process of its own about the clip that
plays. Nothing leads from here to the listener's window, and where that could be on the same screen nothing of
the model is drawn (`may_show`).
"""

from __future__ import annotations

import platform
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from uuid import UUID

from PySide6.QtCore import QTimer
from PySide6.QtGui import QCloseEvent, QGuiApplication
from PySide6.QtWidgets import QMainWindow, QWidget

from merlingua.gui.dialogs import in_words
from merlingua.gui.monitor_view import MonitorView
from merlingua.gui.revelation_model import CurveQuestion, Heard, PrepareQuestion
from merlingua.gui.revelation_process import RevelationProcess
from merlingua.gui.tasks import Task
from merlingua.gui.theme import Theme
from merlingua.gui.translation import Formatter
from merlingua.gui.window_size import take_room
from merlingua.surveys.clips import Clip
from merlingua.surveys.errors import MerlinguaError
from merlingua.surveys.session_watch import SessionWatch, WatchedSession
from merlingua.surveys.steps import Phase
from merlingua.surveys.study import Study

LOOK_MS = 250
"""Between looks at the store."""
WAIT_MS = 2000
"""Between attempts where the store cannot be read."""
FRAME_MS = 33
TAIL_S = 1.0
"""The end of a play is in the store at the latest so long after the clip's end."""


class MonitorWindow(QMainWindow):
    """Looks at the store four times a second, and draws at the sound's pace while a clip plays."""

    def __init__(
        self,
        study: Study,
        location: str | Path,
        *,
        theme: Theme,
        formatter: Formatter,
        model: str,
        make_process: Callable[[], RevelationProcess] = RevelationProcess,
        n_screens: Callable[[], int] | None = None,
        station: str | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        super().__init__()
        self._study, self._location, self._model = study, location, model
        self._now, self._n_screens = now, n_screens or distinct_screens
        self._station = station or platform.node()
        self._shows_predictions = study.definition.predictions.researcher == "live"
        self._watch: SessionWatch | None = None
        self._reader = ThreadPoolExecutor(1, thread_name_prefix="merlingua-monitor")
        self._process = make_process()
        self._running: tuple[WatchedSession, ...] = ()
        self._chosen: UUID | None = None
        self._heard: dict[str, Heard | MerlinguaError] = {}
        self._asked: dict[str, Task] = {}
        self._looking: Task | None = None
        self._drawn: str | None = None
        self._is_prepared = self._has_ended = False
        self.setWindowTitle(self.tr("Monitor: {study}").format(study=study.definition.study.id))
        self.view = MonitorView(theme, formatter)
        self.view.session_chosen.connect(self._choose)
        self.setCentralWidget(self.view)
        take_room(self, theme.scale)
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._look)
        self._frames = QTimer(self)
        self._frames.setInterval(FRAME_MS)
        self._frames.timeout.connect(self._show_place)
        self._seconds = QTimer(self)
        self._seconds.setInterval(1000)
        self._seconds.timeout.connect(self._show_seen)

    def begin(self) -> None:
        """After the window is shown: look at the store."""
        self._timer.start(LOOK_MS)
        self._seconds.start()
        self._look()

    def end(self) -> None:
        """Let go of the store and of the process that hears; once is enough."""
        if self._has_ended:
            return
        self._has_ended = True
        for timer in (self._timer, self._frames, self._seconds):
            timer.stop()
        for task in (*self._asked.values(), *([self._looking] if self._looking else [])):
            task.cancel()
        self._reader.submit(self._close_watch)
        self._reader.shutdown(wait=True)
        self._process.close()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Nothing is written here: it may close at any time."""
        self.end()
        event.accept()

    @property
    def session(self) -> WatchedSession | None:
        """The one that is shown: the chosen, else the one that was heard of last."""
        for session in self._running:
            if session.id == self._chosen:
                return session
        return self._running[0] if self._running else None

    def _look(self) -> None:
        if self._looking is not None:
            return
        self._looking = Task(self._read, parent=self)
        self._looking.succeeded.connect(self._take)
        self._looking.failed.connect(self._fail)
        self._looking.ended.connect(self._looked)
        self._looking.start(self._reader)

    def _looked(self) -> None:
        self._looking = None

    def _read(self) -> tuple[WatchedSession, ...] | None:
        """In the reader's thread."""
        if self._watch is None:
            self._watch = SessionWatch(self._study, self._location)
        try:
            return self._watch.look()
        except BaseException:
            self._close_watch()
            raise

    def _close_watch(self) -> None:
        watch, self._watch = self._watch, None
        if watch is not None:
            watch.close()

    def _take(self, running: tuple[WatchedSession, ...] | None) -> None:
        self._timer.setInterval(LOOK_MS)
        if running is None:
            return
        self._running = running
        self._show()

    def _fail(self, error: MerlinguaError) -> None:
        self._timer.setInterval(WAIT_MS)
        self._running = ()
        self._frames.stop()
        self._draw_nothing(in_words(error))

    def _choose(self, session_id: UUID) -> None:
        self._chosen = session_id
        self._show()

    def _show(self) -> None:
        session = self.session
        if session is None:
            self._draw_nothing(
                self.tr("No session of this study yet. It is shown here as soon as one begins.")
            )
            return
        sounds = self._place(session) is not None
        self.view.show_session(session, self._running, sounds=sounds, now=self._now())
        self._show_model(session)
        if sounds and not self._frames.isActive():
            self._frames.start()

    def _draw_nothing(self, message: str) -> None:
        self._drawn = None
        self.view.show_nothing(message)
        self.view.show_note("")
        self.view.show_heard(None)

    # The model

    def _show_model(self, session: WatchedSession) -> None:
        clip_id = session.clip_id if session.step is not None and session.step.phase is Phase.CLIP else None
        why_not = self._why_not(session)
        if why_not or clip_id is None or session.end is not None:
            self._draw_heard(None, why_not if session.end is None else "")
            return
        known = self._heard.get(clip_id)
        if isinstance(known, Heard):
            self._draw_heard(known, "")
        elif known is not None:
            self._draw_heard(None, in_words(known), kind="error")
        else:
            self._draw_heard(None, self.tr("The model hears the clip"))
            self._ask(self._study.clips[clip_id])

    def _why_not(self, session: WatchedSession) -> str:
        if not self._shows_predictions:
            return self.tr("This study shows researchers no predictions (predictions: researcher: never).")
        if not may_show(session.station, here=self._station, n_screens=self._n_screens()):
            return self.tr(
                "The session runs on this computer, which has one screen: predictions are not drawn where "
                "the listener may see them. Connect a second screen, or open the monitor on another computer."
            )
        return ""

    def _draw_heard(self, heard: Heard | None, note: str, *, kind: str = "quiet") -> None:
        self.view.show_note(note, kind=kind)
        clip_id = heard.clip_id if heard is not None else None
        if clip_id != self._drawn or heard is None:
            self._drawn = clip_id
            self.view.show_heard(heard)

    def _ask(self, clip: Clip) -> None:
        if clip.id in self._asked:
            return
        task = Task(partial(self._process.ask, CurveQuestion(clip, self._model)), parent=self)
        self._asked[clip.id] = task
        task.succeeded.connect(partial(self._take_heard, clip.id))
        task.failed.connect(partial(self._take_heard, clip.id))
        task.start(self._process.executor)
        if not self._is_prepared:
            # The others while there is time: the next clip is then answered at once.
            self._is_prepared = True
            prepare = PrepareQuestion(self._study.heard_clips, self._model)
            rest = Task(partial(self._process.ask, prepare), parent=self)
            rest.failed.connect(lambda _error: None)  # said of each clip when it plays
            rest.start(self._process.executor)

    def _take_heard(self, clip_id: str, heard: Heard | MerlinguaError) -> None:
        self._asked.pop(clip_id, None)
        self._heard[clip_id] = heard
        if self.session is not None:
            self._show()

    # Time

    def _place(self, session: WatchedSession) -> float | None:
        """Seconds of the clip that are over; None where none plays."""
        if session.sounds_since is None or session.clip_id is None or session.end is not None:
            return None
        at_s = (self._now() - session.sounds_since).total_seconds()
        duration_s = self._study.clips[session.clip_id].duration_s
        return min(max(at_s, 0.0), duration_s) if at_s < duration_s + TAIL_S else None

    def _show_place(self) -> None:
        session = self.session
        place = self._place(session) if session is not None else None
        self.view.show_place(place)
        if place is None:
            self._frames.stop()
            if session is not None:
                self.view.show_session(session, self._running, sounds=False, now=self._now())

    def _show_seen(self) -> None:
        if self.session is not None:
            self.view.show_seen(self.session, self._now())


def may_show(station: str, *, here: str, n_screens: int) -> bool:
    """Whether predictions may be drawn: not on the only screen of the computer that a listener sits at."""
    return station != here or n_screens > 1


def distinct_screens() -> int:
    """Screens that show different things: mirrored ones are one."""
    return len({screen.geometry().getRect() for screen in QGuiApplication.screens()})


def away_from_listeners(window: QWidget) -> None:
    """Move a window to a screen that is not the first, where there is one."""
    first = QGuiApplication.primaryScreen()
    for screen in QGuiApplication.screens():
        if screen is not first and screen.geometry() != first.geometry():
            window.move(screen.availableGeometry().topLeft())
            return
