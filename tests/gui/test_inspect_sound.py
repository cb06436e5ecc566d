"""Any place of a clip, a region again and again, on a player that keeps time without sound."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile
from pytestqt.qtbot import QtBot

from merlingua.gui import inspect_decoding
from merlingua.gui.inspect_decoding import peaks_of, read_stretch
from merlingua.gui.inspect_sound import InspectSound, _looped
from merlingua.surveys.errors import ClipError, PlaybackError
from merlingua.surveys.silent_player import SilentPlayer
from tests.gui.inspect_samples import RATE, write_clip

SPEED = 20.0


@pytest.fixture
def sound(qtbot: QtBot) -> Iterator[InspectSound]:
    sound = InspectSound(lambda: SilentPlayer(speed=SPEED))
    yield sound
    sound.close()
    qtbot.waitUntil(lambda: not _device_threads())


def _device_threads() -> list[str]:
    return [each.name for each in threading.enumerate() if each.name.startswith("merlingua-device")]


def opened(sound: InspectSound, qtbot: QtBot, file: str) -> None:
    with qtbot.waitSignal(sound.drawn):
        sound.begin()
        sound.open(file)


def test_a_clip_plays_to_its_end_and_begins_anew(sound: InspectSound, qtbot: QtBot, tmp_path: Path) -> None:
    opened(sound, qtbot, write_clip(tmp_path / "a.wav", 4.0))
    sound.toggle()
    assert sound.is_playing
    qtbot.waitUntil(lambda: not sound.is_playing)
    assert sound.place_s == pytest.approx(4.0, abs=0.01)
    with qtbot.waitSignal(sound.moved, check_params_cb=lambda at_s: at_s < 2.0):
        sound.toggle()


def test_it_goes_on_where_it_was_stopped(sound: InspectSound, qtbot: QtBot, tmp_path: Path) -> None:
    opened(sound, qtbot, write_clip(tmp_path / "a.wav", 30.0))
    sound.play_from(10.0)
    qtbot.waitUntil(lambda: sound.place_s > 12.0)
    sound.pause()
    qtbot.waitUntil(lambda: not sound.sound.is_playing)
    stopped_s = sound.place_s
    assert 12.0 < stopped_s < 30.0
    with qtbot.waitSignal(sound.moved, check_params_cb=lambda at_s: at_s >= stopped_s):
        sound.toggle()


def test_another_place_while_it_plays_is_played_from_there(
    sound: InspectSound, qtbot: QtBot, tmp_path: Path
) -> None:
    opened(sound, qtbot, write_clip(tmp_path / "a.wav", 40.0))
    sound.play_from(2.0)
    qtbot.waitUntil(lambda: sound.place_s > 3.0)
    places: list[float] = []
    sound.moved.connect(places.append)
    sound.go_to(30.0)
    qtbot.waitUntil(lambda: sound.place_s > 31.0)
    assert sound.is_playing
    assert all(at_s < 20 or at_s >= 30.0 for at_s in places)


def test_another_place_in_silence_is_only_shown(sound: InspectSound, qtbot: QtBot, tmp_path: Path) -> None:
    opened(sound, qtbot, write_clip(tmp_path / "a.wav"))
    with qtbot.waitSignal(sound.moved, check_params_cb=lambda at_s: at_s == 3.0):
        sound.go_to(3.0)
    assert not sound.is_playing


def test_a_region_is_heard_again_and_again_and_nothing_else(
    sound: InspectSound, qtbot: QtBot, tmp_path: Path
) -> None:
    opened(sound, qtbot, write_clip(tmp_path / "a.wav", 20.0))
    sound.set_region((5.0, 8.0))
    places: list[float] = []
    sound.toggle()
    sound.moved.connect(places.append)
    qtbot.waitUntil(lambda: int((np.diff(places) < -1.0).sum()) >= 3)
    assert all(4.99 <= at_s <= 8.01 for at_s in places)


def test_a_looped_region_has_no_gap_between_its_rounds() -> None:
    whole = np.arange(2 * 100, dtype=np.float32).reshape(100, 2)
    played = _looped(whole[40:], whole, 100)
    assert len(played) > 59 * 100
    np.testing.assert_array_equal(played[:60], whole[40:])
    np.testing.assert_array_equal(played[60:160], whole)
    np.testing.assert_array_equal(played[160:260], whole)


def test_a_clip_longer_than_a_stretch_plays_on_over_the_seam(
    sound: InspectSound, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inspect_decoding, "STRETCH_S", 3.0)
    opened(sound, qtbot, write_clip(tmp_path / "a.wav", 8.0))
    sound.toggle()
    qtbot.waitUntil(lambda: not sound.is_playing)
    assert sound.place_s == pytest.approx(8.0, abs=0.01)


def test_a_file_that_is_no_audio_is_refused_by_name(
    sound: InspectSound, qtbot: QtBot, tmp_path: Path
) -> None:
    file = tmp_path / "no.wav"
    file.write_text("no audio")
    with qtbot.waitSignal(sound.refused) as refused:
        sound.begin()
        sound.open(str(file))
    assert refused.args is not None
    assert refused.args[0] == str(file)
    assert isinstance(refused.args[1], ClipError)


def test_without_a_device_a_clip_is_drawn_all_the_same(qtbot: QtBot, tmp_path: Path) -> None:
    def no_device() -> SilentPlayer:
        raise PlaybackError("there is no sound device")

    sound = InspectSound(no_device)
    with qtbot.waitSignals([sound.drawn, sound.failed]):
        sound.begin()
        sound.open(write_clip(tmp_path / "a.wav"))
    sound.toggle()
    qtbot.waitUntil(lambda: not sound.is_playing)
    sound.close()


def test_clips_that_were_only_passed_by_are_not_decoded(
    sound: InspectSound, qtbot: QtBot, tmp_path: Path
) -> None:
    files = [write_clip(tmp_path / f"{number}.wav", 1.0) for number in range(6)]
    drawn: list[str] = []
    sound.drawn.connect(lambda file, _: drawn.append(file))
    sound.begin()
    for file in files:
        sound.open(file)
    qtbot.waitUntil(lambda: files[-1] in drawn)
    assert drawn == [files[-1]]


@pytest.mark.parametrize("n_channels", [1, 2, 8])
def test_any_number_of_channels_is_played_to_two_ears(n_channels: int, tmp_path: Path) -> None:
    file = tmp_path / "many.wav"
    soundfile.write(file, np.full((RATE, n_channels), 0.5), RATE)
    assert read_stretch(str(file), RATE).samples.shape == (RATE, 2)


def test_sound_over_full_scale_is_made_softer_not_cut(tmp_path: Path) -> None:
    file = tmp_path / "loud.wav"
    soundfile.write(file, np.full(RATE, 2.0), RATE, subtype="FLOAT")
    stretch = read_stretch(str(file), RATE)
    assert 2.0 * 10 ** (stretch.gain_db / 20) == pytest.approx(1.0, abs=1e-3)


def test_peaks_of_a_long_file_are_those_of_a_short_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = write_clip(tmp_path / "a.wav", 30.0)
    whole = peaks_of(read_stretch(file, RATE))
    monkeypatch.setattr(inspect_decoding, "STRETCH_S", 5.0)
    part = read_stretch(file, RATE)
    assert not part.is_whole
    np.testing.assert_allclose(peaks_of(part), whole, atol=0.02)


def test_a_file_of_one_sample_is_played() -> None:
    # Whether it can be predicted is the model's to say.
    stretch = inspect_decoding.Stretch("x", 0.0, 1 / RATE, RATE, np.zeros((1, 2), np.float32), 0.0)
    assert len(stretch.between(0.0, 1.0)) == 1
    assert len(peaks_of(stretch)) == 1
