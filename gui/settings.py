"""The researcher's few settings, kept in one small JSON file in the user's configuration folder.

Unknown or broken values are never used in silence: a file that cannot be read is set aside as
``settings.broken.json`` and named in a ``SettingsError``; the program goes on with the defaults.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any, cast

from merlingua.gui.theme import FONT_SCALES, THEME_NAMES, ThemeName
from merlingua.gui.translation import LANGUAGES
from merlingua.surveys.errors import MerlinguaError


class SettingsError(MerlinguaError, ValueError):
    """The settings cannot be read or written; answers are not affected."""


@dataclass(frozen=True)
class Settings:
    """What the settings page offers, and which study folders the home page lists."""

    language: str | None = None
    """None: as the system says."""
    font_scale: float = 1.0
    theme: ThemeName = "system"
    device: str | None = None
    """The sound device by name; None: the system's default."""
    pin_hash: str | None = None
    """Argon2 hash of the researcher's PIN; None: none was set."""
    studies: tuple[str, ...] = ()
    """Study folders, the latest first."""

    def __post_init__(self) -> None:
        if self.language is not None and self.language not in LANGUAGES:
            raise SettingsError(f"language is {self.language!r}; it is null or one of {list(LANGUAGES)}")
        if self.font_scale not in FONT_SCALES:
            raise SettingsError(f"font_scale is {self.font_scale!r}; it is one of {list(FONT_SCALES)}")
        if self.theme not in THEME_NAMES:
            raise SettingsError(f"theme is {self.theme!r}; it is one of {list(THEME_NAMES)}")

    def with_study(self, folder: Path) -> Settings:
        """These settings with a study at the head of the list."""
        name = str(folder.absolute())
        return replace(self, studies=(name, *(other for other in self.studies if other != name)))

    def without_study(self, folder: Path) -> Settings:
        """These settings without a study; its folder is not touched."""
        return replace(self, studies=tuple(name for name in self.studies if Path(name) != folder))


def default_settings_file() -> Path:
    """Where the settings lie for this user; ``MERLINGUA_SETTINGS`` names another file."""
    import platformdirs

    named = os.environ.get("MERLINGUA_SETTINGS")
    return (
        Path(named)
        if named
        else platformdirs.user_config_path("merlingua", appauthor=False) / "settings.json"
    )


def read_settings(file: Path) -> Settings:
    """The settings in a file, the defaults where there is none.

    Raises
    ------
    SettingsError
        If the file is broken; it has then been set aside, so that the next start is a clean one.
    """
    try:
        content = file.read_text(encoding="utf-8")
    except FileNotFoundError:
        return Settings()
    except OSError as error:
        raise SettingsError(f"{file} cannot be read ({error.strerror}): the defaults are used.") from error
    try:
        return _parse(json.loads(content))
    except (ValueError, TypeError) as error:
        aside = file.with_name("settings.broken.json")
        file.replace(aside)
        raise SettingsError(
            f"{file} is broken ({error}): it was set aside as {aside.name} and the defaults are used."
        ) from error


def write_settings(settings: Settings, file: Path) -> None:
    """Write all settings at once: the file is the old one or the new one, never half of each."""
    content = json.dumps(asdict(settings), indent=2, ensure_ascii=False) + "\n"
    beside = file.with_name(file.name + ".new")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        beside.write_text(content, encoding="utf-8")
        beside.replace(file)
    except OSError as error:
        raise SettingsError(
            f"{file} cannot be written ({error.strerror}): settings last until you quit."
        ) from error


def _parse(content: object) -> Settings:
    if not isinstance(content, dict):
        raise SettingsError(f"it holds a {type(content).__name__}, not an object")
    values = cast("dict[str, Any]", content)
    known = {field.name for field in fields(Settings)}
    unknown = sorted(set(values) - known)
    if unknown:
        raise SettingsError(f"unknown setting {unknown[0]!r}; there are {sorted(known)}")
    for name in ("device", "pin_hash"):
        if not isinstance(values.get(name), str | None):
            raise SettingsError(f"{name} is {values[name]!r}; it is null or text")
    studies = values.get("studies", [])
    if not isinstance(studies, list) or not all(isinstance(study, str) for study in studies):
        raise SettingsError(f"studies is {studies!r}; it is a list of folders")
    return Settings(**{**values, "studies": tuple(studies)})
