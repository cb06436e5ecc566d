"""One question of a questionnaire page: its label, and the field that takes the answer.

A field emits values and draws a choice as made once ``show_value`` says that it is saved; typed text stays
as it was typed and is handed over when the field is left, or by ``commit``.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRegularExpression, Qt, Signal
from PySide6.QtGui import QKeyEvent, QRegularExpressionValidator
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from merlingua.gui.flow_layout import FlowLayout
from merlingua.gui.focus_ring import REACH
from merlingua.gui.saved_radio import SavedRadio
from merlingua.gui.survey_text import plain_label
from merlingua.gui.theme import Space, Theme, Type, set_kind
from merlingua.surveys.questions import OTHER, AnswerValue, Choice, Question

_NUMBER_WIDTH = 96
_OTHER_WIDTH = 280


class QuestionField(QWidget):
    """The base of all fields."""

    answered = Signal(object)
    moved_on = Signal()
    """The keyboard may go to the next question."""

    def __init__(self, question: Question, label: str, theme: Theme) -> None:
        super().__init__()
        self.question = question
        self.theme = theme
        self.setAccessibleName(label)
        self.column = QVBoxLayout(self)
        # Room for the focus ring of what stands in the column.
        self.column.setContentsMargins(REACH, 0, REACH, REACH)
        self.column.setSpacing(theme.px(Space.S))
        self.heading = plain_label(label)
        set_kind(self.heading, "question")
        self.column.addWidget(self.heading)

    def show_value(self, value: AnswerValue | None) -> None:
        """Draw the saved answer."""
        raise NotImplementedError

    def take_focus(self) -> None:
        """Take the keyboard."""
        raise NotImplementedError

    def commit(self) -> None:
        """Hand over what was typed and not handed over yet."""


class ChoiceField(QuestionField):
    """Radio buttons in as many lines as they need; keys answer and move on, arrows change the answer."""

    def __init__(
        self,
        question: Question,
        label: str,
        theme: Theme,
        *,
        text: Callable[[str], str],
        is_column: bool = False,
    ) -> None:
        super().__init__(question, label, theme)
        self.choices: tuple[Choice, ...] = question.choices
        self._value: AnswerValue | None = None
        self.buttons: list[SavedRadio] = []
        row: FlowLayout | QVBoxLayout = QVBoxLayout() if is_column else FlowLayout(spacing=theme.px(Space.S))
        for choice in self.choices:
            button = SavedRadio(text(choice.key), spare=theme.px(Space.M))
            button.setAccessibleName(f"{label}: {button.text()}")
            button.clicked.connect(self._clicked)
            self.buttons.append(button)
            row.addWidget(button)
        self.column.addLayout(row)
        self.other_text = QLineEdit()
        self.other_text.setAccessibleName(self.tr("{question}: in your own words").format(question=label))
        self.other_text.setPlaceholderText(self.tr("In your own words (optional)"))
        self.other_text.setMaximumWidth(theme.px(_OTHER_WIDTH))
        self.other_text.editingFinished.connect(self.commit)
        self.other_text.setVisible(False)
        self.column.addWidget(self.other_text)
        self.show_value(None)

    def show_value(self, value: AnswerValue | None) -> None:
        """Check the saved choice, and show the field of "other" where that is it."""
        self._value = value
        index = self.index_of(value)
        for position, button in enumerate(self.buttons):
            button.show_saved(position == index)
            is_stop = position == (index or 0)
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus if is_stop else Qt.FocusPolicy.ClickFocus)
        is_other = self.question.allows_other and other_of(value) is not None
        if is_other and not self.other_text.hasFocus():
            self.other_text.setText(other_of(value) or "")
        self.other_text.setVisible(is_other)

    def index_of(self, value: AnswerValue | None) -> int | None:
        """The choice that a value stands for."""
        plain = OTHER if other_of(value) is not None else value
        return next((i for i, choice in enumerate(self.choices) if choice.value == plain), None)

    def take_focus(self) -> None:
        """To the saved choice, or the first."""
        self.first_button.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def first_button(self) -> SavedRadio:
        """The saved choice, or the first."""
        return self.buttons[self.index_of(self._value) or 0]

    def commit(self) -> None:
        """Hand over what "other" was typed."""
        if self.other_text.isHidden() or other_of(self._value) is None:
            return
        value = with_other(self.other_text.text())
        if value != self._value:
            self._value = value
            self.answered.emit(value)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys of the choices answer and move on; arrows step."""
        if self.other_text.hasFocus() or not self.take_key(event):
            super().keyPressEvent(event)

    def take_key(self, event: QKeyEvent) -> bool:
        """Act on a key of the choices; False for any other."""
        if not self.isEnabled() or event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            return False
        key, typed = event.key(), event.text()
        if key in (Qt.Key.Key_Right, Qt.Key.Key_Down):
            self._step(1)
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Up):
            self._step(-1)
        elif len(typed) == 1 and typed in self.question.keys:
            index = self.question.keys.index(typed)
            self._choose(index)
            if self.choices[index].value != OTHER:
                self.moved_on.emit()
        else:
            return False
        return True

    def _step(self, step: int) -> None:
        index = next((i for i, button in enumerate(self.buttons) if button.hasFocus()), 0)
        if self.index_of(self._value) is not None:
            index = min(max(index + step, 0), len(self.buttons) - 1)
        self._choose(index)

    def _clicked(self) -> None:
        button = self.sender()
        if isinstance(button, SavedRadio):
            self._choose(self.buttons.index(button))

    def _choose(self, index: int) -> None:
        self.buttons[index].setFocus(Qt.FocusReason.OtherFocusReason)
        value = self.choices[index].value
        if self.index_of(self._value) != index:
            self._value = value
            self.answered.emit(value)


