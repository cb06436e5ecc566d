"""The released models from Keras' HDF5: the same numbers, and refusals where they would not be."""

from __future__ import annotations

import copy
import json
import sys
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest
import torch

from merlingua.mer_models.checkpoints import load_checkpoint, load_into
from merlingua.mer_models.emotion_classifier import EmotionClassifier, HeadSettings, QuadrantHead
from merlingua.mer_models.errors import CheckpointError
from merlingua.mer_models.keras_checkpoints import NETWORK, classifier_of, convert
from merlingua.mer_models.keras_files import read_keras_file
from merlingua.mer_models.log_mel import LogMelSettings
from merlingua.mer_models.speech_autoencoder import SpeechAutoencoderSettings, SpeechEncoder
from merlingua.surveys.study_files import sha256_of_file
from tests.mer_models.keras_models import (
    Array,
    Description,
    Weights,
    description,
    in_numpy,
    random_weights,
    write_model,
    write_weights,
)

DESCRIBED = description()
WEIGHTS = random_weights(DESCRIBED)


@pytest.fixture(scope="session")
def released(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file like the released ones."""
    return write_model(tmp_path_factory.mktemp("keras") / "eng2eng.h5", DESCRIBED, WEIGHTS)


def patches(n: int = 3) -> Array:
    """Log-mels of no sound at all, of several sizes so that the answers to them differ."""
    sizes = np.linspace(0.5, 6, n)[:, None, None, None]
    return np.random.default_rng(5).normal(-1, 1, (n, 1, 128, 31)) * sizes


def probabilities(classifier: EmotionClassifier, mels: Array) -> dict[str, Array]:
    with torch.inference_mode():
        logits = classifier(torch.from_numpy(mels[:, 0]).float())
    return {name: value.softmax(dim=1).double().numpy() for name, value in logits._asdict().items()}


def network_of(settings: dict[str, Any]) -> EmotionClassifier:
    """A network with fresh weights, from a card's settings alone."""
    encoder = SpeechEncoder(SpeechAutoencoderSettings(**settings["encoder"]))
    return EmotionClassifier(encoder, QuadrantHead(HeadSettings(**settings["head"])))


def refusal(tmp_path: Path, described: Description, weights: Weights) -> str:
    """The one line with which a model is refused."""
    file = write_model(tmp_path / "bad.h5", described, weights)
    with pytest.raises(CheckpointError) as error:
        convert(file, tmp_path / "out.safetensors")
    assert not (tmp_path / "out.safetensors").exists()
    assert "\n" not in str(error.value)
    assert str(error.value).startswith(str(file))
    return str(error.value).removeprefix(f"{file}: ")


def changed(layer: str, **config: Any) -> Description:
    """The description with some settings of a layer changed."""
    described = copy.deepcopy(DESCRIBED)
    for each in described["config"]["layers"]:
        if each["name"] == layer:
            each["config"].update(config)
    return described


def assert_same_numbers(classifier: EmotionClassifier, described: Description, weights: Weights) -> None:
    mels = patches()
    due, given = in_numpy(described, weights, mels), probabilities(classifier, mels)
    for output in ("quadrants", "arousal", "valence"):
        np.testing.assert_allclose(given[output], due[output], atol=1e-4)
        # Weights that are drawn at random must not make the answers equal for all patches.
        assert due[output].std(axis=0).max() > 1e-3


def test_a_converted_model_gives_the_numbers_of_the_same_network_in_numpy(released: Path, tmp_path: Path):
    out = tmp_path / "eng2eng.safetensors"
    card = convert(released, out)
    stored = load_checkpoint(out, network=NETWORK, features=LogMelSettings().to_json())
    assert stored.card == card
    classifier = network_of(stored.card.settings)
    load_into(classifier, stored)
    assert_same_numbers(classifier.eval(), DESCRIBED, WEIGHTS)


def test_the_encoders_map_is_that_of_the_same_network_in_numpy(released: Path):
    classifier = classifier_of(read_keras_file(released))
    mels = patches()
    with torch.inference_mode():
        maps = classifier.encoder(torch.from_numpy(mels[:, 0]).float())
    np.testing.assert_allclose(maps.numpy(), in_numpy(DESCRIBED, WEIGHTS, mels)["encod"], atol=1e-4)


def test_the_card_says_where_a_converted_model_comes_from(released: Path, tmp_path: Path):
    card = convert(released, tmp_path / "m.safetensors")
    assert (card.network, card.variant, card.features) == (
        "scae-classifier",
        "faithful",
        LogMelSettings().to_json(),
    )
    assert card.training == {
        "converted_from": "eng2eng.h5",
        "source_sha256": sha256_of_file(released),
        "keras_version": "2.2.4",
    }
    assert card.settings["encoder"]["dropout"] == 0.25
    assert card.licence == "no licence known"
    told = convert(released, tmp_path / "m.safetensors", licence="CC BY-NC 4.0", name="quad-pred")
    assert (told.licence, told.training["converted_from"]) == ("CC BY-NC 4.0", "quad-pred")


def test_weights_alone_are_converted_with_the_description_beside_them(tmp_path: Path):
    file = write_weights(tmp_path / "weights.h5", DESCRIBED, WEIGHTS)
    with pytest.raises(CheckpointError, match=r"give the model's JSON with --description"):
        convert(file, tmp_path / "m.safetensors")
    beside = tmp_path / "model.json"
    beside.write_text(json.dumps(DESCRIBED))
    assert_same_numbers(classifier_of(read_keras_file(file, beside)), DESCRIBED, WEIGHTS)


@pytest.mark.shared
def test_the_released_description_is_read_and_gives_numpys_numbers(shared_dir: Path, tmp_path: Path):
    beside = shared_dir / "gold" / "quad_pred_model.json"
    described = json.loads(beside.read_text())
    weights = random_weights(described, seed=8)
    file = write_weights(tmp_path / "weights.h5", described, weights)
    assert_same_numbers(classifier_of(read_keras_file(file, beside)), described, weights)


def test_without_a_data_format_flattening_leaves_the_channels_first(tmp_path: Path):
    # Keras moves channels last where Flatten says channels_first, and only there (keras/layers/core.py).
    described = changed("flatten_1", data_format="channels_last")
    file = write_model(tmp_path / "m.h5", described, WEIGHTS)
    classifier = classifier_of(read_keras_file(file))
    assert_same_numbers(classifier, described, WEIGHTS)
    other = in_numpy(DESCRIBED, WEIGHTS, patches())["quadrants"]
    assert np.abs(probabilities(classifier, patches())["quadrants"] - other).max() > 1e-3


def test_numbered_names_dropout_and_the_written_axis_may_differ(tmp_path: Path):
    text = json.dumps(DESCRIBED).replace("input_1", "input_4").replace("flatten_1", "flatten_9")
    described = json.loads(text.replace('"axis": -1', '"axis": 3'))
    weights = WEIGHTS | {"input_4": {}, "flatten_9": {}}
    for layer in described["config"]["layers"]:
        if layer["class_name"] == "Dropout":
            layer["config"]["rate"] = 0.1
    classifier = classifier_of(read_keras_file(write_model(tmp_path / "m.h5", described, weights)))
    assert_same_numbers(classifier, described, weights)
    assert classifier.encoder.settings.dropout == 0.1


def test_lists_of_names_that_keras_has_cut_in_parts_are_joined(released: Path, tmp_path: Path):
    file = tmp_path / "parts.h5"
    file.write_bytes(released.read_bytes())
    with h5py.File(file, "r+") as opened:
        top = opened["model_weights"]
        names = list(top.attrs["layer_names"])
        del top.attrs["layer_names"]
        top.attrs["layer_names0"], top.attrs["layer_names1"] = names[:20], names[20:]
    assert_same_numbers(classifier_of(read_keras_file(file)), DESCRIBED, WEIGHTS)


@pytest.mark.parametrize(
    ("described", "words"),
    [
        (changed("b1_c1", strides=[2, 2]), "its layer 'b1_c1' has strides = [2, 2]; [1, 1] is due"),
        (changed("b2_c1", data_format="channels_last"), "'b2_c1' has data_format = 'channels_last'"),
        (changed("b1_b1", axis=1), "its layer 'b1_b1' has axis = 1; -1 is due"),
        (changed("b1_b1", epsilon=1e-5), "has epsilon = 1e-05; 0.001 is due"),
        (changed("b9_fc1", activation="tanh"), "has activation = 'tanh'; 'relu' is due"),
        (changed("b1_d1", rate=0.5), "its dropout has the rates 0.25, 0.5"),
        (changed("flatten_1", data_format="odd"), "'flatten' has data_format = 'odd'"),
        (DESCRIBED | {"backend": "theano"}, "was written by Keras on 'theano'"),
    ],
)
def test_a_network_with_other_settings_is_refused(tmp_path: Path, described: Description, words: str):
    assert words in refusal(tmp_path, described, {})


def test_a_network_with_other_layers_is_refused_by_their_names(tmp_path: Path):
    text = json.dumps(DESCRIBED)
    renamed = json.loads(text.replace('"b3_c2"', '"b3_c7"'))
    assert "it has no layer 'b3_c2'" in refusal(tmp_path, renamed, {})
    longer = json.loads(text)
    longer["config"]["layers"].append(
        {"name": "extra", "class_name": "LSTM", "config": {}, "inbound_nodes": [[["encod", 0, 0, {}]]]}
    )
    assert "it has a layer 'extra' (LSTM) that the released network has not" in refusal(tmp_path, longer, {})
    crossed = json.loads(text)
    next(each for each in crossed["config"]["layers"] if each["name"] == "b11_fc1")["inbound_nodes"] = [
        [["b9_fc2", 0, 0, {}]]
    ]
    assert "its layer 'b11_fc1' takes b9_fc2; b9_fc3 is due" in refusal(tmp_path, crossed, {})
    swapped = json.loads(text)
    swapped["config"]["output_layers"].reverse()
    assert "its outputs are valence, arousal, quadrants" in refusal(tmp_path, swapped, {})
    twice = json.loads(text)
    twice["config"]["layers"].append(twice["config"]["layers"][3])
    with pytest.raises(CheckpointError, match="names the layer 'b1_b2' twice"):
        read_keras_file(write_weights(tmp_path / "w.h5", DESCRIBED, {}), _written(tmp_path, twice))


def test_missing_further_and_misshapen_weights_are_refused_by_their_names(tmp_path: Path):
    def with_layer(name: str, **weights: Any) -> Weights:
        return WEIGHTS | {name: WEIGHTS[name] | weights}

    without_bias = WEIGHTS | {"b2_c1": {"kernel": WEIGHTS["b2_c1"]["kernel"]}}
    assert "its layer 'b2_c1' has no weights 'bias'" in refusal(tmp_path, DESCRIBED, without_bias)
    kernel = WEIGHTS["b9_fc2"]["kernel"]
    assert "its weights b9_fc2/kernel have the shape (512, 100); (512, 512) is due" in refusal(
        tmp_path, DESCRIBED, with_layer("b9_fc2", kernel=kernel[:, :100])
    )
    kernel = WEIGHTS["b1_c2"]["kernel"].transpose(3, 2, 0, 1)
    assert "b1_c2/kernel have the shape (32, 32, 3, 3); (3, 3, 32, 32) is due" in refusal(
        tmp_path, DESCRIBED, with_layer("b1_c2", kernel=kernel)
    )
    gamma = np.ones(32, np.float32)
    assert "b1_b2/gamma have the shape (32,); (31,) is due" in refusal(
        tmp_path, DESCRIBED, with_layer("b1_b2", gamma=gamma)
    )
    assert "has weights 'mask', which a Dense has not" in refusal(
        tmp_path, DESCRIBED, with_layer("b9_fc2", mask=gamma)
    )
    assert "b1_b2/moving_variance hold negative variances" in refusal(
        tmp_path, DESCRIBED, with_layer("b1_b2", moving_variance=-gamma[:31])
    )
    assert "quadrants/bias holds no floating-point numbers" in refusal(
        tmp_path, DESCRIBED, with_layer("quadrants", bias=np.arange(4))
    )


def test_weights_that_are_no_numbers_are_refused(tmp_path: Path):
    spoilt = WEIGHTS | {"arousal": WEIGHTS["arousal"] | {"bias": np.array([0, np.nan], np.float32)}}
    file = write_model(tmp_path / "nan.h5", DESCRIBED, spoilt)
    with pytest.raises(CheckpointError, match=r"'head.arousal.bias' hold NaN"):
        convert(file, tmp_path / "m.safetensors")


def test_what_is_no_keras_file_is_refused_in_one_line(tmp_path: Path, released: Path):
    def refused(content: bytes) -> str:
        file = tmp_path / "file.h5"
        file.write_bytes(content)
        with pytest.raises(CheckpointError) as error:
            read_keras_file(file)
        assert "\n" not in str(error.value)
        return str(error.value)

    assert "is no HDF5 file" in refused(b"")
    assert "is no HDF5 file" in refused(b"PK\x03\x04 a Keras 3 archive")
    whole = released.read_bytes()
    for end in np.random.default_rng(6).integers(8, len(whole) - 1, 25).tolist():
        assert "is damaged" in refused(whole[:end])
    with h5py.File(tmp_path / "other.h5", "w") as opened:
        opened["x"] = [1.0]
    with pytest.raises(CheckpointError, match="no Keras model: it lists no layers"):
        read_keras_file(tmp_path / "other.h5")
    with pytest.raises(CheckpointError, match="cannot be read: No such file"):
        read_keras_file(tmp_path / "none.h5")


def test_links_out_of_the_file_are_not_followed(tmp_path: Path, released: Path):
    other = write_model(tmp_path / "other.h5", DESCRIBED, WEIGHTS)
    file = tmp_path / "linked.h5"
    file.write_bytes(released.read_bytes())
    with h5py.File(file, "r+") as opened:
        del opened["model_weights/b1_c1"]
        opened["model_weights/b1_c1"] = h5py.ExternalLink(str(other), "model_weights/b1_c1")
    with pytest.raises(CheckpointError, match="'b1_c1' leads to another file, which is not followed"):
        read_keras_file(file)


def test_descriptions_that_are_none_are_refused(tmp_path: Path):
    file = write_weights(tmp_path / "w.h5", DESCRIBED, WEIGHTS)
    for content, words in (
        ("{", "is not JSON"),
        ("{}", "does not describe a functional Keras 2 model"),
        ('{"config": [{"class_name": "Dense"}]}', "does not describe a functional Keras 2 model"),
        ('{"config": {"layers": [], "output_layers": []}}', "which its description does not name"),
    ):
        with pytest.raises(CheckpointError, match=words):
            read_keras_file(file, _written(tmp_path, content))
    with pytest.raises(CheckpointError, match="cannot be read"):
        read_keras_file(file, tmp_path / "none.json")


def test_without_h5py_the_extra_to_install_is_named(monkeypatch: pytest.MonkeyPatch, released: Path) -> None:
    monkeypatch.setitem(sys.modules, "h5py", None)
    with pytest.raises(CheckpointError, match=r"pip install 'merlingua\[keras\]'"):
        read_keras_file(released)


def _written(folder: Path, content: Description | str) -> Path:
    file = folder / "description.json"
    file.write_text(content if isinstance(content, str) else json.dumps(content))
    return file
