"""One emotion: its agreement in each group, and its excerpts by how far apart the listeners are."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPoint, Qt, Signal
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from merlingua.gui.agreement_charts import ForestChart, ForestRow
from merlingua.gui.agreement_clips import ClipOrder, ClipsModel, ClipsView
from merlingua.gui.agreement_model import AlphaTable, ItemDetail
from merlingua.gui.agreement_words import cell_sentences, group_name, group_title
from merlingua.gui.dialogs import wrapped_label
from merlingua.gui.theme import Space, Theme, Type, set_kind
from merlingua.gui.translation import Formatter

_MOST_ROWS = 40
"""A longer list of excerpts scrolls by itself."""
_ORDER_WIDTH = 240


class ItemPage(QScrollArea):
    """Shows one row of the table at large, then an ``ItemDetail``; ``clip_chosen`` carries a position."""

    clip_chosen = Signal(int)

    def __init__(self, theme: Theme, formatter: Formatter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._formatter = formatter
        self._detail: ItemDetail | None = None
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._build()

    def show_item(self, item: str, table: AlphaTable, *, by: str) -> None:
        """Draw the agreement of an item; its excerpts come by ``show_detail``."""
        formatter = self._formatter
        self.forest.show_rows(
            [
                ForestRow(
                    group_title(
                        group_name(table, group.id, by=by, formatter=formatter), group.n_listeners, formatter
                    ),
                    table.estimate(item, group.id),
                    cell_sentences(
                        table.estimate(item, group.id),
                        item=table.name_of(item, formatter.language),
                        group=group_name(table, group.id, by=by, formatter=formatter),
                        formatter=formatter,
                    ),
                )
                for group in table.groups
            ],
            formatter,
        )
        if self._detail is not None and self._detail.item != item:
            self.clips_area.setVisible(False)

    def show_detail(self, detail: ItemDetail) -> None:
        """Draw the excerpts; the one that the keyboard is on stays."""
        kept = self.current_clip() if self._detail is not None and self._detail.item == detail.item else None
        self._detail = detail
        self.model.show_detail(detail, self.order.currentData(), self._formatter)
        if kept is not None:
            self.view.select_clip(kept)
        surplus = max(0, len(detail.clips) - _MOST_ROWS)
        per_row = self.view.verticalHeader().defaultSectionSize()
        self.view.setMinimumHeight(self.view.content_height() - surplus * per_row)
        self.clips_area.setVisible(True)

    def current_clip(self) -> int | None:
        """The position of the clip that the keyboard is on."""
        row = self.view.currentIndex().row()
        return self.model.order[row] if 0 <= row < len(self.model.order) else None

    def _build(self) -> None:
        px = self._theme.px
        content = QWidget()
        self.setWidget(content)
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, px(Space.S), px(Space.S))
        column.setSpacing(px(Space.M))
        self.forest = ForestChart(self._theme)
        column.addWidget(self.forest)
        column.addWidget(
            _quiet(
                self.tr(
                    "In brackets: the 95 % interval for other listeners of the group, on these excerpts. "
                    "A language is not a culture, and low agreement is no mistake: people hear differently."
                )
            )
        )
        self.clips_area = QWidget()
        self.clips_area.setVisible(False)
        column.addWidget(self.clips_area, 1)
        self._build_clips()

    def _build_clips(self) -> None:
        px = self._theme.px
        column = QVBoxLayout(self.clips_area)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(Space.S))
        head = QHBoxLayout()
        head.addWidget(wrapped_label(self.tr("Excerpts"), Type.LEAD), 1)
        self.order = QComboBox()
        orders: tuple[tuple[str, ClipOrder], ...] = (
            (self.tr("Most disagreement first"), "most"),
            (self.tr("Least disagreement first"), "least"),
            (self.tr("By name"), "name"),
        )
        for name, order in orders:
            self.order.addItem(name, order)
        self.order.setAccessibleName(self.tr("Order of the excerpts"))
        self.order.setMinimumWidth(px(_ORDER_WIDTH))
        self.order.currentIndexChanged.connect(self._reorder)
        head.addWidget(self.order)
        column.addLayout(head)
        column.addWidget(
            _quiet(
                self.tr(
                    "Disagreement: how far apart two listeners are on this excerpt, where 1 is what chance "
                    "would give. Choose an excerpt to compare the answers of the groups."
                )
            )
        )
        self.model = ClipsModel(self)
        self.view = ClipsView(self.model, self._theme)
        self.view.clip_chosen.connect(self.clip_chosen)
        self.view.selectionModel().currentChanged.connect(self._keep_in_view)
        column.addWidget(self.view, 1)

    def _reorder(self) -> None:
        if self._detail is not None:
            self.show_detail(self._detail)

    def _keep_in_view(self, current: QModelIndex) -> None:
        content = self.widget()
        if not current.isValid() or content is None or not self.view.hasFocus():
            return
        rect = self.view.visualRect(current)
        top = self.view.viewport().mapTo(content, QPoint(0, rect.top()))
        self.ensureVisible(0, top.y() + rect.height() // 2, 0, rect.height())


def _quiet(text: str) -> QLabel:
    label = wrapped_label(text, Type.BODY)
    set_kind(label, "quiet")
    return label
