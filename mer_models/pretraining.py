"""Pre-training on unlabelled speech: corpora in, a checkpoint out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal

import numpy as np
import torch
from torch import nn

from merlingua.mer_models.checkpoints import save_checkpoint
from merlingua.mer_models.corpus import Corpus, CorpusClip, CorpusProblem
from merlingua.mer_models.corpus_use import uses_of
from merlingua.mer_models.denoising_autoencoders import (
    DAE_CLASSIFIER,
    DAE_SPARSITY,
    DescriptorAutoencoder,
    DescriptorAutoencoderSettings,
)
from merlingua.mer_models.descriptor_training import SpeechSequences
from merlingua.mer_models.errors import TrainingError
from merlingua.mer_models.feature_cache import LogMels, cached_log_mels
from merlingua.mer_models.is13_descriptors import LICENCE, Is13Rows, is13_rows
from merlingua.mer_models.log_mel import PATCH_FRAMES, PATCH_HOP_FRAMES, LogMelSettings
from merlingua.mer_models.model_cards import ModelCard, SplitUse, strictest_licence
from merlingua.mer_models.predictive_coding import PredictiveCoding, PredictiveCodingSettings
from merlingua.mer_models.speech_autoencoder import SpeechAutoencoder, SpeechAutoencoderSettings, Variant
from merlingua.mer_models.speech_patches import SpeechPatches, SpeechSplit, scale_to, split_speech
from merlingua.mer_models.training_loop import Event, TrainingResult, train
from merlingua.mer_models.training_processes import ONE_PROCESS, Processes
from merlingua.mer_models.training_settings import TrainingSettings

Network = Literal["scae", "cpc", "dae-classifier", "dae-sparsity"]
NETWORKS: tuple[Network, ...] = ("scae", "cpc", "dae-classifier", "dae-sparsity")
DAE_SETTINGS: Mapping[str, DescriptorAutoencoderSettings] = {
    "dae-classifier": DAE_CLASSIFIER,
    "dae-sparsity": DAE_SPARSITY,
}
CPC_HOP_FRAMES = 62
"""Crops of four seconds every two: neighbours in a batch would be each other's answers."""


@dataclass(frozen=True)
class PretrainingPlan:
    """What is pre-trained, and how.

    ``n_speakers`` takes so many speakers of each corpus, chosen by the seed; None takes all.
    """

    network: Network = "scae"
    variant: Variant = "repaired"
    training: TrainingSettings = field(default_factory=TrainingSettings)
    mels: LogMelSettings = field(default_factory=LogMelSettings)
    n_speakers: int | None = None

    @property
    def takes_descriptors(self) -> bool:
        """Whether it learns from IS13 descriptors, and no log-mels."""
        return self.network in DAE_SETTINGS

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def pretrain(
    plan: PretrainingPlan,
    corpora: Sequence[Corpus],
    out: Path,
    *,
    cache_dir: Path | None = None,
    on_event: Callable[[Event], None] | None = None,
    on_features: Callable[[int, int], None] | None = None,
    on_problems: Callable[[Sequence[CorpusProblem]], None] | None = None,
    processes: Processes = ONE_PROCESS,
) -> ModelCard:
    """Pre-train a network and write it to ``out``; a run that was ended goes on from ``out``'s state file.

    Parameters
    ----------
    on_problems
        Told which clips have no features, or sound with something wrong, before the training begins.

    Raises
    ------
    TrainingError, FeatureError, CorpusError
        If there is nothing to train on, a loss is no number, or the disk is full.
    """
    clips = [clip for corpus in corpora for clip in _chosen(corpus, plan)]
    _refuse_equal_ids(clips)
    features: LogMels | Is13Rows
    if plan.takes_descriptors:
        features = is13_rows(clips, cache_dir, on_progress=on_features)
    else:
        features = cached_log_mels(clips, plan.mels, cache_dir, on_progress=on_features)
    if on_problems is not None:
        on_problems((*features.problems, *features.notes))
    usable = _usable(clips, features)
    split = split_speech(usable, plan.training.seed)
    torch.manual_seed(plan.training.seed)
    module = make_network(plan)
    module.to(processes.device, memory_format=torch.channels_last)  # type: ignore[call-overload]
    task = _task(plan, module, features, usable, split, processes)
    state_file = out.with_name(f".{out.name}.state")
    result = train(
        task,
        plan.training,
        state_file=state_file,
        identity={"plan": plan.to_json(), "data": features.content_hash},
        on_event=on_event,
        processes=processes,
    )
    card = _card(plan, module, corpora, clips, features, split, task, result)
    if processes.is_first:
        card = save_checkpoint(out, module.state_dict(), card)
        state_file.unlink(missing_ok=True)
    processes.wait_for_all()
    return card


