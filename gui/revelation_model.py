"""What is asked of the process that hears clips for a session, and what it answers: frozen values, no Qt.

A ``Revelation`` is what a listener gets to see of a clip; ``Heard`` is what the researcher's monitor draws.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from merlingua.mer_models.predictions import Prediction
from merlingua.surveys.clips import Clip
from merlingua.surveys.errors import MerlinguaError


class RevelationError(MerlinguaError, RuntimeError):
    """A study wants to show listeners predictions, and there can be none."""


@dataclass(frozen=True)
class PrepareQuestion:
    """Hear all clips and keep what was heard; ``HeardAll`` comes back, no prediction."""

    clips: tuple[Clip, ...]
    model: str


@dataclass(frozen=True)
class RevealQuestion:
    """What a model heard in a clip, for the listener's page: a ``Revelation``."""

    clip: Clip
    model: str


@dataclass(frozen=True)
class CurveQuestion:
    """What a model heard in a clip, second by second, for the researcher: a ``Heard``."""

    clip: Clip
    model: str


Question = PrepareQuestion | RevealQuestion | CurveQuestion


@dataclass(frozen=True)
class HeardAll:
    """Every clip was heard, by this model."""

    model: str
    weights_sha256: str


@dataclass(frozen=True)
class Revelation:
    """What the listener sees: probabilities of Q1 to Q4, and the model that gave them."""

    clip_id: str
    model: str
    weights_sha256: str
    quadrants: tuple[float, float, float, float]

    @property
    def quadrant(self) -> str:
        """The likeliest quadrant."""
        return f"Q{self.quadrants.index(max(self.quadrants)) + 1}"

    @property
    def logged(self) -> dict[str, object]:
        """What the store keeps of it: which model showed what."""
        return {
            "model": self.model,
            "weights_sha256": self.weights_sha256,
            "quadrant": self.quadrant,
            "quadrants": list(self.quadrants),
        }


@dataclass(frozen=True, eq=False)
class Heard:
    """A clip's prediction with its curve, and the clip's own outline."""

    clip_id: str
    model: str
    prediction: Prediction
    peaks: NDArray[np.float32]
    """Greatest magnitudes, shape (n,), from 0 to 1."""
