"""Checkpoints: bit for bit, whole or not at all, and nothing else is taken for one."""

from __future__ import annotations

import json
import os
import pickle
import signal
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import safetensors.torch
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from torch import Tensor, nn

from merlingua.mer_models.checkpoints import (
    Checkpoint,
    load_checkpoint,
    load_into,
    load_training_state,
    save_checkpoint,
    save_training_state,
    weights_sha256,
)
from merlingua.mer_models.errors import CheckpointError, TrainingError
from merlingua.mer_models.model_cards import card_file
from merlingua.mer_models.model_files import read_card
from merlingua.mer_models.tensor_files import LEFTOVER_S
from tests.mer_models.sample_models import MELS, card, weights
from tests.store_samples import make_read_only, small_disk

DTYPES = (
    torch.float32,
    torch.float64,
    torch.float16,
    torch.bfloat16,
    torch.int64,
    torch.int32,
    torch.uint8,
    torch.bool,
)


@pytest.fixture
def model(tmp_path: Path) -> Path:
    """A model's file."""
    file = tmp_path / "model.safetensors"
    save_checkpoint(file, weights(), card())
    return file


def refusal(file: Path, **options: Any) -> str:
    """The one line with which a file is refused as a model."""
    with pytest.raises(CheckpointError) as error:
        load_checkpoint(file, **options)
    assert "\n" not in str(error.value)
    assert str(file) in str(error.value)
    return str(error.value)


def bits(tensors: dict[str, Tensor]) -> dict[str, tuple[torch.dtype, tuple[int, ...], bytes]]:
    """Each tensor down to its bits, in which NaN equals itself and 0.0 is not -0.0."""
    return {
        name: (
            value.dtype,
            tuple(value.shape),
            value.contiguous().reshape(-1).view(torch.uint8).numpy().tobytes(),
        )
        for name, value in tensors.items()
    }


def with_card(file: Path, change: dict[str, Any]) -> None:
    """Rewrite a model's card, as an editor would that leaves the weights alone."""
    with safetensors.safe_open(file, framework="pt") as opened:
        metadata = opened.metadata()
    document = json.loads(metadata["document"]) | change
    safetensors.torch.save_file(weights(), file, metadata | {"document": json.dumps(document)})


def test_a_model_comes_back_with_its_weights_and_its_card(model: Path):
    loaded = load_checkpoint(model, network="scae", features=MELS)
    assert bits(loaded.tensors) == bits(weights())
    assert loaded.card == card(created_at=loaded.card.created_at, weights_sha256=loaded.card.weights_sha256)
    assert loaded.card.weights_sha256 == weights_sha256(weights())
    assert loaded.notes == ()
    assert read_card(model) == (loaded.card, ())
    assert json.loads(card_file(model).read_text("utf-8")) == loaded.card.to_json()


def test_any_safetensors_reader_opens_a_model(model: Path):
    assert bits(safetensors.torch.load_file(model)) == bits(weights())


def test_the_same_model_and_card_are_the_same_bytes(tmp_path: Path):
    same = card()
    files = [tmp_path / name for name in ("a.safetensors", "b.safetensors")]
    for file in files:
        save_checkpoint(file, dict(reversed(weights().items())), same)
    assert files[0].read_bytes() == files[1].read_bytes()


def test_weights_laid_out_channels_last_or_shared_are_saved_by_their_values(tmp_path: Path):
    file = tmp_path / "m.safetensors"
    weight = torch.randn(4, 3, 3, 3)
    tied = {
        "a": weight.contiguous(memory_format=torch.channels_last),
        "b": weight,
        "c": weight.permute(3, 2, 1, 0)[:2],
    }
    save_checkpoint(file, tied, card())
    assert bits(load_checkpoint(file).tensors) == bits(tied)


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    shapes=st.dictionaries(
        st.text(min_size=1, max_size=8),
        st.tuples(st.sampled_from(DTYPES), st.lists(st.integers(0, 4), max_size=3)),
        max_size=5,
    ),
    state=st.dictionaries(
        st.text(), st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text()
    ),
    seed=st.integers(0, 2**32),
)
def test_a_training_state_comes_back_bit_for_bit(
    tmp_path: Path, shapes: dict[str, Any], state: dict[str, Any], seed: int
):
    # Random bytes: among the floats are NaN, infinities and negative zeros.
    rng = np.random.default_rng(seed)
    tensors = {}
    for name, (dtype, shape) in shapes.items():
        n_bytes = torch.empty(shape, dtype=dtype).numel() * dtype.itemsize
        raw = torch.from_numpy(rng.integers(0, 2 if dtype == torch.bool else 256, n_bytes, dtype=np.uint8))
        tensors[name] = raw.view(dtype).reshape(shape) if n_bytes else torch.empty(shape, dtype=dtype)
    tensors.pop("__metadata__", None)
    file = tmp_path / "run.state"
    save_training_state(file, tensors, state)
    loaded = load_training_state(file)
    assert bits(loaded.tensors) == bits(tensors)
    assert loaded.state == state