class NumberField(QuestionField):
    """A short field for a whole number; says what is allowed where a number is not."""

    def __init__(self, question: Question, label: str, theme: Theme) -> None:
        super().__init__(question, label, theme)
        self._value: AnswerValue | None = None
        self.edit = QLineEdit()
        self.edit.setAccessibleName(label)
        self.edit.setFixedWidth(theme.px(_NUMBER_WIDTH))
        self.edit.setValidator(QRegularExpressionValidator(QRegularExpression(r"-?\d{0,6}"), self))
        self.edit.editingFinished.connect(self.commit)
        self.column.addWidget(self.edit)
        self.problem = plain_label("", Type.SMALL)
        set_kind(self.problem, "warning")
        self.problem.setVisible(False)
        self.column.addWidget(self.problem)

    def show_value(self, value: AnswerValue | None) -> None:
        """Write the saved number, unless another is being typed."""
        self._value = value
        if value is not None and not (self.edit.hasFocus() and self.edit.isModified()):
            self.edit.setText(str(value))

    def take_focus(self) -> None:
        """To the field, its number selected."""
        self.edit.setFocus(Qt.FocusReason.OtherFocusReason)
        self.edit.selectAll()

    def commit(self) -> None:
        """Hand over a number within its limits."""
        typed = self.edit.text().strip()
        number = int(typed) if typed.lstrip("-").isdigit() else None
        low, high = self.question.minimum, self.question.maximum
        is_good = number is not None and (low is None or number >= low) and (high is None or number <= high)
        self.problem.setVisible(bool(typed) and not is_good)
        self.problem.setText(self._allowed())
        if is_good and number is not None and number != self._value:
            self._value = number
            self.answered.emit(number)

    def _allowed(self) -> str:
        low, high = self.question.minimum, self.question.maximum
        if low is not None and high is not None:
            return self.tr("Please enter a whole number from {low} to {high}.").format(low=low, high=high)
        return self.tr("Please enter a whole number.")


class TextField(QuestionField):
    """A line of free text."""

    def __init__(self, question: Question, label: str, theme: Theme) -> None:
        super().__init__(question, label, theme)
        self._value: AnswerValue | None = None
        self.edit = QLineEdit()
        self.edit.setAccessibleName(label)
        self.edit.editingFinished.connect(self.commit)
        self.column.addWidget(self.edit)

    def show_value(self, value: AnswerValue | None) -> None:
        """Write the saved text, unless another is being typed."""
        self._value = value
        if value is not None and not self.edit.hasFocus():
            self.edit.setText(str(value))

    def take_focus(self) -> None:
        """To the field."""
        self.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def commit(self) -> None:
        """Hand over a text that has changed; an empty one only where there was another before."""
        typed = self.edit.text().strip()
        if typed != (self._value or "") and (typed or not self.question.is_required):
            self._value = typed
            self.answered.emit(typed)


def other_of(value: AnswerValue | None) -> str | None:
    """What was typed as "other" (perhaps nothing); None for any other answer."""
    if not isinstance(value, str) or (value != OTHER and not value.startswith(f"{OTHER}:")):
        return None
    return value.removeprefix(OTHER).removeprefix(":")


def with_other(typed: str) -> str:
    """The value of an answer that is not listed."""
    typed = typed.strip()
    return f"{OTHER}:{typed}" if typed else OTHER
