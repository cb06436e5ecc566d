"""Whose ratings the Agreement page looks at: store, study, listeners, groups, languages, a condition."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QStyle,
    QStyleOptionComboBox,
    QStylePainter,
    QVBoxLayout,
    QWidget,
)

from merlingua.gui.agreement_model import AlphaTable, Group, Selection, StudyChoice
from merlingua.gui.agreement_rules import RulesButton
from merlingua.gui.agreement_words import column_name
from merlingua.gui.dialogs import wrapped_label
from merlingua.gui.flow_layout import FlowLayout
from merlingua.gui.focus_ring import REACH
from merlingua.gui.theme import Space, Theme, Type, set_kind
from merlingua.gui.translation import LANGUAGES, Formatter

_FIELD_WIDTH = 128
_WIDEST_FIELD = 176
_WHERE_WIDTH = 172
_OTHER_STORE = ""
"""Data of the entry that asks for another file."""


class ChoiceBox(QComboBox):
    """A field that ends a long text with an ellipsis, where Qt would cut a letter in half."""

    def paintEvent(self, event: QPaintEvent) -> None:
        """As Qt does, with a text that fits."""
        painter, option = QStylePainter(self), QStyleOptionComboBox()
        self.initStyleOption(option)
        style, control = self.style(), QStyle.ComplexControl.CC_ComboBox
        field = style.subControlRect(control, option, QStyle.SubControl.SC_ComboBoxEditField, self)
        whole = self.currentText()
        text = self.fontMetrics().elidedText(whole, Qt.TextElideMode.ElideRight, field.width())
        cast(Any, option).currentText = text
        painter.drawComplexControl(control, option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)


class AgreementFilters(QFrame):
    """Fields in a row that goes on in the next line; ``changed`` carries the new ``Selection``."""

    changed = Signal(object)
    store_requested = Signal()
    """Another store is to be chosen."""
    import_requested = Signal()
    """Answers that were given elsewhere are to be brought in."""

    def __init__(self, theme: Theme, formatter: Formatter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._formatter = formatter
        self._selection: Selection | None = None
        self._stores: tuple[str, ...] = ()
        self._studies: tuple[StudyChoice, ...] = ()
        self._is_filling = False
        self.languages: list[QCheckBox] = []
        set_kind(self, "card")
        self._build()

    def show_selection(
        self, selection: Selection, *, stores: Sequence[str], studies: Sequence[StudyChoice]
    ) -> None:
        """Bring the fields to a selection, without telling anybody. The first store is the window's own."""
        self._selection = selection
        self._stores, self._studies = tuple(stores), tuple(studies)
        self._is_filling = True
        _fill(self.store, [*((self._store_name(i), store) for i, store in enumerate(stores))])
        self.store.addItem(self.tr("Another file…"), _OTHER_STORE)
        _fill(self.study, [(study.title_in(self._formatter.language), study) for study in studies])
        ids = [study.study_id for study in studies]
        self.store.setCurrentIndex(list(stores).index(selection.store))
        self.study.setCurrentIndex(
            ids.index(selection.study.study_id) if selection.study.study_id in ids else -1
        )
        self.participants.setCurrentIndex(self.participants.findData(selection.participants))
        self.by.setCurrentIndex(max(self.by.findData(selection.by), 0))
        self.where.setText(selection.where)
        self.rules.show_rules(selection.exclude, with_simulated=selection.with_simulated)
        self._is_filling = False

    def show_table(self, table: AlphaTable) -> None:
        """Offer the languages and the ways of grouping that there are."""
        if self._selection is None:
            return
        self._is_filling = True
        columns = [(column_name(table, column, self._formatter), column) for column in table.columns]
        _fill(self.by, columns)
        self.by.setCurrentIndex(max(self.by.findData(self._selection.by), 0))
        self._fill_languages(table.languages, self._selection.languages)
        self.rules.show_found(table.rules)
        self._is_filling = False
        self.show_problem("")

    def show_problem(self, message: str) -> None:
        """Say under the condition why it cannot be used; the empty text takes it away."""
        self._problem.setText(message)
        self._problem.setVisible(bool(message))

    def _build(self) -> None:
        px = self._theme.px
        column = QVBoxLayout(self)
        column.setContentsMargins(px(Space.M), px(Space.XS), px(Space.M), px(Space.XS))
        column.setSpacing(px(Space.XS))
        flow = FlowLayout(spacing=px(Space.XS))
        column.addLayout(flow)
        self.store, self.study = self._box(), self._box()
        self.participants, self.by = self._box(), self._box()
        self.participants.addItem(self.tr("Who finished"), "complete")
        self.participants.addItem(self.tr("All who rated"), "rated")
        self.where = QLineEdit()
        self.where.setPlaceholderText(self.tr("for example: age >= 30"))
        self.where.setFixedWidth(px(_WHERE_WIDTH))
        self.where.editingFinished.connect(self._change)
        self.rules = RulesButton(self._formatter)
        self.rules.changed.connect(self._change)
        self._language_box = QWidget()
        self._language_row = FlowLayout(self._language_box, spacing=px(Space.M))
        self._language_box.setContentsMargins(REACH, REACH, REACH, REACH)
        for name, field in (
            (self.tr("Answers"), self.store),
            (self.tr("Study"), self.study),
            (self.tr("Listeners"), self.participants),
            (self.tr("Groups"), self.by),
            (self.tr("Only listeners with"), self.where),
            (self.tr("Left out by rule"), self.rules),
        ):
            flow.addWidget(self._field(name, field))
        self.bring = QPushButton(self.tr("Bring in answers…"))
        set_kind(self.bring, "quiet")
        self.bring.clicked.connect(self.import_requested)
        last = QHBoxLayout()
        last.addWidget(self._language_box, 1)
        last.addWidget(self.bring, 0, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
        column.addLayout(last)
        self._problem = wrapped_label("", Type.BODY)
        set_kind(self._problem, "error")
        self._problem.setVisible(False)
        column.addWidget(self._problem)
        column.addStretch(1)
        for box in (self.study, self.participants, self.by):
            box.currentIndexChanged.connect(self._change)
        self.store.activated.connect(self._choose_store)

    def _box(self) -> QComboBox:
        box = ChoiceBox()
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        box.setMinimumWidth(self._theme.px(_FIELD_WIDTH))
        box.setMaximumWidth(self._theme.px(_WIDEST_FIELD))
        return box

    def _field(self, name: str, field: QWidget) -> QWidget:
        widget = QWidget()
        column = QVBoxLayout(widget)
        column.setContentsMargins(REACH, 0, REACH, REACH)
        column.setSpacing(REACH)
        label = wrapped_label(name, Type.SMALL)
        set_kind(label, "quiet")
        label.setWordWrap(False)
        label.setBuddy(field)
        field.setAccessibleName(name)
        column.addWidget(label)
        column.addWidget(field)
        return widget

    def _store_name(self, position: int) -> str:
        return self.tr("Of this window") if position == 0 else Path(self._stores[position]).name

    def _fill_languages(self, languages: Sequence[Group], chosen: Sequence[str] | None) -> None:
        texts = [
            f"{LANGUAGES.get(group.id, group.id)} ({self._formatter.number(group.n_listeners)})"
            for group in languages
        ]
        ids = [group.id for group in languages]
        if [box.property("language") for box in self.languages] != ids:
            self._make_languages(ids)
        for box, text, id_ in zip(self.languages, texts, ids, strict=True):
            box.setText(text)
            box.setChecked(chosen is None or id_ in chosen)
        self._language_box.setVisible(len(ids) > 1)

    def _make_languages(self, ids: Sequence[str]) -> None:
        while (item := self._language_row.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.languages = []
        for id_ in ids:
            box = QCheckBox()
            box.setProperty("language", id_)
            box.toggled.connect(self._change_languages)
            self.languages.append(box)
            self._language_row.addWidget(box)

    def _choose_store(self, position: int) -> None:
        if self._selection is None:
            return
        if position < len(self._stores):
            if self._stores[position] != self._selection.store:
                self.changed.emit(Selection(self._stores[position], StudyChoice("")))
            return
        self.store.setCurrentIndex(self._stores.index(self._selection.store))
        self.store_requested.emit()

    def _change_languages(self) -> None:
        if self._is_filling:
            return
        if not any(box.isChecked() for box in self.languages):
            sender = self.sender()
            if isinstance(sender, QCheckBox):
                sender.setChecked(True)  # one at least
            return
        self._change()

    def _change(self) -> None:
        if self._is_filling or self._selection is None:
            return
        study = self.study.currentData()
        selection = self._selection
        if study is not None and study.study_id != selection.study.study_id:
            self._take(selection.in_study(study))
            return
        chosen = tuple(box.property("language") for box in self.languages if box.isChecked())
        self._take(
            replace(
                selection,
                by=self.by.currentData() or selection.by,
                participants=self.participants.currentData(),
                where=self.where.text().strip(),
                exclude=self.rules.rules,
                with_simulated=self.rules.with_simulated,
                languages=None if len(chosen) == len(self.languages) else chosen,
            )
        )

    def _take(self, selection: Selection) -> None:
        if selection != self._selection:
            self._selection = selection
            self.changed.emit(selection)


def _fill(box: QComboBox, entries: Sequence[tuple[str, object]]) -> None:
    shown = [(box.itemText(i), box.itemData(i)) for i in range(box.count())]
    if shown == list(entries):
        return
    box.clear()
    for name, data in entries:
        box.addItem(name, data)
    names = box.view()
    names.setMinimumWidth(
        names.sizeHintForColumn(0) + box.style().pixelMetric(QStyle.PixelMetric.PM_ScrollBarExtent)
    )
