"""``merlingua agreement`` on ratings that it cannot take: a sentence, exit 1, and no half report."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.analysis.rating_stores import (
    CONTEXT,
    Row,
    agreement,
    is_one_sentence,
    row,
    simulated_rows,
    store_of,
    table_of,
)
from tests.small_study import merlingua, write_tones

FEW_ROWS = simulated_rows({"en": 6}, items=("joy", "fear"))
"""Of one language, for reports that are written: most of their time goes into figures."""


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return store_of(tmp_path_factory.mktemp("store"), simulated_rows())


def one_rater(rows: list[Row]) -> Iterator[Row]:
    return (line for line in rows if line["participant"] == "en0")


def one_clip(rows: list[Row]) -> Iterator[Row]:
    return (line for line in rows if line["clip"] == "clip0")


def one_category(rows: list[Row]) -> Iterator[Row]:
    return ({**line, "value": 3} for line in rows)


def four_listeners(rows: list[Row]) -> Iterator[Row]:
    return (line for line in rows if line["participant"] in {"en0", "en1", "de0", "de1"})


def no_emotion(rows: list[Row]) -> Iterator[Row]:
    return (line for line in rows if line["item"] in CONTEXT)


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (one_rater, ("no agreement that is defined",)),
        (one_clip, ("no agreement that is defined",)),
        (one_category, ("no agreement that is defined",)),
        (four_listeners, ("no agreement that is defined", "from 5 listeners on")),
        (no_emotion, ("nobody rated an emotion",)),
    ],
)
def test_ratings_without_any_agreement_are_one_sentence_and_no_report(
    tmp_path: Path, damage: Callable[[list[Row]], Iterator[Row]], words: tuple[str, ...]
) -> None:
    out = tmp_path / "report"
    run = agreement(store_of(tmp_path, damage(simulated_rows())), out)
    assert is_one_sentence(run, *words)
    assert not out.exists()


def test_all_missing_is_told_by_the_import_and_leaves_nothing_to_analyse(tmp_path: Path) -> None:
    store = tmp_path / "ratings.db"
    table = tmp_path / "ratings.csv"
    table.write_text("participant,language,clip,item,value\np1,en,a,joy,\np2,en,a,joy,NA\n", "utf-8")
    merlingua("import", "long", table, "--study-id", "small", "--store", store)
    run = agreement(store, tmp_path / "report", "--participants", "rated")
    assert is_one_sentence(run)
    assert not (tmp_path / "report").exists()


def test_two_languages_without_a_common_clip_have_their_alphas_and_no_comparison(tmp_path: Path) -> None:
    rows = [
        {**line, "clip": f"{line['language']}_{line['clip']}"}
        for line in simulated_rows({"en": 10, "de": 10}, items=("joy",))
    ]
    out = tmp_path / "report"
    run = agreement(store_of(tmp_path, rows), out, "--participants", "rated")
    assert run.exit_code == 0, run.err
    table = table_of(out)
    tests = [line for line in table if line["estimator"] in {"permutation_omnibus", "wald_f", "welch_sum"}]
    assert tests
    assert all((line["estimate"], line["p"]) == ("", "") for line in tests)
    assert all("no_common_clips" in line["flags"] for line in tests)
    alphas = [line for line in table if line["estimator"] == "krippendorff_alpha" and not line["group"]]
    assert all(line["estimate"] for line in alphas)


def test_an_item_in_one_category_is_undefined_beside_others_that_are_not(tmp_path: Path) -> None:
    rows = [{**line, "value": 1} if line["item"] == "fear" else line for line in FEW_ROWS]
    out = tmp_path / "report"
    run = agreement(store_of(tmp_path, rows), out)
    assert run.exit_code == 0, run.err
    assert any(line.startswith("fear") and "undefined: one category" in line for line in run.out)
    fear = [line for line in table_of(out) if line["item"] == "fear" and "alpha" in line["estimator"]]
    assert all(line["estimate"] not in {"0", "1", "0.0", "1.0"} for line in fear)


def test_values_off_the_scale_are_refused_by_the_import(tmp_path: Path) -> None:
    rows = [*FEW_ROWS, row("en0", "en", "clip0", "anger", 9)]
    store = store_of(tmp_path, rows)
    run = agreement(store, tmp_path / "report")
    assert run.exit_code == 0, run.err
    assert not [line for line in table_of(tmp_path / "report") if line["item"] == "anger"]


def test_values_off_the_studys_scale_that_are_in_the_store_are_one_sentence(
    tmp_path: Path, study_of_store: Path
) -> None:
    # Imported without the study's folder, on a scale of their own; then analysed with the folder's scale.
    rows = [{**line, "value": int(str(line["value"])) + 4} for line in simulated_rows()]
    store = store_of(tmp_path, rows, mapping="scale: [5, 6, 7, 8, 9]\n")
    run = agreement(store, tmp_path / "report", "--study", str(study_of_store))
    assert is_one_sentence(run, "off the scale", "1, 2, 3, 4, 5")
    assert not (tmp_path / "report").exists()


@pytest.fixture
def study_of_store(tmp_path: Path) -> Path:
    """A study folder that is called as the store's."""
    folder = tmp_path / "study"
    clips = write_tones(tmp_path / "clips")
    assert merlingua("study", "new", folder, "--clips", clips, "--id", "small").exit_code == 0
    return folder


