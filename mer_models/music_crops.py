"""Labelled music to train on: random crops of whole clips, or the paper's patches of a second.

Conventions
-----------
An example is a clip (``crop_frames`` set): each time it is taken, one random crop of so many frames, 32 ms
each. Or an example is a patch (``crop_frames`` None): 31 frames every 15, each with its clip's label, as in
the paper. Validation is by whole clips: the logits of all that a clip holds, pooled.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from merlingua.mer_models.clip_logits import ClipReader, clip_logits
from merlingua.mer_models.emotion_classifier import EmotionLogits, soft_loss
from merlingua.mer_models.feature_cache import LogMels, gather_patches
from merlingua.mer_models.log_mel import PATCH_FRAMES, PATCH_HOP_FRAMES
from merlingua.mer_models.small_cnn import mixed_up, shifted_and_masked


@dataclass(frozen=True)
class Augmentation:
    """How training crops are varied; the defaults vary nothing. Lengths in mel bands and frames of 32 ms."""

    mixup_alpha: float = 0.0
    max_shift_bands: int = 0
    mask_bands: int = 0
    mask_frames: int = 0

    @property
    def changes_sound(self) -> bool:
        return bool(self.max_shift_bands or self.mask_bands or self.mask_frames)


@dataclass(frozen=True)
class LabelledMels:
    """Log-mels with the listeners' shares (n_clips, 4) and rates of further targets (n_clips, n_extra)."""

    mels: LogMels
    shares: NDArray[np.float64]
    extra: NDArray[np.float64] = field(default_factory=lambda: np.zeros((0, 0)))
    extra_names: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if len(self.shares) != len(self.mels.clip_ids):
            raise ValueError(f"{len(self.mels.clip_ids)} clips have {len(self.shares)} labels")

    def n_frames(self, clip: int) -> int:
        return int(self.mels.n_frames[clip])


class MusicCrops:
    """The task of the transfer: see `training_loop.TrainingTask`."""

    def __init__(
        self,
        module: nn.Module,
        data: LabelledMels,
        train: Sequence[int] | NDArray[np.int64],
        validation: Sequence[int] | NDArray[np.int64],
        *,
        crop_frames: int | None,
        augmentation: Augmentation | None = None,
        extra_weight: float = 1.0,
        loss: Callable[[EmotionLogits, Tensor], Tensor] = soft_loss,
        device: torch.device | None = None,
    ) -> None:
        self.module = module
        self._data, self._crop_frames = data, crop_frames
        self._augmentation = augmentation or Augmentation()
        self._extra_weight, self._loss = extra_weight, loss
        self._device = device or torch.device("cpu")
        self._validation = np.asarray(validation, dtype=np.int64)
        self._validation_shares = self._tensor(data.shares[self._validation])
        if crop_frames is None:
            index = data.mels.patch_index(PATCH_HOP_FRAMES)
            self._examples = index[np.isin(index[:, 0], np.asarray(train))]
        else:
            clips = np.asarray(train, dtype=np.int64)
            self._examples = np.stack([clips, data.mels.first_frames[clips]], axis=1)
        self.n_examples = len(self._examples)

    def loss(self, examples: NDArray[np.int64]) -> Tensor:
        clips = self._examples[examples, 0]
        mels, shares = self._sound(examples), self._tensor(self._data.shares[clips])
        has_extra = (
            self._extra_weight > 0 and self._data.extra.size > 0 and hasattr(self.module, "forward_all")
        )
        extra = self._tensor(self._data.extra[clips]) if has_extra else shares[:, :0]
        augmentation = self._augmentation
        if augmentation.changes_sound:
            mels = shifted_and_masked(
                mels,
                max_shift=augmentation.max_shift_bands,
                mask_bands=augmentation.mask_bands,
                mask_frames=augmentation.mask_frames,
            )
        if augmentation.mixup_alpha > 0 and len(mels) > 1:
            mels, shares, extra = mixed_up(mels, shares, extra, augmentation.mixup_alpha)
        if not has_extra:
            return self._loss(self.module(mels), shares)
        logits, extra_logits = cast(Any, self.module).forward_all(mels)
        tasks = functional.binary_cross_entropy_with_logits(extra_logits, extra)
        return self._loss(logits, shares) + self._extra_weight * tasks

    def validation_loss(self) -> float:
        reader = ClipReader.whole() if self._crop_frames is not None else ClipReader.by_patches()
        logits = clip_logits(self.module, self._data.mels.clip, self._validation, reader, self._device)
        return float(self._loss(logits, self._validation_shares))

    def example_name(self, example: int) -> str:
        return self._data.mels.clip_ids[int(self._examples[example, 0])]

    def _sound(self, examples: NDArray[np.int64]) -> Tensor:
        if self._crop_frames is None:
            mels = gather_patches(self._data.mels.frames, self._examples[examples, 1], PATCH_FRAMES)
            return torch.from_numpy(mels).to(self._device)
        crops = [self._crop(int(clip)) for clip in self._examples[examples, 0]]
        return torch.from_numpy(np.stack(crops)).to(self._device)

    def _crop(self, clip: int) -> NDArray[np.float32]:
        """One random crop, (n_mels, crop_frames); a clip that is shorter is repeated."""
        length = self._crop_frames or PATCH_FRAMES
        mels = self._data.mels.clip(clip)
        spare = len(mels) - length
        # Drawn for short clips, too: what one clip draws must not depend on another one's length.
        position = float(torch.rand(()))
        if spare < 0:
            mels = np.tile(mels, (-(-length // len(mels)), 1))
            spare = 0
        start = min(int(position * (spare + 1)), spare)
        return np.ascontiguousarray(mels[start : start + length].T)

    def _tensor(self, numbers: NDArray[np.float64]) -> Tensor:
        return torch.from_numpy(numbers.astype(np.float32)).to(self._device)
