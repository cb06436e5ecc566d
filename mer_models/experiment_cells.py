"""The cells of an experiment: each one small piece of work, done once and kept as JSON.

A cell is one way to begin (random weights, or speech), one mode of transfer, one seed, one music and one fold
of it. Its file holds the probabilities that it gave each clip of the fold, how often each answer was given to
patches of a second (for the paper's own table), and what it was made from. A cell whose file is there is not
done again, so that a grid goes on wherever it was ended; several processes may work on one grid at once, each
on cells that no other holds.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from merlingua.mer_models.clip_logits import patch_logits
from merlingua.mer_models.clip_predictions import ClipPredictions
from merlingua.mer_models.confusion_scores import confusion_of, halves
from merlingua.mer_models.corpus import positive_shares
from merlingua.mer_models.corpus_loading import load_corpus, parse_corpus_argument
from merlingua.mer_models.emotion_models import answers_of, load_encoder, probabilities
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
from merlingua.mer_models.training_loop import Event
from merlingua.mer_models.training_processes import CPU
from merlingua.mer_models.training_settings import TrainingSettings
from merlingua.mer_models.transfer import (
    CNN_AUGMENTATION,
    CNN_TRAINING,
    SCAE_TRAINING,
    Sides,
    TransferPlan,
    fit,
)
from merlingua.surveys.file_locks import held_alone
from merlingua.surveys.study_files import write_atomically

CELL_FORMAT = "merlingua-experiment-cell"
CELL_VERSION = 1
FULL_LATER = "full"
WAIT_S = 5.0
"""Between looks at what other processes are at."""


Progress = Callable[[str, int, int], None]


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
    """All cells, the quick ones first: what needs no speech, then frozen encoders, then full training."""
    cells = []
    for mode in plan.modes:
        for seed in plan.seeds:
            for music, each in plan.music.items():
                folds = range(N_FOLDS if each.split == "folds" else 1)
                cells += [Cell(music, start, mode, seed, fold) for start in plan.starts for fold in folds]
                if plan.small_cnn and mode == plan.modes[0]:
                    cells += [Cell(music, SMALL_CNN, "scratch", seed, fold) for fold in folds]
    return sorted(cells, key=lambda cell: (cell.mode == FULL_LATER, cell.start in plan.speech))


class Experiment:
    """A plan, the folder that its results go to, and the music once it is read."""

    def __init__(self, plan: ExperimentPlan, corpora: Path, out: Path, cache_dir: Path | None = None) -> None:
        self.plan, self.corpora, self.out, self.cache_dir = plan, corpora, out, cache_dir
        self._music: dict[str, LabelledMusic] = {}
        self._on_progress: Progress | None = None

    def run(self, on_progress: Progress | None = None) -> None:
        """Do all that is not done yet, quick cells first, each after the encoder it begins with.

        ``on_progress`` is told the name of each cell with how many are done of all, and the name of each
        encoder with the patches it has seen.
        """
        self._on_progress = on_progress
        cells = cells_of(self.plan)
        while todo := [cell for cell in cells if not self.file_of(cell).exists()]:
            n_held_elsewhere = 0
            for cell in todo:
                if on_progress is not None:
                    n_done = sum(self.file_of(each).exists() for each in cells)
                    on_progress(cell.name, n_done, len(cells))
                n_held_elsewhere += not self._tried(cell)
            if n_held_elsewhere == len(todo):
                time.sleep(WAIT_S)

    def _tried(self, cell: Cell) -> bool:
        """Do a cell unless it is done; False where another process holds it, or the encoder it waits for."""
        (self.out / "cells").mkdir(parents=True, exist_ok=True)
        with held_alone(self.out / "cells" / f".{cell.name}.lock") as is_mine:
            if not is_mine:
                return False
            if self.file_of(cell).exists():
                return True
            if cell.start in self.plan.speech and not self._has_encoder(cell.start, cell.seed):
                return False
            self.run_cell(cell)
        (self.out / "cells" / f".{cell.name}.lock").unlink(missing_ok=True)
        return True

    def _has_encoder(self, start: str, seed: int) -> bool:
        """Pre-train an encoder unless it is there; False where another process is at it."""
        file = self.encoder_file(start, seed)
        if file.exists():
            return True
        file.parent.mkdir(parents=True, exist_ok=True)
        lock = file.with_name(f".{file.name}.lock")
        with held_alone(lock) as is_mine:
            if is_mine and not file.exists():
                self._pretrain(start, seed)
        if file.exists():
            lock.unlink(missing_ok=True)
        return file.exists()

    def run_cell(self, cell: Cell) -> None:
        """Do one cell, pre-training what it begins with if that is not there."""
        began_at = time.monotonic()
        music = self.music(cell.music)
        sides = self.sides(cell)
        encoder, parent = self.encoder(cell)
        state_file = self.out / "cells" / f".{cell.name}.state"
        fitted = fit(
            self.transfer_plan(cell),
            music.data,
            Sides(sides.train, sides.validation, music.groups),
            encoder=encoder,
            state_file=state_file,
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
            # The small network hears ten seconds at once: it has no answer to a patch.
            "patches": None
            if cell.start == SMALL_CNN
            else self._patch_counts(fitted.module, music, sides.test),
        }
        write_atomically(self.file_of(cell), json.dumps(content, allow_nan=False) + "\n")
        state_file.unlink(missing_ok=True)

    @staticmethod
    def _patch_counts(module: nn.Module, music: LabelledMusic, clips: NDArray[np.int64]) -> dict[str, Any]:
        """Confusion matrices in patches, rows true, each patch with its clip's label."""
        counts = {"quadrants": np.zeros((4, 4)), "arousal": np.zeros((2, 2)), "valence": np.zeros((2, 2))}
        for clip in clips:
            answers = probabilities(patch_logits(module, music.data.mels.clip, int(clip), CPU))
            n_patches = len(answers.quadrants)
            truth = np.repeat(music.data.shares[[clip]], n_patches, axis=0)
            arousal, valence = positive_shares(truth)
            counts["quadrants"] += confusion_of(truth, answers.quadrants)
            counts["arousal"] += confusion_of(halves(arousal), halves(answers.arousal))
            counts["valence"] += confusion_of(halves(valence), halves(answers.valence))
        return {name: matrix.tolist() for name, matrix in counts.items()}

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
            max_examples=full.max_crops,
            batch_size=full.batch_size,
            learning_rate=full.learning_rate,
            patience=full.patience,
        )
        return TransferPlan(mode="full", training=training)

    def encoder_file(self, start: str, seed: int) -> Path:
        """The checkpoint of a kind of speech and seed."""
        return self.out / "encoders" / f"{start}-s{seed}.safetensors"

    def card_file(self, start: str, seed: int) -> Path:
        """The card of an encoder, beside its checkpoint: it stays where the weights are too large to keep."""
        return self.out / "cards" / f"{start}-s{seed}.json"

    def encoder(self, cell: Cell) -> tuple[SpeechEncoder | None, dict[str, Any] | None]:
        """What a cell begins with, and how cards name it; the small network begins with nothing."""
        if cell.start == SMALL_CNN:
            return None, None
        if cell.start == RANDOM:
            torch.manual_seed(cell.seed)
            return SpeechEncoder(SpeechAutoencoderSettings()), None
        file = self.encoder_file(cell.start, cell.seed)
        if not self._has_encoder(cell.start, cell.seed):
            raise TrainingError(f"another process is training {file}: wait for it, or end it")
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
        file = self.encoder_file(start, seed)
        card = pretrain(
            PretrainingPlan(training=training, n_speakers=asked.speakers),
            [load_corpus(kind, self.corpora / folder) for kind, folder in named],
            file,
            cache_dir=self.cache_dir,
            on_event=partial(self._tell_patches, file.stem),
        )
        self.card_file(start, seed).parent.mkdir(parents=True, exist_ok=True)
        write_atomically(self.card_file(start, seed), card.to_text())

    def _tell_patches(self, name: str, event: Event) -> None:
        if self._on_progress is not None and event["event"] in ("step", "epoch"):
            self._on_progress(name, int(event["n_examples"]), self.plan.pretraining.max_patches)
