"""The player that sounds: one PortAudio stream a clip, whose callback copies samples and counts frames.

A stream plays silence, the clip, and silence until the converter is past the clip's last frame; then it is
dropped. A thread of the play waits for that, for a stop, or for the loss of the device, whichever is first.
"""

from __future__ import annotations

import threading
import time
from typing import Any

import numpy as np
from numpy.typing import NDArray

from merlingua.surveys.errors import PlaybackError
from merlingua.surveys.playback import OnEnd, Playhead, Samples, amplified
from merlingua.surveys.portaudio import (
    LATENCY_S,
    abandon_streams,
    close_stream,
    find_output_device,
    open_stream,
)
from merlingua.surveys.steps import PlayReport
from merlingua.surveys.stream_clock import BlockTimes, StreamClock

PRIMING_S = 0.2
"""Silence before every clip at least: the converter times of a stream's first blocks are guesses."""
TAIL_S = 0.1
"""Silence after the last frame before the stream is dropped, should the device understate its delay."""
STALL_S = 2.0
START_STALL_S = 6.0
"""A device that asks for no block for this long is lost; some sleep for two seconds before they start."""
RAMP_S = 0.02
"""Over which a change of gain is spread, so that it does not click."""
POLL_S = 0.05
JOIN_S = 2.0
"""A stream that cannot be dropped in this time hangs in a sound system that has stopped answering."""


class SoundDevicePlayer:
    """Plays to a device that is chosen by name (None: the system's default) and found again before each clip.

    Raises
    ------
    PlaybackError
        If PortAudio is not installed, no device is there, or this one is not or takes no stereo.
    """

    def __init__(self, device_name: str | None = None) -> None:
        self._device_name, self._sample_rate = find_output_device(device_name)
        self._lock = threading.RLock()
        self._play: _Play | None = None
        self._is_closed = False

    @property
    def device_name(self) -> str:
        return self._device_name

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
        """Start a clip; see ``Player.play``. The silence before it lasts ``PRIMING_S`` at least."""
        with self._lock:
            self.stop()
            if self._is_closed:
                raise PlaybackError(f"The player of {self._device_name!r} is closed; make a new one.")
            if self._play is not None and self._play.is_stuck:
                raise PlaybackError(
                    f"The sound system behind {self._device_name!r} has stopped answering. "
                    "Restart Merlingua; the session goes on where it was."
                )
            play = _Play(samples, gain_db=gain_db, player=self, on_end=on_end)
            play.start(pre_silence_s=max(pre_silence_s, PRIMING_S))
            self._play = play

    def stop(self) -> None:
        """End the play now; see ``Player.stop``."""
        if self._play is not None:
            self._play.stop()

    def set_gain_db(self, gain_db: float) -> None:
        """Change the gain of what plays; see ``Player.set_gain_db``."""
        if self._play is not None:
            self._play.set_gain_db(gain_db)

    def position(self) -> Playhead:
        return Playhead() if self._play is None else self._play.position()

    def report(self) -> PlayReport:
        if self._play is None:
            raise PlaybackError("Nothing was played yet: call play() before report().")
        return self._play.report()

    def close(self) -> None:
        """Stop and let go of the device; may be called twice."""
        self._is_closed = True
        self.stop()


