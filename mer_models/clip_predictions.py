"""What a model said of clips, and what listeners said: two tables that are compared row by row.

Conventions
-----------
Quadrants stand in the order Q1, Q2, Q3, Q4; a row is a distribution. Arousal and valence are the probability
of their positive half. Rows sum to 1 within 1e-4, which allows for a softmax in single precision; they are
kept as they came.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from merlingua.mer_models.corpus import CorpusClip, positive_shares, shares_of
from merlingua.mer_models.errors import EvaluationError

PREDICTIONS_FORMAT = "merlingua clip predictions"
PREDICTIONS_VERSION = 1
SUM_TOLERANCE = 1e-4

_NAMES_SHOWN = 3


@dataclass(frozen=True, eq=False)
class ClipPredictions:
    """A model's probabilities: quadrants (n, 4), of positive arousal (n,) and of positive valence (n,)."""

    clip_ids: tuple[str, ...]
    quadrants: NDArray[np.float64]
    arousal: NDArray[np.float64]
    valence: NDArray[np.float64]

    def __post_init__(self) -> None:
        ids = _checked_ids(self.clip_ids, "predictions")
        object.__setattr__(self, "clip_ids", ids)
        object.__setattr__(self, "quadrants", _checked_rows(ids, self.quadrants, "predicted quadrants"))
        for name in ("arousal", "valence"):
            values = _checked_probabilities(ids, getattr(self, name), f"predicted positive {name}")
            object.__setattr__(self, name, values)

    def __len__(self) -> int:
        return len(self.clip_ids)

    @classmethod
    def from_quadrants(cls, clip_ids: Sequence[str], quadrants: ArrayLike) -> ClipPredictions:
        """Arousal and valence as the marginals Q1 + Q2 and Q1 + Q4."""
        table = _checked_rows(_checked_ids(clip_ids, "predictions"), quadrants, "predicted quadrants")
        arousal, valence = positive_shares(table)
        return cls(tuple(clip_ids), table, np.minimum(arousal, 1), np.minimum(valence, 1))

    def of_clips(self, clip_ids: Sequence[str]) -> ClipPredictions:
        """The rows of these clips, in this order.

        Raises
        ------
        EvaluationError
            If a clip has no prediction.
        """
        row_of = {clip_id: row for row, clip_id in enumerate(self.clip_ids)}
        if missing := [clip_id for clip_id in clip_ids if clip_id not in row_of]:
            raise EvaluationError(
                f"{len(missing)} of {len(clip_ids)} clips have no prediction: {_listed(missing)}. "
                "Predict them, or leave them out of the labels."
            )
        rows = np.array([row_of[clip_id] for clip_id in clip_ids], dtype=np.int64)
        return ClipPredictions(tuple(clip_ids), self.quadrants[rows], self.arousal[rows], self.valence[rows])

    def to_json(self) -> dict[str, Any]:
        """For `json.dumps`, in full precision."""
        return {
            "format": PREDICTIONS_FORMAT,
            "version": PREDICTIONS_VERSION,
            "clip_ids": list(self.clip_ids),
            "quadrants": self.quadrants.tolist(),
            "arousal": self.arousal.tolist(),
            "valence": self.valence.tolist(),
        }

    @classmethod
    def from_json(cls, data: Any) -> ClipPredictions:
        """What `to_json` gave.

        Raises
        ------
        EvaluationError
            If it is something else, or of a later version.
        """
        found = data.get("format") if isinstance(data, dict) else type(data).__name__
        if found != PREDICTIONS_FORMAT:
            raise EvaluationError(f"the file is no predictions of clips: its format is {found!r}")
        if data.get("version") != PREDICTIONS_VERSION:
            raise EvaluationError(
                f"the predictions are of version {data.get('version')!r}; this program reads version "
                f"{PREDICTIONS_VERSION}. Predict again, or update the program."
            )
        try:
            return cls(tuple(data["clip_ids"]), data["quadrants"], data["arousal"], data["valence"])
        except KeyError as error:
            raise EvaluationError(f"the predictions have no {error}: write them again") from None
        except TypeError:
            raise EvaluationError("the predictions' clip_ids are no list: write them again") from None


