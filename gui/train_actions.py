"""What the Train page is shown: labels and training in a process of their own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QStandardPaths, Signal
from PySide6.QtWidgets import QStackedWidget

from merlingua.gui.dialogs import what_happened
from merlingua.gui.inspect_sources import shipped_names
from merlingua.gui.study_list import StudyRow
from merlingua.gui.tasks import Task
from merlingua.gui.theme import Appearance, Theme
from merlingua.gui.train_model import LabelsQuestion, LabelTable, TrainedModel, TrainWish
from merlingua.gui.train_page import TrainPage
from merlingua.gui.train_process import TrainProcess
from merlingua.gui.translation import Formatter, Translation
from merlingua.surveys.errors import MerlinguaError


class TrainActions(QObject):
    """Owns the page and its process, from ``open`` to ``close``.

    Leaving the page, or the program, ends a run; what was done of it is kept beside the model to be, and the
    page offers to go on.
    """

    left = Signal()
    """The page is gone, and the first page of the stack is shown."""
    inspect_requested = Signal(object, str)
    """The study's row, and the file of a model that was just trained."""

    def __init__(
        self,
        store: str,
        *,
        appearance: Appearance,
        translation: Translation,
        stack: QStackedWidget,
        list_models: Callable[[], Sequence[str]] | None = None,
    ) -> None:
        super().__init__(stack)
        self._stack = stack
        self._store = store
        self._appearance = appearance
        self._translation = translation
        self._models = tuple((list_models or shipped_names)())
        self._row: StudyRow | None = None
        self._by = "language"
        self._table: LabelTable | None = None
        self._result: TrainedModel | None = None
        self._process: TrainProcess | None = None
        self._task: Task | None = None
        self.page: TrainPage | None = None
        appearance.changed.connect(self.wear)

    def open(self, row: StudyRow) -> None:
        """Show the page for a study."""
        self.close()
        self._row = row
        self._by = "language"
        self._process = TrainProcess()
        self._make_page()
        self._show_choices(self._models[0] if self._models else "is13", _default_file(row.study_id))
        self._ask_labels()

    def close(self) -> None:
        """Leave the page; a run is ended, and goes on another time."""
        self._stop()
        process, self._process = self._process, None
        if process is not None:
            process.close()
        page, self.page = self.page, None
        if page is not None:
            self._stack.removeWidget(page)
            page.deleteLater()
        self._table = self._result = None

    def wear(self, _theme: Theme) -> None:
        """Build the page again in another theme; a run that goes on is not seen in between."""
        old = self.page
        if old is None or old.is_training:
            return
        base, out, simulated = old.form.chosen_base, old.form.file, old.form.has_simulated.isChecked()
        embeddings = old.form.embeddings
        self._make_page()
        self._show_choices(base, out, has_simulated=simulated)
        if embeddings is not None and self.page is not None:
            self.page.form.take_base_file(embeddings)
        self._stack.removeWidget(old)
        old.deleteLater()
        if self._table is not None and self.page is not None:
            self.page.show_labels(self._table, self._by)
            if self._result is not None:
                self.page.show_result(self._result)

    def cancel(self) -> None:
        """End the run at once; the page offers to go on."""
        self._stop()
        if self.page is not None:
            self.page.show_training(False)
            self._show_unfinished()

    def train(self) -> None:
        """Train a model as the page has it."""
        if self.page is None or self._process is None:
            return
        form = self.page.form
        wish = TrainWish(self._question(), form.chosen_base, form.file, form.embeddings)
        self._stop()
        self._result = None
        self.page.show_training(True)
        self._run(wish, self._show_result)

    def _make_page(self) -> None:
        page = TrainPage(self._appearance.theme, Formatter(self._translation.language))
        page.back_requested.connect(self._leave)
        page.labels_requested.connect(self._ask_labels)
        page.train_requested.connect(self.train)
        page.cancel_requested.connect(self.cancel)
        page.inspect_requested.connect(self._inspect)
        page.form.out.editingFinished.connect(self._show_unfinished)
        self.page = page
        self._stack.addWidget(page)
        self._stack.setCurrentWidget(page)

    def _show_choices(self, base: str, out: Path, *, has_simulated: bool = False) -> None:
        if self.page is not None:
            self.page.show_choices(self._by, self._models, base, out, has_simulated=has_simulated)
            self._show_unfinished()

    def _question(self) -> LabelsQuestion:
        if self.page is None or self._row is None:
            raise RuntimeError("there is no page to ask for")
        form = self.page.form
        self._by = str(form.by.currentData() or self._by)
        return LabelsQuestion(
            self._store, self._row.folder, self._by, with_simulated=form.has_simulated.isChecked()
        )

    def _ask_labels(self) -> None:
        if self.page is None or self._process is None:
            return
        self._stop()
        self._table = None
        self.page.show_reading()
        self._run(self._question(), self._show_labels)

    def _run(self, question: LabelsQuestion | TrainWish, then: Callable[[object], None]) -> None:
        if self._process is None:
            return
        task = Task(partial(self._process.ask, question), parent=self, takes_progress=True)
        self._task = task
        task.progressed.connect(self._show_progress)
        task.succeeded.connect(then)
        task.failed.connect(self._show_problem)
        task.start(self._process.executor)

    def _stop(self) -> None:
        """End what is computed now; its answer never comes."""
        task, self._task = self._task, None
        if task is not None and task.is_running:
            task.cancel()
            if self._process is not None:
                self._process.stop()

    def _show_progress(self, values: tuple[object, ...]) -> None:
        if self.page is None or not self.page.is_training:
            return
        if values[0] == "scores":
            _, n_done, n, scores = values
            self.page.scores.add(n_done, n, scores)  # type: ignore[arg-type]
        else:
            stage, n_done, n = values
            self.page.show_progress(stage, n_done, n)  # type: ignore[arg-type]

    def _show_labels(self, table: object) -> None:
        if isinstance(table, LabelTable) and self.page is not None:
            self._table = table
            self.page.show_labels(table, self._by)

    def _show_result(self, model: object) -> None:
        if isinstance(model, TrainedModel) and self.page is not None:
            self._result = model
            self.page.show_result(model)

    def _show_problem(self, error: MerlinguaError) -> None:
        if self.page is not None:
            self.page.show_problem(f"{what_happened(error)}\n\n{error}")
            self._show_unfinished()

    def _show_unfinished(self) -> None:
        if self.page is not None:
            file = self.page.form.file
            self.page.show_unfinished(is_there=file.with_name(f".{file.stem}.folds.json").is_file())

    def _inspect(self, file: str) -> None:
        row = self._row
        self._stack.setCurrentIndex(0)
        self.close()
        self.inspect_requested.emit(row, file)

    def _leave(self) -> None:
        self._stack.setCurrentIndex(0)
        self.close()
        self.left.emit()


def _default_file(study_id: str) -> Path:
    documents = Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation))
    parent = documents if documents.is_dir() else Path.home()
    return parent / f"{study_id}.safetensors"
