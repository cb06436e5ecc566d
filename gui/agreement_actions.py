"""What the Agreement page is shown: studies, tables and excerpts, computed anew as answers come."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QFileDialog, QStackedWidget

from merlingua.gui.agreement_model import (
    AlphaTable,
    ChangeQuestion,
    ConditionError,
    ContentsQuestion,
    DetailQuestion,
    ItemDetail,
    Question,
    Selection,
    StudyChoice,
    TableQuestion,
)
from merlingua.gui.agreement_page import AgreementPage
from merlingua.gui.agreement_process import AgreementProcess
from merlingua.gui.dialogs import what_happened
from merlingua.gui.import_actions import ImportActions
from merlingua.gui.report_actions import ReportActions
from merlingua.gui.study_list import StudyRow
from merlingua.gui.tasks import Task
from merlingua.gui.theme import Appearance, Theme
from merlingua.gui.translation import Formatter, Translation
from merlingua.surveys.errors import MerlinguaError

POLL_MS = 2000
"""How often the store is asked for new answers while the page is seen."""


LONG_S = 4.0
REST = 3
"""Where reading takes longer than ``LONG_S``, new answers wait this many times as long for the next: a study
of thousands takes half a minute, and a computer that reads without end is of no use to a session on it."""


class AgreementActions(QObject):
    """Owns the page and the process that computes for it, from ``open`` to ``close``."""

    left = Signal()
    """The page is gone, and the first page of the stack is shown."""
    computed = Signal(object)
    """The ``AlphaTable``, each time one is there."""
    study_looked_at = Signal(str, float, float)
    """Study id, lowest and highest agreement of all who finished, in the window's own store."""

    def __init__(
        self,
        store: str,
        *,
        folders: Callable[[], Sequence[Path]],
        appearance: Appearance,
        translation: Translation,
        stack: QStackedWidget,
    ) -> None:
        super().__init__(stack)
        window = stack.window()
        self._stack = stack
        self._own_store = store
        self._folders = folders
        self._appearance = appearance
        self._translation = translation
        self._window = window
        self._stores = [store]
        self._studies: tuple[StudyChoice, ...] = ()
        self._selection: Selection | None = None
        self._table: AlphaTable | None = None
        self._detail: ItemDetail | None = None
        self._asked_at = self._took_s = 0.0
        self._process: AgreementProcess | None = None
        self._waiting: dict[type[Question], Task] = {}
        self.page: AgreementPage | None = None
        self.reports = ReportActions(appearance=appearance, window=window)
        self.imports = ImportActions(appearance=appearance, translation=translation, window=window)
        self.imports.brought_in.connect(self._show_brought_in)
        self._poll = QTimer(self)
        self._poll.setSingleShot(True)
        self._poll.setInterval(POLL_MS)
        self._poll.timeout.connect(self._look_for_answers)
        appearance.changed.connect(self.wear)

    def open(self, row: StudyRow) -> None:
        """Show the agreement of a study in the window's store."""
        self.close()
        study = StudyChoice(row.study_id, row.folder, row.titles)
        self._process = AgreementProcess()
        self._selection = Selection(self._own_store, study)
        self._studies = (study,)
        self._make_page()
        self._read_contents()

    def close(self) -> None:
        """Leave the page; the process ends with all it has read."""
        self._poll.stop()
        self.reports.cancel()
        self.imports.cancel()
        self._abandon()
        process, self._process = self._process, None
        if process is not None:
            process.close()
        page, self.page = self.page, None
        if page is not None:
            self._stack.removeWidget(page)
            page.deleteLater()
        self._table = self._detail = None

    def wear(self, theme: Theme) -> None:
        """Build the page again in another theme; what was computed is shown at once."""
        old = self.page
        if old is None or self._selection is None:
            return
        item = old.item
        self._make_page()
        self._stack.removeWidget(old)
        old.deleteLater()
        if self._table is not None and self.page is not None:
            self.page.show_table(self._table)
            if item is not None:
                self.page.open_item(item)

    def _make_page(self) -> None:
        if self._selection is None:
            return
        page = AgreementPage(self._appearance.theme, Formatter(self._translation.language))
        page.selection_changed.connect(self._select)
        page.store_requested.connect(self._choose_store)
        page.item_requested.connect(self._read_item)
        page.report_requested.connect(self._write_report)
        page.import_requested.connect(self._bring_in)
        page.back_requested.connect(self._leave)
        self.page = page
        page.show_selection(self._selection, stores=self._stores, studies=self._studies)
        self._stack.addWidget(page)
        self._stack.setCurrentWidget(page)

    # What is asked

    def _ask(self, question: Question, then: Callable[[Any], None]) -> None:
        """Ask the process; an earlier question of the same kind that waits is dropped."""
        if self._process is None:
            return
        earlier = self._waiting.pop(type(question), None)
        if earlier is not None:
            earlier.cancel()
        task = Task(partial(self._process.ask, question), parent=self, takes_progress=True)
        self._waiting[type(question)] = task
        task.progressed.connect(self._show_progress)
        task.succeeded.connect(then)
        task.ended.connect(self._wait_for_answers)  # after a failure, too: the next try may succeed
        task.failed.connect(self._show_problem)
        task.start(self._process.executor)

    def _abandon(self) -> None:
        """Let go of what is read or computed now, and of what waits: something else is looked at."""
        is_running = any(task.is_running for task in self._waiting.values())
        for task in self._waiting.values():
            task.cancel()
        self._waiting.clear()
        if is_running and self._process is not None:
            self._process.stop()

    def _read_contents(self) -> None:
        if self._selection is not None:
            question = ContentsQuestion(self._selection.store, tuple(self._folders()))
            self._ask(question, self._show_contents)

    def _compute(self) -> None:
        if self._selection is None or self.page is None:
            return
        self.page.show_busy(True)
        self._asked_at = time.monotonic()
        self._ask(TableQuestion(self._selection), self._show_table)

    def _read_item(self, item: str) -> None:
        if self._selection is not None:
            self._ask(DetailQuestion(self._selection, item), self._show_detail)

    def _wait_for_answers(self) -> None:
        rest_ms = round(self._took_s * REST * 1000) if self._took_s > LONG_S else POLL_MS
        self._poll.start(rest_ms)

    def _look_for_answers(self) -> None:
        if self.page is None or self._table is None or not self.page.isVisible():
            self._wait_for_answers()
            return
        self._ask(ChangeQuestion(), self._take_change)

    def _take_change(self, has_changed: bool) -> None:
        if has_changed:
            self._compute()

    # What comes back

    def _show_contents(self, studies: tuple[StudyChoice, ...]) -> None:
        if self._selection is None or self.page is None:
            return
        self._studies = studies
        chosen = [study for study in studies if study.study_id == self._selection.study.study_id]
        if chosen:
            self._selection = replace(self._selection, study=chosen[0])
        elif studies and not self._selection.study.study_id:
            self._selection = Selection(self._selection.store, studies[0])
        else:
            self._studies = (*studies, self._selection.study)
        self.page.show_selection(self._selection, stores=self._stores, studies=self._studies)
        self._compute()

    def _show_table(self, table: AlphaTable) -> None:
        if self.page is None or self._selection is None:
            return
        self._table = table
        self._took_s = time.monotonic() - self._asked_at
        self.page.show_busy(False)
        self.page.show_table(table)
        self.computed.emit(table)
        found = table.value_range()
        is_plain = self._selection == Selection(self._own_store, self._selection.study)
        if is_plain and found is not None:
            self.study_looked_at.emit(self._selection.study.study_id, *found)

    def _show_progress(self, values: tuple[str, int]) -> None:
        if self.page is not None:
            self.page.show_reading(values[1])

    def _show_detail(self, detail: ItemDetail) -> None:
        self._detail = detail
        if self.page is not None:
            self.page.show_detail(detail)

    def _show_problem(self, error: MerlinguaError) -> None:
        if self.page is not None:
            message = f"{what_happened(error)}\n\n{error}"
            self.page.show_problem(
                str(error) if isinstance(error, ConditionError) else message,
                is_condition=isinstance(error, ConditionError),
            )

    # What the page wants

    def _select(self, selection: Selection) -> None:
        if self.page is None or self._selection is None:
            return
        is_other_store = selection.store != self._selection.store
        if selection.ratings != self._selection.ratings:
            self._table = None
            self._abandon()
        self._selection = selection
        if is_other_store:
            self._studies = ()
            self.page.show_selection(selection, stores=self._stores, studies=self._studies)
            self._read_contents()
            return
        self.page.show_selection(selection, stores=self._stores, studies=self._studies)
        self._compute()

    def _choose_store(self) -> None:
        name, _ = QFileDialog.getOpenFileName(
            self._window, self.tr("A store of answers"), "", self.tr("Stores (*.db);;All files (*)")
        )
        if name:
            if name not in self._stores:
                self._stores.append(name)
            self._select(Selection(name, StudyChoice("")))

    def _leave(self) -> None:
        self._stack.setCurrentIndex(0)
        self.close()
        self.left.emit()

    def _write_report(self) -> None:
        if self._selection is not None:
            self.reports.ask(self._selection, language=self._translation.language)

    def _bring_in(self) -> None:
        if self._selection is not None:
            self.imports.ask(
                self._selection.store,
                has_lock=self._selection.store == self._own_store,
                studies=self._studies,
                chosen=self._selection.study,
            )

    def _show_brought_in(self, study_id: str) -> None:
        """Look at the study whose answers have just come."""
        if self._selection is None or self.page is None:
            return
        if study_id != self._selection.study.study_id:
            self._selection = self._selection.in_study(StudyChoice(study_id))
        self._read_contents()
