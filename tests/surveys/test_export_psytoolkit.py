"""`merlingua export --format psytoolkit`: the layout of the reference study, which its importer reads."""

from __future__ import annotations

import csv
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from merlingua.surveys.export_cells import Cell
from merlingua.surveys.export_choice import ExportChoice, choose_study, session_ids
from merlingua.surveys.export_folder import ExportError
from merlingua.surveys.export_options import ExportOptions
from merlingua.surveys.export_rows import read_records
from merlingua.surveys.export_run import export
from merlingua.surveys.import_export import read_export
from merlingua.surveys.psytoolkit import import_psytoolkit
from merlingua.surveys.simulate import simulate_study
from merlingua.surveys.store import Store
from merlingua.surveys.study import Study, load_study
from merlingua.surveys.study_new import new_study
from tests.psytoolkit_files import ABOUT, GOLD_MSI, complete
from tests.psytoolkit_files import export as psytoolkit_file

FREE_TEXT = ExportOptions(with_free_text=True)
GENDERS = {1: "female", 2: "male", 3: "non_binary", 4: "other", 5: "no_answer"}
cells = st.sampled_from(["", "1", "2", "3", "4", "5"])
rows = st.fixed_dictionaries(
    {
        **{f"{clip}:{number}": cells for clip in ("calm", "bright") for number in range(1, 15)},
        **{column: st.sampled_from(["", "1", "4", "7"]) for column in GOLD_MSI[:3]},
        ABOUT[0]: st.sampled_from(["", "Spain", "中国", "=1+1", "Schweiz/Germany", "-"]),
        ABOUT[1]: st.sampled_from(["", "Spanish", "普通话", "@x", "German and English"]),
        ABOUT[2]: st.sampled_from(["", "31", "9", "+44"]),
        ABOUT[3]: st.sampled_from(["", "1", "2"]),
    }
)


def answers(store: Store, study: Study) -> dict[tuple[object, ...], Cell]:
    """Every answer by who gave it and to what."""
    with store.reading() as connection:
        choice = ExportChoice(choose_study(store, study.definition.study.id), with_free_text=True)
        records = list(read_records(connection, choice, session_ids(connection, choice)))
    found: dict[tuple[object, ...], Cell] = {}
    for record in records:
        who = record.participant["source_id"] or record.participant["session"]
        first = {row["clip"]: row["step"] for row in reversed(record.ratings) if not row["is_repeat"]}
        for row in record.ratings:
            if row["step"] == first.get(row["clip"]) and row["item"] is not None:
                found[who, row["clip"], row["item"]] = row["value"]
        found |= {(who, row["question"]): row["value"] for row in record.questionnaires}
    return found


def again(folder: Path, study: Study, store: Store, options: ExportOptions) -> dict[tuple[object, ...], Cell]:
    """The answers after an export and an import into another store."""
    export(store, "psytoolkit", folder / "out", options)
    with Store.open(folder / "again.db") as other:
        import_psytoolkit(
            sorted((folder / "out").glob("data_*.csv")), study=study, store=other, genders=GENDERS
        )
        return answers(other, study)


@pytest.fixture
def study_path(two_clips: Study) -> Path:
    """The folder alone: hypothesis would write the whole study out."""
    return two_clips.folder


@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
@given(first=rows, second=rows, with_free_text=st.booleans())
def test_what_psytoolkit_gave_comes_back_as_it_was(
    study_path: Path, first: dict[str, str], second: dict[str, str], with_free_text: bool
) -> None:
    study = load_study(study_path)
    with tempfile.TemporaryDirectory() as name, Store.open(Path(name) / "store.db") as store:
        file = Path(name) / "data_english.csv"
        file.write_text(
            psytoolkit_file(complete("a") | first | {"calm:1": "3"}, complete("b") | second), "utf-8"
        )
        import_psytoolkit([file], study=study, store=store, genders=GENDERS)
        before = answers(store, study)
        assert again(Path(name), study, store, ExportOptions(with_free_text=with_free_text)) == before


def test_with_free_text_the_cells_are_those_of_the_source(
    two_clips: Study, store: Store, tmp_path: Path
) -> None:
    source = complete("one")
    (tmp_path / "data_english.csv").write_text(psytoolkit_file(source), "utf-8")
    import_psytoolkit([tmp_path / "data_english.csv"], study=two_clips, store=store)
    export(store, "psytoolkit", tmp_path / "out", FREE_TEXT)
    with (tmp_path / "out" / "data_english.csv").open(encoding="utf-8", newline="") as stream:
        (row,) = csv.DictReader(stream)
    differing = {
        name: (cell, row[name])
        for name, cell in source.items()
        if cell != row[name] and float(cell or "nan") != float(row[name] or "nan")
    }
    assert differing == {}


def test_a_survey_of_ones_own_comes_back_by_clip_and_item(ready_study: Path, tmp_path: Path) -> None:
    study = load_study(ready_study)
    with Store.open(tmp_path / "store.db") as store:
        simulate_study(study, store, n_participants=4, seed=3)
        before = {key: value for key, value in answers(store, study).items() if len(key) == 3}
        after = again(tmp_path, study, store, ExportOptions(study=study))
    assert {key: value for key, value in after.items() if len(key) == 3} == before
    with (tmp_path / "out" / "data_mandarin.csv").open(encoding="utf-8", newline="") as stream:
        assert {row["is_simulated"] for row in csv.DictReader(stream)} == {"true"}


def test_its_layout_is_no_whole_store_and_says_who_reads_it(
    two_clips: Study, store: Store, tmp_path: Path
) -> None:
    (tmp_path / "data_english.csv").write_text(psytoolkit_file(complete("one")), "utf-8")
    import_psytoolkit([tmp_path / "data_english.csv"], study=two_clips, store=store)
    export(store, "psytoolkit", tmp_path / "out")
    with pytest.raises(ExportError, match="merlingua import psytoolkit"):
        list(read_export(tmp_path / "out"))


@pytest.mark.shared
def test_the_reference_studys_ratings_come_back_as_they_were(shared_dir: Path, tmp_path: Path) -> None:
    new_study(tmp_path / "study", clips=shared_dir / "reference-study" / "clips.csv", seed=1)
    study = load_study(tmp_path / "study")
    files = sorted((shared_dir / "reference-study" / "ratings").glob("data_*.csv"))
    with Store.open(tmp_path / "store.db") as store:
        import_psytoolkit(files, study=study, store=store)
        before = answers(store, study)
        assert again(tmp_path, study, store, FREE_TEXT) == before | {
            (who, "gender"): GENDERS[int(str(value))]
            for (who, *what), value in before.items()
            if what == ["gender_code"]
        }
