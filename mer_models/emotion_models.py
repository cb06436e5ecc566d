"""The networks that answer for music, by the names that their cards give them: building, loading, asking.

=================== ==============================================================================
scae-classifier     the paper's: encoder of speech and dense head (`emotion_classifier`)
scae-linear         the same encoder, frozen, and a linear head on its pooled latents (`linear_head`)
dae                 a denoising autoencoder of IS13 descriptors, and a new LSTM on it (`descriptor_training`)
small-cnn           a small network trained on music alone, on several tasks (`small_cnn`)
ensemble            several of the first, second and fourth, their probabilities averaged (`ensemble`)
group-model         one of these, frozen, and a linear answer for each group of listeners (`group_model`)
=================== ==============================================================================
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from merlingua.mer_models.checkpoints import load_checkpoint, load_into
from merlingua.mer_models.clip_logits import ClipReader, clip_logits
from merlingua.mer_models.denoising_autoencoders import (
    DescriptorAutoencoderSettings,
    DescriptorClassifier,
    DescriptorClassifierSettings,
    DescriptorEncoder,
    DescriptorHead,
)
from merlingua.mer_models.descriptor_training import descriptor_logits
from merlingua.mer_models.emotion_classifier import (
    EmotionClassifier,
    EmotionLogits,
    HeadSettings,
    QuadrantHead,
)
from merlingua.mer_models.ensemble import Ensemble
from merlingua.mer_models.errors import CheckpointError, FeatureError
from merlingua.mer_models.group_model import GroupModel, GroupModelSettings
from merlingua.mer_models.linear_head import LinearHead, LinearHeadSettings, ProbedEncoder
from merlingua.mer_models.log_mel import LogMelSettings
from merlingua.mer_models.model_cards import ModelCard
from merlingua.mer_models.small_cnn import SmallCnn, SmallCnnSettings
from merlingua.mer_models.speech_autoencoder import SpeechAutoencoderSettings, SpeechEncoder
from merlingua.mer_models.training_processes import CPU

ENCODER_NETWORKS = ("scae", "cpc")
"""Pre-trained networks that hold a `SpeechEncoder` under the name "encoder"."""
DESCRIPTOR_NETWORKS = ("dae-classifier", "dae-sparsity")
"""Pre-trained networks that hold a `DescriptorEncoder` under the name "encoder"."""

InputsOfClip = Callable[[int], NDArray[np.float32]]
"""What a network takes of a clip by its index: log-mels (n_frames, n_mels), or IS13 rows (n_rows, 260)."""


@dataclass(frozen=True)
class EmotionAnswers:
    """Probabilities for clips: quadrants (n, 4), positive arousal (n,), positive valence (n,)."""

    quadrants: NDArray[np.float64]
    arousal: NDArray[np.float64]
    valence: NDArray[np.float64]


@dataclass(frozen=True)
class EmotionModel:
    """A network in evaluation mode with its card."""

    module: nn.Module
    card: ModelCard

    @property
    def takes_descriptors(self) -> bool:
        """Whether it takes rows of IS13 descriptors, and no log-mels."""
        return self.card.features == "is13"

    @property
    def mels(self) -> LogMelSettings:
        """The features it takes."""
        if not isinstance(self.card.features, dict):
            raise FeatureError(f"the model takes {self.card.features} and no log-mels")
        return LogMelSettings.from_json(self.card.features)

    def answers(
        self,
        inputs_of: InputsOfClip,
        clips: Sequence[int] | NDArray[np.int64],
        *,
        device: torch.device = CPU,
        on_progress: Callable[[int, int], None] | None = None,
    ) -> EmotionAnswers:
        """What the model says of clips, in order."""
        return answers_of(self.module, inputs_of, clips, device=device, on_progress=on_progress)


def answers_of(
    module: nn.Module,
    inputs_of: InputsOfClip,
    clips: Sequence[int] | NDArray[np.int64],
    *,
    device: torch.device = CPU,
    on_progress: Callable[[int, int], None] | None = None,
) -> EmotionAnswers:
    """What a network says of whole clips, in evaluation mode."""
    module.eval()
    if isinstance(module, DescriptorClassifier):
        return probabilities(descriptor_logits(module, inputs_of, clips, device, on_progress))
    return probabilities(clip_logits(module, inputs_of, clips, reader_of(module), device, on_progress))


def reader_of(module: nn.Module) -> ClipReader:
    """Whole clips, but for a head that takes 31 frames alone."""
    if isinstance(module, EmotionClassifier) and module.head.settings.pooling == "flatten":
        return ClipReader.by_patches()
    return ClipReader.whole()


def probabilities(logits: EmotionLogits) -> EmotionAnswers:
    """Logits as probabilities in double precision."""
    quadrants, arousal, valence = (each.double().softmax(dim=1).cpu().numpy() for each in logits)
    return EmotionAnswers(quadrants, arousal[:, 1], valence[:, 1])


def settings_of(module: nn.Module) -> dict[str, Any]:
    """What `build` needs to make the same network again, for its card."""
    if isinstance(module, EmotionClassifier | ProbedEncoder | DescriptorClassifier):
        return {"encoder": module.encoder.settings.to_json(), "head": module.head.settings.to_json()}
    if isinstance(module, SmallCnn):
        return module.settings.to_json()
    if isinstance(module, GroupModel):
        base = None if module.base is None else _member_settings(module.base)
        return {"base": base, "groups": module.settings.to_json()}
    if isinstance(module, Ensemble):
        return {"members": [_member_settings(member) for member in module.members]}
    raise TypeError(f"no card describes a {type(module).__name__}")


def name_of(module: nn.Module) -> str:
    """The network's name in its card."""
    if isinstance(module, EmotionClassifier):
        return "scae-classifier"
    if isinstance(module, DescriptorClassifier):
        return "dae"
    if isinstance(module, GroupModel):
        return "group-model"
    if isinstance(module, Ensemble):
        return "ensemble"
    return "scae-linear" if isinstance(module, ProbedEncoder) else "small-cnn"


