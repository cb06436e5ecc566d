"""Keys of rows: UUIDs of version 7, which rise with time.

A new key goes to the end of its index, so that writing stays quick however many rows there are. Two stations
never make the same one, so that their stores can be merged.

References
----------
RFC 9562 (2024), 5.7 UUID Version 7; 6.2, method 2: monotonic random.
"""

from __future__ import annotations

import secrets
import threading
import time
from uuid import UUID

_N_RANDOM_BITS = 74
_STEP_BITS = 32
_RANDOM_B_BITS = 62
_VERSION = 7
_VARIANT = 0b10


class KeyMaker:
    """Makes keys that rise strictly, also where the clock stands still or is set back."""

    def __init__(self, after: UUID | None = None) -> None:
        """``after``: a key that the first one is to be above, though the clock was set back since."""
        self._lock = threading.Lock()
        self._last_ms = -1
        self._random = 0
        if after is not None:
            self._last_ms, self._random = _parts(after)

    def __call__(self) -> UUID:
        """The next key."""
        with self._lock:
            now_ms = time.time_ns() // 1_000_000
            if now_ms > self._last_ms:
                self._last_ms, self._random = now_ms, self._fresh()
            else:
                self._random += 1 + secrets.randbits(_STEP_BITS)
            if self._random >> _N_RANDOM_BITS:
                self._last_ms, self._random = self._last_ms + 1, self._fresh()
            return _key(self._last_ms, self._random)

    @staticmethod
    def _fresh() -> int:
        return secrets.randbits(_N_RANDOM_BITS)


def _parts(key: UUID) -> tuple[int, int]:
    random_a, random_b = key.int >> 64 & 0xFFF, key.int & ((1 << _RANDOM_B_BITS) - 1)
    return key.int >> 80, random_a << _RANDOM_B_BITS | random_b


def _key(time_ms: int, random: int) -> UUID:
    random_a, random_b = random >> _RANDOM_B_BITS, random & ((1 << _RANDOM_B_BITS) - 1)
    return UUID(int=time_ms << 80 | _VERSION << 76 | random_a << 64 | _VARIANT << 62 | random_b)
