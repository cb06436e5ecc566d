"""A model that answers for groups of listeners: a frozen network, and a linear answer for each group.

Conventions
-----------
The network's own answer is replaced by that of `group_regression` on what it pools of a clip
(`clip_vectors`). Without a network the model takes vectors themselves (`vector_sources`).
Asked without a group it says what all listeners share. Groups keep the order of their names.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from merlingua.mer_models.clip_vectors import clip_vector, members_of
from merlingua.mer_models.emotion_classifier import EmotionLogits, with_marginals
from merlingua.mer_models.errors import CheckpointError
from merlingua.mer_models.group_regression import N_CLASSES, GroupRegression
from merlingua.surveys.study_problems import suggestion


@dataclass(frozen=True)
class GroupModelSettings:
    """The names of the groups, and how many numbers the network pools of a clip."""

    groups: tuple[str, ...]
    n_features: int

    def __post_init__(self) -> None:
        object.__setattr__(self, "groups", tuple(self.groups))
        if len(set(self.groups)) != len(self.groups) or not self.groups or self.n_features < 1:
            raise ValueError(f"groups with different names and features are due; given {self}")

    def to_json(self) -> dict[str, Any]:
        return asdict(self) | {"groups": list(self.groups)}


class GroupModel(nn.Module):
    """Log-mel (n, 128, n_frames), or vectors (n, n_features) → logits of one group, or of all together."""

    mean: Tensor
    sd: Tensor

    def __init__(self, base: nn.Module | None, settings: GroupModelSettings) -> None:
        super().__init__()
        self.settings = settings
        self.base = base
        self.register_buffer("mean", torch.zeros(settings.n_features))
        self.register_buffer("sd", torch.ones(settings.n_features))
        # Row 0 is what is shared; the groups follow.
        n_rows = 1 + len(settings.groups)
        self.weights = nn.Parameter(torch.zeros(n_rows, N_CLASSES, settings.n_features))
        self.biases = nn.Parameter(torch.zeros(n_rows, N_CLASSES))
        self._row = 0

    @property
    def members(self) -> Sequence[nn.Module]:
        """The networks whose pooled maps are put side by side."""
        return () if self.base is None else members_of(self.base)

    def ask(self, group: str | None) -> None:
        """Answer for this group from now on; None: for all together.

        Raises
        ------
        CheckpointError
            If the model has no such group, naming those it has.
        """
        if group is None:
            self._row = 0
            return
        if group not in self.settings.groups:
            raise CheckpointError(
                f"the model has no group {group!r}: {suggestion(group, self.settings.groups)}"
            )
        self._row = 1 + self.settings.groups.index(group)

    def forward(self, inputs: Tensor) -> EmotionLogits:
        return self.answer_to_vectors(inputs if self.base is None else clip_vector(self.base, inputs))

    def answer_to_vectors(self, vectors: Tensor) -> EmotionLogits:
        """Clip vectors (n, n_features) → logits."""
        scaled = (vectors - self.mean) / self.sd
        return with_marginals(scaled @ self.weights[self._row].T + self.biases[self._row])

    def set_regression(self, fitted: GroupRegression) -> None:
        """Take a fitted regression whose groups are this model's, in order."""
        space = fitted.space
        tables = np.concatenate([fitted.shared[None], fitted.shared + fitted.added])
        weights = tables[..., :-1] @ space.directions
        # A feature that was constant has an infinite spread there, and no weight.
        is_constant = ~np.isfinite(space.sd)
        weights[..., is_constant] = 0
        with torch.no_grad():
            self.mean.copy_(torch.from_numpy(space.mean))
            self.sd.copy_(torch.from_numpy(np.where(is_constant, 1.0, space.sd)))
            self.weights.copy_(torch.from_numpy(weights))
            self.biases.copy_(torch.from_numpy(np.ascontiguousarray(tables[..., -1])))
