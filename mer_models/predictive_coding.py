"""Contrastive predictive coding of speech (CPC): which patch comes next in this clip, among those of others?

Conventions
-----------
A crop has shape (n_mels, n_frames): log-mel bands by frames of 32 ms. It is cut into patches of 31 frames,
one every ``hop_frames``. Each patch becomes a code of 256 numbers; a GRU reads the codes up to a patch, and
for each step ahead a linear map predicts the code of a later patch. A prediction is compared with the true
code and with all codes of the other clips in the batch, never with others of its own clip. The loss is the
cross-entropy of the true one (InfoNCE), at chance ln(1 + number of other codes): losses of batches of
different sizes do not compare.

=============== ====================================================== ===========
part            layers                                                 trainable
=============== ====================================================== ===========
encoder         SCAE's to its third pooling, (128, 4, 31)              286 866
code            dense 15 872 → 256, ReLU, batch norm, dense 256 → 256  4 129 792
context         GRU 256, one bias a gate                               393 984
prediction      2 × dense 256 → 256                                    131 584
all                                                                    4 942 226
=============== ====================================================== ===========

(4 942 690 repaired: its batch normalisation in the encoder has 464 more.) In the authors' code the first
predicted patch shares half its frames with the context, the negatives are the clip's own patches in another
order, and the loss is binary. Here ``n_skipped`` patches lie between, so that nothing can be copied (0 is the
authors' layout), and the loss is InfoNCE in both variants; otherwise these differ in the encoder alone.

References: van den Oord, Li and Vinyals (2018), arXiv:1807.03748; Gómez-Cañón et al. (2021),
"Language-sensitive music emotion recognition models: are we really there yet?", ICASSP. Layers are named as
in its released models.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, cast

import torch
from torch import Tensor, nn
from torch.nn import functional

from merlingua.mer_models.denoising_autoencoders import refuse_unknown_settings
from merlingua.mer_models.emotion_classifier import mean_and_sd
from merlingua.mer_models.errors import FeatureError, TrainingError
from merlingua.mer_models.evaluation_mode import evaluation_mode
from merlingua.mer_models.recurrent_layers import keras_gru
from merlingua.mer_models.speech_autoencoder import (
    DROPOUT,
    KERAS_EPS,
    KERAS_MOMENTUM,
    N_MELS,
    PATCH_FRAMES,
    STAGE_CHANNELS,
    VARIANTS,
    SpeechAutoencoderSettings,
    SpeechEncoder,
    Variant,
    initialise,
)

N_CODE = 256
THIRD_STAGE_BANDS = 4
N_THIRD_STAGE = STAGE_CHANNELS[-1] * THIRD_STAGE_BANDS * PATCH_FRAMES
HOP_FRAMES = 15


@dataclass(frozen=True)
class PredictiveCodingSettings:
    """What decides the network's form; stored in the model card.

    From ``n_context`` patches on, the codes of ``n_predicted`` patches are predicted that follow after
    ``n_skipped`` ones. Two of hop 15 are the fewest that leave no frame in common.
    """

    variant: Variant = "repaired"
    n_context: int = 4
    n_skipped: int = 2
    n_predicted: int = 2
    hop_frames: int = HOP_FRAMES
    dropout: float = DROPOUT

    def __post_init__(self) -> None:
        if self.variant not in VARIANTS:
            raise ValueError(f"the variant is {self.variant!r}; allowed are {', '.join(VARIANTS)}")
        if min(self.n_context, self.n_predicted, self.hop_frames) < 1 or self.n_skipped < 0:
            raise ValueError(
                "n_context, n_predicted and hop_frames of at least 1 and n_skipped of at least 0 are due; "
                f"given {self.n_context}, {self.n_predicted}, {self.hop_frames}, {self.n_skipped}"
            )
        if not 0 <= self.dropout < 1:
            raise ValueError(f"the dropout is {self.dropout}; 0 or more and less than 1 is due")

    @classmethod
    def of_variant(cls, variant: Variant) -> PredictiveCodingSettings:
        """The authors' layout of patches where faithful, else the default."""
        return cls(variant=variant, n_skipped=0 if variant == "faithful" else cls.n_skipped)

    @property
    def shortest_crop_frames(self) -> int:
        """Frames of a crop with one context and its targets: 136 (4.4 s), 106 (3.4 s) where faithful."""
        n_hops = self.n_context - 1 + self.n_skipped + self.n_predicted
        return n_hops * self.hop_frames + PATCH_FRAMES

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> PredictiveCodingSettings:
        refuse_unknown_settings(cls, stored)
        return cls(**stored)


