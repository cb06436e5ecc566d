"""Gold-MSI: its structure, its published ranges, reversal by wording, and the reference study's sums."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from merlingua.surveys.errors import InstrumentError, InvalidAnswerError
from merlingua.surveys.gold_msi import (
    BEST_INSTRUMENT,
    FACTORS,
    ITEM_WORDINGS,
    ITEMS,
    REVERSED,
    STEPS,
    Wording,
    questionnaire,
    score,
)

SCORED = [item for item in ITEMS if item.id != BEST_INSTRUMENT]

PUBLISHED_RANGES = {
    # Müllensiefen et al. (2014), PLoS ONE 9(2) e89642, table of the subscales' ranges.
    "active_engagement": (9, 63),
    "perceptual_abilities": (9, 63),
    "musical_training": (7, 49),
    "emotions": (6, 42),
    "singing_abilities": (7, 49),
    "general_sophistication": (18, 126),
}

REFERENCE_COLUMNS = {
    "active_engagement": "act_eng:1",
    "perceptual_abilities": "perc_abi:1",
    "musical_training": "mus_trai:1",
    "singing_abilities": "sing_abi:1",
    "emotions": "emo:1",
    "general_sophistication": "mus_soph:1",
}

REFERENCE_PAGES = (
    ("goldmsi1", 10),
    ("goldmsi2", 10),
    ("goldmsi3", 11),
    *((f"goldmsi{n}", 1) for n in range(4, 12)),
)
"""The pages of the reference export with their number of items; the items are in the order of v1.0."""


def test_there_are_38_scored_items_and_the_best_instrument() -> None:
    assert len(SCORED) == 38
    assert [item.id for item in ITEMS][-1] == BEST_INSTRUMENT
    assert [item.number for item in ITEMS if item.is_likert] == list(range(1, 32))


def test_five_factors_part_the_items_and_the_general_one_draws_18_from_them() -> None:
    # Müllensiefen et al. (2014): each item belongs to one of five subscales.
    *parts, general = FACTORS
    assert Counter(number for factor in parts for number in factor.items) == Counter(range(1, 39))
    assert len(set(general.items)) == 18


@pytest.mark.parametrize("wording", ITEM_WORDINGS)
def test_the_lowest_and_highest_answers_give_the_published_ranges(wording: Wording) -> None:
    reversed_items = REVERSED[wording]
    low = {item.id: 7 if item.number in reversed_items else 1 for item in SCORED}
    high = {item.id: 1 if item.number in reversed_items else 7 for item in SCORED}
    for factor_id, (minimum, maximum) in PUBLISHED_RANGES.items():
        assert score(low, wording=wording)[factor_id] == minimum
        assert score(high, wording=wording)[factor_id] == maximum
    assert {factor.id: (factor.minimum, factor.maximum) for factor in FACTORS} == PUBLISHED_RANGES


def test_the_wordings_differ_in_item_17_alone() -> None:
    # psyquest asks item 17 positively (its item bank does not reverse TGMS_0023), v1.0 negatively.
    assert REVERSED["v1.0"] ^ REVERSED["psyquest"] == {17}
    answers: dict[str, int | str] = {item.id: 7 for item in SCORED}
    v1, psyquest = score(answers, wording="v1.0"), score(answers, wording="psyquest")
    changed = {factor_id for factor_id in v1 if v1[factor_id] != psyquest[factor_id]}
    assert changed == {"singing_abilities", "general_sophistication"}


@given(answers=st.fixed_dictionaries({item.id: st.sampled_from(STEPS) for item in SCORED}))
def test_answers_that_were_reversed_before_score_as_raw_ones_of_version_1(answers: dict[str, int]) -> None:
    numbers = {item.id: item.number for item in SCORED}
    reversed_before: dict[str, int | str] = {
        item_id: 8 - step if numbers[item_id] in REVERSED["v1.0"] else step
        for item_id, step in answers.items()
    }
    assert score(reversed_before, wording="scored") == score(dict(answers), wording="v1.0")


def test_a_factor_with_an_unanswered_item_has_no_score() -> None:
    answers: dict[str, int | str] = {item.id: 4 for item in SCORED if item.number != 14}
    found = score({**answers, BEST_INSTRUMENT: "piano"}, wording="v1.0")
    assert set(PUBLISHED_RANGES) - set(found) == {"musical_training", "general_sophistication"}


@pytest.mark.parametrize("step", [0, 8, "4", True, 3.5])
def test_an_answer_outside_1_to_7_is_refused(step: object) -> None:
    with pytest.raises(InvalidAnswerError, match=r"'item_05'.*1 to 7"):
        score({"item_05": step}, wording="v1.0")  # type: ignore[dict-item]


def test_an_unknown_item_or_wording_is_refused_by_name() -> None:
    with pytest.raises(InvalidAnswerError, match="'item_40' is no item"):
        score({"item_40": 3}, wording="v1.0")
    with pytest.raises(InstrumentError, match=r"wording 'v2'.*v1\.0, psyquest"):
        score({}, wording="v2")  # type: ignore[arg-type]


def test_the_questionnaire_asks_every_item_once_in_the_order_of_version_1() -> None:
    asked = questionnaire()
    assert [question.id for question in asked.questions] == [item.id for item in ITEMS]
    for question in asked.questions[:-1]:
        assert [choice.value for choice in question.choices] == list(STEPS)
    assert len(asked.questions[-1].choices) == 21


@pytest.mark.shared
def test_scores_of_the_reference_study_are_the_stored_ones(shared_dir: Path) -> None:
    # Its README: plain sums equal the stored scores on 126 of 126 rows for three factors, 125 for the others.
    equal: Counter[str] = Counter()
    n_complete = 0
    for path in sorted((shared_dir / "reference-study" / "ratings").glob("data_*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                if not row["TIME_end"]:
                    continue
                n_complete += 1
                found = score(reference_answers(row), wording="scored")
                equal.update(
                    factor_id
                    for factor_id, column in REFERENCE_COLUMNS.items()
                    if found[factor_id] == float(row[column])
                )
    assert n_complete == 126
    assert sorted(equal[factor_id] for factor_id in REFERENCE_COLUMNS) == [125, 125, 125, 126, 126, 126]


def reference_answers(row: dict[str, str]) -> dict[str, int | str]:
    columns = [
        f"{page}:{position}" for page, n_items in REFERENCE_PAGES for position in range(1, n_items + 1)
    ]
    return {item.id: int(row[column]) for item, column in zip(ITEMS, columns, strict=True)}
