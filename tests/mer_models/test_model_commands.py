"""``merlingua models``: what is listed, shown and converted, as a shell sees it."""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import cast

import pytest

from merlingua.mer_models.checkpoints import load_checkpoint, save_checkpoint
from merlingua.mer_models.errors import CheckpointError
from merlingua.mer_models.model_cards import ModelCard, ParentEncoder
from merlingua.mer_models.model_commands import add_model_commands, default_models_dir
from merlingua.mer_models.model_list import models_in, score_text
from tests.mer_models.keras_models import description, random_weights, write_model
from tests.mer_models.sample_models import card, weights


def models(*arguments: str | Path) -> tuple[int, str, str]:
    """Run ``merlingua models`` with these arguments: exit code, stdout, stderr."""
    parser = argparse.ArgumentParser(prog="merlingua")
    add_model_commands(parser.add_subparsers())
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            parsed = parser.parse_args(["models", *map(str, arguments)])
            code = cast(Callable[[argparse.Namespace], int], parsed.run)(parsed)
        except SystemExit as usage:
            code = int(usage.code or 0)
    return code, out.getvalue(), err.getvalue()


def save(file: Path, model_card: ModelCard) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    save_checkpoint(file, weights(), model_card)
    return file


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three models, one of them in a subfolder, and two files that are none."""
    top = tmp_path / "models"
    save(top / "english.safetensors", card())
    save(
        top / "runs" / "transfer.safetensors",
        card(
            network="scae-classifier",
            parent=ParentEncoder(name="english", weights_sha256="0" * 64),
            scores={"loss": 1.3},
            main_score="loss",
            seed=4,
            licence="CC BY-NC-SA 4.0",
        ),
    )
    save(top / "untrained.safetensors", card(corpora=(), seed=None, scores={}, main_score="", licence=""))
    (top / "broken.safetensors").write_bytes((top / "english.safetensors").read_bytes()[:-5])
    (top / "renamed.safetensors").write_bytes(b"PK\x03\x04" + bytes(40))
    (top / ".half.safetensors").write_bytes(b"")
    (top / "notes.txt").write_text("none")
    return top


def test_models_are_listed_with_what_decides_their_use_and_broken_ones_with_the_reason(folder: Path):
    code, out, err = models("--in", folder)
    lines = out.splitlines()
    assert (code, err) == (0, "")
    assert lines[0].split() == ["model", "network", "variant", "corpora", "hours", "seed", "score", "licence"]
    assert [line.split("  ")[0] for line in lines[1:4]] == ["english", "runs/transfer", "untrained"]
    assert "LibriSpeech    " in lines[1]
    assert "macro_f1 0.500 [0.460, 0.540]  CC BY 4.0" in lines[1]
    assert "LibriSpeech, after english" in lines[2]
    assert lines[2].endswith("loss 1.300                     CC BY-NC-SA 4.0")
    assert lines[3].split()[-5:] == ["–"] * 5
    assert lines[4].startswith("broken: cannot be used: is cut short")
    assert lines[5].startswith("renamed: cannot be used: is a zip archive")
    assert len(lines) == 6


def test_the_list_as_json_holds_the_whole_cards(folder: Path):
    code, out, _ = models("--in", folder, "--json")
    listed = json.loads(out)
    assert (code, listed["format"], listed["version"]) == (0, "merlingua-models", 1)
    assert [each["name"] for each in listed["models"]] == ["english", "runs/transfer", "untrained"]
    assert [each["name"] for each in listed["broken"]] == ["broken", "renamed"]
    english = listed["models"][0]
    assert english["card"] == load_checkpoint(folder / "english.safetensors").card.to_json()
    assert english["notes"] == []


def test_a_folder_that_is_named_twice_is_listed_once(folder: Path):
    assert len(models_in([folder, folder / "runs"])) == 5


def test_a_card_beside_the_model_that_differs_is_said_in_the_list(folder: Path):
    (folder / "english.json").write_text("{}")
    assert "english: english.json beside it cannot be used" in models("--in", folder)[1]


def test_without_a_folder_the_users_own_models_are_listed(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("MERLINGUA_MODELS", str(folder))
    assert default_models_dir() == folder
    assert models()[1] == models("--in", folder)[1]
    monkeypatch.delenv("MERLINGUA_MODELS")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    assert default_models_dir().name == "models"
    code, out, _ = models()
    assert (code, out) == (
        0,
        f"no models in {default_models_dir()}: 'merlingua pretrain' and 'merlingua transfer' make them\n",
    )
    assert json.loads(models("--json")[1])["models"] == []


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path):
    with pytest.raises(CheckpointError, match="there is no folder"):
        models("--in", tmp_path / "none")


def test_one_models_card_is_shown_as_json_and_notes_go_to_stderr(folder: Path):
    file = folder / "english.safetensors"
    code, out, err = models("show", file)
    assert (code, json.loads(out), err) == (0, load_checkpoint(file).card.to_json(), "")
    (folder / "english.json").write_text("{}")
    code, again, err = models("show", file)
    assert again == out
    assert "the card inside the model counts" in err
    with pytest.raises(CheckpointError, match="is cut short"):
        models("show", folder / "broken.safetensors")


def test_a_keras_model_is_converted_from_the_command_line(tmp_path: Path):
    described = description()
    file = write_model(tmp_path / "eng2eng.h5", described, random_weights(described))
    out_file = tmp_path / "new" / "eng2eng.safetensors"
    code, out, _ = models("convert", file, "--out", out_file)
    assert code == 0
    assert out.splitlines() == [
        f"{out_file}: scae-classifier, faithful, from eng2eng.h5",
        "The file does not say which licence its data has: name it with --licence, if you know it.",
    ]
    assert load_checkpoint(out_file).card.variant == "faithful"
    code, out, _ = models("convert", file, "--out", out_file, "--licence", "CC BY-NC 4.0")
    assert len(out.splitlines()) == 1
    assert "CC BY-NC 4.0" in models("--in", out_file.parent)[1]
    with pytest.raises(CheckpointError, match="is no HDF5 file"):
        models("convert", out_file, "--out", tmp_path / "x.safetensors")
    assert models("convert", file)[0] == 2


def test_a_score_without_an_interval_is_told_alone():
    assert score_text(card(main_score="loss")) == "loss 1.300"
    assert score_text(card(main_score="")) == ""


def test_help_loads_neither_torch_nor_h5py_and_the_list_no_torch(folder: Path):
    program = """
import argparse, sys
from merlingua.mer_models.model_commands import add_model_commands
parser = argparse.ArgumentParser()
add_model_commands(parser.add_subparsers())
parser.format_help()
print([name for name in ("torch", "h5py", "numpy", "pydantic") if name in sys.modules])
parsed = parser.parse_args(["models", "--in", sys.argv[1], "--json"])
sys.stdout, out = open("/dev/null", "w"), sys.stdout
parsed.run(parsed)
print([name for name in ("torch", "h5py") if name in sys.modules], file=out)
"""
    done = subprocess.run([sys.executable, "-c", program, folder], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n[]\n"
