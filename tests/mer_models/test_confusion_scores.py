"""Scores of confusion matrices: scikit-learn's, the published models', and ties."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst
from numpy.typing import NDArray
from sklearn.metrics import accuracy_score, confusion_matrix, precision_recall_fscore_support

from merlingua.mer_models.confusion_scores import (
    HALVES,
    best_constant_f1,
    confusion_of,
    plurality,
    precision_recall_f1,
    scores_of_confusion,
)
from merlingua.mer_models.errors import EvaluationError

# design notes, from the released reports: accuracy, macro-F1, support-weighted F1
PUBLISHED = {
    "eng2eng": (0.576, 0.577, 0.577),
    "man2eng": (0.566, 0.558, 0.558),
    "man2man": (0.579, 0.363, 0.513),
    "eng2man": (0.476, 0.161, 0.307),
}

answers = npst.arrays(np.int64, st.tuples(st.just(2), st.integers(1, 60)), elements=st.integers(0, 3))


@given(answers)
def test_every_score_is_scikit_learns(pair: NDArray[np.int64]) -> None:
    truth, predicted = pair
    scores = scores_of_confusion(confusion_of(np.eye(4)[truth], np.eye(4)[predicted]))
    for average in ("macro", "weighted"):
        expected = precision_recall_fscore_support(
            truth, predicted, labels=range(4), average=average, zero_division=0
        )[:3]
        found = [getattr(scores, f"{average}_{name}") for name in ("precision", "recall", "f1")]
        assert found == pytest.approx(expected, abs=1e-12)
    by_class = precision_recall_fscore_support(truth, predicted, labels=range(4), zero_division=0)
    for k, of_class in enumerate(scores.classes):
        found = [of_class.precision, of_class.recall, of_class.f1, of_class.support]
        assert found == pytest.approx([column[k] for column in by_class], abs=1e-12)
    assert scores.accuracy == pytest.approx(accuracy_score(truth, predicted), abs=1e-12)
    assert np.array(scores.confusion).tolist() == confusion_matrix(truth, predicted, labels=range(4)).tolist()


@pytest.mark.shared
@pytest.mark.parametrize("model", PUBLISHED)
def test_the_published_models_score_what_their_released_reports_say(model: str, shared_dir: Path) -> None:
    reports = json.loads((shared_dir / "gold" / "quad_pred_reports.json").read_text())["models"]
    quads = reports[model]["Quads"]
    matrix = np.array(quads["confusion_rows_normalised"]) * np.array(quads["support"])[:, None]
    scores = scores_of_confusion(matrix)
    found = (scores.accuracy, scores.macro_f1, scores.weighted_f1)
    assert found == pytest.approx(PUBLISHED[model], abs=5e-4)
    assert scores.accuracy == pytest.approx(reports[model]["keras_accuracy"]["quadrants"], abs=1e-6)


def test_a_constant_answer_scores_the_best_constant_f1() -> None:
    matrix = np.zeros((4, 4))
    matrix[:, 0] = [30, 20, 25, 5]
    assert scores_of_confusion(matrix).macro_f1 == pytest.approx(best_constant_f1(matrix.sum(axis=1)))
    for k in range(4):
        other = np.roll(matrix, k, axis=1)
        assert scores_of_confusion(other).macro_f1 <= best_constant_f1(matrix.sum(axis=1)) + 1e-12


def test_a_clip_whose_shares_tie_counts_in_parts() -> None:
    shares = np.array([[0.4, 0.4, 0.1, 0.1], [0.1, 0.2, 0.3, 0.4]])
    assert plurality(shares).tolist() == [[0.5, 0.5, 0, 0], [0, 0, 0, 1]]
    confusion = confusion_of(shares, np.eye(4)[[1, 3]])
    assert scores_of_confusion(confusion).accuracy == 0.75
    assert confusion[:2, 1].tolist() == [0.5, 0.5]


def test_a_third_written_in_two_ways_still_ties() -> None:
    assert plurality(np.array([[1 / 3, 1 - 2 / 3, 1 / 3, 0.0]])).tolist() == [[1 / 3, 1 / 3, 1 / 3, 0]]


def test_many_matrices_are_scored_at_once_as_one_by_one() -> None:
    matrices = np.random.default_rng(0).integers(0, 9, (5, 7, 2, 2)).astype(float)
    _, _, f1 = precision_recall_f1(matrices)
    assert f1.shape == (5, 7, 2)
    one = scores_of_confusion(matrices[3, 4], HALVES)
    assert f1[3, 4].mean() == pytest.approx(one.macro_f1, abs=1e-15)


@pytest.mark.parametrize("matrix", [np.zeros((4, 4)), -np.eye(4), np.full((4, 4), np.nan), np.eye(3)])
def test_what_is_no_confusion_matrix_is_refused(matrix: NDArray[np.float64]) -> None:
    with pytest.raises(EvaluationError, match="confusion matrix"):
        scores_of_confusion(matrix)
