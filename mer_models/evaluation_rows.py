"""The rows of an evaluation: what the models said of the judged clips, and what they must beat."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from merlingua.mer_models.baselines import (
    CONSTANT,
    PRIOR,
    BaselineAnswers,
    FeatureTable,
    baselines_in_folds,
    baselines_of_split,
)
from merlingua.mer_models.clip_predictions import ClipLabels, ClipPredictions
from merlingua.mer_models.corpus import Corpus
from merlingua.mer_models.emotion_models import InputsOfClip, answers_of
from merlingua.mer_models.errors import EvaluationError
from merlingua.mer_models.evaluated_models import DESCRIPTORS, ModelRow
from merlingua.mer_models.evaluation_clips import JudgedClips
from merlingua.mer_models.evaluation_models import LoadedModel, ModelGroup
from merlingua.mer_models.human_ceiling import HumanCeiling, human_ceiling
from merlingua.mer_models.labelled_music import LabelledMusic
from merlingua.mer_models.pretraining import DAE_SETTINGS
from merlingua.mer_models.speech_autoencoder import SpeechAutoencoderSettings, SpeechEncoder
from merlingua.mer_models.transfer import SCAE_TRAINING, Sides, TransferPlan, fit

RANDOM_WEIGHTS = "random weights"
LINEAR = "scae-linear"
"""The network whose head is fitted in seconds: others at random weights are the user's to train."""

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Inputs:
    """What networks take of a clip by its index in the music: log-mels, or rows of IS13 descriptors."""

    mels: InputsOfClip
    descriptors: InputsOfClip | None = None

    def of(self, model: LoadedModel) -> InputsOfClip:
        """What this model takes."""
        if not model.model.takes_descriptors:
            return self.mels
        if self.descriptors is None:
            raise ValueError(f"{model.file} takes IS13 descriptors, and none were computed")
        return self.descriptors


def model_rows(
    groups: Sequence[ModelGroup],
    music: LabelledMusic,
    clips: JudgedClips,
    inputs: Inputs,
    device: torch.device,
    progress: Progress,
) -> list[ModelRow]:
    """The models, each preceded by the same encoder at random weights where that can be had."""
    rows: list[ModelRow] = []
    made: dict[str, str] = {}
    for group in groups:
        partner = group.same_at_random
        if partner is None and can_be_randomised(group, clips):
            key = _key_of_random(group)
            if key not in made:
                made[key] = f"{RANDOM_WEIGHTS} {len(made) + 1}" if made else RANDOM_WEIGHTS
                rows.append(_random_row(made[key], group, music, clips, device, progress))
            partner = made[key]
        runs = []
        for model in group.runs:
            # Convolutions are half as long again in PyTorch's own order of memory.
            model.model.module.to(device, memory_format=torch.channels_last)  # type: ignore[call-overload]
            answers = model.model.answers(
                inputs.of(model),
                clips.judged,
                device=device,
                on_progress=lambda n, n_all: progress("asking the models", n, n_all),
            )
            ids = music.labels(clips.judged).clip_ids
            runs.append(ClipPredictions(ids, answers.quadrants, answers.arousal, answers.valence))
        rows.append(
            ModelRow(
                group.name,
                tuple(runs),
                is_pretrained=group.is_pretrained,
                same_at_random=partner,
                details={"runs": [_details(model) for model in group.runs]},
            )
        )
    return rows


def can_be_randomised(group: ModelGroup, clips: JudgedClips) -> bool:
    """Whether the group's head can be fitted again, on an encoder of random weights and the clips it had."""
    has_its_clips = all(str(model.file) in clips.sides for model in group.runs)
    return group.is_pretrained and group.card.network == LINEAR and has_its_clips


def random_start(group: ModelGroup) -> str:
    """The options of `merlingua transfer` that make the group's network of random weights."""
    encoder = group.card.settings.get("encoder", {})
    for network, settings in DAE_SETTINGS.items():
        if group.runs[0].model.takes_descriptors and settings.to_json() == encoder:
            return f"--network {network} --random-encoder"
    return "--random-encoder"


