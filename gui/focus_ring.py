"""The focus ring: 3 px of accent around whatever has the keyboard, with a gap so that it shows on any fill.

A text that scrolls has a bar of the same accent at its left edge instead: a frame around half a page would
shout louder than what it frames.

One ring for all widgets, drawn beside them, so that buttons, fields and sliders need no focus style of
their own and nothing moves when the focus does. A widget that paints its focus itself (a grid of cells)
sets the dynamic property ``drawsFocus`` to True. Layouts leave at least ``REACH`` px around their children.
"""

from __future__ import annotations

import shiboken6
from PySide6.QtCore import QEvent, QObject, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QScrollArea, QWidget

from merlingua.gui.theme import CORNER, FOCUS_WIDTH, colors_of

GAP = 2
REACH = GAP + FOCUS_WIDTH
"""How far the ring stands out, in px."""


class FocusRing(QWidget):
    """A frame beside one widget; follows it until it goes."""

    def __init__(self, target: QWidget) -> None:
        super().__init__(target.parentWidget())
        self._target = target
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        target.installEventFilter(self)
        self._follow()
        self.setVisible(target.isVisible())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Move, grow and vanish with the target."""
        kind = event.type()
        if kind in (QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.ZOrderChange):
            self._follow()
        elif kind in (QEvent.Type.Show, QEvent.Type.Hide):
            self.setVisible(kind == QEvent.Type.Show)
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the ring in the accent of the palette."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(colors_of(self).color("accent"), FOCUS_WIDTH))
        if isinstance(self._target, QScrollArea):
            painter.fillRect(0, REACH, FOCUS_WIDTH, self.height() - 2 * REACH, painter.pen().color())
            return
        inset = FOCUS_WIDTH / 2
        frame = QRectF(self.rect()).adjusted(inset, inset, -inset, -inset)
        painter.drawRoundedRect(frame, CORNER + GAP, CORNER + GAP)

    def _follow(self) -> None:
        self.setGeometry(self._target.geometry().adjusted(-REACH, -REACH, REACH, REACH))
        self.raise_()


class FocusRings(QObject):
    """Puts the one ring around the widget that has the focus; lives as long as the application."""

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._ring: FocusRing | None = None
        app.focusChanged.connect(self._move)

    def _move(self, old: QWidget | None, new: QWidget | None) -> None:
        ring, self._ring = self._ring, None
        if ring is not None and shiboken6.isValid(ring):
            ring.hide()
            ring.deleteLater()
        if new is not None and _is_ringed(new):
            self._ring = FocusRing(new)


def _is_ringed(widget: QWidget) -> bool:
    if widget.parentWidget() is None or widget.property("drawsFocus"):
        return False
    if isinstance(widget, QScrollArea):
        return True
    is_viewport = isinstance(widget.parentWidget(), QAbstractScrollArea)
    return not is_viewport
