"""Statistics of the mel bands and of how they move: what a network's first layers could count, without one.

Conventions
-----------
Of each of the 128 mel bands: mean, standard deviation, and standard deviation of the differences from frame
to frame. Of 16 groups of 8 neighbouring bands: the mean power spectrum of their level over windows of 4.1 s,
in 8 bands of modulation from .25 to 15.6 Hz, as a logarithm. Syllables and beats stand at 1 to 8 Hz.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from merlingua.mer_models.baselines import FeatureTable
from merlingua.mer_models.feature_cache import LogMels

WINDOW_FRAMES = 128
HOP_FRAMES = 64
N_GROUPS = 16
BAND_EDGES = (1, 2, 4, 7, 11, 17, 26, 40, 65)
"""Bins of .244 Hz each (31.25 frames a second): .24, .49, .98, 1.7, 2.7, 4.2, 6.3, 9.8 to 15.6 Hz."""
SMALLEST_POWER = 1e-6

Floats = NDArray[np.float64]


def mel_statistics(mels: NDArray[np.float32]) -> Floats:
    """(n_frames, n_mels) → (3 · n_mels,): mean, standard deviation, standard deviation of differences."""
    frames = mels.astype(np.float64)
    changes = np.diff(frames, axis=0) if len(frames) > 1 else np.zeros_like(frames)
    return np.concatenate([frames.mean(axis=0), frames.std(axis=0), changes.std(axis=0)])


def modulation_spectrum(mels: NDArray[np.float32]) -> Floats:
    """(n_frames, n_mels) → (128,): 16 groups of mel bands by 8 bands of modulation, ln of power."""
    groups = mels.astype(np.float64).reshape(len(mels), N_GROUPS, -1).mean(axis=2)
    if len(groups) < WINDOW_FRAMES:
        groups = np.pad(groups, ((0, WINDOW_FRAMES - len(groups)), (0, 0)), mode="edge")
    windows = np.lib.stride_tricks.sliding_window_view(groups, WINDOW_FRAMES, axis=0)[::HOP_FRAMES]
    centred = (windows - windows.mean(axis=2, keepdims=True)) * np.hanning(WINDOW_FRAMES)
    power = (np.abs(np.fft.rfft(centred, axis=2)) ** 2).mean(axis=0)  # (16, 65)
    bands = [power[:, low:high].mean(axis=1) for low, high in pairwise(BAND_EDGES)]
    return np.log(np.stack(bands, axis=1) + SMALLEST_POWER).ravel()


def dsm_table(descriptors: FeatureTable, mels: LogMels) -> FeatureTable:
    """Descriptors, mel statistics and modulation spectra of the clips that have both, as three blocks.

    The blocks weigh alike in `soft_logistic.fit_soft_logistic`, however many columns each has.
    """
    described = set(descriptors.clip_ids)
    chosen = [index for index, clip_id in enumerate(mels.clip_ids) if clip_id in described]
    clip_ids = tuple(mels.clip_ids[index] for index in chosen)
    statistics = np.stack([mel_statistics(mels.clip(index)) for index in chosen])
    modulations = np.stack([modulation_spectrum(mels.clip(index)) for index in chosen])
    blocks = (descriptors.of_clips(clip_ids), statistics, modulations)
    return FeatureTable(clip_ids, np.hstack(blocks), tuple(block.shape[1] for block in blocks))
