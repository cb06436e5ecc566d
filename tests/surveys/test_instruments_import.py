"""Importing an instrument's texts: psyquest's dictionary, the table's own keys, files of one language.

The texts here are made up: those of the Gold-MSI are its authors'.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from merlingua.surveys.errors import InstrumentError
from merlingua.surveys.gold_msi import FACTORS, ITEMS, REVERSED, WORDING_KEY
from merlingua.surveys.instruments import built_in_texts, imported_keys
from merlingua.surveys.instruments_import import import_instrument, imported_texts
from merlingua.surveys.psyquest import PSYQUEST_AMOUNTS, psyquest_item
from merlingua.surveys.texts import TextTable

KEYS = imported_keys("gold_msi")


def made_up(key: str, language: str) -> str:
    return "v1.0" if key == WORDING_KEY else f"{language} text of {key}"


def table_rows(*languages: str) -> dict[str, dict[str, str]]:
    return {key: {language: made_up(key, language) for language in languages} for key in KEYS}


def psyquest_rows(*columns: str) -> dict[str, dict[str, str]]:
    """A dictionary shaped as psyquest's: its numbering, choices with every item, and what is not needed."""
    rows = {"TGMS_0000_PROMPT": dict.fromkeys(columns, "the instrument's name")}
    for number in range(1, 42):
        item = psyquest_item(number)
        n_choices = 2 if item is None else len(item.choices)
        for step in range(1, n_choices + 1):
            choice = f"step {step}" if item is not None and item.is_likert else f"amount {number} {step}"
            rows[f"TGMS_{number:04d}_CHOICE{step}"] = {column: f"{column} {choice}" for column in columns}
        rows[f"TGMS_{number:04d}_PROMPT"] = {column: f"{column} prompt {number}" for column in columns}
    return rows


def written(
    path: Path, rows: Mapping[str, Mapping[str, str]], *, delimiter: str = ",", encoding: str = "utf-8"
) -> Path:
    columns = list(dict.fromkeys(column for texts in rows.values() for column in texts))
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.writer(file, delimiter=delimiter)
        writer.writerow(["key", *columns])
        writer.writerows([key, *(texts.get(column, "") for column in columns)] for key, texts in rows.items())
    return path


def refused(*arguments: object, match: str, user_folder: Path, **options: object) -> None:
    """The import fails with this message and leaves the target as it was."""
    before = {path: path.read_bytes() for path in user_folder.rglob("*") if path.is_file()}
    with pytest.raises(InstrumentError, match=match):
        import_instrument(*arguments, user_folder=user_folder, **options)  # type: ignore[arg-type]
    assert {path: path.read_bytes() for path in user_folder.rglob("*") if path.is_file()} == before


def test_psyquests_numbering_reaches_every_item_once() -> None:
    items = [psyquest_item(number) for number in range(42)]
    assert items[0] is items[40] is items[41] is None
    assert sorted(item.number for item in items if item) == list(range(1, 40))
    # Amounts apart, psyquest keeps the order of version 1.0.
    statements = [item.number for item in items if item and item.is_likert]
    assert statements == list(range(1, 32))


def test_psyquests_factors_and_reversals_are_those_of_the_mapped_items() -> None:
    # psyquest, data_raw/item_banks/GMS_item_bank.csv: subscales and score_func by TGMS number.
    banks = {
        "active_engagement": {1, 4, 9, 17, 19, 27, 30, 31, 36},
        "perceptual_abilities": {6, 7, 13, 14, 15, 24, 28, 29, 34},
        "musical_training": {2, 12, 16, 18, 21, 22, 35},
        "emotions": {3, 10, 20, 25, 26, 39},
        "singing_abilities": {5, 8, 11, 23, 33, 37, 38},
        "general_sophistication": {1, 2, 4, 5, 8, 11, 12, 14, 16, 19, 22, 23, 25, 29, 30, 33, 35, 37},
    }
    numbers = {number: item.number for number in range(1, 40) if (item := psyquest_item(number))}
    for factor in FACTORS:
        assert {numbers[number] for number in banks[factor.id]} == set(factor.items)
    assert {numbers[number] for number in (10, 13, 15, 16, 27, 29, 33, 35)} == REVERSED["psyquest"]


