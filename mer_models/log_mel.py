"""Log-mel spectrograms and their patches: what every convolutional network here takes.

Conventions
-----------
Frames come first: a clip is (n_frames, n_mels), so that a patch is one stretch of memory. Values are natural
logarithms, in neper. The definition is librosa's: centred frames with reflected edges, a periodic Hann
window of 64 ms in an FFT of 2048, Slaney's mel bands on the magnitude, ln(S + 1.19e-7).

Reference: Gómez-Cañón et al. (2020), EUSIPCO, section III, and the authors' released code; bands after
Slaney (1998), Auditory Toolbox.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from functools import lru_cache
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from merlingua.mer_models.errors import FeatureError

PATCH_FRAMES = 31
PATCH_HOP_FRAMES = 15
LINEAR_HZ_PER_MEL = 200 / 3
LOGARITHMIC_FROM_HZ = 1000.0
LOGARITHMIC_STEP = math.log(6.4) / 27
"""Slaney's scale: linear to 1 kHz, then 27 mels for each factor of 6.4."""
FRAMES_AT_ONCE = 64
"""Two megabytes of spectra; all of a clip's at once take nearly twice as long."""


@dataclass(frozen=True)
class LogMelSettings:
    """Everything that decides a log-mel's values; stored with each model. Rates and bounds in Hz."""

    sample_rate: int = 16_000
    n_fft: int = 2048
    win_length: int = 1024
    hop_length: int = 512
    n_mels: int = 128
    f_min: float = 0.0
    f_max: float | None = None
    log_floor: float = 1.19e-7
    peak_normalise: bool = True

    def __post_init__(self) -> None:
        top = self.sample_rate / 2 if self.f_max is None else self.f_max
        if not (0 < self.win_length <= self.n_fft and self.hop_length > 0 and self.n_mels > 0):
            raise ValueError(f"a window of 1 to n_fft samples, a hop and bands above 0 are due; given {self}")
        if not (0 <= self.f_min < top <= self.sample_rate / 2 and self.log_floor > 0):
            raise ValueError(
                f"0 ≤ f_min < f_max ≤ half the sample rate and a floor above 0 are due; given {self}"
            )

    @property
    def frame_rate(self) -> float:
        """Frames a second."""
        return self.sample_rate / self.hop_length

    def frames_in(self, n_samples: int) -> int:
        return 1 + n_samples // self.hop_length

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> LogMelSettings:
        """Raises FeatureError where a name is unknown or a value impossible."""
        unknown = sorted(set(stored) - {each.name for each in fields(cls)})
        if unknown:
            raise FeatureError(f"log-mel settings have no {', '.join(map(repr, unknown))}")
        try:
            return cls(**stored)
        except (TypeError, ValueError) as error:
            raise FeatureError(f"the log-mel settings cannot be used: {error}") from error


def log_mel(samples: Tensor, settings: LogMelSettings) -> Tensor:
    """Log-mels of sound.

    Parameters
    ----------
    samples : shape (n_samples,) or (batch, n_samples)
        At ``settings.sample_rate``; more than half a window long, or the edges cannot be reflected.

    Returns
    -------
    float32, shape (n_frames, n_mels) or (batch, n_frames, n_mels), with n_frames = 1 + n_samples // hop
    """
    if samples.shape[-1] <= settings.win_length // 2:
        raise FeatureError(
            f"{samples.shape[-1]} samples are too few for one spectrum; "
            f"more than {settings.win_length // 2} are due"
        )
    batch = samples if samples.ndim == 2 else samples[None]
    # Where librosa, which centres the window in the FFT, has its first sample.
    before = settings.n_fft // 2 - (settings.n_fft - settings.win_length) // 2
    padded = functional.pad(batch[:, None], (before, settings.win_length - before), mode="reflect")[:, 0]
    n_frames = settings.frames_in(samples.shape[-1])
    frames = padded.unfold(1, settings.win_length, settings.hop_length)[:, :n_frames]
    mels = torch.stack([_mels(each, settings) for each in frames])
    logarithms = mels.add_(settings.log_floor).log_()
    return logarithms if samples.ndim == 2 else logarithms[0]


def _mels(frames: Tensor, settings: LogMelSettings) -> Tensor:
    """(n_frames, win_length) → (n_frames, n_mels), some frames at a time: what fits into a cache is quick."""
    window, filters = (each.to(frames.device) for each in _window_and_filters(settings))
    mels = torch.empty(len(frames), settings.n_mels, device=frames.device)
    # In double precision, as librosa's: in single, loud bands' rounding shows in silent ones (.2 neper).
    windowed = torch.zeros(FRAMES_AT_ONCE, settings.n_fft, dtype=torch.float64, device=frames.device)
    for first in range(0, len(frames), FRAMES_AT_ONCE):
        n = min(FRAMES_AT_ONCE, len(frames) - first)
        # Zeros around the window would turn the phases alone, so they may all come behind it.
        torch.mul(frames[first : first + n], window, out=windowed[:n, : settings.win_length])
        spectra = torch.view_as_real(torch.fft.rfft(windowed[:n]).to(torch.complex64))
        # Three times as fast as abs, which guards against overflows that sound cannot have.
        magnitudes = (spectra[..., 0].square() + spectra[..., 1].square()).sqrt_()
        torch.matmul(magnitudes, filters, out=mels[first : first + n])
    return mels


def mel_filters(settings: LogMelSettings) -> NDArray[np.float64]:
    """Triangles of equal area in Hz, shape (n_mels, 1 + n_fft // 2)."""
    top = settings.sample_rate / 2 if settings.f_max is None else settings.f_max
    mels = np.linspace(_mel_of(settings.f_min), _mel_of(top), settings.n_mels + 2)
    corners = _hz_of(mels)
    bins = np.linspace(0, settings.sample_rate / 2, 1 + settings.n_fft // 2)
    widths = np.diff(corners)
    rising = (bins - corners[:-2, None]) / widths[:-1, None]
    falling = (corners[2:, None] - bins) / widths[1:, None]
    return np.maximum(0, np.minimum(rising, falling)) * (2 / (corners[2:] - corners[:-2]))[:, None]


def patch_starts(
    n_frames: int, hop_frames: int = PATCH_HOP_FRAMES, patch_frames: int = PATCH_FRAMES
) -> range:
    """First frames of all whole patches: 61 of them in 30 s."""
    return range(0, max(0, n_frames - patch_frames + 1), hop_frames)


@lru_cache(maxsize=8)
def _window_and_filters(settings: LogMelSettings) -> tuple[Tensor, Tensor]:
    filters = torch.from_numpy(np.ascontiguousarray(mel_filters(settings).T, dtype=np.float32))
    return torch.hann_window(settings.win_length, periodic=True, dtype=torch.float64), filters


def _mel_of(hz: float) -> float:
    if hz < LOGARITHMIC_FROM_HZ:
        return hz / LINEAR_HZ_PER_MEL
    return LOGARITHMIC_FROM_HZ / LINEAR_HZ_PER_MEL + math.log(hz / LOGARITHMIC_FROM_HZ) / LOGARITHMIC_STEP


def _hz_of(mels: NDArray[np.float64]) -> NDArray[np.float64]:
    knee = LOGARITHMIC_FROM_HZ / LINEAR_HZ_PER_MEL
    logarithmic = LOGARITHMIC_FROM_HZ * np.exp(LOGARITHMIC_STEP * (mels - knee))
    return np.where(mels < knee, mels * LINEAR_HZ_PER_MEL, logarithmic)
