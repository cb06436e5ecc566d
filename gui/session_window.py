"""The full-screen shell of a session: where it stands, one page, pause, and the researcher's way out.

Conventions
-----------
The window shows what ``SessionModel`` says and holds no rule. It takes another page from its ``PageShelf``
where the step, the language or the theme changes, else the page draws the new state itself. In kiosk mode
``KioskGuard`` refuses every way out, and leaving asks for the PIN.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QApplication, QDialog, QVBoxLayout, QWidget

from merlingua.gui.dialogs import ErrorDialog, MessageDialog
from merlingua.gui.kiosk import AttemptLimit, KioskGuard, PinDialog
from merlingua.gui.page_shelf import PageShelf
from merlingua.gui.pause_overlay import PauseOverlay
from merlingua.gui.session_header import SessionHeader
from merlingua.gui.session_model import SessionModel
from merlingua.gui.theme import Appearance, Theme, set_kind
from merlingua.gui.translation import Formatter, Translation
from merlingua.surveys.errors import ClipError, MerlinguaError, PlaybackError
from merlingua.surveys.steps import Phase, SessionState

if TYPE_CHECKING:
    from merlingua.gui.page import Page, PageContext
    from merlingua.gui.revelation_model import Revelation
    from merlingua.surveys.playback import Playhead
    from merlingua.surveys.questions import Question
    from merlingua.surveys.study_length import StudyLength

LARGER_KEYS = ("Ctrl++", "Ctrl+=")
SMALLER_KEY = "Ctrl+-"


class SessionWindow(QWidget):
    """One listener's session, or in kiosk mode one after another."""

    ended = Signal()
    """The window may be closed: the session is finished, was declined, or the researcher left it."""

    def __init__(
        self,
        model: SessionModel,
        *,
        appearance: Appearance,
        translation: Translation,
        program_language: str,
        pin_hash: str | None = None,
        limit: AttemptLimit | None = None,
        is_kiosk: bool = False,
    ) -> None:
        super().__init__()
        self.model = model
        self._appearance = appearance
        self._translation = translation
        self._program_language = program_language
        self._pin_hash = pin_hash
        self._limit = limit or AttemptLimit()
        self._state: SessionState | None = None
        self._page: Page | None = None
        self._shelf = PageShelf(self, self._connect)
        self._may_close = False
        self._is_changing_language = False
        self._dialog: QDialog | None = None
        self._guard: KioskGuard | None = None
        self.setWindowTitle(self.tr("Merlingua: session"))
        set_kind(self, "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self.header = SessionHeader(appearance.theme, Formatter(translation.language))
        self.header.pause_requested.connect(self.model.pause)
        self._column.addWidget(self.header)
        self.overlay = PauseOverlay(appearance.theme, self)
        self.overlay.continue_requested.connect(self.model.unpause)
        self.overlay.leave_requested.connect(self.ask_to_leave)
        self._add_shortcuts()
        if is_kiosk:
            self.setAcceptDrops(False)
            self._guard = KioskGuard(_application(), self)
            self._guard.asked_to_leave.connect(self.ask_to_leave)
        model.state_changed.connect(self.show_state)
        model.playhead_moved.connect(self._show_playhead)
        model.revelation.revealed.connect(self._show_revelation)
        model.refused.connect(self._show_refusal)
        model.failed.connect(self._show_error)
        model.left.connect(self._leave)
        appearance.changed.connect(self._wear)

    @property
    def page(self) -> Page | None:
        """The page on the screen."""
        return self._page

    @property
    def state(self) -> SessionState | None:
        """What the session last said."""
        return self._state

    def show_state(self, state: SessionState) -> None:
        """Draw a state: on the same page where the step is the same, else on a new one."""
        before, self._state = self._state, state
        if before is None or before.language != state.language:
            self._is_changing_language = True
            self._translation.use(state.language)
            self._appearance.set_language(state.language)
            self._is_changing_language = False
        is_same_page = (
            self._page is not None
            and before is not None
            and before.step == state.step
            and before.language == state.language
            and before.attempt == state.attempt
        )
        if self._page is not None and is_same_page:
            self._page.show_state(state)
        else:
            self._replace_page(state)
        self.header.show_state(state, Formatter(state.language))
        self.overlay.setVisible(state.is_paused)
        if state.is_paused:
            self.overlay.cover(self)

    def ask_to_leave(self) -> None:
        """Ask the researcher, by PIN in kiosk mode, whether this session shall end here."""
        if self._may_close or self._dialog is not None:
            return
        with self._translation.speaking(self._program_language):
            self._dialog = self._leave_dialog()
        self._dialog.accepted.connect(self._leave)
        self._dialog.finished.connect(self._forget_dialog)
        self._dialog.open()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Close only where leaving was agreed to."""
        if not self._may_close:
            event.ignore()
            self.ask_to_leave()
            return
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape pauses; all else is the page's."""
        if event.key() == Qt.Key.Key_Escape and self._may_pause():
            self.model.pause()
            return
        super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the overlay over everything."""
        super().resizeEvent(event)
        self.overlay.cover(self)

    def changeEvent(self, event: QEvent) -> None:
        """Name the window in the new language."""
        if event.type() == QEvent.Type.LanguageChange:
            self.setWindowTitle(self.tr("Merlingua: session"))
        super().changeEvent(event)

    def _add_shortcuts(self) -> None:
        for keys, steps in ((LARGER_KEYS[0], 1), (LARGER_KEYS[1], 1), (SMALLER_KEY, -1)):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.activated.connect(lambda steps=steps: self._appearance.step_scale(steps))

    def _may_pause(self) -> bool:
        return self._state is not None and self.header.may_pause(self._state)

    def _leave_dialog(self) -> QDialog:
        theme = self._appearance.theme
        if self._guard is not None and self._pin_hash is not None:
            return PinDialog(self._pin_hash, limit=self._limit, theme=theme, parent=self)
        is_stored = self._state is not None and self._state.step.phase not in (Phase.LANGUAGE, Phase.CONSENT)
        body = (
            self.tr("All answers so far are saved. The session can be resumed from the list of studies.")
            if is_stored
            else self.tr("Nothing has been stored yet.")
        )
        return MessageDialog(
            title=self.tr("End this session?"),
            body=body,
            accept_text=self.tr("End session"),
            reject_text=self.tr("Back to the session"),
            theme=theme,
            parent=self,
        )

    def _forget_dialog(self) -> None:
        if self._dialog is not None:
            self._dialog.deleteLater()
            self._dialog = None

    def _leave(self) -> None:
        if self._may_close:
            return
        self._may_close = True
        if self._guard is not None:
            self._guard.release()
        self.ended.emit()

    @cached_property
    def _length(self) -> StudyLength:
        from merlingua.surveys.study_length import study_length

        return study_length(self.model.study)

    @cached_property
    def _rows(self) -> dict[str, tuple[Question, ...]]:
        from merlingua.surveys.session_plan import rows_of_block

        study = self.model.study
        return {block.id: rows_of_block(study, block) for block in study.definition.blocks}

    def _context(self, language: str) -> PageContext:
        from merlingua.gui.page import PageContext

        model = self.model
        return PageContext(
            texts=model.study.texts,
            language=language,
            definition=model.study.definition,
            theme=self._appearance.theme,
            formatter=Formatter(language),
            clip_samples=model.clip_samples,
            sample_rate=model.sample_rate,
            n_clips=self._length.n_clips,
            rows=self._rows,
            minutes=self._length.minutes,
        )

    def _replace_page(self, state: SessionState) -> None:
        context = self._context(state.language)
        page = self._shelf.take(state, context, shown=self._page)
        old, self._page = self._page, page
        if old is not None and old is not page:
            self._column.removeWidget(old)
            self._shelf.put_away(old, before=state.step.phase)
        if self._column.indexOf(page) < 0:
            self._column.addWidget(page, 1)
        self.overlay.raise_()
        page.show()
        if not state.is_paused:
            page.focus_first()
        if state.step.phase is Phase.REVELATION:
            self.model.revelation.show_again()
        if state.step.phase is Phase.BLOCK_INTRO:
            self._shelf.build_ahead(state, context)

    def _connect(self, page: Page) -> None:
        model = self.model
        page.answered.connect(model.answer)
        page.next_requested.connect(model.next)
        page.back_requested.connect(model.back)
        page.play_requested.connect(model.play)
        page.stop_requested.connect(model.stop)
        page.language_chosen.connect(model.choose_language)
        page.consent_given.connect(model.give_consent)
        page.declined.connect(model.decline)
        page.volume_changed.connect(model.set_volume)
        page.finish_requested.connect(model.finish)

    def _show_playhead(self, playhead: Playhead) -> None:
        if self._page is not None:
            self._page.show_playhead(playhead)

    def _show_revelation(self, revelation: Revelation | None) -> None:
        if self._page is not None:
            self._page.show_revelation(revelation)

    def _show_refusal(self, message: str) -> None:
        if self._page is not None:
            self._page.answers_refused()
            self._page.show_message(message)

    def _show_error(self, error: MerlinguaError) -> None:
        if self._page is not None:
            self._page.answers_refused()
        if self._dialog is not None:
            return
        is_sound = isinstance(error, PlaybackError | ClipError)
        self._dialog = ErrorDialog(error, theme=self._appearance.theme, retry=is_sound, parent=self)
        if is_sound:
            self._dialog.accepted.connect(self.model.retry)
        self._dialog.finished.connect(self._forget_dialog)
        self._dialog.open()

    def _wear(self, theme: Theme) -> None:
        self.header.set_theme(theme)
        self.overlay.set_theme(theme)
        is_replaced_anyway = self._may_close or self._is_changing_language
        if self._state is not None and self._page is not None and not is_replaced_anyway:
            self._page.commit()
            self._replace_page(self._state)


def _application() -> QApplication:
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        raise RuntimeError("a session's window needs a QApplication")
    return app
