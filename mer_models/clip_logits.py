"""A network's answer for whole clips: in one pass, or patch by patch and pooled."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from merlingua.mer_models.emotion_classifier import EmotionLogits
from merlingua.mer_models.freed_memory import longest_first
from merlingua.mer_models.latents import MelsOfClip, as_batch
from merlingua.mer_models.log_mel import PATCH_FRAMES, PATCH_HOP_FRAMES

PATCH_BATCH = 64


@dataclass(frozen=True)
class ClipReader:
    """How a clip is read: in one pass, or in patches of ``patch_frames`` every ``hop_frames``."""

    patch_frames: int | None = None
    hop_frames: int = PATCH_HOP_FRAMES

    @classmethod
    def whole(cls) -> ClipReader:
        return cls()

    @classmethod
    def by_patches(cls, hop_frames: int = PATCH_HOP_FRAMES) -> ClipReader:
        return cls(PATCH_FRAMES, hop_frames)


def clip_logits(
    module: nn.Module,
    mels_of: MelsOfClip,
    clips: Sequence[int] | NDArray[np.int64],
    reader: ClipReader,
    device: torch.device,
    on_progress: Callable[[int, int], None] | None = None,
) -> EmotionLogits:
    """Logits of each clip, in order. Those of patches are the logarithm of their mean probabilities.

    The module must be in evaluation mode already.
    """
    answers: dict[int, EmotionLogits] = {}
    is_whole = reader.patch_frames is None
    with torch.inference_mode():
        for done, position in enumerate(longest_first(mels_of, clips), start=1):
            mels = as_batch(mels_of(int(clips[position])), device)
            answers[position] = module(mels) if is_whole else _by_patches(module, mels, reader)
            if on_progress is not None:
                on_progress(done, len(clips))
    in_order = [answers[position] for position in range(len(clips))]
    return EmotionLogits(*(torch.cat(part) for part in zip(*in_order, strict=True)))


def patch_logits(
    module: nn.Module,
    mels_of: MelsOfClip,
    clip: int,
    device: torch.device,
    hop_frames: int = PATCH_HOP_FRAMES,
) -> EmotionLogits:
    """Logits of each of a clip's patches, as the paper counts them, in order of time.

    The module must be in evaluation mode already.
    """
    with torch.inference_mode():
        return _of_patches(module, as_batch(mels_of(clip), device), PATCH_FRAMES, hop_frames)


def _of_patches(module: nn.Module, mels: Tensor, patch_frames: int, hop_frames: int) -> EmotionLogits:
    patches = mels[0].unfold(1, patch_frames, hop_frames).transpose(0, 1)
    answers = [module(batch.contiguous()) for batch in torch.split(patches, PATCH_BATCH)]
    return EmotionLogits(*(torch.cat(part) for part in zip(*answers, strict=True)))


def _by_patches(module: nn.Module, mels: Tensor, reader: ClipReader) -> EmotionLogits:
    logits = _of_patches(module, mels, reader.patch_frames or PATCH_FRAMES, reader.hop_frames)
    pooled = (part.softmax(dim=1).mean(dim=0, keepdim=True) for part in logits)
    return EmotionLogits(*(probabilities.clamp_min(1e-12).log() for probabilities in pooled))
