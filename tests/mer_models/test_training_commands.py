"""``merlingua pretrain`` and ``merlingua transfer``, from the shell to a model's file."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import torch

from merlingua.gui.cli import main
from merlingua.mer_models.checkpoints import load_checkpoint
from merlingua.mer_models.descriptor_training import DESCRIPTOR_TRAINING
from merlingua.mer_models.emotion_models import load_emotion_model
from merlingua.mer_models.model_files import read_card
from merlingua.mer_models.training_commands import DEFAULTS
from merlingua.mer_models.transfer import CNN_TRAINING, DENSE_HEAD_TRAINING, SCAE_TRAINING
from tests.mer_models.small_emotify import small_emotify
from tests.mer_models.speech_like import speech_corpus


@pytest.fixture(autouse=True)
def one_thread() -> Iterator[None]:
    """Two test processes with two threads each would wait for each other."""
    n_threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(n_threads)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Speech by four speakers and music by six artists."""
    made = tmp_path_factory.mktemp("corpora")
    for clip in speech_corpus(made / "flat", n_clips=8, seconds=2.0).clips:
        speaker = made / "speech" / clip.group
        speaker.mkdir(parents=True, exist_ok=True)
        clip.path.rename(speaker / clip.path.name)
    small_emotify(made / "emotify", n_artists=6)
    return made


def pretrain(folder: Path, out: Path, *more: str) -> int:
    speech = f"speech-folder={folder / 'speech'}"
    command = ["pretrain", "scae", "--speech", speech, "--out", str(out), "--cache", str(folder / "cache")]
    return main([*command, "--device", "cpu", "--max-patches", "16", "--batch-size", "8", *more])


def transfer(folder: Path, out: Path, *more: str) -> int:
    music = f"emotify={folder / 'emotify'}"
    command = ["transfer", "--music", music, "--out", str(out), "--cache", str(folder / "cache")]
    return main([*command, "--device", "cpu", *more])


def test_speech_becomes_an_encoder_and_an_encoder_a_model_of_music(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    encoder, model, log = (
        tmp_path / "scae.safetensors",
        tmp_path / "model.safetensors",
        tmp_path / "log.jsonl",
    )
    assert pretrain(folder, encoder, "--log", str(log)) == 0
    told = capsys.readouterr().out
    assert "speech-folder: 8 clips, 0.00 hours" in told
    assert "validation loss" in told
    events = [json.loads(line)["event"] for line in log.read_text(encoding="utf-8").splitlines()]
    assert (events[0], events[-1]) == ("started", "ended")
    card, _ = read_card(encoder)
    assert (card.network, card.training["n_examples"], card.split and card.split.grouped_by) == (
        "scae",
        16,
        "clip",
    )

    assert transfer(folder, model, "--encoder", str(encoder)) == 0
    told = capsys.readouterr().out
    assert "that it has never heard, with 95 % intervals" in told
    assert "prior" in told
    loaded = load_emotion_model(model)
    assert loaded.card.parent is not None
    assert loaded.card.parent.weights_sha256 == card.weights_sha256
    assert (
        loaded.card.scores["cross_entropy"]["value"] < loaded.card.scores["prior"]["cross_entropy"]["value"]
    )
    assert [each.name for each in tmp_path.iterdir() if each.name.startswith(".")] == []


def test_the_same_command_gives_the_same_weights(folder: Path, tmp_path: Path) -> None:
    for name in ("one", "two"):
        assert pretrain(folder, tmp_path / f"{name}.safetensors", "--seed", "7") == 0
    one, two = (load_checkpoint(tmp_path / f"{name}.safetensors").card for name in ("one", "two"))
    assert one.weights_sha256 == two.weights_sha256


def test_the_faithful_network_keeps_its_last_epoch(folder: Path, tmp_path: Path) -> None:
    assert pretrain(folder, tmp_path / "faithful.safetensors", "--faithful") == 0
    card, _ = read_card(tmp_path / "faithful.safetensors")
    assert (card.variant, card.training["keep"]) == ("faithful", "last")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--encoder", "gone.safetensors"], "gone.safetensors"),
        ([], "--mode feature-extraction needs a pre-trained encoder: name one with --encoder"),
        (["--mode", "scratch", "--encoder", "x.safetensors"], "--mode scratch begins with random weights"),
        (["--network", "small-cnn", "--random-encoder"], "small-cnn takes no encoder"),
        (["--encoder", "x.safetensors", "--random-encoder"], "exclude each other"),
    ],
)
def test_options_that_do_not_go_together_are_one_line_and_exit_1(
    folder: Path, tmp_path: Path, options: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert transfer(folder, tmp_path / "model.safetensors", *options) == 1
    told = capsys.readouterr().err
    assert message in told
    assert told.count("\n") == 1
    assert not (tmp_path / "model.safetensors").exists()


def test_a_wrong_corpus_and_a_wrong_name_are_one_line_and_exit_1(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = str(tmp_path / "model.safetensors")
    speech = f"speech-folder={folder / 'speech'}"
    for command, message in (
        (["transfer", "--music", speech, "--random-encoder", "--out", out], "has no labels"),
        (["pretrain", "scae", "--speech", "librispech=/x", "--out", out], "did you mean 'librispeech'"),
        (
            ["pretrain", "scae", "--speech", speech, "--out", str(tmp_path / "model.pt")],
            "must end in .safetensors",
        ),
        (["pretrain", "scae", "--speech", speech, "--speakers", "9", "--out", out], "has 4 speakers"),
    ):
        assert main(command) == 1
        told = capsys.readouterr().err
        assert message in told
        assert told.count("\n") == 1


@pytest.mark.parametrize("value", ["0", "-1", "nan", "a"])
def test_numbers_out_of_range_are_wrong_usage(value: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(["pretrain", "scae", "--speech", "a=b", "--out", "x.safetensors", f"--learning-rate={value}"])
    assert left.value.code == 2
    assert "--learning-rate" in capsys.readouterr().err


def test_the_help_of_transfer_says_the_defaults_of_each_network() -> None:
    settings = {
        "scae": SCAE_TRAINING,
        "its dense head alone": DENSE_HEAD_TRAINING,
        "dae": DESCRIPTOR_TRAINING,
        "small-cnn": CNN_TRAINING,
    }
    assert DEFAULTS.keys() == settings.keys()
    for network, training in settings.items():
        for name, told in DEFAULTS[network].items():
            assert float(told) == getattr(training, name), (network, name)
