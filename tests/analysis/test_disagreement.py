"""Disagreement of clips and influence of raters: what alpha is made of."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst
from numpy.typing import NDArray

from merlingua.analysis.alpha import krippendorff_alpha
from merlingua.analysis.disagreement import clip_disagreements, rater_influences
from merlingua.analysis.estimates import Level, UndefinedError
from merlingua.analysis.rating_matrix import RatingMatrix

SCALE = (1.0, 2.0, 3.0, 4.0)
LEVELS: tuple[Level, ...] = ("nominal", "ordinal", "interval", "ratio")


def matrix_of(codes: NDArray[np.int16] | list[list[int]]) -> RatingMatrix:
    table = np.asarray(codes, dtype=np.int16)
    raters, clips = (tuple(map(str, range(n))) for n in table.shape)
    return RatingMatrix(table, SCALE, raters, clips, "joy")


@given(
    npst.arrays(np.int16, st.tuples(st.integers(2, 6), st.integers(2, 7)), elements=st.integers(-1, 3)),
    st.sampled_from(LEVELS),
)
def test_disagreement_weighted_by_ratings_averages_to_one_minus_alpha(
    codes: NDArray[np.int16], level: Level
) -> None:
    matrix = matrix_of(codes)
    try:
        alpha = krippendorff_alpha(matrix, level=level)
    except UndefinedError:
        assume(False)
    rows = [row for row in clip_disagreements(matrix, level=level) if row.disagreement is not None]
    total = sum(row.n_ratings * row.disagreement for row in rows if row.disagreement is not None)
    assert total / sum(row.n_ratings for row in rows) == pytest.approx(1 - alpha, abs=1e-12)


def test_a_clip_on_which_all_agree_has_none_and_one_without_a_pair_has_no_value() -> None:
    rows = clip_disagreements(matrix_of([[0, 0, 1, -1], [0, 3, -1, -1], [0, 1, -1, -1]]))
    assert rows[0].disagreement == 0
    assert rows[1].disagreement is not None
    assert rows[1].disagreement > 1
    assert (rows[1].n_ratings, rows[1].mean, rows[1].median) == (3, 7 / 3, 2.0)
    assert rows[1].sd == pytest.approx(np.std([1, 4, 2], ddof=1))
    assert [(row.disagreement, row.flags, row.sd) for row in rows[2:]] == [
        (None, ("undefined:no_pairs",), None)
    ] * 2
    assert (rows[2].mean, rows[3].mean) == (2.0, None)


def test_the_rater_who_answers_at_random_is_the_one_whose_going_raises_alpha_most() -> None:
    rng = np.random.default_rng(1)
    codes = np.tile(rng.integers(0, 4, 20), (8, 1))
    codes[3] = rng.permutation(codes[3])
    rows = rater_influences(matrix_of(codes))
    assert min(rows, key=lambda row: row.change or 0).rater == "3"
    assert rows[3].alpha_without == pytest.approx(1)
    assert rows[3].change == pytest.approx(krippendorff_alpha(matrix_of(codes)) - 1)


def test_a_rater_without_ratings_has_no_influence_and_the_reason() -> None:
    rng = np.random.default_rng(2)
    codes = rng.integers(0, 4, (7, 6))
    codes[2] = -1
    row = rater_influences(matrix_of(codes))[2]
    assert (row.n_ratings, row.change, row.flags) == (0, None, ("undefined:no_ratings",))


def test_without_alpha_there_is_neither_disagreement_nor_influence() -> None:
    with pytest.raises(UndefinedError, match="all ratings are equal"):
        clip_disagreements(matrix_of([[1, 1], [1, 1]]))
    with pytest.raises(UndefinedError, match="from 5 on"):
        rater_influences(matrix_of([[1, 2], [1, 1]]))
