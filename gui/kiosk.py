"""Kiosk mode: a listener cannot leave the window; the researcher's PIN can.

The PIN is kept as an Argon2 hash. Each wrong attempt after the third makes the next one wait twice as long,
up to five minutes, also if the dialog is closed and opened again. The guard refuses, anywhere in the
application: closing (Alt+F4, the window manager), Escape, all shortcuts with Ctrl, Alt or the system key
but those it is told to let through, function keys, context menus, files dropped on the window, leaving full
screen.

What belongs to the operating system (Ctrl+Alt+Del, switching consoles) is out of a program's reach: a public
station also needs the system's own kiosk session.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from merlingua.gui.dialogs import TextDialog, wrapped_label
from merlingua.gui.tasks import Task
from merlingua.gui.theme import Space, Theme, Type, set_kind
from merlingua.surveys.errors import MerlinguaError

MIN_PIN_LENGTH = 4
FREE_ATTEMPTS = 3
FIRST_WAIT_S = 2.0
LONGEST_WAIT_S = 300.0

_WIDTH = 380

_LET_THROUGH = frozenset(
    {
        (Qt.Key.Key_Plus, Qt.KeyboardModifier.ControlModifier),
        (Qt.Key.Key_Minus, Qt.KeyboardModifier.ControlModifier),
        (Qt.Key.Key_Equal, Qt.KeyboardModifier.ControlModifier),
        (Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier),
        (Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier),
        (Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier),
        (Qt.Key.Key_X, Qt.KeyboardModifier.ControlModifier),
        (Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier),
    }
)
"""Text size, and editing a comment: none of them leaves the window."""

_REFUSED_EVENTS = frozenset(
    {
        QEvent.Type.ContextMenu,
        QEvent.Type.DragEnter,
        QEvent.Type.DragMove,
        QEvent.Type.Drop,
        QEvent.Type.WhatsThis,
        QEvent.Type.EnterWhatsThisMode,
    }
)


class PinError(MerlinguaError, ValueError):
    """A PIN is too short, or wrong, or was tried too soon."""


def hash_pin(pin: str) -> str:
    """The Argon2 hash of a new PIN; PinError where it is too short. Takes about 50 ms: run it in a Task."""
    from argon2 import PasswordHasher

    if len(pin) < MIN_PIN_LENGTH:
        raise PinError(f"The PIN has {len(pin)} characters; take at least {MIN_PIN_LENGTH}.")
    return PasswordHasher().hash(pin)


def is_pin(pin: str, pin_hash: str) -> bool:
    """Whether a PIN is the one that was hashed. Takes about 50 ms: run it in a Task.

    Raises
    ------
    PinError
        If the stored hash is damaged; no PIN can match it.
    """
    from argon2 import PasswordHasher
    from argon2.exceptions import InvalidHashError, VerificationError, VerifyMismatchError

    try:
        return PasswordHasher().verify(pin_hash, pin)
    except VerifyMismatchError:
        return False
    except (InvalidHashError, VerificationError) as error:
        raise PinError(
            f"The stored PIN is damaged ({error}): remove 'pin_hash' from settings.json and set a new one."
        ) from error


class AttemptLimit:
    """How long the next attempt has to wait: nothing at first, then twice as long each time."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._n_wrong = 0
        self._open_at = 0.0

    @property
    def wait_s(self) -> float:
        """Seconds until the next attempt is taken; 0 where it is taken now."""
        return max(0.0, self._open_at - self._clock())

    @property
    def has_wrong(self) -> bool:
        """Whether the last attempt was wrong."""
        return self._n_wrong > 0

    def wrong(self) -> None:
        """Count a wrong attempt."""
        self._n_wrong += 1
        n_slowed = self._n_wrong - FREE_ATTEMPTS
        if n_slowed >= 0:
            self._open_at = self._clock() + min(LONGEST_WAIT_S, FIRST_WAIT_S * 2.0**n_slowed)

    def right(self) -> None:
        """Forget the wrong ones."""
        self._n_wrong = 0
        self._open_at = 0.0


