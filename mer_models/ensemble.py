"""Several networks as one: their probabilities averaged.

Reference: Lakshminarayanan et al. (2017), "Simple and scalable predictive uncertainty estimation using deep
ensembles", NeurIPS.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn

from merlingua.mer_models.emotion_classifier import EmotionLogits

SMALLEST_PROBABILITY = 1e-12


class Ensemble(nn.Module):
    """Networks that take the same log-mels; logits are the logarithm of the members' mean probabilities."""

    def __init__(self, members: Sequence[nn.Module]) -> None:
        super().__init__()
        if not members:
            raise ValueError("an ensemble has at least one member")
        self.members = nn.ModuleList(members)

    def forward(self, mels: Tensor) -> EmotionLogits:  # (n, 128, n_frames)
        return mean_of([member(mels) for member in self.members])


def mean_of(answers: Sequence[EmotionLogits]) -> EmotionLogits:
    """One answer of several to the same clips."""
    return EmotionLogits(
        *(
            torch.stack([logits.softmax(dim=1) for logits in part])
            .mean(dim=0)
            .clamp_min(SMALLEST_PROBABILITY)
            .log()
            for part in zip(*answers, strict=True)
        )
    )
