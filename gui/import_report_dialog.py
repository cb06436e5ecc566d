"""What an import did: what was read and kept, and, to be looked at, what it doubts and what it refused."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtWidgets import (
    QFileDialog,
    QGridLayout,
    QLabel,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from merlingua.gui.dialogs import TextDialog, wrapped_label
from merlingua.gui.form_fields import button_row, main_button, plain_button
from merlingua.gui.import_words import count_name, findings_text, n_findings
from merlingua.gui.theme import Space, Theme, Type, set_kind, set_type
from merlingua.gui.translation import LANGUAGES, Formatter
from merlingua.surveys.import_report import ImportReport

_WIDTH = 660
_FINDINGS_HEIGHT = 240
_LEAST_HEIGHT = 96


class ImportReportDialog(TextDialog):
    """Shows an ``ImportReport``; it can be kept as a file."""

    def __init__(
        self,
        report: ImportReport,
        *,
        theme: Theme,
        formatter: Formatter,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._report = report
        self._theme = theme
        self._formatter = formatter
        n_new = report.kept.get("answers that are new", 0)
        title = self.tr("The answers are in the store") if n_new else self.tr("Nothing new was found")
        self.setWindowTitle(title)
        self.setMinimumWidth(theme.px(_WIDTH))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*[theme.px(Space.L)] * 4)
        layout.setSpacing(theme.px(Space.M))
        layout.addWidget(wrapped_label(title, Type.TITLE))
        layout.addLayout(self._counts())
        self._add_findings(layout)
        self.message = wrapped_label("", Type.BODY)
        self.message.setVisible(False)
        layout.addWidget(self.message)
        self.keep = plain_button(self.tr("Save this list…"), self._choose_file)
        self.close_button = main_button(self.tr("Close"), self.accept)
        layout.addLayout(button_row(self.keep, self.close_button, theme=theme))
        self.close_button.setFocus()

    def save(self, file: Path) -> None:
        """Keep the report as ``merlingua import`` prints it."""
        from merlingua.surveys.study_files import write_atomically

        try:
            write_atomically(file, "\n".join(self._report.lines()) + "\n")
        except OSError as error:
            set_kind(self.message, "error")
            self.message.setText(
                self.tr("{file} cannot be written: {reason}").format(
                    file=file, reason=error.strerror or error
                )
            )
        else:
            self.message.setText(self.tr("It lies in {file}").format(file=file))
        self.message.setVisible(True)

    def _counts(self) -> QGridLayout:
        """Read, kept, and kept of each language, a row each."""
        grid = QGridLayout()
        grid.setHorizontalSpacing(self._theme.px(Space.M))
        grid.setVerticalSpacing(self._theme.px(Space.XS))
        grid.setColumnStretch(1, 1)
        rows: list[tuple[str, Mapping[str, int]]] = [
            (self.tr("Read"), self._report.read),
            (self.tr("Kept"), self._report.kept),
        ]
        rows += [(LANGUAGES.get(code, code), counts) for code, counts in self._report.by_language.items()]
        for i, (name, counts) in enumerate(rows):
            label = QLabel(name)
            set_kind(label, "strong" if i < 2 else "quiet")
            text = wrapped_label(self._counts_text(counts), Type.BODY if i < 2 else Type.SMALL)
            if i >= 2:
                set_type(label, Type.SMALL)
                set_kind(text, "quiet")
            grid.addWidget(label, i, 0)
            grid.addWidget(text, i, 1)
        return grid

    def _counts_text(self, counts: Mapping[str, int]) -> str:
        return "  ·  ".join(f"{count_name(name)}: {self._formatter.number(n)}" for name, n in counts.items())

    def _add_findings(self, layout: QVBoxLayout) -> None:
        number = self._formatter.number
        n_doubtful, n_refused = (n_findings(found) for found in (self._report.doubtful, self._report.refused))
        heading = wrapped_label(
            self.tr("Kept, but to be looked at: {n_doubtful}. Refused: {n_refused}.").format(
                n_doubtful=number(n_doubtful), n_refused=number(n_refused)
            ),
            Type.BODY,
        )
        layout.addWidget(heading)
        self.findings = QPlainTextEdit(findings_text(self._report))
        self.findings.setReadOnly(True)
        self.findings.setTabChangesFocus(True)
        self.findings.setAccessibleName(heading.text())
        self.findings.setMinimumHeight(self._theme.px(_LEAST_HEIGHT))
        self.findings.setMaximumHeight(self._theme.px(_FINDINGS_HEIGHT))
        self.findings.setVisible(bool(n_doubtful or n_refused))
        layout.addWidget(self.findings)

    def _choose_file(self) -> None:
        name, _ = QFileDialog.getSaveFileName(
            self, self.tr("Save this list"), f"import-{self._report.study_id}.txt"
        )
        if name:
            self.save(Path(name))
