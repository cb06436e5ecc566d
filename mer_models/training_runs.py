"""What ``merlingua pretrain`` and ``merlingua transfer`` do, from parsed arguments to a model's file."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import torch

from merlingua.analysis.progress_line import ProgressLine
from merlingua.mer_models.corpus import Corpus
from merlingua.mer_models.corpus_loading import load_corpus, parse_corpus_argument
from merlingua.mer_models.descriptor_runs import run_descriptor_transfer
from merlingua.mer_models.emotion_models import DESCRIPTOR_NETWORKS, load_encoder
from merlingua.mer_models.errors import CheckpointError, TrainingError
from merlingua.mer_models.is13_descriptors import LICENCE
from merlingua.mer_models.labelled_music import labelled_music, official_or_grouped
from merlingua.mer_models.log_mel import LogMelSettings
from merlingua.mer_models.model_cards import ParentEncoder
from merlingua.mer_models.model_files import check_features, read_card
from merlingua.mer_models.pretraining import PretrainingPlan, pretrain
from merlingua.mer_models.speech_autoencoder import SpeechAutoencoderSettings, SpeechEncoder
from merlingua.mer_models.training_log import TrainingLog
from merlingua.mer_models.training_loop import with_shards
from merlingua.mer_models.training_processes import started_processes
from merlingua.mer_models.training_settings import TrainingSettings
from merlingua.mer_models.transfer import (
    CNN_AUGMENTATION,
    CNN_TRAINING,
    SCAE_TRAINING,
    Sides,
    TransferPlan,
    fit,
)
from merlingua.mer_models.transfer_results import finish_transfer, tell_corpora


def run_pretraining(arguments: argparse.Namespace) -> int:
    """Pre-train on the corpora that the arguments name; gives the exit code."""
    _check_out(arguments.out)
    corpora = _corpora(arguments.speech)
    with started_processes(arguments.device) as processes, ProgressLine() as progress:
        training = TrainingSettings(
            learning_rate=arguments.learning_rate,
            batch_size=arguments.batch_size,
            n_epochs=arguments.epochs,
            max_examples=arguments.max_patches,
            patience=arguments.patience,
            keep="last" if arguments.variant == "faithful" else "best",
            seed=arguments.seed,
        )
        plan = PretrainingPlan(
            arguments.network,
            arguments.variant,
            with_shards(training, processes),
            n_speakers=arguments.speakers,
        )
        if plan.takes_descriptors:
            print(LICENCE, file=sys.stderr)
        card = pretrain(
            plan,
            corpora,
            arguments.out,
            cache_dir=arguments.cache,
            on_event=TrainingLog(arguments.log, title=arguments.network),
            on_features=partial(progress, "features"),
            processes=processes,
        )
        if processes.is_first:
            tell_corpora(corpora, card)
            kept = card.scores["kept_epoch"] + 1
            print(f"validation loss {card.scores['validation_loss']:.4f} after epoch {kept}")
            print(arguments.out)
    return 0


def run_transfer(arguments: argparse.Namespace) -> int:
    """Train on the music that the arguments name, and score on clips of its own; gives the exit code."""
    _check_out(arguments.out)
    if _is_of_descriptors(arguments):
        return run_descriptor_transfer(arguments)
    plan = _transfer_plan(arguments)
    encoder, parent = _encoder(arguments, plan)
    (corpus,) = _corpora([arguments.music])
    with started_processes(arguments.device) as processes:
        plan = replace(plan, training=with_shards(plan.training, processes))
        settings = LogMelSettings()
        with ProgressLine() as progress:
            music = labelled_music(
                corpus, settings, arguments.cache, on_progress=partial(progress, "features")
            )
        sides = official_or_grouped(music, arguments.split_seed)
        fitted = fit(
            plan,
            music.data,
            Sides(sides.train, sides.validation, music.groups),
            encoder=encoder,
            state_file=arguments.out.with_name(f".{arguments.out.name}.state"),
            on_event=TrainingLog(arguments.log, title=plan.network),
            processes=processes,
        )
        if processes.is_first:
            finish_transfer(
                arguments.out,
                fitted,
                music,
                sides,
                inputs_of=music.data.mels.clip,
                features=settings.to_json(),
                variant=plan.variant,
                training={"mode": plan.mode, "head": plan.head} | plan.training.to_json(),
                seed=arguments.seed,
                split_seed=arguments.split_seed,
                parent=parent,
                processes=processes,
            )
    return 0


def _is_of_descriptors(arguments: argparse.Namespace) -> bool:
    # A file that is missing, and two encoders at once, are told by `_encoder`.
    has_file = arguments.encoder is not None and arguments.encoder.is_file() and not arguments.random_encoder
    return has_file and read_card(arguments.encoder)[0].network in DESCRIPTOR_NETWORKS


def _transfer_plan(arguments: argparse.Namespace) -> TransferPlan:
    is_cnn = arguments.network == "small-cnn"
    is_faithful = arguments.variant == "faithful"
    training = CNN_TRAINING if is_cnn else SCAE_TRAINING
    asked = {
        "learning_rate": arguments.learning_rate,
        "weight_decay": arguments.weight_decay,
        "batch_size": arguments.batch_size,
        "n_epochs": arguments.epochs,
    }
    training = replace(
        training, seed=arguments.seed, **{name: value for name, value in asked.items() if value is not None}
    )
    plan = TransferPlan(network=arguments.network, variant=arguments.variant, training=training)
    if is_cnn:
        if arguments.encoder or arguments.random_encoder:
            raise TrainingError("--network small-cnn takes no encoder: it learns from music alone")
        return replace(plan, mode="scratch", augmentation=CNN_AUGMENTATION)
    if is_faithful:
        return replace(plan, mode=arguments.mode, head="dense", crop_frames=None, adapts_to_music=False)
    return replace(plan, mode=arguments.mode, head=arguments.head)


def _encoder(
    arguments: argparse.Namespace, plan: TransferPlan
) -> tuple[SpeechEncoder | None, ParentEncoder | None]:
    if arguments.encoder and arguments.random_encoder:
        raise TrainingError("--encoder and --random-encoder exclude each other: give one of them")
    if arguments.encoder and not plan.wants_encoder:
        raise TrainingError(
            "--mode scratch begins with random weights: leave --encoder out, or take --mode full"
        )
    if arguments.encoder:
        encoder, card = load_encoder(arguments.encoder)
        check_features(card, LogMelSettings().to_json(), str(arguments.encoder))
        return encoder, ParentEncoder(name=arguments.encoder.stem, weights_sha256=card.weights_sha256)
    if arguments.random_encoder:
        torch.manual_seed(arguments.seed)
        return SpeechEncoder(SpeechAutoencoderSettings(plan.variant)), None
    return None, None


def _corpora(written: Sequence[str]) -> list[Corpus]:
    return [load_corpus(kind, folder) for kind, folder in map(parse_corpus_argument, written)]


def _check_out(out: Path) -> None:
    """Before hours of training, not after them."""
    if out.suffix != ".safetensors":
        raise CheckpointError(f"--out {out} must end in .safetensors: a model's file says what it is")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CheckpointError(f"--out {out}: the folder cannot be made ({error.strerror})") from error
