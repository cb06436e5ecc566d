"""Patches of speech to pre-train on: which there are, who is kept for validation, and a batch of them.

Reference: 31 frames every 15, 85 % to train and 15 % to validate (Gómez-Cañón et al. 2020, section III).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from merlingua.mer_models.corpus import CorpusClip
from merlingua.mer_models.errors import TrainingError
from merlingua.mer_models.feature_cache import LogMels, gather_patches
from merlingua.mer_models.latents import band_statistics
from merlingua.mer_models.log_mel import PATCH_FRAMES, PATCH_HOP_FRAMES
from merlingua.mer_models.training_processes import CPU

VALIDATION_SHARE = 0.15
FEWEST_GROUPS = 7
"""With fewer speakers, a share of 15 % is no whole speaker."""
VALIDATION_BATCH = 64
STATISTICS_CLIPS = 1000


@dataclass(frozen=True)
class SpeechSplit:
    """Indices of clips on each side; ``unit`` says what is never on both: a speaker, or a clip."""

    train: NDArray[np.int64]
    validation: NDArray[np.int64]
    unit: str


def split_speech(clips: Sequence[CorpusClip], seed: int) -> SpeechSplit:
    """15 % of the clips for validation: of speakers of their own where there are seven or more, else any."""
    speakers = sorted({clip.group for clip in clips})
    unit = "speaker" if len(speakers) >= FEWEST_GROUPS else "clip"
    keys = [clip.group if unit == "speaker" else clip.clip_id for clip in clips]
    unique = sorted(set(keys))
    if len(unique) < 2:
        raise TrainingError(f"{len(clips)} clips of speech cannot be split; two or more are due")
    order = np.random.default_rng([seed, 85]).permutation(len(unique))
    # Whole units until the share is full: at least one, and never all.
    n_of = {key: keys.count(key) for key in unique} if unit == "speaker" else dict.fromkeys(unique, 1)
    held_out: set[str] = set()
    n_held_out = 0
    for index in order[:-1]:
        if held_out and n_held_out >= VALIDATION_SHARE * len(clips):
            break
        held_out.add(unique[index])
        n_held_out += n_of[unique[index]]
    is_held_out = np.array([key in held_out for key in keys])
    return SpeechSplit(np.flatnonzero(~is_held_out), np.flatnonzero(is_held_out), unit)


class SpeechPatches:
    """The task of pre-training: see `training_loop.TrainingTask`. An example is a patch of ``n_frames``.

    A network that learns from the difference between clips (``contrasts_clips``) is told which patch comes
    from which clip.
    """

    def __init__(
        self,
        module: nn.Module,
        mels: LogMels,
        split: SpeechSplit,
        *,
        n_frames: int = PATCH_FRAMES,
        hop_frames: int = PATCH_HOP_FRAMES,
        contrasts_clips: bool = False,
        device: torch.device = CPU,
    ) -> None:
        self.module = module
        self._mels, self._n_frames, self._device = mels, n_frames, device
        self._contrasts_clips = contrasts_clips
        index = mels.patch_index(hop_frames, n_frames)
        self._train = index[np.isin(index[:, 0], split.train)]
        validation = index[np.isin(index[:, 0], split.validation)]
        if len(validation) == 0 or len(self._train) == 0:
            raise TrainingError(
                f"no clip is long enough for a patch of {n_frames} frames on both sides of the split; "
                "longer recordings of speech are due"
            )
        # In one fixed order of its own: neighbours would fill a batch with a single clip.
        self._validation = validation[np.random.default_rng(0).permutation(len(validation))]
        for side in (self._train, self._validation) if contrasts_clips else ():
            if len(set(side[:, 0].tolist())) < 2:
                raise TrainingError(
                    f"one clip alone is long enough for {n_frames} frames on a side of the split: there "
                    "are no negatives from others. More recordings are due"
                )
        self.n_examples = len(self._train)

    def loss(self, examples: NDArray[np.int64]) -> Tensor:
        return self._loss_of(self._train[examples])

    def validation_loss(self) -> float:
        total = 0.0
        n_batches = -(-len(self._validation) // VALIDATION_BATCH)
        # Batches of one size: a last one of a single crop would have no negatives from other clips.
        for rows in np.array_split(self._validation, n_batches):
            total += float(self._loss_of(rows)) * len(rows)
        return total / len(self._validation)

    def example_name(self, example: int) -> str:
        return self._mels.clip_ids[int(self._train[example, 0])]

    def counts(self) -> dict[str, Any]:
        """Patches on each side, for the card."""
        return {"n_train_patches": self.n_examples, "n_validation_patches": len(self._validation)}

    def _loss_of(self, rows: NDArray[np.int64]) -> Tensor:
        patches = gather_patches(self._mels.frames, rows[:, 1], self._n_frames)
        batch = torch.from_numpy(patches).to(self._device)
        network = cast(Any, self.module)
        if self._contrasts_clips:
            return cast(Tensor, network.loss(batch, torch.from_numpy(rows[:, 0]).to(self._device)))
        return cast(Tensor, network.loss(batch))


def scale_to(module: nn.Module, mels: LogMels, clips: NDArray[np.int64]) -> None:
    """Standardise the input with the statistics of these clips (at most a thousand of them, evenly taken)."""
    chosen = clips[:: max(1, len(clips) // STATISTICS_CLIPS)]
    encoder = cast(Any, module).encoder
    encoder.scaler.set_statistics(*band_statistics(mels.clip, [int(clip) for clip in chosen]))
