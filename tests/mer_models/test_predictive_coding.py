"""Contrastive predictive coding: sizes, learning, and where its negatives come from."""

from __future__ import annotations

import json
import math

import pytest
import torch
from torch import Tensor

from merlingua.mer_models.errors import CheckpointError, FeatureError, TrainingError
from merlingua.mer_models.predictive_coding import (
    PredictiveCoding,
    PredictiveCodingSettings,
    info_nce,
    patches_of,
)
from merlingua.mer_models.speech_autoencoder import Variant, n_trainable

TINY = PredictiveCodingSettings(n_context=1, n_skipped=0, n_predicted=1, hop_frames=31)
"""Two patches a crop: tests that train must stay short."""


def crops_of_clips(n_clips: int = 8, n_frames: int = TINY.shortest_crop_frames) -> Tensor:
    """Clips that keep a spectrum of their own, in noise."""
    generator = torch.Generator().manual_seed(7)
    spectra = torch.randn(n_clips, 128, 1, generator=generator)
    return 2 * spectra + 0.5 * torch.randn(n_clips, 128, n_frames, generator=generator)


def network(settings: PredictiveCodingSettings = TINY, seed: int = 1) -> PredictiveCoding:
    torch.manual_seed(seed)
    return PredictiveCoding(settings)


@pytest.mark.parametrize(("variant", "n_numbers"), [("faithful", 4_942_226), ("repaired", 4_942_690)])
def test_the_network_has_the_published_size(variant: Variant, n_numbers: int):
    # 4.94 million; faithful: the sum over the layers of the released model_cpc.json
    assert n_trainable(PredictiveCoding(PredictiveCodingSettings.of_variant(variant))) == n_numbers


@pytest.mark.parametrize(("variant", "n_frames", "n_patches"), [("faithful", 106, 6), ("repaired", 136, 8)])
def test_shapes_of_codes_and_features(variant: Variant, n_frames: int, n_patches: int):
    settings = PredictiveCodingSettings.of_variant(variant)
    assert settings.shortest_crop_frames == n_frames
    coding = network(settings)
    crops = crops_of_clips(2, n_frames)
    assert coding(crops).shape == (2, n_patches, 256)
    assert coding.loss(crops).shape == ()
    assert coding.encode(crops).shape == (2, coding.n_features)
    assert coding.encode(crops[:, :, :31]).shape == (2, coding.n_features)


def test_context_and_targets_share_no_frame():
    settings = PredictiveCodingSettings()
    patches = patches_of(torch.arange(136.0).expand(1, 128, 136))
    context, targets = patches[:, : settings.n_context], patches[:, -settings.n_predicted :]
    assert context.max() < targets.min()


def test_patches_follow_every_hop():
    patches = patches_of(torch.arange(62.0).expand(3, 128, 62), 15)
    assert patches.shape == (3, 3, 128, 31)
    assert patches[0, :, 5, 0].tolist() == [0, 15, 30]
    assert patches[0, 1, 5].tolist() == list(range(15, 46))


def test_the_loss_falls_on_eight_clips_within_thirty_steps():
    coding, crops = network(), crops_of_clips()
    optimiser = torch.optim.Adam(coding.parameters(), lr=1e-3)
    losses = []
    for _ in range(30):
        optimiser.zero_grad()
        loss = coding.loss(crops)
        loss.backward()
        optimiser.step()
        losses.append(loss.item())
    assert losses[-1] < 0.5 * losses[0]


def test_the_same_seed_gives_the_same_loss_and_another_one_another():
    coding, crops = network(), crops_of_clips()
    losses = []
    for seed in (3, 3, 4):
        torch.manual_seed(seed)
        losses.append(coding.loss(crops).item())
    assert losses[0] == losses[1] != losses[2]


@pytest.mark.parametrize("variant", ["faithful", "repaired"])
def test_every_trainable_number_gets_a_gradient(variant: Variant):
    coding = network(PredictiveCodingSettings(variant, n_context=2, n_skipped=0, n_predicted=2))
    coding.loss(crops_of_clips(4, 76)).backward()
    trained = {name: p for name, p in coding.named_parameters() if p.requires_grad}
    assert [name for name, p in trained.items() if p.grad is None or not bool(p.grad.any())] == []


def test_random_codes_are_told_apart_at_chance():
    generator = torch.Generator().manual_seed(1)
    codes = 0.01 * torch.randn(8, 5, 256, generator=generator)
    predicted = torch.randn(8, 2, 256, generator=generator)
    loss = info_nce(predicted, codes[:, :2], codes, torch.arange(8))
    assert loss.item() == pytest.approx(math.log(1 + 7 * 5), abs=0.01)


