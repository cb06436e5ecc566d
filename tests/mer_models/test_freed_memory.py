"""Clips of many lengths: asked from the longest to the shortest, and answered in the order asked for."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from merlingua.mer_models.clip_logits import ClipReader, clip_logits
from merlingua.mer_models.freed_memory import give_back_freed_memory, longest_first
from merlingua.mer_models.latents import clip_latents
from merlingua.mer_models.small_cnn import SmallCnn, SmallCnnSettings
from merlingua.mer_models.speech_autoencoder import SpeechAutoencoderSettings, SpeechEncoder

N_FRAMES = (40, 90, 33, 64)
CLIPS = (2, 0, 3, 1)


def mels_of(clip: int) -> NDArray[np.float32]:
    return np.random.default_rng(clip).normal(-4, 2, (N_FRAMES[clip], 128)).astype(np.float32)


def test_positions_go_from_the_longest_clip_to_the_shortest() -> None:
    assert longest_first(mels_of, CLIPS) == [3, 2, 1, 0]


def test_latents_come_in_the_order_asked_for_and_are_those_of_each_clip_alone() -> None:
    encoder = SpeechEncoder(SpeechAutoencoderSettings("repaired"))
    heard: list[int] = []

    def noted(clip: int) -> NDArray[np.float32]:
        heard.append(clip)
        return mels_of(clip)

    together = clip_latents(encoder, noted, CLIPS, "last")
    assert heard[len(CLIPS) :] == [1, 3, 0, 2]
    alone = [clip_latents(encoder, mels_of, [clip], "last")[0] for clip in CLIPS]
    np.testing.assert_allclose(together, alone, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("reader", [ClipReader.whole(), ClipReader.by_patches()])
def test_answers_come_in_the_order_asked_for(reader: ClipReader) -> None:
    module = SmallCnn(SmallCnnSettings(channels=(4, 8))).eval()
    if reader.patch_frames is not None:
        reader = ClipReader(patch_frames=32, hop_frames=16)
    cpu = torch.device("cpu")
    together = clip_logits(module, mels_of, CLIPS, reader, cpu)
    alone = [clip_logits(module, mels_of, [clip], reader, cpu).quadrants[0] for clip in CLIPS]
    torch.testing.assert_close(together.quadrants, torch.stack(alone))


def test_giving_back_leaves_what_is_in_use() -> None:
    kept = torch.ones(1000)
    give_back_freed_memory()
    assert kept.sum() == 1000
