"""A whole session in a real window, measured from inside: stalls of the GUI thread, and memory.

Run by survey.py in a process of its own on a virtual screen; prints one JSON object.

A heartbeat of 1 ms beats in the GUI thread: what it is late by, the thread was busy. The player keeps time
without sound, several times as fast, and everything else is what a listener has: clips are decoded, levelled
and drawn, answers committed, pages built.
"""

from __future__ import annotations

import json
import os
import re
import sys
import tempfile
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

SPEED = 10.0
READING_MS = 400
"""A hasty listener: nobody has read a page sooner."""
BEAT_MS = 1


@dataclass
class Measured:
    """Stalls in ms with the step on the screen when they ended; memory in MB (10^6 bytes)."""

    n_clips: int = 0
    duration_s: float = 0.0
    n_beats: int = 0
    worst_stalls_ms: list[tuple[float, str]] = field(default_factory=list)
    resident_mb: float = 0.0
    peak_resident_mb: float = 0.0


def measure(folder: Path, *, language: str) -> Measured:
    """Walk a listener through the study in ``folder``."""
    from PySide6.QtCore import Qt, QTimer
    from PySide6.QtWidgets import QApplication

    from merlingua.gui import session_launcher
    from merlingua.gui.app import WindowOptions, make_window, name_application
    from merlingua.gui.tasks import stop_tasks
    from merlingua.surveys.silent_player import SilentPlayer
    from tests.session_walk import SessionWalk, pause, wait_until

    session_launcher.player_of = lambda _device: SilentPlayer(speed=SPEED)
    app = QApplication([])
    name_application(app)
    measured = Measured()
    with tempfile.TemporaryDirectory() as work:
        os.environ["MERLINGUA_SETTINGS"] = str(Path(work) / "settings.json")
        window = make_window(app, WindowOptions(store=Path(work) / "store.db", language="en"))
        window.show()
        window.begin()
        pause(500)
        window.launcher.start(folder, device=session_launcher.SILENT_DEVICE)
        wait_until(lambda: window.launcher.window is not None)
        session = window.launcher.window
        if session is None:
            raise RuntimeError("the session's window did not open")
        stalls: list[tuple[float, str]] = []
        last = time.perf_counter()

        def beat() -> None:
            nonlocal last
            now = time.perf_counter()
            late_ms = 1000 * (now - last) - BEAT_MS
            stalls.append((late_ms, session.state.step.id if session.state else ""))
            last = now

        timer = QTimer()
        timer.setTimerType(Qt.TimerType.PreciseTimer)
        timer.setInterval(BEAT_MS)
        timer.timeout.connect(beat)
        pause(200)
        last = started = time.perf_counter()
        timer.start()
        SessionWalk(session, language=language, reading_ms=READING_MS).run()
        timer.stop()
        measured.duration_s = time.perf_counter() - started
        measured.n_clips = len(session.model.study.clips)
        measured.n_beats = len(stalls)
        measured.worst_stalls_ms = sorted(stalls, reverse=True)[:8]
        measured.resident_mb, measured.peak_resident_mb = _memory_mb()
        window.end()
        stop_tasks()
    return measured


def _memory_mb() -> tuple[float, float]:
    status = Path("/proc/self/status").read_text("ascii")
    now, peak = (re.search(rf"^{name}:\s+(\d+) kB", status, re.MULTILINE) for name in ("VmRSS", "VmHWM"))
    if now is None or peak is None:
        raise RuntimeError("/proc/self/status says nothing about memory")
    return int(now[1]) * 1024 / 1e6, int(peak[1]) * 1024 / 1e6


if __name__ == "__main__":
    print(json.dumps(asdict(measure(Path(sys.argv[1]), language=sys.argv[2]))))
