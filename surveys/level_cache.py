"""Measured levels, kept beside a study so that opening it again takes no time.

``.levels.json`` holds what was measured and can be deleted at any time: a file that is broken, of another
version or that cannot be written only means that clips are measured again.
"""

from __future__ import annotations

import json
import math
import os
import threading
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from merlingua.surveys.clips import Clip

CACHE_FILE = ".levels.json"
CACHE_VERSION = 1
"""Raised whenever the same samples would be measured otherwise."""


@dataclass(frozen=True)
class ClipLevel:
    """Integrated loudness in LUFS and true peak in dB of full scale, of a clip without gain."""

    lufs: float
    true_peak_db: float


class LevelCache:
    """Levels by what decides them: the file's SHA-256, the excerpt's bounds and its fades."""

    def __init__(self, file: Path, stored: dict[str, ClipLevel]) -> None:
        self._file = file
        self._stored = stored
        self._used: dict[str, ClipLevel] = {}

    @classmethod
    def read(cls, folder: Path) -> LevelCache:
        """What the folder's cache holds; nothing where it is missing, broken or of another version."""
        file = folder / CACHE_FILE
        try:
            content = json.loads(file.read_text(encoding="utf-8"))
            return cls(file, _levels(content))
        except (OSError, ValueError, TypeError, KeyError, AttributeError):
            return cls(file, {})

    def get(self, clip: Clip, fade_ms: float) -> ClipLevel | None:
        """The level of this excerpt, if it is known."""
        return self._stored.get(_key(clip, fade_ms))

    def put(self, clip: Clip, fade_ms: float, level: ClipLevel) -> None:
        """Keep a level for ``write``; what is not put is forgotten there."""
        self._used[_key(clip, fade_ms)] = level

    def write(self) -> None:
        """Replace the file in one step if anything changed; where that is impossible, do nothing."""
        if self._used == self._stored:
            return
        levels = {
            key: {"lufs": level.lufs, "true_peak_db": level.true_peak_db}
            for key, level in sorted(self._used.items())
        }
        content = json.dumps({"version": CACHE_VERSION, "levels": levels}, indent=1)
        # The study is usable without its cache, so a full disk or a read-only folder is no error here.
        with suppress(OSError):
            _replace(self._file, content + "\n")


def _key(clip: Clip, fade_ms: float) -> str:
    return f"{clip.sha256} {clip.onset_s!r} {clip.duration_s!r} {fade_ms!r}"


def _levels(content: Any) -> dict[str, ClipLevel]:
    """Raises ValueError, TypeError, KeyError or AttributeError where the content is not what was written."""
    if content["version"] != CACHE_VERSION:
        return {}
    levels = {}
    for key, level in content["levels"].items():
        lufs, true_peak_db = float(level["lufs"]), float(level["true_peak_db"])
        if not (math.isfinite(lufs) and math.isfinite(true_peak_db)):
            raise ValueError(f"{key} has the level {level}")
        levels[key] = ClipLevel(lufs, true_peak_db)
    return levels


def _replace(file: Path, content: str) -> None:
    temporary = file.with_name(f"{file.name}.{os.getpid()}-{threading.get_ident()}")
    try:
        temporary.write_text(content, encoding="utf-8")
        temporary.replace(file)
    except OSError:
        temporary.unlink(missing_ok=True)
        raise
