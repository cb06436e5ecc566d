"""Encoder and head: from log-mels to the four quadrants, arousal and valence, and what training minimises.

Conventions
-----------
Logits of arousal and valence have two columns, negative and positive. With ``outputs="marginal"`` there is
one block and one output: arousal and valence are the marginals of the quadrants (Q1 + Q2, Q1 + Q4), so that
the three can never contradict each other. With ``outputs="three"`` each has a block of its own, as in the
paper. Labels are soft: the shares of the listeners' answers, shape (n, 4).

Reference: Gómez-Cañón et al. (2020), EUSIPCO, section III; the layers' names are those of the released model.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal, NamedTuple, Protocol, cast

import torch
from torch import Tensor, nn
from torch.nn import functional

from merlingua.mer_models.corpus import POSITIVE_AROUSAL, POSITIVE_VALENCE
from merlingua.mer_models.speech_autoencoder import (
    LATENT_CHANNELS,
    PATCH_FRAMES,
    SpeechAutoencoderSettings,
    SpeechEncoder,
    initialise,
)

N_HIDDEN = 512
Pooling = Literal["flatten", "mean-sd"]
Outputs = Literal["three", "marginal"]
SMALLEST_VARIANCE = 1e-6


class EmotionLogits(NamedTuple):
    """Logits of a batch: quadrants (n, 4), arousal (n, 2), valence (n, 2)."""

    quadrants: Tensor
    arousal: Tensor
    valence: Tensor


class EmotionNetwork(Protocol):
    """What the transfer and the prediction need of a network."""

    def __call__(self, mels: Tensor) -> EmotionLogits: ...


@dataclass(frozen=True)
class HeadSettings:
    """``flatten`` takes 31 frames; ``mean-sd`` pools over time and takes any number."""

    n_inputs: int = LATENT_CHANNELS
    pooling: Pooling = "mean-sd"
    outputs: Outputs = "marginal"
    dropout: float = 0.25

    def __post_init__(self) -> None:
        if self.pooling not in ("flatten", "mean-sd") or self.outputs not in ("three", "marginal"):
            raise ValueError(f"no head pools by {self.pooling!r} and gives {self.outputs!r}")

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


class QuadrantHead(nn.Module):
    """Three dense layers, then a block of two for each output.

    Takes the feature map (n, channels, bands, frames), or pooled latents (n, n_inputs × 2) as `pool` gives.
    """

    def __init__(self, settings: HeadSettings | None = None) -> None:
        super().__init__()
        self.settings = settings or HeadSettings()
        n_inputs = self.settings.n_inputs * (PATCH_FRAMES if self.settings.pooling == "flatten" else 2)
        self.b9_fc1 = nn.Linear(n_inputs, N_HIDDEN)
        self.b9_fc2 = nn.Linear(N_HIDDEN, N_HIDDEN)
        self.b9_fc3 = nn.Linear(N_HIDDEN, N_HIDDEN)
        outputs = {"b10": ("quadrants", 4), "b11": ("arousal", 2), "b12": ("valence", 2)}
        self._blocks = outputs if self.settings.outputs == "three" else {"b10": outputs["b10"]}
        for block, (output, n_classes) in self._blocks.items():
            self.add_module(f"{block}_fc1", nn.Linear(N_HIDDEN, N_HIDDEN))
            self.add_module(f"{block}_fc2", nn.Linear(N_HIDDEN, N_HIDDEN))
            self.add_module(output, nn.Linear(N_HIDDEN, n_classes))
        self.dropout = nn.Dropout(self.settings.dropout)
        initialise(self)

    def pool(self, maps: Tensor) -> Tensor:
        """Feature map (n, channels, bands, frames) → vector (n, ·) that the first dense layer takes."""
        if self.settings.pooling == "flatten":
            return maps.flatten(1)
        return mean_and_sd(maps.flatten(1, 2))

    def forward(self, maps_or_latents: Tensor) -> EmotionLogits:
        latents = self.pool(maps_or_latents) if maps_or_latents.ndim == 4 else maps_or_latents
        hidden = self.dropout(functional.relu(self.b9_fc1(latents)))
        hidden = self.dropout(functional.relu(self.b9_fc2(hidden)))
        hidden = functional.relu(self.b9_fc3(hidden))
        logits = [self._block(block, output, hidden) for block, (output, _) in self._blocks.items()]
        return EmotionLogits(*logits) if len(logits) == 3 else with_marginals(logits[0])

    def _block(self, block: str, output: str, hidden: Tensor) -> Tensor:
        hidden = self.dropout(functional.relu(getattr(self, f"{block}_fc1")(hidden)))
        hidden = functional.relu(getattr(self, f"{block}_fc2")(hidden))
        return cast(Tensor, getattr(self, output)(hidden))


class EmotionClassifier(nn.Module):
    """The paper's network for music: the encoder of speech and a head."""

    def __init__(self, encoder: SpeechEncoder, head: QuadrantHead) -> None:
        super().__init__()
        self.encoder = encoder
        self.head = head

    def forward(self, mels: Tensor) -> EmotionLogits:  # (n, 128, n_frames)
        return cast(EmotionLogits, self.head(self.encoder(mels)))


