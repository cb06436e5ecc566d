"""All ratings of a study as columns, for whoever computes with them: compact, and quick for millions.

Conventions
-----------
A row is the newest revision of one answer on a clip's page. Participants, clips and items are whole numbers
that index ``participants``, ``clips`` and ``items``. A value that a store holds as text is a number written
out (a scale with halves), or NaN where it is none.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from merlingua.surveys.questions import AnswerValue
from merlingua.surveys.store import Store


@dataclass(frozen=True)
class ParticipantRow:
    """A participant with all that they said outside of clips."""

    id: UUID
    source_id: str | None
    """Their id where they come from; None in this program's own survey."""
    source: str
    """``survey``, ``psytoolkit`` or ``long``."""
    language: str
    is_simulated: bool
    is_complete: bool
    started_at: datetime | None
    finished_at: datetime | None
    station: str
    study_sha256: str
    answers: Mapping[str, AnswerValue]
    """By question id, newest revision: demographics, Gold-MSI, headphones …; comments are left out."""
    detail: Mapping[str, object]
    """Of the event ``imported``; empty in this program's own survey."""


@dataclass(frozen=True)
class RatingColumns:
    """Ratings of one study; all arrays have the shape (n_ratings,)."""

    study_id: str
    participants: tuple[ParticipantRow, ...]
    """Everybody who began, those without a rating too."""
    clips: tuple[str, ...]
    items: tuple[str, ...]
    participant: NDArray[np.int32]
    clip: NDArray[np.int32]
    item: NDArray[np.int32]
    value: NDArray[np.float32]
    position: NDArray[np.int32]
    """Counts from 1 within the block; 0 where the source does not say."""
    is_practice: NDArray[np.bool_]
    is_repeat: NDArray[np.bool_]
    response_ms: NDArray[np.float32]
    """NaN where it was not measured."""


def read_ratings(store: Store, study_id: str, *, sources: Collection[str] | None = None) -> RatingColumns:
    """All ratings of a study; of these sources alone (``survey``, ``psytoolkit``, ``long``), if given.

    Raises
    ------
    StoreError
        If the store has no session of this study, or cannot be read.
    """
    raise NotImplementedError


def change_token(store: Store) -> tuple[int, int]:
    """Differs from an earlier one of the same `Store` where anything was written since, by whomever.

    Takes microseconds, however large the store is.
    """
    raise NotImplementedError
