"""What the Agreement page draws can be read and told apart, in light and dark, without seeing hues."""

from __future__ import annotations

from itertools import pairwise

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QFontMetrics, QImage, QPainter
from PySide6.QtWidgets import QApplication

from merlingua.analysis.estimates import Estimate, Interval
from merlingua.gui.agreement_painting import (
    Axis,
    axis_of,
    contrast,
    draw_estimate,
    draw_stack,
    level_colors,
    text_color_on,
)
from merlingua.gui.agreement_table import two_lines
from merlingua.gui.theme import DARK, LIGHT, Appearance, Colors, Theme

AREA = QRectF(0, 0, 200, 40)
MIDDLE = 20


def whole(value: float = 0.5, *, half_width: float = 0.1, flags: tuple[str, ...] = ()) -> Estimate:
    listeners = Interval(value - half_width, value + half_width)
    both = Interval(value - 2 * half_width, value + 2 * half_width)
    return Estimate(value, 0.05, listeners, both, 30, 22, 660, flags)


def drawn(estimate: Estimate, *, theme: Theme, axis: Axis) -> QImage:
    image = QImage(200, 40, QImage.Format.Format_RGB32)
    image.fill(theme.colors.color("surface"))
    painter = QPainter(image)
    draw_estimate(painter, AREA, estimate, axis=axis, theme=theme)
    painter.end()
    return image


def test_contrast_is_that_of_wcag() -> None:
    # WCAG 2.2: black on white is 21, a colour on itself 1.
    assert contrast(QColor("black"), QColor("white")) == pytest.approx(21)
    assert contrast(QColor("#777777"), QColor("white")) == pytest.approx(4.48, abs=0.005)


@pytest.mark.parametrize("colors", [LIGHT, DARK])
@pytest.mark.parametrize("n_levels", [2, 3, 4, 5, 6, 7, 11])
def test_numbers_can_be_read_on_the_fill_of_every_level(colors: Colors, n_levels: int) -> None:
    theme = Theme(colors)
    for fill in level_colors(n_levels, theme):
        assert contrast(fill, text_color_on(fill, theme)) >= 4.5


@pytest.mark.parametrize("colors", [LIGHT, DARK])
def test_levels_differ_in_lightness_and_in_one_direction(colors: Colors) -> None:
    # Lightness is seen by every kind of colour vision.
    lightness = [fill.lightness() for fill in level_colors(5, Theme(colors))]
    steps = [b - a for a, b in pairwise(lightness)]
    assert all(step < 0 for step in steps) or all(step > 0 for step in steps)


def test_the_axis_holds_every_value_and_its_listeners_interval() -> None:
    axis = axis_of([whole(0.85), whole(-0.15, half_width=0.08)])
    assert (axis.lower, axis.upper) == (pytest.approx(-0.3), 1.0)
    assert axis_of([]).ticks == (0.0, 0.5)


def test_the_thick_bar_ends_where_the_interval_for_listeners_ends() -> None:
    image = drawn(whole(), theme=Theme(LIGHT), axis=Axis(0, 1))
    filled = [x for x in range(200) if image.pixelColor(x, MIDDLE - 4) == QColor(LIGHT.quiet)]
    assert (filled[0], filled[-1]) == (pytest.approx(80, abs=2), pytest.approx(120, abs=2))


def test_few_listeners_are_a_hollow_bar() -> None:
    image = drawn(whole(flags=("low_n",)), theme=Theme(LIGHT), axis=Axis(0, 1))
    assert image.pixelColor(85, MIDDLE - 2) == QColor(LIGHT.surface)


def test_without_a_value_nothing_is_drawn() -> None:
    empty = Estimate(None, None, None, None, 3, 22, 66, ("n_below_5",))
    image = drawn(empty, theme=Theme(LIGHT), axis=Axis(0, 1))
    assert {image.pixelColor(x, MIDDLE).name() for x in range(200)} == {LIGHT.surface.lower()}


def test_a_group_without_answers_has_no_bar(qapp: QApplication) -> None:
    image = QImage(200, 40, QImage.Format.Format_RGB32)
    image.fill(QColor(LIGHT.surface))
    painter = QPainter(image)
    draw_stack(painter, AREA, (0, 0, 0), theme=Theme(LIGHT), has_numbers=True)
    painter.end()
    assert {image.pixelColor(x, MIDDLE).name() for x in range(200)} == {LIGHT.surface.lower()}


def test_a_stack_has_the_shares_of_the_answers(qapp: QApplication) -> None:
    theme = Theme(LIGHT)
    image = QImage(200, 40, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    draw_stack(painter, AREA, (3, 1), theme=theme, has_numbers=False)
    painter.end()
    low, high = (fill.name() for fill in level_colors(2, theme))
    row = [image.pixelColor(x, MIDDLE).name() for x in range(200)]
    assert row.count(low) == pytest.approx(150, abs=3)
    assert row.count(high) == pytest.approx(50, abs=3)


def test_long_names_of_groups_take_two_lines_and_are_cut_after_that(appearance: Appearance) -> None:
    metrics = QFontMetrics(appearance.theme.font())
    width = metrics.horizontalAdvance("I make music now")
    assert two_lines(["English", "All"], metrics, width) == ("English", "All")
    names = ("All", "I make music now and then", "I make music regularly in my free time", "乐" * 60)
    fitted = two_lines(names, metrics, width)
    assert fitted[:2] == ("All\n", "I make music now\nand then")
    assert all(name.endswith("…") for name in fitted[2:])
    lines = [line for name in fitted for line in name.split("\n")]
    assert max(map(metrics.horizontalAdvance, lines)) <= width
