"""Models as files, read without torch: the card of a model that is whole, and what a bad file is.

Conventions
-----------
``NAME.safetensors`` holds the weights, and in its metadata a document (the model card) and a seal over both.
The same card lies beside it as ``NAME.json`` for people; where they differ, the one inside counts.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

import numpy as np

from merlingua.mer_models.errors import CheckpointError
from merlingua.mer_models.model_cards import (
    MODEL_FORMAT,
    MODEL_VERSION,
    ModelCard,
    card_file,
    check_format,
    checked_json,
)
from merlingua.mer_models.tensor_files import RawTensor, TensorFile, fingerprint, read_tensor_file, seal_of


def read_card(path: Path) -> tuple[ModelCard, tuple[str, ...]]:
    """The card of a model that is whole, and notes on it. Raises CheckpointError as `read_model`."""
    _, card, notes = read_model(path)
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


def metadata_of(format_: str, version: int, document: str, weights: str) -> dict[str, str]:
    """The metadata of a file: what it is, its document, and the seal over document and weights."""
    return {
        "format": format_,
        "version": str(version),
        "document": document,
        "sha256": seal_of(document, weights),
    }


def opened(file: TensorFile, format_: str, version: int) -> tuple[str, str]:
    """The document and the weights' fingerprint of a file whose seal is whole. Raises CheckpointError."""
    metadata = file.metadata
    if "document" not in metadata:
        raise CheckpointError("these are tensors without a model card: Merlingua did not write them")
    stored = {"format": metadata.get("format"), "version": _number(metadata.get("version"))}
    check_format(stored, "the file", format_, version)
    weights = fingerprint(file.tensors)
    if metadata.get("sha256") != seal_of(metadata["document"], weights):
        raise CheckpointError("its content was changed or damaged after it was saved: copy it again")
    return metadata["document"], weights


def read_model(path: Path) -> tuple[TensorFile, ModelCard, tuple[str, ...]]:
    """A model's file, its card, and what a person should hear about the file, a line each.

    Raises
    ------
    CheckpointError
        In one line, if the file is missing, damaged, of a newer version or something else.
    """
    file = read_tensor_file(path)
    try:
        document, weights = opened(file, MODEL_FORMAT, MODEL_VERSION)
        card = ModelCard.from_text(document)
        if card.weights_sha256 != weights:
            raise CheckpointError("the weights are not those that the card describes")
    except CheckpointError as error:
        raise CheckpointError(f"{path}: {error}") from error
    refuse_unusable_weights(path, file.tensors)
    return file, card, _notes(path, card)


def refuse_unusable_weights(path: Path, tensors: Mapping[str, RawTensor]) -> None:
    """Refuse no weights, and weights that are not finite. Raises CheckpointError."""
    if not tensors:
        raise CheckpointError(f"{path} has no weights")
    for name, tensor in tensors.items():
        if not _is_finite(tensor):
            raise CheckpointError(
                f"{path}: the weights {name!r} hold NaN or infinity: the training had diverged"
            )


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


def _is_finite(tensor: RawTensor) -> bool:
    if tensor.dtype == "BF16":
        # A bfloat16 is the upper half of a float32, which NumPy knows.
        halves = np.frombuffer(tensor.data, dtype="<u2").astype(np.uint32) << 16
        return bool(np.isfinite(halves.view(np.float32)).all())
    kinds = {"F16": "<f2", "F32": "<f4", "F64": "<f8"}
    if tensor.dtype not in kinds:
        return True
    return bool(np.isfinite(np.frombuffer(tensor.data, dtype=kinds[tensor.dtype])).all())


def _number(written: str | None) -> int | str | None:
    return int(written) if written is not None and written.isascii() and written.isdigit() else written
