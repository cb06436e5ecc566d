"""Every colour, size and space of the window; no widget sets one of its own.

Light and dark, font scale 1 to 2. All lengths are multiples of the scale, so 200 % only reflows. A widget
that paints itself takes colours from its palette (``colors_of``) and lengths from the ``Theme`` it was
given; all others are styled by the style sheet through the properties ``kind`` and ``type`` (see
``style_sheet.py``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import Enum
from typing import Literal

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from merlingua.gui.style_sheet import style_sheet

ThemeName = Literal["system", "light", "dark"]
THEME_NAMES: tuple[ThemeName, ...] = ("system", "light", "dark")

FONT_SCALES: tuple[float, ...] = (1.0, 1.25, 1.5, 1.75, 2.0)
MAX_PAGE_WIDTH = 1100
"""Widest a page's column gets, in px at 100 %: lines stay readable on a large screen."""
FOCUS_WIDTH = 3
"""Focus ring in px; the same at every scale."""
TARGET_HEIGHT = 32
"""Least height of whatever takes a click, in px at 100 %."""
CORNER = 6


class Space(int, Enum):
    """Distances in px at 100 %; use ``theme.px(Space.M)``."""

    XS = 4
    S = 8
    M = 16
    L = 24
    XL = 40


class Type(int, Enum):
    """Type sizes in px at 100 %; the lower-case name is the value of a widget's ``type`` property."""

    SMALL = 12
    BODY = 14
    LEAD = 17
    TITLE = 22
    DISPLAY = 30


@dataclass(frozen=True)
class Colors:
    """The tokens of one theme, as ``#RRGGBB``."""

    ground: str
    surface: str
    line: str
    """Rules between areas only: controls are outlined in ``quiet``."""
    text: str
    quiet: str
    accent: str
    """One action a page, the focus ring, the playhead."""
    on_accent: str
    pressed: str
    """The accent under a pressed or hovered button."""
    row: str
    """The ground that lifts the current row, and hovered controls."""
    warning: str
    error: str

    def color(self, name: str) -> QColor:
        """A token as Qt wants it; AttributeError for a name that is no token."""
        return QColor(getattr(self, name))


LIGHT = Colors(
    ground="#FAFAF7",
    surface="#FFFFFF",
    line="#D9D9D2",
    text="#1B1D21",
    quiet="#5C6068",
    accent="#2F5D8C",
    on_accent="#FFFFFF",
    pressed="#244A70",
    row="#E9F0F7",
    warning="#8A5A00",
    error="#A12622",
)
DARK = Colors(
    ground="#16181C",
    surface="#1F2228",
    line="#3A3F47",
    text="#ECEDEF",
    quiet="#A6ABB4",
    accent="#8AB4E8",
    on_accent="#16181C",
    pressed="#A9C8EF",
    row="#29313C",
    warning="#E8B75A",
    error="#F0857F",
)

TEXT_PAIRS: tuple[tuple[str, str], ...] = (
    *((front, back) for back in ("ground", "surface", "row") for front in ("text", "quiet", "accent")),
    *((front, back) for back in ("ground", "surface", "row") for front in ("warning", "error")),
    ("on_accent", "accent"),
    ("on_accent", "pressed"),
)
"""(text, ground) tokens that stand on one another somewhere; each reaches AA (4.5 : 1) in both themes."""

QUADRANT_COLORS: Mapping[str, str] = {"Q1": "#E69F00", "Q2": "#D55E00", "Q3": "#0072B2", "Q4": "#009E73"}
"""Okabe–Ito: told apart by every kind of colour vision; always with label and an outline in text colour."""


def quadrant_color(quadrant: str) -> QColor:
    """The colour of ``Q1`` to ``Q4`` as Qt wants it; KeyError for another name."""
    return QColor(QUADRANT_COLORS[quadrant])


LATIN_FAMILIES = ("Noto Sans", "DejaVu Sans")
CHINESE_FAMILIES = ("Noto Sans SC", "Noto Sans CJK SC")


@dataclass(frozen=True)
class Theme:
    """Colours, scale and font families, decided once and handed to whatever paints itself."""

    colors: Colors = LIGHT
    scale: float = 1.0
    families: tuple[str, ...] = LATIN_FAMILIES + CHINESE_FAMILIES

    def __post_init__(self) -> None:
        if not FONT_SCALES[0] <= self.scale <= FONT_SCALES[-1]:
            raise ValueError(f"the font scale {self.scale} is not between 1 (100 %) and 2 (200 %)")

    @property
    def is_dark(self) -> bool:
        """Whether text is lighter than its ground."""
        return self.colors is DARK

    def px(self, length: float) -> int:
        """A length given at 100 %, in px at this theme's scale."""
        return round(length * self.scale)

    def font(self, type_: Type = Type.BODY, *, bold: bool = False) -> QFont:
        """The font of a type size; for widgets that paint text themselves."""
        font = QFont(list(self.families))
        font.setPixelSize(self.px(type_))
        font.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
        return font

    def palette(self) -> QPalette:
        """The colours where Qt looks for them; ``colors_of`` reads them back."""
        color = self.colors.color
        palette = QPalette()
        role = QPalette.ColorRole
        for target, token in {
            role.Window: "ground",
            role.WindowText: "text",
            role.Base: "surface",
            role.AlternateBase: "row",
            role.Text: "text",
            role.Button: "surface",
            role.ButtonText: "text",
            role.BrightText: "error",
            role.PlaceholderText: "quiet",
            role.Highlight: "accent",
            role.HighlightedText: "on_accent",
            role.Link: "accent",
            role.LinkVisited: "accent",
            role.ToolTipBase: "surface",
            role.ToolTipText: "text",
            role.Mid: "line",
            role.Accent: "accent",
        }.items():
            palette.setColor(target, color(token))
        for target in (role.WindowText, role.Text, role.ButtonText):
            palette.setColor(QPalette.ColorGroup.Disabled, target, color("quiet"))
        return palette


