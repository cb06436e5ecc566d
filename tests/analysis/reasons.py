"""Whether everything that was found is a number, or says why it is none."""

from __future__ import annotations

import math
from dataclasses import fields, is_dataclass

import numpy as np

from merlingua.analysis.agreement_results import AgreementResults, Statistic
from merlingua.analysis.estimates import FLAG_REASONS, Estimate


def no_nan(value: object, where: str = "") -> None:
    """Refuse a number that is none anywhere in what was found."""
    if isinstance(value, float):
        assert math.isfinite(value), where
    elif isinstance(value, np.ndarray):
        assert value.dtype.kind != "f" or np.isfinite(value).all(), where
    elif isinstance(value, dict):
        for key, entry in value.items():
            no_nan(entry, f"{where}[{key}]")
    elif isinstance(value, tuple | list):
        for number, entry in enumerate(value):
            no_nan(entry, f"{where}[{number}]")
    elif is_dataclass(value):
        for part in fields(value):
            no_nan(getattr(value, part.name), f"{where}.{part.name}")


def every_absence_has_a_reason(results: AgreementResults) -> None:
    """Every value is finite or has flags that the report knows."""
    no_nan(results)
    things: list[Estimate | Statistic] = [*results.estimates.values(), *results.secondary.values()]
    for thing in things:
        assert thing.value is not None or thing.flags
    for row in results.rows:
        assert set(row.flags) <= set(FLAG_REASONS), row
