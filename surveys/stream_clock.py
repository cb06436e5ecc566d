"""When the frames of a clip sound: from what the device tells with each block, and nothing else.

Conventions
-----------
Frames count from the clip's first; the silence before it has negative ones, the silence after it goes on
counting. Seconds are either the stream's (``dac``, what PortAudio tells) or ``time.monotonic()``'s.

How
---
With each block the device tells its "now" and when the block's first frame will leave the converter. A
callback can only be late, so the smallest distance ever seen between the monotonic clock and the device's
"now" maps one clock to the other. A playhead is the last block's frame plus the time since.

Underruns are counted from PortAudio's flag and from the converter's time: PulseAudio's ALSA plugin fills gaps
with silence and tells nobody, but blocks after a gap sound later than those before it foretold.
"""

from __future__ import annotations

from dataclasses import dataclass

GAP_S = 0.02
"""Blocks that sound this much later than foretold: silence was heard in between."""
DRIFT_RATE = 0.05
"""Share of the difference between foretold and told time taken over with each block: clocks drift apart."""
MAX_LEAD_S = 5.0
"""A lead above this or below zero is nonsense that some drivers tell; the stream's latency stands for it."""


@dataclass(frozen=True)
class BlockTimes:
    """What the device tells with a block: its "now", and when the block's first frame sounds."""

    current_s: float
    dac_s: float
    monotonic_s: float
    """``time.monotonic()`` when the callback was entered."""
    has_underflow: bool = False


class StreamClock:
    """Follows one clip through the device: the audio callback notes blocks, anyone may ask."""

    def __init__(self, n_frames: int, sample_rate: int, *, latency_s: float) -> None:
        self.underruns = 0
        self.onset_monotonic: float | None = None
        """When the clip's first frame leaves the converter; it may lie ahead."""
        self.dac_onset_s: float | None = None
        """The same on the stream's own clock."""
        self._n_frames = n_frames
        self._rate = sample_rate
        self._latency_s = latency_s
        self._distance_s = float("inf")
        self._foretold_onset_s: float | None = None
        self._last_block: tuple[int, int, float] | None = None
        """(first frame, frame after the last, monotonic second at which the first sounds)"""
        self._farthest = 0

    def note_block(self, start: int, n_frames: int, times: BlockTimes) -> None:
        """Take in a block whose first frame is ``start``."""
        lead_s = times.dac_s - times.current_s
        if not 0 <= lead_s <= MAX_LEAD_S:
            lead_s = self._latency_s
        self._distance_s = min(self._distance_s, times.monotonic_s - times.current_s)
        dac_onset_s = times.current_s + lead_s - start / self._rate
        if self.onset_monotonic is None and start + n_frames > 0:
            self.dac_onset_s = dac_onset_s
            self.onset_monotonic = dac_onset_s + self._distance_s
        self._count_gap(start, dac_onset_s, has_underflow=times.has_underflow)
        sounds_at = dac_onset_s + self._distance_s + start / self._rate
        self._last_block = (start, start + n_frames, sounds_at)

    def frame_at(self, monotonic_s: float) -> int:
        """The clip's frame that leaves the converter; never before the frame of an earlier call."""
        if self._last_block is not None:
            start, stop, sounds_at = self._last_block
            passed = start + int((monotonic_s - sounds_at) * self._rate)
            self._farthest = max(self._farthest, min(passed, stop, self._n_frames))
        return self._farthest

    def is_past_end(self, monotonic_s: float, *, tail_s: float) -> bool:
        """Whether the last frame left the converter ``tail_s`` ago or earlier."""
        if self._last_block is None:
            return False
        start, stop, sounds_at = self._last_block
        ends_at = sounds_at + (self._n_frames - start) / self._rate
        return stop >= self._n_frames and monotonic_s >= ends_at + tail_s

    def _count_gap(self, start: int, dac_onset_s: float, *, has_underflow: bool) -> None:
        """Silence between the last block and this one counts where both stand in the clip.

        A gap in the silence before or after the clip disturbs nothing.
        """
        previous = self._last_block
        is_in_clip = previous is not None and start > 0 and previous[0] < self._n_frames
        if self._foretold_onset_s is None or not is_in_clip:
            self._foretold_onset_s = dac_onset_s
            return
        late_s = dac_onset_s - self._foretold_onset_s
        if has_underflow or late_s > GAP_S:
            self.underruns += 1
            self._foretold_onset_s = dac_onset_s
        else:
            self._foretold_onset_s += DRIFT_RATE * late_s
