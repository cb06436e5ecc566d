"""What a network pools of a clip before it answers: one vector, for other answers to be learnt from.

=================== ==============================================================================
scae-linear         mean, spread and spread of differences of all four maps: 6912 numbers
scae-classifier     mean and spread of the last map: 512
small-cnn           mean and spread of its maps: 1024
ensemble            those of its members, side by side
=================== ==============================================================================
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

import torch
from torch import Tensor, nn

from merlingua.mer_models.emotion_classifier import EmotionClassifier, mean_and_sd
from merlingua.mer_models.ensemble import Ensemble
from merlingua.mer_models.errors import FeatureError
from merlingua.mer_models.latents import pooled_stages
from merlingua.mer_models.linear_head import ProbedEncoder
from merlingua.mer_models.small_cnn import SmallCnn


def members_of(module: nn.Module) -> Sequence[nn.Module]:
    """The networks of an ensemble, or the network itself."""
    return list(module.members) if isinstance(module, Ensemble) else [module]


def clip_vector(module: nn.Module, mels: Tensor) -> Tensor:
    """Log-mels (n, 128, n_frames) → (n, n_features).

    Raises
    ------
    FeatureError
        If the network takes single patches of a second, or no log-mels.
    """
    return torch.cat([_of_one(member, mels) for member in members_of(module)], dim=1)


def _of_one(module: nn.Module, mels: Tensor) -> Tensor:
    if isinstance(module, SmallCnn):
        return mean_and_sd(module.time_maps(mels))
    if isinstance(module, ProbedEncoder):
        return pooled_stages(module.encoder, mels, module.head.settings.stages)
    if isinstance(module, EmotionClassifier) and module.head.settings.pooling == "mean-sd":
        return module.head.pool(cast(Tensor, module.encoder(mels)))
    raise FeatureError(f"a {type(module).__name__} of this kind pools no whole clips: choose another model")
