"""What is in an export: no free text unless asked for, nobody who has withdrawn, no formula, all labels."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from pathlib import Path

import pyreadstat
import pytest
from hypothesis import given
from sqlalchemy import delete

from merlingua.gui.cli import main
from merlingua.surveys import schema
from merlingua.surveys.export_cells import FORMULA_BEGINS, Cell, CellKind, read, written
from merlingua.surveys.export_options import FORMATS, ExportFormat, ExportOptions
from merlingua.surveys.export_privacy import without_free_text
from merlingua.surveys.export_run import export
from merlingua.surveys.export_sav import NOT_ANSWERED
from merlingua.surveys.simulate import simulate_study
from merlingua.surveys.store import Store
from merlingua.surveys.study import load_study
from tests.store_samples import begin_with_answers
from tests.surveys.export_samples import values

MARKER = "PLANTED-9c1d-words"


@pytest.fixture
def marked(tmp_path: Path) -> Store:
    """Two sessions; free text of the first holds a marker everywhere."""
    store = Store.open(tmp_path / "store.db")
    row = begin_with_answers(store)
    begin_with_answers(store, language="zh-Hans", is_simulated=True)
    for question, value in (
        ("comment", f"=HYPERLINK({MARKER})"),
        ("gender", f"other:{MARKER}"),
        ("country", "ES"),
        ("own_question", MARKER),
        ("age", 31),
    ):
        store.add_answer(row.id, "questionnaire/demographics/0", question, value)
    store.add_event(row.id, "imported", {"original": {"country": MARKER}, "file": MARKER, "scales": {}})
    return store


def everything(folder: Path) -> str:
    return "".join(
        file.read_bytes().decode("utf-8", "replace") for file in folder.rglob("*") if file.is_file()
    )


def rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.mark.parametrize("format", FORMATS)
def test_free_text_is_left_out_unless_it_is_asked_for(
    marked: Store, tmp_path: Path, format: ExportFormat
) -> None:
    with marked:
        report = export(marked, format, tmp_path / "out")
        assert MARKER not in everything(tmp_path / "out")
        export(marked, format, tmp_path / "out", ExportOptions(with_free_text=True))
    assert MARKER in everything(tmp_path / "out")
    assert report.left_out == {"comment": 1, "own_question": 1}


def test_codes_stay_where_the_words_beside_them_go(marked: Store, tmp_path: Path) -> None:
    with marked:
        export(marked, "long", tmp_path / "out")
    found = {row["question"]: row["value"] for row in rows(tmp_path / "out" / "questionnaires.csv")}
    assert found == {"age": "31", "country": "ES", "gender": "other"}


@pytest.mark.parametrize(
    ("question", "value", "kept"),
    [
        ("age", 31, 31),
        ("anger", "3.5", "3.5"),
        ("gender", "female", "female"),
        ("gender", "my name", None),
        ("country", "Sealand", None),
        ("mother_tongue", "gsw", "gsw"),
        ("other_mother_tongues", "de fr", "de fr"),
        ("other_mother_tongues", "de and my name", None),
        ("nobody_knows", "female", None),
        ("comment", "42", "42"),
        ("understood", "perceived", "perceived"),
    ],
)
def test_what_counts_as_free_text(question: str, value: int | str, kept: int | str | None) -> None:
    assert without_free_text(question, value) == kept


@pytest.mark.parametrize("format", FORMATS)
def test_who_has_withdrawn_is_in_no_export(marked: Store, tmp_path: Path, format: ExportFormat) -> None:
    with marked:
        export(marked, "long", tmp_path / "out")
        gone = rows(tmp_path / "out" / "participants.csv")[0]
        with marked.one_transaction(), marked.reading() as connection:
            for name in ("answer", "play", "presentation", "event", "session", "participant"):
                connection.execute(_of_first(name, gone["session"], gone["participant"]))
        export(marked, format, tmp_path / "out")
    assert gone["session"] not in everything(tmp_path / "out")
    assert gone["participant"] not in everything(tmp_path / "out")


def _of_first(name: str, session: str, participant: str):  # type: ignore[no-untyped-def]
    from uuid import UUID

    table = schema.metadata.tables[name]
    if name == "play":
        shown = schema.presentation.c
        of = schema.presentation.select().with_only_columns(shown.id).where(shown.session_id == UUID(session))
        return delete(table).where(table.c.presentation_id.in_(of))
    if name == "participant":
        return delete(table).where(table.c.id == UUID(participant))
    return delete(table).where(table.c["id" if name == "session" else "session_id"] == UUID(session))


def test_simulated_sessions_and_practice_trials_are_marked_and_can_be_left_out(
    ready_study: Path, tmp_path: Path
) -> None:
    study = load_study(ready_study)
    with Store.open(tmp_path / "store.db") as store:
        begin_with_answers(store, study_id=study.definition.study.id)
        simulate_study(study, store, n_participants=1, seed=1)
        export(store, "long", tmp_path / "all", ExportOptions(study=study))
        without = ExportOptions(study=study, with_practice=False, with_simulated=False)
        export(store, "long", tmp_path / "some", without)
    found = rows(tmp_path / "all" / "ratings.csv")
    assert {row["is_simulated"] for row in found} == {"true", "false"}
    assert {row["is_practice"] for row in found} == {"true", "false"}
    kept = [row for row in found if row["is_simulated"] == row["is_practice"] == "false"]
    assert rows(tmp_path / "some" / "ratings.csv") == kept


@given(value=values)
def test_no_cell_begins_as_a_formula_does_and_each_comes_back(value: Cell) -> None:
    kinds: tuple[CellKind, ...] = ("value", "text") if isinstance(value, str) else ("value", "integer")
    for kind in kinds:
        cell = written(kind, value)
        is_number = cell.removeprefix("-").replace(".", "", 1).isdecimal()
        assert is_number or cell[0] not in FORMULA_BEGINS
        assert read(kind, cell) == value
        assert type(read(kind, cell)) is type(value)


def test_a_sav_opens_with_chinese_labels_ordinal_items_and_missing_values(
    ready_study: Path, tmp_path: Path
) -> None:
    study = load_study(ready_study)
    with Store.open(tmp_path / "store.db") as store:
        simulate_study(study, store, n_participants=2, seed=1)
        options = ExportOptions(study=study, label_language="zh-Hans")
        export(store, "sav", tmp_path / "out", options)
    _, meta = pyreadstat.read_sav(tmp_path / "out" / "presentations.sav")
    assert meta.variable_value_labels["anger"] == {
        1.0: "完全不同意", 2.0: "不同意", 3.0: "既不同意也不反对", 4.0: "同意", 5.0: "完全同意",
    }  # fmt: skip
    assert meta.column_names_to_labels["clip"] == "片段的标识。"
    assert meta.variable_measure["anger"] == "ordinal"
    assert (
        meta.variable_measure["response_ms" if "response_ms" in meta.column_names else "gain_db"] == "scale"
    )


def test_an_item_without_an_answer_is_missing_in_a_sav(tmp_path: Path) -> None:
    with Store.open(tmp_path / "store.db") as store:
        begin_with_answers(store, n_answers=3)
        begin_with_answers(store, n_answers=1)
        export(store, "sav", tmp_path / "out")
    frame, _ = pyreadstat.read_sav(tmp_path / "out" / "presentations.sav")
    assert frame["item_2"].isna().tolist() == [False, True]
    told, meta = pyreadstat.read_sav(tmp_path / "out" / "presentations.sav", user_missing=True)
    assert told["item_2"].tolist() == [2, NOT_ANSWERED]
    assert meta.missing_ranges["item_2"] == [{"lo": NOT_ANSWERED, "hi": NOT_ANSWERED}]


def test_the_codebook_names_every_column_item_and_level_in_four_languages(
    ready_study: Path, tmp_path: Path
) -> None:
    study = load_study(ready_study)
    with Store.open(tmp_path / "store.db") as store:
        simulate_study(study, store, n_participants=1, seed=1)
        export(store, "long", tmp_path / "out", ExportOptions(study=study))
    book = json.loads((tmp_path / "out" / "codebook.json").read_text("utf-8"))
    languages = {"en", "es", "de", "zh-Hans"}
    for name, table in book["tables"].items():
        assert set(table["description"]) == languages
        with (tmp_path / "out" / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
            assert next(csv.reader(stream)) == [column["name"] for column in table["columns"]]
        for column in table["columns"]:
            assert set(column["description"]) == languages
            assert column["description"]["en"] != column["name"]
    anger = next(item for item in book["items"] if item["id"] == "anger")
    assert set(anger["label"]) == set(anger["levels"][0]["label"]) == languages
    assert anger["measure"] == "ordinal"
    page = (tmp_path / "out" / "codebook.zh-Hans.html").read_text("utf-8")
    assert "<code>anger</code>" in page
    assert "完全同意" in page


def test_what_cannot_be_exported_is_one_line_and_exit_1(
    marked: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    begin_with_answers(marked, study_id="other")
    marked.close()
    store, out = str(tmp_path / "store.db"), str(tmp_path / "out")
    asked = {
        "name one with --study-id": ["--store", store],
        "Studies in it: joyful, other": ["--store", store, "--study-id", "nothing"],
        "there is no store": ["--store", str(tmp_path / "nowhere.db")],
    }
    for said, arguments in asked.items():
        assert main(["export", "--format", "long", "--out", out, *arguments]) == 1
        told = capsys.readouterr().err
        assert said in told
        assert told.count("\n") == 1
    assert not Path(out).exists()


def test_an_export_and_its_import_from_the_command_line(
    marked: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    marked.close()
    out, again = str(tmp_path / "out"), str(tmp_path / "again.db")
    assert main(["export", "--format", "bids", "--store", str(tmp_path / "store.db"), "--out", out]) == 0
    assert "left out: 2 answers in free text" in capsys.readouterr().out
    for told in ("2 new, 0 known before", "0 new, 2 known before"):
        assert main(["import", "export", out, "--store", again]) == 0
        assert told in capsys.readouterr().out
    assert main(["import", "export", str(tmp_path), "--store", again]) == 1
    assert "is no export of Merlingua" in capsys.readouterr().err


def test_the_command_line_is_built_without_what_exports_need() -> None:
    program = (
        "import sys; from merlingua.gui.cli import build_parser; build_parser(); "
        "print([name for name in ('numpy', 'pandas', 'pyreadstat', 'sqlalchemy') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
