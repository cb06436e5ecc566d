"""Training on rows of IS13 descriptors: autoencoders on speech, classifiers on music, answers for clips.

Conventions
-----------
A sequence is 5 or 10 s of rows (`denoising_autoencoders`). In pre-training the clips of a speaker follow one
another, so that short recordings (words) fill sequences, too. In transfer an example is a sequence with its
clip's label; a clip that is shorter than a sequence is repeated. A clip's answer is the mean of its
sequences' probabilities.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from merlingua.mer_models.checkpoints import weights_sha256
from merlingua.mer_models.corpus import CorpusClip
from merlingua.mer_models.denoising_autoencoders import (
    DescriptorAutoencoder,
    DescriptorClassifier,
    DescriptorClassifierSettings,
    DescriptorEncoder,
    DescriptorHead,
    sequences_of_rows,
)
from merlingua.mer_models.emotion_classifier import EmotionLogits, soft_loss
from merlingua.mer_models.errors import TrainingError
from merlingua.mer_models.is13_descriptors import Is13Rows
from merlingua.mer_models.speech_patches import SpeechSplit
from merlingua.mer_models.training_loop import Event, train
from merlingua.mer_models.training_processes import CPU, ONE_PROCESS, Processes
from merlingua.mer_models.training_settings import TrainingSettings
from merlingua.mer_models.transfer import told_of

DESCRIPTOR_TRAINING = TrainingSettings(learning_rate=1e-3, batch_size=32, n_epochs=60, patience=10)
VALIDATION_BATCH = 256
SMALLEST_PROBABILITY = 1e-12

RowsOfClip = Callable[[int], NDArray[np.float32]]
"""IS13 rows of a clip by its index, shape (n_rows, 260)."""


class SpeechSequences:
    """The task of pre-training (`training_loop.TrainingTask`): an example is a sequence of one speaker."""

    def __init__(
        self,
        module: DescriptorAutoencoder,
        rows: Is13Rows,
        clips: Sequence[CorpusClip],
        split: SpeechSplit,
        *,
        device: torch.device = CPU,
    ) -> None:
        self.module: nn.Module = module
        self._network = module
        n_steps = module.settings.n_steps
        train, self._names = _of_speakers(rows, clips, split.train, n_steps)
        validation, _ = _of_speakers(rows, clips, split.validation, n_steps)
        if not len(train) or not len(validation):
            raise TrainingError(
                f"no speaker has {n_steps} rows of descriptors ({n_steps // 2} s) on both sides of the "
                "split; more speech is due"
            )
        scale_to_rows(module.encoder, train.reshape(-1, train.shape[-1]))
        self._train, self._validation = (torch.from_numpy(part).to(device) for part in (train, validation))
        self.n_examples = len(train)

    def loss(self, examples: NDArray[np.int64]) -> Tensor:
        return self._network.loss(self._train[torch.from_numpy(examples)])

    def validation_loss(self) -> float:
        total = 0.0
        for batch in torch.split(self._validation, VALIDATION_BATCH):
            total += float(self._network.loss(batch)) * len(batch)
        return total / len(self._validation)

    def example_name(self, example: int) -> str:
        return self._names[example]

    def counts(self) -> dict[str, Any]:
        """Sequences on each side, for the card."""
        return {"n_train_sequences": self.n_examples, "n_validation_sequences": len(self._validation)}


class MusicSequences:
    """The task of transfer (`training_loop.TrainingTask`): an example is a sequence with its clip's label."""

    def __init__(
        self,
        module: DescriptorClassifier,
        rows_of: RowsOfClip,
        shares: NDArray[np.float64],
        clip_ids: Sequence[str],
        train: NDArray[np.int64],
        validation: NDArray[np.int64],
        *,
        device: torch.device = CPU,
    ) -> None:
        self.module: nn.Module = module
        self._network = module
        self._rows_of, self._clip_ids, self._device = rows_of, clip_ids, device
        n_steps = module.encoder.settings.n_steps
        sequences = [clip_sequences(rows_of(int(clip)), n_steps) for clip in train]
        self._clips = np.repeat(train, [len(of_clip) for of_clip in sequences])
        self._train = torch.from_numpy(np.concatenate(sequences)).to(device)
        self._shares = torch.from_numpy(shares.astype(np.float32)).to(device)
        self._validation = np.asarray(validation, dtype=np.int64)
        self.n_examples = len(self._clips)

    def loss(self, examples: NDArray[np.int64]) -> Tensor:
        logits = self._network(self._train[torch.from_numpy(examples)])
        return soft_loss(logits, self._shares[torch.from_numpy(self._clips[examples])])

    def validation_loss(self) -> float:
        logits = descriptor_logits(self._network, self._rows_of, self._validation, self._device)
        return float(soft_loss(logits, self._shares[torch.from_numpy(self._validation)]))

    def example_name(self, example: int) -> str:
        return self._clip_ids[int(self._clips[example])]


