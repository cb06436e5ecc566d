"""From speech to music: a pre-trained encoder and labelled clips in, a network that answers out.

Modes
-----
feature-extraction
    The encoder stays as it is. A linear head is fitted to its pooled latents (repaired), or the paper's
    dense head is trained on latents that are computed once; the faithful one keeps the batch statistics and
    the dropout of its frozen encoder, and so sees each patch anew.
full
    The head first, then everything, as in the paper.
scratch
    The same network from random weights.

Reference: Gómez-Cañón et al. (2020), EUSIPCO, section III.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from merlingua.mer_models.checkpoints import weights_sha256
from merlingua.mer_models.emotion_classifier import EmotionClassifier, HeadSettings, QuadrantHead
from merlingua.mer_models.errors import TrainingError
from merlingua.mer_models.latent_training import CachedLatents
from merlingua.mer_models.latents import Stages, adapt_to, band_statistics, clip_latents
from merlingua.mer_models.linear_head import LinearHead, LinearHeadSettings, ProbedEncoder
from merlingua.mer_models.music_crops import Augmentation, LabelledMels, MusicCrops
from merlingua.mer_models.small_cnn import SmallCnn, SmallCnnSettings
from merlingua.mer_models.soft_logistic import choose_strength, fit_soft_logistic
from merlingua.mer_models.speech_autoencoder import SpeechAutoencoderSettings, SpeechEncoder, Variant
from merlingua.mer_models.training_loop import Event, TrainingResult, TrainingTask, train
from merlingua.mer_models.training_processes import ONE_PROCESS, Processes
from merlingua.mer_models.training_settings import TrainingSettings

Network = Literal["scae", "small-cnn"]
Mode = Literal["feature-extraction", "full", "scratch"]
Head = Literal["linear", "dense"]
NETWORKS: tuple[Network, ...] = ("scae", "small-cnn")
MODES: tuple[Mode, ...] = ("feature-extraction", "full", "scratch")
HEADS: tuple[Head, ...] = ("linear", "dense")

TEN_SECONDS = 313
"""Frames of 32 ms."""
STRENGTHS = tuple(float(strength) for strength in np.geomspace(1e-3, 1e3, 13))
INNER_FOLDS = 5

SCAE_TRAINING = TrainingSettings(
    learning_rate=5e-4, weight_decay=1e-2, optimiser="adamw", schedule="one-cycle", batch_size=16, n_epochs=15
)
DENSE_HEAD_TRAINING = TrainingSettings(learning_rate=1e-3, batch_size=32, n_epochs=60, patience=10)
CNN_TRAINING = TrainingSettings(
    learning_rate=3e-3,
    weight_decay=1e-2,
    optimiser="adamw",
    schedule="one-cycle",
    batch_size=16,
    n_epochs=30,
    patience=None,
    keep="last",
)
CNN_AUGMENTATION = Augmentation(mixup_alpha=0.4, max_shift_bands=8, mask_bands=16, mask_frames=60)


@dataclass(frozen=True)
class TransferPlan:
    """What is trained on music, and how. ``crop_frames`` None trains on the paper's patches of a second.

    ``head_training`` is of the dense head on a frozen encoder, which is all of feature extraction and the
    first step of full; its seed and shards are those of ``training``.
    """

    network: Network = "scae"
    mode: Mode = "feature-extraction"
    variant: Variant = "repaired"
    head: Head = "linear"
    stages: Stages = "all"
    adapts_to_music: bool = True
    crop_frames: int | None = TEN_SECONDS
    training: TrainingSettings = SCAE_TRAINING
    head_training: TrainingSettings = DENSE_HEAD_TRAINING
    augmentation: Augmentation = field(default_factory=Augmentation)
    extra_weight: float = 1.0

    def __post_init__(self) -> None:
        if self.network not in NETWORKS or self.mode not in MODES or self.head not in HEADS:
            raise ValueError(f"no transfer of {self.network!r} by {self.mode!r} with head {self.head!r}")
        if self.variant == "faithful" and (self.crop_frames is not None or self.adapts_to_music):
            raise ValueError("the faithful network takes patches, and its encoder as it is")

    @property
    def fits_linear_head(self) -> bool:
        return self.network == "scae" and self.mode == "feature-extraction" and self.head == "linear"

    @property
    def trains_head_alone(self) -> bool:
        """Whether ``head_training`` is all the training there is."""
        is_frozen = self.network == "scae" and self.mode == "feature-extraction"
        return is_frozen and self.head == "dense" and self.variant == "repaired"

    @property
    def wants_encoder(self) -> bool:
        return self.network == "scae" and self.mode != "scratch"

    def to_json(self) -> dict[str, Any]:
        values = asdict(self)
        if self.head_training == DENSE_HEAD_TRAINING:
            # Runs that began before there was a choice go on.
            del values["head_training"]
        return values


@dataclass(frozen=True)
class Sides:
    """Indices of the clips to train on and to choose weights by, and each clip's group (artist or song)."""

    train: NDArray[np.int64]
    validation: NDArray[np.int64]
    groups: Sequence[str]


@dataclass(frozen=True)
class Fitted:
    """A network in evaluation mode, and what was found on the way."""

    module: nn.Module
    scores: Mapping[str, Any]


@dataclass(frozen=True)
class _Run:
    """What it begins with (the encoder's hash), where its state is kept, who is told, and who works."""

    start: str | None
    state_file: Path | None
    on_event: Callable[[Event], None] | None
    processes: Processes

    def of(self, task: TrainingTask, plan: TransferPlan, data: LabelledMels, sides: Sides) -> TrainingResult:
        return train(
            task,
            plan.training,
            state_file=self.state_file,
            identity={
                "plan": plan.to_json(),
                "data": data.mels.content_hash,
                "train": sides.train.tolist(),
                "encoder": self.start,
            },
            on_event=self.on_event,
            processes=self.processes,
        )


