"""The headphone check: a pitch that only two separate ears can hear.

Each trial is three stretches of white noise. In one of them the noise of the right ear has the phase of a
narrow band around 600 Hz turned by 180°: over headphones a faint tone is heard there (Huggins pitch), over
loudspeakers the ears get a mixture and hear noise alone. Neither ear's own signal holds a cue.

References
----------
Milne, Bianco, Poole, Zhao, Oxenham, Billig & Chait (2021), "An online headphone screening test based on
dichotic pitch", Behav. Res. Methods 53: three intervals of 1 s, constant phase shift of 180° within ±6 % of
600 Hz in the right ear.
Cramer & Huggins (1958), "Creation of pitch through binaural interaction", J. Acoust. Soc. Am. 30.
"""

from __future__ import annotations

import hashlib

import numpy as np
from numpy.typing import NDArray

from merlingua.surveys.audio_files import faded

N_INTERVALS = 3
CENTRE_HZ = 600.0
BAND = 0.06
"""Half the band's width as a share of its centre."""
INTERVAL_S = 1.0
PAUSE_S = 0.5
"""Between intervals. This and the ramps are the project's own choice, not the paper's."""
RAMP_S = 0.1
NOISE_RMS_DB = -29.6
"""dB of full scale in each ear: about as loud as clips at −23 LUFS."""


def huggins_trial(sample_rate: int, correct_interval: int, *, seed: int) -> NDArray[np.float32]:
    """Three stretches of noise with pauses between them; the pitch is in ``correct_interval`` (1, 2 or 3).

    Returns
    -------
    float32, shape (n_frames, 2)

    Raises
    ------
    ValueError
        If there is no such interval.
    """
    if not 1 <= correct_interval <= N_INTERVALS:
        raise ValueError(
            f"correct_interval is {correct_interval}; a trial has the intervals 1 to {N_INTERVALS}"
        )
    rng = np.random.default_rng(seed)
    pause = np.zeros((round(PAUSE_S * sample_rate), 2), dtype=np.float32)
    parts = []
    for interval in range(1, N_INTERVALS + 1):
        noise = rng.standard_normal(round(INTERVAL_S * sample_rate))
        parts += [_noise(noise, sample_rate, has_pitch=interval == correct_interval), pause]
    return np.concatenate(parts[:-1])


def correct_intervals(seed: int, n: int) -> tuple[int, ...]:
    """Where the pitch is in each of ``n`` trials: 1, 2 or 3, each as often as the others, in seeded order.

    Sorted by SHA-256, so the same on every machine and with every version of NumPy.
    """

    def rank(word: str) -> bytes:
        return hashlib.sha256(f"huggins/{seed}/{word}".encode()).digest()

    intervals = range(1, N_INTERVALS + 1)
    whole, rest = divmod(n, N_INTERVALS)
    leftover = sorted(intervals, key=lambda interval: rank(f"rest/{interval}"))[:rest]
    pool = [*list(intervals) * whole, *leftover]
    shuffled = sorted(range(n), key=lambda trial: rank(f"trial/{trial}"))
    return tuple(pool[trial] for trial in shuffled)


def _noise(noise: NDArray[np.float64], sample_rate: int, *, has_pitch: bool) -> NDArray[np.float32]:
    """One interval, shape (n_frames, 2): ``noise`` to both ears, to the right one with its band turned."""
    noise = noise * (10 ** (NOISE_RMS_DB / 20) / np.sqrt(np.mean(noise**2)))
    right = noise
    if has_pitch:
        spectrum = np.fft.rfft(noise)
        frequencies_hz = np.fft.rfftfreq(len(noise), 1 / sample_rate)
        spectrum[np.abs(frequencies_hz - CENTRE_HZ) <= BAND * CENTRE_HZ] *= -1
        right = np.fft.irfft(spectrum, len(noise))
    ears = np.stack([noise, right], axis=1).astype(np.float32)
    return faded(ears, round(RAMP_S * sample_rate))
