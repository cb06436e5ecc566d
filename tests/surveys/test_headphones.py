"""The headphone check: a pitch for two separate ears, and no cue for one."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from merlingua.surveys.headphones import correct_intervals, huggins_trial
from merlingua.surveys.loudness import measure_level

RATE = 44_100
BAND_HZ = (600 * 0.94, 600 * 1.06)


def intervals(trial: NDArray[np.float32], rate: int = RATE) -> list[NDArray[np.float32]]:
    """The three seconds of noise, without their ramps (which would smear the spectrum)."""
    starts = [round(number * 1.5 * rate) for number in range(3)]
    return [trial[start + rate // 10 : start + rate - rate // 10] for start in starts]


def ear_spectra(noise: NDArray[np.float32]) -> tuple[NDArray[np.float64], NDArray[np.complex128]]:
    """Frequencies in Hz, and windowed spectra of shape (n_frequencies, 2)."""
    window = np.hanning(len(noise))[:, np.newaxis]
    return np.fft.rfftfreq(len(noise), 1 / RATE), np.fft.rfft(noise * window, axis=0)


def test_a_trial_is_three_seconds_of_noise_with_pauses_between_them() -> None:
    # Milne et al. (2021): three intervals of 1000 ms.
    trial = huggins_trial(RATE, 1, seed=3)
    assert trial.shape == (round(4.0 * RATE), 2)
    assert trial.dtype == np.float32
    for start_s in (1.0, 2.5):
        assert not trial[round(start_s * RATE) : round((start_s + 0.5) * RATE)].any()
    assert np.abs(trial).max() < 1.0


@pytest.mark.parametrize("correct", [1, 2, 3])
def test_ears_differ_in_the_correct_interval_alone_and_there_by_half_a_turn_of_phase_in_the_band(
    correct: int,
) -> None:
    # Milne et al. (2021): constant phase shift of 180° within ±6 % of 600 Hz, in the right ear.
    for number, noise in enumerate(intervals(huggins_trial(RATE, correct, seed=7)), start=1):
        if number != correct:
            assert np.array_equal(noise[:, 0], noise[:, 1])
            continue
        frequencies, spectra = ear_spectra(noise)
        # Some bins away from the band's edges, where the window mixes both sides.
        inside = (frequencies > BAND_HZ[0] + 6) & (frequencies < BAND_HZ[1] - 6)
        outside = (frequencies < BAND_HZ[0] - 6) | (frequencies > BAND_HZ[1] + 6)
        left, right = spectra.T
        assert np.abs(left + right)[inside].max() < 0.05 * np.abs(left)[inside].mean()
        assert np.abs(left - right)[outside].max() < 0.05 * np.abs(left)[outside].mean()


@pytest.mark.parametrize("ear", [0, 1])
def test_one_ear_alone_has_no_more_and_no_less_energy_in_the_band_than_beside_it(ear: int) -> None:
    # "The input to either ear alone lacks any spectral or temporal cues to pitch" (Milne et al. 2021).
    powers = []
    for seed in range(150):
        frequencies, spectra = ear_spectra(intervals(huggins_trial(RATE, 2, seed=seed))[1])
        powers.append(np.abs(spectra[:, ear]) ** 2)
    power = np.mean(powers, axis=0)
    inside = (frequencies >= BAND_HZ[0]) & (frequencies <= BAND_HZ[1])
    beside = ((frequencies > 400) & (frequencies < 800)) & ~inside
    difference_db = 10 * np.log10(power[inside].mean() / power[beside].mean())
    # 58 bins × 150 trials of white noise: the standard error of the difference is below 0.1 dB.
    assert abs(difference_db) < 0.4
    for edge_hz in BAND_HZ:
        at_edge = np.abs(frequencies - edge_hz) < 4
        assert abs(10 * np.log10(power[at_edge].mean() / power[beside].mean())) < 0.8


def test_the_noise_is_about_as_loud_as_clips_at_the_default_level() -> None:
    # The default target_lufs of a study is −23: a listener sets one level for the check and the clips.
    noise = np.concatenate(intervals(huggins_trial(48_000, 2, seed=5), 48_000))
    assert measure_level(noise, 48_000).lufs == pytest.approx(-23.0, abs=1.0)


def test_trials_of_different_seeds_have_different_noise_and_the_same_seed_the_same() -> None:
    first, same, other = (huggins_trial(RATE, 1, seed=seed) for seed in (1, 1, 2))
    assert np.array_equal(first, same)
    assert abs(np.corrcoef(first[:, 0], other[:, 0])[0, 1]) < 0.02


@pytest.mark.parametrize("interval", [0, 4])
def test_an_interval_that_no_trial_has_is_refused(interval: int) -> None:
    with pytest.raises(ValueError, match=f"correct_interval is {interval}"):
        huggins_trial(RATE, interval, seed=1)


@given(seed=st.integers(0, 2**63), n=st.integers(0, 12))
def test_each_interval_is_correct_equally_often(seed: int, n: int) -> None:
    correct = correct_intervals(seed, n)
    assert len(correct) == n
    assert correct == correct_intervals(seed, n)
    counts = Counter(dict.fromkeys((1, 2, 3), 0))
    counts.update(correct)
    assert set(counts) == {1, 2, 3}
    assert max(counts.values()) - min(counts.values()) <= 1


def test_the_order_is_the_same_on_every_machine() -> None:
    # Kept from the first version: a resumed session must ask for the same intervals.
    assert [correct_intervals(seed, 6) for seed in (0, 1)] == [(1, 1, 3, 2, 3, 2), (3, 2, 3, 2, 1, 1)]


def test_where_the_pitch_comes_first_cannot_be_guessed() -> None:
    firsts = Counter(correct_intervals(seed, 6)[0] for seed in range(900))
    # Binomial(900, 1/3) has a standard deviation of 14: five of them.
    assert all(abs(firsts[interval] - 300) < 71 for interval in (1, 2, 3))
