"""Looks for predictions in all that a window holds: its objects, what they refer to, and every text.

Conventions
-----------
From the roots every reference is followed that the garbage collector knows: attributes, closures, partials,
containers, arrays; classes of this program with their attributes. Not followed are modules, other people's
classes and the globals of functions, which lead to everything there is.
"""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Collection, Iterable, Iterator
from types import FunctionType, ModuleType
from typing import Any

import numpy as np
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QWidget

from merlingua.gui.revelation_model import Heard, Revelation
from merlingua.mer_models.predictions import Curve, Prediction
from tests.gui.revelation_samples import IDS, sentinel

_TEXTS = (
    "windowTitle", "toolTip", "statusTip", "whatsThis", "accessibleName", "accessibleDescription",
    "objectName", "text", "plainText", "toPlainText", "placeholderText", "title", "currentText",
)  # fmt: skip
_TOLERANCE = 1e-9
_VALUES = Revelation | Prediction | Curve | Heard
_NUMBERS = {clip_id: np.array(sentinel(clip_id)[:1]) for clip_id in IDS}


def clips_seen(window: QWidget, *others: QObject) -> set[str]:
    """The clips of which anything that the window holds or says is a prediction."""
    roots = [window, *window.findChildren(QObject)]
    for other in others:
        roots += [other, *other.findChildren(QObject)]
    found = {clip_id for thing in reachable(roots) for clip_id in _clips_of(thing)}
    return found | {clip_id for text in texts_of(window) for clip_id in _clips_in_text(text)}


def clips_in_this_process(left_out: Collection[object] = ()) -> set[str]:
    """The clips of which any prediction exists in this process, whoever holds it.

    ``left_out``: those that were there before, of another test that ran in this process.
    """
    known = {id(thing) for thing in left_out}
    return {
        clip_id for thing in predictions_alive() if id(thing) not in known for clip_id in _clips_of(thing)
    }


def predictions_alive() -> list[object]:
    """Every prediction that exists in this process."""
    gc.collect()
    # By its type: isinstance asks a thing for its class, and among all that a process holds are libraries'
    # deprecated ones, which answer with a warning.
    return [thing for thing in gc.get_objects() if issubclass(type(thing), _VALUES)]


def texts_of(window: QWidget) -> Iterator[str]:
    """Whatever the widgets of a window say, to the eye, the pointer or a screen reader."""
    for widget in [window, *window.findChildren(QWidget)]:
        for name in _TEXTS:
            said = getattr(widget, name, None)
            if callable(said):
                yield str(said())
        for name in (bytes(name.data()).decode() for name in widget.dynamicPropertyNames()):
            with contextlib.suppress(RuntimeError):  # Qt's own, of a type that Python does not know
                yield str(widget.property(name))


def windows_but(*left_out: QWidget | None) -> list[QWidget]:
    """All windows of the application without these."""
    return [widget for widget in QApplication.topLevelWidgets() if widget not in left_out]


def reachable(roots: Iterable[object]) -> Iterator[object]:
    """Every object that the roots lead to, each once."""
    waiting, seen = list(roots), set[int]()
    keep = []  # ids stay unique while their objects live
    while waiting:
        thing = waiting.pop()
        if id(thing) in seen:
            continue
        seen.add(id(thing))
        keep.append(thing)
        yield thing
        waiting += _led_to(thing)


def _led_to(thing: Any) -> list[Any]:
    if isinstance(thing, ModuleType | str | bytes | int | float | np.generic) or thing is None:
        return []
    if isinstance(thing, type):
        is_ours = thing.__module__.split(".")[0] in ("merlingua", "tests")
        return list(vars(thing).values()) if is_ours else []
    if isinstance(thing, FunctionType):
        return [
            *(thing.__closure__ or ()),
            *(thing.__defaults__ or ()),
            *(thing.__kwdefaults__ or {}).values(),
            vars(thing),
        ]
    if isinstance(thing, dict) and "__builtins__" in thing:
        return []
    return [*gc.get_referents(thing), type(thing)]


def _clips_of(thing: object) -> list[str]:
    if isinstance(thing, Prediction | Revelation | Curve):
        return _clips_in_numbers(np.asarray(thing.quadrants))
    if isinstance(thing, Heard):
        return [thing.clip_id]
    if isinstance(thing, np.ndarray) and thing.dtype.kind == "f":
        return _clips_in_numbers(thing)
    if isinstance(thing, float):
        return _clips_in_numbers(np.array([thing]))
    if isinstance(thing, str):
        return _clips_in_text(thing)
    return []


def _clips_in_numbers(numbers: np.ndarray[Any, Any]) -> list[str]:
    flat = numbers.astype(np.float64).ravel()
    return [clip_id for clip_id, value in _NUMBERS.items() if (abs(flat - value) < _TOLERANCE).any()]


def _clips_in_text(text: str) -> list[str]:
    """A prediction written out: to five digits, however it is packed."""
    return [clip_id for clip_id, value in _NUMBERS.items() if f"{value[0]:.5f}" in text]
