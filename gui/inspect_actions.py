"""What the Inspect page is shown: clips are read, predicted and played off the window's thread."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QStackedWidget

from merlingua.gui.dialogs import what_happened
from merlingua.gui.inspect_answers import InspectAnswers
from merlingua.gui.inspect_dialogs import InspectDialogs
from merlingua.gui.inspect_model import Answer, ExportKind, Picture
from merlingua.gui.inspect_page import InspectPage
from merlingua.gui.inspect_process import InspectProcess
from merlingua.gui.inspect_shelf import Shelf
from merlingua.gui.inspect_sound import InspectSound
from merlingua.gui.inspect_sources import (
    Found,
    clips_of_places,
    clips_of_study,
    demo_clips,
    shipped_names,
)
from merlingua.gui.study_list import StudyRow
from merlingua.gui.taggram_view import Comparison
from merlingua.gui.tasks import Task
from merlingua.gui.theme import Appearance, Theme
from merlingua.gui.translation import Formatter, Translation
from merlingua.surveys.errors import MerlinguaError

if TYPE_CHECKING:
    from merlingua.surveys.playback import Player


class InspectActions(QObject):
    """Owns the page, the process that predicts for it and the sound, from ``open`` to ``close``."""

    left = Signal()
    """The page is gone, and the first page of the stack is shown."""

    def __init__(
        self,
        store: str,
        *,
        make_player: Callable[[], Player],
        appearance: Appearance,
        translation: Translation,
        stack: QStackedWidget,
        make_process: Callable[[], InspectProcess] = InspectProcess,
        list_models: Callable[[], Sequence[str]] | None = None,
    ) -> None:
        super().__init__(stack)
        self._stack = stack
        self._store = store
        self._make_player = make_player
        self._appearance = appearance
        self._translation = translation
        self._make_process = make_process
        self._list_models = list_models or shipped_names
        self._shelf = Shelf()
        self._models: tuple[str, ...] = ()
        self._model = self._beside = ""
        self._comparison: Comparison = "beside"
        self._answers: InspectAnswers | None = None
        self._sound: InspectSound | None = None
        self._dialogs = InspectDialogs(stack.window())
        self.page: InspectPage | None = None
        appearance.changed.connect(self.wear)

    def open(self, row: StudyRow | None = None, *, model: str = "") -> None:
        """Show the page: with a study's clips, or empty; a model by its file instead of the best one."""
        self.close()
        self._models, self._model, self._beside = ((model,) if model else ()), model, ""
        self._shelf = Shelf()
        self._answers = InspectAnswers(
            self._shelf,
            self._make_process,
            store=self._store,
            study_id=row.study_id if row is not None else "",
            parent=self,
        )
        self._sound = InspectSound(self._make_player, parent=self)
        self._make_page()
        self._connect(self._answers, self._sound)
        self._sound.begin()
        self._run(self._list_models, self._take_models)
        if row is not None:
            self._run(partial(clips_of_study, row.folder), self._take_study)

    def open_places(self, places: Sequence[Path]) -> None:
        """Add files, and the audio files of folders."""
        self._run(partial(clips_of_places, tuple(places)), self._take_clips)

    def close(self) -> None:
        """Leave the page; process, device and samples go."""
        answers, self._answers = self._answers, None
        if answers is not None:
            answers.close()
            answers.deleteLater()
        sound, self._sound = self._sound, None
        if sound is not None:
            sound.close()
            sound.deleteLater()
        page, self.page = self.page, None
        if page is not None:
            self._stack.removeWidget(page)
            page.deleteLater()

    def wear(self, theme: Theme) -> None:
        """Build the page again in another theme; what is known is shown at once."""
        old = self.page
        if old is None or self._sound is None:
            return
        file = old.file
        self._make_page()
        self._stack.removeWidget(old)
        old.deleteLater()
        if file is not None and self.page is not None:
            self._show_clip(file)

    @property
    def shelf(self) -> Shelf:
        """The clips and what is known of them."""
        return self._shelf

    @property
    def sound(self) -> InspectSound | None:
        """What plays; None while the page is closed."""
        return self._sound

    def _make_page(self) -> None:
        page = InspectPage(self._shelf, self._appearance.theme, Formatter(self._translation.language))
        page.places_dropped.connect(self.open_places)
        page.files_requested.connect(self._choose_files)
        page.folder_requested.connect(self._choose_folder)
        page.demo_requested.connect(self._open_demo)
        page.back_requested.connect(self._leave)
        page.clip_chosen.connect(self._show_clip)
        page.play_toggled.connect(self._toggle)
        page.hear_requested.connect(self._hear)
        page.seek_requested.connect(self._seek)
        page.region_chosen.connect(self._choose_region)
        page.bar.model_chosen.connect(self._choose_model)
        page.bar.beside_chosen.connect(self._choose_beside)
        page.bar.comparison_chosen.connect(self._choose_comparison)
        page.bar.model_file_requested.connect(self._choose_model_file)
        page.bar.look_toggled.connect(self._look)
        page.bar.export_requested.connect(self._export)
        self.page = page
        page.show_models(self._models, self._model, self._beside, self._comparison)
        self._stack.addWidget(page)
        self._stack.setCurrentWidget(page)

    def _connect(self, answers: InspectAnswers, sound: InspectSound) -> None:
        answers.answered.connect(self._show_answer)
        answers.model_refused.connect(self._show_models)
        answers.listeners_known.connect(self._show_listeners)
        answers.look_known.connect(self._show_look)
        answers.written.connect(self._tell_written)
        answers.failed.connect(self._show_failure)
        sound.drawn.connect(self._show_peaks)
        sound.moved.connect(self._show_place)
        sound.playing_changed.connect(self._show_playing)
        sound.refused.connect(self._show_refused)
        sound.failed.connect(self._show_failure)

    def _run(self, function: Callable[[], Any], then: Callable[[Any], None]) -> None:
        """Off this thread; what comes back after the page was left is let go."""
        task, answers = Task(function, parent=self), self._answers
        task.succeeded.connect(lambda found: then(found) if answers is self._answers else None)
        task.failed.connect(self._show_failure)
        task.start()

    # Clips

    def _take_study(self, found: Found) -> None:
        if self._answers is not None:
            self._answers.know_clips(found[1])
        self._take_clips(found)

    def _take_clips(self, found: Found) -> None:
        files, names = found
        if self.page is None:
            return
        if not files:
            self.page.show_problem(self.tr("No sound was found there: wav, flac, ogg and mp3 can be opened."))
            return
        new = self._shelf.add(files, names)
        self.page.show_clips()
        self._show_clip((new or files)[0])
        self.page.list.setFocus()
        self._ask_next()

    def _show_clip(self, file: str) -> None:
        if self.page is None or self._sound is None or self._answers is None or file == self.page.file:
            return
        self.page.show_clip(file)
        self._answers.file = file
        if self._answers.looks_from_s is not None:
            self._answers.looks_from_s = 0.0
        self._show_look()
        self._sound.open(file)
        self._ask_next()

    def _choose_files(self) -> None:
        if places := self._dialogs.clips():
            self.open_places(places)

    def _choose_folder(self) -> None:
        if places := self._dialogs.folder():
            self.open_places(places)

    def _open_demo(self) -> None:
        self._run(demo_clips, self._take_clips)

    def _leave(self) -> None:
        self._stack.setCurrentIndex(0)
        self.close()
        self.left.emit()

    # Models

    def _take_models(self, names: Sequence[str]) -> None:
        self._models = (*names, *self._models)
        self._model = self._model or (self._models[0] if self._models else "")
        self._show_models()

    def _choose_model(self, name: str) -> None:
        self._model = name
        if self._beside == name:
            self._beside = ""
        self._show_models()

    def _choose_beside(self, name: str) -> None:
        self._beside = name
        self._show_models()

    def _choose_comparison(self, comparison: Comparison) -> None:
        self._comparison = comparison
        self._show_models()

    def _choose_model_file(self) -> None:
        name = self._dialogs.model()
        if name:
            self.use_model_file(name)

    def use_model_file(self, name: str) -> None:
        """Show what a model in a file hears."""
        if name not in self._models:
            self._models = (*self._models, name)
        self._choose_model(name)

    def _show_models(self) -> None:
        if self.page is not None:
            self.page.show_models(self._models, self._model, self._beside, self._comparison)
            self._show_look()
            self._ask_next()

    def _ask_next(self) -> None:
        if self._answers is not None:
            self._answers.models = (self._model, self._beside)
            self._answers.ask_next()

    def _show_answer(self, answer: Answer) -> None:
        if self.page is not None and answer.file in self._shelf.files:
            self.page.show_answer(answer)

    def _show_listeners(self) -> None:
        if self.page is not None:
            self.page.show_listeners()

    # What a model looks at

    def _look(self, is_wanted: bool) -> None:
        if self._answers is not None and self._sound is not None:
            self._answers.looks_from_s = self._sound.minute_s if is_wanted else None
            self._show_look()
            self._ask_next()

    def _show_look(self) -> None:
        if self.page is None or self._answers is None:
            return
        look = self._answers.look()
        self.page.view.show_look(look if isinstance(look, Picture) else None)
        if isinstance(look, MerlinguaError):
            self.page.show_problem(str(look))

    # Writing out

    def _export(self, kind: ExportKind) -> None:
        if self.page is None or self.page.file is None or self._answers is None:
            return
        formatter = Formatter(self._translation.language)
        question = self._dialogs.export(
            kind, self._shelf, self.page.file, (self._model, self._beside), formatter
        )
        if question is not None:
            self._answers.write(question)

    def _tell_written(self, place: str) -> None:
        if self.page is not None:
            self.page.show_done(self.tr("Written: {file}").format(file=place))

    # Sound

    def _toggle(self) -> None:
        if self._sound is not None:
            self._sound.toggle()

    def _hear(self, at_s: float) -> None:
        if self._sound is not None:
            self._sound.play_from(at_s)

    def _seek(self, at_s: float) -> None:
        if self._sound is not None:
            self._sound.go_to(at_s)

    def _choose_region(self, region: tuple[float, float] | None) -> None:
        if self._sound is not None and self.page is not None:
            self.page.show_region(region)
            self._sound.set_region(region)

    def _show_peaks(self, file: str, drawn: tuple[Any, float]) -> None:
        if self.page is not None and file == self.page.file:
            peaks, duration_s = drawn
            self.page.show_duration(duration_s)
            self.page.view.show_peaks(peaks)

    def _show_place(self, at_s: float) -> None:
        if self.page is not None:
            self.page.show_place(at_s)

    def _show_playing(self, is_playing: bool) -> None:
        if self.page is not None:
            self.page.bar.show_playing(is_playing)

    def _show_refused(self, file: str, error: MerlinguaError) -> None:
        answer = self._shelf.answer(file, self._model)
        is_said = answer is not None and bool(answer.problem)
        if self.page is not None and file == self.page.file and not is_said:
            self.page.show_problem(str(error))

    def _show_failure(self, error: MerlinguaError) -> None:
        if self.page is not None:
            self.page.show_problem(f"{what_happened(error)} {error}")
