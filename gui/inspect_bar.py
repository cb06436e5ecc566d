"""The foot of the Inspect page: play, which models, how they are compared, what is written out."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from merlingua.gui.dialogs import wrapped_label
from merlingua.gui.flow_layout import FlowLayout
from merlingua.gui.play_button import PlayButton
from merlingua.gui.taggram_view import Comparison
from merlingua.gui.theme import Space, Theme, Type, set_kind
from merlingua.gui.translation import Formatter

_N_LETTERS = 13
_OTHER_FILE = "\0file"
"""The choice that opens a file dialog; no model is called like it."""


class InspectBar(QWidget):
    """Says what is wanted; shows what is."""

    play_toggled = Signal()
    region_left = Signal()
    model_chosen = Signal(str)
    beside_chosen = Signal(str)
    """A model's name; empty: none."""
    model_file_requested = Signal()
    comparison_chosen = Signal(str)
    look_toggled = Signal(bool)
    export_requested = Signal(str)
    """``svg``, ``png`` or ``csv``."""

    def __init__(self, theme: Theme, formatter: Formatter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._formatter = formatter
        self._models: tuple[str, ...] = ()
        self._model = ""
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(Space.XS))
        self.answer = wrapped_label("", Type.BODY)
        column.addWidget(self.answer)
        self.problem = wrapped_label("", Type.BODY)
        set_kind(self.problem, "error")
        self.problem.setVisible(False)
        column.addWidget(self.problem)
        row = FlowLayout(spacing=theme.px(Space.S))
        column.addLayout(row)
        self.play = PlayButton(theme)
        self._play_texts = (self.tr("Play"), self.tr("Stop"))
        self.play.reserve(self._play_texts)
        self.play.clicked.connect(self.play_toggled)
        self.time = QLabel()
        self._loop = QPushButton()
        self._loop.setVisible(False)
        self._loop.clicked.connect(self.region_left)
        self.model = _combo(self.tr("Model"))
        self.model.activated.connect(self._choose_model)
        self.beside = _combo(self.tr("Beside it"))
        self.beside.activated.connect(lambda at: self.beside_chosen.emit(self.beside.itemData(at)))
        self.comparison = _combo(self.tr("How two models are compared"))
        for text, value in ((self.tr("both"), "beside"), (self.tr("difference"), "difference")):
            self.comparison.addItem(text, value)
        self.comparison.activated.connect(
            lambda at: self.comparison_chosen.emit(self.comparison.itemData(at))
        )
        self.look = QCheckBox(self.tr("What it looks at"))
        self.look.setToolTip(
            self.tr(
                "What in the spectrogram speaks for the model's answer, in the minute that is heard "
                "(integrated gradients)"
            )
        )
        self.look.toggled.connect(self.look_toggled)
        self.export = self._export_button()
        labels = (self.tr("Model:"), self.tr("beside:"))
        for widget in (
            self.play,
            self.time,
            self._loop,
            _labelled(labels[0], self.model, theme),
            _labelled(labels[1], self.beside, theme),
            self.comparison,
            self.look,
            self.export,
        ):
            row.addWidget(widget)
        self.show_playing(False)
        self.show_models((), "", "")
        self.set_usable(False)

    def set_usable(self, has_clip: bool) -> None:
        """Whether there is a clip to play and to write out."""
        self.play.setEnabled(has_clip)
        self.export.setEnabled(has_clip)
        self.look.setEnabled(has_clip)

    def show_playing(self, is_playing: bool) -> None:
        """What a press of the button does."""
        self.play.show_action(
            self._play_texts[is_playing], shape="stop" if is_playing else "play", is_primary=True
        )

    def show_time(self, at_s: float, duration_s: float) -> None:
        """Where the clip is, of how much."""
        clock = self._formatter.clock
        text = f"{clock(at_s)} / {clock(duration_s)}"
        if text != self.time.text():
            self.time.setText(text)

    def show_region(self, region: tuple[float, float] | None) -> None:
        """Offer to leave the region that is heard again and again."""
        self._loop.setVisible(region is not None)
        if region is not None:
            begin, end = (self._formatter.number(each, digits=1) for each in region)
            self._loop.setText(self.tr("Loop {begin}\u2013{end} s \u2715").format(begin=begin, end=end))
            self._loop.setAccessibleName(
                self.tr("Stop hearing {begin} to {end} s again and again").format(begin=begin, end=end)
            )

    def show_models(self, models: Sequence[str], model: str, beside: str) -> None:
        """Which models there are, and which are shown."""
        self._models, self._model = tuple(models), model
        self.model.clear()
        for name in models:
            self.model.addItem(model_label(name), name)
        if not models:
            self.model.addItem(self.tr("none"), "")
        self.model.addItem(self.tr("Open a model's file…"), _OTHER_FILE)
        self.model.setCurrentIndex(max(self.model.findData(model), 0))
        self.beside.clear()
        self.beside.addItem(self.tr("none"), "")
        for name in models:
            if name != model:
                self.beside.addItem(model_label(name), name)
        self.beside.setCurrentIndex(max(self.beside.findData(beside), 0))
        for combo in (self.model, self.beside):
            combo.view().setMinimumWidth(combo.view().sizeHintForColumn(0) + self._theme.px(2 * Space.L))
        self.comparison.setVisible(bool(beside))

    def show_comparison(self, comparison: Comparison) -> None:
        """Whether two models stand beside each other, or their difference is shown."""
        self.comparison.setCurrentIndex(self.comparison.findData(comparison))

    def show_answer(self, text: str, *, kind: str = "") -> None:
        """The answer for the whole clip, or why there is none."""
        set_kind(self.answer, kind)
        self.answer.setText(text)

    def show_problem(self, text: str, *, kind: str = "error") -> None:
        """Why it does not sound or cannot be written; empty: all is well."""
        set_kind(self.problem, kind)
        self.problem.setText(text)
        self.problem.setVisible(bool(text))

    def _choose_model(self, at: int) -> None:
        chosen = self.model.itemData(at)
        if chosen == _OTHER_FILE:
            self.model.setCurrentIndex(max(self.model.findData(self._model), 0))
            self.model_file_requested.emit()
        elif chosen:
            self.model_chosen.emit(chosen)

    def _export_button(self) -> QPushButton:
        button = QPushButton(self.tr("Export"))
        menu = QMenu(button)
        for text, kind in (
            (self.tr("Figure as SVG…"), "svg"),
            (self.tr("Figure as PNG…"), "png"),
            (self.tr("Curve as CSV…"), "csv"),
        ):
            action = QAction(text, menu)
            action.setData(kind)
            menu.addAction(action)
        menu.triggered.connect(lambda action: self.export_requested.emit(action.data()))
        button.setMenu(menu)
        set_kind(button, "choice")
        return button


def model_label(name: str) -> str:
    """A model's name as it is shown: of a file its name alone."""
    return name.replace("\\", "/").rsplit("/", 1)[-1].removesuffix(".safetensors")


def _labelled(text: str, field: QWidget, theme: Theme) -> QWidget:
    """A field with its label, never on two lines."""
    both = QWidget()
    row = QHBoxLayout(both)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(theme.px(Space.S))
    row.addWidget(QLabel(text))
    row.addWidget(field)
    return both


def _combo(name: str) -> QComboBox:
    combo = QComboBox()
    combo.setAccessibleName(name)
    combo.setToolTip(name)
    # A long entry widens what folds out, not the row.
    combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    combo.setMinimumContentsLength(_N_LETTERS)
    return combo
