"""Models in Keras' HDF5 layout, with random weights, and the same networks in plain NumPy.

The layout is that of Keras 2.2.4 (keras/engine/saving.py), the layers' equations those of its backend; no
line here is shared with what converts.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import h5py
import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Weights = dict[str, dict[str, NDArray[np.float32]]]
Description = dict[str, Any]


def description() -> Description:
    """The released network as `model.to_json` describes it, shortened to what decides its numbers."""
    layers: list[dict[str, Any]] = []

    def add(name: str, kind: str, of: str | None, **config: Any) -> str:
        inbound = [] if of is None else [[[of, 0, 0, {}]]]
        layers.append(
            {"name": name, "class_name": kind, "config": {"name": name} | config, "inbound_nodes": inbound}
        )
        return name

    def norm(name: str, of: str) -> str:
        return add(
            name,
            "BatchNormalization",
            of,
            axis=-1,
            momentum=0.99,
            epsilon=0.001,
            center=True,
            scale=True,
        )

    def convolution(name: str, of: str, filters: int) -> str:
        return add(
            name,
            "Conv2D",
            of,
            filters=filters,
            kernel_size=[3, 3],
            strides=[1, 1],
            padding="same",
            data_format="channels_first",
            dilation_rate=[1, 1],
            activation="relu",
            use_bias=True,
        )

    def pool(name: str, of: str, size: int) -> str:
        sizes = {"pool_size": [size, 1], "strides": [size, 1]}
        return add(name, "MaxPooling2D", of, padding="valid", data_format="channels_first", **sizes)

    def dense(name: str, of: str, units: int, activation: str = "relu") -> str:
        return add(name, "Dense", of, units=units, activation=activation, use_bias=True)

    last = norm("b1_b1", add("input_1", "InputLayer", None, batch_input_shape=[None, 1, 128, 31]))
    for stage, filters, size in ((1, 32, 4), (2, 64, 4), (3, 128, 2)):
        first = 2 if stage == 1 else 1
        last = norm(f"b{stage}_b{first}", convolution(f"b{stage}_c1", last, filters))
        last = norm(f"b{stage}_b{first + 1}", convolution(f"b{stage}_c2", last, filters))
        last = add(f"b{stage}_d1", "Dropout", pool(f"b{stage}_mp1", last, size), rate=0.25)
    last = add("flatten_1", "Flatten", pool("encod", last, 2), data_format="channels_first")
    last = add("b9_d1", "Dropout", dense("b9_fc1", last, 512), rate=0.25)
    last = dense("b9_fc3", add("b9_d2", "Dropout", dense("b9_fc2", last, 512), rate=0.25), 512)
    outputs = {"quadrants": ("b10", 4), "arousal": ("b11", 2), "valence": ("b12", 2)}
    for output, (block, units) in outputs.items():
        hidden = add(f"{block}_d1", "Dropout", dense(f"{block}_fc1", last, 512), rate=0.25)
        dense(output, dense(f"{block}_fc2", hidden, 512), units, "softmax")
    config = {
        "name": "model_1",
        "layers": layers,
        "input_layers": [["input_1", 0, 0]],
        "output_layers": [[output, 0, 0] for output in outputs],
    }
    return {"class_name": "Model", "config": config, "keras_version": "2.2.4", "backend": "tensorflow"}


def random_weights(described: Description, seed: int = 1) -> Weights:
    """Weights of the shapes that Keras would make, of such sizes that every layer matters."""
    rng = np.random.default_rng(seed)
    shapes: dict[str, tuple[int, ...]] = {}
    weights: Weights = {}
    for layer in described["config"]["layers"]:
        name, config = layer["name"], layer["config"]
        given = shapes[layer["inbound_nodes"][0][0][0]] if layer["inbound_nodes"] else ()
        found: dict[str, Array] = {}
        if layer["class_name"] == "InputLayer":
            shapes[name] = tuple(config["batch_input_shape"][1:])
        elif layer["class_name"] == "Conv2D":
            fan_in = 9 * given[0]
            found["kernel"] = rng.normal(0, (2 / fan_in) ** 0.5, (3, 3, given[0], config["filters"]))
            found["bias"] = rng.normal(0, 0.2, config["filters"])
            shapes[name] = (config["filters"], *given[1:])
        elif layer["class_name"] == "BatchNormalization":
            found["gamma"] = rng.uniform(0.5, 1.5, given[-1])
            found["beta"] = rng.normal(0, 0.3, given[-1])
            found["moving_mean"] = rng.normal(0, 0.3, given[-1])
            found["moving_variance"] = rng.uniform(0.5, 2, given[-1])
            shapes[name] = given
        elif layer["class_name"] == "MaxPooling2D":
            shapes[name] = (given[0], given[1] // config["pool_size"][0], given[2])
        elif layer["class_name"] == "Flatten":
            shapes[name] = (int(np.prod(given)),)
        elif layer["class_name"] == "Dense":
            # Outputs near 0 or 1 would hide what came before them.
            sd = 0.2 if config["activation"] == "softmax" else 1.0
            found["kernel"] = rng.normal(0, sd * (2 / given[0]) ** 0.5, (given[0], config["units"]))
            found["bias"] = rng.normal(0, 0.2, config["units"])
            shapes[name] = (config["units"],)
        else:
            shapes[name] = given
        weights[name] = {key: value.astype(np.float32) for key, value in found.items()}
    return weights


def write_model(file: Path, described: Description, weights: Weights) -> Path:
    """As `model.save` writes it."""
    with h5py.File(file, "w") as opened:
        opened.attrs["keras_version"] = described["keras_version"].encode()
        opened.attrs["backend"] = described["backend"].encode()
        config = {key: described[key] for key in ("class_name", "config")}
        opened.attrs["model_config"] = json.dumps(config).encode()
        _write_layers(opened.create_group("model_weights"), described, weights)
    return file


def write_weights(file: Path, described: Description, weights: Weights) -> Path:
    """As `model.save_weights` writes them: the description is not in it."""
    with h5py.File(file, "w") as opened:
        _write_layers(opened, described, weights)
    return file


def _write_layers(group: Any, described: Description, weights: Weights) -> None:
    group.attrs["layer_names"] = [layer["name"].encode() for layer in described["config"]["layers"]]
    group.attrs["backend"] = described["backend"].encode()
    group.attrs["keras_version"] = described["keras_version"].encode()
    for layer in described["config"]["layers"]:
        subgroup = group.create_group(layer["name"])
        names = [f"{layer['name']}/{key}:0" for key in weights.get(layer["name"], {})]
        subgroup.attrs["weight_names"] = [name.encode() for name in names]
        for name, value in zip(names, weights.get(layer["name"], {}).values(), strict=True):
            subgroup.create_dataset(name, data=value)


def in_numpy(described: Description, weights: Weights, patches: Array) -> dict[str, Array]:
    """Every layer's output for patches of shape (n, 1, bands, frames), as a model predicts."""
    values: dict[str, Array] = {}
    for layer in described["config"]["layers"]:
        config = layer["config"]
        found = {key: value.astype(np.float64) for key, value in weights[layer["name"]].items()}
        x = values[layer["inbound_nodes"][0][0][0]] if layer["inbound_nodes"] else patches
        kind = layer["class_name"]
        if kind == "Conv2D":
            x = _convolution(x, found["kernel"]) + found["bias"][:, None, None]
        elif kind == "BatchNormalization":
            # Axis -1: NumPy's broadcasting is over the last axis, too.
            x = (x - found["moving_mean"]) / np.sqrt(found["moving_variance"] + config["epsilon"])
            x = x * found["gamma"] + found["beta"]
        elif kind == "MaxPooling2D":
            size = config["pool_size"][0]
            x = x.reshape(len(x), x.shape[1], -1, size, x.shape[3]).max(axis=3)
        elif kind == "Flatten":
            if config.get("data_format") == "channels_first":
                x = np.moveaxis(x, 1, -1)
            x = x.reshape(len(x), -1)
        elif kind == "Dense":
            x = x @ found["kernel"] + found["bias"]
        if config.get("activation") == "relu":
            x = np.maximum(x, 0)
        elif config.get("activation") == "softmax":
            powers = np.exp(x - x.max(axis=1, keepdims=True))
            x = powers / powers.sum(axis=1, keepdims=True)
        values[layer["name"]] = x
    return values


def _convolution(x: Array, kernel: Array) -> Array:
    """Cross-correlation with zeros around, kernel (height, width, in, out)."""
    padded = np.pad(x, ((0, 0), (0, 0), (1, 1), (1, 1)))
    result = np.zeros((len(x), kernel.shape[3], *x.shape[2:]))
    for row in range(3):
        for column in range(3):
            part = padded[:, :, row : row + x.shape[2], column : column + x.shape[3]]
            result += np.einsum("nihw,io->nohw", part, kernel[row, column], optimize=True)
    return result
