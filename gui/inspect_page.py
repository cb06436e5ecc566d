"""The Inspect page: clips at the left, what a model hears second by second, where the sound is now.

It shows what a ``Shelf`` knows and says what the researcher wants; ``InspectActions`` predicts, plays and
writes for it.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from merlingua.gui.dialogs import wrapped_label
from merlingua.gui.flow_layout import FlowLayout
from merlingua.gui.inspect_bar import InspectBar
from merlingua.gui.inspect_clip_view import ClipView
from merlingua.gui.inspect_empty import InspectEmpty
from merlingua.gui.inspect_list import ClipList
from merlingua.gui.inspect_model import Answer
from merlingua.gui.inspect_names import credible_text, flag_texts, prediction_text
from merlingua.gui.inspect_shelf import Shelf
from merlingua.gui.taggram_view import Comparison
from merlingua.gui.theme import Space, Theme, Type, set_kind
from merlingua.gui.translation import Formatter
from merlingua.mer_models.predictions import Prediction

LARGE = 1.5
"""From this scale on the list stands over the pictures, and all of it scrolls."""
LIST_WIDTH = 210
LIST_HEIGHT = 110
STEP_S = 1.0


class InspectPage(QWidget):
    """Head, the list and the pictures (or what to do first), foot."""

    places_dropped = Signal(object)
    """list[Path]: files and folders."""
    files_requested = Signal()
    folder_requested = Signal()
    demo_requested = Signal()
    back_requested = Signal()
    clip_chosen = Signal(str)
    play_toggled = Signal()
    hear_requested = Signal(float)
    seek_requested = Signal(float)
    region_chosen = Signal(object)

    def __init__(
        self, shelf: Shelf, theme: Theme, formatter: Formatter, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._shelf = shelf
        self._theme = theme
        self._formatter = formatter
        self._file: str | None = None
        self._model = ""
        self._beside = ""
        self._comparison: Comparison = "beside"
        self._duration_s = 0.0
        self._has_region = False
        set_kind(self, "page")
        self.setAcceptDrops(True)
        self._build()
        self.show_clips()

    @property
    def file(self) -> str | None:
        """The clip that is looked at."""
        return self._file

    # What is shown

    def show_clips(self) -> None:
        """Read the shelf's list anew."""
        self.list.clips.refresh()
        is_empty = not self._shelf.files
        self._stack.setCurrentWidget(self.empty if is_empty else self._body)
        self.bar.setVisible(not is_empty)
        self._more.setVisible(not is_empty)
        if is_empty:
            self.empty.focus_first()

    def show_models(self, models: tuple[str, ...], model: str, beside: str, comparison: Comparison) -> None:
        """Which models there are, and which are shown."""
        self._model, self._beside, self._comparison = model, beside, comparison
        self.bar.show_models(models, model, beside)
        self.bar.show_comparison(comparison)
        self.list.clips.show_model(model)
        self._draw_answers()

    def show_clip(self, file: str) -> None:
        """Look at another clip."""
        if file == self._file:
            return
        self._file = file
        self._duration_s = 0.0
        self._has_region = False
        self.list.choose(file)
        self.bar.show_region(None)
        self.bar.show_problem("")
        self.bar.set_usable(True)
        self.view.clear()
        self._draw_answers()
        self.show_place(0.0)

    def show_answer(self, answer: Answer) -> None:
        """A model has answered: the shelf has it."""
        self.list.clips.refresh_file(answer.file)
        if answer.file == self._file:
            self._draw_answers()

    def show_listeners(self) -> None:
        """How listeners heard the clips is known now."""
        self._draw_answers()

    def show_duration(self, duration_s: float) -> None:
        """How long the clip is that is decoded."""
        self._set_duration(duration_s)

    def show_place(self, at_s: float) -> None:
        """Where the clip sounds now."""
        self.view.show_place(at_s)
        self.bar.show_time(at_s, self._duration_s)

    def show_region(self, region: tuple[float, float] | None) -> None:
        """What is heard again and again."""
        self._has_region = region is not None
        self.view.tracks.show_region(region)
        self.bar.show_region(region)

    def show_problem(self, message: str) -> None:
        """Say in the foot what does not work; what is known of the clip stays."""
        self.bar.show_problem(message)
        self.empty.problem.setText(message)

    def show_done(self, message: str) -> None:
        """Say in the foot what was done."""
        self.bar.show_problem(message, kind="quiet")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space plays, left and right go a second, up and down choose a clip, Escape leaves."""
        key = Qt.Key(event.key())
        if key == Qt.Key.Key_Space and self._file is not None:
            self.play_toggled.emit()
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right) and self._file is not None:
            step = STEP_S if key == Qt.Key.Key_Right else -STEP_S
            self.seek_requested.emit(max(self.view.tracks.place_s + step, 0.0))
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down) and self._shelf.files:
            self._step(1 if key == Qt.Key.Key_Down else -1)
        elif key == Qt.Key.Key_Escape and self._has_region:
            self.region_chosen.emit(None)
        elif key == Qt.Key.Key_Escape:
            self.back_requested.emit()
        else:
            super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if places_of(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        places = places_of(event.mimeData())
        if places:
            event.acceptProposedAction()
            self.places_dropped.emit(places)

    def _step(self, step: int) -> None:
        files = self._shelf.files
        at = files.index(self._file) + step if self._file in files else 0
        if 0 <= at < len(files):
            self.list.choose(files[at])

    def _set_duration(self, duration_s: float) -> None:
        if abs(duration_s - self._duration_s) > 1e-6:
            at_s = self.view.tracks.place_s
            self._duration_s = duration_s
            self.view.show_duration(duration_s)
            self.show_place(at_s)

    def _answer(self, model: str) -> Answer | None:
        return self._shelf.answer(self._file, model) if self._file is not None and model else None

    def _draw_answers(self) -> None:
        """Draw what is known of the clip that is looked at."""
        if self._file is None:
            return
        answer, other = self._answer(self._model), self._answer(self._beside)
        prediction = answer.prediction if answer is not None else None
        beside = other.prediction if other is not None else None
        if prediction is not None and self._duration_s == 0:
            self._set_duration(prediction.duration_s)
        self.view.show_predictions(prediction, beside, self._comparison)
        self.view.show_picture(self._shelf.pictures.get(self._file))
        self.view.show_shares(
            (self._model, prediction), (self._beside, beside), self._shelf.heard_by.get(self._file)
        )
        self._tell(answer, prediction)

    def _tell(self, answer: Answer | None, prediction: Prediction | None) -> None:
        refused = self._shelf.refused_models.get(self._model)
        if not self._model:
            self.bar.show_answer(
                self.tr("This installation has no model yet: open the file of one below."), kind="warning"
            )
        elif refused:
            self.bar.show_answer(refused, kind="error")
        elif answer is None:
            self.bar.show_answer(self.tr("Listening …"), kind="quiet")
        elif prediction is None:
            self.bar.show_answer(answer.problem, kind="error")
            self.bar.show_problem("")  # what cannot be decoded cannot be played either: that is said once
        else:
            parts = [
                prediction_text(prediction, self._formatter),
                credible_text(prediction, self._formatter),
                *flag_texts(prediction.flags),
            ]
            kind = "warning" if prediction.flags else "strong"
            self.bar.show_answer("  ·  ".join(part for part in parts if part), kind=kind)

    # Building

    def _build(self) -> None:
        theme = self._theme
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(Space.M), theme.px(Space.S), theme.px(Space.M), theme.px(Space.S))
        column.setSpacing(theme.px(Space.S))
        column.addLayout(self._head())
        self._stack = QStackedWidget()
        column.addWidget(self._stack, 1)
        self.empty = InspectEmpty(theme)
        self.empty.files_requested.connect(self.files_requested)
        self.empty.folder_requested.connect(self.folder_requested)
        self.empty.demo_requested.connect(self.demo_requested)
        self._stack.addWidget(self.empty)
        self.list = ClipList(self._shelf, theme)
        self.list.clip_chosen.connect(self.clip_chosen)
        self.view = ClipView(theme, self._formatter, is_large=theme.scale >= LARGE)
        self.view.tracks.hear_requested.connect(self.hear_requested)
        self.view.tracks.seek_requested.connect(self.seek_requested)
        self.view.tracks.region_chosen.connect(self.region_chosen)
        self._body = self._make_body()
        self._stack.addWidget(self._body)
        self.bar = InspectBar(theme, self._formatter)
        self.bar.play_toggled.connect(self.play_toggled)
        self.bar.region_left.connect(lambda: self.region_chosen.emit(None))
        column.addWidget(self.bar)

    def _make_body(self) -> QWidget:
        theme, body = self._theme, QWidget()
        if theme.scale >= LARGE:
            rows = QVBoxLayout(body)
            rows.setContentsMargins(Space.S, Space.S, Space.S, Space.S)
            rows.setSpacing(theme.px(Space.S))
            self.list.setFixedHeight(theme.px(LIST_HEIGHT))
            rows.addWidget(self.list)
            rows.addWidget(self.view, 1)
            area = QScrollArea()
            area.setWidgetResizable(True)
            area.setFrameShape(QFrame.Shape.NoFrame)
            area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            area.setWidget(body)
            return area
        columns = QHBoxLayout(body)
        columns.setContentsMargins(Space.S, Space.S, Space.S, Space.S)
        columns.setSpacing(theme.px(Space.M))
        self.list.setFixedWidth(theme.px(LIST_WIDTH))
        columns.addWidget(self.list)
        columns.addWidget(self.view, 1)
        return body

    def _head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.addWidget(wrapped_label(self.tr("Inspect"), Type.TITLE), 1)
        buttons = FlowLayout(spacing=self._theme.px(Space.S), is_right=True)
        row.addLayout(buttons, 3)
        back = QPushButton(f"\u2190 {self.tr('Studies')}")
        back.setAccessibleName(self.tr("Back to: {name}").format(name=self.tr("Studies")))
        back.clicked.connect(self.back_requested)
        buttons.addWidget(back)
        self._more = QWidget()
        more = QHBoxLayout(self._more)
        more.setContentsMargins(0, 0, 0, 0)
        more.setSpacing(self._theme.px(Space.S))
        for text, signal in (
            (self.tr("Add clips…"), self.files_requested),
            (self.tr("Add folder…"), self.folder_requested),
        ):
            button = QPushButton(text)
            button.clicked.connect(signal)
            more.addWidget(button)
        buttons.addWidget(self._more)
        return row


def places_of(dropped: QMimeData) -> list[Path]:
    """The local files and folders among what is dropped."""
    return [Path(url.toLocalFile()) for url in dropped.urls() if url.isLocalFile()]
