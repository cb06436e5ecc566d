"""A row that goes on in the next line where it is too long: large type and long languages only reflow."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget


class FlowLayout(QLayout):
    """Items from the left, line by line, centred vertically within a line; ``spacing`` px between them.

    With ``is_right`` lines end at the right edge.
    """

    def __init__(self, parent: QWidget | None = None, *, spacing: int = 8, is_right: bool = False) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._is_right = is_right
        self.setSpacing(spacing)
        self.setContentsMargins(0, 0, 0, 0)

    def addItem(self, item: QLayoutItem) -> None:
        """Append an item; called by ``addWidget``."""
        self._items.append(item)

    def count(self) -> int:
        """How many items there are."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        """The item at an index, None beyond the last."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        """Remove and give an item, None beyond the last."""
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        """It takes no more height than its lines need."""
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        """Always: fewer px of width make more lines."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Height of all lines at a width, in px."""
        return self._arrange(QRect(0, 0, width, 0), is_dry=True)

    def setGeometry(self, rect: QRect) -> None:
        """Place every item; height that is left over stays above and below."""
        super().setGeometry(rect)
        spare = max(0, rect.height() - self.heightForWidth(rect.width()))
        self._arrange(rect.adjusted(0, spare // 2, 0, 0), is_dry=False)

    def sizeHint(self) -> QSize:
        """One line holds all."""
        hints = [item.sizeHint() for item in self._items]
        width = sum(hint.width() for hint in hints) + self.spacing() * max(0, len(hints) - 1)
        return QSize(width, max((hint.height() for hint in hints), default=0))

    def minimumSize(self) -> QSize:
        """The widest item alone in a line."""
        size = QSize()
        for item in self._items:
            size = size.expandedTo(item.minimumSize())
        return size

    def _arrange(self, rect: QRect, *, is_dry: bool) -> int:
        y = rect.top()
        for line in self._lines(rect.width()):
            hints = [_size(item, rect.width()) for item in line]
            height = max(hint.height() for hint in hints)
            used = sum(hint.width() for hint in hints) + self.spacing() * (len(line) - 1)
            x = rect.left() + (max(0, rect.width() - used) if self._is_right else 0)
            for item, hint in zip(line, hints, strict=True):
                if not is_dry:
                    item.setGeometry(QRect(QPoint(x, y + (height - hint.height()) // 2), hint))
                x += hint.width() + self.spacing()
            y += height + self.spacing()
        return max(0, y - rect.top() - self.spacing())

    def _lines(self, width: int) -> list[list[QLayoutItem]]:
        lines: list[list[QLayoutItem]] = []
        used = 0
        for item in self._items:
            if item.isEmpty():
                continue
            needed = _size(item, width).width()
            if lines and used + self.spacing() + needed <= width:
                lines[-1].append(item)
                used += self.spacing() + needed
            else:
                lines.append([item])
                used = needed
        return lines


def _size(item: QLayoutItem, width: int) -> QSize:
    """What an item takes of a line: no more than the line, higher where its text then wraps."""
    hint = item.sizeHint()
    if hint.width() <= width:
        return hint
    least = max(width, item.minimumSize().width())
    return QSize(least, item.heightForWidth(least) if item.hasHeightForWidth() else hint.height())
