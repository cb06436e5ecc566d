"""Which installed fonts the survey's languages are shown in, and whether they have every character.

Conventions
-----------
The window asks Qt for ``FONT_FAMILIES`` in this order, so that what is checked here is what is drawn.
Font files are found in the platform's own folders, without fontconfig.
Chinese needs a font for Simplified Chinese by name: the other CJK families draw many characters in
their Japanese or Korean form.
"""

from __future__ import annotations

import functools
import os
import struct
import sys
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from fontTools.ttLib import TTCollection, TTFont, TTLibError

from merlingua.surveys.study_definition import SurveyLanguage

_LATIN = ("Noto Sans", "DejaVu Sans")

FONT_FAMILIES: Mapping[SurveyLanguage, tuple[str, ...]] = {
    "en": _LATIN,
    "es": _LATIN,
    "de": _LATIN,
    "zh-Hans": ("Noto Sans SC", "Noto Sans CJK SC"),
}
"""Families a language may be shown in, the preferred first."""

FONT_PACKAGES: Mapping[SurveyLanguage, str] = {
    "en": "Noto Sans or DejaVu Sans (Debian: fonts-noto-core or fonts-dejavu-core)",
    "es": "Noto Sans or DejaVu Sans (Debian: fonts-noto-core or fonts-dejavu-core)",
    "de": "Noto Sans or DejaVu Sans (Debian: fonts-noto-core or fonts-dejavu-core)",
    "zh-Hans": "Noto Sans SC or Noto Sans CJK SC (Debian: fonts-noto-cjk)",
}
"""What to install where a language has no font."""

_COLLECTION_SUFFIXES = {".ttc", ".otc"}
_SUFFIXES = {".ttf", ".otf", *_COLLECTION_SUFFIXES}
# Reading the names of every installed font takes seconds: open only files that are called like a family.
_FILE_NAMES = ("notosans", "dejavusans")
# What fontTools raises, of itself and of the standard library, for a file that is no font or breaks off.
_UNREADABLE = (OSError, TTLibError, KeyError, ValueError, AssertionError, struct.error)
_PLAIN_STYLES = {"Regular", "Book", "Normal", "Roman"}
_FAMILY_NAME_IDS = (16, 1)
_STYLE_NAME_IDS = (17, 2)


@dataclass(frozen=True)
class Face:
    """One face of a font file; ``index`` counts from 0 within a collection."""

    family: str
    style: str
    file: Path
    index: int

    @property
    def is_plain(self) -> bool:
        """Upright and of ordinary weight. A variable font is named after its lightest."""
        return self.style in _PLAIN_STYLES


def missing_glyphs(text: str, language: SurveyLanguage) -> set[str]:
    """The characters of ``text`` that no installed font of the language can show.

    Without any such font these are all its visible characters.
    """
    wanted = {c for c in text if not c.isspace() and unicodedata.category(c) not in {"Cc", "Cf"}}
    for family in FONT_FAMILIES[language]:
        if not wanted:
            break
        face = installed_faces().get(family)
        if face is not None:
            covered = _characters_of(face)
            wanted = {character for character in wanted if ord(character) not in covered}
    return wanted


def font_file_for(language: SurveyLanguage) -> Path | None:
    """The file of the preferred font that is installed for the language, or None."""
    faces = installed_faces()
    return next((faces[family].file for family in FONT_FAMILIES[language] if family in faces), None)


@functools.lru_cache(maxsize=1)
def installed_faces() -> Mapping[str, Face]:
    """A face of each family in ``FONT_FAMILIES`` that this machine has, the plain one if there is one."""
    wanted = {family for families in FONT_FAMILIES.values() for family in families}
    found: dict[str, Face] = {}
    for file in _font_files():
        for face in _faces(file):
            if face.family in wanted and (
                face.family not in found or face.is_plain > found[face.family].is_plain
            ):
                found[face.family] = face
    return found


def font_folders() -> tuple[Path, ...]:
    """Where this platform keeps its fonts; folders that are not there included."""
    home = Path.home()
    if sys.platform == "win32":
        local = Path(os.environ.get("LOCALAPPDATA", home / "AppData" / "Local"))
        return Path(
            os.environ.get("WINDIR", r"C:\Windows")
        ) / "Fonts", local / "Microsoft" / "Windows" / "Fonts"
    if sys.platform == "darwin":
        return home / "Library" / "Fonts", Path("/Library/Fonts"), Path("/System/Library/Fonts")
    data_home = Path(os.environ.get("XDG_DATA_HOME") or home / ".local" / "share")
    shared = (os.environ.get("XDG_DATA_DIRS") or "/usr/local/share:/usr/share").split(":")
    return data_home / "fonts", home / ".fonts", *(Path(folder) / "fonts" for folder in shared if folder)


def _font_files() -> Iterator[Path]:
    for folder in font_folders():
        for place, _, names in os.walk(folder):
            for name in sorted(names):
                flat = name.lower().replace("-", "").replace("_", "").replace(" ", "")
                if flat.startswith(_FILE_NAMES) and Path(name).suffix.lower() in _SUFFIXES:
                    yield Path(place) / name


def _faces(file: Path) -> list[Face]:
    try:
        # Opened here: fontTools leaves a file open that it cannot read.
        with file.open("rb") as stream:
            is_collection = file.suffix.lower() in _COLLECTION_SUFFIXES
            loaded = TTCollection(stream, lazy=True) if is_collection else [TTFont(stream, lazy=True)]
            named = [(index, *_names(font)) for index, font in enumerate(loaded)]
    except _UNREADABLE:
        # A font that cannot be read shows nothing: it is as good as not installed.
        return []
    return [Face(family, style, file, index) for index, family, style in named]


def _names(font: TTFont) -> tuple[str, str]:
    table = font["name"]
    family = next((name for i in _FAMILY_NAME_IDS if (name := table.getDebugName(i))), "")
    style = next((name for i in _STYLE_NAME_IDS if (name := table.getDebugName(i))), "")
    return family, style


@functools.lru_cache(maxsize=8)
def _characters_of(face: Face) -> frozenset[int]:
    number = face.index if face.file.suffix.lower() in _COLLECTION_SUFFIXES else -1
    try:
        with face.file.open("rb") as stream:
            return frozenset(TTFont(stream, fontNumber=number, lazy=True).getBestCmap() or ())
    except _UNREADABLE:
        return frozenset()
