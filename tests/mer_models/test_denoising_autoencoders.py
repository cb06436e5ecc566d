"""The recurrent autoencoders of descriptors: sizes, learning, and the classifier on top."""

from __future__ import annotations

import json

import numpy as np
import pytest
import torch
from torch import Tensor

from merlingua.mer_models.denoising_autoencoders import (
    DAE_CLASSIFIER,
    DAE_SPARSITY,
    DescriptorAutoencoder,
    DescriptorAutoencoderSettings,
    DescriptorClassifier,
    DescriptorClassifierSettings,
    DescriptorEncoder,
    DescriptorHead,
    sequences_of_rows,
)
from merlingua.mer_models.emotion_classifier import soft_loss
from merlingua.mer_models.errors import CheckpointError, FeatureError
from merlingua.mer_models.speech_autoencoder import n_trainable


def eight_sequences(n_steps: int = 10) -> Tensor:
    """Eight clips whose descriptors follow three slow movements, on raw scales from .001 to 1000."""
    generator = torch.Generator().manual_seed(5)
    phases = torch.rand(8, 1, 3, generator=generator) * 6
    movements = torch.sin(phases + 0.5 * torch.arange(n_steps)[None, :, None])  # (8, n_steps, 3)
    loadings = torch.randn(3, 260, generator=generator)
    return (movements @ loadings) * torch.logspace(-3, 3, 260)


def fitted(settings: DescriptorAutoencoderSettings = DAE_CLASSIFIER, seed: int = 1) -> DescriptorAutoencoder:
    torch.manual_seed(seed)
    autoencoder = DescriptorAutoencoder(settings)
    rows = eight_sequences(settings.n_steps).flatten(0, 1)
    autoencoder.encoder.scaler.set_statistics(rows.mean(dim=0), rows.std(dim=0))
    return autoencoder


@pytest.mark.parametrize(("settings", "n_numbers"), [(DAE_CLASSIFIER, 170_660), (DAE_SPARSITY, 3_603_460)])
def test_the_autoencoders_have_the_papers_size(settings: DescriptorAutoencoderSettings, n_numbers: int):
    # Gómez-Cañón et al. (2020): .17 and 3.6 million
    assert n_trainable(DescriptorAutoencoder(settings)) == n_numbers


@pytest.mark.parametrize("settings", [DAE_CLASSIFIER, DAE_SPARSITY])
def test_shapes_layer_by_layer(settings: DescriptorAutoencoderSettings):
    autoencoder = fitted(settings)
    sequences = eight_sequences(settings.n_steps)
    assert autoencoder.encoder(sequences).shape == (8, settings.n_steps, settings.n_hidden)
    assert autoencoder(sequences).shape == sequences.shape
    assert autoencoder.encode(sequences).shape == (8, autoencoder.n_features)
    assert autoencoder.loss(sequences).shape == ()


def test_the_loss_falls_on_eight_clips_within_thirty_steps():
    autoencoder, sequences = fitted(), eight_sequences()
    optimiser = torch.optim.Adam(autoencoder.parameters(), lr=3e-3)
    losses = []
    for _ in range(30):
        optimiser.zero_grad()
        loss = autoencoder.loss(sequences)
        loss.backward()
        optimiser.step()
        losses.append(loss.item())
    assert losses[-1] < 0.6 * losses[0]


def test_the_same_seed_gives_the_same_loss_and_another_one_another():
    autoencoder, sequences = fitted(), eight_sequences()
    losses = []
    for seed in (3, 3, 4):
        torch.manual_seed(seed)
        losses.append(autoencoder.loss(sequences).item())
    assert losses[0] == losses[1] != losses[2]


def test_evaluation_adds_no_noise():
    autoencoder, sequences = fitted().eval(), eight_sequences()
    assert autoencoder.loss(sequences).item() == autoencoder.loss(sequences).item()


def test_every_trainable_number_gets_a_gradient():
    autoencoder = fitted()
    autoencoder.loss(eight_sequences()).backward()
    trained = [parameter for parameter in autoencoder.parameters() if parameter.requires_grad]
    assert all(parameter.grad is not None and bool(parameter.grad.any()) for parameter in trained)
    assert len(trained) == 5


def test_the_second_bias_of_the_lstm_stays_at_zero():
    lstm = DescriptorEncoder().lstm
    assert not lstm.bias_hh_l0.requires_grad
    assert not lstm.bias_hh_l0.any()
    # Keras' order is input, forget, cell, output too; its forget gate begins at 1.
    assert lstm.bias_ih_l0[100:200].eq(1).all()
    assert lstm.bias_ih_l0.sum() == 100


