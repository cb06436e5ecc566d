"""Holm's correction: how sure a test is when it is one of a family.

Conventions
-----------
The family are the tests that were done; a test that was not done (None) is no member and stays None.

References
----------
Holm (1979), "A simple sequentially rejective multiple test procedure", Scand. J. Statist. 6, 65–70.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from merlingua.analysis.estimates import AnalysisError


def holm_adjusted(p: Sequence[float] | NDArray[np.float64]) -> NDArray[np.float64]:
    """The p values of a family, adjusted by Holm's step-down method.

    p̃₍ᵢ₎ = min(1, max over j ≤ i of (n − j + 1) · p₍ⱼ₎), for the p values in rising order. Rejecting every
    test with p̃ ≤ .05 keeps the chance of one false rejection or more at .05, whatever the tests share.

    Parameters
    ----------
    p : shape (n,)
        From 0 to 1, in any order; an empty family is allowed.

    Returns
    -------
    shape (n,), in the order of ``p``.

    Raises
    ------
    AnalysisError
        If a value is no probability (a NaN would push others up or down in silence).
    """
    values = np.asarray(p, dtype=np.float64).ravel()
    if (wrong := values[~((values >= 0) & (values <= 1))]).size:
        raise AnalysisError(
            f"a p value is {wrong[0]}; it lies between 0 and 1. Leave tests that were not "
            "done out of the family."
        )
    order = np.argsort(values, kind="stable")
    stepped = values[order] * np.arange(len(values), 0, -1)
    adjusted = np.empty(len(values))
    adjusted[order] = np.minimum(1.0, np.maximum.accumulate(stepped))
    return adjusted


def holm_adjusted_of_done(p: Iterable[float | None]) -> tuple[float | None, ...]:
    """Holm's correction over the tests that were done; None, a test that was not, stays None."""
    values = tuple(p)
    adjusted = iter(holm_adjusted([value for value in values if value is not None]).tolist())
    return tuple(None if value is None else next(adjusted) for value in values)
