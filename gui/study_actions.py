"""What the researcher does with a study, sessions aside: check it, make one, open one, get the demo."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QWidget

from merlingua.gui.dialogs import ErrorDialog, MessageDialog, WaitDialog
from merlingua.gui.new_study_dialog import NewStudyDialog, NewStudyWish
from merlingua.gui.study_list import StudyRow
from merlingua.gui.tasks import Task
from merlingua.gui.theme import Appearance
from merlingua.surveys.errors import MerlinguaError

if TYPE_CHECKING:
    from merlingua.surveys.study_check import StudyCheck


class StudyActions(QObject):
    """Each action is a dialog, a plain function in a Task, and what it found."""

    study_added = Signal(object)
    """The folder of a study that shall stand at the head of the list."""

    def __init__(self, *, appearance: Appearance, window: QWidget) -> None:
        super().__init__(window)
        self._appearance = appearance
        self._window = window
        self._wait: WaitDialog | None = None
        self._task: Task | None = None
        self._checked: StudyRow | None = None

    def check(self, row: StudyRow) -> None:
        """The deep check, as ``merlingua study check`` does it."""
        self._checked = row
        self._run(
            partial(_check_folder, row.folder),
            self.tr("Checking {title}").format(title=row.title),
            self._show_check,
            takes_progress=True,
        )

    def open_folder(self, row: StudyRow) -> None:
        """Show the study's folder in the system's file manager."""
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(row.folder)))

    def open_study(self) -> None:
        """Choose a study folder that is there already."""
        name = QFileDialog.getExistingDirectory(self._window, self.tr("Open a study folder"))
        if not name:
            return
        if (Path(name) / "study.yaml").is_file():
            self.study_added.emit(Path(name))
            return
        self._tell(
            self.tr("This is not a study folder"),
            self.tr(
                "{folder} has no study.yaml. Choose the folder that holds it, or make a new study."
            ).format(folder=name),
        )

    def new_study(self) -> None:
        """Ask what the study shall be, and make it."""
        dialog = NewStudyDialog(theme=self._appearance.theme, parent=self._window)
        dialog.wished.connect(self._make_study)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def install_demo(self) -> None:
        """Put the demo study into the user's data folder."""
        self._run(_install_demo, self.tr("Getting the demo ready"), self.study_added.emit)

    def _make_study(self, wish: NewStudyWish) -> None:
        self._run(partial(_new_study, wish), self.tr("Making the study"), self.study_added.emit)

    def _run(
        self,
        function: Callable[..., Any],
        title: str,
        then: Callable[[Any], None],
        *,
        takes_progress: bool = False,
    ) -> None:
        if self._task is not None:
            return
        self._wait = WaitDialog(title, theme=self._appearance.theme, parent=self._window)
        self._wait.rejected.connect(self._cancel)
        self._wait.open()
        self._task = Task(function, parent=self, takes_progress=takes_progress)
        self._task.progressed.connect(self._show_progress)
        self._task.ended.connect(self._end)
        self._task.succeeded.connect(then)
        self._task.failed.connect(self._show_error)
        self._task.start()

    def _cancel(self) -> None:
        if self._task is not None:
            self._task.cancel()
        self._end()

    def _end(self) -> None:
        self._task = None
        wait, self._wait = self._wait, None
        if wait is not None:
            wait.rejected.disconnect(self._cancel)
            wait.close()
            wait.deleteLater()

    def _show_progress(self, values: tuple[int, int]) -> None:
        if self._wait is not None:
            self._wait.show_progress(self.tr("Looking at the clips"), *values)

    def _show_check(self, check: StudyCheck) -> None:
        row = self._checked
        title = row.title if row is not None else ""
        if not check.problems:
            self._tell(
                self.tr("{title} is ready").format(title=title),
                self.tr("Texts, characters, clips and loudness are complete in all its languages."),
            )
            return
        self._tell(
            self.tr("{title} is not ready yet").format(title=title),
            self.tr("Mend what is listed here in the study folder, then check it again."),
            "\n".join(map(str, check.problems)),
        )

    def _show_error(self, error: MerlinguaError) -> None:
        dialog = ErrorDialog(error, theme=self._appearance.theme, answers_are_safe=False, parent=self._window)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _tell(self, title: str, body: str, details: str | None = None) -> None:
        dialog = MessageDialog(
            title=title,
            body=body,
            accept_text=self.tr("OK"),
            details=details,
            theme=self._appearance.theme,
            parent=self._window,
        )
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()


def _check_folder(folder: Path, *, progress: Callable[[int, int], None]) -> StudyCheck:
    from merlingua.surveys.study_check import check_folder

    return check_folder(folder, progress=progress)


def _install_demo() -> Path:
    from merlingua.surveys.demo_study import default_demo_folder, install_demo_study

    return install_demo_study(default_demo_folder())


def _new_study(wish: NewStudyWish) -> Path:
    from merlingua.surveys.study_new import new_study

    return new_study(wish.folder, clips=wish.clips).folder
