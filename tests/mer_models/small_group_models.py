"""A model of groups with made-up weights, as a file that commands can be given."""

from __future__ import annotations

from pathlib import Path

import torch

from merlingua.mer_models.checkpoints import save_checkpoint
from merlingua.mer_models.clip_vectors import clip_vector
from merlingua.mer_models.emotion_models import name_of, settings_of
from merlingua.mer_models.group_model import GroupModel, GroupModelSettings
from merlingua.mer_models.log_mel import LogMelSettings, log_mel
from merlingua.mer_models.model_cards import ModelCard
from tests.mer_models.small_predictors import made_up_music, network

GROUPS = ("en", "es", "de", "zh-Hans")


def group_model_file(file: Path, *, seed: int = 1, groups: tuple[str, ...] = GROUPS) -> Path:
    """Save one whose groups differ, over the small network."""
    base = network("small-cnn", seed)
    sounds = torch.stack([torch.from_numpy(made_up_music(3, seed=n)).float() for n in range(6)])
    with torch.inference_mode():
        vectors = clip_vector(base, log_mel(sounds, LogMelSettings()).transpose(1, 2))
    module = GroupModel(base, GroupModelSettings(groups, vectors.shape[1]))
    torch.manual_seed(seed)
    with torch.no_grad():
        module.mean.copy_(vectors.mean(dim=0))
        module.sd.copy_(vectors.std(dim=0).clamp_min(0.01))
        module.weights.normal_(std=0.05)
    card = ModelCard(
        network=name_of(module), settings=settings_of(module), features=LogMelSettings().to_json()
    )
    save_checkpoint(file, module.eval().state_dict(), card)
    return file
