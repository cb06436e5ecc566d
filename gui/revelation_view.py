"""The plane of valence and arousal as a listener sees it: one point, the axes named in the survey's words."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from merlingua.gui.circumplex_view import CircumplexView
from merlingua.gui.revelation_model import Revelation
from merlingua.gui.theme import Space, Theme, Type
from merlingua.mer_models.predictions import Curve


class RevelationView(CircumplexView):
    """Empty until a revelation is shown."""

    def __init__(self, theme: Theme, *, valence: str, arousal: str, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._valence_text = valence
        self._arousal_text = arousal
        self.setAccessibleName(f"{valence}; {arousal}")

    def show_revelation(self, revelation: Revelation) -> None:
        """Draw the point of a whole clip."""
        self.show_curves(Curve(np.zeros(1), np.array([revelation.quadrants])))

    def _paint_names(self, painter: QPainter, plane: QRectF) -> None:
        painter.setFont(self._theme.font(Type.SMALL))
        painter.setPen(self._theme.colors.color("quiet"))
        height = self._theme.px(Type.SMALL) + self._theme.px(Space.S)
        below = QRectF(0, plane.bottom(), self.width(), height)
        painter.drawText(below, int(Qt.AlignmentFlag.AlignCenter), self._valence_text)
        painter.save()
        painter.rotate(-90)  # up is now to the right
        beside = QRectF(-plane.bottom(), plane.left() - height, plane.height(), height)
        painter.drawText(beside, int(Qt.AlignmentFlag.AlignCenter), self._arousal_text)
        painter.restore()
