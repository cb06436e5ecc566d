"""The text table: reading with every mistake at once, placeholders, status, and what is written is read."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from merlingua.surveys.errors import InstrumentError, MissingTextError, StudyError
from merlingua.surveys.study_definition import SURVEY_LANGUAGES
from merlingua.surveys.texts import STATUSES, LocalText, TextTable, tidy

HEADER = "key,en,es,de,zh-Hans,status_en,status_es,status_de,status_zh-Hans\n"


def written(folder: Path, content: str | bytes) -> Path:
    path = folder / "texts.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def problems_of(folder: Path, content: str | bytes) -> list[tuple[int, str]]:
    """What reading the content reports, by line."""
    with pytest.raises(StudyError) as caught:
        TextTable.read(written(folder, content))
    assert {problem.file for problem in caught.value.problems} == {"texts.csv"}
    return [(problem.line, problem.message) for problem in caught.value.problems]


# Braces are doubled: in a table a single one begins a placeholder.
plain_texts = st.text(max_size=60).map(lambda text: tidy(text).replace("{", "{{").replace("}", "}}"))
keys = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,20}", fullmatch=True)
local_texts = st.builds(LocalText, plain_texts.filter(bool), st.sampled_from(STATUSES))


@st.composite
def tables(draw: st.DrawFn) -> TextTable:
    languages = draw(st.sets(st.sampled_from(SURVEY_LANGUAGES), min_size=1))
    ordered = tuple(language for language in SURVEY_LANGUAGES if language in languages)
    rows = draw(
        st.dictionaries(keys, st.dictionaries(st.sampled_from(ordered), local_texts, max_size=4), max_size=8)
    )
    return TextTable(rows, ordered)


@given(table=tables())
def test_what_is_written_is_read_again(table: TextTable, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("texts") / "texts.csv"
    table.write(path)
    again = TextTable.read(path)
    assert again == table
    assert list(again.keys) == list(table.keys)


@given(table=tables(), line_end=st.sampled_from(["\r\n", "\r"]))
def test_other_line_ends_and_a_byte_order_mark_change_nothing(
    table: TextTable, line_end: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("texts") / "texts.csv"
    path.write_bytes(b"\xef\xbb\xbf" + table.as_csv().replace("\n", line_end).encode())
    assert TextTable.read(path) == table


@given(table=tables())
def test_each_text_of_a_table_is_given_back_and_no_other(table: TextTable) -> None:
    for key in table.keys:
        for language in table.languages:
            if table.has(key, language):
                shown = table.rows[key][language].text.replace("{{", "{").replace("}}", "}")
                assert table.text(key, language) == shown
            else:
                with pytest.raises(MissingTextError):
                    table.text(key, language)


def test_a_missing_text_names_key_language_file_and_the_languages_that_are_there(tmp_path: Path) -> None:
    table = TextTable.read(written(tmp_path, HEADER + "a.b,Hello,,Hallo,,machine,,machine,\n"))
    with pytest.raises(MissingTextError, match=r"'a\.b'.*'es'.*texts\.csv:2.*en, de"):
        table.text("a.b", "es")


def test_a_misspelt_key_is_answered_with_the_nearest(tmp_path: Path) -> None:
    table = TextTable.read(written(tmp_path, HEADER + "consent.title,Hello,,,,machine,,,\n"))
    with pytest.raises(MissingTextError, match=r"'consent\.titel'.*Did you mean 'consent\.title'"):
        table.text("consent.titel", "en")


def test_placeholders_are_filled_and_double_braces_are_braces(tmp_path: Path) -> None:
    row = "k,About {minutes} min {{sic}},,,,machine,,,\n"
    table = TextTable.read(written(tmp_path, HEADER + row))
    assert table.text("k", "en", minutes=5, n_clips=3) == "About 5 min {sic}"


def test_a_placeholder_without_a_value_names_it_and_what_is_known(tmp_path: Path) -> None:
    table = TextTable.read(written(tmp_path, HEADER + "k,About {minutos} min,,,,machine,,,\n"))
    with pytest.raises(MissingTextError, match=r"\{minutos\}.*knows \{minutes\}"):
        table.text("k", "en", minutes=5)


def test_a_text_never_reaches_into_the_values_it_is_given(tmp_path: Path) -> None:
    # str.format would evaluate {x.__class__}: only plain names are placeholders.
    found = problems_of(tmp_path, HEADER + "k,{x.__class__},,,,machine,,,\nl,{x!r},,,,machine,,,\n")
    assert [line for line, _ in found] == [2, 3]


def test_placeholders_must_be_the_same_in_each_language(tmp_path: Path) -> None:
    found = problems_of(tmp_path, HEADER + "k,{n_clips},{n_clip},,,machine,machine,,\n")
    assert found == [(2, "'k' has different placeholders: en has {n_clips}; es has {n_clip}")]


def test_every_mistake_is_reported_at_once_with_its_line(tmp_path: Path) -> None:
    content = HEADER + (
        "good,one,,,,machine,,,\n"
        "\n"
        '"multi","first\n\nthird",,,,machine,,,\n'
        "good,again,,,,machine,,,\n"
        "bad status,x,,,,checked,,,\n"
        "short,x,y\n"
        "open,a { b,,,,machine,,,\n"
        "bare,text,,,,,,,\n"
    )
    found = problems_of(tmp_path, content)
    assert [line for line, _ in found] == [7, 8, 8, 9, 10, 11]
    text = " | ".join(message for _, message in found)
    assert "'good' is there twice; it was first in line 2" in text
    assert "official, reviewed, machine" in text
    assert "'short' has 3 fields, the first line has 9" in text
    assert "'bare' has status_en ''" in text


@pytest.mark.parametrize(
    ("content", "line", "message"),
    [
        ("key,en,zh,status_en\n", 1, "unknown column 'zh'"),
        ("key,en,status_en,statsu_de,de,status_de\n", 1, "did you mean 'status_de'"),
        ("key,en\n", 1, "'status_en' is missing"),
        ("en,status_en\n", 1, "'key' is missing"),
        ("key\n", 1, "no language has a column"),
        ("key,en,en,status_en\n", 1, "'en' is there twice"),
        ("key;en;status_en\n", 1, "commas"),
        ("", 1, "is empty"),
        (HEADER + 'k,"open,,,,machine,,,\n', 2, "no CSV"),
        (HEADER.encode() + b"k,\xfc,,,,machine,,,\n", 2, "UTF-8"),
    ],
)
def test_a_broken_file_says_where_and_why(
    tmp_path: Path, content: str | bytes, line: int, message: str
) -> None:
    found = problems_of(tmp_path, content)
    assert any(at == line and message in said for at, said in found), found


def test_a_file_that_is_not_there_is_a_problem_of_the_file(tmp_path: Path) -> None:
    with pytest.raises(StudyError, match=r"sub/texts\.csv: cannot be read: No such file"):
        TextTable.read(tmp_path / "texts.csv", name="sub/texts.csv")


def test_line_of_is_the_line_a_row_begins_at(tmp_path: Path) -> None:
    table = TextTable.read(
        written(tmp_path, HEADER + 'a,"x\ny",,,,machine,,,\n\nb,z,,,,reviewed,,,\n'),
    )
    assert [table.line_of(key) for key in ("a", "b", "c")] == [2, 5, 0]
    assert table.status("b", "en") == "reviewed"


def test_merged_takes_the_other_tables_texts_and_keeps_the_rest() -> None:
    ours = TextTable.of({"a": {"en": "one", "es": "uno"}, "b": {"en": "two"}}, "machine")
    theirs = TextTable.of({"a": {"es": "UNO"}, "c": {"de": "drei"}}, "reviewed")
    both = ours.merged(theirs)
    assert both.languages == ("en", "es", "de")
    assert [both.text("a", "en"), both.text("a", "es"), both.text("c", "de")] == ["one", "UNO", "drei"]
    assert both.status("a", "es") == "reviewed"
    assert ours.text("a", "es") == "uno"


def test_a_table_is_never_half_written(tmp_path: Path) -> None:
    # Where the new file cannot take the old one's place, the old one stays and nothing is left beside it.
    path = tmp_path / "texts.csv"
    (path / "occupied").mkdir(parents=True)
    with pytest.raises(OSError, match=r"texts\.csv"):
        TextTable.of({"a": {"en": "x"}}, "machine").write(path)
    assert os.listdir(tmp_path) == ["texts.csv"]  # noqa: PTH208


def test_a_table_with_an_impossible_row_cannot_be_made() -> None:
    with pytest.raises(InstrumentError, match=r"'a b' may hold letters"):
        TextTable.of({"a b": {"en": "x"}}, "machine")