def test_adam_and_the_random_generators_go_on_from_a_state_as_if_unbroken(tmp_path: Path):
    def run(n_steps: int, weight: nn.Parameter, optimiser: torch.optim.Adam) -> None:
        for _ in range(n_steps):
            optimiser.zero_grad()
            (weight * torch.randn(5)).sum().square().backward()
            optimiser.step()

    torch.manual_seed(3)
    weight = nn.Parameter(torch.ones(5))
    optimiser = torch.optim.Adam([weight])
    run(3, weight, optimiser)
    moments = {f"adam.{name}": value for name, value in optimiser.state[weight].items()}
    tensors = {"weight": weight, "rng": torch.get_rng_state()} | moments
    save_training_state(tmp_path / "state", tensors, {"step": 3})
    run(3, weight, optimiser)

    stored = load_training_state(tmp_path / "state")
    resumed = nn.Parameter(stored.tensors["weight"])
    again = torch.optim.Adam([resumed])
    kept = {name.removeprefix("adam."): t for name, t in stored.tensors.items() if name.startswith("adam.")}
    again.load_state_dict({"state": {0: kept}, "param_groups": again.state_dict()["param_groups"]})
    torch.set_rng_state(stored.tensors["rng"])
    run(stored.state["step"], resumed, again)
    assert torch.equal(resumed, weight)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (pickle.dumps({"weight": [1, 2]}), "is a Python pickle, which may run code"),
        (pickle.dumps([1], protocol=2) + b"...", "is a Python pickle"),
        (b"\x89HDF\r\n\x1a\n" + b"\0" * 60, "'merlingua models convert FILE --out NEW.safetensors'"),
        (b"\x1f\x8b\x08" + b"\0" * 30, "is a gzip archive"),
        (b'{"format": "merlingua-model"}', "is a text file"),
        ("Größe,Länge\n".encode() * 50, "is a text file"),
        (bytes(range(256)), "is no safetensors file"),
        (b"\xff" * 8 + b'{"a": 1}', "is no safetensors file"),
        ((500).to_bytes(8, "little") + b"{}", "is cut short"),
        ((2).to_bytes(8, "little") + b"{}", "tensors without a model card"),
        ((2).to_bytes(8, "little") + b"{}abc", "has bytes too many"),
        ((2).to_bytes(8, "little") + b"{\xff", "is not UTF-8"),
        ((4).to_bytes(8, "little") + b"{NaN", "is not JSON"),
    ],
)
def test_a_file_that_is_something_else_is_refused_with_what_it_is(tmp_path: Path, content: bytes, words: str):
    file = tmp_path / "model.safetensors"
    file.write_bytes(content)
    assert words in refusal(file)
    with pytest.raises(CheckpointError):
        load_training_state(file)


def test_a_pytorch_file_is_refused_and_its_code_does_not_run(tmp_path: Path):
    class Evil:
        def __reduce__(self) -> tuple[Any, tuple[str]]:
            return (os.mkdir, (str(tmp_path / "pwned"),))

    file = tmp_path / "model.safetensors"
    torch.save({"weight": Evil()}, file)
    assert zipfile.is_zipfile(file)
    assert "is a zip archive (such as PyTorch's .pt), which may run code" in refusal(file)
    file.write_bytes(pickle.dumps(Evil()))
    assert "is a Python pickle" in refusal(file)
    assert not (tmp_path / "pwned").exists()


def test_headers_of_any_length_are_read_though_their_first_byte_may_be_a_pickles(tmp_path: Path):
    first_bytes = set()
    for n in range(64):
        file = tmp_path / f"{n}.state"
        save_training_state(file, {"w": torch.zeros(1)}, {"padding": "x" * 8 * n})
        first_bytes.add(file.read_bytes()[:1])
        assert load_training_state(file).state["padding"] == "x" * 8 * n
    assert b"\x80" in first_bytes


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path):
    assert "does not exist" in refusal(tmp_path / "none.safetensors")
    assert "is a folder" in refusal(tmp_path)


