"""What the Agreement page says instead of values: it reads, there is nothing yet, it did not work."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from merlingua.gui.agreement_model import AlphaTable
from merlingua.gui.dialogs import wrapped_label
from merlingua.gui.flow_layout import FlowLayout
from merlingua.gui.theme import Space, Theme, Type, set_kind
from merlingua.gui.translation import Formatter

_WIDTH = 560
MANY = 1000
"""Listeners whose answers are read in more than a few seconds."""


class AgreementMessage(QFrame):
    """A title, a sentence or two, and the way back to the studies where that is what helps."""

    back_requested = Signal()
    import_requested = Signal()

    def __init__(self, theme: Theme, formatter: Formatter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._formatter = formatter
        centre = QHBoxLayout(self)
        inner = QWidget()
        inner.setMaximumWidth(theme.px(_WIDTH))
        centre.addWidget(inner)
        column = QVBoxLayout(inner)
        column.setSpacing(theme.px(Space.M))
        column.addStretch(1)
        self.title = wrapped_label("", Type.TITLE)
        self.body = wrapped_label("", Type.LEAD)
        self.body.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        column.addWidget(self.title)
        column.addWidget(self.body)
        self.back = QPushButton(self.tr("Back to the studies"))
        self.back.clicked.connect(self.back_requested)
        self.bring = QPushButton(self.tr("Bring in answers…"))
        set_kind(self.bring, "primary")
        self.bring.clicked.connect(self.import_requested)
        buttons = FlowLayout(spacing=theme.px(Space.S))
        buttons.addWidget(self.bring)
        buttons.addWidget(self.back)
        column.addLayout(buttons)
        column.addStretch(2)

    def show_reading(self, n_listeners: int = 0) -> None:
        """The time before there is anything to show; ``n_listeners`` have begun, as far as it is known."""
        body = ""
        if n_listeners >= MANY:
            body = self.tr(
                "Of {n} listeners: that takes a while. The window can be used meanwhile; the next change "
                "of what is chosen will be quick."
            ).format(n=self._formatter.number(n_listeners))
        self._say(self.tr("Reading the answers"), body)

    def show_problem(self, message: str) -> None:
        """Why there are no values."""
        self._say(self.tr("That did not work"), message, has_way_back=True)

    def show_nobody(self, table: AlphaTable) -> None:
        """Nobody is counted: there are no answers, or what was chosen leaves all listeners out."""
        if not table.n_left_out:
            self._say(
                self.tr("No answers yet"),
                self.tr(
                    "Agreement appears here as soon as listeners have rated the same excerpts. Run a session "
                    "from the list of studies, or bring in answers that were given elsewhere."
                ),
                has_way_back=True,
                has_import=True,
            )
            return
        self._say(
            self.tr("No listener is counted"),
            self.tr(
                "Listeners who answered something: {n}. None of them fits what is chosen. Count all who "
                "rated, tick more languages, or clear the condition."
            ).format(n=self._formatter.number(table.n_left_out)),
        )

    def _say(self, title: str, body: str, *, has_way_back: bool = False, has_import: bool = False) -> None:
        self.title.setText(title)
        self.body.setText(body)
        self.back.setVisible(has_way_back)
        self.bring.setVisible(has_import)
