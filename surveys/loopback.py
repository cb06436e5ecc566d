"""Does what is played come out when the program says so? Clicks are played and recorded again.

A cable from the output into the input closes the loop, or the sound system's own monitor of an output. Each
click is looked for near the moment at which the player says that it leaves the converter, by the clock of the
sound library that both streams share.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from merlingua.surveys.errors import PlaybackError
from merlingua.surveys.portaudio import close_stream, find_output_device, open_input
from merlingua.surveys.sound_device_player import SoundDevicePlayer

N_CLICKS = 20
SPACING_S = 0.25
CLICK_S = 0.001
LEVEL = 0.5
"""Of full scale."""
FAR_S = 0.12
"""A click is looked for this far on both sides of where it is due: no other one is there."""
QUIETEST = 0.01
"""Of full scale: a recording whose loudest click is below has heard nothing."""
_LEAD_S, _TAIL_S = 0.5, 0.4


@dataclass(frozen=True)
class Loopback:
    """What became of the clicks."""

    output: str
    input: str
    n_played: int
    n_heard: int
    lag_ms: float
    """Median of recorded minus said; what the converters and the cable add is in it."""
    jitter_ms: float
    """From the earliest to the latest click, less the lag."""
    underruns: int


def listen_to_itself(device: str | None = None, source: str | None = None) -> Loopback:
    """Play clicks and record them.

    Parameters
    ----------
    device
        The output, by its name or a part of it; None: the system's default.
    source
        The input; None: the system's default.

    Raises
    ------
    PlaybackError
        If there is no output or input, or nothing that was played is in what was recorded.
    """
    name, rate = find_output_device(device)
    recorder = _Recorder(source, rate)
    try:
        player = SoundDevicePlayer(name)
        try:
            time.sleep(_LEAD_S)
            onset_s, underruns = _played(player, clicks(rate))
            time.sleep(_TAIL_S)
        finally:
            player.close()
    finally:
        recorder.close()
    offsets_s = click_offsets(recorder.samples(), recorder.began_s, rate, onset_s)
    return Loopback(
        output=name,
        input=recorder.name,
        n_played=N_CLICKS,
        n_heard=len(offsets_s),
        lag_ms=1000 * float(np.median(offsets_s)),
        jitter_ms=1000 * float(np.ptp(offsets_s)),
        underruns=underruns,
    )


def clicks(rate: int) -> NDArray[np.float32]:
    """The clicks, shape (n_frames, 2); the first begins at frame 0."""
    samples = np.zeros((round(N_CLICKS * SPACING_S * rate), 2), np.float32)
    n_click = max(2, round(CLICK_S * rate))
    for number in range(N_CLICKS):
        first = round(number * SPACING_S * rate)
        samples[first : first + n_click] = LEVEL
    return samples


def click_offsets(
    recorded: NDArray[np.float32], began_s: float, rate: int, onset_s: float
) -> NDArray[np.float64]:
    """By how many seconds each click that was heard came late.

    Parameters
    ----------
    recorded : shape (n_frames,)
    began_s
        When its first frame was at the converter, by the clock in which ``onset_s`` is told.

    Raises
    ------
    PlaybackError
        If no click is in it.
    """
    loudness = np.abs(recorded)
    loudest = float(loudness.max(initial=0.0))
    found = []
    for number in range(N_CLICKS):
        due = (onset_s + number * SPACING_S - began_s) * rate
        first, last = max(0, round(due - FAR_S * rate)), max(0, round(due + FAR_S * rate))
        # The edge, not the peak: converters ring, and rooms answer.
        above = np.flatnonzero(loudness[first:last] > max(QUIETEST, loudest / 2))
        if len(above):
            found.append((first + int(above[0]) - due) / rate)
    if not found:
        raise PlaybackError(
            f"nothing that was played was heard (loudest {loudest:.4f} of full scale): lead a cable from the "
            "output into the input, turn the input's level up, or name another input"
        )
    return np.array(found)


def _played(player: SoundDevicePlayer, samples: NDArray[np.float32]) -> tuple[float, int]:
    """Play to the end: the onset by the sound library's clock, and underruns."""
    ended = threading.Event()
    player.play(samples, on_end=lambda report: ended.set())
    if not ended.wait(len(samples) / player.sample_rate + 10):
        raise PlaybackError(f"{player.device_name!r} began to play and did not end: is it in use elsewhere?")
    report = player.report()
    if report.dac_onset_s is None:
        raise PlaybackError(f"{player.device_name!r} does not tell when its sound begins")
    return report.dac_onset_s, report.underruns


class _Recorder:
    """Keeps what an input hears, in one channel, from the moment it is made."""

    def __init__(self, name: str | None, rate: int) -> None:
        self._blocks: list[NDArray[np.float32]] = []
        self.began_s = 0.0
        self.name, self._stream = open_input(name, rate, take=self._take)

    def close(self) -> None:
        """Let go of the input."""
        close_stream(self._stream)

    def samples(self) -> NDArray[np.float32]:
        """All that was heard, shape (n_frames,)."""
        return np.concatenate(self._blocks) if self._blocks else np.zeros(0, np.float32)

    def _take(self, block: NDArray[np.float32], n_frames: int, times: Any, status: Any) -> None:
        if not self._blocks:
            self.began_s = times.inputBufferAdcTime
        self._blocks.append(block[:, 0].copy())
