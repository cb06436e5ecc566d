"""Colours, sizes and shapes of the figures; no figure sets one of its own.

Conventions
-----------
Lengths are inches, sizes of type points: 170 mm is what a page of A4 leaves, and no text is under 6.5 points
there. Colours of the light theme of the window. Groups of listeners are told apart by shape of point and by
colour, never by colour alone: the colours differ by more than 20 (CIE 1976 ΔE) for normal vision and for
protanopia, deuteranopia and tritanopia, and by 3 : 1 or more from the paper.

References
----------
Machado, Oliveira & Fernandes (2009), IEEE TVCG 15(6): simulated colour vision, by which these were chosen.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from types import MappingProxyType
from typing import Any

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg, RendererAgg
from matplotlib.colors import LinearSegmentedColormap, to_rgb
from matplotlib.figure import Figure

from merlingua.analysis.agreement_results import ALL
from merlingua.analysis.figures_fonts import families

PAPER = "#FFFFFF"
BAND = "#F3F3EE"
"""Ground of every second block."""
LINE = "#D9D9D2"
TEXT = "#1B1D21"
QUIET = "#5C6068"
ACCENT = "#2F5D8C"

GROUP_COLORS = ("#0072B2", "#D55E00", "#8422E6", "#802000", "#430059", "#CC785C", "#80396E")
"""From the eighth group on they come again, with other points."""
GROUP_MARKERS = ("o", "s", "^", "v", "P", "X", "p", "<", ">", "h", "*", "d")
ALL_MARKER = "D"
GROUP_DASHES: tuple[Any, ...] = (
    "-",
    (0, (5, 1.5)),
    (0, (1, 1.2)),
    (0, (5, 1.5, 1, 1.5)),
    (0, (9, 2)),
    (0, (3, 1, 1, 1, 1, 1)),
    (0, (2, 3)),
)
QUADRANT_COLORS = MappingProxyType({"Q1": "#E69F00", "Q2": "#D55E00", "Q3": "#0072B2", "Q4": "#009E73"})

WIDTH = 170 / 25.4
MAX_HEIGHT = 236 / 25.4
SMALL = 6.5
BODY = 7.5
PNG_DPI = 200

SHADES = LinearSegmentedColormap.from_list("shades", ["#F4F8FB", "#B5CCE3", "#6C95C1"])
"""From pale to dark without a step, ever darker; on all of them dark text has a contrast of 4.5 or more."""
DEEP_SHADES = LinearSegmentedColormap.from_list("deep", ["#F2F6FA", "#A9C3DD", "#2F5D8C", "#12304F"])
"""The same over a wider range, where there is no text on them."""


def settings(salt: str) -> Any:
    """What matplotlib is told while a figure is made; ``salt`` makes its inner names, the same each time."""
    return {
        "font.family": list(families()),
        "font.size": BODY,
        "text.color": TEXT,
        "text.parse_math": False,  # a name with two dollar signs is no formula
        "axes.edgecolor": QUIET,
        "axes.labelcolor": TEXT,
        "axes.linewidth": 0.6,
        "axes.unicode_minus": True,
        "xtick.color": QUIET,
        "ytick.color": QUIET,
        "xtick.labelcolor": TEXT,
        "ytick.labelcolor": TEXT,
        "xtick.major.width": 0.6,
        "ytick.major.width": 0.6,
        "xtick.major.size": 2.5,
        "ytick.major.size": 2.5,
        "hatch.linewidth": 0.5,
        "hatch.color": QUIET,
        "legend.frameon": False,
        "legend.fontsize": BODY,
        "svg.fonttype": "path",
        "svg.hashsalt": salt,
        "path.simplify": False,
    }


def new_figure(height: float, width: float = WIDTH) -> Figure:
    """An empty sheet of paper."""
    figure = Figure(figsize=(width, height), facecolor=PAPER)
    FigureCanvasAgg(figure)
    return figure


def axes_at(figure: Figure, left: float, top: float, width: float, height: float) -> Axes:
    """Axes at a place in inches, counted from the sheet's top left corner."""
    sheet_width, sheet_height = figure.get_size_inches()
    box = (
        left / sheet_width,
        1 - (top + height) / sheet_height,
        width / sheet_width,
        height / sheet_height,
    )
    axes = figure.add_axes(box, facecolor="none")
    axes.spines[["top", "right"]].set_visible(False)
    return axes


def text_at(figure: Figure, left: float, top: float, text: str, **style: Any) -> None:
    """Text at a place in inches from the sheet's top left corner."""
    sheet_width, sheet_height = figure.get_size_inches()
    figure.text(left / sheet_width, 1 - top / sheet_height, text, **style)


def widest(texts: Sequence[str], size: float = BODY, weight: str = "normal") -> float:
    """The width of the widest text, in inches; 0 for none."""
    return max((_width(text, size, weight) for text in texts), default=0.0)


def fitted(text: str, width: float, size: float = BODY, weight: str = "normal") -> str:
    """The text, or as much of both its ends as fits into a width in inches: names often differ at the end."""
    if widest([text], size, weight) <= width:
        return text
    low, high = 0, len(text) - 1
    while low < high:
        middle = (low + high + 1) // 2
        fits = widest([_without_middle(text, middle)], size, weight) <= width
        low, high = (middle, high) if fits else (low, middle - 1)
    return _without_middle(text, low)


def _without_middle(text: str, n_kept: int) -> str:
    n_end = n_kept // 2
    return f"{text[: n_kept - n_end].rstrip()}…{text[len(text) - n_end :].lstrip()}"


def wrapped(text: str, width: float, size: float = BODY) -> str:
    """The text on as many lines as it needs for a width in inches; Chinese breaks after a comma."""
    words = re.findall(r"[^ ，]+[ ，]?", text)
    lines = [""]
    for word in words:
        if lines[-1] and widest([(lines[-1] + word).rstrip()], size) > width:
            lines.append("")
        lines[-1] += word
    return "\n".join(line.rstrip() for line in lines)


@functools.lru_cache(maxsize=4096)
def _width(text: str, size: float, weight: str) -> float:
    figure, renderer = _scratch()
    drawn = figure.text(0, 0, text, fontsize=size, fontweight=weight, fontfamily=list(families()))
    width = drawn.get_window_extent(renderer).width / 72
    drawn.remove()
    return width


@functools.lru_cache(maxsize=1)
def _scratch() -> tuple[Figure, RendererAgg]:
    figure = Figure(dpi=72)
    renderer: RendererAgg = FigureCanvasAgg(figure).get_renderer()  # type: ignore[no-untyped-call]
    return figure, renderer


def group_color(groups: Sequence[str], group: str) -> str:
    """The colour of a group of listeners; all of them together have the colour of text."""
    return TEXT if group == ALL else GROUP_COLORS[groups.index(group) % len(GROUP_COLORS)]


def group_marker(groups: Sequence[str], group: str) -> str:
    """The shape of a group's points."""
    return ALL_MARKER if group == ALL else GROUP_MARKERS[groups.index(group) % len(GROUP_MARKERS)]


def group_dash(groups: Sequence[str], group: str) -> Any:
    """The dash of a group's lines."""
    return "-" if group == ALL else GROUP_DASHES[groups.index(group) % len(GROUP_DASHES)]


def contrast(one: Any, other: Any) -> float:
    """Contrast ratio of two colours, 1 to 21 (WCAG 2.2)."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(color: Any) -> float:
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(color))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
