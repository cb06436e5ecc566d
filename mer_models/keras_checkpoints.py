"""The authors' released models, from Keras' HDF5 to the faithful `EmotionClassifier`.

Conventions
-----------
Layers keep Keras' names: those of the blocks b1 to b3 stand under ``encoder.``, all other weights under
``head.``. Only this network is converted; a description that differs from it anywhere is refused, since its
weights would give other numbers. What Keras numbers by itself (``input_1``, ``flatten_1``) may have any name,
and dropout may stand anywhere: it does nothing where a model predicts.

======================= =========================== ==============================================
Keras                   here                        mind
======================= =========================== ==============================================
Conv2D kernel           weight                      (height, width, in, out) → (out, in, height, width)
Dense kernel            weight                      (in, out) → (out, in)
Dense after Flatten     weight                      Flatten moves the channels last first: its input
                                                    counts (bands, frames, channels), here (channels,
                                                    bands, frames)
BatchNormalization      weight, bias, running_mean, axis −1 under channels first: one value a frame
                        running_var
======================= =========================== ==============================================

References: Gómez-Cañón et al. (2020), EUSIPCO, and the released description of the network; Keras 2.2.4,
keras/layers/core.py (Flatten).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from merlingua.mer_models.checkpoints import save_checkpoint
from merlingua.mer_models.emotion_classifier import EmotionClassifier, paper_classifier
from merlingua.mer_models.errors import CheckpointError
from merlingua.mer_models.keras_files import KerasLayer, KerasModel, read_keras_file
from merlingua.mer_models.log_mel import LogMelSettings
from merlingua.mer_models.model_cards import ModelCard, strictest_licence
from merlingua.mer_models.speech_autoencoder import (
    KERAS_EPS,
    LATENT_BANDS,
    N_MELS,
    PATCH_FRAMES,
    STAGE_CHANNELS,
    SpeechAutoencoderSettings,
)
from merlingua.surveys.study_files import sha256_of_file

NETWORK = "scae-classifier"
INPUT, FLATTEN = "input", "flatten"
"""What the two layers that Keras numbers are called here."""

PARAMETERS: Mapping[str, Mapping[str, str]] = {
    "Conv2D": {"kernel": "weight", "bias": "bias"},
    "Dense": {"kernel": "weight", "bias": "bias"},
    "BatchNormalization": {
        "gamma": "weight",
        "beta": "bias",
        "moving_mean": "running_mean",
        "moving_variance": "running_var",
    },
}
"""Keras' names of a layer's weights, and PyTorch's."""

_CONVOLUTION = {
    "kernel_size": [3, 3],
    "strides": [1, 1],
    "padding": "same",
    "data_format": "channels_first",
    "dilation_rate": [1, 1],
    "activation": "relu",
    "use_bias": True,
}
_NORM = {"axis": -1, "epsilon": KERAS_EPS, "center": True, "scale": True}


def convert(
    path: Path, out: Path, *, description: Path | None = None, licence: str = "", name: str = ""
) -> ModelCard:
    """Convert a released model into a checkpoint.

    Parameters
    ----------
    licence
        That of the data that the model was trained on, which its file does not say.
    name
        What the card calls the source; the file's name if empty.

    Raises
    ------
    CheckpointError
        If the file is not what the authors released, layer by layer.
    TrainingError
        If ``out`` cannot be written.
    """
    model = read_keras_file(path, description)
    try:
        classifier = classifier_of(model)
    except CheckpointError as error:
        raise CheckpointError(f"{path}: {error}") from error
    card = ModelCard(
        network=NETWORK,
        variant="faithful",
        settings={
            "encoder": classifier.encoder.settings.to_json(),
            "head": classifier.head.settings.to_json(),
        },
        features=LogMelSettings().to_json(),
        training={
            "converted_from": name or path.name,
            "source_sha256": sha256_of_file(path),
            "keras_version": model.keras_version,
        },
        licence=licence or strictest_licence([""]),
    )
    return save_checkpoint(out, classifier.state_dict(), card)


