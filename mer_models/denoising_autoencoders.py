"""The paper's recurrent denoising autoencoders of descriptors (DAE), and the classifier on top of them.

Conventions
-----------
A row holds the 260 IS13 descriptors of one second; rows follow every half second. A sequence has shape
(n_steps, 260): 10 rows (5 s) for DAE-Classifier, 20 (10 s) for DAE-Sparsity. The networks see every
descriptor standardised on the training set: the raw scales are far apart.

================ ======== ====== ======================================================== ==========
\\                hidden   steps  layers                                                   trainable
================ ======== ====== ======================================================== ==========
DAE-Classifier   100      10     LSTM 260 → 100, linear 100 → 260 at each step            170 660
DAE-Sparsity     800      20     LSTM 260 → 800, linear 800 → 260 at each step            3 603 460
================ ======== ====== ======================================================== ==========

"Sparsity" means over-complete: more hidden units than descriptors, without a penalty. The paper gives the
sizes (.17 and 3.6 million) and not the code: one LSTM with one bias a gate and a linear layer give them.

Reference: Gómez-Cañón et al. (2020), EUSIPCO, section III; Coutinho and Schuller (2017), PLOS ONE 12(6).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, cast

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from merlingua.mer_models.emotion_classifier import EmotionLogits, Outputs, mean_and_sd, with_marginals
from merlingua.mer_models.errors import CheckpointError, FeatureError
from merlingua.mer_models.evaluation_mode import evaluation_mode
from merlingua.mer_models.recurrent_layers import keras_lstm
from merlingua.mer_models.speech_autoencoder import NOISE_SD, BandScaler, initialise

N_DESCRIPTORS = 260
LARGEST_SD = 10.0
"""Standardised descriptors end here: one that hardly varied in training must not drown the others later."""


@dataclass(frozen=True)
class DescriptorAutoencoderSettings:
    """What decides the autoencoder's form; stored in the model card. The default is DAE-Classifier."""

    n_hidden: int = 100
    n_steps: int = 10
    noise_sd: float = NOISE_SD

    def __post_init__(self) -> None:
        if self.n_hidden < 1 or self.n_steps < 1:
            raise ValueError(
                f"n_hidden and n_steps are {self.n_hidden} and {self.n_steps}; 1 or more are due"
            )
        if not 0 <= self.noise_sd < float("inf"):
            raise ValueError(f"noise_sd is {self.noise_sd}; 0 or more is due")

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> DescriptorAutoencoderSettings:
        refuse_unknown_settings(cls, stored)
        return cls(**stored)


DAE_CLASSIFIER = DescriptorAutoencoderSettings()
DAE_SPARSITY = DescriptorAutoencoderSettings(n_hidden=800, n_steps=20)


@dataclass(frozen=True)
class DescriptorClassifierSettings:
    """The layers for music: a new LSTM's size, and whether arousal and valence have outputs of their own."""

    n_hidden: int = 100
    outputs: Outputs = "marginal"

    def __post_init__(self) -> None:
        if self.n_hidden < 1:
            raise ValueError(f"n_hidden is {self.n_hidden}; 1 or more is due")
        if self.outputs not in ("three", "marginal"):
            raise ValueError(f"the outputs are {self.outputs!r}; allowed are three, marginal")

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> DescriptorClassifierSettings:
        refuse_unknown_settings(cls, stored)
        return cls(**stored)


class DescriptorEncoder(nn.Module):
    """Descriptors (n, n_steps, 260) → hidden states (n, n_steps, n_hidden)."""

    def __init__(self, settings: DescriptorAutoencoderSettings | None = None) -> None:
        super().__init__()
        self.settings = settings or DescriptorAutoencoderSettings()
        self.scaler = BandScaler(N_DESCRIPTORS)
        self.lstm = keras_lstm(N_DESCRIPTORS, self.settings.n_hidden)

    def forward(self, sequences: Tensor) -> Tensor:
        return self.hidden(self.scaled(sequences))

    def scaled(self, sequences: Tensor) -> Tensor:
        """The descriptors as the network sees them: standardised, at most 10 from the mean."""
        if sequences.ndim != 3 or sequences.shape[1] < 1 or sequences.shape[2] != N_DESCRIPTORS:
            raise FeatureError(
                f"descriptors of shape (n, steps, {N_DESCRIPTORS}) are due; given {tuple(sequences.shape)}"
            )
        scaled = cast(Tensor, self.scaler(sequences.transpose(1, 2))).transpose(1, 2)
        return scaled.clamp(-LARGEST_SD, LARGEST_SD)

    def hidden(self, scaled: Tensor) -> Tensor:
        """Hidden states of what is standardised already."""
        states, _ = self.lstm(scaled)
        return cast(Tensor, states)


