"""Models and training states on the disk: safetensors with a JSON object inside, never a pickle."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from merlingua.mer_models.errors import CheckpointError
from merlingua.mer_models.model_cards import ModelCard, read_card
from merlingua.mer_models.tensor_files import hash_of_tensors, read_tensors, write_tensors
from merlingua.surveys.study_files import write_atomically

SUFFIX = ".safetensors"
STATE_FORMAT = "merlingua-training-state"
STATE_VERSION = 1
N_SHOWN = 3


@dataclass(frozen=True)
class Checkpoint:
    """A model's weights and its card."""

    tensors: dict[str, Tensor]
    card: ModelCard


def save_checkpoint(file: Path, tensors: Mapping[str, Tensor], card: ModelCard) -> ModelCard:
    """Write a model; the card, with the hash of the weights, goes into the file and, for people, beside it.

    Raises
    ------
    CheckpointError
        If a weight is no number: such a model answers nothing.
    TrainingError
        If the disk is full; an older model of that name is then untouched.
    """
    _refuse_no_numbers(tensors, f"{file} is not written")
    sealed = card.model_copy(update={"weights_sha256": hash_of_tensors(tensors)})
    write_tensors(file, tensors, sealed.to_json())
    write_atomically(
        file.with_suffix(".json"), json.dumps(sealed.to_json(), indent=1, ensure_ascii=False) + "\n"
    )
    return sealed


def load_checkpoint(file: Path, *, network: str | None = None) -> Checkpoint:
    """Read a model and see that it is what it says.

    Raises
    ------
    CheckpointError
        If the file is missing, damaged, something else, of a newer version, or not the network asked for.
    """
    tensors, stored = read_tensors(file)
    card = read_card(stored, str(file))
    if card.weights_sha256 != hash_of_tensors(tensors):
        raise CheckpointError(
            f"{file}: the weights are not those that its card was written for; train it again"
        )
    if network is not None and card.network != network:
        raise CheckpointError(f"{file} is a {card.network!r} network; {network!r} is asked for")
    _refuse_no_numbers(tensors, f"{file} cannot be used")
    return Checkpoint(tensors, card)


def load_into(module: nn.Module, tensors: Mapping[str, Tensor], place: str) -> None:
    """Give a module these weights, each of them and no other.

    Raises
    ------
    CheckpointError
        If names or shapes differ; the first few are named.
    """
    wanted = module.state_dict()
    differences = [f"{name} is missing" for name in wanted if name not in tensors]
    differences += [f"{name} is unknown" for name in tensors if name not in wanted]
    differences += [
        f"{name} has shape {tuple(tensors[name].shape)}, not {tuple(tensor.shape)}"
        for name, tensor in wanted.items()
        if name in tensors and tensors[name].shape != tensor.shape
    ]
    if differences:
        shown = "; ".join(differences[:N_SHOWN])
        more = f" and {len(differences) - N_SHOWN} more" if len(differences) > N_SHOWN else ""
        raise CheckpointError(f"{place} does not fit the network it names: {shown}{more}")
    module.load_state_dict(dict(tensors))


def save_training_state(file: Path, tensors: Mapping[str, Tensor], state: Mapping[str, Any]) -> None:
    """Write where a run stands: all tensors bit for bit, and a JSON object; whole or not at all."""
    stored = {"format": STATE_FORMAT, "version": STATE_VERSION, "sha256": hash_of_tensors(tensors)}
    write_tensors(file, tensors, stored | {"state": dict(state)})


def load_training_state(file: Path) -> tuple[dict[str, Tensor], dict[str, Any]]:
    """What `save_training_state` wrote.

    Raises
    ------
    CheckpointError
        If it is something else, damaged, or of another version.
    """
    tensors, stored = read_tensors(file)
    if stored.get("format") != STATE_FORMAT or stored.get("version") != STATE_VERSION:
        raise CheckpointError(
            f"{file} is no training state of this version of Merlingua; move it away to begin anew"
        )
    if stored.get("sha256") != hash_of_tensors(tensors):
        raise CheckpointError(f"{file} is damaged; move it away to begin anew")
    state = stored["state"]
    if not isinstance(state, dict):
        raise CheckpointError(f"{file} is damaged; move it away to begin anew")
    return tensors, state


def _refuse_no_numbers(tensors: Mapping[str, Tensor], what: str) -> None:
    for name, tensor in tensors.items():
        if tensor.is_floating_point() and not bool(torch.isfinite(tensor).all()):
            raise CheckpointError(f"{what}: {name} holds values that are no numbers; train it again")
