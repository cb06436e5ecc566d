"""The player without sound: keeps time, says what it is, and leaves nothing behind."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Iterator
from queue import Queue

import numpy as np
import pytest

from merlingua.surveys.errors import PlaybackError
from merlingua.surveys.playback import Player, Playhead, Samples
from merlingua.surveys.silent_player import SILENT_DEVICE, SilentPlayer
from merlingua.surveys.steps import PlayReport

SECOND: Samples = np.full((48_000, 2), 0.1, dtype=np.float32)


@pytest.fixture(autouse=True)
def _no_thread_is_left() -> Iterator[None]:
    yield
    for thread in threading.enumerate():
        if thread.name.startswith("merlingua"):
            thread.join(2)
            assert not thread.is_alive()


@pytest.mark.parametrize("speed", [20.0, math.inf])
def test_a_play_ends_once_with_every_frame_and_says_that_it_was_simulated(speed: float) -> None:
    player: Player = SilentPlayer(speed=speed)
    reports: Queue[PlayReport] = Queue()
    player.play(SECOND, gain_db=-3.0, pre_silence_s=0.5, on_end=reports.put)
    report = reports.get(timeout=5)
    assert (report.frames_played, report.frames_total, report.sample_rate) == (48_000, 48_000, 48_000)
    assert report.flags == ("simulated",)
    assert not report.is_complete, "no listener heard it"
    assert (report.device, report.gain_db, report.underruns) == (SILENT_DEVICE, -3.0, 0)
    player.close()
    assert reports.empty()
    assert player.report() == report


def test_its_clock_runs_as_fast_as_asked() -> None:
    player = SilentPlayer(speed=10.0)
    reports: Queue[PlayReport] = Queue()
    started_at = time.monotonic()
    player.play(SECOND, pre_silence_s=1.0, on_end=reports.put)
    onset = player.position().onset_monotonic
    reports.get(timeout=5)
    took_s = time.monotonic() - started_at
    assert onset is not None
    assert onset - started_at == pytest.approx(0.1, abs=0.02)
    assert 0.2 <= took_s < 1.0
    player.close()


def test_the_playhead_waits_for_the_onset_and_never_falls_back() -> None:
    player = SilentPlayer(speed=4.0)
    player.play(SECOND, pre_silence_s=0.2)
    assert player.position().frame == 0
    heads: list[Playhead] = []
    while not heads or heads[-1].is_playing:
        heads.append(player.position())
        time.sleep(0.005)
    frames = [head.frame for head in heads]
    assert frames == sorted(frames)
    assert frames[-1] == 48_000
    assert any(0 < frame < 48_000 for frame in frames)
    player.close()


def test_a_stopped_play_says_so_and_how_far_it_came() -> None:
    player = SilentPlayer()
    reports: Queue[PlayReport] = Queue()
    player.play(SECOND, on_end=reports.put)
    time.sleep(0.1)
    player.stop()
    report = reports.get_nowait()
    assert report.flags == ("stopped", "simulated")
    assert 0 < report.frames_played < 48_000
    time.sleep(0.05)
    assert player.position().frame == report.frames_played
    player.stop()
    player.close()
    player.close()
    assert reports.empty()


def test_a_new_play_ends_the_one_before() -> None:
    player = SilentPlayer()
    reports: Queue[PlayReport] = Queue()
    player.play(SECOND, on_end=reports.put)
    player.play(SECOND, on_end=reports.put)
    assert "stopped" in reports.get_nowait().flags
    player.close()
    assert "stopped" in reports.get_nowait().flags


def test_the_next_play_may_begin_where_the_last_one_ends() -> None:
    player = SilentPlayer(speed=math.inf)
    ended = threading.Event()
    player.play(SECOND, on_end=lambda _: player.play(SECOND, on_end=lambda _: ended.set()))
    assert ended.wait(5)
    player.close()


def test_a_closed_player_plays_no_more() -> None:
    player = SilentPlayer()
    player.close()
    with pytest.raises(PlaybackError, match="closed"):
        player.play(SECOND)


def test_there_is_no_report_before_the_first_play() -> None:
    with pytest.raises(PlaybackError, match="nothing was played yet"):
        SilentPlayer().report()


@pytest.mark.parametrize("speed", [0.0, -1.0, math.nan])
def test_a_clock_that_does_not_run_is_refused(speed: float) -> None:
    with pytest.raises(PlaybackError, match="must be above 0"):
        SilentPlayer(speed=speed)
