"""One line on the terminal that says what is being done, and how much of it is."""

from __future__ import annotations

import sys
import time
from collections.abc import Mapping
from types import MappingProxyType
from typing import TextIO

INTERVAL_S = 0.1
"""Between two looks of the line: what is done a thousand times a second must not write so often."""
ERASE = "\r\x1b[K"
WORDS: Mapping[str, str] = MappingProxyType(
    {
        "read": "reading the ratings",
        "agreement": "agreement",
        "secondary": "statistics beside it",
        "tests": "permutation tests",
        "level": "tests of level",
        "profile": "tests of profile",
        "splits": "liked and disliked, known and unknown",
        "traits": "musical sophistication",
        "figures": "figures",
        "html": "writing report.html",
        "pdf": "writing report.pdf",
    }
)
"""What the steps are called; others are told by their id."""


class ProgressLine:
    """Called with what is done, how much of it and how much there is; silent where there is no terminal."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = sys.stderr if stream is None else stream
        self._is_shown = self._stream.isatty()
        self._what = ""
        self._shown_at = 0.0

    def __enter__(self) -> ProgressLine:
        return self

    def __exit__(self, *raised: object) -> None:
        self._print(ERASE)

    def __call__(self, what: str, n_done: int, n_all: int) -> None:
        """Say it, at most ten times a second, and at once where something new begins."""
        now = time.monotonic()
        if not self._is_shown or (what == self._what and now - self._shown_at < INTERVAL_S):
            return
        self._what, self._shown_at = what, now
        share = f" {100 * n_done // n_all} %" if n_all > 1 else ""
        self._print(f"{ERASE}{WORDS.get(what, what.replace('_', ' '))} …{share}")

    def _print(self, text: str) -> None:
        if self._is_shown:
            print(text, end="", file=self._stream, flush=True)
