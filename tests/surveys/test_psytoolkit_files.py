"""Exports of PsyToolkit as files: encodings, broken lines, what is no export, languages in their names."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from merlingua.surveys.errors import RatingsFileError
from merlingua.surveys.import_report import HEADER_AGAIN, ImportReport
from merlingua.surveys.store import Store
from merlingua.surveys.study import Study
from tests.psytoolkit_files import FOLDER, broken_off, complete, export, people

Bring = Callable[..., ImportReport]


def test_semicolons_a_byte_order_mark_and_decimal_commas_are_read(
    bring: Bring, store: Store, two_clips: Study
) -> None:
    report = bring("data_german_semicolons_bom.csv")
    (person,) = people(store, two_clips).values()
    assert (person.source_id, person.language, person.is_complete) == ("s.Müller.txt", "de", True)
    assert person.detail["gold_msi_stored"]["active_engagement"] == 36  # type: ignore[index]
    # "Schwäbisch; Deutsch" was in quotes; Swedish is two letters away.
    assert person.answers["mother_tongue"] == "de"
    assert "'Schwäbisch' was read as German" in report.doubtful["mother tongue: to be looked at"].examples[0]


def test_utf_16_is_read(bring: Bring, tmp_path: Path, store: Store, two_clips: Study) -> None:
    file = tmp_path / "data_spanish.csv"
    file.write_text(export(complete("uno", demographics1_1="España")), "utf-16")
    bring(file)
    assert people(store, two_clips)["s.uno.txt"].answers["country"] == "ES"


def test_another_encoding_is_refused_with_its_line(bring: Bring, store: Store) -> None:
    # Read as what it might be, a mother tongue could become another language's.
    with pytest.raises(RatingsFileError, match=r"latin1\.csv, line 2: byte 0xf1 is not UTF-8"):
        bring("data_spanish_latin1.csv")
    assert store.n_rows()["session"] == 0


@pytest.mark.parametrize("name", ["data_mandarin_broken_off.csv", "data_mandarin_cut_in_a_quote.csv"])
def test_a_last_line_that_is_broken_off_is_refused_and_the_others_are_taken(bring: Bring, name: str) -> None:
    # Its last cell may be half of one: "4" of "43".
    report = bring(name)
    assert report.kept["participants"] == 1
    (reason,) = report.refused
    assert reason.startswith("the file breaks off in its last line")
    assert report.refused[reason].examples == [f"{name}, line 3"]


def test_a_last_line_without_an_end_is_doubted(bring: Bring, tmp_path: Path) -> None:
    file = tmp_path / "english.csv"
    file.write_text(export(broken_off("one")).rstrip("\n"), "utf-8")
    assert bring(file).doubtful["the last line has no end: is the file whole?"].n == 1


def test_ragged_rows_are_refused_with_their_lines(bring: Bring) -> None:
    report = bring("data_english_ragged.csv")
    name = "data_english_ragged.csv"
    assert {reason: found.examples for reason, found in report.refused.items()} == {
        "a row has too few fields": [f"{name}, line 2: 52 of 82"],
        "a row has too many fields": [f"{name}, line 3: 83, not 82"],
        "a row names no participant": [f"{name}, line 5"],
    }
    assert report.read["rows"] == 4
    assert report.kept["participants"] == 1


def test_exports_that_were_put_together_make_nobody_of_the_second_ones_first_line(
    bring: Bring, tmp_path: Path, store: Store, two_clips: Study
) -> None:
    file = tmp_path / "english.csv"
    file.write_text(export(complete("one")) + export(complete("two")), "utf-8")
    report = bring(file)
    assert {reason: found.examples for reason, found in report.refused.items()} == {
        HEADER_AGAIN: ["english.csv, line 3"]
    }
    assert set(people(store, two_clips)) == {"s.one.txt", "s.two.txt"}


def test_a_column_that_is_not_there_is_named(bring: Bring, tmp_path: Path) -> None:
    file = tmp_path / "english.csv"
    file.write_text(export(complete("one")).replace("calm:14", "spare", 1), "utf-8")
    report = bring(file)
    reason = "a clip lacks the column of an item: is the file whole?"
    assert report.doubtful[reason].examples == ["english.csv: 'comprehension' of 'calm'"]
    assert report.doubtful["a column was not used"].examples == ["english.csv: spare"]
    assert report.kept["complete"] == 0


def test_a_quote_that_is_never_closed_refuses_the_file(bring: Bring, tmp_path: Path) -> None:
    # The rest of the file stands in one cell: who would be left out can only be guessed.
    text = (FOLDER / "data_english_open_quote.csv").read_text("utf-8")
    file = tmp_path / "english.csv"
    file.write_text(text + export(complete("three")).split("\n", 1)[1].replace('"', ""), "utf-8")
    with pytest.raises(RatingsFileError, match=r"line 2: is no CSV from here on"):
        bring(file)
    with pytest.raises(RatingsFileError, match=r"line 2: is no CSV from here on"):
        bring("data_english_open_quote.csv")


@pytest.mark.parametrize(
    ("name", "message"),
    [
        (
            "ratings_long.csv",
            r"is no export of a PsyToolkit survey: it lacks the column TIME_start, TIME_end",
        ),
        ("nothing.csv", r"nothing\.csv is not there: name a CSV export"),
        (".", r"is a folder: name the CSV files in it"),
    ],
)
def test_what_is_no_export_is_refused(bring: Bring, name: str, message: str) -> None:
    with pytest.raises(RatingsFileError, match=message):
        bring(name, language="en")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is empty"),
        (b"PK\x03\x04rest", "is a spreadsheet or an archive"),
        (b"participant,a:1,TIME_start,TIME_end\np\0,1,,\n", "null characters"),
        (b"participant,TIME_start,TIME_end\np,1,\n", "lacks the column <question>:<number>"),
        (export(complete("one")).replace("calm:2", "calm:1").encode(), "'calm:1' stands twice"),
        (
            export(complete("one"))[:-60].encode(),
            r"no row of .*english\.csv could be taken: 1 × the file breaks off in its last line.* line 2\)",
        ),
        (export().encode(), "nobody is in .*english.csv. Nothing was stored"),
        (
            export(complete("one")).replace('"ES, Spain"', '"ES" Spain').encode(),
            "line 2: is no CSV from here on",
        ),
    ],
)
def test_a_file_that_cannot_be_trusted_is_refused(
    bring: Bring, tmp_path: Path, content: bytes, message: str
) -> None:
    file = tmp_path / "english.csv"
    file.write_bytes(content)
    with pytest.raises(RatingsFileError, match=message):
        bring(file)


@pytest.mark.parametrize(
    ("name", "language"),
    [
        ("data_english", "en"), ("data_es", "es"), ("ratings-zh-Hans", "zh-Hans"), ("Deutsch2019", "de"),
        ("mandarin", "zh-Hans"), ("encuesta español", "es"), ("中文_数据", "zh-Hans"),
        ("survey.german", "de"),
    ],
)  # fmt: skip
def test_the_language_is_in_the_files_name(bring: Bring, tmp_path: Path, name: str, language: str) -> None:
    file = tmp_path / f"{name}.csv"
    file.write_text(export(complete("one")), "utf-8")
    assert list(bring(file).by_language) == [language]


@pytest.mark.parametrize(
    ("name", "message"),
    [
        (
            "data.csv",
            r"its name does not say in which language .* say it with --language \(en, es, de, zh-Hans\)",
        ),
        ("data_englsh.csv", r"\(did you mean 'english'\?\); say it with --language"),
        ("data_french.csv", r"does not say in which language"),
        ("english_or_german.csv", r"its name has several languages \(en, de\)"),
    ],
)
def test_a_name_without_one_language_is_refused(
    bring: Bring, tmp_path: Path, name: str, message: str
) -> None:
    file = tmp_path / name
    file.write_text(export(complete("one")), "utf-8")
    with pytest.raises(RatingsFileError, match=message):
        bring(file)
