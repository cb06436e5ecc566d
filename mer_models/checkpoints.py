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

import numpy as np
import safetensors.torch
from safetensors import SafetensorError
from torch import Tensor, nn

from merlingua.mer_models.errors import CheckpointError
from merlingua.mer_models.model_cards import (
    MODEL_FORMAT,
    MODEL_VERSION,
    ModelCard,
    check_format,
    checked_json,
    read_json,
)
from merlingua.mer_models.tensor_files import (
    RawTensor,
    TensorFile,
    fingerprint,
    parse_tensor_file,
    read_tensor_file,
    replace_files,
    seal_of,
    with_metadata,
)

SUFFIX = ".safetensors"
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
    _refuse_unusable_weights(path, raw)
    # Copies are not validated; what is written must be what can be read.
    card = ModelCard.model_validate(card.to_json() | {"weights_sha256": fingerprint(raw)})
    document = card.to_text(indent=None)
    header, body = with_metadata(data, _metadata(MODEL_FORMAT, MODEL_VERSION, document, card.weights_sha256))
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
    file, card, notes = _read_model(path)
    if network is not None and card.network != network:
        raise CheckpointError(f"{path} is a model of the network {card.network!r}; {network!r} is due")
    if features is not None:
        check_features(card, features, str(path))
    return Checkpoint(_tensors_of(path, file), card, notes)


def read_card(path: Path) -> tuple[ModelCard, tuple[str, ...]]:
    """The card of a model that is whole, and notes on it. Raises CheckpointError as `load_checkpoint`."""
    _, card, notes = _read_model(path)
    return card, notes


def check_features(card: ModelCard, features: Mapping[str, Any] | Literal["is13"], name: str) -> None:
    """Refuse features that the model was not trained on: a CheckpointError names the first difference."""
    if card.features == "is13" or features == "is13":
        if card.features != features:
            takes, given = (
                "IS13 descriptors" if each == "is13" else "log-mels" for each in (card.features, features)
            )
            raise CheckpointError(f"{name} takes {takes}, and these features are {given}")
        return
    due = checked_json(features)
    for key in sorted(set(card.features) | set(due)):
        trained, given = (each.get(key, "(none)") for each in (card.features, due))
        if trained != given:
            raise CheckpointError(
                f"{name} was trained on log-mels with {key} = {trained}, these features have {given}: "
                "compute them with the model's own settings"
            )


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
    metadata = _metadata(STATE_FORMAT, STATE_VERSION, document, fingerprint(raw))
    replace_files({path: with_metadata(data, metadata)})


def load_training_state(path: Path) -> TrainingState:
    """What `save_training_state` has saved. Raises CheckpointError if the file is damaged or another."""
    file = read_tensor_file(path)
    try:
        document, _ = _opened(file, STATE_FORMAT, STATE_VERSION)
        state = read_json(document, "its state")
    except CheckpointError as error:
        raise CheckpointError(f"{path}: {error}") from error
    return TrainingState(_tensors_of(path, file), state)


def card_file(path: Path) -> Path:
    """Where the card lies for people: beside the model."""
    return path.with_suffix(".json")


def weights_sha256(tensors: Mapping[str, Tensor]) -> str:
    """The SHA-256 by which a card names these weights."""
    return fingerprint(_serialised(tensors)[1])


def _serialised(tensors: Mapping[str, Tensor]) -> tuple[bytes, dict[str, RawTensor]]:
    plain = {name: value.detach().cpu().contiguous().clone() for name, value in tensors.items()}
    data = safetensors.torch.save(plain)
    return data, parse_tensor_file(data).tensors


def _metadata(format_: str, version: int, document: str, weights: str) -> dict[str, str]:
    return {
        "format": format_,
        "version": str(version),
        "document": document,
        "sha256": seal_of(document, weights),
    }


def _opened(file: TensorFile, format_: str, version: int) -> tuple[str, str]:
    """The document and the weights' fingerprint of a file whose seal is whole."""
    metadata = file.metadata
    if "document" not in metadata:
        raise CheckpointError("these are tensors without a model card: Merlingua did not write them")
    stored = {"format": metadata.get("format"), "version": _number(metadata.get("version"))}
    check_format(stored, "the file", format_, version)
    weights = fingerprint(file.tensors)
    if metadata.get("sha256") != seal_of(metadata["document"], weights):
        raise CheckpointError("its content was changed or damaged after it was saved: copy it again")
    return metadata["document"], weights


def _read_model(path: Path) -> tuple[TensorFile, ModelCard, tuple[str, ...]]:
    file = read_tensor_file(path)
    try:
        document, weights = _opened(file, MODEL_FORMAT, MODEL_VERSION)
        card = ModelCard.from_text(document)
        if card.weights_sha256 != weights:
            raise CheckpointError("the weights are not those that the card describes")
    except CheckpointError as error:
        raise CheckpointError(f"{path}: {error}") from error
    _refuse_unusable_weights(path, file.tensors)
    return file, card, _notes(path, card)


def _notes(path: Path, card: ModelCard) -> tuple[str, ...]:
    beside = card_file(path)
    try:
        written = ModelCard.from_text(beside.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return ()
    except (OSError, ValueError) as error:
        return (f"{beside.name} beside it cannot be used ({error}); the card inside the model counts",)
    if written != card:
        differing = [name for name in ModelCard.model_fields if getattr(written, name) != getattr(card, name)]
        return (
            f"{beside.name} beside it differs in {', '.join(differing)}; the card inside the model counts",
        )
    return ()


def _refuse_unusable_weights(path: Path, tensors: Mapping[str, RawTensor]) -> None:
    if not tensors:
        raise CheckpointError(f"{path} has no weights")
    for name, tensor in tensors.items():
        if not _is_finite(tensor):
            raise CheckpointError(
                f"{path}: the weights {name!r} hold NaN or infinity: the training had diverged"
            )


def _is_finite(tensor: RawTensor) -> bool:
    if tensor.dtype == "BF16":
        # A bfloat16 is the upper half of a float32, which NumPy knows.
        halves = np.frombuffer(tensor.data, dtype="<u2").astype(np.uint32) << 16
        return bool(np.isfinite(halves.view(np.float32)).all())
    kinds = {"F16": "<f2", "F32": "<f4", "F64": "<f8"}
    if tensor.dtype not in kinds:
        return True
    return bool(np.isfinite(np.frombuffer(tensor.data, dtype=kinds[tensor.dtype])).all())


def _tensors_of(path: Path, file: TensorFile) -> dict[str, Tensor]:
    try:
        return safetensors.torch.load(file.data)
    except (SafetensorError, RuntimeError, KeyError) as error:
        raise CheckpointError(f"{path} cannot be read: {' '.join(str(error).split())}") from error


def _number(written: str | None) -> int | str | None:
    return int(written) if written is not None and written.isascii() and written.isdigit() else written