@dataclass(frozen=True, eq=False)
class ClipLabels:
    """What listeners said of each clip: shares (n, 4), and the group that may not be split."""

    clip_ids: tuple[str, ...]
    shares: NDArray[np.float64]
    groups: tuple[str, ...]

    def __post_init__(self) -> None:
        ids = _checked_ids(self.clip_ids, "labels")
        object.__setattr__(self, "clip_ids", ids)
        object.__setattr__(self, "shares", _checked_rows(ids, self.shares, "listeners' shares"))
        object.__setattr__(self, "groups", tuple(self.groups))
        if len(self.groups) != len(ids):
            raise EvaluationError(f"{len(self.groups)} groups stand beside {len(ids)} clips; each has one")

    def __len__(self) -> int:
        return len(self.clip_ids)

    @classmethod
    def from_clips(cls, clips: Sequence[CorpusClip]) -> ClipLabels:
        """The labels of clips that have one, in order."""
        ids = tuple(clip.clip_id for clip in clips)
        return cls(ids, shares_of(clips), tuple(clip.group for clip in clips))


def _checked_ids(clip_ids: Sequence[str], what: str) -> tuple[str, ...]:
    ids = tuple(clip_ids)
    if len(set(ids)) < len(ids):
        twice = sorted(clip_id for clip_id, count in Counter(ids).items() if count > 1)
        raise EvaluationError(f"clips stand twice in the {what}: {_listed(twice)}; each may stand once")
    return ids


def _checked_rows(ids: tuple[str, ...], values: ArrayLike, what: str) -> NDArray[np.float64]:
    table = _numbers(values, what)
    if not ids and not table.size:
        table = table.reshape(0, 4)
    if table.shape != (len(ids), 4):
        raise EvaluationError(f"the {what} have the shape {table.shape}; {(len(ids), 4)} is due")
    with np.errstate(invalid="ignore"):
        is_distribution = (table >= 0).all(axis=1) & (np.abs(table.sum(axis=1) - 1) <= SUM_TOLERANCE)
    return _accepted(ids, table, is_distribution, what, "four numbers from 0 that sum to 1")


def _checked_probabilities(ids: tuple[str, ...], values: ArrayLike, what: str) -> NDArray[np.float64]:
    column = _numbers(values, what)
    if column.shape != (len(ids),):
        raise EvaluationError(f"the {what} has the shape {column.shape}; {(len(ids),)} is due")
    is_probability = (column >= 0) & (column <= 1 + SUM_TOLERANCE)
    return _accepted(ids, column, is_probability, what, "a number from 0 to 1")


def _accepted(
    ids: tuple[str, ...], values: NDArray[np.float64], is_right: NDArray[np.bool_], what: str, allowed: str
) -> NDArray[np.float64]:
    if not is_right.all():
        row = int(is_right.argmin())
        more = int((~is_right).sum()) - 1
        raise EvaluationError(
            f"the {what} of {ids[row]!r}{f' (and of {more} more clips)' if more else ''}: "
            f"{values[row].tolist()}; {allowed} {'are' if values.ndim > 1 else 'is'} due"
        )
    values.flags.writeable = False
    return values


def _numbers(values: ArrayLike, what: str) -> NDArray[np.float64]:
    try:
        return np.array(values, dtype=np.float64)
    except (TypeError, ValueError):
        raise EvaluationError(f"the {what} are no table of numbers with rows of equal length") from None


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(repr(name) for name in names[:_NAMES_SHOWN])
    more = len(names) - _NAMES_SHOWN
    return f"{shown} and {more} more" if more > 0 else shown