class DescriptorAutoencoder(nn.Module):
    """Encoder and a linear decoder: learns to take Gaussian noise away from sequences of descriptors."""

    def __init__(self, settings: DescriptorAutoencoderSettings | None = None) -> None:
        super().__init__()
        self.settings = settings or DescriptorAutoencoderSettings()
        self.encoder = DescriptorEncoder(self.settings)
        self.decoder = nn.Linear(self.settings.n_hidden, N_DESCRIPTORS)
        initialise(self.decoder)

    @property
    def n_features(self) -> int:
        """Length of what `encode` gives for a sequence."""
        return 2 * self.settings.n_hidden

    def forward(self, sequences: Tensor) -> Tensor:
        """Reconstruction of the sequences, on the scale of ``encoder.scaled``."""
        return cast(Tensor, self.decoder(self.encoder(sequences)))

    def loss(self, sequences: Tensor) -> Tensor:
        """Mean squared error to the clean sequence of what comes out of the noisy one.

        There is noise in training only.
        """
        clean = self.encoder.scaled(sequences)
        noisy = clean
        if self.training:
            noisy = clean + self.settings.noise_sd * torch.randn_like(clean)
        return functional.mse_loss(self.decoder(self.encoder.hidden(noisy)), clean)

    def encode(self, sequences: Tensor) -> Tensor:
        """Features (n, n_features): mean and standard deviation over time of the hidden states."""
        with evaluation_mode(self):
            return mean_and_sd(self.encoder(sequences).transpose(1, 2))


class DescriptorHead(nn.Module):
    """Hidden states (n, n_steps, n_inputs) → a new LSTM, whose last state gives the logits."""

    def __init__(self, n_inputs: int, settings: DescriptorClassifierSettings | None = None) -> None:
        super().__init__()
        self.settings = settings or DescriptorClassifierSettings()
        self.lstm = keras_lstm(n_inputs, self.settings.n_hidden)
        self.quadrants = nn.Linear(self.settings.n_hidden, 4)
        if self.settings.outputs == "three":
            self.arousal = nn.Linear(self.settings.n_hidden, 2)
            self.valence = nn.Linear(self.settings.n_hidden, 2)
        initialise(self)

    def forward(self, states: Tensor) -> EmotionLogits:
        new_states, _ = self.lstm(states)
        last = new_states[:, -1]  # (n, n_hidden)
        if self.settings.outputs == "marginal":
            return with_marginals(self.quadrants(last))
        return EmotionLogits(self.quadrants(last), self.arousal(last), self.valence(last))


class DescriptorClassifier(nn.Module):
    """The paper's network of descriptors for music: an encoder that stays as it is, and a new head.

    The encoder's parameters are frozen here; set ``requires_grad`` again for a full transfer.
    """

    def __init__(self, encoder: DescriptorEncoder, head: DescriptorHead | None = None) -> None:
        super().__init__()
        self.encoder = encoder.requires_grad_(False)
        self.head = head or DescriptorHead(encoder.settings.n_hidden)

    def forward(self, sequences: Tensor) -> EmotionLogits:  # (n, n_steps, 260)
        return cast(EmotionLogits, self.head(self.encoder(sequences)))


def sequences_of_rows(rows: NDArray[np.floating[Any]], n_steps: int) -> NDArray[np.float32]:
    """A clip's rows as sequences, shape (n_sequences, n_steps, 260).

    They follow one another; where rows are left over, a last sequence ends with the clip and shares some rows
    with its predecessor.

    Raises
    ------
    FeatureError
        If the rows have another shape than (n_rows, 260), or are too few for one sequence.
    """
    if rows.ndim != 2 or rows.shape[1] != N_DESCRIPTORS:
        raise FeatureError(f"rows of {N_DESCRIPTORS} descriptors are due; given shape {rows.shape}")
    if len(rows) < n_steps:
        raise FeatureError(
            f"the clip has {len(rows)} rows of descriptors, a sequence {n_steps} (one every half second): "
            "leave it out, or take a network of shorter sequences"
        )
    starts = list(range(0, len(rows) - n_steps + 1, n_steps))
    if len(rows) % n_steps:
        starts.append(len(rows) - n_steps)
    return np.stack([rows[start : start + n_steps] for start in starts]).astype(np.float32)


def refuse_unknown_settings(settings: type[Any], stored: Mapping[str, Any]) -> None:
    """Raise `CheckpointError` if there are keys that the settings do not have."""
    allowed = [field.name for field in fields(settings)]
    unknown = sorted(set(stored) - set(allowed))
    if unknown:
        raise CheckpointError(
            f"{settings.__name__} has no {', '.join(map(repr, unknown))}; allowed are {', '.join(allowed)}. "
            "Was the model made by a newer Merlingua?"
        )
