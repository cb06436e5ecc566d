"""When an item is asked: ``relevant: "clip.lyrics_language != 'zxx'"``.

Grammar (XLSForm's word, a small part of its language)::

    expression  = conjunction { "or" conjunction }
    conjunction = comparison { "and" comparison }
    comparison  = "clip." FIELD ( "==" | "!=" ) "'" VALUE "'"

``and`` binds tighter than ``or``. A field that the manifest leaves empty equals ``''``.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass

from merlingua.surveys.clips import Clip
from merlingua.surveys.errors import MerlinguaError

FIELDS = ("id", "lyrics_language", "quadrant", "artist", "title")
"""What may be asked about a clip."""

EXAMPLE = "clip.lyrics_language != 'zxx'"

_TOKEN = re.compile(
    r"""\s*(?: clip\.(?P<field>\w+) | (?P<operator>==|!=) | '(?P<single>[^']*)' | "(?P<double>[^"]*)"
        | (?P<joint>and|or)\b )""",
    re.VERBOSE,
)


class RelevanceError(MerlinguaError, ValueError):
    """A ``relevant`` expression is not in the grammar."""


@dataclass(frozen=True)
class Comparison:
    """One comparison of a clip's field with a value."""

    field: str
    is_equal: bool
    value: str

    def holds(self, clip: Clip) -> bool:
        """Whether it is true of ``clip``."""
        return ((getattr(clip, self.field) or "") == self.value) is self.is_equal


def relevant(expression: str | None, clip: Clip) -> bool:
    """Whether an item is asked about ``clip``; None is always.

    Raises
    ------
    RelevanceError
        If the expression is not in the grammar. `load_study` has refused such a study before.
    """
    if expression is None:
        return True
    return any(all(part.holds(clip) for part in joint) for joint in parse_relevant(expression))


@functools.lru_cache(maxsize=256)
def parse_relevant(expression: str) -> tuple[tuple[Comparison, ...], ...]:
    """The expression as alternatives, each a tuple of comparisons that must all hold.

    Raises
    ------
    RelevanceError
        Naming the expression, where it goes wrong, and what may stand there.
    """
    tokens = _tokens(expression)
    alternatives: list[list[Comparison]] = [[]]
    position = 0
    while True:
        alternatives[-1].append(_comparison(tokens[position : position + 3], expression))
        position += 3
        if position >= len(tokens):
            return tuple(tuple(joint) for joint in alternatives)
        kind, word = tokens[position]
        if kind != "joint":
            raise _wrong(expression, f"{word!r} follows a comparison; join two with and / or")
        if word == "or":
            alternatives.append([])
        position += 1


def _comparison(tokens: list[tuple[str, str]], expression: str) -> Comparison:
    kinds = [kind for kind, _ in tokens]
    if kinds != ["field", "operator", "value"]:
        found = " ".join(word for _, word in tokens) or "nothing"
        raise _wrong(expression, f"{found!r} stands where a comparison must: clip.FIELD == 'x' or != 'x'")
    field, operator, value = (word for _, word in tokens)
    if field not in FIELDS:
        raise _wrong(
            expression, f"clip.{field} is unknown; allowed: {', '.join(f'clip.{f}' for f in FIELDS)}"
        )
    return Comparison(field, operator == "==", value)


def _tokens(expression: str) -> list[tuple[str, str]]:
    tokens = []
    position = 0
    text = expression.rstrip()
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None or match.end() == position:
            raise _wrong(expression, f"{text[position:].strip()!r} is not understood")
        kind = match.lastgroup or ""
        tokens.append(("value" if kind in {"single", "double"} else kind, match[kind]))
        position = match.end()
    return tokens


def _wrong(expression: str, reason: str) -> RelevanceError:
    return RelevanceError(f"relevant {expression!r}: {reason}. Example: {EXAMPLE}")
