"""A player without sound: for simulated listeners and for tests of the window, on a real or a faster clock.

Nobody gets it by accident: it is made by name alone, calls its device "silent (no sound)", and every report
carries the flag ``simulated``.
"""

from __future__ import annotations

import math
import threading
import time

from merlingua.surveys.errors import PlaybackError
from merlingua.surveys.playback import OnEnd, Playhead, Samples, amplified
from merlingua.surveys.steps import PlayReport

SILENT_DEVICE = "silent (no sound)"

_JOIN_S = 2.0


class SilentPlayer:
    """Keeps time like a device of ``sample_rate`` whose clock runs ``speed`` times as fast as the wall's.

    ``speed`` may be ``math.inf``: a play then ends as soon as it has begun.
    """

    def __init__(self, *, sample_rate: int = 48_000, speed: float = 1.0) -> None:
        if not speed > 0:
            raise PlaybackError(f"the silent player's speed is {speed}; it must be above 0 (1 is real time)")
        self._sample_rate = sample_rate
        self._speed = speed
        self._lock = threading.Lock()
        self._play: _SilentPlay | None = None
        self._is_closed = False

    @property
    def device_name(self) -> str:
        return SILENT_DEVICE

    @property
    def sample_rate(self) -> int:
        return self._sample_rate

    def play(
        self,
        samples: Samples,
        *,
        gain_db: float = 0.0,
        pre_silence_s: float = 0.0,
        on_end: OnEnd | None = None,
    ) -> None:
        """Start the clock of a clip; see ``Player.play``."""
        self.stop()
        if self._is_closed:
            raise PlaybackError("the silent player is closed; make a new one")
        play = _SilentPlay(
            n_frames=len(amplified(samples, gain_db)),
            frames_per_s=self._sample_rate * self._speed,
            sample_rate=self._sample_rate,
            onset_monotonic=time.monotonic() + pre_silence_s / self._speed,
            gain_db=gain_db,
            on_end=on_end,
        )
        with self._lock:
            self._play = play
        play.start()

    def stop(self) -> None:
        """End the play now; see ``Player.stop``."""
        if self._play is not None:
            self._play.stop()

    def set_gain_db(self, gain_db: float) -> None:
        """Only noted for the report."""
        if self._play is not None:
            self._play.gain_db = gain_db

    def position(self) -> Playhead:
        return Playhead() if self._play is None else self._play.position()

    def report(self) -> PlayReport:
        if self._play is None:
            raise PlaybackError("nothing was played yet: call play() before report()")
        return self._play.report()

    def close(self) -> None:
        """Stop; may be called twice."""
        self._is_closed = True
        self.stop()


class _SilentPlay:
    """One play: a thread that waits for the clip's end, or for being stopped."""

    def __init__(
        self,
        *,
        n_frames: int,
        frames_per_s: float,
        sample_rate: int,
        onset_monotonic: float,
        gain_db: float,
        on_end: OnEnd | None,
    ) -> None:
        self.gain_db = gain_db
        self._n_frames = n_frames
        self._frames_per_s = frames_per_s
        self._sample_rate = sample_rate
        self._onset_monotonic = onset_monotonic
        self._on_end = on_end
        self._stop_wanted = threading.Event()
        self._ended_frame: int | None = None
        self._thread = threading.Thread(target=self._wait_for_end, name="merlingua-silent-play", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stop_wanted.set()
        if threading.current_thread() is not self._thread:
            self._thread.join(_JOIN_S)

    def position(self) -> Playhead:
        is_playing = self._ended_frame is None
        return Playhead(frame=self._frame(), is_playing=is_playing, onset_monotonic=self._onset_monotonic)

    def report(self) -> PlayReport:
        frame = self._frame()
        is_cut_off = self._ended_frame is not None and frame < self._n_frames
        return PlayReport(
            dac_onset_s=self._onset_monotonic,
            frames_total=self._n_frames,
            frames_played=frame,
            sample_rate=self._sample_rate,
            underruns=0,
            gain_db=self.gain_db,
            device=SILENT_DEVICE,
            flags=("stopped", "simulated") if is_cut_off else ("simulated",),
        )

    def _frame(self) -> int:
        if self._ended_frame is not None:
            return self._ended_frame
        if math.isinf(self._frames_per_s):
            return self._n_frames
        passed = (time.monotonic() - self._onset_monotonic) * self._frames_per_s
        return int(min(max(passed, 0.0), self._n_frames))

    def _wait_for_end(self) -> None:
        wait_s = self._onset_monotonic - time.monotonic() + self._n_frames / self._frames_per_s
        is_stopped = self._stop_wanted.wait(max(wait_s, 0.0))
        self._ended_frame = self._frame() if is_stopped else self._n_frames
        if self._on_end is not None:
            self._on_end(self.report())
