"""Locks on files that the system lets go of when the process that holds them ends."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

if sys.platform == "win32":
    import msvcrt

    _LOCKED_BYTE = 1 << 30
    """Far behind the text: Windows' locks keep others from reading what they cover."""

    def try_lock(descriptor: int) -> bool:
        """Lock an open file unless another has it; says whether it is ours. Closing it lets go."""
        os.lseek(descriptor, _LOCKED_BYTE, os.SEEK_SET)
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        os.lseek(descriptor, 0, os.SEEK_SET)
        return True

else:
    import fcntl

    def try_lock(descriptor: int) -> bool:
        """Lock an open file unless another has it; says whether it is ours. Closing it lets go."""
        try:
            # flock, not lockf: the lock must also hold against a second window of the same process.
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True


@contextmanager
def held_alone(file: Path) -> Iterator[bool]:
    """Hold the lock of ``file`` in the block; gives False, and holds nothing, where another process does.

    The file stays behind: to remove it would let two processes lock two different files. It may go once what
    it guards is done for good.
    """
    descriptor = os.open(file, os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o644)
    try:
        yield try_lock(descriptor)
    finally:
        os.close(descriptor)
