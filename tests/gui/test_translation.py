"""The program's own languages: every text is translated, marked, and switches while the window is open."""

from __future__ import annotations

import ast
import datetime as dt
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path
from string import Formatter as Fields

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from merlingua.gui import translation as translation_module
from merlingua.gui.home_page import HomePage
from merlingua.gui.kiosk import AttemptLimit, PinDialog
from merlingua.gui.theme import CHINESE_FAMILIES, LATIN_FAMILIES, Appearance
from merlingua.gui.translation import LANGUAGES, Formatter, Translation
from merlingua.surveys.fonts import FONT_FAMILIES
from merlingua.surveys.study_definition import SURVEY_LANGUAGES

GUI = Path(translation_module.__file__).parent
TRANSLATED = ("es", "de", "zh-Hans")
MARKS = ("machine", "reviewed")


def texts_in_source() -> Iterator[tuple[str, str, str]]:
    """File and line, context, English text of every ``tr`` and ``translate`` call in gui/*.py."""
    for file in sorted(GUI.glob("*.py")):
        yield from _texts_of(ast.parse(file.read_text(encoding="utf-8")), file.name, "")


def _texts_of(node: ast.AST, file: str, context: str) -> Iterator[tuple[str, str, str]]:
    if isinstance(node, ast.ClassDef):
        context = node.name
    if isinstance(node, ast.Call):
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if name in ("tr", "translate"):
            arguments = [argument.value for argument in node.args if isinstance(argument, ast.Constant)]
            assert len(arguments) == len(node.args), f"{file}:{node.lineno}: {name} takes one literal text"
            where = f"{file}:{node.lineno}"
            yield (where, context, arguments[0]) if name == "tr" else (where, arguments[0], arguments[1])
    for child in ast.iter_child_nodes(node):
        yield from _texts_of(child, file, context)


def messages(language: str) -> dict[tuple[str, str], ET.Element]:
    root = ET.parse(GUI / "i18n" / f"merlingua_{language}.ts").getroot()
    return {
        (context.findtext("name", ""), message.findtext("source", "")): message
        for context in root.iter("context")
        for message in context.iter("message")
    }


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in Fields().parse(text) if name is not None}


