"""A long table of ratings becomes a frame, or is refused with what to do."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from merlingua.analysis.estimates import AnalysisError, AxisError, InvalidRatingsError
from merlingua.analysis.ratings_frame import check_ratings, language_order
from merlingua.analysis.ratings_table import frame_of_table
from tests.analysis.small_frames import ITEMS, LANGUAGES, N_CLIPS, people_of, small_frame, small_table
from tests.simulated_ratings import LEVELS


def test_a_matrix_has_the_ratings_of_the_table() -> None:
    table = small_table(missing=0.2)
    frame = frame_of_table(table)
    matrix = frame.matrix("fear")
    wide = table[table["item"] == "fear"].pivot(index="participant", columns="clip", values="value")
    assert matrix.raters == tuple(wide.index)
    assert matrix.clips == tuple(wide.columns)
    np.testing.assert_array_equal(matrix.values(), wide.to_numpy())


def test_rows_in_any_order_give_the_same_frame() -> None:
    table = small_table()
    frame, shuffled = frame_of_table(table), frame_of_table(table.sample(frac=1, random_state=1))
    np.testing.assert_array_equal(frame.matrix("joy").codes, shuffled.matrix("joy").codes)
    assert frame.input_sha256 == shuffled.input_sha256


def test_one_other_rating_gives_another_fingerprint() -> None:
    table = small_table()
    changed = table.copy()
    changed.loc[0, "value"] = 6 - changed.loc[0, "value"]
    assert frame_of_table(table).input_sha256 != frame_of_table(changed).input_sha256


def test_languages_come_in_the_order_of_reports() -> None:
    assert language_order(["zh-Hans", "fr", "de", "en", "de", "ca"]) == ("en", "de", "zh-Hans", "ca", "fr")


def test_emotions_come_in_the_order_of_the_taxonomy_and_context_items_last() -> None:
    frame = small_frame({"en": 3}, items=("preference", "tension", "groove", "anger"))
    assert frame.items == ("anger", "tension", "groove", "preference")
    assert frame.rated_items == ("anger", "tension", "groove")


def test_levels_that_nobody_used_stay_on_a_scale_that_was_declared() -> None:
    table = small_table()
    assert frame_of_table(table, scales=dict.fromkeys(ITEMS, range(1, 8))).matrix("joy").levels[-1] == 7
    assert frame_of_table(table).found_scales == tuple(sorted(ITEMS))


def test_ratings_that_are_missing_have_no_row() -> None:
    table = small_table()
    table.loc[:9, "value"] = np.nan
    assert len(frame_of_table(table).ratings) == len(table) - 10


def test_a_repeat_is_not_a_second_rating_of_a_matrix() -> None:
    table = small_table().assign(is_repeat=False)
    again = table.iloc[:5].assign(is_repeat=True, value=1.0)
    frame = frame_of_table(pd.concat([table, again]))
    np.testing.assert_array_equal(frame.matrix("joy").codes, frame_of_table(table).matrix("joy").codes)
    assert frame.ratings["is_repeat"].sum() == 5


def test_participants_and_clips_are_selected_in_their_order() -> None:
    frame = small_frame()
    some = frame.select(
        participants=np.arange(len(frame.participants)) % 2 == 0, clips=np.arange(N_CLIPS) < 4
    )
    whole = frame.matrix("joy")
    np.testing.assert_array_equal(some.matrix("joy").codes, whole.codes[::2, :4])
    assert some.matrix("joy").raters == whole.raters[::2]


def test_cells_are_selected_one_by_one() -> None:
    frame = small_frame()
    cells = np.zeros((sum(LANGUAGES.values()), N_CLIPS), np.bool_)
    cells[3, 5] = cells[0, 1] = True
    codes = frame.select(cells=cells).matrix("joy").codes
    assert (codes >= 0).sum() == 2
    assert codes[3, 5] == frame.matrix("joy").codes[3, 5]


def test_a_mask_of_another_length_is_refused() -> None:
    with pytest.raises(AxisError, match="3 participants and 12 clips; the table has 43 and 12"):
        small_frame().select(participants=np.ones(3, np.bool_))


def test_an_item_that_nobody_rated_is_named_with_its_nearest() -> None:
    with pytest.raises(AnalysisError, match="nobody rated 'jov': did you mean 'joy'"):
        small_frame().matrix("jov")


def test_a_column_that_is_not_there_is_named_with_its_nearest() -> None:
    with pytest.raises(AxisError, match="no column 'participant': did you mean 'participants'"):
        check_ratings(small_table().rename(columns={"participant": "participants"}))


def test_a_wide_table_is_told_how_to_become_long() -> None:
    table = small_table().pivot(index=["participant", "language", "clip"], columns="item", values="value")
    with pytest.raises(AxisError, match=r"it is wide.*melt"):
        check_ratings(table.reset_index())


def test_a_table_on_its_side_is_told_so() -> None:
    with pytest.raises(AxisError, match="stands on its side"):
        check_ratings(small_table().T)


def test_a_value_off_the_scale_is_named() -> None:
    table = small_table()
    table.loc[7, "value"] = 9.0
    with pytest.raises(InvalidRatingsError, match=r"'joy' of clip 'clip07' by 'en00' is 9.*1, 2, 3, 4, 5"):
        frame_of_table(table, scales={"joy": LEVELS})


def test_values_that_are_no_numbers_are_refused() -> None:
    table = small_table().astype({"value": object})
    table.loc[7, "value"] = "agree"
    with pytest.raises(InvalidRatingsError, match="no numbers, such as 'agree'"):
        frame_of_table(table)


def test_a_rating_that_is_there_twice_is_refused() -> None:
    table = small_table()
    with pytest.raises(InvalidRatingsError, match=r"'en00' rated 'joy' of clip 'clip00' more than once \(1"):
        frame_of_table(pd.concat([table, table.iloc[[0]]]))


def test_a_participant_of_two_languages_is_refused() -> None:
    table = small_table()
    table.loc[3, "language"] = "de"
    with pytest.raises(InvalidRatingsError, match="'en00' has ratings in 2 languages"):
        frame_of_table(table)


def test_a_rating_of_nobody_is_refused() -> None:
    table = small_table()
    table.loc[3, "participant"] = None
    with pytest.raises(InvalidRatingsError, match="1 of 1032 ratings have no participant"):
        frame_of_table(table)


def test_a_rater_who_is_no_participant_is_refused() -> None:
    table = small_table()
    people = people_of(table).drop(index="en03")
    with pytest.raises(AxisError, match="participant 'en03' has ratings, and is not in the table"):
        frame_of_table(table, participants=people)


def test_participants_who_rated_nothing_stay_in_the_frame() -> None:
    table = small_table()
    people = people_of(table, language=["de"] * 21 + ["en"] * 22)
    people.loc["late"] = "es"
    frame = frame_of_table(table, participants=people)
    assert frame.languages == ("en", "es", "de")
    assert frame.has_rated().sum() == len(people) - 1