def build(card: ModelCard, place: str) -> nn.Module:
    """The network that a card describes, with fresh weights.

    Raises
    ------
    CheckpointError
        If the network is unknown here or its settings are impossible.
    """
    builders = _LOG_MEL_BUILDERS | {
        "dae": _descriptor_classifier,
        "ensemble": _ensemble,
        "group-model": _group_model,
    }
    if card.network not in builders:
        hint = ", which is pre-trained and answers nothing yet: use it as --encoder of `merlingua transfer`"
        is_encoder = card.network in (*ENCODER_NETWORKS, *DESCRIPTOR_NETWORKS)
        raise CheckpointError(
            f"{place} is a {card.network!r} network{hint if is_encoder else ''}; "
            f"those that answer for music are {', '.join(builders)}"
        )
    try:
        return builders[card.network](card.settings)
    except (TypeError, ValueError, KeyError) as error:
        raise CheckpointError(f"{place}: the network's settings cannot be used ({error})") from error


def load_emotion_model(file: Path) -> EmotionModel:
    """A model that answers for music, ready to be asked.

    Raises
    ------
    CheckpointError
        If the file is missing, damaged, something else, or a network that gives no answer.
    """
    checkpoint = load_checkpoint(file)
    module = build(checkpoint.card, str(file))
    load_into(module, checkpoint)
    return EmotionModel(module.eval(), checkpoint.card)


def load_encoder(file: Path) -> tuple[SpeechEncoder, ModelCard]:
    """The encoder of a pre-trained network.

    Raises
    ------
    CheckpointError
        If the file is no pre-trained network that holds one.
    """
    checkpoint = load_checkpoint(file)
    card = checkpoint.card
    if card.network not in ENCODER_NETWORKS:
        raise CheckpointError(
            f"{file} is a {card.network!r} network; an encoder comes from {' or '.join(ENCODER_NETWORKS)} "
            "(`merlingua pretrain`)"
        )
    encoder = SpeechEncoder(SpeechAutoencoderSettings(card.variant))
    load_into(encoder, checkpoint, prefix="encoder.")
    return encoder, card


def load_descriptor_encoder(file: Path) -> tuple[DescriptorEncoder, ModelCard]:
    """The encoder of a pre-trained denoising autoencoder.

    Raises
    ------
    CheckpointError
        If the file is no such network.
    """
    checkpoint = load_checkpoint(file)
    card = checkpoint.card
    if card.network not in DESCRIPTOR_NETWORKS:
        raise CheckpointError(
            f"{file} is a {card.network!r} network, and no {' or '.join(DESCRIPTOR_NETWORKS)}"
        )
    encoder = DescriptorEncoder(DescriptorAutoencoderSettings.from_json(card.settings))
    load_into(encoder, checkpoint, prefix="encoder.")
    return encoder, card


def _descriptor_classifier(settings: Mapping[str, Any]) -> nn.Module:
    encoder = DescriptorEncoder(DescriptorAutoencoderSettings.from_json(settings["encoder"]))
    head = DescriptorHead(encoder.settings.n_hidden, DescriptorClassifierSettings.from_json(settings["head"]))
    return DescriptorClassifier(encoder, head)


def _classifier(settings: Mapping[str, Any]) -> nn.Module:
    encoder = SpeechEncoder(SpeechAutoencoderSettings(**settings["encoder"]))
    return EmotionClassifier(encoder, QuadrantHead(HeadSettings(**settings["head"])))


def _probed(settings: Mapping[str, Any]) -> nn.Module:
    encoder = SpeechEncoder(SpeechAutoencoderSettings(**settings["encoder"]))
    return ProbedEncoder(encoder, LinearHead(LinearHeadSettings(**settings["head"])))


def _member_settings(member: nn.Module) -> dict[str, Any]:
    return {"network": name_of(member), "settings": settings_of(member)}


def _ensemble(settings: Mapping[str, Any]) -> nn.Module:
    return Ensemble([_LOG_MEL_BUILDERS[each["network"]](each["settings"]) for each in settings["members"]])


def _group_model(settings: Mapping[str, Any]) -> nn.Module:
    base, groups = settings["base"], settings["groups"]
    builders = _LOG_MEL_BUILDERS | {"ensemble": _ensemble}
    network = None if base is None else builders[base["network"]](base["settings"])
    return GroupModel(network, GroupModelSettings(**groups))


_Builder = Callable[[Mapping[str, Any]], nn.Module]
_LOG_MEL_BUILDERS: dict[str, _Builder] = {
    "scae-classifier": _classifier,
    "scae-linear": _probed,
    "small-cnn": lambda settings: SmallCnn(SmallCnnSettings(**settings)),
}
