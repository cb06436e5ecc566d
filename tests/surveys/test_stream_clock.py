"""When frames sound, from what a device tells; each test stands for a device that was met."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from merlingua.surveys.stream_clock import BlockTimes, StreamClock

RATE = 48_000
BLOCK = 1200
LEAD_S = 0.1
STREAM_EPOCH_S = 1_795_000_000.0
"""The stream's clock is not the monotonic one: PortAudio's ALSA counts from 1970."""


def clock_of(n_frames: int = 48_000) -> StreamClock:
    return StreamClock(n_frames, RATE, latency_s=LEAD_S)


def play(
    clock: StreamClock,
    n_blocks: int,
    *,
    first: int = -9600,
    late_s: float = 0.0,
    gap_before: int | None = None,
    gap_s: float = 0.0,
    drift: float = 0.0,
    has_underflow: bool = False,
) -> None:
    """Blocks from frame ``first`` on; the clip's first frame sounds at 10 s of the monotonic clock."""
    shift_s = 0.0
    for number in range(n_blocks):
        start = first + number * BLOCK
        if number == gap_before:
            shift_s = gap_s
        sounds_at = 10.0 + (start / RATE) * (1 + drift) + shift_s
        now = sounds_at - LEAD_S
        clock.note_block(
            start,
            BLOCK,
            BlockTimes(
                current_s=STREAM_EPOCH_S + now,
                dac_s=STREAM_EPOCH_S + sounds_at,
                monotonic_s=now + (late_s if number % 3 else 0.0),
                has_underflow=has_underflow and number == gap_before,
            ),
        )


def test_the_onset_is_told_on_both_clocks_before_it_sounds() -> None:
    clock = clock_of()
    play(clock, 8)
    assert clock.onset_monotonic is None
    play(clock, 1, first=0)
    assert clock.onset_monotonic == pytest.approx(10.0, abs=1e-6)
    assert clock.dac_onset_s == pytest.approx(STREAM_EPOCH_S + 10.0, abs=1e-6)


def test_an_onset_within_a_block_is_told_to_the_frame() -> None:
    clock = clock_of()
    play(clock, 1, first=-500)
    assert clock.onset_monotonic == pytest.approx(10.0, abs=1e-6)


def test_callbacks_that_come_late_move_neither_onset_nor_playhead() -> None:
    clock = clock_of()
    play(clock, 20, late_s=0.03)
    assert clock.onset_monotonic == pytest.approx(10.0, abs=1e-6)
    assert clock.frame_at(10.2) == pytest.approx(9600, abs=1)
    assert clock.underruns == 0


@given(moments=st.lists(st.floats(9.0, 12.0), min_size=1, max_size=30))
def test_the_playhead_never_falls_back_nor_passes_what_was_handed_over(moments: list[float]) -> None:
    clock = clock_of()
    play(clock, 20)
    frames = [clock.frame_at(moment) for moment in moments]
    assert frames == sorted(frames)
    assert all(0 <= frame <= 20 * BLOCK - 9600 for frame in frames)


def test_the_playhead_stops_at_the_clips_end() -> None:
    clock = clock_of(n_frames=6000)
    play(clock, 30)
    assert clock.frame_at(20.0) == 6000


def test_the_end_is_past_when_the_last_frame_has_sounded_and_the_tail_with_it() -> None:
    clock = clock_of(n_frames=6000)
    play(clock, 12)
    assert not clock.is_past_end(99.0, tail_s=0.1), "the last frames were not handed over yet"
    play(clock, 2, first=4800)
    assert not clock.is_past_end(10.0 + 6000 / RATE + 0.09, tail_s=0.1)
    assert clock.is_past_end(10.0 + 6000 / RATE + 0.11, tail_s=0.1)


def test_a_gap_that_the_device_tells_is_an_underrun() -> None:
    clock = clock_of()
    play(clock, 20, gap_before=14, has_underflow=True)
    assert clock.underruns == 1


def test_a_gap_that_the_device_hides_shows_in_when_the_next_block_sounds() -> None:
    # PulseAudio's ALSA plugin fills gaps with silence and reports none.
    clock = clock_of()
    play(clock, 20, gap_before=14, gap_s=0.025)
    assert clock.underruns == 1
    assert clock.onset_monotonic == pytest.approx(10.0, abs=1e-6)


@pytest.mark.parametrize("gap_before", [3, 8])
def test_a_gap_in_the_silence_before_the_clip_disturbs_nothing(gap_before: int) -> None:
    clock = clock_of()
    play(clock, 20, gap_before=gap_before, gap_s=0.3, has_underflow=True)
    assert clock.underruns == 0


def test_a_gap_in_the_silence_after_the_clip_disturbs_nothing() -> None:
    clock = clock_of(n_frames=6000)
    play(clock, 30, gap_before=15, gap_s=0.3, has_underflow=True)
    assert clock.underruns == 0


def test_a_gap_right_before_the_last_frames_is_an_underrun() -> None:
    clock = clock_of(n_frames=6001)
    play(clock, 30, gap_before=13, gap_s=0.3, has_underflow=True)
    assert clock.underruns == 1


@pytest.mark.parametrize("drift", [-2e-4, 2e-4])
def test_clocks_that_drift_apart_are_no_underrun(drift: float) -> None:
    # 200 ppm is worse than any sound card's crystal; over 5 minutes it adds up to 60 ms.
    clock = clock_of(n_frames=300 * RATE)
    play(clock, 12_000, drift=drift)
    assert clock.underruns == 0


@pytest.mark.parametrize("told", [0.0, -1.0, STREAM_EPOCH_S + 60.0])
def test_a_nonsensical_converter_time_is_replaced_by_the_streams_latency(told: float) -> None:
    clock = clock_of()
    clock.note_block(0, BLOCK, BlockTimes(current_s=STREAM_EPOCH_S, dac_s=told, monotonic_s=10.0))
    assert clock.onset_monotonic == pytest.approx(10.0 + LEAD_S, abs=1e-6)
