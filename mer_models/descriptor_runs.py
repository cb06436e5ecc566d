"""What ``merlingua transfer`` does with an encoder of IS13 descriptors."""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace
from functools import partial

import numpy as np

from merlingua.analysis.progress_line import ProgressLine
from merlingua.mer_models.corpus_loading import load_corpus, parse_corpus_argument
from merlingua.mer_models.descriptor_training import DESCRIPTOR_TRAINING, fit_descriptor_classifier
from merlingua.mer_models.emotion_models import load_descriptor_encoder
from merlingua.mer_models.errors import TrainingError
from merlingua.mer_models.is13_descriptors import LICENCE, is13_rows
from merlingua.mer_models.labelled_music import labelled_music, official_or_grouped, with_clips
from merlingua.mer_models.log_mel import LogMelSettings
from merlingua.mer_models.model_cards import ParentEncoder
from merlingua.mer_models.training_log import TrainingLog
from merlingua.mer_models.training_loop import with_shards
from merlingua.mer_models.training_processes import started_processes
from merlingua.mer_models.transfer import Fitted
from merlingua.mer_models.transfer_results import finish_transfer, tell_problems


def run_descriptor_transfer(arguments: argparse.Namespace) -> int:
    """Train a new LSTM on a frozen autoencoder of descriptors; gives the exit code."""
    is_asked_otherwise = (
        arguments.mode != "feature-extraction"
        or arguments.network != "scae"
        or arguments.head != "linear"
        or arguments.variant != "repaired"
    )
    if is_asked_otherwise:
        raise TrainingError(
            f"{arguments.encoder} is an autoencoder of descriptors: it stays frozen under a new LSTM, as in "
            "the paper. Leave --mode, --network, --head and --faithful out"
        )
    encoder, card = load_descriptor_encoder(arguments.encoder)
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
                variant=card.variant,
                training={"mode": "feature-extraction"} | training.to_json(),
                seed=arguments.seed,
                split_seed=arguments.split_seed,
                parent=ParentEncoder(name=arguments.encoder.stem, weights_sha256=card.weights_sha256),
                processes=processes,
                licences=(LICENCE,),
            )
    return 0