class PredictiveCoding(nn.Module):
    """The SCAE's encoder, the layers that make its maps a code, the GRU and the predictions."""

    def __init__(self, settings: PredictiveCodingSettings | None = None) -> None:
        super().__init__()
        self.settings = settings or PredictiveCodingSettings()
        variant, dropout = self.settings.variant, self.settings.dropout
        self.b3_fc1 = nn.Linear(N_THIRD_STAGE, N_CODE)
        self.b3_b3 = nn.BatchNorm1d(N_CODE)
        if variant == "faithful":
            self.b3_b3 = nn.BatchNorm1d(N_CODE, eps=KERAS_EPS, momentum=KERAS_MOMENTUM)
        self.encod = nn.Linear(N_CODE, N_CODE)
        for step in range(self.settings.n_predicted):
            self.add_module(f"z_t_{step}", nn.Linear(N_CODE, N_CODE))
        initialise(self)
        self.encoder = SpeechEncoder(SpeechAutoencoderSettings(variant=variant, dropout=dropout))
        self.ar_context = keras_gru(N_CODE, N_CODE)

    @property
    def n_features(self) -> int:
        """Length of what `encode` gives for a crop."""
        return 2 * N_CODE

    def forward(self, crops: Tensor) -> Tensor:
        """Codes of the patches, (n, n_patches, 256), of crops (n, 128, n_frames)."""
        patches = patches_of(crops, self.settings.hop_frames)
        n, n_patches = patches.shape[:2]
        maps = list(self.encoder.stages(patches.flatten(0, 1)))[2]  # (n × n_patches, 128, 4, 31)
        hidden = self.b3_b3(functional.relu(self.b3_fc1(maps.flatten(1))))
        return cast(Tensor, self.encod(hidden)).view(n, n_patches, N_CODE)

    def loss(self, crops: Tensor, clips: Tensor | None = None) -> Tensor:
        """InfoNCE, averaged over clips, contexts and steps; shape ().

        Parameters
        ----------
        crops : shape (n, 128, n_frames)
            At least ``settings.shortest_crop_frames`` long; longer ones give several contexts.
        clips : shape (n,)
            Which clip each crop comes from, as whole numbers; None where no two share one.

        Raises
        ------
        FeatureError
            If the crops have another shape, or are too short.
        TrainingError
            If there is no other clip to take negatives from.
        """
        settings = self.settings
        n_frames = settings.shortest_crop_frames
        if crops.ndim == 3 and crops.shape[2] < n_frames:
            raise FeatureError(
                f"the crops have {crops.shape[2]} frames; {settings.n_context} patches of context, "
                f"{settings.n_skipped} between and {settings.n_predicted} to predict take {n_frames}"
            )
        if clips is None:
            clips = torch.arange(len(crops), device=crops.device)
        codes = self(crops)
        states, _ = self.ar_context(codes)
        losses = []
        for step in range(settings.n_predicted):
            distance = settings.n_skipped + 1 + step
            contexts = states[:, settings.n_context - 1 : -distance]  # (n, n_contexts, 256)
            targets = codes[:, settings.n_context - 1 + distance :]
            predicted = getattr(self, f"z_t_{step}")(contexts)
            losses.append(info_nce(predicted, targets, codes, clips))
        return torch.stack(losses).mean()

    def encode(self, crops: Tensor) -> Tensor:
        """Features (n, n_features): mean and standard deviation over the patches' codes."""
        with evaluation_mode(self):
            return mean_and_sd(self(crops).transpose(1, 2))


def info_nce(predicted: Tensor, targets: Tensor, codes: Tensor, clips: Tensor) -> Tensor:
    """Mean cross-entropy of each true code among itself and the codes of other clips.

    Parameters
    ----------
    predicted, targets : shape (n, n_contexts, n_code)
    codes : shape (n, n_patches, n_code)
        Those of clip ``m`` are negatives for every crop whose clip is another one.
    clips : shape (n,)

    Raises
    ------
    TrainingError
        If all crops come from one clip.

    References
    ----------
    van den Oord et al. (2018), equations 3 and 4; products are divided by the square root of the code's
    length, so that random codes begin near chance.
    """
    if clips.shape != predicted.shape[:1]:
        raise FeatureError(
            f"{len(predicted)} crops have clips of shape {tuple(clips.shape)}; one each is due"
        )
    is_other = clips[:, None] != clips[None, :]
    if not bool(is_other.any()):
        raise TrainingError(
            f"all {len(clips)} crops of a batch come from one clip: there are no negatives from others. "
            "Take a larger batch, fewer shards, or more clips"
        )
    scale = 1 / math.sqrt(predicted.shape[-1])
    positive = scale * (predicted * targets).sum(dim=-1)  # (n, n_contexts)
    negative = scale * torch.einsum("ntc,mpc->ntmp", predicted, codes)
    negative = negative.masked_fill(~is_other[:, None, :, None], -math.inf).flatten(2)
    candidates = torch.cat([positive[..., None], negative], dim=-1)  # (n, n_contexts, 1 + n × n_patches)
    # A crop whose clip is the only one it could be compared with has nothing to tell apart.
    losses = candidates.logsumexp(dim=-1) - positive
    return losses[is_other.any(dim=1)].mean()


def patches_of(crops: Tensor, hop_frames: int = HOP_FRAMES) -> Tensor:
    """Crops (n, 128, n_frames) → patches (n, n_patches, 128, 31), one every ``hop_frames``."""
    if crops.ndim != 3 or crops.shape[1] != N_MELS or crops.shape[2] < PATCH_FRAMES:
        raise FeatureError(
            f"log-mels of shape (n, {N_MELS}, frames) with {PATCH_FRAMES} frames or more are due; "
            f"given {tuple(crops.shape)}"
        )
    return crops.unfold(2, PATCH_FRAMES, hop_frames).permute(0, 2, 1, 3)
