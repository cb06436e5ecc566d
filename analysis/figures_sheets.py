"""Of what does not fit on one sheet there are several."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

_Thing = TypeVar("_Thing")


@dataclass(frozen=True)
class Sheet(Generic[_Thing]):
    """What one of several sheets shows; ``number`` counts from 1."""

    things: tuple[_Thing, ...]
    number: int
    n_sheets: int

    def id(self, stem: str) -> str:
        """The drawing's id: numbered where there are several."""
        return stem if self.n_sheets == 1 else f"{stem}-{self.number}"

    @property
    def part(self) -> str:
        """What follows the title: `` (1/2)``, or nothing."""
        return "" if self.n_sheets == 1 else f" ({self.number}/{self.n_sheets})"


def sheets(things: Sequence[_Thing], size: int) -> Iterator[Sheet[_Thing]]:
    """As few sheets as take ``size`` things each, filled alike; none for nothing."""
    n_sheets = math.ceil(len(things) / max(size, 1))
    start = 0
    for number in range(n_sheets):
        end = round(len(things) * (number + 1) / n_sheets)
        yield Sheet(tuple(things[start:end]), number + 1, n_sheets)
        start = end
