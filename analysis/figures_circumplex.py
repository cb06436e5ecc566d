"""Clips between valence and arousal: all in one plane, and a panel for each with an ellipse a group."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Ellipse as DrawnEllipse

from merlingua.analysis.agreement_results import ALL, AgreementResults
from merlingua.analysis.emotion_plane import Ellipse, PlaceOfClip, clip_places, ellipse_of
from merlingua.analysis.figures_drawing import Cell, Drawing, drawing, table_csv
from merlingua.analysis.figures_style import (
    LINE,
    PAPER,
    QUADRANT_COLORS,
    QUIET,
    SMALL,
    TEXT,
    WIDTH,
    axes_at,
    fitted,
    group_color,
    group_dash,
    group_marker,
    new_figure,
    text_at,
)
from merlingua.analysis.figures_words import Words

Places = Mapping[tuple[str, str], PlaceOfClip]

PLANE = 4.5
MAX_NUMBERED = 60
"""More clips have no number: they would hide one another."""
N_ACROSS = 5
MAX_PANELS = 25
QUADRANT_MARKERS = {"Q1": "^", "Q2": "s", "Q3": "v", "Q4": "o"}
NO_QUADRANT = "d"
AROUND = ((1, 0), (0, 1), (-1, 0), (0, -1), (1, 1), (-1, 1), (-1, -1), (1, -1))
"""Where a point's number may stand, the preferred first."""


def circumplex_drawings(results: AgreementResults, words: Words) -> Iterator[Drawing]:
    """The plane, and where the groups put each clip; nothing without emotions of both signs of both axes."""
    places = clip_places(results)
    overall = [places[clip.id, ALL] for clip in results.clips if (clip.id, ALL) in places]
    if len(overall) < 2:
        return
    groups = [group for group in results.group_ids if group != ALL] or [ALL]
    spreads = {group: _spread(results, places, group) for group in groups}
    yield drawing(
        "circumplex",
        kind="circumplex",
        words=words.of("circumplex", **_plane_values(results, overall, spreads, words)),
        draw=lambda: _plane(results, overall, spreads, words),
        table=table_csv(_COLUMNS, (_row(results, place) for place in overall)),
    )
    apart = _apart(results, places, groups)
    if not apart:
        return
    drawn, note = _drawn(results, apart, words)
    ranked = sorted(apart, key=lambda clip: -apart[clip])
    yield drawing(
        "circumplex-clips",
        kind="circumplex",
        words=words.of(
            "circumplex_clips",
            n_clips=len(drawn),
            furthest=words.listed(words.with_value(words.clip(clip), apart[clip]) for clip in ranked[:3]),
            closest=words.listed(words.with_value(words.clip(clip), apart[clip]) for clip in ranked[-3:]),
            drawn=note,
        ),
        draw=lambda: _panels(results, places, drawn, groups, words),
        table=table_csv(_COLUMNS, (_row(results, place) for place in places.values())),
    )


_COLUMNS = (
    "clip", "quadrant", "group", "n_raters", "valence", "arousal", "half_first", "half_second",
    "angle_degrees",
)  # fmt: skip


def _row(results: AgreementResults, place: PlaceOfClip) -> tuple[Cell, ...]:
    region = place.region
    chosen = next(clip.quadrant for clip in results.clips if clip.id == place.clip)
    return (
        place.clip, chosen, place.group, place.n_raters, place.valence, place.arousal,
        *((region.half_first, region.half_second, region.angle) if region else (None, None, None)),
    )  # fmt: skip


def _spread(
    results: AgreementResults, places: Places, group: str
) -> tuple[tuple[float, float], Ellipse | None]:
    """Centre of a group's means of the clips, and the ellipse of one standard deviation."""
    there = [places[clip.id, group] for clip in results.clips if (clip.id, group) in places]
    points = np.array([(place.valence, place.arousal) for place in there]).reshape(-1, 2)
    if not len(points):
        return (math.nan, math.nan), None
    valence, arousal = (float(value) for value in points.mean(axis=0))
    return (valence, arousal), ellipse_of(np.cov(points.T), 1.0) if len(points) > 2 else None


