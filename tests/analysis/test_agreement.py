"""The agreement of a whole study: the paper's numbers, and everything that has none."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from merlingua.analysis.agreement import agree, quick_alphas
from merlingua.analysis.agreement_results import (
    ALL,
    AgreementOptions,
    AgreementResults,
    NoResult,
)
from merlingua.analysis.agreement_secondary import estimators
from merlingua.analysis.alpha import krippendorff_alpha
from merlingua.analysis.estimates import AnalysisError
from merlingua.analysis.other_agreement import kendall_w
from merlingua.analysis.permutation import alpha_language_tests
from merlingua.analysis.ratings_frame import RatingsFrame
from merlingua.analysis.ratings_table import frame_of_table
from merlingua.analysis.reliability import intraclass_correlations
from tests.analysis.reasons import every_absence_has_a_reason
from tests.analysis.small_frames import people_of, scaled, small_frame, small_table

QUICK = AgreementOptions(n_permutations=99)
LANGUAGES = {"english": "en", "spanish": "es", "mandarin": "zh-Hans", "german": "de", "all": "all"}
EMOTIONS = {"bitter": "bitterness", "sad": "sadness", "tender": "tenderness"}


@pytest.fixture(scope="module")
def results() -> AgreementResults:
    return agree(small_frame(missing=0.05), QUICK)


@pytest.fixture(scope="module")
def reference(reference_frame: RatingsFrame) -> AgreementResults:
    return agree(reference_frame, AgreementOptions(n_permutations=199))


@pytest.mark.shared
def test_all_55_alphas_of_the_paper_are_found(reference: AgreementResults, shared_dir: Path) -> None:
    # Table 2 of the paper (ISMIR 2020): 126 complete participants, all 22 clips, three decimals
    published = json.loads((shared_dir / "gold" / "reference_table2.json").read_text("utf-8"))["alpha"]
    wanted = {
        (EMOTIONS.get(emotion, emotion), LANGUAGES[language]): value
        for emotion, row in published.items()
        for language, value in row.items()
    }
    assert set(reference.estimates) == set(wanted)
    assert len(wanted) == 55
    assert {key: round(estimate.value or 0, 3) for key, estimate in reference.estimates.items()} == wanted
    assert [(group.id, group.n_raters) for group in reference.groups] == [
        ("en", 26), ("es", 56), ("de", 17), ("zh-Hans", 27), ("all", 126),
    ]  # fmt: skip


@pytest.mark.shared
def test_languages_are_tested_by_the_plan_of_omnibus_holm_and_pairs(reference: AgreementResults) -> None:
    # that tenderness alone survives with 9 999 permutations is held by test_permutation, on the same ratings
    tests = reference.tests
    assert tests is not None
    assert tests == alpha_language_tests(
        reference.matrices, reference.labels, seed=1, n_permutations=199, order=("en", "es", "de", "zh-Hans")
    )
    assert (tests.n_omnibus_family, tests.n_permutations, tests.seed) == (11, 199, 1)
    assert {pair.item for pair in tests.differing_pairs} <= set(tests.surviving_items)


@pytest.mark.shared
def test_everything_in_the_reference_study_has_a_value_or_a_reason(reference: AgreementResults) -> None:
    every_absence_has_a_reason(reference)
    assert all(estimate.both is not None for estimate in reference.estimates.values())
    assert len(reference.traits) == 66
    assert len(reference.splits) == 3 * 11 * 5
    assert reference.flow is not None
    assert (reference.flow.began["all"], reference.flow.rated["all"], reference.flow.used["all"]) == (
        319, 197, 126,
    )  # fmt: skip


@pytest.mark.shared
def test_participants_who_stopped_count_where_they_are_asked_for(reference_frame: RatingsFrame) -> None:
    # reference-study/README.md: 36 718 ratings of emotions including partial ones, of 197 participants
    found = quick_alphas(reference_frame, AgreementOptions(participants="rated"))
    assert found.groups[-1].n_raters == 197
    assert sum(matrix.n_ratings for matrix in found.prepared.matrices.values()) == 36_718


def test_the_table_of_alphas_is_the_same_at_once_and_in_full(results: AgreementResults) -> None:
    found = quick_alphas(small_frame(missing=0.05), QUICK)
    assert found.estimates == results.estimates
    assert (found.items, found.groups, found.flow) == (results.items, results.groups, results.flow)


def test_alphas_are_those_of_the_package(results: AgreementResults) -> None:
    for (item, group), estimate in results.estimates.items():
        assert estimate.value == krippendorff_alpha(results.matrix(item, group))


def test_statistics_beside_alpha_are_those_of_their_modules(results: AgreementResults) -> None:
    matrix = results.matrix("joy", "de")
    assert {key[2] for key in results.secondary} == set(estimators(QUICK))
    icc = intraclass_correlations(matrix)
    found = results.secondary["joy", "de", "icc_a1"]
    assert (found.value, found.n_dropped_clips) == (icc["ICC(A,1)"].value, icc.n_dropped_clips)
    assert results.secondary["joy", "de", "kendall_w"].value == kendall_w(matrix).w
    nominal = results.secondary["joy", "de", "alpha_nominal"]
    assert nominal.value == krippendorff_alpha(matrix, level="nominal")
    assert nominal.over == "listeners"


def test_another_main_level_has_ordinal_beside_it() -> None:
    options = AgreementOptions(n_permutations=0, level="interval")
    found = agree(small_frame(), options)
    assert "alpha_ordinal" in {key[2] for key in found.secondary}
    assert found.estimates["joy", ALL].value == krippendorff_alpha(found.matrix("joy"), level="interval")


def test_everything_has_a_value_or_a_reason(results: AgreementResults) -> None:
    every_absence_has_a_reason(results)


def test_the_same_options_give_the_same_results(results: AgreementResults) -> None:
    assert agree(small_frame(missing=0.05), QUICK).rows == results.rows


def test_another_seed_changes_tests_alone(results: AgreementResults) -> None:
    other = agree(small_frame(missing=0.05), replace(QUICK, seed=2))
    assert other.estimates == results.estimates
    assert other.tests != results.tests


def test_the_order_of_participants_changes_no_value(results: AgreementResults) -> None:
    table = small_table(missing=0.05)
    renamed = table.assign(participant=[name[::-1] for name in table["participant"]])
    other = agree(scaled(renamed), replace(QUICK, n_permutations=0))
    for key, estimate in other.estimates.items():
        assert estimate.value == pytest.approx(results.estimates[key].value, abs=1e-12)
        assert estimate.se_listeners == pytest.approx(results.estimates[key].se_listeners, abs=1e-12)


def test_progress_tells_each_part_and_what_it_raises_ends_all() -> None:
    told: list[str] = []
    agree(small_frame(), QUICK, lambda what, done, total: told.append(what))
    assert list(dict.fromkeys(told)) == ["agreement", "secondary", "tests", "level", "profile"]

    def stop(what: str, done: int, total: int) -> None:
        if what == "tests":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        agree(small_frame(), QUICK, stop)


def test_without_permutations_nothing_is_tested_by_them() -> None:
    found = agree(small_frame(), AgreementOptions(n_permutations=0))
    assert found.tests is None
    assert not found.profile_tests
    assert found.level_tests
    assert "note.no_permutations" in found.notes


def test_bootstraps_stand_beside_the_jackknife_where_they_are_asked_for() -> None:
    found = agree(small_frame(), AgreementOptions(n_permutations=0, n_bootstrap=200))
    jackknife, bootstrap = found.estimates["joy", "en"].listeners, found.bootstraps["joy", "en"]
    assert jackknife is not None
    assert not isinstance(bootstrap, NoResult)
    assert bootstrap.lower == pytest.approx(jackknife.lower, abs=0.1)
    assert set(found.bootstraps) == set(found.estimates)


def test_provenance_says_what_makes_the_results_again(results: AgreementResults) -> None:
    made = results.provenance
    assert made is not None
    assert (made.seed, made.n_permutations, made.study_id) == (1, 99, "small")
    assert made.input_sha256 == small_frame(missing=0.05).input_sha256
    assert {"python", "numpy", "krippendorff"} <= set(made.versions)
    assert json.loads(json.dumps(dict(made.options)))["by"] == "language"


def test_other_columns_than_the_language_make_groups() -> None:
    people = people_of(small_table(), instrument=["piano", "violin", "none"] * 14 + ["none"])
    found = agree(small_frame(participants=people), replace(QUICK, by="instrument"))
    assert found.group_ids == ("none", "piano", "violin", "all")
    assert found.tests is not None
    assert found.tests.omnibus[0].groups == ("none", "piano", "violin")
    every_absence_has_a_reason(found)


def test_any_items_on_any_scale_without_languages() -> None:
    table = small_table({"und": 12}, items=("groove", "nostalgia"))
    table["value"] = table["value"] * 25 - 12.5
    found = agree(frame_of_table(table), QUICK)
    assert found.group_ids == ("all",)
    assert found.tests is None
    assert {"note.no_language", "note.found_scales", "note.one_group"} <= set(found.notes)
    assert found.estimates["groove", ALL].is_defined
    every_absence_has_a_reason(found)


def test_options_out_of_range_are_refused() -> None:
    with pytest.raises(AnalysisError, match="participants is 'some'"):
        AgreementOptions(participants="some")  # type: ignore[arg-type]
    with pytest.raises(AnalysisError, match="whole numbers from 0 on"):
        AgreementOptions(n_permutations=-1)
