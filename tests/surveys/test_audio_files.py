"""Decoding, cutting, resampling and fading: what a clip is when it is heard."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from merlingua.surveys.audio_files import AudioExcerpt, as_played, probe, read_clip
from merlingua.surveys.clips import Clip
from merlingua.surveys.errors import ClipError

RATE = 22_050


def noise(n_frames: int, n_channels: int = 2, seed: int = 1) -> NDArray[np.float32]:
    return np.random.default_rng(seed).uniform(-0.5, 0.5, (n_frames, n_channels)).astype(np.float32)


def clip_of(file: Path, onset_s: float = 0.0, duration_s: float = 1.0) -> Clip:
    return Clip("c1", file, onset_s, duration_s, "und", sha256="")


def written(file: Path, samples: NDArray[np.float32], rate: int = RATE, subtype: str | None = None) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    soundfile.write(file, samples, rate, subtype=subtype)
    return file


@pytest.mark.parametrize(
    ("name", "subtype", "error"),
    [("a.wav", "FLOAT", 0.0), ("a.flac", "PCM_24", 2**-23), ("a.ogg", None, 0.05), ("a.mp3", None, 0.05)],
)
def test_wav_flac_ogg_and_mp3_are_decoded_from_a_path_that_is_not_ascii(
    tmp_path: Path, name: str, subtype: str | None, error: float
) -> None:
    hertz = np.array([[300, 500]])
    samples = (0.5 * np.sin(2 * np.pi * hertz * np.arange(RATE)[:, np.newaxis] / RATE)).astype(np.float32)
    file = written(tmp_path / "müller" / "李" / name, samples, subtype=subtype)
    info = probe(file)
    assert (info.sample_rate, info.n_channels, info.format) == (RATE, 2, name[2:].upper())
    assert info.duration_s == pytest.approx(1.0, abs=1e-6)
    excerpt = read_clip(clip_of(file))
    assert excerpt.samples.shape == (RATE, 2)
    assert np.abs(excerpt.samples - samples).max() <= error


@given(first=st.integers(0, 900), n_frames=st.integers(1, 900))
def test_an_excerpt_is_the_files_samples_from_onset_for_duration(
    tmp_path_factory: pytest.TempPathFactory, first: int, n_frames: int
) -> None:
    samples = noise(1800, 1)
    file = tmp_path_factory.getbasetemp() / "whole.wav"
    if not file.exists():
        written(file, samples, 1000, "FLOAT")
    excerpt = read_clip(clip_of(file, first / 1000, n_frames / 1000))
    assert excerpt.sample_rate == 1000
    assert np.array_equal(excerpt.samples, samples[first : first + n_frames])


def test_an_excerpt_of_an_mp3_is_the_same_as_that_part_of_the_whole(tmp_path: Path) -> None:
    t = np.arange(5 * RATE) / RATE
    sweep = (0.5 * np.sin(2 * np.pi * (200 + 300 * t) * t)).astype(np.float32)[:, np.newaxis]
    file = written(tmp_path / "a.mp3", sweep)
    whole = read_clip(clip_of(file, 0.0, 5.0)).samples
    part = read_clip(clip_of(file, 2.0, 1.5)).samples
    # A seek would start with silence: an mp3 frame is decoded with the help of those before it.
    assert np.abs(part - whole[2 * RATE : 2 * RATE + len(part)]).max() < 1e-5


def test_a_mono_file_is_heard_in_both_ears_at_full_level(tmp_path: Path) -> None:
    samples = noise(RATE, 1)
    played = as_played(
        read_clip(clip_of(written(tmp_path / "m.wav", samples, subtype="FLOAT"))), RATE, fade_ms=0
    )
    assert played.flags.c_contiguous
    assert np.array_equal(played, np.repeat(samples, 2, axis=1))


def test_stereo_stays_stereo(tmp_path: Path) -> None:
    samples = noise(RATE)
    excerpt = read_clip(clip_of(written(tmp_path / "s.wav", samples, subtype="FLOAT")))
    assert np.array_equal(as_played(excerpt, RATE, fade_ms=0), samples)


def test_more_than_two_channels_are_refused(tmp_path: Path) -> None:
    file = written(tmp_path / "surround.wav", noise(RATE, 6))
    with pytest.raises(ClipError, match=r"'c1'.*surround\.wav has 6 channels; 1 and 2 are allowed"):
        read_clip(clip_of(file))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ClipError, match=r"gone\.wav is not there"):
        read_clip(clip_of(tmp_path / "gone.wav"))


@pytest.mark.parametrize("content", [b"", b"no audio at all", b"ID3" + bytes(200)])
def test_what_is_no_audio_is_refused_with_what_can_be_decoded(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "broken.mp3"
    file.write_bytes(content)
    with pytest.raises(ClipError, match=r"broken\.mp3 cannot be decoded as audio \(.*wav, flac, ogg and mp3"):
        probe(file)


@pytest.mark.parametrize("name", ["a.wav", "a.flac", "a.ogg", "a.mp3"])
def test_a_file_that_was_cut_off_is_never_taken_for_whole(tmp_path: Path, name: str) -> None:
    file = written(tmp_path / name, noise(4 * RATE))
    content = file.read_bytes()
    file.write_bytes(content[: len(content) // 2])
    with pytest.raises(ClipError, match=r"(ends at|breaks off|cannot be decoded)"):
        read_clip(clip_of(file, 0.0, 4.0))


@pytest.mark.parametrize(("onset_s", "duration_s"), [(0.0, 1.2), (0.9, 0.2), (1.0, 0.1), (7.0, 1.0)])
def test_a_clip_that_ends_after_its_file_is_refused_with_the_files_end(
    tmp_path: Path, onset_s: float, duration_s: float
) -> None:
    file = written(tmp_path / "short.wav", noise(RATE))
    with pytest.raises(
        ClipError, match=rf"ends at 1\.000 s.*start at {onset_s:g} s and last {duration_s:g} s"
    ):
        read_clip(clip_of(file, onset_s, duration_s))


def test_a_duration_that_was_rounded_up_to_milliseconds_is_no_error(tmp_path: Path) -> None:
    file = written(tmp_path / "a.wav", noise(round(1.0004 * RATE)))
    assert len(read_clip(clip_of(file, 0.0, 1.001)).samples) == round(1.0004 * RATE)


def test_samples_that_are_no_numbers_are_refused(tmp_path: Path) -> None:
    samples = noise(RATE)
    samples[100, 1] = np.nan
    with pytest.raises(ClipError, match="samples that are no numbers"):
        read_clip(clip_of(written(tmp_path / "nan.wav", samples, subtype="FLOAT")))


@pytest.mark.parametrize(("own_rate", "device_rate"), [(22_050, 48_000), (32_000, 44_100), (96_000, 48_000)])
def test_a_sine_is_the_same_sine_at_the_devices_rate(own_rate: int, device_rate: int) -> None:
    # A band-limited signal's samples at another rate are known exactly: those of the same sine.
    def sine(rate: int) -> NDArray[np.float32]:
        return (0.5 * np.sin(2 * np.pi * 997 * np.arange(rate) / rate)).astype(np.float32)[:, np.newaxis]

    played = as_played(AudioExcerpt(sine(own_rate), own_rate), device_rate, fade_ms=0)
    assert played.shape == (device_rate, 2)
    middle = slice(device_rate // 10, -device_rate // 10)
    assert np.abs(played[middle] - sine(device_rate)[middle]).max() < 1e-5


def test_fades_rise_and_fall_at_the_ends_alone() -> None:
    level = np.full((1000, 2), 0.5, dtype=np.float32)
    played = as_played(AudioExcerpt(level, 1000), 1000, fade_ms=100)
    assert np.all(np.diff(played[:100, 0]) > 0)
    assert played[0, 0] < 0.001
    assert played[49:51, 0].mean() == pytest.approx(0.25, abs=1e-6)
    assert np.array_equal(played[100:900], level[100:900])
    assert np.array_equal(played, played[::-1])


def test_fades_longer_than_the_clip_meet_in_its_middle() -> None:
    played = as_played(AudioExcerpt(np.ones((101, 1), dtype=np.float32), 1000), 1000, fade_ms=2000)
    assert played[50, 0] == 1.0
    assert played[0, 0] < 0.001


@pytest.mark.parametrize("n_channels", [1, 2])
def test_playing_an_excerpt_leaves_the_excerpt_as_it_was(n_channels: int) -> None:
    samples = noise(1000, n_channels)
    kept = samples.copy()
    as_played(AudioExcerpt(samples, 1000), 1000, fade_ms=50)
    assert np.array_equal(samples, kept)