def make_network(plan: PretrainingPlan) -> nn.Module:
    """The network with fresh weights."""
    if plan.takes_descriptors:
        return DescriptorAutoencoder(DAE_SETTINGS[plan.network])
    if plan.network == "cpc":
        return PredictiveCoding(PredictiveCodingSettings.of_variant(plan.variant))
    return SpeechAutoencoder(SpeechAutoencoderSettings(plan.variant))


def _task(
    plan: PretrainingPlan,
    module: nn.Module,
    features: LogMels | Is13Rows,
    clips: Sequence[CorpusClip],
    split: SpeechSplit,
    processes: Processes,
) -> SpeechPatches | SpeechSequences:
    if isinstance(module, DescriptorAutoencoder) and isinstance(features, Is13Rows):
        return SpeechSequences(module, features, clips, split, device=processes.device)
    if not isinstance(features, LogMels):
        raise TypeError(f"{plan.network} takes log-mels")
    scale_to(module, features, split.train)
    if isinstance(module, PredictiveCoding):
        n_frames, hop = module.settings.shortest_crop_frames, CPC_HOP_FRAMES
    else:
        n_frames, hop = PATCH_FRAMES, PATCH_HOP_FRAMES
    return SpeechPatches(
        module,
        features,
        split,
        n_frames=n_frames,
        hop_frames=hop,
        contrasts_clips=plan.network == "cpc",
        device=processes.device,
    )


def _chosen(corpus: Corpus, plan: PretrainingPlan) -> list[CorpusClip]:
    if plan.n_speakers is None:
        return list(corpus.clips)
    speakers = sorted({clip.group for clip in corpus.clips})
    if plan.n_speakers > len(speakers):
        raise TrainingError(
            f"{corpus.name} has {len(speakers)} speakers; {plan.n_speakers} are asked for with --speakers"
        )
    order = np.random.default_rng([plan.training.seed, len(speakers)]).permutation(len(speakers))
    chosen = {speakers[index] for index in order[: plan.n_speakers]}
    return [clip for clip in corpus.clips if clip.group in chosen]


def _refuse_equal_ids(clips: Sequence[CorpusClip]) -> None:
    twice = [clip_id for clip_id, n in Counter(clip.clip_id for clip in clips).items() if n > 1]
    if twice:
        raise TrainingError(
            f"{len(twice)} clips have an id twice, {twice[0]!r} among them; name each corpus once"
        )


def _usable(clips: Sequence[CorpusClip], features: LogMels | Is13Rows) -> list[CorpusClip]:
    by_id = {clip.clip_id: clip for clip in clips}
    return [by_id[clip_id] for clip_id in features.clip_ids]


def _card(
    plan: PretrainingPlan,
    module: nn.Module,
    corpora: Sequence[Corpus],
    clips: Sequence[CorpusClip],
    features: LogMels | Is13Rows,
    split: SpeechSplit,
    task: SpeechPatches | SpeechSequences,
    result: TrainingResult,
) -> ModelCard:
    uses = uses_of(corpora, clips, features)
    settings: Mapping[str, Any] = module.settings.to_json()  # type: ignore[union-attr, operator]
    kept = result.epochs[result.kept_epoch]
    return ModelCard(
        network=plan.network,
        variant=plan.variant,
        settings=dict(settings),
        features="is13" if plan.takes_descriptors else plan.mels.to_json(),
        corpora=uses,
        split=SplitUse(
            kind="85/15",
            seed=plan.training.seed,
            counts={"train": len(split.train), "validation": len(split.validation)},
            grouped_by=split.unit,
        ),
        seed=plan.training.seed,
        training=plan.training.to_json()
        | task.counts()
        | {"n_speakers": plan.n_speakers, "n_steps": result.n_steps, "n_examples": result.n_examples},
        scores={
            "validation_loss": kept.validation,
            "train_loss": kept.train,
            "kept_epoch": kept.epoch,
            "epochs": [asdict(epoch) for epoch in result.epochs],
        },
        main_score="validation_loss",
        licence=strictest_licence(
            [*(use.licence for use in uses), *([LICENCE] if plan.takes_descriptors else [])]
        ),
    )
