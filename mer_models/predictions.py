"""What a model says of a file: one answer for all of it, one a second, and how far to trust either.

Conventions
-----------
Quadrants are calibrated probabilities in the order Q1 to Q4. Arousal and valence are their marginals on the
range -1 to 1: twice the probability of the positive half, minus 1. Needs NumPy alone: the window draws it
without PyTorch.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from merlingua.mer_models.corpus import POSITIVE_AROUSAL, POSITIVE_VALENCE, QUADRANTS

Flag = Literal["too quiet", "too short", "clipped", "out of range"]
FLAGS: tuple[Flag, ...] = get_args(Flag)
"""Silence or nearly so; under the shortest sound; at full scale for long; unlike all that was learnt from."""
CURVE_STEP_S = 1.0


@dataclass(frozen=True)
class Curve:
    """One row a second: the answer for what lies around ``times_s`` (n,), ``quadrants`` (n, 4)."""

    times_s: NDArray[np.float64]
    quadrants: NDArray[np.float64]

    @property
    def arousal(self) -> NDArray[np.float64]:
        """Shape (n,), -1 to 1."""
        return signed_marginal(self.quadrants, POSITIVE_AROUSAL)

    @property
    def valence(self) -> NDArray[np.float64]:
        """Shape (n,), -1 to 1."""
        return signed_marginal(self.quadrants, POSITIVE_VALENCE)

    def __len__(self) -> int:
        return len(self.times_s)


@dataclass(frozen=True)
class HalfWidths:
    """How far listeners lie from a prediction: for ``level`` of clips within ± these, on each one's scale.

    ``quadrant`` is of the share of listeners who name the likeliest quadrant.
    By split conformal prediction on clips that the model had not learnt from.
    """

    level: float
    quadrant: float
    arousal: float
    valence: float


@dataclass(frozen=True)
class Prediction:
    """The answer for a whole file.

    ``credible`` is a conformal set: of clips like those it was made on, 9 in 10 have the quadrant that most
    listeners named in it. Likeliest first, never empty.
    """

    duration_s: float
    quadrants: NDArray[np.float64]
    credible: tuple[str, ...]
    flags: tuple[Flag, ...] = ()
    curve: Curve | None = None
    half_widths: HalfWidths | None = None

    @property
    def quadrant(self) -> str:
        """The likeliest quadrant."""
        return QUADRANTS[int(self.quadrants.argmax())]

    @property
    def arousal(self) -> float:
        """-1 to 1."""
        return float(signed_marginal(self.quadrants, POSITIVE_AROUSAL))

    @property
    def valence(self) -> float:
        """-1 to 1."""
        return float(signed_marginal(self.quadrants, POSITIVE_VALENCE))


def signed_marginal(quadrants: NDArray[np.float64], positive: Sequence[int]) -> NDArray[np.float64]:
    """Probabilities (..., 4) → twice the sum of the positive two minus 1, shape (...)."""
    return np.asarray(2 * quadrants[..., list(positive)].sum(axis=-1) - 1)
