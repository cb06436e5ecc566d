"""The built-in texts and items, and which texts a study needs."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from merlingua.surveys.clips import Clip
from merlingua.surveys.errors import InstrumentError
from merlingua.surveys.gold_msi import ITEMS as GOLD_MSI_ITEMS
from merlingua.surveys.gold_msi import WORDING_KEY
from merlingua.surveys.instruments import (
    ITEM_GROUPS,
    ITEMS,
    allowed_placeholders,
    block_text_prefix,
    built_in_texts,
    imported_keys,
    instrument_gaps,
    item_questions,
    known_item,
    questionnaire_keys,
    required_keys,
)
from merlingua.surveys.study_definition import (
    SURVEY_LANGUAGES,
    ItemReference,
    QuestionnaireReference,
    ScaleDefinition,
    StudyDefinition,
)
from merlingua.surveys.taxonomy import EMOTION_IDS
from merlingua.surveys.texts import TextTable, placeholders

AGREE5 = {"agree5": ScaleDefinition(levels=(1, 2, 3, 4, 5), labels="agree5", keys="12345")}

OFFICIAL = {
    # Gómez-Cañón et al. (2020), ISMIR: the rows and glosses of the reference study's grid.
    "item.anger.label": "Anger",
    "item.anger.gloss": "angry, annoying, frustrating",
    "item.bitterness.label": "Bitterness",
    "item.bitterness.gloss": "hostile, distressing, painful",
    "item.fear.label": "Fear",
    "item.fear.gloss": "alarming, anxious, afraid",
    "item.joy.label": "Joyful activation",
    "item.joy.gloss": "animating, bouncy, dancing, amusing, stimulating",
    "item.peace.label": "Peacefulness",
    "item.peace.gloss": "serene, calm, relaxed",
    "item.power.label": "Power",
    "item.power.gloss": "energetic, fiery, heroic",
    "item.sadness.label": "Sadness",
    "item.sadness.gloss": "sad, tearful, sorrowful",
    "item.surprise.label": "Surprise",
    "item.surprise.gloss": "astonishing, exciting, surprising",
    "item.tenderness.label": "Tenderness",
    "item.tenderness.gloss": "tender, serene, sympathetic",
    "item.tension.label": "Tension",
    "item.tension.gloss": "tense, agitating, irritating",
    "item.transcendence.label": "Transcendence",
    "item.transcendence.gloss": "overwhelming, inspiring, spiritual",
    "item.preference.label": "I like this excerpt.",
    "item.familiarity.label": "I know this excerpt.",
    "item.comprehension.label": "I understood the lyrics of this excerpt the first time I heard it.",
    "scale.agree5.1": "Completely disagree",
    "scale.agree5.2": "Disagree",
    "scale.agree5.3": "Neither agree or disagree",
    "scale.agree5.4": "Agree",
    "scale.agree5.5": "Completely agree",
}


def clip(clip_id: str = "c1", lyrics_language: str = "en") -> Clip:
    return Clip(clip_id, Path(f"{clip_id}.wav"), 0.0, 30.0, lyrics_language, "0" * 64)


def definition(**changes: Any) -> StudyDefinition:
    whole: dict[str, Any] = {
        "schema_version": 1,
        "study": {"id": "s", "version": "1", "languages": list(SURVEY_LANGUAGES), "default_language": "en"},
        "devices": {"headphone_check": {"kind": "huggins"}},
        "scales": {"agree5": {"levels": [1, 2, 3, 4, 5], "labels": "agree5", "keys": "12345"}},
        "blocks": [
            {"id": "warm_up", "practice": True, "clips": ["p1"]},
            {
                "id": "main",
                "items": [
                    {"ref": "emotions11", "scale": "agree5"},
                    {"ref": "preference", "scale": "agree5"},
                    {"ref": "familiarity", "scale": "agree5"},
                    {
                        "ref": "comprehension",
                        "scale": "agree5",
                        "relevant": "clip.lyrics_language != 'zxx'",
                    },
                ],
            },
        ],
        "questionnaires": [{"ref": "demographics"}, {"ref": "music_background"}],
        "predictions": {"participant": "after_rating"},
    }
    return StudyDefinition.model_validate(whole | changes)


MAIN_ITEMS = definition().blocks[1].items


def test_the_built_in_texts_have_everything_a_study_needs_in_each_language() -> None:
    keys = required_keys(definition(), [clip()])
    for language in SURVEY_LANGUAGES:
        assert built_in_texts().missing(keys, language) == []


def test_every_built_in_text_is_there_in_each_language() -> None:
    texts = built_in_texts()
    assert texts.languages == SURVEY_LANGUAGES
    assert [key for key in texts.keys if set(texts.rows[key]) != set(SURVEY_LANGUAGES)] == []


def test_no_built_in_text_is_there_that_nothing_shows() -> None:
    gold_msi = questionnaire_keys(QuestionnaireReference(ref="gold_msi"))
    shown = {*required_keys(definition(), [clip()]), *gold_msi}
    assert set(built_in_texts().keys) - shown == set()


def test_the_english_items_and_anchors_are_the_reference_studys_and_all_else_is_a_draft() -> None:
    # survey.md: the authors' Spanish, German and Mandarin wordings were never published.
    texts = built_in_texts()
    assert {key: texts.text(key, "en") for key in OFFICIAL} == OFFICIAL
    for key in texts.keys:
        statuses = [texts.status(key, language) for language in SURVEY_LANGUAGES]
        assert statuses == ["official" if key in OFFICIAL else "machine", "machine", "machine", "machine"]


def test_no_text_of_the_gold_msi_is_built_in() -> None:
    keys = set(built_in_texts().keys)
    assert not keys & set(imported_keys("gold_msi"))
    assert {item.label_key for item in GOLD_MSI_ITEMS} <= set(imported_keys("gold_msi"))


def test_built_in_placeholders_are_those_that_pages_fill() -> None:
    for key, texts in built_in_texts().rows.items():
        for local in texts.values():
            assert placeholders(local.text) <= set(allowed_placeholders(key, definition()))
    assert built_in_texts().text("thanks.withdrawal", "de", code="ABCD-1234").count("ABCD-1234") == 1


@pytest.mark.parametrize("language", SURVEY_LANGUAGES)
def test_bold_marks_are_paired_within_their_paragraph_in_every_built_in_text(language: str) -> None:
    for key in built_in_texts().keys:
        raw = built_in_texts().rows[key][language].text
        for paragraph in raw.split("\n\n"):
            assert paragraph.count("**") % 2 == 0, (key, paragraph)
            assert "****" not in paragraph, (key, paragraph)


@pytest.mark.parametrize("language", SURVEY_LANGUAGES)
def test_a_translation_emphasises_what_the_english_text_does(language: str) -> None:
    for key in built_in_texts().keys:
        english, other = (built_in_texts().rows[key][each].text for each in ("en", language))
        assert english.count("**") == other.count("**"), key
        assert english.count("\n\n") == other.count("\n\n"), key


def test_rows_of_the_grid_are_short_in_every_language() -> None:
    # look.md: 14 rows and no scrolling on 1366 × 768; the last row, comprehension, may take two lines.
    for item_id in ITEMS:
        for language in SURVEY_LANGUAGES:
            label = built_in_texts().text(f"item.{item_id}.label", language)
            assert len(label) <= (72 if item_id == "comprehension" else 32), (language, label)
    for emotion in EMOTION_IDS:
        for language in SURVEY_LANGUAGES:
            assert len(built_in_texts().text(f"item.{emotion}.gloss", language)) <= 60


INFORMAL = {
    # look.md: Sie in German, usted in Spanish, 您 in Chinese.
    "es": r"\b(tú|tu|tus|ti|contigo|te|puedes|tienes|escucha(s|ste)|vosotros|vuestr[oa]s?)\b",
    "de": r"\b(du|dir|dich|dein\w*|euch|euer\w*)\b",
    "zh-Hans": r"你",
}


@pytest.mark.parametrize("language", INFORMAL)
def test_listeners_are_addressed_formally(language: str) -> None:
    pattern = re.compile(INFORMAL[language], re.IGNORECASE)
    found = {key: pattern.findall(texts[language].text) for key, texts in built_in_texts().rows.items()}
    assert {key: words for key, words in found.items() if words} == {}


def test_chinese_texts_are_simplified_and_have_chinese_marks() -> None:
    # A sample of characters whose traditional form differs; half-width marks look broken between them.
    traditional = set("這個們請聽樂對應訊體關於見點選擇評價時間過為與麼樣開")
    for key, texts in built_in_texts().rows.items():
        text = texts["zh-Hans"].text
        assert not set(text) & traditional, key
        assert not re.search(r"[\u4e00-\u9fff][,;:?!]", text), key


def test_the_emotions_group_is_the_taxonomy_in_its_order() -> None:
    assert ITEM_GROUPS["emotions11"] == EMOTION_IDS
    assert len(ITEMS) == 14


def test_a_clip_with_words_has_the_14_rows_of_the_reference_study() -> None:
    rows = item_questions(MAIN_ITEMS, AGREE5, clip())
    assert [row.id for row in rows] == list(ITEMS)
    assert [row.gloss_key is not None for row in rows] == [True] * 11 + [False] * 3
    assert rows[0].label_key == "item.anger.label"
    assert [(choice.value, choice.key) for choice in rows[0].choices][-1] == (5, "scale.agree5.5")
    assert {row.keys for row in rows} == {"12345"}


def test_comprehension_is_not_asked_about_an_instrumental() -> None:
    # survey.md: the reference study had no "not applicable" for the lyrics of an instrumental.
    rows = item_questions(MAIN_ITEMS, AGREE5, clip(lyrics_language="zxx"))
    assert [row.id for row in rows] == list(ITEMS[:-1])
    assert len(item_questions(MAIN_ITEMS, AGREE5, clip(lyrics_language="und"))) == 14


def test_an_item_with_an_unknown_scale_is_answered_with_the_nearest() -> None:
    with pytest.raises(InstrumentError, match=r"'agree'. Did you mean 'agree5'\?"):
        item_questions([ItemReference(ref="joy", scale="agree")], AGREE5, clip())


def test_a_study_needs_no_text_of_what_it_does_not_show() -> None:
    plain = definition(devices={"level": {"calibrate": "none"}}, questionnaires=[])
    keys = required_keys(plain, [clip(lyrics_language="zxx")])
    assert not [key for key in keys if key.startswith(("headphones.", "level.", "questionnaire."))]
    assert "item.comprehension.label" not in keys
    assert "item.comprehension.label" in required_keys(plain, [clip()])


def test_a_study_with_its_own_consent_and_items_needs_their_texts() -> None:
    items = [{"ref": "groove", "scale": "agree5"}]
    own = definition(consent={"text": "lab_consent"}, blocks=[{"id": "main", "items": items}])
    keys = required_keys(own, [clip()])
    assert keys[1:4] == ["lab_consent.title", "lab_consent.body", "lab_consent.agree"]
    assert "item.groove.label" in keys
    assert "item.groove.gloss" not in keys
    assert "block.practice.title" not in keys
    assert allowed_placeholders("lab_consent.body", own) == ("n_clips", "minutes")


def test_an_item_is_known_by_the_studys_own_texts() -> None:
    own = TextTable.of({"item.groove.label": {"en": "Groove"}}, "machine")
    assert known_item("groove", own)
    assert known_item("emotions11", own)
    assert not known_item("emotion11", own)


def test_only_the_first_real_block_has_the_built_in_introduction() -> None:
    items = [{"ref": "joy", "scale": "agree5"}]
    blocks = [{"id": name, "items": items, "clips": ["c1"]} for name in ("first", "second", "third")]
    blocks.insert(0, {"id": "try", "practice": True, "clips": ["p1"], "items": items})
    study = definition(blocks=blocks)
    own = {"block.third.title": {"en": "Now"}, "block.third.body": {"en": "louder"}}
    texts = built_in_texts().merged(TextTable.of(own, "machine"))
    prefixes = [block_text_prefix(block, study, texts) for block in study.blocks]
    assert prefixes == ["block.practice", "block.main", None, "block.third"]


def test_a_language_without_gold_msi_texts_is_one_gap_that_names_it_and_the_way_out() -> None:
    keys = imported_keys("gold_msi")
    rows = {key: {"en": "psyquest" if key == WORDING_KEY else "text"} for key in keys}
    texts = built_in_texts().merged(TextTable.of(rows, "reviewed"))
    gaps = instrument_gaps(definition(questionnaires=[{"ref": "gold_msi"}]), texts)
    assert [gap.language for gap in gaps] == ["es", "de", "zh-Hans"]
    assert re.search(
        r"'gold_msi' has no texts in 'zh-Hans'.*instrument import gold_msi FILE --study FOLDER",
        gaps[-1].message,
    )


def test_a_half_imported_language_and_an_unknown_wording_are_gaps() -> None:
    keys = imported_keys("gold_msi")
    rows = {key: {"en": "v9" if key == WORDING_KEY else "text", "de": "text"} for key in keys}
    rows[WORDING_KEY]["de"] = "v1.0"
    del rows["question.gold_msi.item_12.label"]["de"]
    study = definition(
        study={"id": "s", "version": "1", "languages": ["en", "de"], "default_language": "en"},
        questionnaires=[{"ref": "gold_msi"}],
    )
    gaps = instrument_gaps(study, TextTable.of(rows, "reviewed"))
    assert [(gap.language, gap.missing) for gap in gaps] == [
        ("en", (WORDING_KEY,)),
        ("de", ("question.gold_msi.item_12.label",)),
    ]
    assert "item_12.label" in gaps[1].message


def test_texts_of_a_built_in_questionnaire_cannot_be_imported() -> None:
    with pytest.raises(InstrumentError, match=r"'demographics'.*imported: gold_msi"):
        imported_keys("demographics")