def classifier_of(model: KerasModel) -> EmotionClassifier:
    """The network with a Keras model's weights, in evaluation mode.

    Raises
    ------
    CheckpointError
        Naming the first layer that differs.
    """
    if model.backend not in ("", "tensorflow"):
        raise CheckpointError(
            f"it was written by Keras on {model.backend!r}, whose kernels lie otherwise; 'tensorflow' is due"
        )
    layers = _without_dropout(model)
    due = {layer.name: layer for layer in expected_layers()}
    _refuse_differences(layers, due, model.outputs)
    classifier = paper_classifier(SpeechAutoencoderSettings("faithful", dropout=_dropout_rate(model)))
    state = classifier.state_dict()
    flatten = layers[FLATTEN].config.get("data_format", "channels_last")
    for layer in layers.values():
        _fill(state, layer, flatten)
    classifier.load_state_dict(state)
    return classifier.eval()


def expected_layers() -> Iterator[KerasLayer]:
    """The network that is converted, without its dropout: what each layer must say of itself."""
    yield KerasLayer(INPUT, "InputLayer", {"batch_input_shape": [None, 1, N_MELS, PATCH_FRAMES]}, ())
    yield KerasLayer("b1_b1", "BatchNormalization", _NORM, (INPUT,))
    last = "b1_b1"
    for stage, (n_channels, pool) in enumerate(zip(STAGE_CHANNELS, (4, 4, 2), strict=True), start=1):
        for layer in (1, 2):
            convolution, norm = f"b{stage}_c{layer}", f"b{stage}_b{layer + (stage == 1)}"
            yield KerasLayer(convolution, "Conv2D", _CONVOLUTION | {"filters": n_channels}, (last,))
            yield KerasLayer(norm, "BatchNormalization", _NORM, (convolution,))
            last = norm
        yield _pooling(f"b{stage}_mp1", pool, last)
        last = f"b{stage}_mp1"
    yield _pooling("encod", 2, last)
    yield KerasLayer(FLATTEN, "Flatten", {}, ("encod",))
    yield from (_dense("b9_fc1", FLATTEN), _dense("b9_fc2", "b9_fc1"), _dense("b9_fc3", "b9_fc2"))
    for block, (output, n_classes) in {
        "b10": ("quadrants", 4),
        "b11": ("arousal", 2),
        "b12": ("valence", 2),
    }.items():
        yield _dense(f"{block}_fc1", "b9_fc3")
        yield _dense(f"{block}_fc2", f"{block}_fc1")
        yield _dense(output, f"{block}_fc2", n_units=n_classes, activation="softmax")


def _pooling(name: str, pool: int, of: str) -> KerasLayer:
    config = {
        "pool_size": [pool, 1],
        "strides": [pool, 1],
        "padding": "valid",
        "data_format": "channels_first",
    }
    return KerasLayer(name, "MaxPooling2D", config, (of,))


def _dense(name: str, of: str, *, n_units: int = 512, activation: str = "relu") -> KerasLayer:
    return KerasLayer(name, "Dense", {"units": n_units, "activation": activation, "use_bias": True}, (of,))


def _without_dropout(model: KerasModel) -> dict[str, KerasLayer]:
    """The layers by name, joined over dropout, the input and the flattening under our names."""
    renamed: dict[str, str] = {}
    for layer in model.layers:
        if layer.kind == "Dropout" and len(layer.inputs) == 1:
            renamed[layer.name] = layer.inputs[0]
        elif layer.kind in ("InputLayer", "Flatten"):
            ours = INPUT if layer.kind == "InputLayer" else FLATTEN
            if ours in renamed.values():
                raise CheckpointError(f"it has a second {layer.kind}, {layer.name!r}; one is due")
            renamed[layer.name] = ours

    def followed(name: str) -> str:
        seen = set()
        while name in renamed and name not in seen:
            seen.add(name)
            name = renamed[name]
        return name

    kept: dict[str, KerasLayer] = {}
    for layer in model.layers:
        name = followed(layer.name)
        if layer.kind == "Dropout":
            continue
        if name in kept:
            raise CheckpointError(f"it has two layers {name!r}")
        kept[name] = replace(layer, name=name, inputs=tuple(map(followed, layer.inputs)))
    return kept