def paper_classifier(encoder_settings: SpeechAutoencoderSettings | None = None) -> EmotionClassifier:
    """Fresh weights: flattened with three outputs where faithful, else pooled over time and marginal."""
    encoder = SpeechEncoder(encoder_settings)
    if encoder.settings.variant == "faithful":
        head = HeadSettings(pooling="flatten", outputs="three", dropout=encoder.settings.dropout)
    else:
        head = HeadSettings(dropout=encoder.settings.dropout)
    return EmotionClassifier(encoder, QuadrantHead(head))


def mean_and_sd(sequences: Tensor) -> Tensor:
    """(n, n_channels, n_frames) → (n, 2 n_channels): mean and standard deviation over time."""
    return torch.cat([sequences.mean(dim=-1), sd_over_time(sequences)], dim=1)


def sd_over_time(sequences: Tensor) -> Tensor:
    """(n, n_channels, n_frames) → (n, n_channels): never quite 0, so that it has a slope.

    By the moments, four times as fast as `var` on maps that lie channels last; what is pooled here was
    normalised, so that its mean is no larger than its spread.
    """
    mean = sequences.mean(dim=-1)
    variance = (sequences.square().mean(dim=-1) - mean.square()).clamp_min(0)
    return (variance + SMALLEST_VARIANCE).sqrt()


def with_marginals(quadrants: Tensor) -> EmotionLogits:
    """Logits of arousal and valence as the marginals of the quadrants' distribution."""
    return EmotionLogits(
        quadrants, _marginal(quadrants, POSITIVE_AROUSAL), _marginal(quadrants, POSITIVE_VALENCE)
    )


def soft_loss(logits: EmotionLogits, shares: Tensor) -> Tensor:
    """Cross-entropy of quadrants, arousal and valence, each against the listeners' shares; shape ().

    The paper adds the three; with marginal outputs the two last weigh errors on an axis twice.
    """
    arousal = shares[:, list(POSITIVE_AROUSAL)].sum(dim=1)
    valence = shares[:, list(POSITIVE_VALENCE)].sum(dim=1)
    return (
        functional.cross_entropy(logits.quadrants, shares)
        + functional.cross_entropy(logits.arousal, torch.stack([1 - arousal, arousal], dim=1))
        + functional.cross_entropy(logits.valence, torch.stack([1 - valence, valence], dim=1))
    )


def _marginal(quadrants: Tensor, positive: tuple[int, int]) -> Tensor:
    negative = [index for index in range(4) if index not in positive]
    return torch.stack(
        [quadrants[:, negative].logsumexp(dim=1), quadrants[:, list(positive)].logsumexp(dim=1)], dim=1
    )
