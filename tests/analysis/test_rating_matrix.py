"""Rating matrices: from tables of both shapes, with axes, scales and duplicates checked."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from merlingua.analysis.estimates import AxisError, InvalidRatingsError
from merlingua.analysis.rating_matrix import RatingMatrix

SCALE = (1, 2, 3, 4, 5)


def wide(values: list[list[float | None]]) -> pd.DataFrame:
    table = pd.DataFrame(
        values,
        index=[f"p{row}" for row in range(len(values))],
        columns=[f"c{column}" for column in range(len(values[0]))],
        dtype=float,
    )
    return table.rename_axis(index="participant", columns="clip")


def long(*rows: tuple[str, str, float | None]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["participant", "clip", "value"])


def test_a_wide_table_becomes_codes_with_missing_ratings() -> None:
    matrix = RatingMatrix.from_wide(wide([[1, 5, None], [2, None, 3]]), item="joy", levels=SCALE)
    assert matrix.codes.tolist() == [[0, 4, -1], [1, -1, 2]]
    assert (matrix.raters, matrix.clips, matrix.n_ratings) == (("p0", "p1"), ("c0", "c1", "c2"), 4)
    np.testing.assert_array_equal(matrix.values(), [[1, 5, np.nan], [2, np.nan, 3]])


def test_nullable_integers_are_read_as_well() -> None:
    # krippendorff 0.9 raises on pandas' Int64
    matrix = RatingMatrix.from_wide(wide([[1, 5, None], [2, None, 3]]).astype("Int64"), levels=SCALE)
    assert matrix.codes.tolist() == [[0, 4, -1], [1, -1, 2]]


def test_a_transposed_table_is_refused_with_the_remedy() -> None:
    with pytest.raises(AxisError, match=r"stands on its side: pass table\.T"):
        RatingMatrix.from_wide(wide([[1, 2], [2, 3]]).T, levels=SCALE)


def test_a_table_with_unnamed_axes_is_refused() -> None:
    with pytest.raises(AxisError, match="must be 'participant' and 'clip'"):
        RatingMatrix.from_wide(pd.DataFrame([[1, 2], [2, 3]]), levels=SCALE)


def test_codes_that_stand_on_their_side_are_refused() -> None:
    with pytest.raises(AxisError, match="Is the table on its side"):
        RatingMatrix(np.zeros((2, 3), np.int16), (1.0, 2.0), ("a", "b", "c"), ("x", "y"))


def test_a_rating_off_the_scale_is_refused_with_who_and_what() -> None:
    with pytest.raises(
        InvalidRatingsError, match=r"joy of clip 'c1' by 'p0' is 6; the scale has 1, 2, 3, 4, 5"
    ):
        RatingMatrix.from_wide(wide([[1, 6], [2, 3]]), item="joy", levels=SCALE)
    with pytest.raises(InvalidRatingsError, match=r"clip 'x' by 'b' is 2\.5"):
        RatingMatrix.from_long(long(("a", "x", 1), ("b", "x", 2.5)), levels=SCALE)


def test_a_clip_that_a_rater_rated_twice_is_refused() -> None:
    with pytest.raises(InvalidRatingsError, match=r"'a' rated joy of clip 'x' 2 times"):
        RatingMatrix.from_long(long(("a", "x", 1), ("b", "x", 2), ("a", "x", 1)), item="joy", levels=SCALE)


def test_a_missing_column_is_named() -> None:
    with pytest.raises(AxisError, match="no column 'clip'"):
        RatingMatrix.from_long(pd.DataFrame({"participant": ["a"], "value": [1]}))


def test_a_rating_of_nobody_is_refused() -> None:
    with pytest.raises(InvalidRatingsError, match="1 ratings have no participant"):
        RatingMatrix.from_long(long(("a", "x", 1), (None, "x", 1)))  # type: ignore[arg-type]


def test_categories_keep_their_order_and_those_without_a_rating() -> None:
    ratings = long(("b", "y", 2), ("a", "y", 1), ("a", "x", None))
    ratings["participant"] = pd.Categorical(ratings["participant"], categories=["a", "b", "c"])
    matrix = RatingMatrix.from_long(ratings, levels=SCALE)
    assert matrix.raters == ("a", "b", "c")
    assert matrix.codes.tolist() == [[0, -1], [1, -1], [-1, -1]]


def test_levels_are_those_found_where_none_are_given() -> None:
    assert RatingMatrix.from_wide(wide([[7, 2.5], [None, 2.5]])).levels == (2.5, 7.0)


def test_levels_must_rise() -> None:
    with pytest.raises(InvalidRatingsError, match="do not rise"):
        RatingMatrix.from_wide(wide([[1, 2]]), levels=(2, 1))


def test_pairable_drops_clips_with_one_rating_and_raters_who_rated_no_other() -> None:
    matrix = RatingMatrix.from_wide(wide([[1, 2, None], [1, None, None], [None, None, 5]]), levels=SCALE)
    assert (matrix.pairable().raters, matrix.pairable().clips) == (("p0", "p1"), ("c0",))


def test_masks_and_positions_select_rows_and_columns() -> None:
    matrix = RatingMatrix.from_wide(wide([[1, 2, 3], [2, 3, 4], [3, 4, 5]]), levels=SCALE)
    chosen = matrix.select(raters=np.array([True, False, True]), clips=[2, 0])
    assert (chosen.raters, chosen.clips) == (("p0", "p2"), ("c2", "c0"))
    assert chosen.values().tolist() == [[3, 1], [5, 3]]
    with pytest.raises(AxisError, match="a mask of shape"):
        matrix.select(raters=[True, False])


tables = st.lists(
    st.lists(st.one_of(st.none(), st.sampled_from(SCALE)), min_size=3, max_size=3), min_size=1, max_size=6
)


@given(tables)
def test_wide_and_long_give_the_same_matrix_and_counts(values: list[list[float | None]]) -> None:
    table = wide(values)
    flat = table.stack().rename("value").reset_index()
    for column, order in (("participant", table.index), ("clip", table.columns)):
        flat[column] = pd.Categorical(flat[column], categories=order)
    first = RatingMatrix.from_wide(table, levels=SCALE)
    second = RatingMatrix.from_long(flat, levels=SCALE)
    np.testing.assert_array_equal(first.codes, second.codes)
    expected = [[sum(row[c] == level for row in values) for level in SCALE] for c in range(3)]
    assert first.counts().tolist() == expected
