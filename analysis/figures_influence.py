"""What each listener does to their group's agreement: a tick a listener, a row an item, a panel a group."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from functools import partial

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path
from matplotlib.ticker import FuncFormatter, MaxNLocator
from numpy.typing import NDArray

from merlingua.analysis.agreement_results import ALL, AgreementResults
from merlingua.analysis.figures_drawing import Cell, Drawing, drawing, table_csv
from merlingua.analysis.figures_sheets import Sheet, sheets
from merlingua.analysis.figures_style import (
    ACCENT,
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
    new_figure,
    text_at,
    widest,
)
from merlingua.analysis.figures_words import Words

N_ACROSS = 4
MAX_PANELS = 8
MAX_ROWS = 44
MAX_DEPTH = 8.0
MAX_TICKS = 60
"""In one row; of more listeners those furthest from the middle."""
ROW = 0.15
HEAD, FOOT = 0.2, 0.42

COLUMNS = ("item", "group", "rater", "participant", "n_ratings", "alpha_without", "change", "flags")

_Changes = dict[tuple[str, str], NDArray[np.float64]]


def influence_drawings(results: AgreementResults, words: Words) -> Iterator[Drawing]:
    """Panels of the groups that are small enough for a listener to count; nothing where there is none."""
    changes = _changes(results)
    groups = [group for group in results.group_ids if any(key[1] == group for key in changes)]
    single = [group for group in groups if group != ALL]
    groups = single or groups
    is_cut = any(len(of_row) > MAX_TICKS for of_row in changes.values())
    note = words.after(words.text("influence.drawn", n=MAX_TICKS)) if is_cut else ""
    if not groups:
        return
    for sheet in sheets(results.items, MAX_ROWS if len(groups) <= N_ACROSS else MAX_ROWS // 2):
        items = sheet.things
        for part in sheets(groups, MAX_PANELS):
            whole: Sheet[str] = Sheet(
                (), (sheet.number - 1) * part.n_sheets + part.number, sheet.n_sheets * part.n_sheets
            )
            is_cut = any(
                len(changes.get((item, group), ())) > MAX_TICKS for item in items for group in groups
            )
            note = words.after(words.text("influence.drawn", n=MAX_TICKS)) if is_cut else ""
            yield drawing(
                whole.id("influence"),
                kind="influence",
                words=words.of(
                    "influence", part=whole.part, drawn=note, n_items=len(items), n_panels=len(part.things),
                    **_values(changes, items, part.things, words),
                ),
                draw=partial(_panels, results, changes, items, part.things, words),
                table=table_csv(
                    COLUMNS,
                    _rows(results, items, part.things),
                ),
            )  # fmt: skip


def _changes(results: AgreementResults) -> _Changes:
    """By item and group, of the listeners that have a change."""
    found = {}
    for key, influences in results.influences.items():
        changes = [row.change for row in influences if row.change is not None]
        if changes:
            found[key] = np.array(changes)
    return found


def _rows(
    results: AgreementResults, items: Sequence[str], groups: Sequence[str]
) -> Iterator[tuple[Cell, ...]]:
    for item in items:
        for group in groups:
            for row in results.influences.get((item, group), ()):
                yield (
                    item, group, row.rater, results.participant_names.get(row.rater), row.n_ratings,
                    row.alpha_without, row.change, " ".join(row.flags),
                )  # fmt: skip


def _values(
    changes: _Changes, items: Sequence[str], groups: Sequence[str], words: Words
) -> dict[str, object]:
    each = []
    for group in groups:
        there = [
            (abs(change), change, item)
            for item in items
            for change in changes.get((item, group), np.array([])).tolist()
        ]
        if there:
            size, change, item = max(there)
            label = words.text("place", item=words.item(item), group=words.group(group),
                               value=words.number(change, 3))  # fmt: skip
            each.append((size, label))
    return {
        "largest": max(each)[1] if each else words.text("none"),
        "each": words.several(label for _, label in each),
    }


def _panels(
    results: AgreementResults, changes: _Changes, items: Sequence[str], groups: Sequence[str], words: Words
) -> Figure:
    labels = {item: fitted(words.item(item), 1.4) for item in items}
    left = widest(list(labels.values())) + 0.12
    n_across = min(N_ACROSS, len(groups))
    between = 0.16
    width = min(3.0, (WIDTH - left - 0.1 - between * (n_across - 1)) / n_across)
    depth = len(items) * ROW
    n_down = math.ceil(len(groups) / n_across)
    figure = new_figure(n_down * (HEAD + depth + FOOT))
    shown = [changes[item, group] for item in items for group in groups if (item, group) in changes]
    low = min([-0.005, *(float(values.min()) for values in shown)])
    high = max([0.005, *(float(values.max()) for values in shown)])
    span = low - 0.06 * (high - low), high + 0.06 * (high - low)
    sizes = {group.id: group.n_raters for group in results.groups}
    for number, group in enumerate(groups):
        down, across = divmod(number, n_across)
        x, y = left + across * (width + between), down * (HEAD + depth + FOOT) + HEAD
        axes = axes_at(figure, x, y, width, depth)
        _frame(axes, span, len(items), words)
        title = fitted(f"{words.group(group)} ({words.number(sizes[group], 0)})", width, BODY, "bold")
        text_at(figure, x + width / 2, y - 0.05, title, weight="bold", ha="center", va="baseline")
        for row, item in enumerate(items):
            if (item, group) in changes:
                _draw_row(axes, row + 0.5, changes[item, group])
            else:
                axes.text(span[0] * 0.95, row + 0.5, words.text("reason.undefined"), size=SMALL,
                          style="italic", color=QUIET, va="center")  # fmt: skip
            if across == 0:
                text_at(figure, left - 0.07, y + (row + 0.5) * ROW, labels[item], ha="right", va="center")
    depth_of_all, width_of_all = figure.get_size_inches()[1], n_across * (width + between) - between
    axis = fitted(words.text("influence.axis"), WIDTH - left, SMALL)
    text_at(figure, left + width_of_all / 2, depth_of_all - 0.06, axis, size=SMALL, ha="center", va="bottom")
    return figure


def _frame(axes: Axes, span: tuple[float, float], n_rows: int, words: Words) -> None:
    axes.set_xlim(*span)
    axes.set_ylim(n_rows, 0)
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    axes.xaxis.set_major_locator(MaxNLocator(4, steps=[1, 2, 5, 10]))
    digits = 2 if span[1] - span[0] > 0.04 else 3
    axes.xaxis.set_major_formatter(FuncFormatter(lambda x, _: words.number(x, digits)))
    axes.tick_params(labelsize=SMALL)
    axes.grid(axis="x", color=LINE, linewidth=0.5)
    axes.set_axisbelow(True)
    for row in range(0, n_rows, 2):
        axes.axhspan(row, row + 1, facecolor=BAND, linewidth=0, zorder=0)


def _draw_row(axes: Axes, y: float, changes: NDArray[np.float64]) -> None:
    low, middle, high = np.quantile(changes, [0.25, 0.5, 0.75])
    axes.add_artist(
        Rectangle((low, y - 0.3), high - low, 0.6, facecolor=LINE, edgecolor="none", linewidth=0, zorder=1)
    )
    axes.plot([0, 0], [y - 0.5, y + 0.5], color=QUIET, linewidth=0.8, zorder=2)
    furthest = np.argsort(-abs(changes - middle), kind="stable")[:MAX_TICKS]
    ticks = Path.make_compound_path(
        *(Path([(change, y - 0.28), (change, y + 0.28)]) for change in np.sort(changes[furthest]))
    )
    axes.add_artist(PathPatch(ticks, facecolor="none", edgecolor=TEXT, linewidth=0.5, zorder=3))
    largest = changes[np.argmax(abs(changes))]
    axes.plot([largest], [y], marker="o", markersize=4, color=ACCENT, markeredgecolor=PAPER,
              markeredgewidth=0.6, zorder=4, clip_on=False)  # fmt: skip
