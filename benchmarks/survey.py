"""Measures what a listener and a researcher wait for, and what a session costs.

    python benchmarks/survey.py [--clips ../shared/reference-study/clips.csv] [--disk FOLDER]

- durable commit of one answer: from `Session.answer` to its return, when the answer has reached the disk;
  beside it 4 KiB appended to a file and fsynced on the same disk, which no store can be faster than;
- first window: from the start of the process `merlingua` to its first pixels on an X screen;
- longest stall: how long the GUI thread was away from its event loop at worst in a whole session;
- memory: resident size of the process when the last clip was rated.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.first_window import ScreenProbe, first_paint_s  # noqa: E402
from tests.virtual_screen import VirtualScreen, missing_programs  # noqa: E402

REFERENCE_CLIPS = ROOT.parent / "shared" / "reference-study" / "clips.csv"
N_ANSWERS = 2_000
N_STARTS = 9
PAGE_BYTES = 4_096
"""SQLite's page: what one commit appends to the write-ahead log at least."""


def main() -> None:
    """Measure everything and print it."""
    parser = argparse.ArgumentParser(description="Measure a survey's waits and costs.")
    parser.add_argument("--clips", type=Path, help="a manifest (default: the reference study, else the demo)")
    parser.add_argument(
        "--disk", type=Path, default=ROOT / "build", help="a folder on the disk to measure (default: build/)"
    )
    arguments = parser.parse_args()
    if missing := missing_programs():
        sys.exit(f"Not installed: {', '.join(missing)}. tools/setup_system.sh test installs them.")
    arguments.disk.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=arguments.disk) as work_name:
        work = Path(work_name)
        study = make_study(arguments.clips, work / "study")
        print(f"Study: {study.name} of {n_clips(study)} clips; disk: {arguments.disk.resolve()}")
        print_commits(study, work)
        with VirtualScreen(1366, 768, log=work / "screen.log") as screen:
            print_first_window(screen, work)
            print_session(screen, study)


def make_study(clips: Path | None, folder: Path) -> Path:
    """A study of the given clips; of the demo's where neither they nor the reference study are there."""
    from merlingua.surveys.demo_study import MANIFEST
    from merlingua.surveys.study_new import new_study

    manifest = clips or (REFERENCE_CLIPS if REFERENCE_CLIPS.exists() else MANIFEST)
    return new_study(folder, clips=manifest, seed=1).folder


def n_clips(folder: Path) -> int:
    """How many clips a study has."""
    from merlingua.surveys.study import load_study

    return len(load_study(folder).clips)


def print_commits(folder: Path, work: Path) -> None:
    """An answer through the session and a bare write, by turns: what else the disk does meets both."""
    from merlingua.surveys.session import Session
    from merlingua.surveys.station import StationInfo
    from merlingua.surveys.store import Store
    from merlingua.surveys.study import load_study

    answers: list[float] = []
    writes: list[float] = []
    with Store.open(work / "store.db") as store, (work / "bare").open("wb", buffering=0) as bare:
        station = StationInfo(station="benchmark", device="none")
        session = Session.create(load_study(folder), store, language="en", station=station)
        question = next(q for q in session.state.questions if q.kind == "number")
        for n in range(N_ANSWERS):
            started = time.perf_counter()
            session.answer(question.id, 20 + n % 60)
            answers.append(time.perf_counter() - started)
            started = time.perf_counter()
            bare.write(bytes(PAGE_BYTES))
            os.fsync(bare.fileno())
            writes.append(time.perf_counter() - started)
    print_times("durable commit of one answer", answers, aim="p99 under 20 ms")
    print_times(f"  the disk: {PAGE_BYTES} bytes and fsync", writes)


def print_first_window(screen: VirtualScreen, work: Path) -> None:
    """Start the program again and again, each time as a user who has just installed it."""
    probe = ScreenProbe(screen.display, width=screen.width, height=screen.height)
    command = [str(Path(sys.executable).parent / "merlingua")]
    home = {"MERLINGUA_SETTINGS": str(work / "settings.json"), "XDG_DATA_HOME": str(work / "data")}
    starts = [first_paint_s(command, screen.environment | home, probe) for _ in range(N_STARTS)]
    probe.close()
    text = f"median {statistics.median(starts):.2f} s, slowest of {N_STARTS} {max(starts):.2f} s"
    print(f"{'first painted window':<36}{text}  (aim: under 1.5 s)")


def print_session(screen: VirtualScreen, study: Path) -> None:
    """One whole session in the real window."""
    script = Path(__file__).with_name("window_session.py")
    done = subprocess.run(
        [sys.executable, script, study, "en"], env=screen.environment, stdout=subprocess.PIPE, check=True
    )
    measured = json.loads(done.stdout.splitlines()[-1])
    worst, where = measured["worst_stalls_ms"][0]
    others = ", ".join(f"{stall:.0f}" for stall, _ in measured["worst_stalls_ms"][1:])
    print(
        f"{'longest stall of the GUI thread':<36}{worst:.0f} ms at {where!r}; next {others} ms"
        f"  (aim: none over 50 ms; {measured['n_beats']} beats in {measured['duration_s']:.0f} s)"
    )
    print(
        f"{'memory after ' + str(measured['n_clips']) + ' clips':<36}{measured['resident_mb']:.0f} MB, "
        f"at most {measured['peak_resident_mb']:.0f} MB  (aim: under 300 MB)"
    )


def print_times(name: str, times_s: list[float], *, aim: str | None = None) -> None:
    """Median and the 99th percentile of times, in ms."""
    median_ms, p99_ms = 1000 * np.percentile(times_s, [50, 99])
    aimed = f"  (aim: {aim})" if aim else ""
    print(f"{name:<36}median {median_ms:.2f} ms, p99 {p99_ms:.2f} ms of {len(times_s)}{aimed}")


if __name__ == "__main__":
    main()
