"""Tables of values as shades, such as alpha by item and group.

Conventions
-----------
The shade says the value and so does the number in the cell. Few listeners are hatched. A cell without a value
is paper with its reason, never a pale shade.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from matplotlib.axes import Axes
from matplotlib.colors import Normalize
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path

from merlingua.analysis.agreement_results import ALL, AgreementResults
from merlingua.analysis.estimates import LOW_N_RATERS
from merlingua.analysis.figures_alpha import LOW_N_FLAGS
from merlingua.analysis.figures_drawing import Drawing, drawing, table_csv
from merlingua.analysis.figures_sheets import sheets
from merlingua.analysis.figures_style import (
    PAPER,
    QUIET,
    SHADES,
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

MAX_ROWS = 44
MAX_CELLS = 330
"""With a number in each: more make the file large."""
N_SHADES = 40
"""Of the scale."""
ROW = 0.175
WIDEST_COLUMN = 0.75
FOOT = 0.5


@dataclass(frozen=True)
class HeatCell:
    """One value; ``text`` stands in its place where there is none."""

    value: float | None
    text: str
    is_hatched: bool = False


def alpha_heat_maps(results: AgreementResults, words: Words) -> Iterator[Drawing]:
    """Items down, groups across."""
    for sheet in sheets(results.items, min(MAX_ROWS, MAX_CELLS // len(results.groups))):
        items = sheet.things
        for_all = [
            (value, item) for item in items if (value := results.estimates[item, ALL].value) is not None
        ]
        low_n = [words.group(group.id) for group in results.groups if group.n_raters < LOW_N_RATERS]
        yield drawing(
            sheet.id("alpha-heat-map"),
            kind="alpha_heat_map",
            words=words.of(
                "alpha_heat_map",
                part=sheet.part,
                n_items=len(items),
                groups=words.listed(words.group(group) for group in results.group_ids),
                lowest=_named(words, *min(for_all)) if for_all else words.text("none"),
                highest=_named(words, *max(for_all)) if for_all else words.text("none"),
                low_n=words.listed(low_n),
            ),
            draw=partial(_alpha_map, results, items, words),
            table=table_csv(
                ("item", "group", "n_raters", "estimate", "has_low_n", "flags"),
                (
                    (item, group, e.n_raters, e.value, not LOW_N_FLAGS.isdisjoint(e.flags), " ".join(e.flags))
                    for item in items
                    for group in results.group_ids
                    for e in [results.estimates[item, group]]
                ),
            ),
        )


def _alpha_map(results: AgreementResults, items: Sequence[str], words: Words) -> Figure:
    cells = []
    for item in items:
        row = []
        for group in results.group_ids:
            found = results.estimates[item, group]
            is_small = "n_below_5" in found.flags
            text = words.number(found.value) if found.value is not None else _why_not(words, is_small)
            row.append(HeatCell(found.value, text, not LOW_N_FLAGS.isdisjoint(found.flags)))
        cells.append(row)
    heads = [f"{words.group(group.id)}\n({words.number(group.n_raters, 0)})" for group in results.groups]
    return heat_map(cells, [words.item(item) for item in items], heads, words.text("alpha.axis"), words)


def heat_map(
    cells: Sequence[Sequence[HeatCell]],
    rows: Sequence[str],
    heads: Sequence[str],
    scale: str,
    words: Words,
    *,
    has_sum: bool = False,
) -> Figure:
    labels = [fitted(label, 1.7) for label in rows]
    left = widest(labels) + 0.12
    column = min(WIDEST_COLUMN, (WIDTH - left - 0.06) / len(heads))
    is_turned = widest([line for head in heads for line in head.split("\n")]) > column - 0.04
    if is_turned:
        heads = [fitted(head.replace("\n", " "), 1.5) for head in heads]
        over = widest(heads) * 0.71  # how far the last head reaches beyond the middle of its column
        column = min(WIDEST_COLUMN, (WIDTH - left - over - 0.06) / (len(heads) - 0.5))
    top = min(1.6, widest(heads) * 0.72 + 0.18) if is_turned else 0.36
    gap = 0.05 if has_sum else 0.0
    depth = len(rows) * ROW + gap
    figure = new_figure(top + depth + FOOT)
    axes = axes_at(figure, left, top, column * len(heads), depth)
    axes.set_xlim(0, len(heads))
    axes.set_ylim(depth, 0)
    axes.axis("off")
    values = [cell.value for row in cells for cell in row if cell.value is not None]
    norm = Normalize(min(0.0, *values, 0.0), max([0.1, *values]))
    for y, row in enumerate(cells):
        place = y * ROW + (gap if has_sum and y == len(cells) - 1 else 0)
        for x, cell in enumerate(row):
            _draw_cell(axes, x, place, cell, norm)
        text_at(figure, left - 0.06, top + place + ROW / 2, labels[y], ha="right", va="center")
    for x, head in enumerate(heads):
        middle = left + (x + 0.5) * column
        if is_turned:
            text_at(figure, middle, top - 0.05, head, rotation=45, rotation_mode="anchor", va="baseline")
            continue
        for number, line in enumerate(reversed(head.split("\n"))):
            text_at(figure, middle, top - 0.05 - 0.13 * number, line, ha="center", va="baseline")
    _scale(figure, left, top + depth + 0.12, norm, scale, words)
    return figure


def _draw_cell(axes: Axes, x: int, y: float, cell: HeatCell, norm: Normalize) -> None:
    fill = PAPER if cell.value is None else SHADES(norm(cell.value))
    axes.add_artist(Rectangle((x, y), 1, ROW, facecolor=fill, edgecolor=PAPER, linewidth=1.0, clip_on=False))
    ink = QUIET if cell.value is None else TEXT
    if cell.is_hatched:
        strokes = [
            Path([(x + share - 0.03, y + ROW * 0.9), (x + share + 0.03, y + ROW * 0.1)])
            for share in (0.06, 0.14, 0.86, 0.94)
        ]
        hatch = Path.make_compound_path(*strokes)
        axes.add_artist(PathPatch(hatch, facecolor="none", edgecolor=ink, linewidth=0.6, clip_on=False))
    style = "italic" if cell.value is None else "normal"
    axes.text(x + 0.5, y + ROW / 2, cell.text, size=SMALL, color=ink, ha="center", va="center", style=style,
              zorder=4)  # fmt: skip


def _scale(figure: Figure, left: float, top: float, norm: Normalize, label: str, words: Words) -> None:
    low, high = float(norm.vmin or 0), float(norm.vmax or 1)
    axes = axes_at(figure, left, top, 1.8, 0.09)
    axes.set_xlim(low, high)
    axes.set_ylim(0, 1)
    axes.set_yticks([])
    axes.spines[:].set_visible(False)
    width = (high - low) / N_SHADES
    for number in range(N_SHADES):
        fill = SHADES((number + 0.5) / N_SHADES)
        axes.add_artist(
            Rectangle((low + number * width, 0), width * 1.05, 1, facecolor=fill, linewidth=0, clip_on=False)
        )
    step = 0.2 if high - low <= 1.01 else 0.5
    ticks = [n * step for n in range(math.ceil(low / step), math.floor(high / step + 1e-9) + 1)]
    axes.set_xticks(ticks, [words.number(tick, 1) for tick in ticks])
    axes.tick_params(labelsize=SMALL)
    text_at(figure, left + 1.9, top + 0.05, label, size=SMALL, va="center")


def _named(words: Words, value: float, item: str) -> str:
    return words.with_value(words.item(item), value)


def _why_not(words: Words, is_small: bool) -> str:
    return words.text("few") if is_small else "–"
