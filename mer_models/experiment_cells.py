"""The cells of an experiment: each one small piece of work, done once and kept as JSON.

A cell is one way to begin (random weights, or speech), one mode of transfer, one seed, one music and one fold
of it. Its file holds the probabilities that it gave each clip of the fold, and what it was made from; a cell
whose file is there is not done again, so that a grid goes on wherever it was ended.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import torch

from merlingua.mer_models.clip_predictions import ClipPredictions
from merlingua.mer_models.corpus_loading import load_corpus, parse_corpus_argument
from merlingua.mer_models.emotion_models import answers_of, load_encoder
from merlingua.mer_models.errors import TrainingError
from merlingua.mer_models.experiment_plan import RANDOM, SMALL_CNN, ExperimentPlan, MusicPlan
from merlingua.mer_models.labelled_music import (
    N_FOLDS,
    LabelledMusic,
    ThreeSides,
    grouped_sides,
    labelled_music,
    official_or_grouped,
)
from merlingua.mer_models.log_mel import LogMelSettings
from merlingua.mer_models.pretraining import PretrainingPlan, pretrain
from merlingua.mer_models.speech_autoencoder import SpeechAutoencoderSettings, SpeechEncoder
from merlingua.mer_models.training_settings import TrainingSettings
from merlingua.mer_models.transfer import (
    CNN_AUGMENTATION,
    CNN_TRAINING,
    SCAE_TRAINING,
    Sides,
    TransferPlan,
    fit,
)
from merlingua.surveys.study_files import write_atomically

CELL_FORMAT = "merlingua-experiment-cell"
CELL_VERSION = 1
FULL_LATER = "full"


@dataclass(frozen=True, order=True)
class Cell:
    """One piece of work; ``fold`` counts from 0 and is 0 for an official split."""

    music: str
    start: str
    mode: str
    seed: int
    fold: int

    @property
    def name(self) -> str:
        return f"{self.music}.{self.start}.{self.mode}.s{self.seed}.f{self.fold}"


def cells_of(plan: ExperimentPlan) -> list[Cell]:
    """All cells, the quick ones first: a table is whole early, and grows."""
    cells = []
    for mode in sorted(plan.modes, key=lambda mode: mode == FULL_LATER):
        for seed in plan.seeds:
            for music, each in plan.music.items():
                folds = range(N_FOLDS if each.split == "folds" else 1)
                cells += [Cell(music, start, mode, seed, fold) for start in plan.starts for fold in folds]
                if plan.small_cnn and mode == plan.modes[0]:
                    cells += [Cell(music, SMALL_CNN, "scratch", seed, fold) for fold in folds]
    return cells


class Experiment:
    """A plan, the folder that its results go to, and the music once it is read."""

    def __init__(self, plan: ExperimentPlan, corpora: Path, out: Path, cache_dir: Path | None = None) -> None:
        self.plan, self.corpora, self.out, self.cache_dir = plan, corpora, out, cache_dir
        self._music: dict[str, LabelledMusic] = {}

    def run(self, on_cell: Callable[[str, int, int], None] | None = None) -> None:
        """Do all that is not done yet: encoders first, then cells."""
        cells = cells_of(self.plan)
        todo = [cell for cell in cells if not self.file_of(cell).exists()]
        for done, cell in enumerate(todo):
            if on_cell is not None:
                on_cell(cell.name, len(cells) - len(todo) + done, len(cells))
            self.run_cell(cell)

    def run_cell(self, cell: Cell) -> None:
        """Do one cell, pre-training what it begins with if that is not there."""
        began_at = time.monotonic()
        music = self.music(cell.music)
        sides = self.sides(cell)
        encoder, parent = self._encoder(cell)
        fitted = fit(
            self.transfer_plan(cell),
            music.data,
            Sides(sides.train, sides.validation, music.groups),
            encoder=encoder,
            state_file=self.out / f".{cell.name}.state",
        )
        labels = music.labels(sides.test)
        answers = answers_of(fitted.module, music.data.mels.clip, sides.test)
        predictions = ClipPredictions(labels.clip_ids, answers.quadrants, answers.arousal, answers.valence)
        content = {
            "format": CELL_FORMAT,
            "version": CELL_VERSION,
            "cell": vars(cell),
            "split": sides.kind,
            "data": music.data.mels.content_hash,
            "encoder": parent,
            "plan": self.transfer_plan(cell).to_json(),
            "training": dict(fitted.scores),
            "seconds": round(time.monotonic() - began_at, 1),
            "predictions": predictions.to_json(),
        }
        self.file_of(cell).parent.mkdir(parents=True, exist_ok=True)
        write_atomically(self.file_of(cell), json.dumps(content, allow_nan=False) + "\n")
        (self.out / f".{cell.name}.state").unlink(missing_ok=True)

    def file_of(self, cell: Cell) -> Path:
        """Where a cell's result is kept."""
        return self.out / "cells" / f"{cell.name}.json"

    def music(self, name: str) -> LabelledMusic:
        """A corpus of music with its log-mels, read once."""
        if name not in self._music:
            kind, folder = parse_corpus_argument(self.plan.music[name].corpus)
            corpus = load_corpus(kind, self.corpora / folder)
            self._music[name] = labelled_music(corpus, LogMelSettings(), self.cache_dir)
        return self._music[name]

    def sides(self, cell: Cell) -> ThreeSides:
        """Who trains, validates and tests in a cell."""
        asked: MusicPlan = self.plan.music[cell.music]
        music = self.music(cell.music)
        if asked.split == "folds":
            return grouped_sides(music, fold=cell.fold, seed=asked.split_seed)
        sides = official_or_grouped(music, asked.split_seed)
        if sides.kind != "official":
            raise TrainingError(f"{cell.music} has no official split; write 'split: folds' in the plan")
        return sides

    def transfer_plan(self, cell: Cell) -> TransferPlan:
        """How a cell is trained."""
        if cell.start == SMALL_CNN:
            training = replace(CNN_TRAINING, seed=cell.seed)
            return TransferPlan("small-cnn", "scratch", training=training, augmentation=CNN_AUGMENTATION)
        if cell.mode == "feature-extraction":
            return TransferPlan(training=replace(SCAE_TRAINING, seed=cell.seed))
        full = self.plan.full
        training = replace(
            SCAE_TRAINING,
            seed=cell.seed,
            n_epochs=full.epochs,
            batch_size=full.batch_size,
            learning_rate=full.learning_rate,
            patience=full.patience,
        )
        return TransferPlan(mode="full", training=training)

    def encoder_file(self, start: str, seed: int) -> Path:
        """The checkpoint of a kind of speech and seed."""
        return self.out / "encoders" / f"{start}-s{seed}.safetensors"

    def pretrain_missing(self) -> Iterator[Path]:
        """Pre-train each encoder that is not there; gives each when it is done."""
        for seed in self.plan.seeds:
            for start in self.plan.speech:
                if not self.encoder_file(start, seed).exists():
                    self._pretrain(start, seed)
                    yield self.encoder_file(start, seed)

    def _encoder(self, cell: Cell) -> tuple[SpeechEncoder | None, dict[str, Any] | None]:
        if cell.start == SMALL_CNN:
            return None, None
        if cell.start == RANDOM:
            torch.manual_seed(cell.seed)
            return SpeechEncoder(SpeechAutoencoderSettings()), None
        file = self.encoder_file(cell.start, cell.seed)
        if not file.exists():
            self._pretrain(cell.start, cell.seed)
        encoder, card = load_encoder(file)
        return encoder, {"name": file.stem, "weights_sha256": card.weights_sha256}

    def _pretrain(self, start: str, seed: int) -> None:
        asked, budget = self.plan.speech[start], self.plan.pretraining
        named = [parse_corpus_argument(written) for written in asked.corpora]
        training = TrainingSettings(
            learning_rate=budget.learning_rate,
            batch_size=budget.batch_size,
            n_epochs=budget.max_patches,
            max_examples=budget.max_patches,
            patience=None,
            seed=seed,
        )
        pretrain(
            PretrainingPlan(training=training, n_speakers=asked.speakers),
            [load_corpus(kind, self.corpora / folder) for kind, folder in named],
            self.encoder_file(start, seed),
            cache_dir=self.cache_dir,
        )
