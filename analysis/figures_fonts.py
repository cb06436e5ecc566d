"""Which fonts the figures are drawn in, and what none of them can show.

Text is drawn as outlines, so a reader needs no font; the machine that draws needs one. Latin script always
has one, since matplotlib brings DejaVu Sans. Chinese needs a font for Simplified Chinese, as the window does
(`surveys.fonts`); without one the figures are drawn in English and say so, never in boxes.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable

from matplotlib import font_manager
from matplotlib.font_manager import FontProperties

from merlingua.surveys.fonts import FONT_FAMILIES, installed_faces

NOTO_LATIN = "Noto Sans"
BROUGHT_ALONG = "DejaVu Sans"
"""Comes with matplotlib."""
CHINESE = FONT_FAMILIES["zh-Hans"]
OTHER_FORMS = ("Noto Sans CJK JP",)
"""Has every Chinese character, some in their Japanese form: all that an older matplotlib finds."""
UNKNOWN = "?"
"""Stands for a character that no font has."""


@functools.lru_cache(maxsize=1)
def families() -> tuple[str, ...]:
    """The families to draw in, the preferred first; a character is taken from the first that has it."""
    known = set(font_manager.get_font_names())
    for family, face in installed_faces().items():
        if family not in known:  # installed after matplotlib made its list
            font_manager.fontManager.addfont(face.file)
    known = set(font_manager.get_font_names())
    chinese = [family for family in (*CHINESE, *OTHER_FORMS) if family in known][:1]
    latin = [family for family in (NOTO_LATIN, BROUGHT_ALONG) if family in known]
    return (*latin, *chinese)


def can_draw(language: str) -> bool:
    """Whether there is a font for a language of the report."""
    return language != "zh-Hans" or any(family in (*CHINESE, *OTHER_FORMS) for family in families())


def showable(text: str) -> str:
    """The text on one line, with `UNKNOWN` for each character that no font has."""
    line = " ".join(text.split())
    characters = _characters()
    return "".join(c if ord(c) in characters or c == " " else UNKNOWN for c in line)


def unshowable(texts: Iterable[str]) -> tuple[str, ...]:
    """Those texts of which a character cannot be shown, each once."""
    return tuple(text for text in dict.fromkeys(texts) if showable(text) != " ".join(text.split()))


@functools.lru_cache(maxsize=1)
def _characters() -> frozenset[int]:
    found: set[int] = set()
    for family in families():
        path = font_manager.findfont(FontProperties(family=[family]))
        found.update(font_manager.get_font(path).get_charmap())
    return frozenset(found)
