"""The Agreement page: how far listeners agree, from all emotions down to the answers on one excerpt.

It shows values of ``agreement_model.py`` and says what the researcher wants; ``AgreementActions`` reads,
computes and watches the store for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from merlingua.gui.agreement_clip_page import ClipPage
from merlingua.gui.agreement_filters import AgreementFilters
from merlingua.gui.agreement_item_page import ItemPage
from merlingua.gui.agreement_message import AgreementMessage
from merlingua.gui.agreement_model import AlphaTable, ItemDetail, Selection, StudyChoice
from merlingua.gui.agreement_overview import LARGE, AgreementOverview
from merlingua.gui.agreement_status import AgreementStatus
from merlingua.gui.dialogs import wrapped_label
from merlingua.gui.flow_layout import FlowLayout
from merlingua.gui.theme import MAX_PAGE_WIDTH, Space, Theme, Type, set_kind
from merlingua.gui.translation import Formatter

PREPARE_MS = 60
"""After the page is there; answers take longer to be read."""


class AgreementPage(QWidget):
    """Filters, then one of: a message, all items, one item, one excerpt."""

    selection_changed = Signal(object)
    store_requested = Signal()
    item_requested = Signal(str)
    """The excerpts of an item are wanted."""
    report_requested = Signal()
    import_requested = Signal()
    back_requested = Signal()

    def __init__(self, theme: Theme, formatter: Formatter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._formatter = formatter
        self._selection: Selection | None = None
        self._table: AlphaTable | None = None
        self._detail: ItemDetail | None = None
        self._item: str | None = None
        self._clip: int | None = None
        set_kind(self, "page")
        self._build()
        QTimer.singleShot(PREPARE_MS, self, self._prepare)

    def show_selection(
        self, selection: Selection, *, stores: Sequence[str], studies: Sequence[StudyChoice]
    ) -> None:
        """Bring the fields to a selection; what was shown of another study goes."""
        before, self._selection = self._selection, selection
        self.filters.show_selection(selection, stores=stores, studies=studies)
        if before is None or before.ratings != selection.ratings:
            self._table = self._detail = self._item = self._clip = None
            self._status.show_table(None)
            self.report.setEnabled(False)
            self._message.show_reading()
            self._switch_to(self._message)

    def show_busy(self, is_busy: bool) -> None:
        """Say that values are being computed; those that are shown stay."""
        self._status.show_busy(is_busy)

    def show_reading(self, n_listeners: int) -> None:
        """Say whose answers are being read; values that are shown stay."""
        self._message.show_reading(n_listeners)

    def show_table(self, table: AlphaTable) -> None:
        """Draw the agreement; where an item or excerpt is looked at, it stays in view."""
        self._table = table
        self.filters.show_table(table)
        self._status.show_table(table)
        self.report.setEnabled(bool(table.n_listeners))
        if not table.n_listeners or not table.items:
            self._item = self._clip = None
            self._message.show_nobody(table)
            self._switch_to(self._message)
            return
        self.overview.show_table(table, by=self._by)
        if self._item not in table.items:
            self._item = self._clip = None
        if self._item is not None:
            self.item_page.show_item(self._item, table, by=self._by)
            self.item_requested.emit(self._item)
        self._show_level()

    def show_detail(self, detail: ItemDetail) -> None:
        """Draw the excerpts of the item that is looked at; others come too late and are left."""
        if detail.item != self._item or self._table is None:
            return
        self._detail = detail
        self.item_page.show_detail(detail)
        if self._clip is not None and self._clip < len(detail.clips):
            self._draw_clip()
        else:
            self._clip = None
        self._show_level()

    def show_problem(self, message: str, *, is_condition: bool = False) -> None:
        """Say why nothing can be computed: beside the condition if that is why, else instead of values."""
        self._status.show_busy(False)
        if is_condition:
            self.filters.show_problem(message)
            self.filters_button.setChecked(True)
            return
        self._message.show_problem(message)
        self._switch_to(self._message)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape goes up: from an excerpt to its emotion, to all emotions, to the studies."""
        if event.key() == Qt.Key.Key_Escape:
            self.go_up()
            return
        super().keyPressEvent(event)

    def go_up(self) -> None:
        """One level up."""
        if self._clip is not None:
            clip, self._clip = self._clip, None
            self._show_level()
            self.item_page.view.select_clip(clip)
            self.item_page.view.setFocus()
        elif self._item is not None:
            item, self._item = self._item, None
            self._show_level()
            self.overview.view.select_item(item)
            self.overview.view.setFocus()
        else:
            self.back_requested.emit()

    @property
    def table(self) -> AlphaTable | None:
        """What is shown, None before it is there."""
        return self._table

    @property
    def item(self) -> str | None:
        """The item that is looked at, None in the view of all."""
        return self._item

    @property
    def _by(self) -> str:
        return self._selection.by if self._selection is not None else "language"

    def open_item(self, item: str) -> None:
        """Look at one item."""
        if self._table is None:
            return
        self._item, self._clip = item, None
        self.item_page.show_item(item, self._table, by=self._by)
        self.item_requested.emit(item)
        self._show_level()
        self.item_page.verticalScrollBar().setValue(0)
        self.item_page.view.setFocus()

    def open_clip(self, position: int) -> None:
        """Look at one excerpt of the item, by its position in the detail."""
        self._clip = position
        self._draw_clip()
        self._show_level()
        self.clip_page.after.setFocus() if self.clip_page.after.isEnabled() else self.up.setFocus()

    def _step_clip(self, step: int) -> None:
        order = self.item_page.model.order
        if self._clip is None or self._clip not in order:
            return
        position = order.index(self._clip) + step
        if 0 <= position < len(order):
            self._clip = order[position]
            self._draw_clip()
            self._tell_place()

    def _draw_clip(self) -> None:
        if self._detail is None or self._table is None or self._clip is None:
            return
        order = self.item_page.model.order
        self.clip_page.show_clip(self._detail, self._clip, self._table, by=self._by)
        place = order.index(self._clip) if self._clip in order else 0
        self.clip_page.show_steps(has_before=place > 0, has_after=place < len(order) - 1)

    def _show_level(self) -> None:
        if self._clip is not None:
            self._switch_to(self.clip_page)
        elif self._item is not None:
            self._switch_to(self.item_page)
        elif self._table is not None:
            is_first = self._level is self._message
            self._switch_to(self.overview)
            if is_first and not self.filters.isAncestorOf(self.focusWidget() or self):
                QTimer.singleShot(0, self.overview.view, self.overview.view.setFocus)

    def _tell_place(self) -> None:
        """The title says where one is, the button beside it leads up."""
        title, up = self.tr("Agreement"), self.tr("Studies")
        is_message = self._level is self._message
        if self._table is not None and self._item is not None and not is_message:
            title, up = self._table.name_of(self._item, self._formatter.language), self.tr("All emotions")
            if self._clip is not None and self._detail is not None:
                clip = self._detail.clips[self._clip]
                up, title = title, f"{title} · {clip.id}"
        self._title.setText(title)
        self.up.setText(f"\u2190 {up}")
        self.up.setAccessibleName(self.tr("Back to: {name}").format(name=up))

    def _build(self) -> None:
        theme = self._theme
        outer = QHBoxLayout(self)
        outer.setContentsMargins(theme.px(Space.L), Space.S, theme.px(Space.L), Space.S)
        column_widget = QWidget()
        column_widget.setMaximumWidth(theme.px(MAX_PAGE_WIDTH))
        outer.addWidget(column_widget, 1)
        column = QVBoxLayout(column_widget)
        column.setContentsMargins(Space.S, Space.S, Space.S, 0)
        column.setSpacing(theme.px(Space.S))
        column.addLayout(self._head())
        self.filters = AgreementFilters(theme, self._formatter)
        self.filters.changed.connect(self.selection_changed)
        self.filters.store_requested.connect(self.store_requested)
        self.filters.import_requested.connect(self.import_requested)
        self._status = AgreementStatus(theme, self._formatter)
        column.addWidget(self._status)
        self._stack = QStackedWidget()
        column.addWidget(self._stack, 1)
        self._message = AgreementMessage(theme, self._formatter)
        self._message.back_requested.connect(self.back_requested)
        self._message.import_requested.connect(self.import_requested)
        self._stack.addWidget(self._message)
        self._level: QWidget = self._message
        self._place_filters(column)

    def _place_filters(self, column: QVBoxLayout) -> None:
        """Over the values; large ones take the place of the values, as they would leave none."""
        self._filters_area: QScrollArea | None = None
        self.filters_button.toggled.connect(self._fold)
        if self._theme.scale < LARGE:
            column.insertWidget(1, self.filters)
            return
        self._filters_area = QScrollArea()
        self._filters_area.setWidgetResizable(True)
        self._filters_area.setFrameShape(QFrame.Shape.NoFrame)
        self._filters_area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._filters_area.setWidget(self.filters)
        self._stack.addWidget(self._filters_area)

    def _fold(self, is_open: bool) -> None:
        if self._filters_area is None:
            self.filters.setVisible(is_open)
        else:
            self._stack.setCurrentWidget(self._filters_area if is_open else self._level)

    def _switch_to(self, level: QWidget) -> None:
        self._level = level
        if self._filters_area is None or not self.filters_button.isChecked():
            self._stack.setCurrentWidget(level)
        self._tell_place()

    def _prepare(self) -> None:
        """Build the first view while the answers are being read."""
        self.overview.ensurePolished()

    # Levels are built when they are first seen: all at once would hold the window up.

    @cached_property
    def overview(self) -> AgreementOverview:
        """All items."""
        overview = AgreementOverview(self._theme, self._formatter)
        overview.item_chosen.connect(self.open_item)
        self._stack.addWidget(overview)
        return overview

    @cached_property
    def item_page(self) -> ItemPage:
        """One item."""
        page = ItemPage(self._theme, self._formatter)
        page.clip_chosen.connect(self.open_clip)
        self._stack.addWidget(page)
        return page

    @cached_property
    def clip_page(self) -> ClipPage:
        """One excerpt."""
        page = ClipPage(self._theme, self._formatter)
        page.step_requested.connect(self._step_clip)
        self._stack.addWidget(page)
        return page

    def _head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self._title = wrapped_label(self.tr("Agreement"), Type.TITLE)
        row.addWidget(self._title, 1)
        buttons = FlowLayout(spacing=self._theme.px(Space.S), is_right=True)
        row.addLayout(buttons, 3)
        self.filters_button = QPushButton(self.tr("Choose listeners"))
        self.filters_button.setCheckable(True)
        self.filters_button.setChecked(self._theme.scale < LARGE)
        self.report = QPushButton(self.tr("Write report…"))
        self.report.setEnabled(False)
        set_kind(self.report, "primary")
        self.report.clicked.connect(self.report_requested)
        self.up = QPushButton()
        self.up.clicked.connect(self.go_up)
        for button in (self.up, self.filters_button, self.report):
            buttons.addWidget(button)
        return row
