"""Draws of clips for intervals, and coin tosses of clips for tests, in blocks that fit into memory.

Conventions
-----------
The unit that is drawn is a clip, or a group (an artist with all its clips). Draws depend on the seed and
on the clips alone: two models on the same clips get the same draws, two corpora independent ones.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from merlingua.mer_models.clip_predictions import ClipLabels
from merlingua.mer_models.errors import EvaluationError

Array = NDArray[np.float64]

_ROWS_AT_ONCE = 1000
"""1000 draws of 2000 clips are 16 MB."""
_RESAMPLES, _FLIPS = 0, 1


@dataclass(frozen=True)
class Resampling:
    """What is drawn again, how often, and from which seed."""

    unit: Literal["clip", "group"] = "clip"
    n_resamples: int = 2000
    n_flips: int = 9999
    level: float = 0.95
    seed: int = 0

    def __post_init__(self) -> None:
        if self.unit not in ("clip", "group"):
            raise EvaluationError(f"the unit to resample is {self.unit!r}; 'clip' and 'group' are allowed")
        if self.n_resamples < 1 or self.n_flips < 1 or not 0 < self.level < 1:
            raise EvaluationError(
                f"{self.n_resamples} resamples, {self.n_flips} flips and the level {self.level} cannot be "
                "used: counts start at 1, the level lies between 0 and 1"
            )


def resample_counts(labels: ClipLabels, resampling: Resampling) -> Iterator[Array]:
    """How often each clip was drawn, in blocks of shape (n_rows, n_clips), n_resamples rows together."""
    rng, units = _drawn_from(labels, resampling, _RESAMPLES)
    n_units = int(units.max()) + 1
    for n_rows in _block_sizes(resampling.n_resamples):
        counts = rng.multinomial(n_units, np.full(n_units, 1 / n_units), size=n_rows)
        yield counts[:, units].astype(np.float64)


def coin_tosses(labels: ClipLabels, resampling: Resampling) -> Iterator[Array]:
    """0 or 1 for each clip, in blocks of shape (n_rows, n_clips), n_flips rows together."""
    rng, units = _drawn_from(labels, resampling, _FLIPS)
    for n_rows in _block_sizes(resampling.n_flips):
        yield rng.integers(0, 2, (n_rows, int(units.max()) + 1))[:, units].astype(np.float64)


def _drawn_from(
    labels: ClipLabels, resampling: Resampling, purpose: int
) -> tuple[np.random.Generator, NDArray[np.int64]]:
    """The generator of these clips, and the unit of each clip counted from 0."""
    # Clips of two corpora may both be called 1, 2, 3, …
    of_clips = zlib.crc32(labels.shares.tobytes(), zlib.crc32("\0".join(labels.clip_ids).encode()))
    rng = np.random.default_rng([resampling.seed, purpose, of_clips])
    if resampling.unit == "clip":
        return rng, np.arange(len(labels))
    return rng, np.unique(np.asarray(labels.groups), return_inverse=True)[1].astype(np.int64)


def _block_sizes(n_rows: int) -> list[int]:
    return [min(_ROWS_AT_ONCE, n_rows - start) for start in range(0, n_rows, _ROWS_AT_ONCE)]