def _plane(
    results: AgreementResults,
    overall: Sequence[PlaceOfClip],
    spreads: Mapping[str, tuple[tuple[float, float], Ellipse | None]],
    words: Words,
) -> Figure:
    figure = new_figure(PLANE + 0.6)
    axes = axes_at(figure, 0.5, 0.08, PLANE, PLANE)
    far = max(0.2, *(max(abs(p.valence), abs(p.arousal)) for p in overall)) * 1.15
    _cross(axes, far)
    axes.set_xlabel(words.text("circumplex.valence"))
    axes.set_ylabel(words.text("circumplex.arousal"))
    ticks = [tick for tick in (-0.8, -0.6, -0.4, -0.2, 0.0, 0.2, 0.4, 0.6, 0.8) if abs(tick) <= far]
    axes.set_xticks(ticks, [words.number(tick, 1) for tick in ticks])
    axes.set_yticks(ticks, [words.number(tick, 1) for tick in ticks])
    for name, (x, y) in {"Q1": (1, 1), "Q2": (-1, 1), "Q3": (-1, -1), "Q4": (1, -1)}.items():
        axes.text(0.96 * x * far, 0.96 * y * far, name, color=QUIET, weight="bold", va="center", ha="center")
    for group, (centre, ellipse) in spreads.items():
        if ellipse is not None:
            _add_ellipse(axes, centre, ellipse, TEXT, group_dash(results.group_ids, group))
    quadrants = {clip.id: clip.quadrant for clip in results.clips}
    is_numbered = len(overall) <= MAX_NUMBERED
    for place in overall:
        chosen = quadrants[place.clip] or ""
        axes.plot([place.valence], [place.arousal], marker=QUADRANT_MARKERS.get(chosen, NO_QUADRANT),
                  color=QUADRANT_COLORS.get(chosen, PAPER), markeredgecolor=TEXT, markeredgewidth=0.7,
                  markersize=6 if is_numbered else 3.5, zorder=5)  # fmt: skip
    if is_numbered:
        _number_points(axes, overall, far)
    _plane_key(figure, results, overall, spreads, words)
    return figure


def _cross(axes: Axes, far: float) -> None:
    axes.set_xlim(-far, far)
    axes.set_ylim(-far, far)
    axes.axhline(0, color=LINE, linewidth=0.8, zorder=0)
    axes.axvline(0, color=LINE, linewidth=0.8, zorder=0)


def _add_ellipse(axes: Axes, centre: tuple[float, float], ellipse: Ellipse, color: str, dash: object) -> None:
    axes.add_patch(
        DrawnEllipse(
            centre, 2 * ellipse.half_first, 2 * ellipse.half_second, angle=ellipse.angle, fill=False,
            edgecolor=color, linestyle=dash, linewidth=1.0, zorder=3,
        )
    )  # fmt: skip


def _number_points(axes: Axes, overall: Sequence[PlaceOfClip], far: float) -> None:
    """Each point's number where it hides least: away from points and numbers that stand already."""
    step = far * 0.045
    taken = [(place.valence, place.arousal) for place in overall]
    for number, place in enumerate(overall, 1):
        spots = [(place.valence + x * step, place.arousal + y * step) for x, y in AROUND]

        def crowd(spot: tuple[float, float]) -> float:
            return sum(math.exp(-((math.dist(spot, other) / (0.8 * step)) ** 2)) for other in taken)

        best = min(spots, key=crowd)
        taken.append(best)
        axes.text(*best, str(number), size=SMALL, ha="center", va="center", zorder=6)


def _plane_key(
    figure: Figure,
    results: AgreementResults,
    overall: Sequence[PlaceOfClip],
    spreads: Mapping[str, tuple[tuple[float, float], Ellipse | None]],
    words: Words,
) -> None:
    left, top = 0.5 + PLANE + 0.15, 0.1
    chosen = {clip.quadrant for clip in results.clips if clip.quadrant}
    keys = [
        Line2D([], [], linewidth=0, marker=QUADRANT_MARKERS[name], color=color, markeredgecolor=TEXT,
               markeredgewidth=0.7, label=name)
        for name, color in QUADRANT_COLORS.items()
        if name in chosen
    ] + [
        Line2D([], [], color=TEXT, linewidth=1.0, linestyle=group_dash(results.group_ids, group),
               label=fitted(words.group(group), 1.2, SMALL))
        for group in spreads
    ]  # fmt: skip
    width, height = figure.get_size_inches()
    figure.legend(handles=keys, loc="upper left", bbox_to_anchor=(left / width, 1 - top / height), ncols=1,
                  fontsize=SMALL, handlelength=3, borderaxespad=0)  # fmt: skip
    if len(overall) > MAX_NUMBERED:
        return
    line = 0.115
    first = top + 0.2 + line * 1.35 * len(keys)
    n_down = max(1, int((PLANE - first) / line))
    n_across = math.ceil(len(overall) / n_down)
    across = (WIDTH - left) / n_across
    for number, place in enumerate(overall):
        column, row = divmod(number, n_down)
        label = fitted(f"{number + 1}  {words.clip(place.clip)}", across - 0.05, SMALL)
        text_at(figure, left + column * across, first + row * line, label, size=SMALL, va="center")


