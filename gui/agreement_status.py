"""What stands over the values: how many listeners and answers they come from, and what to mind about them."""

from __future__ import annotations

import datetime as dt

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from merlingua.gui.agreement_model import AlphaTable
from merlingua.gui.agreement_words import left_out_text
from merlingua.gui.dialogs import wrapped_label
from merlingua.gui.theme import Space, Theme, Type, set_kind
from merlingua.gui.translation import Formatter


class AgreementStatus(QWidget):
    """Says what an ``AlphaTable`` counts, whom it leaves out and why, and whether another is on its way."""

    def __init__(self, theme: Theme, formatter: Formatter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._formatter = formatter
        self._table: AlphaTable | None = None
        self._is_busy = False
        self._updated_at: dt.datetime | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(Space.M))
        self.counts = wrapped_label("", Type.SMALL)
        set_kind(self.counts, "quiet")
        row.addWidget(self.counts, 1)
        self.simulated = wrapped_label("", Type.SMALL)
        set_kind(self.simulated, "warning")
        self.simulated.setVisible(False)
        self.simulated.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.simulated, 1)

    def show_busy(self, is_busy: bool) -> None:
        """Say that values are being computed, or no more."""
        self._is_busy = is_busy
        self._tell()

    def show_table(self, table: AlphaTable | None) -> None:
        """Tell of another table; None: of nothing."""
        self._table = table
        self._updated_at = dt.datetime.now(dt.UTC)
        self._tell()

    def _tell(self) -> None:
        self._tell_simulated()
        table, number = self._table, self._formatter.number
        if table is None:
            self.counts.setText("")
            return
        parts = [
            self.tr("Listeners: {n}").format(n=number(table.n_listeners)),
            self.tr("answers: {n}").format(n=number(table.n_ratings)),
        ]
        if table.n_left_out:
            reasons = left_out_text(table.left_out, self._formatter)
            parts.append(
                self.tr("not counted: {n} ({reasons})").format(n=number(table.n_left_out), reasons=reasons)
            )
        if self._is_busy:
            parts.append(self.tr("computing…"))
        elif self._updated_at is not None:
            parts.append(self.tr("as of {time}").format(time=self._formatter.time(self._updated_at)))
        self.counts.setText("  ·  ".join(parts))

    def _tell_simulated(self) -> None:
        """Nobody shall take made-up answers for people's."""
        table = self._table
        if table is None or not table.n_simulated:
            self.simulated.setVisible(False)
            return
        if table.n_simulated == table.n_listeners:
            text = self.tr("All of these listeners are simulated: the values say nothing about people.")
        else:
            text = self.tr("Simulated listeners among them: {n}.").format(
                n=self._formatter.number(table.n_simulated)
            )
        self.simulated.setText(text)
        self.simulated.setVisible(True)
