"""The plane of valence and arousal as a listener sees it: one point, the axes named in the survey's words."""

from __future__ import annotations

import numpy as np
from PySide6.QtWidgets import QWidget

from merlingua.gui.circumplex_view import CircumplexView
from merlingua.gui.revelation_model import Revelation
from merlingua.gui.theme import Theme
from merlingua.mer_models.predictions import Curve


class RevelationView(CircumplexView):
    """Empty until a revelation is shown."""

    has_quadrant_names = False

    def __init__(self, theme: Theme, *, valence: str, arousal: str, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._valence_text = valence
        self._arousal_text = arousal
        self.setAccessibleName(f"{valence}; {arousal}")

    def show_revelation(self, revelation: Revelation) -> None:
        """Draw the point of a whole clip."""
        self.show_curves(Curve(np.zeros(1), np.array([revelation.quadrants])))

    def axis_names(self) -> tuple[str, str]:
        """The axes in the survey's words."""
        return self._valence_text, self._arousal_text
