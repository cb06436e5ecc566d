"""A small network for little music: four blocks that pool time and frequency, and several tasks at once.

On a few hundred clips it learns what the paper's network cannot: a hundredth of its work per second of music,
ten seconds of context, and labels beside the quadrants (the nine items of the GEMS, the genre) as further
outputs that shape the same features.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any, cast

import torch
from torch import Tensor, nn
from torch.nn import functional

from merlingua.mer_models.emotion_classifier import EmotionLogits, mean_and_sd, with_marginals
from merlingua.mer_models.errors import FeatureError
from merlingua.mer_models.speech_autoencoder import N_MELS, BandScaler

SHORTEST_FRAMES = 32
"""Four blocks halve the time four times; two frames must be left to have a spread."""


@dataclass(frozen=True)
class SmallCnnSettings:
    """``extra_targets`` names the further tasks, in the order of their outputs."""

    channels: tuple[int, ...] = (16, 32, 64, 128)
    n_bands: int = 64
    dropout: float = 0.3
    extra_targets: tuple[str, ...] = field(default=())

    def __post_init__(self) -> None:
        object.__setattr__(self, "channels", tuple(self.channels))
        object.__setattr__(self, "extra_targets", tuple(self.extra_targets))
        if not self.channels or min(self.channels) < 1 or N_MELS % self.n_bands:
            raise ValueError(f"channels of at least 1 and bands that divide {N_MELS} are due; given {self}")
        if not 0 <= self.dropout < 1:
            raise ValueError(f"the dropout is {self.dropout}; 0 to below 1 is due")

    def to_json(self) -> dict[str, Any]:
        return asdict(self) | {"channels": list(self.channels), "extra_targets": list(self.extra_targets)}


class SmallCnn(nn.Module):
    """Log-mel (n, 128, 32 frames or more) → logits of the quadrants; `forward_all` adds other tasks."""

    def __init__(self, settings: SmallCnnSettings | None = None) -> None:
        super().__init__()
        self.settings = settings or SmallCnnSettings()
        self.scaler = BandScaler()
        blocks, n_in = [], 1
        for n_out in self.settings.channels:
            blocks.append(_block(n_in, n_out))
            n_in = n_out
        self.blocks = nn.Sequential(*blocks)
        n_bands = self.settings.n_bands // 2 ** len(self.settings.channels)
        self.hidden = nn.Linear(2 * n_in * n_bands, n_in)
        self.dropout = nn.Dropout(self.settings.dropout)
        self.quadrants = nn.Linear(n_in, 4)
        self.extra = (
            nn.Linear(n_in, len(self.settings.extra_targets)) if self.settings.extra_targets else None
        )

    def forward(self, mels: Tensor) -> EmotionLogits:
        return self.forward_all(mels)[0]

    def forward_all(self, mels: Tensor) -> tuple[EmotionLogits, Tensor | None]:
        """Logits of the quadrants, and of the further tasks (n, n_extra) where there are any."""
        vector = self._hidden_of(mean_and_sd(self.time_maps(mels)))
        extra = None if self.extra is None else self.extra(vector)
        return with_marginals(self.quadrants(vector)), extra

    def time_maps(self, mels: Tensor) -> Tensor:
        """Log-mel (n, 128, n_frames) → maps (n, channels × bands, n_frames // 16), before they are pooled."""
        if mels.ndim != 3 or mels.shape[1] != N_MELS or mels.shape[2] < SHORTEST_FRAMES:
            raise FeatureError(
                f"log-mels of shape (n, {N_MELS}, {SHORTEST_FRAMES} or more) are due; "
                f"given {tuple(mels.shape)}"
            )
        scaled = self.scaler(mels)
        bands = scaled.unflatten(1, (self.settings.n_bands, -1)).mean(dim=2)  # (n, n_bands, n_frames)
        return cast(Tensor, self.blocks(bands[:, None])).flatten(1, 2)

    def answer_to_pooled(self, pooled: Tensor) -> EmotionLogits:
        """Means and standard deviations of the maps over time (n, 2 × channels × bands) → logits."""
        return with_marginals(self.quadrants(self._hidden_of(pooled)))

    def _hidden_of(self, pooled: Tensor) -> Tensor:
        return cast(Tensor, self.dropout(functional.relu(self.hidden(self.dropout(pooled)))))


def _block(n_in: int, n_out: int) -> nn.Sequential:
    return nn.Sequential(
        nn.Conv2d(n_in, n_out, 3, padding=1, bias=False),
        nn.BatchNorm2d(n_out),
        nn.ReLU(),
        nn.Conv2d(n_out, n_out, 3, padding=1, bias=False),
        nn.BatchNorm2d(n_out),
        nn.ReLU(),
        nn.MaxPool2d(2),
    )


def mixed_up(mels: Tensor, shares: Tensor, extra: Tensor, alpha: float) -> tuple[Tensor, Tensor, Tensor]:
    """Mixup (Zhang et al. 2018): each crop blended with another one, and their labels alike."""
    weight = float(torch.distributions.Beta(alpha, alpha).sample()) if alpha > 0 else 1.0
    weight = max(weight, 1 - weight)
    other = torch.randperm(len(mels), device=mels.device)
    blended = (weight * each + (1 - weight) * each[other] for each in (mels, shares, extra))
    return next(blended), next(blended), next(blended)


def shifted_and_masked(mels: Tensor, *, max_shift: int, mask_bands: int, mask_frames: int) -> Tensor:
    """Each crop moved by a few mel bands, and one stretch of bands and one of frames set to its mean.

    After SpecAugment (Park et al. 2019). Shape (n, n_mels, n_frames) in and out.
    """
    augmented = mels.clone()
    for crop in augmented:
        shift = int(torch.randint(-max_shift, max_shift + 1, ()))
        _shift_bands(crop, shift)
        mean = float(crop.mean())
        crop[_stretch(crop.shape[0], mask_bands)] = mean
        crop[:, _stretch(crop.shape[1], mask_frames)] = mean
    return augmented


def _shift_bands(crop: Tensor, shift: int) -> None:
    """Move all bands up by ``shift``; those at the edge repeat."""
    bands = torch.arange(crop.shape[0], device=crop.device)
    crop.copy_(crop[(bands - shift).clamp(0, crop.shape[0] - 1)])


def _stretch(size: int, longest: int) -> slice:
    width = int(torch.randint(0, min(longest, size) + 1, ()))
    start = int(torch.randint(0, size - width + 1, ()))
    return slice(start, start + width)
