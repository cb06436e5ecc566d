"""What every dialog that asks for something is made of: fields under their titles, and its row of buttons."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from merlingua.gui.dialogs import wrapped_label
from merlingua.gui.theme import Space, Theme, Type, set_kind


def titled_field(title: str, field: QWidget, *beside: QWidget, theme: Theme) -> QVBoxLayout:
    """A field under its title, which a screen reader says too, with what goes beside it, such as a button."""
    column = QVBoxLayout()
    column.setSpacing(theme.px(Space.XS))
    label = wrapped_label(title, Type.BODY)
    label.setBuddy(field)
    field.setAccessibleName(title)
    column.addWidget(label)
    row = QHBoxLayout()
    row.setSpacing(theme.px(Space.S))
    row.addWidget(field, 1)
    for widget in beside:
        row.addWidget(widget)
    column.addLayout(row)
    return column


def plain_button(text: str, slot: object) -> QPushButton:
    """A button that Enter in a field does not press."""
    button = QPushButton(text)
    button.setAutoDefault(False)
    button.clicked.connect(slot)
    return button


def main_button(text: str, slot: object) -> QPushButton:
    """The dialog's one action, which Enter presses."""
    button = QPushButton(text)
    set_kind(button, "primary")
    button.setDefault(True)
    button.clicked.connect(slot)
    return button


def button_row(*buttons: QPushButton, theme: Theme) -> QHBoxLayout:
    """Buttons at the right end, the main one last."""
    row = QHBoxLayout()
    row.setSpacing(theme.px(Space.S))
    row.addStretch(1)
    for button in buttons:
        row.addWidget(button)
    return row
