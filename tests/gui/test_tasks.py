"""Functions off the GUI thread: values come back in the thread that asked, errors as errors, bugs as bugs."""

from __future__ import annotations

import sys
import threading
from functools import partial

import pytest
from PySide6.QtCore import QObject, QThread, Slot
from PySide6.QtWidgets import QLabel
from pytestqt.exceptions import capture_exceptions
from pytestqt.qtbot import QtBot

from merlingua.gui.tasks import Task, stop_tasks
from merlingua.surveys.errors import ClipError


class Receiver(QObject):
    def __init__(self) -> None:
        super().__init__()
        self.values: list[object] = []
        self.threads: list[QThread] = []

    @Slot(object)
    def take(self, value: object) -> None:
        self.values.append(value)
        self.threads.append(QThread.currentThread())


def test_the_function_runs_elsewhere_and_its_value_arrives_in_the_gui_thread(qtbot: QtBot):
    receiver = Receiver()
    task = Task(threading.get_ident)
    task.succeeded.connect(receiver.take)
    with qtbot.waitSignal(task.ended):
        task.start()
    assert receiver.values != [threading.get_ident()]
    assert receiver.threads == [receiver.thread()]


def test_a_lambda_too_is_called_in_the_gui_thread(qtbot: QtBot):
    seen: list[int] = []
    task = Task(lambda: 1)
    task.succeeded.connect(lambda value: seen.append(threading.get_ident()))
    with qtbot.waitSignal(task.ended):
        task.start()
    assert seen == [threading.get_ident()]


def test_an_error_for_a_person_comes_by_failed(qtbot: QtBot):
    def fail() -> None:
        raise ClipError("clip 'a' is too short")

    receiver = Receiver()
    task = Task(fail)
    task.failed.connect(receiver.take)
    with qtbot.waitSignal(task.ended):
        task.start()
    assert [str(error) for error in receiver.values] == ["clip 'a' is too short"]


def test_a_bug_is_raised_in_the_gui_thread_with_its_traceback(qtbot: QtBot):
    def divide() -> float:
        return 1 / 0

    task = Task(divide)
    with capture_exceptions() as exceptions, qtbot.waitSignal(task.ended):
        task.start()
    assert [kind for kind, _, _ in exceptions] == [ZeroDivisionError]
    traceback = exceptions[0][2]
    names = []
    while traceback is not None:
        names.append(traceback.tb_frame.f_code.co_name)
        traceback = traceback.tb_next
    assert "divide" in names


def test_progress_arrives_in_order_before_the_value(qtbot: QtBot):
    def count(*, progress) -> str:
        for i in range(3):
            progress(i, 3)
        return "done"

    receiver = Receiver()
    task = Task(count, takes_progress=True)
    task.progressed.connect(receiver.take)
    task.succeeded.connect(receiver.take)
    with qtbot.waitSignal(task.ended):
        task.start()
    assert receiver.values == [(0, 3), (1, 3), (2, 3), "done"]


def test_a_cancelled_task_says_nothing(qtbot: QtBot):
    gate = threading.Event()
    receiver = Receiver()
    task = Task(partial(gate.wait, 5))
    task.succeeded.connect(receiver.take)
    task.start()
    task.cancel()
    gate.set()
    stop_tasks()
    qtbot.wait(20)
    assert receiver.values == []


def test_a_task_outlives_its_parent_without_a_crash(qtbot: QtBot):
    gate = threading.Event()
    parent = QObject()
    receiver = Receiver()
    task = Task(partial(gate.wait, 5), parent=parent)
    task.succeeded.connect(receiver.take)
    task.start()
    parent.deleteLater()
    qtbot.wait(20)
    gate.set()
    stop_tasks()
    qtbot.wait(20)
    assert receiver.values == []


def test_a_task_starts_once(qtbot: QtBot):
    task = Task(lambda: 1)
    with qtbot.waitSignal(task.ended):
        task.start()
    with pytest.raises(RuntimeError, match="once"):
        task.start()


def test_void_calls_keep_the_reference_count_of_none(qtbot: QtBot):
    # architecture.md, "Qt": PySide6 6.12.0 on Python 3.11 loses a reference to None at every void call and
    # aborts after a few thousand. Counts drift by a handful on their own; a leak would be 20 000.
    label = QLabel()
    qtbot.addWidget(label)
    before = sys.getrefcount(None)
    for i in range(20_000):
        label.setText(str(i % 7))
    assert abs(sys.getrefcount(None) - before) < 500
