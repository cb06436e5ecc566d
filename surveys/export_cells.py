"""Cells of exported tables: a value as text, and the same value from that text.

Conventions
-----------
Nothing is an empty cell. A text that a spreadsheet would run as a formula, and one that would be read as
something else (empty, a whole number), gets an apostrophe in front, as a spreadsheet writes text; reading
takes it away. What the program itself writes (numbers, times, ids) needs none.

References
----------
OWASP, "CSV Injection": = + - @, tab and carriage return, also as full-width characters.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from merlingua.surveys.errors import RatingsFileError

Cell = str | int | float | bool | None
"""A value of a row. Times are ISO 8601 in UTC, ids are UUIDs as text."""
CellKind = Literal["text", "code", "integer", "number", "boolean", "time", "value"]
"""``code``: text that the program made, of a known form; ``value``: an answer, a whole number or text."""

TEXT_MARK = "'"
FORMULA_BEGINS = frozenset("=+-@\t\r\n＝＋－＠")
_WHOLE = re.compile(r"-?[0-9]+")
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?(e[+-]?[0-9]+)?")
_BOOLEANS = {"true": True, "false": False}


def written(kind: CellKind, value: Cell) -> str:
    """A value as the text of its cell."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        if kind == "value" and _WHOLE.fullmatch(value):
            return TEXT_MARK + value
        return defused(value)
    return repr(value)


def read(kind: CellKind, cell: str) -> Cell:
    """The value of a cell; `written` turned round.

    Raises
    ------
    RatingsFileError
        If the cell is not of its kind.
    """
    if cell == "":
        return None
    try:
        if kind == "integer":
            return int(cell)
        if kind == "number":
            return float(cell)
        if kind == "boolean":
            return _BOOLEANS[cell.lower()]
        if kind == "value" and _WHOLE.fullmatch(cell):
            return int(cell)
    except (ValueError, KeyError):
        raise RatingsFileError(f"{cell!r:.40} is no {kind}") from None
    return undefused(cell)


def defused(text: str) -> str:
    """A text that no spreadsheet runs, and that is not mistaken for an empty cell."""
    if not text or text[0] == TEXT_MARK or (text[0] in FORMULA_BEGINS and not _NUMBER.fullmatch(text)):
        return TEXT_MARK + text
    return text


def undefused(cell: str) -> str:
    """The text of a cell."""
    return cell.removeprefix(TEXT_MARK)


def undefused_formula(cell: str) -> str:
    """The text of a cell that looks like a formula that was defused; any other cell as it is."""
    return cell[1:] if cell[:1] == TEXT_MARK and cell[1:2] and cell[1] in FORMULA_BEGINS else cell


def written_flags(flags: Sequence[str]) -> str | None:
    """Flags in one cell, parted by blanks; None where there are none."""
    return " ".join(flags) or None
