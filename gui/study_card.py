"""One study on the home page: its name, how many listeners of each language there are, what can be done."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout

from merlingua.gui.dialogs import wrapped_label
from merlingua.gui.flow_layout import FlowLayout
from merlingua.gui.study_list import LanguageCount, StudyRow
from merlingua.gui.theme import Space, Theme, Type, set_kind, set_type
from merlingua.gui.translation import LANGUAGES, Formatter

_BAR_WIDTH = 120


class StudyCard(QFrame):
    """Draws a ``StudyRow``; each signal carries it back."""

    start_requested = Signal(object)
    resume_requested = Signal(object)
    check_requested = Signal(object)
    folder_requested = Signal(object)
    export_requested = Signal(object)
    forget_requested = Signal(object)
    agreement_requested = Signal(object)
    inspect_requested = Signal(object)
    train_requested = Signal(object)
    monitor_requested = Signal(object)

    def __init__(
        self,
        row: StudyRow,
        *,
        theme: Theme,
        formatter: Formatter,
        is_first: bool,
        agreement: tuple[float, float] | None = None,
    ) -> None:
        super().__init__()
        self._agreement = agreement
        row = replace(row, title=row.title_in(formatter.language))
        self.row = row
        self._theme = theme
        self._formatter = formatter
        set_kind(self, "card")
        self.setAccessibleName(row.title)
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.px(Space.L), theme.px(Space.M)] * 2)
        column.setSpacing(theme.px(Space.M))
        head = QVBoxLayout()
        head.setSpacing(theme.px(Space.XS))
        title = wrapped_label(row.title, Type.LEAD)
        set_kind(title, "strong")
        head.addWidget(title)
        about = wrapped_label(self._about(), Type.SMALL)
        set_kind(about, "quiet")
        head.addWidget(about)
        column.addLayout(head)
        if row.problem is not None:
            problem = wrapped_label(row.problem, Type.BODY)
            set_kind(problem, "error")
            column.addWidget(problem)
        else:
            column.addLayout(self._counts())
        column.addLayout(self._buttons(is_first))

    def _about(self) -> str:
        row = self.row
        if row.problem is not None:
            return str(row.folder)
        parts = [
            f"{row.study_id} {row.version}",
            self.tr("{n} excerpts").format(n=self._formatter.number(row.n_clips)),
        ]
        if row.last_answer is None:
            parts.append(self.tr("no answer yet"))
        else:
            parts.append(self.tr("last answer {when}").format(when=self._formatter.ago(row.last_answer)))
        if self._agreement is not None:
            lower, upper = (self._formatter.signed(value) for value in self._agreement)
            parts.append(self.tr("agreement {lower} to {upper}").format(lower=lower, upper=upper))
        return "  ·  ".join(parts)

    def _counts(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(self._theme.px(Space.L))
        grid.setVerticalSpacing(self._theme.px(Space.XS))
        for i, count in enumerate(self.row.counts):
            name = QLabel(LANGUAGES.get(count.language, count.language))
            grid.addWidget(name, 0, i)
            grid.addWidget(self._count(count), 1, i)
            if count.target is not None:
                grid.addWidget(self._bar(count), 2, i)
        grid.setColumnStretch(len(self.row.counts), 1)
        return grid

    def _count(self, count: LanguageCount) -> QLabel:
        number = self._formatter.number
        if count.target is None:
            text = self.tr("{n} finished").format(n=number(count.n_finished))
        else:
            text = self.tr("{n} of {target} finished").format(
                n=number(count.n_finished), target=number(count.target)
            )
        label = QLabel(text)
        set_type(label, Type.SMALL)
        set_kind(label, "quiet")
        return label

    def _bar(self, count: LanguageCount) -> QProgressBar:
        bar = QProgressBar()
        bar.setTextVisible(False)
        bar.setRange(0, count.target or 1)
        bar.setValue(min(count.n_finished, count.target or 1))
        bar.setFixedWidth(self._theme.px(_BAR_WIDTH))
        bar.setAccessibleName(LANGUAGES.get(count.language, count.language))
        return bar

    def _buttons(self, is_first: bool) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(self._theme.px(Space.M))
        main = FlowLayout(spacing=self._theme.px(Space.S))
        more = FlowLayout(spacing=self._theme.px(Space.XS), is_right=True)
        row = self.row
        line.addLayout(main, 1)
        line.addLayout(more, 1)
        self.start_button = QPushButton(self.tr("Start session"))
        self.start_button.clicked.connect(lambda: self.start_requested.emit(row))
        self.start_button.setEnabled(row.problem is None)
        if is_first:
            set_kind(self.start_button, "primary")
        main.addWidget(self.start_button)
        if row.n_unfinished:
            self.resume_button = QPushButton(
                self.tr("Resume unfinished ({n})").format(n=self._formatter.number(row.n_unfinished))
            )
            self.resume_button.clicked.connect(lambda: self.resume_requested.emit(row))
            main.addWidget(self.resume_button)
        self.agreement_button = QPushButton(self.tr("Agreement"))
        self.agreement_button.clicked.connect(lambda: self.agreement_requested.emit(row))
        self.agreement_button.setEnabled(row.problem is None)
        main.addWidget(self.agreement_button)
        self.inspect_button = QPushButton(self.tr("Inspect"))
        self.inspect_button.clicked.connect(lambda: self.inspect_requested.emit(row))
        self.inspect_button.setEnabled(row.problem is None)
        main.addWidget(self.inspect_button)
        self.train_button = QPushButton(self.tr("Train"))
        self.train_button.clicked.connect(lambda: self.train_requested.emit(row))
        self.train_button.setEnabled(row.problem is None)
        main.addWidget(self.train_button)
        is_whole = row.problem is None
        for text, signal, is_possible in (
            (self.tr("Monitor"), self.monitor_requested, is_whole),
            (self.tr("Check"), self.check_requested, True),
            (self.tr("Export…"), self.export_requested, is_whole),
            (self.tr("Open folder"), self.folder_requested, True),
            (self.tr("Remove from list"), self.forget_requested, True),
        ):
            button = QPushButton(text)
            set_kind(button, "quiet")
            button.setEnabled(is_possible)
            button.clicked.connect(lambda _=False, signal=signal: signal.emit(row))
            more.addWidget(button)
        return line
