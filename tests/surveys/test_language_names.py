"""Countries and languages to choose from, in the survey's languages."""

from __future__ import annotations

import pytest

from merlingua.surveys.errors import MissingTextError
from merlingua.surveys.language_names import (
    country_choices,
    country_search_text,
    folded_for_search,
    is_country,
    is_language,
    language_choices,
    language_search_text,
)
from merlingua.surveys.study_definition import SURVEY_LANGUAGES


def test_every_country_of_iso_3166_1_and_kosovo_can_be_chosen() -> None:
    # ISO 3166-1 has 249 officially assigned codes; XK is left to users and is CLDR's code for Kosovo.
    codes = [code for code, _ in country_choices("en")]
    assert len(set(codes)) == len(codes) == 250
    assert {"ES", "DE", "CN", "TW", "GB", "BR", "XK"} <= set(codes)
    assert not {"EU", "UN", "XA", "XB", "ZZ", "UK", "AC"} & set(codes)


@pytest.mark.parametrize("language", SURVEY_LANGUAGES)
def test_each_survey_language_offers_the_same_codes(language: str) -> None:
    assert {code for code, _ in country_choices(language)} == {code for code, _ in country_choices("en")}
    assert {code for code, _ in language_choices(language)} == {code for code, _ in language_choices("en")}
    assert all(name.strip() for _, name in [*country_choices(language), *language_choices(language)])


@pytest.mark.parametrize(
    ("language", "country", "tongue"),
    [
        ("en", "Germany", "German"),
        ("es", "Alemania", "alemán"),
        ("de", "Deutschland", "Deutsch"),
        ("zh-Hans", "德国", "德语"),
    ],
)
def test_names_are_those_of_the_language(language: str, country: str, tongue: str) -> None:
    # Unicode CLDR.
    assert dict(country_choices(language))["DE"] == country
    assert dict(language_choices(language))["de"] == tongue


def test_the_reference_studys_mother_tongues_can_be_chosen() -> None:
    # Chinese languages apart from Mandarin, and languages of Spain, are among its 64 spellings.
    wanted = {"en", "es", "de", "zh", "yue", "wuu", "nan", "hak", "ca", "gl", "eu", "pt", "gsw", "tr", "hi"}
    assert wanted <= {code for code, _ in language_choices("en")}


def test_no_language_that_is_none_or_that_nobody_grows_up_with() -> None:
    assert not {"und", "zxx", "mul", "mis", "enm", "akk"} & {code for code, _ in language_choices("en")}
    assert is_language("es")
    assert not is_language("zxx")
    assert not is_language("en_GB")
    assert is_country("ES")
    assert not is_country("es")


def test_german_umlauts_and_spanish_accents_sort_with_their_letters() -> None:
    # DIN 5007-1: ä is sorted as a.
    german = [name for _, name in country_choices("de")]
    assert german.index("Afghanistan") < german.index("Ägypten") < german.index("Albanien")
    spanish = [name for _, name in country_choices("es")]
    assert spanish.index("Egipto") < spanish.index("El Salvador") < spanish.index("Emiratos Árabes Unidos")
    assert spanish.index("Zambia") > spanish.index("Yemen")


def test_spanish_puts_enye_after_n() -> None:
    # Real Academia Española: ñ is a letter of its own, between n and o.
    names = [name for _, name in language_choices("es")]
    assert names.index("ñe’engatú") > names.index("nzima")
    assert names.index("ñe’engatú") < names.index("occitano")


def test_chinese_names_are_in_the_order_of_their_sound() -> None:
    # Pinyin: A'er…, Ba…, De…, Fan…, Fa…: 法国 (fa) before 梵蒂冈 (fan) before 斐济 (fei) before 芬兰 (fen).
    names = [name for _, name in country_choices("zh-Hans")]
    expected = [
        "阿尔巴尼亚",
        "巴西",
        "德国",
        "法国",
        "梵蒂冈",
        "斐济",
        "芬兰",
        "美国",
        "瑙鲁",
        "尼泊尔",
        "西班牙",
        "中国",
    ]
    assert [name for name in names if name in expected] == expected


@pytest.mark.parametrize("typed", ["Deutsch", "alem", "ALEMÁN", "german", "德语", "de"])
def test_a_language_is_found_by_its_name_in_any_survey_language(typed: str) -> None:
    assert folded_for_search(typed) in language_search_text("de")


def test_a_language_is_found_by_the_name_it_gives_itself() -> None:
    assert folded_for_search("Türkçe") in language_search_text("tr")
    assert folded_for_search("日本") in language_search_text("ja")


def test_a_country_is_found_without_accents() -> None:
    assert folded_for_search("mexico") in country_search_text("MX")
    assert folded_for_search("Österreich") in country_search_text("AT")


def test_a_language_that_the_survey_does_not_have_is_refused() -> None:
    with pytest.raises(MissingTextError, match=r"'fr'; survey languages are en, es, de, zh-Hans"):
        country_choices("fr")
