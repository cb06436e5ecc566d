"""Measures the Inspect page while a clip plays: frames, the cursor against the sound, and opening a clip.

    python benchmarks/live.py [--minutes 10] [--model best] [--silent-model]

Under Xvfb with a PulseAudio daemon of its own, whose null sink is recorded:

- frames: from one repainting of the pictures to the next, and how long a repainting takes, while it plays;
- cursor: where it was drawn against what the recorded monitor sounded at that moment, judged by clicks that
  stand at whole seconds of the clip;
- underruns of the whole play;
- opening: from the choice of another clip of 30 s to all its predictions drawn, the process being warm.

``--silent-model`` takes a stand-in with made-up answers instead of a model: for a build without models.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.pulse import PulseNullSink, Recording  # noqa: E402
from tests.pulse import missing_programs as missing_sound_programs  # noqa: E402
from tests.virtual_screen import VirtualScreen, missing_programs  # noqa: E402

RATE = 48_000
CLICK_EVERY_S = 1.0
CLICK_FRAMES = 96
CLICK_LEVEL = 0.8
BLOCK_MS = 20.0
"""While it is recorded the null sink renders blocks of 20 ms, each when its first frame is due: what is
recorded is this much ahead of the converter, as the sink itself tells (module-null-sink.c)."""
OPENED_S = 30.0
N_OPENED = 12
GRACE_S = 120.0


def main() -> None:
    """Measure everything and print it."""
    parser = argparse.ArgumentParser(description="Measure the live view of the Inspect page.")
    parser.add_argument("--minutes", type=float, default=10.0, help="how long the clip plays (default: 10)")
    parser.add_argument("--model", default="best", help="a shipped model, or a checkpoint's file")
    parser.add_argument("--silent-model", action="store_true", help="made-up answers instead of a model")
    arguments = parser.parse_args()
    if missing := missing_programs() + missing_sound_programs():
        sys.exit(f"Not installed: {', '.join(missing)}. tools/setup_system.sh test installs them.")
    with tempfile.TemporaryDirectory() as work_name:
        work = Path(work_name)
        write_clips(work, arguments.minutes * 60)
        with VirtualScreen(1366, 768, log=work / "screen.log") as screen, PulseNullSink(work / "p") as sink:
            command = [sys.executable, str(Path(__file__).with_name("live_page.py")), str(work)]
            command.append("" if arguments.silent_model else arguments.model)
            environment = screen.environment | sink.environment
            with sink.recording() as recording:
                timeout_s = arguments.minutes * 60 + GRACE_S + N_OPENED * 10
                subprocess.run(command, env=environment, check=True, timeout=timeout_s)
            measured = json.loads((work / "measured.json").read_text(encoding="utf-8"))
            clicks = clicks_in(recording.samples[:, 0])
            heard = clicks / RATE + began_at(recording)
    print_frames(measured)
    print_cursor(np.array(measured["drawn"]), heard)
    print_times("opening a 30-s clip, all drawn", measured["opening_s"], aim="under 250 ms")


def write_clips(work: Path, seconds: float) -> None:
    """The clip that plays, with a click at each whole second, and those that are opened."""
    import soundfile

    rng = np.random.default_rng(1)
    samples = np.zeros(round(seconds * RATE), dtype=np.float32)
    for start in range(0, len(samples) - CLICK_FRAMES, round(CLICK_EVERY_S * RATE)):
        samples[start : start + CLICK_FRAMES] = CLICK_LEVEL
    soundfile.write(work / "clicks.wav", samples, RATE)
    (work / "opened").mkdir()
    for number in range(N_OPENED):
        noise = np.cumsum(rng.standard_normal(round(OPENED_S * RATE)))
        noise -= np.linspace(0, noise[-1], len(noise))
        soundfile.write(work / "opened" / f"{number:02}.wav", 0.5 * noise / np.abs(noise).max(), RATE)


def clicks_in(recorded: NDArray[np.float32]) -> NDArray[np.int64]:
    """The first frames of the clicks in a recording."""
    loud = np.flatnonzero(np.abs(recorded) > CLICK_LEVEL / 4)
    if not len(loud):
        raise RuntimeError("nothing was recorded: did the clip play?")
    is_first = np.diff(loud, prepend=-RATE) > RATE // 2
    return np.asarray(loud[is_first])


def began_at(recording: Recording) -> float:
    """When a recording's first frame was rendered, on the clock of ``time.monotonic()``.

    It is read in pieces, some ms late: the piece that was the least late tells. The null sink keeps time by
    the same clock, so there is no drift.
    """
    return min(moment - n_frames / RATE for n_frames, moment in recording._arrivals)


def print_frames(measured: dict[str, Any]) -> None:
    """Time between repaintings and within them."""
    print(f"played {measured['played_s']:.0f} s; underruns: {measured['underruns']}  (aim: none)")
    print_times("from frame to frame", measured["frame_s"], aim="p99 under 33 ms")
    print_times("  within a frame: painting", measured["paint_s"])


def print_cursor(drawn: NDArray[np.float64], heard: NDArray[np.float64]) -> None:
    """How far the cursor was from the click that sounded, in ms; ``drawn`` is (moment, place) a frame.

    At a moment the cursor stands where it was last drawn.
    """
    moments, places = drawn[:, 0], drawn[:, 1]
    errors = []
    for number, moment in enumerate(heard):
        at = int(np.searchsorted(moments, moment, side="right")) - 1
        if 0 <= at < len(moments) - 1:
            errors.append(places[at] - number * CLICK_EVERY_S)
    recorded_ms = 1000 * np.array(errors)
    for name, off_ms in (
        ("cursor against the sound", recorded_ms + BLOCK_MS),
        ("  against the recording itself", recorded_ms),
    ):
        reach = np.percentile(np.abs(off_ms), 99)
        print(
            f"{name:<36}median {np.median(off_ms):+.1f} ms, within ±{reach:.1f} ms "
            f"for 99 % of {len(off_ms)} clicks  (aim: 30 ms)"
        )


def print_times(name: str, times_s: object, *, aim: str | None = None) -> None:
    """Median and the 99th percentile of times, in ms."""
    times = np.asarray(times_s, dtype=np.float64)
    median_ms, p99_ms = 1000 * np.percentile(times, [50, 99])
    aimed = f"  (aim: {aim})" if aim else ""
    print(f"{name:<36}median {median_ms:.1f} ms, p99 {p99_ms:.1f} ms of {len(times)}{aimed}")


if __name__ == "__main__":
    os.environ.setdefault("LC_ALL", "C.UTF-8")
    main()
