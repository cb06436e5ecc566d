"""What ``merlingua pretrain`` and ``merlingua transfer`` do, from parsed arguments to a model's file."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import torch

from merlingua.analysis.progress_line import ProgressLine
from merlingua.mer_models.baselines import constant_baseline, prior_baseline
from merlingua.mer_models.checkpoints import save_checkpoint
from merlingua.mer_models.clip_predictions import ClipLabels, ClipPredictions
from merlingua.mer_models.corpus import Corpus
from merlingua.mer_models.corpus_loading import load_corpus, parse_corpus_argument
from merlingua.mer_models.corpus_use import uses_of
from merlingua.mer_models.emotion_models import answers_of, load_encoder, name_of, settings_of
from merlingua.mer_models.errors import CheckpointError, TrainingError
from merlingua.mer_models.labelled_music import LabelledMusic, ThreeSides, labelled_music, official_or_grouped
from merlingua.mer_models.log_mel import LogMelSettings
from merlingua.mer_models.model_cards import ModelCard, ParentEncoder, SplitUse, strictest_licence
from merlingua.mer_models.model_files import check_features
from merlingua.mer_models.pretraining import PretrainingPlan, pretrain
from merlingua.mer_models.score_bootstrap import seed_scores
from merlingua.mer_models.speech_autoencoder import SpeechAutoencoderSettings, SpeechEncoder
from merlingua.mer_models.training_log import TrainingLog
from merlingua.mer_models.training_loop import with_shards
from merlingua.mer_models.training_processes import Processes, started_processes
from merlingua.mer_models.training_settings import TrainingSettings
from merlingua.mer_models.transfer import (
    CNN_AUGMENTATION,
    CNN_TRAINING,
    SCAE_TRAINING,
    Fitted,
    Sides,
    TransferPlan,
    fit,
)

SHOWN_METRICS = ("cross_entropy", "macro_f1", "arousal_r", "valence_r")
N_PROBLEMS_SHOWN = 5


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
            _tell_corpora(corpora, card)
            kept = card.scores["kept_epoch"] + 1
            print(f"validation loss {card.scores['validation_loss']:.4f} after epoch {kept}")
            print(arguments.out)
    return 0


def run_transfer(arguments: argparse.Namespace) -> int:
    """Train on the music that the arguments name, and score on clips of its own; gives the exit code."""
    _check_out(arguments.out)
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
        sides = official_or_grouped(music, arguments.seed)
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
            _finish(arguments, plan, music, sides, fitted, parent, processes)
    return 0


def _finish(
    arguments: argparse.Namespace,
    plan: TransferPlan,
    music: LabelledMusic,
    sides: ThreeSides,
    fitted: Fitted,
    parent: ParentEncoder | None,
    processes: Processes,
) -> None:
    labels = music.labels(sides.test)
    answers = answers_of(fitted.module, music.data.mels.clip, sides.test, device=processes.device)
    predictions = ClipPredictions(labels.clip_ids, answers.quadrants, answers.arousal, answers.valence)
    train_shares = music.data.shares[sides.train]
    rows = {
        "model": predictions,
        "prior": prior_baseline(train_shares, labels.clip_ids),
        "constant": constant_baseline(train_shares, labels.clip_ids),
    }
    scores = {name: _scores_of(row, labels) for name, row in rows.items()}
    # It gives no probabilities, only its class.
    scores["constant"].pop("cross_entropy", None)
    uses = uses_of([music.corpus], music.clips, music.data.mels)
    card = ModelCard(
        network=name_of(fitted.module),
        variant=plan.variant,
        settings=settings_of(fitted.module),
        features=music.data.mels.settings.to_json(),
        corpora=uses,
        split=SplitUse(
            kind=sides.kind,
            seed=arguments.seed,
            counts={part: len(getattr(sides, part)) for part in ("train", "validation", "test")},
            grouped_by="artist or song",
        ),
        seed=arguments.seed,
        training={"mode": plan.mode, "head": plan.head} | plan.training.to_json() | dict(fitted.scores),
        parent=parent,
        scores=scores["model"] | {name: scores[name] for name in ("prior", "constant")},
        main_score="macro_f1",
        licence=strictest_licence(use.licence for use in uses),
    )
    save_checkpoint(arguments.out, fitted.module.state_dict(), card)
    arguments.out.with_name(f".{arguments.out.name}.state").unlink(missing_ok=True)
    _tell_corpora([music.corpus], card)
    _tell_scores(scores, len(labels))
    print(arguments.out)


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


def _scores_of(predictions: ClipPredictions, labels: ClipLabels) -> dict[str, Any]:
    scored = seed_scores([predictions], labels)
    return {
        metric: {"value": score.mean, "low": score.low, "high": score.high}
        for metric, score in scored.items()
        if score.mean is not None
    }


def _tell_corpora(corpora: Sequence[Corpus], card: ModelCard) -> None:
    for corpus, use in zip(corpora, card.corpora, strict=True):
        print(f"{use.name}: {use.n_clips} clips, {use.n_hours:.2f} hours ({use.licence})")
        for problem in corpus.problems[:N_PROBLEMS_SHOWN]:
            print(f"  left out: {problem}", file=sys.stderr)
        if len(corpus.problems) > N_PROBLEMS_SHOWN:
            more = len(corpus.problems) - N_PROBLEMS_SHOWN
            print(f"  and {more} more", file=sys.stderr)


def _tell_scores(scores: dict[str, dict[str, Any]], n_clips: int) -> None:
    print(f"on {n_clips} clips that it has never heard, with 95 % intervals:")
    for name, row in scores.items():
        told = [
            f"{metric.replace('_', ' ')} {each['value']:.3f} [{each['low']:.3f}, {each['high']:.3f}]"
            for metric in SHOWN_METRICS
            if (each := row.get(metric)) and each["low"] is not None
        ]
        print(f"  {name:9s}{', '.join(told)}")
