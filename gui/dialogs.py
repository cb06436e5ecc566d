"""Dialogs that a person can act on: what happened, that the answers are safe, what to do.

Listeners read a sentence in their language; the exact message of the error, in English and with names and
values, waits under "Details" for the researcher.
"""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QGuiApplication, QShowEvent
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from merlingua.gui.theme import Space, Theme, Type, set_kind, set_type
from merlingua.surveys.errors import (
    ClipError,
    InstrumentError,
    MerlinguaError,
    MissingTextError,
    PlaybackError,
    RatingsFileError,
    StoreError,
    StudyError,
)

_WIDTH = 560
_DETAILS_HEIGHT = 160
_DETAILS_LEAST_HEIGHT = 48
_AROUND = 48
"""What the desktop needs of the screen beside a dialog, in px: its title bar and frame."""


def what_happened(error: Exception) -> str:
    """One sentence in the language of the window."""
    translate = QCoreApplication.translate
    if isinstance(error, PlaybackError):
        return translate("Dialogs", "The sound does not work.")
    if isinstance(error, StoreError):
        return translate("Dialogs", "The answers' store cannot be used now.")
    if isinstance(error, StudyError):
        return translate("Dialogs", "This study is not ready yet.")
    if isinstance(error, ClipError):
        return translate("Dialogs", "An excerpt cannot be played.")
    if isinstance(error, MissingTextError | InstrumentError):
        return translate("Dialogs", "A text of this study is missing.")
    if isinstance(error, RatingsFileError):
        return translate("Dialogs", "These files cannot be taken.")
    if isinstance(error, MerlinguaError):
        return translate("Dialogs", "That did not work.")
    return translate("Dialogs", "The program made a mistake.")


def what_to_do(error: Exception) -> str:
    """What helps, in the language of the window."""
    translate = QCoreApplication.translate
    if isinstance(error, PlaybackError):
        return translate("Dialogs", "Check that headphones or loudspeakers are plugged in, then try again.")
    if isinstance(error, StoreError):
        return translate("Dialogs", "Free space on the disk or close the other window, then try again.")
    if isinstance(error, StudyError | MissingTextError | InstrumentError | ClipError):
        return translate("Dialogs", "Mend what is listed below in the study folder, then check it again.")
    if isinstance(error, MerlinguaError):
        return translate("Dialogs", "The details say what to do.")
    return translate("Dialogs", "Start the program again; the session goes on where it stopped.")


def in_words(error: Exception) -> str:
    """What happened and what helps in the program's language; then the error's own words, for the details."""
    return f"{what_happened(error)} {what_to_do(error)}\n\n{error}"


class TextDialog(QDialog):
    """A dialog of wrapped texts that is as high as they need.

    By itself Qt gives a dialog no more than two thirds of the screen, and cuts what is below.
    """

    def showEvent(self, event: QShowEvent) -> None:
        """Take the height that the texts need at this width, as far as the screen has it."""
        self.fit_texts()
        super().showEvent(event)

    def fit_texts(self) -> None:
        """Take the height that the texts need now."""
        layout = self.layout()
        if layout is not None:
            layout.activate()
            width = max(self.width(), self.minimumWidth())
            wanted = layout.totalHeightForWidth(width) if layout.hasHeightForWidth() else self.height()
            self.resize(width, min(wanted, self.screen().availableSize().height() - _AROUND))


