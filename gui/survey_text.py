"""Survey text as labels: plain text, a blank line between paragraphs, ``**bold**`` the only markup.

Everything else in a text is shown as it is written: a researcher's ``<b>`` or ``&`` is never markup.
"""

from __future__ import annotations

import html
import re

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QSizePolicy

from merlingua.gui.theme import Type, set_type

_BOLD = re.compile(r"\*\*(.+?)\*\*", re.DOTALL)


def rich(text: str) -> str:
    """One paragraph as Qt's rich text; line ends are kept."""
    return _BOLD.sub(r"<b>\1</b>", html.escape(text, quote=False)).replace("\n", "<br>")


def plain(text: str) -> str:
    """The text without its markup, as a screen reader says it."""
    return _BOLD.sub(r"\1", text)


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a text, without empty ones."""
    return [part.strip() for part in re.split(r"\n\s*\n", text) if part.strip()]


def text_label(text: str, type_: Type = Type.BODY) -> QLabel:
    """A wrapped label of one paragraph of survey text."""
    label = plain_label("", type_)
    set_text(label, text)
    return label


def set_text(label: QLabel, text: str) -> None:
    """Show another survey text in a label."""
    is_marked = _BOLD.search(text) is not None
    label.setTextFormat(Qt.TextFormat.RichText if is_marked else Qt.TextFormat.PlainText)
    label.setText(rich(text) if is_marked else text)
    label.setAccessibleName(plain(text))


def body_labels(text: str, type_: Type = Type.BODY) -> list[QLabel]:
    """A label for each paragraph."""
    return [text_label(part, type_) for part in paragraphs(text)]


def plain_label(text: str, type_: Type = Type.BODY) -> QLabel:
    """A wrapped label of plain text; takes the width it gets and the height it then needs."""
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
    policy.setHeightForWidth(True)
    label.setSizePolicy(policy)
    set_type(label, type_)
    return label
