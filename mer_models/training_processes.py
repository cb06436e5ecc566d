"""One process or several: what ``torchrun`` started, and how they share the work of a step.

Each process takes one shard of each batch (or as many as there are, shared evenly). DistributedDataParallel
averages the gradients, over gloo on processors and nccl on GPUs. Only the first process writes files.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import torch
import torch.distributed
from torch import Tensor, nn

from merlingua.mer_models.errors import TrainingError

CPU = torch.device("cpu")


@dataclass(frozen=True)
class Processes:
    """This process among those of the run."""

    rank: int = 0
    n_processes: int = 1
    device: torch.device = CPU

    @property
    def is_first(self) -> bool:
        return self.rank == 0

    def shards_of_mine(self, n_shards: int) -> range:
        """The shards that this process computes, of ``n_shards`` that all share."""
        if n_shards % self.n_processes:
            raise ValueError(f"{n_shards} shards cannot be shared evenly by {self.n_processes} processes")
        each = n_shards // self.n_processes
        return range(self.rank * each, (self.rank + 1) * each)

    def wrap(self, module: nn.Module) -> nn.Module:
        """The module with its gradients averaged over the processes; itself where there is one alone."""
        if self.n_processes == 1:
            return module
        return nn.parallel.DistributedDataParallel(module)

    def average(self, tensor: Tensor) -> Tensor:
        """The mean of a tensor over the processes."""
        if self.n_processes > 1:
            torch.distributed.all_reduce(tensor)
            tensor = tensor / self.n_processes
        return tensor

    def mean(self, value: float) -> float:
        """The mean of a number over the processes."""
        return float(self.average(torch.tensor(value, dtype=torch.float64, device=self.device)))

    def of_first(self, compute: Callable[[], float]) -> float:
        """A number that the first process computes, known to all."""
        number = torch.tensor(compute() if self.is_first else 0.0, dtype=torch.float64, device=self.device)
        if self.n_processes > 1:
            torch.distributed.broadcast(number, src=0)
        return float(number)

    def wait_for_all(self) -> None:
        """Go on when each process has come so far."""
        if self.n_processes > 1:
            torch.distributed.barrier()


ONE_PROCESS = Processes()


@contextmanager
def started_processes(device: str = "auto") -> Iterator[Processes]:
    """The processes that torchrun started (it sets WORLD_SIZE), or this one alone.

    Parameters
    ----------
    device
        "auto" takes a GPU where there is one, else the processor; "cpu" and "cuda" force one of them.
    """
    n_processes = int(os.environ.get("WORLD_SIZE", "1"))
    rank = int(os.environ.get("RANK", "0"))
    chosen = _device(device, int(os.environ.get("LOCAL_RANK", "0")))
    if n_processes == 1:
        yield Processes(device=chosen)
        return
    torch.distributed.init_process_group("nccl" if chosen.type == "cuda" else "gloo")
    try:
        yield Processes(rank, n_processes, chosen)
    finally:
        torch.distributed.destroy_process_group()


def _device(wanted: str, local_rank: int) -> torch.device:
    has_gpu = torch.cuda.is_available()
    if wanted == "cuda" and not has_gpu:
        raise TrainingError("--device cuda: PyTorch finds no GPU here; take --device cpu")
    if wanted == "cpu" or not has_gpu:
        return torch.device("cpu")
    torch.cuda.set_device(local_rank)
    return torch.device("cuda", local_rank)
