"""Ratings come out of a store as they went in: sessions of this program's survey, and imports."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
import pytest

from merlingua.analysis.agreement import agree, quick_alphas
from merlingua.analysis.agreement_results import AgreementOptions
from merlingua.analysis.estimates import AnalysisError, InvalidRatingsError
from merlingua.analysis.ratings_frame import RatingsFrame
from merlingua.analysis.stored_ratings import ratings_of_store
from merlingua.surveys.errors import StoreError
from merlingua.surveys.store import Store
from merlingua.surveys.study import Study, load_study
from merlingua.surveys.study_new import new_study
from tests.analysis.small_frames import small_table
from tests.small_study import merlingua, write_tones
from tests.store_samples import new_session

N_SIMULATED = 6


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Study:
    """Six clips, one for practice, two of the others heard again."""
    folder = tmp_path_factory.mktemp("stored-ratings")
    tones = write_tones(folder / "tones")
    new_study(folder / "small", clips=tones, seed=7, practice=["wide"], n_repeats=2)
    return load_study(folder / "small")


@pytest.fixture(scope="module")
def simulated(study: Study) -> RatingsFrame:
    """Sessions of simulated listeners."""
    store = study.folder.parent / "ratings.db"
    run = merlingua("study", "simulate", study.folder, "--store", store, "--participants", str(N_SIMULATED))
    assert run.exit_code == 0, run.err
    with Store.open(store, read_only=True) as opened:
        return ratings_of_store(opened, study=study)


def imported(
    folder: Path, rows: Iterable[Sequence[object]], mapping: str = "", study_id: str = "any"
) -> Path:
    """A store with a long table of ratings, imported as a user does."""
    table, store = folder / f"{study_id}.csv", folder / "ratings.db"
    with table.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([("participant", "language", "clip", "item", "value"), *rows])
    arguments: list[str | Path] = ["import", "long", table, "--study-id", study_id, "--store", store]
    if mapping:
        (folder / "mapping.yaml").write_text(mapping, "utf-8")
        arguments += ["--mapping", folder / "mapping.yaml"]
    run = merlingua(*arguments)
    assert run.exit_code == 0, run.err
    return store


def frame_in(store: Path, study_id: str | None = None) -> RatingsFrame:
    with Store.open(store, read_only=True) as opened:
        return ratings_of_store(opened, study_id)


def test_a_survey_gives_each_listener_each_clip_once_and_repeats_apart(
    simulated: RatingsFrame, study: Study
) -> None:
    assert len(simulated.participants) == N_SIMULATED
    assert set(simulated.clips.index) == set(study.clips) - {"wide"}
    assert simulated.n_practice > 0
    matrix = simulated.matrix("joy")
    assert (matrix.codes >= 0).all()
    assert matrix.levels == (1, 2, 3, 4, 5)
    repeats = simulated.ratings[simulated.ratings["is_repeat"] & (simulated.ratings["item"] == "joy")]
    assert len(repeats) == 2 * N_SIMULATED


def test_a_survey_tells_what_rules_need(simulated: RatingsFrame, study: Study) -> None:
    assert simulated.participants["minutes"].notna().all()
    assert simulated.participants["is_simulated"].all()
    assert simulated.ratings["response_ms"].notna().all()
    assert simulated.study_sha256 == study.sha256
    found = agree(simulated, AgreementOptions(n_permutations=0))
    assert {"note.all_simulated", "note.repeats_not_used"} <= set(found.notes)
    judged = {rule.rule: rule.n_judged for rule in found.rules}
    assert judged["too_fast"] == judged["inconsistent_repeats"] == N_SIMULATED


def test_a_long_table_comes_back_as_it_was(tmp_path: Path) -> None:
    table = small_table(missing=0.1)
    frame = frame_in(imported(tmp_path, table.itertuples(index=False)))
    wide = table[table["item"] == "fear"].pivot(index="participant", columns="clip", values="value")
    matrix = frame.matrix("fear")
    names = frame.participants["source_id"].to_numpy()
    assert matrix.clips == tuple(wide.columns)
    np.testing.assert_array_equal(matrix.values(), wide.loc[names].to_numpy())
    assert frame.languages == ("en", "de")


def test_reading_twice_gives_the_same_fingerprint_and_one_rating_more_another(tmp_path: Path) -> None:
    rows = [(f"p{n}", "en", f"c{c}", "joy", 1 + (n + c) % 5) for n in range(6) for c in range(4)]
    first = frame_in(imported(tmp_path, rows[:-1])).input_sha256
    assert frame_in(tmp_path / "ratings.db").input_sha256 == first
    assert frame_in(imported(tmp_path, rows)).input_sha256 != first


def test_fractions_are_levels_and_not_their_neighbours_in_32_bits(tmp_path: Path) -> None:
    rows = [(f"p{n}", "en", f"c{c}", "joy", (0.1, 3.3, 4.7)[(n + c) % 3]) for n in range(6) for c in range(4)]
    frame = frame_in(imported(tmp_path, rows))
    assert frame.scales["joy"] == (0.1, 3.3, 4.7)
    assert frame.found_scales == ("joy",)


def test_a_declared_scale_keeps_levels_that_nobody_used(tmp_path: Path) -> None:
    rows = [(f"p{n}", "en", f"c{c}", "joy", 1 + (n + c) % 3) for n in range(6) for c in range(4)]
    frame = frame_in(imported(tmp_path, rows, "scale: [1, 2, 3, 4, 5, 6, 7]\n"))
    assert frame.matrix("joy").levels == (1, 2, 3, 4, 5, 6, 7)
    assert frame.found_scales == ()


def test_the_middle_of_a_scale_is_that_which_was_declared(tmp_path: Path) -> None:
    rows = [
        (f"p{n}", "en", f"c{c}", item, 10 + (n + c) % 3)
        for n in range(6)
        for c in range(4)
        for item in ("joy", "preference")
    ]
    frame = frame_in(imported(tmp_path, rows, "scale: {min: 0, max: 100}\n"))
    assert frame.middle("preference") == 50
    assert frame.scales["preference"] == (10, 11, 12)
    assert frame_in(imported(tmp_path, rows, study_id="found"), "found").middle("preference") == 11


def test_one_item_on_two_scales_is_refused(tmp_path: Path) -> None:
    rows = [(f"p{n}", "en", f"c{c}", "joy", 1 + (n + c) % 3) for n in range(6) for c in range(4)]
    imported(tmp_path, rows, "scale: [1, 2, 3]\n")
    others = [(f"q{n}", *row[1:]) for n, row in enumerate(rows)]
    store = imported(tmp_path, others, "scale: [1, 2, 3, 4, 5]\n")
    with pytest.raises(InvalidRatingsError, match="'joy' was imported with two scales"):
        frame_in(store)


def test_of_several_studies_one_must_be_named(tmp_path: Path) -> None:
    rows = [(f"p{n}", "en", f"c{c}", "joy", 1 + (n + c) % 3) for n in range(6) for c in range(4)]
    imported(tmp_path, rows, study_id="first")
    store = imported(tmp_path, rows, study_id="second")
    with pytest.raises(AnalysisError, match=r"holds 2 studies: first, second\. Name one with --study-id"):
        frame_in(store)
    assert frame_in(store, "second").study_id == "second"
    with pytest.raises(StoreError, match="no session of study 'third'"):
        frame_in(store, "third")


def test_an_empty_store_has_nothing_to_analyse(tmp_path: Path) -> None:
    with Store.open(tmp_path / "empty.db"):
        pass
    with pytest.raises(AnalysisError, match="no session of any study"):
        frame_in(tmp_path / "empty.db")


def test_a_survey_in_which_nobody_has_rated_yet_has_a_flow_and_no_items(tmp_path: Path) -> None:
    with Store.open(tmp_path / "begun.db") as store:
        store.begin_session(new_session())
        found = agree(ratings_of_store(store), AgreementOptions(n_permutations=9))
    assert (found.items, found.rows, found.groups[-1].n_raters) == ((), (), 0)
    assert found.flow is not None
    assert (found.flow.began["all"], found.flow.rated["all"]) == (1, 0)


def test_values_off_the_studys_scale_are_refused(tmp_path: Path, study: Study) -> None:
    rows = [(f"p{n}", "en", "calm", "joy", 7) for n in range(6)]
    store = imported(tmp_path, rows, study_id=study.definition.study.id)
    with (
        Store.open(store, read_only=True) as opened,
        pytest.raises(
            InvalidRatingsError, match=r"6 rating\(s\) of 'joy' are off the scale, such as 7.*1, 2, 3"
        ),
    ):
        ratings_of_store(opened, study=study)


def test_what_is_asked_of_anybodys_items_is_answered(tmp_path: Path) -> None:
    table = small_table({"und": 9}, items=("groove",))
    found = quick_alphas(frame_in(imported(tmp_path, table.itertuples(index=False))), AgreementOptions())
    assert [group.id for group in found.groups] == ["all"]
    assert found.estimates["groove", "all"].is_defined
