"""Feature maps of any length as sums a second, from which every stretch's mean and spread follow.

Conventions
-----------
A network that pools over time is two halves: maps of frames (`time_maps`), and an answer to pooled maps
(`answer_to`). Sums of values, of squares and of differences are kept a second each, so that one pass over a
file gives the answer for all of it and for a window around each second, whatever its length.

The mean over the whole of a file equals what the network pools in one pass, up to rounding: blocks bring the
frames around them that convolutions look at.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

import torch
from torch import Tensor, nn

from merlingua.mer_models.emotion_classifier import SMALLEST_VARIANCE, EmotionClassifier, EmotionLogits
from merlingua.mer_models.errors import FeatureError
from merlingua.mer_models.linear_head import ProbedEncoder
from merlingua.mer_models.small_cnn import SmallCnn

SCAE_MARGIN = 6
"""Six convolutions of three frames, and no pooling over time."""
SMALL_CNN_STRIDE = 16
SMALL_CNN_MARGIN = 48
"""Two convolutions of three frames before each of four poolings reach 30 frames; a multiple of the stride."""


@dataclass(frozen=True)
class TimeMaps:
    """What a network makes of frames before it pools: (n_channels, n_steps), ``stride`` frames a step."""

    module: nn.Module
    stride: int
    margin: int

    def __call__(self, mels: Tensor) -> list[Tensor]:
        """Log-mels (1, n_mels, n_frames) → one map for each part that is pooled by itself."""
        module = self.module
        if isinstance(module, SmallCnn):
            return [module.time_maps(mels)[0]]
        if isinstance(module, ProbedEncoder) and module.head.settings.stages == "all":
            return [maps.flatten(1, 2)[0] for maps in module.encoder.stages(mels)]
        return [cast(nn.Module, module.encoder)(mels).flatten(1, 2)[0]]


@dataclass
class Moments:
    """Sums over steps: how many, of values, of squares; how many differences, of them, of their squares.

    Each of ``sums`` has shape (n_channels, 4), for one part of the maps, and ``counts`` is (n steps,
    n differences).
    """

    sums: list[Tensor]
    counts: Tensor

    def add(self, other: Moments) -> None:
        for mine, more in zip(self.sums, other.sums, strict=True):
            mine += more
        self.counts = self.counts + other.counts


def time_maps_of(module: nn.Module) -> TimeMaps | None:
    """The first half of a network that pools over time; None for one that takes 31 frames alone."""
    if isinstance(module, SmallCnn):
        return TimeMaps(module, SMALL_CNN_STRIDE, SMALL_CNN_MARGIN)
    if isinstance(module, EmotionClassifier) and module.head.settings.pooling == "flatten":
        return None
    if isinstance(module, EmotionClassifier | ProbedEncoder):
        return TimeMaps(module, 1, SCAE_MARGIN)
    raise FeatureError(f"a {type(module).__name__} takes no log-mels of files")


def bin_moments(maps: Sequence[Tensor], last: Sequence[Tensor] | None, bins: Tensor, n_bins: int) -> Moments:
    """Sums a second: each of ``sums`` has shape (n_bins, n_channels, 4), ``counts`` (n_bins, 2).

    Parameters
    ----------
    maps : shape (n_channels, n_steps) each
    last : shape (n_channels,) each, or None at the beginning
        The step before the first, to which it has a difference.
    bins : shape (n_steps,)
        The second that each step belongs to, from 0.
    """
    indicator = torch.zeros(len(bins), n_bins, dtype=torch.float32)
    indicator[torch.arange(len(bins)), bins] = 1
    sums = []
    for number, each in enumerate(maps):
        before = each[:, :1] if last is None else last[number][:, None]
        differences = torch.diff(each, dim=1, prepend=before)
        rows = torch.stack([each, each.square(), differences, differences.square()], dim=1)
        sums.append(
            (rows.reshape(-1, rows.shape[-1]) @ indicator).reshape(len(each), 4, n_bins).permute(2, 0, 1)
        )
    steps = indicator.sum(dim=0)
    differences_in = steps.clone()
    if last is None:
        differences_in[bins[0]] -= 1
    return Moments(sums, torch.stack([steps, differences_in], dim=1).double())


def answer_to(module: nn.Module, moments: Moments) -> EmotionLogits:
    """The second half: the answer to what was summed, for each of n stretches.

    ``moments.sums`` have shape (n, n_channels, 4), ``moments.counts`` (n, 2).
    """
    vectors = pooled_vector(module, moments)
    if isinstance(module, SmallCnn):
        return module.answer_to_pooled(vectors)
    return cast(EmotionLogits, cast(nn.Module, module.head)(vectors))


def pooled_vector(module: nn.Module, moments: Moments) -> Tensor:
    """What the network itself would pool of each stretch (`clip_vectors`), shape (n, n_features)."""
    if not (isinstance(module, ProbedEncoder) and module.head.settings.stages == "all"):
        return _mean_and_sd(moments, 0)
    parts = [
        torch.cat([_mean_and_sd(moments, part), _sd_of_differences(moments, part)], dim=1)
        for part in range(len(moments.sums))
    ]
    return torch.cat(parts, dim=1)


def _mean_and_sd(moments: Moments, part: int) -> Tensor:
    sums, n = moments.sums[part].double(), moments.counts[:, :1].clamp_min(1)
    mean = sums[..., 0] / n
    return torch.cat([mean, _sd(sums[..., 1] / n, mean)], dim=1).float()


def _sd_of_differences(moments: Moments, part: int) -> Tensor:
    sums, n = moments.sums[part].double(), moments.counts[:, 1:].clamp_min(1)
    mean = sums[..., 2] / n
    return _sd(sums[..., 3] / n, mean).float()


def _sd(mean_of_squares: Tensor, mean: Tensor) -> Tensor:
    return ((mean_of_squares - mean.square()).clamp_min(0) + SMALLEST_VARIANCE).sqrt()
