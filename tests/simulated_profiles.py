"""Ratings of languages whose levels and profiles are known, with listeners who spread unequally.

Conventions
-----------
The answers of any language to a clip follow a proportional-odds model exactly: logit P(Y ≤ k) = θ_k − η_gu
with η_gu = the clip's place + the language's level + the language's own taste for the clip. What languages
may differ in without a difference of level or profile is how much ratings of one listener hang together: a
share ``habit`` of the (normal) rank is the listener's on all clips, a share ``taste`` is the listener's pull
to one end of a dimension of the clips, the rest is noise.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.special import logit, ndtr

from merlingua.analysis.rating_matrix import RatingMatrix

N_CLIPS = 22
LEVELS = (1.0, 2.0, 3.0, 4.0, 5.0)
THRESHOLDS = (-1.2, -0.1, 0.8, 2.2)
HABIT, TASTE = (0.1, 0.45), (0.02, 0.35)
"""The least and the largest share, where languages spread unequally."""

Spread = Literal["equal", "small most", "large most"]


@dataclass(frozen=True)
class Languages:
    """Sizes of the languages, how unequally they spread, and the sd (in logits) of levels and of profiles."""

    sizes: tuple[int, ...]
    spread: Spread = "equal"
    level_sd: float = 0.0
    profile_sd: float = 0.0

    @property
    def labels(self) -> np.ndarray:
        """The language of each listener."""
        return np.repeat([f"language {i}" for i in range(len(self.sizes))], self.sizes)

    def ratings(self, rng: np.random.Generator) -> RatingMatrix:
        """New listeners, clips and differences."""
        n_groups, n_raters = len(self.sizes), sum(self.sizes)
        group = np.repeat(np.arange(n_groups), self.sizes)
        eta = rng.standard_normal(N_CLIPS) + self.level_sd * rng.standard_normal((n_groups, 1))
        eta = eta + self.profile_sd * rng.standard_normal((n_groups, N_CLIPS))
        habit, taste = (self._shares(span)[group][:, None] for span in (HABIT, TASTE))
        dimension = np.clip(rng.standard_normal(N_CLIPS), -1.3, 1.3)
        pull = taste * dimension**2
        noise = 1 - np.minimum(0.99, habit + pull)
        heard = np.sqrt(habit) * rng.standard_normal((n_raters, 1))
        heard = heard + np.sqrt(taste) * dimension * rng.standard_normal((n_raters, 1))
        heard = heard + np.sqrt(noise) * rng.standard_normal((n_raters, N_CLIPS))
        rank = ndtr(heard / np.sqrt(habit + pull + noise))
        codes = np.searchsorted(THRESHOLDS, logit(rank) + eta[group]).astype(np.int16)
        raters, clips = (tuple(map(str, range(n))) for n in codes.shape)
        return RatingMatrix(codes, LEVELS, raters, clips, "joy")

    def _shares(self, span: Sequence[float]) -> np.ndarray:
        if self.spread == "equal":
            return np.full(len(self.sizes), np.mean(span) / 2)
        shares = np.linspace(*span, len(self.sizes))
        order = np.argsort(np.argsort(self.sizes, kind="stable"), kind="stable")
        return shares[::-1][order] if self.spread == "small most" else shares[order]
