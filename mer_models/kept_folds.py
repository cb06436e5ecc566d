"""The folds of a validation that are done, in a file, so that a run that was ended goes on from there.

Conventions
-----------
One JSON file, written anew and atomically after each fold. It is known by a hash of all that the numbers
depend on: a file of other data, another seed or another version is not used, and is overwritten.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from merlingua.mer_models.group_regression import Strengths
from merlingua.surveys.study_files import write_atomically

if TYPE_CHECKING:
    from merlingua.mer_models.group_validation import GroupedVotes

VERSION = 1
"""Counts up when the same votes give other numbers."""


@dataclass(frozen=True, eq=False)
class FoldScore:
    """What one fold and half gave: the strengths, what was told, and the loss of each row.

    ``told`` has shape (n_groups, n_held_out, 4), each of ``losses`` (n_held_out,): nats, summed over votes.
    """

    strengths: Strengths
    told: NDArray[np.float64]
    losses: dict[str, NDArray[np.float64]]

    def to_json(self) -> dict[str, Any]:
        losses = {row: each.tolist() for row, each in self.losses.items()}
        return {"strengths": asdict(self.strengths), "told": self.told.tolist(), "losses": losses}

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> FoldScore:
        losses = {row: np.array(each) for row, each in stored["losses"].items()}
        return cls(Strengths(**stored["strengths"]), np.array(stored["told"]), losses)


class KeptFolds:
    """Folds by (half, fold), in memory and in a file where one is named."""

    def __init__(self, data: GroupedVotes, seed: int, file: Path | None = None) -> None:
        self.file = file
        self._key = _key(data, seed)
        self._folds: dict[str, Any] = self._read()

    def get(self, half: int, fold: int) -> FoldScore | None:
        """A fold that is done."""
        stored = self._folds.get(f"{half}.{fold}")
        return None if stored is None else FoldScore.from_json(stored)

    def keep(self, half: int, fold: int, score: FoldScore) -> None:
        """Add a fold, and write the file."""
        self._folds[f"{half}.{fold}"] = score.to_json()
        if self.file is not None:
            write_atomically(self.file, json.dumps({"key": self._key, "folds": self._folds}))

    def forget(self) -> None:
        """Remove the file: what it was for is done."""
        if self.file is not None:
            self.file.unlink(missing_ok=True)

    def _read(self) -> dict[str, Any]:
        try:
            stored = json.loads(self.file.read_text(encoding="utf-8")) if self.file is not None else {}
        except (OSError, ValueError):
            # Not there, or no file of ours: computed again.
            return {}
        is_ours = isinstance(stored, dict) and stored.get("key") == self._key
        return dict(stored["folds"]) if is_ours else {}


def _key(data: GroupedVotes, seed: int) -> str:
    hashed = hashlib.sha256(f"{VERSION}:{seed}:{data.strength!r}:{data.groups}:{data.artists}".encode())
    for numbers in (data.vectors, data.votes):
        hashed.update(str(numbers.shape).encode())
        hashed.update(np.ascontiguousarray(numbers, dtype=np.float64).tobytes())
    return hashed.hexdigest()
