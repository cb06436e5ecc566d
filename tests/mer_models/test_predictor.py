"""A model's answers for files: whole, second by second, in blocks, calibrated."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile
import torch

from merlingua.mer_models import predictor as predictor_module
from merlingua.mer_models import sound_blocks
from merlingua.mer_models.audio_decoding import read_mono
from merlingua.mer_models.corpus import CorpusClip
from merlingua.mer_models.errors import CheckpointError, FeatureError
from merlingua.mer_models.log_mel import LogMelSettings, log_mel
from merlingua.mer_models.model_calibration import Calibration, SoundRange
from merlingua.mer_models.predictions import HalfWidths
from merlingua.mer_models.predictor import Predictor
from merlingua.mer_models.saliency import baseline, integrated_gradients
from merlingua.mer_models.sound_blocks import measure, mel_blocks
from tests.mer_models.small_predictors import made_up_music, network, predictor

NETWORKS = ("small-cnn", "scae-linear", "scae-classifier", "ensemble")
SETTINGS = LogMelSettings()
# Float32 sums of thousands of frames in another order.
ROUNDING = 1e-5


@pytest.fixture
def song(tmp_path: Path) -> Path:
    file = tmp_path / "song.wav"
    soundfile.write(file, made_up_music(24.3), 16_000)
    return file


def mels_at_once(file: Path) -> np.ndarray:
    samples = read_mono(CorpusClip("song", file, "song"), SETTINGS.sample_rate).samples
    return log_mel(torch.from_numpy(samples), SETTINGS).numpy()


def in_small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two decodings of stretches of 2.5 s, blocks of 4 s: what a file of hours is read by."""

    def small(sound, settings, *, margin):
        return mel_blocks(sound, settings, margin=margin, block_frames=128)

    monkeypatch.setattr(sound_blocks, "STRETCH_S", 2.5)
    monkeypatch.setattr(predictor_module, "measure", lambda path, settings: measure(path, settings, held_s=3))
    monkeypatch.setattr(predictor_module, "mel_blocks", small)


@pytest.mark.parametrize("name", NETWORKS)
def test_the_answer_for_a_file_is_the_networks_answer_to_all_of_its_frames(name: str, song: Path):
    mels = torch.from_numpy(mels_at_once(song).T.copy())[None]
    with torch.inference_mode():
        expected = network(name)(mels).quadrants.softmax(dim=1)[0].numpy()
    found = predictor(name).predict(song).quadrants
    assert np.ptp(expected) > 0.1  # it hears something
    np.testing.assert_allclose(found, expected, atol=ROUNDING)


@pytest.mark.parametrize("name", NETWORKS)
def test_a_file_read_in_blocks_and_decoded_twice_gives_the_same(
    name: str, song: Path, monkeypatch: pytest.MonkeyPatch
):
    asked = predictor(name)
    at_once = asked.predict(song, curve=True)
    in_small_blocks(monkeypatch)
    in_blocks = asked.predict(song, curve=True)
    np.testing.assert_allclose(in_blocks.quadrants, at_once.quadrants, atol=ROUNDING)
    assert at_once.curve is not None
    assert in_blocks.curve is not None
    np.testing.assert_array_equal(in_blocks.curve.times_s, at_once.curve.times_s)
    np.testing.assert_allclose(in_blocks.curve.quadrants, at_once.curve.quadrants, atol=ROUNDING)