def test_a_psyquest_dictionary_becomes_the_items_of_version_1(tmp_path: Path) -> None:
    file = written(tmp_path / "dict.csv", psyquest_rows("de", "en", "it"), delimiter=";")
    report = import_instrument("gold_msi", file, user_folder=tmp_path / "user")
    texts = imported_texts("gold_msi", tmp_path / "user")
    assert texts is not None
    assert texts.missing(KEYS, "en") == []
    assert report.languages == ("en", "de")
    assert report.absent == ("es", "zh-Hans")
    assert report.other_columns == ("it",)
    assert texts.text("question.gold_msi.item_02.label", "en") == "en prompt 3"
    assert texts.text("question.gold_msi.item_32.label", "de") == "de prompt 2"
    assert texts.text("question.gold_msi.best_instrument.choice.other", "en") == "en amount 32 21"
    assert texts.text("scale.gold_msi.7", "de") == "de step 7"
    assert texts.text(WORDING_KEY, "de") == "psyquest"
    assert texts.status("question.gold_msi.item_02.label", "de") == "official"


def test_title_and_introduction_come_with_the_texts(tmp_path: Path) -> None:
    file = written(tmp_path / "dict.csv", psyquest_rows("de"), delimiter=";")
    import_instrument("gold_msi", file, user_folder=tmp_path)
    texts = imported_texts("gold_msi", tmp_path)
    assert texts is not None
    key = "questionnaire.gold_msi.intro"
    assert texts.text(key, "de") == built_in_texts().text(key, "de")


def test_the_formal_german_column_is_taken_before_the_informal(tmp_path: Path) -> None:
    # psyquest's "de" says du, "de_f" says Sie; the survey says Sie.
    file = written(tmp_path / "dict.csv", psyquest_rows("de", "de_f"), delimiter=";")
    import_instrument("gold_msi", file, user_folder=tmp_path)
    texts = imported_texts("gold_msi", tmp_path)
    assert texts is not None
    assert texts.text("question.gold_msi.item_01.label", "de") == "de_f prompt 1"


def test_quotes_character_references_tags_and_braces_become_plain_text(tmp_path: Path) -> None:
    rows = psyquest_rows("en")
    rows["TGMS_0001_PROMPT"]["en"] = 'Music &ndash; "always"; <b>really</b>&nbsp;{so}'
    file = written(tmp_path / "dict.csv", rows, delimiter=";")
    import_instrument("gold_msi", file, user_folder=tmp_path)
    texts = imported_texts("gold_msi", tmp_path)
    assert texts is not None
    assert texts.text("question.gold_msi.item_01.label", "en") == 'Music – "always"; really {so}'


def test_items_in_another_order_than_psyquests_are_refused(tmp_path: Path) -> None:
    rows = psyquest_rows("en")
    for step in range(1, 8):
        first, second = (f"TGMS_{number:04d}_CHOICE{step}" for number in (2, 3))
        rows[first], rows[second] = rows[second], rows[first]
    file = written(tmp_path / "dict.csv", rows, delimiter=";")
    refused("gold_msi", file, user_folder=tmp_path, match=r"TGMS_0002 should be an amount.*another order")


@pytest.mark.parametrize("column", ["zh-Hans", "zh_cn", "ZH-CN", "zh"])
def test_chinese_may_be_called_as_others_do(tmp_path: Path, column: str) -> None:
    rows = {key: {column: texts["zh-Hans"]} for key, texts in table_rows("zh-Hans").items()}
    report = import_instrument("gold_msi", written(tmp_path / "f.csv", rows), user_folder=tmp_path / "user")
    assert report.languages == ("zh-Hans",)


def test_traditional_chinese_is_not_taken_for_simplified(tmp_path: Path) -> None:
    rows = {key: {"zh_tw": texts["zh-Hans"]} for key, texts in table_rows("zh-Hans").items()}
    refused(
        "gold_msi",
        written(tmp_path / "f.csv", rows),
        user_folder=tmp_path,
        match="no column is a survey language",
    )