def test_tensors_of_another_program_are_refused(tmp_path: Path):
    file = tmp_path / "other.safetensors"
    safetensors.torch.save_file(weights(), file, {"format": "pt"})
    assert "tensors without a model card: Merlingua did not write them" in refusal(file)


def test_a_model_is_no_training_state_and_a_training_state_no_model(tmp_path: Path, model: Path):
    with pytest.raises(CheckpointError, match="has the format 'merlingua-model'"):
        load_training_state(model)
    state = tmp_path / "run.state"
    save_training_state(state, weights(), {})
    assert "has the format 'merlingua-training-state'" in refusal(state)


def test_a_file_cut_at_any_place_is_refused(model: Path):
    whole = model.read_bytes()
    offsets = np.random.default_rng(1).integers(0, len(whole), 60)
    for offset in {0, 1, 7, 8, 9, len(whole) - 1, *offsets.tolist()}:
        model.write_bytes(whole[:offset])
        message = refusal(model)
        assert any(words in message for words in ("is empty", "is cut short", "safetensors file"))


def test_a_file_with_any_bit_turned_over_is_refused(model: Path):
    whole = model.read_bytes()
    for offset in np.random.default_rng(2).integers(0, len(whole), 200).tolist():
        turned = bytearray(whole)
        turned[offset] ^= 1 << offset % 8
        model.write_bytes(bytes(turned))
        refusal(model)


def test_a_card_that_was_edited_inside_the_file_is_refused(model: Path):
    with_card(model, {"scores": {"macro_f1": 0.99}})
    assert "was changed or damaged after it was saved" in refusal(model)


def test_a_model_of_a_newer_version_is_refused(model: Path):
    with safetensors.safe_open(model, framework="pt") as opened:
        metadata = opened.metadata()
    safetensors.torch.save_file(weights(), model, metadata | {"version": "2"})
    assert "has version 2, from a newer Merlingua" in refusal(model)


def test_a_model_of_another_network_is_refused(model: Path):
    assert "is a model of the network 'scae'; 'cpc' is due" in refusal(model, network="cpc")


def test_other_features_are_refused_by_the_first_difference(tmp_path: Path, model: Path):
    message = refusal(model, features=MELS | {"hop_length": 256})
    assert "was trained on log-mels with hop_length = 512, these features have 256" in message
    assert "takes log-mels, and these features are IS13 descriptors" in refusal(model, features="is13")
    file = tmp_path / "dae.safetensors"
    save_checkpoint(file, weights(), card(features="is13"))
    assert load_checkpoint(file, features="is13").card.features == "is13"
    assert "takes IS13 descriptors, and these features are log-mels" in refusal(file, features=MELS)


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16, torch.float32, torch.float64])
@pytest.mark.parametrize("value", [float("nan"), float("-inf")])
def test_weights_that_are_not_finite_are_not_saved(tmp_path: Path, dtype: torch.dtype, value: float):
    file = tmp_path / "m.safetensors"
    spoilt = weights() | {"head.bias": torch.tensor([0.5, value], dtype=dtype)}
    with pytest.raises(CheckpointError, match=r"'head.bias' hold NaN or infinity"):
        save_checkpoint(file, spoilt, card())
    assert list(tmp_path.iterdir()) == []


def test_a_model_must_have_weights_and_the_right_ending(tmp_path: Path):
    with pytest.raises(CheckpointError, match="has no weights"):
        save_checkpoint(tmp_path / "m.safetensors", {}, card())
    with pytest.raises(CheckpointError, match=r"'m.json' must end in .safetensors"):
        save_checkpoint(tmp_path / "m.json", weights(), card())


def test_a_differing_card_beside_the_model_is_said_and_the_one_inside_counts(model: Path):
    inside = load_checkpoint(model).card
    card_file(model).write_text(inside.model_copy(update={"seed": 9, "licence": "CC0"}).to_text())
    loaded = load_checkpoint(model)
    assert loaded.card == inside
    assert loaded.notes == (
        "model.json beside it differs in seed, licence; the card inside the model counts",
    )
    card_file(model).write_text("{")
    assert "model.json beside it cannot be used" in load_checkpoint(model).notes[0]
    card_file(model).unlink()
    assert load_checkpoint(model).notes == ()


