"""The figure of one clip: what a model hears in it second by second, and how listeners heard it.

Spectrogram, quadrants, arousal and valence stand under one another over the same seconds; beside them the
path through the plane of valence and arousal, and the quadrants of the whole clip. Two models stand beside
each other in the curves (the second in thin accent) and in the quadrants (below the first).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from merlingua.analysis.figures_drawing import Drawing, Words4, drawing, table_csv
from merlingua.analysis.figures_fonts import showable
from merlingua.analysis.figures_style import (
    ACCENT,
    DEEP_SHADES,
    LINE,
    PAPER,
    QUADRANT_COLORS,
    QUIET,
    SMALL,
    TEXT,
    WIDTH,
    axes_at,
    contrast,
    fitted,
    new_figure,
    text_at,
)

PALE = 0.45
MOST_BARS = 180
"""Of half a millimetre on paper; of more seconds neighbours are averaged."""
_LEFT = 0.62
_TRACK = 3.75
_SIDE_LEFT = 4.86
_SIDE = WIDTH - _SIDE_LEFT - 0.12
_TOP = 0.36
_GAP = 0.12
_BAR = 0.2


@dataclass(frozen=True, eq=False)
class ModelLine:
    """A model's answers: ``quadrants`` (n, 4) at ``times_s`` (n,), ``whole`` (4,)."""

    name: str
    times_s: NDArray[np.float64]
    quadrants: NDArray[np.float64]
    whole: NDArray[np.float64]
    half_widths: tuple[float, float] | None = None
    """Of arousal and valence."""

    @property
    def arousal(self) -> NDArray[np.float64]:
        return np.asarray(2 * (self.quadrants[:, 0] + self.quadrants[:, 1]) - 1)

    @property
    def valence(self) -> NDArray[np.float64]:
        return np.asarray(2 * (self.quadrants[:, 0] + self.quadrants[:, 3]) - 1)


@dataclass(frozen=True, eq=False)
class ClipFigure:
    """What is drawn of a clip.

    ``levels`` (n_columns, n_mels) is the spectrogram, from 0 to 255. ``heard`` names bars of shares (4,).
    ``words`` are ``arousal``, ``valence``, ``seconds`` and ``alt`` in the reader's language.
    """

    title: str
    duration_s: float
    models: Sequence[ModelLine]
    words: Mapping[str, str]
    levels: NDArray[np.uint8] | None = None
    heard: Sequence[tuple[str, NDArray[np.float64]]] = field(default_factory=tuple)


def prediction_drawing(clip: ClipFigure) -> Drawing:
    """The figure in SVG and PNG with the table behind it."""
    names = ", ".join(model.name for model in clip.models)
    words = Words4(clip.title, names, clip.words["alt"])
    return drawing(
        "prediction", kind="prediction", words=words, draw=lambda: _figure(clip), table=_table(clip)
    )


def _figure(clip: ClipFigure) -> Figure:
    bars = [(model.name, model.whole) for model in clip.models] + list(clip.heard)
    heights = (0.9, 1.25, 1.0)
    height = max(
        _TOP + sum(heights) + 2 * _GAP + 0.45, _TOP + _SIDE + 0.45 + len(bars) * (_BAR + 0.04) + 0.15
    )
    figure = new_figure(height)
    title = fitted(showable(f"{clip.title} · {', '.join(model.name for model in clip.models)}"), WIDTH - 0.3)
    text_at(figure, 0.12, 0.12, title, va="top", fontweight="bold")
    top = _TOP
    tracks = []
    for track_height in heights:
        tracks.append(axes_at(figure, _LEFT, top, _TRACK, track_height))
        top += track_height + _GAP
    _draw_spectrogram(tracks[0], clip)
    _draw_quadrants(tracks[1], clip)
    _draw_curves(tracks[2], clip)
    for axes in tracks:
        axes.set_xlim(0, clip.duration_s)
        axes.spines[["top", "right"]].set_visible(True)
    for axes in tracks[:-1]:
        axes.set_xticklabels([])
    tracks[-1].set_xlabel(showable(clip.words["seconds"]))
    _draw_plane(axes_at(figure, _SIDE_LEFT + 0.2, _TOP, _SIDE - 0.2, _SIDE - 0.2), clip)
    for number, (name, shares) in enumerate(bars):
        _draw_shares(figure, _TOP + _SIDE + 0.3 + number * (_BAR + 0.04), name, shares)
    return figure


def _draw_spectrogram(axes: Axes, clip: ClipFigure) -> None:
    axes.set_yticks([0, 1], ["0", "8 kHz"])
    axes.set_ylim(0, 1)
    if clip.levels is not None:
        axes.imshow(
            clip.levels.T,
            origin="lower",
            aspect="auto",
            extent=(0, clip.duration_s, 0, 1),
            cmap=DEEP_SHADES,
            vmin=0,
            vmax=255,
            interpolation="nearest",
        )


def _draw_quadrants(axes: Axes, clip: ClipFigure) -> None:
    n_models = len(clip.models)
    seen = [_seen(model, clip.duration_s) for model in clip.models]
    for row, color in enumerate(QUADRANT_COLORS.values()):
        for number, (edges, quadrants) in enumerate(seen):
            bottom = 3 - row + (n_models - 1 - number) / n_models
            is_likeliest = quadrants.argmax(axis=1) == row
            for second, share in enumerate(quadrants[:, row]):
                axes.bar(
                    edges[second],
                    float(share) * 0.96 / n_models,
                    edges[second + 1] - edges[second],
                    bottom=bottom,
                    align="edge",
                    color=color,
                    alpha=1 if is_likeliest[second] else PALE,
                    edgecolor=TEXT if is_likeliest[second] else "none",
                    linewidth=0.3,
                )
        axes.axhline(3 - row, color=QUIET, linewidth=0.5)
    axes.set_ylim(0, 4)
    axes.set_yticks([3.5, 2.5, 1.5, 0.5], list(QUADRANT_COLORS))


