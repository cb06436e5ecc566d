"""A finished figure: as SVG and PNG, with the table behind it and what it shows in words.

Conventions
-----------
The same results give the same bytes. The SVG is one element without a prolog, so that it can be a file, stand
within HTML or in a data URI; its ids begin with the drawing's own, and its title and description are those
that assistive technology reads. Text in it is drawn as outlines: the reader needs no font.
Tables are tidy (a row for each thing drawn, or that could not be), in full precision, for any program: a
point before decimals, empty where there is no value, in every language the same.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from html import escape

import matplotlib as mpl
from matplotlib.figure import Figure

from merlingua.analysis.figures_style import PNG_DPI, settings

_UNUSED_ID = re.compile(
    r' id="(?:text|line2d|patch|axes|matplotlib|xtick|ytick|figure|legend|PatchCollection)[\w.]*"'
)
"""Ids of parts that nothing refers to."""
_LONG = re.compile(r"scale\([^)]*\)|(\.\d\d)\d+(?=[\s,)\"])")
"""Numbers with more than two decimals, but for the scale of glyphs."""

_QUICK_PNG = {"compress_level": 4}
"""Half the time of the usual level, and a tenth larger."""

Cell = str | int | float | bool | None


@dataclass(frozen=True)
class Drawing:
    """One figure of the report.

    Attributes
    ----------
    id
        Stem of its files: ``alpha``, ``answers-joy``.
    kind
        What sort of figure it is: ``alpha``, ``answers``.
    item
        Which item it is of, where there is one of each.
    title, caption, alt
        In the report's language. ``alt`` says with numbers what is seen, for those who do not see it.
    svg
        ``<svg …>…</svg>``.
    table_csv
        The table behind it.
    note
        What could not be drawn as it should be, such as names without a font; mostly empty.
    """

    id: str
    kind: str
    item: str | None
    title: str
    caption: str
    alt: str
    svg: str
    png: bytes
    table_csv: str
    width_mm: float
    height_mm: float
    note: str = ""


@dataclass(frozen=True)
class Words4:
    """The words of one figure."""

    title: str
    caption: str
    alt: str
    note: str = ""


def drawing(
    id: str,
    *,
    kind: str,
    words: Words4,
    draw: Callable[[], Figure],
    table: str,
    item: str | None = None,
) -> Drawing:
    """Make a figure and write it in both formats."""
    with mpl.rc_context(settings(id)):
        figure = draw()
        svg_file, png_file = io.BytesIO(), io.BytesIO()
        figure.savefig(svg_file, format="svg", metadata={"Date": None})
        figure.savefig(
            png_file, format="png", dpi=PNG_DPI, metadata={"Software": None}, pil_kwargs=_QUICK_PNG
        )
    width, height = (float(inches) * 25.4 for inches in figure.get_size_inches())
    svg = _tidy_svg(svg_file.getvalue().decode("utf-8"), id, words)
    return Drawing(
        id,
        kind,
        item,
        words.title,
        words.caption,
        words.alt,
        svg,
        png_file.getvalue(),
        table,
        width,
        height,
        words.note,
    )


def table_csv(columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> str:
    """A table as CSV: full precision, ``\\n`` ends a line, empty where there is no value."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([_cell(cell) for cell in row] for row in rows)
    return out.getvalue()


def _cell(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    # numpy's own numbers would write their type
    return repr(float(cell)) if isinstance(cell, float) else str(cell)


def _tidy_svg(svg: str, id: str, words: Words4) -> str:
    """The element alone, with title and description; its ids begin with the drawing's."""
    body = svg[svg.index("<svg") :].rstrip()
    body = re.sub(r"\s*<metadata>.*?</metadata>", "", body, flags=re.DOTALL)
    body = re.sub(r"<!--.*?-->\s*", "", body, flags=re.DOTALL)
    body = _UNUSED_ID.sub("", body)
    body = _shorter(body)
    numbers: dict[str, int] = {}

    def renamed(found: re.Match[str]) -> str:
        return f"{found[1]}{id}--{numbers.setdefault(found[2], len(numbers) + 1)}"

    body = re.sub(r'((?:\bid="|href="#|url\(#))([^")]+)', renamed, body)
    end = body.index(">")
    head = (
        f'{body[:end]} role="img" aria-labelledby="{id}--title {id}--desc">\n'
        f' <title id="{id}--title">{escape(words.title)}</title>\n'
        f' <desc id="{id}--desc">{escape(words.alt)}</desc>'
    )
    return head + body[end + 1 :] + "\n"


def _shorter(svg: str) -> str:
    """The same picture in fewer characters: hundredths of a point, and one blank between numbers."""
    svg = _LONG.sub(lambda found: found[1] or found[0], svg)
    svg = re.sub(r' d="[^"]*"', lambda path: re.sub(r"\s+", " ", path[0]), svg)
    return re.sub(r"\n\s*", "\n", svg)
