"""The tone by which the level is set."""

from __future__ import annotations

import numpy as np
import pytest

from merlingua.surveys.loudness import measure_level
from merlingua.surveys.tones import calibration_tone


@pytest.mark.parametrize("sample_rate", [44_100, 48_000])
def test_the_tone_is_one_kilohertz_the_same_in_both_ears(sample_rate: int) -> None:
    tone = calibration_tone(sample_rate, 2.0)
    assert tone.shape == (2 * sample_rate, 2)
    assert tone.dtype == np.float32
    assert np.array_equal(tone[:, 0], tone[:, 1])
    spectrum = np.abs(np.fft.rfft(tone[:, 0]))
    assert np.argmax(spectrum) / 2.0 == 1000.0
    assert spectrum[1900:2101].sum() > 0.98 * spectrum.sum()


@pytest.mark.parametrize("level_lufs", [-23.0, -30.0])
def test_the_tone_is_as_loud_as_clips_at_that_level(level_lufs: float) -> None:
    # EBU Tech 3341, test 1: a stereo sine at −23 dB of full scale reads −23.0 ± 0.1 LUFS.
    measured = measure_level(calibration_tone(48_000, 10.0, level_lufs=level_lufs), 48_000)
    assert measured.lufs == pytest.approx(level_lufs, abs=0.1)


def test_the_tone_does_not_click() -> None:
    tone = calibration_tone(48_000, 1.0)
    assert np.abs(tone[[0, -1]]).max() < 1e-4
