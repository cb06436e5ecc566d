"""Every figure of a report: for any study, in every language, the same each time, and told in words."""

from __future__ import annotations

import csv
import dataclasses
import io
import re
import struct
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pytest

from merlingua.analysis import figures_all, figures_fonts, figures_words
from merlingua.analysis.agreement_results import ALL, AgreementResults, ClipFacts
from merlingua.analysis.figures_all import MAKERS, draw_all
from merlingua.analysis.figures_alpha import alpha_drawings
from merlingua.analysis.figures_answers import answer_drawings
from merlingua.analysis.figures_circumplex import circumplex_drawings
from merlingua.analysis.figures_differences import (
    difference_drawings,
    level_drawings,
    split_drawings,
    trait_drawings,
)
from merlingua.analysis.figures_disagreement import disagreement_drawings
from merlingua.analysis.figures_drawing import Drawing
from merlingua.analysis.figures_heat_map import alpha_heat_maps
from merlingua.analysis.figures_influence import influence_drawings
from merlingua.analysis.figures_precision import precision_drawings
from merlingua.analysis.figures_words import figure_texts
from merlingua.surveys.study_definition import SURVEY_LANGUAGES
from tests.analysis.figure_results import made_up_matrices, results_of

SMALL_STUDY = {"en": 12, "de": 9, "zh-Hans": 21}
MAX_SVG_BYTES = 300_000
MAX_WIDTH_MM, MAX_HEIGHT_MM = 170.5, 240
QUICK = tuple(maker for maker in MAKERS if maker is not precision_drawings)
"""All but the one that simulates studies."""


@pytest.fixture(scope="module")
def small() -> AgreementResults:
    items = ("anger", "joy", "sadness", "peace")
    matrices, labels = made_up_matrices(items=items, n_raters=SMALL_STUDY, n_clips=11)
    quadrants = ("Q1", "Q2", "Q3", "Q4")
    clips = [
        ClipFacts(clip, quadrant=quadrants[number % 4])
        for number, clip in enumerate(matrices["joy"].clips[:-1])
    ]
    return results_of(matrices, labels, clips=[*clips, ClipFacts(matrices["joy"].clips[-1])])


@pytest.fixture(scope="module")
def drawings(small: AgreementResults) -> tuple[Drawing, ...]:
    return draw_all(small, language="en")


def table(drawing: Drawing) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(drawing.table_csv)))


def named(drawings: Sequence[Drawing], id: str) -> Drawing:
    return next(drawing for drawing in drawings if drawing.id == id)


def test_a_whole_study_has_every_sort_of_figure_in_the_order_of_the_report(
    drawings: tuple[Drawing, ...],
) -> None:
    kinds = list(dict.fromkeys(drawing.kind for drawing in drawings))
    assert kinds == [
        "alpha", "alpha_heat_map", "differences", "level", "answers", "circumplex", "disagreement",
        "influence", "precision", "split", "traits",
    ]  # fmt: skip
    assert len({drawing.id for drawing in drawings}) == len(drawings)


def test_each_figure_fits_a_page_and_is_small(drawings: tuple[Drawing, ...]) -> None:
    for drawing in drawings:
        assert drawing.width_mm <= MAX_WIDTH_MM, drawing.id
        assert drawing.height_mm <= MAX_HEIGHT_MM, drawing.id
        assert len(drawing.svg.encode()) < MAX_SVG_BYTES, drawing.id
        assert drawing.png[:8] == b"\x89PNG\r\n\x1a\n"
        width, height = struct.unpack(">II", drawing.png[16:24])
        assert width / height == pytest.approx(drawing.width_mm / drawing.height_mm, rel=0.01)


def test_an_svg_is_one_accessible_element_whose_ids_are_its_own(drawings: tuple[Drawing, ...]) -> None:
    svg = "{http://www.w3.org/2000/svg}"
    for drawing in drawings:
        assert drawing.svg.startswith("<svg ")
        root = ET.fromstring(drawing.svg)
        title, desc = root.find(f"{svg}title"), root.find(f"{svg}desc")
        assert title is not None
        assert desc is not None
        assert (title.text, desc.text) == (drawing.title, drawing.alt)
        assert root.get("role") == "img"
        assert root.get("aria-labelledby") == f"{title.get('id')} {desc.get('id')}"
        ids = [element.get("id") for element in root.iter() if element.get("id")]
        assert len(ids) == len(set(ids))
        assert all(id is not None and id.startswith(f"{drawing.id}--") for id in ids)
        referred = set(
            re.findall(r'href="#([^"]+)"', drawing.svg) + re.findall(r"url\(#([^)]+)\)", drawing.svg)
        )
        assert referred <= set(ids)
        assert not re.search("<image|<metadata|<!--", drawing.svg)


def test_the_same_results_give_the_same_bytes(small: AgreementResults) -> None:
    makers = (difference_drawings, circumplex_drawings)
    assert draw_all(small, language="de", makers=makers) == draw_all(small, language="de", makers=makers)