class _Play:
    """One clip on one stream, and the thread that ends it."""

    def __init__(
        self, samples: Samples, *, gain_db: float, player: SoundDevicePlayer, on_end: OnEnd | None
    ) -> None:
        self._device_name = player.device_name
        self._rate = player.sample_rate
        self._samples = samples
        self._buffer = amplified(samples, gain_db)
        self._n_frames = len(samples)
        self._gain_db = gain_db
        self._on_end = on_end
        self._clock = StreamClock(len(samples), self._rate, latency_s=LATENCY_S)
        self._next_frame = 0
        self._asked_at = 0.0
        self._final_frame: int | None = None
        self._is_stopped = False
        self._is_lost = False
        self._stream_ended = threading.Event()
        self._stop_wanted = threading.Event()
        self._wake = threading.Event()
        self._thread = threading.Thread(target=self._wait_and_close, name="merlingua-playback", daemon=True)

    def start(self, *, pre_silence_s: float) -> None:
        self._next_frame = -round(pre_silence_s * self._rate)
        self._asked_at = time.monotonic()
        self._stream = open_stream(
            self._device_name, self._rate, fill=self._fill, on_finished=self._note_stream_ended
        )
        self._thread.start()

    def stop(self) -> None:
        self._stop_wanted.set()
        self._wake.set()
        if threading.current_thread() is not self._thread:
            self._thread.join(JOIN_S)
        if self.is_stuck:
            abandon_streams()

    @property
    def is_stuck(self) -> bool:
        """After ``stop``: the stream could not be dropped."""
        return self._thread.is_alive() and threading.current_thread() is not self._thread

    def position(self) -> Playhead:
        return Playhead(
            frame=self._frame(),
            is_playing=self._final_frame is None,
            onset_monotonic=self._clock.onset_monotonic,
            underruns=self._clock.underruns,
            error=self._loss_message() if self._is_lost else None,
        )

    def report(self) -> PlayReport:
        flags = {
            "underrun": self._clock.underruns > 0,
            "device_lost": self._is_lost,
            "stopped": self._is_stopped,
        }
        return PlayReport(
            dac_onset_s=self._clock.dac_onset_s,
            frames_total=self._n_frames,
            frames_played=self._frame(),
            sample_rate=self._rate,
            underruns=self._clock.underruns,
            gain_db=self._gain_db,
            device=self._device_name,
            flags=tuple(flag for flag, is_set in flags.items() if is_set),
        )

    def set_gain_db(self, gain_db: float) -> None:
        """Write what is still to come anew, ahead of the callback, which goes on copying and counting."""
        if self._final_frame is not None:
            return
        wanted = amplified(self._samples, gain_db)
        n_ramp = round(RAMP_S * self._rate)
        # The callback may take a block while this runs; a ramp's length ahead it is out of the way.
        first = max(self._next_frame, 0) + n_ramp
        ramp = np.linspace(0.0, 1.0, n_ramp, dtype=np.float32)[:, np.newaxis]
        window = self._buffer[first : first + n_ramp]
        window += ramp[: len(window)] * (wanted[first : first + n_ramp] - window)
        self._buffer[first + n_ramp :] = wanted[first + n_ramp :]
        self._gain_db = gain_db

    def _fill(self, out: NDArray[np.float32], n_frames: int, times: Any, status: Any) -> None:
        """The audio callback."""
        self._asked_at = time.monotonic()
        start = self._next_frame
        block = BlockTimes(
            current_s=times.currentTime,
            dac_s=times.outputBufferDacTime,
            monotonic_s=self._asked_at,
            has_underflow=bool(status.output_underflow),
        )
        self._clock.note_block(start, n_frames, block)
        first, last = max(start, 0), min(start + n_frames, self._n_frames)
        out.fill(0.0)
        if first < last:
            out[first - start : last - start] = self._buffer[first:last]
        self._next_frame = start + n_frames

    def _note_stream_ended(self) -> None:
        self._stream_ended.set()
        self._wake.set()

    def _frame(self) -> int:
        if self._final_frame is not None:
            return self._final_frame
        return self._clock.frame_at(time.monotonic())

    def _wait_and_close(self) -> None:
        """The play's thread: wait for the end, tell ``on_end`` once, let go of the device."""
        while not self._is_over():
            self._wake.wait(POLL_S)
            self._wake.clear()
        frame = self._frame()
        self._is_stopped = self._stop_wanted.is_set() and not self._is_lost and frame < self._n_frames
        self._final_frame = frame
        try:
            if self._on_end is not None:
                self._on_end(self.report())
        finally:
            close_stream(self._stream)
            self._samples = self._buffer = np.zeros((0, 2), dtype=np.float32)

    def _is_over(self) -> bool:
        now = time.monotonic()
        if self._stop_wanted.is_set() or self._clock.is_past_end(now, tail_s=TAIL_S):
            return True
        # Nobody but this thread ends the stream, and later: if it has ended, the device ended it.
        limit_s = START_STALL_S if self._clock.onset_monotonic is None else STALL_S
        self._is_lost = self._stream_ended.is_set() or now - self._asked_at > limit_s
        return self._is_lost

    def _loss_message(self) -> str:
        return (
            f"The sound device {self._device_name!r} stopped in the middle of the clip. "
            "See that the headphones are plugged in, then play the clip again: every answer is saved."
        )
