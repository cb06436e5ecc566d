"""What makes a model's numbers honest: a temperature, conformal thresholds, and the sound it knows.

Conventions
-----------
All of it comes from clips that the model had not learnt from (`calibrated` takes out-of-fold probabilities),
but for the range of sound, which is that of the clips it did learn from. It is kept in the model's card.

References: Guo et al. (2017), "On calibration of modern neural networks", ICML; Romano, Sesia, Candès (2020),
"Classification with valid and adaptive coverage", NeurIPS, without randomisation; Lei et al. (2018),
"Distribution-free predictive inference for regression", JASA.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar

from merlingua.mer_models.corpus import POSITIVE_AROUSAL, POSITIVE_VALENCE, QUADRANTS, hard_quadrants
from merlingua.mer_models.errors import CheckpointError
from merlingua.mer_models.predictions import HalfWidths, signed_marginal

LEVEL = 0.9
TEMPERATURES = (0.2, 5.0)
SMALLEST_PROBABILITY = 1e-12
ROUNDING = 1e-9
RANGE_QUANTILE = 0.995
"""One in 200 of the clips that were learnt from is called strange."""


@dataclass(frozen=True)
class SoundRange:
    """Mean log-mel spectra of the clips learnt from: mean and spread (n_mels,), and how far is too far."""

    mean: NDArray[np.float64]
    sd: NDArray[np.float64]
    limit: float

    def is_outside(self, spectrum: NDArray[np.float64]) -> bool:
        """Whether a file's mean spectrum (n_mels,), in neper, is unlike any that was learnt from."""
        return distance(spectrum, self.mean, self.sd) > self.limit


@dataclass(frozen=True)
class Calibration:
    """``threshold`` is of `credible_set`; ``n_clips`` is how many clips it all rests on."""

    temperature: float
    threshold: float
    half_widths: HalfWidths
    n_clips: int
    sound: SoundRange | None = None

    def to_json(self) -> dict[str, Any]:
        sound = self.sound
        return {
            "level": self.half_widths.level,
            "n_clips": self.n_clips,
            "temperature": self.temperature,
            "credible_threshold": self.threshold,
            "half_widths": {
                "quadrant": self.half_widths.quadrant,
                "arousal": self.half_widths.arousal,
                "valence": self.half_widths.valence,
            },
            "sound_range": None
            if sound is None
            else {"mean": sound.mean.tolist(), "sd": sound.sd.tolist(), "limit": sound.limit},
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Calibration:
        """Raises CheckpointError where something is missing or no number."""
        try:
            level, widths, sound = float(stored["level"]), stored["half_widths"], stored["sound_range"]
            return cls(
                temperature=float(stored["temperature"]),
                threshold=float(stored["credible_threshold"]),
                half_widths=HalfWidths(
                    level, *(float(widths[name]) for name in ("quadrant", "arousal", "valence"))
                ),
                n_clips=int(stored["n_clips"]),
                sound=None
                if sound is None
                else SoundRange(
                    np.array(sound["mean"], dtype=np.float64),
                    np.array(sound["sd"], dtype=np.float64),
                    float(sound["limit"]),
                ),
            )
        except (KeyError, TypeError, ValueError) as error:
            raise CheckpointError(f"the model's calibration cannot be used ({error!r})") from error

    def apply(self, quadrants: NDArray[np.float64]) -> NDArray[np.float64]:
        """Probabilities (..., 4) at this temperature."""
        return with_temperature(quadrants, self.temperature)

    def credible(self, quadrants: NDArray[np.float64]) -> tuple[str, ...]:
        """The conformal set of calibrated probabilities (4,), likeliest first."""
        order = np.argsort(-quadrants, kind="stable")
        n = int((np.cumsum(quadrants[order]) <= self.threshold + ROUNDING).sum())
        return tuple(QUADRANTS[index] for index in order[: max(n, 1)])


def calibrated(
    quadrants: NDArray[np.float64],
    shares: NDArray[np.float64],
    *,
    level: float = LEVEL,
    spectra: NDArray[np.float64] | None = None,
) -> Calibration:
    """Calibrate by probabilities (n, 4) of clips that were not learnt from, and the listeners' shares (n, 4).

    Parameters
    ----------
    spectra : shape (n_learnt, n_mels)
        Mean log-mel spectra of the clips learnt from.
    """
    temperature = fit_temperature(quadrants, shares)
    scaled = with_temperature(quadrants, temperature)
    order = np.argsort(-scaled, axis=1, kind="stable")
    ranks = np.argsort(order, axis=1)[np.arange(len(scaled)), hard_quadrants(shares)]
    reached = np.cumsum(np.take_along_axis(scaled, order, axis=1), axis=1)[np.arange(len(scaled)), ranks]
    errors = {
        "quadrant": np.abs(scaled - shares)[np.arange(len(scaled)), scaled.argmax(axis=1)],
        "arousal": np.abs(
            signed_marginal(scaled, POSITIVE_AROUSAL) - signed_marginal(shares, POSITIVE_AROUSAL)
        ),
        "valence": np.abs(
            signed_marginal(scaled, POSITIVE_VALENCE) - signed_marginal(shares, POSITIVE_VALENCE)
        ),
    }
    return Calibration(
        temperature=temperature,
        threshold=min(conformal_quantile(reached, level), 1.0),
        half_widths=HalfWidths(level, *(conformal_quantile(each, level) for each in errors.values())),
        n_clips=len(shares),
        sound=None if spectra is None else sound_range(spectra),
    )


def fit_temperature(quadrants: NDArray[np.float64], shares: NDArray[np.float64]) -> float:
    """The temperature with the least cross-entropy against the listeners' shares."""

    def cross_entropy(log_temperature: float) -> float:
        scaled = with_temperature(quadrants, math.exp(log_temperature))
        return float(-(shares * np.log(scaled.clip(SMALLEST_PROBABILITY))).sum(axis=1).mean())

    low, high = (math.log(bound) for bound in TEMPERATURES)
    found = minimize_scalar(cross_entropy, bounds=(low, high), method="bounded")
    return math.exp(float(found.x))


def with_temperature(quadrants: NDArray[np.float64], temperature: float) -> NDArray[np.float64]:
    """Probabilities (..., 4) flattened (above 1) or sharpened (below 1)."""
    logits = np.log(quadrants.clip(SMALLEST_PROBABILITY)) / temperature
    exponents = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return np.asarray(exponents / exponents.sum(axis=-1, keepdims=True))


def conformal_quantile(scores: NDArray[np.float64], level: float) -> float:
    """The ⌈(n + 1) level⌉-th smallest score: a new one is no larger with probability ``level`` or more."""
    n = len(scores)
    rank = math.ceil((n + 1) * level - 1e-9)
    return float(np.sort(scores)[min(rank, n) - 1])


def sound_range(spectra: NDArray[np.float64]) -> SoundRange:
    """The range of mean spectra (n_clips, n_mels)."""
    mean, sd = spectra.mean(axis=0), spectra.std(axis=0)
    sd = sd.clip(max(1e-3, 0.05 * float(sd.mean())))
    distances = np.array([distance(each, mean, sd) for each in spectra])
    return SoundRange(mean, sd, float(np.quantile(distances, RANGE_QUANTILE)))


def distance(spectrum: NDArray[np.float64], mean: NDArray[np.float64], sd: NDArray[np.float64]) -> float:
    """Root mean square over the mel bands of how many standard deviations a spectrum lies off."""
    return float(np.sqrt((((spectrum - mean) / sd) ** 2).mean()))