@pytest.mark.parametrize("format_", ["wav", "flac", "ogg", "mp3"])
@pytest.mark.parametrize("rate", [8_000, 44_100])
def test_blocks_hold_the_same_log_mels_in_each_format_as_the_whole_file(
    format_: str, rate: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    file = tmp_path / f"song.{format_}"
    stereo = np.stack([made_up_music(9.7, rate), made_up_music(9.7, rate, seed=2)], axis=1)
    soundfile.write(file, stereo, rate)
    monkeypatch.setattr(sound_blocks, "STRETCH_S", 2.5)
    sound = measure(file, SETTINGS, held_s=1)
    assert sound.held is None
    blocks = list(mel_blocks(sound, SETTINGS, margin=6, block_frames=64))
    found = np.concatenate([block.mels[block.before : block.before + block.n] for block in blocks])
    expected = mels_at_once(file)
    assert found.shape == expected.shape
    # Of the loudest 60 dB: below them are a decoder's and a resampler's last bits.
    loud = expected > expected.max() - 7
    np.testing.assert_allclose(found[loud], expected[loud], atol=0.02)


@pytest.mark.parametrize("name", ["small-cnn", "scae-linear"])
def test_a_second_of_the_curve_is_the_answer_to_the_window_around_it(name: str, tmp_path: Path):
    # Two halves that differ: far from the seam the curve is that of a file with one half alone. 64 s are
    # whole steps of 16 frames of 32 ms.
    loud, soft = made_up_music(64, seed=1), 0.5 * np.sin(2 * np.pi * 220 * np.arange(64 * 16_000) / 16_000)
    files = {key: tmp_path / f"{key}.wav" for key in ("both", "first", "second")}
    scale = np.abs(loud).max()
    soundfile.write(files["both"], np.concatenate([loud, soft]), 16_000, subtype="FLOAT")
    soundfile.write(files["first"], loud, 16_000, subtype="FLOAT")
    soundfile.write(files["second"], np.append(soft, scale), 16_000, subtype="FLOAT")
    asked = predictor(name)
    curves = {key: asked.predict(file, curve=True, window_s=5).curve for key, file in files.items()}
    both, first, second = (curves[key].quadrants for key in ("both", "first", "second"))
    np.testing.assert_allclose(both[5:59], first[5:59], atol=1e-4)
    np.testing.assert_allclose(both[69:122], second[5:58], atol=1e-4)
    assert np.abs(both[10] - both[100]).max() > 0.05


def test_the_curve_has_a_row_a_second_and_a_rest_of_half_a_second_joins_the_last(tmp_path: Path):
    lengths = {1.0: 1, 1.4: 1, 1.6: 2, 9.5: 9, 30.0: 30, 32.0: 32}
    for seconds, n_rows in lengths.items():
        file = tmp_path / "song.wav"
        soundfile.write(file, made_up_music(seconds), 16_000)
        curve = predictor().predict(file, curve=True).curve
        assert curve is not None
        assert len(curve) == len(curve.quadrants) == n_rows, seconds
        assert curve.times_s[-1] == pytest.approx((n_rows - 1 + seconds) / 2)
        np.testing.assert_allclose(curve.quadrants.sum(axis=1), 1, atol=1e-6)
        assert np.abs(curve.arousal).max() <= 1


def test_a_curve_is_made_only_where_it_is_asked_for_and_its_window_is_odd(song: Path):
    assert predictor().predict(song).curve is None
    for window_s in (0, 1, 4):
        with pytest.raises(ValueError, match="3, 5, 7"):
            predictor().predict(song, curve=True, window_s=window_s)


def calibration(**changes) -> Calibration:
    values = {
        "temperature": 2.0,
        "threshold": 0.6,
        "half_widths": HalfWidths(0.9, 0.2, 0.4, 0.6),
        "n_clips": 100,
    }
    return Calibration(**(values | changes))


def test_a_calibrated_models_answers_are_tempered_and_have_a_conformal_set(song: Path):
    plain = predictor("scae-classifier").predict(song, curve=True)
    tempered = predictor("scae-classifier", calibration()).predict(song, curve=True)
    expected = np.sqrt(plain.quadrants) / np.sqrt(plain.quadrants).sum()
    np.testing.assert_allclose(tempered.quadrants, expected, atol=1e-9)
    assert tempered.curve is not None
    np.testing.assert_allclose(tempered.curve.quadrants.sum(axis=1), 1, atol=1e-9)
    assert tempered.credible[0] == tempered.quadrant
    assert plain.credible == ()
    assert tempered.half_widths == HalfWidths(0.9, 0.2, 0.4, 0.6)


def test_sound_unlike_all_that_was_learnt_from_is_flagged(song: Path):
    spectrum = mels_at_once(song).astype(np.float64).mean(axis=0)
    near = SoundRange(spectrum, np.ones(128), limit=0.5)
    far = SoundRange(spectrum + 1.0, np.ones(128), limit=0.5)
    assert predictor(calibration=calibration(sound=near)).predict(song).flags == ()
    assert predictor(calibration=calibration(sound=far)).predict(song).flags == ("out of range",)


def test_quiet_short_and_clipped_sound_is_flagged(tmp_path: Path):
    def flags(samples: np.ndarray) -> tuple[str, ...]:
        soundfile.write(tmp_path / "song.wav", samples, 16_000, subtype="FLOAT")
        return predictor().predict(tmp_path / "song.wav").flags

    music = made_up_music(6)
    assert flags(music) == ()
    assert flags(music * 5e-4) == ("too quiet",)
    assert flags(music[: 4 * 16_000]) == ("too short",)
    assert flags(np.clip(music * 5, -1, 1)) == ("clipped",)


@pytest.mark.parametrize("n_channels", [1, 2, 8])
@pytest.mark.parametrize("rate", [8_000, 48_000, 192_000])
def test_any_rate_and_number_of_channels_is_heard(n_channels: int, rate: int, tmp_path: Path):
    file = tmp_path / "song.wav"
    soundfile.write(file, np.repeat(made_up_music(2, rate)[:, None], n_channels, axis=1), rate)
    prediction = predictor().predict(file)
    assert prediction.duration_s == 2
    assert prediction.quadrants.sum() == pytest.approx(1)


def test_each_file_that_cannot_be_heard_is_refused_in_one_line_that_names_it(tmp_path: Path):
    broken = {
        "silent.wav": (np.zeros(32_000), "is silent"),
        "one-sample.wav": (np.ones(1), r"6.25e-05 s of sound \(1 samples\) are too few; 1 s is the least"),
        "half-a-second.wav": (made_up_music(0.5), "0.5 s of sound"),
        "not-a-number.wav": (np.full(32_000, np.nan), "samples that are no numbers"),
    }
    for name, (samples, reason) in broken.items():
        soundfile.write(tmp_path / name, samples, 16_000, subtype="FLOAT")
        with pytest.raises(FeatureError, match=reason) as raised:
            predictor().predict(tmp_path / name)
        assert name in str(raised.value)
        assert "\n" not in str(raised.value)
    (tmp_path / "text.mp3").write_text("no sound at all")
    (tmp_path / "empty.wav").write_bytes(b"")
    (tmp_path / "folder.wav").mkdir()
    for name, reason in {
        "text.mp3": "cannot be decoded as audio",
        "empty.wav": "cannot be decoded as audio",
        "folder.wav": "is a folder",
        "missing.wav": "is not there",
    }.items():
        with pytest.raises(FeatureError, match=reason):
            predictor().predict(tmp_path / name)


def test_a_model_that_is_not_there_is_refused_naming_those_that_are(tmp_path: Path):
    with pytest.raises(CheckpointError, match="there is no model 'bset'"):
        Predictor.load("bset")
    with pytest.raises(CheckpointError, match=r"model\.safetensors"):
        Predictor.load(tmp_path / "model.safetensors")


@pytest.mark.parametrize(("name", "n_steps"), [("small-cnn", 128), ("scae-linear", 32), ("ensemble", 64)])
def test_saliency_adds_up_to_what_the_sound_changes(name: str, n_steps: int, song: Path):
    # The axiom of completeness, Sundararajan et al. (2017), proposition 1; the rest is the sum's own error.
    asked = predictor(name)
    mels = mels_at_once(song)[:48]
    module = asked.model.module
    found = integrated_gradients(module, mels, 0, n_steps=n_steps)
    assert found.shape == mels.shape
    start = baseline(module)[None, :, None].expand(1, 128, len(mels)).contiguous()
    with torch.inference_mode():
        ends = [
            float(module(each).quadrants.log_softmax(dim=1)[0, 0])
            for each in (torch.from_numpy(mels.T.copy())[None], start)
        ]
    assert abs(ends[0] - ends[1]) > 1
    assert found.sum() == pytest.approx(ends[0] - ends[1], rel=0.06)


def test_saliency_is_of_the_likeliest_quadrant_unless_one_is_named(tmp_path: Path):
    song = tmp_path / "song.wav"
    soundfile.write(song, made_up_music(2.5), 16_000)
    asked = predictor("small-cnn")
    likeliest = asked.predict(song).quadrant
    np.testing.assert_array_equal(asked.saliency(song), asked.saliency(song, likeliest))
    other = "Q1" if likeliest != "Q1" else "Q2"
    assert np.abs(asked.saliency(song, other) - asked.saliency(song)).max() > 1e-6
    with pytest.raises(FeatureError, match="nothing to look at from 60 s on"):
        asked.saliency(song, onset_s=60)
