"""The answers to each item: stacked bars, a row for each clip, a column for each group of listeners.

Conventions
-----------
Levels are shades, the lowest and palest at the left; a scale of more than nine levels is told in five parts
of its range. Rows stand in the order of the clips' means among all listeners, so that a group that hears
other clips high breaks the staircase.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch, PathPatch
from matplotlib.path import Path
from numpy.typing import NDArray

from merlingua.analysis.agreement_results import ALL, AgreementResults
from merlingua.analysis.figures_drawing import Cell, Drawing, drawing, table_csv
from merlingua.analysis.figures_style import (
    BODY,
    DEEP_SHADES,
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

MAX_LEVELS = 9
N_PARTS = 5
MAX_CLIPS = 40
MAX_GROUPS = 8
NARROW = 0.8
"""Of a column in inches: there is no room for a label in the middle of its axis."""
ROW = 0.15
HEAD, FOOT = 0.36, 0.55
BAR = 0.8


_Color = tuple[float, float, float, float]


@dataclass(frozen=True)
class _Answers:
    """Counts of an item's answers, (n_groups, n_clips, n_parts), and how the parts are called."""

    counts: NDArray[np.int64]
    names: tuple[str, ...]
    means: NDArray[np.float64]
    """Of each group and clip; NaN without an answer."""


def answer_drawings(results: AgreementResults, words: Words) -> Iterator[Drawing]:
    """One drawing an item; items without any answer are left out."""
    for item in results.items:
        counts = results.counts(item)
        if counts.sum() == 0:
            continue
        levels = np.asarray(results.matrices[item].levels, dtype=np.float64)
        n = counts.sum(axis=2)
        means = np.divide(counts @ levels, n, out=np.full(n.shape, np.nan), where=n > 0)
        parts, names = _parts(counts, levels, words)
        answers = _Answers(parts, names, means)
        order = [int(clip) for clip in np.argsort(-means[-1], kind="stable") if n[-1, clip] > 0]
        drawn = _evenly(order)
        groups = _groups(results)
        yield drawing(
            f"answers-{_stem(item, results.items)}",
            kind="answers",
            item=item,
            words=words.of(
                "answers",
                item=words.item(item),
                drawn=_note(drawn, order, groups, results, words),
                n_clips=len(order),
                **_extremes(results, answers, order, words),
            ),
            draw=lambda answers=answers, drawn=drawn, groups=groups: _bars(  # type: ignore[misc]
                results, answers, drawn, groups, words
            ),
            table=table_csv(
                ("item", "clip", "group", "level", "n", "share"), _rows(results, item, counts, levels)
            ),
        )


def _parts(
    counts: NDArray[np.int64], levels: NDArray[np.float64], words: Words
) -> tuple[NDArray[np.int64], tuple[str, ...]]:
    """Counts by level, or by parts of the range where there are many levels."""

    def written(level: float) -> str:
        return words.number(level, 0 if float(level).is_integer() else 1)

    if len(levels) <= MAX_LEVELS:
        return counts, tuple(written(level) for level in levels)
    edges = np.linspace(levels[0], levels[-1], N_PARTS + 1)
    part = np.clip(np.searchsorted(edges, levels, side="right") - 1, 0, N_PARTS - 1)
    summed = np.stack([counts[..., part == number].sum(axis=-1) for number in range(N_PARTS)], axis=-1)
    names = []
    for number in range(N_PARTS):
        inside = levels[part == number]
        ends = (inside[0], inside[-1]) if len(inside) else (edges[number], edges[number + 1])
        names.append(words.text("answers.to", low=written(float(ends[0])), high=written(float(ends[1]))))
    return summed, tuple(names)


def _evenly(order: Sequence[int]) -> list[int]:
    """As many clips as a sheet takes, evenly along their order, with both ends."""
    if len(order) <= MAX_CLIPS:
        return list(order)
    return [order[round(place)] for place in np.linspace(0, len(order) - 1, MAX_CLIPS)]


def _groups(results: AgreementResults) -> list[int]:
    """Positions of the groups that are drawn: all listeners, and the largest if there are too many."""
    last = len(results.groups) - 1
    if last < MAX_GROUPS:
        return list(range(last + 1))
    by_size = sorted(range(last), key=lambda number: -results.groups[number].n_raters)
    return [*sorted(by_size[: MAX_GROUPS - 1]), last]


def _bars(
    results: AgreementResults, answers: _Answers, drawn: Sequence[int], groups: Sequence[int], words: Words
) -> Figure:
    labels = [fitted(words.clip(results.clips[clip].id), 1.6) for clip in drawn]
    left = widest(labels) + 0.12
    gap = 0.1
    width = min(1.5, (WIDTH - left - 0.06 - gap * (len(groups) - 1)) / len(groups))
    depth = len(drawn) * ROW
    figure = new_figure(HEAD + depth + FOOT)
    fills = [DEEP_SHADES(part / max(len(answers.names) - 1, 1)) for part in range(len(answers.names))]
    for column, number in enumerate(groups):
        group = results.groups[number]
        x = left + column * (width + gap)
        axes = axes_at(figure, x, HEAD, width, depth)
        axes.set_xlim(0, 1)
        axes.set_ylim(len(drawn), 0)
        axes.set_yticks([])
        axes.spines["left"].set_visible(False)
        ticks = {0.0: "0", 1.0: "100 %"} if width < NARROW else {0.0: "0", 0.5: "50", 1.0: "100 %"}
        axes.set_xticks(list(ticks), list(ticks.values()))
        axes.tick_params(labelsize=SMALL)
        axes.get_xticklabels()[0].set_horizontalalignment("left")
        axes.get_xticklabels()[-1].set_horizontalalignment("right")
        _stacks(axes, answers.counts[number][list(drawn)], fills)
        title = fitted(words.group(group.id), width, BODY, "bold")
        text_at(figure, x + width / 2, 0.15, title, weight="bold", ha="center", va="baseline")
        size = f"({words.number(group.n_raters, 0)})"
        text_at(figure, x + width / 2, 0.29, size, size=SMALL, ha="center", va="baseline")
    for row, label in enumerate(labels):
        text_at(figure, left - 0.07, HEAD + (row + 0.5) * ROW, label, ha="right", va="center")
    _key(figure, fills, answers.names, words)
    return figure


