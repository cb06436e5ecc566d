"""Fonts: that what is checked is what is installed, and that Chinese never falls to a Japanese form."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from merlingua.surveys import fonts
from merlingua.surveys.fonts import FONT_FAMILIES, font_file_for, installed_faces, missing_glyphs
from merlingua.surveys.study_definition import SURVEY_LANGUAGES


@pytest.fixture
def own_fonts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty folder as the machine's only font folder; what was known of fonts is forgotten."""
    monkeypatch.setattr(fonts, "font_folders", lambda: (tmp_path,))
    installed_faces.cache_clear()
    yield tmp_path
    installed_faces.cache_clear()


@pytest.mark.parametrize("language", SURVEY_LANGUAGES)
def test_every_language_has_a_font_on_this_machine(language: str):
    # tools/setup_system.sh installs them.
    assert font_file_for(language) is not None  # type: ignore[arg-type]


def test_the_letters_of_each_language_are_there():
    assert missing_glyphs("Grüße: ÄÖÜ ß – „so“ …", "de") == set()
    assert missing_glyphs("¿Qué? ¡Sí! ñ á é í ó ú ü", "es") == set()
    assert missing_glyphs("您听到的音乐让人感到悲伤。（1–5）", "zh-Hans") == set()


def test_a_character_that_no_font_has_is_named():
    assert missing_glyphs("a\U00013000b", "en") == {"\U00013000"}


def test_line_ends_and_invisible_characters_need_no_glyph():
    assert missing_glyphs("a\n\tb \u200b\ufeff", "en") == set()


def test_chinese_text_is_not_shown_in_a_latin_font():
    assert missing_glyphs("您", "de") == {"您"}


def test_chinese_is_never_given_to_a_font_that_is_plain_cjk_or_japanese():
    # Plain CJK families draw 直 and 骨 in their Japanese form: only Simplified Chinese by name will do.
    assert all(family.endswith("SC") for family in FONT_FAMILIES["zh-Hans"])
    face = next(face for family, face in installed_faces().items() if family in FONT_FAMILIES["zh-Hans"])
    assert face.family.endswith("SC")


def test_without_a_font_every_visible_character_is_missing(own_fonts: Path):
    assert font_file_for("de") is None
    assert missing_glyphs("ab c", "de") == {"a", "b", "c"}


def test_a_font_is_found_by_its_family_in_any_folder_below(own_fonts: Path):
    real = next(Path("/usr/share/fonts").rglob("DejaVuSans.ttf"), None)
    if real is None:
        pytest.skip("DejaVu Sans is not installed here")
    (own_fonts / "deep" / "er").mkdir(parents=True)
    copy = Path(shutil.copy(real, own_fonts / "deep" / "er"))
    assert font_file_for("en") == copy
    assert font_file_for("zh-Hans") is None


def test_a_broken_font_file_counts_as_not_installed(own_fonts: Path):
    (own_fonts / "NotoSans-Regular.ttf").write_bytes(b"no font at all")
    (own_fonts / "NotoSansCJK-Regular.ttc").write_bytes(b"")
    assert installed_faces() == {}


@pytest.mark.parametrize("n_bytes", [3, 12, 100, 200, 300, 500, 2000, 100_000])
def test_a_font_file_that_breaks_off_counts_as_not_installed(n_bytes: int, own_fonts: Path):
    real = next(Path("/usr/share/fonts").rglob("DejaVuSans.ttf"), None)
    if real is None:
        pytest.skip("DejaVu Sans is not installed here")
    (own_fonts / "DejaVuSans.ttf").write_bytes(real.read_bytes()[:n_bytes])
    assert missing_glyphs("a", "en") == {"a"}
