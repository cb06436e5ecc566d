"""Disagreement of each clip in each item, among all listeners, as shades."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from matplotlib.figure import Figure

from merlingua.analysis.agreement_results import ALL, AgreementResults
from merlingua.analysis.disagreement import ClipDisagreement
from merlingua.analysis.figures_drawing import Drawing, drawing, table_csv
from merlingua.analysis.figures_heat_map import MAX_CELLS, HeatCell, heat_map
from merlingua.analysis.figures_sheets import sheets
from merlingua.analysis.figures_words import Words

MAX_COLUMNS = 14
MOST_DISPUTED, LEAST_DISPUTED = 28, 8
"""Clips that are drawn where there are more than a sheet takes."""


def disagreement_drawings(results: AgreementResults, words: Words) -> Iterator[Drawing]:
    """Clips down, items across, all listeners; nothing where no item has a value."""
    found = {
        item: {row.clip: row for row in rows}
        for item in results.items
        if (rows := results.disagreements.get((item, ALL)))
    }
    means = _clip_means(found)
    if not means:
        return
    order = sorted(means, key=lambda clip: -means[clip])
    drawn, note = _drawn_clips(order, words)
    for sheet in sheets(tuple(found), min(MAX_COLUMNS, MAX_CELLS // (len(drawn) + 1))):
        items = sheet.things
        part = {item: found[item] for item in items}
        yield drawing(
            sheet.id("disagreement"),
            kind="disagreement",
            words=words.of(
                "disagreement",
                part=sheet.part,
                drawn=note,
                **_disagreement_values(part, means, order, words),
            ),
            draw=partial(_disagreement_map, results, part, drawn, words),
            table=table_csv(
                ("item", "clip", "group", "n_ratings", "mean", "sd", "median", "disagreement", "flags"),
                (
                    (item, row.clip, group, row.n_ratings, row.mean, row.sd, row.median, row.disagreement,
                     " ".join(row.flags))
                    for item in items
                    for group in results.group_ids
                    for row in results.disagreements.get((item, group), ())
                ),
            ),
        )  # fmt: skip


def _disagreement_map(
    results: AgreementResults, found: Mapping[str, Mapping[str, ClipDisagreement]], drawn: Sequence[str],
    words: Words,
) -> Figure:  # fmt: skip
    cells = []
    for clip in drawn:
        values = [rows[clip].disagreement if clip in rows else None for rows in found.values()]
        cells.append([HeatCell(v, "–" if v is None else words.number(v)) for v in values])
    alphas = [results.estimates[item, ALL].value for item in found]
    cells.append(
        [HeatCell(None if a is None else 1 - a, "–" if a is None else words.number(1 - a)) for a in alphas]
    )
    rows = [*(words.clip(clip) for clip in drawn), words.text("disagreement.all")]
    heads = [words.item(item) for item in found]
    return heat_map(cells, rows, heads, words.text("disagreement.axis"), words, has_sum=True)


def _clip_means(found: Mapping[str, Mapping[str, ClipDisagreement]]) -> dict[str, float]:
    values: dict[str, list[float]] = {}
    for rows in found.values():
        for clip, row in rows.items():
            if row.disagreement is not None:
                values.setdefault(clip, []).append(row.disagreement)
    return {clip: math.fsum(of_clip) / len(of_clip) for clip, of_clip in values.items()}


def _drawn_clips(order: Sequence[str], words: Words) -> tuple[tuple[str, ...], str]:
    """Of more clips than a sheet takes the most and the least disputed."""
    if len(order) <= MOST_DISPUTED + LEAST_DISPUTED:
        return tuple(order), ""
    note = words.after(
        words.text("disagreement.drawn", high=MOST_DISPUTED, low=LEAST_DISPUTED, total=len(order))
    )
    return (*order[:MOST_DISPUTED], *order[-LEAST_DISPUTED:]), note


def _disagreement_values(
    found: Mapping[str, Mapping[str, ClipDisagreement]], means: Mapping[str, float], order: Sequence[str],
    words: Words,
) -> dict[str, object]:  # fmt: skip
    cells = [
        (row.disagreement, item, clip)
        for item, rows in found.items()
        for clip, row in rows.items()
        if row.disagreement is not None
    ]
    value, item, clip = max(cells)
    return {
        "n_clips": len(order),
        "n_items": len(found),
        "highest": words.with_value(words.clip(order[0]), means[order[0]]),
        "lowest": words.with_value(words.clip(order[-1]), means[order[-1]]),
        "peak": words.text("cell", item=words.item(item), clip=words.clip(clip), value=words.number(value)),
        "n_above": sum(value > 1 for value, _, _ in cells),
        "n_cells": len(cells),
    }
