"""How a trained model was judged, and what can be done with it next."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from merlingua.gui.dialogs import wrapped_label
from merlingua.gui.flow_layout import FlowLayout
from merlingua.gui.theme import Space, Theme, Type, set_kind
from merlingua.gui.train_model import ROWS, TrainedModel
from merlingua.gui.train_words import row_text, verdicts
from merlingua.gui.translation import Formatter


class TrainResult(QFrame):
    """Empty and hidden until there is a model."""

    inspect_requested = Signal(str)
    """The file of the new model."""

    def __init__(self, theme: Theme, formatter: Formatter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._formatter = theme, formatter
        self.model: TrainedModel | None = None
        set_kind(self, "card")
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.px(Space.L)] * 4)
        column.setSpacing(theme.px(Space.S))
        self.title = wrapped_label("", Type.LEAD)
        column.addWidget(self.title)
        about = wrapped_label(
            self.tr("Nats a vote, on excerpts and by listeners not learnt from; lower is better."), Type.SMALL
        )
        set_kind(about, "quiet")
        column.addWidget(about)
        self._scores = QGridLayout()
        self._scores.setHorizontalSpacing(theme.px(Space.L))
        column.addLayout(self._scores)
        self.sentences = wrapped_label("", Type.BODY)
        self.sentences.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        column.addWidget(self.sentences)
        self.try_it = QPushButton(self.tr("Try it in Inspect"))
        self.try_it.clicked.connect(self._inspect)
        buttons = FlowLayout(spacing=theme.px(Space.S))
        buttons.addWidget(self.try_it)
        column.addLayout(buttons)
        self.hide()

    def show_model(self, model: TrainedModel) -> None:
        """Show how a model was judged."""
        self.model = model
        number = self._formatter.number
        self.title.setText(self.tr("The model is in {file}").format(file=model.file))
        while (item := self._scores.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        for place, row in enumerate(ROWS):
            score = model.scores[row]
            self._scores.addWidget(QLabel(row_text(row)), place, 0)
            self._scores.addWidget(QLabel(number(score.mean, digits=3)), place, 1)
            interval = QLabel(f"[{number(score.low, digits=3)}, {number(score.high, digits=3)}]")
            set_kind(interval, "quiet")
            self._scores.addWidget(interval, place, 2)
        self._scores.setColumnStretch(3, 1)
        self.sentences.setText("\n".join(verdicts(model, self._formatter)))
        self.try_it.setVisible(model.hears_sound)
        self.show()

    def _inspect(self) -> None:
        if self.model is not None:
            self.inspect_requested.emit(str(self.model.file))
