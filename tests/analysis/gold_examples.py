"""Published worked examples of agreement, from the folder of real data beside the checkout."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from merlingua.analysis.rating_matrix import RatingMatrix


@dataclass(frozen=True)
class GoldExample:
    """One example: its ratings, raters in rows, and what is published about it."""

    id: str
    source: str
    matrix: RatingMatrix
    expected: Mapping[str, float]
    tolerances: Mapping[str, float]

    def tolerance(self, name: str) -> float:
        return self.tolerances.get(name, self.tolerances["*"])


def read_gold_example(shared_dir: Path, example_id: str) -> GoldExample:
    """The example of this id; its levels are those that occur."""
    examples = json.loads((shared_dir / "gold" / "agreement_examples.json").read_text("utf-8"))["examples"]
    example = next(entry for entry in examples if entry["id"] == example_id)
    return GoldExample(
        example_id,
        example["source"],
        matrix_of(example["data"], item=example_id),
        example["expected"],
        example["tolerance"],
    )


def matrix_of(
    rows: Sequence[Sequence[float | None]], *, item: str = "joy", levels: Sequence[float] | None = None
) -> RatingMatrix:
    """Ratings with raters in rows and clips in columns, None where missing."""
    table = np.array([[np.nan if value is None else value for value in row] for row in rows], dtype=float)
    n_raters, n_clips = table.shape
    raters, clips = np.divmod(np.arange(table.size), n_clips)
    return RatingMatrix.from_indices(
        raters,
        clips,
        table.ravel(),
        raters=[f"rater_{i}" for i in range(n_raters)],
        clips=[f"clip_{i}" for i in range(n_clips)],
        item=item,
        levels=levels,
    )
