"""Values with intervals in panels beside one another: items down, one panel a pair of groups (or a group).

Conventions
-----------
Only what was tested and differs after correction is emphasised: filled, in the accent colour, with its p. All
else is hollow and quiet, whatever its interval. What has no value has its reason in words.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter, MaxNLocator

from merlingua.analysis.estimates import Interval
from merlingua.analysis.figures_drawing import Cell, Drawing, Words4, drawing, table_csv
from merlingua.analysis.figures_sheets import Sheet, sheets
from merlingua.analysis.figures_style import (
    ACCENT,
    BAND,
    BODY,
    LINE,
    PAPER,
    QUIET,
    SMALL,
    WIDTH,
    axes_at,
    fitted,
    new_figure,
    text_at,
    widest,
)
from merlingua.analysis.figures_words import Words

N_ACROSS = 3
MAX_ROWS = 44
"""Items on one sheet."""
MAX_DEPTH = 8.0
"""Inches of panels on one sheet."""
ROW = 0.15
HEAD, FOOT, BETWEEN = 0.2, 0.3, 0.12
KEY = 0.34


@dataclass(frozen=True)
class Contrast:
    """One value with its interval, emphasised only where ``is_found``.

    Without a value, ``reason`` says why. ``p`` stands beside the value, or beside the item's name if the test
    ``is_of_item``: of all panels together.
    """

    value: float | None
    interval: Interval | None = None
    is_found: bool = False
    p: float | None = None
    reason: str = ""
    is_of_item: bool = False


@dataclass(frozen=True)
class Panel:
    """A column of values, one an item."""

    title: str
    contrasts: dict[str, Contrast]


@dataclass(frozen=True)
class PanelTable:
    """The table behind the panels: its columns, and the rows of some items."""

    columns: tuple[str, ...]
    rows: Callable[[Sequence[str]], list[tuple[Cell, ...]]]


def panel_drawings(
    stem: str,
    panels: Sequence[Panel],
    items: Sequence[str],
    *,
    kind: str,
    axis: str,
    words: Words,
    says: Callable[[Sheet[str], Sequence[Panel]], Words4],
    table: PanelTable,
) -> list[Drawing]:
    """Panels on as many sheets as they need; each sheet's table has all panels of its items.

    Parameters
    ----------
    says
        Title, caption and alternative text of a sheet of items, with all panels.
    """
    drawings: list[Drawing] = []
    for part in sheets(items, MAX_ROWS):
        depth = len(part.things) * ROW + HEAD + FOOT
        n_down = max(1, math.floor(MAX_DEPTH / (depth + BETWEEN)))
        for sheet in sheets(panels, n_down * N_ACROSS):
            number = len(drawings) + 1
            n_sheets = part.n_sheets * sheet.n_sheets
            drawings.append(
                drawing(
                    Sheet((), number, n_sheets).id(stem),
                    kind=kind,
                    words=says(Sheet(part.things, number, n_sheets), panels),
                    draw=partial(_sheet, sheet.things, part.things, panels, axis, words),
                    table=table_csv(table.columns, table.rows(part.things)),
                )
            )
    return drawings


def found_sentences(panels: Sequence[Panel], items: Sequence[str], words: Words) -> tuple[int, int, str]:
    """How many contrasts differ after correction, of how many with a value, and which."""
    values = [
        (contrast, item, panel)
        for panel in panels
        for item in items
        if (contrast := panel.contrasts.get(item)) is not None and contrast.value is not None
    ]
    found = [
        words.text("finding", item=words.item(item), panel=panel.title,
                   value=words.with_interval(contrast.value, contrast.interval), p=words.p(contrast.p))
        for contrast, item, panel in values
        if contrast.is_found and contrast.value is not None and contrast.p is not None
    ]  # fmt: skip
    return len(found), len(values), words.several(found)


def _sheet(
    panels: Sequence[Panel], items: Sequence[str], every: Sequence[Panel], axis: str, words: Words
) -> Figure:
    labels = {item: _label(item, every, words) for item in items}
    left = widest(list(labels.values())) + 0.12
    n_across = 2 if len(panels) == 4 else min(N_ACROSS, len(panels))
    between = 0.16
    width = min(3.2, (WIDTH - left - 0.08 - between * (n_across - 1)) / n_across)
    depth = len(items) * ROW
    n_down = math.ceil(len(panels) / n_across)
    span = _span(every)
    block = HEAD + depth + FOOT + BETWEEN
    figure = new_figure(n_down * block + KEY)
    for number, panel in enumerate(panels):
        across, down = number % n_across, number // n_across
        x, y = left + across * (width + between), down * block + HEAD
        axes = axes_at(figure, x, y, width, depth)
        _frame(axes, span, len(items), words)
        text_at(figure, x + width / 2, y - 0.05, fitted(panel.title, width, BODY, "bold"), weight="bold",
                ha="center", va="baseline")  # fmt: skip
        for row, item in enumerate(items):
            _draw(axes, row + 0.5, panel.contrasts.get(item), words)
            if across == 0:
                text_at(figure, left - 0.07, y + (row + 0.5) * ROW, labels[item], ha="right", va="center")
    middle = left + (n_across * (width + between) - between) / 2
    text_at(figure, middle, n_down * block - 0.02, axis, size=SMALL, ha="center", va="center")
    _key(figure, words)
    return figure


def _label(item: str, panels: Sequence[Panel], words: Words) -> str:
    """An item's name; with its p where one test is of all panels together."""
    for panel in panels:
        contrast = panel.contrasts.get(item)
        if contrast is not None and contrast.is_found and contrast.is_of_item and contrast.p is not None:
            return f"{fitted(words.item(item), 1.1)} ({words.p(contrast.p)})"
    return fitted(words.item(item), 1.4)


