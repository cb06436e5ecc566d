"""What a look at a station finds: a line for each thing, green, yellow or red, and what to do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum


class State(Enum):
    """Whether a session can be held as it is."""

    GREEN = "ok"
    YELLOW = "look"
    """It can, but something wants a look."""
    RED = "mend"
    """It cannot, or answers would be in danger."""


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at."""

    check: str
    """What it is called in JSON and before the line."""
    state: State
    found: str
    advice: str = ""
    """What to do; empty where it is green."""
    numbers: Mapping[str, float | int | str | bool | None] = field(default_factory=dict)
    """What was measured, with the units in the names."""

    def line(self) -> str:
        """As the command prints it."""
        advice = f". {self.advice}" if self.advice else ""
        return f"{self.state.value:5} {self.check:9} {self.found}{advice}"
