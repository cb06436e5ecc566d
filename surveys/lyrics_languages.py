"""The language of a clip's words as a BCP 47 tag, from a tag or an English name."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping

from merlingua.surveys.errors import MerlinguaError
from merlingua.surveys.study_problems import nearest

NO_WORDS = "zxx"
UNKNOWN = "und"

_NAMES_BESIDE_CLDR: Mapping[str, str] = {
    "instrumental": NO_WORDS,
    "none": NO_WORDS,
    "no words": NO_WORDS,
    "unknown": UNKNOWN,
    "": UNKNOWN,
    "mandarin": "zh",
    "castilian": "es",
    "several": "mul",
}
_TAG = re.compile(r"(?P<primary>[A-Za-z]{2,3})(-[A-Za-z0-9]{1,8})*")


class LyricsLanguageError(MerlinguaError, ValueError):
    """A word that is neither a BCP 47 tag nor the English name of a language."""


@functools.lru_cache(maxsize=512)
def lyrics_language_tag(written: str) -> str:
    """The tag of ``written``: ``en`` of ``en`` and of ``English``, ``zxx`` of ``instrumental``.

    Raises
    ------
    LyricsLanguageError
        Naming what was written and what is near.
    """
    name = written.strip().lower()
    if name in _NAMES_BESIDE_CLDR:
        return _NAMES_BESIDE_CLDR[name]
    match = _TAG.fullmatch(written.strip())
    if match and match["primary"].lower() in _codes():
        return match["primary"].lower() + written.strip()[len(match["primary"]) :]
    if name in _codes_by_name():
        return _codes_by_name()[name]
    near = nearest(name, [*_codes_by_name(), *_NAMES_BESIDE_CLDR])
    hint = f"did you mean {lyrics_language_tag(near)!r} ({near})? " if near else ""
    raise LyricsLanguageError(
        f"lyrics_language {written!r} is no BCP 47 tag: {hint}"
        f"Allowed: en, es, de, zh, …; {NO_WORDS!r} for no words, {UNKNOWN!r} for unknown"
    )


@functools.cache
def _codes_by_name() -> Mapping[str, str]:
    from babel import Locale

    return {name.lower(): code for code, name in Locale("en").languages.items() if len(code) <= 3}


@functools.cache
def _codes() -> frozenset[str]:
    return frozenset(_codes_by_name().values()) | {NO_WORDS, UNKNOWN, "cmn"}
