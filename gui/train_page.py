"""The Train page: labels of the groups first, then a model of them, and how it was judged."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from merlingua.gui.dialogs import wrapped_label
from merlingua.gui.flow_layout import FlowLayout
from merlingua.gui.focus_ring import REACH
from merlingua.gui.theme import MAX_PAGE_WIDTH, Space, Theme, Type, set_kind
from merlingua.gui.train_form import TrainForm
from merlingua.gui.train_labels import LabelTableView
from merlingua.gui.train_model import LabelTable, TrainedModel
from merlingua.gui.train_result import TrainResult
from merlingua.gui.train_scores import RunningScores
from merlingua.gui.train_words import group_label, pooled_text, stage_text
from merlingua.gui.translation import Formatter


class TrainPage(QWidget):
    """Draws what it is shown, and says what is asked for."""

    back_requested = Signal()
    labels_requested = Signal()
    train_requested = Signal()
    cancel_requested = Signal()
    inspect_requested = Signal(str)

    def __init__(self, theme: Theme, formatter: Formatter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._formatter = theme, formatter
        self._table: LabelTable | None = None
        self._is_training = False
        set_kind(self, "page")
        outer = QHBoxLayout(self)
        outer.setContentsMargins(theme.px(Space.L), Space.S, theme.px(Space.L), Space.S)
        inner = QWidget()
        inner.setMaximumWidth(theme.px(MAX_PAGE_WIDTH))
        outer.addWidget(inner, 1)
        column = QVBoxLayout(inner)
        column.setContentsMargins(Space.S, Space.S, Space.S, 0)
        column.setSpacing(theme.px(Space.S))
        column.addLayout(self._head())
        content = QWidget()
        self._body = QVBoxLayout(content)
        self._body.setContentsMargins(*[REACH] * 4)
        self._body.setSpacing(theme.px(Space.M))
        self._fill_body()
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(content)
        column.addWidget(area, 1)

    @property
    def is_training(self) -> bool:
        """Whether a model is being trained."""
        return self._is_training

    def show_choices(
        self, by: str, models: Sequence[str], base: str, out: Path, *, has_simulated: bool
    ) -> None:
        """What is chosen now, and what there is to choose from."""
        self.form.show_choices(by, models, base, out, has_simulated=has_simulated)

    def show_reading(self) -> None:
        """The labels are on their way."""
        self._say(self.tr("Reading the answers"))
        self.train.setEnabled(False)

    def show_labels(self, table: LabelTable, by: str) -> None:
        """Show the labels, what of them is pooled and why, and whether a model can be trained."""
        self._table = table
        self.form.show_columns(table, by)
        self.labels.show_table(table, by=by, formatter=self._formatter)
        self.labels.setVisible(True)
        lines = []
        for group in table.groups:
            name = group_label(table, group.name, by, self._formatter)
            parts = [
                self.tr("{group}: {n} listeners").format(
                    group=name, n=self._formatter.number(group.n_listeners)
                )
            ]
            if group.reliability is not None:
                parts.append(
                    self.tr("reliability {value}").format(
                        value=self._formatter.number(group.reliability, digits=2)
                    )
                )
            if group.pooled:
                parts.append(pooled_text(group.pooled))
            lines.append("  \u00b7  ".join(parts))
        self._groups.setText("\n".join(lines))
        self._groups.setVisible(bool(lines))
        if table.why_not:
            self._say(self.tr("No model can be trained on these: {why}").format(why=table.why_not))
        else:
            self._say("")
        self.train.setEnabled(not table.why_not and not self._is_training)

    def show_problem(self, message: str) -> None:
        """Why there are no labels, or no model."""
        self._say(message)
        self.show_training(False)

    def show_unfinished(self, *, is_there: bool) -> None:
        """Whether a run into this file was ended, so that it goes on."""
        self.train.setText(self.tr("Go on training") if is_there else self.tr("Train"))

    def show_training(self, is_training: bool) -> None:
        """A run has begun, or is over."""
        self._is_training = is_training
        self._run.setVisible(is_training)
        self.form.setEnabled(not is_training)
        can_train = self._table is not None and not self._table.why_not
        self.train.setEnabled(can_train and not is_training)
        if is_training:
            self._say("")
            self.result.hide()
            self.scores.clear()
            self.bar.setRange(0, 0)
            self._stage.setText(stage_text("read"))
            self.cancel.setFocus()

    def show_progress(self, stage: str, n_done: int, n: int) -> None:
        """How far the run is."""
        self._stage.setText(stage_text(stage))
        self.bar.setRange(0, max(n, 0))
        self.bar.setValue(n_done)

    def show_result(self, model: TrainedModel) -> None:
        """The run is over, and this came out."""
        self.show_training(False)
        self.show_unfinished(is_there=False)
        self.result.show_model(model)

    def _say(self, message: str) -> None:
        self.message.setText(message)
        self.message.setVisible(bool(message))

    def _head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.addWidget(wrapped_label(self.tr("Train"), Type.TITLE), 1)
        buttons = FlowLayout(spacing=self._theme.px(Space.S), is_right=True)
        row.addLayout(buttons, 3)
        studies = self.tr("Studies")
        back = QPushButton(f"\u2190 {studies}")
        back.clicked.connect(self.back_requested)
        self.train = QPushButton(self.tr("Train"))
        set_kind(self.train, "primary")
        self.train.setEnabled(False)
        self.train.clicked.connect(self.train_requested)
        buttons.addWidget(back)
        buttons.addWidget(self.train)
        return row

    def _fill_body(self) -> None:
        theme = self._theme
        self.form = TrainForm(theme, self._formatter)
        self.form.question_changed.connect(self.labels_requested)
        self._body.addWidget(self.form)
        self.message = wrapped_label("", Type.BODY)
        self.message.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._body.addWidget(self.message)
        self._run = QWidget()
        run = QVBoxLayout(self._run)
        run.setContentsMargins(0, 0, 0, 0)
        self._stage = wrapped_label("", Type.BODY)
        run.addWidget(self._stage)
        line = QHBoxLayout()
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.cancel = QPushButton(self.tr("Cancel"))
        self.cancel.clicked.connect(self.cancel_requested)
        line.addWidget(self.bar, 1)
        line.addWidget(self.cancel)
        run.addLayout(line)
        self.scores = RunningScores(theme, self._formatter)
        run.addWidget(self.scores)
        self._run.hide()
        self._body.addWidget(self._run)
        self.result = TrainResult(theme, self._formatter)
        self.result.inspect_requested.connect(self.inspect_requested)
        self._body.addWidget(self.result)
        self._groups = wrapped_label("", Type.BODY)
        set_kind(self._groups, "quiet")
        self._groups.hide()
        self._body.addWidget(self._groups)
        self.labels = LabelTableView(theme)
        self.labels.hide()
        self._body.addWidget(self.labels, 1)
        self._body.addStretch(0)