def _stacks(axes: Axes, counts: NDArray[np.int64], fills: Sequence[_Color]) -> None:
    """All bars of a column: one path a level, which keeps the file small."""
    totals = counts.sum(axis=1, keepdims=True)
    ends = np.cumsum(np.divide(counts, totals, out=np.zeros(counts.shape), where=totals > 0), axis=1)
    starts = np.concatenate([np.zeros((len(ends), 1)), ends[:, :-1]], axis=1)
    for part, fill in enumerate(fills):
        boxes = [
            _box(start, end, row + (1 - BAR) / 2, row + (1 + BAR) / 2)
            for row, (start, end) in enumerate(zip(starts[:, part], ends[:, part], strict=True))
            if end > start
        ]
        if boxes:
            path = Path.make_compound_path(*boxes)
            axes.add_artist(PathPatch(path, facecolor=fill, edgecolor=PAPER, linewidth=0.4, zorder=2))
    outlines = [
        _box(0, 1, row + (1 - BAR) / 2, row + (1 + BAR) / 2) for row, total in enumerate(totals) if total > 0
    ]
    if outlines:
        path = Path.make_compound_path(*outlines)
        axes.add_artist(PathPatch(path, facecolor="none", edgecolor=QUIET, linewidth=0.4, zorder=3))


def _box(left: float, right: float, top: float, bottom: float) -> Path:
    return Path([(left, top), (right, top), (right, bottom), (left, bottom), (left, top)], closed=True)


def _key(figure: Figure, fills: Sequence[_Color], names: Sequence[str], words: Words) -> None:
    labels = list(names)
    labels[0] = f"{labels[0]} {words.text('answers.lowest')}"
    if len(labels) > 1:
        labels[-1] = f"{labels[-1]} {words.text('answers.highest')}"
    keys = [Patch(facecolor=fill, edgecolor=QUIET, linewidth=0.4) for fill in fills]
    figure.legend(keys, labels, loc="lower center", ncols=len(keys), fontsize=SMALL, handlelength=1.4,
                  handleheight=0.9, columnspacing=1.2, borderaxespad=0.2)  # fmt: skip


def _note(
    drawn: Sequence[int], order: Sequence[int], groups: Sequence[int], results: AgreementResults, words: Words
) -> str:
    notes = []
    if len(drawn) < len(order):
        notes.append(words.after(words.text("answers.drawn", n=len(drawn), total=len(order))))
    if len(groups) < len(results.groups):
        notes.append(words.after(words.text("answers.groups", n=len(groups) - 1)))
    return "".join(notes)


def _extremes(
    results: AgreementResults, answers: _Answers, order: Sequence[int], words: Words
) -> dict[str, object]:
    """Clips with the highest and lowest mean, and where groups' means lie furthest apart."""
    overall = answers.means[-1]
    ends = [
        words.with_value(words.clip(results.clips[clip].id), float(overall[clip]))
        for clip in (order[0], order[-1])
    ]
    widest_gap, sentence = 0.0, words.text("none")
    for clip in order:
        of_groups = [
            (float(mean), group.id)
            for mean, group in zip(answers.means[:, clip], results.groups, strict=True)
            if group.id != ALL and not math.isnan(mean)
        ]
        if len(of_groups) < 2 or max(of_groups)[0] - min(of_groups)[0] <= widest_gap:
            continue
        (high_mean, high), (low_mean, low) = max(of_groups), min(of_groups)
        widest_gap = high_mean - low_mean
        sentence = words.text(
            "answers.widest", clip=words.clip(results.clips[clip].id), high=words.group(high),
            high_mean=words.number(high_mean), low=words.group(low), low_mean=words.number(low_mean),
        )  # fmt: skip
    return {"highest": ends[0], "lowest": ends[1], "widest": sentence}


def _rows(
    results: AgreementResults, item: str, counts: NDArray[np.int64], levels: NDArray[np.float64]
) -> Iterator[tuple[Cell, ...]]:
    """What somebody answered: a row for each clip, group and level with a count."""
    totals = counts.sum(axis=2)
    for clip, group, level in zip(*np.nonzero(counts.transpose(1, 0, 2)), strict=True):
        n = int(counts[group, clip, level])
        yield (
            item, results.clips[clip].id, results.groups[group].id, float(levels[level]), n,
            n / int(totals[group, clip]),
        )  # fmt: skip


def _stem(item: str, items: Sequence[str]) -> str:
    """An item's part of a file name: its id if that is plain, else its number."""
    is_plain = item.isascii() and item.replace("_", "").replace("-", "").isalnum()
    return item if is_plain else f"item-{items.index(item) + 1}"
