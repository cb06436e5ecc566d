"""What can be opened for a study besides a session: its pages and exports, made at first use."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QStackedWidget

from merlingua.gui.study_list import StudyRow
from merlingua.gui.theme import Appearance
from merlingua.gui.translation import Translation

if TYPE_CHECKING:
    from merlingua.gui.agreement_actions import AgreementActions
    from merlingua.gui.export_actions import ExportActions
    from merlingua.gui.inspect_actions import InspectActions
    from merlingua.gui.train_actions import TrainActions
    from merlingua.surveys.playback import Player


class StudyPages(QObject):
    """The pages of one window; what they import is slow, and not everybody opens them."""

    left = Signal()
    """A page is gone, and the home page is shown again."""
    study_looked_at = Signal(str, float, float)
    """Study id, lowest and highest agreement, as ``AgreementActions`` says it."""

    def __init__(
        self,
        *,
        store_file: Callable[[], Path],
        folders: Callable[[], Sequence[Path]],
        make_player: Callable[[], Player],
        appearance: Appearance,
        translation: Translation,
        stack: QStackedWidget,
    ) -> None:
        super().__init__(stack)
        self._store_file = store_file
        self._folders = folders
        self._make_player = make_player
        self._appearance = appearance
        self._translation = translation
        self._stack = stack
        self.agreement: AgreementActions | None = None
        self.inspect: InspectActions | None = None
        self.train: TrainActions | None = None
        self.exports: ExportActions | None = None
        self._monitors: list[subprocess.Popen[bytes]] = []

    def show_agreement(self, row: StudyRow) -> None:
        """How far the listeners of a study agree."""
        if self.agreement is None:
            from merlingua.gui.agreement_actions import AgreementActions

            self.agreement = AgreementActions(
                str(self._store_file()),
                folders=self._folders,
                appearance=self._appearance,
                translation=self._translation,
                stack=self._stack,
            )
            self.agreement.left.connect(self.left)
            self.agreement.study_looked_at.connect(self.study_looked_at)
        self.agreement.open(row)

    def show_inspect(self, row: StudyRow | None, model: str = "") -> None:
        """What models hear in a study's clips, or in any others; the best model, or one by its file."""
        if self.inspect is None:
            from merlingua.gui.inspect_actions import InspectActions

            self.inspect = InspectActions(
                str(self._store_file()),
                make_player=self._make_player,
                appearance=self._appearance,
                translation=self._translation,
                stack=self._stack,
            )
            self.inspect.left.connect(self.left)
        self.inspect.open(row, model=model)

    def show_train(self, row: StudyRow) -> None:
        """What groups of a study's listeners heard, and a model of them."""
        if self.train is None:
            from merlingua.gui.train_actions import TrainActions

            self.train = TrainActions(
                str(self._store_file()),
                appearance=self._appearance,
                translation=self._translation,
                stack=self._stack,
            )
            self.train.left.connect(self.left)
            self.train.inspect_requested.connect(self.show_inspect)
        self.train.open(row)

    def open_monitor(self, row: StudyRow) -> None:
        """A window of its own process, which stays while this one gives way to sessions."""
        self._monitors = [each for each in self._monitors if each.poll() is None]
        command = [sys.executable, "-P", "-m", "merlingua.gui", "monitor"]
        command += ["--store", str(self._store_file()), "--study", str(row.folder)]
        command += ["--language", self._translation.language]
        command += ["--font-scale", str(round(100 * self._appearance.theme.scale))]
        self._monitors.append(subprocess.Popen(command))

    def export(self, row: StudyRow) -> None:
        """Ask how a study's answers shall be exported, and do it."""
        if self.exports is None:
            from merlingua.gui.export_actions import ExportActions

            self.exports = ExportActions(
                appearance=self._appearance, translation=self._translation, window=self._stack.window()
            )
        self.exports.ask(store=str(self._store_file()), study_id=row.study_id, study_folder=row.folder)

    def close(self) -> None:
        """End all that they have under way; monitors stay, they belong to nobody's session."""
        if self.agreement is not None:
            self.agreement.close()
        if self.inspect is not None:
            self.inspect.close()
        if self.train is not None:
            self.train.close()
        if self.exports is not None:
            self.exports.cancel()
