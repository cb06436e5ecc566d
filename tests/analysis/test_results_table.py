"""``results.csv`` and ``results.json``: every value in its column, and nothing that is no number."""

from __future__ import annotations

import csv
import io
import json
import math
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from merlingua.analysis.agreement_results import AgreementResults
from merlingua.analysis.estimates import FLAG_REASONS, AnalysisError
from merlingua.analysis.result_rows import rows_of
from merlingua.analysis.results_json import plain, results_json
from merlingua.analysis.results_table import COLUMNS, ResultRow, results_csv
from tests.analysis.sample_results import sample_results

# The order that the task of this table fixes.
COLUMNS_OF_THE_TASK = (
    "analysis,item,language,group,estimator,level,n_raters,n_clips,n_ratings,estimate,se_listeners,"
    "lower_listeners,upper_listeners,lower_both,upper_both,p,p_adjusted,flags"
)


@pytest.fixture(scope="module")
def results() -> AgreementResults:
    found = sample_results()
    return replace(found, rows=rows_of(found))


@pytest.fixture(scope="module")
def table(results: AgreementResults) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(results_csv(results.rows))))


def rows(table: list[dict[str, str]], **wanted: str) -> list[dict[str, str]]:
    return [row for row in table if all(row[name] == value for name, value in wanted.items())]


def test_the_columns_are_those_of_the_task_in_their_order(results: AgreementResults) -> None:
    assert results_csv(results.rows).splitlines()[0] == COLUMNS_OF_THE_TASK
    assert ",".join(COLUMNS) == COLUMNS_OF_THE_TASK


def test_an_alpha_stands_in_full_precision_with_both_intervals(
    results: AgreementResults, table: list[dict[str, str]]
) -> None:
    (row,) = rows(
        table,
        analysis="agreement",
        item="joy",
        language="de",
        estimator="krippendorff_alpha",
        level="ordinal",
    )
    estimate = results.estimates["joy", "de"]
    assert float(row["estimate"]) == estimate.value
    assert float(row["se_listeners"]) == estimate.se_listeners
    assert estimate.listeners is not None
    assert estimate.both is not None
    assert (float(row["lower_listeners"]), float(row["upper_listeners"])) == tuple(estimate.listeners)
    assert (float(row["lower_both"]), float(row["upper_both"])) == tuple(estimate.both)
    assert (row["n_raters"], row["n_clips"], row["n_ratings"]) == ("12", "12", "144")


def test_a_row_without_an_estimate_says_why_in_flags_that_the_report_has_words_for(
    table: list[dict[str, str]],
) -> None:
    undefined = [row for row in table if not row["estimate"]]
    assert undefined
    assert all(row["flags"] for row in undefined)
    flags = {flag for row in table for flag in row["flags"].split(";") if flag}
    assert flags <= set(FLAG_REASONS)


def test_nothing_in_the_table_is_nan_or_none(table: list[dict[str, str]]) -> None:
    cells = [cell for row in table for cell in row.values()]
    assert not {"nan", "NaN", "None", "inf"}.intersection(cells)


def test_each_row_is_told_apart_by_its_first_six_columns(table: list[dict[str, str]]) -> None:
    keys = [tuple(list(row.values())[:6]) for row in table]
    assert len(set(keys)) == len(keys)


def test_other_levels_of_alpha_stand_beside_it_under_their_level(table: list[dict[str, str]]) -> None:
    (row,) = rows(table, estimator="krippendorff_alpha", level="interval")
    assert (row["estimate"], row["lower_listeners"], row["upper_listeners"]) == ("0.3", "0.2", "0.4")


def test_an_interval_for_other_clips_is_not_written_as_one_for_other_listeners(
    results: AgreementResults, table: list[dict[str, str]]
) -> None:
    (row,) = rows(table, estimator="gwet_ac2", item="joy")
    assert (row["estimate"], row["se_listeners"], row["lower_listeners"]) == ("0.6", "", "")
    (interval,) = json.loads(results_json(results, files={}))["clip_intervals"]
    assert (interval["estimator"], interval["lower"], interval["upper"]) == ("gwet_ac2", 0.5, 0.7)


