"""Statistics of mel bands and their modulation, on log-mels that are made up."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile

from merlingua.mer_models.baselines import FeatureTable
from merlingua.mer_models.corpus import CorpusClip
from merlingua.mer_models.feature_cache import cached_log_mels
from merlingua.mer_models.log_mel import LogMelSettings
from merlingua.mer_models.modulation_descriptors import (
    BAND_EDGES,
    N_GROUPS,
    WINDOW_FRAMES,
    dsm_table,
    mel_statistics,
    modulation_spectrum,
)

FRAME_RATE_HZ = 31.25


@pytest.mark.parametrize("modulation_hz", [0.75, 2.0, 5.0, 12.0])
def test_a_band_that_swells_so_often_a_second_has_its_power_there(modulation_hz: float) -> None:
    time = np.arange(400) / FRAME_RATE_HZ
    mels = np.zeros((400, 128), dtype=np.float32)
    mels[:, 40:48] = np.sin(2 * np.pi * modulation_hz * time)[:, None]
    power = modulation_spectrum(mels).reshape(N_GROUPS, -1)
    group, band = np.unravel_index(power.argmax(), power.shape)
    edges_hz = np.array(BAND_EDGES) * FRAME_RATE_HZ / WINDOW_FRAMES
    assert group == 40 // 8
    assert edges_hz[band] <= modulation_hz < edges_hz[band + 1]


def test_the_statistics_are_those_of_the_bands() -> None:
    mels = np.random.default_rng(1).normal(size=(50, 128)).astype(np.float32)
    found = mel_statistics(mels).reshape(3, 128)
    np.testing.assert_allclose(found[0], mels.mean(axis=0), atol=1e-6)
    np.testing.assert_allclose(found[1], mels.std(axis=0), atol=1e-6)
    np.testing.assert_allclose(found[2], np.diff(mels, axis=0).std(axis=0), atol=1e-6)


@pytest.mark.parametrize("n_frames", [1, 2, 127, 128, 129])
def test_short_clips_have_numbers(n_frames: int) -> None:
    mels = np.full((n_frames, 128), -16.0, dtype=np.float32)
    assert np.isfinite(modulation_spectrum(mels)).all()
    assert np.isfinite(mel_statistics(mels)).all()


def test_the_table_has_the_clips_that_are_described_in_three_blocks(tmp_path: Path) -> None:
    rng = np.random.default_rng(1)
    clips = []
    for name in ("a", "b", "c"):
        soundfile.write(tmp_path / f"{name}.wav", rng.normal(0, 0.1, 16_000), 16_000)
        clips.append(CorpusClip(name, tmp_path / f"{name}.wav", name))
    mels = cached_log_mels(clips, LogMelSettings(), tmp_path / "cache")
    descriptors = FeatureTable(("c", "a"), np.array([[3.0, 3.0], [1.0, 1.0]]))
    table = dsm_table(descriptors, mels)
    assert table.clip_ids == ("a", "c")
    assert table.block_sizes == (2, 384, 128)
    np.testing.assert_array_equal(table.values[:, :2], [[1, 1], [3, 3]])
    np.testing.assert_array_equal(table.values[1, 2:386], mel_statistics(mels.clip(2)))
