"""What decides a training run, and the numbers that follow from it alone: orders, seeds, learning rates.

All randomness is a function of (seed, epoch, step, shard) and nothing else, so that a run that was killed and
goes on draws what the unbroken one would have drawn.
"""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

Optimiser = Literal["adam", "adamw"]
Schedule = Literal["constant", "one-cycle"]

WARM_UP_SHARE = 0.3
FIRST_DIVISOR = 25.0
LAST_DIVISOR = 1e4
"""One cycle rises from rate / 25 for 30 % of the steps, and falls to rate / 10 000 along a cosine."""


@dataclass(frozen=True)
class TrainingSettings:
    """How a network is trained; stored in its card.

    ``learning_rate`` is a step's; ``batch_size`` counts examples over all shards. ``n_shards`` sub-batches
    have batch statistics of their own, and their gradients are averaged: as many as there are processes.
    ``max_examples`` ends the training after so many examples, in the middle of an epoch if need be.
    ``patience`` ends it after so many epochs without a better validation loss; None never does.
    """

    learning_rate: float = 1e-3
    weight_decay: float = 0.0
    optimiser: Optimiser = "adam"
    schedule: Schedule = "constant"
    batch_size: int = 32
    n_epochs: int = 20
    max_examples: int | None = None
    patience: int | None = 5
    keep: Literal["best", "last"] = "best"
    seed: int = 1
    n_shards: int = 1

    def __post_init__(self) -> None:
        if not (self.learning_rate > 0 and math.isfinite(self.learning_rate) and self.weight_decay >= 0):
            raise ValueError("learning_rate above 0 and weight_decay of at least 0 are due")
        if min(self.batch_size, self.n_epochs, self.n_shards) < 1 or self.batch_size < self.n_shards:
            raise ValueError(
                "batch_size, n_epochs and n_shards of at least 1, and no more shards than examples"
            )
        if self.seed < 0:
            raise ValueError(f"the seed is {self.seed}; 0 or more is due")

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def batches_of_epoch(settings: TrainingSettings, n_examples: int, epoch: int) -> list[NDArray[np.int64]]:
    """The epoch's batches of example indices, in an order of its own.

    A last batch that is too small to give each shard two examples is left out: batch normalisation has no
    variance of one (no smaller run than one batch is ever left out).
    """
    order = np.random.default_rng([settings.seed, epoch]).permutation(n_examples)
    starts = range(0, n_examples, settings.batch_size)
    batches = [order[start : start + settings.batch_size] for start in starts]
    if len(batches) > 1 and len(batches[-1]) < 2 * settings.n_shards:
        batches.pop()
    return batches


def n_steps_of(settings: TrainingSettings, n_examples: int) -> int:
    """Steps of the whole training if nothing ends it early."""
    sizes = [len(batch) for batch in batches_of_epoch(settings, n_examples, 0)]
    if settings.max_examples is None:
        return len(sizes) * settings.n_epochs
    n_steps, n_seen = 0, 0
    for _ in range(settings.n_epochs):
        for size in sizes:
            if n_seen >= settings.max_examples:
                return n_steps
            n_steps, n_seen = n_steps + 1, n_seen + size
    return n_steps


def step_seed(settings: TrainingSettings, step: int, shard: int) -> int:
    """Seed of the dropout, the noise and the crops of one shard's forward pass."""
    return int(np.random.SeedSequence([settings.seed, step, shard]).generate_state(1, np.uint64)[0] >> 1)


def learning_rate_at(settings: TrainingSettings, step: int, n_steps: int) -> float:
    """The rate of a step, counted from 0 (Smith and Topin 2018 for the cycle)."""
    if settings.schedule == "constant":
        return settings.learning_rate
    position = step / max(1, n_steps - 1)
    first, last = settings.learning_rate / FIRST_DIVISOR, settings.learning_rate / LAST_DIVISOR
    if position < WARM_UP_SHARE:
        return _cosine(first, settings.learning_rate, position / WARM_UP_SHARE)
    return _cosine(settings.learning_rate, last, (position - WARM_UP_SHARE) / (1 - WARM_UP_SHARE))


def _cosine(start: float, end: float, position: float) -> float:
    return end + (start - end) * (1 + math.cos(math.pi * min(position, 1.0))) / 2