def test_a_file_a_language_is_taken_by_the_end_of_its_name(tmp_path: Path) -> None:
    folder = tmp_path / "files"
    folder.mkdir()
    for language in ("es", "zh-Hans"):
        rows = {key: {"text": texts[language]} for key, texts in table_rows(language).items()}
        written(folder / f"gold_msi_{language}.csv", rows, encoding="utf-8-sig")
    report = import_instrument("gold_msi", folder, user_folder=tmp_path / "user")
    assert report.languages == ("es", "zh-Hans")
    texts = imported_texts("gold_msi", tmp_path / "user")
    assert texts is not None
    assert texts.text("question.gold_msi.item_38.label", "es") == made_up(
        "question.gold_msi.item_38.label", "es"
    )


def test_a_file_of_one_language_must_say_which(tmp_path: Path) -> None:
    rows = {key: {"text": texts["es"]} for key, texts in table_rows("es").items()}
    refused(
        "gold_msi", written(tmp_path / "items.csv", rows), user_folder=tmp_path, match="does not say which"
    )


def test_an_incomplete_language_is_reported_and_not_written(tmp_path: Path) -> None:
    rows = table_rows("en", "es")
    rows["question.gold_msi.item_07.label"]["es"] = " "
    report = import_instrument("gold_msi", written(tmp_path / "f.csv", rows), user_folder=tmp_path / "user")
    assert report.languages == ("en",)
    assert report.incomplete == {"es": ("question.gold_msi.item_07.label",)}
    assert any("es: not written, 1 of 117 missing" in line for line in report.lines())
    texts = imported_texts("gold_msi", tmp_path / "user")
    assert texts is not None
    assert not texts.has("question.gold_msi.item_01.label", "es")


def test_what_a_second_file_brings_completes_the_first(tmp_path: Path) -> None:
    import_instrument(
        "gold_msi", written(tmp_path / "a.csv", table_rows("en")), user_folder=tmp_path / "user"
    )
    corrected = {"question.gold_msi.item_07.label": {"en": "corrected"}}
    import_instrument("gold_msi", written(tmp_path / "b.csv", corrected), user_folder=tmp_path / "user")
    texts = imported_texts("gold_msi", tmp_path / "user")
    assert texts is not None
    assert texts.text("question.gold_msi.item_07.label", "en") == "corrected"
    assert texts.missing(KEYS, "en") == []


def test_a_language_that_was_asked_for_must_be_complete(tmp_path: Path) -> None:
    rows = table_rows("en", "es")
    del rows["question.gold_msi.item_07.label"]["es"]
    file = written(tmp_path / "f.csv", rows)
    refused(
        "gold_msi", file, user_folder=tmp_path, languages=["es"], match=r"incomplete in 'es'.*item_07\.label"
    )
    refused(
        "gold_msi",
        file,
        user_folder=tmp_path,
        languages=["zh-Hans"],
        match="no texts of 'gold_msi' in 'zh-Hans'",
    )
    refused("gold_msi", file, user_folder=tmp_path, languages=["fr"], match="'fr' is no survey language")


def test_texts_that_do_not_say_their_wording_are_refused_until_they_do(tmp_path: Path) -> None:
    # Reversal belongs to the wording: without it no score can be right.
    rows = {key: texts for key, texts in table_rows("en").items() if key != WORDING_KEY}
    file = written(tmp_path / "f.csv", rows)
    refused("gold_msi", file, user_folder=tmp_path, match=r"wording.*v1\.0 or psyquest")
    report = import_instrument("gold_msi", file, user_folder=tmp_path / "user", wording="v1.0")
    assert report.wordings == {"en": "v1.0"}


def test_an_unknown_wording_is_refused(tmp_path: Path) -> None:
    rows = table_rows("en")
    rows[WORDING_KEY]["en"] = "2014"
    refused(
        "gold_msi",
        written(tmp_path / "f.csv", rows),
        user_folder=tmp_path,
        match=r"'2014'; known are v1\.0, psyq",
    )


