"""Agreement on what is liked and disliked: the paper's table, and where both sides cannot be compared."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
import pytest

from merlingua.analysis.agreement import agree
from merlingua.analysis.agreement_results import ALL, AgreementOptions, AgreementResults, Split
from merlingua.analysis.agreement_splits import MIN_CLIPS_COMPARED, sides_of
from merlingua.analysis.alpha import krippendorff_alpha
from merlingua.analysis.holm import holm_adjusted_of_done
from merlingua.analysis.prepared_ratings import prepared_ratings
from merlingua.analysis.rating_matrix import RatingMatrix
from merlingua.analysis.ratings_frame import RatingsFrame
from merlingua.analysis.ratings_table import frame_of_table
from tests.analysis.small_frames import small_table
from tests.simulated_ratings import LEVELS

CONTEXT = ("preference", "familiarity", "comprehension")
NO_TESTS = AgreementOptions(n_permutations=0)


def frame_of(table: pd.DataFrame, clips: pd.DataFrame | None = None) -> RatingsFrame:
    return frame_of_table(table, clips=clips, scales=dict.fromkeys(table["item"].unique(), LEVELS))


def splits_by(results: AgreementResults) -> Mapping[tuple[str, str, str], Split]:
    return {(split.context, split.item, split.group): split for split in results.splits}


@pytest.fixture(scope="module")
def small() -> RatingsFrame:
    """What is liked has nothing to do with the clip; clips that are understood have."""
    table = small_table(items=("joy", "fear", *CONTEXT), missing=0.02)
    is_taste = table["item"].isin(CONTEXT[:2])
    table.loc[is_taste, "value"] = np.random.default_rng(4).integers(1, 6, is_taste.sum()).astype(float)
    return frame_of(table)


@pytest.mark.shared
def test_neutral_answers_on_both_sides_give_the_table_of_the_paper(reference_frame: RatingsFrame) -> None:
    # Table 1 of the paper (ISMIR 2020): 20 clips with lyrics; joy, liked .402; joy, all .393
    with_lyrics = 'clip.lyrics_language != "zxx"'
    options = AgreementOptions(n_permutations=0, neutral="keep", where=with_lyrics)
    results = agree(reference_frame, options)
    assert len(results.clips) == 20
    liked = splits_by(results)["preference", "joy", ALL]
    assert round(liked.high.value or 0, 3) == 0.402
    assert round(results.estimates["joy", ALL].value or 0, 3) == 0.393
    assert liked.n_neutral > 0
    assert "neutral_on_both_sides" in liked.flags


@pytest.mark.shared
def test_familiarity_is_not_compared_where_too_few_clips_are_known(reference_frame: RatingsFrame) -> None:
    # design/statistics.md: of 22 clips 2 qualify in German and 1 in Mandarin
    splits = splits_by(agree(reference_frame, NO_TESTS))
    for language, n_clips in (("de", 2), ("zh-Hans", 1)):
        split = splits["familiarity", "joy", language]
        assert len(split.clips) == n_clips < MIN_CLIPS_COMPARED
        assert (split.difference, split.p, split.flags) == (None, None, ("few_common_clips",))
    assert splits["familiarity", "joy", ALL].difference is not None


def test_sides_are_strict_and_neutral_answers_are_counted(small: RatingsFrame) -> None:
    prepared = prepared_ratings(small, NO_TESTS)
    answers = prepared.frame.matrix("preference").values()
    sides = sides_of(prepared, "preference")
    np.testing.assert_array_equal(sides.high, answers > 3)
    np.testing.assert_array_equal(sides.low, answers < 3)
    kept = sides_of(prepared, "preference", neutral="keep")
    np.testing.assert_array_equal(kept.high & kept.low, answers == 3)
    split = splits_by(agree(small, NO_TESTS))["preference", "joy", ALL]
    rated = prepared.matrices["joy"].codes >= 0
    assert split.n_neutral == int(((answers == 3) & rated).sum())


def test_alphas_of_the_sides_are_those_of_their_ratings_alone(small: RatingsFrame) -> None:
    prepared = prepared_ratings(small, NO_TESTS)
    matrix, answers = prepared.matrices["joy"], prepared.frame.matrix("familiarity").values()
    rows = prepared.raters("de")
    codes = np.where(answers > 3, matrix.codes, -1)[rows].astype(np.int16)
    alone = RatingMatrix(codes, matrix.levels, tuple(np.array(matrix.raters)[rows]), matrix.clips)
    split = splits_by(agree(small, NO_TESTS))["familiarity", "joy", "de"]
    assert split.high.value == krippendorff_alpha(alone)


def test_both_sides_are_compared_on_clips_with_five_listeners_on_either_side(small: RatingsFrame) -> None:
    prepared = prepared_ratings(small, NO_TESTS)
    sides = sides_of(prepared, "preference")
    rated = prepared.matrices["joy"].codes >= 0
    enough = ((sides.high & rated).sum(axis=0) >= 5) & ((sides.low & rated).sum(axis=0) >= 5)
    split = splits_by(agree(small, NO_TESTS))["preference", "joy", ALL]
    assert split.clips == tuple(np.array(prepared.matrices["joy"].clips)[enough])
    assert split.high_same.n_clips == len(split.clips)
    assert split.difference == pytest.approx((split.high_same.value or 0) - (split.low_same.value or 0))


def test_a_side_that_has_no_other_clips_is_the_same_twice(small: RatingsFrame) -> None:
    found = [split for split in agree(small, NO_TESTS).splits if len(split.clips) == 12]
    assert found
    for split in found:
        assert (split.high_same, split.low_same) == (split.high, split.low)


def test_p_is_adjusted_over_the_items_of_a_context_and_group(small: RatingsFrame) -> None:
    splits = splits_by(agree(small, NO_TESTS))
    family = [splits["preference", item, ALL] for item in ("joy", "fear")]
    expected = holm_adjusted_of_done(split.p for split in family)
    assert tuple(split.p_adjusted for split in family) == tuple(expected)


def test_comprehension_is_not_looked_at_where_there_are_no_words() -> None:
    table = small_table(items=("joy", "comprehension"))
    clips = pd.DataFrame({"lyrics_language": ["zxx"] * 3 + ["en"] * 9}, index=sorted(table["clip"].unique()))
    prepared = prepared_ratings(frame_of(table, clips), NO_TESTS)
    sides = sides_of(prepared, "comprehension")
    assert not (sides.high | sides.low | sides.neutral)[:, :3].any()
    assert (sides.high | sides.low | sides.neutral)[:, 3:].all()


def test_without_context_items_there_are_no_splits() -> None:
    assert agree(frame_of(small_table()), NO_TESTS).splits == ()


def test_listeners_who_like_everything_have_no_other_side() -> None:
    table = small_table(items=("joy", "preference"))
    table.loc[table["item"] == "preference", "value"] = 5.0
    split = splits_by(agree(frame_of(table), NO_TESTS))["preference", "joy", ALL]
    assert split.high.is_defined
    assert split.low.flags == ("undefined:no_ratings",)
    assert split.flags == ("few_common_clips",)


def test_alike_ratings_have_no_difference_and_say_why() -> None:
    table = small_table(items=("joy", "preference"))
    table.loc[table["item"] == "joy", "value"] = 2.0
    split = splits_by(agree(frame_of(table), NO_TESTS))["preference", "joy", ALL]
    assert split.difference is None
    assert split.flags == ("undefined:one_category",)
