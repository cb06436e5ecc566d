"""Keras 2 models in HDF5: their description and their weights, as Keras wrote them.

Conventions
-----------
`model.save` writes the description into the attribute "model_config" and the weights into the group
"model_weights"; `model.save_weights` writes the layers' groups at the top, and the description is a JSON file
of its own (`model.to_json`). A layer's group lists its weights in the attribute "weight_names", as
"b1_c1/kernel:0"; long lists stand "weight_names0", "weight_names1", …

Reference: Keras 2.2.4, keras/engine/saving.py.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from merlingua.mer_models.errors import CheckpointError
from merlingua.mer_models.model_cards import read_json

MAX_WEIGHTS = 50_000_000
"""Numbers in one array, ten times what the largest layer has: a file that promises more is damaged."""
_FIRST_BYTES = b"\x89HDF\r\n\x1a\n"

Weights = dict[str, NDArray[np.float32]]


@dataclass(frozen=True)
class KerasLayer:
    """A layer: its class ("Conv2D"), settings, the layers it takes, and its weights by name ("kernel")."""

    name: str
    kind: str
    config: Mapping[str, Any]
    inputs: tuple[str, ...]
    weights: Weights = field(default_factory=dict)


@dataclass(frozen=True)
class KerasModel:
    """Layers in Keras' order, the names of those that are outputs, and which Keras wrote them."""

    layers: tuple[KerasLayer, ...]
    outputs: tuple[str, ...]
    keras_version: str
    backend: str


def read_keras_file(path: Path, description: Path | None = None) -> KerasModel:
    """Read a model.

    Parameters
    ----------
    description
        The model's JSON, where the file holds weights alone; where it has its own, this one counts.

    Raises
    ------
    CheckpointError
        In one line, if it is no HDF5 file, damaged, without a description, or if h5py is not installed.
    """
    try:
        import h5py
    except ImportError as error:
        raise CheckpointError("reading Keras' files needs h5py: pip install 'merlingua[keras]'") from error
    _refuse_other_files(path)
    try:
        with h5py.File(path, "r") as file:
            return _read(file, path, description)
    except CheckpointError:
        raise
    except (OSError, KeyError, ValueError, TypeError, RuntimeError) as error:
        # All of these come from h5py where a file is cut short or its structure is damaged.
        raise CheckpointError(
            f"{path} is damaged or no Keras model ({' '.join(str(error).split())}): copy it again"
        ) from error


def _read(file: Any, path: Path, description: Path | None) -> KerasModel:
    top = file.get("model_weights", file)
    if "layer_names" not in top.attrs and "layer_names0" not in top.attrs:
        raise CheckpointError(f"{path} is an HDF5 file, and no Keras model: it lists no layers")
    text, place = _description(file, path, description)
    described = read_json(text, place)
    layers, outputs = _layers(described, place)
    weights = {name: _weights_of(top, name, path) for name in _names(top, "layer_names")}
    _refuse_other_layers(layers, weights, path)
    versions = (top.attrs, file.attrs, described)
    return KerasModel(
        tuple(
            KerasLayer(each.name, each.kind, each.config, each.inputs, weights.get(each.name, {}))
            for each in layers
        ),
        outputs,
        next((_text(each["keras_version"]) for each in versions if "keras_version" in each), ""),
        next((_text(each["backend"]) for each in versions if "backend" in each), ""),
    )


def _description(file: Any, path: Path, description: Path | None) -> tuple[str, str]:
    if description is not None:
        try:
            return description.read_text(encoding="utf-8"), str(description)
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or "it is not UTF-8"
            raise CheckpointError(f"{description} cannot be read: {reason}") from error
    if "model_config" not in file.attrs:
        raise CheckpointError(
            f"{path} holds weights without a description: give the model's JSON with --description"
        )
    return _text(file.attrs["model_config"]), f"the description in {path}"


def _layers(described: Mapping[str, Any], place: str) -> tuple[list[KerasLayer], tuple[str, ...]]:
    try:
        config = described["config"]
        layers = [
            KerasLayer(
                str(layer["name"]), str(layer["class_name"]), dict(layer["config"]), tuple(_inputs(layer))
            )
            for layer in config["layers"]
        ]
        outputs = tuple(str(output[0]) for output in config["output_layers"])
    except (KeyError, TypeError, IndexError, ValueError, AttributeError) as error:
        raise CheckpointError(
            f"{place} does not describe a functional Keras 2 model: {type(error).__name__} {error}"
        ) from error
    names = [layer.name for layer in layers]
    if twice := {name for name in names if names.count(name) > 1}:
        raise CheckpointError(f"{place} names the layer {min(twice)!r} twice")
    return layers, outputs


def _inputs(layer: Mapping[str, Any]) -> Iterator[str]:
    nodes = layer["inbound_nodes"]
    if len(nodes) > 1:
        raise ValueError(f"layer {layer['name']!r} stands at several places")
    for node in nodes:
        for each in node:
            yield str(each[0])


def _weights_of(top: Any, layer: str, path: Path) -> Weights:
    group = _inside(top, layer, path)
    weights: Weights = {}
    for name in _names(group, "weight_names"):
        dataset = _inside(group, name, path)
        short = name.rsplit("/", 1)[-1].split(":", 1)[0]
        if short in weights:
            raise CheckpointError(f"{path}: layer {layer!r} has the weights {short!r} twice")
        if not hasattr(dataset, "dtype") or dataset.dtype.kind != "f":
            raise CheckpointError(f"{path}: {layer}/{short} holds no floating-point numbers")
        if dataset.size > MAX_WEIGHTS:
            raise CheckpointError(f"{path}: {layer}/{short} is said to have {dataset.size} numbers")
        weights[short] = np.asarray(dataset[()], dtype=np.float32)
    return weights


def _inside(group: Any, name: str, path: Path) -> Any:
    if name not in group:
        raise CheckpointError(f"{path}: {name!r} is listed and is not there: the file is damaged")
    found = group[name]
    is_stored_here = getattr(found, "external", None) is None and not getattr(found, "is_virtual", False)
    if found.file.id != group.file.id or not is_stored_here:
        raise CheckpointError(f"{path}: {name!r} leads to another file, which is not followed")
    return found


def _names(group: Any, attribute: str) -> list[str]:
    """The names in an attribute, or in its parts where the list was too long for one."""
    if attribute in group.attrs:
        return [_text(name) for name in group.attrs[attribute]]
    names: list[str] = []
    for part in itertools.count():
        if f"{attribute}{part}" not in group.attrs:
            return names
        names += [_text(name) for name in group.attrs[f"{attribute}{part}"]]
    return names


def _refuse_other_layers(layers: list[KerasLayer], weights: Mapping[str, Weights], path: Path) -> None:
    known = {layer.name for layer in layers}
    if unknown := [name for name in weights if name not in known]:
        raise CheckpointError(
            f"{path} has weights of the layer {unknown[0]!r}, which its description does not name: "
            "are they of another model?"
        )


def _refuse_other_files(path: Path) -> None:
    try:
        with path.open("rb") as stream:
            beginning = stream.read(len(_FIRST_BYTES))
    except OSError as error:
        raise CheckpointError(f"{path} cannot be read: {error.strerror}") from error
    if beginning != _FIRST_BYTES:
        raise CheckpointError(f"{path} is no HDF5 file: Keras 2 writes models as .h5 or .hdf5")


def _text(value: Any) -> str:
    return value.decode() if isinstance(value, bytes) else str(value)
