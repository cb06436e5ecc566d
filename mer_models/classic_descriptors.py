"""What one computed of music before networks: timbre, harmony, rhythm and loudness of a clip as 121 numbers.

A regression on them is what every model here is held against.

Conventions
-----------
A clip is one channel of 16 kHz, divided by its peak. Spectra have windows of 2048 samples (128 ms) every
1024. Of each series over time the mean and the standard deviation are taken, of the MFCC also the root mean
square of the differences from frame to frame. The numbers are librosa's; key strengths are correlations of
the mean chroma with the profiles of Krumhansl and Kessler (1982).

Rows are kept in the user's cache, known by the content of the clip.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from merlingua.mer_models.audio_decoding import read_mono
from merlingua.mer_models.baselines import FeatureTable
from merlingua.mer_models.corpus import CorpusClip
from merlingua.mer_models.descriptor_cache import DescribedClip, DescriptorKind, cached_rows

VERSION = 1
"""Counts up when the same sound gives other numbers."""
SAMPLE_RATE = 16_000
N_FFT, HOP = 2048, 1024
N_MFCC = 20
N_CONTRAST_BANDS = 5
SHORTEST_S = 1.0
"""Shorter clips are lengthened with silence: a tempo of one sample is no number."""

PITCHES = ("c", "c_sharp", "d", "d_sharp", "e", "f", "f_sharp", "g", "g_sharp", "a", "a_sharp", "b")
MAJOR = (6.35, 2.23, 3.48, 2.33, 4.38, 4.09, 2.52, 5.19, 2.39, 3.66, 2.29, 2.88)
MINOR = (6.33, 2.68, 3.52, 5.38, 2.60, 3.53, 2.54, 4.75, 3.98, 2.69, 3.34, 3.17)
"""Krumhansl and Kessler (1982), ratings of probe tones from the tonic upwards."""

_SERIES = (
    *(f"mfcc_{n}" for n in range(1, N_MFCC + 1)),
    *(f"chroma_{pitch}" for pitch in PITCHES),
    *(f"contrast_{n}" for n in range(1, N_CONTRAST_BANDS + 2)),
    *(f"tonnetz_{axis}" for axis in ("fifth_x", "fifth_y", "minor_x", "minor_y", "major_x", "major_y")),
    "centroid_hz",
    "rolloff_hz",
    "flatness",
    "rms",
    "onset_strength",
)
DESCRIPTOR_NAMES: tuple[str, ...] = (
    *(f"{name}_mean" for name in _SERIES),
    *(f"{name}_sd" for name in _SERIES),
    *(f"mfcc_{n}_change" for n in range(1, N_MFCC + 1)),
    "tempo_bpm",
    "key_clarity",
    "major_minus_minor",
)

KIND = DescriptorKind(
    "classic-descriptors",
    (VERSION, SAMPLE_RATE, N_FFT, HOP, SHORTEST_S, *DESCRIPTOR_NAMES),
    len(DESCRIPTOR_NAMES),
    np.float64,
)

Floats = NDArray[np.float64]


def classic_descriptors(
    clips: Sequence[CorpusClip],
    cache_dir: Path | None = None,
    *,
    on_progress: Callable[[int, int], None] | None = None,
    n_workers: int | None = None,
) -> FeatureTable:
    """The descriptors of clips, computing those that are not there yet; columns are `DESCRIPTOR_NAMES`.

    A clip that cannot be read has no row: `FeatureTable.of_clips` names it where it is needed.

    Raises
    ------
    FeatureError
        If not one clip can be read, or the cache cannot be written.
    """
    found = cached_rows(clips, KIND, _of_clip, cache_dir, on_progress=on_progress, n_workers=n_workers)
    return FeatureTable(found.clip_ids, np.concatenate(found.rows))


def descriptors_of(samples: NDArray[np.float32]) -> Floats:
    """The descriptors of one sound, shape (121,), in the order of `DESCRIPTOR_NAMES`.

    Parameters
    ----------
    samples : shape (n_samples,)
        One channel of 16 kHz.
    """
    from librosa import feature, onset, power_to_db, stft

    shortest = round(SHORTEST_S * SAMPLE_RATE)
    sound = np.pad(samples, (0, max(0, shortest - len(samples))))
    spectrum = np.abs(stft(sound, n_fft=N_FFT, hop_length=HOP))
    mels = power_to_db(feature.melspectrogram(S=spectrum**2, sr=SAMPLE_RATE))
    # A tuning that is estimated anew moves the pitches of a clip: music here is tuned to 440 Hz.
    chroma = feature.chroma_stft(S=spectrum**2, sr=SAMPLE_RATE, tuning=0.0)
    mfcc = feature.mfcc(S=mels, n_mfcc=N_MFCC)
    strength = onset.onset_strength(S=mels, sr=SAMPLE_RATE)
    series = np.concatenate(
        [
            mfcc,
            chroma,
            feature.spectral_contrast(S=spectrum, sr=SAMPLE_RATE, n_bands=N_CONTRAST_BANDS),
            feature.tonnetz(chroma=chroma),
            feature.spectral_centroid(S=spectrum, sr=SAMPLE_RATE),
            feature.spectral_rolloff(S=spectrum, sr=SAMPLE_RATE),
            feature.spectral_flatness(S=spectrum),
            feature.rms(S=spectrum, frame_length=N_FFT),
            strength[None, : mfcc.shape[1]],
        ]
    ).astype(np.float64)
    tempo = float(feature.tempo(onset_envelope=strength, sr=SAMPLE_RATE, hop_length=HOP)[0])
    change = np.sqrt((np.diff(mfcc.astype(np.float64), axis=1) ** 2).mean(axis=1))
    clarity, mode = key_strengths(chroma.mean(axis=1))
    return np.concatenate([series.mean(axis=1), series.std(axis=1), change, [tempo, clarity, mode]])


def key_strengths(chroma: NDArray[np.floating]) -> tuple[float, float]:
    """(correlation with the best key's profile, best major minus best minor key) of a mean chroma (12,)."""
    centred = np.asarray(chroma, dtype=np.float64) - np.mean(chroma)
    if not centred.any():
        return 0.0, 0.0
    best = []
    for profile in (MAJOR, MINOR):
        keys = np.stack([np.roll(profile, tonic) for tonic in range(12)])
        keys -= keys.mean(axis=1, keepdims=True)
        best.append(float((keys @ centred / (np.linalg.norm(keys, axis=1) * np.linalg.norm(centred))).max()))
    return max(best), best[0] - best[1]


def _of_clip(clip: CorpusClip) -> DescribedClip:
    return DescribedClip(descriptors_of(read_mono(clip, SAMPLE_RATE).samples)[None])