def fit(
    plan: TransferPlan,
    data: LabelledMels,
    sides: Sides,
    *,
    encoder: SpeechEncoder | None = None,
    state_file: Path | None = None,
    on_event: Callable[[Event], None] | None = None,
    processes: Processes = ONE_PROCESS,
) -> Fitted:
    """Train a network on the clips of one side.

    Parameters
    ----------
    encoder
        Pre-trained, or with random weights to compare with; it is changed. Only `scratch` does without.

    Raises
    ------
    TrainingError
        If an encoder is missing or of the other variant, too few clips are left, or a loss is no number.
    """
    _refuse_impossible(plan, sides, encoder)
    seed = plan.training.seed
    torch.manual_seed(seed)
    start = None if encoder is None else weights_sha256(encoder.state_dict())
    run = _Run(start, state_file, on_event, processes)
    if plan.network == "small-cnn":
        return _fit_small_cnn(plan, data, sides, run)
    if encoder is None:
        encoder = SpeechEncoder(SpeechAutoencoderSettings(plan.variant))
    if plan.adapts_to_music:
        adapt_to(encoder, data.mels.clip, sides.train)
    encoder.to(processes.device, memory_format=torch.channels_last)  # type: ignore[call-overload]
    if plan.fits_linear_head:
        return _fit_linear_head(plan, data, sides, encoder)
    return _fit_classifier(plan, data, sides, encoder, run)


def _fit_linear_head(plan: TransferPlan, data: LabelledMels, sides: Sides, encoder: SpeechEncoder) -> Fitted:
    # One optimum needs no validation clips to stop at: they train, too.
    clips = np.sort(np.concatenate([sides.train, sides.validation]))
    latents = clip_latents(encoder, data.mels.clip, clips, plan.stages).astype(np.float64)
    shares = data.shares[clips]
    groups = [sides.groups[clip] for clip in clips]
    strength = choose_strength(latents, shares, groups, STRENGTHS, INNER_FOLDS, plan.training.seed)
    fitted = fit_soft_logistic(latents, shares, strength=strength)
    head = LinearHead(LinearHeadSettings(plan.stages, strength))
    head.set_weights(fitted.mean, fitted.sd, fitted.weights, fitted.biases)
    module = ProbedEncoder(encoder, head.to(next(encoder.parameters()).device))
    return Fitted(module.eval(), {"strength": strength})


def _fit_classifier(
    plan: TransferPlan,
    data: LabelledMels,
    sides: Sides,
    encoder: SpeechEncoder,
    run: _Run,
) -> Fitted:
    is_faithful = plan.variant == "faithful"
    dropout = encoder.settings.dropout
    settings = (
        HeadSettings(pooling="flatten", outputs="three", dropout=dropout) if is_faithful else HeadSettings()
    )
    head = QuadrantHead(settings).to(run.processes.device)
    module = EmotionClassifier(encoder, head)
    scores: dict[str, Any] = {}
    if plan.mode != "scratch" and not is_faithful:
        # The head alone first: gradients of a random head would undo what the encoder knows.
        latents = CachedLatents(
            head, data, encoder, sides.train, sides.validation, device=run.processes.device
        )
        training = replace(plan.head_training, seed=plan.training.seed, n_shards=plan.training.n_shards)
        scores["head"] = told_of(train(latents, training, on_event=run.on_event, processes=run.processes))
    if plan.mode == "feature-extraction" and not is_faithful:
        return Fitted(module.eval(), scores)
    if plan.mode == "feature-extraction":
        encoder.requires_grad_(False)
    task = MusicCrops(
        module,
        data,
        sides.train,
        sides.validation,
        crop_frames=plan.crop_frames,
        augmentation=plan.augmentation,
        device=run.processes.device,
    )
    result = run.of(task, plan, data, sides)
    encoder.requires_grad_(True)
    return Fitted(module.eval(), scores | told_of(result))


def _fit_small_cnn(
    plan: TransferPlan,
    data: LabelledMels,
    sides: Sides,
    run: _Run,
) -> Fitted:
    names = data.extra_names if plan.extra_weight > 0 else ()
    module = SmallCnn(SmallCnnSettings(extra_targets=names))
    module.scaler.set_statistics(*band_statistics(data.mels.clip, sides.train))
    module.to(run.processes.device, memory_format=torch.channels_last)  # type: ignore[call-overload]
    task = MusicCrops(
        module,
        data,
        sides.train,
        sides.validation,
        crop_frames=plan.crop_frames,
        augmentation=plan.augmentation,
        extra_weight=plan.extra_weight if names else 0.0,
        device=run.processes.device,
    )
    result = run.of(task, plan, data, sides)
    return Fitted(module.eval(), told_of(result))


def told_of(result: TrainingResult) -> dict[str, Any]:
    """What a card keeps of a training."""
    return {
        "n_steps": result.n_steps,
        "kept_epoch": result.kept_epoch,
        "epochs": [asdict(epoch) for epoch in result.epochs],
    }


def _refuse_impossible(plan: TransferPlan, sides: Sides, encoder: SpeechEncoder | None) -> None:
    if plan.wants_encoder and encoder is None:
        raise TrainingError(f"--mode {plan.mode} needs a pre-trained encoder: name one with --encoder")
    if encoder is not None and encoder.settings.variant != plan.variant:
        raise TrainingError(
            f"the encoder is {encoder.settings.variant} and the transfer {plan.variant}: take both alike"
        )
    if len(sides.train) < 2 or len(sides.validation) < 1:
        raise TrainingError(
            f"{len(sides.train)} clips to train and {len(sides.validation)} to validate are too few"
        )