def _draw_curves(axes: Axes, clip: ClipFigure) -> None:
    axes.axhline(0, color=LINE, linewidth=0.8)
    for number, model in enumerate(clip.models):
        color, width = (TEXT, 1.2) if number == 0 else (ACCENT, 0.8)
        if number == 0 and model.half_widths is not None and len(clip.models) == 1:
            reach = model.half_widths[0]
            axes.fill_between(
                model.times_s,
                np.clip(model.arousal - reach, -1, 1),
                np.clip(model.arousal + reach, -1, 1),
                color=TEXT,
                alpha=0.1,
                linewidth=0,
            )
        for values, dash, key in ((model.arousal, "-", "arousal"), (model.valence, (0, (4, 2)), "valence")):
            label = showable(clip.words[key]) if number == 0 else None
            axes.plot(model.times_s, values, color=color, linewidth=width, linestyle=dash, label=label)
    axes.set_ylim(-1, 1)
    axes.set_yticks([-1, 0, 1], ["\u22121", "0", "+1"])
    axes.legend(
        loc="upper right",
        ncols=2,
        handlelength=2.4,
        borderaxespad=0.2,
        frameon=True,
        facecolor=PAPER,
        edgecolor="none",
        framealpha=0.8,
    )


def _draw_plane(axes: Axes, clip: ClipFigure) -> None:
    places = {"Q1": (0, 0), "Q2": (-1, 0), "Q3": (-1, -1), "Q4": (0, -1)}
    for quadrant, (left, bottom) in places.items():
        axes.axvspan(
            left,
            left + 1,
            (bottom + 1) / 2,
            (bottom + 2) / 2,
            color=QUADRANT_COLORS[quadrant],
            alpha=0.16,
            linewidth=0,
        )
        axes.text(
            0.92 if left == 0 else -0.92,
            0.9 if bottom == 0 else -0.9,
            quadrant,
            ha="right" if left == 0 else "left",
            va="center",
            fontweight="bold",
        )
    axes.axhline(0, color=QUIET, linewidth=0.6)
    axes.axvline(0, color=QUIET, linewidth=0.6)
    for number, model in enumerate(clip.models):
        color = TEXT if number == 0 else ACCENT
        axes.plot(model.valence, model.arousal, color=color, linewidth=0.8, alpha=0.7)
        axes.plot(
            model.valence[-1:],
            model.arousal[-1:],
            marker="o" if number == 0 else "D",
            color=color,
            markersize=4,
            clip_on=False,
        )
    axes.set_xlim(-1, 1)
    axes.set_ylim(-1, 1)
    axes.set_xticks([-1, 0, 1], ["\u22121", "0", "+1"])
    axes.set_yticks([-1, 0, 1], ["\u22121", "0", "+1"])
    axes.set_xlabel(showable(clip.words["valence"]), labelpad=1)
    axes.set_ylabel(showable(clip.words["arousal"]), labelpad=-2)
    axes.spines[["top", "right"]].set_visible(True)


def _draw_shares(figure: Figure, top: float, name: str, shares: NDArray[np.float64]) -> None:
    name_width = _SIDE * 0.44
    text_at(figure, _SIDE_LEFT, top + _BAR / 2, fitted(showable(name), name_width - 0.06), va="center")
    axes = axes_at(figure, _SIDE_LEFT + name_width, top, _SIDE - name_width, _BAR)
    left = 0.0
    for (quadrant, color), share in zip(QUADRANT_COLORS.items(), shares, strict=True):
        axes.barh(0, share, left=left, height=1, color=color, edgecolor=TEXT, linewidth=0.4)
        if share > 0.22:
            paper_is_clearer = contrast(color, "#FFFFFF") > contrast(color, TEXT)
            axes.text(
                left + share / 2,
                0,
                quadrant,
                ha="center",
                va="center",
                fontsize=SMALL,
                color="#FFFFFF" if paper_is_clearer else TEXT,
            )
        left += float(share)
    axes.set_xlim(0, 1)
    axes.set_ylim(-0.5, 0.5)
    axes.set_axis_off()


def _seen(model: ModelLine, duration_s: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Edges (n + 1,) and probabilities (n, 4) of as many bars as can be told apart."""
    n_seconds = len(model.times_s)
    n = min(n_seconds, MOST_BARS)
    starts = np.arange(n) * n_seconds // n
    counts = np.diff(np.append(starts, n_seconds))
    means = np.add.reduceat(model.quadrants, starts, axis=0) / counts[:, np.newaxis]
    return np.append(starts.astype(np.float64), duration_s), np.asarray(means)


def _table(clip: ClipFigure) -> str:
    columns = ("model", "time_s", "p_q1", "p_q2", "p_q3", "p_q4", "arousal", "valence")
    return table_csv(
        columns,
        (
            (model.name, float(time_s), *map(float, row), float(arousal), float(valence))
            for model in clip.models
            for time_s, row, arousal, valence in zip(
                model.times_s, model.quadrants, model.arousal, model.valence, strict=True
            )
        ),
    )
