"""What ``merlingua transfer`` does with an encoder of IS13 descriptors.

An encoder of speech comes from a file. One with random weights, the row to compare it with, begins as the
pre-training of the same seed does; having heard no speech, it standardises the descriptors on the music that
it is trained on.
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace
from functools import partial

import numpy as np
import torch

from merlingua.analysis.progress_line import ProgressLine
from merlingua.mer_models.corpus_loading import load_corpus, parse_corpus_argument
from merlingua.mer_models.denoising_autoencoders import DescriptorEncoder
from merlingua.mer_models.descriptor_training import (
    DESCRIPTOR_TRAINING,
    fit_descriptor_classifier,
    scale_to_rows,
)
from merlingua.mer_models.emotion_models import DESCRIPTOR_NETWORKS, load_descriptor_encoder
from merlingua.mer_models.errors import TrainingError
from merlingua.mer_models.is13_descriptors import LICENCE, is13_rows
from merlingua.mer_models.labelled_music import labelled_music, official_or_grouped, with_clips
from merlingua.mer_models.log_mel import LogMelSettings
from merlingua.mer_models.model_cards import ParentEncoder
from merlingua.mer_models.pretraining import DAE_SETTINGS
from merlingua.mer_models.training_log import TrainingLog
from merlingua.mer_models.training_loop import with_shards
from merlingua.mer_models.training_processes import started_processes
from merlingua.mer_models.transfer import Fitted
from merlingua.mer_models.transfer_results import finish_transfer, tell_problems


def run_descriptor_transfer(arguments: argparse.Namespace) -> int:
    """Train a new LSTM on a frozen autoencoder of descriptors; gives the exit code."""
    encoder, parent = _encoder_of(arguments)
    kind, folder = parse_corpus_argument(arguments.music)
    corpus = load_corpus(kind, folder)
    log = TrainingLog(arguments.log, title="dae")
    print(LICENCE, file=sys.stderr)
    with started_processes(arguments.device) as processes:
        with ProgressLine() as progress:
            music = labelled_music(
                corpus, LogMelSettings(), arguments.cache, on_progress=partial(progress, "features")
            )
            rows = is13_rows(music.clips, arguments.cache, on_progress=partial(progress, "descriptors"))
        if processes.is_first:
            tell_problems((*music.problems, *rows.problems))
        # Clips without rows are no test for this network.
        music = with_clips(music, np.flatnonzero(np.isin(music.data.mels.clip_ids, rows.clip_ids)))
        sides = official_or_grouped(music, arguments.split_seed)
        if parent is None:
            scale_to_rows(encoder, np.concatenate([rows.clip(int(clip)) for clip in sides.train]))
        asked = {
            "learning_rate": arguments.learning_rate,
            "weight_decay": arguments.weight_decay,
            "batch_size": arguments.batch_size,
            "n_epochs": arguments.epochs,
        }
        training = replace(
            with_shards(DESCRIPTOR_TRAINING, processes),
            seed=arguments.seed,
            **{name: value for name, value in asked.items() if value is not None},
        )
        module, told = fit_descriptor_classifier(
            encoder,
            rows,
            music.data.shares,
            sides.train,
            sides.validation,
            training,
            state_file=arguments.out.with_name(f".{arguments.out.name}.state"),
            on_event=log,
            processes=processes,
        )
        if processes.is_first:
            finish_transfer(
                arguments.out,
                Fitted(module, told),
                music,
                sides,
                inputs_of=rows.clip,
                features="is13",
                variant=arguments.variant,
                training={"mode": "feature-extraction"} | training.to_json(),
                seed=arguments.seed,
                split_seed=arguments.split_seed,
                parent=parent,
                processes=processes,
                licences=(LICENCE,),
            )
    return 0


def _encoder_of(arguments: argparse.Namespace) -> tuple[DescriptorEncoder, ParentEncoder | None]:
    """The encoder that a transfer begins with and where it comes from; random weights come from nowhere."""
    network, file = arguments.network, arguments.encoder
    if (
        arguments.mode != "feature-extraction"
        or arguments.head != "linear"
        or arguments.variant != "repaired"
    ):
        raise TrainingError(
            f"{file or network} is an autoencoder of descriptors: it stays frozen under a new LSTM, as in "
            "the paper. Leave --mode, --head and --faithful out"
        )
    if file and arguments.random_encoder:
        raise TrainingError("--encoder and --random-encoder exclude each other: give one of them")
    if arguments.random_encoder:
        torch.manual_seed(arguments.seed)
        return DescriptorEncoder(DAE_SETTINGS[network]), None
    if file is None:
        raise TrainingError(
            f"--network {network} needs a pre-trained encoder: name one with --encoder, or compare with "
            "--random-encoder"
        )
    encoder, card = load_descriptor_encoder(file)
    if network in DESCRIPTOR_NETWORKS and network != card.network:
        raise TrainingError(f"{file} is a {card.network} and no {network}: leave --network out")
    return encoder, ParentEncoder(name=file.stem, weights_sha256=card.weights_sha256)
