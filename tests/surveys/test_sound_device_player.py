"""Sound through PortAudio, ALSA and a PulseAudio daemon of the test's own, to its null sink and back.

What the sink's monitor recorded is compared with what was played at one fixed lag.
"""

from __future__ import annotations

import ctypes
import threading
import time
from collections.abc import Iterator
from queue import Queue

import numpy as np
import pytest

from merlingua.surveys.errors import PlaybackError
from merlingua.surveys.playback import Player, Playhead, Samples, amplified, output_devices
from merlingua.surveys.sound_device_player import STALL_S, SoundDevicePlayer
from merlingua.surveys.steps import PlayReport
from tests.pulse import PulseNullSink, Recording, clip_in_recording, missing_programs

pytestmark = [
    pytest.mark.sound,
    pytest.mark.skipif(missing_programs() != [], reason=f"needs {', '.join(missing_programs())}"),
]

RATE = 48_000
ATTEMPTS = 3
"""A busy machine may starve the device: the report then says so, and a listener would play it again."""


def noise(seconds: float, seed: int = 1) -> Samples:
    """Different in each ear and at each moment: no other lag can be mistaken for the right one."""
    rng = np.random.default_rng(seed)
    return rng.uniform(-0.2, 0.2, (round(seconds * RATE), 2)).astype(np.float32)


@pytest.fixture(scope="module")
def daemon(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PulseNullSink]:
    with (
        PulseNullSink(tmp_path_factory.mktemp("pulse")) as running,
        pytest.MonkeyPatch.context() as patch,
    ):
        for name, value in running.environment.items():
            patch.setenv(name, value)
        yield running


@pytest.fixture
def sink(daemon: PulseNullSink) -> Iterator[PulseNullSink]:
    """The running daemon: one that a test has lost is named there and does not fail the tests after it."""
    if daemon.ending():
        daemon.start()
    yield daemon
    if ending := daemon.ending():
        pytest.fail(ending, pytrace=False)


@pytest.fixture
def player(sink: PulseNullSink) -> Iterator[SoundDevicePlayer]:
    made = SoundDevicePlayer()
    yield made
    made.close()
    left = [thread.name for thread in threading.enumerate() if thread.name.startswith("merlingua")]
    assert left == []


def played(
    player: Player, sink: PulseNullSink, samples: Samples, *, gain_db: float = 0.0, pre_silence_s: float = 0.5
) -> tuple[PlayReport, Recording, list[tuple[float, Playhead]]]:
    """Play to the end and record it; heads are (moment, playhead)."""
    for attempt in range(ATTEMPTS):
        reports: Queue[PlayReport] = Queue()
        heads: list[tuple[float, Playhead]] = []
        try:
            with sink.recording() as recording:
                player.play(samples, gain_db=gain_db, pre_silence_s=pre_silence_s, on_end=reports.put)
                while reports.empty():
                    heads.append((time.monotonic(), player.position()))
                    time.sleep(0.01)
        except RuntimeError:
            # A daemon that aborts by itself says nothing about the player.
            if not sink.ending() or attempt == ATTEMPTS - 1:
                raise
            print(sink.ending())
            sink.start()
            continue
        report = reports.get()
        if report.underruns == 0:
            break
    return report, recording, heads


def wait_for_frame(player: Player, frame: int) -> None:
    deadline = time.monotonic() + 10
    while player.position().frame < frame:
        assert time.monotonic() < deadline, player.position()
        time.sleep(0.005)


def test_a_clip_reaches_the_sink_to_the_sample_with_its_gain(
    player: SoundDevicePlayer, sink: PulseNullSink
) -> None:
    samples = noise(3.0)
    report, recording, heads = played(player, sink, samples, gain_db=-6.0)
    lag, correlation, difference = clip_in_recording(recording.samples, amplified(samples, -6.0))
    assert correlation > 0.999
    assert difference == 0.0
    around = recording.samples.copy()
    around[lag : lag + len(samples)] = 0
    assert not around.any(), "silence before and after the clip"
    assert report.is_complete
    assert report.frames_played == report.frames_total == len(samples)
    assert (report.sample_rate, report.gain_db, report.device) == (RATE, -6.0, "default")

    onset = heads[-1][1].onset_monotonic
    assert onset is not None
    # The monitor is read in pieces of 20 ms, and the sink renders ahead by up to 50 ms.
    assert recording.arrival_of(lag) - onset == pytest.approx(0.0, abs=0.08)
    frames = [head.frame for _, head in heads]
    assert frames == sorted(frames)
    inside = [(moment, head.frame) for moment, head in heads if 0 < head.frame < len(samples)]
    assert len(inside) > 50
    assert max(abs((moment - onset) - frame / RATE) for moment, frame in inside) < 0.02


def test_short_clips_follow_each_other_on_one_player(player: SoundDevicePlayer, sink: PulseNullSink) -> None:
    for seed in (1, 2):
        samples = noise(0.3, seed)
        report, recording, _ = played(player, sink, samples, pre_silence_s=0.0)
        _, correlation, difference = clip_in_recording(recording.samples, samples)
        assert (report.is_complete, difference) == (True, 0.0)
        assert correlation > 0.999


