"""The paper's network, layer by layer."""

from __future__ import annotations

import json

import pytest
import torch
from torch import Tensor

from merlingua.mer_models.emotion_classifier import (
    EmotionClassifier,
    HeadSettings,
    QuadrantHead,
    paper_classifier,
    soft_loss,
    with_marginals,
)
from merlingua.mer_models.errors import FeatureError
from merlingua.mer_models.speech_autoencoder import (
    VARIANTS,
    Deconvolution,
    Dropout,
    SpeechAutoencoder,
    SpeechAutoencoderSettings,
    SpeechEncoder,
    Variant,
    n_trainable,
)
from tests.conftest import SHARED

FAITHFUL = SpeechAutoencoderSettings("faithful")


def patches(n: int = 2, n_frames: int = 31, seed: int = 0) -> Tensor:
    return torch.randn(n, 128, n_frames, generator=torch.Generator().manual_seed(seed))


@pytest.mark.parametrize("variant", VARIANTS)
def test_the_stages_have_the_shapes_of_the_paper(variant: Variant) -> None:
    # EUSIPCO 2020, section III; models.md: 32 × 32, 64 × 8, 128 × 4 and 128 × 2 bands of 31 frames.
    encoder = SpeechEncoder(SpeechAutoencoderSettings(variant))
    shapes = [tuple(maps.shape[1:]) for maps in encoder.stages(patches())]
    assert shapes == [(32, 32, 31), (64, 8, 31), (128, 4, 31), (128, 2, 31)]
    assert encoder(patches()).flatten(1).shape[1] == 7936


def test_the_networks_have_as_many_weights_as_the_authors_report() -> None:
    # models.md: 711 879 in the faithful autoencoder, 712 803 with normalised channels; 6.46 M in the
    # classifier, 2.7 M where it is pooled over time.
    assert n_trainable(SpeechAutoencoder(FAITHFUL)) == 711_879
    assert n_trainable(SpeechAutoencoder()) == 712_803
    assert n_trainable(paper_classifier(FAITHFUL)) == 6_455_962
    pooled = EmotionClassifier(SpeechEncoder(), QuadrantHead(HeadSettings(outputs="three")))
    assert n_trainable(pooled) == 2_655_338


@pytest.mark.shared
def test_each_layer_is_that_of_the_released_network() -> None:
    # gold/quad_pred_model.json: Keras' own description of the authors' classifier.
    described = json.loads((SHARED / "gold" / "quad_pred_model.json").read_text(encoding="utf-8"))
    layers = {layer["name"]: layer for layer in described["config"]["layers"]}
    network = paper_classifier(FAITHFUL)
    parts = {name.split(".", 1)[-1]: part for name, part in network.named_modules()}
    for name, layer in layers.items():
        kind, config = layer["class_name"], layer["config"]
        if kind == "Conv2D":
            assert isinstance(parts[name], torch.nn.Conv2d)
            assert parts[name].weight.shape[0] == config["filters"], name
            assert parts[name].weight.shape[2:] == tuple(config["kernel_size"]), name
        elif kind == "Dense":
            assert isinstance(parts[name], torch.nn.Linear)
            assert parts[name].out_features == config["units"], name
        elif kind == "BatchNormalization":
            assert config["axis"] == -1, name
            assert isinstance(parts[name], torch.nn.BatchNorm2d)
            assert (parts[name].eps, parts[name].num_features) == (config["epsilon"], 31), name
            assert parts[name].momentum == pytest.approx(1 - config["momentum"]), name
    with_weights = {
        n for n, each in layers.items() if each["class_name"] in ("Conv2D", "Dense", "BatchNormalization")
    }
    ours = {name for name, part in parts.items() if list(part.parameters(recurse=False))}
    assert ours == with_weights


def test_the_faithful_normalisation_has_one_mean_a_frame() -> None:
    encoder = SpeechEncoder(FAITHFUL).train()
    sound = patches(8) + torch.arange(31.0)
    normalised = encoder.b1_b1(sound[:, None]).detach()
    torch.testing.assert_close(normalised.mean(dim=(0, 1, 2)), torch.zeros(31), rtol=0, atol=1e-4)
    # eps 1e-3 takes a two thousandth from a variance of one.
    torch.testing.assert_close(normalised.std(dim=(0, 1, 2)), torch.ones(31), rtol=0, atol=2e-3)


def test_the_faithful_network_refuses_whole_clips_and_names_what_takes_them() -> None:
    with pytest.raises(
        FeatureError, match="patches of 31 frames, not 938; whole clips need the repaired one"
    ):
        SpeechEncoder(FAITHFUL)(patches(1, 938))