def colors_of(widget: QWidget) -> Colors:
    """The tokens a widget is shown in, for its paintEvent.

    Found by the application's palette: a widget's own stays behind when a style sheet was on it.
    """
    return DARK if QGuiApplication.palette().window().color().lightness() < 128 else LIGHT


def font_families(language: str) -> tuple[str, ...]:
    """Families in order of preference for a language (BCP 47); the last ones fill in what the first lack.

    Chinese comes first where the language is Chinese, so that Latin letters match it. The simplified family
    is named in every list: without it Qt may take the Japanese forms of the same characters.
    """
    system = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont).family()
    if language.startswith("zh"):
        return (*CHINESE_FAMILIES, *LATIN_FAMILIES, system)
    return (*LATIN_FAMILIES, system, *CHINESE_FAMILIES)


def set_type(widget: QWidget, type_: Type) -> None:
    """Give a label (or any widget) one of the type sizes."""
    widget.setProperty("type", type_.name.lower())
    _repolish(widget)


def set_kind(widget: QWidget, kind: str) -> None:
    """Say what a widget is to the style sheet: ``primary``, ``quiet``, ``card``, …"""
    widget.setProperty("kind", kind)
    _repolish(widget)


def set_families(widget: QWidget, language: str) -> None:
    """Write a widget's text in the forms of its own language, whatever the page's language is."""
    font = widget.font()
    font.setFamilies(list(font_families(language)))
    widget.setFont(font)


def _repolish(widget: QWidget) -> None:
    if not widget.testAttribute(Qt.WidgetAttribute.WA_WState_Polished):
        return  # Its first polishing, when it is shown, sees the property.
    style = widget.style()
    style.unpolish(widget)
    style.polish(widget)


class Appearance(QObject):
    """The theme that the application wears; follows the system's light or dark where asked to.

    ``changed`` carries the new ``Theme``. While ``hold`` is on, the system's switch at dusk waits: a listener
    sees the same window from the first clip to the last.
    """

    changed = Signal(object)

    def __init__(self, app: QApplication, *, name: ThemeName = "system", scale: float = 1.0) -> None:
        super().__init__(app)
        self._app = app
        self._name: ThemeName = name
        self._scale = scale
        self._language = "en"
        self._is_held = False
        self._theme: Theme | None = None
        app.setStyle("Fusion")
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._system_changed)
        self._apply()

    @property
    def theme(self) -> Theme:
        """What is worn now."""
        if self._theme is None:
            raise RuntimeError("the appearance was asked for its theme before it was applied")
        return self._theme

    def set_name(self, name: ThemeName) -> None:
        """Light, dark, or as the system says."""
        self._name = name
        self._apply()

    def set_scale(self, scale: float) -> None:
        """Font scale, 1 to 2; values outside are brought to the nearest."""
        self._scale = min(max(scale, FONT_SCALES[0]), FONT_SCALES[-1])
        self._apply()

    def step_scale(self, steps: int) -> None:
        """One size larger (+1) or smaller (−1), as Ctrl+plus and Ctrl+minus do."""
        nearest = min(range(len(FONT_SCALES)), key=lambda i: abs(FONT_SCALES[i] - self._scale))
        self.set_scale(FONT_SCALES[min(max(nearest + steps, 0), len(FONT_SCALES) - 1)])

    def set_language(self, language: str) -> None:
        """Choose the font families for a language."""
        self._language = language
        self._apply()

    def hold(self, is_held: bool) -> None:
        """Keep light or dark as it is while a session runs."""
        self._is_held = is_held
        if not is_held:
            self._apply()

    def _system_changed(self) -> None:
        if not self._is_held:
            self._apply()

    def _apply(self) -> None:
        is_dark = self._name == "dark" or (
            self._name == "system" and QGuiApplication.styleHints().colorScheme() is Qt.ColorScheme.Dark
        )
        theme = Theme(DARK if is_dark else LIGHT, self._scale, font_families(self._language))
        if theme == self._theme:
            return
        before = self._theme
        self._theme = theme
        self._app.setFont(theme.font())
        if before is None or (before.colors, before.scale) != (theme.colors, theme.scale):
            self._app.setPalette(theme.palette())
            self._app.setStyleSheet(style_sheet(theme))
        self.changed.emit(theme)


def token_names() -> tuple[str, ...]:
    """Names of all colour tokens."""
    return tuple(field.name for field in fields(Colors))
