"""The code with which a listener can ask for their answers to be removed.

It is shown once, on the last page; the store keeps its hash alone, so that nobody can read it there.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Without 0 and O, 1, I and L, and U: nothing that is misread on paper."""
N_GROUPS = 3
GROUP_LENGTH = 4
"""30 ** 12 codes: 59 bits."""


def new_withdrawal_code(choose: Callable[[str], str] = secrets.choice) -> str:
    """A fresh code such as ``7KQ2-MX4D-R9TB``."""
    groups = ("".join(choose(ALPHABET) for _ in range(GROUP_LENGTH)) for _ in range(N_GROUPS))
    return "-".join(groups)


def withdrawal_code_sha256(code: str) -> str:
    """The hash of a code, however it was typed: small letters, blanks and hyphens make no difference."""
    letters = "".join(letter for letter in code.upper() if letter in ALPHABET)
    return hashlib.sha256(letters.encode()).hexdigest()
