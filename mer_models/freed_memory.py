"""Memory that arrays of changing sizes leave behind: freed by PyTorch, and held by the C library.

GNU's library keeps what is freed for the next array. Clips of different lengths need arrays of different
sizes, which do not fit into each other's gaps: a process grows by gigabytes in a few hundred clips.
"""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray


def longest_first(
    mels_of: Callable[[int], NDArray[np.float32]], clips: Sequence[int] | NDArray[np.int64]
) -> list[int]:
    """Positions in ``clips`` from the longest clip to the shortest: each fits where the last one was."""
    n_frames = [len(mels_of(int(clip))) for clip in clips]
    return sorted(range(len(n_frames)), key=lambda position: -n_frames[position])


def give_back_freed_memory() -> None:
    """Hand freed pages back to the system, where another order of clips would give other numbers.

    It takes a tenth of a second; where the library is not GNU's, nothing is done.
    """
    if sys.platform == "linux":
        trim: Any = getattr(ctypes.CDLL(None), "malloc_trim", None)
        if trim is not None:
            trim(0)
