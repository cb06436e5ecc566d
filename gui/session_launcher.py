"""From "Start session" to the session's window and back: checks first, then the full screen."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QCoreApplication, QObject, Signal
from PySide6.QtWidgets import QWidget

from merlingua.gui.dialogs import ErrorDialog, WaitDialog
from merlingua.gui.kiosk import AttemptLimit
from merlingua.gui.preflight import Check, Readiness, preflight
from merlingua.gui.session_model import SessionModel
from merlingua.gui.session_window import SessionWindow
from merlingua.gui.store_thread import StoreThread
from merlingua.gui.tasks import Task
from merlingua.gui.theme import Appearance
from merlingua.gui.translation import Translation
from merlingua.surveys.errors import MerlinguaError

if TYPE_CHECKING:
    from merlingua.gui.revelation_channel import RevelationChannel
    from merlingua.surveys.playback import OutputDevice, Player

SILENT_DEVICE = "silent (no sound)"
"""Asked for by this name, the silent player stands in; its plays are marked as simulated."""


class SessionLauncher(QObject):
    """Starts one session (or a kiosk's row of them) at a time."""

    opened = Signal()
    """The session's window is on the screen."""
    moved = Signal(object)
    """The SessionState of the session that runs, at each change."""
    closed = Signal()
    """It is gone again, or the checks did not let it start."""

    def __init__(
        self,
        store: StoreThread,
        *,
        appearance: Appearance,
        translation: Translation,
        window: QWidget,
        make_channel: Callable[[], RevelationChannel] | None = None,
    ) -> None:
        super().__init__(window)
        self._make_channel = make_channel or _channel
        self._channel: RevelationChannel | None = None
        self._store = store
        self._appearance = appearance
        self._translation = translation
        self._parent = window
        self._limit = AttemptLimit()
        self._language = "en"
        self._check: Task | None = None
        self._wait: WaitDialog | None = None
        self._open: Callable[[Readiness], None] | None = None
        self.window: SessionWindow | None = None
        self.model: SessionModel | None = None

    @property
    def is_busy(self) -> bool:
        """Whether a session runs or is being checked."""
        return self.window is not None or self._check is not None

    def start(
        self,
        folder: Path,
        *,
        device: str | None,
        session_id: UUID | None = None,
        pin_hash: str | None = None,
        is_kiosk: bool = False,
    ) -> None:
        """Check the study and open its session; with ``session_id`` go on with that one."""
        if self.is_busy:
            return
        self._open = partial(
            self._open_window, device=device, session_id=session_id, pin_hash=pin_hash, is_kiosk=is_kiosk
        )
        self._wait = WaitDialog(
            self.tr("Getting the session ready"), theme=self._appearance.theme, parent=self._parent
        )
        self._wait.rejected.connect(self._cancel)
        self._wait.open()
        self._channel = self._make_channel()
        check = partial(
            preflight, folder, find_device=partial(_find_device, device), hear=self._channel.prepare
        )
        self._check = Task(check, parent=self, takes_progress=True)
        self._check.progressed.connect(self._show_progress)
        self._check.succeeded.connect(self._ready)
        self._check.failed.connect(self._not_ready)
        self._check.start()

    def close(self) -> None:
        """Let go of the session's window and its sound."""
        if self._check is not None:
            self._cancel()
        self._close_window()

    def _show_progress(self, values: tuple[Check, int, int]) -> None:
        if self._wait is not None:
            check, n_done, n = values
            self._wait.show_progress(_says(check), n_done, n)

    def _ready(self, readiness: Readiness) -> None:
        self._end_wait()
        if self._open is not None:
            self._open(readiness)

    def _not_ready(self, error: MerlinguaError) -> None:
        self._end_wait()
        self._close_channel()
        dialog = ErrorDialog(error, theme=self._appearance.theme, answers_are_safe=False, parent=self._parent)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
        self.closed.emit()

    def _cancel(self) -> None:
        if self._check is not None:
            self._check.cancel()
        self._close_channel()
        self._end_wait()
        self.closed.emit()

    def _end_wait(self) -> None:
        self._check = None
        if self._wait is not None:
            wait, self._wait = self._wait, None
            wait.rejected.disconnect(self._cancel)
            wait.close()
            wait.deleteLater()

    def _open_window(
        self,
        readiness: Readiness,
        *,
        device: str | None,
        session_id: UUID | None,
        pin_hash: str | None,
        is_kiosk: bool,
    ) -> None:
        self._language = self._translation.language
        self._appearance.hold(True)
        model = SessionModel(
            readiness,
            store=self._store,
            make_player=partial(player_of, device),
            restarts=is_kiosk,
            channel=self._channel,
        )
        window = SessionWindow(
            model,
            appearance=self._appearance,
            translation=self._translation,
            program_language=self._language,
            pin_hash=pin_hash,
            limit=self._limit,
            is_kiosk=is_kiosk,
        )
        window.ended.connect(self._close_window)
        model.state_changed.connect(self.moved)
        self.model, self.window = model, window
        if session_id is None:
            model.begin()
        else:
            model.resume(session_id)
        window.showFullScreen()
        window.activateWindow()
        self.opened.emit()

    def _close_window(self) -> None:
        window, self.window = self.window, None
        model, self.model = self.model, None
        if window is None or model is None:
            return
        model.close()
        self._close_channel()
        self._appearance.hold(False)
        self._appearance.set_language(self._language)
        self._translation.use(self._language)
        self.closed.emit()
        window.hide()
        window.deleteLater()
        model.deleteLater()

    def _close_channel(self) -> None:
        channel, self._channel = self._channel, None
        if channel is not None:
            channel.close()
            channel.deleteLater()


def _says(check: Check) -> str:
    translate = QCoreApplication.translate
    return {
        Check.TEXTS: translate("SessionLauncher", "Looking at the texts in all languages"),
        Check.CLIPS: translate("SessionLauncher", "Looking at the sound files"),
        Check.LOUDNESS: translate("SessionLauncher", "Measuring how loud the clips are"),
        Check.DEVICE: translate("SessionLauncher", "Looking for the sound device"),
        Check.MODEL: translate("SessionLauncher", "Having the model hear the clips"),
    }[check]


def devices() -> list[OutputDevice]:
    """The sound devices that there are now."""
    from merlingua.surveys.playback import output_devices

    return output_devices()


def player_of(device: str | None) -> Player:
    """The player of a device by its name; None: the system's default."""
    if device == SILENT_DEVICE:
        from merlingua.surveys.silent_player import SilentPlayer

        return SilentPlayer()
    from merlingua.surveys.sound_device_player import SoundDevicePlayer

    return SoundDevicePlayer(device)


def _channel() -> RevelationChannel:
    from merlingua.gui.revelation_channel import RevelationChannel

    return RevelationChannel()


def _find_device(device: str | None) -> object:
    if device == SILENT_DEVICE:
        return None
    from merlingua.surveys.portaudio import find_output_device

    return find_output_device(device)
