"""Kiosk mode: no key, no click and no window manager leads out; the right PIN does."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QContextMenuEvent, QDropEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from merlingua.gui.kiosk import (
    LONGEST_WAIT_S,
    AttemptLimit,
    KioskGuard,
    PinDialog,
    PinError,
    hash_pin,
    is_pin,
    is_way_out,
)
from merlingua.gui.theme import Appearance

NONE = Qt.KeyboardModifier.NoModifier
CTRL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier
META = Qt.KeyboardModifier.MetaModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture(scope="module")
def pin_hash() -> str:
    return hash_pin("2468")


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


class Listener(QWidget):
    """A window with a field, a shortcut that must not fire, and a count of what reaches it."""

    def __init__(self) -> None:
        super().__init__()
        self.setAcceptDrops(True)
        self.field = QLineEdit()
        QVBoxLayout(self).addWidget(self.field)
        self.n_menus = self.n_drops = self.n_shortcuts = 0
        for keys in ("Ctrl+Q", "Ctrl+W", "Alt+F4", "F11"):
            QShortcut(QKeySequence(keys), self).activated.connect(self._count_shortcut)

    def _count_shortcut(self) -> None:
        self.n_shortcuts += 1

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.n_menus += 1

    def dropEvent(self, event: QDropEvent) -> None:
        self.n_drops += 1


@pytest.fixture
def locked(qtbot: QtBot, qapp: QApplication) -> Iterator[tuple[Listener, KioskGuard]]:
    window = Listener()
    qtbot.addWidget(window)
    guard = KioskGuard(qapp, window)
    with qtbot.waitActive(window):
        window.showFullScreen()
        window.activateWindow()
    window.field.setFocus()
    yield window, guard
    guard.release()


def test_a_pin_is_kept_as_an_argon2_hash_and_found_again(pin_hash: str):
    assert pin_hash.startswith("$argon2id$")
    assert "2468" not in pin_hash
    assert is_pin("2468", pin_hash)
    assert not is_pin("2469", pin_hash)


def test_a_short_pin_is_refused():
    with pytest.raises(PinError, match="at least 4"):
        hash_pin("123")


def test_a_damaged_hash_opens_no_door_and_says_what_to_do():
    with pytest.raises(PinError, match=r"settings\.json"):
        is_pin("2468", "not a hash")


def test_wrong_pins_wait_twice_as_long_each_time_up_to_five_minutes():
    clock = Clock()
    limit = AttemptLimit(clock)
    waits = []
    for _ in range(14):
        limit.wrong()
        waits.append(limit.wait_s)
        clock.now += limit.wait_s
    assert waits[:6] == [0.0, 0.0, 2.0, 4.0, 8.0, 16.0]
    assert max(waits) == LONGEST_WAIT_S == waits[-1]
    limit.right()
    assert limit.wait_s == 0.0


@pytest.mark.parametrize(
    ("key", "modifiers"),
    [
        (Qt.Key.Key_Escape, NONE),
        (Qt.Key.Key_F4, ALT),
        (Qt.Key.Key_F4, CTRL),
        (Qt.Key.Key_F11, NONE),
        (Qt.Key.Key_F1, NONE),
        (Qt.Key.Key_Q, CTRL),
        (Qt.Key.Key_W, CTRL),
        (Qt.Key.Key_O, CTRL),
        (Qt.Key.Key_Tab, ALT),
        (Qt.Key.Key_D, META),
        (Qt.Key.Key_Space, ALT),
        (Qt.Key.Key_Menu, NONE),
        (Qt.Key.Key_F10, SHIFT),
        (Qt.Key.Key_Delete, CTRL | ALT),
        (Qt.Key.Key_F4, CTRL | ALT),
    ],
)
def test_keys_that_could_lead_out_are_refused(key: Qt.Key, modifiers: Qt.KeyboardModifier):
    assert is_way_out(key, modifiers)


@pytest.mark.parametrize(
    ("key", "modifiers"),
    [
        (Qt.Key.Key_1, NONE),
        (Qt.Key.Key_Space, NONE),
        (Qt.Key.Key_Return, NONE),
        (Qt.Key.Key_Tab, NONE),
        (Qt.Key.Key_Tab, SHIFT),
        (Qt.Key.Key_Backtab, SHIFT),
        (Qt.Key.Key_A, SHIFT),
        (Qt.Key.Key_5, Qt.KeyboardModifier.KeypadModifier),
        (Qt.Key.Key_At, CTRL | ALT),
        (Qt.Key.Key_At, Qt.KeyboardModifier.GroupSwitchModifier),
        (Qt.Key.Key_Plus, CTRL),
        (Qt.Key.Key_Control, CTRL),
    ],
)
def test_keys_of_the_survey_and_typed_characters_pass(key: Qt.Key, modifiers: Qt.KeyboardModifier):
    assert not is_way_out(key, modifiers)


def test_closing_is_refused_and_asks_for_the_pin(qtbot: QtBot, locked: tuple[Listener, KioskGuard]):
    window, guard = locked
    with qtbot.waitSignal(guard.asked_to_leave):
        assert not window.close()
    assert window.isVisible()


def test_no_shortcut_fires_and_typing_goes_on(qtbot: QtBot, locked: tuple[Listener, KioskGuard]):
    window, _ = locked
    for key, modifiers in (
        (Qt.Key.Key_Q, CTRL),
        (Qt.Key.Key_W, CTRL),
        (Qt.Key.Key_F4, ALT),
        (Qt.Key.Key_F11, NONE),
        (Qt.Key.Key_Escape, NONE),
    ):
        qtbot.keyClick(window.field, key, modifiers)
    qtbot.keyClicks(window.field, "joyful 5")
    assert window.n_shortcuts == 0
    assert window.isVisible()
    assert window.field.text() == "joyful 5"


def test_without_the_guard_the_same_shortcuts_fire(qtbot: QtBot):
    # The test above proves something only if this one passes.
    window = Listener()
    qtbot.addWidget(window)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    qtbot.keyClick(window.field, Qt.Key.Key_Q, CTRL)
    assert window.n_shortcuts == 1


def test_context_menus_and_dropped_files_never_arrive(
    qapp: QApplication, locked: tuple[Listener, KioskGuard]
):
    window, _ = locked
    menu = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, QPoint(5, 5), QPoint(5, 5))
    qapp.sendEvent(window, menu)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile("/tmp/x")])
    drop = QDropEvent(
        QPointF(5, 5), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, NONE, QEvent.Type.Drop
    )
    qapp.sendEvent(window, drop)
    assert (window.n_menus, window.n_drops) == (0, 0)


def test_a_window_that_leaves_full_screen_comes_back(qtbot: QtBot, locked: tuple[Listener, KioskGuard]):
    window, _ = locked
    window.showNormal()
    qtbot.waitUntil(window.isFullScreen)
    window.showMinimized()
    qtbot.waitUntil(window.isFullScreen)


def test_after_release_the_window_closes(locked: tuple[Listener, KioskGuard]):
    window, guard = locked
    guard.release()
    assert window.close()


def test_the_right_pin_opens_and_a_wrong_one_says_so(qtbot: QtBot, appearance: Appearance, pin_hash: str):
    dialog = PinDialog(pin_hash, limit=AttemptLimit(), theme=appearance.theme)
    qtbot.addWidget(dialog)
    dialog.open()
    qtbot.keyClicks(dialog.field, "0000")
    qtbot.keyClick(dialog.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: dialog.message.text() != "")
    assert dialog.isVisible()
    assert dialog.field.text() == ""
    qtbot.keyClicks(dialog.field, "2468")
    with qtbot.waitSignal(dialog.accepted):
        qtbot.keyClick(dialog.field, Qt.Key.Key_Return)


def test_after_too_many_wrong_pins_the_right_one_has_to_wait_too(
    qtbot: QtBot, appearance: Appearance, pin_hash: str
):
    clock = Clock()
    limit = AttemptLimit(clock)
    for _ in range(4):
        limit.wrong()
    dialog = PinDialog(pin_hash, limit=limit, theme=appearance.theme)
    qtbot.addWidget(dialog)
    dialog.open()
    dialog.field.setText("2468")
    qtbot.keyClick(dialog.field, Qt.Key.Key_Return)
    assert not dialog.enter.isEnabled()
    assert "4" in dialog.message.text() or "5" in dialog.message.text()
    clock.now = 10.0
    qtbot.waitUntil(dialog.enter.isEnabled)
    with qtbot.waitSignal(dialog.accepted):
        qtbot.keyClick(dialog.field, Qt.Key.Key_Return)
