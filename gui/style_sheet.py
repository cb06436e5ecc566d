"""The style sheet: how a theme's tokens dress Qt's widgets.

Widgets say what they are by the properties ``kind`` and ``type`` (``theme.set_kind``, ``set_type``):

``type``  small · body · lead · title · display
``kind``  on QPushButton: primary (one a page), quiet (no outline); on QLabel: strong, quiet, warning, error;
          on QFrame: card (surface with an outline), rule (a line between areas), row (the current row),
          notice (a card with a warning's edge); on QWidget: page.

The focus ring is drawn by ``focus_ring.py`` around whatever has the keyboard, so nothing here does it.
"""

from __future__ import annotations

from pathlib import Path
from string import Template
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from merlingua.gui.theme import Theme

ICONS = Path(__file__).parent / "icons"

_TEMPLATE = Template("""
QMainWindow, QDialog, QWidget[kind="page"] { background: $ground; }
QLabel { background: transparent; }
QLabel[type="small"], QPushButton[type="small"] { font-size: ${small}px; }
QLabel[type="body"], QPushButton[type="body"] { font-size: ${body}px; }
QLabel[type="lead"], QPushButton[type="lead"] { font-size: ${lead}px; }
QLabel[type="title"], QPushButton[type="title"] { font-size: ${title}px; font-weight: 600; }
QLabel[type="display"], QPushButton[type="display"] { font-size: ${display}px; font-weight: 600; }
QLabel[kind="strong"] { font-weight: 600; }
QLabel[kind="quiet"] { color: $quiet; }
QLabel[kind="question"] { font-weight: 600; }
QLabel[kind="warning"] { color: $warning; }
QLabel[kind="error"] { color: $error; }
QLabel:disabled { color: $quiet; }

QFrame[kind="card"] { background: $surface; border: 1px solid $line; border-radius: ${corner}px; }
QFrame[kind="row"] { background: $row; border-radius: ${corner}px; }
QFrame[kind="notice"] {
    background: $surface; border: 1px solid $line; border-left: ${xs}px solid $warning;
    border-radius: ${corner}px;
}
QFrame[kind="rule"] { background: $line; border: none; max-height: 1px; min-height: 1px; }

QPushButton {
    background: $surface; color: $text; border: 1px solid $quiet; border-radius: ${corner}px;
    padding: 0 ${m}px; min-height: ${button}px;
}
QPushButton:hover { background: $row; }
QPushButton:pressed, QPushButton:checked { background: $row; border: 2px solid $accent; }
QPushButton:disabled { color: $quiet; border-color: $line; background: transparent; }
QPushButton[kind="primary"] {
    background: $accent; color: $on_accent; border: 1px solid $accent; font-weight: 600;
    padding: 0 ${l}px; min-height: ${primary}px;
}
QPushButton[kind="primary"]:hover, QPushButton[kind="primary"]:pressed {
    background: $pressed; border: 1px solid $pressed;
}
QPushButton[kind="primary"]:disabled { background: transparent; color: $quiet; border: 1px solid $quiet; }
QPushButton[kind="quiet"] { background: transparent; border: 1px solid transparent; color: $accent; }
QPushButton[kind="quiet"]:hover { background: $row; }
QPushButton[kind="quiet"]:disabled { color: $quiet; }
QPushButton[kind="choice"] { padding: 0 ${button}px 0 ${s}px; }
QPushButton::menu-indicator {
    image: url("$arrow"); width: ${icon}px; height: ${icon}px;
    subcontrol-origin: padding; subcontrol-position: right center; right: ${s}px;
}

QLineEdit, QPlainTextEdit, QTextEdit, QSpinBox, QDoubleSpinBox, QComboBox {
    background: $surface; color: $text; border: 1px solid $quiet; border-radius: ${corner}px;
    padding: 0 ${s}px; min-height: ${button}px; placeholder-text-color: $quiet;
    selection-background-color: $accent; selection-color: $on_accent;
}
QPlainTextEdit, QTextEdit { padding: ${xs}px ${s}px; }
QLineEdit:disabled, QComboBox:disabled, QSpinBox:disabled { color: $quiet; border-color: $line; }
QComboBox::drop-down { border: none; width: ${button}px; }
QComboBox::down-arrow { image: url("$arrow"); width: ${icon}px; height: ${icon}px; }
QComboBox QAbstractItemView, QListView {
    background: $surface; color: $text; border: 1px solid $quiet; outline: none;
    selection-background-color: $accent; selection-color: $on_accent;
}
QListView::item, QComboBox QAbstractItemView::item { min-height: ${button}px; padding: 0 ${s}px; }
QListView::item:hover { background: $row; color: $text; }
QListView::item:selected { background: $accent; color: $on_accent; }

QTableView { background: $surface; color: $text; border: none; outline: none; }
QTableCornerButton::section { background: $surface; border: none; border-bottom: 1px solid $line; }
QHeaderView { background: $surface; border: none; }
QHeaderView::section {
    background: $surface; color: $text; border: none; border-bottom: 1px solid $line; padding: 0 ${s}px;
}
QHeaderView::section:horizontal { padding: ${xs}px ${s}px; }
QHeaderView::section:vertical:hover { background: $row; }

QRadioButton, QCheckBox { spacing: ${s}px; min-height: ${button}px; background: transparent; }
QRadioButton::indicator, QCheckBox::indicator {
    width: ${mark}px; height: ${mark}px; border: 2px solid $quiet; background: $surface;
}
QRadioButton::indicator { border-radius: ${mark_corner}px; }
QCheckBox::indicator { border-radius: ${xs}px; }
QRadioButton::indicator:hover, QCheckBox::indicator:hover { border-color: $accent; }
QRadioButton::indicator:checked {
    border: 2px solid $accent; image: url("$dot");
}
QCheckBox::indicator:checked { border: 2px solid $accent; background: $accent; image: url("$check"); }
QRadioButton::indicator:disabled, QCheckBox::indicator:disabled { border-color: $line; }

QSlider { min-height: ${button}px; background: transparent; }
QSlider::groove:horizontal { height: ${xs}px; background: $quiet; border-radius: ${groove}px; }
QSlider::sub-page:horizontal { background: $accent; border-radius: ${groove}px; }
QSlider::handle:horizontal {
    background: $accent; width: ${handle}px; margin: -${handle_margin}px 0; border-radius: ${handle_corner}px;
}
QProgressBar {
    background: $line; border: none; border-radius: ${bar_corner}px;
    min-height: ${bar}px; max-height: ${bar}px;
}
QProgressBar::chunk { background: $accent; border-radius: ${bar_corner}px; }

QScrollArea, QScrollArea > QWidget > QWidget { background: transparent; border: none; }
QScrollBar:vertical { background: transparent; width: ${scroll}px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: ${scroll}px; margin: 0; }
QScrollBar::handle { background: $quiet; border-radius: ${scroll_corner}px; margin: 2px; }
QScrollBar::handle:vertical { min-height: ${target}px; }
QScrollBar::handle:horizontal { min-width: ${target}px; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QToolTip { background: $surface; color: $text; border: 1px solid $quiet; padding: ${xs}px ${s}px; }
QMenu { background: $surface; color: $text; border: 1px solid $quiet; padding: ${xs}px; }
QMenu::item { min-height: ${target}px; padding: 0 ${l}px 0 ${s}px; border-radius: ${xs}px; }
QMenu::item:selected { background: $row; color: $text; }
QMenu::item:disabled { color: $quiet; }
QMenu::indicator {
    width: ${mark}px; height: ${mark}px; margin: 0 ${s}px; border: 2px solid $quiet; background: $surface;
    border-radius: ${xs}px;
}
QMenu::indicator:checked { border: 2px solid $accent; background: $accent; image: url("$check"); }
QMenu::separator { height: 1px; background: $line; margin: ${xs}px ${s}px; }
QToolButton {
    background: transparent; color: $text; border: 1px solid transparent; border-radius: ${corner}px;
    min-height: ${button}px; min-width: ${button}px; padding: 0 ${xs}px;
}
QToolButton:hover, QToolButton:checked { background: $row; }
""")


