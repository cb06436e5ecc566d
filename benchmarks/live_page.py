"""The Inspect page in a real window, measured from inside; run by live.py on its own screen and sound.

Writes measured.json into the folder it is given.
"""

from __future__ import annotations

import itertools
import json
import os
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

PATIENCE_S = 60.0


def measure(work: Path, model: str) -> dict[str, object]:
    """Play the clip with clicks to its end, then open the others."""
    os.environ["MERLINGUA_SETTINGS"] = str(work / "settings.json")
    from PySide6.QtWidgets import QApplication

    from merlingua.gui.app import WindowOptions, make_window, name_application
    from merlingua.gui.tasks import stop_tasks

    app = QApplication([])
    name_application(app)
    frames = _watch_frames()
    window = make_window(app, WindowOptions(store=work / "store.db", language="en"))
    window.show()
    window.begin()
    try:
        actions = _opened(window, model)
        found = _play(actions, work / "clicks.wav", frames)
        found["opening_s"] = [_open(actions, file) for file in sorted((work / "opened").iterdir())]
        return found
    finally:
        window.end()
        stop_tasks()


def _watch_frames() -> dict[str, list[tuple[float, float, float]]]:
    """Note each painting of the tracks: when it began and ended, and where the cursor was."""
    from PySide6.QtGui import QPaintEvent

    from merlingua.gui.circumplex_view import CircumplexView
    from merlingua.gui.inspect_tracks import TracksView

    noted: dict[str, list[tuple[float, float, float]]] = {"tracks": [], "plane": []}
    paint_tracks, paint_plane = TracksView.paintEvent, CircumplexView.paintEvent

    def tracks(self: TracksView, event: QPaintEvent) -> None:
        began = time.monotonic()
        paint_tracks(self, event)
        noted["tracks"].append((began, time.monotonic(), self.place_s))

    def plane(self: CircumplexView, event: QPaintEvent) -> None:
        began = time.monotonic()
        paint_plane(self, event)
        noted["plane"].append((began, time.monotonic(), 0.0))

    TracksView.paintEvent = tracks
    CircumplexView.paintEvent = plane
    return noted


def _opened(window, model: str):
    from merlingua.gui.inspect_actions import InspectActions
    from tests.session_walk import pause

    if not model:
        from tests.gui.inspect_samples import InstantProcess

        InspectActions.__init__.__kwdefaults__["make_process"] = InstantProcess
        InspectActions.__init__.__kwdefaults__["list_models"] = lambda: ("made up",)
    window.home.clips_requested.emit()
    pause(500)
    actions = window.pages.inspect
    if model and model != "best":
        actions.use_model_file(model)
    return actions


def _play(actions, clip: Path, frames: dict[str, list[tuple[float, float, float]]]) -> dict[str, object]:
    file = str(clip)
    actions.open_places([clip])
    _wait(lambda: actions.page.file == file and _is_answered(actions, file), 600.0)
    _wait(lambda: actions.sound._stretch is not None, PATIENCE_S)
    for noted in frames.values():
        noted.clear()
    reports = []
    actions.sound.sound.ended.connect(reports.append)
    began = time.monotonic()
    actions._toggle()
    _wait(lambda: not actions.sound.is_playing, 3600.0)
    report = reports[-1]
    tracks = [each for each in frames["tracks"] if each[2] > 0]
    begins = [each[0] for each in tracks]
    return {
        "played_s": time.monotonic() - began,
        "underruns": sum(each.underruns for each in reports),
        "device": report.device,
        "frame_s": [after - before for before, after in itertools.pairwise(begins)],
        "paint_s": [ended - began for noted in frames.values() for began, ended, _ in noted],
        "drawn": [(ended, place) for _, ended, place in tracks],
    }


def _open(actions, clip: Path) -> float:
    """From the choice of a clip to all its predictions drawn."""
    from PySide6.QtWidgets import QApplication

    file = str(clip)
    began = time.perf_counter()
    actions._take_clips(([file], {}))
    actions._show_clip(file)
    _wait(lambda: _is_answered(actions, file), PATIENCE_S)
    actions.page.repaint()
    QApplication.processEvents()
    took = time.perf_counter() - began
    _wait(lambda: actions.sound._stretch is not None and actions.sound._stretch.file == file, PATIENCE_S)
    return took


def _is_answered(actions, file: str) -> bool:
    answer = actions.shelf.answer(file, actions._model)
    return answer is not None and file in actions.shelf.pictures


def _wait(is_done, patience_s: float) -> None:
    from PySide6.QtWidgets import QApplication

    deadline = time.monotonic() + patience_s
    while not is_done():
        if time.monotonic() > deadline:
            raise TimeoutError("the page did not get there in time")
        # Waits in the event loop, as the program does; 5 ms at the most.
        QApplication.processEvents()
        time.sleep(0.0005)


if __name__ == "__main__":
    work_folder = Path(sys.argv[1])
    measured = measure(work_folder, sys.argv[2])
    (work_folder / "measured.json").write_text(json.dumps(measured), encoding="utf-8")
