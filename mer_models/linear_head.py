"""A linear answer on pooled latents: the plainest question one can put to a frozen encoder.

Soft logistic regression: standardise, one weight vector a quadrant, cross-entropy against the listeners'
shares, ridge penalty chosen by inner folds that keep an artist on one side. It has one optimum, so that two
encoders differ by what they say of the music and not by how a head happened to learn.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, cast

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from merlingua.mer_models.emotion_classifier import EmotionLogits, with_marginals
from merlingua.mer_models.latents import Stages, pooled_stages
from merlingua.mer_models.speech_autoencoder import SpeechEncoder

N_LATENTS = {"last": 512, "all": 6912}


@dataclass(frozen=True)
class LinearHeadSettings:
    """Which feature maps are pooled, and how strongly the weights were held small."""

    stages: Stages = "all"
    strength: float = 1.0

    def __post_init__(self) -> None:
        if self.stages not in N_LATENTS:
            raise ValueError(f"no stages {self.stages!r}; allowed are {', '.join(N_LATENTS)}")

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


class LinearHead(nn.Module):
    """Pooled latents (n, n_features) → logits of the quadrants, and their marginals."""

    mean: Tensor
    sd: Tensor

    def __init__(self, settings: LinearHeadSettings | None = None) -> None:
        super().__init__()
        self.settings = settings or LinearHeadSettings()
        n_features = N_LATENTS[self.settings.stages]
        self.register_buffer("mean", torch.zeros(n_features))
        self.register_buffer("sd", torch.ones(n_features))
        self.quadrants = nn.Linear(n_features, 4)

    def forward(self, latents: Tensor) -> EmotionLogits:
        return with_marginals(cast(Tensor, self.quadrants((latents - self.mean) / self.sd)))

    def set_weights(
        self,
        mean: NDArray[np.float64],
        sd: NDArray[np.float64],
        weights: NDArray[np.float64],
        biases: NDArray[np.float64],
    ) -> None:
        """Take a fitted regression: shapes (n_features,), (n_features,), (4, n_features), (4,)."""
        with torch.no_grad():
            self.mean.copy_(torch.from_numpy(mean))
            self.sd.copy_(torch.from_numpy(sd))
            self.quadrants.weight.copy_(torch.from_numpy(weights))
            self.quadrants.bias.copy_(torch.from_numpy(biases))


class ProbedEncoder(nn.Module):
    """A frozen encoder and the linear head on its pooled latents."""

    def __init__(self, encoder: SpeechEncoder, head: LinearHead) -> None:
        super().__init__()
        self.encoder = encoder
        self.head = head

    def forward(self, mels: Tensor) -> EmotionLogits:  # (n, 128, n_frames)
        latents = pooled_stages(self.encoder, mels, self.head.settings.stages)
        return cast(EmotionLogits, self.head(latents))
