"""A field that finds one of many names: type some letters in any of the study's languages, choose, done.

The list opens under the field while it has the keyboard. Names that begin with what was typed come first,
then names with a word that does, then names that are found by another language's name or by their code.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QModelIndex, QObject, QStringListModel, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QLineEdit, QListView

from merlingua.gui.question_fields import QuestionField, other_of, with_other
from merlingua.gui.theme import Theme
from merlingua.surveys.language_names import (
    country_choices,
    country_search_text,
    folded_for_search,
    language_choices,
    language_search_text,
)
from merlingua.surveys.questions import OTHER, AnswerValue, Question

_N_ROWS = 6
_ROW_HEIGHT = 34
_STEP_KEYS = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 5, Qt.Key.Key_PageUp: -5}


@dataclass(frozen=True)
class Entry:
    """A code, its name in the listener's language, and all its names folded for a search."""

    code: str
    name: str
    search_text: str


def entries_for(question: Question, language: str) -> tuple[Entry, ...]:
    """All countries or languages, sorted as readers of ``language`` expect."""
    choices, search_text = (
        (country_choices(language), country_search_text)
        if question.kind == "country"
        else (language_choices(language), language_search_text)
    )
    return tuple(Entry(code, name, search_text(code)) for code, name in choices)


def found(entries: Sequence[Entry], typed: str) -> list[Entry]:
    """The entries that fit what was typed, best first; all of them where nothing was."""
    wanted = folded_for_search(typed)
    if not wanted:
        return list(entries)
    ranked = [(rank, entry) for entry in entries if (rank := _rank(entry, wanted)) is not None]
    return [entry for _, entry in sorted(ranked, key=lambda pair: pair[0])]


def _rank(entry: Entry, wanted: str) -> int | None:
    name = folded_for_search(entry.name)
    if name.startswith(wanted):
        return 0
    if any(word.startswith(wanted) for word in name.replace("-", " ").split()):
        return 1
    if f" {wanted}" in f" {entry.search_text}":
        return 2
    return 3 if wanted in entry.search_text else None


class ChoiceSearch(QuestionField):
    """Emits the code of what was chosen, or ``other:…`` with what was typed."""

    def __init__(
        self, question: Question, label: str, theme: Theme, *, language: str, text: Callable[[str], str]
    ) -> None:
        super().__init__(question, label, theme)
        self._entries = entries_for(question, language)
        self._names = {entry.code: entry.name for entry in self._entries}
        other = next((choice for choice in question.choices if choice.value == OTHER), None)
        self._other_name = text(other.key) if other else self.tr("Other")
        self._value: AnswerValue | None = None
        self._shown: list[AnswerValue] = []
        self._has_stepped = False
        self.edit = QLineEdit()
        self.edit.setAccessibleName(label)
        self.edit.setPlaceholderText(self.tr("Type to search"))
        self.edit.textEdited.connect(self._search)
        self.edit.installEventFilter(self)
        self.column.addWidget(self.edit)
        self._model = QStringListModel(self)
        self.list = QListView()
        self.list.setModel(self._model)
        self.list.setAccessibleName(self.tr("{question}: list").format(question=label))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setUniformItemSizes(True)
        self.list.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setWordWrap(True)
        self.list.setFixedHeight(theme.px(_N_ROWS * _ROW_HEIGHT))
        self.list.clicked.connect(self._clicked)
        self.list.setVisible(False)
        self.column.addWidget(self.list)

    @property
    def shown_names(self) -> list[str]:
        """The names in the list."""
        return self._model.stringList()

    def show_value(self, value: AnswerValue | None) -> None:
        """Write the saved answer's name, unless the list is open."""
        self._value = value
        if not self.list.isVisibleTo(self):
            self.edit.setText(self._name_of(value))

    def take_focus(self) -> None:
        """To the field; the list opens."""
        self.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Open and close the list with the keyboard's coming and going; act on its keys."""
        if event.type() == QEvent.Type.FocusIn:
            self.edit.selectAll()
            if self._value is None:
                self._search("")
        elif event.type() == QEvent.Type.FocusOut:
            self._close()
        elif event.type() == QEvent.Type.MouseButtonPress and not self.list.isVisibleTo(self):
            self._search("")
        elif isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._take_key(event)
        return False

    def _take_key(self, event: QKeyEvent) -> bool:
        key, is_open = event.key(), self.list.isVisibleTo(self)
        if key in _STEP_KEYS:
            if is_open:
                self._step(_STEP_KEYS[Qt.Key(key)])
            else:
                self._search("")
            return True
        if is_open and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self.list.currentIndex().isValid() and (self.edit.text().strip() or self._has_stepped):
                self._choose(self.list.currentIndex().row())
                return True
            return False
        if is_open and key == Qt.Key.Key_Escape:
            self._close()
            return True
        return False

    def _search(self, typed: str) -> None:
        entries = found(self._entries, typed)
        self._shown = [entry.code for entry in entries]
        names = [entry.name for entry in entries]
        if self.question.allows_other:
            self._shown.append(with_other(typed))
            names.append(f"{self._other_name}: {typed.strip()}" if typed.strip() else self._other_name)
        self._model.setStringList(names)
        self._has_stepped = False
        self.list.setVisible(True)
        if names:
            self.list.setCurrentIndex(self._model.index(0))
            self.list.scrollToTop()

    def _step(self, step: int) -> None:
        self._has_stepped = True
        row = min(max(self.list.currentIndex().row() + step, 0), len(self._shown) - 1)
        self.list.setCurrentIndex(self._model.index(row))

    def _clicked(self, index: QModelIndex) -> None:
        self._choose(index.row())

    def _choose(self, row: int) -> None:
        value = self._shown[row]
        self.list.setVisible(False)
        self.edit.setText(self._name_of(value))
        if value != self._value:
            self._value = value
            self.answered.emit(value)
        self.moved_on.emit()

    def _close(self) -> None:
        """Leave without choosing: the saved answer stands again, unless the name was typed in full."""
        if not self.list.isVisibleTo(self):
            return
        self.list.setVisible(False)
        typed = folded_for_search(self.edit.text())
        exact = next((entry for entry in self._entries if folded_for_search(entry.name) == typed), None)
        if exact is not None and exact.code != self._value:
            self._value = exact.code
            self.answered.emit(exact.code)
        self.edit.setText(self._name_of(self._value))

    def _name_of(self, value: AnswerValue | None) -> str:
        if value is None:
            return ""
        typed = other_of(value)
        if typed is not None:
            return f"{self._other_name}: {typed}" if typed else self._other_name
        return self._names.get(str(value), str(value))
