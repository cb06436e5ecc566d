"""Numbers on the command line, with errors that say what is allowed."""

from __future__ import annotations

import argparse
import math


def whole(written: str) -> int:
    """A whole number that can be a seed: 0 to 2**32 - 1."""
    try:
        number = int(written)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{written!r} is no whole number") from None
    if not 0 <= number < 2**32:
        raise argparse.ArgumentTypeError(f"{written} is out of range: 0 to {2**32 - 1}")
    return number


def positive(written: str) -> int:
    """A whole number of 1 or more."""
    number = whole(written)
    if number == 0:
        raise argparse.ArgumentTypeError("0 is too few: 1 or more")
    return number


def above_zero(written: str) -> float:
    """A finite number above 0."""
    try:
        number = float(written)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{written!r} is no number, such as 1e-3") from None
    if not (number > 0 and math.isfinite(number)):
        raise argparse.ArgumentTypeError(f"{written} is out of range: above 0")
    return number
