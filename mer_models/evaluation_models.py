"""The checkpoints of an evaluation, those that differ by the seed alone together.

Conventions
-----------
Two checkpoints are runs of one model if their cards say the same of everything but seeds, scores and what was
found by training: network, settings, features, corpora, way of training, and whether there is an encoder
before it, by its file's name without a seed at the end (``english-s1``, ``english-s2``). A model that began
with random weights stands beside the one that began with speech if they agree in all but the encoder.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path

from merlingua.mer_models.emotion_models import EmotionModel, load_emotion_model
from merlingua.mer_models.errors import CheckpointError
from merlingua.mer_models.log_mel import LogMelSettings
from merlingua.mer_models.model_cards import ModelCard
from merlingua.mer_models.model_files import check_features
from merlingua.mer_models.training_settings import TrainingSettings

SEED_AT_THE_END = re.compile(r"[-_. ]?(?:seed|s|run)?[-_.]?\d+$", re.IGNORECASE)
FOUND_BY_TRAINING = frozenset({"strength"})
"""Settings of a network that are its training's results."""

_OF_TRAINING = ("mode", *(field.name for field in fields(TrainingSettings) if field.name != "seed"))


@dataclass(frozen=True, eq=False)
class LoadedModel:
    """A model that answers for music, and its file."""

    file: Path
    model: EmotionModel

    @property
    def card(self) -> ModelCard:
        return self.model.card


@dataclass(frozen=True, eq=False)
class ModelGroup:
    """Runs of one model; ``same_at_random`` is the name of the model that differs by its encoder's start."""

    name: str
    runs: tuple[LoadedModel, ...]
    same_at_random: str | None = None

    @property
    def card(self) -> ModelCard:
        """Of the first run."""
        return self.runs[0].card

    @property
    def is_pretrained(self) -> bool:
        """Whether its encoder has learnt from speech."""
        return self.card.parent is not None


def load_models(files: Sequence[Path]) -> tuple[LoadedModel, ...]:
    """Read the checkpoints.

    Raises
    ------
    CheckpointError
        If one cannot be used, takes other features, is a network that gives no answer, or is there twice.
    """
    loaded: list[LoadedModel] = []
    for file in files:
        model = load_emotion_model(file)
        if not model.takes_descriptors:
            check_features(model.card, LogMelSettings().to_json(), str(file))
        for other in loaded:
            if other.card.weights_sha256 == model.card.weights_sha256:
                raise CheckpointError(f"{file} and {other.file} have the same weights: give one of them")
        loaded.append(LoadedModel(file, model))
    return tuple(loaded)


def grouped_by_seed(models: Sequence[LoadedModel]) -> tuple[ModelGroup, ...]:
    """The models in the order of their first run, each with its partner at random weights if it is there."""
    runs: dict[str, list[LoadedModel]] = {}
    for model in models:
        runs.setdefault(_identity(model.card), []).append(model)
    names = _names(list(runs.values()))
    groups = [ModelGroup(name, tuple(each)) for name, each in zip(names, runs.values(), strict=True)]
    at_random = {
        _identity(group.card, with_parent=False): group.name for group in groups if not group.is_pretrained
    }
    return tuple(
        replace(group, same_at_random=at_random.get(_identity(group.card, with_parent=False)))
        if group.is_pretrained
        else group
        for group in groups
    )


def without_seed(name: str) -> str:
    """``english`` from ``english-s1``; a name that is nothing but a number stays."""
    return SEED_AT_THE_END.sub("", name) or name


def _identity(card: ModelCard, *, with_parent: bool = True) -> str:
    settings = json.loads(json.dumps(card.settings))
    for part in (settings, *(each for each in settings.values() if isinstance(each, dict))):
        for name in FOUND_BY_TRAINING & part.keys():
            del part[name]
    told = {
        "network": card.network,
        "variant": card.variant,
        "settings": settings,
        "features": card.features,
        "corpora": [(use.name, use.kind, use.content_hash) for use in card.corpora],
        "split": card.split.kind if card.split else None,
        "training": {name: card.training.get(name) for name in _OF_TRAINING},
    }
    if with_parent:
        told["parent"] = without_seed(card.parent.name) if card.parent else None
    return json.dumps(told, sort_keys=True)


def _names(models: Sequence[Sequence[LoadedModel]]) -> list[str]:
    """The file's name; of several runs, what is left of it without the seed."""
    names = [runs[0].file.stem if len(runs) == 1 else without_seed(runs[0].file.stem) for runs in models]
    return [
        name if names.count(name) == 1 else f"{runs[0].file.parent.name}/{runs[0].file.stem}"
        for name, runs in zip(names, models, strict=True)
    ]
