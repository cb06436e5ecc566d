"""The same prediction on a cluster: a dask.distributed scheduler hands files to its workers.

Workers need Merlingua, PyTorch, the model and the files under the same names. Each keeps the model it has
loaded. What a worker cannot do is that file's one line; a worker with another model of that name is refused,
since its numbers would be others.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from merlingua.surveys.errors import MerlinguaError

if TYPE_CHECKING:
    from merlingua.mer_models.prediction_runs import Outcome
    from merlingua.mer_models.predictor import Predictor

TIMEOUT_S = 30.0


class SchedulerError(MerlinguaError, RuntimeError):
    """A cluster cannot be reached, or its workers are not like this machine."""


def distributed(
    address: str, predictor: Predictor, files: Sequence[Path], *, curve: bool, window_s: int
) -> Iterator[Outcome]:
    """The outcomes for files, in order, from a cluster's workers.

    Raises
    ------
    SchedulerError
        If dask is not installed, nothing answers at the address, or a worker has another model.
    """
    client = _client(address)
    try:
        futures = client.map(
            _outcome,
            [str(file.resolve()) for file in files],
            model=predictor.name,
            group=predictor.group,
            weights=predictor.card.weights_sha256,
            curve=curve,
            window_s=window_s,
            pure=False,
        )
        for file, future in zip(files, futures, strict=True):
            yield _named(future.result(), file)
    finally:
        client.close()


def _client(address: str) -> Any:
    try:
        from distributed import Client
    except ImportError as error:
        raise SchedulerError(
            "--scheduler needs dask.distributed: pip install 'merlingua[dask]' brings it"
        ) from error
    try:
        return cast(Any, Client)(address, timeout=TIMEOUT_S)
    except (OSError, ValueError) as error:
        raise SchedulerError(
            f"--scheduler {address}: no scheduler answers there ({' '.join(str(error).split())}); "
            "`dask scheduler` starts one, and says its address"
        ) from error


def _outcome(
    file: str, *, model: str, group: str | None, weights: str, curve: bool, window_s: int
) -> Outcome:
    """Runs on a worker."""
    from merlingua.mer_models.prediction_runs import outcome_of
    from merlingua.mer_models.torch_threads import one_thread_each

    predictor = _predictor(model, group)
    if predictor.card.weights_sha256 != weights:
        raise SchedulerError(f"a worker's model {model!r} is another one: install the same Merlingua there")
    with one_thread_each():
        return outcome_of(predictor, Path(file), curve=curve, window_s=window_s)


@lru_cache(maxsize=2)
def _predictor(model: str, group: str | None) -> Predictor:
    from merlingua.mer_models.predictor import Predictor

    return Predictor.load(model, group)


def _named(outcome: Any, file: Path) -> Outcome:
    """A refusal names the file as it was asked for."""
    from merlingua.mer_models.prediction_runs import Refused

    if isinstance(outcome, Refused):
        return Refused(outcome.reason.replace(str(file.resolve()), str(file), 1))
    return cast("Outcome", outcome)