class MessageDialog(TextDialog):
    """A question or a message with one or two answers, calm and readable.

    ``accept_text`` is the primary action; without ``reject_text`` it is the only one.
    """

    def __init__(
        self,
        *,
        title: str,
        body: str,
        accept_text: str,
        reject_text: str | None = None,
        details: str | None = None,
        theme: Theme,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setWindowTitle(title)
        self.setWindowFlag(Qt.WindowType.WindowContextHelpButtonHint, False)
        self.setMinimumWidth(theme.px(_WIDTH))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*[theme.px(Space.L)] * 4)
        layout.setSpacing(theme.px(Space.M))
        heading = wrapped_label(title, Type.TITLE)
        heading.setAccessibleName(title)
        layout.addWidget(heading)
        for paragraph in body.split("\n\n"):
            layout.addWidget(wrapped_label(paragraph, Type.BODY))
        if details:
            layout.addWidget(self._details_area(details))
        layout.addLayout(self._buttons(accept_text, reject_text))

    def _details_area(self, details: str) -> QWidget:
        theme = self._theme
        area = QFrame()
        column = QVBoxLayout(area)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(Space.S))
        row = QHBoxLayout()
        heading = wrapped_label(self.tr("Details"), Type.SMALL)
        set_kind(heading, "quiet")
        row.addWidget(heading, 1)
        self._copy = QPushButton(self.tr("Copy"))
        set_kind(self._copy, "quiet")
        self._copy.clicked.connect(self._copy_details)
        row.addWidget(self._copy)
        column.addLayout(row)
        self.details = QPlainTextEdit(details)
        self.details.setReadOnly(True)
        self.details.setTabChangesFocus(True)
        self.details.setAccessibleName(heading.text())
        self.details.setMinimumHeight(theme.px(_DETAILS_LEAST_HEIGHT))
        self.details.setMaximumHeight(theme.px(_DETAILS_HEIGHT))
        column.addWidget(self.details)
        return area

    def _buttons(self, accept_text: str, reject_text: str | None) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(self._theme.px(Space.S))
        row.addStretch(1)
        if reject_text is not None:
            self.reject_button = QPushButton(reject_text)
            self.reject_button.clicked.connect(self.reject)
            row.addWidget(self.reject_button)
        self.accept_button = QPushButton(accept_text)
        self.accept_button.setDefault(True)
        set_kind(self.accept_button, "primary")
        self.accept_button.clicked.connect(self.accept)
        row.addWidget(self.accept_button)
        self.accept_button.setFocus()
        return row

    def _copy_details(self) -> None:
        QGuiApplication.clipboard().setText(self.details.toPlainText())


class ErrorDialog(MessageDialog):
    """An error: what happened, that the answers are safe, what to do, and the details.

    ``answers_are_safe`` leaves the middle sentence out where no session runs. ``retry`` offers "Try again".
    """

    def __init__(
        self,
        error: Exception,
        *,
        theme: Theme,
        answers_are_safe: bool = True,
        retry: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        translate = QCoreApplication.translate
        paragraphs = [what_to_do(error)]
        if answers_are_safe:
            paragraphs.insert(0, translate("Dialogs", "All answers so far are saved."))
        super().__init__(
            title=what_happened(error),
            body="\n\n".join(paragraphs),
            accept_text=translate("Dialogs", "Try again") if retry else translate("Dialogs", "OK"),
            reject_text=translate("Dialogs", "Close") if retry else None,
            details=details_of(error),
            theme=theme,
            parent=parent,
        )


def details_of(error: Exception) -> str:
    """The error's own words; of a study error every problem, one a line."""
    if isinstance(error, StudyError):
        return "\n".join([str(error.folder), *map(str, error.problems)])
    if isinstance(error, MerlinguaError):
        return str(error)
    return f"{type(error).__name__}: {error}"


def wrapped_label(text: str, type_: Type) -> QLabel:
    """Plain text of one type size, in as many lines as it needs."""
    label = QLabel(text)
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    set_type(label, type_)
    return label


class WaitDialog(TextDialog):
    """Says what is being done, how far it is, and lets the researcher cancel it (``rejected``)."""

    def __init__(self, title: str, *, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setMinimumWidth(theme.px(_WIDTH))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*[theme.px(Space.L)] * 4)
        layout.setSpacing(theme.px(Space.M))
        layout.addWidget(wrapped_label(title, Type.TITLE))
        self.what = wrapped_label("", Type.BODY)
        layout.addWidget(self.what)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setRange(0, 0)
        self.bar.setAccessibleName(title)
        layout.addWidget(self.bar)
        row = QHBoxLayout()
        row.addStretch(1)
        self.cancel = QPushButton(self.tr("Cancel"))
        self.cancel.clicked.connect(self.reject)
        row.addWidget(self.cancel)
        layout.addLayout(row)

    def show_progress(self, what: str, n_done: int, n: int) -> None:
        """``what`` is under way, ``n_done`` of ``n``; ``n`` 0 or 1 shows that it goes on, not how far."""
        self.what.setText(what)
        self.bar.setRange(0, n if n > 1 else 0)
        self.bar.setValue(n_done)
