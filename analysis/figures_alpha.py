"""Forest plot of agreement: each item's alpha in each group of listeners, with both intervals.

Conventions
-----------
Thick bar: interval for other listeners; thin line: for other listeners and other clips; a thick bar of few
listeners is hollow. What has no value has its reason in words, and no point. The axis goes as far down as the
values and the intervals for listeners; a thin line may run out of it and then has no end mark.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from functools import partial

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, PathPatch, Rectangle
from matplotlib.path import Path

from merlingua.analysis.agreement_results import ALL, AgreementResults
from merlingua.analysis.estimates import LOW_N_RATERS, Estimate, Interval
from merlingua.analysis.figures_drawing import Drawing, drawing, table_csv
from merlingua.analysis.figures_sheets import sheets
from merlingua.analysis.figures_style import (
    BAND,
    BODY,
    LINE,
    PAPER,
    QUIET,
    SMALL,
    TEXT,
    WIDTH,
    axes_at,
    fitted,
    group_color,
    group_marker,
    new_figure,
    text_at,
    widest,
)
from merlingua.analysis.figures_words import Words

LOW_N_FLAGS = frozenset({"low_n", "n_below_10", "n_below_5"})
"""Flags of an estimate whose bar is drawn hollow."""
MAX_ROWS = 60
"""On one sheet; of more there are several."""
ROW = 0.131
GAP = 0.05
FOOT = 0.66
BAR = 0.56
COLUMNS = (
    "item", "group", "n_raters", "n_clips", "n_ratings", "estimate", "se_listeners", "lower_listeners",
    "upper_listeners", "lower_both", "upper_both", "flags",
)  # fmt: skip


def alpha_drawings(results: AgreementResults, words: Words) -> Iterator[Drawing]:
    """The forest on one sheet or more, each with all of its items' groups."""
    span = _span(tuple(results.estimates.values()))
    for sheet in sheets(results.items, max(1, MAX_ROWS // len(results.groups))):
        items = sheet.things
        yield drawing(
            sheet.id("alpha"),
            kind="alpha",
            words=words.of("alpha", part=sheet.part, **_alt_values(results, items, words)),
            draw=partial(_forest, results, items, span, words),
            table=table_csv(COLUMNS, _rows(results, items)),
        )


def limits(interval: Interval | None) -> tuple[float | None, float | None]:
    """Lower and upper, or twice None."""
    return (None, None) if interval is None else (interval.lower, interval.upper)


def _rows(results: AgreementResults, items: Sequence[str]) -> Iterator[tuple[str | int | float | None, ...]]:
    for item in items:
        for group in results.group_ids:
            found = results.estimates[item, group]
            yield (
                item, group, found.n_raters, found.n_clips, found.n_ratings, found.value, found.se_listeners,
                *limits(found.listeners), *limits(found.both), " ".join(found.flags),
            )  # fmt: skip


def _alt_values(results: AgreementResults, items: Sequence[str], words: Words) -> dict[str, object]:
    """What the sentence on the forest is filled with."""
    there = [
        (found.value, item, group)
        for item in items
        for group in results.group_ids
        if (found := results.estimates[item, group]).value is not None
    ]
    single = [entry for entry in there if entry[2] != ALL] or there
    n_undefined = len(items) * len(results.groups) - len(there)
    low_n = [group.id for group in results.groups if group.n_raters < LOW_N_RATERS and group.id != ALL]
    return {
        "n_items": len(items),
        "groups": words.listed(words.group(group) for group in results.group_ids if group != ALL),
        "n_raters": words.number(results.groups[-1].n_raters, 0),
        "highest": words.place(results.estimates, max(single)) if single else words.text("none"),
        "lowest": words.place(results.estimates, min(single)) if single else words.text("none"),
        "n_undefined": n_undefined,
        "low_n": words.listed(words.group(group) for group in low_n),
    }


def _span(estimates: Sequence[Estimate]) -> tuple[float, float]:
    """From where to where alpha is drawn, on tenths."""
    low, high = 0.0, 0.5
    for found in estimates:
        ends = [*(() if found.value is None else (found.value,)), *(found.listeners or ())]
        low = min([low, *ends])
        high = max([high, *ends, *(found.both or ())])
    return max(-1.0, math.floor(low * 10) / 10), min(1.0, math.ceil(high * 10) / 10)


def _forest(
    results: AgreementResults, items: Sequence[str], span: tuple[float, float], words: Words
) -> Figure:
    groups = results.group_ids
    n_rows = len(items) * len(groups)
    depth = n_rows * ROW + len(items) * GAP
    figure = new_figure(depth + FOOT + 0.24)
    names = {item: fitted(words.item(item), 1.5, BODY, "bold") for item in items}
    labels = {
        group.id: fitted(f"{words.group(group.id)} ({words.number(group.n_raters, 0)})", 1.4)
        for group in results.groups
    }
    item_width = widest(list(names.values()), weight="bold") + 0.12
    label_width = widest(list(labels.values())) + 0.1
    numbers = [words.with_interval(found.value, found.listeners) for found in results.estimates.values()
               if found.value is not None]  # fmt: skip
    number_width = widest(numbers, SMALL) + 0.1
    left = item_width + label_width
    axes = axes_at(figure, left, 0.2, WIDTH - left - number_width - 0.06, depth)
    axes.set_xlim(*span)
    axes.set_ylim(depth, 0)
    _frame(axes, span, words)
    text_at(figure, WIDTH - 0.04, 0.14, words.text("alpha.numbers"), size=SMALL, ha="right", color=QUIET)
    top = 0.0
    for number, item in enumerate(items):
        block = len(groups) * ROW + GAP
        _block(figure, top + 0.2, block, is_band=number % 2 == 0)
        text_at(figure, 0.04, 0.2 + top + GAP / 2 + ROW / 2, names[item], weight="bold", va="center")
        for row, group in enumerate(groups):
            middle = top + GAP / 2 + (row + 0.5) * ROW
            found = results.estimates[item, group]
            text_at(figure, item_width, 0.2 + middle, labels[group], va="center")
            draw_estimate(axes, middle, found, group, groups, words)
            if found.value is not None:
                written = words.with_interval(found.value, found.listeners)
                text_at(figure, WIDTH - 0.04, 0.2 + middle, written, size=SMALL, va="center", ha="right")
        top += block
    _legend(figure, words)
    return figure


def draw_estimate(
    axes: Axes, y: float, found: Estimate, group: str, groups: Sequence[str], words: Words
) -> None:
    """Thin line, thick bar and point of one estimate; its reason where it has no value."""
    low, high = axes.get_xlim()
    if found.value is None:
        axes.text(low + 0.01 * (high - low), y, words.reason(found.flags), size=SMALL, style="italic",
                  color=QUIET, va="center")  # fmt: skip
        return
    color = group_color(groups, group)
    is_hollow = not LOW_N_FLAGS.isdisjoint(found.flags)
    if found.both is not None:
        strokes = [Path([(found.both.lower, y), (found.both.upper, y)])]
        strokes += [
            Path([(end, y - 0.22 * ROW), (end, y + 0.22 * ROW)]) for end in found.both if low <= end <= high
        ]
        line = Path.make_compound_path(*strokes)
        axes.add_artist(PathPatch(line, facecolor="none", edgecolor=TEXT, linewidth=0.7, zorder=2))
    if found.listeners is not None:
        axes.add_artist(
            Rectangle(
                (found.listeners.lower, y - BAR * ROW / 2), found.listeners.upper - found.listeners.lower,
                BAR * ROW, facecolor=PAPER if is_hollow else color, edgecolor=color, linewidth=0.8, zorder=3,
            )
        )  # fmt: skip
    axes.plot([found.value], [y], marker=group_marker(groups, group), markersize=4.2, color=TEXT,
              markeredgecolor=TEXT if is_hollow else PAPER, markeredgewidth=0.6, zorder=4)  # fmt: skip


def _frame(axes: Axes, span: tuple[float, float], words: Words) -> None:
    step = 0.1 if span[1] - span[0] <= 0.75 else 0.2 if span[1] - span[0] <= 1.4 else 0.5
    first = math.ceil(span[0] / step - 1e-9)
    ticks = [n * step for n in range(first, math.floor(span[1] / step + 1e-9) + 1)]
    axes.set_xticks(ticks, [words.number(tick, 1) for tick in ticks])
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    axes.set_xlabel(words.text("alpha.axis"))
    for tick in ticks:
        is_zero = abs(tick) < 1e-9
        axes.axvline(tick, color=QUIET if is_zero else LINE, linewidth=0.9 if is_zero else 0.5, zorder=1)


def _block(figure: Figure, top: float, height: float, *, is_band: bool) -> None:
    """The ground of one item, over the whole width."""
    depth = figure.get_size_inches()[1]
    if is_band:
        box = Rectangle((0, 1 - (top + height) / depth), 1, height / depth, facecolor=BAND, linewidth=0,
                        transform=figure.transFigure, zorder=-5)  # fmt: skip
        figure.add_artist(box)


def _legend(figure: Figure, words: Words) -> None:
    keys = (
        (Line2D([], [], color=TEXT, marker="D", linewidth=0, markersize=4), "alpha.key.value"),
        (Patch(facecolor=QUIET, edgecolor=QUIET), "alpha.key.listeners"),
        (Patch(facecolor=PAPER, edgecolor=QUIET), "alpha.key.low_n"),
        (Line2D([], [], color=TEXT, linewidth=0.7, marker="|", markersize=4), "alpha.key.both"),
    )
    figure.legend(
        [key for key, _ in keys],
        [words.text(label) for _, label in keys],
        loc="lower center",
        ncols=4,
        fontsize=SMALL,
        handlelength=1.6,
        handleheight=0.6,
        columnspacing=1.4,
        borderaxespad=0.2,
    )
