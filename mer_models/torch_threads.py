"""PyTorch's threads where several files or clips are worked on at once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import torch


@contextmanager
def one_thread_each() -> Iterator[None]:
    """Within it PyTorch takes one thread an operation: threads that share one out would wait for each other.

    What is set here is the number of every thread that begins later, and is put back at the end.
    """
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)
