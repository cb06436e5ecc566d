"""The researcher's settings: few, and each says what it does. A change takes effect and is kept at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from merlingua.gui.dialogs import wrapped_label
from merlingua.gui.settings import Settings
from merlingua.gui.theme import FONT_SCALES, Space, Theme, Type, set_kind
from merlingua.gui.translation import LANGUAGES, Formatter, system_language

if TYPE_CHECKING:
    from merlingua.surveys.playback import OutputDevice

_COLUMN_WIDTH = 640
_FIELD_WIDTH = 320


class SettingsPage(QWidget):
    """Shows ``Settings`` and emits changed ones; hashing a PIN and listing devices are done elsewhere."""

    changed = Signal(object)
    """The new ``Settings``."""
    pin_chosen = Signal(str)
    """A new PIN in clear, to be hashed off the GUI thread; the empty string removes the PIN."""
    back_requested = Signal()
    devices_requested = Signal()

    def __init__(
        self,
        settings: Settings,
        theme: Theme,
        parent: QWidget | None = None,
        *,
        formatter: Formatter | None = None,
    ) -> None:
        super().__init__(parent)
        self._formatter = formatter or Formatter(settings.language or system_language())
        self._settings = settings
        self._theme = theme
        self._is_filling = False
        set_kind(self, "page")
        self._build()
        self.show_settings(settings)

    def show_settings(self, settings: Settings) -> None:
        """Bring the fields to the settings, without telling anybody."""
        self._settings = settings
        self._is_filling = True
        _choose(self.language, settings.language)
        _choose(self.font_scale, settings.font_scale)
        _choose(self.theme_name, settings.theme)
        if self.device.findData(settings.device) < 0:
            self.device.addItem(str(settings.device), settings.device)
        _choose(self.device, settings.device)
        self._remove_pin.setVisible(settings.pin_hash is not None)
        self._pin_state.setText(
            self.tr("A PIN is set.") if settings.pin_hash is not None else self.tr("No PIN is set.")
        )
        self._is_filling = False

    def show_devices(self, devices: Sequence[OutputDevice]) -> None:
        """Offer the sound devices that are there now."""
        self._is_filling = True
        self.device.clear()
        self.device.addItem(self.tr("As the system is set"), None)
        for device in devices:
            self.device.addItem(device.name, device.name)
        chosen = self._settings.device
        if chosen is not None and self.device.findData(chosen) < 0:
            self.device.addItem(self.tr("{device} (not there now)").format(device=chosen), chosen)
        _choose(self.device, chosen)
        self._device_problem.setVisible(False)
        self._is_filling = False

    def show_device_problem(self, message: str) -> None:
        """Say why no sound device can be listed."""
        self._device_problem.setText(message)
        self._device_problem.setVisible(True)

    def show_pin_problem(self, message: str) -> None:
        """Say why a PIN was not taken."""
        self._pin_state.setText(message)

    def _build(self) -> None:
        theme = self._theme
        outer = QVBoxLayout(self)
        outer.setContentsMargins(*[theme.px(Space.L)] * 4)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        outer.addWidget(scroll)
        content = QWidget()
        scroll.setWidget(content)
        centre = QHBoxLayout(content)
        column_widget = QWidget()
        column_widget.setMaximumWidth(theme.px(_COLUMN_WIDTH))
        centre.addWidget(column_widget)
        column = QVBoxLayout(column_widget)
        column.setSpacing(theme.px(Space.L))
        column.addLayout(self._head())
        for title, hint, field in self._fields():
            column.addLayout(self._section(title, hint, field))
        column.addLayout(self._pin_section())
        column.addStretch(1)

    def _head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.addWidget(wrapped_label(self.tr("Settings"), Type.DISPLAY), 1)
        self.back = QPushButton(self.tr("Back to the studies"))
        self.back.clicked.connect(self.back_requested)
        row.addWidget(self.back)
        return row

    def _fields(self) -> tuple[tuple[str, str, QComboBox], ...]:
        self.language = QComboBox()
        system_name = LANGUAGES[system_language()]
        self.language.addItem(self.tr("As the system is set ({language})").format(language=system_name), None)
        for language, name in LANGUAGES.items():
            self.language.addItem(name, language)
        self.font_scale = QComboBox()
        for scale in FONT_SCALES:
            self.font_scale.addItem(self._formatter.percent(scale), scale)
        self.theme_name = QComboBox()
        self.theme_name.addItem(self.tr("As the system is set"), "system")
        self.theme_name.addItem(self.tr("Light"), "light")
        self.theme_name.addItem(self.tr("Dark"), "dark")
        self.device = QComboBox()
        self.device.addItem(self.tr("As the system is set"), None)
        for box in (self.language, self.font_scale, self.theme_name, self.device):
            box.currentIndexChanged.connect(self._change)
            box.setMinimumWidth(self._theme.px(_FIELD_WIDTH))
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        return (
            (
                self.tr("Language"),
                self.tr("The language of these pages. Listeners choose their own when a session starts."),
                self.language,
            ),
            (self.tr("Text size"), self.tr("For all pages, the listeners' too."), self.font_scale),
            (
                self.tr("Colours"),
                self.tr("Light or dark. They stay as they are while a session runs."),
                self.theme_name,
            ),
            (
                self.tr("Sound device"),
                self.tr("Where the clips are played. It is checked again before each clip."),
                self.device,
            ),
        )

    def _section(self, title: str, hint: str, field: QComboBox) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(self._theme.px(Space.S))
        heading = wrapped_label(title, Type.LEAD)
        heading.setBuddy(field)
        column.addWidget(heading)
        column.addWidget(_quiet(hint))
        field.setAccessibleName(title)
        field.setAccessibleDescription(hint)
        column.addWidget(field, 0, Qt.AlignmentFlag.AlignLeft)
        if field is self.device:
            self._device_problem = wrapped_label("", Type.BODY)
            set_kind(self._device_problem, "error")
            self._device_problem.setVisible(False)
            column.addWidget(self._device_problem)
        return column

    def _pin_section(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(self._theme.px(Space.S))
        column.addWidget(wrapped_label(self.tr("Researcher's PIN"), Type.LEAD))
        column.addWidget(
            _quiet(self.tr("In kiosk mode a listener cannot leave the window: only this PIN ends a session."))
        )
        row = QHBoxLayout()
        row.setSpacing(self._theme.px(Space.S))
        self.pin = QLineEdit()
        self.pin.setEchoMode(QLineEdit.EchoMode.Password)
        self.pin.setAccessibleName(self.tr("New PIN"))
        self.pin.setPlaceholderText(self.tr("New PIN"))
        self.pin.setFixedWidth(self._theme.px(_FIELD_WIDTH))
        self.pin.returnPressed.connect(self._set_pin)
        row.addWidget(self.pin)
        self.set_pin = QPushButton(self.tr("Set PIN"))
        self.set_pin.clicked.connect(self._set_pin)
        row.addWidget(self.set_pin)
        self._remove_pin = QPushButton(self.tr("Remove PIN"))
        self._remove_pin.clicked.connect(self._drop_pin)
        row.addWidget(self._remove_pin)
        row.addStretch(1)
        column.addLayout(row)
        self._pin_state = _quiet("")
        column.addWidget(self._pin_state)
        return column

    def _change(self) -> None:
        if self._is_filling:
            return
        self._settings = replace(
            self._settings,
            language=self.language.currentData(),
            font_scale=self.font_scale.currentData(),
            theme=self.theme_name.currentData(),
            device=self.device.currentData(),
        )
        self.changed.emit(self._settings)

    def _set_pin(self) -> None:
        pin = self.pin.text()
        self.pin.clear()
        if pin:
            self.pin_chosen.emit(pin)

    def _drop_pin(self) -> None:
        self.pin_chosen.emit("")


def _quiet(text: str) -> QLabel:
    label = wrapped_label(text, Type.BODY)
    set_kind(label, "quiet")
    return label


def _choose(box: QComboBox, value: object) -> None:
    box.setCurrentIndex(max(0, box.findData(value)))
