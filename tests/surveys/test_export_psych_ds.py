"""A Psych-DS export keeps every rule of the published schema, and the checker knows each of them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from merlingua.surveys.export_options import ExportOptions
from merlingua.surveys.export_psych_ds_rules import RULES, check_psych_ds
from merlingua.surveys.export_run import export
from merlingua.surveys.simulate import simulate_study
from merlingua.surveys.store import Store
from merlingua.surveys.study import load_study

Change = Callable[[Path], object]


@pytest.fixture
def data_set(ready_study: Path, tmp_path: Path) -> Path:
    study = load_study(ready_study)
    with Store.open(tmp_path / "store.db") as store:
        simulate_study(study, store, n_participants=2, seed=1)
        export(store, "psych-ds", tmp_path / "out", ExportOptions(study=study, label_language="zh-Hans"))
    return tmp_path / "out"


def ratings(folder: Path) -> Path:
    return next((folder / "data").glob("*ratings_data.csv"))


def described(folder: Path, **changes: object) -> None:
    """Change the description; None takes a key away."""
    file = folder / "dataset_description.json"
    found = {**json.loads(file.read_text("utf-8")), **{key.lstrip("_"): v for key, v in changes.items()}}
    file.write_text(json.dumps({key: value for key, value in found.items() if value is not None}), "utf-8")


def typed(folder: Path, kind: object) -> None:
    described(folder, **{"@type": kind})


def added_variable(folder: Path, variable: object) -> None:
    file = folder / "dataset_description.json"
    known = json.loads(file.read_text("utf-8"))["variableMeasured"]
    described(folder, variableMeasured=[*known, variable])


def with_table(folder: Path, text: str, name: str = "study-x_data.csv") -> None:
    (folder / "data" / name).write_text(text, "utf-8")


def only_table(folder: Path, text: str) -> None:
    for file in (folder / "data").iterdir():
        file.unlink()
    with_table(folder, text)


def test_an_export_breaks_no_rule(data_set: Path) -> None:
    assert [str(finding) for finding in check_psych_ds(data_set) if finding.is_error] == []


def test_columns_are_described_in_the_language_that_was_asked_for(data_set: Path) -> None:
    found = json.loads((data_set / "dataset_description.json").read_text("utf-8"))
    labels = {each["name"]: each["description"] for each in found["variableMeasured"]}
    assert labels["clip"] == "片段的标识。"


BREAKS: dict[str, Change] = {
    "MISSING_DATASET_DESCRIPTION": lambda d: (d / "dataset_description.json").unlink(),
    "MISSING_REQUIRED_ELEMENT": lambda d: (d / "dataset_description.json").unlink(),
    "MISSING_README_DOC": lambda d: (d / "README.md").unlink(),
    "MISSING_DATA_DIRECTORY": lambda d: (d / "data").rename(d / "elsewhere"),
    "MISSING_DOCUMENTATION_DIRECTORY": lambda d: (d / "documentation").rename(d / "elsewhere"),
    "MISSING_PSYCHDSIGNORE": lambda d: (d / ".psychds-ignore").unlink(),
    "MISSING_DATAFILE": lambda d: only_table(d, ""),
    "JSON_INVALID": lambda d: (d / "dataset_description.json").write_text("{"),
    "INVALID_JSON_FORMATTING": lambda d: (d / "dataset_description.json").write_text("{'a': 1}"),
    "JSON_ENCODING_ERROR": lambda d: (d / "dataset_description.json").write_bytes(b'{"a": "\xe9"}'),
    "INVALID_JSONLD_FORMATTING": lambda d: (d / "dataset_description.json").write_text("[]"),
    "JSON_KEY_REQUIRED": lambda d: described(d, name=None),
    "UNKNOWN_NAMESPACE": lambda d: described(d, **{"@context": "https://example.org/"}),
    "MISSING_DATASET_TYPE": lambda d: typed(d, None),
    "INCORRECT_DATASET_TYPE": lambda d: typed(d, "Book"),
    "OBJECT_TYPE_MISSING": lambda d: described(d, author={"name": "A"}),
    "INVALID_SCHEMAORG_PROPERTY": lambda d: described(d, colour="red"),
    "INVALID_OBJECT_TYPE": lambda d: added_variable(d, {"@type": "Person", "name": "clip"}),
    "VARIABLE_MISSING_FROM_CSV_COLUMNS": lambda d: added_variable(d, "nowhere"),
    "CSV_COLUMN_MISSING_FROM_METADATA": lambda d: described(d, variableMeasured=["clip"]),
    "FILE_EMPTY": lambda d: (d / "data" / "file_metadata.json").touch(),
    "FILE_NOT_CHECKED": lambda d: (d / "notes.txt").write_text("x"),
    "WRONG_METADATA_LOCATION": lambda d: (d / "data" / "dataset_description.json").write_text("{}"),
    "EXTENSION_MISMATCH": lambda d: (d / "data" / "study-x_data.tsv").write_text("clip\n"),
    "FILENAME_KEYWORD_FORMATTING_ERROR": lambda d: with_table(d, "clip\na\n", "clips.csv"),
    "FILENAME_UNOFFICIAL_KEYWORD_WARNING": lambda d: with_table(d, "clip\na\n", "colour-red_data.csv"),
    "CSV_HEADER_MISSING": lambda d: with_table(d, "\n"),
    "CSV_HEADER_REPEATED": lambda d: with_table(d, "clip,clip\na,b\n"),
    "CSV_HEADER_LENGTH_MISMATCH": lambda d: with_table(d, "clip,item\na\n"),
    "CSV_FORMATTING_ERROR": lambda d: with_table(d, 'clip\n"a\n'),
    "ROWID_VALUES_NOT_UNIQUE": lambda d: with_table(d, "row_id,clip\n1,a\n1,b\n"),
}
ALWAYS = {
    "MISSING_CHANGES_DOC", "MISSING_ANALYSIS_DIRECTORY", "MISSING_RESULTS_DIRECTORY",
    "MISSING_MATERIALS_DIRECTORY", "MISSING_DIRECTORY_METADATA", "MISSING_SIDECAR_METADATA",
    "JSON_KEY_RECOMMENDED",
}  # fmt: skip
NEVER = {"FILENAME_UNOFFICIAL_KEYWORD_ERROR", "FILE_NOT_READ"}
"""The first is for schemas that refuse other keywords; root reads every file."""


@pytest.mark.parametrize("code", BREAKS)
def test_a_broken_rule_is_found_by_its_code(data_set: Path, code: str) -> None:
    before = {finding.code for finding in check_psych_ds(data_set)}
    assert before == ALWAYS
    BREAKS[code](data_set)
    assert code in {finding.code for finding in check_psych_ds(data_set)}


def test_every_rule_is_tried() -> None:
    assert set(BREAKS) | ALWAYS | NEVER == set(RULES)


@pytest.mark.shared
def test_the_rules_are_those_of_the_published_schema(shared_dir: Path) -> None:
    schema = shared_dir / "standards" / "psych-ds" / "rules"
    text = "\n".join(file.read_text("utf-8") for file in sorted(schema.rglob("*.yaml")))
    codes = set(re.findall(r'^\s+code: "?([A-Z_]+)"?', text, re.MULTILINE))
    assert codes == set(RULES)
