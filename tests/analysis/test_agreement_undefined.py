"""Ratings that have no agreement, or no test: flags and sentences, and never a number that is none."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from merlingua.analysis.agreement import agree
from merlingua.analysis.agreement_results import AgreementOptions, NoResult
from merlingua.analysis.ratings_table import frame_of_table
from merlingua.surveys.gold_msi import ITEMS, N_SCORED
from tests.analysis.reasons import every_absence_has_a_reason
from tests.analysis.small_frames import people_of, scaled, small_frame, small_table

QUICK = AgreementOptions(n_permutations=99)
COLUMNS = ["participant", "language", "clip", "item", "value"]


def one_rater() -> pd.DataFrame:
    return small_table({"en": 1})


def two_raters() -> pd.DataFrame:
    return small_table({"en": 2})


def one_clip() -> pd.DataFrame:
    return small_table({"en": 12, "de": 12}, n_clips=1)


def one_category() -> pd.DataFrame:
    return small_table().assign(value=3.0)


def one_category_in_one_language() -> pd.DataFrame:
    table = small_table()
    return table.assign(value=table["value"].where(table["language"] == "en", 1.0))


def all_missing_for_an_item() -> pd.DataFrame:
    table = small_table()
    return table.assign(value=table["value"].where(table["item"] == "joy"))


def no_common_clip() -> pd.DataFrame:
    table = small_table()
    return table[(table["language"] == "en") == (table["clip"] < "clip06")]


def nobody_shares_a_clip() -> pd.DataFrame:
    table = small_table({"en": 12})
    return table[table["participant"].str[2:] == table["clip"].str[4:]]


def a_group_of_four() -> pd.DataFrame:
    return small_table({"en": 20, "de": 4})


def a_group_of_seven() -> pd.DataFrame:
    return small_table({"en": 20, "de": 7})


@pytest.mark.parametrize(
    ("table", "group", "flag"),
    [
        (one_rater(), "en", "undefined:one_rater"),
        (two_raters(), "en", "n_below_5"),
        (one_clip(), "en", "undefined:one_clip"),
        (one_category(), "en", "undefined:one_category"),
        (one_category_in_one_language(), "de", "undefined:one_category"),
        (nobody_shares_a_clip(), "en", "undefined:no_pairs"),
        (a_group_of_four(), "de", "n_below_5"),
    ],
    ids=["one rater", "two raters", "one clip", "one category", "one category in one language",
         "nobody shares a clip", "a group of four"],
)  # fmt: skip
def test_what_has_no_agreement_says_why_and_is_no_number(table: pd.DataFrame, group: str, flag: str) -> None:
    found = agree(scaled(table), QUICK)
    every_absence_has_a_reason(found)
    estimate = found.estimates["joy", group]
    assert estimate.value is None
    assert flag in estimate.flags
    assert found.mean_labels["joy", group].flags


def test_an_item_without_ratings_is_no_item() -> None:
    found = agree(scaled(all_missing_for_an_item()), QUICK)
    assert found.items == ("joy",)
    every_absence_has_a_reason(found)


def test_languages_without_a_common_clip_have_alphas_and_no_test() -> None:
    found = agree(scaled(no_common_clip()), QUICK)
    every_absence_has_a_reason(found)
    assert found.estimates["joy", "en"].is_defined
    assert found.tests is not None
    assert found.tests.omnibus[0].p is None
    assert "undefined:no_common_clips" in found.tests.omnibus[0].flags
    level = found.level_tests["joy"]
    assert isinstance(level, NoResult)
    assert "share 0 clip(s)" in level.reason


def test_a_group_of_seven_has_an_alpha_and_no_test() -> None:
    found = agree(scaled(a_group_of_seven()), QUICK)
    every_absence_has_a_reason(found)
    assert found.estimates["joy", "de"].flags == ("n_below_10",)
    assert found.estimates["joy", "de"].is_defined
    assert found.tests is not None
    assert found.tests.omnibus[0].flags == ("undefined:too_few_groups",)


def test_nobody_left_is_told_and_not_computed() -> None:
    people = people_of(small_table(), age=[30] * 43)
    found = agree(small_frame(participants=people), replace(QUICK, where="age > 90"))
    assert found.groups[-1].n_raters == 0
    assert all(not estimate.is_defined for estimate in found.estimates.values())
    every_absence_has_a_reason(found)


@pytest.mark.parametrize("seed", range(20))
def test_whatever_is_rated_has_values_or_reasons(seed: int) -> None:
    rng = np.random.default_rng(seed)
    languages = {language: int(rng.integers(0, 13)) for language in ("en", "de", "und")}
    n_clips, n_levels = int(rng.integers(1, 13)), int(rng.integers(1, 6))
    items = rng.choice(["joy", "groove", "preference", "comprehension"], size=3, replace=False)
    rows = [
        (f"{language}{rater}", language, f"c{clip}", str(item), float(rng.integers(1, n_levels + 1)))
        for language, n_raters in languages.items()
        for rater in range(n_raters)
        for clip in range(n_clips)
        for item in items
        if rng.random() < (1.0, 0.5, 0.1)[seed % 3]
    ]
    table = pd.DataFrame([*rows, ("p", "en", "c0", "joy", 1.0)], columns=COLUMNS)
    n = table["participant"].nunique()
    people = people_of(table, is_complete=rng.random(n) < 0.8, gold_msi_wording=["scored"] * n)
    if seed % 2:
        people = people.assign(**{item.id: rng.integers(1, 8, n) for item in ITEMS[:N_SCORED]})
    options = AgreementOptions(
        n_permutations=19,
        participants="rated" if seed % 2 else "complete",
        neutral="keep" if seed % 4 > 1 else "drop",
        level=("ordinal", "nominal", "interval", "ratio")[seed % 4],
        n_bootstrap=9,
    )
    every_absence_has_a_reason(agree(frame_of_table(table, participants=people), options))