def _refuse_differences(
    layers: Mapping[str, KerasLayer], due: Mapping[str, KerasLayer], outputs: tuple[str, ...]
) -> None:
    for name in due:
        if name not in layers:
            raise CheckpointError(f"it has no layer {name!r}, and is another network than the released one")
    for name, layer in layers.items():
        if name not in due:
            raise CheckpointError(f"it has a layer {name!r} ({layer.kind}) that the released network has not")
        if layer.kind != due[name].kind:
            raise CheckpointError(f"its layer {name!r} is a {layer.kind}; a {due[name].kind} is due")
        if layer.inputs != due[name].inputs:
            raise CheckpointError(
                f"its layer {name!r} takes {', '.join(layer.inputs) or 'nothing'}; "
                f"{', '.join(due[name].inputs)} is due"
            )
        _refuse_settings(layer, due[name])
    if outputs != ("quadrants", "arousal", "valence"):
        raise CheckpointError(f"its outputs are {', '.join(outputs)}; quadrants, arousal, valence are due")


def _refuse_settings(layer: KerasLayer, due: KerasLayer) -> None:
    for key, value in due.config.items():
        given = layer.config.get(key)
        if key == "axis" and given in (3, [3], [-1]):
            # The last of four axes.
            given = -1
        if given != value:
            raise CheckpointError(f"its layer {layer.name!r} has {key} = {given!r}; {value!r} is due")
    if layer.kind == "Flatten" and layer.config.get("data_format", "channels_last") not in (
        "channels_first",
        "channels_last",
    ):
        raise CheckpointError(f"its layer {layer.name!r} has data_format = {layer.config['data_format']!r}")


def _dropout_rate(model: KerasModel) -> float:
    rates = [layer.config.get("rate") for layer in model.layers if layer.kind == "Dropout"]
    usable = [float(rate) for rate in rates if isinstance(rate, int | float) and 0 <= rate < 1]
    if len(set(usable)) > 1 or len(usable) < len(rates):
        told = ", ".join(sorted({str(rate) for rate in rates}))
        raise CheckpointError(f"its dropout has the rates {told}; one from 0 to below 1 is due")
    return min(usable, default=0.0)


def _fill(state: dict[str, Tensor], layer: KerasLayer, flatten: str) -> None:
    names = PARAMETERS.get(layer.kind, {})
    for name in layer.weights:
        if name not in names:
            raise CheckpointError(
                f"its layer {layer.name!r} has weights {name!r}, which a {layer.kind} has not"
            )
    for name, ours in names.items():
        if name not in layer.weights:
            raise CheckpointError(f"its layer {layer.name!r} has no weights {name!r}")
        part = "encoder" if layer.name[:3] in ("b1_", "b2_", "b3_") else "head"
        target = f"{part}.{layer.name}.{ours}"
        value = layer.weights[name]
        due = _keras_shape(state[target], layer.kind, name)
        if value.shape != due:
            raise CheckpointError(
                f"its weights {layer.name}/{name} have the shape {value.shape}; {due} is due"
            )
        if name == "moving_variance" and bool((value < 0).any()):
            raise CheckpointError(f"its weights {layer.name}/{name} hold negative variances")
        if FLATTEN in layer.inputs and name == "kernel" and flatten == "channels_first":
            value = _channels_first_rows(value)
        axes = (3, 2, 0, 1) if value.ndim == 4 else tuple(reversed(range(value.ndim)))
        state[target] = torch.from_numpy(np.ascontiguousarray(value.transpose(axes)))


def _channels_first_rows(kernel: NDArray[np.float32]) -> NDArray[np.float32]:
    """Rows that count (bands, frames, channels), reordered to (channels, bands, frames)."""
    by_place = kernel.reshape(LATENT_BANDS, PATCH_FRAMES, STAGE_CHANNELS[-1], -1)
    return by_place.transpose(2, 0, 1, 3).reshape(kernel.shape)


def _keras_shape(tensor: Tensor, kind: str, name: str) -> tuple[int, ...]:
    shape: tuple[Any, ...] = tuple(tensor.shape)
    if name != "kernel":
        return shape
    return (shape[2], shape[3], shape[1], shape[0]) if kind == "Conv2D" else shape[::-1]
