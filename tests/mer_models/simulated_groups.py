"""Listeners of several languages who vote on clips: alike, or each language in its own way."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import softmax

SIZES = (26, 56, 27, 17)
"""Listeners a language, as in the study of Gómez-Cañón et al. (2020)."""
N_CLIPS, N_FEATURES = 22, 6


def clip_vectors(seed: int = 1, n_clips: int = N_CLIPS) -> NDArray[np.float64]:
    """Shape (n_clips, 6)."""
    return np.random.default_rng(seed).normal(size=(n_clips, N_FEATURES))


def groups(sizes: tuple[int, ...] = SIZES) -> NDArray[np.int64]:
    """The group of each listener."""
    return np.repeat(np.arange(len(sizes)), sizes)


def votes(
    vectors: NDArray[np.float64],
    rng: np.random.Generator,
    *,
    effect: float = 0.0,
    clip_noise: float = 0.7,
    style: float = 0.6,
    sizes: tuple[int, ...] = SIZES,
) -> NDArray[np.float64]:
    """Votes (n_raters, n_clips, 4).

    Clips have shares of their own around what the vectors say (``clip_noise``), and listeners a taste for
    some quadrants (``style``), so that one listener's votes hang together. ``effect`` is the standard
    deviation of the languages' own weights.
    """
    labels = groups(sizes)
    shared = rng.normal(size=(4, vectors.shape[1])) * 0.8
    own = effect * rng.normal(size=(len(sizes), 4, vectors.shape[1]))
    logits = np.einsum("gkj,cj->gck", shared + own, vectors)
    logits = logits + clip_noise * rng.normal(size=logits.shape[1:])
    of_raters = logits[labels] + style * rng.normal(size=(len(labels), 1, 4))
    probabilities = softmax(of_raters, axis=-1)
    drawn = (probabilities.cumsum(axis=-1) < rng.random((*probabilities.shape[:2], 1))).sum(axis=-1)
    return np.eye(4)[drawn.clip(0, 3)]
