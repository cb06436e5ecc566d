"""How large the researcher's window opens."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QWidget

SIZE = QSize(1180, 760)
TITLE_BAR = 40
"""What the desktop puts over a window, in px, at the most."""


def take_room(window: QWidget, scale: float) -> None:
    """As large as the type asks for; the whole screen where that is too small."""
    room, size = window.screen().availableSize(), SIZE * scale
    window.resize(size.boundedTo(room - QSize(0, TITLE_BAR)))
    if scale > 1 and (size.width() > room.width() or size.height() > room.height()):
        window.setWindowState(Qt.WindowState.WindowMaximized)