def test_one_pass_over_a_clip_is_its_patches_but_for_their_borders() -> None:
    torch.manual_seed(0)
    encoder = SpeechEncoder().eval()
    clip = patches(1, 91)
    with torch.inference_mode():
        whole = encoder(clip)
        # Six convolutions of three frames reach six frames to each side.
        patch = encoder(clip[:, :, 30:61])
    torch.testing.assert_close(whole[..., 36:55], patch[..., 6:25], rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("variant", VARIANTS)
def test_noise_is_heard_in_training_alone(variant: Variant) -> None:
    network = SpeechAutoencoder(SpeechAutoencoderSettings(variant, dropout=0.0)).eval()
    sound = patches(4)
    assert torch.equal(network.loss(sound), network.loss(sound))
    network.train()
    assert not torch.equal(network.loss(sound), network.loss(sound))


def test_the_input_is_standardised_in_each_band_and_the_faithful_one_is_not() -> None:
    mean, sd = torch.linspace(-10, 2, 128), torch.linspace(0.5, 3, 128)
    sound = patches(64) * sd[:, None] + mean[:, None]
    for encoder, expected in ((SpeechEncoder(), 0.0), (SpeechEncoder(FAITHFUL), -4.0)):
        encoder.scaler.set_statistics(mean, sd)
        assert float(encoder.scaled(sound).mean()) == pytest.approx(expected, abs=0.05)


def test_marginals_never_contradict_the_quadrants() -> None:
    quadrants = torch.randn(50, 4, generator=torch.Generator().manual_seed(1)) * 4
    logits = with_marginals(quadrants)
    shares = quadrants.softmax(dim=1)
    # Positive arousal is Q1 and Q2, positive valence Q1 and Q4.
    torch.testing.assert_close(logits.arousal.softmax(dim=1)[:, 1], shares[:, 0] + shares[:, 1])
    torch.testing.assert_close(logits.valence.softmax(dim=1)[:, 1], shares[:, 0] + shares[:, 3])


def test_the_loss_is_least_where_the_answer_is_the_listeners_shares() -> None:
    shares = torch.tensor([[0.5, 0.3, 0.1, 0.1], [0.05, 0.05, 0.6, 0.3]])
    best = soft_loss(with_marginals(shares.log()), shares)
    for seed in range(20):
        nudge = 0.2 * torch.randn(2, 4, generator=torch.Generator().manual_seed(seed))
        assert soft_loss(with_marginals(shares.log() + nudge), shares) > best


@pytest.mark.parametrize("shape", [(2, 64, 31), (2, 1, 128, 31), (128, 31)])
def test_log_mels_of_another_shape_are_refused(shape: tuple[int, ...]) -> None:
    with pytest.raises(FeatureError, match=r"log-mels of shape \(n, 128, frames\) are due"):
        SpeechEncoder()(torch.zeros(shape))


def test_settings_that_no_network_has_are_refused() -> None:
    with pytest.raises(ValueError, match="the variant is 'mended'; allowed are faithful, repaired"):
        SpeechAutoencoderSettings("mended")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="no head pools by 'max'"):
        HeadSettings(pooling="max")  # type: ignore[arg-type]


def test_the_decoder_s_layers_are_transposed_convolutions_with_the_same_gradients() -> None:
    torch.manual_seed(1)
    ours = Deconvolution(5, 3, 3, padding=1)
    theirs = torch.nn.ConvTranspose2d(5, 3, 3, padding=1)
    theirs.load_state_dict(ours.state_dict())
    maps = torch.randn(2, 5, 8, 31)
    answers = []
    for layer in (ours, theirs):
        given = maps.clone().requires_grad_()
        result = layer(given)
        result.square().sum().backward()
        assert given.grad is not None
        assert layer.weight.grad is not None
        answers.append((result, given.grad, layer.weight.grad))
    for one, other in zip(*answers, strict=True):
        torch.testing.assert_close(one, other, atol=1e-4, rtol=1e-4)


def test_dropout_keeps_the_mean_and_drops_its_share() -> None:
    torch.manual_seed(1)
    dropped = Dropout(0.25)(torch.ones(400, 1000))
    # Binomial: the standard error of the share is .0007.
    assert float((dropped == 0).float().mean()) == pytest.approx(0.25, abs=0.004)
    assert sorted(dropped.unique().tolist()) == pytest.approx([0, 4 / 3])
    assert torch.equal(Dropout(0.25).eval()(dropped), dropped)
