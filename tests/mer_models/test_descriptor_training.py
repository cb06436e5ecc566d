"""Autoencoders of descriptors from speech to music: sequences, training, a model to be asked again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile
import torch

from merlingua.gui.cli import main
from merlingua.mer_models.checkpoints import save_checkpoint
from merlingua.mer_models.corpus import CorpusClip
from merlingua.mer_models.corpus_emotify import load_emotify
from merlingua.mer_models.denoising_autoencoders import (
    DAE_CLASSIFIER,
    DAE_SPARSITY,
    DescriptorAutoencoder,
    DescriptorAutoencoderSettings,
    DescriptorClassifier,
    DescriptorEncoder,
)
from merlingua.mer_models.descriptor_training import (
    SpeechSequences,
    clip_sequences,
    descriptor_logits,
    fit_descriptor_classifier,
)
from merlingua.mer_models.emotion_models import load_emotion_model
from merlingua.mer_models.errors import TrainingError
from merlingua.mer_models.is13_descriptors import Is13Rows, is13_rows
from merlingua.mer_models.labelled_music import labelled_music, official_or_grouped
from merlingua.mer_models.log_mel import LogMelSettings
from merlingua.mer_models.model_files import read_card
from merlingua.mer_models.speech_patches import SpeechSplit
from merlingua.mer_models.training_loop import train
from merlingua.mer_models.training_settings import TrainingSettings
from tests.mer_models.sample_models import card
from tests.mer_models.small_emotify import small_emotify
from tests.mer_models.speech_like import RATE, voice

SMALL = DescriptorAutoencoderSettings(n_hidden=12, n_steps=4)


@pytest.fixture(autouse=True)
def one_thread() -> Iterator[None]:
    """Two test processes with two threads each would wait for each other."""
    n_threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(n_threads)


def rows_of(n_rows: list[int], seed: int = 1) -> Is13Rows:
    """Descriptors that depend on one hidden number a clip, and far apart in scale."""
    rng = np.random.default_rng(seed)
    directions, scales = rng.normal(size=260), np.exp(rng.normal(0, 3, 260))
    rows = []
    for n in n_rows:
        inner = rng.normal() + 0.3 * rng.normal(size=(n, 1))
        rows.append(((inner * directions + 0.1 * rng.normal(size=(n, 260))) * scales).astype(np.float32))
    ids = tuple(f"clip{n}" for n in range(len(rows)))
    return Is13Rows(ids, ids, tuple(rows))


def speech(rows: Is13Rows, n_speakers: int) -> list[CorpusClip]:
    return [CorpusClip(name, Path(name), f"s{n % n_speakers}") for n, name in enumerate(rows.clip_ids)]


def test_words_of_one_speaker_fill_a_sequence_and_no_sequence_has_two_speakers() -> None:
    # Each clip has 2 rows, a sequence 4: two clips of a speaker together.
    rows = rows_of([2] * 12)
    clips = speech(rows, 3)
    split = SpeechSplit(np.arange(9), np.arange(9, 12), "clip")
    held_out = SpeechSplit(np.arange(9), np.array([0, 3]), "clip")
    with pytest.raises(TrainingError, match=r"4 rows of descriptors \(2 s\) on both sides"):
        SpeechSequences(DescriptorAutoencoder(SMALL), rows, clips, split)
    task = SpeechSequences(DescriptorAutoencoder(SMALL), rows, clips, held_out)
    # Speakers have three training clips of 2 rows each: one whole sequence, and what is left is left.
    assert task.n_examples == 3
    assert [task.example_name(n) for n in range(3)] == ["clip0", "clip1", "clip2"]
    assert task.counts() == {"n_train_sequences": 3, "n_validation_sequences": 1}


def test_the_loss_falls_below_what_the_mean_would_give() -> None:
    rows = rows_of([16] * 12)
    split = SpeechSplit(np.arange(9), np.arange(9, 12), "clip")
    torch.manual_seed(1)
    autoencoder = DescriptorAutoencoder(SMALL)
    task = SpeechSequences(autoencoder, rows, speech(rows, 3), split)
    result = train(task, TrainingSettings(learning_rate=1e-2, batch_size=8, n_epochs=30, patience=None))
    # Standardised descriptors have a variance of 1: the loss of who always answers with the mean.
    assert result.epochs[-1].train < 0.3
    unheard = torch.from_numpy(np.concatenate([clip_sequences(rows.clip(n), 4) for n in (9, 10, 11)]))
    of_mean = float(autoencoder.encoder.scaled(unheard).square().mean())
    assert result.epochs[result.kept_epoch].validation < 0.6 * of_mean


def test_a_classifier_learns_what_the_rows_tell_and_leaves_the_encoder_as_it_was() -> None:
    rows = rows_of([6] * 24, seed=2)
    level = np.array([row[:, 0].mean() for row in rows.rows])
    shares = np.where((level > np.median(level))[:, None], [0.85, 0.05, 0.05, 0.05], [0.05, 0.05, 0.85, 0.05])
    encoder = DescriptorAutoencoder(SMALL).encoder
    flat = np.concatenate(rows.rows)
    encoder.scaler.set_statistics(torch.from_numpy(flat.mean(axis=0)), torch.from_numpy(flat.std(axis=0)))
    before = {name: tensor.clone() for name, tensor in encoder.state_dict().items()}
    training = TrainingSettings(learning_rate=1e-2, batch_size=8, n_epochs=25, patience=None)
    module, told = fit_descriptor_classifier(
        encoder, rows, shares, np.arange(16), np.arange(16, 20), training
    )
    assert all(torch.equal(tensor, before[name]) for name, tensor in module.encoder.state_dict().items())
    logits = descriptor_logits(module, rows.clip, np.arange(20, 24))
    assert logits.quadrants.argmax(dim=1).tolist() == shares[20:].argmax(axis=1).tolist()
    assert told["epochs"][-1]["train"] < told["epochs"][0]["train"]


def test_a_clip_that_is_shorter_than_a_sequence_is_repeated() -> None:
    rows = np.arange(3)[:, None] * np.ones((3, 260), dtype=np.float32)
    assert clip_sequences(rows, 4)[0, :, 0].tolist() == [0, 1, 2, 0]
    assert clip_sequences(rows, 2)[:, :, 0].tolist() == [[0, 1], [1, 2]]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    pytest.importorskip("opensmile")
    folder = tmp_path_factory.mktemp("descriptors")
    small_emotify(folder / "emotify", n_artists=8, seconds=2.2)
    for n in range(4):
        (folder / "speech" / f"s{n}").mkdir(parents=True)
        soundfile.write(folder / "speech" / f"s{n}" / "talk.wav", voice(7.0, n), RATE)
    return folder


def test_from_speech_to_a_model_that_answers_the_same_again(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    encoder, model = folder / "dae.safetensors", folder / "model.safetensors"
    cache = ["--cache", str(folder / "cache")]
    speech_argument = ["--speech", f"speech-folder={folder / 'speech'}"]
    music = ["--music", f"emotify={folder / 'emotify'}"]
    trained = main(
        ["pretrain", "dae-classifier", *speech_argument, "--out", str(encoder), "--epochs", "2", *cache]
    )
    assert trained == 0
    assert capsys.readouterr().err.count("audEERING Research License") == 1
    command = ["transfer", "--encoder", str(encoder), *music, "--out", str(model), "--epochs", "2", *cache]
    assert main(command) == 0
    card, _ = read_card(model)
    assert (card.network, card.features, card.parent is not None) == ("dae", "is13", True)
    assert "audEERING Research License" in card.licence
    loaded = load_emotion_model(model)
    assert isinstance(loaded.module, DescriptorClassifier)
    assert loaded.takes_descriptors
    file = next((folder / "emotify").rglob("*.wav"))
    rows = is13_rows([CorpusClip("a", file, "a")], folder / "cache")
    answers = [loaded.answers(rows.clip, [0]), load_emotion_model(model).answers(rows.clip, [0])]
    np.testing.assert_array_equal(answers[0].quadrants, answers[1].quadrants)
    assert answers[0].quadrants.sum() == pytest.approx(1)
    capsys.readouterr()
    assert main([*command, "--mode", "full"]) == 1
    assert "it stays frozen under a new LSTM" in capsys.readouterr().err


def test_random_weights_are_those_that_pretraining_begins_with_and_hear_music_on_its_own_scale(
    folder: Path, tmp_path: Path
) -> None:
    model = tmp_path / "random.safetensors"
    command = ["transfer", "--network", "dae-sparsity", "--random-encoder", "--epochs", "1", "--seed", "5"]
    music = ["--music", f"emotify={folder / 'emotify'}", "--cache", str(folder / "cache")]
    assert main([*command, *music, "--out", str(model)]) == 0
    card, _ = read_card(model)
    assert (card.network, card.parent, card.settings["encoder"]["n_hidden"]) == ("dae", None, 800)
    torch.manual_seed(5)
    fresh = DescriptorAutoencoder(DAE_SPARSITY).encoder.lstm.state_dict()
    encoder = load_emotion_model(model).module.encoder
    assert isinstance(encoder, DescriptorEncoder)
    assert all(torch.equal(tensor, fresh[name]) for name, tensor in encoder.lstm.state_dict().items())
    heard = labelled_music(load_emotify(folder / "emotify"), LogMelSettings(), folder / "cache")
    rows = is13_rows(heard.clips, folder / "cache")
    train = np.concatenate([rows.clip(clip) for clip in official_or_grouped(heard, 1).train])
    scaled = encoder.scaled(torch.from_numpy(train)[None])[0]
    varying = torch.from_numpy(train.std(axis=0) > 1e-3)
    assert scaled.mean(dim=0).abs().max() < 0.05
    assert scaled.std(dim=0)[varying].mean() == pytest.approx(1, abs=0.1)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (
            ["--network", "dae-classifier"],
            "--network dae-classifier needs a pre-trained encoder: name one with",
        ),
        (
            ["--network", "dae-sparsity", "--random-encoder", "--mode", "full"],
            "dae-sparsity is an autoencoder of descriptors: it stays frozen under a new LSTM",
        ),
        (["--network", "dae-sparsity", "--encoder", "x", "--random-encoder"], "exclude each other"),
        (
            ["--network", "dae-sparsity", "--encoder", "{dae}"],
            "dae.safetensors is a dae-classifier and no dae-sparsity: leave --network out",
        ),
    ],
)
def test_options_that_do_not_go_with_descriptors_are_one_line_and_exit_1(
    tmp_path: Path, options: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    made = card(network="dae-classifier", settings=DAE_CLASSIFIER.to_json(), features="is13")
    dae = tmp_path / "dae.safetensors"
    save_checkpoint(dae, DescriptorAutoencoder(DAE_CLASSIFIER).state_dict(), made)
    written = [option.format(dae=dae) for option in options]
    out = ["--music", "emotify=gone", "--out", str(tmp_path / "model.safetensors")]
    assert main(["transfer", *written, *out]) == 1
    told = capsys.readouterr().err
    assert message in told
    assert told.count("\n") == 1