@pytest.fixture(scope="module")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The translations as they stand now, compiled apart from those of the checkout."""
    import PySide6

    folder = tmp_path_factory.mktemp("i18n")
    tool = Path(PySide6.__file__).parent / "lrelease"
    for language in TRANSLATED:
        source = GUI / "i18n" / f"merlingua_{language}.ts"
        subprocess.run([tool, "-silent", source, "-qm", folder / f"merlingua_{language}.qm"], check=True)
    return folder


@pytest.fixture
def speaker(qapp: QApplication, compiled: Path) -> Iterator[Translation]:
    speaker = Translation(qapp, folder=compiled)
    yield speaker
    speaker.use("en")
    speaker.deleteLater()


def test_the_source_has_texts():
    # What follows proves something only if the search finds texts.
    assert len(list(texts_in_source())) > 150


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_text_of_the_program_is_translated(language: str):
    known = messages(language)
    missing = [
        f"{where}: {text!r} ({context})"
        for where, context, text in texts_in_source()
        if (context, text) not in known
    ]
    unfinished = [
        f"{context}: {text!r}"
        for (context, text), message in known.items()
        if message.find("translation").get("type") or not message.findtext("translation")
    ]
    assert not missing, "run tools/build_translations.py --update and translate:\n" + "\n".join(missing)
    assert not unfinished, "\n".join(unfinished)


@pytest.mark.parametrize("language", TRANSLATED)
def test_no_translation_is_left_of_a_text_that_is_gone(language: str):
    used = {(context, text) for _, context, text in texts_in_source()}
    assert set(messages(language)) <= used


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_translation_says_who_made_it(language: str):
    # survey.md: so that nobody takes a draft for a validated translation.
    unmarked = [
        key
        for key, message in messages(language).items()
        if not message.findtext("translatorcomment", "").startswith(MARKS)
    ]
    assert not unmarked


@pytest.mark.parametrize("language", TRANSLATED)
def test_translations_fill_in_the_same_values(language: str):
    different = [
        text
        for (_, text), message in messages(language).items()
        if fields(text) != fields(message.findtext("translation", ""))
    ]
    assert not different


def test_formal_address_in_german_and_spanish_and_chinese():
    # look.md, "Words": Sie, usted, 您.
    german = " ".join(m.findtext("translation", "") for m in messages("de").values()).lower().split()
    assert not {"du", "dein", "deine", "deinen", "dir", "dich"} & set(german)
    spanish = " ".join(m.findtext("translation", "") for m in messages("es").values()).lower().split()
    assert not {"tú", "tu", "tus", "te", "ti"} & set(spanish)
    assert not any("你" in m.findtext("translation", "") for m in messages("zh-Hans").values())


def test_the_program_speaks_the_languages_of_the_survey():
    assert tuple(LANGUAGES) == SURVEY_LANGUAGES


def test_the_window_asks_for_the_fonts_that_the_glyph_check_looks_into():
    assert set(FONT_FAMILIES["zh-Hans"]) == set(CHINESE_FAMILIES)
    assert all(set(FONT_FAMILIES[language]) == set(LATIN_FAMILIES) for language in ("en", "es", "de"))


def test_a_switch_of_language_changes_an_open_page(
    qtbot: QtBot, appearance: Appearance, speaker: Translation
):
    page = HomePage(appearance.theme, Formatter("en"))
    qtbot.addWidget(page)
    page.show_rows([])
    page.show()
    english = page.demo_button.text()
    seen = {english}
    for language in TRANSLATED:
        speaker.use(language)
        qtbot.waitUntil(lambda: page.demo_button.text() not in seen)
        seen.add(page.demo_button.text())
    speaker.use("en")
    qtbot.waitUntil(lambda: page.demo_button.text() == english)


def test_a_subclass_speaks_the_texts_of_the_class_above_it(qtbot: QtBot, speaker: Translation):
    class Upper(QWidget):
        def say(self) -> str:
            return self.tr("Try the demo")

    home_page = type("HomePage", (Upper,), {})
    lower = type("Lower", (home_page,), {})
    speaker.use("de")
    widget = lower()
    qtbot.addWidget(widget)
    assert widget.say() == messages("de")["HomePage", "Try the demo"].findtext("translation")


def test_another_language_for_a_moment(qtbot: QtBot, appearance: Appearance, speaker: Translation):
    speaker.use("zh-Hans")
    with speaker.speaking("de"):
        dialog = PinDialog("x", limit=AttemptLimit(), theme=appearance.theme)
        qtbot.addWidget(dialog)
    assert speaker.language == "zh-Hans"
    assert dialog.enter.text() == messages("de")["PinDialog", "Enter"].findtext("translation")


def test_qts_own_texts_are_translated_too(qapp: QApplication, speaker: Translation):
    speaker.use("de")
    assert qapp.translate("QPlatformTheme", "Cancel") == "Abbrechen"


def test_without_compiled_translations_the_program_speaks_english_and_says_once_what_to_do(
    qapp: QApplication, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    speaker = Translation(qapp, folder=tmp_path)
    for language in ("de", "es", "en"):
        speaker.use(language)
    speaker.deleteLater()
    said = capsys.readouterr().err.splitlines()
    assert len(said) == 1
    assert "tools/build_translations.py" in said[0]


def test_an_unknown_language_is_refused_with_those_there_are(speaker: Translation):
    with pytest.raises(ValueError, match="en, es, de, zh-Hans"):
        speaker.use("fr")


def test_a_language_change_reaches_every_widget_once(qtbot: QtBot, speaker: Translation):
    class Counter(QWidget):
        n_changes = 0

        def changeEvent(self, event: QEvent) -> None:
            self.n_changes += event.type() == QEvent.Type.LanguageChange

    widget = Counter()
    qtbot.addWidget(widget)
    speaker.use("es")
    qtbot.waitUntil(lambda: widget.n_changes > 0)


@pytest.mark.parametrize(
    ("language", "number", "date", "minutes", "share"),
    [
        ("en", "1,234.5", "Nov 3, 2026", "14 min", "50%"),
        ("es", "1.234,5", "3 nov 2026", "14 min", "50\u00a0%"),
        ("de", "1.234,5", "03.11.2026", "14\u00a0Min.", "50\u00a0%"),
        ("zh-Hans", "1,234.5", "2026年11月3日", "14分钟", "50%"),
    ],
)
def test_numbers_dates_and_durations_are_written_as_the_language_writes_them(
    language: str, number: str, date: str, minutes: str, share: str
):
    # Unicode CLDR, as Babel carries it.
    formatter = Formatter(language)
    assert formatter.number(1234.5, digits=1) == number
    assert formatter.date(dt.date(2026, 11, 3)) == date
    assert formatter.minutes(13.6).replace(" ", "\u00a0") == minutes.replace(" ", "\u00a0")
    assert formatter.percent(0.5).replace("\u202f", "\u00a0") == share


def test_the_last_minute_is_a_whole_one():
    assert Formatter("en").minutes(0.2) == "1 min"


@pytest.mark.parametrize(("seconds", "text"), [(0, "0:00"), (17.9, "0:17"), (61, "1:01"), (-0.1, "0:00")])
def test_a_position_in_a_clip(seconds: float, text: str):
    assert Formatter("de").clock(seconds) == text


def test_a_level_has_a_true_minus_sign():
    assert Formatter("en").decibel(-12) == "\u221212 dB"


def test_babel_is_not_imported_before_it_is_needed():
    code = "import sys; import merlingua.gui.translation; sys.exit('babel' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
