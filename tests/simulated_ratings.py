"""Ratings drawn from a population of listeners and clips whose alpha is known exactly.

Conventions
-----------
A listener r hears a clip u as y = μ_u + b_r + e: the clip's place (normal, sd ``clip_sd``), the listener's
own (normal, ``bias_sd``) and noise (normal, 1). Thresholds cut y into five answers. A share of listeners is
careless: each of their answers is one of the five at random.

Any two listeners are independent given the clip. With p_u the probabilities of the five answers to clip u and
p̄ their mean over clips, alpha in the population of listeners is

    α = 1 − mean_u(p_uᵀ Δ p_u) / (p̄ᵀ Δ p̄),    Δ from the mid-ranks of p̄.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, stats

from merlingua.analysis.rating_matrix import RatingMatrix

LEVELS = (1.0, 2.0, 3.0, 4.0, 5.0)
EVEN = (-1.2, -0.4, 0.4, 1.2)
SKEWED = (0.6, 1.2, 1.8, 2.5)
"""Thresholds; with the second most answers are the lowest, as with surprise in the reference study."""
N_CLIPS_EXACT = 4001
"""Clips, at even quantiles, that stand for all clips there are."""

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Population:
    """Listeners of one language who rate one item; sd in units of the noise of one answer."""

    clip_sd: float
    bias_sd: float = 0.6
    thresholds: tuple[float, ...] = EVEN
    careless: float = 0.0
    missing: float = 0.0

    def clips(self, n_clips: int, rng: np.random.Generator) -> Floats:
        """Places of new clips in units of ``clip_sd``, shape (n_clips,)."""
        return rng.standard_normal(n_clips)

    def ratings(self, clips: Floats, n_raters: int, rng: np.random.Generator) -> NDArray[np.int16]:
        """Codes of new listeners for these clips, shape (n_raters, n_clips), -1 where missing."""
        shape = (n_raters, len(clips))
        heard = self.clip_sd * clips + self.bias_sd * rng.standard_normal((n_raters, 1))
        codes = np.searchsorted(self.thresholds, heard + rng.standard_normal(shape)).astype(np.int16)
        is_careless = rng.random(n_raters) < self.careless
        codes[is_careless] = rng.integers(0, len(LEVELS), (int(is_careless.sum()), len(clips)))
        codes[rng.random(shape) < self.missing] = -1
        return codes

    def alpha(self, clips: Floats | None = None) -> float:
        """Ordinal alpha of all listeners on these clips, or on all clips there are."""
        if clips is None:
            clips = stats.norm.ppf((np.arange(N_CLIPS_EXACT) + 0.5) / N_CLIPS_EXACT)
        spread = np.hypot(self.bias_sd, 1.0)
        below = stats.norm.cdf((np.asarray(self.thresholds) - self.clip_sd * clips[:, None]) / spread)
        edge = np.ones((len(clips), 1))
        answers = np.diff(np.concatenate([0 * edge, below, edge], axis=1), axis=1)
        answers = (1 - self.careless) * answers + self.careless / len(LEVELS)
        overall = answers.mean(axis=0)
        rank = np.cumsum(overall) - overall / 2
        delta = (rank[:, None] - rank[None, :]) ** 2
        observed = np.einsum("uc,ck,uk->u", answers, delta, answers).mean()
        return float(1 - observed / (overall @ delta @ overall))

    def with_alpha(self, alpha: float) -> Population:
        """The same with the spread of clips that gives this alpha on all clips there are."""
        return self.with_alpha_on(alpha, None)

    def with_alpha_on(self, alpha: float, clips: Floats | None) -> Population:
        """The same with the spread of clips that gives this alpha on these clips."""
        spread = optimize.brentq(lambda sd: replace(self, clip_sd=sd).alpha(clips) - alpha, 1e-3, 20.0)
        return replace(self, clip_sd=float(spread))


def matrix_of(codes: NDArray[np.int16]) -> RatingMatrix:
    """These codes with numbers as ids."""
    raters, clips = (tuple(map(str, range(n))) for n in codes.shape)
    return RatingMatrix(codes, LEVELS, raters, clips)