@pytest.mark.parametrize(("clips", "is_used"), [([0, 0, 1, 2], False), ([0, 3, 1, 2], True)])
def test_the_best_negatives_are_not_used_where_they_are_of_the_own_clip(clips: list[int], is_used: bool):
    generator = torch.Generator().manual_seed(1)
    predicted, targets = torch.randn(2, 4, 1, 16, generator=generator)
    codes = torch.randn(4, 6, 16, generator=generator)
    before = _pull_on_first_crop(predicted, targets, codes, torch.tensor(clips))
    # Nothing could be harder to tell from the true code than what was predicted itself, ten times over.
    codes[:2] = 10 * predicted[0]
    after = _pull_on_first_crop(predicted, targets, codes, torch.tensor(clips))
    assert torch.equal(before, after) != is_used


def test_the_loss_is_the_cross_entropy_of_the_true_code():
    # Two clips of one patch: softmax over the true code and the other clip's.
    predicted = torch.tensor([[[2.0, 0.0]], [[0.0, 1.0]]])
    codes = torch.tensor([[[1.0, 0.0]], [[0.0, 3.0]]])
    first = -math.log(math.exp(2 / 2**0.5) / (math.exp(2 / 2**0.5) + 1))
    second = -math.log(math.exp(3 / 2**0.5) / (math.exp(3 / 2**0.5) + 1))
    loss = info_nce(predicted, codes, codes, torch.arange(2))
    assert loss.item() == pytest.approx((first + second) / 2)


def test_crops_of_the_same_clip_do_not_stand_against_each_other():
    coding = network().eval()
    crops = crops_of_clips(2).repeat_interleave(2, dim=0)
    kept_apart = coding.loss(crops, torch.tensor([0, 0, 1, 1])).item()
    assert kept_apart < coding.loss(crops).item()


def test_a_batch_of_one_clip_is_refused():
    for clips in (torch.zeros(2, dtype=torch.long), None):
        crops = crops_of_clips(1 if clips is None else 2)
        with pytest.raises(TrainingError, match="come from one clip: there are no negatives"):
            network().eval().loss(crops, clips)


def test_clips_that_are_not_one_a_crop_are_refused():
    with pytest.raises(FeatureError, match=r"2 crops have clips of shape \(3,\)"):
        network().loss(crops_of_clips(2), torch.arange(3))


def test_crops_that_are_too_short_or_have_other_bands_are_refused():
    with pytest.raises(FeatureError, match="the crops have 100 frames; 4 patches of context, 2 between"):
        network(PredictiveCodingSettings()).loss(torch.zeros(2, 128, 100))
    for shape in ((2, 64, 200), (2, 1, 128, 200), (128, 200)):
        with pytest.raises(FeatureError, match=r"\(n, 128, frames\) with 31 frames or more are due; given"):
            network().loss(torch.zeros(shape))


def test_encode_is_the_same_twice_and_leaves_every_part_in_its_mode():
    coding, crops = network().train(), crops_of_clips(3)
    coding.encoder.eval()
    features = coding.encode(crops)
    torch.testing.assert_close(features, coding.encode(crops), rtol=0, atol=1e-6)
    assert coding.training
    assert not coding.encoder.training
    assert not features.requires_grad


@pytest.mark.parametrize("settings", [TINY, PredictiveCodingSettings.of_variant("faithful")])
def test_settings_come_back_from_json(settings: PredictiveCodingSettings):
    assert PredictiveCodingSettings.from_json(json.loads(json.dumps(settings.to_json()))) == settings


def test_settings_of_another_network_are_refused():
    with pytest.raises(CheckpointError, match="has no 'n_hidden', 'n_steps'; allowed are variant"):
        PredictiveCodingSettings.from_json({"n_steps": 3, "n_hidden": 4})


@pytest.mark.parametrize(
    "wrong",
    [{"variant": "better"}, {"n_context": 0}, {"n_predicted": 0}, {"n_skipped": -1}, {"dropout": 1.0}],
)
def test_impossible_settings_are_refused(wrong: dict[str, object]):
    with pytest.raises(ValueError, match=next(iter(wrong))):
        PredictiveCodingSettings.from_json(wrong)


def _pull_on_first_crop(predicted: Tensor, targets: Tensor, codes: Tensor, clips: Tensor) -> Tensor:
    """The loss's gradient in the first crop's predictions: what they are compared with, and nothing else."""
    given = predicted.clone().requires_grad_()
    info_nce(given, targets, codes, clips).backward()
    assert given.grad is not None
    return given.grad[0]
