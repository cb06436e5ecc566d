"""How much of an agreement two different answers are: weights between the levels of a scale.

Conventions
-----------
Weights are 1 for equal answers and 0 for the two that are farthest apart. They are made from the scale's
values, also from levels that nobody used. Only ``ordinal`` looks at the levels' order alone.

References
----------
Gwet (2014), Handbook of Inter-Rater Reliability, 4th ed., section 3.5: the eight sets of weights.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from merlingua.analysis.estimates import AnalysisError

Weights = Literal["identity", "linear", "quadratic", "ordinal", "radical", "ratio", "circular", "bipolar"]

_Floats = NDArray[np.float64]


def agreement_weights(levels: Sequence[float], weights: Weights) -> NDArray[np.float64]:
    """The weights w between the levels k and l of a scale, shape (n_levels, n_levels).

    ============  ===========================================================
    identity      1 where k = l, else 0 (AC2 is then AC1)
    linear        1 − |k − l| / (max − min)
    quadratic     1 − (k − l)² / (max − min)²
    ordinal       1 − C(n, 2) / C(n_levels, 2), n the levels from k to l, both counted
    radical       1 − √|k − l| / √(max − min)
    ratio         1 − [(k − l)/(k + l)]² / [(max − min)/(max + min)]²
    circular      1 − sin²(π (k − l)/(max − min + 1)), scaled to a smallest weight of 0
    bipolar       1 − (k − l)² / [(k + l − 2 min)(2 max − k − l)], scaled likewise
    ============  ===========================================================

    Raises
    ------
    AnalysisError
        If the name is none of these, there is one level, or a ratio is asked of levels that are not positive.
    """
    if weights not in _DISTANCES:
        raise AnalysisError(f"the weights are {weights!r}; they can be {', '.join(_DISTANCES)}")
    value = np.asarray(levels, dtype=np.float64)
    if len(value) < 2:
        raise AnalysisError(f"a scale of {len(value)} level(s) has no weights; it needs two at least")
    if weights == "ratio" and value.min() <= 0:
        raise AnalysisError(f"ratio weights need levels above 0; the lowest is {value.min():g}")
    distance = _DISTANCES[weights](value[:, None], value[None, :])
    return np.asarray(1 - distance / distance.max())


def _bipolar(a: _Floats, b: _Floats) -> _Floats:
    room = (a + b - 2 * a.min()) * (2 * a.max() - a - b)
    return np.asarray(np.divide((a - b) ** 2, room, out=np.zeros_like(room), where=room > 0))


def _ordinal(a: _Floats, b: _Floats) -> _Floats:
    position = np.arange(len(a))
    n = np.abs(position[:, None] - position[None, :]) + 1
    return np.asarray(n * (n - 1) / 2)


_DISTANCES: Mapping[str, Callable[[_Floats, _Floats], _Floats]] = MappingProxyType(
    {
        "identity": lambda a, b: np.asarray(a != b, dtype=np.float64),
        "linear": lambda a, b: np.abs(a - b),
        "quadratic": lambda a, b: (a - b) ** 2,
        "ordinal": _ordinal,
        "radical": lambda a, b: np.sqrt(np.abs(a - b)),
        "ratio": lambda a, b: ((a - b) / (a + b)) ** 2,
        "circular": lambda a, b: np.sin(np.pi * (a - b) / (np.ptp(a) + 1)) ** 2,
        "bipolar": _bipolar,
    }
)
