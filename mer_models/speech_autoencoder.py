"""The paper's autoencoder of speech (SCAE): an encoder of log-mel patches, and the decoder that trains it.

Conventions
-----------
A patch has shape (n, 128, 31): log-mel bands by frames of 32 ms. Convolutions see it as one channel,
(n, 1, 128, 31); time is never pooled, so that the encoder takes any number of frames.

"faithful" is what the authors' released code does, "repaired" what it meant:

=================== ======================================== ============================
\\                   faithful                                 repaired
=================== ======================================== ============================
batch normalisation over the 31 frames, eps 1e-3             over the channels
input               raw ln-mel                               standardised in each mel band
decoder output      sigmoid, then batch normalisation        linear
=================== ======================================== ============================

Reference: Gómez-Cañón et al. (2020), "Transfer learning from speech to music: towards language-sensitive
emotion recognition models", EUSIPCO, section III; the layers' names are those of the released model.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import Any, Literal, cast

import torch
from torch import Tensor, nn
from torch.nn import functional

from merlingua.mer_models.errors import FeatureError

Variant = Literal["faithful", "repaired"]
VARIANTS: tuple[Variant, ...] = ("faithful", "repaired")

N_MELS = 128
PATCH_FRAMES = 31
STAGE_CHANNELS = (32, 64, 128)
LATENT_BANDS = 2
LATENT_CHANNELS = STAGE_CHANNELS[-1] * LATENT_BANDS
"""Channels × remaining bands of the last feature map: what there is at each frame."""
N_DECODER_LAYERS = 6
DROPOUT = 0.25
NOISE_SD = 0.3
KERAS_EPS = 1e-3
KERAS_MOMENTUM = 0.01
"""Keras writes the share that is kept (.99), PyTorch the share that is new."""
SMALLEST_SD = 1e-5


@dataclass(frozen=True)
class SpeechAutoencoderSettings:
    """What decides the network's form; stored in the model card."""

    variant: Variant = "repaired"
    noise_sd: float = NOISE_SD
    dropout: float = DROPOUT

    def __post_init__(self) -> None:
        if self.variant not in VARIANTS:
            raise ValueError(f"the variant is {self.variant!r}; allowed are {', '.join(VARIANTS)}")
        if not self.noise_sd >= 0 or not 0 <= self.dropout < 1:
            raise ValueError(
                f"noise_sd ≥ 0 and 0 ≤ dropout < 1 are due; given {self.noise_sd}, {self.dropout}"
            )

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


class FrameBatchNorm(nn.BatchNorm2d):
    """Batch normalisation with one mean and variance a frame, as Keras' axis −1 does under channels first."""

    def __init__(self, n_frames: int = PATCH_FRAMES) -> None:
        super().__init__(n_frames, eps=KERAS_EPS, momentum=KERAS_MOMENTUM)

    def forward(self, maps: Tensor) -> Tensor:  # (n, channels, bands, frames)
        if maps.shape[-1] != self.num_features:
            raise FeatureError(
                f"the faithful network takes patches of {self.num_features} frames, not {maps.shape[-1]}; "
                "whole clips need the repaired one"
            )
        return super().forward(maps.transpose(1, 3)).transpose(1, 3)


class BandScaler(nn.Module):
    """Standardises each mel band with the mean and standard deviation of the training set."""

    mean: Tensor
    sd: Tensor

    def __init__(self, n_mels: int = N_MELS) -> None:
        super().__init__()
        self.register_buffer("mean", torch.zeros(n_mels))
        self.register_buffer("sd", torch.ones(n_mels))

    def set_statistics(self, mean: Tensor, sd: Tensor) -> None:
        """Both of shape (n_mels,), in neper."""
        self.mean.copy_(mean)
        self.sd.copy_(sd.clamp_min(SMALLEST_SD))

    def forward(self, mels: Tensor) -> Tensor:  # (n, n_mels, n_frames)
        return (mels - self.mean[:, None]) / self.sd[:, None]


