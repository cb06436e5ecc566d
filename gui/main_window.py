"""The researcher's window: home and settings, and the wiring between them, the store and the sessions."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QTimer, QUrl, Signal
from PySide6.QtGui import QCloseEvent, QDesktopServices, QPaintEvent
from PySide6.QtWidgets import QMainWindow, QStackedWidget, QWidget

from merlingua.gui.dialogs import ErrorDialog, MessageDialog, in_words
from merlingua.gui.home_page import HomePage
from merlingua.gui.kiosk import hash_pin
from merlingua.gui.page_loading import load_pages
from merlingua.gui.resume_dialog import ResumeDialog
from merlingua.gui.session_backups import SessionBackups
from merlingua.gui.session_launcher import SessionLauncher, devices, player_of
from merlingua.gui.settings import Settings, SettingsError, write_settings
from merlingua.gui.settings_page import SettingsPage
from merlingua.gui.store_thread import StoreThread, default_store_file
from merlingua.gui.study_actions import StudyActions
from merlingua.gui.study_list import StudyRow, read_rows, unfinished
from merlingua.gui.study_pages import StudyPages
from merlingua.gui.tasks import Task
from merlingua.gui.theme import Appearance, Theme
from merlingua.gui.translation import Formatter, Translation, system_language
from merlingua.gui.window_size import take_room
from merlingua.surveys.errors import MerlinguaError

if TYPE_CHECKING:
    from merlingua.surveys.store import SessionSummary


class MainWindow(QMainWindow):
    """Home page, settings page, and all that their buttons ask for."""

    painted = Signal()
    """Once, after the window was painted for the first time."""

    def __init__(
        self,
        settings: Settings,
        *,
        settings_file: Path,
        appearance: Appearance,
        translation: Translation,
        store: str | Path | None = None,
        study: Path | None = None,
        device: str | None = None,
        is_kiosk: bool = False,
    ) -> None:
        super().__init__()
        self._settings = settings
        self._settings_file = settings_file
        self._appearance = appearance
        self._translation = translation
        self._store_place = store
        self._study = study
        self._device = device
        self._is_kiosk = is_kiosk
        self._has_painted = False
        self._store = StoreThread(store)
        self.setWindowTitle("Merlingua")
        take_room(self, self.theme.scale)
        self.home = HomePage(appearance.theme, Formatter(translation.language))
        self.settings_page: SettingsPage | None = None
        self._stack = QStackedWidget()
        self._stack.addWidget(self.home)
        self.setCentralWidget(self._stack)
        self.launcher = SessionLauncher(
            self._store, appearance=appearance, translation=translation, window=self
        )
        self.backups = SessionBackups(self._store_file, parent=self)
        self.study_actions = StudyActions(appearance=appearance, window=self)
        self.pages = StudyPages(
            store_file=self._store_file,
            folders=lambda: [Path(name) for name in self._settings.studies],
            make_player=lambda: player_of(self._chosen_device()),
            appearance=appearance,
            translation=translation,
            stack=self._stack,
        )
        self._connect()

    @property
    def theme(self) -> Theme:
        """The theme that is worn now."""
        return self._appearance.theme

    @property
    def settings(self) -> Settings:
        """The settings as they are now."""
        return self._settings

    def front_window(self) -> QWidget:
        """The session's window while one runs, else this one."""
        return self.launcher.window or self

    def begin(self) -> None:
        """After the window is shown: read the studies, or run the kiosk's study."""
        if self._study is not None:
            self._keep(self._settings.with_study(self._study))
        self.home.show_store(self._store_file())
        self.refresh()
        if self._is_kiosk and self._study is not None:
            self._start_kiosk(self._study)

    def end(self) -> None:
        """Close the session, the store and its thread."""
        self.launcher.close()
        self.pages.close()
        self._store.close()

    def refresh(self) -> None:
        """Read the list of studies and their numbers again."""
        folders = [Path(name) for name in self._settings.studies]
        task = self._store.task(partial(read_rows, folders=folders), parent=self)
        task.succeeded.connect(self.home.show_rows)
        task.failed.connect(self._show_store_problem)
        task.start()

    def show_error(self, error: Exception) -> None:
        """A dialog that says what happened and what to do."""
        dialog = ErrorDialog(error, theme=self.theme, answers_are_safe=False, parent=self)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Tell once that there is something to see."""
        super().paintEvent(event)
        if not self._has_painted:
            self._has_painted = True
            QTimer.singleShot(0, self.painted.emit)  # once it is on the screen

    def closeEvent(self, event: QCloseEvent) -> None:
        """Not while a session runs: its window is the one to leave."""
        if self.launcher.window is not None:
            event.ignore()
            return
        event.accept()

    def _connect(self) -> None:
        home = self.home
        home.start_requested.connect(self._start)
        home.resume_requested.connect(self._choose_unfinished)
        home.check_requested.connect(self.study_actions.check)
        home.folder_requested.connect(self.study_actions.open_folder)
        home.export_requested.connect(self.pages.export)
        home.forget_requested.connect(self._forget)
        home.agreement_requested.connect(self.pages.show_agreement)
        home.inspect_requested.connect(self.pages.show_inspect)
        home.train_requested.connect(self.pages.show_train)
        home.monitor_requested.connect(self.pages.open_monitor)
        home.clips_requested.connect(partial(self.pages.show_inspect, None))
        home.open_requested.connect(self.study_actions.open_study)
        home.new_requested.connect(self.study_actions.new_study)
        home.demo_requested.connect(self.study_actions.install_demo)
        home.settings_requested.connect(self._show_settings)
        home.data_requested.connect(self._open_data_folder)
        self.pages.left.connect(self.refresh)
        self.pages.study_looked_at.connect(home.keep_agreement)
        self.study_actions.study_added.connect(self._add)
        self.launcher.opened.connect(self.hide)
        self.launcher.closed.connect(self._session_closed)
        self.launcher.moved.connect(self.backups.follow)
        self.launcher.closed.connect(self.backups.session_left)
        self.backups.made.connect(partial(self.home.show_warning, None))
        self.backups.failed.connect(self._warn_of_backup)
        self._appearance.changed.connect(self._wear)
        self.painted.connect(self._prepare)
        self._translation.changed.connect(self._speak)

    # Sessions

    def _start(self, row: StudyRow) -> None:
        self.launcher.start(row.folder, device=self._chosen_device())

    def _start_kiosk(self, folder: Path) -> None:
        if self._settings.pin_hash is None:
            self._show_settings()
            self._tell_no_pin()
            return
        self.launcher.start(
            folder, device=self._chosen_device(), pin_hash=self._settings.pin_hash, is_kiosk=True
        )

    def _choose_unfinished(self, row: StudyRow) -> None:
        task = self._store.task(partial(unfinished, study_id=row.study_id), parent=self)
        task.succeeded.connect(partial(self._offer_unfinished, row))
        task.failed.connect(self.show_error)
        task.start()

    def _offer_unfinished(self, row: StudyRow, sessions: list[SessionSummary]) -> None:
        dialog = ResumeDialog(
            sessions, theme=self.theme, formatter=Formatter(self._translation.language), parent=self
        )
        dialog.chosen.connect(partial(self._resume, row))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _resume(self, row: StudyRow, session_id: UUID) -> None:
        self.launcher.start(row.folder, device=self._chosen_device(), session_id=session_id)

    def _session_closed(self) -> None:
        self.home.set_appearance(self.theme, Formatter(self._translation.language))
        self.show()
        self.refresh()

    def _warn_of_backup(self, error: MerlinguaError) -> None:
        text = self.tr("The answers are saved, but no copy of them could be made: {why}")
        self.home.show_warning(text.format(why=in_words(error)))

    def _chosen_device(self) -> str | None:
        return self._device if self._device is not None else self._settings.device

    # Studies

    def _add(self, folder: Path) -> None:
        self._keep(self._settings.with_study(folder))
        self.refresh()

    def _forget(self, row: StudyRow) -> None:
        self._keep(self._settings.without_study(row.folder))
        self.refresh()

    def _open_data_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._store_file().parent)))

    def _store_file(self) -> Path:
        place = self._store_place
        if place is None:
            return default_store_file()
        return Path(str(place).removeprefix("sqlite:///")).absolute()

    def _show_store_problem(self, error: MerlinguaError) -> None:
        self.home.show_rows(None)
        self.home.show_problem(in_words(error))

    def _prepare(self) -> None:
        Task(partial(load_pages, self._translation.language), parent=self).start()

    # Settings

    def _show_settings(self) -> None:
        page = SettingsPage(self._settings, self.theme, formatter=Formatter(self._translation.language))
        page.changed.connect(self._take_settings)
        page.pin_chosen.connect(self._hash_pin)
        page.back_requested.connect(self._show_home)
        self._drop_settings_page()
        self.settings_page = page
        self._stack.addWidget(page)
        self._stack.setCurrentWidget(page)
        page.back.setFocus()
        task = Task(devices, parent=self)
        task.succeeded.connect(page.show_devices)
        task.failed.connect(self._show_device_problem)
        task.start()

    def _show_device_problem(self, error: MerlinguaError) -> None:
        if self.settings_page is not None:
            self.settings_page.show_device_problem(in_words(error))

    def _show_home(self) -> None:
        self._stack.setCurrentWidget(self.home)
        self._drop_settings_page()

    def _drop_settings_page(self) -> None:
        page, self.settings_page = self.settings_page, None
        if page is not None:
            self._stack.removeWidget(page)
            page.deleteLater()

    def _take_settings(self, settings: Settings) -> None:
        is_other_language = settings.language != self._settings.language
        self._keep(settings)
        self._appearance.set_name(settings.theme)
        self._appearance.set_scale(settings.font_scale)
        if is_other_language:
            self._translation.use(settings.language or system_language())
            self._appearance.set_language(self._translation.language)
            self._show_settings()

    def _hash_pin(self, pin: str) -> None:
        if not pin:
            self._keep_pin(None)
            return
        task = Task(partial(hash_pin, pin), parent=self)
        task.succeeded.connect(self._keep_pin)
        task.failed.connect(self._show_pin_problem)
        task.start()

    def _keep_pin(self, pin_hash: str | None) -> None:
        self._keep(replace(self._settings, pin_hash=pin_hash))
        if self.settings_page is not None:
            self.settings_page.show_settings(self._settings)

    def _show_pin_problem(self, error: MerlinguaError) -> None:
        if self.settings_page is not None:
            self.settings_page.show_pin_problem(str(error))

    def _tell_no_pin(self) -> None:
        dialog = MessageDialog(
            title=self.tr("Set a PIN first"),
            body=self.tr("In kiosk mode only the PIN ends a session. Set one here, then start again."),
            accept_text=self.tr("OK"),
            theme=self.theme,
            parent=self,
        )
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _keep(self, settings: Settings) -> None:
        self._settings = settings
        try:
            write_settings(settings, self._settings_file)
        except SettingsError as error:
            self.show_error(error)

    def _speak(self, language: str) -> None:
        self.home.set_formatter(Formatter(language))

    def _wear(self, theme: Theme) -> None:
        if self.launcher.window is not None:
            return
        self.home.set_appearance(theme, Formatter(self._translation.language))
        if self.settings_page is not None:
            self._show_settings()
