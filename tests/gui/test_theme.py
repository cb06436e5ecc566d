"""Tokens: what look.md says, readable on one another, and in one place only."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from merlingua.gui.focus_ring import FocusRing, FocusRings
from merlingua.gui.style_sheet import icon_file, style_sheet
from merlingua.gui.theme import (
    DARK,
    FOCUS_WIDTH,
    FONT_SCALES,
    LIGHT,
    QUADRANT_COLORS,
    TARGET_HEIGHT,
    TEXT_PAIRS,
    Appearance,
    Colors,
    Space,
    Theme,
    Type,
    colors_of,
    font_families,
    set_kind,
    token_names,
)


def luminance(color: str) -> float:
    # WCAG 2.2, "relative luminance" of an sRGB colour.
    channels = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_the_contrast_of_black_on_white_is_21():
    # WCAG 2.2, "contrast ratio": 21 is the most there is.
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21.0)


@pytest.mark.parametrize("colors", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("front", "back"), TEXT_PAIRS, ids=lambda name: str(name))
def test_text_reaches_aa_on_every_ground(colors: Colors, front: str, back: str):
    # WCAG 2.2, 1.4.3: 4.5 : 1 for text of any size.
    assert contrast(getattr(colors, front), getattr(colors, back)) >= 4.5


@pytest.mark.parametrize("colors", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("front", ["accent", "quiet"])
@pytest.mark.parametrize("back", ["ground", "surface", "row"])
def test_focus_ring_and_outlines_of_controls_stand_out_from_every_ground(
    colors: Colors, front: str, back: str
):
    # WCAG 2.2, 1.4.11: 3 : 1 for what marks a control or its focus.
    assert contrast(getattr(colors, front), getattr(colors, back)) >= 3.0


def test_every_token_but_the_rule_stands_in_a_checked_pair():
    named = {name for pair in TEXT_PAIRS for name in pair}
    assert set(token_names()) - named == {"line"}


def test_tokens_and_quadrants_are_those_of_the_design():
    # look.md, "Tokens".
    assert (LIGHT.ground, LIGHT.surface, LIGHT.line) == ("#FAFAF7", "#FFFFFF", "#D9D9D2")
    assert (DARK.ground, DARK.surface, DARK.line) == ("#16181C", "#1F2228", "#3A3F47")
    assert (LIGHT.text, LIGHT.quiet, LIGHT.accent) == ("#1B1D21", "#5C6068", "#2F5D8C")
    assert (DARK.text, DARK.quiet, DARK.accent) == ("#ECEDEF", "#A6ABB4", "#8AB4E8")
    assert (LIGHT.warning, LIGHT.error, DARK.warning, DARK.error) == (
        "#8A5A00",
        "#A12622",
        "#E8B75A",
        "#F0857F",
    )
    assert QUADRANT_COLORS == {"Q1": "#E69F00", "Q2": "#D55E00", "Q3": "#0072B2", "Q4": "#009E73"}
    assert [size.value for size in Type] == [12, 14, 17, 22, 30]
    assert [space.value for space in Space] == [4, 8, 16, 24, 40]
    assert FOCUS_WIDTH == 3
    assert TARGET_HEIGHT == 32


@pytest.mark.parametrize("is_dark", [False, True])
def test_icons_hold_colours_of_their_theme_alone(is_dark: bool):
    tokens = {getattr(DARK if is_dark else LIGHT, name) for name in token_names()}
    for name in ("arrow", "check", "dot"):
        found = set(re.findall(r"#[0-9A-F]{6}", Path(icon_file(name, is_dark=is_dark)).read_text()))
        assert found
        assert found <= tokens


def test_no_other_module_of_the_window_sets_a_colour_or_a_size(repository: Path):
    # look.md: "Tokens live in one file; no widget sets a colour or a size of its own."
    own = re.compile(r"#[0-9A-Fa-f]{6}\b|QColor\(|setPixelSize|setPointSize|setStyleSheet\(")
    allowed = {"theme.py"}
    offenders = {
        f"{file.name}:{number}"
        for file in (repository / "gui").glob("*.py")
        if file.name not in allowed
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1)
        if own.search(line)
    }
    assert not offenders


def test_a_style_sheet_is_filled_in_completely():
    for colors in (LIGHT, DARK):
        for scale in FONT_SCALES:
            sheet = style_sheet(Theme(colors, scale))
            assert "$" not in sheet
            assert f"font-size: {round(14 * scale)}px" in sheet


def test_at_200_per_cent_every_length_is_twice_as_long():
    one, two = Theme(scale=1.0), Theme(scale=2.0)
    for length in (*Type, *Space):
        assert two.px(length) == 2 * one.px(length)


@pytest.mark.parametrize("scale", [0.9, 2.1])
def test_a_scale_outside_of_100_to_200_per_cent_is_refused(scale: float):
    with pytest.raises(ValueError, match="font scale"):
        Theme(scale=scale)


def test_chinese_comes_first_in_chinese_and_is_named_simplified_in_every_language():
    # architecture.md, "fonts": Noto Sans SC or Noto Sans CJK SC, never plain CJK.
    assert font_families("zh-Hans")[0] == "Noto Sans SC"
    for language in ("en", "es", "de", "zh-Hans"):
        assert {"Noto Sans SC", "Noto Sans CJK SC"} <= set(font_families(language))


def test_targets_are_at_least_32_px_high_at_every_scale(qtbot: QtBot, appearance: Appearance):
    # look.md: "Targets at least 32 px high".
    for scale in FONT_SCALES:
        appearance.set_scale(scale)
        for kind in ("", "primary", "quiet"):
            button = QPushButton("Next")
            set_kind(button, kind)
            qtbot.addWidget(button)
            assert button.sizeHint().height() >= 32 * scale
    appearance.set_scale(1.0)


def test_the_theme_switches_while_widgets_are_alive(qtbot: QtBot, appearance: Appearance):
    label = QLabel("x")
    qtbot.addWidget(label)
    assert colors_of(label) is LIGHT
    with qtbot.waitSignal(appearance.changed):
        appearance.set_name("dark")
    assert colors_of(label) is DARK
    appearance.set_name("light")
    assert colors_of(label) is LIGHT


def test_steps_of_the_font_scale_end_at_100_and_200_per_cent(appearance: Appearance):
    appearance.step_scale(-1)
    assert appearance.theme.scale == 1.0
    for _ in range(9):
        appearance.step_scale(1)
    assert appearance.theme.scale == 2.0
    appearance.set_scale(1.0)


def test_the_focus_ring_goes_where_the_keyboard_goes_and_no_ring_is_left_behind(
    qtbot: QtBot, qapp: QApplication, appearance: Appearance
):
    rings = FocusRings(qapp)
    window = QWidget()
    qtbot.addWidget(window)
    layout = QVBoxLayout(window)
    first, second = QPushButton("one"), QPushButton("two")
    layout.addWidget(first)
    layout.addWidget(second)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    for button in (first, second, first):
        button.setFocus()
        qtbot.waitUntil(lambda button=button: _ringed(window) == [button.geometry().adjusted(-5, -5, 5, 5)])
    window.resize(500, 400)
    qtbot.waitUntil(lambda: _ringed(window) == [first.geometry().adjusted(-5, -5, 5, 5)])
    qapp.focusChanged.disconnect(rings._move)
    rings.deleteLater()


def _ringed(window: QWidget) -> list[object]:
    return [ring.geometry() for ring in window.findChildren(FocusRing) if ring.isVisible()]
