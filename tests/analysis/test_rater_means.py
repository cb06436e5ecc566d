"""Tests of rater means against published examples."""

from __future__ import annotations

import numpy as np
import pytest

from merlingua.analysis import compared_groups as groups_module
from merlingua.analysis.estimates import AxisError, UndefinedError
from merlingua.analysis.rater_means import kruskal_test, mann_whitney_pairs, rater_means
from merlingua.analysis.rating_matrix import RatingMatrix
from tests.analysis.gold_examples import matrix_of


def one_rating_each(*samples: list[float]) -> tuple[RatingMatrix, list[str]]:
    """A matrix with one clip whose rater means are the samples, and the raters' groups."""
    values = [value for sample in samples for value in sample]
    labels = [f"group {i}" for i, sample in enumerate(samples) for _ in sample]
    return matrix_of([[value] for value in values]), labels


@pytest.fixture
def of_any_size(monkeypatch: pytest.MonkeyPatch) -> None:
    """Published samples are smaller than what the report compares."""
    monkeypatch.setattr(groups_module, "MIN_RATERS_TEST", 2)


@pytest.mark.usefixtures("of_any_size")
def test_the_test_of_mucociliary_efficiency_is_the_published_one() -> None:
    # Hollander & Wolfe (1973), p. 115–120; R: help(kruskal.test) gives H = 0.77143, df = 2, p = 0.68
    found = kruskal_test(
        *one_rating_each([2.9, 3.0, 2.5, 2.6, 3.2], [3.8, 2.7, 4.0, 2.4], [2.8, 3.4, 3.7, 2.2, 2.0])
    )
    assert found.h == pytest.approx(0.77143, abs=5e-6)
    assert (found.df, found.p) == (2, pytest.approx(0.68, abs=0.005))
    assert found.epsilon_squared == pytest.approx(0.77143 / 13, abs=5e-6)


@pytest.mark.usefixtures("of_any_size")
def test_the_test_of_permeability_is_the_published_one() -> None:
    # Hollander & Wolfe (1973), p. 69: human chorioamnion at term and at 12 to 26 weeks; R: help(wilcox.test)
    # gives W = 35 and one-sided p = 0.1272, the two-sided is twice that
    at_term = [0.80, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46]
    found = mann_whitney_pairs(*one_rating_each(at_term, [1.15, 0.88, 0.90, 0.74, 1.21]))
    assert len(found) == 1
    assert (found[0].u, found[0].n_first, found[0].n_second) == (35, 10, 5)
    assert found[0].p == pytest.approx(2 * 0.1272, abs=1e-4)
    assert found[0].cles == pytest.approx(0.7)


@pytest.mark.usefixtures("of_any_size")
def test_ties_count_half_in_the_common_language_effect_size() -> None:
    # Vargha & Delaney (2000): P(X > Y) + P(X = Y)/2; by hand 2 higher and 1 tie of 6 pairs
    found = mann_whitney_pairs(*one_rating_each([1, 3, 5], [3, 4]))
    assert found[0].cles == pytest.approx((2 + 0.5) / 6)


def test_groups_under_ten_are_left_out_and_named_and_small_ones_flagged() -> None:
    rng = np.random.default_rng(3)
    labels = ["en"] * 20 + ["es"] * 12 + ["de"] * 9
    matrix = matrix_of(rng.integers(1, 6, (41, 6)).tolist())
    found = kruskal_test(matrix, labels)
    assert (found.groups, found.n_raters, found.left_out) == (("en", "es"), (20, 12), ("de",))
    assert found.flags == ("low_n",)
    assert [pair.first + pair.second for pair in mann_whitney_pairs(matrix, labels)] == ["enes"]


def test_a_rater_of_other_clips_is_not_thought_to_rate_higher() -> None:
    # clip means are 1 and 5: raters of either one alone, who rate as all do, have the same mean
    means = rater_means(matrix_of([[1, 5], [1, None], [None, 5], [None, None]]))
    assert means[:3] == pytest.approx([3, 3, 3])
    assert np.isnan(means[3])


def test_the_order_of_raters_changes_nothing() -> None:
    rng = np.random.default_rng(4)
    labels = np.repeat(["en", "es"], 15)
    matrix = matrix_of(rng.integers(1, 6, (30, 5)).tolist())
    order = np.array([0, *(1 + rng.permutation(29))])
    assert kruskal_test(matrix.select(raters=order), labels[order]).p == pytest.approx(
        kruskal_test(matrix, labels).p
    )


def test_what_cannot_be_compared_says_why() -> None:
    labels = np.repeat(["en", "es"], 12)
    with pytest.raises(UndefinedError, match="all are equal"):
        kruskal_test(matrix_of([[3, 3]] * 24), labels)
    with pytest.raises(UndefinedError, match="two are needed") as caught:
        kruskal_test(matrix_of([[1, 2]] * 24), ["en"] * 24)
    assert caught.value.flag == "undefined:too_few_groups"
    apart = matrix_of([[1, 2, None, None]] * 12 + [[None, None, 3, 4]] * 12)
    with pytest.raises(UndefinedError, match="share 0 clip") as caught:
        mann_whitney_pairs(apart, labels)
    assert caught.value.flag == "undefined:no_common_clips"
    with pytest.raises(AxisError, match="23 labels"):
        kruskal_test(matrix_of([[1, 2]] * 24), labels[:23])
