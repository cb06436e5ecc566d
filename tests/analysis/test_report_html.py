"""The report's page: what it says, what it must not say, and who can read it."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

import pytest

from merlingua.analysis.agreement_results import AgreementResults, ClipFacts
from merlingua.analysis.figures_all import draw_all
from merlingua.analysis.figures_alpha import alpha_drawings
from merlingua.analysis.report_agreement import apa_sentence
from merlingua.analysis.report_elements import prose
from merlingua.analysis.report_html import report_html
from merlingua.analysis.report_ratings import level_and_profile_in_words
from merlingua.analysis.report_words import ReportWords
from merlingua.surveys.study_definition import SURVEY_LANGUAGES
from tests.analysis.figure_results import made_up_matrices, results_of
from tests.analysis.report_page import Page
from tests.analysis.sample_results import sample_results

EQUAL_WORDS = {
    "en": r"equally|the same agreement|no difference between",
    "es": r"por igual|el mismo acuerdo",
    "de": r"gleich stark|dieselbe Übereinstimmung",
    "zh-Hans": r"一致程度相等|没有差异",
}
"""How a careless report would say "not significant"."""


@pytest.fixture(scope="module")
def results() -> AgreementResults:
    """Three items in three languages, one of them too small to be tested."""
    matrices, labels = made_up_matrices(
        items=("joy", "fear", "anger"), n_raters={"en": 24, "es": 21, "de": 4}, n_clips=12
    )
    return results_of(matrices, labels)


@pytest.fixture(scope="module", params=SURVEY_LANGUAGES)
def page(request: pytest.FixtureRequest, results: AgreementResults) -> Page:
    language: str = request.param
    drawings = draw_all(results, language=language, makers=(alpha_drawings,))
    return Page(report_html(results, drawings, language=language))


def test_the_page_needs_nothing_beside_it_and_runs_nothing(page: Page) -> None:
    assert not page.all("script", "link", "iframe", "object")
    sources = [
        tag.attributes[name] for tag in page.tags for name in ("src", "href") if name in tag.attributes
    ]
    assert sources
    assert all(source.startswith(("data:image/", "#")) for source in sources)
    assert not any(name.startswith("on") for tag in page.tags for name in tag.attributes)


def test_a_screen_reader_finds_language_landmarks_headings_and_names(page: Page) -> None:
    (html,) = page.all("html")
    assert html.attributes["lang"] in SURVEY_LANGUAGES
    assert [len(page.all(name)) for name in ("main", "h1", "nav", "title")] == [1, 1, 1, 1]
    levels = [int(tag.name[1]) for tag in page.all("h1", "h2", "h3")]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    ids = [tag.attributes["id"] for tag in page.tags if "id" in tag.attributes]
    assert len(ids) == len(set(ids))
    links = [tag.attributes["href"].removeprefix("#") for tag in page.all("a")]
    assert set(links) <= set(ids)
    images = page.all("img")
    assert images
    assert all(len(image.attributes["alt"]) > 20 for image in images)


def test_every_table_names_itself_its_columns_and_its_rows(page: Page) -> None:
    tables = page.all("table")
    assert len(tables) >= 3
    assert len(page.all("caption")) == len(tables)
    heads = page.all("th")
    assert {tag.attributes["scope"] for tag in heads} == {"col", "row"}
    assert all(tag.text for tag in heads)


def test_nothing_is_nan_none_or_a_key_without_a_text(page: Page) -> None:
    (body,) = page.all("body")
    assert not re.search(r"\b(nan|None|inf)\b|\{[a-z_]+\}", body.text)
    assert not re.search(r"\b(flag|note|rule|reason|short|apa)\.[a-z_]+\b", body.text)


def test_an_undefined_value_says_why_in_its_cell(page: Page) -> None:
    cells = [tag for tag in page.all("td") if tag.attributes.get("class") == "none"]
    assert cells
    assert all(re.search(r"\w{2}", cell.text) for cell in cells)


@pytest.mark.parametrize("language", SURVEY_LANGUAGES)
def test_without_a_surviving_item_no_pair_and_no_equality_is_claimed(
    language: str, results: AgreementResults
) -> None:
    assert results.tests is not None
    dull = replace(results.tests, pairs=(), omnibus=tuple(
        replace(test, p=None if test.p is None else 0.4, p_adjusted=None if test.p is None else 1.0)
        for test in results.tests.omnibus
    ))  # fmt: skip
    page = Page(report_html(replace(results, tests=dull), (), language=language))
    words = ReportWords(results, language)
    short = page.section("short")
    assert words.say("short.no_difference", n=dull.n_omnibus_family) in short
    assert words.say("differences.yes") not in {cell.text for cell in page.all("td")}
    denied = short.replace(words.say("short.no_difference", n=dull.n_omnibus_family), "")
    assert not re.search(EQUAL_WORDS[language], denied + page.section("agreement"))


@pytest.mark.parametrize("language", SURVEY_LANGUAGES)
def test_only_pairs_that_remain_after_holm_are_called_different(
    language: str, results: AgreementResults
) -> None:
    tests = results.tests
    assert tests is not None
    joy = next(test for test in tests.omnibus if test.item == "joy")
    pair = next(pair for pair in tests.pairs if pair.item == "joy")
    survivor = replace(joy, p=0.001, p_adjusted=0.003)
    others = tuple(replace(test, p=0.04, p_adjusted=0.08) for test in tests.omnibus if test.item != "joy")
    pairs = (
        replace(pair, p=0.001, p_adjusted=0.003, flags=()),
        replace(pair, first="es", second="en", p=0.03, p_adjusted=0.06, flags=()),
    )
    made = replace(results, tests=replace(tests, omnibus=(survivor, *others), pairs=pairs))
    words = ReportWords(made, language)
    page = Page(report_html(made, (), language=language))
    short = page.section("short")
    assert words.pair("en", "es") in short
    assert words.pair("es", "en") not in short
    rows = [tag.text for tag in page.all("tr")]
    (remaining,) = [row for row in rows if row.startswith(words.pair("en", "es"))]
    (other,) = [row for row in rows if row.startswith(words.pair("es", "en"))]
    assert words.say("differences.yes") in remaining
    assert words.say("differences.not") in other
    assert words.say("differences.yes") not in other.replace(words.say("differences.not"), "")
    named = {item for item in ("joy", "fear", "anger") if _says_differ(made, item, words)}
    assert named == {"joy"}


def _says_differ(results: AgreementResults, item: str, words: ReportWords) -> bool:
    sentence = apa_sentence(results, item, words)
    differ = words.say("apa.differ", p="§", p_adjusted="§").split("§")[0].split("(")[0].split("（")[0]
    return differ.strip() in sentence


def test_what_a_study_a_clip_and_an_item_are_called_cannot_become_html(results: AgreementResults) -> None:
    evil = '<script>alert("1")</script>&amp;'
    matrices, labels = made_up_matrices(
        items=(evil,), n_raters={evil: 6, "b": 6}, n_clips=3, clip_names=(evil, "a", "b")
    )
    hostile = replace(
        results_of(matrices, labels, clips=[ClipFacts(evil), ClipFacts("a"), ClipFacts("b")]), study_id=evil
    )
    hostile = replace(hostile, options=replace(hostile.options, by="group"))
    drawings = draw_all(hostile, language="en")
    page = Page(report_html(hostile, drawings, language="en"))
    assert not page.all("script")
    (title,) = page.all("h1")
    assert evil in title.text


def test_the_same_results_give_the_same_page(results: AgreementResults) -> None:
    assert report_html(results, (), language="de") == report_html(results, (), language="de")


def test_one_item_one_group_and_nothing_tested_is_a_report_too() -> None:
    matrices, labels = made_up_matrices(items=("x",), n_raters={"": 6}, n_clips=3)
    page = Page(report_html(results_of(matrices, labels, n_permutations=0), (), language="en"))
    words = ReportWords(results_of(matrices, labels, n_permutations=0), "en")
    assert words.say("differences.none") in page.section("differences")


@pytest.mark.parametrize("language", SURVEY_LANGUAGES)
def test_everything_that_an_analysis_can_find_is_told(language: str) -> None:
    full = sample_results()
    page = Page(report_html(full, (), language=language))
    ids = {tag.attributes["id"] for tag in page.all("h2")}
    assert {"short", "agreement", "differences", "level", "mean_label", "splits", "methods"} <= ids


@pytest.mark.parametrize("language", SURVEY_LANGUAGES)
def test_no_line_breaks_within_a_number_or_an_interval(language: str, results: AgreementResults) -> None:
    words = ReportWords(results, language)
    estimate = results.estimates["joy", "all"]
    assert estimate.value is not None
    html = report_html(results, (), language=language)
    for whole in (
        f"α = {words.apa(estimate.value)}",
        words.apa_interval(estimate.listeners),
        words.apa_interval(estimate.listeners).replace("[", "[\N{MINUS SIGN}"),
    ):
        assert f'<span class="kept">{whole}</span>' in prose(whole)
    assert f'<span class="kept">{words.apa_interval(estimate.listeners)}</span>' in html
    assert prose("p < .001, see 3.5 and a.5") == '<span class="kept">p &lt; .001</span>, see 3.5 and a.5'


def test_in_short_tells_level_and_profile_beside_agreement() -> None:
    # Equal alpha goes with opposite profiles: who reads nothing else must know both.
    full = sample_results()
    words = ReportWords(full, "en")
    lines = level_and_profile_in_words(full, words)
    short = Page(report_html(full, (), language="en")).section("short")
    assert lines
    assert all(line in short for line in lines)
