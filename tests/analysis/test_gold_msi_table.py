"""Scores of the Gold-MSI: the reference study's table, and what has no score."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from merlingua.analysis.agreement_results import AgreementOptions
from merlingua.analysis.gold_msi_table import FACTOR_IDS, gold_msi_scores, gold_msi_sums, gold_msi_table
from merlingua.analysis.prepared_ratings import prepared_ratings
from merlingua.analysis.ratings_frame import RatingsFrame
from merlingua.surveys.gold_msi import ITEMS, N_SCORED, REVERSED

LANGUAGES = {"english": "en", "spanish": "es", "mandarin": "zh-Hans", "german": "de", "all": "all"}


def people(answers: Sequence[int | None], wording: str | None = "scored") -> pd.DataFrame:
    """Participants who each gave one answer to all items."""
    columns = {item.id: list(answers) for item in ITEMS[:N_SCORED]}
    ids = [f"p{number}" for number in range(len(answers))]
    return pd.DataFrame({**columns, "gold_msi_wording": [wording] * len(ids)}, index=ids)


def varied(n: int = 30) -> pd.DataFrame:
    """Participants whose answers hang together, as those to a scale do."""
    rng = np.random.default_rng(2)
    level = rng.normal(4, 1, (n, 1))
    steps = np.clip(np.rint(level + rng.normal(0, 1, (n, N_SCORED))), 1, 7).astype(int)
    table = pd.DataFrame(steps, columns=[item.id for item in ITEMS[:N_SCORED]])
    table.index = pd.Index([f"p{number}" for number in range(n)])
    return table.assign(gold_msi_wording="scored")


@pytest.mark.shared
def test_the_table_of_the_reference_study_is_the_published_one(
    reference_frame: RatingsFrame, shared_dir: Path
) -> None:
    # Supplement of the paper (ISMIR 2020), Table 2: mean and population sd, two decimals
    published = json.loads((shared_dir / "gold" / "reference_goldmsi.json").read_text("utf-8"))["scores"]
    prepared = prepared_ratings(reference_frame, AgreementOptions())
    masks = {group.id: prepared.raters(group.id).tolist() for group in prepared.groups}
    table = gold_msi_table(prepared.frame.participants, masks)
    assert table is not None
    # two stored scores are not the sums of the answers (reference-study/README.md), and were published
    assert (table.wordings, table.n_without, table.n_stored_differ) == (("scored",), 0, 2)
    for (name, scores), factor in zip(published.items(), FACTOR_IDS, strict=True):
        for their_language, language in LANGUAGES.items():
            cell = table.cells[factor, language]
            assert cell.mean is not None
            assert cell.sd is not None
            found = (round(cell.mean, 2), round(cell.sd, 2))
            wanted = (scores[f"{their_language} mean"], scores[f"{their_language} sd"])
            assert found == pytest.approx(wanted, abs=0.005), (name, language)
            assert cell.cronbach is not None
            assert 0.4 < cell.cronbach.value < 1


def test_cronbachs_alpha_is_that_of_the_definition() -> None:
    # Cronbach (1951): k/(k − 1) · (1 − Σ s²_i / s²_sum), on the nine items of active engagement
    table = varied()
    found = gold_msi_table(table, {"all": [True] * len(table)})
    assert found is not None
    cell = found.cells["active_engagement", "all"]
    items = table[[f"item_{number:02d}" for number in (1, 3, 8, 15, 21, 24, 28, 34, 38)]]
    by_hand = 9 / 8 * (1 - items.var().sum() / items.sum(axis=1).var())
    assert cell.cronbach is not None
    assert cell.cronbach.value == pytest.approx(by_hand, abs=1e-12)


def test_scores_are_sums_of_items() -> None:
    scores = gold_msi_scores(people([1, 7, None]))
    assert scores.loc["p0"].tolist() == [9, 9, 7, 6, 7, 18]
    assert scores.loc["p1"].tolist() == [63, 63, 49, 42, 49, 126]
    assert scores.loc["p2"].isna().all()


def test_a_wording_with_reversed_items_is_turned_before_it_is_summed() -> None:
    wording = next(name for name, numbers in REVERSED.items() if numbers)
    n_reversed = len(REVERSED[wording] & {14, 27, 32, 33, 35, 36, 37})
    scores = gold_msi_scores(people([7], wording))
    assert scores.loc["p0", "musical_training"] == 7 * 7 - 6 * n_reversed


def test_one_missing_item_takes_the_score_of_its_factors_alone() -> None:
    table = people([4])
    table["item_37"] = None
    scores = gold_msi_scores(table).loc["p0"]
    assert scores.index[scores.isna()].tolist() == ["musical_training", "general_sophistication"]


def test_a_wording_that_nobody_knows_has_no_score_and_is_counted() -> None:
    found = gold_msi_table(people([4, 5], None), {"all": [True, True]})
    assert found is not None
    assert (found.n_without, found.n_unknown_wording) == (2, 2)
    cell = found.cells["emotions", "all"]
    assert (cell.n, cell.mean, cell.flags) == (0, None, ("undefined:no_answers",))


def test_few_listeners_have_a_mean_and_no_cronbach() -> None:
    found = gold_msi_table(people([4, 5, 6]), {"all": [True] * 3})
    assert found is not None
    cell = found.cells["emotions", "all"]
    assert (cell.n, cell.mean, cell.cronbach, cell.flags) == (3, 30.0, None, ("n_below_5",))


def test_answers_all_alike_have_no_cronbach() -> None:
    found = gold_msi_table(people([4] * 6), {"all": [True] * 6})
    assert found is not None
    assert found.cells["emotions", "all"].flags == ("undefined:no_spread",)


def test_a_score_of_the_source_is_used_and_told_where_it_is_not_the_sum() -> None:
    table = people([4, 4, None]).assign(gold_msi_stored_emotions=[24.0, 25.0, 20.0])
    assert gold_msi_scores(table)["emotions"].tolist() == pytest.approx([24, 25, np.nan], nan_ok=True)
    assert gold_msi_sums(table)["emotions"].tolist() == pytest.approx([24, 24, np.nan], nan_ok=True)
    found = gold_msi_table(table, {"all": [True] * 3})
    assert found is not None
    assert found.n_stored_differ == 1


def test_without_the_questionnaire_there_is_no_table() -> None:
    assert gold_msi_table(pd.DataFrame(index=["a"]), {"all": [True]}) is None