def icon_file(name: str, *, is_dark: bool) -> str:
    """The path of an icon as a style sheet writes it; the SVGs hold the tokens' colours."""
    return (ICONS / f"{name}_{'dark' if is_dark else 'light'}.svg").as_posix()


def style_sheet(theme: Theme) -> str:
    """The whole application's style sheet for a theme."""
    px = theme.px
    names = {token: getattr(theme.colors, token) for token in theme.colors.__dataclass_fields__}
    lengths = {
        "small": 12,
        "body": 14,
        "lead": 17,
        "title": 22,
        "display": 30,
        "xs": 4,
        "s": 8,
        "m": 16,
        "l": 24,
        "corner": 6,
        "target": 32,
        "button": 32,
        "primary": 40,
        "icon": 12,
        "mark": 18,
        "groove": 2,
        "handle": 20,
        "handle_margin": 8,
        "handle_corner": 10,
        "bar": 6,
        "bar_corner": 3,
        "scroll": 10,
        "scroll_corner": 3,
    }
    return _TEMPLATE.substitute(
        names,
        **{name: px(length) for name, length in lengths.items()},
        mark_corner=px(lengths["mark"]) // 2 + 2,
        **{name: icon_file(name, is_dark=theme.is_dark) for name in ("arrow", "check", "dot")},
    )
