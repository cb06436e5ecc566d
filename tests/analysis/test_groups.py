"""By what listeners are put into groups, and by what they are not."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from merlingua.analysis.groups import (
    MAX_GROUPS,
    GroupingError,
    above_or_below,
    group_columns,
    group_labels,
    group_order,
)
from merlingua.analysis.ratings_frame import RatingsFrame
from merlingua.analysis.ratings_table import frame_of_table
from merlingua.surveys.gold_msi import ITEMS, N_SCORED
from tests.analysis.small_frames import people_of, small_table


@pytest.fixture(scope="module")
def frame() -> RatingsFrame:
    table = small_table()
    n = 43
    people = people_of(
        table,
        gender=["female", "male", None] * 14 + ["male"],
        age=list(range(20, 20 + n)),
        code=[1.0, 2.0] * 21 + [10.0],
        lonely=["x"] * 41 + ["y"] * 2,
        gold_msi_wording=["scored"] * n,
        **{item.id: [1 + number % 7 for number in range(n)] for item in ITEMS[:N_SCORED]},
    )
    return frame_of_table(table, participants=people)


def test_languages_are_groups_in_the_order_of_reports(frame: RatingsFrame) -> None:
    labels = group_labels(frame)
    assert group_order(labels, "language") == ("en", "de")
    assert (labels == "en").sum() == 22


def test_who_did_not_say_is_in_no_group(frame: RatingsFrame) -> None:
    labels = group_labels(frame, "gender")
    assert (labels == "").sum() == 14
    assert group_order(labels, "gender") == ("female", "male")


def test_numbers_are_groups_in_their_order_and_without_decimals(frame: RatingsFrame) -> None:
    assert group_order(group_labels(frame, "code"), "code") == ("1", "2", "10")


def test_a_factor_divides_listeners_at_its_norm_mean() -> None:
    # Müllensiefen et al. (2014): musical training has the norm mean 26.52
    sides = above_or_below(pd.Series([27.0, 26.0, np.nan]), "musical_training")
    assert sides.tolist() == ["above", "below", ""]


def test_a_factor_of_the_gold_msi_makes_two_groups(frame: RatingsFrame) -> None:
    labels = group_labels(frame, "general_sophistication")
    assert group_order(labels, "general_sophistication") == ("above", "below")


def test_columns_that_make_groups_are_listed(frame: RatingsFrame) -> None:
    columns = group_columns(frame)
    assert columns[:3] == ("language", "gender", "code")
    assert {"age", "lonely", "item_01"}.isdisjoint(columns)
    assert "general_sophistication" in columns


def test_a_column_that_is_not_there_is_named_with_its_nearest(frame: RatingsFrame) -> None:
    with pytest.raises(GroupingError, match=r"grouped by 'gendre'.*did you mean 'gender'"):
        group_labels(frame, "gendre")


def test_too_many_groups_are_refused(frame: RatingsFrame) -> None:
    with pytest.raises(GroupingError, match=f"'age' has 43 different values.*at most {MAX_GROUPS}.*--where"):
        group_labels(frame, "age")


def test_a_group_called_all_is_refused() -> None:
    table = small_table()
    people = people_of(table, kind=["all"] * 20 + ["some"] * 23)
    with pytest.raises(GroupingError, match="is called 'all'"):
        group_labels(frame_of_table(table, participants=people), "kind")