def test_weights_go_into_a_network_that_has_just_these():
    source, target = nn.Linear(3, 2), nn.Linear(3, 2)
    load_into(
        target,
        Checkpoint({f"encoder.{k}": v for k, v in source.state_dict().items()}, card()),
        prefix="encoder.",
    )
    assert torch.equal(target.weight, source.weight)


def test_weights_that_do_not_fit_are_refused_by_name_and_change_nothing():
    network = nn.Sequential(nn.Linear(3, 2), nn.Linear(2, 2), nn.Linear(2, 2))
    before = bits(network.state_dict())
    given = dict(nn.Sequential(nn.Linear(3, 2), nn.Linear(2, 5)).state_dict()) | {"extra": torch.ones(1)}
    with pytest.raises(CheckpointError) as error:
        load_into(network, given)
    assert str(error.value) == (
        "the weights do not fit Sequential: 2.weight is missing; 2.bias is missing; "
        "extra is not in the network (and 2 more)"
    )
    del given["extra"]
    with pytest.raises(CheckpointError, match=r"1.weight has shape \(5, 2\), \(2, 2\) is due"):
        load_into(network[:2], given)
    assert bits(network.state_dict()) == before


def test_a_state_that_json_cannot_hold_is_not_saved(tmp_path: Path):
    with pytest.raises(ValueError, match="best is inf"):
        save_training_state(tmp_path / "state", weights(), {"best": float("inf")})
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_is_said_with_folder_and_need_and_leaves_what_was_there(tmp_path: Path):
    with small_disk(tmp_path / "disk", 1_024) as disk:
        file = disk / "model.safetensors"
        saved = save_checkpoint(file, weights(), card())
        before = sorted((each.name, each.read_bytes()) for each in disk.iterdir())
        large = {"w": torch.zeros(500_000)}
        for save in (
            lambda: save_checkpoint(file, large, card()),
            lambda: save_training_state(disk / "run.state", large, {}),
        ):
            with pytest.raises(TrainingError, match=r"the disk is full: .* needs 2\.0 MB in .*disk, 1\.0 MB"):
                save()
        assert sorted((each.name, each.read_bytes()) for each in disk.iterdir()) == before
        assert load_checkpoint(file).card == saved


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path):
    with small_disk(tmp_path / "disk", 64) as disk:
        make_read_only(disk)
        with pytest.raises(TrainingError, match="cannot be written: Read-only file system"):
            save_checkpoint(disk / "m.safetensors", weights(), card())


def test_missing_folders_are_made(tmp_path: Path):
    save_checkpoint(tmp_path / "new" / "er" / "m.safetensors", weights(), card())
    assert load_checkpoint(tmp_path / "new" / "er" / "m.safetensors").card.network == "scae"


def test_what_a_killed_run_left_half_written_is_cleared_away_once_it_is_old(tmp_path: Path):
    old, young, other = (
        tmp_path / name
        for name in (".m.safetensors.a1.partial", ".m.safetensors.b2.partial", ".n.safetensors.c3.partial")
    )
    for file in (old, young, other):
        file.write_bytes(b"half")
    long_ago = time.time() - LEFTOVER_S - 10
    os.utime(old, (long_ago, long_ago))
    os.utime(other, (long_ago, long_ago))
    save_checkpoint(tmp_path / "m.safetensors", weights(), card())
    assert (old.exists(), young.exists(), other.exists()) == (False, True, True)


SAVER = """
import sys, torch
from pathlib import Path
from merlingua.mer_models.checkpoints import save_training_state
torch.set_num_threads(1)
print("ready", flush=True)
number = 0
while True:
    number += 1
    save_training_state(Path(sys.argv[1]), {"w": torch.full((100_000,), float(number))}, {"number": number})
"""


@pytest.mark.skipif(os.name != "posix", reason="needs SIGKILL")
def test_a_kill_while_saving_leaves_the_old_state_or_the_new():
    rng = np.random.default_rng(4)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "run.state"
        numbers = []
        for _ in range(3):
            saver = subprocess.Popen([sys.executable, "-c", SAVER, file], stdout=subprocess.PIPE, text=True)
            assert saver.stdout is not None
            assert saver.stdout.readline() == "ready\n"
            time.sleep(0.1 + 0.2 * rng.random())
            saver.send_signal(signal.SIGKILL)
            saver.wait()
            saver.stdout.close()
            loaded = load_training_state(file)
            numbers.append(loaded.state["number"])
            assert torch.equal(loaded.tensors["w"], torch.full((100_000,), float(numbers[-1])))
        assert all(number >= 1 for number in numbers)