def test_a_wide_table_and_a_table_on_its_side_are_refused_by_the_import(tmp_path: Path) -> None:
    table = tmp_path / "wide.csv"
    table.write_text("participant,language,clip,joy,fear\np1,en,a,3,4\n", "utf-8")
    store = tmp_path / "ratings.db"
    run = merlingua("import", "long", table, "--study-id", "small", "--store", store)
    assert is_one_sentence(run, "item")
    table.write_text("participant,p1,p2\nclip,a,a\nvalue,3,4\n", "utf-8")
    run = merlingua("import", "long", table, "--study-id", "small", "--store", store)
    assert is_one_sentence(run)


def test_two_answers_to_one_question_are_refused_by_the_import(tmp_path: Path) -> None:
    table = tmp_path / "twice.csv"
    table.write_text("participant,language,clip,item,value\np1,en,a,joy,3\np1,en,a,joy,4\n", "utf-8")
    run = merlingua("import", "long", table, "--study-id", "small", "--store", tmp_path / "ratings.db")
    assert is_one_sentence(run, "2", "3")


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--by", "langauge"), ("langauge", "language")),
        (("--where", "agee > 20"), ("agee",)),
        (("--where", "age >"), ("age >",)),
        (("--where", "__import__('os')"), ()),
        (("--exclude", "too_quick"), ("too_quick", "too_fast")),
        (("--exclude", "too_fast=soon"), ("soon",)),
        (("--study-id", "other"), ("other",)),
        (("--where", "language == 'fr'"), ()),
    ],
)
def test_what_is_not_there_is_one_sentence_with_what_is(
    store: Path, tmp_path: Path, options: tuple[str, ...], words: tuple[str, ...]
) -> None:
    run = agreement(store, tmp_path / "report", *options)
    assert is_one_sentence(run, *words)
    assert list(tmp_path.iterdir()) == []


def test_a_store_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    run = agreement(tmp_path / "no.db", tmp_path / "report")
    assert is_one_sentence(run, "no.db")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_with_other_files_is_refused_before_anything_is_computed(
    store: Path, tmp_path: Path
) -> None:
    (tmp_path / "thesis.tex").write_text("mine", "utf-8")
    began = time.perf_counter()
    run = agreement(store, tmp_path, "--permutations", "9999")
    assert time.perf_counter() - began < 2
    assert is_one_sentence(run, "no report of Merlingua's")
    assert [file.name for file in tmp_path.iterdir()] == ["thesis.tex"]
