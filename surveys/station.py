"""The station a session runs on: which machine, which sound device, which versions."""

from __future__ import annotations

import platform
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import metadata

PACKAGES = ("merlingua", "numpy", "pyloudnorm", "sounddevice", "soundfile", "soxr", "sqlalchemy")
"""Those whose versions say what was played and stored."""


@dataclass(frozen=True)
class StationInfo:
    """What is stored with a session. ``station`` is a name for the machine, never for a person."""

    station: str
    device: str
    versions: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def here(cls, device: str, *, station: str | None = None) -> StationInfo:
        """This machine (its network name where none is given) with the sound device ``device``."""
        return cls(station or platform.node() or "station", device, installed_versions())


@lru_cache(maxsize=1)
def installed_versions() -> Mapping[str, str]:
    """The versions of Python, the system and the packages that play and store."""
    versions = {"python": platform.python_version(), "system": platform.platform(terse=True)}
    for package in PACKAGES:
        try:
            versions[package] = metadata.version(package)
        except metadata.PackageNotFoundError:
            continue
    return versions
