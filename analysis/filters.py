"""Conditions on listeners and clips, as ``--where`` takes them: ``age >= 18 and clip.quadrant == "Q1"``.

Grammar (a small part of Python's, read as a tree and never run)::

    condition  = comparison | condition ("and" | "or") condition | "not" condition | "(" condition ")"
    comparison = side { ("<" | "<=" | "==" | "!=" | ">=" | ">" | "in" | "not in") side }
               | NAME ("is" | "is not") "None"
    side       = NAME | "clip." NAME | number | "text" | True | False | (literal, literal, …)

Conventions
-----------
A NAME is a column of the participants, a factor of the Gold-MSI, ``participant``, ``clip``, a column of the
clips (with or without ``clip.``), or a context item such as ``preference``: that participant's answer about
that clip. A comparison with a value that is not known is neither true nor false, and whatever hangs on it is
not known (Kleene's logic): such listeners are left out, and counted on their own.

References
----------
Kleene (1952), Introduction to Metamathematics, § 64: three-valued logic.
"""

from __future__ import annotations

import ast
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from merlingua.analysis.estimates import AnalysisError
from merlingua.analysis.filter_columns import Column, Columns, column_names
from merlingua.analysis.ratings_frame import RatingsFrame, nearest

MAX_LENGTH = 2000
"""Characters; what is longer is no condition that somebody wrote."""
MAX_DEPTH = 50
"""Conditions within conditions."""
EXAMPLE = 'age >= 18 and language in ("en", "es") and clip.lyrics_language == "en"'

_Mask = NDArray[np.bool_]
_ORDERED: Mapping[type[ast.cmpop], Callable[[Any, Any], Any]] = MappingProxyType(
    {
        ast.Lt: np.less,
        ast.LtE: np.less_equal,
        ast.Gt: np.greater,
        ast.GtE: np.greater_equal,
    }
)
_EQUAL = (ast.Eq, ast.NotEq, ast.In, ast.NotIn)


class ConditionError(AnalysisError):
    """A condition cannot be understood, or names what there is not."""


@dataclass(frozen=True, eq=False)
class Matches:
    """Where a condition holds; both have the shape (n_participants, n_clips).

    Where it is not ``known``, something that it asks is missing.
    """

    holds: _Mask
    known: _Mask


def check_condition(condition: str) -> None:
    """Refuse what is not in the grammar, before any rating is read.

    Raises
    ------
    ConditionError
        Naming where it goes wrong.
    """
    _Reader(condition).check(_tree(condition))


def matches(frame: RatingsFrame, condition: str) -> Matches:
    """For which participants and clips a condition holds; an empty one always does.

    Raises
    ------
    ConditionError
        If it is not in the grammar, names a column that is not there (the nearest is told), compares a number
        with a text, or asks for a text that nobody has.
    """
    shape = (len(frame.participants), len(frame.clips))
    if not condition.strip():
        everywhere = np.ones(shape, np.bool_)
        return Matches(everywhere, everywhere)
    reader = _Reader(condition)
    tree = _tree(condition)
    reader.check(tree)
    found = _Evaluation(frame, reader).of(tree)
    return Matches(np.broadcast_to(found.holds & found.known, shape), np.broadcast_to(found.known, shape))