def _span(panels: Sequence[Panel]) -> tuple[float, float]:
    """Around 0, as far as the values and most intervals go; one wide interval may run out."""
    contrasts = [contrast for panel in panels for contrast in panel.contrasts.values()]
    values = [abs(contrast.value) * 1.1 for contrast in contrasts if contrast.value is not None]
    ends = sorted((_far_end(contrast), contrast.is_found) for contrast in contrasts)
    most = [end for end, _ in ends[: math.ceil(len(ends) * 0.97)]]
    far = max([0.1, *values, *most, *(end for end, is_found in ends if is_found)])
    return -far * 1.04, far * 1.04


def _far_end(contrast: Contrast) -> float:
    return 0.0 if contrast.interval is None else max(abs(end) for end in contrast.interval)


def _frame(axes: Axes, span: tuple[float, float], n_rows: int, words: Words) -> None:
    axes.set_xlim(*span)
    axes.set_ylim(n_rows, 0)
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    axes.xaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 5, 10]))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda x, _: words.number(x, 2 if span[1] < 0.2 else 1)))
    axes.tick_params(labelsize=SMALL)
    axes.grid(axis="x", color=LINE, linewidth=0.5)
    axes.set_axisbelow(True)
    axes.axvline(0, color=QUIET, linewidth=0.9, zorder=1)
    for row in range(0, n_rows, 2):
        axes.axhspan(row, row + 1, facecolor=BAND, linewidth=0, zorder=0)


def _draw(axes: Axes, y: float, contrast: Contrast | None, words: Words) -> None:
    low, high = axes.get_xlim()
    if contrast is None or contrast.value is None:
        reason = contrast.reason if contrast and contrast.reason else words.text("reason.not_compared")
        axes.text(low + 0.02 * (high - low), y, reason, size=SMALL, style="italic", color=QUIET, va="center",
                  clip_on=True, zorder=4)  # fmt: skip
        return
    color = ACCENT if contrast.is_found else QUIET
    if contrast.interval is not None:
        ends = [*contrast.interval]
        axes.plot(ends, [y, y], color=color, linewidth=2.2 if contrast.is_found else 0.9,
                  solid_capstyle="butt", zorder=2)  # fmt: skip
    axes.plot([contrast.value], [y], marker="o", markersize=4.5 if contrast.is_found else 3.6,
              markerfacecolor=color if contrast.is_found else PAPER, markeredgecolor=color,
              markeredgewidth=0.9, zorder=3, clip_on=False)  # fmt: skip
    if contrast.is_found and contrast.p is not None and not contrast.is_of_item:
        is_right = contrast.value > 0
        ends = [contrast.value, *(contrast.interval or ())]
        place = min(ends) - 0.03 * (high - low) if is_right else max(ends) + 0.03 * (high - low)
        ground = {"facecolor": BAND if int(y) % 2 == 0 else PAPER, "linewidth": 0, "pad": 0.6}
        axes.text(place, y, words.p(contrast.p), size=SMALL, color=ACCENT, weight="bold", va="center",
                  ha="right" if is_right else "left", zorder=4, bbox=ground)  # fmt: skip


def _key(figure: Figure, words: Words) -> None:
    keys = [
        Line2D([], [], color=ACCENT, linewidth=2.2, marker="o", markersize=4.5),
        Line2D([], [], color=QUIET, linewidth=0.9, marker="o", markersize=3.6, markerfacecolor=PAPER),
    ]
    figure.legend(keys, [words.text("key.tested"), words.text("key.untested")], loc="lower center", ncols=2,
                  fontsize=SMALL, borderaxespad=0.2, columnspacing=2)  # fmt: skip