class Deconvolution(nn.ConvTranspose2d):
    """A transposed convolution of stride 1, computed as the convolution that it is, by a turned kernel.

    The same numbers up to rounding, and a step of the autoencoder takes an eighth less.
    """

    def forward(self, maps: Tensor, output_size: list[int] | None = None) -> Tensor:
        turned = self.weight.flip(2, 3).transpose(0, 1).contiguous(memory_format=torch.channels_last)
        return functional.conv2d(maps, turned, self.bias, padding=self.kernel_size[0] // 2)


class Dropout(nn.Dropout):
    """Dropout by uniform numbers, which several threads draw faster than PyTorch's own draws its mask."""

    def forward(self, maps: Tensor) -> Tensor:
        if not self.training or self.p == 0:
            return maps
        return maps * (torch.rand_like(maps) >= self.p).to(maps.dtype).mul_(1 / (1 - self.p))


class SpeechEncoder(nn.Module):
    """Log-mel (n, 128, n_frames) → feature map (n, 128, 2, n_frames); 31 frames where faithful."""

    def __init__(self, settings: SpeechAutoencoderSettings | None = None) -> None:
        super().__init__()
        self.settings = settings or SpeechAutoencoderSettings()
        variant = self.settings.variant
        self.scaler = BandScaler()
        self.b1_b1 = _norm(1, variant)
        n_in = 1
        for stage, n_channels in enumerate(STAGE_CHANNELS, start=1):
            for layer in (1, 2):
                self.add_module(f"b{stage}_c{layer}", nn.Conv2d(n_in, n_channels, 3, padding=1))
                self.add_module(_norm_name(stage, layer), _norm(n_channels, variant))
                n_in = n_channels
        self.dropout = Dropout(self.settings.dropout)
        initialise(self)

    def forward(self, mels: Tensor) -> Tensor:
        *_, last = self.stages(mels)
        return last

    def stages(self, mels: Tensor) -> Iterator[Tensor]:
        """The four pooled feature maps: (n, 32, 32, ·), (n, 64, 8, ·), (n, 128, 4, ·), (n, 128, 2, ·)."""
        maps = self.b1_b1(self.scaled(mels)[:, None])  # (n, 1, 128, n_frames)
        for stage, pool in ((1, 4), (2, 4), (3, 2)):
            for layer in (1, 2):
                convolution = cast(nn.Conv2d, getattr(self, f"b{stage}_c{layer}"))
                norm = cast(nn.BatchNorm2d, getattr(self, _norm_name(stage, layer)))
                maps = norm(functional.relu(convolution(maps), inplace=True))
            maps = self.dropout(functional.max_pool2d(maps, (pool, 1)))
            yield maps
        yield functional.max_pool2d(maps, (2, 1))

    def scaled(self, mels: Tensor) -> Tensor:
        """The input as the network sees it: standardised, or raw in the faithful one."""
        if mels.ndim != 3 or mels.shape[1] != N_MELS:
            raise FeatureError(f"log-mels of shape (n, {N_MELS}, frames) are due; given {tuple(mels.shape)}")
        return cast(Tensor, self.scaler(mels)) if self.settings.variant == "repaired" else mels


class SpeechDecoder(nn.Module):
    """Feature map (n, 128, 2, n_frames) → log-mel (n, 128, n_frames), as the encoder saw it."""

    def __init__(self, settings: SpeechAutoencoderSettings) -> None:
        super().__init__()
        self.settings = settings
        is_faithful = settings.variant == "faithful"
        channels = (128, 128, 128, 64, 64, 32, 1)
        for layer, (n_in, n_out) in enumerate(pairwise(channels), start=1):
            self.add_module(f"d{layer}_c", Deconvolution(n_in, n_out, 3, padding=1))
            if n_out > 1 or is_faithful:
                self.add_module(f"d{layer}_b", _norm(n_out, settings.variant))
        initialise(self)

    def forward(self, maps: Tensor) -> Tensor:
        for layer, upsampling in ((1, 4), (2, 1), (3, 4), (4, 1), (5, 4), (6, 1)):
            if upsampling > 1:
                maps = functional.interpolate(maps, scale_factor=(upsampling, 1), mode="nearest")
            maps = getattr(self, f"d{layer}_c")(maps)
            is_last = layer == N_DECODER_LAYERS
            if not is_last or self.settings.variant == "faithful":
                maps = getattr(self, f"d{layer}_b")(
                    maps.sigmoid() if is_last else functional.relu(maps, inplace=True)
                )
        return maps[:, 0]


class SpeechAutoencoder(nn.Module):
    """Encoder and decoder: learns to take Gaussian noise away from patches of speech."""

    def __init__(self, settings: SpeechAutoencoderSettings | None = None) -> None:
        super().__init__()
        self.settings = settings or SpeechAutoencoderSettings()
        self.encoder = SpeechEncoder(self.settings)
        self.decoder = SpeechDecoder(self.settings)

    def forward(self, patches: Tensor) -> Tensor:
        """Reconstruction of patches, on the scale of ``encoder.scaled``."""
        return cast(Tensor, self.decoder(self.encoder(patches)))

    def loss(self, patches: Tensor) -> Tensor:
        """Mean squared error to the clean patch of what comes out of the noisy one."""
        clean = self.encoder.scaled(patches)
        if self.training:
            noise = self.settings.noise_sd * torch.randn_like(patches)
            if self.settings.variant == "repaired":
                # σ is meant on the scale that the network sees.
                noise = noise * self.encoder.scaler.sd[:, None]
            patches = patches + noise
        return functional.mse_loss(self(patches), clean)


def n_trainable(module: nn.Module) -> int:
    """How many trainable numbers a network has."""
    return sum(parameter.numel() for parameter in module.parameters() if parameter.requires_grad)


def initialise(module: nn.Module) -> None:
    """Glorot's uniform weights and no bias, as Keras begins."""
    for part in module.modules():
        if isinstance(part, nn.Conv2d | nn.ConvTranspose2d | nn.Linear):
            nn.init.xavier_uniform_(part.weight)
            if part.bias is not None:
                nn.init.zeros_(part.bias)


def _norm(n_channels: int, variant: Variant) -> nn.BatchNorm2d:
    return FrameBatchNorm() if variant == "faithful" else nn.BatchNorm2d(n_channels)


def _norm_name(stage: int, layer: int) -> str:
    # b1_b1 normalises the input, so the first stage counts one further.
    return f"b{stage}_b{layer + (stage == 1)}"
