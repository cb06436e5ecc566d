"""Training a head on latents of whole clips that were computed once."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from merlingua.mer_models.emotion_classifier import QuadrantHead, soft_loss
from merlingua.mer_models.latents import clip_latents
from merlingua.mer_models.music_crops import LabelledMels
from merlingua.mer_models.speech_autoencoder import SpeechEncoder
from merlingua.mer_models.training_processes import CPU


class CachedLatents:
    """The task of a dense head on a frozen encoder (`training_loop.TrainingTask`): an example is a clip."""

    def __init__(
        self,
        head: QuadrantHead,
        data: LabelledMels,
        encoder: SpeechEncoder,
        train: Sequence[int] | NDArray[np.int64],
        validation: Sequence[int] | NDArray[np.int64],
        *,
        device: torch.device = CPU,
    ) -> None:
        self.module: nn.Module = head
        self._train = np.asarray(train, dtype=np.int64)
        self._clip_ids = data.mels.clip_ids
        both = np.concatenate([self._train, np.asarray(validation, dtype=np.int64)])
        latents = torch.from_numpy(clip_latents(encoder, data.mels.clip, both, "last")).to(device)
        shares = torch.from_numpy(data.shares[both].astype(np.float32)).to(device)
        self.n_examples = len(self._train)
        self._latents, self._shares = latents[: self.n_examples], shares[: self.n_examples]
        self._held_out = latents[self.n_examples :], shares[self.n_examples :]

    def loss(self, examples: NDArray[np.int64]) -> Tensor:
        chosen = torch.from_numpy(examples).to(self._latents.device)
        return soft_loss(self.module(self._latents[chosen]), self._shares[chosen])

    def validation_loss(self) -> float:
        latents, shares = self._held_out
        return float(soft_loss(self.module(latents), shares))

    def example_name(self, example: int) -> str:
        return self._clip_ids[int(self._train[example])]