def test_alternative_texts_say_numbers_and_no_placeholder(drawings: tuple[Drawing, ...]) -> None:
    for drawing in drawings:
        assert re.search(r"\d", drawing.alt), drawing.id
        for text in (drawing.title, drawing.alt, drawing.caption):
            assert text
            assert not re.search(r"[{}]|nan|None|  ", text), (drawing.id, text)


@pytest.mark.parametrize("language", SURVEY_LANGUAGES)
def test_every_language_has_every_text(language: str) -> None:
    texts = figure_texts()
    assert texts.missing(texts.keys, language) == []
    assert {texts.status(key, language) for key in texts.keys} == {"machine"}


@pytest.mark.parametrize("language", ["es", "de", "zh-Hans"])
def test_figures_speak_the_language_of_the_report(small: AgreementResults, language: str) -> None:
    if not figures_fonts.can_draw(language):
        pytest.skip("no font for Chinese on this machine")
    names = {"es": "Ira", "de": "Wut", "zh-Hans": "愤怒"}
    makers = (alpha_drawings, answer_drawings)
    some = dataclasses.replace(small, items=small.items[:1])
    for drawing, english in zip(
        draw_all(some, language=language, makers=makers),
        draw_all(some, language="en", makers=makers),
        strict=True,
    ):
        assert drawing.id == english.id
        assert drawing.title != english.title
        assert drawing.note == ""
        assert drawing.table_csv == english.table_csv
        assert re.search(r"\d\.\d\d" if language == "zh-Hans" else r"\d,\d\d", drawing.alt)
        if drawing.id == "answers-anger":
            assert names[language] in drawing.title


def test_tables_have_full_precision_and_every_pair_of_item_and_group(
    small: AgreementResults, drawings: tuple[Drawing, ...]
) -> None:
    rows = table(named(drawings, "alpha"))
    assert [(row["item"], row["group"]) for row in rows] == [
        (item, group) for item in small.items for group in small.group_ids
    ]
    for row in rows:
        found = small.estimates[row["item"], row["group"]]
        assert found.value is None or float(row["estimate"]) == found.value
        assert found.both is None or float(row["upper_both"]) == found.both.upper
    counts = table(named(drawings, "answers-joy"))
    assert sum(int(row["n"]) for row in counts if row["group"] == ALL) == small.matrices["joy"].n_ratings


def test_what_is_undefined_is_told_by_its_reason_and_has_no_number(small: AgreementResults) -> None:
    matrix = small.matrices["joy"]
    codes = matrix.codes.copy()
    codes[codes >= 0] = 2
    same = dataclasses.replace(matrix, codes=codes)
    few, labels = made_up_matrices(items=("joy",), n_raters={"en": 12, "de": 3}, n_clips=11)
    for matrices, groups, flag, reason in (
        ({"joy": same}, small.labels, "undefined:one_category", "undefined: one answer only"),
        (few, labels, "n_below_5", "fewer than 5 listeners"),
    ):
        results = results_of(matrices, groups, n_permutations=0, has_details=False)
        forest, heat = draw_all(results, language="en", makers=(alpha_drawings, alpha_heat_maps))
        undefined = [row for row in table(forest) if flag in row["flags"]]
        assert undefined
        assert all(row["estimate"] == row["lower_listeners"] == "" for row in undefined)
        assert all(row["estimate"] == "" for row in table(heat) if flag in row["flags"])
        assert f"Cells without a value: {len(undefined)}" in forest.alt
        words = figures_words.Words(results, "en")
        assert words.reason((flag,)) == reason


def test_only_pairs_that_survive_both_corrections_are_emphasised(small: AgreementResults) -> None:
    (drawing,) = draw_all(small, language="en", makers=(difference_drawings,))
    assert small.tests is not None
    found = {(pair.item, pair.first, pair.second) for pair in small.tests.differing_pairs}
    rows = table(drawing)
    told = {(row["item"], row["first"], row["second"]) for row in rows if row["differs"] == "true"}
    assert told == found
    assert f"After correction {len(found)} of" in drawing.alt
    assert "de" in {group for test in small.tests.omnibus for group in test.left_out}
    assert "Not compared: German" in drawing.caption


def test_without_tests_there_is_no_figure_of_them(small: AgreementResults) -> None:
    bare = dataclasses.replace(small, tests=None, level_tests={}, splits=(), traits=(), influences={})
    makers = (difference_drawings, level_drawings, influence_drawings, split_drawings, trait_drawings)
    assert draw_all(bare, language="en", makers=makers) == ()


def test_emotions_that_do_not_tell_valence_from_arousal_make_no_circumplex(small: AgreementResults) -> None:
    for items in (("joy",), ("joy", "sadness"), ("anger", "sadness")):
        some = dataclasses.replace(small, items=items)
        assert draw_all(some, language="en", makers=(circumplex_drawings,)) == ()


