"""Listeners above a factor's norm mean against their complement below it."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from merlingua.analysis.agreement import agree
from merlingua.analysis.agreement_results import AgreementOptions
from merlingua.analysis.agreement_traits import STAGES, traits_of
from merlingua.analysis.gold_msi_table import FACTOR_IDS
from merlingua.analysis.holm import holm_adjusted_of_done
from merlingua.analysis.permutation import alpha_language_tests
from merlingua.analysis.prepared_ratings import PreparedRatings, prepared_ratings
from merlingua.analysis.ratings_frame import RatingsFrame
from merlingua.analysis.ratings_table import frame_of_table
from merlingua.analysis.resampling import alpha_estimate
from merlingua.surveys.gold_msi import ITEMS, N_SCORED
from tests.analysis.small_frames import people_of
from tests.simulated_ratings import LEVELS, Population

N = 60


def unequal() -> RatingsFrame:
    """Sixty listeners: those of even number answer 6 to the Gold-MSI and agree, the others neither."""
    rng = np.random.default_rng(8)
    clips = Population(1.5).clips(14, rng)
    sure, unsure = Population(2.5).ratings(clips, N, rng), Population(0.1).ratings(clips, N, rng)
    is_high = np.arange(N) % 2 == 0
    ratings = {
        "joy": np.where(is_high[:, None], sure, unsure),
        "fear": Population(1.0).ratings(clips, N, rng),
    }
    table = pd.DataFrame(
        [
            (f"p{rater:02d}", "en", f"c{clip:02d}", item, LEVELS[code])
            for item, codes in ratings.items()
            for (rater, clip), code in np.ndenumerate(codes)
        ],
        columns=["participant", "language", "clip", "item", "value"],
    )
    answers = {item.id: np.where(is_high, 6, 2) for item in ITEMS[:N_SCORED]}
    people = people_of(table, gold_msi_wording=["scored"] * N, **answers)
    return frame_of_table(table, participants=people, scales=dict.fromkeys(ratings, LEVELS))


@pytest.fixture(scope="module")
def prepared() -> PreparedRatings:
    return prepared_ratings(unequal(), AgreementOptions())


def quiet(what: str, done: int, total: int) -> None:
    """Nobody listens."""


def test_sides_are_a_group_and_its_complement(prepared: PreparedRatings) -> None:
    found = traits_of(prepared, AgreementOptions(n_permutations=99), quiet)
    assert len(found) == len(FACTOR_IDS) * 2
    contrast = next(one for one in found if (one.factor, one.item) == ("emotions", "joy"))
    matrix = prepared.matrices["joy"]
    assert contrast.above == alpha_estimate(matrix.select(raters=np.arange(N) % 2 == 0))
    assert contrast.below == alpha_estimate(matrix.select(raters=np.arange(N) % 2 == 1))
    assert contrast.pair is not None
    assert (contrast.pair.first, contrast.pair.second) == ("above", "below")
    assert contrast.pair.difference == pytest.approx(
        (contrast.above.value or 0) - (contrast.below.value or 0), abs=1e-12
    )
    assert contrast.pair.p == contrast.p


def test_a_difference_that_is_there_is_found_with_all_permutations(prepared: PreparedRatings) -> None:
    options = AgreementOptions(n_permutations=2999)
    found = {(one.factor, one.item): one for one in traits_of(prepared, options, quiet)}
    joy, fear = found["emotions", "joy"], found["emotions", "fear"]
    assert joy.p == 1 / 3000
    assert "stopped_early" not in joy.flags
    assert fear.p is not None
    assert fear.p > STAGES[0][1]
    assert "stopped_early" in fear.flags


def test_a_test_that_was_stopped_has_the_p_of_its_stage(prepared: PreparedRatings) -> None:
    options = AgreementOptions(n_permutations=2999)
    found = next(one for one in traits_of(prepared, options, quiet) if one.item == "fear")
    labels = np.where(np.arange(N) % 2 == 0, "above", "below")
    first = alpha_language_tests(
        {"fear": prepared.matrices["fear"]}, labels, seed=1, n_permutations=STAGES[0][0]
    )
    assert found.p == first.omnibus[0].p


def test_p_is_adjusted_over_all_factors_and_items(prepared: PreparedRatings) -> None:
    found = traits_of(prepared, AgreementOptions(n_permutations=99), quiet)
    assert [one.p_adjusted for one in found] == list(holm_adjusted_of_done(one.p for one in found))
    assert all(one.omnibus is not None and one.omnibus.p_adjusted == one.p_adjusted for one in found)


def test_without_permutations_there_are_alphas_and_no_test(prepared: PreparedRatings) -> None:
    found = traits_of(prepared, AgreementOptions(n_permutations=0), quiet)
    assert all(one.flags == ("no_permutations",) and one.p is None for one in found)
    assert all(one.above.is_defined for one in found)


def test_a_side_that_is_too_small_is_not_compared() -> None:
    frame = unequal()
    low = [f"p{number:02d}" for number in range(1, 2 * 8, 2)]
    few = frame.select(
        participants=np.array([name in low or int(name[1:]) % 2 == 0 for name in frame.participants.index])
    )
    options = AgreementOptions(n_permutations=99)
    for contrast in traits_of(prepared_ratings(few, options), options, quiet):
        assert contrast.below.flags == ("n_below_10",)
        assert contrast.flags == ("undefined:too_few_groups",)
        assert (contrast.p, contrast.pair) == (None, None)


def test_without_the_gold_msi_there_are_no_traits() -> None:
    frame = unequal()
    columns = [name for name in frame.participants.columns if not name.startswith("item_")]
    bare = frame_of_table(
        frame.ratings.astype({"participant": str, "language": str, "clip": str, "item": str}),
        participants=frame.participants[columns],
    )
    assert agree(bare, AgreementOptions(n_permutations=0)).traits == ()


def test_a_factor_can_make_the_groups_of_the_whole_analysis() -> None:
    options = AgreementOptions(by="musical_training", n_permutations=199)
    found = agree(unequal(), options)
    assert found.group_ids == ("above", "below", "all")
    assert found.tests is not None
    assert [(pair.item, pair.first) for pair in found.tests.differing_pairs] == [("joy", "above")]
