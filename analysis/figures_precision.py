"""How precise alpha is with more listeners and with more clips, by simulation, and in this study."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import NullLocator

from merlingua.analysis.agreement_results import ALL, AgreementResults
from merlingua.analysis.estimates import MIN_CLIPS
from merlingua.analysis.figures_drawing import Drawing, drawing, table_csv
from merlingua.analysis.figures_style import (
    ACCENT,
    LINE,
    PAPER,
    SMALL,
    TEXT,
    WIDTH,
    axes_at,
    group_marker,
    new_figure,
    wrapped,
)
from merlingua.analysis.figures_words import Words
from merlingua.analysis.planner import MAX_ALPHA, MAX_CLIPS, Plan, PlanRow, plan

SMALLEST_ALPHA = 0.02
"""Under it a plan says nothing."""
N_RATERS = 20
DEPTH = 3.2
COLUMNS = ("source", "group", "kind", "n_raters", "n_clips", "half_width")


@dataclass(frozen=True)
class _Observed:
    """The median half-widths of a group over the items; None where there is no such interval."""

    group: str
    n_raters: int
    listeners: float | None
    both: float | None


def precision_drawings(results: AgreementResults, words: Words) -> Iterator[Drawing]:
    """One drawing; nothing where agreement is too near 0, or clips are too few, to plan with."""
    there = [value for item in results.items if (value := results.estimates[item, ALL].value) is not None]
    n_clips = len(results.clips)
    if not there or n_clips < 2 or n_clips > MAX_CLIPS or median(there) < SMALLEST_ALPHA:
        return
    alpha = min(median(there), MAX_ALPHA)
    seed = results.options.seed
    now = plan(alpha=alpha, n_raters=N_RATERS, n_clips=n_clips, seed=seed)
    twice = None
    if MIN_CLIPS / 2 <= n_clips <= MAX_CLIPS / 2:
        twice = plan(alpha=alpha, n_raters=N_RATERS, n_clips=2 * n_clips, seed=seed)
    observed = [_observed(results, group.id, group.n_raters) for group in results.groups]
    words4 = words.of(
        "precision",
        n_datasets=now.n_datasets,
        seed=seed,
        alpha=words.number(alpha),
        n_clips=n_clips,
        listeners=_told(_line(now, "half_listeners"), words),
        both=_told(_line(now, "half_both"), words),
        twice=_told(_line(twice, "half_both") if twice else [], words),
    )
    yield drawing(
        "precision",
        kind="precision",
        words=words4,
        draw=lambda: _curves(results, now, twice, observed, words),
        table=table_csv(COLUMNS, _rows(now, twice, observed, n_clips)),
    )


def _observed(results: AgreementResults, group: str, n_raters: int) -> _Observed:
    """Down to the lower limit: an upper one may have been cut at 1."""
    listeners, both = [], []
    for item in results.items:
        found = results.estimates[item, group]
        if found.value is not None and found.listeners is not None:
            listeners.append(found.value - found.listeners.lower)
        if found.value is not None and found.both is not None:
            both.append(found.value - found.both.lower)
    return _Observed(
        group, n_raters, median(listeners) if listeners else None, median(both) if both else None
    )


def _points(found: Plan) -> list[PlanRow]:
    n_clips = found.row.n_clips
    every = {*found.beside, found.row, found.more_raters, found.many_raters}
    return sorted((row for row in every if row.n_clips == n_clips), key=lambda row: row.n_raters)


def _line(found: Plan, which: str) -> list[tuple[int, float]]:
    line = [(row.n_raters, getattr(row, which)) for row in _points(found)]
    return [(n, half) for n, half in line if half is not None]


def _told(line: list[tuple[int, float]], words: Words) -> str:
    return words.listed(words.text("precision.point", n=n, value=words.number(half)) for n, half in line)


def _rows(
    now: Plan, twice: Plan | None, observed: list[_Observed], n_clips: int
) -> Iterator[tuple[str | int | float | None, ...]]:
    for found in (now, twice):
        for row in _points(found) if found else ():
            yield "simulated", "", "listeners", row.n_raters, row.n_clips, row.half_listeners
            yield "simulated", "", "both", row.n_raters, row.n_clips, row.half_both
    for one in observed:
        yield "observed", one.group, "listeners", one.n_raters, n_clips, one.listeners
        yield "observed", one.group, "both", one.n_raters, n_clips, one.both


def _curves(
    results: AgreementResults, now: Plan, twice: Plan | None, observed: list[_Observed], words: Words
) -> Figure:
    figure = new_figure(DEPTH + 0.6)
    axes = axes_at(figure, 0.5, 0.1, WIDTH - 2.35, DEPTH)
    n_clips = now.row.n_clips
    lines = [
        (_line(now, "half_listeners"), ACCENT, "-", words.text("precision.line.listeners", n=n_clips)),
        (_line(now, "half_both"), TEXT, (0, (5, 1.5)), words.text("precision.line.both", n=n_clips)),
    ]
    if twice is not None:
        label = words.text("precision.line.both", n=2 * n_clips)
        lines.append((_line(twice, "half_both"), TEXT, (0, (1, 1.2)), label))
    for line, color, dash, label in lines:
        if line:
            axes.plot(*zip(*line, strict=True), color=color, linestyle=dash, linewidth=1.4, label=label)
    for one in observed:
        marker = group_marker(results.group_ids, one.group)
        label = f"{words.group(one.group)} ({words.number(one.n_raters, 0)})"
        for half, fill, name in ((one.listeners, ACCENT, label), (one.both, PAPER, None)):
            if half is not None:
                axes.plot([one.n_raters], [half], marker=marker, linewidth=0, markersize=5, color=fill,
                          markeredgecolor=ACCENT if name else TEXT, markeredgewidth=0.8, label=name,
                          zorder=4)  # fmt: skip
    _frame(axes, [one.n_raters for one in observed], words)
    handles, labels = axes.get_legend_handles_labels()
    width, height = figure.get_size_inches()
    place = ((0.5 + WIDTH - 2.35 + 0.1) / width, 1 - 0.1 / height)
    figure.legend(handles, [wrapped(label, 1.35, SMALL) for label in labels], loc="upper left",
                  bbox_to_anchor=place, fontsize=SMALL, handlelength=2.6, borderaxespad=0)  # fmt: skip
    return figure


def _frame(axes: Axes, sizes: list[int], words: Words) -> None:
    axes.set_xscale("log")
    last = max([250, *(1.2 * n for n in sizes)])
    axes.set_xlim(4.5, last)
    axes.set_ylim(0, None)
    ticks = [n for n in (5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000, 20000) if n <= last]
    axes.xaxis.set_minor_locator(NullLocator())
    axes.set_xticks(ticks, [words.number(n, 0) for n in ticks])
    heights = [tick for tick in axes.get_yticks() if tick <= axes.get_ylim()[1] + 1e-9]
    axes.set_yticks(heights, [words.number(tick) for tick in heights])
    axes.grid(color=LINE, linewidth=0.5)
    axes.set_axisbelow(True)
    axes.set_xlabel(words.text("precision.axis_x"))
    axes.set_ylabel(words.text("precision.axis_y"))
