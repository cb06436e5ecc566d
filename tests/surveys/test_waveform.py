"""Peaks for drawing."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from merlingua.surveys.waveform import waveform_peaks


@given(n_frames=st.integers(1, 500), n_bins=st.integers(1, 200), seed=st.integers(0, 99))
def test_peaks_are_the_greatest_magnitudes_of_their_stretches(n_frames: int, n_bins: int, seed: int) -> None:
    samples = np.random.default_rng(seed).uniform(-1, 1, (n_frames, 2)).astype(np.float32)
    peaks = waveform_peaks(samples, n_bins)
    assert peaks.shape == (n_bins,)
    for index, peak in enumerate(peaks):
        start = index * n_frames // n_bins
        end = max((index + 1) * n_frames // n_bins, start + 1)
        assert peak == np.abs(samples[start:end]).max()


def test_without_frames_there_is_silence() -> None:
    assert waveform_peaks(np.zeros((0, 2), dtype=np.float32), 5).tolist() == [0.0] * 5


def test_samples_without_channels_are_refused() -> None:
    with pytest.raises(ValueError, match="n_frames, n_channels"):
        waveform_peaks(np.zeros(5, dtype=np.float32), 5)
