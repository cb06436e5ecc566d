"""Which listeners are left out by rule: a button with a menu of the rules, none of them chosen at first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from merlingua.gui.agreement_words import RULE_IDS, reason_text
from merlingua.gui.theme import set_kind
from merlingua.gui.translation import Formatter


class RulesButton(QPushButton):
    """Says how many rules are chosen; its menu has one entry a rule, and one for simulated listeners."""

    changed = Signal()

    def __init__(self, formatter: Formatter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._formatter = formatter
        self._name = ""
        set_kind(self, "choice")
        self.entries: dict[str, QAction] = {}
        menu = QMenu(self)
        menu.setToolTipsVisible(True)
        for rule in RULE_IDS:
            self.entries[rule] = self._entry(menu, reason_text(rule))
        menu.addSeparator()
        self.simulated = self._entry(menu, reason_text("simulated"))
        self.simulated.setChecked(True)
        self.setMenu(menu)
        self._tell()

    def setAccessibleName(self, name: str) -> None:
        """The name of the field; what is chosen follows it."""
        self._name = name
        self._tell()

    @property
    def rules(self) -> tuple[str, ...]:
        """The ids of the rules that are chosen."""
        return tuple(rule for rule, entry in self.entries.items() if entry.isChecked())

    @property
    def with_simulated(self) -> bool:
        """Whether simulated listeners count beside people."""
        return not self.simulated.isChecked()

    def show_rules(self, rules: Sequence[str], *, with_simulated: bool) -> None:
        """Bring the menu to a choice, without telling anybody."""
        for rule, entry in self.entries.items():
            entry.setChecked(rule in rules)
        self.simulated.setChecked(not with_simulated)
        self._tell()

    def show_found(self, found: Mapping[str, int]) -> None:
        """Say beside each rule how many listeners it finds."""
        for rule, entry in self.entries.items():
            text = reason_text(rule)
            number = self._formatter.number(found.get(rule, 0))
            entry.setText(f"{text} ({number})" if rule in found else text)

    def _entry(self, menu: QMenu, text: str) -> QAction:
        entry = QAction(text, menu)
        entry.setCheckable(True)
        entry.triggered.connect(self._change)
        menu.addAction(entry)
        return entry

    def _change(self) -> None:
        self._tell()
        self.changed.emit()

    def _tell(self) -> None:
        chosen = [reason_text(rule) for rule in self.rules]
        listed = self._formatter.list(chosen) if chosen else self.tr("Nobody")
        self.setText(
            self.tr("rules: {n}").format(n=self._formatter.number(len(chosen))) if chosen else listed
        )
        self.setToolTip(listed if chosen else "")
        super().setAccessibleName(f"{self._name}: {listed}")
