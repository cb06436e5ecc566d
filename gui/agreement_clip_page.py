"""One excerpt: what the listeners of each group answered about one emotion."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from merlingua.gui.agreement_charts import StackChart, StackRow, Swatch
from merlingua.gui.agreement_model import AlphaTable, ItemDetail
from merlingua.gui.agreement_words import alpha_text, counts_sentence, group_name, group_title
from merlingua.gui.dialogs import wrapped_label
from merlingua.gui.flow_layout import FlowLayout
from merlingua.gui.theme import Space, Theme, Type, set_kind, set_type
from merlingua.gui.translation import Formatter


class ClipPage(QScrollArea):
    """Shows one clip of an ``ItemDetail``; ``step_requested`` asks for the one before (−1) or after (+1)."""

    step_requested = Signal(int)

    def __init__(self, theme: Theme, formatter: Formatter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._formatter = formatter
        self._anchors: tuple[str, ...] = ()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._build()

    def show_clip(self, detail: ItemDetail, clip: int, table: AlphaTable, *, by: str) -> None:
        """Draw the answers on one clip."""
        formatter = self._formatter
        self.about.setText(self._about(detail, clip))
        self._show_legend(detail)
        rows = []
        for group, counts in zip(detail.groups, detail.counts_of(clip), strict=True):
            numbers = tuple(map(int, counts))
            name = group_name(table, group.id, by=by, formatter=formatter)
            title = group_title(name, sum(numbers), formatter)
            rows.append(StackRow(title, numbers, f"{title}: {counts_sentence(detail, numbers, formatter)}"))
        self.chart.show_rows(rows)

    def show_steps(self, *, has_before: bool, has_after: bool) -> None:
        """Whether there is an excerpt before and after this one in the list."""
        self.before.setEnabled(has_before)
        self.after.setEnabled(has_after)

    def _about(self, detail: ItemDetail, position: int) -> str:
        clip = detail.clips[position]
        parts = [clip.title] if clip.title else []
        if clip.lyrics_language == "zxx":
            parts.append(self.tr("without words"))
        elif clip.lyrics_language not in ("", "und"):
            language = self._formatter.language_name(clip.lyrics_language)
            parts.append(self.tr("words: {language}").format(language=language))
        if clip.quadrant:
            parts.append(clip.quadrant)
        if clip.disagreement is not None:
            value = alpha_text(clip.disagreement, self._formatter)
            parts.append(self.tr("disagreement {value} (1: as by chance)").format(value=value))
        return "  ·  ".join(parts)

    def _show_legend(self, detail: ItemDetail) -> None:
        levels = range(len(detail.levels))
        anchors = tuple(detail.anchor(level, self._formatter.language) for level in levels)
        if anchors == self._anchors:
            return
        self._anchors = anchors
        while (item := self._legend.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for level, anchor in enumerate(anchors):
            entry = QWidget()
            row = QHBoxLayout(entry)
            row.setContentsMargins(0, 0, 0, 0)
            row.setSpacing(self._theme.px(Space.S))
            row.addWidget(Swatch(level, len(anchors), self._theme))
            label = QLabel(anchor)
            set_type(label, Type.SMALL)
            row.addWidget(label)
            self._legend.addWidget(entry)

    def _build(self) -> None:
        px = self._theme.px
        content = QWidget()
        self.setWidget(content)
        column = QVBoxLayout(content)
        column.setContentsMargins(px(Space.XS), 0, px(Space.S), px(Space.S))
        column.setSpacing(px(Space.M))
        self.about = wrapped_label("", Type.BODY)
        set_kind(self.about, "quiet")
        column.addWidget(self.about)
        self.chart = StackChart(self._theme)
        column.addWidget(self.chart)
        self._legend = FlowLayout(spacing=px(Space.M))
        column.addLayout(self._legend)
        hint = wrapped_label(
            self.tr("Each bar is a group, as long for few listeners as for many; numbers count listeners."),
            Type.BODY,
        )
        set_kind(hint, "quiet")
        column.addWidget(hint)
        row = FlowLayout(spacing=px(Space.S))
        self.before = QPushButton(self.tr("Previous excerpt"))
        self.after = QPushButton(self.tr("Next excerpt"))
        self.before.clicked.connect(lambda: self.step_requested.emit(-1))
        self.after.clicked.connect(lambda: self.step_requested.emit(1))
        row.addWidget(self.before)
        row.addWidget(self.after)
        column.addLayout(row)
        column.addStretch(1)