def test_a_stopped_clip_says_how_much_of_it_was_heard(player: SoundDevicePlayer, sink: PulseNullSink) -> None:
    reports: Queue[PlayReport] = Queue()
    with sink.recording() as recording:
        player.play(noise(5.0), on_end=reports.put)
        wait_for_frame(player, RATE // 2)
        player.stop()
    report = reports.get_nowait()
    assert report.flags == ("stopped",)
    assert RATE // 2 <= report.frames_played < RATE
    assert not player.position().is_playing
    heard = np.flatnonzero(recording.samples.any(axis=1))
    # What the sink had rendered ahead (at most 50 ms) and what was flushed differ by less than the latency.
    assert heard[-1] - heard[0] == pytest.approx(report.frames_played, abs=0.15 * RATE)


def test_a_change_of_gain_while_it_plays_is_heard_without_a_click(
    player: SoundDevicePlayer, sink: PulseNullSink
) -> None:
    level: Samples = np.full((2 * RATE, 2), 0.4, dtype=np.float32)
    with sink.recording() as recording:
        player.play(level)
        wait_for_frame(player, RATE // 2)
        player.set_gain_db(-20.0)
        wait_for_frame(player, RATE)
        player.stop()
    heard = recording.samples[recording.samples.any(axis=1)]
    assert heard[0] == pytest.approx(0.4)
    assert heard[-1] == pytest.approx(0.04)
    assert np.abs(np.diff(heard, axis=0)).max() < 0.01
    assert player.report().gain_db == -20.0


def test_an_underrun_is_counted_and_flagged(player: SoundDevicePlayer) -> None:
    reports: Queue[PlayReport] = Queue()
    player.play(noise(1.5), on_end=reports.put)
    wait_for_frame(player, RATE // 4)
    # A library call that keeps Python's lock for 0.4 s: the callback cannot fill the 0.1 s that are buffered.
    ctypes.PyDLL(None).usleep(400_000)
    report = reports.get(timeout=10)
    assert report.underruns >= 1
    assert "underrun" in report.flags
    assert not report.is_complete
    assert player.position().underruns == report.underruns


def test_a_play_that_is_replaced_ends_as_stopped(player: SoundDevicePlayer) -> None:
    reports: Queue[PlayReport] = Queue()
    player.play(noise(5.0), on_end=reports.put)
    player.play(noise(0.2), on_end=reports.put)
    assert reports.get_nowait().flags == ("stopped",)
    assert reports.get(timeout=10).frames_played == round(0.2 * RATE)


def test_stopping_and_closing_twice_does_no_harm(sink: PulseNullSink) -> None:
    player = SoundDevicePlayer()
    player.stop()
    assert player.position() == Playhead()
    with pytest.raises(PlaybackError, match="Nothing was played yet"):
        player.report()
    player.play(noise(5.0))
    player.close()
    player.close()
    player.stop()
    with pytest.raises(PlaybackError, match="closed"):
        player.play(noise(0.1))


def test_a_refused_clip_leaves_the_player_ready(player: SoundDevicePlayer) -> None:
    with pytest.raises(PlaybackError, match="cut off"):
        player.play(noise(0.2), gain_db=40.0)
    reports: Queue[PlayReport] = Queue()
    player.play(noise(0.2), on_end=reports.put)
    assert reports.get(timeout=10).frames_played == round(0.2 * RATE)


def test_devices_are_listed_by_name_with_the_default_first(sink: PulseNullSink) -> None:
    devices = output_devices()
    assert (devices[0].name, devices[0].is_default) == ("default", True)
    assert [device.is_default for device in devices[1:]] == [False] * (len(devices) - 1)
    assert len({device.name for device in devices}) == len(devices)


def test_a_device_that_is_not_there_is_named_with_those_that_are(sink: PulseNullSink) -> None:
    with pytest.raises(
        PlaybackError, match=r"'Headphones' is not there; there are .*'default'.*Plug it in again"
    ):
        SoundDevicePlayer("Headphones")


@pytest.mark.parametrize("loss", ["unplug", "kill"])
def test_a_device_that_is_lost_in_a_clip_is_flagged_and_can_come_back(
    player: SoundDevicePlayer, sink: PulseNullSink, loss: str
) -> None:
    reports: Queue[PlayReport] = Queue()
    player.play(noise(8.0), on_end=reports.put)
    wait_for_frame(player, RATE // 4)
    getattr(sink, loss)()
    report = reports.get(timeout=5)
    assert report.flags == ("device_lost",)
    assert RATE // 4 <= report.frames_played < report.frames_total
    head = player.position()
    assert not head.is_playing
    assert head.error is not None
    assert "'default' stopped in the middle of the clip" in head.error

    with pytest.raises(PlaybackError, match=r"(does not take sound|No sound device)"):
        player.play(noise(0.2))
    sink.plug_in() if loss == "unplug" else sink.start()
    player.play(noise(0.2), on_end=reports.put)
    assert reports.get(timeout=10).is_complete


def test_a_device_that_silently_takes_no_more_sound_is_lost(
    player: SoundDevicePlayer, sink: PulseNullSink
) -> None:
    reports: Queue[PlayReport] = Queue()
    player.play(noise(8.0), on_end=reports.put)
    wait_for_frame(player, RATE // 4)
    sink.suspend()
    try:
        report = reports.get(timeout=STALL_S + 5)
    finally:
        sink.suspend(is_suspended=False)
    assert report.flags == ("device_lost",)
    assert report.frames_played < report.frames_total


def test_a_sound_system_that_hangs_does_not_hang_the_player(sink: PulseNullSink) -> None:
    player = SoundDevicePlayer()
    reports: Queue[PlayReport] = Queue()
    player.play(noise(8.0), on_end=reports.put)
    wait_for_frame(player, RATE // 4)
    with sink.frozen():
        assert reports.get(timeout=STALL_S + 5).flags == ("device_lost",)
        with pytest.raises(PlaybackError, match="has stopped answering"):
            player.play(noise(0.2))
        started_at = time.monotonic()
        player.close()
        assert time.monotonic() - started_at < 5
    deadline = time.monotonic() + 10
    while any(thread.name == "merlingua-playback" for thread in threading.enumerate()):
        assert time.monotonic() < deadline
        time.sleep(0.01)
