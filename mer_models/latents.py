"""What a frozen encoder says of whole clips, as one vector each: computed once, then any number of epochs.

Conventions
-----------
Latents are of whole clips in evaluation mode: the repaired encoder convolves a clip in one pass, which gives
each frame what its patches would have given it, but for their borders. ``last`` pools the last feature map
by mean and standard deviation over time, as the head does; ``all`` pools all four, and adds the standard
deviation of the differences from frame to frame.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Literal

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from merlingua.mer_models.emotion_classifier import mean_and_sd, sd_over_time
from merlingua.mer_models.freed_memory import give_back_freed_memory, longest_first
from merlingua.mer_models.speech_autoencoder import SpeechEncoder

Stages = Literal["last", "all"]
MelsOfClip = Callable[[int], NDArray[np.float32]]
"""Log-mels of a clip by its index, shape (n_frames, n_mels)."""

SHORTEST_FRAMES = 31
GIVE_BACK_EVERY = 10
"""Clips."""


def pooled_stages(encoder: SpeechEncoder, mels: Tensor, stages: Stages) -> Tensor:
    """(n, n_mels, n_frames) → (n, n_features): 512 of the last stage, 6912 of all."""
    if stages == "last":
        return mean_and_sd(encoder(mels).flatten(1, 2))
    return torch.cat([_with_deltas(maps.flatten(1, 2)) for maps in encoder.stages(mels)], dim=1)


def clip_latents(
    encoder: SpeechEncoder,
    mels_of: MelsOfClip,
    clips: Sequence[int] | NDArray[np.int64],
    stages: Stages,
    on_progress: Callable[[int, int], None] | None = None,
) -> NDArray[np.float32]:
    """Latents of clips, shape (n_clips, n_features)."""
    encoder.eval()
    device = next(encoder.parameters()).device
    rows: dict[int, NDArray[np.float32]] = {}
    with torch.inference_mode():
        for done, position in enumerate(longest_first(mels_of, clips), start=1):
            mels = as_batch(mels_of(int(clips[position])), device)
            rows[position] = pooled_stages(encoder, mels, stages)[0].cpu().numpy()
            if on_progress is not None:
                on_progress(done, len(clips))
    return np.stack([rows[position] for position in range(len(clips))])


def adapt_to(encoder: SpeechEncoder, mels_of: MelsOfClip, clips: Iterable[int]) -> None:
    """Make an encoder of speech at home in music, without labels.

    The mel bands are standardised with the music's own statistics, and the running statistics of batch
    normalisation become the mean over these clips. Training clips only: others would leak.
    """
    chosen = [int(clip) for clip in clips]
    encoder.scaler.set_statistics(*band_statistics(mels_of, chosen))
    norms = [part for part in encoder.modules() if isinstance(part, nn.BatchNorm2d)]
    momenta = [norm.momentum for norm in norms]
    device = next(encoder.parameters()).device
    for norm in norms:
        norm.reset_running_stats()
        # None: the plain mean over all that is seen.
        norm.momentum = None
    encoder.train()
    dropout, encoder.dropout.p = encoder.dropout.p, 0.0
    with torch.inference_mode():
        for done, clip in enumerate(chosen, start=1):
            encoder(as_batch(mels_of(clip), device))
            if done % GIVE_BACK_EVERY == 0 or done == len(chosen):
                give_back_freed_memory()
    encoder.eval()
    encoder.dropout.p = dropout
    for norm, momentum in zip(norms, momenta, strict=True):
        norm.momentum = momentum


def band_statistics(mels_of: MelsOfClip, clips: Iterable[int]) -> tuple[Tensor, Tensor]:
    """Mean and standard deviation of each mel band over all frames of clips, each of shape (n_mels,)."""
    n_frames, sums, squares = 0, 0.0, 0.0
    for clip in clips:
        mels = mels_of(int(clip)).astype(np.float64)
        n_frames += len(mels)
        sums = sums + mels.sum(axis=0)
        squares = squares + (mels**2).sum(axis=0)
    if n_frames == 0:
        raise ValueError("no clip is there to take statistics of")
    mean = np.asarray(sums / n_frames)
    sd = np.sqrt(np.maximum(np.asarray(squares / n_frames) - mean**2, 0))
    return torch.from_numpy(mean.astype(np.float32)), torch.from_numpy(sd.astype(np.float32))


def as_batch(mels: NDArray[np.float32], device: torch.device) -> Tensor:
    """(n_frames, n_mels) of a clip → (1, n_mels, n_frames), repeated to a patch's length if it is shorter."""
    if len(mels) < SHORTEST_FRAMES:
        mels = np.tile(mels, (-(-SHORTEST_FRAMES // len(mels)), 1))[:SHORTEST_FRAMES]
    return torch.from_numpy(np.array(mels.T, order="C"))[None].to(device)


def _with_deltas(sequences: Tensor) -> Tensor:
    return torch.cat([mean_and_sd(sequences), sd_over_time(sequences.diff(dim=-1))], dim=1)
