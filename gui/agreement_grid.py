"""What the tables of the Agreement page share: a ``QTableView`` that looks and moves as the window does."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView, QWidget

from merlingua.gui.theme import Space, Theme

ROW_HEIGHT = 32
"""In px at 100 %."""


class Grid(QTableView):
    """Cells are painted by delegates, which also draw the focus; Tab leaves the table, arrows move in it."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self.setProperty("drawsFocus", True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setMouseTracking(True)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        height = theme.px(ROW_HEIGHT)
        rows = self.verticalHeader()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setMinimumSectionSize(height)
        rows.setDefaultSectionSize(height)
        rows.setVisible(False)
        columns = self.horizontalHeader()
        columns.setSectionsClickable(False)
        columns.setHighlightSections(False)
        rows.setHighlightSections(True)
        columns.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        columns.setMinimumSectionSize(theme.px(Space.XL))

    def content_height(self) -> int:
        """The height at which all rows are seen, in px."""
        model = self.model()
        n_rows = model.rowCount() if model is not None else 0
        header = self.horizontalHeader()
        head = header.sizeHint().height() if header.isVisibleTo(self) else 0
        bar = self.horizontalScrollBar()
        foot = bar.sizeHint().height() if bar.maximum() else 0
        return head + n_rows * self.verticalHeader().defaultSectionSize() + foot + 2