def scale_to_rows(encoder: DescriptorEncoder, rows: NDArray[np.float32]) -> None:
    """Standardise each descriptor on rows of shape (n_rows, 260)."""
    encoder.scaler.set_statistics(torch.from_numpy(rows.mean(axis=0)), torch.from_numpy(rows.std(axis=0)))


def fit_descriptor_classifier(
    encoder: DescriptorEncoder,
    rows: Is13Rows,
    shares: NDArray[np.float64],
    train_clips: NDArray[np.int64],
    validation_clips: NDArray[np.int64],
    training: TrainingSettings,
    *,
    settings: DescriptorClassifierSettings | None = None,
    state_file: Path | None = None,
    on_event: Callable[[Event], None] | None = None,
    processes: Processes = ONE_PROCESS,
) -> tuple[DescriptorClassifier, dict[str, Any]]:
    """A new LSTM on the frozen encoder, and what was found on the way.

    Raises
    ------
    TrainingError
        If a loss is no number, or too few clips are left.
    """
    torch.manual_seed(training.seed)
    head = DescriptorHead(encoder.settings.n_hidden, settings)
    module = DescriptorClassifier(encoder, head).to(processes.device)
    task = MusicSequences(
        module, rows.clip, shares, rows.clip_ids, train_clips, validation_clips, device=processes.device
    )
    result = train(
        task,
        training,
        state_file=state_file,
        identity={
            "data": rows.content_hash,
            "labels": hashlib.sha256(shares.tobytes()).hexdigest(),
            "train": train_clips.tolist(),
            "validation": validation_clips.tolist(),
            "encoder": weights_sha256(encoder.state_dict()),
        },
        on_event=on_event,
        processes=processes,
    )
    module.eval()
    return module, told_of(result)


def descriptor_logits(
    module: DescriptorClassifier,
    rows_of: RowsOfClip,
    clips: Sequence[int] | NDArray[np.int64],
    device: torch.device = CPU,
    on_progress: Callable[[int, int], None] | None = None,
) -> EmotionLogits:
    """Logits of each clip: the logarithm of the mean probabilities of its sequences.

    The module must be in evaluation mode already.
    """
    answers = []
    n_steps = module.encoder.settings.n_steps
    with torch.inference_mode():
        for done, clip in enumerate(clips, start=1):
            sequences = torch.from_numpy(clip_sequences(rows_of(int(clip)), n_steps)).to(device)
            pooled = (part.softmax(dim=1).mean(dim=0) for part in module(sequences))
            answers.append([each.clamp_min(SMALLEST_PROBABILITY).log() for each in pooled])
            if on_progress is not None:
                on_progress(done, len(clips))
    return EmotionLogits(*(torch.stack(part) for part in zip(*answers, strict=True)))


def clip_sequences(rows: NDArray[np.float32], n_steps: int) -> NDArray[np.float32]:
    """A clip's sequences, (n, n_steps, 260); rows of a short clip are repeated."""
    if len(rows) < n_steps:
        rows = np.tile(rows, (-(-n_steps // len(rows)), 1))[:n_steps]
    return sequences_of_rows(rows, n_steps)


def _of_speakers(
    rows: Is13Rows, clips: Sequence[CorpusClip], chosen: NDArray[np.int64], n_steps: int
) -> tuple[NDArray[np.float32], list[str]]:
    """(sequences, the clip that each begins with)."""
    of_speaker: dict[str, list[int]] = {}
    for index in chosen.tolist():
        of_speaker.setdefault(clips[index].group, []).append(index)
    sequences, names = [], []
    for speaker in sorted(of_speaker):
        mine = of_speaker[speaker]
        joined = np.concatenate([rows.clip(index) for index in mine])
        if len(joined) < n_steps:
            continue
        first_of = np.repeat(mine, [len(rows.clip(index)) for index in mine])
        # What is left over at a speaker's end is not taken twice.
        whole = len(joined) // n_steps * n_steps
        sequences.append(sequences_of_rows(joined[:whole], n_steps))
        names += [clips[int(index)].clip_id for index in first_of[:whole:n_steps]]
    empty = np.zeros((0, n_steps, rows.clip(0).shape[1]), dtype=np.float32)
    return np.concatenate(sequences) if sequences else empty, names
