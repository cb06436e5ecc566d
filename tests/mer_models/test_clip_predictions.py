"""Tables of predictions and labels: what they refuse, and that a file gives them back exactly."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from merlingua.mer_models.clip_predictions import ClipLabels, ClipPredictions
from merlingua.mer_models.corpus import CorpusClip
from merlingua.mer_models.errors import EvaluationError

ROWS = [[0.1, 0.2, 0.3, 0.4], [0.7, 0.1, 0.1, 0.1]]


def test_arousal_is_q1_and_q2_and_valence_q1_and_q4() -> None:
    predictions = ClipPredictions.from_quadrants(("a", "b"), ROWS)
    assert predictions.arousal == pytest.approx([0.3, 0.8])
    assert predictions.valence == pytest.approx([0.5, 0.8])


@given(st.integers(0, 2**32 - 1), st.integers(0, 12))
def test_a_file_gives_predictions_back_to_the_last_bit(seed: int, n_clips: int) -> None:
    rng = np.random.default_rng(seed)
    ids = tuple(f"clip {n} é" for n in range(n_clips))
    before = ClipPredictions(
        ids, rng.dirichlet(np.ones(4), n_clips), rng.random(n_clips), rng.random(n_clips)
    )
    after = ClipPredictions.from_json(json.loads(json.dumps(before.to_json())))
    assert after.clip_ids == before.clip_ids
    for name in ("quadrants", "arousal", "valence"):
        assert (getattr(after, name) == getattr(before, name)).all()


def test_rows_of_a_softmax_in_single_precision_are_taken() -> None:
    rows = np.random.default_rng(0).dirichlet(np.ones(4), 50).astype(np.float32)
    assert len(ClipPredictions.from_quadrants([str(n) for n in range(50)], rows)) == 50


@pytest.mark.parametrize(
    "row", [[0.5, 0.5, 0.5, 0.5], [np.nan, 0.2, 0.4, 0.4], [-0.1, 0.5, 0.3, 0.3], [np.inf, 0, 0, 0]]
)
def test_a_row_that_is_no_distribution_names_its_clip(row: list[float]) -> None:
    with pytest.raises(EvaluationError, match=r"of 'b':.*sum to 1 are due"):
        ClipPredictions.from_quadrants(("a", "b"), [ROWS[0], row])
    with pytest.raises(EvaluationError, match="listeners' shares of 'b'"):
        ClipLabels(("a", "b"), np.array([ROWS[0], row]), ("x", "y"))


def test_arousal_that_is_no_probability_names_its_clip() -> None:
    with pytest.raises(EvaluationError, match=r"positive arousal of 'a': 1\.5; a number from 0 to 1 is due"):
        ClipPredictions(("a", "b"), np.array(ROWS), np.array([1.5, 0.1]), np.array([0.5, 0.5]))


def test_several_bad_rows_are_counted() -> None:
    with pytest.raises(EvaluationError, match=r"'a' \(and of 1 more clips\)"):
        ClipPredictions.from_quadrants(("a", "b"), np.ones((2, 4)))


def test_a_clip_that_stands_twice_and_a_wrong_shape_are_refused() -> None:
    with pytest.raises(EvaluationError, match="stand twice in the predictions: 'a'"):
        ClipPredictions.from_quadrants(("a", "a"), ROWS)
    with pytest.raises(EvaluationError, match=r"shape \(2, 3\); \(2, 4\) is due"):
        ClipPredictions.from_quadrants(("a", "b"), np.ones((2, 3)) / 3)
    with pytest.raises(EvaluationError, match="1 groups stand beside 2 clips"):
        ClipLabels(("a", "b"), np.array(ROWS), ("x",))


def test_predictions_come_in_the_order_of_the_labels() -> None:
    predictions = ClipPredictions.from_quadrants(("a", "b"), ROWS).of_clips(("b", "a"))
    assert predictions.clip_ids == ("b", "a")
    assert predictions.quadrants.tolist() == ROWS[::-1]
    with pytest.raises(EvaluationError, match="1 of 2 clips have no prediction: 'c'"):
        predictions.of_clips(("a", "c"))


def test_arrays_cannot_be_changed_afterwards_nor_through_the_callers() -> None:
    rows = np.array(ROWS)
    predictions = ClipPredictions.from_quadrants(("a", "b"), rows)
    rows[0] = 0
    assert predictions.quadrants.tolist() == ROWS
    with pytest.raises(ValueError, match="read-only"):
        predictions.quadrants[0] = 0


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"format": "something"}, "format is 'something'"),
        ({"version": 2}, "version 2"),
        ({"quadrants": [[1, 2], [3]]}, "no table of numbers"),
        ({"quadrants": None}, "shape"),
        ({"clip_ids": None}, "no list"),
    ],
)
def test_a_file_of_something_else_is_refused(changes: dict[str, Any], said: str) -> None:
    data = ClipPredictions.from_quadrants(("a", "b"), ROWS).to_json() | changes
    with pytest.raises(EvaluationError, match=said):
        ClipPredictions.from_json(data)
    with pytest.raises(EvaluationError, match="format is 'list'"):
        ClipPredictions.from_json([])


def test_labels_come_from_the_clips_of_a_corpus() -> None:
    clips = [
        CorpusClip(name, Path(f"{name}.wav"), "artist", quadrant_shares=(1.0, 0.0, 0.0, 0.0)) for name in "ab"
    ]
    labels = ClipLabels.from_clips(clips)
    assert (labels.clip_ids, labels.groups) == (("a", "b"), ("artist", "artist"))
    assert labels.shares.tolist() == [[1, 0, 0, 0]] * 2
