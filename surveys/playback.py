"""Playing a clip: what the window and the session ask of a player, and which devices there are.

Conventions
-----------
Samples are float32 of shape (n_frames, 2), left ear first, full scale ±1, at the player's own sample rate.
Frames count the clip alone: the silence before it has none. ``*_monotonic`` is the clock of
``time.monotonic()`` in seconds, so that answers can be timed from the audio onset at the converter.
Nothing here is drawn from a timer: a playhead comes from the converter time that the device reports.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from merlingua.surveys.errors import PlaybackError
from merlingua.surveys.portaudio import OutputDevice as OutputDevice
from merlingua.surveys.portaudio import output_devices as output_devices
from merlingua.surveys.steps import PlayReport

Samples = NDArray[np.float32]
"""Shape (n_frames, 2), full scale ±1."""

OnEnd = Callable[[PlayReport], None]
"""Called once a play, on the player's own thread: hand the report over, do not work there."""


@dataclass(frozen=True)
class Playhead:
    """Where a play is at the moment of asking.

    ``frame`` is the clip's frame that leaves the converter now: 0 before the onset, never falling back within
    a play. ``onset_monotonic`` is None until the device has told when the first frame sounds; it may lie a
    fraction of a second ahead. ``error`` is one line for the listener's screen.
    """

    frame: int = 0
    is_playing: bool = False
    onset_monotonic: float | None = None
    underruns: int = 0
    error: str | None = None


class Player(Protocol):
    """Plays one clip at a time. Every method may be called from any thread.

    ``play``, ``stop`` and ``close`` talk to the device and may take some tenths of a second: call them on a
    worker. ``position`` and ``report`` return at once and are meant for the thread that draws.
    """

    @property
    def device_name(self) -> str:
        """As listeners and the store know the device."""

    @property
    def sample_rate(self) -> int:
        """Hz; samples must have this rate."""

    def play(
        self,
        samples: Samples,
        *,
        gain_db: float = 0.0,
        pre_silence_s: float = 0.0,
        on_end: OnEnd | None = None,
    ) -> None:
        """Start a clip from its beginning; a play that still runs is stopped first.

        Raises
        ------
        PlaybackError
            If the device is missing or refuses, or if the clip would be cut off at full scale. Nothing sounds
            then, ``on_end`` is not called, and what to do is in the message.
        """

    def stop(self) -> None:
        """End the play now; its report says ``stopped``. Does nothing where nothing plays."""

    def set_gain_db(self, gain_db: float) -> None:
        """Change the gain of the clip that plays, with a short ramp (for setting the level by ear)."""

    def position(self) -> Playhead:
        """The playhead of the current or last play."""

    def report(self) -> PlayReport:
        """What has reached the device so far in the current or last play.

        Raises
        ------
        PlaybackError
            If nothing was ever played.
        """

    def close(self) -> None:
        """Stop and let go of the device; the player cannot be used afterwards. May be called twice."""


def amplified(samples: Samples, gain_db: float) -> Samples:
    """A copy of ``samples`` with the gain applied, fit for the device.

    Raises
    ------
    PlaybackError
        If the shape is not (n_frames, 2), there is no frame, or a sample would pass full scale.
    """
    if samples.ndim != 2 or samples.shape[1] != 2 or len(samples) == 0:
        raise PlaybackError(
            f"samples have shape {samples.shape}; a player takes (n_frames, 2): as_played() makes that"
        )
    scaled = np.multiply(samples, np.float32(10 ** (gain_db / 20)), dtype=np.float32)
    peak = float(max(scaled.max(), -scaled.min()))
    if not peak <= 1.0:
        raise PlaybackError(
            f"with a gain of {gain_db:.1f} dB the clip's peak is {peak:.3f} of full scale; at most 1 is "
            "allowed, or it would be cut off. Lower the gain, or give the study a lower target_lufs."
        )
    return scaled
