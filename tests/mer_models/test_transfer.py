"""From an encoder to an answer for music, on small made-up clips."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from merlingua.mer_models.clip_logits import ClipReader, clip_logits
from merlingua.mer_models.corpus_emotify import load_emotify
from merlingua.mer_models.emotion_models import answers_of, reader_of
from merlingua.mer_models.errors import EvaluationError, TrainingError
from merlingua.mer_models.labelled_music import (
    LabelledMusic,
    ThreeSides,
    checked,
    grouped_sides,
    labelled_music,
    official_or_grouped,
)
from merlingua.mer_models.latents import adapt_to, clip_latents
from merlingua.mer_models.log_mel import LogMelSettings
from merlingua.mer_models.music_crops import Augmentation, MusicCrops
from merlingua.mer_models.small_cnn import SmallCnn, SmallCnnSettings, mixed_up, shifted_and_masked
from merlingua.mer_models.speech_autoencoder import SpeechAutoencoderSettings, SpeechEncoder
from merlingua.mer_models.training_settings import TrainingSettings
from merlingua.mer_models.transfer import Sides, TransferPlan, fit
from tests.mer_models.small_emotify import small_emotify

SHORT = TrainingSettings(learning_rate=1e-3, batch_size=8, n_epochs=2, patience=None, seed=1)
CROP = 40


@pytest.fixture(autouse=True)
def one_thread() -> Iterator[None]:
    """Two test processes with two threads each would wait for each other."""
    n_threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(n_threads)


@pytest.fixture(scope="module")
def music(tmp_path_factory: pytest.TempPathFactory) -> LabelledMusic:
    folder = tmp_path_factory.mktemp("music")
    corpus = load_emotify(small_emotify(folder / "emotify"))
    return labelled_music(corpus, LogMelSettings(), folder / "cache", n_workers=1)


def sides_of(music: LabelledMusic) -> tuple[ThreeSides, Sides]:
    three = grouped_sides(music, fold=0, seed=1)
    return three, Sides(three.train, three.validation, music.groups)


def random_encoder(seed: int = 1, variant: str = "repaired") -> SpeechEncoder:
    torch.manual_seed(seed)
    return SpeechEncoder(SpeechAutoencoderSettings(variant))  # type: ignore[arg-type]


def cross_entropy(music: LabelledMusic, module: torch.nn.Module, clips: np.ndarray) -> float:
    answers = answers_of(module, music.data.mels.clip, clips)
    return float(-(music.data.shares[clips] * np.log(answers.quadrants)).sum(axis=1).mean())


def prior_cross_entropy(music: LabelledMusic, train: np.ndarray, clips: np.ndarray) -> float:
    prior = music.data.shares[train].mean(axis=0)
    return float(-(music.data.shares[clips] * np.log(prior)).sum(axis=1).mean())


def test_a_linear_head_on_a_frozen_encoder_beats_the_prior_on_unknown_artists(music: LabelledMusic) -> None:
    three, sides = sides_of(music)
    encoder = random_encoder()
    before = {name: weight.clone() for name, weight in encoder.named_parameters()}
    fitted = fit(TransferPlan(training=SHORT), music.data, sides, encoder=encoder)
    prior = prior_cross_entropy(music, three.train, three.test)
    assert cross_entropy(music, fitted.module, three.test) < 0.8 * prior
    assert all(torch.equal(weight, before[name]) for name, weight in encoder.named_parameters())


def test_full_transfer_changes_the_encoder_and_beats_the_prior(music: LabelledMusic) -> None:
    three, sides = sides_of(music)
    encoder = random_encoder()
    before = {name: weight.clone() for name, weight in encoder.named_parameters()}
    plan = TransferPlan(mode="full", crop_frames=CROP, training=SHORT)
    fitted = fit(plan, music.data, sides, encoder=encoder)
    assert not any(torch.equal(weight, before[name]) for name, weight in encoder.named_parameters())
    prior = prior_cross_entropy(music, three.train, three.train)
    assert cross_entropy(music, fitted.module, three.train) < prior
    assert [epoch["epoch"] for epoch in fitted.scores["epochs"]] == [0, 1]


def test_the_small_cnn_learns_its_tasks_together(music: LabelledMusic) -> None:
    three, sides = sides_of(music)
    training = replace(SHORT, learning_rate=3e-3, n_epochs=8, keep="last")
    plan = TransferPlan(network="small-cnn", mode="scratch", crop_frames=CROP, training=training)
    fitted = fit(plan, music.data, sides)
    assert isinstance(fitted.module, SmallCnn)
    assert fitted.module.settings.extra_targets == music.data.extra_names
    losses = [epoch["train"] for epoch in fitted.scores["epochs"]]
    assert losses[-1] < losses[0]
    prior = prior_cross_entropy(music, three.train, three.train)
    assert cross_entropy(music, fitted.module, three.train) < prior


def test_the_faithful_transfer_takes_patches_and_leaves_a_frozen_encoder_alone(music: LabelledMusic) -> None:
    three, _ = sides_of(music)
    sides = Sides(three.train[:4], three.validation[:2], music.groups)
    encoder = random_encoder(variant="faithful")
    before = {name: weight.clone() for name, weight in encoder.named_parameters()}
    plan = TransferPlan(
        variant="faithful",
        head="dense",
        crop_frames=None,
        adapts_to_music=False,
        training=replace(SHORT, n_epochs=1),
    )
    fitted = fit(plan, music.data, sides, encoder=encoder)
    assert all(torch.equal(weight, before[name]) for name, weight in encoder.named_parameters())
    assert reader_of(fitted.module) == ClipReader.by_patches()
    answers = answers_of(fitted.module, music.data.mels.clip, three.test[:2])
    np.testing.assert_allclose(answers.quadrants.sum(axis=1), 1)


def test_the_same_seed_gives_the_same_model(music: LabelledMusic) -> None:
    _, sides = sides_of(music)
    plan = TransferPlan(mode="scratch", crop_frames=CROP, training=replace(SHORT, n_epochs=1))
    one, two = (fit(plan, music.data, sides).module.state_dict() for _ in range(2))
    assert all(torch.equal(one[name], two[name]) for name in one)


def test_no_artist_stands_on_two_sides_in_any_fold(music: LabelledMusic) -> None:
    tested: list[int] = []
    for fold in range(5):
        sides = grouped_sides(music, fold=fold, seed=3)
        artists = [
            {music.groups[clip] for clip in part} for part in (sides.train, sides.validation, sides.test)
        ]
        assert not artists[0] & artists[1]
        assert not artists[0] & artists[2]
        assert not artists[1] & artists[2]
        tested += sides.test.tolist()
    assert sorted(tested) == list(range(len(music.clips)))


def test_a_leak_is_refused_by_name(music: LabelledMusic) -> None:
    every = np.arange(len(music.clips))
    with pytest.raises(EvaluationError, match="artist 0"):
        checked(music, ThreeSides("by hand", every[:2], every[8:10], every[2:4]))


def test_an_official_split_is_kept(music: LabelledMusic) -> None:
    parts = ("train", "validation", "test")
    clips = tuple(
        replace(clip, split=parts[min(int(clip.group.split()[1]) // 3, 2)])  # type: ignore[arg-type]
        for clip in music.clips
    )
    sides = official_or_grouped(replace(music, clips=clips), seed=1)
    assert (sides.kind, len(sides.train), len(sides.validation), len(sides.test)) == ("official", 12, 12, 8)
    assert official_or_grouped(music, seed=1).kind == "fold 1 of 5"


def test_adapting_to_music_standardises_it_and_learns_nothing_from_other_clips(music: LabelledMusic) -> None:
    encoder = random_encoder()
    adapt_to(encoder, music.data.mels.clip, [0, 1, 2])
    frames = np.concatenate([music.data.mels.clip(clip) for clip in (0, 1, 2)])
    np.testing.assert_allclose(encoder.scaler.mean.numpy(), frames.mean(axis=0), rtol=1e-4)
    np.testing.assert_allclose(encoder.scaler.sd.numpy(), frames.std(axis=0), rtol=1e-3)
    first = clip_latents(encoder, music.data.mels.clip, [5], "all")
    assert first.shape == (1, 6912)
    np.testing.assert_array_equal(first, clip_latents(encoder, music.data.mels.clip, [5, 6], "all")[:1])


def test_patches_are_pooled_by_their_mean_probability() -> None:
    class Ramp(torch.nn.Module):
        def forward(self, mels: torch.Tensor) -> tuple[torch.Tensor, ...]:
            level = mels.mean(dim=(1, 2))
            logits = torch.stack([level, -level, 0 * level, 0 * level], dim=1)
            return logits, logits[:, :2], logits[:, 2:]

    mels = np.linspace(0, 1, 61, dtype=np.float32)[:, None] * np.ones((1, 128), dtype=np.float32)
    pooled = clip_logits(Ramp(), lambda _: mels, [0], ClipReader.by_patches(), torch.device("cpu"))
    levels = [mels[start : start + 31].mean() for start in (0, 15, 30)]
    each = torch.stack([torch.tensor([level, -level, 0, 0]).softmax(dim=0) for level in levels])
    torch.testing.assert_close(pooled.quadrants.softmax(dim=1)[0], each.mean(dim=0))


def test_augmentation_blends_labels_as_it_blends_sound_and_keeps_the_shape() -> None:
    torch.manual_seed(2)
    mels, shares = torch.randn(6, 128, 50), torch.eye(4)[[0, 1, 2, 3, 0, 1]]
    blended, soft, _ = mixed_up(mels, shares, shares[:, :0], alpha=0.4)
    assert blended.shape == mels.shape
    torch.testing.assert_close(soft.sum(dim=1), torch.ones(6))
    weight = soft[0].max()
    assert weight >= 0.5
    assert any(torch.allclose(blended[0], weight * mels[0] + (1 - weight) * mels[k]) for k in range(6))
    masked = shifted_and_masked(mels, max_shift=4, mask_bands=10, mask_frames=8)
    assert masked.shape == mels.shape
    assert not torch.equal(masked, mels)


def test_crops_of_short_clips_are_repeated_and_never_read_beyond(music: LabelledMusic) -> None:
    _, sides = sides_of(music)
    module = SmallCnn(SmallCnnSettings())
    task = MusicCrops(
        module, music.data, sides.train, sides.validation, crop_frames=400, augmentation=Augmentation()
    )
    clip = int(sides.train[0])
    crop = task._crop(clip)
    # Two seconds are 63 frames.
    np.testing.assert_array_equal(crop[:, :63], music.data.mels.clip(clip).T)
    np.testing.assert_array_equal(crop[:, 63:126], music.data.mels.clip(clip).T)
    assert crop.shape == (128, 400)


def test_what_cannot_be_done_is_said_before_it_is_tried(music: LabelledMusic, tmp_path: Path) -> None:
    _, sides = sides_of(music)
    with pytest.raises(TrainingError, match="--mode full needs a pre-trained encoder"):
        fit(TransferPlan(mode="full"), music.data, sides)
    with pytest.raises(TrainingError, match="the encoder is faithful and the transfer repaired"):
        fit(TransferPlan(), music.data, sides, encoder=random_encoder(variant="faithful"))
    few = Sides(sides.train[:1], sides.validation[:0], music.groups)
    with pytest.raises(TrainingError, match="1 clips to train and 0 to validate are too few"):
        fit(TransferPlan(), music.data, few, encoder=random_encoder())
