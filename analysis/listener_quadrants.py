"""Which quadrant listeners heard in a clip, as shares per language, to lay beside a model's.

Conventions
-----------
A listener names the quadrant whose emotions they rated highest on average; quadrants that tie share the vote.
The first hearing counts, practice does not. A file is a clip of the store by the id that a study gives it,
else by its contents (SHA-256). Simulated listeners count only where a clip has no people.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from merlingua.surveys.store import Store
from merlingua.surveys.store_place import store_file
from merlingua.surveys.store_queries import study_ids
from merlingua.surveys.store_ratings import RatingColumns, read_ratings
from merlingua.surveys.taxonomy import EMOTIONS

QUADRANTS = ("Q1", "Q2", "Q3", "Q4")

_QUADRANT_OF = {emotion.id: QUADRANTS.index(emotion.quadrant.name) for emotion in EMOTIONS}


@dataclass(frozen=True, eq=False)
class GroupShares:
    """The listeners of one language: shares of Q1 to Q4, shape (4,), sum 1."""

    language: str
    n_listeners: int
    shares: NDArray[np.float64]


@dataclass(frozen=True)
class ClipShares:
    """How one clip was heard; languages with more listeners first."""

    rows: tuple[GroupShares, ...]
    is_simulated: bool


def shares_of_files(
    location: str, files: Sequence[str], *, study_id: str = "", clip_ids: Mapping[str, str] | None = None
) -> dict[str, ClipShares]:
    """The shares of each file that somebody in the store has rated; files that nobody rated are left out.

    Raises
    ------
    StoreError
        If the store cannot be read. One that is not there yet has no ratings.
    """
    if not store_file(location).exists():
        return {}
    named = dict(clip_ids or {})
    store = Store.open(location, create=False, read_only=True)
    try:
        wanted = {file: (study_id, named[file]) for file in files if file in named}
        wanted |= _known_again(store, [file for file in files if file not in named])
        with store.reading() as connection:
            stored = set(study_ids(connection))
        tables = {
            study: clip_shares(read_ratings(store, study))
            for study in {study for study, _ in wanted.values()} & stored
        }
    finally:
        store.close()
    return {
        file: tables[study][clip]
        for file, (study, clip) in wanted.items()
        if study in tables and clip in tables[study]
    }


def clip_shares(columns: RatingColumns) -> dict[str, ClipShares]:
    """The shares of each clip of a study, by clip id.

    Reference: the quadrants of the emotions are those of `surveys.taxonomy`.
    """
    quadrant_of_item = np.array([_QUADRANT_OF.get(item, -1) for item in columns.items], dtype=np.int64)
    quadrant = quadrant_of_item[columns.item] if len(columns.item) else np.zeros(0, np.int64)
    kept = (quadrant >= 0) & ~columns.is_practice & ~columns.is_repeat & ~np.isnan(columns.value)
    n_clips = len(columns.clips)
    cell = (columns.participant[kept].astype(np.int64) * n_clips + columns.clip[kept]) * 4 + quadrant[kept]
    n_cells = len(columns.participants) * n_clips * 4
    sums = np.bincount(cell, weights=columns.value[kept].astype(np.float64), minlength=n_cells)
    counts = np.bincount(cell, minlength=n_cells)
    shape = (len(columns.participants), n_clips, 4)
    with np.errstate(invalid="ignore", divide="ignore"):
        means = (sums / counts).reshape(shape)
    votes = _votes(means)
    found = {clip: _of_clip(columns, votes[:, number]) for number, clip in enumerate(columns.clips)}
    return {clip: shares for clip, shares in found.items() if shares is not None}


def _votes(means: NDArray[np.float64]) -> NDArray[np.float64]:
    """Means (..., 4), NaN where nothing was rated → each listener's vote, summing to 1, or 0 without one."""
    filled = np.where(np.isnan(means), -np.inf, means)
    is_highest = (filled == filled.max(axis=-1, keepdims=True)) & np.isfinite(filled)
    return np.asarray(is_highest / np.maximum(is_highest.sum(axis=-1, keepdims=True), 1))


def _of_clip(columns: RatingColumns, votes: NDArray[np.float64]) -> ClipShares | None:
    people = columns.participants
    has_voted = votes.sum(axis=1) > 0
    is_simulated = np.array([person.is_simulated for person in people], dtype=np.bool_)
    only_simulated = not (has_voted & ~is_simulated).any()
    counted = has_voted if only_simulated else has_voted & ~is_simulated
    if not counted.any():
        return None
    languages = np.array([person.language for person in people])
    rows = [
        GroupShares(
            str(language), int(chosen.sum()), np.asarray(votes[chosen].mean(axis=0), dtype=np.float64)
        )
        for language in np.unique(languages[counted])
        if (chosen := counted & (languages == language)).any()
    ]
    rows.sort(key=lambda row: (-row.n_listeners, row.language))
    return ClipShares(tuple(rows), only_simulated)


def _known_again(store: Store, files: Sequence[str]) -> dict[str, tuple[str, str]]:
    """File → (study, clip) of those that listeners of some study heard, by their contents."""
    query = (
        "SELECT DISTINCT presentation.clip_sha256, session.study_id, presentation.clip_id FROM presentation "
        "JOIN session ON session.id = presentation.session_id WHERE presentation.clip_sha256 IS NOT NULL"
    )
    with store.reading() as connection:
        known = {digest: (study, clip) for digest, study, clip in connection.exec_driver_sql(query)}
    if not known:
        return {}
    digests = {file: _digest(Path(file)) for file in files}
    return {file: known[digest] for file, digest in digests.items() if digest in known}


def _digest(file: Path) -> str:
    try:
        with file.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError:
        return ""