def test_a_descriptor_that_was_constant_in_training_cannot_drown_the_others():
    encoder = DescriptorEncoder()
    encoder.scaler.set_statistics(torch.zeros(260), torch.zeros(260))
    assert encoder.scaled(torch.full((1, 2, 260), 0.5)).abs().max() == 10


def test_encode_leaves_every_part_in_the_mode_it_had():
    autoencoder = fitted().train()
    autoencoder.encoder.eval()
    features = autoencoder.encode(eight_sequences())
    assert autoencoder.training
    assert not autoencoder.encoder.training
    assert not features.requires_grad


@pytest.mark.parametrize("shape", [(8, 260), (8, 10, 130), (8, 260, 10), (8, 0, 260)])
def test_another_shape_is_refused(shape: tuple[int, ...]):
    with pytest.raises(FeatureError, match=r"descriptors of shape \(n, steps, 260\) are due; given \(8, "):
        DescriptorAutoencoder().loss(torch.zeros(shape))


def test_the_classifier_trains_its_head_alone():
    classifier = DescriptorClassifier(fitted().encoder)
    shares = torch.eye(4).repeat(2, 1)
    soft_loss(classifier(eight_sequences()), shares).backward()
    assert all(parameter.grad is None for parameter in classifier.encoder.parameters())
    trained = [parameter for parameter in classifier.parameters() if parameter.requires_grad]
    assert all(parameter.grad is not None and bool(parameter.grad.any()) for parameter in trained)


def test_the_classifier_learns_eight_clips():
    torch.manual_seed(2)
    classifier = DescriptorClassifier(fitted().encoder)
    shares, sequences = torch.eye(4).repeat(2, 1), eight_sequences()
    optimiser = torch.optim.Adam(classifier.head.parameters(), lr=1e-2)
    losses = []
    for _ in range(30):
        optimiser.zero_grad()
        loss = soft_loss(classifier(sequences), shares)
        loss.backward()
        optimiser.step()
        losses.append(loss.item())
    assert losses[-1] < 0.5 * losses[0]


def test_marginal_outputs_cannot_contradict_the_quadrants():
    logits = DescriptorClassifier(fitted().encoder)(eight_sequences())
    quadrants = logits.quadrants.softmax(dim=1)
    torch.testing.assert_close(logits.arousal.softmax(dim=1)[:, 1], quadrants[:, 0] + quadrants[:, 1])
    torch.testing.assert_close(logits.valence.softmax(dim=1)[:, 1], quadrants[:, 0] + quadrants[:, 3])


def test_three_outputs_have_weights_of_their_own():
    head = DescriptorHead(100, DescriptorClassifierSettings(outputs="three"))
    quadrants, arousal, valence = head(torch.randn(8, 10, 100))
    assert (quadrants.shape, arousal.shape, valence.shape) == ((8, 4), (8, 2), (8, 2))
    assert n_trainable(head) == 4 * (100 + 100 + 1) * 100 + 101 * (4 + 2 + 2)


def test_a_clips_last_sequence_ends_with_the_clip():
    rows = np.arange(25, dtype=np.float64)[:, None].repeat(260, axis=1)
    sequences = sequences_of_rows(rows, 10)
    assert sequences.shape == (3, 10, 260)
    assert sequences.dtype == np.float32
    assert sequences[:, 0, 0].tolist() == [0, 10, 15]
    assert len(sequences_of_rows(rows[:20], 10)) == 2


def test_a_clip_that_is_too_short_says_so():
    with pytest.raises(FeatureError, match=r"4 rows of descriptors, a sequence 10"):
        sequences_of_rows(np.zeros((4, 260)), 10)
    with pytest.raises(FeatureError, match=r"given shape \(40, 6\)"):
        sequences_of_rows(np.zeros((40, 6)), 10)


@pytest.mark.parametrize(
    "settings", [DAE_CLASSIFIER, DAE_SPARSITY, DescriptorClassifierSettings(64, outputs="three")]
)
def test_settings_come_back_from_json(settings: DescriptorAutoencoderSettings | DescriptorClassifierSettings):
    assert type(settings).from_json(json.loads(json.dumps(settings.to_json()))) == settings


def test_settings_of_another_network_are_refused():
    with pytest.raises(CheckpointError, match="has no 'n_bands'; allowed are n_hidden, n_steps, noise_sd"):
        DescriptorAutoencoderSettings.from_json({"n_bands": 3})


@pytest.mark.parametrize(
    "wrong", [{"n_hidden": 0}, {"n_steps": 0}, {"noise_sd": -1.0}, {"noise_sd": float("nan")}]
)
def test_impossible_settings_are_refused(wrong: dict[str, float]):
    with pytest.raises(ValueError, match=f"{next(iter(wrong))}"):
        DescriptorAutoencoderSettings.from_json(wrong)
