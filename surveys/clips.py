"""A clip: the excerpt of an audio file that listeners hear and rate."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Clip:
    """An excerpt. ``lyrics_language`` is BCP 47, ``zxx`` for no words, ``und`` for unknown."""

    id: str
    file: Path
    onset_s: float
    duration_s: float
    lyrics_language: str
    sha256: str
    """SHA-256 of the file, hexadecimal; a session does not start where it differs."""
    quadrant: str | None = None
    artist: str | None = None
    title: str | None = None
