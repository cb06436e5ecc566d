"""Contrastive predictive coding, from speech to a model of music."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile
import torch

from merlingua.gui.cli import main
from merlingua.mer_models.emotion_models import load_emotion_model
from merlingua.mer_models.model_files import read_card
from tests.mer_models.small_emotify import small_emotify
from tests.mer_models.speech_like import RATE, voice


@pytest.fixture(autouse=True)
def one_thread() -> Iterator[None]:
    """Two test processes with two threads each would wait for each other."""
    n_threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(n_threads)


def test_an_encoder_of_predictive_coding_transfers_to_music(tmp_path: Path) -> None:
    # 14 clips: a share of 15 % holds three back, so that validation has negatives, too.
    for n in range(14):
        speaker = tmp_path / "speech" / f"s{n % 2}"
        speaker.mkdir(parents=True, exist_ok=True)
        soundfile.write(speaker / f"{n:02d}.wav", voice(4.6, n), RATE)
    music = small_emotify(tmp_path / "emotify", n_artists=6)
    encoder, model = tmp_path / "cpc.safetensors", tmp_path / "model.safetensors"
    cache = ["--cache", str(tmp_path / "cache"), "--device", "cpu"]
    speech = ["--speech", f"speech-folder={tmp_path / 'speech'}"]
    command = ["pretrain", "cpc", *speech, "--out", str(encoder), "--epochs", "1", "--batch-size", "4"]
    assert main([*command, *cache]) == 0
    command = ["transfer", "--encoder", str(encoder), "--music", f"emotify={music}", "--out", str(model)]
    assert main([*command, *cache]) == 0
    loaded = load_emotion_model(model)
    assert loaded.card.parent is not None
    assert loaded.card.parent.weights_sha256 == read_card(encoder)[0].weights_sha256
    mels = np.zeros((62, 128), dtype=np.float32)
    first, again = (asked.answers(lambda _: mels, [0]) for asked in (loaded, load_emotion_model(model)))
    np.testing.assert_array_equal(first.quadrants, again.quadrants)