def baseline_rows(
    labels: ClipLabels,
    learnt: ClipLabels,
    clips: JudgedClips,
    tables: Mapping[str, FeatureTable],
    *,
    seed: int,
) -> list[ModelRow]:
    """Constant, prior, and a regression on each table: descriptors are a baseline, embeddings a model.

    Parameters
    ----------
    labels, learnt
        Of the judged clips, and of those to learn from where there are no folds.
    """
    if clips.folds is None:
        answers = baselines_of_split(learnt, labels.clip_ids, tables, seed=seed)
    else:
        answers = baselines_in_folds(labels, clips.folds, tables, seed=seed)
    return [_baseline_row(name, answer, tables) for name, answer in answers.items()]


def human_row(corpus: Corpus, labels: ClipLabels, seed: int) -> HumanCeiling | None:
    """One listener against the rest on the judged clips; None where single answers are not known."""
    judged = set(labels.clip_ids)
    votes = [vote for vote in corpus.votes if vote.clip_id in judged]
    try:
        return human_ceiling(votes, seed=seed) if votes else None
    except EvaluationError:
        # One vote a clip: nobody to compare with.
        return None


def _baseline_row(name: str, answer: BaselineAnswers, tables: Mapping[str, FeatureTable]) -> ModelRow:
    details: dict[str, Any] = {}
    if name in tables:
        details = {"strengths": answer.strengths, "n_features": tables[name].values.shape[1]}
    return ModelRow(
        name,
        (answer.predictions,),
        kind="baseline" if name in (CONSTANT, PRIOR, DESCRIPTORS) else "model",
        has_probabilities=name != CONSTANT,
        details=details,
    )


def _random_row(
    name: str,
    group: ModelGroup,
    music: LabelledMusic,
    clips: JudgedClips,
    device: torch.device,
    progress: Progress,
) -> ModelRow:
    labels = music.labels(clips.judged)
    runs, strengths = [], []
    for done, model in enumerate(group.runs):
        progress("the same encoder at random weights", done, len(group.runs))
        sides = clips.sides[str(model.file)]
        module, strength = _fitted_at_random(model, music, sides.train, sides.validation)
        module.to(device)
        answers = answers_of(module, music.data.mels.clip, clips.judged, device=device)
        runs.append(ClipPredictions(labels.clip_ids, answers.quadrants, answers.arousal, answers.valence))
        strengths.append(strength)
    details = {
        "random_weights_of": group.name,
        "seeds": [_seed_of(model) for model in group.runs],
        "strengths": strengths,
    }
    return ModelRow(name, tuple(runs), kind="baseline", details=details)


def _fitted_at_random(
    model: LoadedModel, music: LabelledMusic, train: NDArray[np.int64], validation: NDArray[np.int64]
) -> tuple[torch.nn.Module, float]:
    """What `merlingua transfer --random-encoder` makes with the seed of the model's card."""
    seed, variant = _seed_of(model), model.card.variant
    torch.manual_seed(seed)
    encoder = SpeechEncoder(SpeechAutoencoderSettings(variant))
    stages = model.card.settings["head"]["stages"]
    plan = TransferPlan(variant=variant, stages=stages, training=replace(SCAE_TRAINING, seed=seed))
    fitted = fit(plan, music.data, Sides(train, validation, music.groups), encoder=encoder)
    return fitted.module, float(fitted.scores["strength"])


def _key_of_random(group: ModelGroup) -> str:
    runs = [(_seed_of(model), model.card.split and model.card.split.seed) for model in group.runs]
    return f"{group.card.variant} {group.card.settings['head']['stages']} {runs}"


def _seed_of(model: LoadedModel) -> int:
    return 1 if model.card.seed is None else model.card.seed


def _details(model: LoadedModel) -> dict[str, Any]:
    card = model.card
    return {
        "checkpoint": model.file.name,
        "weights_sha256": card.weights_sha256,
        "network": card.network,
        "variant": card.variant,
        "seed": card.seed,
        "parent": card.parent.model_dump(mode="json") if card.parent else None,
        "corpora": [use.model_dump(mode="json") for use in card.corpora],
        "split": card.split.model_dump(mode="json") if card.split else None,
        "licence": card.licence,
    }
