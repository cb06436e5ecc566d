"""One row of a text table: texts by language, their status, their placeholders, and what can be wrong."""

from __future__ import annotations

import re
import string
from collections.abc import Iterable, Mapping
from typing import Literal, NamedTuple, get_args

from merlingua.surveys.errors import InstrumentError

Status = Literal["official", "reviewed", "machine"]
"""``official`` the instrument's own wording; ``reviewed`` checked by a person; ``machine`` a draft."""

STATUSES: tuple[Status, ...] = get_args(Status)

KEY_PATTERN = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*")
PLACEHOLDER_NAME = re.compile(r"[a-z][a-z0-9_]*")


class LocalText(NamedTuple):
    """A text in one language and where it comes from."""

    text: str
    status: Status


def tidy(text: str) -> str:
    """A text as it is kept: line ends ``\\n``, no blanks at the ends."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def placeholders(text: str) -> frozenset[str]:
    """The names in braces.

    Raises
    ------
    InstrumentError
        If a brace is left open, or what stands in braces is no plain lower-case name.
    """
    try:
        fields = [part[1:] for part in string.Formatter().parse(text)]
    except ValueError as error:
        raise InstrumentError(
            f"has a brace that is no placeholder ({error}); a brace itself is written twice"
        ) from error
    names = set()
    for name, specification, conversion in fields:
        if name is None:
            continue
        if specification or conversion or not PLACEHOLDER_NAME.fullmatch(name):
            raise InstrumentError(
                f"has the placeholder {{{name}}}; only a plain name such as {{minutes}} is allowed, "
                "and a brace itself is written twice"
            )
        names.add(name)
    return frozenset(names)


def row_problems(key: str, texts: Mapping[str, LocalText], languages: Iterable[str]) -> list[str]:
    """What is wrong with a row; each message names its key."""
    problems = []
    if not KEY_PATTERN.fullmatch(key):
        problems.append(f"the key {key!r} may hold letters, digits, '_', '.' and '-' only")
    found: dict[str, frozenset[str]] = {}
    for language, local in texts.items():
        if language not in languages:
            problems.append(f"{key!r} has a text in {language!r}, which is not among {list(languages)}")
        if local.status not in STATUSES:
            problems.append(
                f"{key!r} has status_{language} {local.status!r}; allowed are {', '.join(STATUSES)}"
            )
        try:
            found[language] = placeholders(local.text)
        except InstrumentError as error:
            problems.append(f"{key!r} in {language!r} {error}")
    if len(set(found.values())) > 1:
        listed = "; ".join(f"{language} has {_braced(names)}" for language, names in found.items())
        problems.append(f"{key!r} has different placeholders: {listed}")
    return problems


def _braced(names: frozenset[str]) -> str:
    return " ".join(f"{{{name}}}" for name in sorted(names)) or "none"
