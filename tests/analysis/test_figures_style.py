"""Figures are read by people who see few colours, on paper without any, and in every script."""

from __future__ import annotations

from itertools import combinations, pairwise

import numpy as np
import pytest
from matplotlib.colors import Colormap, to_hex, to_rgb
from numpy.typing import NDArray

from merlingua.analysis.agreement_results import ALL
from merlingua.analysis.figures_fonts import UNKNOWN, can_draw, families, showable, unshowable
from merlingua.analysis.figures_sheets import sheets
from merlingua.analysis.figures_style import (
    ACCENT,
    BAND,
    DEEP_SHADES,
    GROUP_COLORS,
    PAPER,
    QUIET,
    SHADES,
    TEXT,
    contrast,
    fitted,
    group_color,
    group_marker,
    widest,
    wrapped,
)
from merlingua.surveys.fonts import installed_faces

# Machado, Oliveira & Fernandes (2009), IEEE TVCG 15(6), table 1: severity 1.0, on linear RGB
VISION = {
    "all cones": np.eye(3),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "tritanopia": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
}
# IEC 61966-2-1: sRGB to XYZ, D65
XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
)


def lab(color: str, vision: str) -> NDArray[np.float64]:
    """CIE 1976 L*a*b* of a colour as it is seen."""
    srgb = np.array(to_rgb(color))
    linear = np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)
    seen = np.clip(VISION[vision] @ linear, 0, 1)
    ratio = XYZ @ seen / (XYZ @ np.ones(3))
    f = np.where(ratio > 0.008856, np.cbrt(ratio), 7.787 * ratio + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


@pytest.mark.parametrize("vision", VISION)
def test_groups_differ_in_colour_for_every_kind_of_colour_vision(vision: str) -> None:
    colors = (TEXT, *GROUP_COLORS)
    distances = [
        np.linalg.norm(lab(one, vision) - lab(other, vision)) for one, other in combinations(colors, 2)
    ]
    assert min(distances) > 20  # 2.3 is just noticeable


@pytest.mark.parametrize("vision", VISION)
def test_what_is_emphasised_is_not_told_from_the_rest_by_colour_alone_but_also_by_it(vision: str) -> None:
    assert np.linalg.norm(lab(ACCENT, vision) - lab(QUIET, vision)) > 15


def test_groups_have_points_of_their_own_and_colours_that_show_on_paper() -> None:
    groups = [f"group-{number}" for number in range(12)]
    markers = [group_marker([*groups, ALL], group) for group in (*groups, ALL)]
    assert len(set(markers)) == 13
    assert all(contrast(color, PAPER) >= 3 and contrast(color, BAND) >= 2.9 for color in GROUP_COLORS)
    assert group_color([*groups, ALL], groups[7]) == group_color([*groups, ALL], groups[0])


@pytest.mark.parametrize("shades", [SHADES, DEEP_SHADES])
def test_shades_get_ever_darker_without_a_step(shades: Colormap) -> None:
    # lightness as it is seen, so that no two values look further apart than others as near
    lightness = [lab(to_hex(shades(share)), "all cones")[0] for share in np.linspace(0, 1, 101)]
    steps = [lighter - darker for lighter, darker in pairwise(lightness)]
    assert min(steps) > -0.3  # colours are whole numbers of 0 to 255
    assert max(steps) < 2


def test_dark_text_is_readable_on_every_shade_under_a_number() -> None:
    assert min(contrast(TEXT, SHADES(share)) for share in np.linspace(0, 1, 101)) >= 4.5  # WCAG 2.2, AA


def test_text_and_quiet_text_are_readable_on_both_grounds() -> None:
    for ground in (PAPER, BAND):
        for color in (TEXT, QUIET, ACCENT):
            assert contrast(color, ground) >= 4.5


def test_a_name_that_is_too_wide_loses_its_middle_and_fits() -> None:
    text = "a clip with a rather long name of its own_12.wav"
    short = fitted(text, 1.0)
    assert short.startswith("a clip") and short.endswith("12.wav") and "…" in short  # noqa: PT018
    assert widest([short]) <= 1.0 < widest([text])
    assert fitted("joy_1", 1.0) == "joy_1"


def test_long_labels_break_into_lines_that_fit() -> None:
    label = "andere Personen und Ausschnitte, 44 Ausschnitte"
    lines = wrapped(label, 1.35).split("\n")
    assert " ".join(lines) == label
    assert max(widest([line]) for line in lines) <= 1.35
    assert wrapped("其他听众和片段，44 个片段", 0.9).count("\n") >= 1


def test_characters_without_a_font_are_told_and_never_drawn_as_boxes() -> None:
    assert showable("joy\n_1") == "joy _1"
    assert showable("\U0010ffff!") == f"{UNKNOWN}!"
    assert unshowable(["joy", "\U0010ffff", "joy"]) == ("\U0010ffff",)
    assert showable("Größe año α − “x” …") == "Größe año α − “x” …"


def test_chinese_is_drawn_in_a_font_for_simplified_chinese_where_there_is_one() -> None:
    chinese = [family for family in ("Noto Sans SC", "Noto Sans CJK SC") if family in installed_faces()]
    if not chinese:
        pytest.skip("no font for Simplified Chinese on this machine")
    assert can_draw("zh-Hans")
    assert any("CJK" in family or family.endswith("SC") for family in families())
    assert showable("各项目的一致性：直骨") == "各项目的一致性：直骨"


@pytest.mark.parametrize(("n", "size", "sizes"), [(0, 5, []), (5, 5, [5]), (7, 4, [4, 3]), (2, 0, [1, 1])])
def test_sheets_are_few_and_filled_alike(n: int, size: int, sizes: list[int]) -> None:
    found = list(sheets(range(n), size))
    assert [len(sheet.things) for sheet in found] == sizes
    assert [thing for sheet in found for thing in sheet.things] == list(range(n))
    assert [sheet.id("alpha") for sheet in found] == (
        ["alpha"] if len(sizes) == 1 else [f"alpha-{number + 1}" for number in range(len(sizes))]
    )
