"""Which unfinished session shall go on: one row a session, the latest first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from merlingua.gui.dialogs import TextDialog, wrapped_label
from merlingua.gui.theme import Space, Theme, Type, set_kind
from merlingua.gui.translation import LANGUAGES, Formatter

if TYPE_CHECKING:
    from merlingua.surveys.store import SessionSummary

_WIDTH = 560
_N_VISIBLE = 7
_ROW_HEIGHT = 40


class ResumeDialog(TextDialog):
    """Emits ``chosen`` with the id of the session."""

    chosen = Signal(object)

    def __init__(
        self,
        sessions: Sequence[SessionSummary],
        *,
        theme: Theme,
        formatter: Formatter,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Resume a session"))
        self.setMinimumWidth(theme.px(_WIDTH))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*[theme.px(Space.L)] * 4)
        layout.setSpacing(theme.px(Space.M))
        layout.addWidget(wrapped_label(self.tr("Resume a session"), Type.TITLE))
        layout.addWidget(
            wrapped_label(self.tr("It goes on at the same question, in the same order."), Type.BODY)
        )
        self.list = QListWidget()
        self.list.setAccessibleName(self.tr("Unfinished sessions"))
        self.list.setMinimumHeight(theme.px(_ROW_HEIGHT * min(_N_VISIBLE, max(2, len(sessions)))))
        for session in sessions:
            text = self.tr("Participant {number}, {language}, started {when}").format(
                number=formatter.number(session.number),
                language=LANGUAGES.get(session.language, session.language),
                when=formatter.date_time(session.started_at),
            )
            item = QListWidgetItem(text)
            item.setSizeHint(QSize(0, theme.px(_ROW_HEIGHT)))
            item.setData(Qt.ItemDataRole.UserRole, session.id)
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        self.list.itemActivated.connect(self.accept)
        layout.addWidget(self.list)
        row = QHBoxLayout()
        row.setSpacing(theme.px(Space.S))
        row.addStretch(1)
        cancel = QPushButton(self.tr("Cancel"))
        cancel.clicked.connect(self.reject)
        row.addWidget(cancel)
        self.go_on = QPushButton(self.tr("Resume"))
        self.go_on.setEnabled(bool(sessions))
        self.go_on.setDefault(True)
        set_kind(self.go_on, "primary")
        self.go_on.clicked.connect(self.accept)
        row.addWidget(self.go_on)
        layout.addLayout(row)

    def accept(self) -> None:
        """Hand over the chosen session."""
        item = self.list.currentItem()
        if item is not None:
            self.chosen.emit(item.data(Qt.ItemDataRole.UserRole))
        super().accept()
