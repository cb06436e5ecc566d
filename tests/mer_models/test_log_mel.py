"""Log-mels are librosa's, and their patches the paper's."""

from __future__ import annotations

from pathlib import Path

import librosa
import numpy as np
import pytest
import soundfile
import torch
from numpy.typing import NDArray

from merlingua.mer_models.audio_decoding import read_mono
from merlingua.mer_models.corpus import CorpusClip
from merlingua.mer_models.errors import FeatureError
from merlingua.mer_models.log_mel import LogMelSettings, log_mel, mel_filters, patch_starts
from tests.mer_models.speech_like import voice

SETTINGS = LogMelSettings()


def of_librosa(samples: NDArray[np.float32], settings: LogMelSettings = SETTINGS) -> NDArray[np.float64]:
    mels = librosa.feature.melspectrogram(
        y=samples,
        sr=settings.sample_rate,
        n_fft=settings.n_fft,
        win_length=settings.win_length,
        hop_length=settings.hop_length,
        n_mels=settings.n_mels,
        fmin=settings.f_min,
        fmax=settings.f_max,
        power=1,
        pad_mode="reflect",
    )
    logarithms: NDArray[np.float64] = np.log(mels + 1.19e-7).T
    return logarithms


@pytest.mark.parametrize(
    "settings",
    [
        SETTINGS,
        LogMelSettings(n_mels=64, f_min=30.0, f_max=7000.0),
        LogMelSettings(n_fft=1024, win_length=800, hop_length=160),
    ],
)
def test_the_filters_are_librosas(settings: LogMelSettings) -> None:
    expected = librosa.filters.mel(
        sr=settings.sample_rate,
        n_fft=settings.n_fft,
        n_mels=settings.n_mels,
        fmin=settings.f_min,
        fmax=settings.f_max,
        dtype=np.float64,
    )
    np.testing.assert_allclose(mel_filters(settings), expected, atol=1e-12)


@pytest.mark.parametrize("win_length", [1024, 2048, 801])
def test_log_mels_are_librosas_to_a_fiftieth_of_a_neper(win_length: int) -> None:
    settings = LogMelSettings(win_length=win_length)
    # A loud voice and then almost nothing: rounding shows in what is silent.
    samples = np.concatenate([voice(1.5, 3), 1e-5 * voice(1.5, 4)])
    ours = log_mel(torch.from_numpy(samples), settings).numpy()
    assert ours.shape == (settings.frames_in(len(samples)), 128)
    assert np.abs(ours - of_librosa(samples, settings)).max() < 0.02


@pytest.mark.shared
def test_a_reference_clip_has_the_authors_log_mels_and_61_patches(shared_dir: Path) -> None:
    # models.md, preprocessing: mono, 16 kHz, divided by its peak; 31 frames every 15 of 938.
    file = sorted((shared_dir / "reference-study" / "clips").iterdir())[0]
    rate = soundfile.info(file).samplerate
    heard = read_mono(CorpusClip(file.stem, file, "artist", duration_s=30.0), 16_000)
    assert float(np.abs(heard.samples).max()) == pytest.approx(1.0)
    read, _ = soundfile.read(file, dtype="float32", always_2d=True, frames=30 * rate)
    loaded = librosa.resample(read.mean(axis=1), orig_sr=rate, target_sr=16_000, res_type="soxr_hq")
    loaded = loaded / np.abs(loaded).max()
    ours = log_mel(torch.from_numpy(heard.samples), SETTINGS).numpy()
    assert len(ours) == SETTINGS.frames_in(len(heard.samples))
    assert len(patch_starts(SETTINGS.frames_in(30 * 16_000))) == 61
    # librosa rounds the length up: one sample more, which the last frame reflects.
    assert np.abs(ours - of_librosa(loaded))[:-1].max() < 0.02


def test_a_batch_is_its_clips() -> None:
    batch = torch.from_numpy(np.stack([voice(1.0, seed) for seed in range(3)]))
    together = log_mel(batch, SETTINGS)
    alone = torch.stack([log_mel(clip, SETTINGS) for clip in batch])
    # Matrices of another size are added up in another order.
    torch.testing.assert_close(together, alone, rtol=0, atol=1e-5)


def test_silence_gives_the_floor_and_no_nan() -> None:
    mels = log_mel(torch.zeros(16_000), SETTINGS)
    assert torch.equal(mels, torch.full_like(mels, float(np.log(np.float32(1.19e-7)))))


def test_too_few_samples_are_refused_in_words() -> None:
    with pytest.raises(FeatureError, match="1 samples are too few for one spectrum; more than 512 are due"):
        log_mel(torch.zeros(1), SETTINGS)


def test_settings_that_make_no_sense_are_refused_by_name() -> None:
    assert LogMelSettings.from_json(SETTINGS.to_json()) == SETTINGS
    with pytest.raises(FeatureError, match="no 'n_mel'"):
        LogMelSettings.from_json({"n_mel": 64})
    with pytest.raises(FeatureError, match="f_min < f_max"):
        LogMelSettings.from_json({"f_min": 9000.0})
