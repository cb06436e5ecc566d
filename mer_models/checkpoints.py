"""Checkpoints: a model is one file, tensors and card together; a training state is another.

Conventions
-----------
``NAME.safetensors`` holds the weights, and in its metadata the model card: one rename replaces both. The same
card lies beside it as ``NAME.json`` for people; where they differ, the one inside counts and it is said. No
pickle is ever written or read. A file that is damaged, or is not what it claims, is refused in one line.

A training state (weights, moments of the optimiser, states of random generators, and a JSON object) comes
back bit for bit, whatever its dtypes.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import safetensors.torch
from safetensors import SafetensorError
from torch import Tensor, nn

from merlingua.mer_models.errors import CheckpointError
from merlingua.mer_models.model_cards import (
    MODEL_FORMAT,
    MODEL_VERSION,
    SUFFIX,
    ModelCard,
    card_file,
    checked_json,
    read_json,
)
from merlingua.mer_models.model_files import (
    check_features,
    metadata_of,
    opened,
    read_model,
    refuse_unusable_weights,
)
from merlingua.mer_models.tensor_files import (
    RawTensor,
    TensorFile,
    fingerprint,
    parse_tensor_file,
    read_tensor_file,
    replace_files,
    with_metadata,
)

STATE_FORMAT = "merlingua-training-state"
STATE_VERSION = 1
"""A card or state of a higher version is refused; a lower one would be converted where it is read."""

MAX_NAMED = 3
"""How many tensors that do not fit are named in one message."""


@dataclass(frozen=True)
class Checkpoint:
    """A model's weights and card; ``notes`` are what a person should hear about the file, a line each."""

    tensors: dict[str, Tensor]
    card: ModelCard
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class TrainingState:
    """What a run needs to go on as if it had never stopped."""

    tensors: dict[str, Tensor]
    state: dict[str, Any]


def save_checkpoint(path: Path, tensors: Mapping[str, Tensor], card: ModelCard) -> ModelCard:
    """Save a model, replacing one of that name whole or not at all.

    Returns
    -------
    ModelCard
        The card as it was stored: with the weights' SHA-256.

    Raises
    ------
    CheckpointError
        If the name does not end in .safetensors, there are no tensors, or a weight is not finite.
    TrainingError
        If the disk is full or the folder cannot be written.
    """
    if path.suffix != SUFFIX:
        raise CheckpointError(f"{path.name!r} must end in {SUFFIX}: a model's file says what it is")
    data, raw = _serialised(tensors)
    refuse_unusable_weights(path, raw)
    # Copies are not validated; what is written must be what can be read.
    card = ModelCard.model_validate(card.to_json() | {"weights_sha256": fingerprint(raw)})
    document = card.to_text(indent=None)
    header, body = with_metadata(
        data, metadata_of(MODEL_FORMAT, MODEL_VERSION, document, card.weights_sha256)
    )
    replace_files({path: (header, body), card_file(path): ((card.to_text() + "\n").encode(),)})
    return card


def load_checkpoint(
    path: Path, *, network: str | None = None, features: Mapping[str, Any] | Literal["is13"] | None = None
) -> Checkpoint:
    """Load a model.

    Parameters
    ----------
    network, features
        What the card must say, where only one network or one kind of features will do.

    Raises
    ------
    CheckpointError
        In one line, if the file is missing, damaged or something else, or does not fit.
    """
    file, card, notes = read_model(path)
    if network is not None and card.network != network:
        raise CheckpointError(f"{path} is a model of the network {card.network!r}; {network!r} is due")
    if features is not None:
        check_features(card, features, str(path))
    return Checkpoint(_tensors_of(path, file), card, notes)


def load_into(module: nn.Module, checkpoint: Checkpoint | Mapping[str, Tensor], *, prefix: str = "") -> None:
    """Put weights into a network that has exactly these, by name and shape.

    Parameters
    ----------
    prefix
        Takes only the tensors whose names begin so (``"encoder."``), without it.

    Raises
    ------
    CheckpointError
        Naming the first tensors that are missing, too many, or of another shape; the network is unchanged.
    """
    given = checkpoint.tensors if isinstance(checkpoint, Checkpoint) else checkpoint
    given = {name.removeprefix(prefix): value for name, value in given.items() if name.startswith(prefix)}
    due = module.state_dict()
    problems = [f"{name} is missing" for name in due if name not in given]
    problems += [f"{name} is not in the network" for name in given if name not in due]
    problems += [
        f"{name} has shape {tuple(given[name].shape)}, {tuple(value.shape)} is due"
        for name, value in due.items()
        if name in given and given[name].shape != value.shape
    ]
    if problems:
        more = f" (and {len(problems) - MAX_NAMED} more)" if len(problems) > MAX_NAMED else ""
        raise CheckpointError(
            f"the weights do not fit {type(module).__name__}: {'; '.join(problems[:MAX_NAMED])}{more}"
        )
    module.load_state_dict(given)


def save_training_state(path: Path, tensors: Mapping[str, Tensor], state: Mapping[str, Any]) -> None:
    """Save what a run needs to go on, replacing the last state whole or not at all.

    Raises
    ------
    ValueError
        If ``state`` is not JSON, or holds NaN or an infinity.
    TrainingError
        If the disk is full or the folder cannot be written; the last state is as it was.
    """
    document = json.dumps(checked_json(state), ensure_ascii=False, allow_nan=False)
    data, raw = _serialised(tensors)
    metadata = metadata_of(STATE_FORMAT, STATE_VERSION, document, fingerprint(raw))
    replace_files({path: with_metadata(data, metadata)})


def load_training_state(path: Path) -> TrainingState:
    """What `save_training_state` has saved. Raises CheckpointError if the file is damaged or another."""
    file = read_tensor_file(path)
    try:
        document, _ = opened(file, STATE_FORMAT, STATE_VERSION)
        state = read_json(document, "its state")
    except CheckpointError as error:
        raise CheckpointError(f"{path}: {error}") from error
    return TrainingState(_tensors_of(path, file), state)


def weights_sha256(tensors: Mapping[str, Tensor]) -> str:
    """The SHA-256 by which a card names these weights."""
    return fingerprint(_serialised(tensors)[1])


def _serialised(tensors: Mapping[str, Tensor]) -> tuple[bytes, dict[str, RawTensor]]:
    plain = {name: value.detach().cpu().contiguous().clone() for name, value in tensors.items()}
    data = safetensors.torch.save(plain)
    return data, parse_tensor_file(data).tensors


def _tensors_of(path: Path, file: TensorFile) -> dict[str, Tensor]:
    try:
        return safetensors.torch.load(file.data)
    except (SafetensorError, RuntimeError, KeyError) as error:
        raise CheckpointError(f"{path} cannot be read: {' '.join(str(error).split())}") from error