class PinDialog(TextDialog):
    """Asks for the researcher's PIN; accepted only where it was right."""

    def __init__(
        self, pin_hash: str, *, limit: AttemptLimit, theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._pin_hash = pin_hash
        self._limit = limit
        self._check: Task | None = None
        self.setWindowTitle(self.tr("Researcher's PIN"))
        self.setMinimumWidth(theme.px(_WIDTH))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*[theme.px(Space.L)] * 4)
        layout.setSpacing(theme.px(Space.M))
        layout.addWidget(wrapped_label(self.tr("Researcher's PIN"), Type.TITLE))
        layout.addWidget(
            wrapped_label(
                self.tr("Only the researcher can end the session. All answers are saved."), Type.BODY
            )
        )
        self.field = QLineEdit()
        self.field.setEchoMode(QLineEdit.EchoMode.Password)
        self.field.setAccessibleName(self.tr("PIN"))
        self.field.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        layout.addWidget(self.field)
        self.message = QLabel()
        self.message.setWordWrap(True)
        set_kind(self.message, "error")
        layout.addWidget(self.message)
        self.enter = QPushButton(self.tr("Enter"))
        set_kind(self.enter, "primary")
        self.enter.setDefault(True)
        self.enter.clicked.connect(self._try)
        layout.addWidget(self.enter)
        self.back = QPushButton(self.tr("Back to the session"))
        self.back.setAutoDefault(False)
        self.back.clicked.connect(self.reject)
        layout.addWidget(self.back)
        self._timer = QTimer(self)
        self._timer.setInterval(500)
        self._timer.timeout.connect(self._show_wait)
        self._show_wait()
        self.field.setFocus()

    def _try(self) -> None:
        if self._check is not None or self._limit.wait_s > 0 or not self.field.text():
            return
        self.enter.setEnabled(False)
        self._check = Task(partial(is_pin, self.field.text(), self._pin_hash), parent=self)
        self._check.succeeded.connect(self._checked)
        self._check.failed.connect(self._broken)
        self._check.start()

    def _checked(self, is_right: bool) -> None:
        self._check = None
        self.enter.setEnabled(True)
        if is_right:
            self._limit.right()
            self.accept()
            return
        self._limit.wrong()
        self.field.clear()
        self.field.setFocus()
        self._show_wait()

    def _broken(self, error: MerlinguaError) -> None:
        self._check = None
        self.enter.setEnabled(True)
        self.message.setText(str(error))

    def _show_wait(self) -> None:
        wait_s = self._limit.wait_s
        self.enter.setEnabled(wait_s == 0)
        if wait_s > 0:
            self.message.setText(
                self.tr("Too many wrong attempts: wait {seconds} s.").format(seconds=int(wait_s) + 1)
            )
            self._timer.start()
        else:
            self._timer.stop()
            self.message.setText(self.tr("That is not the PIN.") if self._limit.has_wrong else "")


class KioskGuard(QObject):
    """An event filter on the application that leaves a window no way out.

    ``window`` is the one that must stay; ``asked_to_leave`` comes where a close or a shortcut was refused, so
    that the window can ask for the PIN. ``release`` opens the door.
    """

    asked_to_leave = Signal()

    def __init__(self, app: QApplication, window: QWidget) -> None:
        super().__init__(window)
        self._app = app
        self._window = window
        self._is_released = False
        self._hold = QTimer(self)
        self._hold.setSingleShot(True)
        self._hold.setInterval(0)
        self._hold.timeout.connect(self._hold_screen)
        app.installEventFilter(self)

    @property
    def is_released(self) -> bool:
        """Whether the PIN was given."""
        return self._is_released

    def release(self) -> None:
        """Let the window close and its keys work again."""
        self._is_released = True
        self._hold.stop()
        self._app.removeEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """True swallows the event: it never reaches a widget."""
        if self._is_released:
            return False
        kind = event.type()
        if kind == QEvent.Type.Close:
            return self._refuse_close(watched, event)
        if kind in _REFUSED_EVENTS:
            event.ignore()
            return True
        if kind in (QEvent.Type.KeyPress, QEvent.Type.ShortcutOverride):
            return self._refuse_key(watched, event)
        if watched is self._window and kind in (
            QEvent.Type.WindowStateChange,
            QEvent.Type.WindowDeactivate,
            QEvent.Type.Hide,
        ):
            self._hold.start()
        return False

    def _refuse_close(self, watched: QObject, event: QEvent) -> bool:
        if watched is not self._window or not isinstance(event, QCloseEvent):
            return False
        event.ignore()
        self.asked_to_leave.emit()
        return True

    def _refuse_key(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QKeyEvent) or not is_way_out(event.key(), event.modifiers()):
            return False
        # A real key meets the filter first on its way to the window of the system, which is no widget.
        front = watched.window() if isinstance(watched, QWidget) else self._app.activeModalWidget()
        if isinstance(front, QDialog) and event.key() == Qt.Key.Key_Escape:
            return False
        event.accept()
        return True

    def _hold_screen(self) -> None:
        if self._is_released or self._app.activeModalWidget() is not None:
            return
        window = self._window
        if window.isMinimized() or not window.isFullScreen() or not window.isVisible():
            self._window.showFullScreen()
        self._window.raise_()
        self._window.activateWindow()


def is_way_out(key: int, modifiers: Qt.KeyboardModifier) -> bool:
    """Whether a key could leave the window or open something: Escape, function keys, most shortcuts."""
    shift = Qt.KeyboardModifier.ShiftModifier
    keypad = Qt.KeyboardModifier.KeypadModifier
    held = modifiers & ~shift & ~keypad
    if key in (Qt.Key.Key_Escape, Qt.Key.Key_Menu, Qt.Key.Key_Help) or Qt.Key.Key_F1 <= key <= Qt.Key.Key_F35:
        return True
    if held == Qt.KeyboardModifier.NoModifier:
        return False
    if held == Qt.KeyboardModifier.GroupSwitchModifier or held == (
        Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
    ):
        # AltGr types characters on many keyboards; with a function key it was refused above.
        return key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)
    if key in (Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_Shift, Qt.Key.Key_Meta, Qt.Key.Key_AltGr):
        return False
    return (key, held) not in _LET_THROUGH
