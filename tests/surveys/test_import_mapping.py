"""A mapping file: every mistake in it is told with its line and what is allowed."""

from __future__ import annotations

from pathlib import Path

import pytest

from merlingua.surveys.errors import RatingsFileError
from merlingua.surveys.import_mapping import LongMapping, ValueRange, read_mapping


def mapping_file(tmp_path: Path, text: str) -> Path:
    file = tmp_path / "mapping.yaml"
    file.write_text(text, "utf-8")
    return file


def test_a_mapping_says_columns_names_scales_and_rules(tmp_path: Path) -> None:
    text = """
columns: {participant: rater, value: answer}
participant_columns: {age: years}
languages: {english: en}
items: {1: anger}
values: {"I agree": 4}
scale: [1, 2, 3, 4, 5]
scales: {fear: {min: 0, max: 100}}
missing: ["", "-99"]
duplicates: last
delimiter: ";"
decimal: ","
"""
    mapping = read_mapping(mapping_file(tmp_path, text))
    assert mapping.columns.participant == "rater"
    assert mapping.columns.clip == "clip"
    assert mapping.items == {"1": "anger"}
    assert mapping.scale_of("joy") == (1, 2, 3, 4, 5)
    assert mapping.scale_of("fear") == ValueRange(min=0, max=100)
    assert mapping.missing == ("", "-99")


def test_an_empty_mapping_is_a_mapping_of_nothing(tmp_path: Path) -> None:
    assert read_mapping(mapping_file(tmp_path, "columns: {}\n")) == LongMapping()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "colums: {}\n",
            r"mapping\.yaml:1: unknown key 'colums': did you mean 'columns'\? Allowed: columns, ",
        ),
        (
            "columns:\n  rater: x\n  valu: y\n",
            r"mapping\.yaml:3: unknown key 'valu' in columns: did you mean 'value'",
        ),
        ("columns: {value: 3}\n", r"columns\.value is 3: it must be text; put it in quotes"),
        (
            "duplicates: frist\n",
            r"mapping\.yaml:1: duplicates is 'frist': it should be 'error', 'first', 'last'",
        ),
        ("values: {a: x}\n", r"values\.a is 'x': it should be a valid number"),
        ("scale: [3, 1]\n", r"scale \[3\.0, 1\.0\] must have two levels or more, rising"),
        ("scale: [3]\n", r"must have two levels or more"),
        ("scale: {min: 5, max: 1}\n", r"min 5 is not below max 1"),
        (
            "scale: {min: 5, maks: 9}\n",
            r"scale\.max is missing\n.*unknown key 'maks' in scale: Allowed: min, max",
        ),
        ("encoding: utf-9\n", r"encoding 'utf-9' is unknown"),
        ("- a\n- b\n", r"mapping\.yaml:1: a mapping is a file of `key: value` lines"),
        ("columns: {a: [\n", r"mapping\.yaml:2: is not valid YAML"),
        ("duplicates: first\nduplicates: last\n", r"mapping\.yaml:2: key 'duplicates' stands twice"),
    ],
)
def test_a_mistake_is_told_with_its_line(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(RatingsFileError, match=message):
        read_mapping(mapping_file(tmp_path, text))


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    text = "colums: {}\nduplicates: frist\nvalues: {a: x}\n"
    with pytest.raises(RatingsFileError) as error:
        read_mapping(mapping_file(tmp_path, text))
    assert len(str(error.value).splitlines()) == 3


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(RatingsFileError, match=r"mapping\.yaml: is missing"):
        read_mapping(tmp_path / "mapping.yaml")
