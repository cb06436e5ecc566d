"""How wide the columns of a rating grid are, and whether its glosses stand beside their labels.

Pure arithmetic on text widths in px, so that the anchors above and the rows below agree.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFont, QFontMetrics

from merlingua.gui.theme import Space, Theme, Type

CELL_WIDTHS = (112, 124, 136, 150)
"""Widths that a column of answers may have, in px at 100 %: the first at which no anchor needs more lines
than at the widest that there is room for."""
_LABEL_SHARE = 0.42
"""Where anchors at body size would leave the labels less than this share of the width, they get small."""


@dataclass(frozen=True)
class Columns:
    """Lengths in px. With ``gloss_x`` the glosses stand beside their labels, else they unfold under them."""

    pad: int
    label_width: int
    gloss_x: int | None
    cell_width: int
    n_cells: int
    anchor_type: Type

    @property
    def gloss_width(self) -> int:
        """Of a gloss, wherever it stands."""
        return self.label_width - (self.gloss_x - self.pad if self.gloss_x is not None else 0)

    def cell_x(self, index: int) -> int:
        """The left edge of a column of answers."""
        return self.pad + self.label_width + index * self.cell_width


def text_width(text: str, font: QFont) -> int:
    """Of one line."""
    return QFontMetrics(font).horizontalAdvance(text) + 2


def text_height(text: str, font: QFont, width: int) -> int:
    """Of a text wrapped between words to a width."""
    flags = Qt.TextFlag.TextWordWrap
    return QFontMetrics(font).boundingRect(QRect(0, 0, max(width, 1), 10_000), flags, text).height()


def balanced_width(text: str, font: QFont, width: int) -> int:
    """The least width at which a text needs no more lines than at ``width``: no last line of one word."""
    height, low = text_height(text, font, width), 1
    while low < width:
        middle = (low + width) // 2
        if text_height(text, font, middle) <= height and word_width(text, font) <= middle:
            width = middle
        else:
            low = middle + 1
    return width


def word_width(text: str, font: QFont) -> int:
    """Of the longest part that is never broken; Chinese breaks between any two characters."""
    parts = text.split() if text.isascii() or not _is_chinese(text) else list(text)
    return max((text_width(part, font) for part in parts), default=0)


def columns_for(
    width: int,
    *,
    labels: Sequence[str],
    glosses: Sequence[str],
    anchors: Sequence[str],
    theme: Theme,
) -> Columns:
    """The columns of a grid that is ``width`` px wide.

    ``glosses`` has an empty text for a label without one.
    """
    pad = theme.px(Space.S)
    inner = width - 2 * pad
    body, small = theme.font(Type.BODY), theme.font(Type.SMALL)
    anchor_type = Type.BODY
    cell_min = _cell_min(anchors, body, theme)
    if inner - cell_min * len(anchors) < inner * _LABEL_SHARE:
        anchor_type = Type.SMALL
        cell_min = _cell_min(anchors, small, theme)
    gap = theme.px(Space.M)
    label_want = _widest(labels, body) + gap
    gloss_offset = _widest((label for label, gloss in zip(labels, glosses, strict=True) if gloss), body) + gap
    inline_want = max(label_want, gloss_offset + _widest(glosses, small) + gap)
    room = inner - max(cell_min, theme.px(CELL_WIDTHS[0])) * len(anchors)
    is_inline = any(glosses) and inline_want <= room
    want = inline_want if is_inline else label_want
    font = body if anchor_type is Type.BODY else small
    cell_width = _cell_width(anchors, font, cell_min, (inner - want) // len(anchors), theme)
    return Columns(
        pad=pad,
        label_width=inner - cell_width * len(anchors),
        gloss_x=pad + gloss_offset if is_inline else None,
        cell_width=cell_width,
        n_cells=len(anchors),
        anchor_type=anchor_type,
    )


def _cell_min(anchors: Iterable[str], font: QFont, theme: Theme) -> int:
    longest_word = max(word_width(anchor, font) for anchor in anchors)
    return max(longest_word + theme.px(Space.S), theme.px(Space.XL))


def _cell_width(anchors: Sequence[str], font: QFont, least: int, most: int, theme: Theme) -> int:
    widths = [max(theme.px(width), least) for width in CELL_WIDTHS if max(theme.px(width), least) <= most]
    if not widths:
        return max(most, least)

    def lines(width: int) -> int:
        return max(text_height(anchor, font, width - theme.px(Space.XS)) for anchor in anchors)

    fewest = min(lines(width) for width in widths)
    return next(width for width in widths if lines(width) == fewest)


def _widest(texts: Iterable[str], font: QFont) -> int:
    return max((text_width(text, font) for text in texts), default=0)


def _is_chinese(text: str) -> bool:
    return any("\u4e00" <= character <= "\u9fff" for character in text)