def _panels(
    results: AgreementResults, places: Places, drawn: Sequence[str], groups: Sequence[str], words: Words
) -> Figure:
    n_across = min(N_ACROSS, len(drawn))
    size, gap, head = (WIDTH - 0.42 - 0.1 * (N_ACROSS - 1)) / N_ACROSS, 0.1, 0.17
    n_down = math.ceil(len(drawn) / n_across)
    n_keys = math.ceil(len(groups) / 6)
    foot = 0.55 + 0.15 * n_keys
    figure = new_figure(n_down * (size + head) + foot)
    shown = [places[clip, group] for clip in drawn for group in groups if (clip, group) in places]
    far = max(max(abs(p.valence), abs(p.arousal)) + _reach(p.region) for p in shown) * 1.03
    tick = max(0.1, math.floor(far * 7.5) / 10)
    ticks = [-tick, 0.0, tick]
    labels = [words.number(value, 1) for value in ticks]
    for number, clip in enumerate(drawn):
        down, across = divmod(number, n_across)
        x, y = 0.4 + across * (size + gap), down * (size + head) + head
        axes = axes_at(figure, x, y, size, size)
        axes.spines[["top", "right"]].set_visible(True)
        for spine in axes.spines.values():
            spine.set_color(LINE)
        _cross(axes, far)
        axes.set_xticks(ticks, [""] * 3)
        axes.set_yticks(ticks, [""] * 3)
        text_at(figure, x, y - 0.04, fitted(words.clip(clip), size, SMALL, "bold"), size=SMALL, weight="bold")
        for group in groups:
            if (clip, group) in places:
                _add_place(axes, places[clip, group], results.group_ids)
        if across == 0:
            axes.set_yticks(ticks, labels)
            text_at(figure, 0.08, y + size / 2, words.text("circumplex.arousal"), size=SMALL, rotation=90,
                    va="center", ha="center")  # fmt: skip
        if number + n_across >= len(drawn):
            axes.set_xticks(ticks, labels)
            text_at(figure, x + size / 2, y + size + 0.27, words.text("circumplex.valence"), size=SMALL,
                    va="center", ha="center")  # fmt: skip
        axes.tick_params(labelsize=SMALL, pad=2)
    keys = [
        Line2D([], [], color=group_color(results.group_ids, group), linewidth=1.0, markersize=4,
               linestyle=group_dash(results.group_ids, group), marker=group_marker(results.group_ids, group),
               label=fitted(words.group(group), 1.0, SMALL))
        for group in groups
    ]  # fmt: skip
    figure.legend(handles=keys, loc="lower center", ncols=6, fontsize=SMALL, handlelength=3.6)
    return figure


def _add_place(axes: Axes, place: PlaceOfClip, groups: Sequence[str]) -> None:
    color = group_color(groups, place.group)
    point = (place.valence, place.arousal)
    axes.plot(*([value] for value in point), marker=group_marker(groups, place.group), markersize=3,
              color=color, markeredgewidth=0, zorder=4)  # fmt: skip
    if place.region is not None:
        _add_ellipse(axes, point, place.region, color, group_dash(groups, place.group))


def _reach(region: Ellipse | None) -> float:
    return 0.0 if region is None else region.half_first


def _apart(results: AgreementResults, places: Places, groups: Sequence[str]) -> dict[str, float]:
    """How far apart the groups' means of each clip lie, at most; of groups with a region."""
    apart = {}
    for clip in results.clips:
        there = [place for group in groups if (place := places.get((clip.id, group))) and place.region]
        distances = [
            math.dist((one.valence, one.arousal), (other.valence, other.arousal))
            for one, other in combinations(there, 2)
        ]
        if distances or (there and len(groups) == 1):
            apart[clip.id] = max(distances, default=0.0)
    return apart


def _drawn(
    results: AgreementResults, apart: Mapping[str, float], words: Words
) -> tuple[tuple[str, ...], str]:
    """Clips with a panel, in the study's order: of too many those furthest apart."""
    if len(apart) <= MAX_PANELS:
        return tuple(apart), ""
    kept = set(sorted(apart, key=lambda clip: -apart[clip])[:MAX_PANELS])
    note = words.after(words.text("circumplex_clips.drawn", n=MAX_PANELS, total=len(apart)))
    return tuple(clip.id for clip in results.clips if clip.id in kept), note


def _plane_values(
    results: AgreementResults,
    overall: Sequence[PlaceOfClip],
    spreads: Mapping[str, tuple[tuple[float, float], Ellipse | None]],
    words: Words,
) -> dict[str, object]:
    signs = {"Q1": (1, 1), "Q2": (-1, 1), "Q3": (-1, -1), "Q4": (1, -1)}
    chosen = {clip.id: clip.quadrant for clip in results.clips if clip.quadrant in signs}
    inside = [
        place.clip
        for place in overall
        if (quadrant := chosen.get(place.clip))
        and place.valence * signs[quadrant][0] > 0
        and place.arousal * signs[quadrant][1] > 0
    ]

    def span(values: Sequence[float]) -> str:
        return words.text("circumplex.span", low=words.number(min(values)), high=words.number(max(values)))

    centres = [
        words.text("circumplex.centre", group=words.group(group), valence=words.number(centre[0]),
                   arousal=words.number(centre[1]))
        for group, (centre, _) in spreads.items()
        if not math.isnan(centre[0])
    ]  # fmt: skip
    return {
        "n_clips": len(overall),
        "valence": span([place.valence for place in overall]),
        "arousal": span([place.arousal for place in overall]),
        "n_inside": len(inside),
        "n_chosen": len(chosen),
        "centres": words.listed(centres),
    }