def test_tests_of_the_groups_are_under_all_and_name_what_is_compared(
    results: AgreementResults, table: list[dict[str, str]]
) -> None:
    (row,) = rows(table, analysis="difference", item="joy", estimator="permutation_omnibus")
    assert results.tests is not None
    assert (row["language"], row["group"]) == ("all", "en vs de")
    assert float(row["p"]) == results.tests.omnibus[0].p
    (pair,) = rows(table, analysis="difference", item="joy", estimator="alpha_difference")
    assert pair["p"] == ""
    assert "omnibus_not_significant" in pair["flags"]
    (level,) = rows(table, analysis="level", item="joy", estimator="wald_f")
    assert level["p_adjusted"] == "0.5"
    (none,) = rows(table, analysis="level", item="fear")
    assert (none["estimate"], none["flags"]) == ("", "undefined:one_category")


def test_groups_that_are_no_languages_stand_in_the_column_for_groups() -> None:
    by_gender = rows_of(sample_results(by="gender"))
    alphas = [row for row in by_gender if row.estimator == "krippendorff_alpha" and row.item == "joy"]
    assert [(row.language, row.group) for row in alphas[:3]] == [("all", "en"), ("all", "de"), ("all", "")]


def test_json_has_the_rows_and_where_they_come_from(results: AgreementResults) -> None:
    document = json.loads(results_json(results, files={"report.html": "ab"}))
    assert (document["format"], document["version"]) == ("merlingua agreement", 1)
    assert document["provenance"]["seed"] == 1
    assert document["provenance"]["made_at"] == "2026-01-02T03:04:05+00:00"
    assert "numpy" in document["provenance"]["versions"]
    assert document["exclusions"]["flow"]["left_out"][0]["reason"] == "not_complete"
    assert document["families"]["difference"] == 1
    assert document["files"] == {"report.html": "ab"}
    assert document["splits"][0]["n_neutral"] == 17
    assert len(document["rows"]) == len(results.rows)
    assert tuple(document["rows"][0]) == COLUMNS
    assert document["rows"][0]["estimate"] == results.rows[0].estimate


def test_the_page_on_results_explains_each_column_estimator_flag_and_key(
    results: AgreementResults, repository: Path
) -> None:
    page = (repository / "docs" / "results.md").read_text("utf-8")
    explained = set(re.findall(r"`([^`\n]+)`", re.sub(r"^```.*?^```", "", page, flags=re.M | re.S)))
    assert explained >= {row.analysis for row in results.rows}
    assert explained >= {row.estimator for row in results.rows}
    assert explained >= {*COLUMNS, *FLAG_REASONS, *json.loads(results_json(results, files={}))}


def test_json_is_read_by_readers_that_know_no_nan(results: AgreementResults) -> None:
    def refuse(constant: str) -> None:
        raise AssertionError(constant)

    json.loads(results_json(results, files={}), parse_constant=refuse)


def test_a_nan_in_a_row_is_refused_with_the_rows_name() -> None:
    with pytest.raises(AnalysisError, match=r"agreement krippendorff_alpha joy en.*estimate is nan"):
        ResultRow("agreement", "joy", "en", "", "krippendorff_alpha", "ordinal", estimate=math.nan)


def test_a_row_without_value_and_reason_is_refused() -> None:
    with pytest.raises(AnalysisError, match="no estimate and no flag that says why"):
        ResultRow("agreement", "joy", "en", "", "krippendorff_alpha", "ordinal")


def test_arrays_and_tuples_become_lists() -> None:
    assert plain({"a": np.arange(3), "b": (np.float64(0.5), None)}) == {"a": [0, 1, 2], "b": [0.5, None]}
