"""Pieces of HTML that the report is made of: everything that comes from outside is escaped here.

Conventions
-----------
A ``Html`` is text that is safe to write as it is. Strings become one by `text`; nothing else makes one of
what a study, a file or a participant is called.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Literal, NewType

from merlingua.analysis.figures_drawing import Drawing
from merlingua.analysis.report_words import ReportWords

Html = NewType("Html", str)

Picture = Literal["svg", "png"]
"""How figures stand in the page: as drawings, or as pixels where those take too long to read."""
_PICTURES: Mapping[Picture, Callable[[Drawing], tuple[str, bytes]]] = {
    "svg": lambda drawing: ("image/svg+xml", drawing.svg.encode("utf-8")),
    "png": lambda drawing: ("image/png", drawing.png),
}

_KEPT = re.compile(
    r"\[[−\d.,;\s]+\]"  # an interval
    r"|[^\W\d_]²? (?:=|&lt;|&gt;) −?[\d.,]*\d"  # p = .012
    r"|(?<![\w.,])−?\.\d+"  # .39
)
"""What no line may break within; WeasyPrint would even after the point of ``.39``."""
MARKS = "abcdefghijklmnopqrstuvwxyz"


def text(written: object) -> Html:
    """Text as HTML."""
    return Html(escape(str(written)))


def prose(written: object) -> Html:
    """Text as HTML whose numbers each stay in one line."""
    return Html(_KEPT.sub(r'<span class="kept">\g<0></span>', text(written)))


def joined(parts: Iterable[Html], between: str = "\n") -> Html:
    """Pieces after each other."""
    return Html(between.join(part for part in parts if part))


def element(name: str, content: Html | str = "", **attributes: str) -> Html:
    """``<p class="lead">…</p>``; plain text is escaped by `text` before."""
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(value)}"' for key, value in attributes.items()
    )
    return Html(f"<{name}{written}>{content}</{name}>")


def paragraph(written: str, **attributes: str) -> Html:
    """A paragraph of plain text."""
    return element("p", prose(written), **attributes)


def bullets(lines: Iterable[str]) -> Html:
    """A list of plain lines; nothing where there are none."""
    items = [element("li", prose(line)) for line in lines]
    return element("ul", joined(items)) if items else Html("")


@dataclass
class Cell:
    """One cell: what it says, in one line or more, and the flags that a reader must know with it."""

    says: str
    flags: Sequence[str] = ()
    is_undefined: bool = False


@dataclass
class Table:
    """A table whose first column names its rows."""

    caption: str
    columns: Sequence[str]
    rows: list[tuple[str, Sequence[Cell | str]]] = field(default_factory=list)

    def add(self, name: str, cells: Sequence[Cell | str]) -> None:
        """One more row."""
        self.rows.append((name, cells))


class Pieces:
    """Numbers tables and figures, and writes both."""

    def __init__(self, words: ReportWords, drawings: Iterable[Drawing], *, picture: Picture = "svg") -> None:
        self._words = words
        self._picture = picture
        self._drawings: Mapping[str, list[Drawing]] = _by_kind(drawings)
        self._n_tables = 0
        self._n_figures = 0

    def table(self, table: Table) -> Html:
        """A table with its caption and, under it, the sentences of its flags; nothing without rows."""
        if not table.rows:
            return Html("")
        self._n_tables += 1
        marks: dict[str, str] = {}
        head = joined([element("th", text(column), scope="col") for column in table.columns], "")
        body = joined([self._row(name, cells, marks) for name, cells in table.rows])
        number = self._words.say("report.table", n=self._n_tables)
        caption = element("caption", joined([element("b", text(f"{number}. ")), text(table.caption)], ""))
        legend = [f"{mark} {self._words.flag(flag)}" for flag, mark in marks.items()]
        legend_lines = joined([text(line) for line in legend], "<br>")
        notes = element("p", legend_lines, class_="flags") if legend else Html("")
        whole = element(
            "table", joined([caption, element("thead", element("tr", head)), element("tbody", body)])
        )
        label = f"{number}. {table.caption}"
        frame = element("div", whole, class_="wide", tabindex="0", role="region", aria_label=label)
        return joined([frame, notes])

    def figures(self, *kinds: str) -> Html:
        """The figures of these kinds, in their order."""
        return joined([self._figure(one) for kind in kinds for one in self._drawings.get(kind, ())])

    def _row(self, name: str, cells: Sequence[Cell | str], marks: dict[str, str]) -> Html:
        written = [element("th", text(name), scope="row")]
        for cell in cells:
            cell = Cell(cell) if isinstance(cell, str) else cell
            content = joined([prose(line) for line in cell.says.split("\n")], "<br>")
            for flag in cell.flags:
                mark = marks.setdefault(flag, MARKS[len(marks) % len(MARKS)])
                content = Html(f"{content}<sup>{mark}</sup>")
            written.append(element("td", content, **({"class_": "none"} if cell.is_undefined else {})))
        return element("tr", joined(written, ""))

    def _figure(self, drawing: Drawing) -> Html:
        self._n_figures += 1
        number = self._words.say("report.figure", n=self._n_figures)
        kind, content = _PICTURES[self._picture](drawing)
        data = base64.b64encode(content).decode("ascii")
        image = (
            f'<img src="data:{kind};base64,{data}" alt="{escape(drawing.alt)}" '
            f'width="{drawing.width_mm * 96 / 25.4:.0f}" height="{drawing.height_mm * 96 / 25.4:.0f}">'
        )
        caption = joined([element("b", text(f"{number}. {drawing.title}")), text(drawing.caption)], "<br>")
        if drawing.note:
            caption = joined([caption, text(drawing.note)], " ")
        return element(
            "figure", joined([Html(image), element("figcaption", caption)]), id=f"figure-{drawing.id}"
        )


def _by_kind(drawings: Iterable[Drawing]) -> dict[str, list[Drawing]]:
    kinds: dict[str, list[Drawing]] = {}
    for drawing in drawings:
        kinds.setdefault(drawing.kind, []).append(drawing)
    return kinds