def _tree(condition: str) -> ast.expr:
    if len(condition) > MAX_LENGTH:
        raise ConditionError(f"a condition has {len(condition)} characters; at most {MAX_LENGTH} are read")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of escapes in texts that Python does not know
            return ast.parse(condition.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise ConditionError(
            f"the condition {condition!r} cannot be read: {getattr(error, 'msg', error)}. Example: {EXAMPLE}"
        ) from None


@dataclass(frozen=True)
class _Reader:
    """Tells what a part of a condition is, and what it must not be."""

    condition: str

    def wrong(self, reason: str) -> ConditionError:
        return ConditionError(f"the condition {self.condition!r}: {reason}. Example: {EXAMPLE}")

    def check(self, node: ast.expr, depth: int = 0) -> None:
        if depth > MAX_DEPTH:
            raise self.wrong(f"more than {MAX_DEPTH} conditions stand within each other")
        if isinstance(node, ast.BoolOp):
            for part in node.values:
                self.check(part, depth + 1)
        elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            self.check(node.operand, depth + 1)
        elif isinstance(node, ast.Compare):
            self._check_comparison(node)
        elif self.name_of(node) is None:
            raise self.wrong(f"{self.said(node)} is no comparison")

    def said(self, node: ast.AST) -> str:
        return repr(ast.unparse(node))

    def name_of(self, node: ast.expr) -> str | None:
        """``age`` or ``clip.quadrant``; None where it is no name."""
        if isinstance(node, ast.Name):
            return node.id
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "clip":
            return f"clip.{node.attr}"
        return None

    def literal(self, node: ast.expr) -> object:
        """A number, a text, a truth value, or a tuple of them."""
        if isinstance(node, ast.Tuple | ast.List | ast.Set):
            return tuple(self.literal(part) for part in node.elts)
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
            value = self.literal(node.operand)
            if isinstance(value, int | float) and not isinstance(value, bool):
                return -value
        if isinstance(node, ast.Constant) and isinstance(node.value, bool | int | float | str):
            return node.value
        raise self.wrong(f"{self.said(node)} is neither a column nor a number, text, True or False")

    def _check_comparison(self, node: ast.Compare) -> None:
        sides = [node.left, *node.comparators]
        if not any(self.name_of(side) for side in sides):
            raise self.wrong(f"{self.said(node)} compares no column")
        for operator, side in zip(node.ops, node.comparators, strict=True):
            if isinstance(operator, ast.Is | ast.IsNot):
                if not (isinstance(side, ast.Constant) and side.value is None):
                    raise self.wrong(f"{self.said(node)}: after 'is' stands None; compare with ==")
            elif self.name_of(side) is None:
                is_listed = isinstance(self.literal(side), tuple)
                if is_listed is not isinstance(operator, ast.In | ast.NotIn):
                    raise self.wrong(f'{self.said(node)}: a list stands after in, such as in ("en", "es")')
        if self.name_of(node.left) is None:
            self.literal(node.left)


class _Evaluation:
    """Gives each part of a condition its value for every participant and clip, as far as it is known."""

    def __init__(self, frame: RatingsFrame, reader: _Reader) -> None:
        self._columns = Columns(frame)
        self._reader = reader

    def of(self, node: ast.expr) -> Matches:
        if isinstance(node, ast.BoolOp):
            parts = [self.of(part) for part in node.values]
            return _joined(parts) if isinstance(node.op, ast.And) else _turned(_joined(map(_turned, parts)))
        if isinstance(node, ast.UnaryOp):
            return _turned(self.of(node.operand))
        if isinstance(node, ast.Compare):
            sides = [node.left, *node.comparators]
            links = zip(sides, node.ops, sides[1:], strict=False)
            return _joined([self._compared(*link) for link in links])
        column = self._column(self._reader.name_of(node) or "")
        if column.kind != "truth":
            raise self._reader.wrong(f"{column.name!r} is a {column.kind}; compare it with one")
        return Matches(column.values.astype(np.bool_), column.known)

    def _compared(self, left: ast.expr, operator: ast.cmpop, right: ast.expr) -> Matches:
        first, second = self._side(left), self._side(right)
        if isinstance(operator, ast.Is | ast.IsNot):
            if not isinstance(first, Column):
                raise self._reader.wrong("before 'is None' stands a column")
            holds = first.known if isinstance(operator, ast.IsNot) else ~first.known
            return Matches(holds, np.ones_like(holds))
        if not isinstance(first, Column) and isinstance(second, Column):
            turned = {ast.Lt: ast.Gt, ast.LtE: ast.GtE, ast.Gt: ast.Lt, ast.GtE: ast.LtE}
            if isinstance(operator, ast.In | ast.NotIn):
                raise self._reader.wrong(f"after in stands a list of values, not {second.name!r}")
            operator = turned.get(type(operator), type(operator))()
            first, second = second, first
        if not isinstance(first, Column):
            raise self._reader.wrong(f"{first!r} and {second!r} are compared, and neither is a column")
        if isinstance(second, Column):
            return self._columns_compared(first, operator, second)
        return self._compared_with_value(first, operator, second)

    def _columns_compared(self, first: Column, operator: ast.cmpop, second: Column) -> Matches:
        if first.kind != second.kind or isinstance(operator, ast.In | ast.NotIn):
            raise self._reader.wrong(
                f"{first.name!r} is a {first.kind} and {second.name!r} a {second.kind}: they are not compared"
            )
        known = first.known & second.known
        compare = _ORDERED.get(type(operator), np.equal)
        holds = np.asarray(compare(first.values, second.values), np.bool_)
        return Matches(~holds if isinstance(operator, ast.NotEq) else holds, known)

    def _compared_with_value(self, column: Column, operator: ast.cmpop, value: object) -> Matches:
        if column.known.size and not column.known.any():
            raise self._reader.wrong(
                f"{column.name!r} is known of nobody and nothing: compared with a value it leaves nothing"
            )
        values = value if isinstance(value, tuple) else (value,)
        for one in values:
            self._check_kind(column, one)
        if isinstance(operator, _EQUAL):
            if isinstance(operator, ast.Eq | ast.In):
                self._check_there(column, values)
            holds = np.isin(column.values, list(values)) if values else np.zeros_like(column.known)
            is_turned = isinstance(operator, ast.NotEq | ast.NotIn)
            return Matches(~holds if is_turned else holds, column.known)
        if column.kind == "truth":
            raise self._reader.wrong(f"{column.name!r} is True or False, and neither is larger")
        return Matches(np.asarray(_ORDERED[type(operator)](column.values, values[0]), np.bool_), column.known)

    def _check_kind(self, column: Column, value: object) -> None:
        kind = "truth" if isinstance(value, bool) else "text" if isinstance(value, str) else "number"
        if kind != column.kind:
            known = np.unique(column.values[column.known])[:5].tolist()
            such = f", such as {', '.join(map(repr, known))}" if known else ""
            raise self._reader.wrong(
                f"{column.name!r} is compared with {value!r}, but it is a {column.kind}{such}"
            )

    def _check_there(self, column: Column, values: tuple[object, ...]) -> None:
        if column.kind != "text":
            return
        there = np.unique(column.values[column.known]).tolist()
        for value in values:
            if value not in there and len(values) == 1:
                raise self._reader.wrong(f"no {column.name} is {value!r}: {nearest(str(value), there)}")

    def _side(self, node: ast.expr) -> Column | object:
        name = self._reader.name_of(node)
        if name is not None:
            return self._column(name)
        if isinstance(node, ast.Constant) and node.value is None:
            return None
        return self._reader.literal(node)

    def _column(self, name: str) -> Column:
        column = self._columns.named(name)
        if column is None:
            known = column_names(self._columns.frame)
            raise self._reader.wrong(f"there is no column {name!r}: {nearest(name, known)}")
        return column


def _joined(parts: Any) -> Matches:
    """True where all are true, false where one is false, else not known."""
    holds: _Mask | None = None
    fails: _Mask | None = None
    for part in parts:
        true, false = part.known & part.holds, part.known & ~part.holds
        holds = true if holds is None else holds & true
        fails = false if fails is None else fails | false
    if holds is None or fails is None:
        raise ConditionError("a condition joins nothing")
    return Matches(holds, holds | fails)


def _turned(part: Matches) -> Matches:
    return Matches(~part.holds, part.known)
