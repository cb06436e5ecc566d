"""What the Inspect page asks and shows, as frozen values: no Qt, no PyTorch.

They travel between the window and the process that predicts (``inspect_process.py``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from merlingua.mer_models.predictions import Prediction
from merlingua.surveys.errors import MerlinguaError

ExportKind = Literal["svg", "png", "csv"]

N_COLUMNS = 1200
"""Of a spectrogram's picture at the most: about one a pixel on a wide screen, whatever the clip lasts."""


class ExportError(MerlinguaError, OSError):
    """What is shown of a clip cannot be written out."""


@dataclass(frozen=True)
class PredictQuestion:
    """What a model hears in a file, and the file's picture where the window has none yet.

    Without a model (an empty name) the picture alone.
    """

    file: str
    model: str
    wants_picture: bool = False


@dataclass(frozen=True)
class LoadQuestion:
    """Load a model while the researcher still looks for clips; its name comes back."""

    model: str


@dataclass(frozen=True)
class SaliencyQuestion:
    """What in a file's spectrogram speaks for a model's answer, in the minute from ``onset_s`` on."""

    file: str
    model: str
    onset_s: float = 0.0


@dataclass(frozen=True)
class ListenersQuestion:
    """How the listeners in a store heard files.

    ``clip_ids`` names those of a study's clips among the files; others are known again by their contents.
    """

    store: str
    files: tuple[str, ...]
    study_id: str = ""
    clip_ids: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Picture:
    """A spectrogram made small: ``levels`` has the shape (n_columns, n_mels), 0 the least, 255 the most."""

    levels: NDArray[np.uint8]
    duration_s: float
    first_s: float = 0.0
    """Where in the clip it begins."""


@dataclass(frozen=True, eq=False)
class Answer:
    """A model's answer for a file; without a prediction ``problem`` says why, in one line."""

    file: str
    model: str
    prediction: Prediction | None = None
    picture: Picture | None = None
    problem: str = ""


@dataclass(frozen=True, eq=False)
class LanguageShares:
    """How the listeners of one language heard a clip: shares of Q1 to Q4, shape (4,), sum 1."""

    language: str
    n_listeners: int
    shares: NDArray[np.float64]


@dataclass(frozen=True)
class HeardBy:
    """The listeners of one clip, a row a language; simulated ones only where there are no people."""

    languages: tuple[LanguageShares, ...]
    is_simulated: bool = False


@dataclass(frozen=True, eq=False)
class ShownModel:
    """A model's answer under the name by which it is shown."""

    name: str
    prediction: Prediction


@dataclass(frozen=True, eq=False)
class ExportQuestion:
    """Write out a clip: a figure of all that is shown, or the first model's curve as a table."""

    kind: ExportKind
    place: str
    file: str
    title: str
    models: tuple[ShownModel, ...]
    picture: Picture | None = None
    heard: tuple[tuple[str, NDArray[np.float64]], ...] = ()
    """Listeners: what they are called, and their shares of Q1 to Q4, shape (4,)."""
    words: Mapping[str, str] = field(default_factory=dict)
    """``arousal``, ``valence``, ``seconds`` and ``alt`` in the reader's language."""


Question = PredictQuestion | LoadQuestion | SaliencyQuestion | ListenersQuestion | ExportQuestion