STUDIES = {
    "one item, one language, two clips": {"items": ("joy",), "n_raters": {"en": 6}, "n_clips": 2},
    "a scale of 21 levels": {
        "items": ("brightness", "joy"), "n_raters": {"en": 9, "es": 8}, "n_clips": 12,
        "levels": tuple(float(level) for level in range(0, 105, 5)),
    },
    "two levels": {"items": ("yes",), "n_raters": {"en": 9, "es": 8}, "n_clips": 5, "levels": (0.0, 1.0)},
    "names that no text has": {
        "items": ("$x$ {y} & <z>", "长" * 60, "한국"), "n_raters": {"en": 7}, "n_clips": 2,
        "clip_names": ("a clip with a name that goes on and on and on and on.wav", "🎵 $1$ <b>\n"),
    },
}  # fmt: skip


@pytest.mark.parametrize("name", STUDIES)
def test_figures_of_an_unusual_study_are_whole(name: str) -> None:
    matrices, labels = made_up_matrices(**STUDIES[name])  # type: ignore[arg-type]
    drawings = draw_all(results_of(matrices, labels, n_permutations=99), language="en", makers=QUICK)
    assert {"alpha", "answers"} <= {drawing.kind for drawing in drawings}
    for drawing in drawings:
        ET.fromstring(drawing.svg)
        assert re.fullmatch(r"[A-Za-z0-9_-]+", drawing.id)
        assert drawing.width_mm <= MAX_WIDTH_MM
        assert not re.search(r"nan|None", drawing.alt)
    lacking = figures_fonts.unshowable([*matrices, *next(iter(matrices.values())).clips])
    assert all(bool(drawing.note) == bool(lacking) for drawing in drawings)


def test_a_large_study_is_drawn_on_sheets_that_are_no_larger() -> None:
    # items, clips and languages: more than a sheet takes of each
    items = (*(f"item_{number}" for number in range(13)), "joy", "sadness", "anger")
    languages = dict.fromkeys(("en", "es", "de", "zh-Hans", "fr", "it", "pt"), 14)
    matrices, labels = made_up_matrices(items=items, n_raters=languages, n_clips=60)
    results = results_of(matrices, labels, n_permutations=0, has_details=False)
    makers = (alpha_drawings, alpha_heat_maps, circumplex_drawings)
    drawings = list(draw_all(results, language="en", makers=makers))
    some = dataclasses.replace(results, items=("joy", "sadness"))
    drawings += draw_all(some, language="en", makers=(answer_drawings,))
    for drawing in drawings:
        assert drawing.height_mm <= MAX_HEIGHT_MM, drawing.id
        assert len(drawing.svg.encode()) < MAX_SVG_BYTES, (drawing.id, len(drawing.svg))
    forests = [drawing for drawing in drawings if drawing.kind == "alpha"]
    assert [forest.id for forest in forests] == [f"alpha-{number}" for number in range(1, 4)]
    assert forests[0].title.endswith("(1/3)")
    assert sum(len(table(forest)) for forest in forests) == 16 * 8
    assert "40 of 60 excerpts" in named(drawings, "answers-joy").caption
    assert "25 of 60 excerpts" in named(drawings, "circumplex-clips").caption


def test_thousands_of_listeners_make_no_larger_figure() -> None:
    matrices, labels = made_up_matrices(items=("joy", "peace"), n_raters={"en": 400, "es": 300})
    results = results_of(matrices, labels, n_permutations=0)
    drawings = draw_all(results, language="en", makers=(influence_drawings, answer_drawings))
    assert max(len(drawing.svg) for drawing in drawings) < 150_000
    influence = named(drawings, "influence")
    assert len(table(influence)) == 2 * 700
    assert "60 furthest" in influence.caption


def test_without_a_chinese_font_figures_are_english_and_say_so(
    small: AgreementResults, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(figures_words, "can_draw", lambda language: language != "zh-Hans")
    (drawing,) = draw_all(small, language="zh-Hans", makers=(alpha_drawings,))
    assert drawing.title == "Agreement by item and group"
    assert "fonts-noto-cjk" in drawing.note


def test_progress_counts_to_the_end_and_what_it_raises_ends_the_drawing(small: AgreementResults) -> None:
    seen: list[tuple[str, int, int]] = []
    makers = (alpha_heat_maps, level_drawings, disagreement_drawings)
    draw_all(small, language="en", makers=makers, progress=lambda *told: seen.append(told))
    assert seen == [(figures_all.STAGE, done, 3) for done in range(4)]

    def stop(what: str, done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        draw_all(small, language="en", makers=makers, progress=stop)


def test_clips_stand_in_the_order_of_their_means(small: AgreementResults) -> None:
    drawing = named(draw_all(small, language="en", makers=(answer_drawings,)), "answers-peace")
    values = small.matrices["peace"].values()
    means = sorted(np.nanmean(values, axis=0), reverse=True)
    assert all(above >= below for above, below in pairwise(means))
    assert f"({means[0]:.2f})" in drawing.alt
    assert f"({means[-1]:.2f})" in drawing.alt
