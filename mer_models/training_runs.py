"""What ``merlingua pretrain`` and ``merlingua transfer`` do, from parsed arguments to a model's file."""

from __future__ import annotations

import argparse
import sys
import tempfile
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
    DENSE_HEAD_TRAINING,
    SCAE_TRAINING,
    Sides,
    TransferPlan,
    fit,
)
from merlingua.mer_models.transfer_results import finish_transfer, tell_corpora, tell_problems


def run_pretraining(arguments: argparse.Namespace) -> int:
    """Pre-train on the corpora that the arguments name; gives the exit code."""
    check_out(arguments.out)
    log = TrainingLog(arguments.log, title=arguments.network)
    corpora = corpora_of(arguments.speech)
    problems = [problem for corpus in corpora for problem in corpus.problems]
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
        if plan.takes_descriptors and plan.variant == "faithful":
            raise TrainingError(f"{plan.network} has one form alone: leave --faithful out")
        if plan.takes_descriptors and processes.is_first:
            print(LICENCE, file=sys.stderr)
        card = pretrain(
            plan,
            corpora,
            arguments.out,
            cache_dir=arguments.cache,
            on_event=log,
            on_features=partial(progress, "features"),
            on_problems=problems.extend,
            processes=processes,
        )
        if processes.is_first:
            tell_problems(problems)
            tell_corpora(card)
            kept = card.scores["kept_epoch"] + 1
            print(f"validation loss {card.scores['validation_loss']:.4f} after epoch {kept}")
            print(arguments.out)
    return 0


def run_transfer(arguments: argparse.Namespace) -> int:
    """Train on the music that the arguments name, and score on clips of its own; gives the exit code."""
    check_out(arguments.out)
    if _is_of_descriptors(arguments):
        return run_descriptor_transfer(arguments)
    plan = transfer_plan(arguments)
    log = TrainingLog(arguments.log, title=plan.network)
    encoder, parent = encoder_of(arguments, plan)
    (corpus,) = corpora_of([arguments.music])
    with started_processes(arguments.device) as processes:
        plan = replace(plan, training=with_shards(plan.training, processes))
        settings = LogMelSettings()
        with ProgressLine() as progress:
            music = labelled_music(
                corpus, settings, arguments.cache, on_progress=partial(progress, "features")
            )
        if processes.is_first:
            tell_problems(music.problems)
        sides = official_or_grouped(music, arguments.split_seed)
        fitted = fit(
            plan,
            music.data,
            Sides(sides.train, sides.validation, music.groups),
            encoder=encoder,
            state_file=arguments.out.with_name(f".{arguments.out.name}.state"),
            on_event=log,
            processes=processes,
        )
        if processes.is_first:
            done = plan.head_training if plan.trains_head_alone else plan.training
            finish_transfer(
                arguments.out,
                fitted,
                music,
                sides,
                inputs_of=music.data.mels.clip,
                features=settings.to_json(),
                variant=plan.variant,
                training={"mode": plan.mode, "head": plan.head} | done.to_json(),
                seed=arguments.seed,
                split_seed=arguments.split_seed,
                parent=parent,
                processes=processes,
            )
    return 0


def _is_of_descriptors(arguments: argparse.Namespace) -> bool:
    if arguments.network != "scae":
        return arguments.network in DESCRIPTOR_NETWORKS
    # A file that is missing, and two encoders at once, are told by `encoder_of`.
    has_file = arguments.encoder is not None and arguments.encoder.is_file() and not arguments.random_encoder
    return has_file and read_card(arguments.encoder)[0].network in DESCRIPTOR_NETWORKS


def transfer_plan(arguments: argparse.Namespace) -> TransferPlan:
    """What the options of `merlingua transfer` ask for."""
    is_cnn = arguments.network == "small-cnn"
    is_faithful = arguments.variant == "faithful"
    training = CNN_TRAINING if is_cnn else SCAE_TRAINING
    named = {
        "learning_rate": arguments.learning_rate,
        "weight_decay": arguments.weight_decay,
        "batch_size": arguments.batch_size,
        "n_epochs": arguments.epochs,
    }
    asked = {"seed": arguments.seed} | {name: value for name, value in named.items() if value is not None}
    training = replace(training, **asked)
    plan = TransferPlan(network=arguments.network, variant=arguments.variant, training=training)
    if is_cnn:
        if arguments.encoder or arguments.random_encoder:
            raise TrainingError("--network small-cnn takes no encoder: it learns from music alone")
        return replace(plan, mode="scratch", augmentation=CNN_AUGMENTATION)
    if is_faithful:
        return replace(plan, mode=arguments.mode, head="dense", crop_frames=None, adapts_to_music=False)
    plan = replace(plan, mode=arguments.mode, head=arguments.head)
    if plan.trains_head_alone:
        return replace(plan, head_training=replace(DENSE_HEAD_TRAINING, **asked))
    return plan


def encoder_of(
    arguments: argparse.Namespace, plan: TransferPlan
) -> tuple[SpeechEncoder | None, ParentEncoder | None]:
    """The encoder that a transfer begins with and where it comes from; random weights come from nowhere."""
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


def corpora_of(written: Sequence[str]) -> list[Corpus]:
    """The corpora that arguments such as emotify=DIR name."""
    return [load_corpus(kind, folder) for kind, folder in map(parse_corpus_argument, written)]


def check_out(out: Path) -> None:
    """Refuse a place for a model before hours of training, not after them."""
    if out.suffix != ".safetensors":
        raise CheckpointError(f"--out {out} must end in .safetensors: a model's file says what it is")
    if out.is_dir():
        raise CheckpointError(f"--out {out} is a folder: name a file in it")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        # Folders have permissions, and disks may be read-only: only a file shows whether one can be made.
        with tempfile.TemporaryFile(dir=out.parent):
            pass
    except OSError as error:
        raise CheckpointError(f"--out {out}: its folder cannot be written ({error.strerror})") from error