def test_texts_go_into_a_studys_own_table_in_its_languages(tmp_path: Path) -> None:
    study = tmp_path / "müller 李"
    study.mkdir()
    (study / "study.yaml").write_text("study: {id: s, texts: wording.csv}\n", encoding="utf-8")
    own = {"study.title": {"en": "Title", "es": "Título"}}
    TextTable.of(own, "reviewed").write(study / "wording.csv")
    file = written(tmp_path / "dict.csv", psyquest_rows("en", "es", "de"), delimiter=";")
    report = import_instrument("gold_msi", file, into=study)
    texts = TextTable.read(study / "wording.csv")
    assert report.written_to == study / "wording.csv"
    assert texts.languages == ("en", "es")
    assert texts.text("study.title", "es") == "Título"
    assert texts.missing([*KEYS, "questionnaire.gold_msi.title"], "es") == []


def test_a_folder_that_is_no_study_is_not_taken_for_one(tmp_path: Path) -> None:
    file = written(tmp_path / "f.csv", table_rows("en"))
    with pytest.raises(InstrumentError, match=r"stduy: there is no study\.yaml"):
        import_instrument("gold_msi", file, into=tmp_path / "stduy")
    assert not (tmp_path / "stduy").exists()


def empty(path: Path) -> Path:
    path.write_bytes(b"")
    return path


def latin_1(path: Path) -> Path:
    path.write_bytes("key,de\nx,Gefühl\n".encode("latin-1"))
    return path


def ragged(path: Path) -> Path:
    path.write_bytes(b"key,en\nitem,a,b\n")
    return path


def twice(path: Path) -> Path:
    path.write_bytes(b"key,en\nitem,a\nitem,b\n")
    return path


def without_key(path: Path) -> Path:
    path.write_bytes(b"id,en\nitem,a\n")
    return path


def unrelated(path: Path) -> Path:
    path.write_bytes(b"key,en\nTPIS_0001_PROMPT,a\n")
    return path


def status_unknown(path: Path) -> Path:
    path.write_bytes(b"key,en,status_en\nitem,a,checked\n")
    return path


@pytest.mark.parametrize(
    ("make", "match"),
    [
        (lambda path: path, "there is no such file"),
        (empty, "is empty"),
        (latin_1, "not UTF-8"),
        (ragged, "record 2 has 3 fields"),
        (twice, "'item' is there twice"),
        (without_key, "no column is called 'key'"),
        (unrelated, "incomplete in 'en', 117"),
        (status_unknown, "status 'checked'"),
    ],
)
def test_a_file_that_is_no_instrument_is_refused(
    tmp_path: Path, make: Callable[[Path], Path], match: str
) -> None:
    refused("gold_msi", make(tmp_path / "f.csv"), user_folder=tmp_path, match=match)


def test_an_instrument_that_nothing_imports_is_answered_with_the_nearest(tmp_path: Path) -> None:
    refused(
        "goldmsi", tmp_path / "f.csv", user_folder=tmp_path, match=r"'goldmsi'. Did you mean 'gold_msi'\?"
    )


@pytest.mark.shared
def test_the_dictionary_of_psyquest_is_complete_but_for_chinese(shared_dir: Path, tmp_path: Path) -> None:
    file = shared_dir / "instruments" / "gold_msi_psyquest.csv"
    report = import_instrument("gold_msi", file, user_folder=tmp_path)
    assert report.languages == ("en", "es", "de")
    assert report.absent == ("zh-Hans",)
    assert report.incomplete == {}
    texts = TextTable.read(report.written_to)
    assert all("&" not in texts.text(key, language) for key in KEYS for language in report.languages)
    # The amounts have their own seven choices, the statements one scale.
    for number in PSYQUEST_AMOUNTS.values():
        choices = [texts.text(choice.key, "en") for choice in ITEMS[number - 1].choices]
        assert len(set(choices)) == len(choices)
    refused("gold_msi", file, user_folder=tmp_path, languages=["zh-Hans"], match="in 'zh-Hans'")
