"""The first view of the Agreement page: what the values mean, the table, and a cell in words."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from merlingua.analysis.estimates import LOW_N_RATERS, Estimate, Interval
from merlingua.gui.agreement_charts import EstimateGlyph
from merlingua.gui.agreement_model import AlphaTable
from merlingua.gui.agreement_table import AlphaModel, AlphaTableView
from merlingua.gui.dialogs import wrapped_label
from merlingua.gui.flow_layout import FlowLayout
from merlingua.gui.theme import Space, Theme, Type, set_kind, set_type
from merlingua.gui.translation import Formatter

LARGE = 1.5
"""From this scale on room is scarce: filters are folded away, sentences take more lines."""
_MOST_ROWS = 14
"""A longer table scrolls by itself."""


class AgreementOverview(QWidget):
    """Shows an ``AlphaTable``; ``item_chosen`` carries the id of the item whose excerpts are wanted."""

    item_chosen = Signal(str)

    def __init__(self, theme: Theme, formatter: Formatter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._formatter = formatter
        self.model = AlphaModel(formatter, self)
        self.view = AlphaTableView(self.model, theme)
        self._build()
        self.view.item_chosen.connect(self.item_chosen)
        self.view.cell_looked_at.connect(self.says.setText)
        self.view.selectionModel().currentChanged.connect(self._keep_in_view)

    def show_table(self, table: AlphaTable, *, by: str) -> None:
        """Draw another table; the cell that the keyboard is on stays where the shape is the same."""
        self.model.show_table(table, by=by, formatter=self._formatter)
        rows = min(len(table.items), _MOST_ROWS)
        per_row = self.view.verticalHeader().defaultSectionSize()
        self.view.setMinimumHeight(self.view.content_height() - (len(table.items) - rows) * per_row)
        self.view.setMaximumHeight(self.view.content_height())
        self.says.setText(self.model.sentences_at(self.view.currentIndex()))

    def _build(self) -> None:
        px = self._theme.px
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(Space.S))
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        content = QWidget()
        inner = QVBoxLayout(content)
        inner.setContentsMargins(0, 0, px(Space.XS), 0)
        inner.setSpacing(px(Space.XS))
        inner.addWidget(self._meaning())
        inner.addLayout(self._legend())
        inner.addWidget(self.view, 1)
        inner.addStretch(0)
        self._scroll.setWidget(content)
        column.addWidget(self._scroll, 1)
        self.says = wrapped_label("", Type.BODY)
        n_lines = 2 if self._theme.scale < LARGE else 3
        self.says.setMinimumHeight(n_lines * QFontMetrics(self._theme.font()).lineSpacing())
        self.says.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.says)

    def _meaning(self) -> QLabel:
        return wrapped_label(
            self.tr(
                "Do listeners hear the same? 1: all answer alike; 0: as by chance; below 0: they contradict "
                "one another. Choose a row for its excerpts."
            ),
            Type.BODY,
        )

    def _legend(self) -> FlowLayout:
        flow = FlowLayout(spacing=self._theme.px(Space.M))
        bar, middle, wide = Interval(0.0, 1.0), Interval(0.3, 0.7), Interval(0.05, 0.95)
        for estimate, text in (
            (Estimate(0.5, None, None, None, 0, 0, 0), self.tr("Krippendorff's alpha, ordinal")),
            (Estimate(0.5, 0.1, bar, None, 0, 0, 0), self.tr("95 % for other listeners")),
            (
                Estimate(0.5, 0.1, middle, wide, 0, 0, 0),
                self.tr("95 % for other listeners and other excerpts"),
            ),
            (
                Estimate(0.5, 0.1, bar, None, 0, 0, 0, ("low_n",)),
                self.tr("fewer than {n} listeners").format(n=LOW_N_RATERS),
            ),
        ):
            flow.addWidget(self._legend_entry(estimate, text))
        return flow

    def _legend_entry(self, estimate: Estimate, text: str) -> QWidget:
        widget = QWidget()
        row = QHBoxLayout(widget)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(self._theme.px(Space.XS))
        row.addWidget(EstimateGlyph(estimate, self._theme))
        label = QLabel(text)
        set_type(label, Type.SMALL)
        set_kind(label, "quiet")
        row.addWidget(label)
        return widget

    def _keep_in_view(self, current: QModelIndex) -> None:
        rect: QRect = self.view.visualRect(current)
        content = self._scroll.widget()
        if current.isValid() and content is not None:
            top = self.view.viewport().mapTo(content, QPoint(0, rect.top()))
            self._scroll.ensureVisible(0, top.y() + rect.height() // 2, 0, rect.height())
            if current.row() == 0:  # with its header
                self._scroll.ensureVisible(0, self.view.mapTo(content, QPoint(0, 0)).y(), 0, 0)
