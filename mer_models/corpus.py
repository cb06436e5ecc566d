"""What a corpus is to the models: clips of sound, whom they come from, and what listeners said of them.

Conventions
-----------
The quadrants are Russell's, always in the order Q1, Q2, Q3, Q4. Shares are a soft label: the listeners'
answers as proportions that sum to 1; a hard label is a share of 1. A group is whoever must not stand on both
sides of a split: the speaker of a sentence, the artist or the song of a clip.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

QUADRANTS = ("Q1", "Q2", "Q3", "Q4")
POSITIVE_AROUSAL = (0, 1)
"""Indices of the quadrants with positive arousal: Q1 and Q2."""
POSITIVE_VALENCE = (0, 3)
"""Indices of the quadrants with positive valence: Q1 and Q4."""

Split = Literal["train", "validation", "test"]
Shares = tuple[float, float, float, float]


@dataclass(frozen=True)
class CorpusClip:
    """One stretch of sound in a file, with what is known of it.

    ``quadrant_shares`` is None for speech and for clips without a label. ``extra_targets`` are further rates
    in [0, 1] by name, for training on several tasks at once (the nine items of the GEMS, the genre).
    """

    clip_id: str
    path: Path
    group: str
    onset_s: float = 0.0
    duration_s: float | None = None
    quadrant_shares: Shares | None = None
    extra_targets: Mapping[str, float] = field(default_factory=dict)
    split: Split | None = None

    def __post_init__(self) -> None:
        shares = self.quadrant_shares
        if shares is not None and not (
            len(shares) == 4 and all(s >= 0 for s in shares) and math.isclose(sum(shares), 1, abs_tol=1e-6)
        ):
            raise ValueError(
                f"the shares of {self.clip_id!r} are {shares}; four numbers that sum to 1 are due"
            )


@dataclass(frozen=True)
class Vote:
    """One listener's answer to one clip, as shares of the quadrants.

    ``weight`` is how much it counts in the clip's label, which is the weighted mean of its votes: whoever
    ticked more has more say where a corpus adds up ticks.
    """

    clip_id: str
    rater_id: str
    quadrant_shares: Shares
    language: str = ""
    weight: float = 1.0

    def __post_init__(self) -> None:
        if not (self.weight > 0 and math.isfinite(self.weight)):
            raise ValueError(f"the vote on {self.clip_id!r} has the weight {self.weight}; above 0 is due")


@dataclass(frozen=True)
class CorpusProblem:
    """Something of a corpus that cannot be used, by name, and why."""

    thing: str
    reason: str

    def __str__(self) -> str:
        return f"{self.thing}: {self.reason}"


@dataclass(frozen=True)
class Corpus:
    """All clips that were found, in a fixed order, and all that was not usable.

    ``kind`` is the loader's name ("librispeech", "emotify", …), ``language`` the language spoken or sung in
    it where one is known ("en", "zh-Hans"), else empty; ``licence`` says how the data may be used.
    """

    name: str
    kind: str
    folder: Path
    language: str
    licence: str
    clips: tuple[CorpusClip, ...]
    votes: tuple[Vote, ...] = ()
    problems: tuple[CorpusProblem, ...] = ()

    @property
    def labelled(self) -> tuple[CorpusClip, ...]:
        """The clips with a label, in order."""
        return tuple(clip for clip in self.clips if clip.quadrant_shares is not None)


def shares_of(clips: Sequence[CorpusClip]) -> NDArray[np.float64]:
    """Soft labels, shape (n_clips, 4); each of the clips must have one."""
    return np.array([_shares(clip) for clip in clips], dtype=np.float64).reshape(len(clips), 4)


def positive_shares(shares: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """(share of positive arousal, share of positive valence), each of shape (n_clips,)."""
    return shares[:, POSITIVE_AROUSAL].sum(axis=1), shares[:, POSITIVE_VALENCE].sum(axis=1)


def hard_quadrants(shares: NDArray[np.float64]) -> NDArray[np.int64]:
    """Index of each clip's largest share, shape (n_clips,); of equal ones the first."""
    return np.asarray(shares.argmax(axis=1), dtype=np.int64)


def extra_target_names(clips: Iterable[CorpusClip]) -> tuple[str, ...]:
    """All names of further targets, sorted."""
    return tuple(sorted({name for clip in clips for name in clip.extra_targets}))


def _shares(clip: CorpusClip) -> Shares:
    if clip.quadrant_shares is None:
        raise ValueError(f"{clip.clip_id!r} has no label")
    return clip.quadrant_shares
